"""Unified social credit codes (GB 32100-2015): authority, category and region stay (the first eight characters).

Of the organisation code at nine to sixteen a digit becomes a digit and a letter a letter, and the MA of new
registrations stays; its check character (GB 11714-1997) at seventeen and the code's own at eighteen are made anew.
Wrong ones stay wrong by as much.
"""

from __future__ import annotations

from ..checksums import gb11714_char, gb32100_char
from ._plan import Plan, classes, deviated, deviation, pattern, rank, unrank

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._written import Written

_LETTERS = "ABCDEFGHJKLMNPQRTUWXY"
_ALPHABET = "0123456789" + _LETTERS
_INNER = "0123456789X"


def plan(written: Written) -> Plan | None:
    """The organisation code as a number in mixed radix."""
    signs = written.signs
    if len(signs) != 18 or not all(sign in _ALPHABET for sign in signs):
        return None
    start = 10 if signs.startswith("MA", 8) else 8
    head, code = signs[:start], signs[start:16]
    inner = deviation(signs[16], gb11714_char(signs[8:16]), _INNER)
    outer = deviation(signs[17], gb32100_char(signs[:17]), _ALPHABET)
    if inner is None or outer is None:
        return None
    alphabets = classes(code, _LETTERS)
    number, size = rank(code, alphabets)

    def back(number: int) -> str:
        fresh = head + unrank(number, alphabets)
        fresh += deviated(gb11714_char(fresh[8:]), inner, _INNER)
        return fresh + deviated(gb32100_char(fresh), outer, _ALPHABET)

    return Plan(f"{head} {pattern(code)} {inner} {outer}", size, number, back, (16, 17))
