"""Compares a scan's report with the truth: what was found, what was not, what was found wrongly, what was not read.

A planted value is found when its object has a finding of the same type and fingerprint; each finding counts
once. A finding is right when its fingerprint is one of its object's, however often: a value may stand twice in
what a format says (a page and its bookmark). "placed" is the share of the found whose location says what the truth says.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

Row = dict[str, Any]
_BY = ("kind", "charset", "entity_type")
_SHOWN = 40


class Tally:
    """planted, found, placed: values; right, wrong: findings."""

    __slots__ = ("found", "placed", "planted", "right", "wrong")

    def __init__(self) -> None:
        self.planted = self.found = self.placed = self.right = self.wrong = 0

    @property
    def recall(self) -> float:
        """1 where nothing is planted."""
        return self.found / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        """1 where nothing is found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    def as_dict(self) -> dict[str, Any]:
        """The figures."""
        counts = {name: getattr(self, name) for name in self.__slots__}
        return {**counts, "recall": round(self.recall, 5), "precision": round(self.precision, 5)}


class Score(NamedTuple):
    """Figures: in all, by kind of file, charset and type; misses and false findings counted by where they come from."""

    total: Tally
    by: dict[str, dict[str, Tally]]
    misses: Counter[tuple[str, ...]]
    false: Counter[tuple[str, ...]]
    statuses: Counter[tuple[str, ...]]  # (kind, expected, what was said) of the wrong ones
    right_statuses: int
    adds_up: bool

    def reaches(self, floor: float) -> bool:
        """Recall and precision of every format, all statuses right, and the summary adds up."""
        formats = self.by["kind"].values()
        return (
            all(min(tally.recall, tally.precision) >= floor for tally in formats) and not self.statuses and self.adds_up
        )

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "total": self.total.as_dict(),
            **{name: {key: tally.as_dict() for key, tally in sorted(tallies.items())} for name, tallies in self.by.items()},
            "misses": [[*key, count] for key, count in self.misses.most_common()],
            "false": [[*key, count] for key, count in self.false.most_common()],
            "statuses": {"right": self.right_statuses, "wrong": [[*key, count] for key, count in self.statuses.most_common()]},
            "adds_up": self.adds_up,
        }

    def text(self) -> str:
        """For people."""
        lines = [f"{'':24} planted   found  recall  placed   wrong  precision"]
        for name in _BY:
            lines += ["", name, *(_line(key or "-", tally) for key, tally in sorted(self.by[name].items()))]
        lines += ["", _line("in all", self.total)]
        for title, counter in (("missed", self.misses), ("found wrongly", self.false), ("status wrong", self.statuses)):
            if counter:
                lines += ["", f"{title}: {counter.total()}"]
                lines += [f"  {count:6}  {'  '.join(key)}" for key, count in counter.most_common(_SHOWN)]
        wrong = self.statuses.total()
        lines += ["", f"statuses: {self.right_statuses} right, {wrong} wrong; they {'' if self.adds_up else 'do not '}add up"]
        return "\n".join(lines)


def _line(name: str, tally: Tally) -> str:
    placed = tally.placed / tally.found if tally.found else 1.0
    return (
        f"{name:24} {tally.planted:7} {tally.found:7}  {tally.recall:.4f}  {placed:.4f} {tally.wrong:7}  {tally.precision:.4f}"
    )


class _Found(NamedTuple):
    """A finding, small: there may be a million. ``where`` is its location as JSON."""

    entity: str
    mark: str
    where: str

    @property
    def location(self) -> Row:
        """Where it is said to be."""
        location: Row = json.loads(self.where)
        return location


class _Report:
    """A report: findings by object, statuses by object, the summary."""

    def __init__(self, rows: Iterable[Row], root: str) -> None:
        self._prefix = root.rstrip("/") + "/" if root else ""
        self.findings: dict[str, list[_Found]] = defaultdict(list)
        self.objects: dict[str, Row] = {}
        self.inside: dict[str, list[Row]] = defaultdict(list)  # rows of files inside, by the outermost
        self.summary: Row = {}
        for row in rows:
            kind = row["row"]
            if kind == "finding":
                found = _Found(sys.intern(row["entity_type"]), row["fingerprint"], json.dumps(row["location"]))
                self.findings[self._inside(row["uri"])].append(found)
            elif kind == "object":
                path = self._inside(row["uri"])
                self.objects[path] = row
                if "!/" in path:
                    self.inside[path.split("!/", 1)[0]].append(row)
            elif kind == "summary":
                self.summary = row

    def _inside(self, uri: str) -> str:
        return uri.removeprefix(self._prefix)

    def adds_up(self) -> bool:
        """One status an object, and as many as the summary says."""
        counted = Counter(row["status"] for row in self.objects.values())
        said = Counter({status: self.summary.get(status, 0) for status in ("scanned", "partial", "skipped", "error")})
        return counted == said and said.total() == self.summary.get("objects")


