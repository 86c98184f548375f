"""Writing masked copies of xlsx and xlsm: cells are changed in the XML of their sheets, everything else stays.

A changed cell keeps its place and style and holds its text itself; the list of shared texts loses those that no
cell shows any more. A formula stays with a masked result, unless a value stands in its own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import TYPE_CHECKING, Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from piiguard.errors import FormatError, alone
from piiguard.formats import xmlwalk
from piiguard.formats.formula import masked_formula
from piiguard.formats.officetext import cell_place
from piiguard.formats.pieces import Keys, Location
from piiguard.formats.xmlcopy import PartCopy, check_encoding, element_end, spliced

if TYPE_CHECKING:
    from piiguard.formats.treatment import Treatment

Place = tuple[int, int]  # row and column of a cell, 1-based
Cuts = list[tuple[int, int, bytes]]
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/].*?(?:</(?:\w+:)?f>|/>)", re.S)
_WORDS = re.compile(rb"<(?:\w+:)?f(?:\s[^<>]*)?>([^<]*)<", re.S)
_SHOWN = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>\s*([0-9]+)\s*</")
_TYPE = re.compile(rb"""\st\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_CELLS = b"<?piiguard cells?>"  # stands for them while what is around them is masked
_KEPT = re.compile(rb"""\s(?:r|s|cm|vm|ph)\s*=\s*(?:"[^"]*"|'[^']*')""")


class Strings:
    """The shared texts of a workbook: which of them cells of the copy still show."""

    def __init__(self) -> None:
        self.shown: set[int] = set()

    def copy(self, data: bytes) -> bytes:
        """The part with those emptied that no cell shows."""
        check_encoding(data)
        cuts: Cuts = []
        for number, (start, end, name) in enumerate(_elements(data, "si")):
            if number not in self.shown:
                prefix = name.rpartition(":")[0]
                mark = f"{prefix}:" if prefix else ""
                cuts.append((start, end, f"<{mark}si><{mark}t></{mark}t></{mark}si>".encode()))
        return spliced(data, cuts)


class SheetCopy:
    """One sheet.

    changed  the cells that change and their new texts
    retyped  told how many numbers became text
    """

    def __init__(self, changed: dict[Place, str], strings: Strings, masked: Treatment, keys: Keys, where: Location) -> None:
        self.changed = changed
        self._strings = strings
        self._masked = masked
        self._keys = keys
        self._where = where
        self.retyped = 0

    def copy(self, data: bytes) -> bytes:
        """The part with its cells and what is around them masked. Raises FormatError."""
        check_encoding(data)
        cells: Cuts = []
        left = set(self.changed)
        begin = end = 0
        for start, stop, name, place in _cells(data):
            begin, end = begin or start, stop
            new = self.changed.get(place)
            left.discard(place)
            cell = self._cell(data[start:stop], name, new)
            if cell is not None:
                cells.append((start, stop, cell))
        if left:
            raise FormatError("a cell cannot be found again")
        if not begin:
            return self._around(data)
        if _CELLS in data:
            raise FormatError("its cells cannot be told from what is around them")
        head, _, tail = self._around(data[:begin] + _CELLS + data[end:]).partition(_CELLS)
        return head + spliced(data[begin:end], [(start - begin, stop - begin, new) for start, stop, new in cells]) + tail

    def _around(self, data: bytes) -> bytes:
        return PartCopy(self._where, self._keys, data, self._masked).copy()

    def _cell(self, cell: bytes, name: str, new: str | None) -> bytes | None:
        """A cell as it shall be; None when it stays."""
        close = cell.index(b">") + 1
        found = _TYPE.search(cell, 0, close)
        kind = (found[1] or found[2] or b"") if found else b""
        formula, told = self._formula(cell, close)
        if new is None and not told:
            if kind == b"s" and (index := _SHOWN.search(cell, close)):
                self._strings.shown.add(int(index[1]))
            return None
        old = _FORMULA.search(cell, close)
        if new is None:
            return cell[:close] + cell[close:].replace(old[0], formula, 1) if old else None
        mark = name.rpartition(":")[0].encode()
        mark = mark + b":" if mark else b""
        begin = b"<" + mark + b"c" + b"".join(one[0] for one in _KEPT.finditer(cell, 0, close))
        text = escape(new).encode("utf-8")
        if formula:
            return begin + b' t="str">' + formula + b"<%bv>%b</%bv></%bc>" % (mark, text, mark, mark)
        self.retyped += kind in (b"", b"n", b"d", b"b")
        inline = b'<%bis><%bt xml:space="preserve">%b</%bt></%bis></%bc>' % (mark, mark, text, mark, mark, mark)
        return begin + b' t="inlineStr">' + inline

    def _formula(self, cell: bytes, close: int) -> tuple[bytes, bool]:
        """A cell's formula as it shall be, and whether that is another; without it where a value is no text in it."""
        found = _FORMULA.search(cell, close)
        said = _WORDS.search(cell, close)
        if not found or not said:
            return (found[0] if found else b""), False
        words = unescape(said[1].decode("utf-8"))
        new = masked_formula(words, self._masked)
        if new is None or new == words:
            return (b"", True) if new is None else (found[0], False)
        return found[0].replace(said[1], escape(new).encode("utf-8"), 1), True


def _cells(data: bytes) -> Iterator[tuple[int, int, str, Place]]:
    """Where every cell stands in the bytes and in the sheet. A cell without a reference follows the one before it."""
    row = column = 0

    def place(name: str, attributes: dict[str, str]) -> Place | None:
        nonlocal row, column
        local = name.rpartition(":")[2]
        if local == "row":
            given = attributes.get("r", "")
            row, column = int(given) if given.isdecimal() and len(given) < 9 else row + 1, 0
        elif local == "c":
            found = cell_place(attributes.get("r", "").strip())
            column = int(found["column"]) if found else column + 1
            row = int(found["row"]) if found else row
            return row, column
        return None

    yield from _walk(data, place)


def _elements(data: bytes, wanted: str) -> Iterator[tuple[int, int, str]]:
    """Where the elements of a name stand; none of them is inside another."""
    for start, end, name, _ in _walk(data, lambda name, _: (0, 0) if name.rpartition(":")[2] == wanted else None):
        yield start, end, name


def _walk(
    data: bytes, chosen: Callable[[str, dict[str, str]], Place | None]
) -> Iterator[tuple[int, int, str, Place]]:
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = xmlwalk.refused
    found: list[tuple[int, int, str, Place]] = []
    current: list[Any] = []
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        if current:
            depth += 1
            return
        place = chosen(name, attributes)
        if place is not None:
            current[:] = [parser.CurrentByteIndex, name, place]

    def end(_name: str) -> None:
        nonlocal depth
        if not current:
            return
        if depth:
            depth -= 1
            return
        begin, name, place = current
        found.append((begin, element_end(data, begin, parser.CurrentByteIndex), name, place))
        current.clear()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        for at in range(0, len(data), 1 << 18):
            parser.Parse(data[at : at + (1 << 18)], False)
            yield from found
            found.clear()
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        if isinstance(error, FormatError):
            raise
        alone(FormatError("it is not well-formed XML"))
    yield from found
