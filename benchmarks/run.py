"""Runs the benchmarks: python -m benchmarks.run [throughput latency startup memory protection scan frames logs spark] [--quick]

Every record is one JSON line, printed and appended to ``benchmarks/results.jsonl`` with the
run's date and machine. Exit status 1 only when an output was wrong, never for a time.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import frames, latency, logs, measure, memory, protection, scan, spark, startup, throughput

RESULTS = Path(__file__).resolve().with_name("results.jsonl")
Measure = Callable[[bool], Iterator[dict[str, Any]]]

MEASURES: dict[str, Measure] = {
    "throughput": lambda quick: throughput.main(8, 2) if quick else throughput.main(),
    "latency": lambda quick: latency.main(20) if quick else latency.main(),
    "startup": lambda quick: startup.main(5) if quick else startup.main(),
    "memory": lambda quick: memory.main(50_000_000) if quick else memory.main(),
    "scan": lambda quick: scan.main(4, 1) if quick else scan.main(),
    "protection": lambda quick: protection.main(1) if quick else protection.main(),
    "frames": lambda quick: frames.main(1, 100_000, 10_000) if quick else frames.main(),
    "logs": lambda quick: logs.main(3, 1_000) if quick else logs.main(),
    "spark": lambda quick: spark.main(100_000, 20_000) if quick else spark.main(),
}


def main() -> int:
    """See the module's first lines."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    names = ", ".join(MEASURES)
    parser.add_argument("measures", nargs="*", choices=[*MEASURES, []], metavar="MEASURE", help=names)
    parser.add_argument("--quick", action="store_true", help="small and rough: not to be quoted")
    parser.add_argument("--output", type=Path, default=RESULTS, help="JSON lines are appended here")
    options = parser.parse_args()
    # The start of the run names it: the table is made of the last run of each measure.
    date = datetime.now(UTC).isoformat(timespec="seconds")
    about = {"date": date, "quick": options.quick, **measure.machine()}
    wrong = False
    with options.output.open("a", encoding="utf-8") as out:
        for name in options.measures or MEASURES:
            for record in MEASURES[name](options.quick):
                if record["measure"] == "skipped":
                    print(f"{record['program']}: skipped, {record['reason']}", file=sys.stderr)
                wrong |= record.get("as_expected") is False or record["measure"] == "failed"
                line = measure.dump({"suite": name, **record, **about})
                print(line, flush=True)
                out.write(line + "\n")
                out.flush()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
