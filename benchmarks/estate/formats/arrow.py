"""Arrow files (Feather), and the frame the other columnar formats share."""

from __future__ import annotations

import io
from typing import Any

from benchmarks.estate.content import Grid, Made, Pen

NEEDS = ("pyarrow",)


def frame(grid: Grid) -> Any:
    """A table as Arrow has it: every column text, named in code."""
    import pyarrow

    return pyarrow.table(
        {code: pyarrow.array([cells[at] for cells in grid.rows], pyarrow.string()) for at, code in enumerate(grid.codes)}
    )


def make(pen: Pen) -> Made:
    """A file."""
    from pyarrow import feather

    grid = pen.grid(pen.size(60, 5000))
    out = io.BytesIO()
    feather.write_feather(frame(grid), out, compression=pen.pick(("lz4", "zstd", "uncompressed")))
    return Made(out.getvalue(), "arrow", grid.facts(1))
