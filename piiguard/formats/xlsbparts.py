"""The records of xlsb parts (MS-XLSB): where the sheets are, and how far their cells reach."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator

from piiguard.errors import FormatError
from piiguard.formats import officeparts
from piiguard.formats.parts import Parts

_ROW = 0
_CELLS = frozenset(range(1, 12))  # BrtCellBlank to BrtFmlaError
_SHEET = 156  # BrtBundleSh
_LONGEST = 1 << 24  # bytes of a record
_FILES = ("vbaProject", "/embeddings/", "/activeX/", "/media/", "printerSettings", "/ctrlProps/")
_PLUMBING = ("workbook.bin", "styles.bin", "sharedStrings.bin", "calcChain.bin", "sheets/", "metadata.bin", "theme")


def records(blocks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """(kind, content) of every record. Raises FormatError where one is cut off."""
    data = b""
    for block in blocks:
        data += block
        at = 0
        while (head := _head(data, at)) is not None:
            kind, size, begin = head
            if size > _LONGEST:
                raise FormatError("a record is too long")
            if begin + size > len(data):
                break
            yield kind, data[begin : begin + size]
            at = begin + size
        data = data[at:]
    if data:
        raise FormatError("its records are cut off")


def _head(data: bytes, at: int) -> tuple[int, int, int] | None:
    """Kind and size of the record at a place, and where its content begins; None when that is not there yet."""
    if at >= len(data):
        return None
    kind = data[at]
    at += 1
    if kind & 0x80:
        if at >= len(data):
            return None
        kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
        at += 1
    size = 0
    for shift in (0, 7, 14, 21):
        if at >= len(data):
            return None
        byte = data[at]
        at += 1
        size |= (byte & 0x7F) << shift
        if byte < 0x80:
            break
    return kind, size, at


def sheets(parts: Parts, main: str) -> list[tuple[str, str]]:
    """(name, part) of the sheets in their order. Raises FormatError."""
    known = officeparts.relations(parts, main)
    found: list[tuple[str, str]] = []
    for kind, content in records(parts.blocks(main)):
        if kind == _SHEET:
            identity, at = _string(content, 8)
            name, _ = _string(content, at)
            found.append((name, known.get(identity, ("", ""))[1]))
    return found


def _string(content: bytes, at: int) -> tuple[str, int]:
    if at + 4 > len(content):
        raise FormatError("its list of sheets is damaged")
    (size,) = struct.unpack_from("<L", content, at)
    end = at + 4 + 2 * size
    if end > len(content):
        raise FormatError("its list of sheets is damaged")
    return content[at + 4 : end].decode("utf-16-le", "replace"), end


def extent(blocks: Iterable[bytes]) -> int:
    """Rows times columns that the cells of a sheet do not reach beyond."""
    rows = columns = 0
    for kind, content in records(blocks):
        if kind == _ROW and len(content) >= 4:
            rows = max(rows, int.from_bytes(content[:4], "little") + 1)
        elif kind in _CELLS and len(content) >= 4:
            columns = max(columns, int.from_bytes(content[:4], "little") + 1)
    return rows * columns


def is_records(name: str) -> bool:
    """Whether a part of a binary workbook is records, and not a file of its own."""
    return name.startswith("xl/") and not any(word in name for word in _FILES)


def is_plumbing(name: str) -> bool:
    """Whether the records hold cells, which are read, or nothing that anybody wrote."""
    return any(word in name for word in _PLUMBING)
