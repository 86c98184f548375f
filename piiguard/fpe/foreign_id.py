"""Foreign permanent resident IDs of 2004: nation (three letters) and province stay, as do the places of letters and digits.

The last two digits of the region, the day of birth and the sequence digit are the domain (100 · 36,525 · 10); the check
digit (ICAO 9303, 7-3-1) is made anew. Two digits of a year do not say the century, so every day of 2000 to 2099 counts,
29 February of 2000 among them. The numbers of 2023 are built like citizen IDs: ``id_card``.
"""

from __future__ import annotations

from ..checksums import icao731_digit
from ._plan import DIGITS, Plan, deviated, deviation
from .id_card import days, ordinal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._written import Written

_FIRST, _END = 730120, 766645
"""1 January 2000 and 2100 as proleptic Gregorian ordinals."""
_EACH = (_END - _FIRST) * 10


def plan(written: Written) -> Plan | None:
    """The rank of region, birth and sequence among those of the same nation and province."""
    signs = written.signs
    if len(signs) != 15 or not (signs[:3].isalpha() and signs[3:].isdigit()):
        return None
    day = ordinal("20" + signs[7:13])
    off = deviation(signs[14], icao731_digit(signs[:14]), DIGITS)
    if not day or off is None:
        return None
    head = signs[:5]

    def unrank(number: int) -> str:
        region, rest = divmod(number, _EACH)
        since, sequence = divmod(rest, 10)
        body = f"{head}{region:02}{days(_FIRST + since)[2:]}{sequence}"
        return body + deviated(icao731_digit(body), off, DIGITS)

    number = int(signs[5:7]) * _EACH + (day - _FIRST) * 10 + int(signs[13])
    return Plan(f"{head} {off}", 100 * _EACH, number, unrank, (14,))
