"""From a ledger to rows: objects by target and path, each with its findings and columns before it.

The order does not depend on who read what when, so a scan that was interrupted gives the same rows.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from piiguard.scan.columns import Column
from piiguard.scan.ledger import Ledger
from piiguard.scan.rows import ERROR, PARTIAL, SCANNED, SKIPPED, ColumnRow, FindingRow, ObjectRow, Sink, Summary, TypeShare

_SAMPLED = re.compile(r"sampled: ([0-9]+) of ([0-9]+) rows, (seed \S+)")
_RANK = {SCANNED: 0, SKIPPED: 1, PARTIAL: 2, ERROR: 3}


def replay(ledger: Ledger, sink: Sink | None = None) -> Summary:
    """Give a sink all rows of a ledger; without one only the summary is made.

    Objects that were not read yet are rows with the status "error".
    """
    summary = Summary(0, ledger.info("policy") or "", ledger.info("purpose") or None)
    if sink:
        sink.begin()
    for found in _objects(ledger):
        _Object(ledger, summary, sink, found).run()
    if sink:
        sink.end(summary)
    return summary


def _objects(ledger: Ledger) -> Iterator[tuple[Any, ...]]:
    return iter(
        ledger.execute("SELECT id, uri, size, status, reason, harmless FROM objects ORDER BY target, uri, id")
    )


class _Object:
    """The rows of one object and of the files inside it."""

    def __init__(self, ledger: Ledger, summary: Summary, sink: Sink | None, found: tuple[Any, ...]) -> None:
        self._ledger = ledger
        self._summary = summary
        self._sink = sink
        self._number, self._uri, self._size, self._status, self._reason, self._harmless = found
        query = "SELECT id, lines, done FROM units WHERE object = ? ORDER BY ordinal"
        self._units = ledger.execute(query, (self._number,)).fetchall()

    def run(self) -> None:
        if self._status is not None:
            row = self._row(self._uri)
            row.status, row.reason, row.harmless = self._status, self._reason, bool(self._harmless)
            self._put(row)
            return
        parts: dict[int, list[tuple[int, dict[str, Any]]]] = {}
        for unit, _, _ in self._units:
            query = "SELECT part, row FROM parts WHERE unit = ? ORDER BY part"
            for part, text in self._ledger.execute(query, (unit,)):
                parts.setdefault(part, []).append((unit, json.loads(text)))
        unread = sum(not done for _, _, done in self._units) or (not self._units)
        if not parts:
            row = self._row(self._uri)
            row.status, row.reason = ERROR, "not read yet"
            self._put(row)
        for part in sorted(parts):
            self._part(part, parts[part], unread if not part else 0)

    def _row(self, uri: str) -> ObjectRow:
        self._summary.objects += 1
        return ObjectRow(self._summary.objects, uri, self._size)

    def _part(self, part: int, states: list[tuple[int, dict[str, Any]]], unread: int) -> None:
        row = self._row(states[0][1]["name"])
        row.size = sum(state["size"] for _, state in states)
        reasons: dict[str, None] = {}
        notes: dict[str, None] = {}
        worst = SCANNED
        for _, state in states:
            row.findings.update(Counter(state["findings"]))
            row.seen.update(Counter(state["seen"]))
            row.format, row.charset = row.format or state["format"], row.charset or state["charset"]
            worst = max(worst, state["status"], key=_RANK.__getitem__)
            reasons.update(dict.fromkeys(filter(None, [state["reason"]])))
            notes.update(dict.fromkeys(state["notes"]))
        if unread:
            reasons[f"parts not read yet: {unread}"] = None
            worst = ERROR
        row.status, row.reason, row.notes = worst, "; ".join(_added(reasons)), list(notes)
        row.harmless = bool(states[0][1]["harmless"])
        if self._sink:
            if row.findings:
                self._findings(part, row)
            self._columns(part, row)
        self._put(row)

    def _findings(self, part: int, row: ObjectRow) -> None:
        assert self._sink
        before = 0
        for unit, lines, done in self._units:
            if done:
                query = "SELECT row FROM findings WHERE unit = ? AND part = ? ORDER BY rowid"
                for (text,) in self._ledger.execute(query, (unit, part)):
                    self._sink.finding(_finding(row, json.loads(text), before))
            before += lines

    def _columns(self, part: int, row: ObjectRow) -> None:
        assert self._sink
        states: dict[tuple[int, int], list[dict[str, Any]]] = {}
        for unit, _, _ in self._units:
            query = "SELECT row FROM columns WHERE unit = ? AND part = ? ORDER BY rowid"
            for (text,) in self._ledger.execute(query, (unit, part)):
                state = json.loads(text)
                states.setdefault((state["number"], state["column"]), []).append(state)
        for key in sorted(states):
            self._sink.column(_column(row, states[key]))

    def _put(self, row: ObjectRow) -> None:
        self._summary.add(row)
        if self._sink:
            self._sink.object(row)


def _added(reasons: Iterable[str]) -> Iterator[str]:
    """The reasons of an object's units, their samples as one."""
    seen = rows = 0
    ending = ""
    for reason in reasons:
        for one in reason.split("; "):
            found = _SAMPLED.fullmatch(one)
            if found is None:
                yield one
            else:
                seen, rows, ending = seen + int(found[1]), rows + int(found[2]), found[3]
    if ending:
        yield f"sampled: {seen} of {rows} rows, {ending}"


def _finding(row: ObjectRow, values: list[Any], before: int) -> FindingRow:
    """A finding; ``before`` lines or rows of the object were read in other units."""
    location, entity_type, score, start, end, level, masked, fingerprint = values
    if before:
        for key in ("line", "row"):
            if key in location:
                location[key] += before
    return FindingRow(
        row.object, row.uri, location, entity_type=entity_type, score=score, start=start, end=end,
        level=level, masked=masked, fingerprint=fingerprint,
    )  # fmt: skip


def _column(row: ObjectRow, states: list[dict[str, Any]]) -> ColumnRow:
    whole = Column.of(states).as_dict()
    first = states[0]
    return ColumnRow(
        row.object, row.uri, table=first["table"], column=first["column"], name=first["name"], rows=whole["rows"],
        nulls=whole["nulls"], distinct=whole["distinct"], sampled=bool(first.get("sampled")),
        types=[TypeShare(**share) for share in whole["types"]], verdict=whole["verdict"], confidence=whole["confidence"],
    )  # fmt: skip
