"""PDF with a text layer: policies of several pages, lines and a table."""

from __future__ import annotations

import io

from benchmarks.estate.content import Fact, Made, Pen, line_facts
from benchmarks.estate.formats import image

NEEDS = ("reportlab",)
_FONT = "STSong-Light"  # one of Adobe's: the reader has it, nothing is embedded
_EMBEDDED = "Embedded"


def _font(pen: Pen) -> str:
    """A font of the reader's or, where this machine has one with hanzi, one that is embedded in part."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.ttfonts import TTFont

    if pen.below(2) and image.font():
        pdfmetrics.registerFont(TTFont(_EMBEDDED, image.font(), subfontIndex=0))
        return _EMBEDDED
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    return _FONT


def pages(pen: Pen, encrypt: object = None) -> Made:
    """One to four pages; on half of them label and value stand in columns of their own."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    font = _font(pen)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, encrypt=encrypt)
    facts: list[Fact] = []
    for number in range(1, 2 + pen.below(4)):
        lines = pen.lines("contract", 6 + pen.below(14), "gbk")
        canvas.setFont(font, 11)
        columns = pen.below(2)
        for at, line in enumerate(lines):
            label, colon, value = line.text.partition("：")
            if columns and colon and "：" not in value:
                canvas.drawString(50, 780 - 28 * at, label)
                canvas.drawString(190, 780 - 28 * at, value)
            else:
                canvas.drawString(50, 780 - 28 * at, line.text)
        canvas.showPage()
        facts += [fact._replace(where={"page": number}) for fact in line_facts(lines)]
    canvas.save()
    return Made(out.getvalue(), "pdf", facts)


def make(pen: Pen) -> Made:
    """A policy."""
    return pages(pen)
