"""A workbook and a PDF: whole scans beside the library that reads them, alone in a process of its own.

The library does what its readers do first: python-calamine hands over every row of every sheet as Python values,
pypdfium2 the text of every page. What piiguard adds is the search, and all that stands outside cells and text layers.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from benchmarks import corpus, measure, scan_data
from benchmarks.scan_peers import Rounds

_DENSITY = 0.01
_LINES = 44  # of a page
_CALAMINE = """
import sys
from python_calamine import CalamineWorkbook
with open(sys.argv[1], "rb") as file:
    workbook = CalamineWorkbook.from_filelike(file)
    for name in workbook.sheet_names:
        for row in workbook.get_sheet_by_name(name).iter_rows():
            pass
"""
_PDFIUM = """
import sys
from pypdfium2 import PdfDocument
pdf = PdfDocument(sys.argv[1])
for page in pdf:
    text = page.get_textpage()
    text.get_text_range()
    text.close()
    page.close()
"""
Argv = tuple[str, ...]


class Kind(NamedTuple):
    """One kind of file: how many (rows, pages) of it, what writes them, and the library's own program."""

    name: str
    unit: str
    count: int
    needs: tuple[str, ...]
    write: Callable[[Path, int], None]
    library: str
    program: str


def write_xlsx(path: Path, rows: int) -> None:
    """A sheet of so many rows under a header, ten columns, numbers as numbers."""
    from openpyxl import Workbook

    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("受理")
    sheet.append(scan_data.COLUMNS)
    amount = scan_data.COLUMNS.index("金额")
    for row in islice(scan_data.rows(scan_data.COLUMNS, _DENSITY), rows):
        sheet.append([*row[:amount], float(row[amount]), *row[amount + 1 :]])
    workbook.save(path)


def write_pdf(path: Path, pages: int) -> None:
    """So many pages of records and letters, a text layer without embedded fonts."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    rng = Random(f"{corpus.SEED}:pdf")
    canvas = Canvas(str(path), pageCompression=1, invariant=1)
    for _ in range(pages):
        canvas.setFont("STSong-Light", 10)
        for line in range(_LINES):
            text = corpus.message(rng, rng.random() < _DENSITY, rng.randint(12, 46))
            canvas.drawString(60, 790 - 16 * line, text)
        canvas.showPage()
    canvas.save()


def kinds(share: float = 1.0) -> list[Kind]:
    """Both kinds; ``share`` makes them smaller. Large enough that start-up is little beside the reading."""
    rows, pages = int(60_000 * share), int(1200 * share)
    return [
        Kind("xlsx", "rows", rows, ("openpyxl", "python_calamine"), write_xlsx, "python-calamine alone", _CALAMINE),
        Kind("PDF", "pages", pages, ("reportlab", "pypdfium2"), write_pdf, "pypdfium2 alone", _PDFIUM),
    ]


def documents(share: float, repeats: int, argv: Callable[[str, int], Argv], rounds: Rounds) -> Iterator[dict[str, Any]]:
    """Two records a kind: the library's, and piiguard's with ``times_library``, its processor time over the library's.

    ``times_library_net`` compares what is left of both without starting: an empty folder scanned, the library imported.
    """
    for kind in kinds(share):
        absent = [name for name in kind.needs if not find_spec(name)]
        if absent:
            yield {"measure": "skipped", "program": kind.library, "reason": f"not installed: {', '.join(absent)}"}
            continue
        with tempfile.TemporaryDirectory(prefix="piiguard-bench-") as folder:
            path, idle = Path(folder, f"a.{kind.name.lower()}"), Path(folder, "idle")
            idle.mkdir()
            kind.write(path, kind.count)
            python = (sys.executable, "-c")
            runs = rounds({
                "piiguard": (argv(str(path), 1), (0, 1)),
                "piiguard idle": (argv(str(idle), 1), (0, 1)),
                kind.library: ((*python, kind.program, str(path)), (0,)),
                f"{kind.library} idle": ((*python, f"import {kind.needs[1]}"), (0,)),
            }, repeats)  # fmt: skip
            about = {"data": kind.name, "density": _DENSITY, "bytes": path.stat().st_size, kind.unit: kind.count}
        yield from _records(kind, about, runs)


def _records(kind: Kind, about: dict[str, Any], runs: dict[str, list[measure.Run]]) -> Iterator[dict[str, Any]]:
    cpu = {name: min(run.cpu for run in done) for name, done in runs.items()}
    net = {name: max(cpu[name] - cpu[f"{name} idle"], 1e-3) for name in (kind.library, "piiguard")}
    for name in net:
        wall = min(run.wall for run in runs[name])
        record = {"cpu_s": cpu[name], "start_cpu_s": cpu[f"{name} idle"], "wall_s": wall, f"{kind.unit}_s": kind.count / wall}
        if name == "piiguard":
            record |= {"times_library": cpu[name] / cpu[kind.library], "times_library_net": net[name] / net[kind.library]}
        shown = {key: measure.significant(value) for key, value in record.items()}
        yield {"measure": "scan", "program": name, **about, **shown, "workers": 1, "runs": len(runs[name])}
