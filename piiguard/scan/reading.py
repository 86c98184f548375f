"""Reading one unit: an object or a part of one, with the files inside it, to rows.

Limits count what really comes out (``budget.py``). What goes wrong is a part's status; only what stops the whole scan is raised.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from piiguard.errors import FormatError
from piiguard.formats import (
    Document,
    EncryptedError,
    LimitError,
    Limits,
    Location,
    Member,
    Segment,
    Table,
    TextDocument,
    UnsupportedError,
    open_document,
)
from piiguard.formats.batches import Cells, Lines, Place
from piiguard.scan.budget import Budget
from piiguard.scan.many import Hit, Repeats, in_cells, in_lines
from piiguard.scan.recorder import Part, Recorder
from piiguard.scan.rows import ERROR, PARTIAL, SCANNED, SKIPPED
from piiguard.scan.tables import Chosen, TableSearch

_IN_MEMORY = 8 << 20  # bytes of an inner file held in memory; a longer one goes to a file without a name
_BLOCK = 1 << 18
_COLUMNS, _KEPT = 256, 1 << 10  # columns of a document's records that are remembered, and cells of each


class Reader:
    """Reads documents into a recorder.

    tick   called now and then with the bytes of the outermost file that were read
    room   called with bytes of memory that a document takes beside (``Document.room``), before it does
    salt   keys the estimates of different values
    chosen of tables, the rows that are looked at; None for all
    """

    def __init__(
        self,
        recorder: Recorder,
        limits: Limits,
        salt: int,
        tick: Callable[[int], None],
        chosen: Chosen | None = None,
        room: Callable[[int], None] = lambda _bytes: None,
    ) -> None:
        self._chosen = chosen
        self._recorder = recorder
        self._search = recorder.search
        self._limits = limits
        self._salt = salt
        self._tick = tick
        self._room = room
        self._budget = Budget(limits)
        self._repeats: dict[tuple[object, str | None], Repeats] = {}  # of the document that is being read

    def name(self, part: Part, name: str) -> None:
        """A name is text too."""
        self._segment(part, Segment(name, lambda _offset: {"part": "name"}))

    def file(self, part: Part, stream: BinaryIO, name: str, depth: int = 0) -> None:
        """The status of a file that is open. Raises nothing that the file causes."""
        if not depth:
            self._budget = Budget(self._limits, part.size)
        try:
            with open_document(stream, name, keys=self._search.keys, limits=self._limits) as document:
                self._recorder.described(part, document)
                failed = self._content(part, document, depth)
                reasons = document.unread()
                part.notes = document.notes()
            if failed:
                reasons.append(f"places that could not be searched: {failed}")
            reasons += self._sampled(part)
            part.status, part.reason = (PARTIAL, "; ".join(reasons)) if reasons else (SCANNED, "")
        except LimitError as error:
            part.status, part.reason = PARTIAL, str(error)
        except Exception as error:
            part.status, part.reason = failure(error)

    def text(self, part: Part, document: TextDocument) -> int:
        """A stretch of a long text; returns how many lines it has."""
        self._recorder.described(part, document)
        failed = 0
        for item in document.batches(self._search.sieve):
            if not isinstance(item, Table):
                failed += self._batch(part, item)
            self._tick(document.read)
        reasons = document.unread() + ([f"places that could not be searched: {failed}"] if failed else [])
        part.notes = document.notes()
        part.status, part.reason = (PARTIAL, "; ".join(reasons)) if reasons else (SCANNED, "")
        return document.lines

    def table(self, part: Part, table: Table) -> int:
        """The rows of a source's table. Raises what the source raises; returns how many rows there were."""
        search = self._searched(part, table, 0)
        for rows in search.run():
            self._tick(rows)
        part.format = "table"
        failed = search.failed
        reasons = table.unread + self._sampled(part) + ([f"places that could not be searched: {failed}"] if failed else [])
        part.status, part.reason = (PARTIAL, "; ".join(reasons)) if reasons else (SCANNED, "")
        return search.rows

    def _content(self, part: Part, document: Document, depth: int) -> int:
        """Search all there is in a document; returns how many places could not be searched."""
        failed = 0
        self._repeats = {}
        if isinstance(document, TextDocument):
            number = 0
            for item in document.batches(self._search.sieve):
                if isinstance(item, Table):
                    failed += self._table(part, item, number, document, depth)
                    number += 1
                else:
                    failed += self._batch(part, item)
                self._tick(0 if depth else document.read)  # of a file inside only that it goes on
            return failed
        self._room(document.room)
        for segment in document.segments():
            self._budget.said(segment)
            failed += self._segment(part, segment)
            self._room(document.room)
            self._tick(0 if depth else document.read)
        for number, table in enumerate(document.tables()):
            table.batches = self._budget.counted(table.batches)
            failed += self._table(part, table, number, document, depth)
        for member in document.members():
            self._member(part, member, depth + 1)
        return failed

    def _table(self, part: Part, table: Table, number: int, document: Document, depth: int) -> int:
        search = self._searched(part, table, number)
        for _ in search.run():
            self._tick(0 if depth else document.read)
        return search.failed

    def _searched(self, part: Part, table: Table, number: int) -> TableSearch:
        chosen = self._chosen.of(part.part) if self._chosen else None
        return TableSearch(self._recorder, part, table, self._salt, number, chosen)

    def _sampled(self, part: Part) -> list[str]:
        """That not all rows of a part's tables were looked at."""
        return [said] if self._chosen and (said := self._chosen.of(part.part).said()) else []

    def _batch(self, part: Part, item: Lines | Cells | Segment) -> int:
        if isinstance(item, Segment):
            return self._segment(part, item)
        try:
            return self._lines(part, item) if isinstance(item, Lines) else self._cells(part, item)
        except Exception:
            return self._apart(part, item)

    def _lines(self, part: Part, lines: Lines, failed: int = 0) -> int:
        number, done = lines.first, 0
        for offset, line, hits in list(in_lines(self._search.guard, lines.text, lines.above)):
            number += lines.text.count("\n", done, offset)
            done = offset
            found = [(line, hit, {"line": number, "column": hit[0] + 1}, 0) for hit in hits]
            self._recorder.record(part, found)  # type: ignore[arg-type]
        return failed

    def _cells(self, part: Part, cells: Cells) -> int:
        found: list[tuple[Place, str, list[Hit]]] = []
        for label, texts, places, column in cells.groups:
            found += [(places[at], texts[at] or "", hits) for at, hits in self._group(texts, label, column)]
        found.sort(key=lambda item: item[0][:2])
        record: list[tuple[str, Hit, Location, int]] = []
        current = -1
        for place, text, hits in found:
            if place[0] != current:
                self._recorder.record(part, record)
                record, current = [], place[0]
            where = cells.locate(place)
            record += [(text, hit, where, 0) for hit in hits]
        self._recorder.record(part, record)
        return 0

    def _group(self, texts: Sequence[str | None], label: str | None, column: object) -> Iterable[tuple[int, list[Hit]]]:
        if column is None:
            return in_cells(self._search.guard, texts, label)
        repeats = self._repeats.get((column, label))
        if repeats is None:
            if len(self._repeats) >= _COLUMNS:
                return in_cells(self._search.guard, texts, label)
            repeats = self._repeats[column, label] = Repeats(self._search.guard, label, _KEPT)
        return repeats.search(texts)

    def _apart(self, part: Part, item: Lines | Cells) -> int:
        """Something in a batch failed: its texts one by one, those that fail counted."""
        failed = 0
        if isinstance(item, Cells):
            for label, texts, places, _ in item.groups:
                for text, place in zip(texts, places, strict=True):
                    failed += self._segment(part, Segment(text or "", lambda _offset, place=place: item.locate(place), label))  # type: ignore[misc]
            return failed
        for at, line in enumerate(item.text.split("\n")):
            try:
                self._lines(part, Lines(line, item.first + at))
            except Exception:
                failed += 1
        return failed

    def _segment(self, part: Part, segment: Segment) -> int:
        text = segment.text
        if not text:
            return 0
        try:
            spans = self._search.guard._spans(text, segment.label)
        except Exception:
            return 1  # withheld from the findings, counted in the status
        found = [
            (text, (start, end, score, kind), segment.locate(start), segment.base)
            for start, end, score, kind, _ in spans
            if segment.begin <= start < segment.stop
        ]
        self._recorder.record(part, found)
        return 0

    def _member(self, outer: Part, member: Member, depth: int) -> None:
        part = self._recorder.part(f"{outer.name}!/{self._search.shown(member.name)}")
        self.name(part, os.path.basename(member.name))
        if member.status is not None:
            part.status, part.reason = member.status, member.reason
            return
        self._budget.members -= 1
        if depth > self._limits.depth:
            part.status, part.reason = PARTIAL, f"files lie deeper than {self._limits.depth} levels"
        elif self._budget.members < 0:
            raise LimitError(f"more than {self._limits.members} files inside")
        else:
            self._inner(part, member, depth)

    def _inner(self, part: Part, member: Member, depth: int) -> None:
        try:
            with member.open() as stream, tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
                cut = self._spool(stream, copy)
                part.size = copy.tell()
                copy.seek(0)
                self.file(part, copy, os.path.basename(member.name), depth)  # type: ignore[arg-type]
        except Exception as error:
            part.status, part.reason = failure(error)
            return
        if cut:
            status, reason = cut
            part.reason = "; ".join(filter(None, (part.reason if part.status != SCANNED else "", reason)))
            part.status = status

    def _spool(self, stream: BinaryIO, copy: tempfile.SpooledTemporaryFile[bytes]) -> tuple[str, str] | None:
        """Copy what can be had; why that is not all."""
        while True:
            try:
                block = stream.read(_BLOCK)
            except (FormatError, OSError, EOFError) as error:
                if not copy.tell():
                    raise
                return PARTIAL, f"only its first {copy.tell()} bytes could be read: {failure(error)[1]}"
            if not block:
                return None
            if len(block) > self._budget.bytes:
                copy.write(block[: max(0, self._budget.bytes)])
                self._budget.bytes = 0
                return PARTIAL, f"more than {self._limits.bytes} bytes come out of the object"
            self._budget.bytes -= len(block)
            copy.write(block)
            self._tick(-1)


def failure(error: Exception) -> tuple[str, str]:
    """The status and reason of what could not be read."""
    if isinstance(error, EncryptedError):
        return SKIPPED, f"encrypted: {error}"
    if isinstance(error, LimitError):
        return PARTIAL, str(error)
    if isinstance(error, UnsupportedError):
        return SKIPPED, f"not supported: {error}"
    if isinstance(error, FormatError):
        return ERROR, str(error)
    if isinstance(error, OSError):
        return ERROR, error.strerror or type(error).__name__
    if isinstance(error, MemoryError):
        return ERROR, "reading it needs more memory than it may have"
    # A fault of ours is a row too; the text of the error could hold a value.
    return ERROR, f"internal error ({type(error).__name__})"


