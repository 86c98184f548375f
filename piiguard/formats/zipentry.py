"""One entry of a zip archive: what its headers say, and its bytes (PKWARE APPNOTE 6.3)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import partial

from piiguard.errors import FormatError
from piiguard.formats import paths, unpack
from piiguard.formats.document import Member

LOCAL = struct.Struct("<4s5H3L2H")
METHODS: dict[int, Callable[[], unpack.Decoder]] = {
    8: partial(unpack.Deflate, -15),
    12: unpack.bzip2,
    14: unpack.ZipLzma,
    20: unpack.Zstd,
    93: unpack.Zstd,
    95: unpack.xz,
}
DAMAGED = "its directory is damaged"
LOCAL_MAGIC = b"PK\3\4"


class Entry:
    """What a header says; ``sums`` are its checksum and its packed and unpacked sizes.

    ``date``, ``time`` (as MS-DOS packs them), ``attributes``, ``system`` and ``comment`` (where in the file it is, and its
    bytes) are set by who reads a directory.
    """

    __slots__ = ("attributes", "comment", "crc", "date", "flags", "method", "name", "offset", "packed", "size", "system", "time")

    def __init__(
        self, flags: int, method: int, sums: tuple[int, int, int], offset: int, name: bytes, extra: bytes
    ) -> None:
        self.flags, self.method = flags, method
        self.crc, self.packed, self.size = sums
        self.offset = offset
        self.date = self.time = self.attributes = self.system = 0
        self.comment = (0, 0)
        zip64(self, extra)
        self.name = _name(name, extra, self.flags)


def zip64(entry: Entry, extra: bytes) -> None:
    """Sizes and offset from the zip64 field, as far as the plain ones say to look there."""
    found = _extra(extra, 1)
    wide = [entry.size == 0xFFFFFFFF, entry.packed == 0xFFFFFFFF, entry.offset == 0xFFFFFFFF]
    if found is None or not any(wide):
        return
    if len(found) < 8 * sum(wide):
        raise FormatError(DAMAGED)
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


def unreadable(entry: Entry) -> Member | None:
    """A member that says why its content is not read; None when it is."""
    if entry.flags & 0x2041:
        return Member(entry.name, None, status="skipped", reason="encrypted")
    if entry.method and entry.method not in METHODS:
        return Member(entry.name, None, status="skipped", reason=f"not supported: zip compression method {entry.method}")
    return None
