"""What only one database has: partitions and policies of PostgreSQL, histories of MariaDB, rowids of SQLite, keys of
Redis; and the parts they share. The suite over all of them is test_source_databases.py.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import database_servers as servers
import pytest
from database_backends import Backend, DuckDB, MySQL, PostgreSQL, SQLite

from piiguard.errors import MissingExtraError
from piiguard.formats.document import Table
from piiguard.sources import Entry, KeyRange, Source, SourceError, open_source
from piiguard.sources import database as shared
from piiguard.sources._cells import Cells, decoded

Row = tuple[str | None, ...]


def started(kind: type[Backend]) -> Iterator[Any]:
    try:
        backend = kind()
    except servers.Absent as absent:
        pytest.skip(str(absent))
    yield backend
    backend.stop()


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    yield from started(PostgreSQL)


@pytest.fixture(scope="module")
def mysql() -> Iterator[MySQL]:
    yield from started(MySQL)


@pytest.fixture
def sqlite() -> Iterator[SQLite]:
    yield from started(SQLite)


@pytest.fixture
def duckdb() -> Iterator[DuckDB]:
    yield from started(DuckDB)


@pytest.fixture(scope="module")
def valkey() -> Iterator[servers.Server]:
    try:
        server = servers.start_valkey()
    except servers.Absent as absent:
        pytest.skip(str(absent))
    yield server
    server.stop()


def drawn(table: Table) -> list[Row]:
    return [row for batch in table.batches for row in zip(*batch.columns, strict=True)]


def listed(source: Source) -> dict[str, tuple[str | None, str, bool]]:
    return {entry.name: (entry.status, entry.reason, entry.harmless) for entry in source.entries()}


def entry_of(source: Source, name: str) -> Entry:
    return next(entry for entry in source.entries() if entry.name == name)


def read(source: Source, name: str, size: int = 1 << 40) -> list[Row]:
    entry = entry_of(source, name)
    return [row for part in source.ranges(entry, size) for row in drawn(source.table(entry, part))]


# PostgreSQL


def test_every_relation_of_postgresql_is_accounted_for(postgresql: PostgreSQL) -> None:
    run = postgresql.execute
    run("CREATE SCHEMA kinds")
    run("CREATE TABLE kinds.sold (day date, v text) PARTITION BY RANGE (day)")
    run("CREATE TABLE kinds.sold_1 PARTITION OF kinds.sold FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')")
    run("CREATE TABLE kinds.sold_2 PARTITION OF kinds.sold DEFAULT")
    run("INSERT INTO kinds.sold SELECT date '2020-01-01' + i, 'v' || i FROM generate_series(1, 700) i")
    run("CREATE TABLE kinds.parent (v text); INSERT INTO kinds.parent VALUES ('parent')")
    run("CREATE TABLE kinds.child () INHERITS (kinds.parent); INSERT INTO kinds.child VALUES ('child')")
    run("CREATE VIEW kinds.shown AS SELECT * FROM kinds.sold")
    run("CREATE MATERIALIZED VIEW kinds.kept AS SELECT v FROM kinds.sold")
    run("CREATE MATERIALIZED VIEW kinds.unfilled AS SELECT v FROM kinds.sold WITH NO DATA")
    run("CREATE FOREIGN DATA WRAPPER nowhere; CREATE SERVER far FOREIGN DATA WRAPPER nowhere")
    run("CREATE FOREIGN TABLE kinds.afar (v text) SERVER far")
    run("CREATE UNLOGGED TABLE kinds.unlogged (v text); CREATE TABLE kinds.no_columns ()")
    run("SELECT lo_from_bytea(0, 'x')")
    source = postgresql.source(schema="kinds,pg_catalog")
    found = listed(source)
    assert found == {
        "kinds.afar": ("skipped", "foreign table: its rows are in another database", False),
        "kinds.child": (None, "", False),
        "kinds.kept": (None, "", False),
        "kinds.no_columns": (None, "", False),
        "kinds.parent": (None, "", False),
        "kinds.shown": ("skipped", "view: its rows are in the tables it reads", True),
        "kinds.sold": ("skipped", "partitioned: its partitions are listed themselves", True),
        "kinds.sold_1": (None, "", False),
        "kinds.sold_2": (None, "", False),
        "kinds.unfilled": ("skipped", "materialised view that holds no rows yet", True),
        "kinds.unlogged": (None, "", False),
        "pg_catalog.pg_largeobject": ("skipped", "large objects are not read", False),
    }
    assert len(read(source, "kinds.sold_1")) + len(read(source, "kinds.sold_2")) == 700
    assert len(read(source, "kinds.kept")) == 700
    assert read(source, "kinds.parent") == [("parent",)]
    assert read(source, "kinds.child") == [("child",)]
    assert read(source, "kinds.no_columns") == []
    source.close()


def test_what_postgresql_does_not_permit_is_said(postgresql: PostgreSQL) -> None:
    run = postgresql.execute
    run(f"CREATE ROLE reader LOGIN PASSWORD '{servers.PASSWORD.replace(chr(39), chr(39) * 2)}'")
    run("CREATE SCHEMA rights; GRANT USAGE ON SCHEMA rights TO reader; CREATE SCHEMA closed; CREATE TABLE closed.t (v text)")
    run("GRANT SELECT ON closed.t TO reader")
    run("CREATE TABLE rights.denied (v text)")
    run("CREATE TABLE rights.partly (id int PRIMARY KEY, name text, phone text); GRANT SELECT (id, phone) ON rights.partly TO reader")
    run("INSERT INTO rights.partly SELECT i, 'n', 'p' || i FROM generate_series(1, 900) i")
    run("CREATE TABLE rights.policed (v text); GRANT SELECT ON rights.policed TO reader; INSERT INTO rights.policed VALUES ('own')")
    run("ALTER TABLE rights.policed ENABLE ROW LEVEL SECURITY")
    source = postgresql.source(user="reader", schema="rights,closed")
    assert listed(source) == {
        "closed.t": ("error", "no permission to use its schema", False),
        "rights.denied": ("error", "no permission to read it", False),
        "rights.partly": (None, "", False),
        "rights.policed": (None, "", False),
    }
    entry = entry_of(source, "rights.partly")
    table = source.table(entry, KeyRange())
    assert (table.names, len(drawn(table))) == (["id", "phone"], 900)
    assert table.unread == ["column 2: no permission to read it"]
    assert sum(len(drawn(source.table(entry, part))) for part in source.ranges(entry, 200)) == 900
    with pytest.raises(PermissionError, match="no permission"):
        source.table(entry_of(source, "rights.denied"), KeyRange())
    with pytest.raises(OSError, match="row-level security"):
        read(source, "rights.policed")
    source.close()


def test_postgresql_types(postgresql: PostgreSQL) -> None:
    run = postgresql.execute
    run("CREATE DOMAIN phone AS text; CREATE TYPE pair AS (a text, b int); CREATE TYPE mood AS ENUM ('好', '坏')")
    run("CREATE TABLE types (a text[], p pair, m mood, d phone, j json, i inet, n numeric, t timestamptz, r int4range, f bool, bb bytea[])")
    run("""INSERT INTO types VALUES (ARRAY['张三', 'a"b'], ROW('李四', 1), '好', '13800138000', '{"k": 1}', '10.0.0.1', 1e3,
           '2020-01-02 03:04:05+00', '[1,5)', true, ARRAY['x'::bytea])""")
    source = postgresql.source()
    entry = entry_of(source, "public.types")
    table = source.table(entry, KeyRange())
    ((a, p, m, d, j, i, n, t, r, f),) = drawn(table)
    assert (a, p) == ('["张三","a\\"b"]', '{"a":"李四","b":1}')
    assert (m, d, j, i, n, r, f) == ("好", "13800138000", '{"k": 1}', "10.0.0.1", "1000", "[1,5)", "true")
    assert (t or "").startswith("2020-01-0")
    assert "T" in (t or "")
    assert table.unread == ["column 11: _bytea is not read"]
    source.close()


def test_rows_without_a_key_value_are_read_once(postgresql: PostgreSQL) -> None:
    postgresql.execute("CREATE TABLE nullable (k int UNIQUE, n int)")
    postgresql.execute("INSERT INTO nullable SELECT CASE WHEN i % 3 > 0 THEN i END, i FROM generate_series(1, 3000) i")
    source = postgresql.source()
    entry = entry_of(source, "public.nullable")
    parts = source.ranges(entry, 400)
    assert len(parts) > 3
    numbers = [row[1] for part in parts for row in drawn(source.table(entry, part))]
    assert sorted(map(int, filter(None, numbers))) == list(range(1, 3001))
    source.close()


def test_a_lock_is_not_waited_for(postgresql: PostgreSQL) -> None:
    name = postgresql.create("locked", {"a": "int"}, [(1,)])
    source = postgresql.source(lock_timeout=0.2)
    entry = entry_of(source, name)
    other = postgresql.connect("owner")
    with other.transaction():
        other.execute("LOCK TABLE locked IN ACCESS EXCLUSIVE MODE")
        assert name in listed(source), "listing waits for nobody"
        with pytest.raises(OSError, match="lock timeout"):
            drawn(source.table(entry, KeyRange()))
    other.close()
    assert len(read(source, name)) == 1
    source.close()


def test_a_database_without_a_charset(postgresql: PostgreSQL) -> None:
    import psycopg

    postgresql.execute("CREATE DATABASE raw ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    login = {"host": "127.0.0.1", "port": postgresql.server.port, "user": "owner", "password": servers.PASSWORD}
    with psycopg.connect(**login, dbname="raw", client_encoding="SQL_ASCII", autocommit=True) as connection:
        connection.execute("CREATE TABLE t (v text)")
        connection.execute(b"INSERT INTO t VALUES ('" + "客户张三的手机".encode("gb18030") + b"'), ('" + "客户李四".encode() + b"'), ('plain')")
    source = open_source(postgresql.url().replace("/postgres", "/raw"), postgresql.secrets())
    assert read(source, "public.t") == [("客户张三的手机",), ("客户李四",), ("plain",)]
    source.close()


# MySQL and MariaDB


def test_every_relation_of_mysql_is_accounted_for(mysql: MySQL) -> None:
    run, s = mysql.execute, mysql.quoted(mysql.schema)
    run(f"CREATE TABLE {s}.plain (a int)")
    run(f"CREATE VIEW {s}.shown AS SELECT * FROM {s}.plain")
    run(f"CREATE TABLE {s}.parted (a int PRIMARY KEY, v text) PARTITION BY HASH (a) PARTITIONS 4")
    run(f"INSERT INTO {s}.parted VALUES (1, 'x'), (2, 'y'), (3, 'z')")
    expected: dict[str, tuple[str | None, str, bool]] = {
        "plain": (None, "", False),
        "parted": (None, "", False),
        "shown": ("skipped", "view: its rows are in the tables it reads", True),
    }
    with mysql.admin.cursor() as cursor:
        cursor.execute("SELECT VERSION()")
        mariadb = "MariaDB" in cursor.fetchone()[0]
    if mariadb:
        run(f"CREATE SEQUENCE {s}.counter")
        run(f"CREATE TABLE {s}.history (a int PRIMARY KEY, v text) WITH SYSTEM VERSIONING")
        run(f"INSERT INTO {s}.history VALUES (1, '旧')")
        run(f"UPDATE {s}.history SET v = '新'")
        expected["counter"] = ("skipped", "sequence: it holds a counter", True)
        expected["history"] = (None, "", False)
    source = mysql.source()
    found = {name.removeprefix(f"{mysql.schema}."): standing for name, standing in listed(source).items()}
    assert {name: found[name] for name in expected} == expected
    assert len(read(source, f"{mysql.schema}.parted")) == 3
    if mariadb:
        assert {row[1] for row in read(source, f"{mysql.schema}.history")} == {"旧", "新"}, "rows of the past are rows"
    source.close()


def test_what_mysql_does_not_permit_is_said(mysql: MySQL) -> None:
    run, s = mysql.execute, mysql.quoted(mysql.schema)
    run(f"CREATE TABLE {s}.denied (a int)")
    run(f"CREATE TABLE {s}.partly (id int PRIMARY KEY, name text, phone text)")
    run(f"INSERT INTO {s}.partly VALUES (1, 'n', 'p')")
    with mysql.admin.cursor() as cursor:
        cursor.execute("CREATE USER reader@`127.0.0.1` IDENTIFIED BY %s", (servers.PASSWORD,))
    run(f"GRANT INSERT ON {s}.denied TO reader@`127.0.0.1`")
    run(f"GRANT SELECT (id, phone), INSERT (name) ON {s}.partly TO reader@`127.0.0.1`")
    source = mysql.source(user="reader")
    status, reason, _ = listed(source)[f"{mysql.schema}.denied"]
    assert status == "error"
    assert "denied" in reason
    table = source.table(entry_of(source, f"{mysql.schema}.partly"), KeyRange())
    assert (table.names, drawn(table)) == (["id", "phone"], [("1", "p")])
    assert table.unread == ["column 2: no permission to read it"]
    source.close()


def test_mysql_types_and_charsets(mysql: MySQL) -> None:
    run, s = mysql.execute, mysql.quoted(mysql.schema)
    run(f"""CREATE TABLE {s}.types (g varchar(20) CHARACTER SET gbk PRIMARY KEY, b bit(3), e enum('好', '坏'), y year, p point,
            d datetime, t time, l varchar(9) CHARACTER SET latin1, u bigint unsigned)""")
    run(f"INSERT INTO {s}.types VALUES ('张三', 5, '坏', 2020, POINT(1, 2), '2020-01-02 03:04:05', '10:00:00', 'é', 18446744073709551615)")
    source = mysql.source()
    (row,) = read(source, f"{mysql.schema}.types")
    assert row == ("张三", "5", "坏", "2020", "POINT(1 2)", "2020-01-02T03:04:05", "10:00:00", "é", "18446744073709551615")
    source.close()


@pytest.mark.parametrize(("type", "value"), [("binary(16)", "UNHEX(MD5(n))"), ("varchar(40) CHARACTER SET gbk", "CONCAT('客', MD5(n))")])
def test_more_keys_of_mysql(mysql: MySQL, type: str, value: str) -> None:
    table = f"{mysql.quoted(mysql.schema)}.{mysql.quoted('key ' + type)}"
    mysql.execute(f"CREATE TABLE {table} (k {type} PRIMARY KEY, n int)")
    with mysql.admin.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} SELECT {value}, n FROM (SELECT %s AS n) x", [(i,) for i in range(1000)])
    mysql.settle("key " + type)
    source = mysql.source()
    entry = entry_of(source, f"{mysql.schema}.key {type}")
    parts = source.ranges(entry, 100)
    assert len(parts) > 4
    assert sorted(int(row[1] or 0) for part in parts for row in drawn(source.table(entry, part))) == list(range(1000))
    source.close()


# SQLite and DuckDB


def test_kinds_of_sqlite_tables(sqlite: SQLite) -> None:
    sqlite.execute("CREATE TABLE hidden (rowid text, _rowid_ text, oid text)")
    sqlite.insert("hidden", [("a", "b", str(i)) for i in range(500)])
    sqlite.execute("CREATE TABLE keyed (k text PRIMARY KEY, v) WITHOUT ROWID")
    sqlite.insert("keyed", [("b", 1), ("a", 2.0), ("c", None)])
    sqlite.execute("CREATE TABLE computed (a, b AS (a || '!') STORED)")
    sqlite.execute("INSERT INTO computed (a) VALUES ('值')")
    sqlite.execute("CREATE TABLE charset (v)")
    sqlite.insert("charset", [("好".encode(),)])
    sqlite.execute(f"INSERT INTO charset VALUES (CAST(x'{'客户张三的手机'.encode('gb18030').hex()}' AS text))")
    sqlite.execute("CREATE VIEW shown AS SELECT * FROM keyed")
    sqlite.execute("CREATE VIRTUAL TABLE words USING fts5 (body)")
    sqlite.execute("INSERT INTO words VALUES ('全文')")
    source = sqlite.source()
    found = listed(source)
    assert {name for name, (status, _, _) in found.items() if status is None} == {
        "main.charset", "main.computed", "main.hidden", "main.keyed", "main.words",
    }  # fmt: skip
    assert all(harmless for status, _, harmless in found.values() if status)
    assert sorted(int(row[2] or 0) for row in read(source, "main.hidden", 100)) == list(range(500))
    assert read(source, "main.keyed", 1) == [("a", "2"), ("b", "1"), ("c", None)]
    assert read(source, "main.computed") == [("值", "值!")]
    assert read(source, "main.charset") == [("好",), ("客户张三的手机",)]
    assert read(source, "main.words") == [("全文",)]
    before = {entry.version for entry in source.entries()}
    sqlite.insert("keyed", [("d", 4)])
    assert before.isdisjoint(entry.version for entry in source.entries())


def test_files_that_are_no_database(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"SQLite format 3\0" + os.urandom(4000))
    for scheme in ("sqlite", "duckdb"):
        with pytest.raises((SourceError, MissingExtraError), match=r"not an SQLite|damaged|not DuckDB's|cannot be read|piiguard\[databases\]"):
            list(open_source(f"{scheme}:///{path}").entries())
        with pytest.raises((SourceError, MissingExtraError), match=r"no such file|piiguard\[databases\]"):
            open_source(f"{scheme}:///{path}x")
        with pytest.raises((SourceError, MissingExtraError), match=r"names no file|piiguard\[databases\]"):
            open_source(f"{scheme}://{path.name}")


def test_a_damaged_page_is_an_error(sqlite: SQLite) -> None:
    sqlite.create("t", {"a": "int", "b": "text"}, [(i, "x" * 100) for i in range(5000)], ["a"])
    data = bytearray(sqlite.path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 20_000] = b"\xff" * 20_000
    sqlite.path.write_bytes(data)
    source = sqlite.source()
    with pytest.raises(OSError, match="SQLite: the file is damaged"):
        read(source, "main.t")


def test_nothing_is_written_beside_a_file(sqlite: SQLite) -> None:
    sqlite.create("t", {"a": "int"}, [(1,)])
    before = {path.name: path.read_bytes() for path in sqlite.path.parent.iterdir()}
    source = sqlite.source()
    assert read(source, "main.t") == [("1",)]
    assert {path.name: path.read_bytes() for path in sqlite.path.parent.iterdir()} == before


def test_rows_still_in_the_log_of_a_sqlite_file(sqlite: SQLite) -> None:
    sqlite.create("t", {"a": "int"}, [(1,)])
    writer = sqlite3.connect(sqlite.path, isolation_level=None)
    writer.execute("PRAGMA journal_mode = WAL")
    source = sqlite.source()
    before = entry_of(source, "main.t").version
    writer.execute("INSERT INTO t VALUES (2)")
    assert read(source, "main.t") == [("1",), ("2",)]
    assert entry_of(source, "main.t").version != before
    writer.close()  # the log goes back into the file
    before = entry_of(source, "main.t").version
    assert read(source, "main.t") == [("1",), ("2",)]
    assert entry_of(source, "main.t").version == before, "reading is no change"


def test_a_locked_sqlite_file(sqlite: SQLite) -> None:
    sqlite.create("t", {"a": "int"}, [(1,)])
    source = sqlite.source(lock_timeout=0)
    entry = entry_of(source, "main.t")
    other = sqlite3.connect(sqlite.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(OSError, match="locked by another program"):
        drawn(source.table(entry, KeyRange()))
    other.close()


def test_duckdb_types(duckdb: DuckDB) -> None:
    duckdb.execute("CREATE TABLE t (l int[], s STRUCT(n varchar), m MAP(varchar, int), i interval, h hugeint, e ENUM ('好'))")
    duckdb.execute("INSERT INTO t VALUES ([1, 2], {'n': '张三'}, MAP {'k': 1}, INTERVAL 1 DAY, 12345678901234567890123, '好')")
    duckdb.execute("CREATE VIEW v AS SELECT * FROM t")
    source = duckdb.source()
    assert listed(source)["main.v"] == ("skipped", "view: its rows are in the tables it reads", True)
    assert read(source, "main.t") == [("[1,2]", '{"n":"张三"}', '{"k":1}', "1 day", "12345678901234567890123", "好")]
    with pytest.raises(OSError, match="DuckDB"):
        source.asked(lambda connection: connection.execute("SELECT * FROM read_text('*')").fetchall())  # type: ignore[attr-defined]
    source.close()


# Redis and Valkey


def test_every_value_of_redis_comes_out(valkey: servers.Server) -> None:
    import redis

    client = redis.Redis(host="127.0.0.1", port=valkey.port, password=servers.PASSWORD)
    other = redis.Redis(host="127.0.0.1", port=valkey.port, password=servers.PASSWORD, db=3)
    client.flushall()
    client.set("客户:1", "张三")
    client.set("gbk", "客户李四的手机".encode("gb18030"))
    client.set("photo", b"\x89PNG\r\n\x1a\n\x00\xff")
    client.set("long", "长" * 1_000_000)
    client.hset("h", mapping={f"f{i}": f"h{i}" for i in range(2500)})
    client.rpush("l", *(f"l{i}" for i in range(1501)))
    client.sadd("s", *(f"s{i}" for i in range(1500)))
    client.zadd("z", {f"z{i}": i for i in range(1500)})
    for i in range(1100):
        client.xadd("x", {"a": f"x{i}", "b": "y"})
    other.set("elsewhere", "值")
    url = f"redis://127.0.0.1:{valkey.port}"
    source = open_source(url, {"password": servers.PASSWORD})
    assert [entry.name for entry in source.entries()] == ["redis.db0", "redis.db3"]
    entry = entry_of(source, "redis.db0")
    (part,) = source.ranges(entry, 10)
    table = source.table(entry, part)
    found = set(drawn(table))
    assert table.unread == ["column 3: 1 cell holds bytes that are no text"]
    expected: set[Row] = {("客户:1", None, "张三"), ("gbk", None, "客户李四的手机"), ("photo", None, None), ("long", None, "长" * 1_000_000)}
    expected |= {("h", f"f{i}", f"h{i}") for i in range(2500)} | {("l", str(i + 1), f"l{i}") for i in range(1501)}
    expected |= {(key, None, f"{key}{i}") for key in "sz" for i in range(1500)}
    expected |= {("x", field, value) for i in range(1100) for field, value in (("a", f"x{i}"), ("b", "y"))}
    assert found == expected
    assert read(open_source(f"{url}/3", {"password": servers.PASSWORD}), "redis.db3") == [("elsewhere", None, "值")]
    source.close()


def test_redis_is_only_read(valkey: servers.Server) -> None:
    source: Any = open_source(f"redis://127.0.0.1:{valkey.port}/0", {"password": servers.PASSWORD})
    client = source._client(0)
    for attempt in (lambda: client.set("a", "b"), client.flushall, lambda: client.eval("return 1", 0), client.pipeline,
                    lambda: client.execute_command("KEYS", "*")):  # fmt: skip
        with pytest.raises(PermissionError):
            attempt()
    source.close()
    wrong = open_source(f"redis://127.0.0.1:{valkey.port}/0", {"password": "wrong"})
    with pytest.raises(SourceError, match="Redis: ") as caught:
        list(wrong.entries())
    assert "wrong" not in str(caught.value)


def test_a_node_of_a_cluster_is_not_the_whole(valkey: servers.Server) -> None:
    node = servers.start_valkey("cluster-enabled yes\n")
    try:
        source = open_source(f"redis://127.0.0.1:{node.port}/0", {"password": servers.PASSWORD})
        assert listed(source) == {"redis.cluster": ("skipped", "the other nodes of the cluster: one URL each", False)}
        source.close()
    finally:
        node.stop()


# What they share


def test_where_the_password_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PIIGUARD_PASSWORD", "PIIGUARD_PASSWORD_FILE", "PGPASSWORD"):
        monkeypatch.delenv(name, raising=False)
    assert shared.password({}, "PGPASSWORD") is None
    file = tmp_path / "secret"
    file.write_text("from a file \nmore\n", "utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("PIIGUARD_PASSWORD_FILE", str(file))
    assert shared.password({}, "PGPASSWORD") == "from a file "
    monkeypatch.setenv("PGPASSWORD", "the driver's")
    assert shared.password({}, "PGPASSWORD") == "the driver's"
    assert shared.password({}) == "from a file "
    monkeypatch.setenv("PIIGUARD_PASSWORD", "ours")
    assert shared.password({}, "PGPASSWORD") == "ours"
    assert shared.password({"password": "given"}, "PGPASSWORD") == "given"
    monkeypatch.delenv("PIIGUARD_PASSWORD")
    monkeypatch.delenv("PGPASSWORD")
    file.chmod(0o640)
    with pytest.raises(SourceError, match="chmod 600"):
        shared.password({})
    file.unlink()
    with pytest.raises(SourceError, match="cannot be read") as caught:
        shared.password({})
    assert str(tmp_path) not in str(caught.value)


def test_the_pace_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "sleep", lambda seconds: now.__setitem__(0, now[0] + seconds))
    pace = shared.Pace(500)
    assert pace.rows(2048) == 500
    left = [("x",)] * 10_000

    def fetch(count: int) -> list[tuple[str]]:
        taken, left[:] = left[:count], left[count:]
        return taken

    assert sum(map(len, Cells((1,)).batches(fetch, 2048, pace))) == 10_000
    assert 10_000 / 500 - 1 <= now[0] - 100 <= 10_000 / 500 + 1
    assert shared.Pace(0).rows(2048) == 2048


def test_bytes_that_are_text() -> None:
    assert decoded(b"") == ""
    assert decoded("客户张三".encode()) == "客户张三"
    assert decoded("客户张三的手机号码".encode("gb18030")) == "客户张三的手机号码"
    for data in (b"\x89PNG\r\n\x1a\n", b"PK\x03\x04" + bytes(30), bytes(range(256)), b"%PDF-1.7\n", b"a\0b"):
        assert decoded(data) is None


@pytest.mark.parametrize("scheme", ["postgresql", "mysql", "duckdb", "redis"])
def test_a_missing_driver_says_what_to_install(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("psycopg", "pymysql", "MySQLdb", "duckdb", "redis"):
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=r"pip install 'piiguard\[databases\]'"):
        open_source(f"{scheme}://h/1")
