"""From what was found to rows: one record at a time, so that a record's findings raise each other's level."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from piiguard.classification import is_minor, together
from piiguard.formats import Document, Location
from piiguard.scan.ledger import dumps
from piiguard.scan.many import Hit
from piiguard.scan.neutral import neutral
from piiguard.scan.rows import Outcome
from piiguard.scan.search import Search

_BUFFER = 500  # rows held before they are handed on

# Gets rows as (part, JSON of [location, entity type, score, start, end, level, masked, fingerprint]).
Out = Callable[[list[tuple[int, str]]], None]


class Part(Outcome):
    """What becomes of one file: the object itself (0) or a file inside it, in the order they are met."""

    __slots__ = ("name", "part")

    def __init__(self, part: int, name: str, size: int = 0) -> None:
        super().__init__(size)
        self.part = part
        self.name = name

    def as_dict(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        row = {name: getattr(self, name) for name in (*Outcome.__slots__, *Part.__slots__)}
        return {**row, "findings": dict(self.findings), "seen": dict(self.seen)}


class Recorder:
    """Rows of one unit.

    search  the guard and how findings are shown
    out     where rows go
    today   who is a child is decided on this day, the scan's
    """

    def __init__(self, search: Search, out: Out, today: date) -> None:
        self.search = search
        self.parts: list[Part] = []
        self.columns: list[tuple[int, dict[str, Any]]] = []
        self._out = out
        self._today = today
        self._rows: list[tuple[int, str]] = []
        guard = search.guard
        self._place = search.place
        self._sees = guard.policy.sees
        self._appliers = guard._appliers

    def part(self, name: str, size: int = 0) -> Part:
        """The next file."""
        part = Part(len(self.parts), name, size)
        self.parts.append(part)
        return part

    def described(self, part: Part, document: Document) -> None:
        """What the file turned out to be."""
        part.format = document.format
        part.charset = document.charset.name if document.charset else None

    def record(self, part: Part, found: list[tuple[str, Hit, Location, int]]) -> None:
        """The findings of one record: (text, hit, where the text stands, offset of the text in its line or string)."""
        hits = []
        for item in found:
            kind = item[1][3]
            if self._sees(kind):
                part.seen[kind] += 1
            else:
                hits.append(item)
        if not hits:
            return
        levels = self._levels(hits)
        for text, (start, end, score, kind), where, base in hits:
            part.findings[kind] += 1
            value = text[start:end]
            new = self._appliers[kind](value)
            masked = f"〔{kind}〕" if value in new else neutral(new)
            fingerprint = self.search.fingerprint(kind, value)
            row = [self._place(where), kind, round(score, 4), start + base, end + base, levels[kind], masked, fingerprint]
            self._rows.append((part.part, dumps(row)))
        if len(self._rows) >= _BUFFER:
            self.flush()

    def _levels(self, hits: list[tuple[str, Hit, Location, int]]) -> dict[str, str]:
        level = self.search.level
        own = {hit[3]: level(hit[3]) for _, hit, _, _ in hits}
        minor = is_minor(((hit[3], text[hit[0] : hit[1]]) for text, hit, _, _ in hits), self._today)
        return together(own, minor) if minor or len(own) > 2 else own

    def done(self) -> list[dict[str, Any]]:
        """Hand on what is held; the files as the ledger keeps them, with nothing of a value in what is said of them."""
        self.flush()
        shown = self.search.shown
        for part in self.parts:
            part.reason = shown(part.reason) if part.reason else ""
            part.notes = [shown(note) for note in part.notes]
        return [part.as_dict() for part in self.parts]

    def flush(self) -> None:
        """Hand on what is held."""
        if self._rows:
            self._out(self._rows)
            self._rows = []
