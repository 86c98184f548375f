"""The performance budget: its file is whole, and what is printed says what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.budget import Budget, load, table

RESULTS = Path(__file__).resolve().parent.parent / "benchmarks" / "results.jsonl"
MOST = Budget("latency", "latency", {"message": "a"}, "p50_us", at_most=9)
LEAST = Budget("rate", "protection", {"operator": "fpe"}, "values_per_second", at_least=100)


def test_every_budget_names_a_record_that_is_measured() -> None:
    """A budget that fits no record would be kept for ever."""
    records = [json.loads(line) for line in RESULTS.read_text(encoding="utf-8").splitlines()]
    for budget in load():
        assert budget.measured({**record, "mb_s_cpu": record.get("mb_s_cpu", 1.0)} for record in records) is not None, budget.name


def test_what_is_said_of_a_figure() -> None:
    records = [
        {"suite": "protection", "operator": "fpe", "values_per_second": 99.0},
        {"suite": "latency", "message": "b", "p50_us": 100.0},
        {"suite": "latency", "message": "a", "p50_us": 8.5},
    ]
    lines, exceeded, missing = table([MOST, LEAST], records)
    assert (exceeded, missing) == (1, 0)
    assert lines[0].split() == ["8.5", "≤", "9", "kept", "latency"]
    assert lines[1].split() == ["99", "≥", "100", "EXCEEDED", "rate"]
    assert table([MOST], records[:2])[1:] == (0, 1), "what was not measured is said, not kept"


@pytest.mark.parametrize("bounds", ["", "at_most = 1\nat_least = 2"])
def test_a_budget_has_one_bound(tmp_path: Path, bounds: str) -> None:
    file = tmp_path / "budget.toml"
    file.write_text(f'[[budget]]\nname = "n"\nsuite = "s"\nmatch = {{}}\nfield = "f"\n{bounds}\n')
    with pytest.raises(ValueError, match="exactly one"):
        load(file)
