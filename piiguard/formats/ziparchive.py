"""Zip archives, by their central directory (PKWARE APPNOTE 6.3), zip64 and prefixed archives included.

Read here and not by ``zipfile`` so that a directory of millions is never held, entries that share bytes are
refused, and a size in a header is only compared with what came out.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

from piiguard.errors import FormatError
from piiguard.formats import paths, unpack
from piiguard.formats.charset import UnsupportedError
from piiguard.formats.document import Document, LimitError, Limits, Member
from piiguard.formats.pieces import Keys

_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_METHODS: dict[int, Callable[[], unpack.Decoder]] = {
    8: partial(unpack.Deflate, -15),
    12: unpack.bzip2,
    14: unpack.ZipLzma,
    20: unpack.Zstd,
    93: unpack.Zstd,
    95: unpack.xz,
}
_NOTHING = 20  # bytes that no bytes may be packed into; a "folder" of more holds something
_DAMAGED = "its directory is damaged"


class Entry:
    """A line of the central directory."""

    __slots__ = ("crc", "flags", "method", "name", "offset", "packed", "size")

    def __init__(self, fields: tuple[int, ...], name: bytes, extra: bytes) -> None:
        self.flags, self.method, self.crc, self.packed, self.size = *fields[3:5], *fields[7:10]
        self.offset = fields[16]
        _zip64(self, extra)
        self.name = _name(name, extra, self.flags)


def _zip64(entry: Entry, extra: bytes) -> None:
    """Sizes and offset from the zip64 field, as far as the plain ones say to look there."""
    found = _extra(extra, 1)
    wide = [entry.size == 0xFFFFFFFF, entry.packed == 0xFFFFFFFF, entry.offset == 0xFFFFFFFF]
    if found is None or not any(wide):
        return
    if len(found) < 8 * sum(wide):
        raise FormatError(_DAMAGED)
    values = iter(struct.unpack_from(f"<{sum(wide)}Q", found))
    if wide[0]:
        entry.size = next(values)
    if wide[1]:
        entry.packed = next(values)
    if wide[2]:
        entry.offset = next(values)


def _extra(extra: bytes, wanted: int) -> bytes | None:
    """One extra field by its id."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind == wanted:
            return extra[at + 4 : at + 4 + size]
        at += 4 + size
    return None


def _name(raw: bytes, extra: bytes, flags: int) -> str:
    unicode_path = _extra(extra, 0x7075)
    if unicode_path and len(unicode_path) > 5 and struct.unpack_from("<L", unicode_path, 1)[0] == zlib.crc32(raw):
        raw = unicode_path[5:]
    return raw[:4096].decode("utf-8", "replace") if flags & 0x800 else paths.decoded(raw)


class ZipArchive(Document):
    """An archive whose end record was found."""

    format = "zip"

    def __init__(self, stream: BinaryIO, start: int, size: int, prefix: int, limits: Limits) -> None:
        self._stream = stream
        self._start = start
        self._size = size
        self._prefix = prefix  # bytes before the archive, as in a self-extracting one
        self._limits = limits

    def members(self) -> Iterator[Member]:
        """Its files in the order of the directory. Raises FormatError where the directory is damaged."""
        shared = self._shared()
        for number, entry in enumerate(self._entries()):
            self.read = min(entry.offset + entry.packed, self._start)
            if entry.name.endswith("/") and not entry.size and entry.packed <= _NOTHING:
                continue
            if shared[number]:
                yield Member(entry.name, None, status="error", reason="it shares its bytes with another entry, as zip bombs do")
            elif entry.flags & 0x2041:
                yield Member(entry.name, None, status="skipped", reason="encrypted")
            elif entry.method and entry.method not in _METHODS:
                reason = f"not supported: zip compression method {entry.method}"
                yield Member(entry.name, None, status="skipped", reason=reason)
            else:
                yield Member(entry.name, partial(self._open, entry))

    def _entries(self) -> Iterator[Entry]:
        """The directory, read anew. Raises LimitError when it has more entries than files may be in an object."""
        at, end, count = self._start, self._start + self._size, 0
        while at < end:
            self._stream.seek(at)
            head = self._stream.read(_ENTRY.size)
            if len(head) < _ENTRY.size or not head.startswith(b"PK\1\2"):
                raise FormatError(_DAMAGED)
            fields = _ENTRY.unpack(head)
            rest = self._stream.read(fields[10] + fields[11])
            if len(rest) < fields[10] + fields[11]:
                raise FormatError(_DAMAGED)
            count += 1
            if count > self._limits.members:
                raise LimitError(f"more than {self._limits.members} files in it")
            yield Entry(fields, rest[: fields[10]], rest[fields[10] :])
            at += _ENTRY.size + fields[10] + fields[11] + fields[12]

    def _shared(self) -> bytearray:
        """For every entry whether its bytes are also another's. A file's bytes begin behind 30 of header."""
        starts, ends = array("Q"), array("Q")
        for entry in self._entries():
            starts.append(min(entry.offset, 1 << 62))
            ends.append(min(entry.offset + _LOCAL.size + entry.packed, 1 << 63))
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
        start = entry.offset + self._prefix
        self._stream.seek(min(start, 1 << 62))
        head = self._stream.read(_LOCAL.size)
        if len(head) < _LOCAL.size or not head.startswith(b"PK\3\4"):
            raise FormatError("it is not where the directory of the archive says")
        fields = _LOCAL.unpack(head)
        start += _LOCAL.size + fields[9] + fields[10]
        if not entry.method:
            yield from unpack.part(self._stream, start, entry.packed)
            return
        decoder = _METHODS[entry.method]()
        for piece in unpack.part(self._stream, start, entry.packed, decoder.slice):
            yield from decoder.feed(piece)
            if decoder.eof:
                return
        if entry.method != 14:  # lzma may have no end mark
            raise FormatError("its compressed data is cut off")


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> ZipArchive:
    """A zip archive. Raises FormatError without an end record, UnsupportedError for one part of several."""
    size = stream.seek(0, 2)
    tail_at = max(0, size - _END.size - 0xFFFF)
    stream.seek(tail_at)
    tail = stream.read(_END.size + 0xFFFF)
    at = tail.rfind(b"PK\5\6", 0, max(0, len(tail) - _END.size + 4))
    if at < 0:
        raise FormatError("the zip archive has no directory: it is cut off, or damaged at its end")
    _, disk, _, _, count, length, offset, _ = _END.unpack_from(tail, at)
    end = tail_at + at
    if 0xFFFF in (disk, count) or 0xFFFFFFFF in (length, offset):
        disk, length, offset, end = _end64(stream, end, disk, length, offset)
    if disk:
        raise UnsupportedError("one part of a zip archive in several")
    start = end - length
    if start < 0 or offset > start:
        raise FormatError(_DAMAGED)
    return ZipArchive(stream, start, length, start - offset, limits)


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
        raise FormatError(_DAMAGED)
    fields = _END64.unpack(data)
    return fields[4], fields[8], fields[9], at
