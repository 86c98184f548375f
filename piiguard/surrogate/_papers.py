"""Fakes of certificates: citizen IDs in counties that never were, passports, permits, cards of Hong Kong, Macau, Taiwan.

A citizen ID keeps province, prefecture, year of birth and sex; its county code is one that GB/T 2260 has never given out, so no
such ID was ever issued, while date and check character hold. Passports and permits have no range set aside.
"""

from __future__ import annotations

from ..checksums import hkid_ok, icao731_digit, mod11_2_char, tw_id_ok
from ._draw import DIGITS, PRINTED, UPPER, Draw, Shown, is_day, shape

_X = str.maketrans(dict.fromkeys("x×ХхΧχ", "X"))
#: Regions of the world in UN M49, which share the numbers of countries and never stand for a nationality.
_NO_NATIONS = (
    "002 003 005 009 011 013 014 015 017 018 019 021 029 030 034 035 039 053 054 057 061 142 143 145 150 151 154 155"
).split()
_NATIONS = "AUS CAN DEU ESP FRA GBR IDN IND ITA JPN KOR MYS NLD NZL PHL RUS SGP SWE THA USA".split()
_COMMON_YEARS = (1946, 2004)
_NEW = 2026
"""From this year on a drawn day must not come later than the value's own, for it would lie in the future."""
_DAYS = [
    f"{month:02}{day:02}"
    for month, days in enumerate((31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), 1)
    for day in range(1, days + 1)
]
_ROC_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_free: dict[str, list[str]] = {}


def county(region: str, draw: Draw) -> str:
    """Six digits of the same prefecture (of the province, if the prefecture is unknown) that no division ever had."""
    from ..recognizers._lookup import region_strength

    head = region[:4]
    if head not in _free:
        if not region_strength(region):
            head = "11" + region[2:4]
        if region_strength(head + "00") < 2:
            head = head[:2] + "01"
        _free[region[:4]] = [head + f"{tail}" for tail in range(91, 100) if region_strength(f"{head}{tail}") < 3]
    return draw.pick(_free[region[:4]])


def day_in(year: int, draw: Draw, latest: str = "1231") -> str:
    """MMDD of a day of ``year``; never 29 February, and not later than ``latest`` in a year that is not over."""
    if year >= _NEW:
        return draw.pick([day for day in _DAYS if day <= latest] or ["0101"])
    return draw.pick(_DAYS)


def _born(digits: str, draw: Draw) -> str:
    """YYYYMMDD in the year of eight digits; in any adult's year if they are no date."""
    if not is_day(digits) and digits[:2] != "18":
        year = _COMMON_YEARS[0] + draw.below(_COMMON_YEARS[1] - _COMMON_YEARS[0])
        return f"{year}{day_in(year, draw)}"
    return digits[:4] + day_in(int(digits[:4]), draw, digits[4:8])


def _sequence(last: str, draw: Draw) -> str:
    """Three digits whose last is odd or even as ``last`` is: odd for men."""
    return draw.digits(2) + draw.pick("13579" if last in "13579" else "02468")


def cn_id_card(shown: Shown, draw: Draw) -> str:
    """18 or 15 digits; tails and broken numbers keep only their length and a final X."""
    text = shown.text.translate(_X) if shown.text[-1:] in "x×ХхΧχ" else shown.text
    plain = "".join(char for char in text if char.isascii() and char.isalnum())
    if len(plain) == 18 and plain[:17].isdecimal():
        body = county(plain[:6], draw) + _born(plain[6:14], draw) + _sequence(plain[16], draw)
        fake = body + mod11_2_char(body)
        if len(shown.plain) == 17:  # its X was a look-alike, which is no letter of ASCII
            return shown.lay(fake[:17]).rstrip(shown.text[-1]) + fake[17]
        return shown.cased(shown.lay(fake))
    if len(plain) == 15 and plain.isdecimal():
        born = _born("19" + plain[6:12], draw)[2:]
        return shown.lay(county(plain[:6], draw) + born + _sequence(plain[14], draw))
    return _tail(shown, plain, draw)


def _tail(shown: Shown, plain: str, draw: Draw) -> str:
    fake = shape(plain[:-1], draw) + ("X" if plain[-1:] in ("X", "x") else draw.digits(1) if plain else "")
    return shown.cased(shown.lay(fake)) if len(shown.plain) == len(plain) else shown.lay(fake[:-1])


def cn_foreign_resident_id(shown: Shown, draw: Draw) -> str:
    """2023: province, year and sex stay, the nationality is a number of no country. 2004: a place that never was."""
    from ..recognizers._lookup import region_strength

    plain = shown.plain.upper()
    if len(plain) == 18 and plain[:17].isdecimal():
        province = plain[1:3] if region_strength(plain[1:3] + "0000") else "11"
        body = f"9{province}{draw.pick(_NO_NATIONS)}{_born(plain[6:14], draw)}{_sequence(plain[16], draw)}"
        return shown.cased(shown.lay(body + mod11_2_char(body)))
    if len(plain) == 15 and plain[:3].isalpha() and plain[3:].isdecimal():
        century = "20" if plain[7:9] <= "26" else "19"
        body = f"{draw.pick(_NATIONS)}{plain[3:5]}{99 - draw.below(9)}{_born(century + plain[7:13], draw)[2:]}{draw.digits(1)}"
        return shown.cased(shown.lay(body + icao731_digit(body)))
    return shown.lay(shape(shown.plain, draw))


