"""Answers to the agent's question: the engine under the question's label, and bare values too short or odd for it.

The engine reads "123456789012" behind "保单号: " as it would read a cell of a table. What it leaves is a finding only where
it stands as an answer does: a clause of its own, of the form that was asked for, and not an amount, a date or a hotline.
"""

from __future__ import annotations

import re

from ..recognizers._tables.surnames import COMMON, RARE, WORDLIKE
from ..text import FOLDED, SPOKEN, SPOKEN_CHARS, ZERO_WIDTH, fold
from .questions import Ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..again import Span
    from ..guard import Guard

#: A finding and what asked for it.
Answer = tuple[int, int, float, str, str, Ask]

_LINES = 8
_HEAD = 48
"""Characters of a line in which an answer begins; the clause it begins in is read to its end."""
_HEADS = {"CN_ADDRESS": 24, "DATE_OF_BIRTH": 24}
"""The same for answers made of words: looking for them costs most."""
_NAMED = 20
"""Characters of a line, whole clauses of it, in which a bare name is an answer."""
_FURTHEST = 256
"""Where that clause is cut if it does not end."""
_WORDED = frozenset({"PERSON", "CN_ADDRESS", "DATE_OF_BIRTH", "PASSWORD"})
"""Answers that may be hanzi alone. For any other a line without a letter or digit that is not found yet is no answer."""
_SPOKEN = f"[{SPOKEN_CHARS}]"
_SIGN = re.compile(f"[0-9A-Za-z{''.join(sorted(FOLDED - set(SPOKEN_CHARS + ZERO_WIDTH)))}]|{_SPOKEN}(?:[ ,，、-]?{_SPOKEN}){{2}}")
_MARK = re.compile("[，,。；;！!？? ]")
_BARE = 0.7
"""Below what the engine gives a value of full form: a mobile in answer to another question stays one."""

_SERIAL = "(?=(?:[^0-9]{0,6}[0-9]){4})[0-9A-Za-z](?:[0-9A-Za-z]|[ _/-](?=[0-9A-Za-z])){3,38}[0-9A-Za-z]"
_NUMBER = "[0-9](?:[0-9]|[ -](?=[0-9])){4,24}[0-9Xx]"
_AT = "(?:@|#| at | AT |艾特|圈[aA])"
_MAIL = f"[0-9A-Za-z._%+-]{{2,40}} {{0,2}}{_AT} {{0,2}}[0-9A-Za-z-]{{2,30}}(?: ?[.点點] ?| dot )(?:com|cn|net|org|hk|tw)"
_SURNAME = f"[{''.join(char for char in COMMON + RARE if char not in WORDLIKE)}]"
_ACCOUNT = "[A-Za-z][0-9A-Za-z_-]{4,19}"
#: Forms of bare values the engine does not take: cut, mistyped, too short for a serial in running text.
_FORMS = {
    **dict.fromkeys(("CN_POLICY_NUMBER", "CN_APPLICATION_NUMBER", "CN_CLAIM_NUMBER", "CN_MEDICAL_RECORD"), _SERIAL),
    **dict.fromkeys(("CN_ID_CARD", "CN_MOBILE", "CN_LANDLINE", "CN_BANK_CARD", "CN_BANK_ACCOUNT", "QQ_NUMBER"), _NUMBER),
    **dict.fromkeys(
        ("CN_PASSPORT", "CN_TRAVEL_PERMIT", "HK_ID_CARD", "MO_ID_CARD", "TW_ID_CARD", "CN_SOCIAL_SECURITY_CARD", "VIN",
         "CN_ENGINE_NUMBER", "CN_USCC", "IMEI"), _SERIAL,
    ),
    "CN_LICENSE_PLATE": "[\u4e00-\u9fff]?[A-Z][ ·]?(?=[A-Z]*[0-9])[0-9A-Z]{5,6}",
    "VERIFICATION_CODE": "[0-9](?:[ -]?[0-9]){3,7}",
    "WECHAT_ID": _ACCOUNT,
    "EMAIL_ADDRESS": _MAIL,
    "CARD_SECURITY_CODE": "[0-9]{3,4}",
    "CARD_EXPIRY": "(?:0[1-9]|1[0-2]) ?[/-]? ?(?:20)?[2-4][0-9]|20[2-4][0-9] ?[/-]? ?(?:0[1-9]|1[0-2])",
    "PERSON": _SURNAME,
}  # fmt: skip
_LEAD = "(?:^|[，,。:：；;！!…~～ \t]|是|系|係|为|為|叫|[号號码碼位牌证證卡机機话話信单單](?=[0-9A-Za-z]))[ \t]{0,2}"
_TAIL = "(?=$|[，,。；;！!？?、…~～ \t\r]|[的哦喔吧呢啊呀啦嘅]|多?[谢謝]|[对對](?:[吗嗎吧么不]|$)|可以|[没沒][错錯]|[这這][个個])"
_DATE = re.compile("(?:19|20)[0-9]{2}(?P<s>[-/.年 ])[0-9]{1,2}(?:(?P=s)|月)[0-9]{1,2}日?")
#: Numbers of offices, known to everybody.
_HOTLINE = re.compile("95[0-9]{3}|(?:400|800)[ -]?[0-9]{3}[ -]?[0-9]{4}|12[0-9]{3}")
_OTHER = re.compile(
    "订单|訂單|运单|運單|快递|快遞|物流|流水|工单|工單|发票|發票|金额|金額|邮编|郵編|股票|基金|价|價|[钱錢]|不是|热线|熱線|客服|版本|型号|型號"
)
#: Words of an answer that look like a name behind "姓名": they are answered to any question.
_WORDS = frozenset(
    "高兴 高興 安全 安心 周一 周二 周三 周四 周五 周六 周日 都行 都可 都好 夏天 白天 方便 马上 馬上 明天 明白 时间 時間 "
    "金额 金額 平安 安排 单子 和平 经常 常用 查询 查詢 应该 应急 于是 全部 车险 車險 祝好 成功 房产 计算 支付 相同 同上 同前 "
    "任何 谢谢 謝謝 万一".split()
)
#: In an answer three spoken digits are a number already; the engine wants seven, or a word that announces them.
_SAID = {ord(char): digit for char, digit in SPOKEN.items() if char not in "两兩么"}
_forms: dict[tuple[str, int | None], re.Pattern[str]] = {}


