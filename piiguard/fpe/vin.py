"""Vehicle identification numbers (GB 16735-2019, ISO 3779): the maker (first three characters) stays.

A digit becomes a digit and a letter a letter (never I, O, Q); the year at ten becomes another year's character. The check
character at nine is made anew and stays wrong by as much if it was wrong; makers that put something else there keep it.
"""

from __future__ import annotations

from ..checksums import vin_char
from ._plan import Plan, classes, deviated, deviation, pattern, rank, unrank

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._written import Written

_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_YEAR_LETTERS, _YEAR_DIGITS = "ABCDEFGHJKLMNPRSTVWXY", "123456789"
_CHECK = "0123456789X"


def plan(written: Written) -> Plan | None:
    """Positions four to seventeen, but for the ninth, as a number in mixed radix."""
    signs = written.signs
    right = vin_char(signs)
    if not right:
        return None
    off = deviation(signs[8], right, _CHECK)
    body = signs[3:8] + signs[9:]
    alphabets = classes(body, _LETTERS)
    year = body[5]
    if year in _YEAR_LETTERS:
        alphabets[5] = _YEAR_LETTERS
    elif year in _YEAR_DIGITS:
        alphabets[5] = _YEAR_DIGITS
    else:  # 0, U, Z stand for no year
        alphabets[5] = year
    number, size = rank(body, alphabets)
    head, ninth = signs[:3], signs[8]

    def back(number: int) -> str:
        fresh = unrank(number, alphabets)
        fresh = f"{head}{fresh[:5]}{ninth}{fresh[5:]}"
        return fresh if off is None else f"{fresh[:8]}{deviated(vin_char(fresh), off, _CHECK)}{fresh[9:]}"

    kept = f"{head} {pattern(body)} {len(alphabets[5])} {ninth if off is None else off}"
    return Plan(kept, size, number, back, () if off is None else (8,))
