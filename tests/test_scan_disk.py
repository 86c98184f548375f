"""A disk that is full or broken under the ledger or the report: a clear end, and nothing lost."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from piiguard.scan import scan
from piiguard.scan.ledger import Ledger, LedgerError
from piiguard.testing import Values

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    values, root = Values(21), tmp_path / "in"
    root.mkdir()
    for number in range(40):
        (root / f"{number:02}.txt").write_text("".join(f"客户 手机{values.mobile()}\n" for _ in range(300)))
    return root


def run(*arguments: str, room: int | None = None, **options: Any) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        if room is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))  # Python ignores the signal; writes fail

    return subprocess.run(
        [sys.executable, "-m", "piiguard", "scan", *arguments, "--quiet"],
        cwd=ROOT, text=True, stderr=subprocess.PIPE, preexec_fn=limit, check=False, **options,
    )  # fmt: skip


def findings(report: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in report.read_text("utf-8").splitlines()]


def test_a_full_disk_under_the_ledger(folder: Path, tmp_path: Path) -> None:
    state, report, plain = tmp_path / "state", tmp_path / "r.jsonl", tmp_path / "plain.jsonl"
    done = run(str(folder), "--state", str(state), "-o", str(report), room=600_000)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: ledger: ")
    assert len(done.stderr.splitlines()) == 1
    assert not report.exists()
    again = run(str(folder), "--state", str(state), "-o", str(report))
    assert again.returncode == 1
    run(str(folder), "-o", str(plain))
    assert findings(report) == findings(plain), "it goes on where the disk was full"


def test_a_full_disk_under_the_report(folder: Path, tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = run(str(folder), "--format", "jsonl", stdout=full)
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    target = tmp_path / "out"
    target.mkdir()
    done = run(str(folder), "--workers", "0", "--state", str(tmp_path / "s"), "-o", str(target / "r.jsonl"), "--format", "jsonl")
    kept = (target / "r.jsonl").read_bytes()
    done = run(str(folder), "--state", str(tmp_path / "s"), "-o", str(target / "r.jsonl"), room=100_000)
    assert done.returncode == 2
    assert os.listdir(target) == ["r.jsonl"]
    assert (target / "r.jsonl").read_bytes() == kept, "an older report stays as it was"


def test_a_damaged_ledger_is_said_to_be(folder: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    scan([folder], state=state)
    data = bytearray(state.read_bytes())
    data[4096 : len(data) // 2] = os.urandom(len(data) // 2 - 4096)
    state.write_bytes(data)
    with pytest.raises(LedgerError):
        scan([folder], state=state)


@pytest.mark.parametrize("name", ["SQLITE_FULL", "SQLITE_IOERR_WRITE"])
def test_errors_of_the_ledger_name_no_value(tmp_path: Path, name: str) -> None:
    with Ledger(str(tmp_path / "s")) as ledger:
        error = sqlite3.OperationalError("手机13912345678")
        error.sqlite_errorname = name

        def fail() -> None:
            raise error

        with pytest.raises(LedgerError) as caught:
            ledger.guarded(fail)
    assert "139" not in f"{caught.value}{caught.value.args}{caught.value.__cause__}"
