"""Masked copies of SQLite databases: the same schema and rows, nothing runs, and no page keeps a value."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from copying import Copied, assert_gone, copied

from piiguard import Guard, Keyring, Policy
from piiguard.testing import Values

VALUES = Values(5_20261127)
COUNT = 3000
ROWS = [(VALUES.mobile(), VALUES.id_card(), VALUES.person()) for _ in range(COUNT)]
MASK = Guard()


def masked(text: str, label: str) -> str:
    return MASK.process(text, label).text


def database(path: Path, statements: Iterable[str], **rows: tuple[str, list[Any]]) -> bytes:
    """The bytes of a database made by some statements, and then by ``INSERT``s with rows."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as made:
        for statement in statements:
            made.execute(statement)
        for sql, values in rows.values():
            made.executemany(sql, values)
        made.commit()
    return path.read_bytes()


def rows_of(path: Path, data: bytes, sql: str) -> list[Any]:
    path.write_bytes(data)
    with closing(sqlite3.connect(path)) as found:
        assert found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return found.execute(sql).fetchall()


def copy_of(folder: Path, data: bytes, guard: Guard | None = None) -> Copied:
    return copied(folder, "d.sqlite", data, guard)


SCHEMA = [
    "CREATE TABLE 客户 (id INTEGER PRIMARY KEY, 手机 TEXT, c3 TEXT, 姓名 TEXT NOT NULL, mobile_number INTEGER, premium REAL, raw BLOB)",
    "CREATE INDEX by_mobile ON 客户 (手机)",
    "CREATE VIEW v AS SELECT 手机 FROM 客户",
    "CREATE TABLE log (what TEXT)",
    "CREATE TRIGGER t AFTER UPDATE ON 客户 BEGIN INSERT INTO log VALUES ('changed ' || old.手机); END",
    "CREATE TABLE pairs (a TEXT, b TEXT, 手机 TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID",
    "CREATE TABLE odd (rowid TEXT, 手机 TEXT)",
    "PRAGMA user_version = 7",
]


def sample(path: Path) -> bytes:
    return database(
        path, SCHEMA,
        people=("INSERT INTO 客户 VALUES (?, ?, ?, ?, ?, 1.5, ?)", [
            (at * 3, mobile if at % 5 else None, card, name, int(mobile), mobile.encode()) for at, (mobile, card, name) in enumerate(ROWS, 1)
        ]),
        pairs=("INSERT INTO pairs VALUES (?, 'x', ?)", [(f"k{at}", mobile) for at, (mobile, _, _) in enumerate(ROWS[:50])]),
        odd=("INSERT INTO odd VALUES ('r', ?)", [(mobile,) for mobile, _, _ in ROWS[:50]]),
        gone=("DELETE FROM 客户 WHERE id = ?", [(at * 3,) for at in range(1, COUNT, 10)]),
    )  # fmt: skip


def test_the_same_database_but_for_its_values(tmp_path: Path) -> None:
    data = sample(tmp_path / "d")
    copy = copy_of(tmp_path, data)
    assert copy.status == "masked", copy.reason
    schema = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"
    assert rows_of(tmp_path / "a", copy.data, schema) == rows_of(tmp_path / "b", data, schema)
    assert rows_of(tmp_path / "a", copy.data, "PRAGMA user_version") == [(7,)]
    assert rows_of(tmp_path / "a", copy.data, "SELECT * FROM log") == [], "no trigger fired"
    select = "SELECT *, typeof(手机), typeof(raw) FROM 客户 ORDER BY id"
    before, after = rows_of(tmp_path / "b", data, select), rows_of(tmp_path / "a", copy.data, select)
    for old, new in zip(before, after, strict=True):
        id_, mobile, card, name, number, *_ = old
        assert new[0] == id_
        assert new[1] == (None if mobile is None else masked(mobile, "手机"))
        assert new[2:4] == (masked(card, "身份证"), masked(name, "姓名"))
        assert new[4:] == (masked(str(number), "mobile_number"), 1.5, masked(str(number), "").encode(), old[7], old[8])
    for table in ("pairs", "odd"):
        found = rows_of(tmp_path / "a", copy.data, f"SELECT 手机 FROM {table}")
        assert sorted(found) == sorted((masked(mobile, "手机"),) for mobile, _, _ in ROWS[:50])
    assert "numbers that became text: 2700" in copy.notes
    assert_gone([value for mobile, card, _ in ROWS for value in (mobile, card)], copy.data)
    numbers = [int(mobile).to_bytes(6, "big") for mobile, _, _ in ROWS]
    assert not [number for number in numbers if number in copy.data]


