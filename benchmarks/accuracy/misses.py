"""Prints what a runner missed and what it found wrongly, with context. For the tuning half only; all values are made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.accuracy.generate import Record
from benchmarks.accuracy.score import judge
from benchmarks.accuracy.templates import Span

_AROUND = 24  # characters shown on either side


def _shown(text: str, span: Span) -> str:
    start, end = span[0], span[1]
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return f"{before}⟪{text[start:end]}⟫{after}".replace("\n", "⏎")


def lines(records: Sequence[Record], findings: Sequence[list[Span]], entity: str) -> Iterator[str]:
    """One line for every miss, wrong end and false alarm of a type ("ALL": of every type)."""
    for record, found in zip(records, findings, strict=True):
        verdict = judge(record, found)
        for span in verdict.missed:
            if entity in ("ALL", span[2]):
                instead = [other[2] for other in found if other[0] < span[1] and span[0] < other[1]]
                note = f" (found as {', '.join(instead)})" if instead else ""
                yield f"missed   {span[2]:22} {record.id} {_shown(record.text, span)}{note}"
        for span, near in verdict.inexact:
            if entity in ("ALL", span[2]):
                yield f"ends     {span[2]:22} {record.id} {_shown(record.text, span)} found ⟪{record.text[near[0] : near[1]]}⟫"
        for span in verdict.spurious:
            if entity in ("ALL", span[2]):
                hard = " (hard negative)" if record.hard_negative else ""
                yield f"spurious {span[2]:22} {record.id} {_shown(record.text, span)}{hard}"
