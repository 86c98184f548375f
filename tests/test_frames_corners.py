"""Frames: names, notes and rows that are not as they should be, and types with others inside."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict, defaultdict
from types import MappingProxyType
from typing import Any

import pytest

from piiguard import Guard
from piiguard.errors import FrameError
from piiguard.frames import find_columns, mask_columns, mask_rows, rows
from piiguard.testing import Values

pd = pytest.importorskip("pandas")
np = pytest.importorskip("numpy")
pl = pytest.importorskip("polars")
pa = pytest.importorskip("pyarrow")

GUARD = Guard()
MOBILE = Values("corners").mobile()
MASKED = GUARD.process(MOBILE, "手机").text
PASSWORD = "Tk7#mopq"  # only its name says what it is


def with_attrs(attrs: dict[Any, Any]) -> Any:
    frame = pd.DataFrame({"a": [1]})
    frame.attrs = attrs
    return frame


# -- rows -----------------------------------------------------------------------------------------


def test_a_text_met_before_what_is_remembered_is_forgotten_stays_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The block in which the memory is emptied also holds texts that only the memory knew."""
    monkeypatch.setattr(rows, "_KEPT", 10)
    texts = [MOBILE, *(f"x{at}" for at in range(8)), MOBILE, *(f"y{at}" for at in range(8)), *(f"z{at}" for at in range(30)), MOBILE]
    found = [row[0] for row in mask_rows([(text,) for text in texts], names=["手机"], batch=9)]
    assert found == [MASKED if text == MOBILE else text for text in texts]


def test_rows_that_are_mappings_are_read_by_their_keys() -> None:
    """Their own order may differ from row to row; the label of a value is its key."""
    given = [{"a": "1", "password": PASSWORD}, {"password": PASSWORD, "a": "1"}]
    masked = list(mask_rows(given))
    assert masked == [{"a": "1", "password": "〔PASSWORD〕"}] * 2
    assert [list(row) for row in masked] == [list(row) for row in given]
    assert list(mask_rows(map(MappingProxyType, given))) == masked
    assert list(mask_rows([{"x": MOBILE}], names=["手机"])) == [{"x": MASKED}]
    (ordered,) = mask_rows([OrderedDict(手机=MOBILE)])
    assert type(ordered) is OrderedDict
    assert list(mask_rows([defaultdict(list, 手机=MOBILE)])) == [{"手机": MASKED}]
    for wrong in ([*given, {"a": "1"}], [*given, {"a": "1", MOBILE: PASSWORD}], [*given, ("1", MOBILE)], [("1", MOBILE), *given]):
        with pytest.raises(FrameError) as caught:
            list(mask_rows(wrong, names=["a", "password"]))
        assert MOBILE not in str(caught.value)


class Fetching:
    """A cursor with what PEP 249 asks for and no more: it is not iterable."""

    def __init__(self, cursor: Any) -> None:
        self.description = cursor.description
        self.fetchmany = cursor.fetchmany


def test_a_cursor_that_is_not_iterable() -> None:
    base = sqlite3.connect(":memory:")
    query = f"with recursive t(n) as (select 1 union all select n + 1 from t where n < 25) select '{MOBILE}' as 手机, n from t"
    expected = list(mask_rows(base.execute(query)))
    assert expected == [(MASKED, at) for at in range(1, 26)]
    assert list(mask_rows(Fetching(base.execute(query)), batch=10)) == expected  # type: ignore[arg-type]
    base.close()


def test_rows_of_duckdb() -> None:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as base:
        query = base.execute(f"select '{MOBILE}' as 手机, n from range(3) t(n)")
        assert list(mask_rows(query, batch=2)) == [(MASKED, at) for at in range(3)]


def test_rows_of_sqlalchemy() -> None:
    sqlalchemy = pytest.importorskip("sqlalchemy")
    query = sqlalchemy.text(f"select '{MOBILE}' as 手机, 1 as n")
    with sqlalchemy.create_engine("sqlite://").connect() as base:
        assert list(mask_rows(base.execute(query))) == [(MASKED, 1)]
        assert list(mask_rows(base.execute(query).mappings())) == [{"手机": MASKED, "n": 1}]


# -- names and notes ------------------------------------------------------------------------------

