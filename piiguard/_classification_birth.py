"""Days of birth out of found values: the first and the last day a value may mean.

In doubt the last day is the later one, so that nobody is taken for older than they are.
"""

from __future__ import annotations

import re
from datetime import date

from .spelling import normal_form
from .text import SPOKEN, fold

#: Types whose number holds the day of birth.
HOLD_A_DAY = frozenset(("CN_ID_CARD", "CN_FOREIGN_RESIDENT_ID"))
_EARLIEST = 1800
_LUNAR = re.compile("[农農][历曆]|[阴陰旧舊夏][历曆]|[正冬腊臘]月|[闰閏]|初|廿|卅")
_TEN = re.compile("([1-9]?)[十拾]([1-9]?)")
_YEAR = "(?P<year>(?:1[89]|20)[0-9]{2})"
_REST = "(?:[^0-9]{1,3}(?P<month>1[0-2]|0?[1-9])(?![0-9])(?:[^0-9]{1,3}(?P<day>3[01]|[12][0-9]|0?[1-9])(?![0-9]))?)?"
_COMPACT = re.compile(f"(?<![0-9]){_YEAR}(?P<month>1[0-2]|0[1-9])(?P<day>3[01]|[12][0-9]|0[1-9])?(?![0-9])")
_FULL = re.compile(f"(?<![0-9]){_YEAR}(?![0-9]){_REST}")
_MINGUO = re.compile(f"民[国國]?[^0-9]?(?P<year>[0-9]{{1,3}})(?![0-9]){_REST}")
_SHORT = re.compile(f"^[^0-9]*(?P<year>[0-9]{{2}})(?=年|[-/.]){_REST}")
_ANY_END = re.compile("^[^0-9]*[0-9]{2}[-/.][0-9]{2}[-/.](?P<year>[0-9]{2})(?![0-9])")
_SIX = re.compile("^[^0-9]*(?P<year>[0-9]{2})(?P<month>1[0-2]|0[1-9])(?P<day>3[01]|[12][0-9]|0[1-9])(?![0-9])")


def born(entity_type: str, value: str, today: date) -> tuple[date, date] | None:
    """First and last day of birth that a value of ``entity_type`` may mean; None if it says none.

    today  says which century a year of two digits is of: the latest that has begun
    """
    if entity_type in HOLD_A_DAY:
        return _of_number(normal_form(value), today)
    return _of_date(value, today) if entity_type == "DATE_OF_BIRTH" else None


def turns_fourteen(birth: date) -> date:
    """The fourteenth birthday; the first of March where there is no 29th of February."""
    try:
        return birth.replace(year=birth.year + 14)
    except ValueError:
        return date(birth.year + 14, 3, 1)


def _of_number(number: str, today: date) -> tuple[date, date] | None:
    if len(number) == 15 and number[:3].isalpha():  # foreigners', form of 2004: country, place, day
        held = number[7:13]
        year = _recent(int(held[:2]), today) if held.isdecimal() else 0
    elif len(number) == 15:  # given out until 1999
        held, year = number[6:12], 1900 + int(number[6:8]) if number[6:12].isdecimal() else 0
    else:
        held = number[8:14]
        year = int(number[6:10]) if len(number) in (17, 18) and number[6:14].isdecimal() else 0
    return _span(year, held[2:4], held[4:]) if year >= _EARLIEST else None


def _recent(year: int, today: date) -> int:
    """A year of two digits in the latest century in which it has begun."""
    full = today.year - today.year % 100 + year
    return full - 100 if full > today.year else full


def _of_date(value: str, today: date) -> tuple[date, date] | None:
    text = "".join(SPOKEN.get(char, char) for char in fold(value).text)
    lunar = _LUNAR.search(text)
    text = _TEN.sub(lambda match: str(int(match[1] or 1) * 10 + int(match[2] or 0)), text)
    if match := _MINGUO.search(text):
        year = 1911 + int(match["year"])
    elif match := _COMPACT.search(text) or _FULL.search(text):
        year = int(match["year"])
    elif match := _SHORT.search(text) or _SIX.search(text):
        year = _recent(int(match["year"]), today)
        if other := _ANY_END.search(text):  # 03-07-15: the year may stand at either end
            years = sorted((year, _recent(int(other["year"]), today)))
            return date(years[0], 1, 1), date(years[1], 12, 31)
    else:
        return None
    if lunar:  # a lunar year ends up to seven weeks after the solar one
        return date(year, 1, 1), date(year + 1, 2, 20)
    return _span(year, match["month"], match["day"])


def _span(year: int, month: str | None, day: str | None) -> tuple[date, date] | None:
    """The days that a year, a month and a day mean, as far as they are given; the whole year where there is no such day."""
    try:
        if month and day:
            return (date(year, int(month), int(day)),) * 2
        if month:
            following = date(year + int(month) // 12, int(month) % 12 + 1, 1)
            return date(year, int(month), 1), date.fromordinal(following.toordinal() - 1)
    except ValueError:  # the 31st of June, or the day and the month in the other order
        pass
    return date(year, 1, 1), date(year, 12, 31)
