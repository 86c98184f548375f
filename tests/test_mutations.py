"""Invariants 3, 4 and 5 on texts nobody wrote: the vectors, joined, cut and altered by a seeded generator.

The two engines agree, the stream gives what the batch gives, and masking a masked text
changes nothing. ``PIIGUARD_FUZZ`` sets how many texts (2,000; ``make fuzz`` 100,000).
"""

from __future__ import annotations

import os
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from piiguard import Finding, Guard

COUNT = int(os.environ.get("PIIGUARD_FUZZ", "2000"))
SEEDS = range(8)
VECTORS = Path(__file__).parent / "vectors"
JOINTS = ("", "", " ", "，", "。", ";", "、", "和", "\n", "\r\n", "\t", '","')
INSERTED = "0123456789Xx -－·\u200b\ufeff一三零幺A@.号：元%\n()（）５"


def vector_texts() -> list[str]:
    documents = [tomllib.loads(path.read_text("utf-8")) for path in sorted(VECTORS.glob("*.toml"))]
    return [entry["text"] for document in documents for kind in ("case", "near_miss") for entry in document[kind]]


TEXTS = vector_texts()


def altered(rng: random.Random, text: str) -> str:
    """One step away from ``text``: joined, cut, or with a character put in, taken out or replaced."""
    at = rng.randrange(len(text) + 1)
    match rng.randrange(6):
        case 0:
            return text + rng.choice(JOINTS) + rng.choice(TEXTS)
        case 1:
            return text[:at] + rng.choice(INSERTED) + text[at:]
        case 2:
            return text[:at] + text[at + 1 :]
        case 3:
            return text[:at] + rng.choice(INSERTED) + text[at + 1 :]
        case 4:
            return rng.choice(TEXTS)[-rng.randrange(1, 6) :] + text
        case _:
            return text[at:] + rng.choice(JOINTS) + text[:at]


def texts(seed: int) -> Iterator[str]:
    """The share of ``COUNT`` texts that belongs to ``seed``, one to four steps away from a vector."""
    rng = random.Random(seed)
    for _ in range(max(COUNT // len(SEEDS), 1)):
        text = rng.choice(TEXTS)
        for _ in range(rng.randrange(1, 5)):
            text = altered(rng, text)
        yield text


@pytest.fixture(scope="module")
def hyperscan() -> Guard:
    return Guard(engine="hyperscan")


@pytest.fixture(scope="module")
def plain() -> Guard:
    return Guard(engine="re")


def facts(findings: list[Finding]) -> list[tuple[str, int, int, float, str]]:
    return [(f.entity_type, f.start, f.end, f.score, f.pattern) for f in findings]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_engines_agree(seed: int, hyperscan: Guard, plain: Guard) -> None:
    for text in texts(seed):
        assert facts(hyperscan.find(text)) == facts(plain.find(text)), repr(text)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_stream_gives_what_the_batch_gives(seed: int, hyperscan: Guard) -> None:
    rng = random.Random(seed)
    for text in texts(seed):
        stream = hyperscan.stream()
        pieces, at = [], 0
        while at < len(text):
            size = rng.choice((1, 1, 2, 5, 13))
            pieces.append(stream.feed(text[at : at + size]))
            at += size
        assert "".join([*pieces, stream.flush()]) == hyperscan.mask(text), repr(text)


@pytest.mark.parametrize("seed", SEEDS)
def test_masking_twice_changes_nothing(seed: int, hyperscan: Guard) -> None:
    for text in texts(seed):
        masked = hyperscan.mask(text)
        assert hyperscan.mask(masked) == masked, repr(text)


@pytest.mark.parametrize("seed", SEEDS)
def test_findings_are_disjoint_and_edits_locate_the_output(seed: int, hyperscan: Guard) -> None:
    """Invariants 1 and 2: sorted, disjoint, and not one character changes outside the edits."""
    for text in texts(seed):
        findings = hyperscan.find(text)
        masked = hyperscan.process(text)
        assert [(e.start, e.end) for e in masked.edits] == [(f.start, f.end) for f in findings], repr(text)
        done = out = 0
        for edit in masked.edits:
            assert done <= edit.start < edit.end <= len(text), repr(text)
            assert masked.text[out : edit.out_start] == text[done : edit.start], repr(text)
            done, out = edit.end, edit.out_end
        assert masked.text[out:] == text[done:], repr(text)
