"""The top of the page: what it is, the verdict, key figures, coverage, and what changed."""

from __future__ import annotations

from collections.abc import Iterator

from piiguard.reports.compare import Change, ColumnChange
from piiguard.reports.html.markup import Cell, Html, esc, more, num, number, percent, short, t, table
from piiguard.reports.sink import About
from piiguard.reports.table import column_name, size
from piiguard.reports.tally import Tally
from piiguard.scan.rows import SCANNED, STATUSES, Summary


def header(summary: Summary, about: About) -> Html:
    """Title, when, under which policy."""
    facts = [("started", about.info.get("started")), ("finished", about.info.get("finished"))]
    facts += [("policy", summary.policy), ("purpose", summary.purpose), ("version", about.info.get("version"))]
    shown = "".join(f"<span>{t(key)} <b>{_when(value)}</b></span>" for key, value in facts if value)
    return Html(
        f'<header><div><h1>{t("title")}</h1><p class="faint">{t("subtitle")}</p></div>'
        f'<div class="switch"><button type="button" data-lang="zh" lang="zh-CN">中文</button>'
        f'<button type="button" data-lang="en" lang="en">English</button>'
        f'<button type="button" class="print">{t("print")}</button></div>'
        f'<p class="facts">{shown}</p></header>'
    )


def _when(text: str) -> Html:
    return esc(text.replace("T", " ").replace("Z", " UTC") if "T" in text and text.endswith("Z") else text)


def verdict(summary: Summary, tally: Tally) -> Html:
    """One sentence that says whether the numbers can be relied on."""
    missing = max(0, summary.objects - sum(summary.statuses.values()))
    findings, objects = summary.findings.total(), tally.found
    if summary.exit_status == 2:
        kind, text = "bad", t("bad_text", unread=summary.unread + missing)
    elif findings:
        kind, text = "found", t("found_text", objects=objects, findings=findings)
    else:
        kind, text = "clean", t("clean_text")
    return Html(f'<div class="verdict {kind}"><h2>{t(kind + "_title")}</h2><p>{text}</p></div>')


def figures(summary: Summary, tally: Tally) -> Html:
    """The numbers people ask for first."""
    scanned = summary.statuses[SCANNED]
    c3 = tally.levels()["C3"]
    share = percent(tally.found / summary.objects) if summary.objects else "0%"
    cards = [
        (num(scanned), t("fig_read"), t("fig_of", n=summary.objects), "bad" if summary.exit_status == 2 else ""),
        (num(summary.findings.total()), t("fig_findings"), t("fig_types", n=len(summary.findings)), ""),
        (num(c3), t("fig_c3"), t("fig_c3_sub"), "C3" if c3 else ""),
        (num(tally.found), t("fig_objects"), t("fig_share", n=share), ""),
        (esc(size(summary.size)), t("fig_size"), t("fig_size_sub", n=len(tally.formats)), ""),
    ]
    if summary.suppressed:
        cards.append((num(summary.suppressed.total()), t("fig_suppressed"), t("fig_suppressed_sub"), ""))
    if summary.purpose is not None:
        cards.append((num(summary.seen.total()), t("fig_seen"), t("fig_seen_sub"), ""))
    shown = "".join(
        f'<div class="card {kind}"><b>{value}</b><span>{name}</span><small>{below}</small></div>'
        for value, name, below, kind in cards
    )
    return Html(f'<div class="cards">{shown}</div>')


def coverage(summary: Summary, tally: Tally) -> Html:
    """Every status, as a bar and as a sum that adds up to the inventory."""
    parts = [(status, summary.statuses[status]) for status in STATUSES]
    missing = summary.objects - sum(summary.statuses.values())
    if missing:
        parts.append(("unaccounted", missing))
    shapes, at, whole = [], 0.0, max(1, summary.objects)
    for status, count in parts:
        wide = 100 * max(0, count) / whole
        shapes.append(f'<rect class="{status}" x="{at:.3f}" width="{wide:.3f}" height="8"/>')
        at += wide
    keys = "".join(
        f'<span class="key"><i class="{status}"></i>{t(status)} <b>{count:,}</b></span>' for status, count in parts
    )
    total = " + ".join(f"{count:,}" for _, count in parts if count) or "0"
    harmless = summary.objects - summary.statuses[SCANNED] - summary.unread - missing
    aside = f'<p class="faint">{t("harmless", n=harmless)}</p>' if harmless > 0 else ""
    return Html(
        f'<section id="coverage"><h2>{t("coverage")}</h2>'
        f'<svg class="stack" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{"".join(shapes)}</svg>'
        f"<p>{keys}</p><p>{t('coverage_text', sum=Html(total), objects=summary.objects)}</p>{aside}</section>"
    )


def change(found: Change) -> Html:
    """What differs from the older scan."""
    when = found.since.get("finished") or found.since.get("started")
    since = f"<p>{t('change_since', when=_when(when))}</p>" if when else ""
    how = t("change_value" if found.keyed else "change_number")
    cards = [
        (found.added.total(), "added", "bad"),
        (found.removed.total(), "removed", "good"),
        (found.unchanged.total(), "unchanged", ""),
        (found.new, "objects_new", ""),
        (found.gone, "objects_gone", ""),
        (found.changed, "objects_changed", ""),
    ]
    shown = "".join(
        f'<div class="card small {kind if count else ""}"><b>{count:,}</b><span>{t(name)}</span></div>'
        for count, name, kind in cards
    )
    doubt = f'<p class="warn">{t("unproven", n=found.unproven)}</p>' if found.unproven else ""
    types = sorted({*found.added, *found.removed}, key=lambda kind: (-found.added[kind], -found.removed[kind], kind))
    rows = [("", _type_cells(found, kind)) for kind in types]
    by_type = table("change-types", ("type", "added", "removed", "unchanged"), rows, tools=False)
    return Html(
        f'<section id="change"><h2>{t("change")}</h2>{since}<p class="faint">{how}</p><div class="cards">{shown}</div>{doubt}'
        f"{by_type if types else ''}{_objects(found)}{_columns(found)}</section>"
    )


def _type_cells(found: Change, kind: str) -> list[Cell]:
    counts = (found.added[kind], found.removed[kind], found.unchanged[kind])
    return [Cell(kind, kind, "mono"), *(number(count) for count in counts)]


def _objects(found: Change) -> Html:
    if not found.objects:
        return Html("")
    rows = (
        (
            "",
            [
                Cell(short(row.uri), row.uri, "path"),
                Cell(t(row.what), row.what),
                number(row.added),
                number(row.removed),
                Cell(t(row.before) if row.before else "", row.before),
                Cell(t(row.after) if row.after else "", row.after),
            ],
        )
        for row in found.objects
    )
    made = table("change-objects", ("object", "what", "added", "removed", "before", "after"), rows)
    return Html(made + more(found.new + found.gone + found.changed - len(found.objects), None, written=False))


def _columns(found: Change) -> Html:
    if not found.verdicts:
        return Html("")
    rows = (("", list(_column_cells(row))) for row in found.columns)
    made = table("change-columns", ("object", "column", "before", "after"), rows)
    head = f"<h3>{t('change_columns', n=found.verdicts)}</h3>"
    return Html(head + made + more(found.verdicts - len(found.columns), None, written=False))


def _column_cells(row: ColumnChange) -> Iterator[Cell]:
    yield Cell(short(row.uri), row.uri, "path")
    yield Cell(short(column_name(row)))
    for kind in (row.before, row.after):
        yield Cell(kind or t("none"), kind, "mono" if kind else "faint")
