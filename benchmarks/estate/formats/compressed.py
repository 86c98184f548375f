"""Rotated logs, compressed: gz, bz2, xz and, where the package is there, zst."""

from __future__ import annotations

import bz2
import gzip
import lzma
from importlib.util import find_spec

from benchmarks.estate.content import STEM, Made, Pen
from benchmarks.estate.formats import log, sql


def pack(data: bytes, ending: str) -> bytes:
    """``data`` as a file of that ending."""
    if ending == "gz":
        return gzip.compress(data, 6, mtime=0)
    if ending == "bz2":
        return bz2.compress(data)
    if ending == "xz":
        return lzma.compress(data)
    import zstandard

    return zstandard.ZstdCompressor().compress(data)


def make(pen: Pen) -> Made:
    """A log or a dump."""
    made = pen.pick((log, log, sql)).make(pen)
    ending = pen.pick(("gz", "gz", "bz2", "xz", "zst" if find_spec("zstandard") else "gz"))
    facts = made.inside(f"{STEM}.{made.ending}").facts  # the inner file has the outer one's name
    return Made(pack(made.data, ending), f"{made.ending}.{ending}", facts)
