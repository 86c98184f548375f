"""Generalisation: what each type is reduced to, that it is reached once and for all, and that nothing is found in it again."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiguard import Guard, Policy, PolicyError
from piiguard.generalize import CHOICES, PARAMETERS, band, check, generalize, title
from piiguard.recognizers import BUILTIN, ENTITY_TYPES
from piiguard.testing import Values, full_width, zero_width

LABELS = {recognizer.entity_type: recognizer.labels[0] for recognizer in BUILTIN}
ODD = ["", " ", "*", "138****5678", "王**", "😀", "１３８", "\u200b", "-", "。", "某", "0", "x" * 200, "年月日", "::", "@", "°"]
FORMS = [(entity_type, to) for entity_type in ENTITY_TYPES for to in CHOICES.get(entity_type, ("",))]


def values(entity_type: str, count: int = 40) -> list[str]:
    source = Values(f"generalize {entity_type}")
    return [source.of(entity_type) for _ in range(count)]


def reduced(value: str, entity_type: str, to: str) -> str:
    return generalize(value, entity_type, **({"to": to} if to else {}))


@pytest.mark.parametrize(
    ("entity_type", "value", "to", "expected"),
    [
        ("DATE_OF_BIRTH", "1990-03-07", "year", "1990年"),
        ("DATE_OF_BIRTH", "1990-03-07", "decade", "1990年代"),
        ("DATE_OF_BIRTH", "19900307", "year", "1990年"),
        ("DATE_OF_BIRTH", "一九九〇年三月七日", "year", "1990年"),
        ("DATE_OF_BIRTH", "民国79年3月7日", "year", "1990年"),
        ("DATE_OF_BIRTH", "民國七十九年三月七日", "year", "1990年"),
        ("DATE_OF_BIRTH", "105/3/7", "year", "2016年"),
        ("DATE_OF_BIRTH", "农历1990年二月十一", "year", "1990年"),
        ("DATE_OF_BIRTH", "农历庚午年二月十一", "year", "〔出生日期〕"),
        ("DATE_OF_BIRTH", "腊月廿三", "year", "〔出生日期〕"),
        ("DATE_OF_BIRTH", "0307", "year", "〔出生日期〕"),
        ("DATE_OF_BIRTH", "March 7, 1990", "year", "1990年"),
        ("DATE_OF_BIRTH", "07/03/90", "year", "1990年"),
        ("DATE_OF_BIRTH", "07/03/05", "year", "〔出生日期〕"),
        ("DATE_OF_BIRTH", "90年3月7号", "decade", "1990年代"),
        ("CN_ADDRESS", "广东省深圳市南山区科技路1号2栋301", "district", "广东省深圳市南山区****"),
        ("CN_ADDRESS", "广东省深圳市南山区科技路1号2栋301", "city", "广东省深圳市****"),
        ("CN_ADDRESS", "广东省深圳市南山区科技路1号2栋301", "province", "广东省****"),
        ("CN_ADDRESS", "北京朝阳建国路88号", "district", "北京朝阳****"),
        ("CN_ADDRESS", "中山路88号", "district", "〔地址〕"),
        ("CN_ADDRESS", "北京东路88号", "city", "〔地址〕"),
        ("CN_ADDRESS", "海淀区中关村大街1号", "city", "〔地址〕"),
        ("CN_ADDRESS", "臺北市信義區市府路45號", "district", "臺北市信義區****"),
        ("CN_ADDRESS", "阳光花园3号楼2单元301室", "district", "〔地址〕"),
        ("IP_ADDRESS", "203.0.113.77", "24", "203.0.113.*"),
        ("IP_ADDRESS", "203.0.113.77", "16", "203.0.*.*"),
        ("IP_ADDRESS", "2001:DB8:1:2::3", "24", "2001:db8:1:*"),
        ("IP_ADDRESS", "2001:db8:1:2::3", "16", "2001:db8:*"),
        ("GPS_COORDINATES", "31.230416,121.473701", "", "31.23,121.47"),
        ("GPS_COORDINATES", "39°54′20″N", "", "39.91°N"),
        ("GPS_COORDINATES", "东经116度23分29秒", "", "东经116.39°"),
        ("PERSON", "王小明", "", "王某"),
        ("PERSON", "欧阳小明", "", "欧阳某"),
        ("PERSON", "王", "", "王"),
        ("PERSON", "Zhang Wei", "", "Z.W."),
        ("PERSON", "买买提·吐尔逊", "", "〔姓名〕"),
        ("CN_MOBILE", "+86 139 1234 5678", "", "139****"),
        ("CN_MOBILE", "+852 9123 4567", "", "+852****"),
        ("CN_LANDLINE", "0571-87654321转8", "", "0571****"),
        ("CN_LANDLINE", "+86 10 6234 5678", "", "010****"),
        ("CN_LANDLINE", "62345678", "", "〔固定电话〕"),
        ("CN_ID_CARD", "110105199003070015", "year", "北京市居民1990年"),
        ("CN_ID_CARD", "110105900307001", "decade", "北京市居民1990年代"),
        ("CN_ID_CARD", "002X", "year", "〔居民身份证号〕"),
        ("CN_LICENSE_PLATE", "京A·12345", "", "京A"),
        ("CN_LICENSE_PLATE", "使224578", "", "〔车牌号〕"),
        ("EMAIL_ADDRESS", "zhang.wei@Example.com", "", "@example.com"),
        ("EMAIL_ADDRESS", "wei@host12345.example", "", "〔电子邮箱〕"),
        ("CN_BANK_CARD", "6222 0200 0000 0000 000", "", "622202****"),
        ("VIN", "LSVAA0073L0000123", "", "LSV2020年款"),
        ("VIN", "WVWZZZ1K9AW123456", "", "WVW"),
        ("PASSWORD", "abc123", "", "〔密码〕"),
        ("STAFF_NO", "E123456", "", "〔STAFF_NO〕"),
    ],
)  # fmt: skip
def test_forms(entity_type: str, value: str, to: str, expected: str) -> None:
    assert reduced(value, entity_type, to) == expected
    assert reduced(full_width(value), entity_type, to) == expected


@pytest.mark.parametrize(("entity_type", "to"), FORMS)
def test_twice_is_once_and_the_value_is_gone(entity_type: str, to: str) -> None:
    for value in values(entity_type):
        result = reduced(value, entity_type, to)
        assert reduced(result, entity_type, to) == result
        assert value not in result
        assert "\n" not in result
        assert not re.search("[0-9]{7}", result), "seven digits in a row would be a number, not a class"
        assert reduced(zero_width(value), entity_type, to) == result


@pytest.mark.parametrize(("entity_type", "to"), FORMS)
def test_nothing_is_found_again(entity_type: str, to: str) -> None:
    """But the surname before 某, which generalizing leaves as it is."""
    guards = Guard(), Guard(policy=Policy.builtin("strict"))
    for result in {reduced(value, entity_type, to) for value in values(entity_type)}:
        for text in (f"{LABELS[entity_type]}：{result}，已登记", f"{LABELS[entity_type]}{result}", result):
            for guard in guards:
                for finding in guard.find(text):
                    found = text[finding.start : finding.end]
                    assert finding.entity_type == "PERSON", f"{entity_type} found again as {finding.entity_type}"
                    assert generalize(found, "PERSON") == found


def test_of_coordinates_the_precision_can_be_chosen() -> None:
    for decimals, expected in ((2, "31.24,121.48"), (1, "31.2,121.5"), (0, "31,121")):
        assert generalize("31.235,121.4789", "GPS_COORDINATES", decimals=decimals) == expected
        assert generalize(expected, "GPS_COORDINATES", decimals=decimals) == expected


@settings(max_examples=500)
@given(st.text(max_size=40), st.sampled_from(FORMS))
def test_any_text_is_reduced_once_and_for_all(text: str, form: tuple[str, str]) -> None:
    result = reduced(text, *form)
    assert result
    assert reduced(result, *form) == result


@settings(max_examples=1000)
@given(st.text(alphabet="0123456789.-:/*年月日省市区县路°NE,@王某abcX一九〇 +〔〕", max_size=24), st.sampled_from(FORMS))
def test_what_nearly_looks_like_a_value_is_reduced_once_and_for_all(text: str, form: tuple[str, str]) -> None:
    result = reduced(text, *form)
    assert reduced(result, *form) == result
    assert not re.search("[0-9]{7}", result)


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize(("entity_type", "to"), FORMS)
def test_odd_text_is_hidden_whole(entity_type: str, to: str, text: str) -> None:
    assert len(reduced(text, entity_type, to)) < 20


def test_every_type_has_a_title_of_its_own() -> None:
    titles = [title(entity_type) for entity_type in ENTITY_TYPES]
    assert len(set(titles)) == len(titles)
    assert all(re.fullmatch("〔[^()、〔〕]+〕", one) for one in titles)


@pytest.mark.parametrize(
    ("entity_type", "parameters", "says"),
    [
        ("CN_ADDRESS", {"level": "city"}, "no parameter 'level'"),
        ("CN_ADDRESS", {"to": 2}, "to is str"),
        ("CN_ADDRESS", {"to": "street"}, "district, city, province"),
        ("PASSWORD", {"to": "year"}, "one form"),
        ("DATE_OF_BIRTH", {"to": "month"}, "year, decade"),
        ("DATE_OF_BIRTH", {"decimals": 1}, "GPS_COORDINATES"),
        ("GPS_COORDINATES", {"decimals": 3}, "0, 1 or 2"),
        ("GPS_COORDINATES", {"decimals": True}, "decimals is int"),
    ],
)
def test_refused_parameters(entity_type: str, parameters: dict[str, object], says: str) -> None:
    with pytest.raises(PolicyError, match=says):
        check(parameters, entity_type)
    with pytest.raises(ValueError, match=says):
        generalize("", entity_type, **parameters)


def test_every_choice_is_accepted() -> None:
    assert PARAMETERS == {"to": str, "decimals": int}
    for entity_type, choices in CHOICES.items():
        for choice in choices:
            check({"to": choice}, entity_type)
        assert generalize("", entity_type) == generalize("", entity_type, to=choices[0])


def test_bands_of_whole_numbers() -> None:
    assert band(34, 10, unit="岁") == "30-39岁"
    assert band(30, 10, unit="岁") == band(39.9, 10, unit="岁") == "30-39岁"
    assert band(40, 10, unit="岁") == "40-49岁"
    assert band(0, 5) == "0-4"
    assert band(-1, 5) == "-5至-1"
    assert band(7, 1) == "7"


def test_bands_between_edges() -> None:
    edges = (10, 30, 50)
    assert [band(number, edges=edges, unit="万") for number in (9.99, 10, 29.9, 30, 49, 50, 1e9)] == [
        "不足10万", "10-30万", "10-30万", "30-50万", "30-50万", "50万以上", "50万以上",
    ]  # fmt: skip


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_bands_hold_their_number_and_rise(number: int, step: int) -> None:
    low = number // step * step
    assert band(number, step) == band(low, step) == band(low + step - 1, step)
    assert band(low, step) != band(low + step, step)


@pytest.mark.parametrize(
    "arguments",
    [{}, {"step": 10, "edges": (1, 2)}, {"step": -1}, {"step": 0.5}, {"step": 1.5}, {"edges": (2, 1)}, {"edges": (1, 1)}],
)
def test_refused_bands(arguments: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"band|step|edges"):
        band(5, **arguments)


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_finite_has_no_band(number: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        band(number, 10)


def test_edges_are_the_only_borders() -> None:
    edges = (0, 1, 5, 20.5)
    bands = [band(number / 10, edges=edges) for number in range(-50, 300)]
    assert sum(one != other for one, other in pairwise(bands)) == len(edges)
