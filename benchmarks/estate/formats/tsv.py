"""Tab-separated tables: what databases and spreadsheets copy out."""

from __future__ import annotations

from benchmarks.estate.content import Made, Pen
from benchmarks.estate.formats import csvs


def make(pen: Pen) -> Made:
    """A table with tabs."""
    return csvs.make(pen, "\t", "tsv")
