"""Parquet."""

from __future__ import annotations

import io

from benchmarks.estate.content import Made, Pen
from benchmarks.estate.formats import arrow

NEEDS = ("pyarrow",)


def make(pen: Pen) -> Made:
    """A file, sometimes of several row groups."""
    from pyarrow import parquet

    grid = pen.grid(pen.size(60, 5000))
    out = io.BytesIO()
    parquet.write_table(arrow.frame(grid), out, row_group_size=pen.pick((16, 1024)), compression=pen.pick(("snappy", "zstd", "gzip")))
    return Made(out.getvalue(), "parquet", grid.facts(1))