def cn_passport(shown: Shown, draw: Draw) -> str:
    """The letters, which say the kind, stay; the digits are drawn. Of a machine-readable line all five checks hold."""
    text = shown.text
    if len(text) == 44 and "<" in text:
        return _machine_line(text, draw)
    if shown.plain.isdecimal():
        return shown.lay(draw.until(lambda: shape(shown.plain, draw), lambda fake: not is_day(fake)))
    return shown.lay(shape(shown.plain, draw, letters=False))


def _machine_line(text: str, draw: Draw) -> str:
    """ICAO 9303 TD3, second line: number, nation (kept), birth (year kept), sex (kept), expiry (year kept), personal number."""
    number = shape(text[:9], draw, letters=False)
    birth = text[13:15] + day_in(2000, draw) if text[13:15].isdecimal() else shape(text[13:19], draw)
    expiry = text[21:23] + day_in(2000, draw) if text[21:23].isdecimal() else shape(text[21:27], draw)
    own = shape(text[28:42], draw)
    checks = [icao731_digit(part) for part in (number, birth, expiry)]
    personal = own + (icao731_digit(own) if own.strip("<") else text[42])
    head = f"{number}{checks[0]}{text[10:13]}{birth}{checks[1]}{text[20]}{expiry}{checks[2]}{personal}"
    return head + icao731_digit(head[:10] + head[13:20] + head[21:43])


def cn_travel_permit(shown: Shown, draw: Draw) -> str:
    """As a passport: letters stay, digits are drawn, and eight of them are no day."""
    return shown.lay(draw.until(lambda: shape(shown.plain, draw, letters=False), lambda fake: not is_day(fake)))


def hk_id_card(shown: Shown, draw: Draw) -> str:
    """One letter or two and six digits, all drawn, and the right check character."""
    plain = shown.plain.upper()
    letters = 2 if plain[1:2].isalpha() else 1
    if len(plain) != letters + 7 or not plain[0].isalpha() or not plain[letters:-1].isdecimal():
        return shown.lay(shape(shown.plain, draw))
    head, digits = draw.chars(UPPER, letters), draw.digits(6)
    check = next(char for char in "0123456789A" if hkid_ok(head, digits, char))
    return shown.cased(shown.lay(head + digits + check))


def tw_id_card(shown: Shown, draw: Draw) -> str:
    """The character that says sex or residence stays; the letter of the county is drawn; the check digit holds."""
    plain = shown.plain.upper()
    if len(plain) != 10 or not plain[0].isalpha() or plain[1] not in "1289ABCD" or not plain[2:].isdecimal():
        return shown.lay(shape(shown.plain, draw))
    body = draw.pick(_ROC_LETTERS) + plain[1] + draw.digits(7)
    return shown.cased(shown.lay(body + next((digit for digit in DIGITS if tw_id_ok(body + digit)), "0")))


def mo_id_card(shown: Shown, draw: Draw) -> str:
    """The first digit, which says when the card's series began, stays."""
    return shown.lay(shape(shown.plain, draw, keep=1))


def cn_military_id(shown: Shown, draw: Draw) -> str:
    """军字第 and the like stay; the digits are drawn."""
    return shown.lay(draw.until(lambda: shape(shown.plain, draw), lambda fake: not is_day(fake)))


def cn_social_security_card(shown: Shown, draw: Draw) -> str:
    """Nine characters of the national card: a letter and eight; regions' own numbers digit by digit; an ID as an ID."""
    plain = shown.plain
    if len(plain) == 18 and plain[:17].isdecimal():
        return cn_id_card(shown, draw)
    if len(plain) == 9 and plain[0].isalpha() and plain[1:].isdecimal():
        return shown.cased(shown.lay(draw.pick(PRINTED) + shape(plain[1:], draw)))
    return shown.lay(draw.until(lambda: shape(plain, draw), lambda fake: not is_day(fake) and len(set(fake)) > 2))


def cn_medical_record(shown: Shown, draw: Draw) -> str:
    """Letters in front and a year behind them (ZY2024…) stay, the rest is drawn."""
    plain = shown.plain
    letters = len(plain) - len(plain.lstrip(UPPER + UPPER.lower()))
    year = plain[letters : letters + 4]
    keep = letters + (4 if "2000" <= year <= "2099" and year.isdecimal() and len(plain) > letters + 5 else 0)
    return shown.lay(shape(plain, draw, keep=keep))
