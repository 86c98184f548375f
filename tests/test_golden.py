"""The golden vectors: bare and labelled values with known answers, in ``tests/vectors/golden_vectors.json``.

Positive values must be found behind a fitting label; the kinds whose own
structure is proof enough (``STRONG``) must be found bare as well. Negative
values must give no finding of their type when they stand alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from piiguard import Guard

GOLDEN = json.loads((Path(__file__).parent / "vectors" / "golden_vectors.json").read_text("utf-8"))

# kind -> (entity type, label put before the value)
KINDS = {
    "citizen_id_18": ("CN_ID_CARD", "身份证号："),
    "citizen_id_15": ("CN_ID_CARD", "身份证号："),
    "hk_mo_tw_residence_permit": ("CN_ID_CARD", "港澳台居民居住证："),
    "foreign_pr_2023": ("CN_FOREIGN_RESIDENT_ID", "外国人永久居留身份证："),
    "foreign_pr_15": ("CN_FOREIGN_RESIDENT_ID", "永居证："),
    "hkid": ("HK_ID_CARD", "香港身份证："),
    "tw_id": ("TW_ID_CARD", "身分證字號："),
    "uscc": ("CN_USCC", "统一社会信用代码："),
    "vin": ("VIN", "车架号："),
    "luhn": ("CN_BANK_CARD", "银行卡号："),
    "bank_card": ("CN_BANK_CARD", "银行卡号："),
    "mobile": ("CN_MOBILE", "手机号："),
}
STRONG = {"citizen_id_18", "hk_mo_tw_residence_permit", "foreign_pr_2023", "foreign_pr_15"}
STRONG |= {"uscc", "vin", "luhn"}
BRACKETED = re.compile(r"[(（].[)）]")


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


def rows(side: str) -> Iterator[tuple[str, str]]:
    """(kind, value) of the positive or negative side."""
    for kind, values in GOLDEN[side].items():
        for value in values:
            yield kind, value


def spans(guard: Guard, text: str, entity_type: str) -> list[tuple[int, int]]:
    return [(f.start, f.end) for f in guard.find(text) if f.entity_type == entity_type]


@pytest.mark.parametrize(("kind", "value"), [*rows("positive")])
def test_found_behind_its_label(guard: Guard, kind: str, value: str) -> None:
    entity_type, label = KINDS[kind]
    expected = [(len(label), len(label) + len(value))]
    assert spans(guard, label + value, entity_type) == expected, kind


@pytest.mark.parametrize(
    ("kind", "value"),
    [row for row in rows("positive") if row[0] in STRONG or (row[0] == "hkid" and BRACKETED.search(row[1]))],
)
def test_strong_shapes_are_found_bare(guard: Guard, kind: str, value: str) -> None:
    assert spans(guard, value, KINDS[kind][0]) == [(0, len(value))], kind


@pytest.mark.parametrize(("kind", "value"), [*rows("negative")])
def test_negative_is_not_found_bare(guard: Guard, kind: str, value: str) -> None:
    assert spans(guard, value, KINDS[kind][0]) == [], kind
