"""Fakes of plates, vehicles and organisations.

A VIN's model year is a code that GB 16735 gives to no year, so no vehicle of China or North America bears it; a credit code's
county never was. Plates, engines and organisation codes have no range set aside.
"""

from __future__ import annotations

from ..checksums import gb11714_ok, gb32100_char, mod11_10_ok, vin_char
from ._draw import DIGITS, PRINTED, Draw, Shown, shape
from ._papers import county

_NO_YEAR = "UZ0"
_VIN = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


def cn_license_plate(shown: Shown, draw: Draw) -> str:
    """Province, registry letter and the mark at the end stay, as does which places hold letters (no I, no O)."""
    plain = shown.plain
    keep = 2 if plain[:2].upper() == "WJ" else 1 if plain[:1].isalpha() else 0
    energy = ("D", "F") if len(plain) == 7 else ()
    fake = []
    for index, char in enumerate(plain):
        if index < keep or (char.upper() in energy and index in (1, 6)):
            fake.append(char)  # D and F say that the car is electric, or partly
        else:
            fake.append(draw.pick(DIGITS) if char in DIGITS else draw.pick(PRINTED))
    return shown.lay(shown.cased("".join(fake)))


def vin(shown: Shown, draw: Draw) -> str:
    """The maker (three characters) stays; model year of no year, drawn serial, right check character."""
    plain = shown.plain.upper()
    if len(plain) != 17:
        return shown.lay(shape(shown.plain, draw))
    head = "".join({"I": "1", "O": "0", "Q": "0"}.get(char, char) for char in plain[:3])
    body = f"{head}{draw.chars(_VIN, 5)}0{draw.pick(_NO_YEAR)}{draw.pick('ABCDEFGHJKLMNPRSTUVWXYZ')}{draw.digits(6)}"
    return shown.cased(shown.lay(body[:8] + vin_char(body) + body[9:]))


def cn_engine_number(shown: Shown, draw: Draw) -> str:
    """Letters, which name the engine's type, stay; digits are drawn."""
    plain = shown.plain
    digits = sum(char in DIGITS for char in plain)
    return shown.lay(shape(plain, draw, letters=digits < 4))


def cn_uscc(shown: Shown, draw: Draw) -> str:
    """Kind (first two characters), province and prefecture stay; county that never was, drawn code, both checks right."""
    plain = shown.plain.upper()
    if len(plain) != 18 or not plain[2:8].isdecimal():
        return shown.lay(shape(shown.plain, draw))
    head = "MA" if plain[8:10] == "MA" else ""
    code = head + draw.digits(8 - len(head))
    body = plain[:2] + county(plain[2:8], draw) + code + _check11714(code)
    check = gb32100_char(body) or draw.pick(DIGITS)
    return shown.cased(shown.lay(body + check))


def _check11714(code: str) -> str:
    return next((char for char in "0123456789X" if gb11714_ok(code + char)), "0")


def cn_organization_code(shown: Shown, draw: Draw) -> str:
    """Eight drawn characters of the same classes and the right check character."""
    plain = shown.plain
    if len(plain) != 9:
        return shown.lay(shape(plain, draw))
    keep = 2 if plain[:2].upper() == "MA" else 0


    def good(made: str) -> bool:
        return len(set(made)) > 3 and made[:2] not in ("19", "20")

    code = draw.until(lambda: shape(plain[:8], draw, keep=keep).upper(), good)
    return shown.cased(shown.lay(code + _check11714(code)))


def cn_business_registration(shown: Shown, draw: Draw) -> str:
    """The first digit and a county that never was in the same prefecture; of 15 digits the last is the check digit."""
    plain = shown.plain
    if len(plain) not in (13, 15) or not plain.isdecimal():
        return shown.lay(shape(plain, draw))
    body = county(plain[:6], draw) + draw.digits(7 if len(plain) == 13 else 8)
    return shown.lay(body if len(plain) == 13 else body + next(digit for digit in DIGITS if mod11_10_ok(body + digit)))
