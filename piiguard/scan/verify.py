"""A masked copy is scanned again: no value that was masked may be found in it, on any level."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO, cast

from piiguard.errors import FormatError
from piiguard.formats import Segment, Table, TextDocument, open_document
from piiguard.scan.many import in_cells
from piiguard.scan.search import Search
from piiguard.scan.treating import Labels, Path
from piiguard.spelling import normal_form

Value = tuple[str, str]  # type and normal form

_MANY = 100_000  # different values held for the second look
_IN_MEMORY = 8 << 20


def leaks(search: Search, source: BinaryIO, copy: BinaryIO, name: str, labelled: Labels | None = None) -> int:
    """How many values that were masked in ``source`` are found again in ``copy``.

    A replacement that looks like a value (of the right shape) is no leak: only what the source held and the
    policy changed is. The second look at the source is taken only if the first found something.

    labelled  the labels the tables of the source were read with

    Raises:
        FormatError: the copy cannot be read in full, so nothing can be said of it.
    """
    look = _Look(search, labelled or {})
    suspects = set(look.file(copy, name))
    if not suspects:
        return 0
    if len(suspects) > _MANY:
        return len(suspects)
    return len(suspects & {value for value in look.file(source, name) if value in suspects})


def table_leaks(
    search: Search, again: Callable[[], Table], copy: BinaryIO, name: str, labels: list[str | None]
) -> int:
    """:func:`leaks` for the export of a table; ``again`` gives its rows once more, if the first look found something."""
    look = _Look(search, {(): [labels]})
    suspects = set(look.file(copy, name))
    if not suspects or len(suspects) > _MANY:
        return len(suspects)
    return len(suspects & {value for value in look.table(again(), labels) if value in suspects})


def changed(search: Search, segment: Segment) -> Iterator[Value]:
    """Type and value of a segment's findings that the policy does not keep as they are."""
    masked = search.process(segment)
    for edit in search.edits(segment, masked):
        value = segment.text[edit.start : edit.end]
        if masked.text[edit.out_start : edit.out_end] != value:
            yield edit.entity_type, normal_form(value)


class _Look:
    """Type and value of every finding that the policy would change: in texts, tables and files inside."""

    def __init__(self, search: Search, labelled: Labels) -> None:
        self._search = search
        self._labelled = labelled

    def file(self, stream: BinaryIO, name: str, path: Path = ()) -> Iterator[Value]:
        with open_document(stream, name, keys=self._search.keys) as document:
            tables: Iterator[list[str | None]] = iter(self._labelled.get(path, ()))
            if isinstance(document, TextDocument):
                document.learn(lambda names, _first: _known(tables, names))
            for segment in document.segments():
                yield from changed(self._search, segment)
            for table in document.tables():
                yield from self.table(table, _known(tables, table.names))
                self._whole(table.unread)
            for number, member in enumerate(document.members()):
                yield from changed(self._search, Segment(os.path.basename(member.name), lambda _: {}))
                self._whole([member.reason] if member.status else [])
                with member.open() as content, tempfile.SpooledTemporaryFile(_IN_MEMORY) as inner:
                    shutil.copyfileobj(content, inner, 1 << 18)
                    yield from self.file(cast(BinaryIO, inner), os.path.basename(member.name), (*path, number))
            self._whole(document.unread())

    def table(self, table: Table, labels: list[str | None]) -> Iterator[Value]:
        guard = self._search.guard
        for batch in table.batches:
            for cells, label in zip(batch.columns, labels, strict=True):
                for row, _ in in_cells(guard, cells, label):
                    yield from changed(self._search, Segment(cells[row] or "", lambda _: {}, label))

    def _whole(self, unread: list[str]) -> None:
        if unread:
            raise FormatError(f"its copy cannot be checked in full: {'; '.join(unread)}")


def _known(tables: Iterator[list[str | None]], names: Sequence[str]) -> list[str | None]:
    """The labels the next table was read with; its columns' names where nothing was learned."""
    known = next(tables, None)
    return [name or None for name in names] if known is None else known
