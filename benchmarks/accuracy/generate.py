"""Records of one half, from a seed: text, exact spans, 30 % of them hard negatives.

python -m benchmarks.accuracy.generate --half tuning --records 20    # JSON lines
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any, NamedTuple

from benchmarks.accuracy.pool import HALVES, Source
from benchmarks.accuracy.templates import Span, Template, fill, load

RECORDS = 6000
SEED = 20261122
NEGATIVE_SHARE = 0.3
# Where a line before or after a record is natural, a quarter of the records gets one that holds nothing.
_NEIGHBOURS = 0.25
_WITH_NEIGHBOURS = {"chat", "note", "log"}


class Record(NamedTuple):
    """One text with everything personal in it.

    spans          (start, end, entity type), characters, half open; OPTIONAL spans are not scored
    hard_negative  it holds nothing personal
    """

    id: str
    kind: str
    lang: str
    text: str
    spans: tuple[Span, ...]
    hard_negative: bool

    def as_json(self) -> dict[str, Any]:
        """The record as one JSON object."""
        return {**self._asdict(), "spans": [list(span) for span in self.spans]}


def _positive(template: Template, rng: Source, negatives: tuple[Template, ...]) -> tuple[str, list[Span]]:
    text, spans = fill(template, rng)
    if template.kind in _WITH_NEIGHBOURS and rng.chance(_NEIGHBOURS):
        like = [other for other in negatives if other.kind == template.kind and other.lang == template.lang]
        other = fill(rng.choice(like), rng)[0] if like else ""
        if other and rng.chance(0.5):
            shift = len(other) + 1
            return f"{other}\n{text}", [(start + shift, end + shift, entity) for start, end, entity in spans]
        if other:
            return f"{text}\n{other}", spans
    return text, spans


def _deal(templates: tuple[Template, ...], count: int, rng: Source) -> list[Template]:
    """``count`` templates, each as often as the others (give or take one), whatever the count."""
    rounds = [rng.sample(templates, len(templates)) for _ in range(-(-count // len(templates)))]
    return [template for deck in rounds for template in deck][:count]


def generate(half: str, count: int = RECORDS, seed: int = SEED) -> list[Record]:
    """``count`` records of a half. Every template comes equally often, each time with new values."""
    positives, negatives = load(half), load(half, negatives=True)
    order = Source(f"{seed}/{half}/order", half)
    hard = round(count * NEGATIVE_SHARE)
    plan = [(template, True) for template in _deal(negatives, hard, order)]
    plan += [(template, False) for template in _deal(positives, count - hard, order)]
    order.shuffle(plan)
    records = []
    for number, (template, negative) in enumerate(plan):
        rng = Source(f"{seed}/{half}/{number}", half, template.lang)
        text, spans = fill(template, rng) if negative else _positive(template, rng, negatives)
        name = f"{half}-{number:05d}"
        records.append(Record(name, template.kind, template.lang, text, tuple(spans), negative))
    return records


def main() -> int:
    """Print the records as JSON lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=HALVES, default="tuning")
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    for record in generate(options.half, options.records, options.seed):
        sys.stdout.write(json.dumps(record.as_json(), ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
