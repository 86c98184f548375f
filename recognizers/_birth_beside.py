"""Days of birth that a number beside them gives away: a citizen ID that holds the same day, a mobile in a row of people."""

from __future__ import annotations

from ..spec import Parsed, score
from ._dates import FULL

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

#: What stands between a number and its holder's day, and what the day or the word before it begins with.
_JOINTS = "[ ,，、|/(（]"
_CELLS = "['\" ,，、|\t]"
#: The runs worth a look, so that a number with nothing beside it costs no more than this.
BESIDE_ID = (
    f"(?:(?<=[0-9日]{_JOINTS})[1-8][0-9]{{14}}(?:[0-9]{{2}}[0-9Xx])?(?![0-9])"
    f"|[1-8][0-9]{{14}}(?:[0-9]{{2}}[0-9Xx])?(?={_JOINTS}[ ,，、|/(（出生0-9]))"
)
BESIDE_MOBILE = (
    f"(?:(?<=[0-9日号號月份'\" ,，、|\t]{_CELLS})1[3-9][0-9]{{9}}(?![0-9])"
    f"|1[3-9][0-9]{{9}}(?={_CELLS}{{1,4}}[0-2民公阳新西国陽國农阴旧農陰舊夏一二甲乙丙丁戊己庚辛壬癸鼠牛虎兔龙蛇马羊猴鸡狗猪龍馬雞豬九八七六五四三]))"
)
_HELD = "((?:19|20)?[0-9]{2}) ?[-/.年]? ?([01]?[0-9]) ?[-/.月]? ?([0-3]?[0-9])"
_expressions: dict[str, re.Pattern[str]] = {}


def _expression(source: str) -> re.Pattern[str]:
    if source not in _expressions:
        import re

        _expressions[source] = re.compile(source)
    return _expressions[source]


def beside_id(text: str, start: int, end: int) -> Parsed | None:
    """The day right behind or right before a citizen ID, if the ID holds it ("110101199003074514，1990年3月7日").

    Before an ID only a space or | may follow 日: a stream gives out what stands before a comma behind hanzi.
    """
    ident = text[start:end]
    match = _expression(f"{_JOINTS}{{1,3}}(?:(?:出生|生日)[:：]?)?{_HELD}(?:日|(?![0-9]))").match(text, end)
    if match and _holds(ident, *match.groups()):
        return match.start(1), match.end(), score(0.9, 0.95, 0.6)
    low = max(0, start - 16)
    match = _expression(f"(?:^|[^0-9A-Za-z./-]){_HELD}(?:(?=[ ,，、|/])|日(?=[ |]))[ ,，、|/]\\Z").search(text[low:start])
    if match and _holds(ident, *match.groups()):
        return low + match.start(1), start - 1, score(0.9, 0.95, 0.6)
    return None


def _holds(ident: str, year: str, month: str, day: str) -> bool:
    """Whether a citizen ID of 15 or 18 characters has this birth date inside."""
    held = ident[6:12] if len(ident) == 15 else ident[6:14]
    written = f"{year}{month:0>2}{day:0>2}"
    return len(written) >= 6 and held[-len(written) :] == written[-len(held) :]


def beside_mobile(text: str, start: int, end: int) -> Parsed | None:
    """A day in a year long past right behind or right before a mobile, as in rows of people ("138…, 1990-03-07").

    Behind hanzi only a space, a tab or | may stand before the mobile, for the same reason.
    """
    match = _expression(f"['\"]?[ ,，、|\t]{{1,2}}['\"]?(?P<value>{FULL})").match(text, end)
    if match and long_past(match["value"]):
        return match.start("value"), match.end("value"), score(0.6, 0.93, 0.3)
    low = max(0, start - 30)
    ending = "(?:(?<=[0-9])['\"]?[ ,，、|\t]{1,2}|[ |\t]{1,2})['\"]?\\Z"
    match = _expression(f"(?<![0-9A-Za-z年月./-])(?P<value>{FULL}){ending}").search(text[low:start])
    if match and long_past(match["value"]):
        return low + match.start("value"), low + match.end("value"), score(0.6, 0.93, 0.3)
    return None


def long_past(value: str) -> bool:
    """A day in a year long past is a birthday: contracts and accidents that people speak of are of the last years."""
    numbers = "".join(char if "0" <= char <= "9" else " " for char in value).split()
    if not numbers:
        return True  # in hanzi
    year = int(max(numbers, key=len)[:4])
    if "民" in value:
        year = int(numbers[0]) + 1911
    elif year < 1000:
        return 30 <= int(numbers[0]) <= 114 or len(numbers) < 3
    return 1900 <= year <= 2014
