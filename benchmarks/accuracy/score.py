"""Compares findings with the spans of the records: precision, recall and F1 by type, characters leaked, false alarms."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from benchmarks.accuracy.generate import Record
from benchmarks.accuracy.slots import ENTITIES, OPTIONAL
from benchmarks.accuracy.templates import Span

#: Where a value is two things at once, the other name is as good: a mobile that is somebody's WeChat id,
#: the number of a card given as the account number.
ALTERNATIVES = {
    "ALIPAY_ACCOUNT": {"CN_MOBILE", "EMAIL_ADDRESS"},
    "WECHAT_ID": {"CN_MOBILE", "QQ_NUMBER", "EMAIL_ADDRESS"},
    "API_KEY": {"PASSWORD"},
    "PASSWORD": {"API_KEY"},
    "VERIFICATION_CODE": {"PASSWORD"},
    "CN_BANK_ACCOUNT": {"CN_BANK_CARD"},
    "CN_BANK_CARD": {"CN_BANK_ACCOUNT"},
}
CREDENTIALS = ("PASSWORD", "VERIFICATION_CODE", "API_KEY", "PRIVATE_KEY")
FREE = ("PERSON", "CN_ADDRESS")
STRUCTURED = tuple(entity for entity in ENTITIES if entity not in (*FREE, *CREDENTIALS))
GROUPS = {"structured": STRUCTURED, "credentials": CREDENTIALS}
#: A finding of a kind the benchmark does not compare. It hides what it covers and counts for nothing else.
OTHER = "OTHER"


class Verdict(NamedTuple):
    """What became of one record's gold spans and findings.

    missed     gold spans that no finding of their type touches
    inexact    (gold, finding) that overlap with other ends
    spurious   findings that touch no gold span of their type
    """

    missed: list[Span]
    inexact: list[tuple[Span, Span]]
    spurious: list[Span]


def fits(found: str, gold: str) -> bool:
    """Whether a finding of type ``found`` is right for a span of type ``gold``."""
    return found == gold or found in ALTERNATIVES.get(gold, ())


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one[0] < other[1] and other[0] < one[1]


def scored(record: Record, found: Iterable[Span]) -> tuple[list[Span], list[Span]]:
    """Gold spans and findings without the OPTIONAL ones and what touches only those."""
    gold = [span for span in record.spans if span[2] != OPTIONAL]
    spare = [span for span in record.spans if span[2] == OPTIONAL]
    left = [span for span in found if any(overlap(span, own) for own in gold) or not any(overlap(span, other) for other in spare)]
    return gold, left


def judge(record: Record, found: Iterable[Span]) -> Verdict:
    """Misses, wrong ends and false alarms of one record."""
    gold, left = scored(record, found)
    missed, inexact = [], []
    for own in gold:
        near = [span for span in left if overlap(span, own) and fits(span[2], own[2])]
        if not near:
            missed.append(own)
        elif all(span[:2] != own[:2] for span in near):
            inexact.append((own, near[0]))
    spurious = [span for span in left if not any(overlap(span, own) and fits(span[2], own[2]) for own in gold)]
    return Verdict(missed, inexact, spurious)


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _f1(precision: float | None, recall: float | None) -> float | None:
    if not precision or not recall:
        return 0.0 if recall is not None else None
    return round(2 * precision * recall / (precision + recall), 4)


class Tally:
    """Counts of one entity type (or of a group)."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def __iadd__(self, other: Tally) -> Tally:
        self.counts.update(other.counts)
        return self

    def result(self) -> dict[str, Any]:
        """The figures; None where there is nothing to divide by."""
        count = self.counts
        figures: dict[str, Any] = {"gold": count["gold"], "found": count["found"]}
        for way in ("exact", "overlap"):
            precision = _ratio(count[f"right_{way}"], count["found"])
            recall = _ratio(count[f"hit_{way}"], count["gold"])
            figures[way] = {"precision": precision, "recall": recall, "f1": _f1(precision, recall)}
        figures["characters"] = count["characters"]
        figures["leaked"] = count["leaked"]
        figures["leaked_share"] = _ratio(count["leaked"], count["characters"])
        figures["covered"] = _ratio(count["covered"], count["gold"])
        return figures


def _count(tallies: dict[str, Tally], record: Record, found: Sequence[Span], wanted: set[str]) -> None:
    gold, left = scored(record, found)
    hidden = {place for span in left for place in range(span[0], span[1])}
    left = [span for span in left if span[2] in wanted]
    for own in gold:
        count = tallies[own[2]].counts
        near = [span for span in left if overlap(span, own) and fits(span[2], own[2])]
        open_ = sum(place not in hidden for place in range(own[0], own[1]))
        count.update(gold=1, hit_overlap=bool(near), hit_exact=any(span[:2] == own[:2] for span in near))
        count.update(characters=own[1] - own[0], leaked=open_, covered=not open_)
    for span in left:
        near = [own for own in gold if overlap(span, own) and fits(span[2], own[2])]
        count = tallies[span[2]].counts
        count.update(found=1, right_overlap=bool(near), right_exact=any(own[:2] == span[:2] for own in near))


def score(records: Sequence[Record], findings: Sequence[Sequence[Span]], types: Iterable[str] = ENTITIES) -> dict[str, Any]:
    """Figures by type and group, and false alarms on the hard negatives.

    types   the entity types that take part (what a peer supports); spans of others are neither
            required nor, when found under another name, excused. Findings of others only hide what they cover
    """
    wanted = set(types)
    tallies: dict[str, Tally] = defaultdict(Tally)
    alarms: Counter[str] = Counter()
    hard = 0
    for record, found in zip(records, findings, strict=True):
        _count(tallies, record, found, wanted)
        if record.hard_negative:
            hard += 1
            alarms.update(span[2] for span in found if span[2] in wanted)
    result = {entity: tallies[entity].result() for entity in ENTITIES if entity in wanted}
    groups = {}
    for name, members in {**GROUPS, "all": ENTITIES}.items():
        total = Tally()
        for entity in members:
            if entity in wanted:
                total += tallies[entity]
        groups[name] = total.result()
    per = round(sum(alarms.values()) * 500 / hard, 2) if hard else None
    return {"types": result, "groups": groups, "hard_negatives": {"records": hard, "per_500": per, "by_type": dict(alarms)}}
