"""What the cells of tables in a text or on a slide are called: by the first row, by the cell at the left."""

from __future__ import annotations

from piiguard.formats import cellnames
from piiguard.formats.pieces import Keys

TABLE, ROW, CELL = 1, 2, 3
_KEPT = 200  # characters of a cell that may name others
_SPANS = 1024  # columns


class _Table:
    """An open table."""

    __slots__ = ("cell", "column", "header", "left", "row", "rows", "span")

    def __init__(self) -> None:
        self.header: dict[int, str] = {}
        self.row: dict[int, str] = {}
        self.rows = 0
        self.column = 0
        self.span = 1
        self.left = ""
        self.cell: list[str] = []


class Tables:
    """The tables that are open, the innermost last."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._open: list[_Table] = []

    def __bool__(self) -> bool:
        return bool(self._open)

    def begin(self, role: int) -> None:
        """A table, row or cell begins."""
        if role == TABLE:
            self._open.append(_Table())
        elif self._open and role == ROW:
            table = self._open[-1]
            table.row, table.column, table.span, table.left = {}, 0, 1, ""
        elif self._open:
            table = self._open[-1]
            table.column += table.span
            table.span, table.cell = 1, []

    def spans(self, columns: int) -> None:
        """The open cell is as wide as so many columns."""
        if self._open:
            self._open[-1].span = min(_SPANS, columns)

    def text(self, text: str) -> None:
        """A paragraph of the open cell."""
        if self._open and sum(map(len, self._open[-1].cell)) < _KEPT:
            self._open[-1].cell.append(text[:_KEPT].strip())

    def end(self, role: int, repeated: str) -> None:
        """A table, row or cell ends; ``repeated`` is how often the cell stands there, "" for once."""
        if not self._open:
            return
        table = self._open[-1]
        if role == TABLE:
            self._open.pop()
        elif role == CELL:
            table.row[table.column] = table.left = " ".join(table.cell)
            if repeated.isdecimal() and len(repeated) < 9:
                table.span = max(table.span, min(_SPANS, int(repeated)))
        elif table.row:
            cells = list(table.row.values())
            if table.rows == 0 and len(cells) > 1 and cellnames.is_header(cells, len(cells)):
                table.header = table.row
            table.rows += 1

    def label(self) -> str | None:
        """What names the open cell."""
        table = self._open[-1]
        return cellnames.label(table.header.get(table.column, ""), table.left, self._keys.named)
