"""Citizen IDs, 18 digits (GB 11643-1999; residence permits and the foreign ID of 2023 are built alike) and 15.

The first six digits stay (region, or 9 + province + country). Day of birth and sequence number, 1,000 on each day, are
the domain; the check character is made anew. A day stays in its span: 1800–1899, 1900–2025 (46,021,000 values),
2026–2099. The spans are fixed so that what is decrypted next year is what was encrypted today; a birth after 2025
therefore becomes a real day that may be still to come. A day that does not exist, or a 15-digit number outside
19xx, has not this shape.

A wrong check character stays wrong by as much (:func:`~piiguard.fpe._plan.deviation`). A small x, or ×, stays too: such
values are encrypted among those that end in X.
"""

from __future__ import annotations

from ..checksums import mod11_2_char
from ._plan import Plan, deviated, deviation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._written import Written

#: Characters people type for the X at the end.
ALSO_X = dict.fromkeys("×ХхΧχ", "X")
_CHECK = "0123456789X"
_SPANS = ((657072, 693596), (693596, 739617), (739617, 766645))
"""Half-open spans of proleptic Gregorian ordinals; tests hold them against the calendar."""
_TWENTIETH = (693596, 730120)


def plan(written: Written) -> Plan | None:
    """The rank of birth and sequence among those of the same six digits, span and deviation."""
    signs = written.signs
    if len(signs) == 15 and signs.isdigit():
        return _old(signs)
    if len(signs) != 18 or not signs[:17].isdigit():
        return None
    day = ordinal(signs[6:14])
    span = next((span for span in _SPANS if span[0] <= day < span[1]), None)
    off = deviation(signs[17], mod11_2_char(signs[:17]), _CHECK)
    if span is None or off is None:
        return None
    head, (first, end) = signs[:6], span

    def unrank(number: int) -> str:
        since, sequence = divmod(number, 1000)
        body = f"{head}{days(first + since)}{sequence:03}"
        return body + deviated(mod11_2_char(body), off, _CHECK)

    kept = f"{head} {first} {off}"
    return Plan(kept, (end - first) * 1000, (day - first) * 1000 + int(signs[14:17]), unrank, (17,))


def _old(signs: str) -> Plan | None:
    day = ordinal("19" + signs[6:12])
    if not day:
        return None
    head, (first, end) = signs[:6], _TWENTIETH

    def unrank(number: int) -> str:
        since, sequence = divmod(number, 1000)
        return f"{head}{days(first + since)[2:]}{sequence:03}"

    return Plan(head, (end - first) * 1000, (day - first) * 1000 + int(signs[12:]), unrank)


def ordinal(day: str) -> int:
    """YYYYMMDD as a day number; 0 for a day that is in no calendar."""
    from datetime import date

    try:
        return date(int(day[:4]), int(day[4:6]), int(day[6:])).toordinal()
    except ValueError:
        return 0


def days(number: int) -> str:
    """A day number as YYYYMMDD."""
    from datetime import date

    return date.fromordinal(number).isoformat().replace("-", "")
