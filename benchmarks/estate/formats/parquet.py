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
    groups, compression = pen.pick((16, 1024)), pen.pick(("snappy", "zstd", "gzip"))
    parquet.write_table(arrow.frame(grid), out, row_group_size=groups, compression=compression)
    return Made(out.getvalue(), "parquet", grid.facts(1))
