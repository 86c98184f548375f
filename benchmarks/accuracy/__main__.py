"""Measures accuracy: python -m benchmarks.accuracy [--half scoring|tuning] [--only NAME] [--misses TYPE]"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from benchmarks.accuracy import misses
from benchmarks.accuracy.generate import RECORDS, SEED, Record, generate
from benchmarks.accuracy.pool import HALVES
from benchmarks.accuracy.runners import OURS, Missing, Runner
from benchmarks.accuracy.score import score


def _figure(value: float | None) -> str:
    return "    –" if value is None else f"{value:5.3f}"


def _line(name: str, figures: dict[str, Any]) -> str:
    exact, near = figures["exact"], figures["overlap"]
    numbers = (exact["precision"], exact["recall"], near["precision"], near["recall"])
    return (
        f"{name:26} {figures['gold']:6} {figures['found']:6}  {'  '.join(map(_figure, numbers))}"
        f"  {figures['leaked']:6} {_figure(figures['covered'])}"
    )


def report(name: str, result: dict[str, Any]) -> None:
    """One runner's figures as text."""
    print(f"\n{name}\n{'':26} {'gold':>6} {'found':>6}  P.ex   R.ex   P.ov   R.ov   leaked covered")
    for entity, figures in result["types"].items():
        print(_line(entity, figures))
    for group, figures in result["groups"].items():
        print(_line(f"= {group}", figures))
    alarms = result["hard_negatives"]
    print(f"hard negatives: {alarms['per_500']} findings in 500 records {alarms['by_type'] or ''}")


def _show_misses(runner: Runner, records: list[Record], entity: str) -> None:
    for line in misses.lines(records, runner.run(records), entity):
        print(line)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--half", choices=HALVES, default="scoring", help="which templates (default: scoring)")
    parser.add_argument("--records", type=int, default=RECORDS, help=f"how many records (default: {RECORDS})")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", metavar="NAME", help="one runner")
    parser.add_argument("--misses", metavar="TYPE", help="list missed, cut and spurious values of a type (or ALL); tuning half")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON lines")
    return parser.parse_args()


def main() -> int:
    """See the module's first line."""
    options = _options()
    if options.misses and options.half != "tuning":
        print("--misses is for --half tuning: whoever has seen the scoring half's errors can no longer score", file=sys.stderr)
        return 2
    records = generate(options.half, options.records, options.seed)
    wanted = [runner for runner in OURS if not options.only or runner.name == options.only]
    if not wanted:
        print(f"no runner {options.only!r}; there are {', '.join(runner.name for runner in OURS)}", file=sys.stderr)
        return 2
    for runner in wanted[:1] if options.misses else wanted:
        try:
            if options.misses:
                _show_misses(runner, records, options.misses)
                continue
            result = score(records, runner.run(records), runner.types)
        except Missing as reason:
            print(f"{runner.name}: skipped, {reason}", file=sys.stderr)
            continue
        if options.json:
            print(json.dumps({"program": runner.name, **result}, ensure_ascii=False))
        else:
            report(runner.name, result)
    return 0


if __name__ == "__main__":
    sys.exit(main())
