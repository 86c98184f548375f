"""Masked copies of Parquet, ORC, Arrow, Avro and SQLite: schema, order and every other cell are the same."""

from __future__ import annotations

import datetime as dt
import decimal
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from copying import assert_gone, copied

from piiguard import Guard, Keyring, Policy
from piiguard.testing import Values

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed (piiguard[scan])")
fastavro = pytest.importorskip("fastavro", reason="fastavro is not installed (piiguard[scan])")
from pyarrow import feather, ipc, orc, parquet  # noqa: E402

VALUES = Values(5_20261126)
COUNT = 5000
MOBILES = [VALUES.mobile() for _ in range(COUNT)]
CARDS = [VALUES.id_card() for _ in range(COUNT)]
MASK = Guard()


def masked(text: str, label: str) -> str:
    return MASK.process(text, label).text


def table() -> Any:
    return pa.table(
        {
            "序号": pa.array(range(COUNT), pa.int32()),
            "手机": pa.array([None if at % 7 == 0 else mobile for at, mobile in enumerate(MOBILES)]),
            "mobile_number": pa.array([int(mobile) for mobile in MOBILES]),
            "c3": pa.array(CARDS, pa.large_string()),
            "coded": pa.array([MOBILES[at % 50] for at in range(COUNT)]).dictionary_encode(),
            "premium": pa.array([decimal.Decimal("1234.50")] * COUNT),
            "at": pa.array([dt.datetime(2026, 1, 2, 3, 4, 5)] * COUNT, pa.timestamp("ms")),
            "holder": pa.array([{"card": card, "n": at} if at % 3 else None for at, card in enumerate(CARDS)]),
            "list": pa.array([[mobile, None, "x"] for mobile in MOBILES]),
            "bytes": pa.array([mobile.encode() for mobile in MOBILES]),
            "备注": pa.array(["正常"] * COUNT),
        }
    )


def written(write: Callable[[Any, Any], Any], what: Any) -> bytes:
    out = io.BytesIO()
    write(what, out)
    return out.getvalue()


def arrow_stream(what: Any, out: Any) -> None:
    with ipc.new_stream(out, what.schema) as writer:
        writer.write_table(what, max_chunksize=1700)


def arrow_file(what: Any, out: Any) -> None:
    with ipc.new_file(out, what.schema) as writer:
        writer.write_table(what, max_chunksize=1700)


WRITERS: dict[str, Callable[[Any, Any], Any]] = {
    "parquet": lambda what, out: parquet.write_table(what, out, row_group_size=3000, compression="zstd"),
    "orc": lambda what, out: orc.write_table(what.set_column(4, "coded", what["coded"].cast("string")), out),
    "feather": lambda what, out: feather.write_feather(what, out, chunksize=1500),
    "file": arrow_file,
    "stream": arrow_stream,
}
READERS: dict[str, Callable[[Any], Any]] = {
    "parquet": parquet.read_table,
    "orc": lambda stream: orc.ORCFile(stream).read(),
    "feather": feather.read_table,
    "file": lambda stream: ipc.open_file(stream).read_all(),
    "stream": lambda stream: ipc.open_stream(stream).read_all(),
}


@pytest.mark.parametrize("kind", WRITERS)
def test_arrow_family(tmp_path: Path, kind: str) -> None:
    data = written(WRITERS[kind], table())
    copy = copied(tmp_path, "t.bin", data)
    assert copy.status == "masked", copy.reason
    before, after = READERS[kind](io.BytesIO(data)), READERS[kind](io.BytesIO(copy.data))
    assert after.schema.equals(before.schema, check_metadata=False)
    assert after.num_rows == before.num_rows
    old, new = before.to_pydict(), after.to_pydict()
    for same in ("序号", "premium", "at", "备注"):
        assert new[same] == old[same]
    assert new["手机"] == [None if cell is None else masked(cell, "手机") for cell in old["手机"]]
    assert new["coded"] == [masked(cell, "coded") for cell in old["coded"]]
    assert new["mobile_number"] == [None] * COUNT
    assert new["c3"] == [masked(card, "身份证") for card in CARDS]
    assert new["holder"] == [
        {"card": masked(row["card"], "holder.card"), "n": row["n"]} if row else None for row in old["holder"]
    ]
    assert new["list"] == [[masked(row[0], ""), None, "x"] for row in old["list"]]
    assert new["bytes"] == [masked(mobile, "").encode() for mobile in MOBILES]
    assert copy.notes == [
        "cells of the column mobile_number that became null, because its type cannot hold what they were masked to: 5000"
    ]
    assert_gone([*MOBILES[:200], *CARDS[:200]], copy.data)
    numbers = [int(mobile).to_bytes(8, "little") for mobile in MOBILES[:200]]
    assert not [number for number in numbers if number in copy.data]


