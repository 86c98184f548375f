"""Reviewed findings: what is silenced, what is not, and what a baseline must say."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from piiguard.guard import Guard
from piiguard.keyring import Keyring
from piiguard.scan import scan
from piiguard.scan.baseline import Baseline, BaselineError
from piiguard.testing import Values

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 22)
SAID = {"author": "li.na", "reason": "our own hotline", "expires": date(2027, 1, 1)}


def baseline(*entries: dict[str, Any], today: date = TODAY) -> Baseline:
    return Baseline({"version": 1, "reviewed": list(entries)}, today)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    values = Values(31)
    root = tmp_path / "in"
    root.mkdir()
    rows = "".join(f"{at},{values.mobile()},{values.email()}\n" for at in range(20))
    (root / "a.csv").write_text("编号,客服热线,邮箱\n" + rows)
    (root / "b.jsonl").write_text("".join(json.dumps({"data": [{"手机号": values.mobile()}]}, ensure_ascii=False) + "\n" for _ in range(5)))
    return root


def test_by_place(folder: Path) -> None:
    plain = scan([folder])
    by_field = baseline({"where": "*/a.csv", "field": "客服*", "entity_type": "CN_MOBILE", **SAID})
    found = scan([folder], baseline=by_field)
    assert found.suppressed == {"CN_MOBILE": 20}
    assert found.findings == plain.findings - found.suppressed
    by_path = baseline({"where": "*.jsonl", "path": "$.data[*].手机号", **SAID}, {"where": "*/a.csv", **SAID})
    assert scan([folder], baseline=by_path).exit_status == 0
    other = baseline({"where": "*.jsonl", "path": "$.other[*].手机号", **SAID})
    assert not scan([folder], baseline=other).suppressed


def test_by_fingerprint_it_survives_inserted_lines(folder: Path, tmp_path: Path) -> None:
    ring, report = Keyring.generate(), tmp_path / "r.toml"
    guard = Guard(keyring=ring)
    run_draft(folder, guard, report)
    drafted = report.read_text("utf-8")
    with pytest.raises(BaselineError, match="entry 1 has no author"):
        Baseline.load(report)
    report.write_text(drafted.replace('author = ""', 'author = "li.na"').replace('reason = ""', 'reason = "seen"'), "utf-8")
    table = folder / "a.csv"
    head, _, rest = table.read_text().partition("\n")
    table.write_text(f"{head}\n0,13800138000,\n{rest}")
    found = scan([folder], guard=guard, baseline=Baseline.load(report))
    assert found.findings == {"CN_MOBILE": 1}, "only what was put in is new"
    assert found.suppressed.total() == 45
    assert not scan([folder], guard=Guard(keyring=Keyring.generate()), baseline=Baseline.load(report)).suppressed


def run_draft(folder: Path, guard: Guard, path: Path) -> None:
    from piiguard.reports import report

    with report("baseline", str(path), sys.stdout.buffer) as sink:
        scan([folder], guard=guard, sink=sink)


def test_an_entry_expires(folder: Path) -> None:
    entry = {"where": "*", **SAID}
    assert scan([folder], baseline=baseline(entry, today=date(2027, 1, 1))).exit_status == 0
    late = baseline(entry, today=date(2027, 1, 2))
    assert late.expired == 1
    assert scan([folder], baseline=late).exit_status == 1


def test_a_masked_report_is_reviewed_too(folder: Path, tmp_path: Path) -> None:
    report, silenced, toml = tmp_path / "r.jsonl", tmp_path / "s.jsonl", tmp_path / "b.toml"

    def run(*arguments: str) -> int:
        return subprocess.run([sys.executable, "-m", "piiguard", *arguments], cwd=ROOT, check=False).returncode

    assert run("scan", str(folder), "-o", str(report), "--quiet") == 1
    assert run("report", str(report), "-o", str(toml)) == 0
    toml.write_text(toml.read_text("utf-8").replace('""', '"x"'), "utf-8")
    assert run("report", str(report), "--baseline", str(toml), "-o", str(silenced)) == 0
    rows = [json.loads(line) for line in silenced.read_text("utf-8").splitlines()]
    assert rows[-1]["findings"] == 0
    assert sum(rows[-1]["suppressed"].values()) == 45
    assert all("x (x, until" in row["suppressed"] for row in rows if row["row"] == "finding")
    assert run("scan", str(folder), "--baseline", str(toml), "--quiet") == 0
    assert run("scan", str(folder), "--baseline", str(tmp_path / "missing"), "--quiet") == 2


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"where": "*", "author": " ", "reason": "x", "expires": TODAY}, "no author"),
        ({"where": "*", "author": "x", "expires": TODAY}, "no reason"),
        ({"where": "*", "author": "x", "reason": "x"}, "expires must be a date"),
        ({"author": "x", "reason": "x", "expires": TODAY}, "either fingerprint or where"),
        ({"where": "*", "fingerprint": "x", **SAID}, "either fingerprint or where"),
        ({"fingerprint": "x", "field": "y", **SAID}, "no place goes with it"),
        ({"where": "*", "line": 3, **SAID}, "unknown keys: line"),
        ({"where": 3, **SAID}, "where must be text"),
    ],
)
def test_what_a_baseline_must_say(entry: dict[str, Any], said: str) -> None:
    with pytest.raises(BaselineError, match=said):
        baseline({"where": "*", **SAID}, entry)
