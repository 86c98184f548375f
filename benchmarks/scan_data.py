"""Seeded data sets for the scan's measures: text, CSV, JSON lines, many small files, rows of a database.

``density`` is the share of lines, records or rows that hold a personal value in running text, as in
``corpus.py``; in a labelled table three columns hold nothing else. Same seed and size, same bytes.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks import corpus, values

COLUMNS = ("编号", "渠道", "受理时间", "机构", "险种代码", "备注", "金额", "状态", "坐席", "更新时间")
LABELLED = ("编号", "手机号", "身份证号", "邮箱", "受理时间", "机构", "备注", "金额", "状态", "更新时间")
ROWS = ("remark", "channel", "branch", "agent", "amount", "updated")
_CHANNELS = ("app", "web", "branch", "hotline", "partner")
_BRANCHES = ("南京营业部", "浦东支公司", "天河营业部", "成都中心支公司", "武汉分公司")
_STATES = ("已受理", "待复核", "已结案", "处理中")
_OF = {"手机号": "mobile", "身份证号": "id_card", "邮箱": "email"}


def _stamp(rng: Random) -> str:
    day = f"2026-{rng.randint(1, 11):02d}-{rng.randint(1, 28):02d}"
    return f"{day} {rng.randint(8, 21):02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}"


def _remark(rng: Random, density: float) -> str:
    return corpus.message(rng, rng.random() < density, rng.randint(20, 60))


def _cell(rng: Random, name: str, number: int, density: float) -> str:
    """One cell of a table, by its column."""
    if name in _OF:
        return values.MAKERS[_OF[name]](rng)
    if name == "编号":
        return str(100000 + number)
    if name in ("渠道", "channel"):
        return rng.choice(_CHANNELS)
    if name in ("受理时间", "更新时间", "updated"):
        return _stamp(rng)
    if name in ("机构", "branch"):
        return rng.choice(_BRANCHES)
    if name in ("备注", "remark"):
        return _remark(rng, density)
    if name in ("金额", "amount"):
        return f"{rng.randint(100, 99999)}.{rng.randrange(100):02d}"
    if name == "状态":
        return rng.choice(_STATES)
    return f"P{rng.randrange(900):03d}" if name == "险种代码" else f"A{rng.randrange(10**4):04d}"


def rows(names: tuple[str, ...], density: float, seed: int = corpus.SEED) -> Iterator[list[str]]:
    """Rows without end."""
    rng = Random(f"{seed}:{density}:{names}")
    number = 0
    while True:
        yield [_cell(rng, name, number, density) for name in names]
        number += 1


def write_csv(path: Path, size: int, density: float, names: tuple[str, ...] = COLUMNS, seed: int = corpus.SEED) -> None:
    """About ``size`` bytes of a table with a header."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(names)
        made = rows(names, density, seed)
        while out.tell() < size:
            writer.writerows(islice(made, 500))


def write_jsonl(path: Path, size: int, density: float, seed: int = corpus.SEED) -> None:
    """About ``size`` bytes of application events, one JSON object a line; some nested."""
    rng = Random(f"{seed}:{density}:jsonl")
    written = 0
    with path.open("wb") as out:
        while written < size:
            event = {
                "ts": 1762000000000 + rng.randrange(2 * 10**9),
                "level": "INFO",
                "traceId": f"{rng.getrandbits(128):032x}",
                "channel": rng.choice(_CHANNELS),
                "event": {"branch": rng.choice(_BRANCHES), "state": rng.choice(_STATES), "premium": rng.randrange(10**6) / 100},
                "msg": _remark(rng, density),
                "ms": rng.randint(1, 900),
                "ok": rng.random() < 0.97,
            }
            written += out.write(json.dumps(event, ensure_ascii=False).encode() + b"\n")


def write_small(folder: Path, count: int, size: int, density: float) -> None:
    """``count`` logs of about ``size`` bytes, in folders of a hundred."""
    lines = corpus.lines(density)
    for number in range(count):
        path = folder / f"{number // 100:03d}" / f"{number:05d}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = bytearray()
        while len(text) < size:
            text += next(lines).text.encode() + b"\n"
        path.write_bytes(text)


def size_of(path: Path) -> int:
    """Bytes of a file, or of the files below a folder."""
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) if path.is_dir() else path.stat().st_size
