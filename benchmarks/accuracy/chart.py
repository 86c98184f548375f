"""Draws the figures as an SVG of small bars: a row a type, a column a program, F1 of overlapping findings.

The colours are the reader's: light or dark by what the browser prefers. It says the same as the table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

_LABELS, _COLUMN, _BAR, _ROW, _TOP = 215, 122, 70, 20, 74  # pixels
_STYLE = """
 text { font: 12px system-ui, sans-serif; fill: #1f2328 } .small { font-size: 11px; fill: #59636e }
 .title { font-size: 15px; font-weight: 600 } .own { fill: #0969da } .peer { fill: #8b949e }
 .track { fill: #d1d9e0; opacity: .45 } .ground { fill: #ffffff } .line { stroke: #d1d9e0 }
 @media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc } .small { fill: #9198a1 } .own { fill: #58a6ff } .peer { fill: #7d8590 } .track { fill: #3d444d }
  .ground { fill: #0d1117 } .line { stroke: #3d444d }
 }
"""


def share(value: float | None) -> str:
    """A share of one in three decimals, without the zero; a dash for what is not compared or has no sense."""
    if value is None:
        return "–"
    if value in (0, 1):
        return f"{value:g}"
    return ">.999" if value >= 0.9995 else f"{value:.3f}".removeprefix("0")


def _text(x: float, y: float, text: str, kind: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{kind}">{escape(text)}</text>'


def _cell(x: float, y: float, value: float | None, kind: str) -> str:
    if value is None:
        return ""
    bars = f'<rect x="{x:g}" y="{y:g}" width="{_BAR}" height="12" rx="2" class="track"/>'
    if value:
        bars += f'<rect x="{x:g}" y="{y:g}" width="{_BAR * value:.1f}" height="12" rx="2" class="{kind}"/>'
    return bars + _text(x + _BAR + 5, y + 10, share(value), "small")


def draw(programs: Sequence[dict[str, Any]]) -> str:
    """The chart of all programs in the order given, every type of the first. ``programs`` are those of results.json."""
    entities = list(programs[0]["scoring"]["types"])
    width, height = _LABELS + _COLUMN * len(programs) + 10, _TOP + _ROW * len(entities) + 14
    title = "F1 by type: findings that overlap a value of their type. No bar: the program does not know the type."
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f'<rect width="{width}" height="{height}" class="ground"/>',
        _text(12, 24, title, "title"),
    ]
    for column, program in enumerate(programs):
        x = _LABELS + _COLUMN * column
        name, _, note = program["program"].partition(", ")
        parts.append(_text(x, 48, name))
        parts.append(_text(x, 63, note or program["version"], "small"))
    for row, entity in enumerate(entities):
        y = _TOP + _ROW * row
        parts.append(f'<line x1="12" x2="{width - 10}" y1="{y - 2}" y2="{y - 2}" class="line"/>')
        parts.append(_text(12, y + 12, entity))
        for column, program in enumerate(programs):
            figures = program["scoring"]["types"].get(entity)
            kind = "own" if program["program"].startswith("piiguard") else "peer"
            parts.append(_cell(_LABELS + _COLUMN * column, y + 2, figures and figures["overlap"]["f1"], kind))
    return "\n".join(part for part in parts if part) + "\n</svg>\n"
