"""Short identifiers with a head that stays, a body that changes, and mostly a check character: one line of a table each.

In a body a digit becomes a digit and a letter a letter. A wrong check character stays wrong by as much.
"""

from __future__ import annotations

from ..checksums import gb11714_char, hkid_char, luhn_digit, mod11_10_ok, tw_id_ok
from ._plan import DIGITS, Plan, classes, deviated, deviation, pattern, rank, unrank

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable

    from ._written import Written

    Check = Callable[[str], str]


def _business_digit(body: str) -> str:
    """GS 15-2006: ISO 7064 MOD 11,10."""
    return next((digit for digit in DIGITS if mod11_10_ok(body + digit)), "")


def _hong_kong_char(body: str) -> str:
    return hkid_char(body[:-6], body[-6:])


def _taiwan_digit(body: str) -> str:
    return next((digit for digit in DIGITS if tw_id_ok(body + digit)), "")


#: Shape -> expression of head, body and check character; how the check character is made, and its alphabet.
FORMS: dict[str, tuple[str, Check | None, str]] = {
    # GB 11714-1997; the MA of codes given since 2015 stays
    "organization_code": ("(?=.{9}$)((?:MA)?)([0-9A-Z]+)([0-9X])", gb11714_char, "0123456789X"),
    # region of registration, GS 15-2006; 13 digits have no check digit
    "business_registration": ("([1-8][0-9]{5})([0-9]{8})([0-9])", _business_digit, DIGITS),
    "business_registration_13": ("([1-8][0-9]{5})([0-9]{7})()", None, ""),
    # type allocation code, 3GPP TS 23.003; 14 digits have no check digit, 16 a software version
    "imei": ("([0-9]{8})([0-9]{6})([0-9])", luhn_digit, DIGITS),
    "imei_bare": ("([0-9]{8})([0-9]{6}(?:[0-9]{2})?)()", None, ""),
    # country and network, ITU-T E.212
    "imsi": ("([2-7][0-9]{4})([0-9]{9,10})()", None, ""),
    # issuer, ITU-T E.118
    "iccid": ("(8986[0-9]{2})([0-9]{12,13})([0-9])", luhn_digit, DIGITS),
    "hk_id": ("([A-Z]{1,2})([0-9]{6})([0-9A])", _hong_kong_char, "0123456789A"),
    "tw_id": ("([A-Z][1289A-D])([0-9]{7})([0-9])", _taiwan_digit, DIGITS),
    # how its last digit is made is not published
    "mo_id": ("([157])([0-9]{7})()", None, ""),
    # no number begins with 0
    "qq": ("([1-9])([0-9]{6,10})()", None, ""),
}
_compiled: dict[str, re.Pattern[str]] = {}


def shape(name: str) -> Callable[[Written], Plan | None]:
    """The shape of one line of :data:`FORMS`."""
    expression, check, alphabet = FORMS[name]

    def plan(written: Written) -> Plan | None:
        compiled = _compiled.get(name)
        if compiled is None:
            import re

            compiled = _compiled[name] = re.compile(expression)
        match = compiled.fullmatch(written.signs)
        return _plan(match[1], match[2], match[3], check, alphabet) if match else None

    return plan


def _plan(head: str, body: str, last: str, check: Check | None, alphabet: str) -> Plan | None:
    alphabets = classes(body)
    number, size = rank(body, alphabets)
    kept = f"{head} {pattern(body)}"
    if check is None:
        return Plan(kept, size, number, lambda number: head + unrank(number, alphabets))
    off = deviation(last, check(head + body), alphabet)
    if off is None:
        return None

    def back(number: int) -> str:
        fresh = head + unrank(number, alphabets)
        return fresh + deviated(check(fresh), off, alphabet)

    return Plan(f"{kept} {off}", size, number, back, (len(head) + len(body),))
