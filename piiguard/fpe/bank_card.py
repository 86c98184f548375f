"""Payment cards (ISO/IEC 7812-1): issuer prefix, length and Luhn digit stay right, what lies between is the domain.

The first six digits stay, whatever the issuer: what is kept may not depend on a table that grows, or old ciphers
would not be found back. Of 16 digits nine change and the last is computed: 10⁹ values. A wrong last digit stays
wrong by as much.
"""

from __future__ import annotations

from ..checksums import luhn_digit
from ._plan import DIGITS, Plan, deviated, deviation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._written import Written


def plan(written: Written) -> Plan | None:
    """The digits between prefix and check digit, as a number."""
    signs = written.signs
    if not (13 <= len(signs) <= 19 and signs.isdigit()):
        return None
    body = signs[:-1]
    off = deviation(signs[-1], luhn_digit(body), DIGITS)
    if off is None:
        return None
    head = signs[:6]
    count = len(body) - 6

    def unrank(number: int) -> str:
        fresh = f"{head}{number:0{count}}"
        return fresh + deviated(luhn_digit(fresh), off, DIGITS)

    return Plan(f"{head} {count} {off}", 10**count, int(body[6:]), unrank)
