"""OpenDocument texts, written out by hand."""

from __future__ import annotations

from xml.sax.saxutils import escape

from benchmarks.estate.content import Made, Pen, line_facts
from benchmarks.estate.formats import ods


def make(pen: Pen) -> Made:
    """A draft of a contract."""
    lines = pen.lines("contract", pen.size(20, 200))
    body = "".join(f"<text:p>{escape(line.text)}</text:p>" for line in lines)
    return Made(ods.package("text", body), "odt", [fact._replace(where={}) for fact in line_facts(lines)])