def test_a_database_in_wal_mode_with_statistics(tmp_path: Path) -> None:
    data = database(
        tmp_path / "d", ["PRAGMA journal_mode=WAL", "CREATE TABLE t (手机 TEXT)", "CREATE INDEX i ON t (手机)"],
        rows=("INSERT INTO t VALUES (?)", [(mobile,) for mobile, _, _ in ROWS[:200]]),
    )  # fmt: skip
    path = tmp_path / "e"
    path.write_bytes(data)
    with closing(sqlite3.connect(path)) as found:
        found.execute("ANALYZE")
        found.commit()
    copy = copy_of(tmp_path, path.read_bytes())
    assert copy.status == "masked", copy.reason
    assert "what ANALYZE wrote is not in the copy" in copy.notes
    assert_gone([mobile for mobile, _, _ in ROWS[:200]], copy.data)


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        (["CREATE TABLE t (手机 TEXT UNIQUE)", "INSERT INTO t VALUES ('{a}')", "INSERT INTO t VALUES ('{b}')"], "a key, a check or a type"),
        (["CREATE TABLE t (手机 TEXT CHECK (手机 GLOB '1[0-9]*[0-9]' AND 手机 NOT GLOB '*[*]*'))", "INSERT INTO t VALUES ('{a}')"], "a key, a check or a type"),
        (["CREATE TABLE t (手机 INTEGER PRIMARY KEY)", "INSERT INTO t VALUES ({a})"], "a key, a check or a type"),
        (["CREATE TABLE t (手机 INTEGER) STRICT", "INSERT INTO t VALUES ({a})"], "a key, a check or a type"),
        (["CREATE TABLE t (手机 TEXT DEFAULT '{a}')"], "its schema holds a value"),
        (["CREATE TABLE 手机{a} (x TEXT)"], "its schema holds a value"),
        (["CREATE TABLE t (x BLOB)", "INSERT INTO t VALUES (x'00ff01fe02')"], "binary values that are no text"),
        (["CREATE TABLE t (手机 TEXT, x TEXT)", "INSERT INTO t VALUES (CAST(x'bfcdbba7cad6bbfa{hex}' AS TEXT), '')"], "not UTF-8"),
        (["CREATE VIRTUAL TABLE f USING fts5(手机)"], "a virtual table"),
        (["CREATE TABLE p (手机 TEXT PRIMARY KEY)", "CREATE TABLE c (x TEXT REFERENCES p)", "INSERT INTO p VALUES ('{a}')", "INSERT INTO c VALUES ('{a}')"], ""),
        (["CREATE TABLE p (QQ号 TEXT PRIMARY KEY)", "CREATE TABLE c (y TEXT REFERENCES p)", "INSERT INTO p VALUES ('345678912')", "INSERT INTO c VALUES ('345678912')"], "refer to others"),
    ],
    ids=["unique", "check", "integer key", "strict", "default", "name", "binary", "gbk", "virtual", "references", "broken references"],
)  # fmt: skip
def test_refused_rather_than_half_masked(tmp_path: Path, statements: list[str], reason: str) -> None:
    """Two numbers that mask to the same break a key; what refers to another row is masked with it, or there is no copy."""
    one = ROWS[0][0]
    other = one[:5] + ("0" if one[5] != "0" else "1") + one[6:]
    made = [statement.format(a=one, b=other, hex=one.encode().hex()) for statement in statements]
    copy = copy_of(tmp_path, database(tmp_path / "d", made))
    assert reason in copy.reason
    assert (copy.status == "masked") == (not reason), copy.reason
    assert one not in copy.reason


def test_pseudonyms_keep_keys_and_joins(tmp_path: Path) -> None:
    """Under pseudonymize a unique column stays unique, and rows of two copied databases still find each other."""
    (tmp_path / "p.toml").write_text('version = 1\nname = "p"\n[default]\noperator = "pseudonymize"\n', encoding="utf-8")
    guard = Guard(policy=Policy.load(tmp_path / "p.toml"), keyring=Keyring.generate())
    mobiles = [(mobile,) for mobile, _, _ in ROWS[:200]]
    one = copy_of(tmp_path, database(tmp_path / "d", ["CREATE TABLE t (手机 TEXT PRIMARY KEY)"], rows=("INSERT INTO t VALUES (?)", mobiles)), guard)
    two = copy_of(tmp_path, database(tmp_path / "d", ["CREATE TABLE u (mobile TEXT)"], rows=("INSERT INTO u VALUES (?)", mobiles[::-1])), guard)
    assert one.status == two.status == "masked", (one.reason, two.reason)
    first = rows_of(tmp_path / "a", one.data, "SELECT 手机 FROM t")
    assert sorted(first) == sorted(rows_of(tmp_path / "a", two.data, "SELECT mobile FROM u"))
    assert len(set(first)) == 200
    assert {guard.restore(mobile) for (mobile,) in first} == {mobile for (mobile,) in mobiles}
