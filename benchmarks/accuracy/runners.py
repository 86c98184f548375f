"""Who is measured: each runner takes records and gives, for every one, spans under piiguard's type names."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from benchmarks.accuracy.generate import Record
from benchmarks.accuracy.slots import ENTITIES
from benchmarks.accuracy.templates import Span

Found = list[list[Span]]


class Missing(Exception):
    """The program is not here; the message says why."""


class Runner(NamedTuple):
    """One program.

    types   the entity types it can find at all: only those are compared
    run     finds in every record's text; raises Missing where it cannot
    setup   what was given to it, for the reader of the numbers
    """

    name: str
    types: tuple[str, ...]
    run: Callable[[Sequence[Record]], Found]
    setup: str


def cells(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, column's name) of every cell below the header; quotes are outside the span."""
    header, *rows = text.split("\n")
    mark = max(",;|\t", key=header.count)
    names = [name.strip('"') for name in header.split(mark)]
    start = len(header) + 1
    for row in rows:
        begin, column, quoted = 0, 0, False
        for place, char in enumerate(row + mark):
            quoted ^= char == '"'
            if char == mark and not quoted:
                inner = len(row[begin:place]) - len(row[begin:place].strip('"')) > 0
                yield start + begin + inner, start + place - inner, names[min(column, len(names) - 1)]
                begin, column = place + 1, column + 1
        start += len(row) + 1


def _look(guard: Any, record: Record) -> list[Span]:
    """Findings of one record. A CSV is read as ``piiguard scan`` reads it: every cell under its column's name."""
    if record.kind != "csv":
        return [(hit.start, hit.end, hit.entity_type) for hit in guard.find(record.text)]
    return [
        (start + hit.start, start + hit.end, hit.entity_type)
        for start, end, name in cells(record.text)
        for hit in guard.find(record.text[start:end], name)
    ]


def _rules(records: Sequence[Record]) -> Found:
    import piiguard

    guard = piiguard.Guard()
    return [_look(guard, record) for record in records]


def _ner(records: Sequence[Record]) -> Found:
    import piiguard

    try:
        guard = piiguard.Guard(ner=True)  # type: ignore[call-arg, unused-ignore]
        guard.find("您好")
    except (ImportError, TypeError, piiguard.PiiguardError) as error:
        raise Missing(f"the optional model is not installed ({type(error).__name__})") from None
    return [_look(guard, record) for record in records]


OURS = (
    Runner("piiguard", ENTITIES, _rules, "rules only, default policy; CSV cell by cell under its header, as scan reads it"),
    Runner("piiguard[ner]", ENTITIES, _ner, "the same with the optional model"),
)
