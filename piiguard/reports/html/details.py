"""The body of the page: risk by level and type, where it is, the worst objects, samples, columns, what was not read."""

from __future__ import annotations

from collections.abc import Iterator

from piiguard.classification import facts
from piiguard.recognizers import BUILTIN
from piiguard.reports.html.markup import Cell, Html, bar, both, esc, level, more, num, number, pair, percent, short, t, table
from piiguard.reports.html.reasons import explain
from piiguard.reports.html.treemap import legend, start, treemap
from piiguard.reports.table import column_name, place, size
from piiguard.reports.tally import LEVELS, Place, Tally, weigh
from piiguard.scan.rows import ColumnRow, ObjectRow

_PLACES = 60  # rows of the table of places
_DEPTH = 3
_TITLES = {recognizer.entity_type: (recognizer.title_zh, recognizer.title_en) for recognizer in BUILTIN}


def risk(tally: Tally) -> Html:
    """Findings by level and by type."""
    levels = tally.levels()
    total = max(1, levels.total())
    cards = "".join(
        f'<div class="card level {name}"><b>{levels[name]:,}</b><span>{t(name)}</span>'
        f"{bar(levels[name] / total, name)}<small>{t(name + '_text')}</small></div>"
        for name in LEVELS
    )
    kinds = sorted(tally.types.items(), key=lambda item: (item[1].level, item[1].findings), reverse=True)
    rows = []
    for name, kind in kinds:
        title = both(_TITLES[name]) if name in _TITLES else Html("")
        grade = _grade(name)
        cells = [Cell(level(kind.level), kind.level), Cell(title), Cell(name, name, "mono"), Cell(t(grade) if grade else "")]
        share = kind.findings / total
        much = Html(f"{bar(share, kind.level)} {esc(percent(share))}")
        cells += [number(kind.findings), Cell(much, kind.findings, "w"), number(kind.objects)]
        rows.append((kind.level, cells))
    made = table("types", ("level", "name", "type", "grade", "findings", "share", "objects"), rows, levels=True)
    return Html(
        f'<section id="risk"><h2>{t("risk")}</h2><div class="cards">{cards}</div>'
        f'<h3>{t("by_type")}</h3>{made}<p class="faint">{t("level_source")}</p></section>'
    )


def _grade(entity_type: str) -> str:
    try:
        return facts(entity_type).grade
    except KeyError:
        return ""


def where(tally: Tally) -> Html:
    """The treemap and a table of places."""
    path, node = start(tally.root)
    below = f'<p class="faint path">{short(path)}</p>' if path else ""
    places = sorted(_places(node, "", 0), key=lambda row: (row[1].weight, row[1].unread), reverse=True)
    rows = [(" ".join(name for name in LEVELS if one.levels[name]), _place_cells(text, one)) for text, one in places[:_PLACES]]
    made = table("places", ("place", "objects", "findings", "h3", "h2", "h1", "unread_count"), rows, levels=True)
    return Html(
        f'<section id="where"><h2>{t("where")}</h2>{below}{treemap(node)}'
        f'<p>{legend()}<span class="faint">{t("where_text")}</span></p>'
        f"<h3>{t('by_folder')}</h3>{made}{more(len(places) - _PLACES, None, written=False)}</section>"
    )


def _places(node: Place, path: str, depth: int) -> Iterator[tuple[str, Place]]:
    for name, child in node.children.items():
        if not child.levels and not child.unread:
            continue
        text = f"{path}/{name}" if path else name
        yield text, child
        if depth + 1 < _DEPTH:
            yield from _places(child, text, depth + 1)


def _place_cells(text: str, one: Place) -> list[Cell]:
    counts = (one.objects, one.levels.total(), *(one.levels[name] for name in LEVELS), one.unread)
    return [Cell(short(text), text, "path"), *(number(count) for count in counts)]


def objects(tally: Tally, source: str | None) -> Html:
    """The objects with the most."""
    rows = [(" ".join(name for name in LEVELS if tally.levels_of(row)[name]), _object(tally, row)) for row in tally.worst()]
    made = table("objects-table", ("object", "format", "size", "findings", "h3", "h2", "h1", "types"), rows, levels=True)
    return Html(
        f'<section id="objects"><h2>{t("worst")}</h2><p class="faint">{t("worst_text")}</p>{made}'
        f"{more(tally.found - len(rows), source)}</section>"
    )


def _object(tally: Tally, row: ObjectRow) -> list[Cell]:
    levels = tally.levels_of(row)
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in row.findings.most_common(6))
    kinds += f" +{len(row.findings) - 6}" if len(row.findings) > 6 else ""
    about = " ".join(filter(None, (row.format, row.charset)))
    return [
        Cell(short(row.uri), row.uri, "path"),
        Cell(about, about, "faint nb"),
        Cell(size(row.size), row.size, "n"),
        Cell(num(row.findings.total()), weigh(levels), "n"),
        *(number(levels[name]) for name in LEVELS),
        Cell(kinds, kinds, "kinds"),
    ]


