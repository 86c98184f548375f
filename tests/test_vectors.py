"""Every vector through every path: both engines, the stream and the record walker.

``tests/vectors/<recognizer>.toml`` (same name as the file in ``recognizers/``)::

    recognizer = "id_card"
    entity_type = "CN_ID_CARD"

    [[case]]                    # the findings in this text are exactly these
    text = "…"
    value = "…"                 # exact substring, or a list of them, left to right
    spans = [[4, 22]]           # instead of value: character offsets, half open
    label = "idNo"              # optional: the key or column the text stands under
    also = ["CN_MOBILE"]        # optional: other types that are rightly found beside it
    why = "…"                   # what this case is here to prove

    [[near_miss]]               # no finding of entity_type in this text
    text = "…"
    type = "CN_MOBILE"          # optional: a finding of this type is expected instead
    clean = true                # optional: no finding of any type
    label = "…"
    why = "…"

Values are synthetic: made by seeded generators with computed check digits.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from piiguard import Finding, Guard

VECTORS = Path(__file__).parent / "vectors"
ENGINES = ("hyperscan", "re")
CASE_KEYS = {"text", "value", "spans", "label", "also", "why"}
MISS_KEYS = {"text", "type", "clean", "label", "why"}


@dataclass(frozen=True)
class Vector:
    """One entry of a vector file; ``spans`` is None for a near miss."""

    name: str
    entity_type: str
    text: str
    label: str | None
    spans: tuple[tuple[int, int], ...] | None
    also: frozenset[str] = frozenset()
    other: str | None = None
    clean: bool = False


def spans_of(entry: dict[str, object], name: str) -> tuple[tuple[int, int], ...]:
    """Character spans of the expected findings, from ``spans`` or by searching ``value`` left to right."""
    if "spans" in entry:
        return tuple((start, end) for start, end in entry["spans"])  # type: ignore[attr-defined]
    text, value = str(entry["text"]), entry["value"]
    spans, at = [], 0
    for part in value if isinstance(value, list) else [value]:
        start = text.find(part, at)
        assert start >= 0, f"{name}: the value does not occur in the text"
        at = start + len(part)
        spans.append((start, at))
    return tuple(spans)


def entries(document: dict[str, object], stem: str) -> Iterator[Vector]:
    """The vectors of one parsed file; unknown keys are refused so that a typo cannot switch a check off."""
    assert set(document) <= {"recognizer", "entity_type", "case", "near_miss"}, stem
    entity_type = str(document["entity_type"])
    for kind, keys in (("case", CASE_KEYS), ("near_miss", MISS_KEYS)):
        for number, entry in enumerate(document.get(kind, []), 1):  # type: ignore[arg-type,var-annotated]
            name = f"{stem}-{kind}-{number:02}"
            assert {"text", "why"} <= set(entry) <= keys, f"{name}: keys {sorted(entry)}"
            yield Vector(
                name,
                entity_type,
                entry["text"],
                entry.get("label"),
                spans_of(entry, name) if kind == "case" else None,
                frozenset(entry.get("also", ())),
                entry.get("type"),
                entry.get("clean", False),
            )


def load() -> dict[str, list[Vector]]:
    """File stem -> its vectors."""
    documents = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(VECTORS.glob("*.toml"))}
    return {stem: list(entries(document, stem)) for stem, document in documents.items()}


FILES = load()
ALL = [vector for vectors in FILES.values() for vector in vectors]
each = pytest.mark.parametrize("vector", ALL, ids=[vector.name for vector in ALL])


@pytest.fixture(scope="module")
def guards() -> dict[str, Guard]:
    return {engine: Guard(engine=engine) for engine in ENGINES}


def check(vector: Vector, findings: list[Finding]) -> None:
    """Compare the findings with what the vector expects."""
    mine = tuple((f.start, f.end) for f in findings if f.entity_type == vector.entity_type)
    others = {f.entity_type for f in findings if f.entity_type != vector.entity_type}
    if vector.spans is not None:
        assert mine == vector.spans, f"{vector.name}: {vector.entity_type} at {mine}, others {sorted(others)}"
        assert others <= vector.also, f"{vector.name}: also found {sorted(others - vector.also)}"
        return
    assert not mine, f"{vector.name}: {vector.entity_type} at {mine}"
    if vector.other:
        assert vector.other in others, f"{vector.name}: found {sorted(others)}, expected {vector.other}"
    if vector.clean:
        assert not others, f"{vector.name}: found {sorted(others)} in a text without any"


@pytest.mark.parametrize("engine", ENGINES)
@each
def test_find(vector: Vector, engine: str, guards: dict[str, Guard]) -> None:
    """Exactly the expected spans, with each engine."""
    check(vector, guards[engine].find(vector.text, label=vector.label))


def chunkings(text: str) -> Iterator[list[str]]:
    """The whole text, single characters, threes, and three seeded random cuts."""
    for size in (max(len(text), 1), 1, 3):
        yield [text[at : at + size] for at in range(0, len(text), size)]
    rng = random.Random(len(text))
    for _ in range(3):
        cuts = sorted(rng.sample(range(len(text) + 1), min(3, len(text))))
        yield [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]


@each
def test_stream_equals_mask(vector: Vector, guards: dict[str, Guard]) -> None:
    """However the text is cut, the stream gives what the batch gives."""
    guard = guards["hyperscan"]
    expected = guard.mask(vector.text)
    for chunks in chunkings(vector.text):
        stream = guard.stream()
        out = "".join([*map(stream.feed, chunks), stream.flush()])
        assert out == expected, f"{vector.name}: cut as {[len(chunk) for chunk in chunks]}"


@each
def test_record_equals_mask(vector: Vector, guards: dict[str, Guard]) -> None:
    """In a record the text is masked as alone; under a key, as with that label."""
    guard = guards["hyperscan"]
    if vector.label is None:
        assert guard.mask_record([vector.text]) == [guard.mask(vector.text)]
    else:
        expected = guard.process(vector.text, label=vector.label).text
        assert guard.mask_record({vector.label: vector.text}) == {vector.label: expected}


@each
def test_masked_value_is_gone(vector: Vector, guards: dict[str, Guard]) -> None:
    """A masked text holds none of the values, and masking it again changes nothing."""
    guard = guards["hyperscan"]
    masked = guard.process(vector.text, label=vector.label).text
    for start, end in vector.spans or ():
        assert vector.text[start:end] not in masked, f"{vector.name}: a value survived"
    assert guard.process(masked, label=vector.label).text == masked, f"{vector.name}: not idempotent"


@pytest.mark.parametrize("stem", FILES)
def test_file_is_worth_its_name(stem: str) -> None:
    """Enough cases and near misses, no text twice, the declared recognizer is the file's name."""
    document = tomllib.loads((VECTORS / f"{stem}.toml").read_text("utf-8"))
    assert document["recognizer"] == stem
    cases = [vector for vector in FILES[stem] if vector.spans is not None]
    assert len(cases) >= 15, f"{stem}: {len(cases)} cases"
    assert len(FILES[stem]) - len(cases) >= 10, f"{stem}: too few near misses"
    keys = [(vector.text, vector.label) for vector in FILES[stem]]
    assert len(set(keys)) == len(keys), f"{stem}: a text stands there twice"
