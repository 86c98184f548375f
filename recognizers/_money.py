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
    "account no", "acct no", "bank account", "bank account no", "yhzh", "账 号", "帐 号", "帳 號",
)  # fmt: skip

_RUN = "(?<![0-9A-Za-z])[3-6][0-9]{13,18}(?![0-9])"
_GROUPS = "(?<![0-9A-Za-z])[3-6][0-9]{3}(?P<s>[ -])(?:[0-9]{4}(?P=s)[0-9]{4}(?P=s)[0-9]{4}|[0-9]{6}(?P=s)[0-9]{5})(?![0-9])"
_LONG = "(?<![0-9A-Za-z])[3-6][0-9]{3}(?P<s>[ -])[0-9]{4}(?P=s)[0-9]{4}(?P=s)[0-9]{4}(?P=s)[0-9]{1,3}(?![0-9])"
_state: list[re.Pattern[str]] = []


def card_before(text: str, at: int, reach: int) -> bool:
    """Whether a number that passes Luhn, of a card's length and beginning, ends up to ``reach`` characters before ``at``.

    Looks 23 characters further to the left than ``reach``: so long is a card in groups.
    """
    if not _state:
        import re

        _state.extend(map(re.compile, (_RUN, _GROUPS, _LONG)))
    low = max(0, at - reach - 23)
    for expression in _state:
        for match in expression.finditer(text, low, at):
            digits = match.group().replace(" ", "").replace("-", "")
            if at - match.end() <= reach and luhn_ok(digits):
                return True
    return False
