"""How fast values are protected and come back: tokens, hashes, format-preserving encryption; one core, per second.

piiguard alone: no peer has the same, and the ratio that counts is between the operators. Values are made up beforehand
(piiguard.testing); a first round is not timed; the best of the rounds is given.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks import measure

_VALUES = 4_000
_KINDS = ("CN_ID_CARD", "CN_MOBILE", "CN_BANK_CARD", "PERSON")
_FORMS = ("CN_ID_CARD", "CN_MOBILE", "CN_BANK_CARD", "CN_USCC", "VIN")


def rate(treat: Callable[[str], object], values: Sequence[str], rounds: int) -> float:
    """Values a second, the best round."""
    best = 0.0
    for round_ in range(rounds + 1):
        start = time.perf_counter()
        for value in values:
            treat(value)
        if round_:
            best = max(best, len(values) / (time.perf_counter() - start))
    return best


def main(rounds: int = 5) -> Iterator[dict[str, Any]]:
    """One record for each suite, operator and entity type."""
    from piiguard import Keyring
    from piiguard.operators import build
    from piiguard.suites import SUITES
    from piiguard.testing import Values
    from piiguard.tokens import restore

    made = Values("benchmark")
    values = {kind: [made.of(kind) for _ in range(_VALUES)] for kind in dict.fromkeys((*_KINDS, *_FORMS))}
    for suite in SUITES:
        ring = Keyring.generate(suite)
        for operator, kinds in (("pseudonymize", _KINDS), ("encrypt", _KINDS), ("hash", _KINDS), ("fpe", _FORMS)):
            for kind in kinds:
                yield _record(suite, operator, kind, rate(build(operator, {}, kind, ring), values[kind], rounds))
        tokens = [build("pseudonymize", {}, "CN_MOBILE", ring)(value) for value in values["CN_MOBILE"]]
        yield _record(suite, "restore", "CN_MOBILE", rate(lambda token, ring=ring: restore(ring, token), tokens, rounds))  # type: ignore[misc]


def _record(suite: str, operator: str, entity_type: str, per_second: float) -> dict[str, Any]:
    return {
        "measure": "protection",
        "program": "piiguard",
        "keys": suite,
        "operator": operator,
        "entity_type": entity_type,
        "values_per_second": measure.significant(per_second),
    }
