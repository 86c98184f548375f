"""Searching a table: column by column, a batch of rows at a time, with statistics on the way.

A column without a name that says anything is first looked at for what it holds: is it of one type, that type's
label word stands before its values from then on, and values too weak alone are found as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from piiguard.formats import Batch, Location, Table
from piiguard.formats.columns import labels
from piiguard.scan.columns import Column
from piiguard.scan.many import Hit, Repeats, in_cells
from piiguard.scan.recorder import Part, Recorder

_KEPT, _KEPT_ALL = 1 << 15, 1 << 18  # cells remembered of a column, and of a table

_Found = dict[int, list[tuple[int, list[Hit]]]]  # row of the batch -> (column, hits)


class TableSearch:
    """One table of one part.

    salt    keys the estimate of different values
    chosen  which rows are looked at, None for all
    """

    def __init__(self, recorder: Recorder, part: Part, table: Table, salt: int, number: int = 0) -> None:
        self._recorder = recorder
        self._guard = recorder.search.guard
        self._part = part
        self._table = table
        self._number = number
        self._labels: list[str | None] = [name or None for name in labels(table.names)]
        self._columns = [Column(salt) for _ in table.names]
        kept = min(_KEPT, _KEPT_ALL // max(1, len(table.names)))
        self._repeats = [Repeats(self._guard, label, kept) for label in self._labels]
        self._shown = [recorder.search.shown(name) for name in table.names]
        self._where: Location = {key: recorder.search.shown(str(value)) for key, value in table.where.items()}
        self.rows = 0
        self.failed = 0

    def run(self) -> Iterator[int]:
        """Search it; yields the number of rows done after every batch."""
        batches = self._table.batches
        first = next(batches, None)
        if first is None:
            self._end()
            return
        self._learn(first)
        for batch in chain([first], batches):
            self._batch(batch)
            self.rows += len(batch)
            yield self.rows
        self._end()

    def _learn(self, batch: Batch) -> None:
        """Give unlabelled columns of the first batch the label of what they are full of."""
        for at, label in enumerate(self._labels):
            if label and self._guard._prefix_of(label):
                continue
            column = Column(0)
            cells = batch.columns[at]
            column.values(cells)
            try:
                found = list(in_cells(self._guard, cells, label))
            except Exception:  # counted when the batch is searched
                continue
            for row, hits in found:
                column.found((hit[3], (cells[row] or "")[hit[0] : hit[1]]) for hit in hits if _whole(hit, cells[row]))
            kind, _ = column.verdict()
            if kind:
                self._repeats[at].label = self._labels[at] = self._recorder.search.word(kind) or label

    def _batch(self, batch: Batch) -> None:
        by_row: _Found = {}
        for at, cells in enumerate(batch.columns):
            column = self._columns[at]
            different = column.values(cells)
            for row, hits in self._search(at, cells, different):
                text = cells[row] or ""
                by_row.setdefault(row, []).append((at, hits))
                column.found((hit[3], text[hit[0] : hit[1]]) for hit in hits)
        for row in sorted(by_row):
            self._recorder.record(
                self._part,
                [
                    (batch.columns[at][row] or "", hit, self._locate(batch, row, at), 0)
                    for at, hits in by_row[row]
                    for hit in hits
                ],
            )

    def _search(self, at: int, cells: Any, different: set[str | None]) -> Iterable[tuple[int, list[Hit]]]:
        try:
            return self._repeats[at].search(cells, different)
        except Exception:
            return self._one_by_one(cells, self._labels[at])

    def _one_by_one(self, cells: Any, label: str | None) -> Iterator[tuple[int, list[Hit]]]:
        """Something failed: find the cells that fail and count those alone."""
        for row, cell in enumerate(cells):
            try:
                found = list(in_cells(self._guard, [cell], label))
            except Exception:
                self.failed += 1
                continue
            for _, hits in found:
                yield row, hits

    def _locate(self, batch: Batch, row: int, at: int) -> Location:
        place: Location = {**self._where, "row": batch.first + row, "column": at + 1}
        if batch.lines is not None:
            place["line"] = batch.lines[row]
        if self._shown[at]:
            place["field"] = self._shown[at]
        return place

    def _end(self) -> None:
        for at, column in enumerate(self._columns):
            if column.rows:
                place = {"table": self._recorder.search.shown(self._table.name), "column": at + 1, "name": self._shown[at]}
                row = {**place, "number": self._number, **column.state()}
                self._recorder.columns.append((self._part.part, row))


def _whole(hit: Hit, cell: str | None) -> bool:
    """Whether a hit is all there is in the cell, spaces aside."""
    return cell is not None and not (cell[: hit[0]] + cell[hit[1] :]).strip()
