"""Writes the stored figures into docs/accuracy.md, between the marks, and draws docs/accuracy.svg."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.accuracy import chart
from benchmarks.accuracy.chart import share
from benchmarks.accuracy.results import find
from benchmarks.accuracy.runners import NER, PLAIN, RULES

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
PAGE, CHART = DOCS / "accuracy.md", DOCS / "accuracy.svg"
START, END = "<!-- accuracy:start -->", "<!-- accuracy:end -->"
Result = dict[str, Any]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the others are numbers."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _types(results: Result) -> list[str]:
    """Every type that was planted when the figures were taken."""
    return list(find(results, RULES)["scoring"]["types"])


def _three(figures: Result, way: str) -> str:
    return " / ".join(share(figures[way][part]) for part in ("precision", "recall", "f1"))


def _own_rows(program: Result, half: str) -> Iterator[list[str]]:
    scored = program[half]
    named = [(f"`{entity}`", figures) for entity, figures in scored["types"].items()]
    named += [(f"**{group}**", figures) for group, figures in scored["groups"].items()]
    for name, figures in named:
        leaked = f"{figures['leaked']:,} of {figures['characters']:,}"
        counts = [f"{figures['gold']:,}", f"{figures['found']:,}"]
        yield [name, *counts, _three(figures, "exact"), _three(figures, "overlap"), leaked, share(figures["covered"])]


_OWN_HEAD = ("type", "spans", "findings", "exact P / R / F1", "overlap P / R / F1", "characters leaked", "wholly covered")


def _own(results: Result) -> Iterator[str]:
    rules, ner = find(results, RULES), find(results, NER)
    yield "### piiguard, rules only"
    yield table(_OWN_HEAD, list(_own_rows(rules, "scoring")))
    if ner:
        same = {tuple(row) for row in _own_rows(rules, "scoring")}
        yield "### piiguard[ner]: rows that differ"
        yield table(_OWN_HEAD, [row for row in _own_rows(ner, "scoring") if tuple(row) not in same])


def _beside(results: Result, cell: Any) -> str:
    """One row a type, one column a program; a dash where it does not support the type."""
    programs = results["programs"]
    rows = []
    for entity in _types(results):
        figures = [program["scoring"]["types"].get(entity) for program in programs]
        rows.append([f"`{entity}`", *(cell(one) if one else "–" for one in figures)])
    return table(["type", *(program["program"] for program in programs)], rows)


_GROUPS = ("structured", "EMAIL_ADDRESS", "phones", "PERSON", "CN_ADDRESS")


def _summary(results: Result) -> str:
    names = ("structured per MB", "of these e-mail", "of these phones", "PERSON per MB", "CN_ADDRESS per MB")
    rows = []
    for program in results["programs"]:
        types = program["scoring"]["types"]
        public = program.get("public") or {}
        # What a program cannot find it does not find wrongly either.
        knows = [group in types or group in ("structured", "phones") for group in _GROUPS]
        counts = [f"{public[group]:g}" if public and known else "–" for group, known in zip(_GROUPS, knows, strict=True)]
        alarms = program["scoring"]["hard_negatives"]["per_500"]
        megabytes = f"{public['megabytes']:g}" if public else "–"
        rows.append([f"{program['program']} {program['version']}", str(len(types)), f"{alarms:g}", megabytes, *counts])
    return table(("program", "types compared", "in 500 hard negatives", "public text, MB", *names), rows)


def _part(part: int, whole: int) -> str:
    return f"{share(part / whole)} ({part} of {whole})" if whole else "–"


def _crosswoz(results: Result) -> str:
    head = ("program", "addresses touched", "wholly covered", "phones found", "wholly covered", "400 numbers found")
    rows = []
    for program in results["programs"]:
        got, types = program.get("crosswoz"), program["scoring"]["types"]
        if not got:
            continue
        addresses = ("addresses_touched", "addresses_covered") if "CN_ADDRESS" in types else ()
        phones = ("phones_touched", "phones_covered") if "CN_LANDLINE" in types else ()
        row = [_part(got[name], got["addresses"]) for name in addresses] or ["–", "–"]
        row += [_part(got[name], got["phones"]) for name in phones] or ["–", "–"]
        rows.append([program["program"], *row, _part(got["hotlines_touched"], got["hotlines"]) if phones else "–"])
    return table(head, rows) if rows else "Not measured: the data was not there."


def ahead(results: Result, ours: str = RULES) -> Iterator[str]:
    """A line wherever a peer found a larger share than ``ours``, or was right more often. Overlap counts.

    A peer that finds less than half of what piiguard finds is not called more precise.
    """
    for entity, figures in find(results, ours)["scoring"]["types"].items():
        own = figures["overlap"]
        for program in results["programs"]:
            theirs = program["scoring"]["types"].get(entity)
            if theirs is None or program["program"] in (RULES, PLAIN, NER):
                continue
            got = theirs["overlap"]
            more = (got["recall"] or 0) > (own["recall"] or 0)
            better = (got["precision"] or 0) > (own["precision"] or 0) and 2 * got["recall"] >= own["recall"]
            if more or better:
                what = " and ".join(["finds more"] * more + ["is right more often"] * better)
                numbers = f"P {share(got['precision'])} R {share(got['recall'])}"
                numbers += f"; {ours} P {share(own['precision'])} R {share(own['recall'])}"
                yield f"- `{entity}`: {program['program']} {what} ({numbers})"


def _ahead(results: Result, ours: str) -> str:
    return "\n".join(ahead(results, ours)) or "In no type that a peer supports."


def _halves(results: Result) -> str:
    head = ("piiguard, rules only", "tuning, overlap P / R / F1", "scoring, overlap P / R / F1")
    program = find(results, RULES)
    rows = []
    for name in ("structured", "credentials", "PERSON", "CN_ADDRESS"):
        figures = [{**program[half]["types"], **program[half]["groups"]}[name] for half in ("tuning", "scoring")]
        rows.append([name, *(_three(one, "overlap") for one in figures)])
    return table(head, rows)


def _leaks(figures: Result) -> str:
    return f"{share(figures['leaked_share'])} / {share(figures['covered'])}"


def render(results: Result) -> str:
    """The Markdown between the marks."""
    parts = [
        f"{results['date']}, {results['records']:,} records a half, seed {results['seed']}, Python {results['python']}. "
        "Scoring half unless said otherwise.",
        *_own(results),
        "### Beside others: overlap, P / R / F1",
        _beside(results, lambda figures: _three(figures, "overlap")),
        "### Beside others: exact, P / R / F1",
        _beside(results, lambda figures: _three(figures, "exact")),
        "### Beside others: share of characters leaked / share of values wholly covered",
        _beside(results, _leaks),
        "### False alarms",
        _summary(results),
        "### CrossWOZ",
        _crosswoz(results),
        "### Where a peer is ahead of piiguard's rules",
        _ahead(results, RULES),
        "With CSVs as plain text for piiguard too:",
        _ahead(results, PLAIN),
        "### Both halves",
        _halves(results),
        "### What each program was given",
        "\n".join(f"- **{program['program']}** {program['version']}: {program['setup']}" for program in results["programs"]),
        "\n".join(f"- {name} was left out: {reason}" for name, reason in results["skipped"].items()),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def write(results: Result, *, check: bool = False) -> int:
    """Bring the page and the chart up to date (or only look); 1 where there is nothing to show or a check fails."""
    if not results:
        print("no stored figures: python -m benchmarks.accuracy", file=sys.stderr)
        return 1
    old = PAGE.read_text(encoding="utf-8")
    before, start, rest = old.partition(START)
    _, end, after = rest.partition(END)
    if not (start and end):
        print(f"{PAGE.name} has no {START} … {END}", file=sys.stderr)
        return 1
    wanted = {PAGE: f"{before}{START}\n{render(results)}{END}{after}", CHART: chart.draw(results["programs"])}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if check:
            print(f"docs/{path.name} does not show the stored figures: python -m benchmarks.accuracy --render", file=sys.stderr)
        else:
            path.write_text(wanted[path], encoding="utf-8")
    return 1 if check and stale else 0
