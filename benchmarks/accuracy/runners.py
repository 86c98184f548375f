"""Who is measured: each runner takes records and gives, for every one, spans under piiguard's type names."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from benchmarks import measure
from benchmarks.accuracy import peers
from benchmarks.accuracy.generate import Record
from benchmarks.accuracy.peers import PEERS, Missing, Peer, supported, translate
from benchmarks.accuracy.slots import ENTITIES
from benchmarks.accuracy.templates import Span


class Found(NamedTuple):
    """What a program found in every record, its version, and the seconds of the work without loading."""

    spans: list[list[Span]]
    version: str
    seconds: float


class Runner(NamedTuple):
    """One program.

    types   the entity types it can find at all: only those are compared
    run     finds in every record's text; raises Missing where it cannot
    setup   what was given to it, for the reader of the numbers
    public  megabytes of public text it reads at most, so that a run ends
    """

    name: str
    types: tuple[str, ...]
    run: Callable[[Sequence[Record]], Found]
    setup: str
    public: float


def cells(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, label by the column's name) of every cell below the header; quotes are outside the span."""
    from piiguard.formats.columns import labels

    header, *rows = text.split("\n")
    mark = max(",;|\t", key=header.count)
    names = labels([name.strip('"') for name in header.split(mark)])
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


def look(guard: Any, record: Record) -> list[Span]:
    """Findings of one record. A CSV is read as ``piiguard scan`` reads it: every cell under its column's name."""
    if record.kind != "csv":
        return plain(guard, record)
    return [
        (start + hit.start, start + hit.end, hit.entity_type)
        for start, end, name in cells(record.text)
        for hit in guard.find(record.text[start:end], name)
    ]


def plain(guard: Any, record: Record) -> list[Span]:
    """Findings of one record's text, whatever kind of text it is."""
    return [(hit.start, hit.end, hit.entity_type) for hit in guard.find(record.text)]


def _ours(records: Sequence[Record], reads: Callable[[Any, Record], list[Span]], **options: bool) -> Found:
    import piiguard

    try:
        guard = piiguard.Guard(**options)  # type: ignore[arg-type, unused-ignore]
        guard.find("您好")
    except (ImportError, TypeError, piiguard.PiiguardError) as error:
        if not options:
            raise
        raise Missing(f"the optional model is not installed ({type(error).__name__})") from None
    start = time.perf_counter()
    spans = [reads(guard, record) for record in records]
    return Found(spans, measure.version("piiguard") or "", time.perf_counter() - start)


def _peer(peer: Peer) -> Runner:
    def run(records: Sequence[Record]) -> Found:
        ran = peers.run(peer, [record.text for record in records])
        spans = [translate(peer, record, found) for record, found in zip(records, ran.found, strict=True)]
        return Found(spans, ran.version, ran.seconds)

    return Runner(peer.name, supported(peer), run, peer.setup, 1.0)


def _types() -> tuple[str, ...]:
    """Every type piiguard may give: one that is not planted can only be wrong."""
    from piiguard.recognizers import BUILTIN

    return tuple(sorted({*ENTITIES, *(recognizer.entity_type for recognizer in BUILTIN)}))


RULES, PLAIN, NER = "piiguard", "piiguard, plain text", "piiguard[ner]"
OURS = (
    Runner(
        RULES,
        _types(),
        lambda records: _ours(records, look),
        "rules only, default policy; a CSV cell by cell under its column's name, as `scan` reads one",
        float("inf"),
    ),
    Runner(PLAIN, _types(), lambda records: _ours(records, plain), "the same, CSVs as the text that the peers get", 0.0),
    Runner(NER, _types(), lambda records: _ours(records, look, ner=True), "rules and the optional model", 4.0),
)
PEER_RUNNERS = tuple(_peer(peer) for peer in PEERS)
EVERYONE = (*OURS, *PEER_RUNNERS)
