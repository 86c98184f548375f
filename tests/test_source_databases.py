"""Databases as sources, on real servers: one suite over PostgreSQL, MariaDB or MySQL (both drivers), SQLite and
DuckDB; what only one of them has is in test_source_databases_own.py. A server that cannot be had here is skipped
with the reason.
"""

from __future__ import annotations

import datetime
import json
import os
import random
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import database_servers as servers
import pytest
from database_backends import ALL, Backend

from piiguard.formats.document import BATCH, Table
from piiguard.scan.rows import FindingRow, ObjectRow, Sink
from piiguard.scan.run import scan
from piiguard.sources import Entry, KeyRange, Source, SourceError, open_source
from piiguard.testing import Values

ROWS = 3000
DAY = datetime.date(1990, 1, 1)


@pytest.fixture(scope="module", params=list(ALL))
def db(request: pytest.FixtureRequest) -> Iterator[Backend]:
    try:
        backend = ALL[request.param]()
    except servers.Absent as absent:
        pytest.skip(str(absent))
    yield backend
    backend.stop()


def entry_of(source: Source, name: str) -> Entry:
    return next(entry for entry in source.entries() if entry.name == name)


def rows_of(table: Table) -> list[tuple[str | None, ...]]:
    found: list[tuple[str | None, ...]] = []
    for batch in table.batches:
        assert 0 < len(batch) <= BATCH
        assert batch.first == len(found) + 1
        assert len(batch.columns) == len(table.names)
        found += zip(*batch.columns, strict=True)
    return found


def all_rows(source: Source, entry: Entry, size: int = 1 << 40) -> list[tuple[str | None, ...]]:
    return [row for part in source.ranges(entry, size) for row in rows_of(source.table(entry, part))]


def again(entry: Entry) -> Entry:
    """As another process has it: out of the ledger."""
    return Entry(entry.uri, entry.name, kind="table")


