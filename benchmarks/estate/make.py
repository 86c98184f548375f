"""Makes an estate: DIR/files, DIR/truth.jsonl, DIR/keyring (for the scan's fingerprints), DIR/notes.json (what was left out)."""

from __future__ import annotations

import json
import os
from pathlib import Path

from benchmarks.estate import formats, truth
from benchmarks.estate.content import Pen, Status

SEED = 20261122
_FEWEST = 4  # of every format, however small the estate
_DEAR = {"scan": 2, "image": 3}  # read by OCR, seconds each


def plan(files: int, skip: frozenset[str] = frozenset()) -> tuple[dict[str, int], dict[str, str]]:
    """How many files of which format, and why formats are left out: their writer's package is not here, or they are skipped."""
    left = {name: lack for name in formats.FORMATS if (lack := "skipped" if name in skip else formats.missing(name))}
    shares = {name: share for name, (share, _, _) in formats.FORMATS.items() if name not in left}
    total = sum(shares.values())
    counts = {name: max(_DEAR.get(name, _FEWEST), round(files * share / total)) for name, share in shares.items()}
    if "broken" in counts:
        counts["broken"] = max(counts["broken"], 16)
    counts["txt"] = max(_FEWEST, counts.get("txt", 0) + files - sum(counts.values()))
    return counts, left


def _forbidden(root: Path) -> list[tuple[str, Status]]:
    """A file nobody may read; for the administrator there is none."""
    if os.name != "posix" or os.geteuid() == 0:
        return []
    path = root / "杂项" / "私密.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("无权读取\n", "utf-8")
    path.chmod(0)
    return [("杂项/私密.txt", Status(("error",), "[Pp]ermission"))]


def make(folder: Path, files: int, seed: int = SEED, skip: frozenset[str] = frozenset()) -> dict[str, int]:
    """Write an estate of about ``files`` files into a new ``folder``; returns how many of each format there are."""
    root = folder / truth.FILES
    root.mkdir(parents=True)
    keys = truth.ring(seed)
    keys.save(folder / truth.KEYS)
    counts, left = plan(files, skip)
    rows = truth.Truth(keys)
    with (folder / truth.TRUTH).open("w", encoding="utf-8") as out:
        for name, count in counts.items():
            module = formats.load(name)
            _, place, stem = formats.FORMATS[name]
            for number in range(count):
                pen = Pen(f"{seed}/{name}/{number}")
                made = module.make(pen)
                path = f"{place}/{2022 + number % 4}-{1 + number % 12:02}/{stem}-{number:05d}.{made.ending}"
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(made.data)
                out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows.rows(path, name, made))
        for path, status in _forbidden(root):
            row = {"row": "object", "object": path, "kind": "broken", "charset": "", **status._asdict()}
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    note = {"seed": seed, "files": counts, "left_out": left}
    (folder / truth.NOTES).write_text(json.dumps(note, ensure_ascii=False, indent=2) + "\n", "utf-8")
    return counts
