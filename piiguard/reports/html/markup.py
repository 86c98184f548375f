"""Small pieces of the page: text in two languages, numbers, bars, tables. Everything that comes from outside is escaped here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from piiguard.reports.html.words import WORDS
from piiguard.scan.neutral import neutral

FOLDED = 15  # rows; of a longer table the page shows ten until it is asked for all (page.js)
LONG = 160  # characters of a foreign text shown; the rest is in its title


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


def esc(text: object) -> Html:
    """Foreign text as markup: without control characters and direction overrides, with every mark of HTML escaped."""
    if isinstance(text, Html):
        return text
    return Html(escape(neutral(str(text))))


def t(key: str, **values: object) -> Html:
    """A sentence in both languages; the page shows one of them."""
    return both(WORDS[key], **values)


def both(words: tuple[str, str], **values: object) -> Html:
    """Chinese and English; values are escaped."""
    safe = {name: num(value) if isinstance(value, int) else esc(value) for name, value in values.items()}
    zh, en = (escape(text).format(**safe) for text in words)
    return Html(f'<span class="zh" lang="zh-CN">{zh}</span><span class="en" lang="en">{en}</span>')


def pair(zh: str, en: str) -> Html:
    """A foreign text in two wordings."""
    return Html(f'<span class="zh" lang="zh-CN">{esc(zh)}</span><span class="en" lang="en">{esc(en)}</span>')


def num(number: int) -> Html:
    """A whole number with thousands apart."""
    return Html(f"{number:,}")


def percent(share: float) -> str:
    """A share as a percentage that is 0 or 100 only where it is."""
    if 0 < share < 0.001:
        return "<0.1%"
    if 0.999 < share < 1:
        return ">99.9%"
    return f"{share:.0%}" if share in (0, 1) or 0.0995 <= share < 0.99 else f"{share:.1%}"


def short(text: str) -> Html:
    """A foreign text, cut in the middle where it is long, whole in its title."""
    shown = neutral(text)
    if len(shown) <= LONG:
        return esc(shown)
    half = LONG // 2
    return Html(f'<span title="{esc(shown[:2000])}">{esc(shown[:half])}…{esc(shown[-half:])}</span>')


def level(name: str) -> Html:
    """The badge of a level."""
    return Html(f'<b class="lv {esc(name)}">{esc(name)}</b>') if name else Html("")


def bar(share: float, kind: str = "") -> Html:
    """A share as a horizontal bar; inline SVG, for the page allows no style attributes."""
    wide = max(0.0, min(1.0, share)) * 100
    return Html(
        f'<svg class="bar {esc(kind)}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="rail" width="100" height="8"/><rect class="fill" width="{wide:.2f}" height="8"/></svg>'
    )


class Cell:
    """A cell of a table: what is shown, what it is sorted by (None: what is shown), its class."""

    __slots__ = ("kind", "shown", "value")

    def __init__(self, shown: object, value: float | str | None = None, kind: str = "") -> None:
        self.shown = esc(shown)
        self.value = value
        self.kind = kind


def number(value: int) -> Cell:
    """A cell with a whole number."""
    return Cell(num(value), value, "n")


def table(
    name: str,
    heads: Sequence[str],
    rows: Iterable[tuple[str, Sequence[Cell]]],
    *,
    tools: bool = True,
    levels: bool = False,
) -> Html:
    """A table that can be sorted by every head and, with ``tools``, filtered.

    name    its id
    heads   keys of words
    rows    levels a row answers to, parted by spaces ("" where there are none), and its cells
    levels  whether it can be narrowed to a level
    """
    listed = list(rows)
    body = [_row(which, cells) for which, cells in listed]
    if not listed:
        return Html(f'<p class="faint">{t("nothing")}</p>')
    right = [' class="n"' if cell.kind == "n" else "" for cell in listed[0][1]]
    head = "".join(
        f'<th scope="col"{side}><button type="button">{t(key)}</button></th>' for key, side in zip(heads, right, strict=True)
    )
    above = _tools(levels) if tools and len(body) > 3 else ""
    below = f'<button type="button" class="all">{t("show_all", n=len(body))}</button>' if len(body) > FOLDED else ""
    return Html(
        f'<div class="table">{above}<div class="scroll"><table id="{name}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>{below}</div>"
    )


def _row(which: str, cells: Sequence[Cell]) -> str:
    mark = f' data-level="{esc(which)}"' if which else ""
    return f"<tr{mark}>{''.join(map(_cell, cells))}</tr>\n"


def _cell(cell: Cell) -> str:
    kind = f' class="{cell.kind}"' if cell.kind else ""
    value = "" if cell.value is None else f' data-v="{esc(cell.value)}"'
    return f"<td{kind}{value}>{cell.shown}</td>"


def _tools(levels: bool) -> str:
    zh, en = WORDS["filter"]
    found = f'<input type="search" aria-label="{en}" placeholder="{zh}" data-zh="{zh}" data-en="{en}">'
    buttons = ""
    if levels:
        one = '<button type="button" data-level="{0}" aria-pressed="false">{0}</button>'
        made = "".join(one.format(name) for name in ("C3", "C2", "C1"))
        buttons = f'<span class="pick">{made}</span>'
    return f'<div class="tools">{found}{buttons}<output></output></div>'


def more(missing: int, where: str | None, *, written: bool = True) -> Html:
    """The sentence under a list that is not all there is; ``written``: other reports have the rest."""
    if missing <= 0:
        return Html("")
    if not written:
        return Html(f'<p class="more">{t("more_only", n=missing)}</p>')
    return Html(f'<p class="more">{t("more", n=missing, where=where or "--format jsonl")}</p>')