KEYS = {
    "int": (("int",), lambda i: (i * 7 - 4000,)),
    "sparse": (("int",), lambda i: (2**62 - i * i * 10**9 if i % 2 else i,)),
    "text": (("text",), lambda i: (f"客户 {i * 7919 % 100003:06d}'\"\\%",)),
    "letters": (("text",), lambda i: (random.Random(i).choice("AaBbÄ王李") + f"{i}",)),
    "uuid": (("uuid",), lambda i: (str(uuid.UUID(int=random.Random(i).getrandbits(128), version=4)),)),
    "date": (("date",), lambda i: ((DAY + datetime.timedelta(i * 3)).isoformat(),)),
    "pair": (("int", "int"), lambda i: (i // 7, i % 7)),
    "one tenant": (("int", "int"), lambda i: (1, i)),
    "": ((), lambda i: ()),
}  # fmt: skip


@pytest.mark.parametrize("kind", KEYS)
def test_ranges_cover_every_row_once(db: Backend, kind: str) -> None:
    types, value = KEYS[kind]
    columns = {f"k{number}": type for number, type in enumerate(types)} | {"v": "text", "n": "int"}
    order = random.Random(5).sample(range(ROWS), ROWS)  # rows do not lie in the order of the key
    title = f"keys {kind or 'none'}"
    name = db.create(title, columns, [(*value(i), f"value {i}", i) for i in order], list(columns)[: len(types)])
    source = db.source(table=title)
    (entry,) = source.entries()
    assert (entry.name, entry.kind, entry.status) == (name, "table", None)
    parts = source.ranges(entry, 400)
    if kind in db.cuts:
        assert 4 <= len(parts) <= 100, "a key with gaps makes more and smaller ranges"
    seen: Counter[str | None] = Counter()
    for part in parts:
        table = source.table(entry, part)
        assert table.where == {"table": name}, "no key in it"
        rows = rows_of(table)
        seen.update(row[-1] for row in rows)
        fresh = db.source()
        assert rows_of(fresh.table(again(entry), KeyRange(part.low, part.high))) == rows
        fresh.close()
    assert seen == Counter(str(i) for i in range(ROWS))
    source.close()


@pytest.mark.parametrize("kind", ["int", "text", "date"])
def test_rows_that_come_later_are_in_the_open_ranges(db: Backend, kind: str) -> None:
    types, value = KEYS[kind]
    name = db.create(f"later {kind}", {"k": types[0], "n": "int"}, [(*value(i), i) for i in range(100, 1000)], ["k"])
    source = db.source()
    entry = entry_of(source, name)
    parts = source.ranges(entry, 100)
    source.close()
    db.insert(f"later {kind}", [(*value(i), i) for i in (*range(0, 100, 9), *range(1000, 1100, 9))])
    seen = Counter(row[-1] for part in parts for row in rows_of(source.table(entry, part)))
    source.close()
    assert seen == Counter(str(i) for i in (*range(0, 100, 9), *range(100, 1000), *range(1000, 1100, 9)))


def test_every_planted_value_comes_out(db: Backend) -> None:
    make = Values(11)
    odd = ["", " ", "\t\r\n", "'\"\\`%s{}", "٣", "😀𠮷", "\u200b", "NULL", "\\N", "=1+1", "x" * 100_000]
    rows = [(i, make.id_card(), make.mobile(), make.bank_card(), make.email()) for i in range(2 * BATCH)]
    rows += [(len(rows) + i, text, text * 2, f"前{text}", f"{text}后") for i, text in enumerate(odd)]
    name = db.create("planted", {"id": "int", "证件号码": "text", "手机": "text", "银行卡": "text", "邮箱": "text"}, rows, ["id"])
    source = db.source()
    entry = entry_of(source, name)
    assert source.table(entry, KeyRange()).names == ["id", "证件号码", "手机", "银行卡", "邮箱"]
    assert sorted(all_rows(source, entry), key=lambda row: int(row[0] or 0)) == [(str(row[0]), *row[1:]) for row in rows]
    source.close()


def test_cells_are_text(db: Backend) -> None:
    rows: list[Sequence[Any]] = [
        (1, "2001-02-03", "2001-02-03 04:05:06", Decimal("1234567.50"), '{"手机": "13800138000"}', "张三".encode("gb18030"), 42.0),
        (2, "0999-12-31", "1969-12-31 23:59:59.123456", Decimal("-0.01"), "[1]", b"plain", 0.5),
        (3, None, None, None, None, b"\x89PNG\r\n\x1a\n\x00\xff\xfe", None),
    ]
    if db.name == "sqlite":
        rows = [tuple(str(cell) if isinstance(cell, Decimal) else cell for cell in row) for row in rows]
    columns = {"id": "int", "日": "date", "t": "time", "d": "decimal", "j": "json", "b": "bytes", "r": "real"}
    name = db.create("cells", columns, rows, ["id"])
    source = db.source()
    table = source.table(entry_of(source, name), KeyRange())
    one, two, three = rows_of(table)
    source.close()
    assert one[:2] == ("1", "2001-02-03")
    assert one[2] is not None
    assert one[2].replace(" ", "T").removesuffix(".000000") == "2001-02-03T04:05:06"
    assert one[3] == "1234567.50"
    assert json.loads(one[4] or "") == {"手机": "13800138000"}
    assert one[5:] == ("张三", "42")
    assert two[1] == "0999-12-31"
    assert two[3] == "-0.01"
    assert two[5:] == ("plain", "0.5")
    assert three == ("3", None, None, None, None, None, None)
    assert table.unread == ["column 6: 1 cell holds bytes that are no text"]


def test_nulls_empty_and_wide_tables(db: Backend) -> None:
    columns = {"id": "int"} | {f"c{i}": "text" for i in range(180)}
    rows = [(i, *(None if (i + j) % 3 else "" if j % 2 else f"{i}·{j}" for j in range(180))) for i in range(50)]
    wide = db.create("wide", columns, rows, ["id"])
    empty = db.create("empty", {"a": "text", "b": "int"}, [])
    source = db.source()
    assert all_rows(source, entry_of(source, wide)) == [(str(row[0]), *row[1:]) for row in rows]
    entry = entry_of(source, empty)
    assert [(part.low, part.high) for part in source.ranges(entry, 10)] == [(None, None)]
    table = source.table(entry, KeyRange())
    assert (table.names, rows_of(table), table.unread) == (["a", "b"], [], [])
    source.close()


ODD = ['semi;colon "quoted" `ticked`', "new\nline\ttab", "点.和/斜?杠#", "percent %s %d %%", "'; DROP TABLE x; --", "表", "{brace}"]


@pytest.mark.parametrize("table", ODD)
def test_odd_identifiers(db: Backend, table: str) -> None:
    name = db.create(table, {"key `\"%s'\n列": "int", "值 %": "text"}, [(i, f"v{i}") for i in range(900)], ["key `\"%s'\n列"])
    source = db.source()
    entry = entry_of(source, name)
    assert sorted(row[1] or "" for row in all_rows(source, entry, 200)) == sorted(f"v{i}" for i in range(900))
    assert source.table(again(entry), KeyRange()).names == ["key `\"%s'\n列", "值 %"]
    assert entry.uri.isprintable()
    assert " " not in entry.uri.removeprefix(source.target.split("?")[0])
    source.close()
    db.drop(table)


def test_options_choose_tables(db: Backend) -> None:
    for table in ("pick_a", "pick_b", "other"):
        db.create(table, {"a": "int"}, [(1,)])
    source = db.source(table="pick_*,nothing")
    assert [entry.name for entry in source.entries()] == [f"{db.schema}.pick_a", f"{db.schema}.pick_b"]
    source.close()
    source = db.source(schema="elsewhere")
    assert list(source.entries()) == []
    source.close()


def test_a_table_dropped_meanwhile(db: Backend) -> None:
    name = db.create("gone", {"a": "int", "b": "text"}, [(1, "值")], ["a"])
    source = db.source()
    entry = entry_of(source, name)
    described = source.table(entry, KeyRange())
    source.close()
    db.drop("gone")
    with pytest.raises(OSError, match=r"\w"):
        rows_of(described)
    with pytest.raises(FileNotFoundError, match="not there any more"):
        source.table(entry, KeyRange())
    source.close()


def test_a_range_of_another_source_is_refused(db: Backend) -> None:
    name = db.create("refused", {"a": "int"}, [(1,), (2,)], ["a"])
    source = db.source()
    entry = entry_of(source, name)
    for low in ("", "5", "null", '["other column", "5"]', '["a"]', '[["a"], "1 OR 1=1"]', '["ctid", "0,0)\' OR true --"]'):
        with pytest.raises(OSError, match=r"range|key"):
            rows_of(source.table(entry, KeyRange(low, None)))
    source.close()


def test_bounds_are_values_never_code(db: Backend) -> None:
    name = db.create("bounds", {"k": "text", "n": "int"}, [("a", 1), ("x' OR 'a' = 'a", 2), ("z", 3)], ["k"])
    source = db.source()
    entry = entry_of(source, name)
    if db.name in ("sqlite", "duckdb"):
        with pytest.raises(OSError, match="range"):
            rows_of(source.table(entry, KeyRange('["rowid", "0 OR 1=1"]', None)))
    else:
        assert [row[1] for row in rows_of(source.table(entry, KeyRange('["k", "x\' OR \'a\' = \'a"]', None)))] == ["2", "3"]
    source.close()


def test_nothing_can_be_written(db: Backend) -> None:
    source = db.source()
    with pytest.raises(OSError, match=r"\w"):
        db.write(source)
    assert "written" not in {entry.name.split(".")[-1] for entry in source.entries()}
    source.close()


def test_a_slow_statement_is_given_up(db: Backend) -> None:
    source = db.source(timeout=0.3)
    with pytest.raises(OSError, match=r"(?i)time"):
        db.slow(source)
    assert isinstance(list(source.entries()), list), "the source can still be used"
    source.close()


def test_a_connection_that_is_cut_off(db: Backend) -> None:
    if not hasattr(db, "cut_off"):
        pytest.skip("no connection: a file")
    text = "很长的一行" * 200
    for table, key in (("cut", ["a"]), ("cut plain", [])):
        name = db.create(table, {"a": "int", "b": "text"}, [(i, text) for i in range(20_000)], key)
        source = db.source()
        entry = entry_of(source, name)
        drawn = source.table(entry, KeyRange())
        next(drawn.batches)
        db.cut_off()
        with pytest.raises(OSError, match=r"\w") as caught:
            for _ in drawn.batches:
                pass
        assert "很长" not in str(caught.value)
        assert len(all_rows(source, entry)) == 20_000, "the same source reads the range again"
        source.close()
        db.drop(table)


def test_half_a_range_is_left_alone(db: Backend) -> None:
    """A reader that stops early (a limit, an error of its own) neither hangs nor spoils what comes after."""
    for table, key in (("half", ["a"]), ("half plain", [])):
        name = db.create(table, {"a": "int", "b": "text"}, [(i, "x" * 500) for i in range(3 * BATCH)], key)
        source = db.source()
        entry = entry_of(source, name)
        batches = source.table(entry, KeyRange()).batches
        next(batches)
        batches.close()  # type: ignore[attr-defined]
        assert len(all_rows(source, entry)) == 3 * BATCH
        source.close()


def test_memory_does_not_grow_with_the_table(db: Backend) -> None:
    if db.name == "duckdb":
        pytest.skip("DuckDB keeps pages up to a limit of its own (memory_limit in its module)")
    name = db.create("big", {"a": "int", "b": "text"}, [(i, f"{i}" + "x" * 2000) for i in range(30_000)])
    program = f"""
import json, resource, sys
from piiguard.scan.rows import FindingRow, ObjectRow, Sink
from piiguard.scan.run import scan
from piiguard.sources import Entry, KeyRange, open_source
source = open_source(sys.argv[1]); entry = Entry(sys.argv[2], {name!r}, kind="table")
count, first = 0, 0
for batch in source.table(entry, KeyRange()).batches:
    count += len(batch)
    first = first or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - first)
"""
    source = db.source()
    uri = entry_of(source, name).uri
    source.close()
    count, grown = map(int, child(program, db.url(), uri).split())
    assert count == 30_000
    assert grown < 30_000, f"{grown} KB more than after the first batch; the table is 60 MB"


def child(program: str, *arguments: str) -> str:
    """Run a program with the password in the environment only."""
    environment = os.environ | {"PIIGUARD_PASSWORD": servers.PASSWORD}
    environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent.parent), os.environ.get("PYTHONPATH", "")])
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Rows(Sink):
    """Keeps what a scan says."""

    def __init__(self) -> None:
        self.findings: list[FindingRow] = []
        self.objects: list[ObjectRow] = []

    def finding(self, row: FindingRow) -> None:
        self.findings.append(row)

    def object(self, row: ObjectRow) -> None:
        self.objects.append(row)