def test_parquet_keeps_row_groups_and_compression(tmp_path: Path) -> None:
    data = written(WRITERS["parquet"], table())
    copy = copied(tmp_path, "t.parquet", data)
    before, after = (parquet.ParquetFile(io.BytesIO(found)).metadata for found in (data, copy.data))
    assert [after.row_group(at).num_rows for at in range(after.num_row_groups)] == [3000, 2000]
    for at in range(before.row_group(0).num_columns):
        old, new = before.row_group(0).column(at), after.row_group(0).column(at)
        assert (new.path_in_schema, new.compression) == (old.path_in_schema, old.compression)


def test_batches_stay(tmp_path: Path) -> None:
    copy = copied(tmp_path, "t.arrow", written(arrow_file, table()))
    file = ipc.open_file(io.BytesIO(copy.data))
    assert [file.get_batch(at).num_rows for at in range(file.num_record_batches)] == [1700, 1700, 1600]


def test_a_word_no_row_points_to(tmp_path: Path) -> None:
    words = pa.DictionaryArray.from_arrays(pa.array([0, 0, None]), pa.array(["好", MOBILES[0]]))
    copy = copied(tmp_path, "t.arrow", written(arrow_file, pa.table({"c": words})))
    assert copy.status == "masked", copy.reason
    assert_gone([MOBILES[0]], copy.data)


@pytest.mark.parametrize("kind", ["parquet", "file"])
def test_notes_of_the_schema_that_hold_a_value_are_left_out(tmp_path: Path, kind: str) -> None:
    plain = pa.table({"a": ["x", "y"]}).replace_schema_metadata({"owner": f"手机{MOBILES[0]}", "version": "7"})
    copy = copied(tmp_path, "t.bin", written(WRITERS[kind], plain))
    assert copy.status == "masked", copy.reason
    assert READERS[kind](io.BytesIO(copy.data)).schema.metadata == {b"version": b"7"}
    assert_gone([MOBILES[0]], copy.data)


def test_empty_tables(tmp_path: Path) -> None:
    for kind, write in WRITERS.items():
        data = written(write, table().slice(0, 0))
        copy = copied(tmp_path, "t.bin", data)
        assert copy.status == "masked", f"{kind}: {copy.reason}"
        assert READERS[kind](io.BytesIO(copy.data)).num_rows == 0


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        (pa.array([b"\0\xff\x01" * 5]), "binary values that are no text"),
        (pa.array([int(MOBILES[0])]), "it may not be null"),
    ],
    ids=["binary", "not null"],
)
def test_refused(tmp_path: Path, column: Any, reason: str) -> None:
    schema = pa.schema([pa.field("手机", column.type, nullable=False)])
    copy = copied(tmp_path, "t.parquet", written(WRITERS["parquet"], pa.table([column], schema)))
    assert copy.status == "failed"
    assert reason in copy.reason
    assert MOBILES[0] not in copy.reason


def test_a_column_whose_name_holds_a_value_is_refused(tmp_path: Path) -> None:
    copy = copied(tmp_path, "t.parquet", written(WRITERS["parquet"], pa.table({f"手机{MOBILES[0]}": ["x"]})))
    assert copy.status == "failed"
    assert copy.reason == "the name of column 1 holds a value"