ONE = {"a": [1]}
NAMED = {
    "index": lambda: pd.DataFrame(ONE, index=pd.Index([5], name=MOBILE)),
    "levels of the index": lambda: pd.DataFrame(ONE, index=pd.MultiIndex.from_tuples([(1, 2)], names=["a", MOBILE])),
    "columns": lambda: pd.DataFrame(ONE).rename_axis(columns=MOBILE),
    "upper level": lambda: pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([(MOBILE, "a")])),
    "level nobody uses": lambda: pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_tuples([("a", "b"), (MOBILE, "b")])).iloc[:, :1],
    "category nobody uses": lambda: pd.DataFrame([[1]], columns=pd.CategoricalIndex(["a"], categories=["a", MOBILE])),
    "struct": lambda: pa.table({"a": pa.array([{MOBILE: "x"}])}),
    "struct in a list": lambda: pa.table({"a": pa.array([[{MOBILE: "x"}]])}),
    "polars": lambda: pl.DataFrame({"a": [[{MOBILE: "x"}]]}),
    "notes of a field": lambda: pa.table({"a": pa.array([{"b": 1}], pa.struct([pa.field("b", pa.int64(), metadata={"of": MOBILE})]))}),
}


@pytest.mark.parametrize("where", NAMED)
def test_a_name_that_holds_a_value_is_refused_wherever_it_stands(where: str) -> None:
    with pytest.raises(FrameError, match=r"hold(s)? a value") as caught:
        mask_columns(NAMED[where]())
    assert MOBILE not in str(caught.value)


def test_notes_that_hold_a_value_are_dropped() -> None:
    given = {"owner": f"手机{MOBILE}", "source": "crm", "n": 3, "made by": object(), "nested": {"手机": [int(MOBILE)]}}
    frame = with_attrs(given)
    assert mask_columns(frame).attrs == {"source": "crm", "n": 3}
    assert frame.attrs.keys() == given.keys()
    fields = [pa.field("a", pa.int64(), metadata={"owner": f"手机{MOBILE}", "unit": "CNY"}), pa.field("b", pa.int64())]
    table = pa.table([pa.array([1]), pa.array([2])], schema=pa.schema(fields))
    assert mask_columns(table, ["b"]).schema.field("a").metadata == {b"unit": b"CNY"}


# -- which columns --------------------------------------------------------------------------------


def test_columns_are_asked_for_by_their_own_names() -> None:
    levels = pd.DataFrame([[MOBILE, MOBILE]], columns=pd.MultiIndex.from_tuples([("投保人", "手机"), ("备注", "手机")]))
    assert mask_columns(levels, [("投保人", "手机")]).iloc[0].tolist() == [MASKED, MOBILE]
    assert mask_columns(levels, ["手机"]).iloc[0].tolist() == [MASKED] * 2
    numbered = pd.DataFrame({0: [PASSWORD], 1: [PASSWORD]})
    assert mask_columns(numbered, {0: "password"}).iloc[0].tolist() == ["〔PASSWORD〕", PASSWORD]  # type: ignore[dict-item]
    assert mask_columns(numbered, [1]).iloc[0].tolist() == [PASSWORD, PASSWORD]  # type: ignore[list-item]
    with pytest.raises(FrameError, match="not in the frame"):
        mask_columns(levels, [("投保人", "姓名")])


def test_a_column_asked_for_twice_is_treated_once() -> None:
    """An operator on its own result would give what nobody can restore."""
    from piiguard import Keyring, Policy

    guard = Guard(Policy({"version": 1, "name": "fpe", "default": {"operator": "fpe"}}), Keyring({"k1": bytes(range(32))}, "k1"))
    once = guard.process(MOBILE, "手机").text
    table = pa.table([pa.array([MOBILE]), pa.array([MOBILE])], names=["手机", "手机"])
    for columns in (["手机"], ["手机", "手机"], ["手机"] * 3, find_columns(table)):
        masked = mask_columns(table, columns, guard)
        assert [column.to_pylist() for column in masked.columns] == [[once], [once]], columns
    assert list(mask_rows([(MOBILE,)], ["手机", "手机"], guard, names=["手机"])) == [(once,)]


def test_the_new_frame_shares_nothing_with_the_one_given() -> None:
    frame = pd.DataFrame({"手机": [MOBILE, "x"], "n": [1, 2], "t": ["a", "b"]})
    masked = mask_columns(frame)
    masked.iloc[0, 1] = 99
    masked.iloc[0, 2] = "z"
    assert frame.iloc[0].tolist() == [MOBILE, 1, "a"]


# -- types ----------------------------------------------------------------------------------------


