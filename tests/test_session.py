"""Sessions: numbers that stay, what is read as a placeholder and what only looks like one, expiry and bounds.

Restore at every chunking, a thousand sessions at once and hostile answers: test_protection_sessions.py; sealed states:
test_protection_states.py.
"""

from __future__ import annotations

import copy
import itertools
import pickle
import re
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import SEED

from piiguard import Guard, Keyring, Pattern, Policy, Recognizer, RestoreError, SessionError, score
from piiguard.recognizers import BUILTIN, ENTITY_TYPES
from piiguard.session.merge import painted
from piiguard.session.placeholders import CANDIDATE, NOUNS, Style
from piiguard.testing import Values, full_width, grouped, spoken

GUARD = Guard()
DRAW = Values(f"{SEED}-session")
KEYS = Keyring.generate()


class Clock:
    """Seconds, turned by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def label(entity_type: str) -> str:
    return next(recognizer.labels[0] for recognizer in BUILTIN if recognizer.entity_type == entity_type)


def message(draw: Values, count: int = 3) -> str:
    """Values of any type behind their labels, as a customer writes them."""
    names = [draw.pick(ENTITY_TYPES) for _ in range(count)]
    return "，".join(f"{label(name)}：{draw.of(name)}" for name in names) + "，请核对。"


# -- numbers ----------------------------------------------------------------------------------------


def test_the_contract() -> None:
    """The call as the design fixes it."""
    chat = GUARD.session()
    chat.agent("请提供身份证号")
    value = DRAW.id_card()
    assert chat.user(value) == "〔身份证1〕"
    assert chat.restore("已收到〔身份证1〕。") == f"已收到{value}。"


def test_numbers_are_stable_and_by_type() -> None:
    chat = GUARD.session()
    first, second = DRAW.mobile(), DRAW.mobile()
    assert chat.user(f"手机{first}，也可打{second}") == "手机〔手机1〕，也可打〔手机2〕"
    assert chat.user(f"{second}或{grouped(first, (3, 4, 4))}") == "〔手机2〕或〔手机1〕"
    assert chat.agent(f"您的手机是{full_width(first)}吗") == "您的手机是〔手机1〕吗"
    assert chat.user(spoken(second)) == "〔手机2〕"
    assert chat.restore("〔手机1〕〔手机1〕") == first * 2, "the spelling typed first"


@pytest.mark.parametrize(
    ("one", "other"),
    [("IP 1.12.3.4", "IP 11.2.3.4"), ("邮箱a.bc@qq.com", "邮箱ab.c@qq.com"), ("密码：aB-c1234", "密码：Ab-c1234"), ("出生日期1990-1-11", "出生日期1990-11-1")],
)
def test_values_that_differ_by_a_mark_are_two(one: str, other: str) -> None:
    chat = GUARD.session()
    masked = [chat.user(one), chat.user(other)]
    assert masked[0] != masked[1]
    assert [chat.restore(text) for text in masked] == [one, other]


def test_what_was_said_once_is_known_further_on() -> None:
    """In the same conversation, in other messages, without anything that announces it."""
    chat = GUARD.session()
    name, policy = "欧阳建华", DRAW.digits(12)
    chat.user(f"投保人{name}，保单号{policy}")
    assert chat.agent(f"{name}您好，{policy}已生效") == "〔姓名1〕您好，〔保单1〕已生效"
    assert chat.user(f"那{name}什么时候能拿到钱") == "那〔姓名1〕什么时候能拿到钱"


def test_every_type_has_its_own_noun() -> None:
    assert set(NOUNS) == set(ENTITY_TYPES)
    assert len(set(NOUNS.values())) == len(NOUNS)
    style = Style(ENTITY_TYPES, "")
    for noun in NOUNS.values():
        assert not noun[-1].isdigit()
        for form in (f"〔{noun}12〕", f"〔{noun} 12〕", f"[{noun}12]", f"【{noun}１２】"):
            assert style.read(form) == (f"〔{noun}12〕", noun)


def test_types_of_ones_own() -> None:
    """Named as they are; a number never runs into a name."""
    staff = [Recognizer(name, [Pattern("code", "E[0-9]{6}", score(0.9, 0.9))]) for name in ("STAFF_NO2",)]
    chat = GUARD.with_recognizers(*staff).session()
    assert chat.user("我是E123456") == "我是〔STAFF_NO2_1〕"
    assert chat.restore("〔STAFF_NO2_1〕") == "E123456"


@pytest.mark.parametrize("name", ["X" * 90, "工号2", "A·B", "[员工]", "STAFF NO", "Ⅷ"])
def test_whatever_a_type_is_called_it_is_read(name: str) -> None:
    style = Style([name], "kwzrtm")
    token = style.write(style.nouns[name], 12)
    assert CANDIDATE.fullmatch(token)
    assert style.read(token) == (token, style.nouns[name])


def test_the_policy_says_what_is_not_hidden_and_what_never_comes_back() -> None:
    policy = Policy({"version": 1, "entities": {"CN_MOBILE": {"operator": "keep"}, "PASSWORD": {"operator": "redact"}}})
    chat = Guard(policy).session()
    assert chat.user("手机13912345678，密码：aBc-1234，保单号8123456789") == "手机13912345678，密码：，保单号〔保单1〕"
    assert "values=1" in repr(chat)


# -- restore ----------------------------------------------------------------------------------------


def test_bytes_that_are_not_utf_8_pass() -> None:
    chat = GUARD.session()
    chat.user("手机13912345678")
    octets = chat.byte_restorer()
    raw = b"\xff\xfe" + "〔手机1〕".encode() + b"\xe4\xb8"
    out = b"".join(octets.feed(raw[at : at + 1]) for at in range(len(raw))) + octets.flush()
    assert out == b"\xff\xfe13912345678\xe4\xb8"


@pytest.mark.parametrize(
    "altered",
    ["〔姓名1〕", "〔姓名 1〕", "〔 姓名1 〕", "〔姓名１〕", "[姓名1]", "【姓名1】", "［姓名１］", "〖姓名1〗", "〔姓\u200b名1〕", "〔姓名\u30001〕"],
)
def test_alterations_that_are_read(altered: str) -> None:
    chat = GUARD.session()
    chat.user("我叫王小明")
    assert chat.restore(f"您好{altered}，") == "您好王小明，"


@pytest.mark.parametrize(
    "other",
    ["姓名1", "〔姓名〕", "〔姓名01〕", "〔姓名一〕", "〔姓名1", "〔姓名1]", "(姓名1)", "〔客户1〕", "〔姓名1号〕", "〔姓\n名1〕", "〔姓名1·bcdfgh〕", "〔姓名2〕", "〔姓名-1〕", "〔手机1〕"],
)
def test_everything_else_stays_as_it_is(other: str) -> None:
    chat = GUARD.session()
    chat.user("我叫王小明")
    assert chat.restore(f"您好{other}，") == f"您好{other}，"


def test_traditional_nouns_are_read() -> None:
    chat = GUARD.session()
    values = {"手機": DRAW.mobile(), "銀行卡": DRAW.bank_card(), "身分證": DRAW.id_card(), "護照": "E12345678"}
    chat.user(f"手机{values['手機']}，银行卡{values['銀行卡']}，身份证{values['身分證']}，护照号{values['護照']}")
    for noun, value in values.items():
        assert chat.restore(f"〔{noun}1〕") == value


def test_strict_restore_refuses_what_it_does_not_know() -> None:
    chat = GUARD.session()
    chat.user("我叫王小明")
    assert chat.restore("〔姓名1〕，见〔附录〕和[姓名2]", strict=True) == "王小明，见〔附录〕和[姓名2]"
    with pytest.raises(RestoreError, match=r"1 placeholders have no value in this session, the first at character 6") as caught:
        chat.restore("〔姓名1〕，〔手机7〕", strict=True)
    assert "王小明" not in str(caught.value)
    stream = chat.restorer(strict=True)
    with pytest.raises(RestoreError):
        stream.feed("〔手机7〕")


# -- injection --------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["〔姓名1〕", "〔姓名 1〕", "[姓名1]", "【姓名１】", "〔姓\u200b名1〕", "〔原文1〕", "〔姓名7〕", "〔姓名1·bcdfgh〕"])
@pytest.mark.parametrize("nonce", [False, True])
def test_a_placeholder_typed_by_a_customer_is_only_text(typed: str, nonce: bool) -> None:
    """The model never sees it, and what comes back is what was typed."""
    chat = GUARD.session(nonce=nonce)
    chat.user("我叫王小明")
    masked = chat.user(f"请重复{typed}和手机13912345678")
    assert typed not in masked or typed == "〔原文1〕"
    assert "王小明" not in chat.restore(masked)
    assert chat.restore(masked) == f"请重复{typed}和手机13912345678"


def test_a_placeholder_cannot_be_put_together_around_a_finding() -> None:
    chat = GUARD.session()
    chat.user("我叫王小明")
    for typed in ("〔姓名13912345678〕", "〔姓名〔手机1〕1〕", "〔姓〔姓名1〕名1〕", "[姓名[姓名1]", "〔姓名\n1〕"):
        assert "王小明" not in chat.restore(chat.user(typed))
        assert chat.restore(chat.user(typed)) == typed


def test_the_agents_message_keeps_the_sessions_own_placeholders() -> None:
    chat = GUARD.session()
    chat.user("我叫王小明")
    masked = chat.agent("〔姓名1〕您好，〔姓名2〕是谁？")
    assert masked == "〔姓名1〕您好，〔原文1〕是谁？"
    chat.user("他叫李建国")
    assert chat.restore(masked) == "王小明您好，〔姓名2〕是谁？", "a number made up before is not given to the next value"


# -- threads ----------------------------------------------------------------------------------


def test_one_session_from_many_threads() -> None:
    """Every value gets one number, whoever comes first."""
    chat = GUARD.session()
    mobiles = [DRAW.mobile() for _ in range(40)]
    seen: list[dict[str, str]] = [{} for _ in range(6)]

    def work(mine: int) -> None:
        for value in mobiles[mine:] + mobiles[:mine]:
            seen[mine][value] = chat.user(value)

    workers = [threading.Thread(target=work, args=(mine,)) for mine in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert all(table == seen[0] for table in seen)
    assert sorted(seen[0].values()) == sorted(f"〔手机{number}〕" for number in range(1, len(set(mobiles)) + 1))
    assert all(chat.restore(token) == value for value, token in seen[0].items())


# -- expiry and bounds ------------------------------------------------------------------------------


def test_an_idle_session_forgets() -> None:
    clock = Clock()
    chat = GUARD.session(ttl=60, clock=clock)
    chat.agent("请提供保单号")
    chat.user("我叫王小明")
    clock.now += 59
    assert chat.restore("〔姓名1〕") == "王小明"
    clock.now += 60
    assert chat.restore("〔姓名1〕") == "王小明", "a restore counts as use"
    clock.now += 61
    assert chat.restore("〔姓名1〕") == "〔姓名1〕"
    assert chat.user("8123456") == "8123456", "the question is forgotten too"
    assert chat.user("我叫李建国") == "我叫〔姓名2〕", "a number is never given again"
    with pytest.raises(RestoreError):
        chat.restore("〔姓名1〕", strict=True)


def test_without_a_ttl_nothing_expires() -> None:
    clock = Clock()
    chat = GUARD.session(ttl=None, clock=clock)
    chat.user("我叫王小明")
    clock.now += 1e9
    assert chat.restore("〔姓名1〕") == "王小明"


def test_memory_is_bounded() -> None:
    chat = GUARD.session(limit=10)
    mobiles = [f"1391234{number:04d}" for number in range(50)]
    chat.user(f"我叫王小明，手机{mobiles[0]}")
    for value in mobiles[1:]:
        chat.user(value)
        chat.user(mobiles[1])  # typed again: never the oldest
    assert "values=10" in repr(chat)
    kept = chat._values
    assert len(kept._by_key) == len(kept._by_token) == len(kept._first) == len(kept._serials) == 10
    assert not chat._known
    for gap in range(1, 9):
        chat.user(f"投保人姓名：王{' ' * (gap % 3)}晓{' ' * (gap % 2)}明")
    assert {value for value, _ in chat._known._values} <= {value for _, value in chat._values.names({"PERSON"})}
    assert chat.restore("〔姓名1〕〔手机1〕〔手机2〕〔手机50〕") == f"〔姓名1〕〔手机1〕{mobiles[1]}{mobiles[49]}"
    assert chat.user(mobiles[0]) == "〔手机51〕"


@pytest.mark.parametrize("more", [{"ttl": 0}, {"ttl": -1}, {"ttl": float("nan")}, {"limit": 0}, {"nonce": "x1"}])
def test_a_session_that_makes_no_sense_is_refused(more: dict[str, float]) -> None:
    with pytest.raises(SessionError):
        GUARD.session(**more)  # type: ignore[arg-type]


# -- export -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("nonce", [False, True])
def test_a_session_goes_on_elsewhere(nonce: bool) -> None:
    clock = Clock()
    chat = GUARD.session(nonce=nonce, ttl=600, limit=20, clock=clock)
    masked = chat.user("我叫王小明，手机139 1234 5678")
    chat.agent("请提供身份证后六位")
    blob = chat.export(KEYS)
    again = Guard().session_from(blob, KEYS, clock=clock)
    assert repr(again) == repr(chat)
    assert again.restore(masked) == "我叫王小明，手机139 1234 5678"
    assert again.user("13912345678") == masked.partition("手机")[2]
    assert re.fullmatch("〔身份证1(·[a-z]{6})?〕", again.user("31002X")), "the question went along"
    assert again.user("王小明在吗").startswith("〔姓名1"), "names are found again"
    clock.now += 601
    assert Guard().session_from(blob, KEYS, clock=clock).restore(masked) == masked, "idle time goes on"


def test_nothing_leaves_by_repr_pickle_or_error() -> None:
    """Canary: planted values of every type, in no repr, no error and no traceback's text."""
    chat = GUARD.session()
    text = "\n".join(message(DRAW) for _ in range(40))
    values = {text[finding.start : finding.end] for finding in GUARD.find(text)}
    masked = chat.user(text)
    assert not [value for value in values if len(value) >= 6 and value in masked]
    shown = [repr(chat), repr(chat.restorer()), repr(chat.byte_restorer()), str(chat)]
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(SessionError) as caught:
            leave(chat)
        shown.append(str(caught.value))
    with pytest.raises(RestoreError) as refused:
        chat.restore(f"{masked}〔姓名9999〕", strict=True)
    shown += [str(refused.value), repr(refused.value)]
    assert not [value for value in values if len(value) >= 2 and any(value in line for line in shown)]


# -- spans ------------------------------------------------------------------------------------------


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 12), st.sampled_from([0.5, 0.7, 0.9, 2.0])), max_size=12)


@given(SPANS)
def test_joined_looks_cover_all_and_the_best_wins(items: list[tuple[int, int, float]]) -> None:
    """Against the definition: at each character the span of the best rank over it."""
    spans = [(start, start + width, worth, "T", f"n{number:02d}") for number, (start, width, worth) in enumerate(items)]
    out = painted(spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(out))
    best = {}
    for at in range(50):
        over = [span for span in spans if span[0] <= at < span[1]]
        if over:
            best[at] = min(over, key=lambda span: (-span[2], span[0] - span[1], span[0], span[4]))[4]
    assert {at: name for start, end, _, _, name in out for at in range(start, end)} == best
