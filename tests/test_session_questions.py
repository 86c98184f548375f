"""What the agent's question makes of the next answers, in Simplified and Traditional Chinese; and what it leaves alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiguard import Guard, Policy
from piiguard.recognizers import ENTITY_TYPES
from piiguard.session.placeholders import CANDIDATE
from piiguard.session.questions import TURNS, asked
from piiguard.testing import Values

GUARD = Guard()

#: question, answer, and how the answer goes out
EXPECTED = [
    ("请提供身份证后六位", "31002X", "〔身份证1〕"),
    ("请提供身份证后六位", "我看一下啊，３１００２Ｘ", "我看一下啊，〔身份证1〕"),
    ("请提供身份证后六位", "三一零零二X", "〔身份证1〕"),
    ("請提供身分證後六碼", "31002X謝謝", "〔身份证1〕謝謝"),
    ("您身份证最后4位是？", "002x", "〔身份证1〕"),
    ("请问您的证件号码是多少？", "1101051949123100", "〔身份证1〕"),
    ("請提供您的身分證號碼", "1101051949123100", "〔身份证1〕"),
    ("请报一下您的保单号", "8123456", "〔保单1〕"),
    ("请报一下您的保单号", "好的 P0012345。", "好的 〔保单1〕。"),
    ("請問您的保單號碼？", "81234567", "〔保单1〕"),
    ("您这边提供一下投保单号", "是 1234567890", "是 〔投保单1〕"),
    ("麻煩提供要保書號碼", "1234567890", "〔投保单1〕"),
    ("理赔号是多少", "R20260001", "〔理赔号1〕"),
    ("請告知理賠編號", "123456789", "〔理赔号1〕"),
    ("请提供您的手机号", "1391234567", "〔手机1〕"),
    ("請提供聯絡電話", "一三九一二三四五六", "〔手机1〕"),
    ("请说一下手机尾号", "5678", "〔手机1〕"),
    ("請問手機後四碼？", "5678", "〔手机1〕"),
    ("请提供一下您的身份证后六位和手机尾号", "31002X，手机5678", "〔身份证1〕，手机〔手机1〕"),
    ("请提供银行卡预留的手机号", "139 1234 567", "〔手机1〕"),
    ("您贵姓？", "王", "〔姓名1〕"),
    ("请问您叫什么名字？", "欧阳", "〔姓名1〕"),
    ("請問怎麼稱呼您？", "陳怡君", "〔姓名1〕"),
    ("请提供银行卡号", "622202123456789", "〔银行卡1〕"),
    ("请提供银行卡号后四位", "尾号8888", "尾号〔银行卡1〕"),
    ("請提供信用卡卡號末四碼", "8888", "〔银行卡1〕"),
    ("请输入短信验证码", "2026", "〔验证码1〕"),
    ("請輸入簡訊驗證碼", "一二三四", "〔验证码1〕"),
    ("您住哪里？", "幸福小区", "〔地址1〕"),
    ("請提供您的住址", "3棟502", "〔地址1〕"),
    ("请告诉我您的出生日期", "900307", "〔生日1〕"),
    ("為了核實身份，請提供出生年月日", "三月七號", "〔生日1〕"),
    ("麻烦报一下车牌", "A12345", "〔车牌1〕"),
    ("請講您的車牌號碼", "粵BD1234", "〔车牌1〕"),
    ("您的微信号方便留一下吗？", "wangxiaoming", "〔微信1〕"),
    ("請問您的微信號？", "zhang_san", "〔微信1〕"),
    ("请输入查询密码", "123456", "〔密码1〕"),
    ("请提供QQ号", "12345678", "〔QQ号1〕"),
    ("请问护照号码是？", "e1234567", "〔护照1〕"),
    ("您的邮箱是？", "zhangsan at qq.com", "〔邮箱1〕"),
    ("车架号呢？", "2184841", "〔车架号1〕"),
    ("请提供住院号", "1234567", "〔病历号1〕"),
    ("请提供信用卡有效期和安全码", "08/28 123", "〔有效期1〕 〔安全码1〕"),
    ("请提供姓名、身份证号和手机号", "张三，1391234567", "〔姓名1〕，〔身份证1〕"),
    ("请提供姓名和保单号", "张三\n8123456", "〔姓名1〕\n〔保单1〕"),
    ("您的身份证后六位是多少？请放心，我们会保密。", "31002X", "〔身份证1〕"),
    ("保单号：", "8123456", "〔保单1〕"),
    ("Could you tell me your policy number?", "81234567", "〔保单1〕"),
]


@pytest.mark.parametrize(("question", "answer", "wanted"), EXPECTED)
def test_an_answer_is_what_was_asked_for(question: str, answer: str, wanted: str) -> None:
    chat = GUARD.session()
    assert chat.agent(question) == question
    masked = chat.user(answer)
    assert masked == wanted
    assert chat.restore(masked) == answer


@pytest.mark.parametrize("answer", sorted({answer for _, answer, wanted in EXPECTED if wanted.strip("。") in ("〔保单1〕", "〔身份证1〕")}))
def test_unasked_it_may_be_anything(answer: str) -> None:
    """The same answers without a question: the expectation is what finds them."""
    assert GUARD.session().user(answer) == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("请提供身份证后六位", "好的"), ("请提供身份证后六位", "310021元"), ("请提供身份证后六位", "订单号310021"), ("请提供身份证后六位", "我没带身份证"),
        ("请提供身份证后六位", "你们几点下班？18:30吗"), ("请提供身份证后六位", "3100211"), ("请报一下您的保单号", "我不记得了"),
        ("请报一下您的保单号", "5000元"), ("请报一下您的保单号", "大概2019年买的"), ("请报一下您的保单号", "2026-11-22"), ("请报一下您的保单号", "我打过95511"),
        ("请报一下您的保单号", "95511"), ("请报一下您的保单号", "我的订单号是8123456"), ("请报一下您的保单号", "订单8123456"), ("请报一下您的保单号", "ABC"), ("请提供您的手机号", "不方便"),
        ("您贵姓？", "好的"), ("您贵姓？", "高兴认识你"), ("您贵姓？", "安全吗"), ("您贵姓？", "不想说"), ("您贵姓？", "周一再说"), ("您贵姓？", "都行"),
        ("請輸入簡訊驗證碼", "沒收到"), ("请输入短信验证码", "30秒了"), ("您住哪里？", "不方便说"), ("请提供出生日期", "不想说"), ("请提供车牌号", "新车没有牌"),
        ("请提供银行卡号后四位", "2026年办的"), ("您的微信号是？", "就是手机号"), ("请提供订单号", "8123456"), ("您的工号是多少？", "8123456"),
    ],
)  # fmt: skip
def test_an_answer_that_is_something_else_is_left_alone(question: str, answer: str) -> None:
    chat = GUARD.session()
    chat.agent(question)
    assert chat.user(answer) == answer


@pytest.mark.parametrize(
    "statement",
    ["好的，请稍等。", "好的，已收到。", "请勿向他人透露验证码", "為了安全，請不要告訴他人您的密碼。", "我帮您查一下保单", "您好，这里是客服中心。", ""],
)
def test_a_statement_asks_for_nothing(statement: str) -> None:
    assert asked(statement) is None


@pytest.mark.parametrize("question", ["还有什么可以帮您？", "请提供订单号", "您的快递单号是多少？", "請問您要諮詢什麼？"])
def test_a_question_for_something_else_ends_the_expectation(question: str) -> None:
    assert asked(question) == []
    chat = GUARD.session()
    chat.agent("请报一下您的保单号")
    chat.agent(question)
    assert chat.user("8123456") == "8123456"


def test_an_answer_is_expected_for_a_few_messages() -> None:
    chat = GUARD.session()
    chat.agent("请提供身份证后六位")
    chat.user("好的稍等")
    chat.agent("不急，您慢慢找。")
    assert chat.user("31002X") == "〔身份证1〕"
    assert chat.user("不对，是31003X") == "不对，是〔身份证2〕"
    assert chat.user("410021") == "410021", f"{TURNS} messages are over"
    assert chat.user("刚才说的31002X没错") == "刚才说的〔身份证1〕没错", "but what was given stays known"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("请输入银行卡密码", ["PASSWORD"]), ("请提供手机验证码", ["VERIFICATION_CODE"]), ("请提供您的姓名和身份证号", ["PERSON", "CN_ID_CARD"]),
        ("请把身份证号发到邮箱", ["CN_ID_CARD", "EMAIL_ADDRESS"]), ("请提供投保单号", ["CN_APPLICATION_NUMBER"]),
        ("请提供被保险人姓名、身份证号以及联系电话", ["PERSON", "CN_ID_CARD", "CN_MOBILE"]), ("您的手机号是13912345678吗？", ["CN_MOBILE"]),
        ("香港身份證號碼是？", ["HK_ID_CARD"]), ("需要您的身份证号码", ["CN_ID_CARD"]),
    ],
)  # fmt: skip
def test_what_a_question_asks_for(text: str, wanted: list[str]) -> None:
    found = asked(text)
    assert found is not None
    assert [ask.entity_type for ask in found] == wanted


def test_explain_says_which_question_asked() -> None:
    chat = GUARD.session()
    chat.agent("请提供身份证后六位，谢谢")
    (found,) = chat.explain("31002X")
    assert (found.entity_type, found.pattern, found.verdict) == ("CN_ID_CARD", "CN_ID_CARD.asked", "found")
    assert found.reason == "the agent asked for it (身份证后六位), the message before"
    chat.user("31002X")
    reasons = [item.reason for item in chat.explain("31002X") if item.verdict == "found"]
    assert reasons == ["the agent asked for it (身份证后六位), 2 messages before"]
    chat.agent("请报一下您的保单号")
    (found,) = [item for item in chat.explain("123456789012") if item.verdict == "found"]
    assert (found.pattern, found.label) == ("CN_POLICY_NUMBER.labelled", "保单号")
    chat.agent("还有什么可以帮您？")
    assert [item.reason for item in chat.explain("31002X")] == ["the same value was given before in this conversation"]
    assert chat.explain("好的") == []


def test_explain_holds_no_value_of_the_question() -> None:
    """A question may repeat what the customer said; only its words for things are shown."""
    chat = GUARD.session()
    chat.agent("身份证11010519491231002X后六位是吗？")
    assert not [item for item in chat.explain("31002X") if "110105" in item.reason]


def test_the_policys_threshold_holds_for_answers() -> None:
    policy = Policy({"version": 1, "entities": {"CN_ID_CARD": {"operator": "mask", "threshold": 0.8}}})
    chat = Guard(policy).session()
    chat.agent("请提供身份证后六位")
    assert chat.user("31002X") == "31002X"


QUESTIONS = sorted({question for question, _, _ in EXPECTED} | {"您好", "请提供订单号"})


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**9), st.lists(st.sampled_from(QUESTIONS), min_size=1, max_size=3))
def test_a_question_hides_more_never_less(seed: int, questions: list[str]) -> None:
    """Whatever was asked, every character the guard finds is hidden, and what is hidden comes back."""
    draw = Values(seed)
    chat = GUARD.session()
    for question in questions:
        chat.agent(question)
        text = draw.pick(("", "好的，", "是", "我的", "\n")) + draw.pick(("，", " ", "\n", "。另外")).join(
            draw.of(draw.pick(ENTITY_TYPES)) for _ in range(draw.pick((1, 1, 2)))
        )
        masked = chat.user(text)
        outside = CANDIDATE.split(masked)
        at = 0
        for part in outside:  # what is left stands in the text in this order, and holds nothing that was found
            at = text.index(part, at) + len(part)
        gone = [text[finding.start : finding.end] for finding in GUARD.find(text)]
        assert not [value for value in gone if len(value) > 3 and any(value in part for part in outside)]
        assert sum(map(len, outside)) + sum(map(len, gone)) <= len(text)
        if questions.index(question) == 0 and len(set(CANDIDATE.findall(masked))) == len(CANDIDATE.findall(masked)):
            assert chat.restore(masked) == text


@pytest.mark.parametrize("text", ["是" * 20_000, "填写" * 5_000, "身份证" * 5_000, "请" * 20_000, "不要" * 9_000 + "密码", "1 " * 9_000, "〔姓名" * 9_000])
def test_no_text_takes_long(text: str) -> None:
    """Expressions in a row do not multiply; the timeout of the suite is the measure."""
    chat = GUARD.session()
    chat.agent(text)
    chat.agent("请提供姓名、身份证号、保单号和住址")
    assert chat.restore(chat.user(text)) == text
