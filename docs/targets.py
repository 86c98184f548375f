"""Writes what is reached of each target into docs/performance.md: python docs/targets.py

From the last full run of each measure in ``benchmarks/results.jsonl``, between the marks
``<!-- bench:start -->`` and ``<!-- bench:end -->``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.jsonl"
PAGE = ROOT / "docs" / "performance.md"
START, END = "<!-- bench:start -->", "<!-- bench:end -->"
Find = Callable[..., dict[str, Any]]

#: program -> times as fast as it, at 1, 20 and 100 % of lines with personal values
RATES = {
    "rg -c": (1.0, 0.6, 0.4),
    "rg -c, five rules": (1.0, 0.6, 0.4),
    "sed -E": (2.0, 1.5, 1.2),
    "argus-redact": (None, 100.0, None),
}
LOGGERS = (
    "logging, MaskingFilter",
    "logging, protect",
    "logging, MaskingQueueHandler (the caller's thread)",
    "structlog, StructlogProcessor",
    "loguru, LoguruPatcher",
)
DENSITIES = (0.01, 0.2, 1.0)
#: What of a scan by one worker, over the processor time of all its processes.
SCANS = {"text": ("≥ 40", "mb_s_cpu", "MB/s"), "CSV": ("≥ 40", "mb_s_cpu", "MB/s"), "JSON lines": ("≥ 40", "mb_s_cpu", "MB/s"),
         "PostgreSQL": ("≥ 100000", "rows_s_cpu", "rows/s")}  # fmt: skip


def last_runs(path: Path) -> Find:
    """``find(suite, **fields)``: the first such record of the suite's last full run, ``{}`` if there is none."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    full = [record for record in records if not record["quick"]]
    last = {record["suite"]: record["date"] for record in full}

    def find(suite: str, **fields: object) -> dict[str, Any]:
        wanted = {"suite": suite, "date": last.get(suite), **fields}
        return next((r for r in full if all(r.get(key) == value for key, value in wanted.items())), {})

    return find


def rows(find: Find) -> Iterator[tuple[str, str, float | None, str]]:
    """(what, target, reached, unit) of every target; "at least" where the target begins with ≥."""
    for program, targets in RATES.items():
        for density, target in zip(DENSITIES, targets, strict=True):
            if target is not None:
                own, peer = (find("throughput", program=name, density=density).get("mb_s") for name in ("piiguard", program))
                reached = own / peer if own and peer else None
                yield f"`filter` beside `{program}`, {density * 100:g} % of lines", f"≥ {target:g}", reached, "times"
    clean = find("latency", program="piiguard", personal=False)
    yield "`guard.find`, clean message of 100 characters, p50", "< 5", clean.get("p50_us"), "µs"
    start = find("startup", program="piiguard", state="warm cache")
    yield "start to first masked line, beside `python -c pass`", "< 2.5", start.get("times_bare_python"), "times"
    line = find("memory", input="one line")
    peak = line.get("peak_mb") if line.get("as_expected") else None
    yield "one line of 1 GB, every value masked, peak memory", "< 200", peak, "MB"
    yield from scans(find)
    yield from frames_and_logs(find)
    for policy, rows_ in (("default", "5,000,000"), ("test-data", "1,000,000")):
        ratio = find("spark", policy=policy).get("ratio")
        yield f"Spark: {rows_} rows of four columns, policy {policy}, processor time beside one process", "≤ 1.5", ratio, "times"


def scans(find: Find) -> Iterator[tuple[str, str, float | None, str]]:
    """The targets of scanning, as ``rows`` has them."""
    for data, (target, field, unit) in SCANS.items():
        record = find("scan", program="piiguard", data=data, density=0.01, workers=1)
        what = "six text columns" if data == "PostgreSQL" else "1 % of lines"
        for name, start in ((field, ""), (f"{field}_net", ", without start-up")):
            yield f"`scan`, {data}, {what}, a core{start}", target, record.get(name), unit
    for data, library in (("xlsx", "python-calamine"), ("PDF", "pypdfium2")):
        times = find("scan", program="piiguard", data=data).get("times_library")
        yield f"`scan`, {data}, beside {library} alone, processor time", "≤ 1.3", times, "times"
    two = find("scan", program="piiguard", data="text", density=0.01, workers=2).get("times_one_worker")
    yield "`scan`, text, two workers beside one, two cores", "≥ 1.8", two, "times"


def frames_and_logs(find: Find) -> Iterator[tuple[str, str, float | None, str]]:
    """The targets of frames and of logging, as ``rows`` has them."""
    for library in ("pandas", "polars", "arrow"):
        for operator, target in (("mask", "< 3"), ("pseudonymize", "< 10")):
            taken = find("frames", library=library, operator=operator).get("cpu_s")
            yield f"frames: {library}, 1,000,000 rows of four columns, 100,000 people, `{operator}`", target, taken, "s"
    for logger in LOGGERS:
        yield f"logs: added to a record without values by {logger}", "< 15", find("logs", logger=logger).get("added_us"), "µs"


def verdict(target: str, reached: float | None) -> str:
    """Whether a target is met, and by how much it is missed."""
    if reached is None:
        return "not measured"
    limit = float(target.split()[1])
    share = reached / limit if target.startswith("≥") else limit / reached
    return "met" if share >= 1 else f"missed: {share * 100:.0f} % of it"


def table(find: Find) -> str:
    """The Markdown between the marks."""
    lines = ["| measure | target | reached | |", "|---|---:|---:|---|"]
    for what, target, reached, unit in rows(find):
        shown = "–" if reached is None else f"{reached:,.0f} {unit}" if reached >= 1000 else f"{reached:.3g} {unit}"
        lines.append(f"| {what} | {target} | {shown} | {verdict(target, reached)} |")
    own = find("throughput", program="piiguard")
    lines += ["", f"One core of {own.get('cpu')}, Python {own.get('python')}, {own.get('date', '')[:10]}."]
    return "\n".join(lines)


def main() -> int:
    """See the module's first lines."""
    if not RESULTS.exists():
        print("no benchmarks/results.jsonl: run `make bench`", file=sys.stderr)
        return 1
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{START}\n{table(last_runs(RESULTS))}\n{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
