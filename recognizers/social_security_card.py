"""Social-security and medical-insurance numbers: card 社保卡号, personal number 医保个人编号, electronic voucher.

Regions number as they like: a letter and eight digits, nine or ten letters and digits, eight to thirty digits. The
label decides. The social-security *number* (社会保障号码) is the citizen ID and stays CN_ID_CARD, wherever it is typed; so
does the card number of the bank whose chip is on the card stay CN_BANK_CARD.
"""

from __future__ import annotations

from ..checksums import luhn_ok, mod11_2_ok
from ..spec import LABEL, Parsed, Pattern, Score, Trigger, builtin, score
from ._lookup import bin_lengths, is_date, is_segment

_TITLES = ("社会保障", "社會保障", "社保", "医保", "醫保", "医疗保险")


def _check(value: str) -> Score | None:
    length = len(value)
    if not value.isdigit():
        if length == 18 and value[:17].isdigit():
            return None if mod11_2_ok(value) else score(0.0, 0.6)
        return score(0.0, 0.93) if sum(map(str.isdigit, value)) >= 6 and length >= 8 else None
    if length == 8 and is_date(value[:4], value[4:6], value[6:], 2000):
        return None
    if length == 18:  # a citizen ID, or one mistyped
        return None if mod11_2_ok(value) else score(0.0, 0.6)
    if length == 15 and is_date("19" + value[6:8], value[8:10], value[10:12]):
        return score(0.0, 0.6)
    if 16 <= length <= 19 and luhn_ok(value) and bin_lengths(value):
        return None
    if length == 11 and is_segment(value[:3]):
        return score(0.0, 0.7)
    return score(0.0, 0.92)


def _printed(text: str, start: int, end: int) -> Parsed | None:
    """卡号 as it is printed on the card itself: the card's name or the citizen ID's title stands before it."""
    before = text[max(0, start - 120) : start]
    return (start, end, score(0.85, 0.95, 0.3)) if any(word in before for word in _TITLES) else None


RECOGNIZER = builtin(
    "CN_SOCIAL_SECURITY_CARD",
    [
        Pattern("grouped", "[0-9]{4}(?P<a>[ -])[0-9]{4}(?P=a)[0-9]{4}(?:(?P=a)[0-9]{1,4})?", score(0.0, 0.9), anchor=LABEL, digital=True, check=_check),
        Pattern("labelled", "[A-Za-z]{0,3}[0-9]{6,30}[A-Za-z]?|[A-Za-z][0-9][0-9A-Za-z]{7,8}", score(0.0, 0.92), anchor=LABEL, digital=True, check=_check),
        Pattern(
            "printed",
            "卡[号號][:： ]{0,2}(?P<value>[A-Z][0-9][0-9A-Z]{7})(?![0-9A-Za-z])",
            score(0.85, 0.95),
            anchor=Trigger("(?::|：| ){0,2}[A-Z][0-9]", 6, starts=("卡号", "卡號")),
            parse=_printed,
        ),
    ],
    labels=(
        "社保卡卡号", "社保卡的卡号", "医保卡卡号", "医保卡的卡号", "社会保障卡卡号", "社保IC卡", "医保IC卡", "社会保障卡证号", "社会保险号", "社会保险卡", "社会保险卡号", "社会保险编号", "社会保险登记号", "社会保险个人编号",
        "社会保险电脑号", "社会保险证", "社会保险账号", "社保个人号", "社保个人账号", "社保个人账户", "社保个人代码", "社保账户", "社保帐户", "社保帐号", "社保编码", "社保证", "社保登记号", "社保电脑编号", "社保人员编号", "医保帐号", "医保账户",
        "医保码", "医保编码", "医保证", "医保个人号", "医保个人代码", "医保个人账号", "医保个人账户", "医保识别号", "医保识别码", "医保人员编码", "医保登记号", "医保参保号", "医保电子凭证号", "医保电子凭证号码", "医保电脑号", "医疗保险编号", "医疗保险个人编号",
        "医疗保险手册", "医疗保险账号", "医疗卡", "医疗证", "医疗保障卡", "新农合号", "新农合证", "新农合卡", "农合号", "农合证", "合作医疗卡", "合作医疗号", "公费医疗证", "参保编号", "参保证号", "参保证", "参保人员编号", "参保人号", "参保卡", "参保个人编号",
        "工伤保险号", "工伤保险编号", "养老保险号", "养老保险编号", "养老保险手册", "养老保险个人编号", "生育保险号", "生育保险编号", "失业保险号", "失业保险编号", "个人编号", "个人社保号", "市民卡", "民生卡", "健康卡", "居民健康卡", "电子健康卡", "敬老卡",
        "健保號碼", "健保號", "健保IC卡", "勞保號碼", "勞保號", "勞保卡", "社會保障號碼", "社會保險號", "社會保險號碼", "社保號", "社保編號", "醫保編號", "醫保號碼", "醫療卡", "醫療卡號", "醫療保險號", "醫療保險卡", "社 保 卡", "医 保 卡", "社保 卡号", "医保 卡号", "社保卡 号", "医保卡 号", "社 保 号", "医 保 号",
        "医保 卡 号", "社保 卡 号", "社 会 保 障 卡 号", "social security card no", "social security id", "social security code", "social insurance no", "social insurance card", "social insurance id", "social insurance", "social no", "ssn", "ss no", "ssc",
        "si no", "medical insurance id", "medical insurance card no", "medical insurance code", "med ins no", "med ins card no", "med ins id", "medicare card", "medicare card no", "medi card no", "health card no", "health card", "health insurance no", "health insurance card no", "insurance card no",
        "yibao no", "yibao card", "yibaoka", "shebao no", "shebao card", "shebaoka", "nhi card", "nhi no", "sbk", "ybk", "sbbh", "ybbh", "ylbxh", "ylzh", "cbrbh", "cbbh", "shbzkh", "shbxh", "sbgrbh", "psn no", "ybkhm", "sbkhm",
        "社保卡", "社保卡号", "社保的卡号", "医保的卡号", "医保卡", "医保卡号", "社会保障卡", "社会保障卡号", "医疗保险卡号", "农合卡号", "社保号", "医保号", "社保账号", "医保账号", "医保个人编号", "社保个人编号", "医保编号", "社保编号", "社保电脑号", "医疗保险号", "医疗保险卡", "医疗保险证",
        "医保手册", "医疗证号", "参保号", "参保人编号", "医保电子凭证", "医保人员编号", "合作医疗证", "农合卡", "医保证号", "社保证号", "社會保障卡", "社會保障卡號", "社保卡號", "醫保卡", "醫保卡號", "醫保號", "健保卡",
        "健保卡號", "社 保 卡 号", "医 保 卡 号", "social security card", "social security no", "medical insurance no", "medical insurance card", "medicare no", "health insurance card",
        "ssc no", "social card no", "social card", "ss card no", "med card no", "medical card no", "sbkh", "ybkh", "sbkhm", "ybh", "sbh", "ybgrbh", "grbh", "si card no",
    ),
    level="C2",
    title_en="Social-security or medical-insurance card number",
    title_zh="社保卡号、医保卡号",
    standard="none public; regions' own rules",
    example="A12345678",
)  # fmt: skip
