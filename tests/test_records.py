"""Records: the same shape out, keys as labels, types kept where they can be, nothing skipped in silence."""

from __future__ import annotations

import datetime
import enum
import json
import types
import uuid
from collections import Counter, OrderedDict, UserDict, defaultdict, deque, namedtuple
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import texts

from piiguard import Guard, Policy, RecordError
from piiguard.testing import Values

GUARD = Guard()
STRICT = Guard(Policy.builtin("strict"))
V = Values("records")
MOBILE, IDENT, CARD, POLICY, PASSPORT = (
    V.mobile(),
    V.id_card("18"),
    V.bank_card(19),
    V.policy_number("life"),
    V.passport("ordinary"),
)

Point = namedtuple("Point", ["name", "phone"])


class Customer(NamedTuple):
    """A row as a driver returns it."""

    id_no: str
    amount: int


class Colour(enum.StrEnum):
    """An enumeration of texts: a code, not a text."""

    RED = "13912345678"


class Text(str):
    """A text of a library's own type."""


# -- keys are labels ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "entity_type"),
    [
        ("idNo", IDENT, "CN_ID_CARD"), ("certNo", IDENT, "CN_ID_CARD"), ("cert_no", IDENT, "CN_ID_CARD"),
        ("CERT_NO", IDENT, "CN_ID_CARD"), ("身份证号", IDENT, "CN_ID_CARD"),
        ("手机号", MOBILE, "CN_MOBILE"), ("mobile", MOBILE, "CN_MOBILE"), ("userPhone", MOBILE, "CN_MOBILE"),
        ("contactTel", MOBILE, "CN_MOBILE"), ("联系电话", MOBILE, "CN_MOBILE"),
        ("bankCard", CARD, "CN_BANK_CARD"), ("cardNo", CARD, "CN_BANK_CARD"), ("bank_account", CARD, "CN_BANK_CARD"),
        ("卡号", CARD, "CN_BANK_CARD"),
        ("policyNo", POLICY, "CN_POLICY_NUMBER"), ("policy_no", POLICY, "CN_POLICY_NUMBER"),
        ("保单号", POLICY, "CN_POLICY_NUMBER"), ("contNo", POLICY, "CN_POLICY_NUMBER"),
        ("passportNo", PASSPORT, "CN_PASSPORT"), ("护照号", PASSPORT, "CN_PASSPORT"),
    ],
)  # fmt: skip
def test_a_key_serves_as_a_label(key: str, value: str, entity_type: str) -> None:
    done = GUARD.process_record({key: value})
    assert done.record[key] != value
    assert [edit.entity_type for item in done.edits for edit in item.edits] == [entity_type]
    assert done.edits[0].path == f"$.{key}"
    found = GUARD.find(value, label=key)
    assert [(item.entity_type, item.start, item.end) for item in found] == [(entity_type, 0, len(value))]


@pytest.mark.parametrize("key", ["remark", "note", "备注", "x", "", "name", "状态"])
def test_a_key_that_says_nothing_leaves_a_bare_serial_alone(key: str) -> None:
    assert GUARD.mask_record({key: POLICY, "p": PASSPORT}) == {key: POLICY, "p": PASSPORT}


def test_the_nearest_key_that_names_something_counts() -> None:
    record = {"policyNo": {"value": POLICY, "list": [POLICY, {"raw": POLICY, "orderNo": POLICY}]}}
    masked = GUARD.mask_record(record)["policyNo"]
    assert masked["value"] != POLICY
    assert masked["list"][0] != POLICY
    assert masked["list"][1]["raw"] != POLICY
    assert masked["list"][1]["orderNo"] == POLICY, "an order number is none"


def test_a_key_that_denies_lowers_the_score() -> None:
    number = "1" + "39" + "12345678"
    assert GUARD.mask_record({"手机号": number}) != {"手机号": number}
    assert GUARD.mask_record({"orderNo": number, "流水号": number}) == {"orderNo": number, "流水号": number}


@given(texts(2), st.sampled_from(["idNo", "手机号", "bankCard", "policyNo", "remark", "订单号"]))
def test_a_record_finds_what_find_finds_under_the_label(text: str, key: str) -> None:
    assert GUARD.mask_record({key: text}) == {key: GUARD.process(text, key).text}
    assert GUARD.mask_record([text]) == [GUARD.mask(text)]
    assert GUARD.mask_record(text) == GUARD.mask(text)


