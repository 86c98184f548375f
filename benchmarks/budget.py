"""Measure quickly and print every figure beside its budget: python -m benchmarks.budget [SUITE …] [--strict]

The budgets stand in ``benchmarks/budget.toml``. The exit status is 0 whatever was measured, so that a busy machine
breaks no build; with ``--strict`` it is 1 when a budget is exceeded. A budget whose record was not measured is a
fault of the file, and always 2.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

BUDGETS = Path(__file__).resolve().with_name("budget.toml")
Record = dict[str, Any]


class Budget(NamedTuple):
    """One line of the file: which number, and its bound (exactly one of the two)."""

    name: str
    suite: str
    match: dict[str, Any]
    field: str
    at_most: float | None = None
    at_least: float | None = None

    def measured(self, records: Iterable[Record]) -> float | None:
        """Its number in the first record of its suite that fits; None when there is none."""
        for record in records:
            fits = record["suite"] == self.suite and all(record.get(key) == value for key, value in self.match.items())
            if fits and self.field in record:
                return float(record[self.field])
        return None

    def kept(self, number: float) -> bool:
        """Whether a measured number is within."""
        return number <= self.at_most if self.at_most is not None else number >= (self.at_least or 0)


def load(path: Path = BUDGETS) -> list[Budget]:
    """The budgets of a file. Raises ValueError naming the one that has not exactly one bound."""
    budgets = [Budget(**entry) for entry in tomllib.loads(path.read_text(encoding="utf-8"))["budget"]]
    for budget in budgets:
        if (budget.at_most is None) == (budget.at_least is None):
            raise ValueError(f"{budget.name}: exactly one of at_most and at_least")
    return budgets


def table(budgets: Sequence[Budget], records: Sequence[Record]) -> tuple[list[str], int, int]:
    """Lines to print, how many budgets are exceeded, and how many were not measured."""
    lines, exceeded, missing = [], 0, 0
    for budget in budgets:
        number = budget.measured(records)
        bound = f"≤ {budget.at_most:,g}" if budget.at_most is not None else f"≥ {budget.at_least:,g}"
        if number is None:
            missing += 1
            lines.append(f"{'not measured':>14}  {bound:>10}  {'?':8}  {budget.name}")
            continue
        exceeded += not budget.kept(number)
        said = "kept" if budget.kept(number) else "EXCEEDED"
        lines.append(f"{number:>14,.6g}  {bound:>10}  {said:8}  {budget.name}")
    return lines, exceeded, missing


def main() -> int:
    """See the module's first lines."""
    from benchmarks.run import MEASURES

    parser = argparse.ArgumentParser(prog="python -m benchmarks.budget", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help="only budgets of these suites")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a budget is exceeded")
    options = parser.parse_args()
    budgets = [budget for budget in load() if not options.suites or budget.suite in options.suites]
    records: list[Record] = []
    for suite in dict.fromkeys(budget.suite for budget in budgets):
        records += ({"suite": suite, **record} for record in MEASURES[suite](True))
    lines, exceeded, missing = table(budgets, records)
    print(f"{'measured':>14}  {'budget':>10}")
    print("\n".join(lines))
    if missing:
        return 2
    return int(bool(exceeded and options.strict))


if __name__ == "__main__":
    sys.exit(main())
