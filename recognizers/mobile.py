"""Mobile number of mainland China: 11 digits, 1 and an assigned segment (MIIT numbering plan); of Hong Kong, Macau, Taiwan.

58 % of random 11-digit numbers that begin with 1 have an assigned segment: neighbours and vetoes matter
more than the segment. Number portability (since 2019) makes the operator unknowable.
"""

from __future__ import annotations

from ..spec import DIGITS, GROUPED, LABEL, SEP, Pattern, Score, builtin, score
from . import _phones_hmt, _tails
from ._answers import answer
from ._lookup import is_segment

_EXT = "(?:(?: ?(?:转|轉|分机|分機)| [Ee]xt\\.?)(?:分机|分機)?[ :：]{0,2}[0-9]{1,6}(?![0-9A-Za-z]))?"


_ASSIGNED = score(0.8, 0.95, 0.1)
_UNASSIGNED = score(0.2, 0.7)
_PLACEHOLDER = score(0.3, 0.8)


def _check(value: str) -> Score | None:
    digits = value if value.isdigit() else value[: next(i for i, char in enumerate(value) if not "0" <= char <= "9")]
    number = digits[-11:]
    if not is_segment(number[:3]):
        return _UNASSIGNED
    return _PLACEHOLDER if number.endswith("00000000") else _ASSIGNED


def _check_grouped(value: str) -> Score | None:
    found = _check(value)
    return score(0.75, 0.94, 0.1) if found and found[0] >= 0.8 else found


def _check_misread(value: str) -> Score | None:
    """Behind a label: one to three letters that digits were read as."""
    number = value.translate(_MISREAD)
    return score(0.0, 0.75) if 1 <= sum(map(str.isalpha, value)) <= 3 and is_segment(number[:3]) else None


def _check_loose(value: str) -> Score | None:
    """Behind a label: eleven digits however they are parted, a country code or a 0 in front."""
    digits = "".join(char for char in value if "0" <= char <= "9")
    return score(0.0, 0.86) if is_segment(digits[-11:][:3]) else None


_MISREAD = str.maketrans("OoQDIlZzASsbGTBgq", "00001122455667899")
#: Behind a grouped number: no further group, but a day, a time, an age, a count or a longer number may stand in the next column.
_GROUPED_END = (
    "(?![0-9]| ?[-‐‑‒–—―－.·•・] ?[0-9]|[ \u00a0\u3000/_]{1,2}[0-9]{1,4}(?![0-9:：年月岁歲份台个個次\u4e00-\u9fff]|[-/.][0-9]{1,2}[-/.:]| ?[\u4e00-\u9fff]))"
)
_GROUPED = (
    f"(?<![0-9])(?:1[3-9][0-9](?P<a>{SEP})[0-9]{{4}}(?P=a)[0-9]{{4}}"
    f"|1[3-9][0-9]{SEP}[0-9]{{8}}"
    f"|1[3-9][0-9]{{5}}{SEP}[0-9]{{4}}"
    f"|1[3-9][0-9]{{2}}(?P<f>{SEP})[0-9]{{3}}(?P=f)[0-9]{{4}}"
    f"|1[3-9][0-9]{{2}}(?P<b>{SEP})[0-9]{{4}}(?P=b)[0-9]{{3}}"
    f"|1[3-9][0-9](?P<c>{SEP})[0-9]{{3}}(?P=c)[0-9]{{5}}"
    f"|1[3-9][0-9](?P<d>{SEP})[0-9]{{2}}(?P=d)[0-9]{{2}}(?P=d)[0-9]{{2}}(?P=d)[0-9]{{2}}"
    f"|1(?P<e>[ ._·\u2010\u2011-])[3-9](?:(?P=e)[0-9]){{9}}){_EXT}{_GROUPED_END}"
)
_COUNTRY = "(?:(?:\\+|00)86|\\((?:\\+|00)?86\\)|(?<![0-9])86)[ \\-]?|\\+"

