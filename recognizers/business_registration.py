"""Business registration number of 15 digits: region, sequence, ISO 7064 MOD 11,10 check digit; 13 digits before 2007.

Fifteen digits are also an old citizen ID, a handset, a card or a life contract, and the check passes one number in ten: without a
label it counts in strict policies only, with a known region and where it is none of these.
"""

from __future__ import annotations

from ..checksums import luhn_ok, mod11_10_ok
from ..spec import DIGITS, LABEL, Pattern, Score, builtin, score
from ._answers import answer
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


def _check_answer(value: str) -> bool:
    alone = _check(value)
    return alone is not None and alone[0] > 0


RECOGNIZER = builtin(
    "CN_BUSINESS_REGISTRATION",
    [
        Pattern("15", "[1-8][0-9]{14}", score(0.4, 0.96), anchor=DIGITS, lengths=(15,), heads="12345678", check=_check, numeric=True),
        Pattern("13", "[1-8][0-9]{12}", score(0.0, 0.8), anchor=LABEL, digital=True, check=_check_old),
        answer("[1-8][0-9]{14}", score(0.6, 0.9), check=_check_answer),
    ],
    labels=(
        "工商登记证号", "工商登记证", "工商登记编号", "工商执照", "工商营业执照", "登记证号", "登记证", "登记号", "登记编号", "企业登记号", "企业注册编号", "公司注册号", "公司注册编号", "公司登记号", "注册证号", "注册编号", "注册证", "注册登记证", "个体户执照", "个体工商户注册号", "个体执照", "照面注册号", "执照注册号",
        "执照", "企业执照", "副本编号", "营业执照上的编号", "营业执照上的号码", "营业执照上的注册号", "营业执照副本", "商業登記", "商業登記號碼", "商業登記證", "公司註冊編號", "公司註冊號", "工商登記號", "營業執照號", "註冊編號", "登記證號", "註 冊 號", "营 业 执 照", "营 业 执 照 号", "营业执照 号", "注册 号", "注 册号",
        "biz lic no", "biz license", "busi license", "busi license no", "busi lic no", "bus license no", "bus lic no", "licence no", "license no", "lic no", "registered no", "company registration", "company registration no", "company reg no", "company register no", "corp reg no", "ent reg no", "ent register no", "enterprise registration no", "industry commerce no", "aic no", "aic registration no", "saic no", "icb no",
        "yyzzhm", "yyzzbh", "yyzzdm", "gsdjh", "gsdjzh", "gszcdjh", "gsh", "zchm", "zcbh", "djh", "reg num", "reg. no", "business reg no", "business registration certificate", "business registration id",
        "注册号", "工商注册号", "营业执照注册号", "营业执照号", "营业执照", "执照号", "工商登记号", "工商注册", "注册登记号", "执照编号", "营业执照编号", "证照编号", "工商号", "工商注册登记号", "企业注册号", "註冊號", "營業執照", "工商註冊號", "注 册 号",
        "business registration no", "business registration", "business license no", "business licence no", "business license", "business licence", "biz reg no", "biz license no", "license reg no", "register no", "registration no", "gszch", "zch", "yyzz", "yyzzh", "yyzzzch", "reg no",
    ),
    level="C1",
    title_en="Business registration number",
    title_zh="工商注册号",
    standard="GS 15-2006 (ISO 7064 MOD 11,10)",
    example="110108000000016",
)  # fmt: skip
