"""QQ number: five to eleven digits that prove nothing, so a label is needed. At qq.com it is an e-mail address."""

from __future__ import annotations

from ..spec import LABEL, Pattern, Score, builtin, score
from ._behind import named_behind
from ._lookup import is_date, is_segment, is_service

_END = "(?![0-9A-Za-z@*＊●█■×]|[-.:][0-9]| ?(?:万|亿|元|人|年|位|条|个|次|%))"


def _check(value: str) -> Score | None:
    """Neither a hotline, nor a mobile used as a name; a date is a weak one."""
    length = len(value)
    if not 5 <= length <= 11 or is_service(value) or (length == 11 and value[0] == "1" and is_segment(value[:3])):
        return None
    if length == 8 and is_date(value[:4], value[4:6], value[6:8], 1950):
        return score(0.0, 0.45)
    return score(0.0, 0.92 if length > 5 else 0.85)


def _check_behind(value: str) -> Score | None:
    """As behind a label."""
    found = _check(value)
    return score(0.8, 0.9) if found and found[1] > 0.5 else None


RECOGNIZER = builtin(
    "QQ_NUMBER",
    [
        Pattern("plain", f"[1-9][0-9]{{4,10}}{_END}", score(0.0, 0.92), anchor=LABEL, digital=True, check=_check, numeric=True, chain=True),
        named_behind("[1-9][0-9]{5,9}", "(?:QQ|qq|Qq|扣扣|[Qq](?![A-Za-z]))", score(0.85, 0.9), check=_check_behind),
        Pattern("grouped", f"[1-9][0-9]{{2,4}}(?P<a>[ -])[0-9]{{3,4}}(?:(?P=a)[0-9]{{2,4}}){{0,2}}{_END}", score(0.0, 0.85), anchor=LABEL, digital=True, check=_check, numeric=True),
    ],
    labels=(
        "小企鹅", "小企鹅号", "企鹅QQ", "扣扣账号", "扣扣帐号", "球球", "Q扣", "扣Q", "抠抠", "蔻蔻", "叩叩", "Q 号", "QQ 号", "常用QQ", "qq num", "qq number", "qq code", "qq account", "qq uin", "qq acc", "tencent qq", "加扣", "加扣扣", "加我扣扣", "加QQ", "加qq", "qq", "q q", "qq no", "qq id", "qqh", "qqhm", "扣扣", "扣扣号", "企鹅号", "企鹅", "企鵝號", "企鵝", "Q号", "q号", "Q號", "Q Q号", "QQ账号", "QQ帐号", "qq账号", "qq帐号", "QQ帳號",
        "加Q", "加q", "加我Q", "加我q", "我的Q", "我的q", "球球号", "口口号", "oicq", "uin",
    ),
    vetoes=("QQ群", "qq群", "Q群", "q群", "QQ群号", "qq群号", "扣扣群", "QQ客服", "qq客服"),
    level="C2",
    title_en="QQ number",
    title_zh="QQ号",
    standard="none exists; the provider's own rules",
    example="314159265",
)  # fmt: skip
