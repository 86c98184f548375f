"""Writes the benchmark table into the two READMEs and that of scanning into docs/performance.md.

python -m benchmarks.table [--check]

The last full run of each measure in ``results.jsonl`` goes between the marks
``<!-- bench:start -->`` and ``<!-- bench:end -->``, in the page on performance between
those of ``scan_table.py``; ``--check`` changes nothing and exits 1 where a page does not
say what the results say.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks import scan_table
from benchmarks.run import RESULTS

ROOT = Path(__file__).resolve().parent.parent
START, END = "<!-- bench:start -->", "<!-- bench:end -->"
Records = list[dict[str, Any]]

_TEXTS = {
    "README.md": {
        "head": (
            "program",
            "MB/s, 1 % of lines with PII",
            "20 %",
            "100 %",
            "values masked / clean lines changed",
            "µs a message, clean: p50 / p99",
            "µs with PII: p50 / p99",
            "first line",
            "peak MB",
        ),
        "counts": "counts only",
        "machine": "One core of {cpu} ({system}), Python {python}, {date}. Seeded insurer log, {size:.0f} MB "
        "(libraries: a slice), whole processes, best of {runs} interleaved runs; the libraries' loading "
        "time is not in their MB/s. Messages have 100 characters.",
        "memory": "{input}, {mb:.0f} MB: {outcome}, peak {peak:.0f} MB.",
        "inputs": {"log file": "Log file", "random bytes": "Random bytes", "one line": "One line"},
        "right": {
            "log file": "done",
            "random bytes": "unchanged",
            "one line": "all {values:,} values masked",
        },
        "wrong": "**wrong output**",
        "startup": "Bare `python -c pass` takes {bare:.0f} ms here; piiguard's first masked line comes at "
        "{warm:.2f} times that, at {cold:.0f} ms when its cache is empty.",
    },
    "README.zh-CN.md": {
        "head": (
            "程序",
            "MB/s：1 % 的行含个人信息",
            "20 %",
            "100 %",
            "掩码的值 / 被误改的干净行",
            "每条消息 µs（干净）：p50 / p99",
            "µs（含个人信息）：p50 / p99",
            "首行",
            "峰值 MB",
        ),
        "counts": "只计数",
        "machine": "{cpu}（{system}）单核，Python {python}，{date}。带种子生成的保险业日志 {size:.0f} MB"
        "（各 Python 库用其中一段），测整个进程，{runs} 轮交替运行取最好的一轮；各库的加载时间不计入其 MB/s。"
        "消息长 100 个字符。",
        "memory": "{input} {mb:.0f} MB：{outcome}，内存峰值 {peak:.0f} MB。",
        "inputs": {"log file": "日志文件", "random bytes": "随机字节", "one line": "单行"},
        "right": {
            "log file": "处理完成",
            "random bytes": "原样输出",
            "one line": "{values:,} 个值全部掩码",
        },
        "wrong": "**输出有误**",
        "startup": "此机上 `python -c pass` 需 {bare:.0f} ms；piiguard 输出第一行掩码结果的时间是它的 "
        "{warm:.2f} 倍，缓存为空时为 {cold:.0f} ms。",
    },
}


def last_runs(path: Path) -> dict[str, Records]:
    """For each suite the records of its last full run; quick runs are no numbers to quote."""
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    full = [record for record in records if not record["quick"]]
    last = {record["suite"]: record["date"] for record in full}
    return {suite: [r for r in full if (r["suite"], r["date"]) == (suite, date)] for suite, date in last.items()}


def _pick(records: Records, **wanted: object) -> dict[str, Any]:
    found = (r for r in records if all(r.get(key) == value for key, value in wanted.items()))
    return next(found, {})


def number(value: float | None) -> str:
    """Three significant figures, no exponent; a dash for what was not measured."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.3g} %"


