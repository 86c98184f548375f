"""Operators: what each leaves of a value, and what they refuse."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import SEED, surface

from piiguard import Guard, Keyring, Policy, PolicyError
from piiguard.operators import PARAMETERS, build, suggest
from piiguard.recognizers import ENTITY_TYPES
from piiguard.spelling import normal_form
from piiguard.testing import Values, full_width, grouped, spoken, zero_width

RING = Keyring({"k1": bytes(range(32))}, "k1")


def apply(name: str, value: str, entity_type: str = "CN_MOBILE", **parameters: object) -> str:
    return build(name, parameters, entity_type, RING)(value)


@given(st.text())
def test_keep_keeps_and_redact_removes(value: str) -> None:
    assert apply("keep", value) == value
    assert apply("redact", value) == ""


@given(st.text())
def test_replace_says_the_type_and_nothing_of_the_value(value: str) -> None:
    assert apply("replace", value) == "〔CN_MOBILE〕"
    assert apply("replace", value, **{"with": "X"}) == "X"
    assert apply("replace", value, **{"with": "<{entity_type}>"}) == "<CN_MOBILE>"
    assert apply("replace", value, **{"with": "{other}"}) == "{other}"


@pytest.mark.parametrize(
    ("value", "parameters", "masked"),
    [
        ("13812345678", {"keep_first": 3, "keep_last": 4}, "138****5678"),
        ("13812345678", {}, "***********"),
        ("138 1234 5678", {"keep_first": 3, "keep_last": 4}, "138 **** 5678"),
        ("138-1234-5678", {"keep_first": 3, "keep_last": 4, "char": "#"}, "138-####-5678"),
        ("+86 138-1234-5678", {"keep_first": 3, "keep_last": 2, "keep_country": True}, "+86 138-****-**78"),
        ("(+86)13812345678", {"keep_first": 3, "keep_last": 2, "keep_country": True}, "(+86)138******78"),
        ("008613812345678", {"keep_first": 3, "keep_last": 2, "keep_country": True}, "0086138******78"),
        ("8613812345678", {"keep_first": 3, "keep_last": 2, "keep_country": True}, "86138******78"),
        ("18612345678", {"keep_first": 3, "keep_last": 2, "keep_country": True}, "186******78"),
        ("+8613812345678", {"keep_first": 3, "keep_last": 2}, "+861********78"),
        ("１３８１２３４５６７８", {"keep_first": 3, "keep_last": 4}, "１３８****５６７８"),
        ("一三八一二三四五六七八", {"keep_first": 3, "keep_last": 4}, "一三八****五六七八"),
        ("li.ming@example.com", {"keep_first": 1, "keep_domain": True}, "l*.****@example.com"),
        ("a@example.com", {"keep_first": 1, "keep_domain": True}, "*@example.com"),
        ("a(at)qq.com", {"keep_first": 1, "keep_domain": True}, "a(**)**.***"),
        ("A123456(3)", {"keep_first": 1}, "A******(*)"),
        ("203.0.113.77", {"keep_parts": 2}, "203.0.***.**"),
        ("203.0.1.77", {"keep_parts": 2}, "203.*.*.**"),
        ("10.1.2.3", {"keep_parts": 2}, "**.*.*.*"),
        ("10.1.2.3", {"keep_parts": 2, "hide_at_least": 2}, "10.1.*.*"),
        ("2408:8207::1a2b", {"keep_parts": 2}, "2408:8207::****"),
        ("２０３．０．１１３．７７", {"keep_parts": 1}, "２０３．*．***．**"),
        ("1990-03-07", {"keep_year": True}, "1990-**-**"),
        ("1990年3月7日", {"keep_year": True}, "1990*****"),
        ("19900307", {"keep_year": True, "keep_first": 8}, "1990****"),
        ("１９９０／３／７", {"keep_year": True}, "１９９０／*／*"),
        ("一九九〇年三月七日", {"keep_year": True}, "一九九〇*****"),
        ("March 7, 1990", {"keep_year": True}, "***** *, 1990"),
        ("07/03/1990", {"keep_year": True}, "**/**/1990"),
        ("90年3月7号", {"keep_year": True}, "*******"),
        ("900307", {"keep_year": True}, "******"),
        ("200307", {"keep_year": True}, "******"),
        ("12月17日", {"keep_year": True}, "******"),
        ("腊月廿三", {"keep_year": True}, "****"),
        ("民国79年3月7日", {"keep_year": True}, "*********"),
        ("1990\u200b0307", {"keep_year": True}, "1990\u200b****"),
        ("19\u200b900307", {"keep_year": True}, "**\u200b******"),
        ("12345", {"keep_first": 3, "keep_last": 3}, "1****"),
        ("12345", {"keep_first": 1, "keep_last": 3, "hide_at_least": 2}, "1**45"),
        ("1234", {"keep_first": 9, "keep_last": 9}, "****"),
        ("12", {"keep_first": 1, "keep_last": 1}, "**"),
        ("", {"keep_first": 1}, ""),
        ("--", {}, "--"),
    ],
)
def test_mask_shapes(value: str, parameters: dict[str, object], masked: str) -> None:
    assert apply("mask", value, **parameters) == masked


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.integers(0, 12), st.integers(0, 12), st.integers(1, 12), st.booleans(), st.booleans(), st.sampled_from("*×#•_"),
)  # fmt: skip
def test_mask_keeps_length_and_marks_and_covers_enough(
    value: str, first: int, last: int, hide: int, domain: bool, country: bool, char: str
) -> None:
    masked = apply(
        "mask", value, keep_first=first, keep_last=last, hide_at_least=hide, keep_domain=domain, keep_country=country, char=char
    )
    assert len(masked) == len(value)
    changed = [at for at, (old, new) in enumerate(zip(value, masked, strict=True)) if old != new]
    assert all(value[at].isalnum() and masked[at] == char for at in changed)
    if not domain and not country:
        letters = [at for at, item in enumerate(value) if item.isalnum()]
        assert len(changed) >= min(hide, len(letters))
        assert len(changed) >= len(letters) - first - last
        assert changed == letters[letters.index(changed[0]) :][: len(changed)] if changed else True


@pytest.mark.parametrize("name", ["default", "display"])
@pytest.mark.parametrize("entity_type", ENTITY_TYPES)
def test_built_in_masks_hide_what_they_promise(name: str, entity_type: str) -> None:
    """No value, however it is typed, keeps more than the policy's first and last characters."""
    rule = Policy.builtin(name).rule(entity_type)
    mask = build(rule.operator, rule.parameters, entity_type, None)
    draw = Values(f"{SEED}-{name}-{entity_type}")
    for _ in range(300):
        value = surface(draw, draw.of(entity_type))
        masked = mask(value)
        assert masked != value
        if rule.operator == "replace":
            assert masked == f"〔{entity_type}〕"
            continue
        assert "*" in masked
        if "@" not in value:
            kept = sum(a == b and a.isalnum() for a, b in zip(value, masked, strict=True))
            extra = 4 if rule.parameters.get("keep_country") or rule.parameters.get("keep_year") else 0
            extra += sum(map(str.isalnum, "".join(re.split("([.:．])", value)[: 2 * rule.parameters.get("keep_parts", 0)])))
            if rule.parameters.get("keep_region"):
                head = "".join(filter(str.isalnum, masked[: masked.index("*")]))
                assert head == "" or head[-1] in "省市州盟区县旗區縣港門"
                extra = len(head)
            assert kept <= rule.parameters["keep_first"] + rule.parameters["keep_last"] + extra


