"""Addresses and telephones on CrossWOZ (tourism dialogues, Apache-2.0), which nobody wrote for this benchmark.

The data is not in this repository: ``--crosswoz PATH`` names a file of JSON lines with ``text`` and
``spans``, ``[[start, end, "ADDRESS" | "PHONE"], …]`` in characters, half open. Not every mention is labelled,
so only what was found of the labelled ones is counted. Merchants' addresses end in landmarks and brackets.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.accuracy.generate import Record
from benchmarks.accuracy.templates import Span

_NAMES = {"ADDRESS": "CN_ADDRESS", "PHONE": "CN_LANDLINE"}
_PHONES = {"CN_LANDLINE", "CN_MOBILE"}


def load(path: Path) -> list[Record]:
    """The utterances as records.

    Raises:
        OSError, ValueError, KeyError: not a file of such lines.
    """
    records = []
    with path.open(encoding="utf-8") as stream:
        for number, line in enumerate(stream):
            item = json.loads(line)
            spans = tuple((start, end, _NAMES[kind]) for start, end, kind in item["spans"])
            records.append(Record(f"crosswoz-{number}", "chat", "zh-Hans", item["text"], spans, False))
    return records


def _service(number: str) -> bool:
    """Whether it is a 400 or 800 number, which is a hotline and nobody's."""
    return "".join(char for char in number if char.isdigit())[:3] in ("400", "800")


def _tally(count: Counter[str], kind: str, span: Span, found: Iterable[Span]) -> None:
    start, end, _ = span
    near = [hit for hit in found if hit[0] < end and start < hit[1]]
    hidden = {place for hit in near for place in range(hit[0], hit[1])}
    count.update({kind: 1, f"{kind}_touched": bool(near), f"{kind}_covered": hidden.issuperset(range(start, end))})


def score(records: Sequence[Record], findings: Iterable[Iterable[Span]]) -> dict[str, Any]:
    """Labelled addresses and phones, how many were touched, how many wholly covered; hotlines by themselves."""
    count: Counter[str] = Counter()
    for record, found in zip(records, findings, strict=True):
        hits = list(found)
        for span in record.spans:
            if span[2] == "CN_ADDRESS":
                _tally(count, "addresses", span, [hit for hit in hits if hit[2] == "CN_ADDRESS"])
            else:
                kind = "hotlines" if _service(record.text[span[0] : span[1]]) else "phones"
                _tally(count, kind, span, [hit for hit in hits if hit[2] in _PHONES])
    parts = [f"{kind}{part}" for kind in ("addresses", "phones", "hotlines") for part in ("", "_touched", "_covered")]
    return {part: count[part] for part in parts}
