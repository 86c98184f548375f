"""The records of xls (MS-XLS) that calamine does not give: notes, text boxes, headers, links; and how far cells reach."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

from piiguard.errors import FormatError
from piiguard.formats.document import EncryptedError, LimitError, Limits, Member, fixed
from piiguard.formats.odsparts import CELL
from piiguard.formats.officetext import header_text
from piiguard.formats.oleparts import OleParts
from piiguard.formats.pieces import Keys, Location, Segment

_BOF, _BOUNDSHEET, _FILEPASS, _CONTINUE = 0x809, 0x85, 0x2F, 0x3C
_HEADER, _FOOTER, _NOTE, _OBJECT, _TEXT, _LINK = 0x14, 0x15, 0x1C, 0x5D, 0x1B6, 0x1B8
_DIMENSIONS = 0x200
_NAMED = {_HEADER: "header", _FOOTER: "footer"}
_CELLS = frozenset((0x06, 0xBD, 0xBE, 0xFD, 0x201, 0x203, 0x204, 0x205, 0x27E, 0xD6))
_WIDE = re.compile(rb"(?:[\x20-\x7e]\x00|[\x00-\xff][\x4e-\x9f]){4,}")
_WORKBOOK, _SHEET = 5, 16  # what a substream is


class OldWorkbook:
    """xls of Excel 97 to 2003; of Excel 5 and 95 the cells alone."""

    format = "xls"

    def __init__(self, stream: BinaryIO, keys: Keys, limits: Limits) -> None:
        self._keys = keys
        self._memory = limits.memory
        self._ole = OleParts(stream, keys, limits)
        self.unread: list[str] = []
        self.notes: list[str] = []
        self._names: list[str] = []
        self._sizes: dict[int, int] = {}
        self._offsets: list[int] = []
        self._data = self._ole.stream("Workbook", "Book")
        if not self._data:
            raise FormatError("the workbook has no content")
        self._wide = True

    def segments(self) -> Iterator[Segment]:
        """Raises FormatError, EncryptedError."""
        yield from self._ole.properties()
        yield from self._content()
        self.unread += self._ole.inner()

    def measure(self) -> None:
        """Raises FormatError, EncryptedError, and LimitError: calamine takes the memory that the sheets declare."""
        if not self._sizes:
            for _ in self._content():
                pass
        if sum(self._sizes.values()) * CELL > self._memory:
            raise LimitError("its cells are too far apart to be held in memory")

    def extent(self, index: int, name: str) -> int:
        """As measured."""
        return self._sizes.get(self._offsets[index], 0) if index < len(self._offsets) else 1 << 60

    def members(self) -> Iterator[Member]:
        """None: what is embedded is told as unread."""
        return iter(())

    def _content(self) -> Iterator[Segment]:
        """The texts of every substream; measures the cells."""
        sheet = _Sheet(-1, {})
        depth = 0
        for at, kind, content in records(self._data):
            if kind == _FILEPASS:
                raise EncryptedError("xls workbook")
            if kind == _BOF:
                depth += 1
                if depth == 1:
                    yield from sheet.rest()
                    sheet = _Sheet(at, self._place(at))
                    self._wide = content[:2] == b"\0\6"
            elif kind == 0x0A:
                depth = max(0, depth - 1)
            elif kind == _BOUNDSHEET and len(content) > 8:
                self._offsets.append(int.from_bytes(content[:4], "little"))
                self._names.append(_short(content[6:]) if self._wide else content[7:].decode("gb18030", "replace"))
            elif self._wide:
                yield from sheet.record(kind, content)
            self._sizes[sheet.at] = sheet.rows * sheet.columns
            if kind in _CELLS and len(content) >= 4:
                row, column = struct.unpack_from("<2H", content)
                sheet.rows, sheet.columns = max(sheet.rows, row + 1), max(sheet.columns, column + 1)
            elif kind == _DIMENSIONS and len(content) >= 10:
                top, row, left, column = struct.unpack_from("<2L2H" if len(content) >= 14 else "<4H", content)
                if top > row or left > column:
                    raise FormatError("the size of a sheet is damaged")
                sheet.rows, sheet.columns = max(sheet.rows, row), max(sheet.columns, column)
        self._sizes[sheet.at] = sheet.rows * sheet.columns
        yield from sheet.rest()

    def _place(self, at: int) -> Location:
        if at in self._offsets and (index := self._offsets.index(at)) < len(self._names):
            return {"sheet": self._keys.shown(self._names[index])}
        return {"part": "Workbook"}


class _Sheet:
    """One substream."""

    def __init__(self, at: int, where: Location) -> None:
        self.at = at
        self.rows = self.columns = 0
        self._where = where
        self._object = 0
        self._texts: dict[int, str] = {}
        self._waiting = 0
        self._notes: dict[int, Location] = {}

    def record(self, kind: int, content: bytes) -> Iterator[Segment]:
        """What a record says; the texts of drawn objects come in ``rest``."""
        if kind in _NAMED and len(content) > 3:
            yield fixed(header_text(_long(content)), {**self._where, "field": _NAMED[kind]})
        elif kind == _OBJECT and len(content) >= 8:
            self._object = int.from_bytes(content[6:8], "little")
        elif kind == _TEXT and len(content) >= 12:
            self._waiting = int.from_bytes(content[10:12], "little")
        elif kind == _CONTINUE and self._waiting and len(content) > 1:
            text = _characters(content[0], content[1:])[: self._waiting]
            self._waiting -= len(text)
            self._texts[self._object] = self._texts.get(self._object, "") + text
        elif kind == _NOTE and len(content) >= 8:
            row, column, _, number = struct.unpack_from("<4H", content)
            self._notes[number] = {"row": row + 1, "column": column + 1}
            if len(content) > 11:
                yield fixed(_long(content[8:]), {**self._where, **self._notes[number], "field": "author"})
        elif kind == _LINK and len(content) > 8:
            row, _, column = struct.unpack_from("<3H", content)
            for found in _WIDE.findall(content[8:]):
                text = found.decode("utf-16-le", "replace")
                yield fixed(text, {**self._where, "row": row + 1, "column": column + 1, "field": "link"})

    def rest(self) -> Iterator[Segment]:
        """Notes and text boxes."""
        for number, text in self._texts.items():
            field = "comment" if number in self._notes else "text"
            yield fixed(text, {**self._where, **self._notes.get(number, {}), "field": field})


def records(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(place, kind, content) of every record. Zeros at the end are padding."""
    at = 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<2H", data, at)
        if not kind and not size:
            return
        yield at, kind, data[at + 4 : at + 4 + size]
        at += 4 + size


def _short(content: bytes) -> str:
    """A string with one byte of length."""
    return _characters(content[1], content[2:])[: content[0]] if len(content) > 2 else ""


def _long(content: bytes) -> str:
    """A string with two bytes of length."""
    return _characters(content[2], content[3:])[: int.from_bytes(content[:2], "little")]


def _characters(flags: int, data: bytes) -> str:
    return data[: len(data) & ~1].decode("utf-16-le", "replace") if flags & 1 else data.decode("latin-1")
