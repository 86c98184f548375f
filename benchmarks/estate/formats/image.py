"""Images with text in them: ID cards, forms and screenshots at 150 dpi, drawn with a font of the system."""

from __future__ import annotations

import io
from pathlib import Path

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


def drawn(lines: list[Line], width: int) -> object:
    """Lines as a page of ``width`` pixels; 28 pixels a letter are 13 points at 150 dpi."""
    from PIL import Image, ImageDraw, ImageFont

    face = ImageFont.truetype(font(), 28)
    page = Image.new("RGB", (width, 80 + 56 * len(lines)), "white")
    pen = ImageDraw.Draw(page)
    for at, line in enumerate(lines):
        pen.text((50, 40 + 56 * at), line.text, fill="black", font=face)
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
    page = drawn(lines, 900)
    kind, ending = pen.pick((("PNG", "png"), ("JPEG", "jpg")))
    out = io.BytesIO()
    page.save(out, kind, dpi=(150, 150), quality=92)  # type: ignore[attr-defined]
    return Made(out.getvalue(), ending, [fact._replace(where={}) for fact in line_facts(lines)])