def answers(guard: Guard, text: str, asks: list[Ask], found: list[Span]) -> Iterator[Answer]:
    """What the question makes a finding of in ``text``; offsets are characters, half open.

    found  what is found without it; a thing that is there already is not looked for again
    """
    wanted = [ask for ask in asks if ask.part is not None or all(span[3] != ask.entity_type for span in found)]
    if not wanted:
        return
    at = seen = 0
    for line in text.split("\n"):
        if line.strip():
            signed = _signed(line[: _clause(line, _HEAD)], at, found)
            for ask in wanted:
                if not signed and ask.entity_type not in _WORDED:
                    continue
                head = _named(line) if ask.entity_type == "PERSON" else line[: _clause(line, _HEADS.get(ask.entity_type, _HEAD))]
                for start, end, score, name in _one(guard, head, ask, several=len(asks) > 1):
                    if score >= guard.policy.rule(ask.entity_type).threshold:
                        yield start + at, end + at, score, ask.entity_type, name, ask
            seen += 1
            if seen == _LINES:
                return
        at += len(line) + 1


def _signed(line: str, at: int, found: list[Span]) -> bool:
    """Whether a letter, a digit or three spoken ones stand in ``line``, which begins at ``at``, outside of what is found."""
    pieces = []
    done = 0
    for start, end, *_ in found:
        if end > at and start < at + len(line):
            pieces.append(line[done : max(done, start - at)])
            done = end - at
    return bool(_SIGN.search(" ".join([*pieces, line[done:]])))


def _clause(line: str, reach: int) -> int:
    """Where the last clause ends that begins within reach: no value is cut."""
    if len(line) <= reach:
        return len(line)
    match = _MARK.search(line, reach, _FURTHEST)
    return match.start() if match else _FURTHEST


def _named(line: str) -> str:
    """The first clauses of a line, as far as they are short: nobody says a name alone inside a long one."""
    if len(line) <= _NAMED:
        return line
    return line[: max(line.rfind(mark, 0, _NAMED) + 1 for mark in "，,。；;！!？?、 ")]


def _one(guard: Guard, line: str, ask: Ask, several: bool) -> list[tuple[int, int, float, str]]:
    """(start, end, score, pattern) of what answers ``ask`` in one line.

    several  other things are asked for too: what the engine takes behind the label may be theirs
    """
    labelled: list[tuple[int, int, float, str]] = []
    if not line:
        return labelled
    if ask.part is None:
        labelled = [
            (start, end, score, name)
            for start, end, score, entity_type, name in guard._spans(line, ask.label)
            if entity_type == ask.entity_type and line[start:end] not in _WORDS
        ]
        if labelled and not several:
            return labelled
    form = _form(ask)
    if form is None:
        return labelled
    view = fold(line)
    digits = view.text.translate(_SAID)
    name = f"{ask.entity_type}.asked"
    return labelled + [
        (*view.span(match.start("value"), match.end("value")), _BARE, name)
        for match in form.finditer(digits if ask.entity_type != "PERSON" else view.text)
        if _stands(view.text, match)
    ]


def _form(ask: Ask) -> re.Pattern[str] | None:
    """The expression of a bare answer."""
    key = ask.entity_type, ask.part
    form = _forms.get(key)
    if form is None:
        value = _FORMS.get(ask.entity_type) if ask.part is None else _end_form(ask.entity_type, ask.part)
        if value is None:
            return None
        form = _forms[key] = re.compile(f"{_LEAD}(?P<value>{value})(?![0-9A-Za-z@]){_TAIL}")
    return form


def _end_form(entity_type: str, count: int) -> str:
    """So many characters of a value, or three to eight where the question does not say."""
    least, most = (count, count) if count else (3, 8)
    if entity_type == "CN_ID_CARD":
        return f"[0-9](?:[ -]?[0-9]){{{least - 2},{most - 2}}}[ -]?[0-9Xx]"
    if entity_type in ("CN_MOBILE", "CN_LANDLINE", "CN_BANK_CARD", "CN_BANK_ACCOUNT", "VERIFICATION_CODE"):
        return f"[0-9](?:[ -]?[0-9]){{{least - 1},{most - 1}}}"
    return f"(?=[A-Za-z]*[0-9])[0-9A-Za-z]{{{least},{most}}}"


def _stands(text: str, match: re.Match[str]) -> bool:
    """Whether the value is not something else: a date, a hotline, the number of an order."""
    value = text[match.start("value") : match.end("value")]
    if _DATE.fullmatch(value) or _HOTLINE.fullmatch(value):
        return False
    return not _OTHER.search(text, max(0, match.start() - 12), match.start("value"))
