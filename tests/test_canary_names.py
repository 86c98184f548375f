"""Invariant 6 where names hold values: sheets, members, fields, headers, keys, columns, tables, files, folders, URLs. A scan of
files of every format, and every byte of its ledger and of every report of it, show none of them.
"""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from names import FILES, HELD, NAMED, held, named

from piiguard import Guard
from piiguard.reports import FORMATS, report
from piiguard.reports.replay import opened
from piiguard.scan import mask_tree, scan
from piiguard.scan.ledger import Ledger
from piiguard.scan.search import Search

for module in ("pyarrow", "fastavro", "openpyxl", "xlwt", "olefile", "python_calamine", "pypdfium2", "PIL", "duckdb", "lxml"):
    pytest.importorskip(module, reason="needs the extra scan and what makes its files")


def assert_none(output: bytes | str, where: str) -> None:
    text = output.decode("utf-8", "replace") if isinstance(output, bytes) else output
    raw = text + (output.decode("utf-16-le", "replace") if isinstance(output, bytes) else "")
    leaked = sum(value in raw for value in (*NAMED, *HELD))
    assert not leaked, f"{where} shows {leaked} values"


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file of every format, each under a name that holds a value."""
    root = tmp_path_factory.mktemp("estate")
    for ending, make in FILES.items():
        folder = root / named()
        folder.mkdir()
        try:
            (folder / f"{named()}{ending}").write_bytes(make())
        except (ImportError, OSError, TypeError, AttributeError):
            if ending != ".7z":  # libarchive is the system's
                raise
    (root / f"{quote(named())}.txt").write_text(f"手机{held()}\n", encoding="utf-8")
    (root / named()).symlink_to(root / named())
    os.mkfifo(root / named())
    ignored = named()
    (root / ignored).write_text("x")
    (root / ".piiguardignore").write_text(f"{ignored}\n", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def state(estate: Path) -> Path:
    """The ledger of the command's own scan of it."""
    path = estate.parent / "night.ledger"
    command = [sys.executable, "-m", "piiguard", "scan", str(estate), "--state", str(path), "--workers", "2", "--format", "jsonl"]
    done = subprocess.run(command, capture_output=True, timeout=300, check=False)
    assert done.returncode == 2, done.stderr.decode()
    assert_none(done.stdout, "the command's report")
    assert_none(done.stderr, "what the command said")
    assert not [beside for beside in path.parent.iterdir() if beside.name.startswith("night.ledger-")], "it is one file"
    return path


def rows_of(state: Path) -> list[dict[str, Any]]:
    out = io.BytesIO()
    with report("jsonl", None, out) as sink:
        opened(str(state)).replay(sink)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_enough_is_planted_found_and_shown_masked(estate: Path, state: Path) -> None:
    """Of every format something is found, in a place whose name is told and masked."""
    found: Counter[str] = Counter()
    for row in rows_of(state):
        if row["row"] == "finding" and "*" in json.dumps([row["location"], row["uri"].partition("!/")[2]]):
            found[next(ending for ending in sorted(FILES, key=len, reverse=True) if row["uri"].partition("!/")[0].endswith(ending))] += 1
    # A finding's place there is a line, a cue, a slide; a row of a CSV that holds a long number is not its header.
    nameless = {".txt", ".srt", ".vtt", ".rtf", ".pptx", ".csv"}
    assert len(NAMED) > 150
    assert set(FILES) - set(found) <= nameless | {".7z"}


def test_the_ledger_shows_none(state: Path) -> None:
    assert_none(state.read_bytes(), "the ledger")


