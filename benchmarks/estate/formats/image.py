"""Images with text in them: ID cards, forms and screenshots at 150 dpi, drawn with a font of the system."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from benchmarks.estate.content import Line, Made, Pen, line_facts

NEEDS = ("PIL",)
_FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/System/Library/Fonts/PingFang.ttc",
)


def font() -> str:
    """A font file with hanzi; "" where there is none."""
    return next((path for path in _FONTS if Path(path).exists()), "")


def lacking() -> str:
    """A font is no package."""
    return "" if font() else "a font with hanzi (fonts-wqy-microhei)"


def drawn(lines: list[Line], width: int, height: int, size: int) -> Any:
    """Lines as a page; ``size`` is a letter's in pixels: 22 are 10.5 points at 150 dpi."""
    from PIL import Image, ImageDraw, ImageFont

    face = ImageFont.truetype(font(), size)
    page = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(page)
    for at, line in enumerate(lines):
        pen.text((60, 50 + 2 * size * at), line.text, fill="black", font=face)
    return page


def _card(pen: Pen) -> list[Line]:
    values = pen.values
    name, number = values.person("three"), values.id_card()
    return [
        Line(f"姓名 {name}", (("PERSON", name),), "card:1"),
        Line("性别 男  民族 汉", (), "card:2"),
        Line(f"公民身份号码 {number}", (("CN_ID_CARD", number),), "card:3"),
    ]


def make(pen: Pen) -> Made:
    """An ID card or a claim form, as PNG or JPEG."""
    lines = pen.pick((_card, lambda p: p.lines("form", 5)))(pen)
    page = drawn(lines, 900, 560, pen.pick((22, 26, 32)))
    kind, ending = pen.pick((("PNG", "png"), ("JPEG", "jpg")))
    out = io.BytesIO()
    page.save(out, kind, dpi=(150, 150), quality=92)
    return Made(out.getvalue(), ending, [fact._replace(where={}) for fact in line_facts(lines)])
