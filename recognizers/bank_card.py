"""Payment card number (PAN), ISO/IEC 7812 and JR/T 0008: issuer prefix, length, Luhn.

Luhn alone passes one number in ten; prefix, length and Luhn together 1e-5 to 1.6e-4. No public prefix
list is complete, so an unknown 62… number that passes Luhn counts with a label or in groups of four.
"""

from __future__ import annotations

from ..checksums import luhn_ok
from ..spec import DIGITS, GROUPED, LABEL, SEP, Pattern, Score, builtin, score
from ._behind import named_behind
from ._lookup import bin_lengths
from ._money import ACCOUNT_WORDS
from ._tails import CARD, tail


def _scheme(number: str) -> bool:
    """Visa, Mastercard, American Express, JCB, Diners, Discover by prefix and length (ISO/IEC 7812 ranges)."""
    length = len(number)
    head = number[:4]
    if number[0] == "4":
        return length in (16, 19)
    if "51" <= head[:2] <= "55" or "2221" <= head <= "2720":
        return length == 16
    if head[:2] in ("34", "37"):
        return length == 15
    if "3528" <= head <= "3589" or head == "6011" or head[:2] == "65":
        return length == 16
    return head[:2] in ("36", "38") and length == 14


def _check(value: str) -> Score | None:
    if value.startswith("8986") or len(set(value)) < 2:  # SIM card numbers; filler
        return None
    lengths = bin_lengths(value)
    length = len(value)
    known = bool(lengths) and str(length) in lengths  # type: ignore[operator]
    if luhn_ok(value):
        if known:
            return score(0.9, 0.97, 0.15)
        if lengths and 16 <= length:
            return score(0.7, 0.95, 0.1)
        if _scheme(value):
            return score(0.6, 0.95, 0.1)
        if value[:2] in ("62", "81") and length >= 16:
            return score(0.45, 0.92)
        return score(0.0, 0.75) if length >= 16 else None
    if known and length >= 16:
        return score(0.2, 0.75)
    return score(0.0, 0.65) if length >= 16 and value[0] in "3456789" else None


def _check_grouped(value: str) -> Score | None:
    """Groups of four are how cards are printed: an unknown issuer counts when Luhn passes."""
    found = _check(value)
    if found and luhn_ok(value) and value[0] in "3456" and len(value) >= 14:
        return score(max(found[0], 0.75), 0.96, 0.1)
    return found


def _check_gaps(value: str) -> Score | None:
    """OCR: spaces anywhere; only behind a label, with a known issuer and Luhn."""
    found = _check(value) if luhn_ok(value) else None
    return score(0.0, 0.93) if found and found[0] >= 0.45 else None


def _check_behind(value: str) -> Score | None:
    """A number that is called a card afterwards."""
    value = value.replace(" ", "").replace("-", "")
    return score(0.7, 0.9) if _check(value) else None


_GROUPED = (
    f"(?<![0-9])(?:[3-9][0-9]{{3}}(?P<a>{SEP})[0-9]{{4}}(?P=a)[0-9]{{4}}(?P=a)[0-9]{{4}}(?:(?P=a)?[0-9]{{1,3}})?"
    f"|[3-9][0-9]{{3}}(?P<b>{SEP})[0-9]{{4}}(?P=b)[0-9]{{4}}(?P=b)[0-9]{{5,7}}"
    f"|3[0-9]{{3}}(?P<c>{SEP})[0-9]{{6}}(?P=c)[0-9]{{4,5}}"
    f"|[3-9][0-9]{{5}}(?P<d>{SEP})[0-9]{{10,13}}"
    f"|[3-9][0-9]{{5}}(?P<e>{SEP})[0-9]{{4,6}}(?P=e)[0-9]{{4,7}}"
    f"|[3-9][0-9]{{7}}(?P<f>{SEP})[0-9]{{8,11}}"
    f"|[3-9](?P<g>[ ._-])[0-9](?:(?P=g)[0-9]){{13,17}})(?![0-9])"
)

RECOGNIZER = builtin(
    "CN_BANK_CARD",
    [
        Pattern("plain", "[3-9][0-9]{13,18}", score(0.6, 0.95), anchor=DIGITS, lengths=(14, 15, 16, 17, 18, 19), heads="3456789", check=_check, numeric=True),
        Pattern("mastercard-2", "2[0-9]{15}", score(0.6, 0.95), anchor=DIGITS, lengths=(16,), heads="2", check=_check, numeric=True),
        Pattern("legacy-103", "103[0-9]{16}", score(0.9, 0.97), anchor=LABEL, digital=True, check=_check),
        Pattern("grouped", _GROUPED, score(0.7, 0.96), anchor=GROUPED, check=_check_grouped),
        Pattern("gaps", "[3-6](?: {0,2}[0-9]){14,18}(?![0-9A-Za-z]| [0-9])", score(0.0, 0.93), anchor=LABEL, digital=True, check=_check_gaps),
        named_behind("[3-6][0-9]{14,18}|[3-6][0-9]{3}(?:[ -][0-9]{4}){3}(?:[ -]?[0-9]{1,3})?", "(?:银行|銀行|工资|储蓄|信用|收款|借记)?卡|[账帐帳]号|[账帐帳][户戶]", score(0.85, 0.9), check=_check_behind),
        tail(CARD),
    ],
    labels=(
        "银行卡", "卡号", "储蓄卡", "借记卡", "信用卡", "贷记卡", "工资卡", "收款账号", "收款账户", "打款账号", "扣款账号", "扣款账户", "理赔款账号", "开户行", "账号",
        "帐号", "账户", "还款卡", "代扣", "续期扣款", "打到", "转到", "打款到", "这张卡", "银联", "工行", "建行", "农行", "中行", "招行", "交行", "邮储",
        "銀行卡", "信用卡", "卡號", "帳號", "帳戶", "金融卡", "提款卡", "card no", "card num", "card number", "bank card", "debit card", "credit card",
        *ACCOUNT_WORDS, "account no", "account", "acct no", "pan", "card", "yhkh", "yhzh", "kh", "bank account", "bank no", "卡 号", "账 号", "帐 号",
    ),
    level="C2",
    title_en="Bank card number",
    title_zh="银行卡号",
    standard="ISO/IEC 7812-1; JR/T 0008",
    example="6222020000000000000",
)  # fmt: skip