def test_a_string_that_holds_json_is_one_text() -> None:
    """As frames, Spark and the formats read a cell; parsed, it is a record, whose masked numbers are strings."""
    body = f'{{"mobile":{MOBILE},"n":1}}'
    assert GUARD.mask_record({"body": body}) == {"body": GUARD.mask(body)} != {"body": body}
    assert GUARD.mask_record({"body": json.loads(body)}) == {"body": {"mobile": GUARD.mask(f"手机{MOBILE}")[2:], "n": 1}}


# -- types ----------------------------------------------------------------------------------------


def test_untouched_values_are_the_same_objects() -> None:
    plain = [
        None, True, False, 0, -1, 3.5, float("nan"), float("inf"), Decimal("1.50"), Decimal("NaN"), "没有", "", 10**30,
        datetime.date(2026, 1, 2), datetime.datetime(2026, 1, 2, 3),
        datetime.time(1), datetime.timedelta(1), uuid.uuid4(), Colour.RED, enum.Enum("E", "A").A, Text("nothing"), b"nothing",
        bytearray(b"nothing"),
    ]  # fmt: skip
    masked = GUARD.mask_record(plain)
    assert all(old is new for old, new in zip(plain, masked, strict=True))


@pytest.mark.parametrize(
    "value", [int(MOBILE), float(MOBILE), Decimal(MOBILE), Decimal(MOBILE + ".0"), Decimal(MOBILE).scaleb(0)]
)
def test_a_number_is_masked_as_the_digits_a_person_sees(value: object) -> None:
    done = GUARD.process_record({"手机号": value})
    assert done.record == {"手机号": GUARD.process(MOBILE, "手机号").text}
    assert done.edits[0].type_changed


def test_a_masked_number_is_text_and_says_so() -> None:
    done = GUARD.process_record({"bankCard": int(CARD), "flag": True, "手机号": 0})
    assert done.record == {"bankCard": GUARD.process(CARD, "bankCard").text, "flag": True, "手机号": 0}
    assert [(item.path, item.type_changed) for item in done.edits] == [("$.bankCard", True)]


ODD = {
    "long": 10**5000, "minus long": -(10**5000), "sNaN": Decimal("sNaN"), "infinity": Decimal("-Infinity"),
    "1e400000": Decimal("1e400000"),
    "1e-9999": Decimal("1e-9999"), "1e308": 1e308, "5e-324": 5e-324,
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_odd_numbers_pass(name: str) -> None:
    """A number too long to be written out, or none at all, is no identifier and no reason to fail."""
    assert GUARD.mask_record({"手机号": ODD[name]})["手机号"] is ODD[name]


def test_numbers_stay_numbers_where_the_policy_keeps_them() -> None:
    keeping = Guard(Policy({"version": 1, "default": {"operator": "keep"}}))
    record = {"手机号": int(MOBILE), "bankCard": [int(CARD), Decimal(CARD)], "x": float(MOBILE)}
    done = keeping.process_record(record)
    assert done.record == record
    assert [type(item) for item in done.record.values()] == [int, list, float]
    assert done.edits == () or not any(item.type_changed for item in done.edits)


def test_sequences_and_mappings_keep_their_types() -> None:
    record = {
        "tuple": (MOBILE, 1), "named": Point("李明", MOBILE), "typed": Customer(IDENT, 5),
        "ordered": OrderedDict([("手机号", MOBILE), ("a", 1)]),
        "empty": [(), [], {}, ""], "nested": ([(MOBILE,)],),
    }  # fmt: skip
    masked = GUARD.mask_record(record)
    assert masked["tuple"] == (GUARD.mask(MOBILE), 1)
    assert type(masked["named"]) is Point
    assert masked["named"] == Point("李*", GUARD.mask(MOBILE))
    assert type(masked["typed"]) is Customer
    assert masked["typed"].amount == 5
    assert type(masked["ordered"]) is OrderedDict
    assert list(masked["ordered"]) == ["手机号", "a"]
    assert masked["empty"] == [(), [], {}, ""]
    assert masked["nested"] == ([(GUARD.mask(MOBILE),)],)


def test_other_kinds_of_dict_hold_the_same_keys() -> None:
    held = defaultdict(list, {"手机号": [MOBILE]})
    masked = GUARD.mask_record(held)
    assert masked == {"手机号": [GUARD.process(MOBILE, "手机号").text]}
    assert isinstance(masked, dict)
    counted = GUARD.mask_record(Counter({"a": 2}))
    assert counted == {"a": 2}


def test_texts_of_other_types_and_bytes() -> None:
    assert GUARD.mask_record(Text(f"手机{MOBILE}")) == GUARD.mask(f"手机{MOBILE}")
    assert GUARD.mask_record({"手机": MOBILE.encode(), "b": bytearray(f"手机{MOBILE}".encode())}) == {
        "手机": GUARD.process(MOBILE, "手机").text.encode(),
        "b": bytearray(GUARD.mask(f"手机{MOBILE}").encode()),
    }


def test_the_input_is_not_changed() -> None:
    record = {"手机号": MOBILE, "list": [{MOBILE: IDENT}], "n": int(MOBILE)}
    before = repr(record)
    GUARD.mask_record(record)
    assert repr(record) == before


# -- keys that hold values ------------------------------------------------------------------------


def test_keys_that_hold_values_are_masked_and_said() -> None:
    done = GUARD.process_record({f"手机{MOBILE}": 1, int(MOBILE): 2})
    assert MOBILE not in repr(done.record)
    assert sorted(done.record.values()) == [1, 2]
    assert all(item.path.endswith("(key)") for item in done.edits)
    assert MOBILE not in repr(done.edits)
    changed = {item.type_changed for item in done.edits}
    assert changed == {False, True}


def test_keys_that_mask_alike_lose_no_value() -> None:
    """Redaction makes all keys alike; a key that is there already is not written over either."""
    draw = Values(9)
    for guard in (STRICT, Guard(Policy({"version": 1, "default": {"operator": "redact"}}))):
        keys = [draw.mobile() for _ in range(5)]
        record: dict[Any, Any] = {key: at for at, key in enumerate(keys)}
        record |= {"〔CN_MOBILE〕": "there already", "": "there, too", "〔CN_MOBILE〕#2": "and here"}
        masked = guard.mask_record(record)
        assert len(masked) == len(record)
        assert [*masked.values()] == [*record.values()]
        assert all(masked[key] == record[key] for key in ("〔CN_MOBILE〕", "", "〔CN_MOBILE〕#2"))
        assert not any(key in repr(masked) for key in keys)


@given(st.dictionaries(texts(2), st.integers(), max_size=6))
def test_no_key_is_lost(record: dict[str, int]) -> None:
    masked = STRICT.mask_record(record)
    assert len(masked) == len(record)


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.decimals(), st.text(max_size=8), texts(2), st.dates()),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3),
            st.dictionaries(st.one_of(st.text(max_size=4), st.integers(), st.none()), inner, max_size=3),
            st.tuples(inner, inner),
        ),
        max_leaves=8,
    )
)
def test_the_shape_stays(record: Any) -> None:
    def shape(item: Any) -> Any:
        if isinstance(item, dict):
            return [shape(value) for value in item.values()]
        if isinstance(item, (list, tuple)):
            return (type(item), [shape(value) for value in item])
        return "leaf"

    masked = GUARD.mask_record(record)
    assert shape(masked) == shape(record)