def test_what_a_sparse_column_is_full_of_is_looked_at() -> None:
    column = pd.arrays.SparseArray([int(MOBILE)] * 3, fill_value=int(MOBILE))
    with pytest.raises(FrameError, match="column 手机: "):
        mask_columns(pd.DataFrame({"手机": column}))
    plain = pd.DataFrame({"手机": pd.arrays.SparseArray([0, 0, 5], fill_value=0)})
    assert mask_columns(plain).equals(plain)


def test_dates_between_texts_stay() -> None:
    values = [pd.Period("2026"), np.datetime64("2026-01-01T00:00:00", "ns"), np.timedelta64(3, "ns"), pd.Timestamp(2026, 1, 1), MOBILE]
    masked = mask_columns(pd.DataFrame({"手机": pd.Series(values, dtype=object)}))["手机"].tolist()
    assert masked == [*values[:-1], MASKED]


def test_polars_lists_of_arrays() -> None:
    frame = pl.DataFrame({"手机": pl.Series([[[MOBILE, "x"]], [], None], dtype=pl.List(pl.Array(pl.String, 2)))})
    masked = mask_columns(frame)
    assert masked.schema == frame.schema
    assert masked["手机"].to_list() == [[[MASKED, "x"]], [], None]


@pytest.mark.parametrize("kind", [pa.list_view(pa.string()), pa.large_list_view(pa.string())])
def test_arrow_views_of_lists(kind: Any) -> None:
    whole = pa.array([["x"], None, [], [MOBILE, None]], kind)
    for part in (whole, whole.slice(1), whole.slice(3, 1), whole.slice(1, 2)):
        table = pa.table({"手机": part})
        masked = mask_columns(table)
        masked.validate(full=True)
        assert masked.schema == table.schema
        assert masked.column(0).to_pylist() == [item and [MASKED if text == MOBILE else text for text in item] for item in part.to_pylist()]


@pytest.mark.parametrize("kind", [pa.decimal32(9, 1), pa.decimal64(12, 0), pa.decimal128(20, 0), pa.decimal256(40, 0)])
def test_arrow_decimals_of_every_width(kind: Any) -> None:
    plain = pa.table({"amount": pa.array([None, 1, 12], kind)})
    assert mask_columns(plain).equals(plain)
    if kind.precision > 11:
        table = pa.table({"手机": pa.array([int(MOBILE), None], kind)})
        assert mask_columns(table, numbers="text").column(0).to_pylist() == [MASKED, None]
        nulled = mask_columns(table, numbers="null")
        assert nulled.schema == table.schema
        assert nulled.column(0).null_count == 2


NUMBERS: dict[str, tuple[list[Any], Any, list[Any]]] = {
    "dictionary": ([[int(MOBILE)], [5]], pa.dictionary(pa.int32(), pa.int64()), [MASKED, "5"]),
    "struct": ([[{"手机": int(MOBILE), "n": 1}], [{"手机": 5, "n": 2}]], None, [{"手机": MASKED, "n": 1}, {"手机": "5", "n": 2}]),
    "list": ([[[int(MOBILE)]], [[5], None]], None, [[MASKED], ["5"], None]),
    "map": ([[[("手机", int(MOBILE)), ("n", 5)]], [[("n", 7)], None]], pa.map_(pa.string(), pa.int64()), [[("手机", MASKED), ("n", "5")], [("n", "7")], None]),
}


@pytest.mark.parametrize("kind", NUMBERS)
def test_numbers_inside_become_text_in_every_chunk(kind: str) -> None:
    """A chunk without a masked number is of the same type as one with."""
    given, of, expected = NUMBERS[kind]
    table = pa.table({"手机": pa.chunked_array([pa.array(chunk, of) for chunk in given])})
    masked = mask_columns(table, numbers="text")
    masked.validate(full=True)
    assert masked.column(0).to_pylist() == expected
    assert [len(chunk) for chunk in masked.column(0).chunks] == [len(chunk) for chunk in given]


class Numbered(pa.ExtensionType):  # type: ignore[misc]
    """A type of somebody's own over integers."""

    def __init__(self) -> None:
        super().__init__(pa.int64(), "piiguard.tests.numbered")

    def __arrow_ext_serialize__(self) -> bytes:
        return b""


def test_an_extension_type_that_cannot_hold_text_is_refused() -> None:
    kind = Numbered()  # Arrow holds it weakly
    table = pa.table({"手机": pa.ExtensionArray.from_storage(kind, pa.array([int(MOBILE)]))})
    with pytest.raises(FrameError, match=r"column 手机: the type .* cannot hold"):
        mask_columns(table, numbers="text")
    assert mask_columns(table, numbers="null").column(0).null_count == 1
