"""Card verification code (CVV2, CVC2, CVN2): three digits on the back, four on the front of an American Express card.

Any three digits look like one, so only behind a label, or behind a card number and its expiry date.
"""

from __future__ import annotations

from ..spec import LABEL, Pattern, builtin, score
from ._behind import named_behind
from ._money import BETWEEN, listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from ..spec import Parsed

_END = "(?![0-9A-Za-z*＊●█■×]|[-./:：][0-9*＊●█■×]|[ ]?(?:年|月|日|号|號|位|个|個|次|分|秒|小时|天|元|万|块|条|%|折|[-~～至到] ?[0-9]))"
_MM_YY = "(?:(?:0[1-9]|1[0-2])[-/|]?(?:20)?[1-4][0-9]|20[2-4][0-9][-/年.](?:0[1-9]|1[0-2])月?)"
#: Words that end in "the last three digits" mean a card's only where a card is spoken of.
_BARE = (
    "后三位",
    "後三位",
    "后3位",
    "後3位",
    "末三位",
    "末3位",
    "后三码",
    "後三碼",
    "末三碼",
    "三位数",
    "三位數",
    "三个数字",
    "三個數字",
    "那三位",
    "后面三位",
    "最后三位",
    "最後三位",
    "最后3位",
    "三个数",
    "三位码",
    "三碼",
    "後面三位",
)
_ABOUT = "信用卡|贷记卡|卡背|卡后|卡後|背面|反面|背后|背後|签名|簽名|安全[码碼]|有效期|到期|信用卡|[Cc][Vv][VvNnCc]|[Ee]xp"
_NOT_ABOUT = "(?:手机|手機|电话|電話|身份证|身份證|证件|卡号|卡號|保单|保單|订单|尾号|车牌)[^，。；,;]{0,6}$"
_state: list[list[re.Pattern[str]]] = []


def _expressions() -> list[re.Pattern[str]]:
    if not _state:
        import re

        _state.append(list(map(re.compile, (_ABOUT, _NOT_ABOUT))))
    return _state[0]


def _parse_labelled(text: str, start: int, end: int) -> Parsed | None:
    """Behind "the last three digits" alone, only where the 60 characters before speak of a card's back or expiry."""
    before = text[max(0, start - 60) : start]
    at, word = max((before.rfind(word), word) for word in _BARE)
    if at < 0 or len(before) - at - len(word) > 12 or before[at - 2 : at] in ("背面", "背后", "背後", "反面", "卡背"):
        return start, end, score(0.0, 0.95)
    about, other = _expressions()
    spoken_of = (about.search(before[:at]) or about.search(text[end : end + 8])) and not other.search(before[:at])
    return start, end, score(0.0, 0.85 if spoken_of else 0.0)


RECOGNIZER = builtin(
    "CARD_SECURITY_CODE",
    [
        Pattern("labelled", f"[0-9]{{3,4}}{_END}", score(0.0, 0.95), anchor=LABEL, digital=True, parse=_parse_labelled, numeric=True),
        Pattern(
            "reported",
            f"[^0-9A-Za-z码碼号號线線话話额額元年月房栋樓楼室座单單：:]{{0,16}}(?:说了?|說了?|报了?|報了?|念了?|告知|提供|回答|答|是|：|:)(?:的)?[ “\"'「]?(?P<value>[0-9]{{3,4}}){_END}",
            score(0.0, 0.9),
            anchor=LABEL,
            digital=True,
            parse=_parse_labelled,
            numeric=True,
        ),
        named_behind("[0-9]{3,4}", "(?:信用卡|卡)?(?:片|的)?(?:安全[码碼]|背面(?:的)?(?:后|後|末)?(?:三位|三[码碼])|[Cc][Vv][VvNnCc]2?|CVV2?|CVN2?|CVC2?)", score(0.8, 0.9)),
        Pattern(
            "spoken",
            "[零〇一幺二两三四五六七八九]{3,4}(?![零〇一幺二两三四五六七八九十百千万位个個月年号點点])",
            score(0.0, 0.95),
            anchor=LABEL,
            opens="[\\xe3-\\xe9]",
            parse=_parse_labelled,
        ),
        *listed("after-expiry", f"{_MM_YY}{BETWEEN}(?P<value>[0-9]{{3,4}}){_END}", score(0.9, 0.97)),
    ],
    labels=(
        "安全代码", "卡安全代码", "信用卡校验码", "卡校验码", "卡片校验码", "信用卡验证码", "卡验证值", "卡片验证值", "信用卡验证值", "卡背面", "卡背后", "卡片背面", "背面后3位", "背面末3位", "背面的3位", "后三位安全码", "安全码三位", "签名栏末三位", "签名栏数字",
        "签名栏后3位", "签名条后3位", "签名栏旁边", "卡背码", "卡背数字", "卡背后3位", "卡后三位", "卡后面三位", "卡后3位", "背面三个数", "背面三个数字", "背面那三位", "背面那三个数", "背面那三个数字", "背面3位数", "背面3位数字", "背后三位", "背后3位", "背面后三码", "背面号码",
        "后面那三位", "末尾三位", "末尾三位数", "卡片安全码", "卡背三码", "卡片背面三位", "后3位安全码", "后3位数", "后3位数字", "驗證碼（卡背）", "卡背面三碼", "卡片背面三碼", "卡片背面末三碼", "信用卡背面", "卡背面末三碼", "卡背末三碼", "授權碼後三碼", "安 全 码",
        "csc", "cvd", "cid code", "card code", "card cvv", "card cvn", "card cvc", "card verify code", "card verification code", "card verification value", "card verification number", "cvv number", "cvn2 no", "safe code", "safety code", "card safe code", "anquanma",
        "安全码", "卡安全码", "信用卡安全码", "安全码后三位", "卡片验证码", "卡验证码", "卡背面三位", "卡背三位", "背面三位", "背面3位", "背面后三位", "背面末三位", "背面的三位", "卡背后三位", "卡背面后三位", "卡背末三位",
        "反面三位", "反面后三位", "签名栏后三位", "签名条后三位", "签名处后三位", "背面数字", "背面三位数", "背面三位数字", "背面后三位数", "背面后三位数字", "后三位数", "后三位数字",
        "末三位数", "末三位数字", "三位安全码", "三位数字", "最后三位", "最後三位", "最后3位", "最后三位数", "最后三位数字", "后三个数", "后三个数字", "末尾三个数", "背后三个数", "背后三个数字", "背面小数字", "三位码", "三碼", "背面3碼", "背面末3碼", "背面後3碼", "信用卡檢查碼", "信用卡檢核碼", "卡片檢查碼", "卡片檢核碼", "信用卡識別碼", "卡片識別碼", "信用卡驗證碼", "卡片驗證碼", "信用卡授权码", "信用卡背面校验码", "背面校验码", "卡背校验码", "背面安全码", "那三位数", "那三个数", "那三个数字", *_BARE, "安全碼", "卡片安全碼", "信用卡安全碼", "檢核碼", "背面末三碼", "背面後三碼", "背面三碼", "卡背三碼", "背面末三位",
        "cvv", "cvv2", "cvn", "cvn2", "cvc", "cvc2", "cav2", "cvv code", "cvc code", "cvv no", "security code", "card security code", "card verification", "verification value", "aqm",
    ),
    level="C3",
    title_en="Card security code (CVV2, CVC2, CVN2)",
    title_zh="银行卡安全码(CVV2、CVN2)",
    standard="none; the card schemes' own rules (JR/T 0171-2020 names CVN, CVN2 as C3)",
    example="123",
)  # fmt: skip
