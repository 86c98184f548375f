"""Searching a table: column by column, a batch of rows at a time, with statistics on the way.

A column without a name that says anything is first looked at for what it holds: is it of one type, that type's
label word stands before its values from then on, and values too weak alone are found as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from random import Random
from typing import Any

from piiguard.formats import Batch, Location, Table
from piiguard.formats.columns import labels
from piiguard.scan.columns import Column
from piiguard.scan.many import Hit, Repeats, in_cells
from piiguard.scan.recorder import Part, Recorder
from piiguard.scan.search import Search

_KEPT, _KEPT_ALL = 1 << 15, 1 << 18  # cells remembered of a column, and of a table

_Found = dict[int, list[tuple[int, list[Hit]]]]  # row of the batch -> (column, hits)


class Chosen:
    """A share of a table's rows, drawn at random, the same ones whenever and wherever the table is read.

    share  0 to 1; seed  with ``key`` (of the object and its range) what the draw depends on
    """

    def __init__(self, share: float, seed: int, key: str) -> None:
        self._share = share
        self._seed = seed
        self._key = key
        self._seen = self._all = 0
        self._parts: dict[int, Chosen] = {}

    def of(self, part: int) -> Chosen:
        """The draw for one file inside the object."""
        if part not in self._parts:
            self._parts[part] = Chosen(self._share, self._seed, f"{self._key} {part}")
        return self._parts[part]

    def rows(self, table: int, batch: Batch) -> list[int]:
        """Which of a batch's rows."""
        draw = Random(f"{self._seed} {self._key} {table} {batch.first}")
        rows = [row for row in range(len(batch)) if draw.random() < self._share]
        self._seen += len(rows)
        self._all += len(batch)
        return rows

    def said(self) -> str:
        """What the report says of it, nothing where there was no row."""
        return f"sampled: {self._seen} of {self._all} rows, seed {self._seed}" if self._all else ""


def learn(search: Search, names: list[str | None], columns: Sequence[Sequence[str | None]]) -> None:
    """Give those columns whose name says nothing the label of what their first cells are full of."""
    for at, label in enumerate(names):
        if label and search.guard._prefix_of(label):
            continue
        column = Column(0)
        cells = columns[at]
        column.values(cells)
        try:
            found = list(in_cells(search.guard, cells, label))
        except Exception:  # counted when the batch is searched
            continue
        for row, hits in found:
            column.found((hit[3], (cells[row] or "")[hit[0] : hit[1]]) for hit in hits if _whole(hit, cells[row]))
        kind, _ = column.verdict()
        if kind:
            names[at] = search.word(kind) or label


class TableSearch:
    """One table of one part.

    salt    keys the estimate of different values
    chosen  which rows are looked at, None for all
    """

    def __init__(
        self, recorder: Recorder, part: Part, table: Table, salt: int, number: int = 0, chosen: Chosen | None = None
    ) -> None:
        self._chosen = chosen
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
        learn(self._recorder.search, self._labels, first.columns)
        for repeats, label in zip(self._repeats, self._labels, strict=True):
            repeats.label = label
        for batch in chain([first], batches):
            rows = self._chosen.rows(self._number, batch) if self._chosen else None
            self._batch(batch, rows)
            self.rows += len(batch)
            yield self.rows
        self._end()

    def _batch(self, batch: Batch, rows: Sequence[int] | None) -> None:
        """Search the rows of a batch, or those of them that are given."""
        by_row: _Found = {}
        columns = batch.columns if rows is None else [[cells[row] for row in rows] for cells in batch.columns]
        numbers = range(len(batch)) if rows is None else rows
        for at, cells in enumerate(columns):
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
                    (columns[at][row] or "", hit, self._locate(batch, numbers[row], at), 0)
                    for at, hits in by_row[row]
                    for hit in hits
                ],
            )

    def _search(self, at: int, cells: Any, different: set[str | None] | None) -> Iterable[tuple[int, list[Hit]]]:
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
                row = {**place, "number": self._number, "sampled": self._chosen is not None, **column.state()}
                self._recorder.columns.append((self._part.part, row))


def _whole(hit: Hit, cell: str | None) -> bool:
    """Whether a hit is all there is in the cell, spaces aside."""
    return cell is not None and not (cell[: hit[0]] + cell[hit[1] :]).strip()
