"""ORC."""

from __future__ import annotations

import io

from benchmarks.estate.content import Made, Pen
from benchmarks.estate.formats import arrow

NEEDS = ("pyarrow",)


def make(pen: Pen) -> Made:
    """A file."""
    from pyarrow import orc

    grid = pen.grid(pen.size(60, 5000))
    out = io.BytesIO()
    orc.write_table(arrow.frame(grid), out, compression=pen.pick(("uncompressed", "zlib", "zstd")))
    return Made(out.getvalue(), "orc", grid.facts(1))
