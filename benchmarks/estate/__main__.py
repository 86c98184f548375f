"""python -m benchmarks.estate make DIR | score DIR REPORT | load DIR TARGET (README.md)"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.estate import load, make, score, truth


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.estate", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="make an estate in a new folder")
    making.add_argument("folder", type=Path)
    making.add_argument("--files", type=int, default=20_000)
    making.add_argument("--seed", type=int, default=make.SEED)
    making.add_argument("--skip", default="", help="formats to leave out, with commas")
    scoring = commands.add_parser("score", help="compare a scan's report (JSON lines) with the truth; 1 below the floor")
    scoring.add_argument("folder", type=Path)
    scoring.add_argument("report", type=Path)
    scoring.add_argument("--truth", type=Path, help="default: the folder's")
    scoring.add_argument("--root", help="what the scan was pointed at; default: the folder's files")
    scoring.add_argument("--floor", type=float, default=0.98)
    scoring.add_argument("--json", action="store_true", help="the figures as one JSON object")
    loading = commands.add_parser("load", help="put a part of it into a bucket, or its tables into a database (load.py)")
    loading.add_argument("folder", type=Path)
    loading.add_argument("target", help="s3://bucket?endpoint=…, postgresql://…, mysql://…, sqlite:////…")
    loading.add_argument("--amount", type=int, default=1000, help="files, or rows a table")
    return parser.parse_args()


def main() -> int:
    """See the module's first line."""
    options = _options()
    if options.command == "make":
        counts = make.make(options.folder, options.files, options.seed, frozenset(filter(None, options.skip.split(","))))
        print(f"{sum(counts.values())} files in {options.folder / truth.FILES}")
        left = json.loads((options.folder / truth.NOTES).read_text("utf-8"))["left_out"]
        for name, lack in left.items():
            print(f"  left out: {name} ({lack})")
        return 0
    if options.command == "load":
        seed = json.loads((options.folder / truth.NOTES).read_text("utf-8"))["seed"]
        path, root = load.load(options.folder, options.target, options.amount, seed)
        print(f"score with --truth {path} --root {root}")
        return 0
    root = options.root if options.root is not None else str(options.folder / truth.FILES)
    result = score.score(truth.read(options.truth or options.folder / truth.TRUTH), truth.read(options.report), root)
    print(json.dumps(result.as_dict(), ensure_ascii=False) if options.json else result.text())
    return 0 if result.reaches(options.floor) else 1


if __name__ == "__main__":
    sys.exit(main())
