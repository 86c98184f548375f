"""Word documents: paragraphs, a table, a header, a comment."""

from __future__ import annotations

import io

from benchmarks.estate.content import Made, Pen, line_facts

NEEDS = ("docx",)


def make(pen: Pen) -> Made:
    """A contract; half have a table, a third somebody in the page header. Runs are cut at every change of the font."""
    from docx import Document

    document = Document()
    document.add_heading("保险服务协议", 1)
    lines = pen.lines("contract", pen.size(20, 200))
    for line in lines:
        paragraph = document.add_paragraph()
        cut = pen.below(len(line.text)) if pen.below(3) == 0 else len(line.text)
        paragraph.add_run(line.text[:cut]).bold = True
        paragraph.add_run(line.text[cut:])
    facts = line_facts(lines)
    if pen.below(2):
        grid = pen.grid(3 + pen.below(6))
        table = document.add_table(rows=0, cols=len(grid.chinese))
        for cells in [grid.chinese, *grid.rows]:
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text or ""
        facts += grid.facts(0)
    if pen.below(3) == 0:
        line = pen.lines("contract", 1)
        document.sections[0].header.paragraphs[0].text = line[0].text
        facts += line_facts(line)
    if pen.below(4) == 0:
        line = pen.lines("note", 1)
        document.add_comment(document.paragraphs[1].runs, text=line[0].text, author="核保", initials="H")
        facts += line_facts(line)
    out = io.BytesIO()
    document.save(out)
    return Made(out.getvalue(), "docx", [fact._replace(where={}) for fact in facts])
