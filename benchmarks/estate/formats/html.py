"""HTML: pages of a ticket system, a table and paragraphs between scripts and styles."""

from __future__ import annotations

from html import escape

from benchmarks.estate import charsets
from benchmarks.estate.content import Fact, Made, Pen, line_facts

_HEAD = '<!DOCTYPE html><html><head><meta charset="{}"><title>工单</title><style>td{{padding:4px}}</style></head>\n<body>'


def make(pen: Pen) -> Made:
    """A page."""
    charset = pen.pick(("utf-8", "utf-8", "gb18030"))
    grid, lines = pen.grid(pen.size(10, 300)), pen.lines("note", 3 + pen.below(6))
    parts = [_HEAD.format(charset), "<h1>工单详情</h1>"]
    parts += [f"<p>{escape(line.text)}</p>" for line in lines]
    parts.append("<table><tr>" + "".join(f"<th>{name}</th>" for name in grid.chinese) + "</tr>")
    parts += ["<tr>" + "".join(f"<td>{escape(cell or '')}</td>" for cell in cells) + "</tr>" for cells in grid.rows]
    field = pen.values.mobile()
    parts.append(f'</table><form><input type="text" name="mobile" value="{field}"></form>')
    parts.append(f"<script>var t={pen.values.unix_ms()};</script></body></html>\n")
    facts = [fact._replace(where={}) for fact in [*line_facts(lines), *grid.facts(0)]]
    facts.append(Fact("CN_MOBILE", field, {}, "form.mobile"))
    return Made(charsets.encode("\n".join(parts), charset), "html", facts, charset)
