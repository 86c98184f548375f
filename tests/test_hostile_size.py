"""Much of something: bytes out of few, levels of it, one line, one folder. What it costs is bounded by the settings.

``PIIGUARD_HOSTILE=full`` takes the sizes of the requirement (10 GB of zeros, a line of 1 GB, 200,000 files) in place of smaller ones.
"""

from __future__ import annotations

import gzip
import json
import os
import time
from pathlib import Path
from typing import Any

import hostile
import hostile_documents
import pytest
from test_hostile import MEMORY, Run
from test_hostile_runs import Rows, scanned

from piiguard.formats import Limits
from piiguard.scan import scan, worker
from piiguard.scan.rows import ObjectRow

FULL = os.environ.get("PIIGUARD_HOSTILE") == "full"
SMALL = Limits(bytes=1 << 26)


def only(rows: Rows, status: str) -> list[ObjectRow]:
    return [row for row in rows.objects.values() if row.status == status]


@pytest.mark.parametrize("size", [10 << 30 if FULL else 1 << 30])
def test_gigabytes_of_zeros(tmp_path: Path, size: int) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.gz").write_bytes(hostile.zeros(size))
    assert (folder / "a.gz").stat().st_size < size // 900
    (folder / "z.txt").write_bytes(hostile.planted())
    if not FULL:
        rows = scanned(folder, limits=SMALL, workers=1)
        assert rows.objects["a"].status == "partial"
        assert rows.objects["a"].reason.endswith(f"more than {1 << 26} bytes come out of the object")
        assert rows.objects["a"].size == 1 << 26
        assert rows.findings["z.txt"] == 1
        return
    run = Run(tmp_path, "scan", str(folder), "-o", str(tmp_path / "r.jsonl"))
    assert run.worker < MEMORY
    assert os.listdir(run.temporary) == []
    assert f"more than {2 << 30} bytes come out" in (tmp_path / "r.jsonl").read_text()


def test_zips_in_zips_that_are_terabytes(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(hostile.matryoshka())
    rows = scanned(tmp_path, limits=SMALL, workers=1)
    assert all("bytes come out of the object" in row.reason for row in only(rows, "partial"))
    assert sum(row["bytes"] for row in rows.all if row.get("status") == "skipped") <= 1 << 26


def test_records_of_no_bytes(tmp_path: Path) -> None:
    pytest.importorskip("fastavro", reason="fastavro is not installed (piiguard[scan])")
    (tmp_path / "a.avro").write_bytes(hostile_documents.nothing_avro())
    rows = scanned(tmp_path, limits=SMALL, workers=1)
    assert (rows.objects["a.avro"].status, rows.objects["a.avro"].reason) == ("partial", f"more than {1 << 26} characters come out of the object")


def test_a_line_without_an_end(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    line = "今天天气不错，" * 5000
    size = 1 << 30 if FULL else 1 << 25
    with gzip.open(folder / "a.txt.gz", "wb", 1) as out:
        value = hostile.planted().strip()
        out.write(value)
        for _ in range(size // len(line.encode())):
            out.write(line.encode())
        out.write(value)
    run = Run(tmp_path, "scan", str(folder), "-o", str(tmp_path / "r.jsonl"), status=1)
    found = [row for row in map(json.loads, (tmp_path / "r.jsonl").read_text().splitlines()) if row["row"] == "finding"]
    assert [row["location"]["line"] for row in found] == [1, 1]
    assert found[1]["location"]["column"] > size // 4
    assert run.worker < MEMORY


@pytest.mark.parametrize("many", [200_000 if FULL else 20_000])
def test_a_folder_of_many_files(tmp_path: Path, many: int) -> None:
    held = []
    for count in (many // 10, many):
        folder = tmp_path / f"in{count}"
        folder.mkdir()
        data = hostile.planted()
        for number in range(count):
            (folder / f"{number}.txt").write_bytes(data if number % 100 == 0 else b"x")
        run = Run(tmp_path / f"run{count}", "scan", str(folder), "--format", "jsonl", "-o", str(tmp_path / "r.jsonl"), status=1)
        summary = json.loads((tmp_path / "r.jsonl").read_text().splitlines()[-1])
        assert (summary["objects"], summary["findings"]) == (count, count // 100)
        held.append(run.parent)
        assert run.worker < MEMORY
    assert held[1] - held[0] < 200 * many, "the parent holds eight bytes a file, and what its database caches"


@pytest.mark.parametrize("name", ["a.csv.gz", "a.txt.gz"])
def test_a_long_file_in_a_file_shows_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Nothing is found in it, so nothing else is heard of it for longer than a worker may be silent."""
    row = "编号,内容,备注\n" + "1,今天天气不错今天天气不错,没有什么\n" * 40_000
    (tmp_path / name).write_bytes(gzip.compress((row if "csv" in name else row.replace(",", " ")).encode(), 1))
    said: list[Any] = []
    tick = worker._Unit._tick

    def heard(unit: Any, read: int) -> None:
        time.sleep(0.02)
        said.append(read)
        tick(unit, read)

    monkeypatch.setattr(worker._Unit, "_tick", heard)
    rows = Rows()
    scan([tmp_path], sink=rows, workers=0)
    unpacking = said.count(-1)
    assert len(said) - unpacking > 1, "while it is searched, too"
