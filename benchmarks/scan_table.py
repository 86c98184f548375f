"""The tables of scanning in docs/performance.md, from the last full run of the suite ``scan``; ``table.py`` writes them."""

from __future__ import annotations

from typing import Any

Records = list[dict[str, Any]]

START, END = "<!-- scan:start -->", "<!-- scan:end -->"
_PEERS = ("rg -c, five rules", "rg -c", "hawk-scanner", "presidio-analyzer")
_LIBRARIES = {"xlsx": "python-calamine alone", "PDF": "pypdfium2 alone"}


def _find(records: Records, **wanted: object) -> dict[str, Any]:
    return next((r for r in records if all(r.get(key) == value for key, value in wanted.items())), {})


def _number(value: float | None, unit: str = "") -> str:
    if value is None:
        return "–"
    return (f"{value:,.0f}" if value >= 100 else f"{value:.3g}") + unit


def _rates(records: Records) -> list[list[str]]:
    """One row for each data set: the rates of one worker, two workers beside it, the peers."""
    sets = dict.fromkeys((r["data"], r["density"]) for r in records if r["program"] == "piiguard" and "times_library" not in r)
    rows = []
    for data, density in sets:
        one, two = (_find(records, program="piiguard", data=data, density=density, workers=count) for count in (1, 2))
        unit, shown = ("rows_s", " rows/s") if "rows_s" in one else ("mb_s", "")
        beside = [_find(records, program=peer, data=data, density=density).get("mb_s_cpu") for peer in _PEERS]
        rows.append([
            f"{data}, {density * 100:g} %",
            *(_number(one.get(name), shown) for name in (unit, f"{unit}_cpu", f"{unit}_cpu_net")),
            _number(two.get("times_one_worker")),
            *(_number(rate) for rate in beside),
        ])  # fmt: skip
    return rows


def _documents(records: Records) -> list[list[str]]:
    rows = []
    for data, library in _LIBRARIES.items():
        own, alone = _find(records, program="piiguard", data=data), _find(records, program=library)
        count = "rows" if "rows" in own else "pages"
        if own and alone:
            size = f"{data}, {own[count]:,} {count}"
            seconds = [_number(record["cpu_s"], " s") for record in (alone, own)]
            rows.append([size, library, *seconds, _number(own["times_library"]), _number(own["times_library_net"])])
    return rows


def _markdown(head: list[str], rows: list[list[str]], left: int) -> str:
    rules = ["---"] * left + ["---:"] * (len(head) - left)
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rules, *rows))


def render(records: Records) -> str:
    """The Markdown between the marks; a sentence where nothing was measured."""
    measured = [record for record in records if record["measure"] == "scan"]
    if not measured:
        return "Not measured yet: `python -m benchmarks.run scan`.\n"
    head = ["data", "one worker", "over processor time", "without start-up", "two workers, times one"]
    head += [f"`{peer}`" for peer in _PEERS]
    about = measured[0]
    psycopg = _find(measured, program="psycopg alone")
    notes = [
        "MB/s where no unit stands there; the peers' are over processor time, hawk-scanner's and Presidio's loading left out. "
        f"{about['cores']} cores of {about['cpu']}, Python {about['python']}, {about['date'][:10]}."
    ]
    if psycopg:
        rate = psycopg["rows_s_cpu"]
        notes.append(f"psycopg alone fetches the same rows at {rate:,.0f} rows/s of processor time.")
    skipped = [f"{r['program']} ({r['reason']})" for r in records if r["measure"] == "skipped"]
    if skipped:
        notes.append(f"Not measured: {', '.join(dict.fromkeys(skipped))}.")
    head_of = ["file", "library", "library alone", "piiguard", "times", "without start-up"]
    tables = [_markdown(head, _rates(measured), 1), _markdown(head_of, _documents(measured), 2)]
    return "\n\n".join([*tables, " ".join(notes)]) + "\n"
