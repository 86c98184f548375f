"""Zip archives: files of other formats, one in three with another archive inside."""

from __future__ import annotations

import io
import zipfile

from benchmarks.estate.content import Fact, Made, Pen
from benchmarks.estate.formats import compressed, csvs, eml, jsonl, txt


class _Gbk(zipfile.ZipInfo):
    """An entry as Chinese Windows writes it: its name in GBK, and no word of that."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("gbk"), self.flag_bits


_STEMS = ("客户清单", "list", "notes", "对账", "export")


def members(pen: Pen, nested: bool) -> list[tuple[str, Made]]:
    """Two to five files with their names."""
    found = []
    for number in range(2 + pen.below(4)):
        made = pen.pick((txt, csvs, jsonl, eml, compressed)).make(pen)
        found.append((f"{pen.pick(('', '', 'data/', '2024/'))}{pen.pick(_STEMS)}{number}.{made.ending}", made))
    if nested and pen.below(3) == 0:
        made = _zip(pen, False)
        found.append((f"inner{len(found)}.zip", made))
    return found


def _zip(pen: Pen, nested: bool) -> Made:
    facts: list[Fact] = []
    out = io.BytesIO()
    entry = pen.pick((zipfile.ZipInfo, _Gbk))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, made in members(pen, nested):
            archive.writestr(entry(name, (2024, 3, 1, 8, 0, 0)), made.data, zipfile.ZIP_DEFLATED)
            facts += made.inside(name).facts
    return Made(out.getvalue(), "zip", facts)


def make(pen: Pen) -> Made:
    """An archive."""
    return _zip(pen, True)
