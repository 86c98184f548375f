"""Measures accuracy: python -m benchmarks.accuracy [--crosswoz PATH]

Without options: every program that is here on the scoring half, piiguard on the tuning half too, all on public text;
the figures go to benchmarks/accuracy/results.json, docs/accuracy.md and docs/accuracy.svg. With --only, --half, --records
or --seed the figures are printed and nothing is written.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.accuracy import crosswoz, misses, page, results
from benchmarks.accuracy.generate import RECORDS, SEED, generate
from benchmarks.accuracy.peers import Missing
from benchmarks.accuracy.pool import HALVES
from benchmarks.accuracy.runners import EVERYONE, Runner
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


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--crosswoz", metavar="PATH", type=Path, help="JSON lines of labelled CrossWOZ utterances")
    parser.add_argument("--half", choices=HALVES, help="print the figures on these templates (default: scoring)")
    parser.add_argument("--records", type=int, default=RECORDS, help=f"how many records (default: {RECORDS})")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", metavar="NAME", help=f"one program: {', '.join(runner.name for runner in EVERYONE)}")
    parser.add_argument("--misses", metavar="TYPE", help="list missed, cut and spurious values of a type (or ALL); tuning half")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON lines")
    parser.add_argument("--render", action="store_true", help="write the page and the chart from the stored figures")
    parser.add_argument("--check", action="store_true", help="change nothing; 1 where the page or the chart is not up to date")
    return parser.parse_args()


def _show(runner: Runner, options: argparse.Namespace) -> None:
    """Print one program's figures, or piiguard's misses."""
    records = generate(options.half or "scoring", options.records, options.seed)
    found = runner.run(records).spans
    if options.misses:
        for line in misses.lines(records, found, options.misses):
            print(line)
        return
    result = score(records, found, runner.types)
    if options.json:
        print(json.dumps({"program": runner.name, **result}, ensure_ascii=False))
    else:
        report(runner.name, result)


def _look(options: argparse.Namespace) -> int:
    """Print figures, write nothing."""
    if options.misses and options.half != "tuning":
        print("--misses is for --half tuning: whoever has seen the scoring half's errors can no longer score", file=sys.stderr)
        return 2
    wanted = [runner for runner in EVERYONE if runner.name == (options.only or runner.name)]
    if not wanted:
        print(f"no program {options.only!r}", file=sys.stderr)
        return 2
    for runner in wanted[:1] if options.misses else wanted:
        try:
            _show(runner, options)
        except Missing as reason:
            print(f"{runner.name}: skipped, {reason}", file=sys.stderr)
    return 0


def main() -> int:
    """See the module's first lines."""
    options = _options()
    if options.check or options.render:
        return page.write(results.load(), check=options.check)
    if options.half or options.only or options.misses or options.json or (options.records, options.seed) != (RECORDS, SEED):
        return _look(options)
    dialogues = crosswoz.load(options.crosswoz) if options.crosswoz else []
    measured = results.everyone(dialogues, results.load())
    results.store(measured)
    for program in measured["programs"]:
        report(program["program"], program["scoring"])
    return page.write(measured)


if __name__ == "__main__":
    sys.exit(main())