def _row(program: str, runs: dict[str, Records], counts: str) -> list[str]:
    rates = [_pick(runs["throughput"], measure="throughput", program=program, density=d) for d in (0.01, 0.2, 1.0)]
    calls = [_pick(runs["latency"], measure="latency", program=program, personal=p) for p in (False, True)]
    state = {"state": "warm cache"} if program == "piiguard" else {}
    first = _pick(runs["startup"], measure="startup", program=program, **state).get("first_line_ms")
    outcome = f"{_percent(rates[1].get('values_masked'))} / {_percent(rates[1].get('clean_lines_changed'))}"
    peak = max((rate["peak_mb"] for rate in rates if rate), default=None)
    name = f"**{program}**" if program == "piiguard" else f"`{program}`"
    return [
        name,
        *(number(rate.get("mb_s")) for rate in rates),
        outcome if "values_masked" in rates[1] else counts,
        *(f"{number(c.get('p50_us'))} / {number(c.get('p99_us'))}" if c else "–" for c in calls),
        f"{number(first)} ms" if first else "–",
        number(peak),
    ]


def _memory(records: Records, texts: dict[str, Any]) -> list[str]:
    lines = []
    for record in records:
        kind = record["input"]
        right = texts["right"][kind].format(values=record.get("values", 0))
        outcome = right if record["as_expected"] else texts["wrong"]
        size, peak = record["bytes"] / 1e6, record["peak_mb"]
        lines.append(texts["memory"].format(input=texts["inputs"][kind], mb=size, outcome=outcome, peak=peak))
    return lines


def render(runs: dict[str, Records], texts: dict[str, Any]) -> str:
    """The Markdown between the marks, in one language."""
    measured = [record for record in runs["throughput"] if record["measure"] == "throughput"]
    programs = list(dict.fromkeys(record["program"] for record in measured))
    head = texts["head"]
    rows = [head, ["---"] + ["---:"] * (len(head) - 1)]
    rows += [_row(program, runs, texts["counts"]) for program in programs]
    about = {**measured[0], "date": measured[0]["date"][:10], "size": measured[0]["bytes"] / 1e6}
    started = runs["startup"]
    floor = _pick(started, program="python -c pass")["first_line_ms"]
    warm, cold = (_pick(started, program="piiguard", state=f"{state} cache") for state in ("warm", "cold"))
    notes = [
        texts["machine"].format(**about),
        texts["startup"].format(bare=floor, warm=warm["times_bare_python"], cold=cold["first_line_ms"]),
        *_memory([r for r in runs["memory"] if r["measure"] == "memory"], texts),
    ]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return f"{table}\n\n{' '.join(notes) if texts is _TEXTS['README.md'] else ''.join(notes)}\n"


def updated(readme: str, block: str, marks: tuple[str, str] = (START, END)) -> str:
    """``readme`` with ``block`` between the marks.

    Raises:
        ValueError: the marks are not there.
    """
    before, start, rest = readme.partition(marks[0])
    _, end, after = rest.partition(marks[1])
    if not (start and end):
        raise ValueError(f"no {marks[0]} … {marks[1]}")
    return f"{before}{start}\n{block}{end}{after}"


def main() -> int:
    """See the module's first lines."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.table", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, say whether the pages are right")
    parser.add_argument("--print", action="store_true", help="show the English blocks instead")
    parser.add_argument("--results", type=Path, default=RESULTS)
    options = parser.parse_args()
    runs = last_runs(options.results)
    missing = {"throughput", "latency", "startup", "memory"} - set(runs)
    if missing:
        print(f"no full run of {', '.join(sorted(missing))} in {options.results.name}", file=sys.stderr)
        return 1
    pages = {name: (render(runs, texts), (START, END)) for name, texts in _TEXTS.items()}
    pages["docs/performance.md"] = (scan_table.render(runs.get("scan", [])), (scan_table.START, scan_table.END))
    if options.print:
        print(pages["README.md"][0], pages["docs/performance.md"][0], sep="\n")
        return 0
    stale = False
    for name, (block, marks) in pages.items():
        path = ROOT / name
        old = path.read_text(encoding="utf-8")
        new = updated(old, block, marks)
        stale |= old != new
        if old != new and not options.check:
            path.write_text(new, encoding="utf-8")
    if stale and options.check:
        print("the READMEs or docs/performance.md do not show the last results: python -m benchmarks.table", file=sys.stderr)
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
