"""Writing the cells of a masked OpenDocument spreadsheet: cells that change become texts, their place and style stay.

A cell that repeats is masked wherever it stands if it is masked anywhere. A formula stays with a masked result, unless
a value stands in its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from itertools import product
from typing import TYPE_CHECKING
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from piiguard.errors import FormatError, alone
from piiguard.formats import xmlwalk
from piiguard.formats.cells import number
from piiguard.formats.formula import masked_formula
from piiguard.formats.odsparts import APART, CELLS
from piiguard.formats.officetext import Frame
from piiguard.formats.pieces import Keys, Location
from piiguard.formats.xmlcopy import PartCopy, check_encoding, element_end, spliced, tag_end

if TYPE_CHECKING:
    from piiguard.formats.treatment import Treatment

Place = tuple[int, int]  # row and column of a cell, 1-based
_ATTRIBUTE = re.compile(rb"""\s+([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*')""")
_TYPED = (b"value", b"date-value", b"time-value", b"boolean-value", b"string-value", b"currency", b"value-type")
_BLANKS = re.compile(r"(?<=[ \n\t]) +|^ +|\t")
_SPACE = re.compile(r"\s+")


class _Cell:
    """A cell in the bytes: its start tag and end, its paragraphs, the rectangle it stands for."""

    __slots__ = ("apart", "columns", "depth", "end", "lines", "name", "rows", "start", "texts")

    def __init__(self, name: str, start: int, rows: range, columns: range) -> None:
        self.name = name
        self.start = start
        self.end = start
        self.rows = rows
        self.columns = columns
        self.depth = 0
        self.lines: list[tuple[int, int]] = []  # where its own paragraphs stand
        self.texts: list[str] = []
        self.apart = 0  # how deep in what is not its text


class SheetsCopy:
    """content.xml of a spreadsheet.

    changed  of every sheet the cells that change: what they held and what they become
    retyped  told how many numbers, dates and truth values became text
    """

    def __init__(self, changed: list[dict[Place, tuple[str, str]]], masked: Treatment, keys: Keys, where: Location) -> None:
        self._changed = changed
        self._masked = masked
        self._keys = keys
        self._where = where
        self.retyped = 0

    def copy(self, data: bytes) -> bytes:
        """The part with its cells and what is around them masked. Raises FormatError."""
        check_encoding(data)
        cuts: list[tuple[int, int, bytes]] = []
        found = 0
        for sheet, cell in _cells(data):
            changed = self._changed[sheet] if sheet < len(self._changed) else {}
            places = [place for place in product(cell.rows, cell.columns) if place in changed] if changed else []
            found += len(places)
            cuts += self._cell(data, cell, [changed[place] for place in places])
        if found != sum(map(len, self._changed)):
            raise FormatError("a cell cannot be found again")
        return _Around(self._where, self._keys, spliced(data, cuts), self._masked).copy()

    def _cell(self, data: bytes, cell: _Cell, changes: list[tuple[str, str]]) -> Iterator[tuple[int, int, bytes]]:
        close = tag_end(data, cell.start)
        tag = data[cell.start : close]
        formula, told = self._formula(tag)
        if not changes:
            if told:
                yield cell.start, close, _tag(tag, formula, text=False)
            return
        old, new = changes[0]
        if not _holds(tag, cell, old):
            raise FormatError("a cell does not hold what was read from it")
        self.retyped += not re.search(rb"""value-type\s*=\s*.string.""", tag)
        mark = cell.name.rpartition(":")[0]
        lines = "".join(f"<text:p>{_written(line)}</text:p>" for line in new.split("\n")).encode()
        if not re.search(rb"<text:(?:p|h)[\s>/]", data[cell.start : cell.end]) and b"xmlns:text=" not in data[:8192]:
            raise FormatError("its texts are written in a strange way")
        again = _tag(tag, formula, text=True)
        if tag.endswith(b"/>"):
            yield cell.start, close, again[:-2].rstrip() + b">" + lines + f"</{mark}:{cell.name.rpartition(':')[2]}>".encode()
            return
        yield cell.start, close, again
        if not cell.lines:
            yield close, close, lines
        for number_, (start, end) in enumerate(cell.lines):
            yield start, end, lines if not number_ else b""

    def _formula(self, tag: bytes) -> tuple[bytes | None, bool]:
        """The formula as it shall be written, None for none or one with a value in its words; and whether it changed."""
        found = next((one for one in _ATTRIBUTE.finditer(tag) if one[1].rpartition(b":")[2] == b"formula"), None)
        if found is None:
            return None, False
        words = unescape(found[2][1:-1].decode("utf-8"))
        new = masked_formula(words, self._masked)
        if new is None or new == words:
            return (None, True) if new is None else (found[0], False)
        return b" " + found[1] + b"=" + quoteattr(new).encode("utf-8"), True


class _Around(PartCopy):
    """What is not in cells: notes, shapes, names of ranges, checks."""

    def _keep(self) -> bool:
        for frame in reversed(self._frames):
            if frame.name in APART:
                return True
            if frame.name in CELLS:
                return False
        return True

    def _attributes(self, frame: Frame) -> None:
        if frame.name not in CELLS:
            super()._attributes(frame)


def _tag(tag: bytes, formula: bytes | None, *, text: bool) -> bytes:
    """A cell's start tag with another formula, and where it becomes one as a text's."""
    cuts: list[tuple[int, int, bytes]] = []
    for found in _ATTRIBUTE.finditer(tag):
        name = found[1].rpartition(b":")[2]
        if name == b"formula":
            cuts.append((*found.span(), formula or b""))
        elif text and name == b"value-type":
            cuts.append((*found.span(2), b'"string"'))
        elif text and name in _TYPED:
            cuts.append((*found.span(), b""))
    return spliced(tag, cuts)


def _holds(tag: bytes, cell: _Cell, old: str) -> bool:
    """Whether a cell shows what was read from it; of dates and truth values it is not asked."""
    values = {one[1].rpartition(b":")[2]: one[2][1:-1].decode("utf-8") for one in _ATTRIBUTE.finditer(tag)}
    if b"value" in values:
        try:
            value = float(values[b"value"])
        except ValueError:
            return False
        return old in (values[b"value"], number(value), str(int(value)))
    if b"date-value" in values or b"time-value" in values or b"boolean-value" in values:
        return True
    shown = unescape(values.get(b"string-value", "")) or "".join(cell.texts)
    return _SPACE.sub("", shown) == _SPACE.sub("", old)


def _written(line: str) -> str:
    """A line as content of a paragraph, where runs of blanks are elements."""

    def blanks(found: re.Match[str]) -> str:
        return "<text:tab/>" if found[0] == "\t" else f'<text:s text:c="{len(found[0])}"/>'

    return _BLANKS.sub(blanks, escape(line))


def _cells(data: bytes) -> Iterator[tuple[int, _Cell]]:
    """The number of the sheet and the cell, of every cell of the outermost tables."""
    walk = _Walk()
    yield from walk.cells(data)


class _Walk:
    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._sheet, self._depth = -1, 0
        self._row = self._column = 0
        self._rows = 1
        self._cell: _Cell | None = None
        self._done: list[tuple[int, _Cell]] = []
        self._line = 0

    def cells(self, data: bytes) -> Iterator[tuple[int, _Cell]]:
        """See above. Raises FormatError."""
        parser = self._parser
        parser.buffer_text = True
        parser.EntityDeclHandler = xmlwalk.refused
        parser.StartElementHandler = self._start
        parser.EndElementHandler = lambda name: self._end(data, name)
        parser.CharacterDataHandler = self._text
        try:
            for at in range(0, len(data), 1 << 18):
                parser.Parse(data[at : at + (1 << 18)], False)
                yield from self._done
                self._done.clear()
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError) as error:
            if isinstance(error, FormatError):
                raise
            alone(FormatError("it is not well-formed XML"))
        yield from self._done

    def _start(self, full: str, attributes: dict[str, str]) -> None:
        name = full.rpartition(":")[2]
        cell = self._cell
        if cell is not None:
            cell.depth += 1
            cell.apart += bool(cell.apart or name in APART)
            if cell.depth == 1 and name in ("p", "h"):
                self._line = self._parser.CurrentByteIndex
            elif cell.apart == 1 and cell.depth > 1 and self._line:
                raise FormatError("an object stands in the text of a cell")
            elif not cell.apart and name in ("s", "tab", "line-break"):
                cell.texts.append(" ")
            return
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self._sheet += 1
                self._row = 0
        elif self._depth == 1 and name == "table-row":
            self._rows, self._column = _repeated(attributes, "rows"), 0
        elif self._depth == 1 and name in CELLS:
            count = _repeated(attributes, "columns")
            rows = range(self._row + 1, self._row + self._rows + 1)
            columns = range(self._column + 1, self._column + count + 1)
            self._column += count
            self._cell = _Cell(full, self._parser.CurrentByteIndex, rows, columns)

    def _end(self, data: bytes, full: str) -> None:
        name = full.rpartition(":")[2]
        cell = self._cell
        if cell is None:
            if name == "table":
                self._depth -= 1
            elif self._depth == 1 and name == "table-row":
                self._row += self._rows
            return
        at = self._parser.CurrentByteIndex
        if cell.depth == 0:
            cell.end = element_end(data, cell.start, at)
            self._cell = None
            if cell.lines or b"value" in data[cell.start : tag_end(data, cell.start)]:
                self._done.append((self._sheet, cell))
            return
        if cell.depth == 1 and self._line:
            start, self._line = self._line, 0
            cell.lines.append((start, element_end(data, start, at)))
            cell.texts.append("\n")
        cell.depth -= 1
        cell.apart -= bool(cell.apart)

    def _text(self, text: str) -> None:
        if self._cell is not None and not self._cell.apart and self._line:
            self._cell.texts.append(text)


def _repeated(attributes: dict[str, str], what: str) -> int:
    value = next((value for key, value in attributes.items() if key.endswith(f"number-{what}-repeated")), "1")
    return int(value) if value.isdecimal() and len(value) < 10 and int(value) else 1
