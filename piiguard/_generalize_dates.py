"""Where year, month and day stand in a written date of birth: solar and lunar, 民国, hanzi numerals, English, digits only.

:func:`read` is shared by ``generalize``, which needs the year, and ``surrogate``, which writes another month and day into
the same places. It reads what recognizers/_dates.py describes and judges nothing: any text may be given.
"""

from __future__ import annotations

from .text import SPOKEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

_FORMAL = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾〇○零洞幺两兩", "一二二三三四五六六七八九十〇〇〇〇一二二")
_ONES = "〇一二三四五六七八九"
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12, "臘": 12}
_H = "〇○零洞一壹幺二贰貳两兩三叁參四肆五伍六陆陸七柒八捌九玖十拾廿卅"
_SP = "[ \u3000]{0,2}"
_CYCLE = "[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]|[鼠牛虎兔龙蛇马羊猴鸡狗猪龍馬雞豬]"
_M = f"(?P<m>[闰閏]?(?:[正冬腊臘]|[0-9]{{1,2}}|[{_H}]{{1,3}}))"
_D = f"(?P<d>初?(?:[0-9]{{1,2}}|[{_H}]{{1,3}}))"
_MARK = "[ ]?[-_/.,、‐‑–—－·•．／][ ]?"
_APART = f"(?:{_MARK}| {{1,2}}|\u3000)"
_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAME = "(?P<n>(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[A-Za-z]{0,6})"
_NTH = "(?:st|nd|rd|th|ST|ND|RD|TH)?(?: of)?"
#: Tried in this order; what only looks like a date (13月) still has its places.
_FORMS = (
    f"(?P<y>[0-9]{{2,4}}|[{_H}]{{2,4}}|{_CYCLE}){_SP}年{_SP}的?{_M}{_SP}月份?(?:{_SP}的?{_D})?",
    f"{_M}{_SP}月{_SP}{_D}",
    f"(?<![0-9])(?P<y>[0-9]{{4}}){_APART}(?P<m>[0-9]{{1,2}}){_APART}(?P<d>[0-9]{{1,2}})(?![0-9])",
    f"(?<![0-9])(?P<a>[0-9]{{1,2}}){_MARK}(?P<b>[0-9]{{1,2}}){_MARK}(?P<y>[0-9]{{4}})(?![0-9])",
    f"(?<![0-9])(?P<x>[0-9]{{1,3}}){_MARK}(?P<a>[0-9]{{1,2}}){_MARK}(?P<b>[0-9]{{1,2}})(?![0-9])",
    f"(?P<d>[0-9]{{1,2}}){_NTH}[ -]?{_NAME}\\.?[, -]{{0,2}}(?P<y>[0-9]{{4}})",
    f"{_NAME}\\.?[ -]?(?P<d>[0-9]{{1,2}}){_NTH}[, -]{{1,2}}(?P<y>[0-9]{{4}})",
    f"(?P<y>[0-9]{{4}})[ -]{_NAME}[ -](?P<d>[0-9]{{1,2}})",
    "(?<![0-9])(?P<y>(?:1[89]|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?![0-9])",
    f"(?<![0-9])(?P<y>(?:1[89]|20)[0-9]{{2}})(?:{_MARK}|{_SP}年{_SP})(?P<m>[0-9]{{1,2}})(?![0-9])",
    "(?<![0-9])(?P<y>(?:19|20)[0-9]{2})(?P<m>0[1-9]|1[0-2])(?![0-9])",
    "(?<![0-9])(?P<y>[01]?[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?![0-9])",
    f"(?<![0-9])(?P<y>(?:1[89]|20)[0-9]{{2}}|[{_H}]{{4}}){_SP}年?(?![0-9])",
    "(?<![0-9])(?P<m>[0-9]{2})[-/]?(?P<d>[0-9]{2})(?![0-9])",
)
_NEWEST = 26
"""Two digits up to this are years of this century, above it of the last."""
_state: list[tuple[re.Pattern[str], ...]] = []


