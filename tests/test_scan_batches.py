"""The quick way through JSON lines and tables, over what generators think of: what is found is what is found value by value."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from piiguard import Guard
from piiguard.formats import Limits, TextDocument, open_document
from piiguard.scan.many import Repeats, in_cells
from piiguard.scan.reading import Reader
from piiguard.scan.recorder import Recorder
from piiguard.scan.search import Search
from piiguard.testing import Values

SEARCH = Search(Guard())
V = Values(11)
MOBILE, CARD, ID = V.mobile(), V.bank_card(), V.id_card()
ADDRESS = "南京市鼓楼区中山路8号3栋201室"

_PARTS = ["手机", "姓名", "订单号", "", "客户来电", "张三", MOBILE, CARD, ID, ADDRESS, f"手机{MOBILE}", "95511", "a\\b", "换\n行", '"']
_STRINGS = st.lists(st.sampled_from(_PARTS), max_size=3).map(" ".join)
_NUMBERS = st.sampled_from([1, 0.5, float(MOBILE), int(MOBILE), int(ID[:17]), 1e21, -3])
_KEYS = st.sampled_from(["手机号", "mobile", "msg", "value", "items", "姓名", "orderNo", "a b", MOBILE, "证件号码"])
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _STRINGS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3),
    max_leaves=6,
)
_RECORDS = st.lists(st.dictionaries(_KEYS, _VALUES, min_size=1, max_size=4), min_size=1, max_size=4)
_TWICE = f'{{"mobile":"{MOBILE}","mobile":"{CARD}"}}'
_ODD = st.sampled_from(["", " ", "手机 " + MOBILE, "{", '{"a":1} x', _TWICE, "[" * 2000, "NaN"])
Row = tuple[str, str, int, int, float]


def _quick(data: bytes) -> list[Row]:
    found: list[Row] = []
    recorder = Recorder(SEARCH, lambda rows: found.extend(_row(row) for _, row in rows), date(2026, 1, 2))
    Reader(recorder, Limits(), 7, lambda _: None).file(recorder.part("x"), io.BytesIO(data), "x.jsonl")
    recorder.flush()
    return sorted(found)


def _row(row: str) -> Row:
    where, kind, score, start, end, *_ = json.loads(row)
    return json.dumps(where, sort_keys=True), kind, start, end, score


def _slow(data: bytes) -> tuple[list[Row], list[str]]:
    found: list[Row] = []
    document = open_document(io.BytesIO(data), "x.jsonl", keys=SEARCH.keys)
    assert isinstance(document, TextDocument)
    for segment in document.segments():
        for start, end, score, kind, _ in SEARCH.guard._spans(segment.text, segment.label):
            where = json.dumps(segment.locate(start), sort_keys=True)
            found.append((where, kind, start, end, round(score, 4)))
    return sorted(found), document.notes()


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(_RECORDS, st.lists(_ODD, max_size=2), st.sampled_from([1, 40, 130]), st.booleans())
def test_json_lines_in_columns(records: list[dict[str, Any]], odd: list[str], times: int, ascii_only: bool) -> None:
    """Columns of many lines and single values, nested labels, numbers, escapes, keys given twice, lines that are none."""
    lines = [json.dumps(record, ensure_ascii=ascii_only) for record in records]
    data = "\n".join([*lines * times, *odd]).encode()
    found, notes = _slow(data)
    assert _quick(data) == found
    document = open_document(io.BytesIO(data), "x.jsonl", keys=SEARCH.keys)
    assert isinstance(document, TextDocument)
    for _ in document.batches():
        pass
    assert document.notes() == notes


_CELLS = st.lists(st.none() | _STRINGS | st.integers(0, 10**6).map(str), min_size=1, max_size=60)


@settings(deadline=None, max_examples=100)
@given(st.lists(_CELLS, min_size=1, max_size=6), st.sampled_from([None, "手机号", "备注", "姓名"]), st.sampled_from([0, 20, 1000]))
def test_repeated_cells(batches: list[list[str | None]], label: str | None, kept: int) -> None:
    """Whatever is remembered of a column, each cell has the findings it has alone."""
    repeats = Repeats(SEARCH.guard, label, kept)
    for cells in batches:
        alone = [(at, hits) for at, cell in enumerate(cells) for _, hits in in_cells(SEARCH.guard, [cell], label)]
        assert repeats.search(cells, set(cells)) == alone