def _placed(where: Row, location: Row) -> bool:
    return all(str(location.get(key)) == str(value) for key, value in where.items())


class _Scorer:
    def __init__(self, report: _Report) -> None:
        self.report = report
        self.total = Tally()
        self.by: dict[str, dict[str, Tally]] = {name: defaultdict(Tally) for name in _BY}
        self.misses: Counter[tuple[str, ...]] = Counter()
        self.false: Counter[tuple[str, ...]] = Counter()

    def _add(self, row: Row, field: str) -> None:
        for tally in (self.total, *(self.by[name][row[name]] for name in _BY)):
            setattr(tally, field, getattr(tally, field) + 1)

    def object(self, path: str, kind: str, charset: str, planted: list[Row]) -> None:
        """One object or file inside one."""
        left: dict[tuple[str, str], list[_Found]] = defaultdict(list)
        wrong = []
        known = {(row["entity_type"], row["fingerprint"]) for row in planted}
        for finding in self.report.findings.pop(path, ()):
            key = finding.entity, finding.mark
            right = key in known
            self._add({"kind": kind, "charset": charset, "entity_type": key[0]}, "right" if right else "wrong")
            if right:
                left[key].append(finding)
            else:
                wrong.append(finding)
        missed = [row for row in planted if row["sure"] and not self._value(row, left[row["entity_type"], row["fingerprint"]])]
        for row in missed:
            self.misses[row["kind"], row["charset"] or "-", row["entity_type"], row["template"], self._why(row, path, wrong)] += 1
        for finding in wrong:
            where = finding.location
            place = where.get("field") or where.get("part") or ("path" in where and where["path"].rsplit(".", 1)[-1]) or "-"
            self.false[kind, charset or "-", finding.entity, str(place)] += 1

    def _value(self, row: Row, found: list[_Found]) -> bool:
        """Whether a planted value is found; the finding in its place is taken first."""
        self._add(row, "planted")
        if not found:
            return False
        at = next((at for at, finding in enumerate(found) if _placed(row["where"], finding.location)), None)
        found.pop(at or 0)
        self._add(row, "found")
        if at is not None:
            self._add(row, "placed")
        return True

    def _why(self, row: Row, path: str, wrong: list[_Found]) -> str:
        """What is known of a miss: not read; something else found in its place; nothing."""
        said = self.report.objects.get(path)
        if said is None:
            return "no such object"
        if said["status"] in ("skipped", "error"):
            return f"{said['status']}: {said['reason']}"
        there = [finding for finding in wrong if row["where"] and _placed(row["where"], finding.location)]
        if any(finding.entity == row["entity_type"] for finding in there):
            return "cut otherwise"
        return f"as {there[0].entity}" if there else "not found"


def _faults(report: _Report, row: Row) -> list[tuple[str, ...]]:
    """What is wrong with the status of an object, or with those of the files inside one that is to be read in full."""
    path = row["object"]
    said = [report.objects[path]] if path in report.objects else []
    if row["inside"]:
        said += report.inside[path]
    expected = f"{'|'.join(row['status'])} {row['reason']}".strip()
    wrong = [] if any(one["status"] in row["status"] and re.search(row["reason"], one["reason"]) for one in said) else said[-1:]
    if list(row["status"]) == ["scanned"]:
        wrong += [one for one in report.inside[path] if one["status"] != "scanned"]
    shown = [f"{one['status']}: {one['reason']}" for one in wrong] or ([] if said else ["no row"])
    return [(row["kind"], expected, one) for one in shown]


def score(truth: Iterable[Row], report: Iterable[Row], root: str) -> Score:
    """The score of a report; ``root`` is what the scan was pointed at, as it stands before the objects' names.

    The truth is read as a stream: the rows of an object and of what is in it stand together.
    """
    read = _Report(report, root)
    scorer = _Scorer(read)
    kinds: dict[str, tuple[str, str]] = {}
    statuses: Counter[tuple[str, ...]] = Counter()
    right = 0
    for outer, rows in groupby(truth, lambda row: row["object"].split("!/", 1)[0]):
        planted: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if row["row"] == "value":
                planted[row["object"]].append(row)
                continue
            kinds[outer] = row["kind"], row["charset"]
            faults = _faults(read, row)
            statuses.update(faults)
            right += not faults
        for path, values in planted.items():
            scorer.object(path, *kinds[outer], values)
    strangers = [row for path, row in read.objects.items() if path.split("!/", 1)[0] not in kinds]
    statuses.update(("unknown", "no such object", row["status"]) for row in strangers)
    for path in list(read.findings):  # where nothing is planted
        scorer.object(path, *kinds.get(path.split("!/", 1)[0], ("unknown", "")), [])
    return Score(scorer.total, scorer.by, scorer.misses, scorer.false, statuses, right, read.adds_up())
