"""Scan: every object of the inventory is read, or said not to have been and why."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from piiguard.errors import FormatError
from piiguard.findings import Edit
from piiguard.formats import Document, Segment, UnsupportedError, open_document
from piiguard.guard import Guard
from piiguard.scan import inventory
from piiguard.scan.files import open_file, state
from piiguard.scan.inventory import Item
from piiguard.scan.rows import ERROR, PARTIAL, SCANNED, SKIPPED, FindingRow, ObjectRow, Sink, Summary
from piiguard.scan.search import Search
from piiguard.sources._walk import what

# Called with the bytes done and the bytes there are.
Progress = Callable[[int, int], None]


def scan(
    targets: Iterable[str | os.PathLike[str]],
    *,
    guard: Guard | None = None,
    sink: Sink | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Search files and folders.

    Every object has one final status: ``scanned``; ``partial``, ``skipped`` or ``error`` with a reason.
    What goes wrong with an object is in its row; only the sink's own errors (OSError) are raised.
    A guard made for a purpose reports what that purpose should not see; what it sees is only counted.
    """
    guard = guard or Guard()
    items = inventory.take(targets)
    summary = Summary(len(items), guard.policy.name, guard.policy.purpose)
    run = _Run(Search(guard), sink, progress, sum(item.size for item in items))
    if sink:
        sink.begin()
    for number, item in enumerate(items, 1):
        row = run.object(number, item)
        summary.add(row)
        if sink:
            sink.object(row)
    if sink:
        sink.end(summary)
    return summary


class _Run:
    def __init__(self, search: Search, sink: Sink | None, progress: Progress | None, total: int) -> None:
        self._search = search
        self._sink = sink
        self._progress = progress
        self._total = total
        self._done = 0

    def object(self, number: int, item: Item) -> ObjectRow:
        row = ObjectRow(number, self._search.shown(item.uri), item.size)
        try:
            self._find(row, Segment(item.name, lambda _offset: {"part": "name"}))  # a name is text too
            if item.status is None:
                row.status, row.reason = self._read(row, item)
            else:
                row.status, row.reason, row.harmless = item.status, item.reason, item.harmless
        except SinkError:
            raise
        except Exception as error:
            row.status, row.reason = failure(error)
        self._done += item.size
        self._tell(0)
        return row

    def _tell(self, read: int) -> None:
        if self._progress:
            self._progress(min(self._done + read, self._total), self._total)

    def _read(self, row: ObjectRow, item: Item) -> tuple[str, str]:
        """The status and reason of an object that is read. Raises what makes it unreadable."""
        with open_file(item.uri) as stream:
            before = state(stream)
            row.size = before[0]
            document = open_document(stream, os.path.basename(item.uri), keys=self._search.keys)
            row.format, row.charset = document.format, document.charset.name if document.charset else None
            failed = self._segments(row, document)
            reasons = document.unread()
            row.notes = document.notes()
            if failed:
                reasons.append(f"places that could not be searched: {failed}")
            if state(stream) != before:
                reasons.append("it changed while it was read")
        return (PARTIAL, "; ".join(reasons)) if reasons else (SCANNED, "")

    def _segments(self, row: ObjectRow, document: Document) -> int:
        failed = read = 0
        for segment in document.segments():
            try:
                self._find(row, segment)
            except SinkError:
                raise
            except Exception:  # withheld from the findings, counted in the object's status
                failed += 1
            if document.read != read:
                read = document.read
                self._tell(read)
        return failed

    def _find(self, row: ObjectRow, segment: Segment) -> None:
        if not segment.text:
            return
        masked = self._search.process(segment)
        for edit in self._search.edits(segment, masked):
            if self._search.guard.policy.sees(edit.entity_type):
                row.seen[edit.entity_type] += 1
                continue
            row.findings[edit.entity_type] += 1
            if self._sink:
                sample = self._search.sample(segment.text, masked, edit)
                self._emit(self._sink, row, segment, edit, sample)

    def _emit(self, sink: Sink, row: ObjectRow, segment: Segment, edit: Edit, sample: str) -> None:
        value = segment.text[edit.start : edit.end]
        finding = FindingRow(
            row.object,
            row.uri,
            segment.locate(edit.start),
            entity_type=edit.entity_type,
            score=edit.score,
            start=edit.start + segment.base,
            end=edit.end + segment.base,
            level=self._search.level(edit.entity_type),
            masked=sample,
            fingerprint=self._search.fingerprint(edit.entity_type, value),
        )
        try:
            sink.finding(finding)
        except OSError as error:
            raise SinkError(error.errno, error.strerror) from None


def failure(error: Exception) -> tuple[str, str]:
    """The status and reason of an object that could not be read."""
    if isinstance(error, UnsupportedError):
        return SKIPPED, f"not supported: {error}"
    if isinstance(error, FormatError):
        return ERROR, str(error)
    if isinstance(error, OSError):
        return ERROR, what(error)
    # A fault of ours is a row too; the text of the error could hold a value.
    return ERROR, f"internal error ({type(error).__name__})"


class SinkError(OSError):
    """The report could not be written: the scan ends."""
