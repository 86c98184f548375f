"""Opening what is scanned and writing what comes out."""

from __future__ import annotations

import os
import stat
import tempfile
from types import TracebackType
from typing import BinaryIO

PREFIX = ".piiguard-"  # of files that are being written


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


def state(stream: BinaryIO) -> tuple[int, int]:
    """Size and time of change: the same before and after reading, or the file was written to meanwhile."""
    found = os.fstat(stream.fileno())
    return found.st_size, found.st_mtime_ns


class NewFile:
    """A file that appears under its name, readable by its owner only, once it is complete.

    ``with NewFile(path) as new: new.stream.write(…); new.keep()``: without ``keep()`` nothing is left.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        folder = os.path.dirname(path) or os.curdir
        handle, self.temporary = tempfile.mkstemp(prefix=PREFIX, suffix=".tmp", dir=folder)
        self.stream: BinaryIO = os.fdopen(handle, "w+b")
        self._kept = False

    def keep(self) -> None:
        """Put the file in its place, over an existing one. Raises OSError."""
        self.stream.close()
        os.replace(self.temporary, self.path)
        self._kept = True

    def __enter__(self) -> NewFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.stream.close()
        except OSError:
            pass  # a full disk shows again here; the file is not kept
        if not self._kept:
            os.unlink(self.temporary)
