"""Workbooks of old Excel."""

from __future__ import annotations

import io

from benchmarks.estate.content import Made, Pen
from benchmarks.estate.formats import xlsx

NEEDS = ("xlwt",)


def make(pen: Pen) -> Made:
    """A workbook."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    found = xlsx.sheets(pen)
    for name, grid, top in found:
        sheet = book.add_sheet(name)
        if top:
            sheet.write(0, 0, f"{grid.schema.name}明细表")
        for column, heading in enumerate(grid.chinese):
            sheet.write(top, column, heading)
        for row, cells in enumerate(grid.rows, top + 1):
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(row, column, cell)
    out = io.BytesIO()
    book.save(out)
    return Made(out.getvalue(), "xls", xlsx.sheet_facts(found))
