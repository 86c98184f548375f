"""Tar archives, plain or compressed."""

from __future__ import annotations

import io
import tarfile

from benchmarks.estate.content import STEM, Fact, Made, Pen
from benchmarks.estate.formats import compressed, zips


def make(pen: Pen) -> Made:
    """An archive with files and folders."""
    facts: list[Fact] = []
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, made in zips.members(pen, True):
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(made.data), 1_709_280_000
            archive.addfile(info, io.BytesIO(made.data))
            facts += made.inside(name).facts
    ending = pen.pick(("", "gz", "bz2", "xz"))
    if not ending:
        return Made(out.getvalue(), "tar", facts)
    facts = [fact._replace(inner=f"{STEM}.tar!/{fact.inner}") for fact in facts]
    return Made(compressed.pack(out.getvalue(), ending), f"tar.{ending}", facts)
