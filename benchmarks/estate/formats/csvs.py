"""CSV: exports with a heading in Chinese or code, quoted cells, sometimes a title above."""

from __future__ import annotations

import csv
import io

from benchmarks.estate import charsets
from benchmarks.estate.content import Made, Pen


def make(pen: Pen, delimiter: str = ",", ending: str = "csv") -> Made:
    """A table; a tenth has a title line, an eighth a tab before every value, half quotes everything."""
    charset = charsets.draw(pen.values)
    grid = pen.grid(pen.size(30, 3000), charset)
    out = io.StringIO()
    quoting = pen.pick((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=pen.pick(("\n", "\r\n")))
    title = pen.below(10) == 0
    if title:
        writer.writerow([f"{grid.schema.name}明細" if charset == "big5" else f"{grid.schema.name}明细"])
    writer.writerow(grid.chinese if charset == "big5" or pen.below(2) else grid.codes)
    # Against spreadsheets that round long numbers people export them with a tab before.
    tab = "\t" if delimiter == "," and pen.below(8) == 0 else ""
    writer.writerows([None if cell is None else tab + cell for cell in cells] for cells in grid.rows)
    return Made(charsets.encode(out.getvalue(), charset), ending, grid.facts(2 + title), charset)
