"""What the engine's answer for a value of a known shape depends on, read from tables of its parts.

Each function makes one that gives, for a text of its shape, its facts: two texts of the same facts are the same to the
engine behind the same label. None for any other text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from piiguard.recognizers._ethnic_names import ethnic_name
from piiguard.recognizers._lookup import card_prefix, is_date, is_segment, region_strength
from piiguard.recognizers._names import hanzi, surname, worth
from piiguard.recognizers._person_fields import key_before
from piiguard.text import SPOKEN_CHARS

#: What the engine's answer for a value of the type depends on; None where its shape is not a known one.
Facts = Callable[[str], object]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1)  # GB 11643: 2^(17-i) mod 11
_SOUND = 3.0  # points from which a name behind a label is certain
_WORDY = ("百里",)  # also a distance
_GIVEN = 1.9  # points of its given part beyond which it is behind a doubtful label ("name"), too
#: Characters of addresses, organisations and dates: a name with one of them is looked at.
_ODD = frozenset(
    "省市区區县縣旗州盟镇鎮乡鄉村屯街路道巷弄号號楼樓栋幢室层厦园苑庄寨湾港岛山公司院店所局部厅行社团会站场厂年月日岁元万"
)
_EMAIL = re.compile("([a-z]{2,16})?(?:([._])([a-z]{1,16}))?([0-9]{0,10})@((?:[a-z0-9]{1,16}[.]){1,3}[a-z]{2,6})")
_SERIAL = re.compile("([A-Z]{2,8})([0-9]{4})[0-9]{6,20}")


def _number(text: str) -> bool:
    return text.isascii() and text.isdigit()


class _Parts(dict[str, int]):
    """What a part of a value adds to the check sum, computed when it is met; -1 where the part is none."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[str], int]) -> None:
        self._make = make

    def __missing__(self, part: str) -> int:
        if len(self) > 1 << 17:
            self.clear()
        found = self[part] = self._make(part)
        return found


def citizen_id() -> Facts:
    """18 characters whose division, day and check character are all right."""

    def weighed(part: str, first: int) -> int:
        return sum(int(char) * weight for char, weight in zip(part, _WEIGHTS[first:], strict=False))

    def region(part: str) -> int:
        return weighed(part, 0) if _number(part) and part[0] not in "09" and region_strength(part) == 3 else -1

    def day(part: str) -> int:
        dated = _number(part) and part[:2] != "18" and is_date(part[:4], part[4:6], part[6:])
        return weighed(part, 6) if dated else -1

    def rest(part: str) -> int:
        if not _number(part[:3]) or not (_number(part[3]) or part[3] == "X"):
            return -1
        return weighed(part[:3], 14) + (10 if part[3] == "X" else int(part[3]))

    regions, days, rests = _Parts(region), _Parts(day), _Parts(rest)

    def facts(text: str) -> object:
        if len(text) != 18:
            return None
        first, second, third = regions[text[:6]], days[text[6:14]], rests[text[14:]]
        return "id" if first >= 0 and second >= 0 and third >= 0 and (first + second + third) % 11 == 1 else None

    return facts


def mobile() -> Facts:
    """Eleven digits of a segment assigned to the public."""
    segments = _Parts(lambda part: 1 if is_segment(part) else -1)

    def facts(text: str) -> object:
        if len(text) == 11 and text.isascii() and text.isdigit() and segments[text[:3]] > 0 and text[3:] != "00000000":
            return "mobile"
        return None

    return facts


def card(labelled: bool = False) -> Facts:
    """16, 18 or 19 digits of a known issuer's length with the right Luhn digit; 15 behind a label of its own.

    18 without a day where an ID has one, and without a division where a credit code has one.
    """
    sizes = (15, 16, 18, 19) if labelled else (16, 18, 19)
    double = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)

    def prefix(part: str) -> int:
        lengths = card_prefix(part) if _number(part) and part[0] in "3456789" and part[:4] != "8986" else None
        if not lengths or len(set(part)) < 2:
            return -1
        return sum(1 << int(length) for length in lengths.split(","))

    def summed(part: str) -> int:
        if part and not _number(part):
            return -1000
        return sum(double[int(char)] if (len(part) - at) % 2 == 0 else int(char) for at, char in enumerate(part))

    def dated(part: str) -> int:
        return 1 if not _number(part) or is_date(part[:4], part[4:6], part[6:], 1850) else -1

    def region(part: str) -> int:
        return 1 if not _number(part) or region_strength(part) else -1

    prefixes, sums, days, regions = _Parts(prefix), _Parts(summed), _Parts(dated), _Parts(region)

    def facts(text: str) -> object:
        size = len(text)
        if size not in sizes:
            return None
        known = prefixes[text[:6]]
        if known < 0 or not known >> size & 1:
            return None
        total = sums[text[:-16]] + sums[text[-16:-12]] + sums[text[-12:-8]] + sums[text[-8:-4]] + sums[text[-4:]]
        if total < 0 or total % 10:
            return None
        if size == 18 and (text[0] > "6" or days[text[6:14]] > 0 or regions[text[2:8]] > 0):
            return None
        return ("card", size)

    return facts


def name(words: frozenset[str], gap: re.Pattern[str], prefix: str) -> Facts:
    """Two to four hanzi that are a surname and characters of given names.

    words  label and veto words; gap  what may stand between a label and its value: 应 and 由 are surnames, too
    """
    least = _GIVEN if key_before(f"{prefix}王", len(prefix)) == ["name"] else -_SOUND
    odd = frozenset(SPOKEN_CHARS) | _ODD | {word for word in words if len(word) == 1}

    def facts(text: str) -> object:
        if not 2 <= len(text) <= 4 or not odd.isdisjoint(text):
            return None
        points = worth(text)
        parts = (text, text[:2], text[1:3], text[-2:], text[:3], text[-3:])
        taken = gap.match(text)
        if points < _SOUND or not words.isdisjoint(parts) or parts[1] in _WORDY or (taken and taken.end()):
            return None
        if points <= surname(text, 0)[1] + least or not all(map(hanzi, text)) or ethnic_name(text, 0, 1) is not None:
            return None
        return "name", len(text), points, surname(text, 0)[1]

    return facts


def email(words: frozenset[str]) -> Facts:
    """A plain small-letter address: letters, at most one mark, letters, digits; the host is one of the facts."""

    def facts(text: str) -> object:
        match = _EMAIL.fullmatch(text)
        if match is None or not 3 <= text.index("@") <= 24:
            return None
        first, mark, second, digits, host = match.groups("")
        if first in words or second in words or f"{first} {second}" in words or first + second in words:
            return None
        return "mail", host, bool(first), mark, bool(second), len(digits)

    return facts


def serial() -> Facts:
    """An insurer's number: capitals that say which, a year or what stands there, and more digits."""

    def facts(text: str) -> object:
        match = _SERIAL.fullmatch(text)
        return ("serial", match[1], match[2], len(text)) if match else None

    return facts