@pytest.mark.parametrize("workers", [0, 2])
def test_a_scan_of_a_database(db: Backend, workers: int) -> None:
    make = Values(17)
    rows = [(i, make.id_card(), make.mobile(), "备注", b"\xff\x00\x01" if i == 7 else b"ok") for i in range(1, 1201)]
    table = f"scanned {workers}"
    name = db.create(table, {"id": "int", "证件号码": "text", "手机": "text", "备注": "text", "附件": "bytes"}, rows, ["id"])
    kept = Rows()
    # A quarter of the table at a time: what belongs to which row must come out of all of them.
    summary = scan([db.url(table=table)], sink=kept, workers=workers, secrets=db.secrets(), split=(1 << 20, 300))
    (row,) = kept.objects
    assert (row.status, row.reason) == ("partial", "column 5: 1 cell holds bytes that are no text")
    assert summary.objects == 1
    for field, kind in (("证件号码", "CN_ID_CARD"), ("手机", "CN_MOBILE")):
        places = [found.location for found in kept.findings if found.location.get("field") == field and found.entity_type == kind]
        assert sorted(int(place["row"]) for place in places) == list(range(1, 1201))
        assert {place["table"] for place in places} == {name}
    shown = "".join(str(found.as_dict()) for found in kept.findings)
    assert not any(cell in shown for record in rows for cell in record[1:3])


