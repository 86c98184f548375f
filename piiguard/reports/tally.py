"""Rows added up in bounded memory: totals of everything, lists of what weighs most, and where it lies."""

from __future__ import annotations

import heapq
import os
import re
from collections import Counter
from itertools import count
from typing import Any

from piiguard.scan.rows import SCANNED, ColumnRow, FindingRow, ObjectRow

LEVELS = ("C3", "C2", "C1")
#: What a finding of each level weighs when objects are put in order: an order, no measure.
WEIGHTS = {"C3": 10, "C2": 3, "C1": 1}
FINDINGS, OBJECTS, COLUMNS, UNREAD, NOTES = 500, 200, 300, 300, 100  # rows listed
_ALIKE = 3  # findings of one type listed of one object
_PLACES = 20_000  # folders and objects told apart in the tree
_REASONS = 2_000  # reasons told apart
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/]*")


class Place:
    """A folder or object, and what lies in it altogether."""

    __slots__ = ("children", "leaf", "levels", "name", "objects", "unread")

    def __init__(self, name: str) -> None:
        self.name = name
        self.children: dict[str, Place] = {}
        self.leaf = False
        self.objects = 0
        self.unread = 0
        self.levels: Counter[str] = Counter()

    @property
    def weight(self) -> int:
        """What it weighs in the order of places."""
        return weigh(self.levels)


class OfType:
    """One entity type: its level, findings, and objects they are in."""

    __slots__ = ("findings", "level", "objects")

    def __init__(self, level: str) -> None:
        self.level = level
        self.findings = 0
        self.objects = 0


class Tally:
    """A sink's memory. Lists hold what weighs most, up to the numbers at the top of this file; totals count everything."""

    def __init__(self) -> None:
        self.types: dict[str, OfType] = {}
        self.statuses: Counter[str] = Counter()
        self.formats: Counter[str] = Counter()
        self.root = Place("")
        self.findings = self.found = self.verdicts = self.columns = self.unread = self.noted = 0
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.unread_objects: list[ObjectRow] = []
        self.notes: list[ObjectRow] = []
        self._findings: list[tuple[int, float, int, FindingRow]] = []
        self._objects: list[tuple[int, int, ObjectRow]] = []
        self._columns: list[tuple[bool, float, int, ColumnRow]] = []
        self._order = count(0, -1)
        self._alike: Counter[str] = Counter()
        self._places = 0

    def finding(self, row: FindingRow) -> None:
        """Count it; keep it if it weighs more than another that is kept."""
        if row.suppressed is not None:
            return  # the summary counts them
        kind = self.types.get(row.entity_type)
        if kind is None:
            kind = self.types[row.entity_type] = OfType(row.level)
        self.findings += 1
        kind.findings += 1
        self._alike[row.entity_type] += 1
        if self._alike[row.entity_type] <= _ALIKE:
            _keep(self._findings, (WEIGHTS.get(row.level, 1), round(row.score, 4), next(self._order), row), FINDINGS)

    def column(self, row: ColumnRow) -> None:
        """Keep columns that are taken for a type before those that are not."""
        self.columns += 1
        self.verdicts += bool(row.verdict)
        if row.types:
            _keep(self._columns, (bool(row.verdict), row.confidence, next(self._order), row), COLUMNS)

    def object(self, row: ObjectRow) -> None:
        """Close an object."""
        self._alike.clear()
        self.statuses[row.status] += 1
        if row.format:
            self.formats[row.format] += 1
        levels: Counter[str] = Counter()
        for name, number in row.findings.items():
            kind = self.types.setdefault(name, OfType("C2"))
            kind.objects += 1
            levels[kind.level] += number
        unread = row.status != SCANNED and not row.harmless
        if levels:
            self.found += 1
            _keep(self._objects, (weigh(levels), next(self._order), row), OBJECTS)
        if unread:
            self._not_read(row)
        if row.notes:
            self.noted += 1
            if len(self.notes) < NOTES:
                self.notes.append(row)
        self._place(row.uri, levels, unread)

    def samples(self) -> list[FindingRow]:
        """The findings kept, those of the highest level first, of these the surest."""
        return [entry[-1] for entry in sorted(self._findings, key=lambda entry: entry[:3], reverse=True)]

    def worst(self) -> list[ObjectRow]:
        """The objects kept, the heaviest first."""
        return [entry[-1] for entry in sorted(self._objects, key=lambda entry: entry[:2], reverse=True)]

    def column_rows(self) -> list[ColumnRow]:
        """The columns kept, those taken for a type first."""
        return [entry[-1] for entry in sorted(self._columns, key=lambda entry: entry[:3], reverse=True)]

    def levels(self) -> Counter[str]:
        """Findings by level."""
        totals: Counter[str] = Counter()
        for kind in self.types.values():
            totals[kind.level] += kind.findings
        return totals

    def levels_of(self, row: ObjectRow) -> Counter[str]:
        """Findings of an object by level."""
        totals: Counter[str] = Counter()
        for name, number in row.findings.items():
            totals[self.types[name].level] += number
        return totals

    def _not_read(self, row: ObjectRow) -> None:
        self.unread += 1
        # Numbers in reasons differ from object to object; the reason is the same.
        reason = re.sub(r"\d+", "N", row.reason)
        known = (row.status, reason) in self.reasons or len(self.reasons) < _REASONS
        self.reasons[row.status, reason if known else ""] += 1
        if len(self.unread_objects) < UNREAD:
            self.unread_objects.append(row)

    def _place(self, uri: str, levels: Counter[str], unread: bool) -> None:
        node = self.root
        _add(node, levels, unread)
        for name in parts(uri):
            child = node.children.get(name)
            if child is None:
                if self._places >= _PLACES:
                    return  # it counts in the folders above
                self._places += 1
                child = node.children[name] = Place(name)
            node = child
            _add(node, levels, unread)
        node.leaf = True


def weigh(levels: Counter[str]) -> int:
    """The weight of so many findings of each level."""
    return sum(WEIGHTS.get(level, 1) * number for level, number in levels.items())


def parts(uri: str) -> list[str]:
    """The address cut where folders, archives and databases contain something."""
    scheme = _SCHEME.match(uri)
    head, tail = (scheme[0], uri[scheme.end() :]) if scheme else ("", uri)
    cut = [part for part in tail.replace(os.sep, "/").split("/") if part]
    if head:
        return [head, *cut]
    return ["/" + cut[0], *cut[1:]] if tail.startswith("/") and cut else cut


def _add(node: Place, levels: Counter[str], unread: bool) -> None:
    node.objects += 1
    node.unread += unread
    if levels:
        node.levels.update(levels)


def _keep(heap: list[Any], entry: tuple[Any, ...], most: int) -> None:
    if len(heap) < most:
        heapq.heappush(heap, entry)
    elif entry > heap[0]:
        heapq.heapreplace(heap, entry)