@pytest.mark.parametrize(
    ("value", "region"),
    [
        ("北京市朝阳区建国路88号", "北京市朝阳区"),
        ("北京朝阳区建国路88号", "北京朝阳区"),
        ("朝阳区建国路88号院3号楼", "朝阳区"),
        ("广东省 深圳市 南山区 科苑路15号", "广东省 深圳市 南山区"),
        ("江苏省-苏州市-昆山市-玉山镇", "江苏省-苏州市-昆山市"),
        ("石家庄市长安区中山路5号", "石家庄市长安区"),
        ("内蒙古自治区呼和浩特市赛罕区大学东街3号", "内蒙古自治区呼和浩特市赛罕区"),
        ("湖北省恩施土家族苗族自治州恩施市舞阳大道1号", "湖北省恩施土家族苗族自治州恩施市"),
        ("湖北省宜昌市长阳土家族自治县龙舟坪镇1号", "湖北省宜昌市长阳土家族自治县"),
        ("新疆维吾尔自治区乌鲁木齐市天山区新华路1号", "新疆维吾尔自治区乌鲁木齐市天山区"),
        ("南京市鼓楼区中山路5号", "南京市鼓楼区"),
        ("青岛市市北区台东一路5号", "青岛市市北区"),
        ("桃園市中壢區中正路5號", "桃園市中壢區"),
        ("臺北市信義區市府路45號", "臺北市信義區"),
        ("香港九龍旺角彌敦道700號", "香港"),
        ("河南省信阳市固始县黎集镇张家村3组", "河南省信阳市固始县"),
        ("阳光小区3栋501", ""),
        ("阳光花园北区3栋", ""),
        ("北京市阳光花园北区3号楼", "北京市"),
        ("北京市幸福小区3栋", "北京市"),
        ("幸福社区5组", ""),
        ("江苏省苏州市工业园区星湖街1号", "江苏省苏州市"),
        ("人民市场路5号", ""),
        ("万科城北区5栋", ""),
        ("建国路88号朝阳区", ""),
        ("Room 5, No.8 Jianguo Road, Beijing", ""),
        ("3-2-501", ""),
    ],
)
def test_a_region_is_kept_and_nothing_below_it(value: str, region: str) -> None:
    masked = apply("mask", value, "CN_ADDRESS", keep_region=True)
    hidden = "".join("*" if char.isalnum() else char for char in value[len(region) :])
    assert masked == region + hidden


def test_hash_is_keyed_typed_and_of_the_length_asked_for() -> None:
    value = Values(1).mobile()
    hashed = apply("hash", value)
    assert hashed.startswith("〔CN_MOBILE:")
    assert hashed.endswith("〕")
    body = hashed[len("〔CN_MOBILE:") : -1]
    assert len(body) == 24
    assert body.isalpha(), "digits could look like another identifier"
    assert len(apply("hash", value, length=64)) == len("〔CN_MOBILE:〕") + 64
    assert apply("hash", value, length=64)[:-1].startswith(hashed[:-1])
    assert apply("hash", value, entity_type="CN_LANDLINE") != hashed.replace("CN_MOBILE", "CN_LANDLINE")
    other = build("hash", {}, "CN_MOBILE", Keyring({"k1": bytes(32)}, "k1"))
    assert other(value) != hashed


def test_hash_is_the_same_however_a_value_is_typed() -> None:
    draw = Values(2)
    for _ in range(50):
        mobile, ident = draw.mobile(), draw.id_card()
        for value, forms in (
            (
                mobile,
                (
                    full_width(mobile),
                    grouped(mobile, (3, 4, 4)),
                    grouped(mobile, (3, 4, 4), "-"),
                    spoken(mobile),
                    spoken(mobile, "一"),
                    zero_width(mobile),
                ),
            ),
            (ident, (ident.lower(), full_width(ident), grouped(ident, (6, 8, 4)))),
        ):
            assert {apply("hash", form) for form in forms} == {apply("hash", value)}


def test_hash_tells_values_apart() -> None:
    draw = Values(3)
    values = {draw.mobile() for _ in range(3000)}
    assert len({apply("hash", value) for value in values}) == len(values)


def test_hash_takes_lone_surrogates() -> None:
    assert apply("hash", "a1\udc80b") == apply("hash", "A1b"), "marks do not count"
    assert normal_form("１３8 0000-00\u200b0①") == "13800000001"


@pytest.mark.parametrize("operator", PARAMETERS)
def test_unknown_parameters_are_refused_with_a_suggestion(operator: str) -> None:
    with pytest.raises(PolicyError, match="has no parameter 'nonsense'"):
        build(operator, {"nonsense": 1}, "CN_MOBILE", RING)


def test_unknown_operators_are_refused_with_a_suggestion() -> None:
    with pytest.raises(PolicyError, match="did you mean 'redact'"):
        build("redakt", {}, "CN_MOBILE", RING)
    assert suggest("zzzzzz", {"a": 1, "b": 2}) == "; known: a, b"


def test_hash_without_a_keyring_is_refused() -> None:
    with pytest.raises(PolicyError, match="needs a keyring"):
        build("hash", {}, "CN_MOBILE", None)


@pytest.mark.parametrize("operator", ["redact", "replace", "mask", "hash"])
def test_no_operator_adds_or_takes_a_line(operator: str) -> None:
    """One line stays one line: the filter counts on it."""
    guard = Guard(Policy({"version": 1, "default": {"operator": operator}}), RING)
    draw = Values(5)
    for entity_type in ENTITY_TYPES:
        for _ in range(20):
            text = f"号码\n手机：{surface(draw, draw.of(entity_type))}，\r\n"
            assert guard.mask(text).count("\n") == text.count("\n")