def test_no_secret_is_told(db: Backend) -> None:
    if not db.secrets():
        pytest.skip("no secrets: a file")
    secret = servers.PASSWORD
    source = db.source()
    entry = next(iter(source.entries()))
    shown = [repr(source), source.target, str(vars(source.address)) if hasattr(source.address, "__dict__") else "", entry.uri]  # type: ignore[attr-defined]
    wrong = open_source(db.url(), {"password": "wrong " + secret})
    with pytest.raises(SourceError, match=r"(?i)password|denied") as caught:
        list(wrong.entries())
    shown += [str(caught.value), repr(caught.value)]
    assert caught.value.__cause__ is None
    assert not any(secret in text for text in shown)
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            assert secret.encode() not in path.read_bytes(), path
        except OSError:
            continue  # it has ended
    source.close()


@pytest.mark.parametrize(
    "target",
    ["{scheme}://u:hunter2secret@h/db", "{scheme}://u:hunter2secret@h:x/db", "{scheme}://u:@h/db", "{scheme}://h/db?password=hunter2secret",
     "{scheme}://h:hunter2secret/db", "{scheme}://h/db?rate=hunter2secret", "{scheme}://h/db?hunter2secret", "{scheme}://h/db?timeout=-1",
     "{scheme}://h/db?rate=nan"],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["postgresql", "mysql", "sqlite", "duckdb", "redis"])
def test_urls_that_are_refused(scheme: str, target: str) -> None:
    with pytest.raises(SourceError) as caught:
        open_source(target.format(scheme=scheme))
    assert "hunter2secret" not in str(caught.value)
    assert caught.value.__cause__ is None
