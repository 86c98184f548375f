"""The last digits of a number ("尾号1234"): a weak finding, below the default threshold and above that of ``strict``.

Which number they belong to is what the text says: the thing named right behind ("尾号1234的手机") or
nearest before. Without one, four digits are a card's and six a citizen ID's, as people use them.
"""

from __future__ import annotations

from ..spec import Pattern, Trigger, score

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from ..spec import Parsed

CARD, MOBILE, CITIZEN, POLICY, APPLICATION, CLAIM, OTHER = "card", "mobile", "citizen", "policy", "application", "claim", ""

_HANZI = (
    "尾号", "尾號", "尾数", "尾數", "尾码", "尾碼", "后四位", "后4位", "後四位", "後4位", "后四码", "後四碼", "後4碼", "末四位", "末4位", "末四码", "末四碼", "末4碼",
    "后六位", "后6位", "後六位", "後6位", "后六码", "後六碼", "後6碼", "末六位", "末6位", "末六碼", "末6碼",
)  # fmt: skip
_LATIN = ("ast four", "ast 4", "ast six", "ast 6", "nding in", "nding with")
_GAP = "[ :：=,，是为為的\"'“”「」『』（(【\\[？?]{0,6}"
_ANNOUNCED = (
    f"(?P<word>{'|'.join(_HANZI)})(?:数字|數字|号码|號碼|分别|分別)?{_GAP}\\Z"
    f"|(?P<latin>{'|'.join(_LATIN)})(?: digits)?(?: of (?:the |my |your )?(?:card|id|phone|mobile|account))?{_GAP}(?:is )?\\Z"
)
_REGEX = "(?<![0-9A-Za-z*])(?:[0-9]{5}[0-9Xx]|[0-9]{3}[0-9Xx])(?![0-9A-Za-z]|[-.:][0-9]|年)"
_TRIGGER = Trigger(  # it counts bytes, the expressions above characters
    "(?: digits)?(?: of [a-z ]{2,14})?[^0-9A-Za-z\\n]{0,30}(?:is )?[0-9]{3}[0-9Xx]", 8, starts=_HANZI + _LATIN
)

#: What a tail can be a tail of, longest words first where one holds another.
_NOUNS = (
    (OTHER, "手机号登录|订单|訂單|运单|快递|单据|发票|流水|交易|工单|工号|密码|口令|验证码|驗證碼|动态码|校验码|车牌|车架|发动机|彩票|限行|批次|股票|基金|版本"),
    (APPLICATION, "投保单|投保單|要保|投保书"),
    (POLICY, "保单|保單|保险单|合同|policy"),
    (CLAIM, "报案|報案|赔案|賠案|理赔|理賠|立案|案件|claim"),
    (CITIZEN, "身份证|身分证|身分證|身份證|证件|證件|[Ii][Dd](?![A-Za-z])|护照"),
    (MOBILE, "手机(?!银行)|手機|电话|電話|联系方式|(?<![卡证證单單件号號户戶账帐帳])(?:号码|號碼)|mobile|phone|cell"),
    (CARD, "卡|账|帐|帳|银行|銀行|[Cc]ard|[Aa]ccount"),
)  # fmt: skip
_WINDOW = 24
_REACH = 48  # from the first character of the word to the value
_AHEAD = 8
_CLAUSE_END = "，。；！？,;!?\n"
_MASKS = "*＊●█■×"
_KINDS = tuple(kind for kind, _ in _NOUNS)
_state: list[re.Pattern[str]] = []


def _expressions() -> list[re.Pattern[str]]:
    """What announces a tail, and what it can be a tail of."""
    if not _state:
        import re

        _state.extend((re.compile(_ANNOUNCED), re.compile("|".join(f"({words})" for _, words in _NOUNS))))
    return _state


def _kind(text: str, word: int, start: int, end: int) -> str:
    """What the tail at ``text[start:end]``, announced by the word at ``word``, is a tail of."""
    nouns = _expressions()[1]
    ahead = text[end : end + _AHEAD]
    if ahead[:1] in "的之 这那" and ahead:
        match = nouns.search(ahead)
        if match and match.start() <= 4:
            return _KINDS[match.lastindex - 1]  # type: ignore[operator]
    low = max(0, word - _WINDOW)
    before = text[low:word]
    if text[word : word + 1] == "尾":
        cut = max(before.rfind(mark) for mark in _CLAUSE_END)
        before = before[cut + 1 :]
    elif text[word].isascii():  # last four digits of my phone
        before += text[word:start]
    last = None
    for match in nouns.finditer(before):
        last = match
    if last is not None:
        return _KINDS[last.lastindex - 1]  # type: ignore[operator]
    return CITIZEN if end - start == 6 else CARD


def _parse(kind: str, text: str, start: int, end: int) -> Parsed | None:
    low = max(0, start - _REACH)
    match = _expressions()[0].search(text[low:start])
    if match is None:
        return None
    word = low + match.start()
    fits = _kind(text, word, start, end) == kind and _worth(kind, text[start:end])
    # Worth nothing instead of None: what stands behind the value may still make it this kind's.
    return start, end, score(0.4, 0.4) if fits and not _shown(text, word, text[start:end]) else score(0.0, 0.0)


def _worth(kind: str, value: str) -> bool:
    """Only a citizen ID ends with X, and nobody names six digits of a mobile."""
    return kind == CITIZEN or value.isdigit()


def _shown(text: str, word: int, tail: str) -> bool:
    """Whether a mask before the word shows the same digits, or nothing: the tail only repeats what it has left."""
    before = text[max(0, word - _WINDOW) : word].rstrip(" （(【[")
    return any(before.endswith(mark * 3) or mark * 3 + tail in before for mark in _MASKS)


def tail(kind: str) -> Pattern:
    """The pattern ``tail`` of the recognizer whose numbers are of this kind."""
    return Pattern(
        "tail",
        _REGEX,
        score(0.4, 0.4),
        anchor=_TRIGGER,
        numeric=True,
        parse=lambda text, start, end: _parse(kind, text, start, end),
    )