class Written:
    """What :func:`read` saw.

    year   of the Common Era, or None where no year can be told
    spans  field ("y", "m", "d", or "n" for an English month) to its half-open span in the text
    free   whether "m" and "d" may stand in either order (07/03/1990), so both have to be 12 or less
    end    where the date ends; a time of day may follow
    """

    __slots__ = ("end", "free", "spans", "year")

    def __init__(self, year: int | None, spans: dict[str, tuple[int, int]], free: bool, end: int) -> None:
        self.year = year
        self.spans = spans
        self.free = free
        self.end = end


def read(text: str) -> Written | None:
    """The fields of the first date in ``text`` (folded), or None where there is none."""
    if not _state:
        import re

        _state.append(tuple(map(re.compile, _FORMS)))  # at once: other threads may look in between
    for form in _state[0]:
        match = form.search(text)
        if match:
            return _fields(match, text[: match.start()])
    return None


def number(text: str) -> int | None:
    """What a month, a day or a year of 民国 says in digits or hanzi: 7, 07, 初七, 廿三, 二十三, 正; None if nothing."""
    text = text.lstrip("闰閏初")
    if text.isdecimal():
        return int(text)
    if text in _LUNAR_MONTHS:
        return _LUNAR_MONTHS[text]
    text = text.translate(_FORMAL).replace("廿", "二十").replace("卅", "三十")
    if not text or text.count("十") > 1 or any(char not in _ONES + "十" for char in text):
        return None
    tens, ten, ones = text.rpartition("十")
    if ten:
        return 10 * (_ONES.index(tens[-1]) if tens else 1) + (_ONES.index(ones[-1]) if ones else 0)
    return int("".join(str(_ONES.index(char)) for char in text))


def _fields(match: re.Match[str], before: str) -> Written:
    groups = match.groupdict()
    spans = {name: match.span(name) for name, found in groups.items() if found and name in "ymdn"}
    year = groups.get("y")
    free = False
    if groups.get("x"):
        first, last = str(groups["x"]), str(groups["b"])
        spans.update(m=match.span("a"), d=match.span("b"))
        if len(first) == 3 or int(first) > 31 or before.rstrip().endswith(("民国", "民國", "民")):
            spans["y"], year = match.span("x"), first
        elif int(last) > 31:
            spans.update(m=match.span("x"), d=match.span("a"), y=match.span("b"))
            year, free = last, True
        else:  # 03/07/05: which is the year, nobody can tell
            free = True
            spans["y"] = match.span("x")
    elif groups.get("a"):
        left, right = int(str(groups["a"])), int(str(groups["b"]))
        month, day = ("b", "a") if left > 12 else ("a", "b")
        spans.update(m=match.span(month), d=match.span(day))
        free = left <= 12 and right <= 12
    return Written(_year(year, before), spans, free, match.end())


def _year(text: str | None, before: str) -> int | None:
    """The year of the Common Era; None for a year of the sixty-year cycle, which comes back."""
    if not text:
        return None
    roc = before.rstrip(" \u3000").endswith(("民国", "民國", "民"))
    digits = text if text.isdecimal() else "".join(SPOKEN.get(char, "x") for char in text)
    if roc:
        count = number(text)
        return 1911 + count if count and count < 150 else None
    if not digits.isdecimal():
        return None
    if len(digits) == 4:
        return int(digits) if digits[:2] in ("18", "19", "20") else None
    if len(digits) == 3:  # 105-03-07: only 民国 is written so
        return 1911 + int(digits) if 0 < int(digits) < 150 else None
    return (2000 if int(digits) <= _NEWEST else 1900) + int(digits)


def month_of(name: str) -> int:
    """1 to 12 of an English month in any of its spellings."""
    return _NAMES.index(name[:3].lower()) + 1 if name[:3].lower() in _NAMES else 0
