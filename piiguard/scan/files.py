"""Opening what is scanned and writing what comes out."""

from __future__ import annotations

import os
import tempfile
from types import TracebackType
from typing import BinaryIO

from piiguard.sources._files import NotAFileError, open_file

__all__ = ["NewFile", "NotAFileError", "open_file", "state"]

PREFIX = ".piiguard-"  # of files that are being written


def state(stream: BinaryIO) -> tuple[int, int]:
    """Size and time of change: the same before and after reading, or the file was written to meanwhile."""
    found = os.fstat(stream.fileno())
    return found.st_size, found.st_mtime_ns


class NewFile:
    """A file that appears under its name, readable by its owner only, once it is complete.

    ``with NewFile(path) as new: new.stream.write(…); new.keep()``: without ``keep()`` nothing is left.

    Raises:
        NotAFileError: the name is that of a device, pipe or socket, which a file would take the place of (/dev/null).
    """

    def __init__(self, path: str) -> None:
        self.path = path
        if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):
            raise NotAFileError(0, "not a file")
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