def test_numbers_that_stay_numbers(tmp_path: Path) -> None:
    """Format-preserving encryption of a column of integers: still integers, and the same in two files."""
    guard = Guard(policy=Policy.builtin("test-data"), keyring=Keyring.generate())
    data = written(WRITERS["parquet"], pa.table({"手机": [int(mobile) for mobile in MOBILES[:300]]}))
    one = copied(tmp_path, "a.parquet", data, guard)
    two = copied(tmp_path, "b.arrow", written(arrow_file, pa.table({"手机": MOBILES[:300]})), guard)
    assert one.status == two.status == "masked", (one.reason, two.reason)
    numbers = parquet.read_table(io.BytesIO(one.data))["手机"]
    assert numbers.type == pa.int64()
    assert [str(number) for number in numbers.to_pylist()] == ipc.open_file(io.BytesIO(two.data)).read_all()["手机"].to_pylist()


# -- Avro ---------------------------------------------------------------------------------------

SCHEMA = {
    "type": "record",
    "name": "row",
    "fields": [
        {"name": "n", "type": "int"},
        {"name": "mobile", "type": ["null", "string"]},
        {"name": "number", "type": ["null", "long"]},
        {"name": "kind", "type": {"type": "enum", "name": "kind", "symbols": ["A", "B"]}},
        {"name": "holder", "type": ["null", {"type": "record", "name": "holder", "fields": [{"name": "id_card", "type": "string"}]}]},
        {"name": "tags", "type": {"type": "array", "items": "string"}},
        {"name": "more", "type": {"type": "map", "values": "string"}},
        {"name": "raw", "type": "bytes"},
    ],
}


def records(count: int = 3000) -> list[dict[str, Any]]:
    return [
        {
            "n": at, "mobile": MOBILES[at] if at % 5 else None, "number": int(MOBILES[at]), "kind": "AB"[at % 2],
            "holder": {"id_card": CARDS[at]} if at % 3 else None, "tags": ["x", MOBILES[at]],
            "more": {"手机": MOBILES[at], "备注": "好"}, "raw": MOBILES[at].encode(),
        }
        for at in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("codec", ["null", "deflate", "snappy", "zstandard"])
def test_avro(tmp_path: Path, codec: str) -> None:
    out = io.BytesIO()
    fastavro.writer(out, SCHEMA, records(), codec=codec, metadata={"by": "export", "owner": f"手机{MOBILES[0]}"})
    copy = copied(tmp_path, "t.avro", out.getvalue())
    assert copy.status == "masked", copy.reason
    reader = fastavro.reader(io.BytesIO(copy.data))
    before = fastavro.reader(io.BytesIO(out.getvalue()))
    assert (reader.writer_schema, reader.codec) == (before.writer_schema, before.codec)
    assert reader.metadata["by"] == "export"
    assert "owner" not in reader.metadata
    for old, new in zip(records(), reader, strict=True):
        assert (new["n"], new["kind"]) == (old["n"], old["kind"])
        assert new["mobile"] == (None if old["mobile"] is None else masked(old["mobile"], "mobile"))
        assert new["number"] is None
        assert new["holder"] == (old["holder"] and {"id_card": masked(old["holder"]["id_card"], "holder.id_card")})
        assert new["tags"] == ["x", masked(old["tags"][1], "")]
        assert new["more"] == {"手机": masked(old["more"]["手机"], "手机"), "备注": "好"}
        assert new["raw"] == masked(old["raw"].decode(), "").encode()
    assert copy.notes == [
        "cells of the column number that became null, because its type cannot hold what they were masked to: 3000"
    ]
    assert_gone([*MOBILES[:200], *CARDS[:200]], copy.data)


def test_avro_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    schema = {"type": "record", "name": "r", "fields": [{"name": "mobile", "type": "long"}]}
    fastavro.writer(out, schema, [{"mobile": int(MOBILES[0])}])
    copy = copied(tmp_path, "t.avro", out.getvalue())
    assert copy.status == "failed"
    assert copy.reason == "the type of the column mobile cannot hold masked values, and it may not be null"
