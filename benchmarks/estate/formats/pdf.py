"""PDF with a text layer: policies of several pages, lines and a table."""

from __future__ import annotations

import io

from benchmarks.estate.content import Fact, Made, Pen, line_facts

NEEDS = ("reportlab",)
_FONT = "STSong-Light"  # one of Adobe's: the reader has it, nothing is embedded


def pages(pen: Pen, encrypt: object = None) -> Made:
    """One to four pages."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, encrypt=encrypt)
    facts: list[Fact] = []
    for number in range(1, 2 + pen.below(4)):
        lines = pen.lines("contract", 6 + pen.below(14), "gbk")
        canvas.setFont(_FONT, 11)
        for at, line in enumerate(lines):
            canvas.drawString(50, 780 - 28 * at, line.text)
        canvas.showPage()
        facts += [fact._replace(where={"page": number}) for fact in line_facts(lines)]
    canvas.save()
    return Made(out.getvalue(), "pdf", facts)


def make(pen: Pen) -> Made:
    """A policy."""
    return pages(pen)
