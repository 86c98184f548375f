"""PDF without a text layer: scanned forms, a picture a page at 150 dpi."""

from __future__ import annotations

import io
import time

from benchmarks.estate.content import Made, Pen, line_facts
from benchmarks.estate.formats import image

NEEDS = ("PIL",)
lacking = image.lacking


def make(pen: Pen) -> Made:
    """One page of A4."""
    lines = pen.lines("form", 8 + pen.below(20))
    out = io.BytesIO()
    page = image.drawn(lines, 1240, 1754, pen.pick((22, 26, 30)))
    page.save(out, "PDF", resolution=150.0, creationDate=time.gmtime(0), modDate=time.gmtime(0))
    return Made(out.getvalue(), "pdf", [fact._replace(where={"page": 1}) for fact in line_facts(lines)])
