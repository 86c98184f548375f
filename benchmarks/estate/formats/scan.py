"""PDF without a text layer: scanned forms, a picture a page at 150 dpi."""

from __future__ import annotations

import io

from benchmarks.estate.content import Made, Pen, line_facts
from benchmarks.estate.formats import image

NEEDS = ("PIL",)
lacking = image.lacking


def make(pen: Pen) -> Made:
    """One page."""
    lines = pen.lines("form", 8)
    out = io.BytesIO()
    image.drawn(lines, 1240).save(out, "PDF", resolution=150.0, creationDate=0, modDate=0)  # type: ignore[attr-defined]
    return Made(out.getvalue(), "pdf", [fact._replace(where={"page": 1}) for fact in line_facts(lines)])
