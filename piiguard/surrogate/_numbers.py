"""Fakes of card and account numbers, policies and telephones.

Cards come from the prefixes that payment companies publish for tests, mobiles from three-digit segments that nobody has been
given. Accounts, policies and fixed lines have no range set aside: a fake may by chance be somebody's.
"""

from __future__ import annotations

from ..checksums import luhn_digit
from ._draw import DIGITS, Draw, Shown, is_day, shape

#: Leading digits of a scheme -> the prefix of the test numbers that processors publish for it (no BIN is formally reserved).
_TEST_BINS = (
    ("62", "620000"), ("34", "371449"), ("37", "378282"), ("35", "353011"), ("36", "362272"), ("38", "385200"),
    ("4", "411111"), ("5", "555555"), ("2", "222300"), ("6011", "601111"), ("65", "601111"),
)  # fmt: skip
#: Mobile segments not assigned to anybody (MIIT; recognizers/_tables/phones.py has the others), without those that 13-digit
#: numbers of things and dialling prefixes begin with.
_SEGMENTS = ("142", "143", "154", "160", "161", "163", "164", "168", "169")


def cn_bank_card(shown: Shown, draw: Draw) -> str:
    """Scheme and length stay; a test prefix, drawn digits, the Luhn digit. A tail is drawn digit by digit."""
    plain = shown.plain
    if not 13 <= len(plain) <= 19 or not plain.isdecimal():
        return shown.lay(shape(plain, draw))
    prefix = next((test for head, test in _TEST_BINS if plain.startswith(head)), "620000")
    body = prefix + draw.digits(len(plain) - 7)
    return shown.lay(body + luhn_digit(body))


def cn_bank_account(shown: Shown, draw: Draw) -> str:
    """Letters and the first four digits, which name bank and branch at many, stay where six or more follow."""
    plain = shown.plain
    letters = len(plain) - len(plain.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
    keep = letters + 4 if len(plain) >= letters + 12 else letters
    return shown.lay(draw.until(lambda: shape(plain, draw, keep=keep), lambda fake: not is_day(fake)))


def card_security_code(shown: Shown, draw: Draw) -> str:
    """As many digits, any of them; hanzi digits stay hanzi."""
    from ._secrets import any_text

    return shown.lay(draw.digits(len(shown.plain))) if shown.plain else any_text(shown, draw)


def cn_policy_number(shown: Shown, draw: Draw) -> str:
    """Insurer and product in front (up to four characters) and a year behind them stay; classes and length do too."""
    plain = shown.plain
    keep = 4 if len(plain) >= 12 else 2 if len(plain) >= 10 else 0
    year = plain[4:8]
    if keep == 4 and plain[:4].isalpha() and year.isdecimal() and "2000" <= year <= "2099":
        keep = 8
    if plain[:4].isdecimal() and "2000" <= plain[:4] <= "2099" and len(plain) == 14:
        keep = 0  # could be read as a moment: draw the year too
    return shown.lay(draw.until(lambda: shape(plain, draw, keep=keep), lambda fake: not is_day(fake)))


cn_application_number = cn_policy_number
cn_claim_number = cn_policy_number


def cn_mobile(shown: Shown, draw: Draw) -> str:
    """A mainland number moves to an unassigned segment; others keep country code and first digit. Extensions are drawn."""
    plain = shown.plain
    start = _mobile_at(plain)
    if start is not None:
        fake = draw.pick(_SEGMENTS) + draw.digits(8)
        return shown.lay(plain[:start] + fake + shape(plain[start + 11 :], draw, letters=False))
    keep = _abroad(plain)
    if keep or plain[:2] == "09":
        keep = keep or 2
        return shown.lay(plain[: keep + 1] + draw.digits(len(plain) - keep - 1))
    if len(plain) in (11, 13) and plain[:1] == "1" and not plain.isdecimal():  # OCR read letters for digits
        return shown.lay(draw.pick(_SEGMENTS) + shape(plain[3:], draw))
    first = plain[:1] if len(plain) == 8 else ""  # of Hong Kong and Macau: the first digit says mobile
    return shown.lay(first + shape(plain[len(first) :], draw, letters=False))


def mobile_number(draw: Draw) -> str:
    """Eleven digits in an unassigned segment."""
    return draw.pick(_SEGMENTS) + draw.digits(8)


def _mobile_at(plain: str) -> int | None:
    """Where eleven digits of a mainland mobile begin, behind 86, 0086 or 0."""
    for head in ("0086", "86", "0", ""):
        number = plain[len(head) : len(head) + 11]
        if plain.startswith(head) and len(number) == 11 and number.isdecimal() and number[0] == "1" and number[1] in "3456789":
            rest = plain[len(head) + 11 :]
            return None if len(rest) == 2 and plain.startswith(("1400", "1410", "1440", "1441")) else len(head)
    return None


def _abroad(plain: str) -> int:
    """How many digits at the start are the country code of Hong Kong, Macau or Taiwan."""
    width = 2 if plain.startswith("00") else 0
    code = plain[width : width + 3]
    return width + 3 if code in ("852", "853", "886") and len(plain) - width >= 11 else 0


def cn_landline(shown: Shown, draw: Draw) -> str:
    """The area code stays (so does a country code), local number and extension are drawn; it is no hotline."""
    from ..recognizers._lookup import is_service, local_lengths

    plain = shown.plain
    head = _abroad(plain) or next((len(code) for code in ("0086", "86") if plain.startswith(code) and len(plain) > 10), 0)
    area = 0
    if not _abroad(plain):
        rest = plain[head:] if plain[head : head + 1] == "0" or not head else "0" + plain[head:]
        area = next((width for width in (3, 4) if rest[0:1] == "0" and local_lengths(rest[:width])), 0)
        area -= len(rest) - len(plain[head:]) if area else 0
    keep = head + area

    def make() -> str:
        first = plain[keep]
        first = draw.pick("2345678") if first in DIGITS else first
        return plain[:keep] + first + shape("0" + plain[keep + 1 :], draw, letters=False)[1:]

    if len(plain) <= keep:
        return shown.lay(shape(plain, draw, letters=False))


    def good(fake: str) -> bool:
        return not is_service(fake[keep : keep + 8]) and fake[keep : keep + 3] not in ("400", "800")

    return shown.lay(draw.until(make, good))
