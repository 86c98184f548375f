"""Opening files of this machine."""

from __future__ import annotations

import os
import stat
from typing import BinaryIO


class NotAFileError(OSError):
    """What was a file when it was listed is none now."""


def open_file(path: str) -> BinaryIO:
    """A regular file, for reading. Never waits: a FIFO put in its place meanwhile is refused.

    Raises OSError.
    """
    # Some of these flags are unknown to some systems.
    extra = (getattr(os, name, 0) for name in ("O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
    handle = os.open(path, os.O_RDONLY | sum(extra))
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise NotAFileError(0, "no longer a file")
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise
