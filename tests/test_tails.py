"""The last digits of a number ("尾号1234"): nothing for the default policy, a weak finding for ``strict``."""

from __future__ import annotations

import pytest

from piiguard import Guard, Policy

ENGINES = ("hyperscan", "re")

#: text, value, entity type
TAILS = [
    ("尾号1234", "1234", "CN_BANK_CARD"),
    ("银行卡尾号1234", "1234", "CN_BANK_CARD"),
    ("招行尾号1234扣款失败", "1234", "CN_BANK_CARD"),
    ("您尾号为1234的储蓄卡支出500.00元", "1234", "CN_BANK_CARD"),
    ("账户尾号1234于11月22日转入", "1234", "CN_BANK_CARD"),
    ("手机银行尾号1234", "1234", "CN_BANK_CARD"),
    ("卡号后四位 1234", "1234", "CN_BANK_CARD"),
    ("信用卡末四位：1234", "1234", "CN_BANK_CARD"),
    ("卡号后6位123456", "123456", "CN_BANK_CARD"),
    ("信用卡末四碼 1234", "1234", "CN_BANK_CARD"),
    ("尾號1234的信用卡", "1234", "CN_BANK_CARD"),
    ("card ending in 1234", "1234", "CN_BANK_CARD"),
    ("last four digits of your card: 1234", "1234", "CN_BANK_CARD"),
    ("尾号１２３４", "１２３４", "CN_BANK_CARD"),
    ("手机尾号5678", "5678", "CN_MOBILE"),
    ("手机号码后四位是5678", "5678", "CN_MOBILE"),
    ("您预留的电话，后四位5678", "5678", "CN_MOBILE"),
    ("尾号5678的手机", "5678", "CN_MOBILE"),
    ("手機末四碼：5678", "5678", "CN_MOBILE"),
    ("last four digits of my phone 5678", "5678", "CN_MOBILE"),
    ("身份证后四位002X", "002X", "CN_ID_CARD"),
    ("身份证号码后四位是0021", "0021", "CN_ID_CARD"),
    ("身份证后六位31002X", "31002X", "CN_ID_CARD"),
    ("请提供身份证后六位？31002x", "31002x", "CN_ID_CARD"),
    ("后六位31002X", "31002X", "CN_ID_CARD"),
    ("身分證後四碼0021", "0021", "CN_ID_CARD"),
    ("保单后四位0001", "0001", "CN_POLICY_NUMBER"),
    ("尾号0001的保单", "0001", "CN_POLICY_NUMBER"),
    ("投保单尾号0001", "0001", "CN_APPLICATION_NUMBER"),
    ("报案号后四位0001", "0001", "CN_CLAIM_NUMBER"),
]
NONE = [
    "尾号限行1和6",
    "订单尾号1234",
    "快递单尾号1234",
    "车牌尾号1234",
    "验证码后四位1234",
    "尾号1234元",
    "尾号2026年",
    "尾号12345",
    "尾号为**34",
    "尾号****",
    "6222********1234（尾号1234）",
    "最后四位客户",
    "手机后三位123",
    "ending 1234",
]


@pytest.fixture(scope="module")
def strict() -> dict[str, Guard]:
    return {engine: Guard(Policy.builtin("strict"), engine=engine) for engine in ENGINES}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("text", "value", "entity_type"), TAILS, ids=[text for text, *_ in TAILS])
def test_a_tail_is_found_by_strict_alone(text: str, value: str, entity_type: str, engine: str, strict: dict[str, Guard]) -> None:
    found = [(f.entity_type, text[f.start : f.end], f.pattern) for f in strict[engine].find(text)]
    assert found == [(entity_type, value, f"{entity_type}.tail")]
    assert Guard(engine=engine).find(text) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("text", NONE)
def test_what_is_no_tail(text: str, engine: str, strict: dict[str, Guard]) -> None:
    assert strict[engine].find(text) == []


@pytest.mark.parametrize("text", [text for text, *_ in TAILS] + NONE)
def test_in_pieces_and_twice(text: str, strict: dict[str, Guard]) -> None:
    """The stream gives what the whole gives, and masking again changes nothing."""
    guard = strict["hyperscan"]
    masked = guard.mask(text)
    assert guard.mask(masked) == masked
    for size in (1, 3):
        stream = guard.stream()
        pieces = [stream.feed(text[at : at + size]) for at in range(0, len(text), size)]
        assert "".join([*pieces, stream.flush()]) == masked
