"""Bank, securities and provident-fund account numbers: no check digit and no common structure, so a label is needed.

Banks number as they like (12 digits at one, 19 or 20 at others, 2-15 with a hyphen at a third). A number behind one of
the words for accounts is a card where its issuer prefix, length and Luhn digit say so, else an account.
"""

from __future__ import annotations

from ..checksums import luhn_ok
from ..spec import LABEL, Pattern, Score, builtin, score
from ._lookup import bin_lengths, is_date, is_segment, is_service, local_lengths
from ._money import ACCOUNT_WORDS

_END = "(?![0-9A-Za-z@*＊●█■×]|[-.][0-9])"
_NO_DATE = "(?![12][0-9]{3}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?![0-9]))"
_GROUPED = f"{_NO_DATE}(?!(?:400|800)[ -])[0-9]{{2,8}}(?P<a>[ -])[0-9]{{3,15}}(?:(?P=a)[0-9]{{1,8}}){{0,6}}{_END}"


def _check(value: str) -> Score | None:
    """Eight digits at least that are neither a date, a hotline nor filler; less where they look like a card or a mobile."""
    length = len(value)
    if not 8 <= length <= 32 or is_service(value) or len(set(value)) < 3:
        return None
    if length == 16 and value[:4] == "2088":
        return score(0.0, 0.5)  # a user id of Alipay
    if length in (8, 14) and is_date(value[:4], value[4:6], value[6:8], 1950):
        return None
    if length == 11 and value[0] == "1" and is_segment(value[:3]):
        return score(0.0, 0.6)  # people also log in with their mobile
    if value[0] == "0" and any(str(length - width) in local_lengths(value[:width]) for width in (3, 4)):
        return score(0.0, 0.6)  # an area code and a local number of its length
    if 16 <= length <= 19 and (value[:2] == "62" or (str(length) in (bin_lengths(value) or "") and luhn_ok(value))):
        return score(0.0, 0.6)  # the card's own recognizer says more, and a mistyped card is a card
    return score(0.0, 0.88)


RECOGNIZER = builtin(
    "CN_BANK_ACCOUNT",
    [
        Pattern("plain", f"{_NO_DATE}[0-9]{{8,32}}{_END}", score(0.0, 0.88), anchor=LABEL, digital=True, check=_check, numeric=True, chain=True),
        Pattern("grouped", _GROUPED, score(0.0, 0.86), anchor=LABEL, digital=True, check=_check, numeric=True),
        Pattern("securities", f"[ABEFabef][0-9]{{9}}{_END}", score(0.0, 0.8), anchor=LABEL, digital=True),
        Pattern("non-resident", f"(?:NRA|OSA|FT[NEUFI])[0-9]{{8,20}}{_END}", score(0.0, 0.88), anchor=LABEL, digital=True),
    ],
    labels=(
        *ACCOUNT_WORDS, "对公账号", "对公账户", "对公帐号", "公积金账号", "公积金账户", "公积金帐号", "公积金号", "公积金个人账号", "证券账户", "证券账号", "股东账号", "股东账户",
        "股东代码", "股东卡号", "资金账号", "资金账户", "基金账号", "基金账户", "基本户", "一般户", "公户", "企业账号", "企业账户", "公司账户", "公司账号", "单位账号", "单位账户",
        "监管账户", "保证金账户", "托管账户", "虚拟账户", "存折号", "存折账号", "存折", "数字人民币钱包", "数币钱包", "钱包编号", "對公帳戶", "公司帳戶", "證券帳戶", "證券戶口",
        "股東帳號", "存摺", "a/c no", "payee account", "beneficiary account", "payer account", "provident fund account", "securities account", "gjjzh", "zqzh", "dgzh", "zjzh",
    ),
    vetoes=(
        "登录账号", "登录账户", "登錄帳號", "用户账号", "用户账户", "会员账号", "会员账户", "游戏账号", "游戏帐号", "微博账号", "抖音账号", "平台账号", "系统账号", "员工账号", "后台账号",
        "管理员账号", "域账号", "淘宝账号", "京东账号", "邮箱账号", "微信账号", "微信帐号", "账户余额", "账户积分", "账户价值", "账户金额",
    ),
    level="C2",
    title_en="Bank, securities or provident-fund account",
    title_zh="银行账号、证券账户、公积金账号",
    standard="none exists; banks' own rules",
    example="0200003609024630123",
)  # fmt: skip
