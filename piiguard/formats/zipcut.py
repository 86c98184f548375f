"""Zip archives whose end, and with it their directory, is missing: the files before the break are still read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from piiguard.errors import FormatError
from piiguard.formats import unpack
from piiguard.formats.document import Document, LimitError, Limits, Member
from piiguard.formats.zipentry import LOCAL, LOCAL_MAGIC, METHODS, Entry, unreadable

_DESCRIPTOR = 24  # bytes that the longest data descriptor takes


class CutZip(Document):
    """Header by header from the start; it always ends in FormatError, because something is missing."""

    format = "zip"

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        self._at = 0
        self._left: Iterator[bytes] = iter(())

    def members(self) -> Iterator[Member]:
        """The files before the break, the last one perhaps in part. Raises FormatError at the break."""
        number = 0
        while entry := self._next():
            number += 1
            if number > self._limits.members:
                raise LimitError(f"more than {self._limits.members} files in it")
            self._left = self._content(entry)
            yield unreadable(entry) or Member(entry.name, partial(unpack.as_stream, self._left))
            if self._ends_unknown(entry):
                if unreadable(entry) or not entry.method:
                    break
                for _ in self._left:  # only its content tells where it ends
                    pass
        raise FormatError("the zip archive is cut off or damaged at its end; what comes before was read")

    def _next(self) -> Entry | None:
        """The next local header, and past it."""
        self._stream.seek(self._at)
        head = self._stream.read(LOCAL.size + _DESCRIPTOR)
        skip = head.find(LOCAL_MAGIC, 0, _DESCRIPTOR + len(LOCAL_MAGIC))
        if skip < 0:
            return None
        self._stream.seek(self._at + skip)
        head = self._stream.read(LOCAL.size)
        if len(head) < LOCAL.size:
            return None
        fields = LOCAL.unpack(head)
        name, extra = self._stream.read(fields[9]), self._stream.read(fields[10])
        self._start = self._at + skip + LOCAL.size + fields[9] + fields[10]
        entry = Entry(fields[2], fields[3], fields[6:9], 0, name, extra)
        self._at = self._start + entry.packed
        self.read = self._start
        return entry

    @staticmethod
    def _ends_unknown(entry: Entry) -> bool:
        """Whether its size stands behind it only."""
        return bool(entry.flags & 8) and not entry.packed

    def _content(self, entry: Entry) -> Iterator[bytes]:
        """A file's bytes; past them once they have been drawn."""
        start, end = self._start, self._stream.seek(0, 2)
        size = max(0, end - start) if self._ends_unknown(entry) else entry.packed
        if not entry.method:
            yield from unpack.part(self._stream, start, size)
            return
        decoder = METHODS[entry.method]()
        done = start
        for piece in unpack.part(self._stream, start, size, decoder.slice):
            yield from decoder.feed(piece)
            done += len(piece)
            if decoder.eof:
                self._at = done - len(decoder.unused)
                return
        raise FormatError("it is cut off")
