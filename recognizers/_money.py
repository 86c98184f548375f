"""What the recognizers of cards and accounts share: words for accounts, and whether a card number stands before a value."""

from __future__ import annotations

from ..checksums import luhn_ok
from ..spec import DIGITS, GROUPED, Parsed, Pattern, Score

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

#: Words for an account that may as well be a card: both recognizers own them and the number decides.
ACCOUNT_WORDS = (
    "账号", "帐号", "账户", "帐户", "收款账号", "收款账户", "收款帐号", "打款账号", "打款账户", "扣款账号", "扣款账户", "理赔款账号", "开户账号", "开户账户",
    "开户帐号", "银行账号", "银行账户", "银行帐号", "银行帐户", "退款账号", "退款账户", "汇款账号", "汇款账户", "转账账号", "转账账户", "缴费账号", "缴费账户",
    "付款账号", "付款账户", "结算账号", "结算账户", "入账账号", "入账账户", "给付账号", "给付账户", "领款账号", "还款账号", "还款账户", "代扣账号", "代扣账户",
    "帳號", "帳戶", "帳戶號碼", "銀行帳號", "銀行帳戶", "收款帳號", "收款帳戶", "扣款帳號", "匯款帳號", "轉帳帳號", "存摺帳號", "戶口號碼", "銀行戶口",
    "account no", "acct no", "bank account", "bank account no", "yhzh", "账 号", "帐 号", "帳 號", "账号/卡号", "卡号/账号", "账/卡号", "卡/账号", "bank acct",
    "户头", "戶頭", "一本通", "结算户", "基本存款账户", "专户", "专用账户", "对公户", "公账", "公帐", "汇款到", "汇款至", "打款至", "转账到", "转账至", "汇至", "付至", "划至", "划到", "转至", "支付至", "划付至", "退款到", "退款至", "退到", "退至", "付款至", "付款到", "账户为", "账号为", "账户是", "账号是",
    "工行", "建行", "农行", "中行", "招行", "交行", "邮储", "邮政储蓄", "邮储银行", "工商银行", "建设银行", "农业银行", "中国银行", "交通银行", "招商银行", "浦发银行", "浦发", "民生银行", "兴业银行", "光大银行", "广发银行",
    "平安银行", "中信银行", "华夏银行", "渤海银行", "浙商银行", "恒丰银行", "商业银行", "农村银行", "城市银行", "城商行", "农商行", "农商银行", "农信社", "农信", "农信用社", "信用社", "信用联社", "村镇银行", "村镇行", "北京银行",
    "上海银行", "江苏银行", "南京银行", "宁波银行", "徽商银行", "支行", "分行", "分理处", "储蓄所", "信用合作社", "網銀帳號", "中國信託", "國泰世華", "玉山銀行", "台新銀行", "富邦銀行", "第一銀行", "華南銀行", "彰化銀行", "土地銀行",
    "台灣銀行", "臺灣銀行", "合作金庫", "兆豐銀行", "匯豐銀行", "恒生銀行", "渣打銀行", "中銀香港", "中國銀行", "東亞銀行", "郵局帳號", "郵局", "打款到", "汇到", "汇入", "匯入", "匯到", "转入", "轉入", "赔到", "赔付到", "入账到", "存入", "轉帳到", "转到", "打到",
    "账户号", "账户号码", "帐户号码", "账号信息", "账户信息", "收款行", "开户行", "开户银行", "收款人账号", "收款方账号", "付款人账号", "领款人账号", "受益人账号", "被保险人账号", "投保人账号", "客户账号", "客户银行账号", "赔款账号", "赔款账户",
    "赔付账号", "赔付账户", "理赔账号", "理赔账户", "保险金账号", "划款账号", "划款账户", "授权账号", "授权账户", "续期账号", "转入账号", "转出账号", "对方账号", "本方账号", "交易账号", "卡账号", "受款帳號", "受款人帳號", "撥款帳號", "理賠帳號", "給付帳號",
    "存款帳號", "存款帳戶", "解款帳號", "戶口號", "银 行 账 号", "银行 账号", "bank account number", "bank acc no", "bank acc", "acc no", "acc num", "acct num", "acct", "account num", "account number", "payee acct", "payee acct no", "payee acc no",
    "payee account no", "pay account", "payment account", "receive account", "receiving account", "recv account", "receipt account", "refund account", "collection account", "settle account", "settlement account", "debit account", "credit account",
    "to account", "from account", "bank no", "iban", "yhzhh", "yhzhm", "skzh", "khzh", "dkzh", "zhanghao",
)  # fmt: skip

_RUN = "(?<![0-9A-Za-z])[3-6][0-9]{13,18}(?![0-9])"
_GROUPS = "(?<![0-9A-Za-z])[3-6][0-9]{3}(?P<s>[ -])(?:[0-9]{4}(?P=s)[0-9]{4}(?P=s)[0-9]{4}|[0-9]{6}(?P=s)[0-9]{5})(?![0-9])"
_LONG = "(?<![0-9A-Za-z])[3-6][0-9]{3}(?P<s>[ -])[0-9]{4}(?P=s)[0-9]{4}(?P=s)[0-9]{4}(?P=s)[0-9]{1,3}(?![0-9])"
_LONGEST = 23
#: What stands between a card's number, its expiry date and its security code where they are listed.
BETWEEN = "(?:[ ,|;]|，|；|、){1,3}"
MARKS = " ,|;，；、"
_ALNUM = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_state: list[list[re.Pattern[str]]] = []


def card_ends(text: str, low: int, high: int) -> list[int]:
    """Where in ``text[low:high]`` numbers end that pass Luhn and have a card's length and beginning."""
    if not _state:
        import re

        _state.append(list(map(re.compile, (_RUN, _GROUPS, _LONG))))
    found = []
    for expression in _state[0]:
        for match in expression.finditer(text, max(0, low), high):
            if luhn_ok(match.group().replace(" ", "").replace("-", "")):
                found.append(match.end())
    return found


def card_near(text: str, at: int, reach: int) -> bool:
    """Whether a card number ends up to ``reach`` characters before ``at``."""
    return any(at - end <= reach for end in card_ends(text, at - reach - _LONGEST, at))


_RUNS = "[3-6][0-9]{13,18}"
_IN_GROUPS = "(?<![0-9A-Za-z])[3-6][0-9]{3}(?P<s>[ -])(?:[0-9]{4}(?P=s)[0-9]{4}(?P=s)[0-9]{4}(?:(?P=s)[0-9]{1,3}(?![-/|]))?|[0-9]{6}(?P=s)[0-9]{5})(?![0-9])"


def listed(name: str, value: str, score: Score) -> list[Pattern]:
    """The patterns of a value that stands right behind a card number, as cards are listed.

    value  expression for what follows the number and one to three marks; the finding is its group ``value``
    """
    behind = BETWEEN + value
    compiled: list[re.Pattern[str]] = []

    def parse(text: str, start: int, end: int) -> Parsed | None:
        if text[end : end + 1] not in MARKS or (start and text[start - 1] in _ALNUM):
            return None
        if not compiled:
            import re

            compiled.append(re.compile(behind))
        match = compiled[0].match(text, end)
        if match is None or not luhn_ok(text[start:end].replace(" ", "").replace("-", "")):
            return None
        return match.start("value"), match.end("value"), score

    return [
        Pattern(name, _RUNS, score, anchor=DIGITS, lengths=(14, 15, 16, 17, 18, 19), heads="3456", parse=parse),
        Pattern(f"{name}-grouped", _IN_GROUPS, score, anchor=GROUPED, parse=parse),
    ]
