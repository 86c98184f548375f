"""Scores a finder on the labelled sample and prints a table.

    python tests/sample/score.py             # precision and recall by type
    python tests/sample/score.py --errors    # and every miss and false finding (synthetic values)

A labelled span is *exact* when a finding has its type, start and end; it *overlaps* when a finding
of its type shares a character with it. Recall is exact spans of those labelled, precision exact
spans of those found. Types the sample does not label are left out on both sides.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
INSURANCE = ("CN_POLICY_NUMBER", "CN_APPLICATION_NUMBER", "CN_CLAIM_NUMBER")
STRUCTURED = (
    "CN_ID_CARD",
    "CN_FOREIGN_RESIDENT_ID",
    "CN_BANK_CARD",
    "CN_MOBILE",
    "CN_LANDLINE",
    "EMAIL_ADDRESS",
    "CN_LICENSE_PLATE",
    "VIN",
    "CN_USCC",
    "CN_PASSPORT",
    "CN_TRAVEL_PERMIT",
    "HK_ID_CARD",
    "TW_ID_CARD",
    "MO_ID_CARD",
)
TYPES = STRUCTURED + INSURANCE

Span = tuple[int, int, str]
Finder = Callable[[str], Iterable[Span]]


class Line(NamedTuple):
    """One labelled text."""

    id: str
    kind: str
    text: str
    spans: frozenset[Span]


class Error(NamedTuple):
    """A labelled span that was not found exactly, or a finding that is not labelled."""

    line: Line
    span: Span
    missed: bool


class Tally:
    """Counts of one entity type, or of several together."""

    def __init__(self) -> None:
        self.labelled = self.found = self.exact = self.overlapping = 0

    @property
    def recall(self) -> float:
        """Exact spans of those labelled; 1 when none is labelled."""
        return self.exact / self.labelled if self.labelled else 1.0

    @property
    def precision(self) -> float:
        """Exact spans of those found; 1 when none is found."""
        return self.exact / self.found if self.found else 1.0


class Score:
    """The tallies of a run and its errors."""

    def __init__(self, lines: Iterable[Line], find: Finder) -> None:
        self.tallies = {entity_type: Tally() for entity_type in TYPES}
        self.errors: list[Error] = []
        for line in lines:
            self._count(line, {span for span in find(line.text) if span[2] in self.tallies})

    def _count(self, line: Line, found: set[Span]) -> None:
        for start, end, entity_type in line.spans:
            tally = self.tallies[entity_type]
            tally.labelled += 1
            tally.exact += (start, end, entity_type) in found
            tally.overlapping += any(s < end and start < e and t == entity_type for s, e, t in found)
        for _, _, entity_type in found:
            self.tallies[entity_type].found += 1
        self.errors += [Error(line, span, True) for span in sorted(line.spans - found)]
        self.errors += [Error(line, span, False) for span in sorted(found - line.spans)]

    def together(self, types: Iterable[str]) -> Tally:
        """The micro sum of several types."""
        total = Tally()
        for tally in (self.tallies[entity_type] for entity_type in types):
            for name in vars(total):
                setattr(total, name, getattr(total, name) + getattr(tally, name))
        return total

    def table(self) -> str:
        """One line a type, then the two groups the bars are set on."""
        rows = [(name, self.tallies[name]) for name in TYPES]
        rows.append(("structured types", self.together(STRUCTURED)))
        rows.append(("policy, application, claim", self.together(INSURANCE)))
        lines = [f"{'':27}{'labelled':>9}{'found':>7}{'exact':>7}{'overlap':>9}{'P':>8}{'R':>8}"]
        for name, t in rows:
            counts = f"{t.labelled:>9}{t.found:>7}{t.exact:>7}{t.overlapping:>9}"
            lines.append(f"{name:27}{counts}{t.precision:>8.3f}{t.recall:>8.3f}")
        return "\n".join(lines)


def load(name: str) -> list[Line]:
    """The lines of ``labelled.jsonl`` or ``hard_negatives.jsonl``."""
    rows = [json.loads(row) for row in (HERE / name).read_text(encoding="utf-8").splitlines()]
    return [Line(r["id"], r["kind"], r["text"], frozenset((s, e, t) for s, e, t in r["spans"])) for r in rows]


def guard_finder() -> Finder:
    """``piiguard.Guard().find`` as (start, end, type) triples."""
    import piiguard

    guard = piiguard.Guard()
    return lambda text: [(f.start, f.end, f.entity_type) for f in guard.find(text)]


def describe(error: Error) -> str:
    """One line that shows an error in its text."""
    start, end, entity_type = error.span
    text = error.line.text
    shown = f"{text[max(0, start - 20) : start]}⟦{text[start:end]}⟧{text[end : end + 10]}".replace("\n", "⏎")
    return f"{'missed' if error.missed else 'false '} {entity_type:22} {error.line.id:9} {shown}"


def main() -> None:
    """Print the table."""
    find = guard_finder()
    score, negatives = Score(load("labelled.jsonl"), find), Score(load("hard_negatives.jsonl"), find)
    print(score.table())
    dirty = {error.line.id for error in negatives.errors}
    total = len(load("hard_negatives.jsonl"))
    print(f"{'hard negatives':27}{total} lines, {total - len(dirty)} without a finding")
    if "--errors" in sys.argv[1:]:
        print(*map(describe, score.errors + negatives.errors), sep="\n")


if __name__ == "__main__":
    main()