def findings(tally: Tally, source: str | None) -> Html:
    """Samples of findings."""
    kept = tally.samples()
    rows = [
        (
            row.level,
            [
                Cell(level(row.level), row.level),
                Cell(row.entity_type, row.entity_type, "mono"),
                Cell(short(row.masked), row.masked, "mono"),
                Cell(short(row.uri), row.uri, "path"),
                Cell(pair(place(row, "zh"), place(row)), None, "faint"),
                Cell(f"{row.score:.2f}", row.score, "n"),
            ],
        )
        for row in kept
    ]
    made = table("findings-table", ("level", "type", "sample", "object", "place", "score"), rows, levels=True)
    return Html(
        f'<section id="findings"><h2>{t("samples")}</h2><p class="faint">{t("samples_text")}</p>{made}'
        f"{more(tally.findings - len(kept), source)}</section>"
    )


def columns(tally: Tally, source: str | None) -> Html:
    """Statistics of columns, where there were tables."""
    kept = tally.column_rows()
    if not tally.columns:
        return Html("")
    heads = ("object", "column", "verdict", "share", "valid", "confidence", "rows", "nulls", "distinct")
    made = table("columns-table", heads, [("", _column(row)) for row in kept])
    return Html(
        f'<section id="columns"><h2>{t("columns")}</h2><p class="faint">{t("columns_text")}</p>{made}'
        f"{more(tally.verdicts - sum(bool(row.verdict) for row in kept), source)}</section>"
    )


def _column(row: ColumnRow) -> list[Cell]:
    share = next((one for one in row.types if one.entity_type == row.verdict), row.types[0] if row.types else None)
    shown: object = ""
    if share:
        interval = f" <small>{percent(share.low)}–{percent(share.high)}</small>" if row.sampled else ""
        shown = Html(f"{bar(share.share)} {esc(percent(share.share))}{interval}")
    valid = "" if share is None or share.valid is None else percent(share.valid)
    sampled = Html(f"{num(row.rows)} <small>{t('sampled')}</small>") if row.sampled else num(row.rows)
    return [
        Cell(short(row.uri), row.uri, "path"),
        Cell(short(column_name(row))),
        Cell(row.verdict or t("none"), row.verdict, "mono" if row.verdict else "faint"),
        Cell(shown, share.share if share else 0, "w"),
        Cell(valid, -1 if share is None or share.valid is None else share.valid, "n"),
        Cell(f"{row.confidence:.2f}" if row.verdict else "", row.confidence, "n"),
        Cell(sampled, row.rows, "n"),
        Cell(percent(row.nulls / row.rows) if row.rows else "", row.nulls / row.rows if row.rows else 0, "n"),
        number(row.distinct),
    ]


def unread(tally: Tally, source: str | None) -> Html:
    """What was not read, by reason with what to do about it, and object by object."""
    head = f'<section id="unread"><h2>{t("unread")}</h2>'
    if not tally.unread:
        return Html(f"{head}<p>{t('unread_none')}</p></section>")
    grouped: dict[tuple[str, str, tuple[str, str]], int] = {}
    advice = {}
    for (status, reason), count in tally.reasons.most_common():
        meaning, advice[meaning] = explain(reason)
        grouped[status, meaning[1], meaning] = grouped.get((status, meaning[1], meaning), 0) + count
    reasons = [
        ("", [_status(status), Cell(both(meaning)), Cell(both(advice[meaning])), number(count)])
        for (status, _, meaning), count in sorted(grouped.items(), key=lambda item: -item[1])
    ]
    rows = [
        ("", [_status(row.status), Cell(short(row.uri), row.uri, "path"), Cell(short(row.reason))])
        for row in tally.unread_objects
    ]
    return Html(
        f'{head}<p class="faint">{t("unread_text")}</p>'
        f"{table('reasons', ('status', 'reason', 'advice', 'number'), reasons, tools=False)}"
        f"<h3>{t('each')}</h3>{table('unread-table', ('status', 'object', 'reason'), rows)}"
        f"{more(tally.unread - len(rows), source)}</section>"
    )


def _status(status: str) -> Cell:
    return Cell(t(status), status, f"st {status}")


def notes(tally: Tally, source: str | None) -> Html:
    """What a reader should know of objects that were read."""
    if not tally.noted:
        return Html("")
    rows = [("", [Cell(short(row.uri), row.uri, "path"), Cell(short("; ".join(row.notes)))]) for row in tally.notes]
    made = table("notes-table", ("object", "notes"), rows)
    return Html(
        f'<section id="notes"><h2>{t("notes")}</h2><p class="faint">{t("notes_text")}</p>{made}'
        f"{more(tally.noted - len(rows), source)}</section>"
    )