# -- what cannot be looked into -------------------------------------------------------------------

UNSUPPORTED = [
    object(), {1}, frozenset([1]), deque([1]), (item for item in "ab"), range(2), memoryview(b"a"), b"\xff",
    bytearray(b"\x80"), 1 + 2j, UserDict(a=1), int,
    types.SimpleNamespace(a=1), lambda: 1, types.MappingProxyType({"a": 1}),
]  # fmt: skip


@pytest.mark.parametrize("value", UNSUPPORTED, ids=lambda item: type(item).__name__)
def test_an_unsupported_type_is_refused_with_its_path(value: object) -> None:
    with pytest.raises(RecordError) as caught:
        GUARD.mask_record({"客户": [1, ("a", {"file": value})]})
    assert str(caught.value).startswith("$.客户[1][1].file: ")


def test_what_is_nested_too_deeply_is_refused() -> None:
    record: Any = MOBILE
    for _ in range(150):
        record = [record]
    inner = GUARD.mask_record(record)
    for _ in range(150):
        inner = inner[0]
    assert inner == GUARD.mask(MOBILE)
    for _ in range(100):
        record = {"a": record}
    with pytest.raises(RecordError, match="nested deeper"):
        GUARD.mask_record(record)
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(RecordError, match="nested deeper"):
        GUARD.mask_record(loop)


def test_edits_locate_what_was_done() -> None:
    text = f"手机{MOBILE}，身份证{IDENT}"
    done = GUARD.process_record({"a": [text, {"b": text}]})
    assert [item.path for item in done.edits] == ["$.a[0]", "$.a[1].b"]
    for item in done.edits:
        assert [text[edit.start : edit.end] for edit in item.edits] == [MOBILE, IDENT]
        new = done.record["a"][0]
        assert [new[edit.out_start : edit.out_end] for edit in item.edits] == [
            GUARD.mask(f"手机{MOBILE}")[2:],
            GUARD.mask(f"身份证{IDENT}")[3:],
        ]
        assert not item.type_changed
