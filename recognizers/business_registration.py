"""Business registration number of 15 digits: region, sequence, ISO 7064 MOD 11,10 check digit; 13 digits before 2007.

Fifteen digits are also an old citizen ID, a handset, a card or a life contract, and the check passes one number in ten: without a
label it counts in strict policies only, with a known region and where it is none of these.
"""

from __future__ import annotations

from ..checksums import luhn_ok, mod11_10_ok
from ..spec import DIGITS, LABEL, Pattern, Score, builtin, score
from ._lookup import is_date, region_strength


def _check(value: str) -> Score | None:
    """Alone only when check and region hold and it is neither Luhn-valid nor dated like a citizen ID."""
    region = region_strength(value[:6])
    if not mod11_10_ok(value):
        return score(0.0, 0.75) if region else None
    if region < 3:
        return score(0.0, 0.9 if region else 0.8)
    dated = is_date("19" + value[6:8], value[8:10], value[10:12])
    return score(0.0 if dated or luhn_ok(value) else 0.4, 0.96)


def _check_old(value: str) -> Score | None:
    return score(0.0, 0.8) if region_strength(value[:6]) else None


RECOGNIZER = builtin(
    "CN_BUSINESS_REGISTRATION",
    [
        Pattern("15", "[1-8][0-9]{14}", score(0.4, 0.96), anchor=DIGITS, lengths=(15,), heads="12345678", check=_check, numeric=True),
        Pattern("13", "[1-8][0-9]{12}", score(0.0, 0.8), anchor=LABEL, digital=True, check=_check_old),
    ],
    labels=(
        "注册号", "工商注册号", "营业执照注册号", "营业执照号", "营业执照", "执照号", "工商登记号", "工商注册", "注册登记号", "执照编号", "营业执照编号", "证照编号", "工商号", "工商注册登记号", "企业注册号", "註冊號", "營業執照", "工商註冊號", "注 册 号",
        "business registration no", "business registration", "business license no", "business licence no", "business license", "business licence", "biz reg no", "biz license no", "license reg no", "register no", "registration no", "gszch", "zch", "yyzz", "yyzzh", "yyzzzch", "reg no",
    ),
    level="C1",
    title_en="Business registration number",
    title_zh="工商注册号",
    standard="GS 15-2006 (ISO 7064 MOD 11,10)",
    example="110108000000016",
)  # fmt: skip
