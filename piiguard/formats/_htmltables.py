"""Where in an HTML table a cell stands, and what the heading of its column says."""

from __future__ import annotations

import re
from collections.abc import Callable

from piiguard.formats.pieces import Location

_NESTED = 100  # tables deeper in tables have no headings
_WIDE = 1000  # columns; further ones have no headings
_SPAN = re.compile(r"""colspan\s*=\s*["']?([0-9]{1,4})""", re.I)
_DIGITS = re.compile("[0-9０-９]{5}|@")


class _Table:
    def __init__(self) -> None:
        self.row = 0
        self.column = 0
        self.cell = False
        self.heads = 0  # <th> in this row
        self.cells: dict[int, str] = {}  # what the row's cells say
        self.headings: dict[int, str] = {}
        self.span = 1


class Tables:
    """The open tables. ``known`` tells whether a heading says something."""

    def __init__(self, known: Callable[[str], bool]) -> None:
        self._known = known
        self._open: list[_Table] = []
        self._too_deep = 0

    def tag(self, name: str, end: bool, rest: str) -> None:
        """A tag of a table."""
        if name == "table":
            self._table(end)
        elif self._open and not self._too_deep:
            table = self._open[-1]
            if name == "tr":
                self._close_row(table)
                table.row += not end
            elif end:
                table.cell = False
            else:
                span = _SPAN.search(rest) if "span" in rest.lower() else None
                table.column += table.span
                table.span = max(1, int(span[1])) if span else 1
                table.cell = True
                table.heads += name == "th"

    def _table(self, end: bool) -> None:
        if not end:
            if len(self._open) < _NESTED:
                self._open.append(_Table())
            else:
                self._too_deep += 1
        elif self._too_deep:
            self._too_deep -= 1
        elif self._open:
            self._open.pop()

    def _close_row(self, table: _Table) -> None:
        said = table.cells
        if said and not table.headings:
            plain = not any(_DIGITS.search(text) for text in said.values())
            telling = sum(self._known(text) for text in said.values())
            if plain and len(said) > 1 and (table.heads >= len(said) or telling * 2 > len(said)):
                table.headings = said
        table.cells = {}
        table.column = table.heads = 0
        table.cell = False
        table.span = 1

    def says(self, words: str) -> None:
        """Text of the cell that is open."""
        table = self._open[-1] if self._open and not self._too_deep else None
        if table is not None and table.cell and table.column <= _WIDE and len(table.cells) <= _WIDE:
            table.cells[table.column] = (table.cells.get(table.column, "") + words)[:40]

    def heading(self) -> str | None:
        """What the heading of the open cell's column says."""
        table = self._open[-1] if self._open and not self._too_deep else None
        if table is None or not table.cell or not table.headings:
            return None
        return table.headings.get(table.column)

    def place(self) -> Location:
        """The place of the open cell; nothing outside of tables."""
        table = self._open[-1] if self._open and not self._too_deep else None
        if table is None or not table.cell:
            return {}
        where: Location = {"row": table.row, "column": table.column}
        heading = self.heading()
        if heading:
            where["field"] = heading
        return where
