"""Zip archives, by their central directory (PKWARE APPNOTE 6.3), zip64 and prefixed archives included.

Read here and not by ``zipfile`` so that a directory of millions is never held, entries that share bytes are
refused, and a size in a header is only compared with what came out.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from piiguard.errors import FormatError
from piiguard.formats import paths, unpack, zipcopy, zipcut
from piiguard.formats.charset import UnsupportedError
from piiguard.formats.document import Document, LimitError, Limits, Member, fixed
from piiguard.formats.pieces import Keys, Location, Segment
from piiguard.formats.treatment import Treatment
from piiguard.formats.zipentry import DAMAGED, LOCAL, LOCAL_MAGIC, METHODS, Entry, unreadable

_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_NOTHING = 20  # bytes that no bytes may be packed into; a "folder" of more holds something


class ZipArchive(Document):
    """An archive whose end record was found."""

    format = "zip"

    def __init__(
        self, stream: BinaryIO, start: int, size: int, prefix: int, limits: Limits, comment: tuple[int, int]
    ) -> None:
        self._stream = stream
        self._comment = comment
        self._start = start
        self._size = size
        self.prefix = prefix  # bytes before the archive, as in a self-extracting one
        self._limits = limits
        self._notes: list[str] = []

    def segments(self) -> Iterator[Segment]:
        """The comments: the archive's own and those of its files, which ``entry`` numbers. Raises as ``members`` does."""
        offset, size = self._comment
        yield from _remark(self._stream, offset, size, {"part": "comment"})
        for number, entry in enumerate(self._entries(), 1):
            yield from _remark(self._stream, *entry.comment, {"part": "comment", "entry": number})

    def members(self) -> Iterator[Member]:
        """Its files in the order of the directory. Raises FormatError where the directory is damaged."""
        return (member for _, member in self.contents() if member is not None)

    def contents(self) -> Iterator[tuple[Entry, Member | None]]:
        """Every entry of the directory and the file it is, None for a folder."""
        shared = self._shared()
        for number, entry in enumerate(self._entries()):
            self.read = min(entry.offset + entry.packed, self._start)
            if entry.name.endswith("/") and not entry.size and entry.packed <= _NOTHING:
                yield entry, None
            elif shared[number]:
                reason = "it shares its bytes with another entry, as zip bombs do"
                yield entry, Member(entry.name, None, status="error", reason=reason)
            else:
                yield entry, unreadable(entry) or Member(entry.name, partial(self._open, entry))

    def unread(self) -> list[str]:
        """What stands before the archive: a program that unpacks it, or another archive."""
        return [f"bytes before the archive that belong to no file in it: {self.prefix}"] if self.prefix else []

    def notes(self) -> list[str]:
        """What became different in a copy."""
        return self._notes

    def rewrite(self, out: BinaryIO, masked: Treatment) -> None:
        """The same archive, every file in it masked. Raises FormatError where one cannot be, LimitError."""
        self._notes = zipcopy.write(self, out, masked)

    def _entries(self) -> Iterator[Entry]:
        """The directory, read anew. Raises LimitError when it has more entries than files may be in an object."""
        at, end, count = self._start, self._start + self._size, 0
        while at < end:
            self._stream.seek(at)
            head = self._stream.read(_ENTRY.size)
            if len(head) < _ENTRY.size or not head.startswith(b"PK\1\2"):
                raise FormatError(DAMAGED)
            fields = _ENTRY.unpack(head)
            rest = self._stream.read(fields[10] + fields[11])
            if len(rest) < fields[10] + fields[11]:
                raise FormatError(DAMAGED)
            count += 1
            if count > self._limits.members:
                raise LimitError(f"more than {self._limits.members} files in it")
            entry = Entry(fields[3], fields[4], fields[7:10], fields[16], rest[: fields[10]], rest[fields[10] :])
            entry.time, entry.date, entry.attributes, entry.system = fields[5], fields[6], fields[15], fields[1] >> 8
            at += _ENTRY.size + fields[10] + fields[11]
            entry.comment = at, fields[12]
            yield entry
            at += fields[12]

    def _shared(self) -> bytearray:
        """For every entry whether its bytes are also another's. A file's bytes begin behind 30 of header."""
        starts, ends = array("Q"), array("Q")
        for entry in self._entries():
            starts.append(min(entry.offset, 1 << 62))
            ends.append(min(entry.offset + LOCAL.size + entry.packed, 1 << 63))
        shared = bytearray(len(starts))
        furthest, holder = 0, -1
        for number in sorted(range(len(starts)), key=starts.__getitem__):
            if starts[number] < furthest:
                shared[number] = shared[holder] = 1
            if ends[number] > furthest:
                furthest, holder = ends[number], number
        return shared

    def _open(self, entry: Entry) -> BinaryIO:
        return unpack.as_stream(self._content(entry))

    def _content(self, entry: Entry) -> Iterator[bytes]:
        """A file's bytes, and then FormatError unless they are as many and have the sum that the directory says."""
        crc = size = 0
        for block in self._unpacked(entry):
            crc = zlib.crc32(block, crc)
            size += len(block)
            yield block
        if size != entry.size:
            raise FormatError("it is not as long as the directory of the archive says")
        if crc != entry.crc:
            raise FormatError("its checksum is wrong")

    def _unpacked(self, entry: Entry) -> Iterator[bytes]:
        start = entry.offset + self.prefix
        self._stream.seek(min(start, 1 << 62))
        head = self._stream.read(LOCAL.size)
        if len(head) < LOCAL.size or not head.startswith(LOCAL_MAGIC):
            raise FormatError("it is not where the directory of the archive says")
        fields = LOCAL.unpack(head)
        start += LOCAL.size + fields[9] + fields[10]
        if not entry.method:
            yield from unpack.part(self._stream, start, entry.packed)
            return
        decoder = METHODS[entry.method]()
        for piece in unpack.part(self._stream, start, entry.packed, decoder.slice):
            yield from decoder.feed(piece)
            if decoder.eof:
                return
        if entry.method != 14:  # lzma may have no end mark
            raise FormatError("its compressed data is cut off")


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> Document:
    """A zip archive, also one whose end is missing. Raises FormatError, UnsupportedError for one part of several."""
    size = stream.seek(0, 2)
    tail_at = max(0, size - _END.size - 0xFFFF)
    stream.seek(tail_at)
    tail = stream.read(_END.size + 0xFFFF)
    at = tail.rfind(b"PK\5\6", 0, max(0, len(tail) - _END.size + 4))
    if at < 0:
        return zipcut.CutZip(stream, limits)
    _, disk, _, _, count, length, offset, remark = _END.unpack_from(tail, at)
    end = tail_at + at
    if 0xFFFF in (disk, count) or 0xFFFFFFFF in (length, offset):
        disk, length, offset, end = _end64(stream, end, disk, length, offset)
    if disk:
        raise UnsupportedError("one part of a zip archive in several")
    start = end - length
    if start < 0 or offset > start:
        raise FormatError(DAMAGED)
    return ZipArchive(stream, start, length, start - offset, limits, (tail_at + at + _END.size, remark))


def _remark(stream: BinaryIO, offset: int, size: int, where: Location) -> Iterator[Segment]:
    """A comment; of one that is cut off what there is."""
    if size:
        stream.seek(offset)
        yield fixed(paths.decoded(stream.read(size), "cp437"), where)


def _end64(stream: BinaryIO, end: int, disk: int, length: int, offset: int) -> tuple[int, int, int, int]:
    """Disk, length, offset of the directory and where it ends, by the zip64 records if they are there."""
    stream.seek(max(0, end - _LOCATOR.size))
    data = stream.read(_LOCATOR.size)
    if len(data) < _LOCATOR.size or not data.startswith(b"PK\6\7"):
        return disk, length, offset, end
    # Where the record is by its place just before the locator; the written offset knows nothing of a prefix.
    at = end - _LOCATOR.size - _END64.size
    stream.seek(max(0, at))
    data = stream.read(_END64.size)
    if len(data) < _END64.size or not data.startswith(b"PK\6\6"):
        raise FormatError(DAMAGED)
    fields = _END64.unpack(data)
    return fields[4], fields[8], fields[9], at
