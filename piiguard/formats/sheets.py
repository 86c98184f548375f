"""Excel and OpenDocument workbooks: every sheet, hidden ones too, a table; what is not in cells, segments.

Cells are read by python-calamine, which lays a sheet out as a rectangle in memory and ends the process when
there is none; ``sheetbook`` therefore measures every sheet before, and a sheet too large is not read but said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

from piiguard.errors import FormatError, MissingExtraError, alone
from piiguard.formats import cellnames, odsparts, sheetbook
from piiguard.formats.cells import number
from piiguard.formats.document import BATCH, Batch, Document, EncryptedError, LimitError, Limits, Member, Table, fixed
from piiguard.formats.pieces import Keys, Location, Segment
from piiguard.formats.treatment import Treatment

_TOP = 12  # rows in which a header is looked for
_FORM = 2000  # rows; a longer sheet is no form
_HELD = 4 << 20  # cells of sheets held between their titles and their rows, so that they are laid out once
_STRINGS = {str}
_WHOLE = 1e19  # up to here a whole number is written out: card numbers that became floats


class Workbook(Document):
    """A workbook whose directory was read."""

    def __init__(self, stream: BinaryIO, keys: Keys, limits: Limits, calamine: Any) -> None:
        self._keys = keys
        self._stream = stream
        self._calamine = calamine
        self._around = sheetbook.opened(stream, keys, limits)
        self.format = self._around.format
        self._most = limits.memory // sheetbook.CELL
        self._memory = limits.memory
        self._workbook: Any = None
        self._held: dict[int, Any] = {}
        self._room = _HELD
        self._done: set[int] = set()
        self._heads: dict[int, int | None] = {}
        self._faults: list[str] = []
        self._limits = limits
        self._said: list[str] = []

    def segments(self) -> Iterator[Segment]:
        """What is not in cells, titles above headers, and sheets that are forms. Raises FormatError, LimitError."""
        yield from self._around.segments()
        self._open()
        for index, meta in enumerate(self._workbook.sheets_metadata):
            sheet = self._sheet(index, meta)
            if sheet is None or sheet.start is None:
                self._done.add(index)
                continue
            yield from self._above(index, sheet, meta.name)
            area = sheet.width * sheet.height
            if index not in self._done and (not self._held or area <= self._room):
                self._held[index] = sheet
                self._room -= area

    def tables(self) -> Iterator[Table]:
        """The sheets. Raises FormatError when they cannot be opened at all."""
        self._open()
        for index, meta in enumerate(self._workbook.sheets_metadata):
            sheet = self._held.pop(index, None)
            if index in self._done:
                continue
            if sheet is None:
                sheet = self._sheet(index, meta)
            if sheet is not None and sheet.start is not None:
                yield self._table(index, sheet, meta.name)

    def members(self) -> Iterator[Member]:
        """Pictures, embedded documents, macros."""
        return self._around.members()

    def rewrite(self, out: BinaryIO, masked: Treatment) -> None:
        """The same workbook with changed cells. Raises FormatError for xls and xlsb, and where it cannot be masked in full."""
        around = self._around
        if not isinstance(around, sheetbook.OpenXml | odsparts.OpenDocument) or around.format == "xlsb":
            super().rewrite(out, masked)
            return
        self._open()
        changed = [self._changed(index, meta, masked) for index, meta in enumerate(self._workbook.sheets_metadata)]
        if self.unread():
            raise FormatError("; ".join(self.unread()))
        self._said = around.rewrite(self._stream, self._limits, out, masked, changed)

    def _changed(self, index: int, meta: Any, masked: Treatment) -> dict[tuple[int, int], tuple[str, str]]:
        """The cells of a sheet that change: what they hold and what they become."""
        if masked.name(meta.name) != meta.name:
            raise FormatError(f"the name of sheet {index + 1} holds a value")
        changed: dict[tuple[int, int], tuple[str, str]] = {}
        sheet = self._sheet(index, meta)
        if sheet is None or sheet.start is None:
            return changed
        for segment in self._above(index, sheet, meta.name):
            self._change(changed, segment, masked)
        if index in self._done:
            return changed
        table = self._table(index, sheet, meta.name)
        labels: list[str | None] | None = None
        for batch in table.batches:
            if labels is None:
                labels = masked.labels(table.names, batch.columns)
                for column, name in enumerate(table.names, 1):
                    self._change(changed, fixed(name, {"row": batch.first - 1, "column": column}), masked)
            for column, (cells, label) in enumerate(zip(batch.columns, labels, strict=True), 1):
                for row, new in masked.cells(cells, label).items():
                    changed[batch.first + row, column] = cells[row] or "", new
        if labels is None:
            masked.labels(table.names, ())
        return changed

    @staticmethod
    def _change(changed: dict[tuple[int, int], tuple[str, str]], segment: Segment, masked: Treatment) -> None:
        new = masked(segment).text
        if new != segment.text:
            place = segment.location
            changed[int(place["row"]), int(place["column"])] = segment.text, new

    def unread(self) -> list[str]:
        """Sheets and parts that could not be read."""
        return self._faults + self._around.unread

    def notes(self) -> list[str]:
        """Parts that hold nothing people wrote."""
        return self._around.notes + self._said

    def close(self) -> None:
        """Let the sheets go."""
        self._held.clear()
        if self._workbook is not None:
            self._workbook.close()
            self._workbook = None

    def _open(self) -> None:
        if self._workbook is not None:
            return
        self._around.measure()
        size = self._stream.seek(0, 2)
        if size > self._memory // 4:
            raise LimitError(f"a workbook of more than {self._memory // 4} bytes is not held in memory")
        self._stream.seek(0)
        self._workbook = self._guarded(lambda: self._calamine.CalamineWorkbook.from_filelike(self._stream))

    def _guarded(self, read: Any) -> Any:
        """calamine's errors as ours; its words may hold cells."""
        try:
            return read()
        except self._calamine.PasswordError:
            alone(EncryptedError(f"{self.format} workbook"))
        except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
            raise
        except BaseException:  # a panic in it is no Exception
            alone(FormatError("the workbook is damaged"))

    def _sheet(self, index: int, meta: Any) -> Any:
        """A sheet laid out; None, and said, when it cannot be."""
        shown = self._keys.shown(meta.name)
        kinds = self._calamine.SheetTypeEnum
        if meta.typ in (kinds.ChartSheet, kinds.DialogSheet, kinds.Vba):
            return None  # it has no cells; its part is searched as text
        extent = self._around.extent(index, meta.name)
        if extent > self._most:
            self._fault(f"sheet {shown}: its cells are too far apart to be held in memory")
            return None
        try:
            return self._guarded(lambda: self._workbook.get_sheet_by_index(index))
        except FormatError:
            self._fault(f"sheet {shown}: it is damaged")
            return None

    def _fault(self, text: str) -> None:
        if text not in self._faults:
            self._faults.append(text)

    def _above(self, index: int, sheet: Any, name: str) -> Iterator[Segment]:
        """Titles above the header; a form whole. What was given here is not given as a table."""
        top = [[_text(value) or "" for value in row] for row in islice(sheet.iter_rows(), sheet.start[0], sheet.start[0] + _TOP)]
        width = max(sum(1 for cell in row if cell) for row in top)
        first = sheet.start[0] + 1
        if sheet.height <= _FORM and cellnames.is_form(top, self._keys.named):
            self._done.add(index)
            for row, cells in enumerate(islice(sheet.iter_rows(), sheet.start[0], None), first):
                yield from self._cells([_text(value) or "" for value in cells], sheet, name, row)
            return
        header = cellnames.header_row(top, width)
        self._heads[index] = header
        for row, texts in enumerate(top[: header or 0], first):
            yield from self._cells(texts, sheet, name, row)

    def _cells(self, texts: Sequence[str], sheet: Any, name: str, row: int) -> Iterator[Segment]:
        left = ""
        for column, text in enumerate(texts, sheet.start[1] + 1):
            if text:
                where: Location = {"sheet": self._keys.shown(name), "row": row, "column": column}
                yield fixed(text, where, cellnames.label("", left, self._keys.named))
                left = text

    def _table(self, index: int, sheet: Any, name: str) -> Table:
        start, before = sheet.start
        header = self._heads.get(index)
        rows = islice(sheet.iter_rows(), start, None)
        first = start + 1
        names = [""] * (before + sheet.width)
        if header is not None:
            named = next(islice(rows, header, None))
            names[before:] = [(_text(value) or "").strip() for value in named]
            first += header + 1
        batches = self._batches(rows, first, before, sheet.width)
        return Table(name, names, batches, where={"sheet": self._keys.shown(name)}, rows=start + sheet.height + 1 - first)

    @staticmethod
    def _batches(rows: Iterator[list[Any]], first: int, before: int, width: int) -> Iterator[Batch]:
        while block := list(islice(rows, BATCH)):
            empty: list[str | None] = [None] * len(block)
            columns: list[Sequence[str | None]] = [empty] * before
            for column in zip(*block, strict=True):
                columns.append(_column(column))
            yield Batch(first, columns)
            first += len(block)


def _column(cells: Sequence[Any]) -> Sequence[str | None]:
    """The cells of a column as ``_text`` has each; most columns are text already."""
    if set(map(type, cells)) == _STRINGS:
        return cells if "" not in cells else [cell or None for cell in cells]
    return [(cell or None) if type(cell) is str else _text(cell) for cell in cells]


def _text(value: Any) -> str | None:
    """A cell as a person reads it; None for an empty one."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if -_WHOLE < value < _WHOLE and value.is_integer() else number(value)
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return None if value is None else str(value)


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> Workbook:
    """A workbook. Raises MissingExtraError, EncryptedError, FormatError, LimitError."""
    try:
        import python_calamine
    except ImportError:
        raise MissingExtraError("pip install 'piiguard[scan]'") from None
    return Workbook(stream, keys, limits, python_calamine)
