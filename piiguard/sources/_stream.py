"""What files of a server have in common: bytes that are asked for where they are read, and no rows."""

from __future__ import annotations

import io
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from piiguard.formats.document import Table
from piiguard.sources.source import ChangedError, Entry, KeyRange

BUFFER = 1 << 20  # bytes asked for at a time


class Pieces(io.RawIOBase):
    """A file of ``size`` bytes that seeks and holds nothing; ``at`` is where it is read next."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.at = 0

    @abstractmethod
    def piece(self, view: memoryview) -> int:
        """Put bytes from ``at`` on into ``view``, which is not empty and ends where the file does; how many came.

        Raises OSError, ChangedError.
        """

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise OSError(22, "a negative position")
        self.at = base + offset
        return self.at

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")[: max(0, self.size - self.at)]
        count = self.piece(view) if view else 0
        self.at += count
        return count

    def buffered(self) -> io.BufferedReader:
        """As a file that asks for ``BUFFER`` bytes at a time."""
        return io.BufferedReader(self, BUFFER)


def filled(view: memoryview, data: bytes) -> int:
    """Put an answer into ``view``; its length. Raises ChangedError for one that is empty or longer."""
    if not data or len(data) > len(view):
        raise ChangedError(0, "it became shorter while it was read")
    view[: len(data)] = data
    return len(data)


class Files:
    """A source whose objects are all files."""

    def ranges(self, entry: Entry, rows: int) -> Sequence[KeyRange]:
        """Raises OSError: a file has no rows of its own."""
        raise OSError(0, "a file has no rows of its own")

    def table(self, entry: Entry, part: KeyRange) -> Table:
        """Raises OSError: a file has no rows of its own."""
        raise OSError(0, "a file has no rows of its own")
