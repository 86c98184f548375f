"""XML messages: elements named in code, or in attributes; UTF-8, GB18030 or UTF-16 as declared."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from benchmarks.estate import charsets
from benchmarks.estate.content import Made, Pen


def make(pen: Pen) -> Made:
    """A list of records."""
    grid = pen.grid(pen.size(15, 400))
    charset = pen.pick(("utf-8", "utf-8", "gb18030", "utf-16-le"))
    attributes, packed = pen.below(3) == 0, pen.below(5) == 0
    lines = [f'<?xml version="1.0" encoding="{"UTF-16" if charset == "utf-16-le" else charset.upper()}"?>', "<records>"]
    for cells in grid.rows:
        pairs = [(code, cell) for code, cell in zip(grid.codes, cells, strict=True) if cell is not None]
        if attributes:
            lines.append(f"  <{grid.schema.code} {' '.join(f'{code}={quoteattr(cell)}' for code, cell in pairs)}/>")
            continue
        lines.append(f"  <{grid.schema.code}>")
        lines += [f"    <{code}>{f'<![CDATA[{cell}]]>' if packed else escape(cell)}</{code}>" for code, cell in pairs]
        lines.append(f"  </{grid.schema.code}>")
    text = "\n".join([*lines, "</records>\n"])
    facts = [fact._replace(where={}) for fact in grid.facts(0)]
    return Made(charsets.encode(text, charset), "xml", facts, charset)
