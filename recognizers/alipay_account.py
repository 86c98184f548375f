"""Alipay account: the mobile or e-mail address a user logs in with, or the 16-digit user id that begins with 2088.

Behind the word 支付宝 a mobile or an address is the account: the word decides, because it is a key to money there and a
contact elsewhere. With other words in between (支付宝绑定手机…, 支付宝邮箱…) it stays a mobile or an address.
"""

from __future__ import annotations

from ..spec import DIGITS, LABEL, Pattern, Trigger, builtin, score
from ._lookup import is_segment

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from ..spec import Parsed

_MAIL = (
    "[0-9A-Za-z][0-9A-Za-z._+-]{0,47}@(?:[0-9A-Za-z](?:[0-9A-Za-z-]{0,30}[0-9A-Za-z])?\\.){1,4}[A-Za-z]{2,18}(?![0-9A-Za-z@-])"
)
_WORD = "(?:支付宝|支付寶|[Aa]li[Pp]ay|ALIPAY|zfb(?:zh)?|ZFB(?:ZH)?)(?:[ _-]?(?:账号|帐号|账户|帐户|帳號|帳戶|号码?|號碼?|[Aa]ccount|ACCOUNT|[Ii]d|ID|[Nn]o|NO))?"
_GAP = "[ \"'“「]{0,2}(?:是|为|為|[:：=])?[ \"'“「（(]{0,3}"


_TRIGGER = Trigger(
    "[^0-9A-Za-z@\\n]{0,30}(?:(?:zh|ZH|[Aa]ccount|ACCOUNT|[Ii]d|ID|[Nn]o|NO)[^0-9A-Za-z@\\n]{0,24})?[0-9A-Za-z._+-]{1,48}@[0-9A-Za-z]",
    52,
    starts=("支付宝", "支付寶", "lipay", "liPay", "LIPAY", "zfb", "ZFB"),
)
_state: list[re.Pattern[str]] = []


def _parse_mail(text: str, start: int, end: int) -> Parsed | None:
    """An address right behind the word for Alipay."""
    if not _state:
        import re

        _state.append(re.compile(f"{_WORD}{_GAP}\\Z"))
    return (start, end, score(0.97, 0.995)) if _state[0].search(text[max(0, start - 30) : start]) else None


def _is_mobile(value: str) -> bool:
    return len(value) == 11 and is_segment(value[:3])


RECOGNIZER = builtin(
    "ALIPAY_ACCOUNT",
    [
        Pattern("mobile", "1[3-9][0-9](?P<a>[ -]?)[0-9]{4}(?P=a)[0-9]{4}(?![0-9A-Za-z@]|[-.][0-9])", score(0.0, 0.97), anchor=LABEL, digital=True, check=_is_mobile, numeric=True),
        Pattern("e-mail", _MAIL, score(0.97, 0.995), anchor=_TRIGGER, glued=True, parse=_parse_mail),
        Pattern("user-id", "2088[0-9]{12}", score(0.55, 0.95), anchor=DIGITS, lengths=(16,), heads="2", numeric=True),
    ],
    labels=(
        "支付宝", "支付宝账号", "支付宝帐号", "支付宝账户", "支付宝帐户", "支付宝号", "支付宝号码", "支付寶", "支付寶帳號", "支付寶帳戶", "alipay", "alipay account", "alipay no", "alipay id",
        "alipay uid", "alipay user id", "buyer user id", "buyer id", "zfb", "zfbzh", "zfb zh", "zfbh",
    ),
    vetoes=("支付宝订单", "支付宝交易", "支付宝流水", "partner", "seller id", "partner id", "商户"),
    level="C2",
    title_en="Alipay account",
    title_zh="支付宝账号",
    standard="none exists; the provider's own rules",
    example="2088102146225135",
)  # fmt: skip
