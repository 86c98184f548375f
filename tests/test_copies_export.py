"""Masked exports of a database's table: columns in order, nulls kept, nothing left that a scan finds."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import database_servers as servers
import pytest
from click.testing import CliRunner
from copying import assert_gone

from piiguard import Guard, Keyring, Policy
from piiguard.cli.mask import command
from piiguard.scan import CopyError, mask_table, scan
from piiguard.testing import Values

VALUES = Values(5_20261130)
COUNT = 3000
ROWS = [
    (at, VALUES.mobile() if at % 5 else None, VALUES.id_card(), 'a,"b"\n\'c\\' if at % 2 else "", str(at)) for at in range(COUNT)
]
MASK = Guard()


def masked(text: str, label: str) -> str:
    return MASK.process(text, label).text


EXPECTED = [
    (str(at), None if mobile is None else masked(mobile, "手机"), masked(card, "身份证"), note, end)
    for at, mobile, card, note, end in ROWS
]
SECRET = [value for _, mobile, card, *_ in ROWS for value in (mobile, card) if value]


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = tmp_path / "d.sqlite"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE 客户 (id INTEGER PRIMARY KEY, 手机 TEXT, c3 TEXT, 备注 TEXT, n TEXT)")
        made.executemany("INSERT INTO 客户 VALUES (?, ?, ?, ?, ?)", ROWS)
        made.execute("CREATE TABLE other (x TEXT)")
        made.commit()
    return f"sqlite:///{path}"


def read_sql(data: bytes) -> list[tuple[str | None, ...]]:
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute("ATTACH ':memory:' AS x")
        made.execute("CREATE TABLE 客户 (id TEXT, 手机 TEXT, c3 TEXT, 备注 TEXT, n TEXT)")
        made.executescript(data.decode().replace('"main".', ""))
        return made.execute("SELECT * FROM 客户 ORDER BY CAST(id AS INTEGER)").fetchall()


def read_csv(data: bytes) -> list[tuple[str | None, ...]]:
    text = data.decode().replace(',"",', ",\0,")  # the standard library does not tell null from ""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["id", "手机", "c3", "备注", "n"]
    return [tuple({"": None, "\0": ""}.get(cell, cell) for cell in row) for row in rows[1:]]


def read_parquet(data: bytes) -> list[tuple[str | None, ...]]:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed (piiguard[scan])")
    table = parquet.read_table(io.BytesIO(data))
    assert {str(field.type) for field in table.schema} == {"string"}
    assert table.column_names == ["id", "手机", "c3", "备注", "n"]
    return list(zip(*table.to_pydict().values(), strict=True))


@pytest.mark.parametrize(("ending", "read"), [("csv", read_csv), ("sql", read_sql), ("parquet", read_parquet)])
def test_every_form(database: str, tmp_path: Path, ending: str, read) -> None:  # type: ignore[no-untyped-def]
    out = tmp_path / f"out.{ending}"
    result = CliRunner().invoke(command, [database, "--table", "客户", "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert f"1 of 1 objects copied, {len(SECRET)} values masked" in result.stdout
    data = out.read_bytes()
    assert read(data) == EXPECTED
    assert_gone(SECRET, data)
    assert scan([out]).findings.total() == 0
    assert out.stat().st_mode & 0o777 == 0o600


def test_joins_with_a_copied_file(database: str, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text('version = 1\nname = "p"\n[default]\noperator = "pseudonymize"\n', encoding="utf-8")
    guard = Guard(policy=Policy.load(tmp_path / "p.toml"), keyring=Keyring.generate())
    assert mask_table(database, tmp_path / "o.csv", table="客户", guard=guard).exit_status == 0
    rows = read_csv((tmp_path / "o.csv").read_bytes())
    assert [row[1] for row in rows] == [mobile and guard.process(mobile, "手机").text for _, mobile, *_ in ROWS]


@pytest.mark.parametrize(
    ("out", "table", "reason"),
    [("o.xlsx", "客户", "an export ends in"), ("o.csv", "nothing", "no such table"), ("o.csv", None, "2 tables"), ("there.csv", "客户", "exists")],
)
def test_refused(database: str, tmp_path: Path, out: str, table: str | None, reason: str) -> None:
    (tmp_path / "there.csv").write_text("precious")
    with pytest.raises(CopyError, match=reason):
        mask_table(database, tmp_path / out, table=table)
    assert (tmp_path / "there.csv").read_text() == "precious"


def test_bytes_that_are_no_text_make_it_fail(tmp_path: Path) -> None:
    path = tmp_path / "b.sqlite"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE t (手机 TEXT, photo BLOB)")
        made.execute("INSERT INTO t VALUES (?, ?)", (VALUES.mobile(), b"\0\xff\1" * 9))
        made.commit()
    (row,) = mask_table(f"sqlite:///{path}", tmp_path / "o.csv").rows
    assert row.status == "failed"
    assert "bytes that are no text" in row.reason
    assert not (tmp_path / "o.csv").exists()


def test_a_bucket_is_no_database(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["nowhere://x", "-o", str(tmp_path / "o.csv")])
    assert result.exit_code == 2
    assert "no source for" in result.output


@pytest.fixture(scope="module")
def postgresql() -> Iterator[servers.Server]:
    pytest.importorskip("psycopg", reason="psycopg is not installed (piiguard[databases])")
    try:
        server = servers.start_postgresql()
    except servers.Absent as absent:
        pytest.skip(str(absent))
    yield server
    server.stop()


def test_a_real_server(postgresql: servers.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import psycopg

    monkeypatch.setenv("PIIGUARD_PASSWORD", servers.PASSWORD)
    where = {"host": "127.0.0.1", "port": postgresql.port, "user": postgresql.user, "password": servers.PASSWORD}
    with psycopg.connect(dbname="postgres", **where) as made:
        made.execute("CREATE TABLE 客户 (id integer PRIMARY KEY, 手机 varchar(20), c3 text, 备注 text, n text)")
        with made.cursor() as cursor:
            cursor.executemany("INSERT INTO 客户 VALUES (%s, %s, %s, %s, %s)", ROWS)
    url = f"postgresql://{postgresql.user}@127.0.0.1:{postgresql.port}/postgres"
    for ending, read in (("csv", read_csv), ("parquet", read_parquet)):
        out = tmp_path / f"o.{ending}"
        report = mask_table(url, out, table="public.客户")
        assert report.exit_status == 0, report.rows[0].reason
        assert sorted(read(out.read_bytes()), key=str) == sorted(EXPECTED, key=str)
