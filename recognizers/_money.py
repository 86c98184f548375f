"""What the recognizers of cards and accounts share: words for accounts, and whether a card number stands before a value."""

from __future__ import annotations

from ..checksums import luhn_ok

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

#: Words for an account that may as well be a card: both recognizers own them and the number decides.
ACCOUNT_WORDS = (
    "账号", "帐号", "账户", "帐户", "收款账号", "收款账户", "收款帐号", "打款账号", "打款账户", "扣款账号", "扣款账户", "理赔款账号", "开户账号", "开户账户",
    "开户帐号", "银行账号", "银行账户", "银行帐号", "银行帐户", "退款账号", "退款账户", "汇款账号", "汇款账户", "转账账号", "转账账户", "缴费账号", "缴费账户",
    "付款账号", "付款账户", "结算账号", "结算账户", "入账账号", "入账账户", "给付账号", "给付账户", "领款账号", "还款账号", "还款账户", "代扣账号", "代扣账户",
    "帳號", "帳戶", "帳戶號碼", "銀行帳號", "銀行帳戶", "收款帳號", "收款帳戶", "扣款帳號", "匯款帳號", "轉帳帳號", "存摺帳號", "戶口號碼", "銀行戶口",
    "account no", "acct no", "bank account", "bank account no", "yhzh", "账 号", "帐 号", "帳 號", "账号/卡号", "卡号/账号", "账/卡号", "卡/账号", "工行", "建行", "农行", "中行", "招行", "交行", "邮储", "bank acct",
)  # fmt: skip

_RUN = "(?<![0-9A-Za-z])[3-6][0-9]{13,18}(?![0-9])"
_GROUPS = "(?<![0-9A-Za-z])[3-6][0-9]{3}(?P<s>[ -])(?:[0-9]{4}(?P=s)[0-9]{4}(?P=s)[0-9]{4}|[0-9]{6}(?P=s)[0-9]{5})(?![0-9])"
_LONG = "(?<![0-9A-Za-z])[3-6][0-9]{3}(?P<s>[ -])[0-9]{4}(?P=s)[0-9]{4}(?P=s)[0-9]{4}(?P=s)[0-9]{1,3}(?![0-9])"
_LONGEST = 23
#: What stands between a card's number, its expiry date and its security code where they are listed.
BETWEEN = "(?:[ ,|;]|，|；|、){1,3}"
MARKS = " ,|;，；、"
_state: list[re.Pattern[str]] = []


def card_ends(text: str, low: int, high: int) -> list[int]:
    """Where in ``text[low:high]`` numbers end that pass Luhn and have a card's length and beginning."""
    if not _state:
        import re

        _state.extend(map(re.compile, (_RUN, _GROUPS, _LONG)))
    found = []
    for expression in _state:
        for match in expression.finditer(text, max(0, low), high):
            if luhn_ok(match.group().replace(" ", "").replace("-", "")):
                found.append(match.end())
    return found


def card_near(text: str, at: int, reach: int) -> bool:
    """Whether a card number ends up to ``reach`` characters before ``at``."""
    return any(at - end <= reach for end in card_ends(text, at - reach - _LONGEST, at))


def behind_card(text: str, at: int) -> bool:
    """Whether nothing but one to three marks stands between a card number and ``at``."""
    for end in range(at - 1, max(-1, at - 4), -1):
        if text[end] not in MARKS:
            return False
        if text[end - 1 : end].isdigit():
            return end in card_ends(text, end - _LONGEST, end)
    return False
