"""Which program wrote an OLE compound file: by the names in its root storage (MS-CFB), without reading more of it."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

_HEADER = struct.Struct("<30xH16xL24x")
_ENTRY = 128  # bytes of a directory entry
_SECTORS = 4096  # of a directory that are looked at
_END = 0xFFFFFFFA  # sector numbers from here on are marks
# In this order: a mail holds Word documents, a document never holds a mail in its root.
_KINDS = (
    ("__properties_version1.0", "Outlook message"),
    ("EncryptedPackage", "encrypted Office document"),
    ("WordDocument", "old Word document"),
    ("Workbook", "old Excel workbook"),
    ("Book", "old Excel workbook"),
    ("PowerPoint Document", "old PowerPoint presentation"),
)


def kind(stream: BinaryIO) -> str:
    """The kind of a compound file, "old Office document" where its names do not tell or cannot be read."""
    try:
        found = set(_root_names(stream))
    except (struct.error, OverflowError):
        found = set()
    return next((kind for name, kind in _KINDS if name in found), "old Office document")


def _root_names(stream: BinaryIO) -> Iterator[str]:
    """The names of what lies in the root storage; they form a tree of left and right neighbours."""
    directory = _directory(stream)
    waiting = [_number(directory, 0, 76)]
    seen: set[int] = set()
    while waiting:
        number = waiting.pop()
        at = number * _ENTRY
        if number in seen or at + _ENTRY > len(directory):
            continue
        seen.add(number)
        length = min(struct.unpack_from("<H", directory, at + 64)[0], 64)
        yield directory[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
        waiting += [_number(directory, number, 68), _number(directory, number, 72)]


def _number(directory: bytes, entry: int, field: int) -> int:
    return int(struct.unpack_from("<L", directory, entry * _ENTRY + field)[0])


def _directory(stream: BinaryIO) -> bytes:
    """The bytes of the directory, along its chain as far as the header tells where the chain is."""
    stream.seek(0)
    head = stream.read(512)
    shift, sector = _HEADER.unpack_from(head)
    if shift not in (9, 12):
        return b""
    size = 1 << shift
    tables = struct.unpack_from("<109L", head, 76)
    parts: list[bytes] = []
    seen: set[int] = set()
    while sector < _END and sector not in seen and len(parts) < _SECTORS:
        seen.add(sector)
        stream.seek((sector + 1) * size)
        parts.append(stream.read(size))
        table, inner = divmod(sector, size // 4)
        if table >= len(tables) or tables[table] >= _END:
            break
        stream.seek((tables[table] + 1) * size + inner * 4)
        sector = int.from_bytes(stream.read(4).ljust(4, b"\xff"), "little")
    return b"".join(parts)
