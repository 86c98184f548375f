"""Pictures for the site, drawn from benchmarks/results.jsonl: bars on a logarithmic scale, as SVG that stands in the page.

Each shows the last full run of its measure. Colours are the page's own, so that they are right on light and on dark.
"""

from __future__ import annotations

import html
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
sys.path.append(str(DOCS))

import targets  # noqa: E402

Bars = list[tuple[str, float]]
WIDTH, LEFT, RIGHT, BAR, GAP = 720, 220, 100, 20, 8  # pixels


def svg(title: str, unit: str, bars: Bars) -> str:
    """One bar a line. The scale begins at the power of ten below the smallest value."""
    low = math.floor(math.log10(min(value for _, value in bars)))
    high = max(low + 1, math.ceil(math.log10(max(value for _, value in bars))))
    room = WIDTH - LEFT - RIGHT

    def x(value: float) -> float:
        return LEFT + room * (math.log10(value) - low) / (high - low)

    height = 46 + len(bars) * (BAR + GAP)
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{html.escape(title)}" font-size="13" fill="currentColor" '
        f'style="max-width:{WIDTH}px;width:100%;height:auto">',
        f'<text x="0" y="14" font-weight="bold">{html.escape(title)}</text>',
    ]
    for power in range(low, high + 1):
        place = x(10.0**power)
        parts += [
            f'<line x1="{place:.1f}" x2="{place:.1f}" y1="24" y2="{height - 18}" stroke="currentColor" stroke-opacity=".2"/>',
            f'<text x="{place:.1f}" y="{height - 4}" text-anchor="middle" opacity=".7">{10.0**power:,.{max(0, -power)}f}</text>',
        ]
    for number, (name, value) in enumerate(bars):
        top = 28 + number * (BAR + GAP)
        own = name.startswith("piiguard")
        bold = ' font-weight="bold"' if own else ""
        parts += [
            f'<text x="{LEFT - 8}" y="{top + 15}" text-anchor="end"{bold}>{html.escape(name)}</text>',
            f'<rect x="{LEFT}" y="{top}" width="{max(1.0, x(value) - LEFT):.1f}" height="{BAR}" rx="2" '
            f'fill="{"#00796b" if own else "#90a4ae"}"/>',
            f'<text x="{x(value) + 6:.1f}" y="{top + 15}">{amount(value)} {html.escape(unit)}</text>',
        ]
    return "".join([*parts, "</svg>"])


def amount(value: float) -> str:
    """Three figures, and no powers of ten."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def chart(name: str, lang: str) -> str:
    """The picture of that name, or a line that says that it was not measured.

    Raises:
        KeyError: there is no such picture.
    """
    drawn, unit, title = CHARTS[name]
    bars = drawn()
    if not bars:
        return {"en": "*Not measured.*", "zh": "*尚未测量。*"}[lang]
    return f"<div>{svg(_CHINESE[name] if lang == 'zh' else title, unit, bars)}</div>"


def _records(suite: str) -> list[dict[str, Any]]:
    """The records of the last full run of a suite."""
    import json

    records = [json.loads(line) for line in targets.RESULTS.read_text(encoding="utf-8").splitlines()]
    full = [record for record in records if record["suite"] == suite and not record["quick"]]
    last = max((record["date"] for record in full), default=None)
    return [record for record in full if record["date"] == last]


def throughput() -> Bars:
    """MB/s with personal values on a fifth of the lines."""
    return [(r["program"], r["mb_s"]) for r in _records("throughput") if r.get("density") == 0.2 and r.get("mb_s")]


def latency() -> Bars:
    """Microseconds a message with a personal value, the middle one."""
    wanted = "100 characters, one value"
    return [(r["program"], r["p50_us"]) for r in _records("latency") if r.get("message") == wanted and not r.get("asked")]


def startup() -> Bars:
    """Milliseconds from the start of a process to its first masked line."""
    found = _records("startup")
    return [(f"{r['program']}, {r['state']}" if r["state"] else r["program"], r["first_line_ms"]) for r in found]


def protection() -> Bars:
    """Values a second that each operator treats: the middle of its types, suite std."""
    rates: dict[str, list[float]] = {}
    for record in _records("protection"):
        if record["keys"] == "std":
            rates.setdefault(record["operator"], []).append(record["values_per_second"])
    return [(name, sorted(values)[len(values) // 2]) for name, values in rates.items()]


def scan() -> Bars:
    """MB/s of processor time: text files, personal values on one line of a hundred, one worker."""
    found = [r for r in _records("scan") if (r.get("data"), r.get("density"), r.get("workers", 1)) == ("text", 0.01, 1)]
    return [(r["program"], r["mb_s_cpu"]) for r in found if r.get("mb_s_cpu")]


def frames() -> Bars:
    """Seconds for a table of a million rows."""
    return [(f"{r['library']}, {r['operator']}", r["cpu_s"]) for r in _records("frames")]


def logs() -> Bars:
    """Microseconds that a record without values takes more."""
    return [(r["logger"].partition(" (")[0].rpartition(", ")[2], r["added_us"]) for r in _records("logs")]


def spark() -> Bars:
    """Rows a second and core, masked on a cluster and in one process."""
    found = _records("spark")
    sides = (("one process", "alone_rows_s_core"), ("Spark, two executors", "spark_rows_s_core"))
    return [(f"{side}, {r['policy']}", r[field]) for r in found for side, field in sides if r.get(field)]


#: name -> (its bars, their unit, title)
CHARTS: dict[str, tuple[Callable[[], Bars], str, str]] = {
    "throughput": (throughput, "MB/s", "MB/s, a personal value on 20 % of the lines (more is better)"),
    "latency": (latency, "µs", "µs a message of 100 characters with a value, p50 (less is better)"),
    "startup": (startup, "ms", "ms from start to the first masked line (less is better)"),
    "protection": (protection, "/s", "values a second by operator, suite std (more is better)"),
    "scan": (scan, "MB/s", "scan: MB/s a core, text, a value on 1 % of the lines (more is better)"),
    "frames": (frames, "s", "s for 1,000,000 rows of four columns in memory (less is better)"),
    "logs": (logs, "µs", "µs added to a log record without values (less is better)"),
    "spark": (spark, "", "rows of four columns a second and core (more is better)"),
}
_CHINESE = {
    "throughput": "MB/s：20 % 的行含个人信息（越大越好）",
    "latency": "含个人信息的 100 字消息，p50 µs（越小越好）",
    "startup": "从启动到输出第一行，ms（越小越好）",
    "protection": "每秒处理的值，按算子，std 套件（越大越好）",
    "scan": "扫描：单核 MB/s，文本，1 % 的行含个人信息（越大越好）",
    "frames": "内存里一百万行、四列，秒（越小越好）",
    "logs": "每条不含个人信息的日志增加的 µs（越小越好）",
    "spark": "四列的表，每核每秒行数（越大越好）",
}
