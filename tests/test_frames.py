"""Frames: every cell as the guard treats it alone, each kind of table back as it was."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections import namedtuple
from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import FUZZ, SEED, SLOW, Texts, surface

from piiguard import Guard, Keyring, Pattern, Policy, Recognizer, score
from piiguard.errors import FrameError
from piiguard.frames import find_columns, mask_columns, mask_rows
from piiguard.frames.shapes import Shapes
from piiguard.frames.treating import Column
from piiguard.keyring import Key
from piiguard.recognizers import BUILTIN, ENTITY_TYPES
from piiguard.recognizers._names import _GIVEN, _SURNAMES, COMPOUNDS
from piiguard.testing import Values

pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

GUARD = Guard()
RING = Keyring({"k1": Key(bytes(range(32)))}, "k1")
TOKENS = Guard(Policy({"version": 1, "name": "tokens", "default": {"operator": "pseudonymize"}}), RING)
FPE = Guard(Policy({"version": 1, "name": "fpe", "default": {"operator": "fpe"}}), RING)
STAFF = Recognizer("STAFF_NO", [Pattern("code", "139[0-9]{8}", score(0.99, 0.99, 0.99))], labels=["工号"])
GUARDS = {
    "default": GUARD,
    "pseudonymize": TOKENS,
    "strict": Guard(Policy.builtin("strict")),
    "claims": Guard(purpose="claims"),
    "own recognizer": GUARD.with_recognizers(STAFF),
    "fewer recognizers": Guard(recognizers=[item for item in BUILTIN if item.entity_type in ("CN_BANK_CARD", "PERSON")]),
    "plain engine": Guard(engine="re"),
}
LABELS = ("手机号", "mobile", "contact", "身份证号", "idNo", "证件号码", "银行卡号", "card_no", "姓名", "name", "投保人", "email", "保单号", "policy_no", "赔案号", "备注", "c1")


def alone(guard: Guard, text: Any, label: str | None) -> Any:
    """A cell treated by itself: what every frame is compared with."""
    return guard.process(text, label).text if isinstance(text, str) else text


def cells(seed: str, count: int) -> list[str]:
    """Values of all types, as they are and as people type them, names, what only looks like them, and running text."""
    draw, made = Values(f"{SEED} frames {seed}"), Texts(f"{SEED} frames {seed}")
    found = []
    for number in range(count):
        kind = ("CN_ID_CARD", "CN_MOBILE", "CN_BANK_CARD", "PERSON", "EMAIL_ADDRESS", "CN_POLICY_NUMBER", *ENTITY_TYPES)[number % (6 + len(ENTITY_TYPES))]
        value = draw.of(kind)
        found.append(surface(draw, value) if number % 5 == 4 else value)
        if number % 7 == 6:
            found.append(made.text())
        if number % 7 == 5:
            found.append(draw.mistyped_id_card())
    return found


def names(seed: str, count: int) -> list[str]:
    """Any surname with any characters of given names: also 应 and 由, which may stand before a value, and rare ones."""
    draw = Random(f"{SEED} {seed}")
    surnames, given_ = [*_SURNAMES, *sorted(COMPOUNDS)], sorted(_GIVEN)
    return [draw.choice(surnames) + "".join(draw.choice(given_) for _ in range(draw.choice((1, 2, 2)))) for _ in range(count)]


@pytest.mark.parametrize("label", ["姓名", "name", "en name", "custName", "被保险人姓名", "受理人"])
def test_names_of_known_shape_are_what_the_engine_says(label: str) -> None:
    texts = list(dict.fromkeys(names(label, FUZZ // 2)))
    column = Column(GUARD, "x", label)
    sure, _ = Shapes(GUARD, label).sort(texts, column.hits)
    hits = column.hits(sure)
    assert sure
    for text in sure:
        assert [(start, end, kind) for start, end, _, kind in hits.get(text, [])] == [(0, len(text), "PERSON")], text


@pytest.mark.parametrize("name", GUARDS)
def test_known_shapes_are_what_the_engine_says(name: str) -> None:
    """No value is taken for one that the engine does not find whole, of that type, behind that label."""
    guard = GUARDS[name]
    size = FUZZ // 100 if name == "plain engine" else FUZZ // 2
    texts = list(dict.fromkeys(cells(name, size)))
    known = 0
    for label in LABELS if name == "default" else ("手机号", "身份证号", "卡号", "姓名", None):
        column = Column(guard, "x", label)
        sure, rest = Shapes(guard, label).sort(texts, column.hits)
        assert set(sure) | set(rest) == set(texts)
        assert not set(sure) & set(rest)
        for text, kind in sure.items():
            assert [(f.entity_type, f.start, f.end) for f in guard.find(text, label)] == [(kind, 0, len(text))], (label, kind, len(text))
        known += len(sure)
    assert known or name == "plain engine"


@pytest.mark.parametrize("name", GUARDS)
def test_distinct_texts_become_what_they_become_alone(name: str) -> None:
    guard = GUARDS[name]
    texts = list(dict.fromkeys(cells(f"alone {name}", FUZZ // (100 if name == "plain engine" else 8))))
    for label in ("手机号", "姓名", "idNo", "备注", None):
        changed = Column(guard, "x", label).changed(texts)
        for text in texts:
            assert changed.get(text, text) == alone(guard, text, label), label


def pandas_kinds() -> dict[str, Callable[[list[Any]], Any]]:
    return {
        "object": lambda v: pd.Series(v, dtype=object),
        "string": lambda v: pd.Series(v, dtype="string[python]"),
        "string[pyarrow]": lambda v: pd.Series(v, dtype="string[pyarrow]"),
        "arrow": lambda v: pd.Series(v, dtype=pd.ArrowDtype(pa.string())),
        "arrow large": lambda v: pd.Series(v, dtype=pd.ArrowDtype(pa.large_string())),
        "category": lambda v: pd.Series(v, dtype="category"),
    }


TEXTS = st.lists(st.none() | st.sampled_from(cells("columns", 60)) | st.text(max_size=12), max_size=24)


@pytest.mark.parametrize("kind", pandas_kinds())
@settings(max_examples=SLOW // 3)
@given(values=TEXTS, label=st.sampled_from(LABELS), name=st.sampled_from(("default", "pseudonymize")))
def test_pandas(kind: str, values: list[str | None], label: str, name: str) -> None:
    values = [value if value is None else value.encode("utf-8", "replace").decode() for value in values]
    column = pandas_kinds()[kind](values)
    column.index = pd.Index([f"r{(7 * at) % 24}" for at in range(len(values))], name="row")
    frame = pd.DataFrame({label: column, "n": range(len(values))}, index=column.index)
    before = frame.copy(deep=True)
    masked = mask_columns(frame, None, GUARDS[name])
    pd.testing.assert_frame_equal(frame, before)
    assert masked.index.equals(frame.index)
    assert masked.index.name == "row"
    assert list(masked.columns) == [label, "n"]
    assert masked[label].dtype == column.dtype if kind != "category" else isinstance(masked[label].dtype, pd.CategoricalDtype)
    assert [alone(GUARDS[name], value, label) for value in values] == [None if pd.isna(v) else v for v in masked[label]]
    assert masked["n"].equals(frame["n"])


def test_pandas_keeps_every_sign_for_a_null() -> None:
    mobile = Values("nulls").mobile()
    values = [None, float("nan"), mobile, pd.NA, pd.NaT, ""]
    masked = mask_columns(pd.DataFrame({"手机": pd.Series(values, dtype=object)}))["手机"].tolist()
    assert masked[2] == alone(GUARD, mobile, "手机")
    assert all(new is old for new, old in zip(masked, values, strict=True) if old is not mobile)


def test_pandas_categories_that_are_masked_alike_are_one() -> None:
    draw = Values("categories")
    mobiles = ["13912345678", "13912340078", "13912340079", "本人"]
    column = pd.Categorical([mobiles[0], mobiles[1], None, mobiles[3]], categories=mobiles, ordered=True)
    masked = mask_columns(pd.DataFrame({"手机": column}))["手机"]
    assert masked.tolist()[:2] == [alone(GUARD, mobiles[0], "手机")] * 2
    assert list(masked.cat.categories) == ["139******78", "139******79", "本人"]  # also of values no row has
    assert masked.cat.ordered
    assert masked.isna().tolist() == [False, False, True, False]
    number = mask_columns(pd.DataFrame({"手机": pd.Categorical([int(draw.mobile()), 5])}), numbers="text")["手机"]
    assert number.tolist()[1] == "5"


def test_pandas_objects_are_treated_as_records() -> None:
    draw = Values("objects")
    values = [draw.mobile(), int(draw.mobile()), {"手机": draw.mobile()}, [draw.mobile(), 3], None, 2.5, True, Decimal("13912345678")]
    masked = mask_columns(pd.DataFrame({"联系电话": pd.Series(values, dtype=object)}))["联系电话"].tolist()
    assert masked == [GUARD.mask_record({"联系电话": value})["联系电话"] for value in values]
    assert masked[6] is True


def test_pandas_frames_with_odd_columns() -> None:
    """Names twice, of several levels, of no text; types that hold no text; an empty frame."""
    mobile = Values("odd").mobile()
    twice = pd.DataFrame([[mobile, mobile]], columns=["手机", "手机"])
    assert mask_columns(twice).to_numpy().tolist() == [[alone(GUARD, mobile, "手机")] * 2]
    levels = pd.DataFrame([["110105194912310", 1]], columns=pd.MultiIndex.from_tuples([("投保人", "身份证"), ("n", "")]))
    assert mask_columns(levels).iloc[0, 0] == alone(GUARD, "110105194912310", "身份证")
    numbered = pd.DataFrame({0: [mobile], 1: [pd.Timestamp(2026, 1, 1)], 2: [True], 3: [pd.Timedelta(1)], 4: [pd.Period("2026")], 5: pd.arrays.SparseArray([1])})
    masked = mask_columns(numbered)
    assert (masked.dtypes == numbered.dtypes).all()
    assert masked.iloc[0, 0] == alone(GUARD, mobile, None)
    assert mask_columns(pd.DataFrame()).empty
    assert mask_columns(pd.DataFrame({"手机": pd.Series([], dtype=object)}))["手机"].dtype == object


@pytest.mark.parametrize("dtype", ["int64", "Int64", "float64", "uint64", "int64[pyarrow]", "category"])
def test_numbers_are_refused_made_text_or_null(dtype: str) -> None:
    frame = pd.DataFrame({"手机": pd.Series([13912345678, 5, 13912345678], dtype=dtype)})
    with pytest.raises(FrameError, match="column 手机: ") as caught:
        mask_columns(frame)
    assert "139" not in str(caught.value)
    assert mask_columns(frame, numbers="text")["手机"].tolist() == ["139******78", "5", "139******78"]
    if dtype not in ("int64", "uint64", "category"):
        nulled = mask_columns(frame, numbers="null")["手机"]
        assert nulled.dtype == frame["手机"].dtype
        assert nulled.isna().tolist() == [True, False, True]
    same = mask_columns(frame, guard=FPE)["手机"]  # a number of the same length
    assert same.dtype == frame["手机"].dtype if dtype != "category" else True
    assert [str(int(value)) for value in same] == [FPE.process("13912345678", "手机").text, "5", FPE.process("13912345678", "手机").text]
    assert mask_columns(frame.rename(columns={"手机": "订单号"})).equals(frame.rename(columns={"手机": "订单号"}))


def test_an_index_that_holds_values_is_refused() -> None:
    ids = [Values("index").id_card()]
    frame = pd.DataFrame({"n": [1]}, index=pd.Index(ids, name="身份证号"))
    with pytest.raises(FrameError, match="index holds values") as caught:
        mask_columns(frame)
    assert ids[0] not in str(caught.value)
    assert mask_columns(frame, keep_index=True).index.tolist() == ids
    with pytest.raises(FrameError, match="index holds values"):
        mask_columns(frame.set_index("n", append=True))
    assert mask_columns(frame.reset_index())["身份证号"].tolist() != ids


def polars_kinds() -> dict[str, Any]:
    return {"String": pl.String, "Categorical": pl.Categorical, "List": pl.List(pl.String), "Struct": pl.Struct({"姓名": pl.String, "n": pl.Int64})}


def polars_value(kind: str, value: str | None, at: int) -> Any:
    if kind == "List":
        return None if at % 5 == 4 else [] if at % 5 == 3 else [value, "x"]
    return {"姓名": value, "n": at} if kind == "Struct" and at % 4 else None if kind == "Struct" else value


@pytest.mark.parametrize("kind", polars_kinds())
@settings(max_examples=SLOW // 3)
@given(values=TEXTS, label=st.sampled_from(LABELS), name=st.sampled_from(("default", "pseudonymize")))
def test_polars(kind: str, values: list[str | None], label: str, name: str) -> None:
    guard = GUARDS[name]
    values = [value if value is None else value.encode("utf-8", "replace").decode() for value in values]
    given_ = [polars_value(kind, value, at) for at, value in enumerate(values)]
    frame = pl.DataFrame({label: pl.Series(given_, dtype=polars_kinds()[kind]), "n": range(len(values))})
    masked = mask_columns(frame, None, guard)
    assert masked.schema == frame.schema
    assert masked["n"].equals(frame["n"])
    if kind == "List":
        expected = [None if item is None else [alone(guard, value, label) for value in item] for item in given_]
    elif kind == "Struct":
        expected = [None if item is None else {"姓名": alone(guard, item["姓名"], "姓名"), "n": item["n"]} for item in given_]
    else:
        expected = [alone(guard, value, label) for value in given_]
    assert masked[label].to_list() == expected


def test_polars_other_types() -> None:
    mobile = "13912345678"
    masked = mask_columns(pl.DataFrame({"手机": pl.Series([mobile, None], dtype=pl.Enum(["13912340078", mobile, "本人"]))}))["手机"]
    assert masked.to_list() == ["139******78", None]
    assert masked.dtype.categories.to_list() == ["139******78", "本人"]
    arrays = pl.DataFrame({"手机": pl.Series([[mobile, "x"], None], dtype=pl.Array(pl.String, 2))})
    assert mask_columns(arrays)["手机"].to_list() == [["139******78", "x"], None]
    assert mask_columns(arrays).schema == arrays.schema
    assert mask_columns(pl.DataFrame({"手机": [mobile.encode(), None]}))["手机"].to_list() == [b"139******78", None]
    numbers = pl.DataFrame({"手机": [int(mobile), 7, None]})
    with pytest.raises(FrameError, match="column 手机"):
        mask_columns(numbers)
    assert mask_columns(numbers, numbers="text")["手机"].to_list() == ["139******78", "7", None]
    assert mask_columns(numbers, numbers="null")["手机"].to_list() == [None, 7, None]
    assert mask_columns(numbers, guard=FPE)["手机"].to_list() == [int(FPE.process(mobile, "手机").text), 7, None]
    with pytest.raises(FrameError, match="collect"):
        mask_columns(numbers.lazy())
    same = pl.DataFrame({"d": [None, 1.5], "b": [True, None], "t": pl.Series([None, 3], dtype=pl.Date)})
    assert mask_columns(same).equals(same)


def arrow_kinds() -> dict[str, Any]:
    return {
        "string": pa.string(), "large": pa.large_string(), "view": pa.string_view(), "dictionary": pa.dictionary(pa.int8(), pa.string()),
        "list": pa.list_(pa.string()), "large list": pa.large_list(pa.string()), "pairs": pa.list_(pa.string(), 2),
        "struct": pa.struct([("姓名", pa.string()), ("n", pa.int64())]), "runs": pa.run_end_encoded(pa.int32(), pa.string()),
        "map": pa.map_(pa.string(), pa.string()), "structs": pa.list_(pa.struct([("姓名", pa.large_string()), ("n", pa.int64())])),
    }  # fmt: skip


def arrow_value(kind: str, value: str | None, at: int) -> Any:
    if kind in ("list", "large list"):
        return None if at % 5 == 4 else [] if at % 5 == 3 else [value, "x"]
    if kind == "pairs":
        return None if at % 5 == 4 else [value, "x"]
    if kind == "map":
        return None if at % 5 == 4 else [("姓名", value), ("备注", "x")][: at % 3]
    if kind == "structs":
        return None if at % 5 == 4 else [{"姓名": value, "n": at}, None]
    return {"姓名": value, "n": at} if kind == "struct" and at % 4 else None if kind == "struct" else value


def arrow_expected(guard: Guard, kind: str, item: Any, label: str) -> Any:
    if item is None or isinstance(item, str):
        return alone(guard, item, label)
    if kind == "map":
        return [(key, alone(guard, value, key)) for key, value in item]
    if isinstance(item, list):
        return [arrow_expected(guard, kind, inner, label) for inner in item]
    return {"姓名": alone(guard, item["姓名"], "姓名"), "n": item["n"]}


@pytest.mark.parametrize("kind", arrow_kinds())
@settings(max_examples=SLOW // 3)
@given(values=TEXTS, label=st.sampled_from(LABELS), name=st.sampled_from(("default", "pseudonymize")), cut=st.integers(0, 24))
def test_arrow(kind: str, values: list[str | None], label: str, name: str, cut: int) -> None:
    guard = GUARDS[name]
    values = [value if value is None else value.encode("utf-8", "replace").decode() for value in values]
    given_ = [arrow_value(kind, value, at) for at, value in enumerate(values)]
    whole = pa.array(given_, pa.string() if kind == "runs" else arrow_kinds()[kind])
    if kind == "runs":
        whole = pa.compute.run_end_encode(whole) if len(whole) else whole
    cut = min(cut, len(whole))
    column = pa.chunked_array([whole.slice(0, cut), whole.slice(cut)])
    table = pa.table({label: column, "n": pa.array(range(len(values)))}).replace_schema_metadata({"made": "by a test"})
    masked = mask_columns(table, None, guard)
    masked.validate(full=True)
    assert masked.schema.equals(table.schema, check_metadata=True)
    assert [len(chunk) for chunk in masked.column(0).chunks] == [cut, len(whole) - cut]
    assert masked.column(0).to_pylist() == [arrow_expected(guard, kind, item, label) for item in given_]
    batch = pa.record_batch({label: whole.slice(cut)})
    assert mask_columns(batch, None, guard).column(0).to_pylist() == masked.column(0).to_pylist()[cut:]
    assert isinstance(mask_columns(batch, None, guard), pa.RecordBatch)


def test_arrow_other_types() -> None:
    mobile = "13912345678"
    with pytest.raises(FrameError, match="column 手机: bytes that are not UTF-8"):
        mask_columns(pa.table({"手机": [b"\xff\xfe"]}))
    assert mask_columns(pa.table({"手机": [mobile.encode(), None]})).column(0).to_pylist() == [b"139******78", None]
    unions = pa.UnionArray.from_sparse(pa.array([0], pa.int8()), [pa.array([mobile])])
    with pytest.raises(FrameError, match="column 手机: cannot look into the type"):
        mask_columns(pa.table({"手机": unions}))
    words = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.int8()), pa.array([mobile, "13912340078", "13912340079"]))
    masked = mask_columns(pa.table({"手机": words})).column(0).chunk(0)
    assert masked.to_pylist() == ["139******78"] * 2
    assert masked.dictionary.to_pylist() == ["139******78", "139******79"]  # also of values no row points to
    numbers = pa.table({"手机": pa.array([int(mobile), 7, None])})
    assert mask_columns(numbers, numbers="text").column(0).to_pylist() == ["139******78", "7", None]
    assert mask_columns(numbers, numbers="null").column(0).to_pylist() == [None, 7, None]
    strict = pa.Table.from_arrays([pa.array([int(mobile)])], schema=pa.schema([pa.field("手机", pa.int64(), nullable=False)]))
    with pytest.raises(FrameError, match="nor null"):
        mask_columns(strict, numbers="null")
    assert mask_columns(strict, guard=FPE).schema == strict.schema
    decimals = pa.table({"手机": pa.array([Decimal(mobile)], pa.decimal128(20, 0))})
    assert mask_columns(decimals, guard=FPE).column(0).to_pylist() == [Decimal(FPE.process(mobile, "手机").text)]
    nested = pa.table({"联系人": pa.array([[{"手机": int(mobile)}]])})
    with pytest.raises(FrameError, match=r"column 联系人.手机"):
        mask_columns(nested)
    assert mask_columns(nested, numbers="text").column(0).to_pylist() == [[{"手机": "139******78"}]]
    noted = pa.table({"n": [1]}).replace_schema_metadata({"owner": f"手机{mobile}", "source": "crm"})
    assert mask_columns(noted).schema.metadata == {b"source": b"crm"}
    keyed = pa.table({"x": pa.array([[(mobile, "a"), ("n", "b")]], pa.map_(pa.string(), pa.string()))})
    assert mask_columns(keyed).column(0).to_pylist() == [[("139******78", "a"), ("n", "b")]]


def test_which_columns_and_which_labels() -> None:
    value = "110105194912310"  # an ID of 15 digits: behind a label only
    frame = pd.DataFrame({"c1": [value], "c2": ["13912345678"]})
    assert mask_columns(frame).iloc[0].tolist() == [alone(GUARD, value, "c1"), "139******78"]
    assert mask_columns(frame, {"c1": "身份证号"}).iloc[0].tolist() == [alone(GUARD, value, "身份证号"), "13912345678"]
    assert mask_columns(frame, ["c2"]).iloc[0].tolist() == [value, "139******78"]
    for wrong in (["nope"], "c1", {"nope": None}):
        with pytest.raises(FrameError):
            mask_columns(frame, wrong)
    with pytest.raises(FrameError, match="numbers is one of"):
        mask_columns(frame, numbers="maybe")
    with pytest.raises(FrameError, match="name of column 2 holds a value") as caught:
        mask_columns(frame.rename(columns={"c2": "13912345678"}))
    assert "139" not in str(caught.value)
    for thing in ([1], {"a": [1]}, None, pd.Series([1])):
        with pytest.raises(FrameError, match="no frame"):
            mask_columns(thing)


LIBRARIES = {
    "pandas": pd.DataFrame, "polars": pl.DataFrame, "arrow": pa.table,
    "batch": lambda columns: pa.record_batch(columns), "nullable": lambda columns: pd.DataFrame(columns).convert_dtypes(),
}  # fmt: skip


@pytest.mark.parametrize("library", LIBRARIES)
def test_columns_are_found_by_a_sample(library: str) -> None:
    draw, rng = Values("find"), Random("find")
    count = 3000
    columns = {
        "col_a": [draw.mobile() for _ in range(count)],
        "身份证号": [None if at % 10 == 0 else draw.id_card() for at in range(count)],
        "amount": [rng.randrange(10**4) for _ in range(count)],
        "备注": ["已回访" if at % 4 else f"客户手机{draw.mobile()}" for at in range(count)],
    }
    frame = LIBRARIES[library](columns)
    found = find_columns(frame, sample=500, seed=7)
    assert found == find_columns(frame, sample=500, seed=7)
    assert [(item.name, item.label, item.verdict, item.rows, item.sampled) for item in found] == [
        ("col_a", next(r.labels[0] for r in BUILTIN if r.entity_type == "CN_MOBILE"), "CN_MOBILE", count, 500),
        ("身份证号", "身份证号", "CN_ID_CARD", count, 500),
        ("amount", "amount", "", count, 500),
        ("备注", "备注", "", count, 500),
    ]
    share = found[3].types[0]
    assert share.entity_type == "CN_MOBILE"
    assert share.low < 0.25 < share.high
    assert share.low < share.share < share.high
    assert found[1].nulls
    assert found[1].types[0].valid == 1.0
    assert find_columns(frame)[3].sampled == count
    assert not any(value in repr(found) for value in columns["col_a"])
    masked = mask_columns(frame, found)
    assert type(masked) is type(frame)


def test_rows_of_a_cursor() -> None:
    draw = Values("rows")
    given_ = [(draw.of("PERSON"), draw.id_card(), int(draw.mobile()), None if at % 3 else draw.mobile().encode()) for at in range(25)]
    with sqlite3.connect(":memory:") as base:
        base.execute("create table t (姓名, 身份证号, 手机, 备注)")
        base.executemany("insert into t values (?, ?, ?, ?)", given_)
        cursor = base.execute("select * from t")
        rows = list(mask_rows(cursor, batch=10))
        base.row_factory = sqlite3.Row
        assert list(mask_rows(base.execute("select * from t"))) == rows
    base.close()
    names = ("姓名", "身份证号", "手机", "备注")
    expected = [tuple(GUARD.mask_record({name: value})[name] for name, value in zip(names, row, strict=True)) for row in given_]
    assert rows == expected
    assert list(mask_rows(given_, names=names, guard=GUARD)) == expected
    assert list(mask_rows([list(row) for row in given_], names=names)) == [list(row) for row in expected]
    assert list(mask_rows([dict(zip(names, row, strict=True)) for row in given_])) == [dict(zip(names, row, strict=True)) for row in expected]
    Person = namedtuple("Person", ["mobile", "n"])
    (row,) = mask_rows([Person("13912345678", 1)])
    assert row == Person("139******78", 1)
    assert isinstance(row, Person)
    assert list(mask_rows([("13912345678", "13912345678")], ["a"], names=["a", "b"])) == [("139******78", "13912345678")]
    assert list(mask_rows([], names=["a"])) == []
    for wrong, more in (([(1, 2)], {}), ([(1, 2)], {"names": ["a"]}), ([(object(),)], {"names": ["a"]}), ([(1,)], {"names": ["13912345678"]})):
        with pytest.raises(FrameError):
            list(mask_rows(wrong, **more))


def test_no_library_is_imported() -> None:
    """A program that has none of them loads none by asking."""
    program = (
        "import sys; from piiguard.frames import mask_rows, mask_columns\n"
        "assert list(mask_rows([('13912345678',)], names=['手机'])) == [('139******78',)]\n"
        "try: mask_columns(object())\nexcept TypeError: pass\n"
        "print([name for name in ('pandas', 'polars', 'pyarrow', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_tokens_that_are_fresh_do_not_show_which_values_are_equal() -> None:
    """``encrypt`` promises another token each time; a column treated by its distinct values would break the promise."""
    guard = Guard(Policy({"version": 1, "name": "sealed", "default": {"operator": "encrypt"}}), RING)
    mobile = Values("fresh").mobile()
    old = [mobile, None, f"回电{mobile}", mobile, "无"]
    tables: list[tuple[Any, Callable[[Any], list[Any]]]] = [
        (pd.DataFrame({"手机号": pd.array(old, dtype="string")}), lambda frame: frame["手机号"].tolist()),
        (pd.DataFrame({"手机号": pd.array(old, dtype=pd.ArrowDtype(pa.string()))}), lambda frame: frame["手机号"].tolist()),
        (pd.DataFrame({"手机号": pd.Series(old, dtype=object)}), lambda frame: frame["手机号"].tolist()),
        (pl.DataFrame({"手机号": old}), lambda frame: frame["手机号"].to_list()),
        (pa.table({"手机号": pa.chunked_array([old[:2], old[2:]])}), lambda table: table["手机号"].to_pylist()),
    ]
    for table, column in tables:
        new = column(mask_columns(table, ["手机号"], guard))
        assert new[0] != new[3]
        assert [guard.restore(text) if isinstance(text, str) else None for text in new] == old
        assert mobile not in "".join(text for text in new if isinstance(text, str))
    rows = list(mask_rows([(text,) for text in old], names=["手机号"], guard=guard))
    assert rows[0] != rows[3]
    assert [guard.restore(text) if text else None for (text,) in rows] == old
