"""Fixed-line number: area code, local number of the length that area has, extension; Hong Kong, Macau, Taiwan likewise.

Hotlines (95xxx, 400, 800, 12378 …) are nobody's personal number and never found.
"""

from __future__ import annotations

from ..spec import DIGITS, GROUPED, LABEL, SEP, Pattern, Score, Trigger, builtin, score
from ._lookup import is_service, local_lengths
from ._phones_hmt import FIXED

_EXT = (
    "(?: ?(?:转|轉|分机|分機|内线|內線|[Ee]xt\\.?|[xX#]|-|－|—)(?:分机|分機)?[ :：号號]{0,2}[0-9]{1,6}(?![0-9A-Za-z]|-[0-9]))?"
)
#: Behind a bare run of digits: letters need a space before them, or the run has no end.
_EXT_RUN = "(?:(?: ?(?:转|轉|分机|分機|内线|內線|#|-|－|—)| (?:[Ee]xt\\.?|[xX]))(?:分机|分機)?[ :：号號]{0,2}[0-9]{1,6}(?![0-9A-Za-z]|-[0-9]))?"
_LOCAL = f"[2-8][0-9]{{2,3}}(?:{SEP})?[0-9]{{4}}"


def _split_ok(digits: str) -> bool:
    """Whether digits (with their leading 0) are an area code and a local number of its length."""
    for width in (3, 4):
        lengths = local_lengths(digits[:width])
        local = digits[width:]
        if lengths and str(len(local)) in lengths and local[:1] in "2345678" and not is_service(local):
            return True
    return False


def _number(value: str) -> str:
    """The digits before an extension."""
    for index, char in enumerate(value):
        if char in "转轉分内內EexX#":
            return value[:index]
    return value


def _check(value: str) -> Score | None:
    digits = "".join(char for char in _number(value) if "0" <= char <= "9")
    # A hyphenated extension has lost its hyphen here: try the number without up to six last digits.
    for cut in range(0, 7):
        if _split_ok(digits[: len(digits) - cut] if cut else digits):
            return score(0.75, 0.95, 0.1)
    return None


def _check_plain(value: str) -> Score | None:
    return score(0.65, 0.95) if _split_ok(value) else None


def _check_country(value: str) -> Score | None:
    digits = "".join(char for char in _number(value) if "0" <= char <= "9").removeprefix("00")
    return score(0.8, 0.95, 0.2) if digits.startswith("86") and _check("0" + digits[2:].removeprefix("0")) else None


def _check_local(value: str) -> Score | None:
    digits = _number(value)[:8]
    return None if is_service(digits) or digits[:4] in ("2026", "2025", "2024") or digits[:3] in ("400", "800") else score(0.0, 0.8)


RECOGNIZER = builtin(
    "CN_LANDLINE",
    [
        Pattern("plain", f"0[1-9][0-9]{{9,10}}{_EXT_RUN}", score(0.65, 0.95), anchor=DIGITS, lengths=(11, 12), heads="0", check=_check, numeric=True),
        Pattern("country-plain", f"86[1-9][0-9]{{9,10}}{_EXT_RUN}", score(0.3, 0.9), anchor=DIGITS, lengths=(12, 13), heads="8", check=_check_country),
        Pattern(
            "area",
            f"(?<![0-9.])(?:[(（]0[1-9][0-9]{{1,2}}[)）] ?|0[1-9][0-9]{{1,2}}{SEP}){_LOCAL}{_EXT}(?![0-9])",
            score(0.75, 0.95),
            anchor=GROUPED,
            check=_check,
        ),
        Pattern(
            "country",
            f"(?:[(（]?(?:\\+|(?<![0-9])00)86[)）]?|(?<![0-9A-Za-z+])86(?=-))[ -]?(?:\\(0\\))?0?[1-9][0-9]{{1,2}}[ -]?{_LOCAL}{_EXT}(?![0-9])",
            score(0.8, 0.95),
            anchor=Trigger("(?:\\+|00)86(?:\\)|）)?[ -]?[(0-9]|86-[(0-9]", 12, ahead=48),
            glued=True,
            check=_check_country,
        ),
        Pattern("local", f"[2-8][0-9]{{2,3}}[ -]?[0-9]{{4}}{_EXT}", score(0.0, 0.8), anchor=LABEL, digital=True, check=_check_local, numeric=True),
        *FIXED,
    ],
    labels=(
        "电话", "座机", "固话", "固定电话", "办公电话", "家庭电话", "宅电", "单位电话", "传真", "联系方式", "電話", "市話", "傳真", "座機", "tel", "phone",
        "telephone", "landline", "fax", "home phone", "office phone", "gddh", "zj", "telno", "住家電話", "家居電話", "屋企", "住家", "公司電話", "辦公電話",
        "辦公室電話", "室內電話", "固網電話", "聯絡電話", "連絡電話", "聯絡號碼", "香港電話", "香港电话", "澳門電話", "澳门电话", "台灣電話", "台湾电话",
    ),
    vetoes=("客服", "热线", "服务电话", "投诉电话", "全国统一", "客服电话", "報案電話", "报案电话", "熱線", "hotline", "客服電話", "服務電話", "专线", "專線"),
    level="C2",
    title_en="Landline number with area code and extension",
    title_zh="固定电话(含港澳台)",
    standard="MIIT area codes; ITU-T E.164 country codes 852, 853, 886",
    example="010-62345678转801",
)  # fmt: skip
