"""Alipay account: the mobile or e-mail address a user logs in with, or the 16-digit user id that begins with 2088.

Behind the word 支付宝 a mobile or an address is the account: the word decides, because it is a key to money there and a
contact elsewhere. With other words in between (支付宝绑定手机…, 支付宝邮箱…) it stays a mobile or an address.
"""

from __future__ import annotations

from ..spec import DIGITS, LABEL, Pattern, Trigger, builtin, score
from ._lookup import is_segment

_MAIL = (
    "[0-9A-Za-z][0-9A-Za-z._+-]{0,47}@(?:[0-9A-Za-z](?:[0-9A-Za-z-]{0,30}[0-9A-Za-z])?\\.){1,4}[A-Za-z]{2,18}(?![0-9A-Za-z@-])"
)
_WORD = "(?:支付宝|支付寶|[Aa]li[Pp]ay|ALIPAY|zfb(?:zh)?|ZFB(?:ZH)?)(?:[ _-]?(?:账号|帐号|账户|帐户|帳號|帳戶|号码?|號碼?|[Aa]ccount|ACCOUNT|[Ii]d|ID|[Nn]o|NO))?"
_GAP = "[ \"'“「]{0,2}(?:是|为|為|[:：=])?[ \"'“「（(]{0,3}"


def _is_mobile(value: str) -> bool:
    return len(value) == 11 and is_segment(value[:3])


RECOGNIZER = builtin(
    "ALIPAY_ACCOUNT",
    [
        Pattern("mobile", "1[3-9][0-9](?P<a>[ -]?)[0-9]{4}(?P=a)[0-9]{4}(?![0-9A-Za-z@]|[-.][0-9])", score(0.0, 0.97), anchor=LABEL, digital=True, check=_is_mobile, numeric=True),
        Pattern("e-mail", f"{_WORD}{_GAP}(?P<value>{_MAIL})", score(0.97, 0.995), anchor=Trigger("[0-9A-Za-z._+-]@[0-9A-Za-z]", 84), glued=True),
        Pattern("user-id", "2088[0-9]{12}", score(0.3, 0.95), anchor=DIGITS, lengths=(16,), heads="2", numeric=True),
    ],
    labels=(
        "支付宝", "支付宝账号", "支付宝帐号", "支付宝账户", "支付宝帐户", "支付宝号", "支付宝号码", "支付宝UID", "支付宝ID", "支付宝uid", "支付寶", "支付寶帳號", "支付寶帳戶", "alipay", "alipay account", "alipay no", "alipay id",
        "alipay uid", "alipay user id", "buyer user id", "buyer id", "zfb", "zfbzh", "zfb zh", "zfbh",
    ),
    vetoes=("支付宝订单", "支付宝交易", "支付宝流水", "partner", "seller id", "partner id", "商户"),
    level="C2",
    title_en="Alipay account",
    title_zh="支付宝账号",
    standard="none exists; the provider's own rules",
    example="2088102146225135",
)  # fmt: skip
