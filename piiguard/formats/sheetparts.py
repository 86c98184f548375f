"""What a look at a sheet's own XML tells before its cells are read (ECMA-376 part 1, 18.3).

A reader lays a sheet out as a rectangle, so one cell at XFD1048576 makes it ask for half a terabyte: the
rectangle is measured here first, of the cells that are there, whatever the sheet declares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape

# Of the cells only those that lie far out are looked at one by one; the others cannot make a sheet large.
_FAR = re.compile(rb'r="(?:([A-Z]{2,})([0-9]+)|[A-Z]([0-9]{7,})|([0-9]+))')
_ANY = re.compile(rb"""\sr\s*=\s*["']?\s*([A-Za-z]*)([0-9]+)""")
_UNUSUAL = re.compile(rb'=(?:[^"]|(?<=\s=))')  # attributes as no usual program writes them, or a text with an equals sign
_NEAR = 26  # columns that are not looked for: A to Z
# A text in a formula: ="手机"&"139…"; what it comes to is in the cell beside it.
_FORMULA = re.compile(rb"""<c\s[^<>]*?\br="([A-Z]{1,3}[0-9]{1,7})"[^<>]*><f(?:\s[^<>]*)?>([^<]*"[^<]*|[^<]*&quot;[^<]*)</f>""")
_BEGIN = b"<sheetData"
_END = b"</sheetData>"
_TAG = 64  # bytes that tell whether a tag is closed at once
_TAIL = 1 << 14  # bytes of a block that are looked at again with the next one
_FORMULAS = 100_000


class SheetPart:
    """A sheet's XML, passed through ``outside``; afterwards the rest is known.

    rows, columns  what its cells do not reach beyond
    formulas       (cell, text) of formulas that hold texts
    """

    def __init__(self) -> None:
        self.rows = 0
        self.columns = _NEAR
        self._rows = 0
        self.formulas: dict[bytes, bytes] = {}

    def outside(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The XML without its cells: headers and footers, links, checks, drawings."""
        kept = b""
        state = 0
        for block in blocks:
            data = kept + block
            kept = b""
            if state == 0:
                begin = data.find(_BEGIN)
                if begin < 0:
                    kept, data = data[-len(_BEGIN) :], data[: -len(_BEGIN)]
                    yield data
                    continue
                yield data[:begin]
                if len(data) - begin < _TAG:
                    kept = data[begin:]
                    continue
                if data[begin + len(_BEGIN) :].lstrip().startswith(b"/>"):
                    state, data = 2, data[begin:]
                else:
                    yield b"<sheetData>"
                    data, state = data[begin + len(_BEGIN) :], 1
            if state == 1:
                end = data.find(_END)
                self._cells(data if end < 0 else data[:end])
                if end < 0:
                    cut = data.rfind(b"<c ", max(0, len(data) - _TAIL))
                    kept = data[cut if cut >= 0 else -len(_END) :]
                    continue
                data, state = data[end:], 2
            if state == 2 and data:
                yield data
        if state == 1:
            self._cells(kept)
        if state == 0:
            yield kept

    def _cells(self, data: bytes) -> None:
        if _UNUSUAL.search(data):
            found = _ANY.findall(data)
            numbers = [row for _, row in found]
        else:
            found = _FAR.findall(data)
            numbers = [far or near or row for _, far, near, row in found]
        if not found:
            self._rows += data.count(b"<row")  # rows need no numbers
        self.rows = max([self.rows, self._rows, *(int(row) if len(row) < 10 else 10**9 for row in numbers)])
        letters = {match[0] for match in found}
        self.columns = max([self.columns, *map(column_number, letters)])
        if b"</f>" in data and len(self.formulas) < _FORMULAS:
            self.formulas.update(_FORMULA.findall(data))

    def texts(self) -> Iterator[tuple[str, str]]:
        """(cell, formula) as a person sees them."""
        for cell, formula in self.formulas.items():
            yield cell.decode("ascii"), unescape(formula.decode("utf-8", "replace"))


def column_number(letters: bytes) -> int:
    """The number of a column named by letters, 1-based; 0 for none."""
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - 64
    return number