@pytest.mark.parametrize("kind", FORMATS)
def test_no_report_shows_one(state: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"report.{kind}"
    with report(kind, str(out), io.BytesIO()) as sink:
        opened(str(state)).replay(sink)
    assert len(out.read_bytes()) > 1000
    assert_none(out.read_bytes(), kind)
    if kind == "parquet":
        from pyarrow import parquet

        assert_none(json.dumps(parquet.read_table(out).to_pylist(), ensure_ascii=False), "the rows of a Parquet report")


def test_no_masked_copy_says_one(estate: Path, tmp_path: Path) -> None:
    """What is said of each copy, and the names they are given."""
    rows = mask_tree(estate, tmp_path / "out").rows
    assert len(rows) > len(FILES)
    assert_none(json.dumps([[row.uri, row.target, row.reason, row.notes] for row in rows], ensure_ascii=False), "a copy's row")
    assert_none("\n".join(str(path.relative_to(tmp_path)) for path in (tmp_path / "out").rglob("*")), "a copy's name")


def test_databases_and_urls_show_none(tmp_path: Path) -> None:
    """Schemas, tables, columns; what a URL leads to and asks for, also where nothing answers there."""
    duckdb = pytest.importorskip("duckdb")
    path = tmp_path / f"{named()}.db"
    with sqlite3.connect(path) as lite:
        table = named()
        lite.execute(f'CREATE TABLE "{table}" ("{named()}" TEXT, "{named()}" BLOB)')
        lite.executemany(f'INSERT INTO "{table}" VALUES (?, ?)', [(held(), b"\0\1\xff"), (held(), held())])
        lite.execute(f'CREATE VIEW "{named()}" AS SELECT 1')
    lite.close()
    duck = tmp_path / f"{named()}.duckdb"
    with duckdb.connect(str(duck)) as connection:
        schema, table = named(), named()
        connection.execute(f'CREATE SCHEMA "{schema}"')
        connection.execute(f'CREATE TABLE "{schema}"."{table}" ("{named()}" TEXT)')
        connection.execute(f'INSERT INTO "{schema}"."{table}" VALUES (?)', [held()])
    targets = [
        f"sqlite:///{path}?table=*{NAMED[-1]}*,*", f"duckdb:///{duck}", f"sqlite:///{tmp_path}/{named()}.db",
        f"postgresql://{quote(named())}@127.0.0.1:9/{quote(named())}?schema={quote(named())}", f"postgresql://h/{named(True)}?x={named(True)}",
        f"sftp://h/{named(True)}?x={named(True)}", f"s3://{named(True)}/{quote(named())}?x={named(True)}", f"x{NAMED[-1]}://h/{named(True)}",
        f"redis://127.0.0.1:9/{NAMED[-1]}?table={named(True)}", f"file://{NAMED[-1]}/{named(True)}", str(tmp_path / named()),
    ]  # fmt: skip
    state = tmp_path / "state"
    out = io.BytesIO()
    with report("jsonl", None, out) as sink:
        scan(targets, sink=sink, state=state)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert sum(row["row"] == "finding" and "*" in str(row["location"].get("field")) for row in rows) == 4
    assert sum(row["row"] == "object" and row["status"] == "error" for row in rows) == len(targets) - 2
    assert_none(out.getvalue(), "the report")
    assert_none(state.read_bytes(), "the ledger")


def test_bounds_of_key_ranges_are_gone_from_the_ledger(tmp_path: Path) -> None:
    """They may be values of a table's key; no free page keeps them once they are dropped."""
    path = tmp_path / "ledger"
    bounds = [(number, named()) for number in range(1, 200)]
    with Ledger(str(path)) as ledger, ledger.batch():
        ledger.execute("INSERT INTO objects VALUES (1, 0, x'00', 'u', 'table', 0, '', NULL, '', 0, 1, '')")
        ledger.many("INSERT INTO units (object, ordinal, low) VALUES (1, ?, ?)", bounds)
    assert sum(value.encode() in path.read_bytes() for value in NAMED[-199:]) == 199
    with Ledger(str(path)) as ledger, ledger.batch():
        ledger.execute("UPDATE units SET low = NULL")
    assert_none(path.read_bytes(), "the ledger")


@pytest.mark.parametrize("kind", ["mobile", "id_card"])
def test_a_value_in_a_name_is_seen_whatever_it_touches(kind: str) -> None:
    from names import VALUES

    search = Search(Guard())
    value = getattr(VALUES, kind)()
    for shape in ("IMG{}", "rec{}.wav", "{}abc", "a{}b{}", "x%20{}", "%E5%AE%A2%E6%88%B7{}", "%BF%CD%BB%A7{}", "a%23{}?b={}", "t_{}_x", "%zz%FF{}"):
        assert value not in search.shown(shape.replace("{}", value)), shape
    assert search.shown("%E5%BC%A0%E4%B8%89.txt") == "张*.txt"
    for plain in ("a%20b", "xl/worksheets/sheet1.xml", "$.password[0].value", "sha1234567890", "%E4%BF%9D%E5%8D%95.csv", "b2026112215370000abc"):
        assert search.shown(plain) == plain
