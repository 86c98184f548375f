"""Excel workbooks: several sheets, hidden ones too, numbers as text and as numbers, comments, a title row now and then."""

from __future__ import annotations

import datetime
import io

from benchmarks.estate.content import Fact, Grid, Made, Pen, line_facts

NEEDS = ("xlsxwriter",)
# Slots whose digits are few enough that a spreadsheet keeps them as a number.
NUMERIC = {"mobile", "money", "count", "serial"}


def sheets(pen: Pen) -> list[tuple[str, Grid, int]]:
    """(sheet name, table, row of the heading from 0); names differ."""
    found = []
    for number in range(1 + pen.below(3)):
        grid = pen.grid(pen.size(20, 800))
        found.append((f"{grid.schema.name}{number + 1}", grid, pen.below(8) // 7))
    return found


def sheet_facts(found: list[tuple[str, Grid, int]]) -> list[Fact]:
    """Rows count from 1, the heading among them."""
    return [fact for name, grid, top in found for fact in grid.facts(top + 2, where={"sheet": name})]


def make(pen: Pen) -> Made:
    """A workbook."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime.datetime(2024, 3, 1)})
    found, noted = sheets(pen), list[Fact]()
    for name, grid, top in found:
        sheet = book.add_worksheet(name)
        if top:
            sheet.write_string(0, 0, f"{grid.schema.name}明细表")
        numeric = {at for at, (_, _, slot) in enumerate(grid.schema.columns) if slot in NUMERIC and pen.below(2)}
        sheet.write_row(top, 0, grid.chinese)
        for row, cells in enumerate(grid.rows, top + 1):
            for column, cell in enumerate(cells):
                if cell is not None and column in numeric:
                    sheet.write_number(row, column, float(cell))
                elif cell is not None:
                    sheet.write_string(row, column, cell)
        if pen.below(5) == 0:
            line = pen.lines("note", 1)
            sheet.write_comment(top + 1, 0, line[0].text)
            noted += [fact._replace(where={"sheet": name}) for fact in line_facts(line)]
        if name != found[0][0] and pen.below(4) == 0:
            sheet.hide()
    book.close()
    return Made(out.getvalue(), "xlsx", [*sheet_facts(found), *noted])