RECOGNIZER = builtin(
    "CN_MOBILE",
    [
        Pattern("plain", f"1[3-9][0-9]{{9}}{_EXT}", score(0.8, 0.95), anchor=DIGITS, lengths=(11,), heads="1", check=_check, prefix=_COUNTRY, numeric=True),
        Pattern("country", "(?:00)?861[3-9][0-9]{9}", score(0.8, 0.95), anchor=DIGITS, lengths=(13, 15), heads="08", check=_check, prefix="\\+"),
        Pattern("dialled", "(?:17951|17911|17901|12593|10193)(?P<value>1[3-9][0-9]{9})(?![0-9A-Za-z])", score(0.7, 0.9), anchor=DIGITS, lengths=(16,), heads="1", glued=True, check=_check),
        Pattern("grouped", _GROUPED, score(0.75, 0.94), anchor=GROUPED, check=_check_grouped, prefix=_COUNTRY),
        Pattern("trunk", "(?<![0-9A-Za-z])0(?P<value>1[3-9][0-9]{9})(?![0-9A-Za-z])", score(0.55, 0.94), anchor=DIGITS, lengths=(12,), heads="0", check=_check, glued=True, numeric=True),
        Pattern(
            "loose",
            "(?:[(（]?\\+?(?:00)?86[)）]?[ ~～+-]{0,2})?[(（]?1(?:[ ,，、()（）*~～_/.—–-]{0,2}[0-9]){10}(?!(?:[ .-]?[0-9])|[A-Za-z])",
            score(0.0, 0.86),
            anchor=LABEL,
            digital=True,
            check=_check_loose,
        ),
        Pattern("iot", "1(?:400|410|44[01]|064[6-9])[0-9]{8,9}", score(0.0, 0.8), anchor=LABEL, digital=True, check=lambda value: len(value) == 13),
        Pattern("misread", "(?=[A-Za-z]{0,3}[0-9])[1Il][3-9AsSbGTBgq][0-9OoQDIlZzASsbGTBgq]{9}(?![0-9A-Za-z])", score(0.0, 0.75), anchor=LABEL, digital=True, check=_check_misread),
        answer(_phones_hmt.ANSWERED, score(0.6, 0.94), parse=_phones_hmt.parse_answer),
        Pattern("named", "[\u4e00-\u9fffA-Za-z ]{2,16}?[ ,，、:：(（]{1,2}(?P<value>[5679][0-9]{3}[ -]?[0-9]{4})(?![0-9]|[.-][0-9])", score(0.0, 0.8), anchor=LABEL, digital=True,
                parse=_phones_hmt.parse_named),
        *_phones_hmt.MOBILE,
        _tails.tail(_tails.MOBILE),
    ],
    labels=(
        "手机", "手机号", "手機號", "香港手机号", "澳门手机号", "台湾手机号", "香港手機號", "澳門手機號", "台灣手機號", "回電", "覆電", "打俾", "打畀", "打返", "請打", "請撥", "你可以打", "可以打", "麻煩打", "就打", "打電話", "搵我", "我的號碼", "我號碼", "我嘅號碼", "號碼是", "號碼係", "手機門號", "門號", "手電", "短訊", "簡訊傳到", "簡訊傳至", "傳簡訊至", "短訊發到", "發短訊到", "舊號碼", "新號碼", "來電顯示", "致電客戶",
        "打畀我", "主叫號碼", "call me at", "call me on", "reach me at", "reach me on", "text me at", "please call", "my number", "cell phone", "whatsapp no", "回电", "电话", "行動電話號碼", "聯絡人", "緊急聯絡人", "联系方式", "移动电话", "回拨", "来电", "致电", "拨打", "打给", "微信同号", "手机尾号", "短信", "呼入", "呼出", "主叫", "被叫",
        "联系人", "手機", "電話", "聯絡電話", "行動電話", "聯絡方式", "mobile", "phone", "tel", "cell", "contact", "msisdn", "sjh", "sjhm",
        "lxdh", "lxfs", "dh", "telephone", "cellphone", "caller", "callee", "telno", "手 机", "电 话", "手提電話", "手提电话", "手提", "流動電話",
        "流动电话", "聯絡號碼", "連絡電話", "行動", "來電", "撥打", "致電", "簡訊", "whatsapp", "香港電話", "香港电话", "香港手機", "香港手机", "澳門電話", "澳门电话",
        "澳門手機", "澳门手机", "台灣手機", "台湾手机", "台灣電話", "台湾电话",
    ),
    level="C2",
    title_en="Mobile phone number (mainland, Hong Kong, Macau, Taiwan)",
    title_zh="手机号(含港澳台)",
    standard="MIIT Telecom Network Numbering Plan (2017); ITU-T E.164 country codes 852, 853, 886",
    example="13912345678",
)  # fmt: skip
