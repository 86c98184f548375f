"""Parquet, ORC, Arrow, Avro and SQLite: every planted value is in a cell, and damage is a reason."""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import io
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from walking import Walk, damaged

from piiguard.errors import FormatError
from piiguard.formats import EncryptedError, Keys, LimitError, Limits, UnsupportedError, open_document
from piiguard.testing import Values

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed (piiguard[scan])")
fastavro = pytest.importorskip("fastavro", reason="fastavro is not installed (piiguard[scan])")
from pyarrow import feather, ipc, orc, parquet  # noqa: E402

VALUES = Values(5_20261123)
ROWS = [
    {"姓名": VALUES.person(), "手机": VALUES.mobile(), "卡": VALUES.bank_card(19)} for _ in range(5000)
]


def table() -> Any:
    mobiles = [row["手机"] for row in ROWS]
    count = len(ROWS)
    return pa.table(
        {
            "手机": mobiles,
            "as_number": pa.array([int(mobile) for mobile in mobiles]),
            "as_float": pa.array([float(mobile) if number else None for number, mobile in enumerate(mobiles)], pa.float64()),
            "coded": pa.array(["投保人", "被保人"] * (count // 2)).dictionary_encode(),
            "premium": pa.array([decimal.Decimal("1234.50")] * count),
            "born": pa.array([dt.date(1990, 3, 7)] * count),
            "at": pa.array([dt.datetime(2026, 1, 2, 3, 4, 5)] * count, pa.timestamp("ms")),
            "holder": pa.array([{"card": row["卡"], "more": {"名": row["姓名"]}} if number else None for number, row in enumerate(ROWS)]),
            "list": pa.array([[mobile, None] for mobile in mobiles]),
            "bytes": pa.array([mobile.encode() for mobile in mobiles]),
        }
    )


def written(write: Callable[[Any, Any], Any], what: Any) -> bytes:
    out = io.BytesIO()
    write(what, out)
    return out.getvalue()


def arrow_stream(what: Any, out: Any) -> None:
    with ipc.new_stream(out, what.schema) as writer:
        writer.write_table(what)


WRITERS: dict[str, tuple[str, Callable[[Any, Any], Any]]] = {
    "parquet": ("parquet", lambda what, out: parquet.write_table(what, out, row_group_size=3000)),
    "orc": ("orc", lambda what, out: orc.write_table(what.set_column(3, "coded", what["coded"].cast("string")), out)),
    "feather": ("arrow", lambda what, out: feather.write_feather(what, out, chunksize=1500)),
    "stream": ("arrow", arrow_stream),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_every_cell_of_every_type(kind: str) -> None:
    format_, write = WRITERS[kind]
    data = written(write, table())
    stream = io.BytesIO(data)
    with open_document(stream, "x.bin") as document:
        assert document.format == format_
        (found,) = document.tables()
        assert found.names == ["手机", "as_number", "as_float", "coded", "premium", "born", "at", "holder.card", "holder.more.名", "list", "bytes"]
        rows: list[list[str | None]] = []
        for batch in found.batches:
            assert batch.first == len(rows) + 1
            assert 0 < len(batch) <= 2048
            rows += [list(row) for row in zip(*batch.columns, strict=True)]
        assert document.unread() == []
    assert not stream.closed
    assert len(rows) == len(ROWS)
    for number, (row, planted) in enumerate(zip(rows, ROWS, strict=True)):
        mobile = planted["手机"]
        held = [planted["卡"], planted["姓名"]] if number else [None, None]
        assert row == [
            mobile, mobile, mobile if number else None, row[3], "1234.50", "1990-03-07", row[6], *held, f'["{mobile}", null]', mobile,
        ]  # fmt: skip
        assert row[3] in ("投保人", "被保人")
        assert str(row[6]).startswith("2026-01-02T03:04:05")


def test_columns_of_bytes_and_of_other_charsets_than_they_say() -> None:
    gbk = "客户的手机号码是".encode("gb18030")
    bad = pa.array(["x", gbk.decode("latin-1")]).cast("binary")
    text = pa.Array.from_buffers(pa.string(), 2, pa.array([gbk, b"plain"]).buffers())
    noise = pa.array([b"\x00\x01\x02\xff\xfe", None])
    wide = pa.Array.from_buffers(pa.large_string(), 2, pa.array([gbk, b"plain"], pa.large_binary()).buffers())
    view = pa.array([gbk, b"plain"], pa.binary_view()).view(pa.string_view())
    whole = pa.table({"a": text, "b": noise, "c": bad, "wide": wide, "view": view})
    walk = Walk(written(WRITERS["stream"][1], whole), "a.arrow")
    for name in ("a", "wide", "view"):
        assert [cell for cell, where, _ in walk.cells if where["field"] == name] == ["客户的手机号码是", "plain"]
    assert walk.rows[-1][1:] == ("partial", "binary values that are no text and were not searched: 1")


@pytest.mark.parametrize("plain_footer", [False, True])
def test_parquet_encrypted_is_said(plain_footer: bool) -> None:
    """Encrypted as a whole, or one column of it only."""
    encryption = pytest.importorskip("pyarrow.parquet.encryption", reason="this pyarrow has no encryption")

    class Keeper(encryption.KmsClient):  # type: ignore[misc, name-defined]
        def __init__(self, _: Any) -> None:
            encryption.KmsClient.__init__(self)

        def wrap_key(self, key: bytes, _: str) -> bytes:
            return base64.b64encode(key)

        def unwrap_key(self, key: bytes, _: str) -> bytes:
            return base64.b64decode(key)

    wanted = encryption.EncryptionConfiguration(footer_key="f", column_keys={"c": ["a"]}, plaintext_footer=plain_footer)
    properties = encryption.CryptoFactory(Keeper).file_encryption_properties(encryption.KmsConnectionConfig(), wanted)
    out = io.BytesIO()
    whole = pa.table({"a": ["x"] * 10, "b": ["y"] * 10})
    with parquet.ParquetWriter(out, whole.schema, encryption_properties=properties) as writer:
        writer.write_table(whole)
    with pytest.raises(EncryptedError), open_document(out) as document:  # noqa: PT012
        for one in document.tables():
            list(one.batches)


def test_without_pyarrow_the_kind_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UnsupportedError, match="Parquet"):
        open_document(io.BytesIO(b"PAR1" + bytes(100)))


# Avro

SCHEMA = {
    "type": "record", "name": "Policy", "fields": [
        {"name": "手机", "type": ["null", "string"]},
        {"name": "holder", "type": ["null", {"type": "record", "name": "Person", "fields": [{"name": "card", "type": "string"}, {"name": "tags", "type": {"type": "map", "values": "string"}}]}]},
        {"name": "insured", "type": "Person"},
        {"name": "mixed", "type": ["int", "string"]},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
    ],
}  # fmt: skip


def avro(codec: str = "null", rows: int = 5000) -> bytes:
    records = (
        {
            "手机": row["手机"], "holder": {"card": row["卡"], "tags": {"姓名": row["姓名"]}} if number else None,
            "insured": {"card": row["卡"], "tags": {}}, "mixed": number if number % 2 else "x", "day": dt.date(2026, 1, 2),
        }
        for number, row in enumerate(ROWS[:rows])
    )  # fmt: skip
    out = io.BytesIO()
    fastavro.writer(out, fastavro.parse_schema(SCHEMA), records, codec=codec)
    return out.getvalue()


@pytest.mark.parametrize("codec", ["null", "deflate", "bzip2", "xz", "zstandard", "snappy"])
def test_avro_records_are_flattened(codec: str) -> None:
    with open_document(io.BytesIO(avro(codec)), "x") as document:
        (found,) = document.tables()
        assert found.names == ["手机", "holder.card", "holder.tags", "insured.card", "insured.tags", "mixed", "day"]
        rows = [row for batch in found.batches for row in zip(*batch.columns, strict=True)]
    assert rows[0] == (ROWS[0]["手机"], None, None, ROWS[0]["卡"], "{}", "x", "2026-01-02")
    assert [row[0] for row in rows] == [row["手机"] for row in ROWS]
    assert [row[1] for row in rows[1:]] == [row["卡"] for row in ROWS[1:]]
    assert rows[7][2] == f'{{"姓名": "{ROWS[7]["姓名"]}"}}'


def test_avro_cut_off_gives_the_rows_before() -> None:
    data = avro()
    walk = Walk(data[: len(data) // 2], "x.avro")
    mobiles = [cell for cell, where, _ in walk.cells if where["field"] == "手机"]
    assert mobiles == [row["手机"] for row in ROWS[: len(mobiles)]]
    assert len(mobiles) > 1000
    assert walk.rows[-1][1] == "FormatError"


def test_avro_schema_that_holds_itself_or_grows_without_end() -> None:
    node: Any = {"type": "record", "name": "N", "fields": [{"name": "v", "type": "string"}, {"name": "next", "type": ["null", "N"]}]}
    out = io.BytesIO()
    fastavro.writer(out, fastavro.parse_schema(node), [{"v": "a", "next": {"v": ROWS[0]["手机"], "next": None}}])
    walk = Walk(out.getvalue(), "x.avro")
    assert ROWS[0]["手机"] in walk.text()
    assert walk.row("x.avro") == ("scanned", "")
    deep: Any = None
    for _ in range(60):
        deep = {"v": "a", "next": deep}
    out = io.BytesIO()
    fastavro.writer(out, fastavro.parse_schema(node), [deep])
    assert Walk(out.getvalue(), "x.avro").row("x.avro") == ("partial", "values more than 50 levels deep, which were not searched: 2")
    wide: Any = {"type": "record", "name": "R0", "fields": [{"name": "v", "type": "int"}]}
    for level in range(1, 10):
        wide = {"type": "record", "name": f"R{level}", "fields": [{"name": "a0", "type": wide}, *({"name": f"a{n}", "type": f"R{level - 1}"} for n in range(1, 10))]}
    out = io.BytesIO()
    fastavro.writer(out, fastavro.parse_schema(wide), [])
    with pytest.raises(LimitError):
        open_document(out)


# SQLite


@pytest.fixture
def database(tmp_path: Path) -> Callable[[str], bytes]:
    """Makes a database of a script; ``?`` in it are the planted rows."""

    def made(script: str) -> bytes:
        path = tmp_path / "made.sqlite"
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path)
        connection.executescript(script)
        connection.commit()
        connection.close()
        return path.read_bytes()

    return made


def inserted(table_name: str, rows: int) -> str:
    values = ",".join(f"('{row['手机']}', {row['手机']}, '{row['姓名']}')" for row in ROWS[:rows])
    return f"INSERT INTO {table_name} VALUES {values};"


def test_sqlite_tables(database: Callable[[str], bytes]) -> None:
    data = database(
        'CREATE TABLE "客户 ""表""" (手机 TEXT, n INTEGER, 姓名 TEXT);' + inserted('"客户 ""表"""', 5000)
        + "CREATE TABLE w (k TEXT PRIMARY KEY, n, v) WITHOUT ROWID;" + inserted("w", 100)
        + "CREATE TABLE empty (a); CREATE VIEW looked AS SELECT * FROM w;"
        "CREATE VIRTUAL TABLE f USING fts5(body); INSERT INTO f VALUES ('手机 " + ROWS[0]["手机"] + "');"
    )  # fmt: skip
    with open_document(io.BytesIO(data), "x.db", keys=Keys(shown=lambda key: f"<{key}>")) as document:
        assert document.format == "sqlite"
        found = {}
        for one in document.tables():
            assert one.where == {"table": f"<{one.name}>"}
            found[one.name] = [row for batch in one.batches for row in zip(*batch.columns, strict=True)]
    assert found['客户 "表"'] == [(row["手机"], row["手机"], row["姓名"]) for row in ROWS]
    assert sorted(found["w"]) == sorted((row["手机"], row["手机"], row["姓名"]) for row in ROWS[:100])
    assert found["empty"] == []
    assert "looked" not in found
    assert any(ROWS[0]["手机"] in str(cell) for row in found["f_content"] for cell in row)
    assert not [name for name in os.listdir(tempfile.gettempdir()) if name.startswith("piiguard-") and name.endswith(".sqlite")]


def test_sqlite_blobs_and_gbk_text(database: Callable[[str], bytes]) -> None:
    text = "客户的手机号码是".encode("gb18030").hex()
    data = database(f"CREATE TABLE t (a, b); INSERT INTO t VALUES (x'{text}', CAST(x'{text}' AS TEXT)); INSERT INTO t VALUES (x'00ff00fe0102', 1.0);")
    walk = Walk(data, "x.db")
    assert [cell for cell, *_ in walk.cells] == ["客户的手机号码是", "客户的手机号码是", "1"]
    assert walk.rows[-1][1:] == ("partial", "binary values that are no text and were not searched: 1")


def test_sqlite_says_what_stands_elsewhere(tmp_path: Path) -> None:
    path = tmp_path / "wal.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE t (a)")
    connection.execute("INSERT INTO t SELECT value FROM (WITH RECURSIVE c(value) AS (SELECT 1 UNION ALL SELECT value+1 FROM c LIMIT 9000) SELECT value FROM c)")
    connection.commit()
    connection.execute("DELETE FROM t")
    connection.commit()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = path.read_bytes()
    connection.close()
    walk = Walk(data, "wal.db")
    assert walk.rows[-1][1] == "scanned"
    assert any("WAL" in note for note in walk.notes)
    assert any("deleted rows" in note for note in walk.notes)


def test_sqlite_hostile_schema_does_not_run(database: Callable[[str], bytes]) -> None:
    """Generated columns, views with endless recursion, triggers: none of it is evaluated."""
    data = database(
        "CREATE TABLE t (a TEXT, g AS (hex(zeroblob(50000000))));"
        f"INSERT INTO t (a) VALUES ('{ROWS[0]['手机']}');"
        "CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c;"
        "CREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM t; END;"
    )
    walk = Walk(data, "x.db")
    assert [cell for cell, *_ in walk.cells] == [ROWS[0]["手机"]]
    replaced = data.replace(b"CREATE VIEW v AS", b"CREATE TABLE v (a")
    assert Walk(replaced, "x.db").rows[-1][1] in ("FormatError", "partial")


def test_sqlite_that_takes_too_long_is_interrupted(database: Callable[[str], bytes]) -> None:
    data = database("CREATE TABLE t (手机, n, 姓名);" + inserted("t", 5000) * 8)
    walk = Walk(data, "x.db", Limits(seconds=-1))
    assert walk.rows[-1][1] in ("LimitError", "partial")
    assert "no answer within" in walk.rows[-1][2]


def test_sqlite_damaged_table_leaves_the_others(database: Callable[[str], bytes]) -> None:
    data = bytearray(database("CREATE TABLE a (手机, n, 姓名);" + inserted("a", 1000) + "CREATE TABLE b (手机, n, 姓名);" + inserted("b", 1000)))
    data[4096 : 2 * 4096] = b"\xff" * 4096  # the root of the first table
    walk = Walk(bytes(data), "x.db")
    assert [cell for cell, where, _ in walk.cells if where == {**where, "table": "b", "field": "手机"}] == [row["手机"] for row in ROWS[:1000]]
    assert walk.rows[-1][1:] == ("partial", "table a: the SQLite database is damaged")


# Damage: in a process of its own, since the readers are C

_SWEEP = """
import sys, pathlib
sys.path[:0] = [sys.argv[1]]
from walking import Walk, damaged
from piiguard.formats import Limits
data = pathlib.Path(sys.argv[2]).read_bytes()
for broken in damaged(data, int(sys.argv[3])):
    assert Walk(broken, "x", Limits(seconds=5)).rows
"""


@pytest.mark.parametrize("kind", [*WRITERS, "avro", "avro-deflate", "sqlite"])
def test_damage_anywhere_is_a_reason(kind: str, tmp_path: Path, database: Callable[[str], bytes]) -> None:
    if kind == "sqlite":
        data = database("PRAGMA page_size=512; CREATE TABLE t (手机, n, 姓名);" + inserted("t", 60))
    elif kind.startswith("avro"):
        data = avro(kind.partition("-")[2] or "null", 20)
    else:
        data = written(WRITERS[kind][1], table().slice(0, 20))
    path = tmp_path / "whole"
    path.write_bytes(data)
    command = [sys.executable, "-P", "-c", _SWEEP, str(Path(__file__).parent), str(path), "10"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)})
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_sweep_changes_and_cuts() -> None:
    assert [len(broken) for broken in damaged(bytes(30))] == [0, 30, 10, 30, 20, 30]
    with pytest.raises(FormatError):
        open_document(io.BytesIO(b"SQLite format 3\0" + bytes(84)))
