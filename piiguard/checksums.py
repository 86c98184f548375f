"""Check digits as pure functions over ASCII text. Each names its standard and raises nothing:
a value of the wrong shape is simply not valid.

``*_ok(value)`` tells whether the last (or, for VIN, the ninth) character fits the others;
``*_char(body)`` / ``*_digit(body)`` gives the character that would.
"""

from __future__ import annotations

from operator import mul

_DOUBLED = bytes(
    (48 + (2 * d - 9 if 2 * d > 9 else 2 * d)) if 0 <= (d := byte - 48) <= 9 else 48 for byte in range(256)
)
_MOD11_2_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_MOD11_2_OFFSET = 48 * sum(_MOD11_2_WEIGHTS)
_MOD11_2_CHARS = "10X98765432"
_GB32100 = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_GB32100_VALUE = {char: value for value, char in enumerate(_GB32100)}
_GB32100_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_GB11714_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_VIN_VALUE = {
    **{str(d): d for d in range(10)},
    **dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
}
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def luhn_ok(value: str) -> bool:
    """ISO/IEC 7812-1 annex B over a string of ASCII digits (two or more)."""
    if len(value) < 2 or not (value.isascii() and value.isdigit()):
        return False
    raw = value.encode()
    odd = raw[-1::-2]
    even = raw[-2::-2]
    return (sum(odd) + sum(even.translate(_DOUBLED)) - 48 * len(raw)) % 10 == 0


def luhn_digit(body: str) -> str:
    """The digit that makes ``body + digit`` pass :func:`luhn_ok`; "" when body is not digits."""
    if not (body.isascii() and body.isdigit()):
        return ""
    raw = body.encode()
    total = sum(raw[-1::-2].translate(_DOUBLED)) + sum(raw[-2::-2]) - 48 * len(raw)
    return str(-total % 10)


def mod11_2_char(body: str) -> str:
    """ISO 7064 MOD 11-2 check character for the first 17 digits of a citizen ID (GB 11643-1999)."""
    if len(body) != 17 or not (body.isascii() and body.isdigit()):
        return ""
    total = sum(map(mul, _MOD11_2_WEIGHTS, body.encode())) - _MOD11_2_OFFSET
    return _MOD11_2_CHARS[total % 11]


def mod11_2_ok(value: str) -> bool:
    """GB 11643-1999: 17 digits and their MOD 11-2 character; lower-case ``x`` is accepted."""
    return len(value) == 18 and mod11_2_char(value[:17]) == value[17].upper()


def mod11_10_ok(value: str) -> bool:
    """ISO 7064 MOD 11,10 over a string of digits (15-digit business registration, GS 15-2006)."""
    if len(value) < 2 or not (value.isascii() and value.isdigit()):
        return False
    product = 10
    for char in value[:-1]:
        product = (product + int(char)) % 10 or 10
        product = product * 2 % 11
    return (product + int(value[-1])) % 10 == 1


def gb32100_char(body: str) -> str:
    """Check character of a unified social credit code's first 17 characters (GB 32100-2015); "" when misshaped."""
    if len(body) != 17:
        return ""
    total = 0
    for char, weight in zip(body, _GB32100_WEIGHTS, strict=True):
        value = _GB32100_VALUE.get(char)
        if value is None:
            return ""
        total += value * weight
    return _GB32100[-total % 31]


def gb32100_ok(value: str) -> bool:
    """GB 32100-2015: 18 characters of ``0-9A-HJ-NPQRTUWXY``, the last one the check character."""
    return len(value) == 18 and gb32100_char(value[:17]) == value[17]


def gb11714_ok(value: str) -> bool:
    """GB 11714-1997 organisation code: eight characters, an optional hyphen, one check character."""
    check = value[8:].removeprefix("-")
    return len(check) == 1 and gb11714_char(value[:8]) == check


def gb11714_char(body: str) -> str:
    """Check character of an organisation code's first eight characters (GB 11714-1997); "" when misshaped."""
    if len(body) != 8:
        return ""
    total = 0
    for char, weight in zip(body, _GB11714_WEIGHTS, strict=True):
        if "0" <= char <= "9":
            total += int(char) * weight
        elif "A" <= char <= "Z":
            total += (ord(char) - 55) * weight
        else:
            return ""
    return "0123456789X"[-total % 11]


def vin_char(value: str) -> str:
    """The check character a 17-character VIN should carry at position nine (GB 16735-2019, ISO 3779); "" when misshaped."""
    if len(value) != 17:
        return ""
    total = 0
    for char, weight in zip(value, _VIN_WEIGHTS, strict=True):
        digit = _VIN_VALUE.get(char)
        if digit is None:
            return ""
        total += digit * weight
    return "0123456789X"[total % 11]


def vin_ok(value: str) -> bool:
    """A VIN whose ninth character is its check character."""
    return len(value) == 17 and vin_char(value) == value[8]


def icao731_digit(body: str) -> str:
    """ICAO 9303 weights 7-3-1 modulo 10 over ``0-9A-Z<`` (A is 10); "" when another character occurs."""
    total = 0
    for index, char in enumerate(body):
        if "0" <= char <= "9":
            number = int(char)
        elif "A" <= char <= "Z":
            number = ord(char) - 55
        elif char == "<":
            number = 0
        else:
            return ""
        total += number * (7, 3, 1)[index % 3]
    return str(total % 10)


def hkid_ok(letters: str, digits: str, check: str) -> bool:
    """Hong Kong identity card: one or two letters, six digits and the bracketed check character."""
    right = hkid_char(letters, digits)
    return bool(right) and check.upper() == right


def hkid_char(letters: str, digits: str) -> str:
    """The check character of a Hong Kong identity card, 0 to 9 or A; "" when letters or digits are misshaped."""
    if not (1 <= len(letters) <= 2 and letters.isascii() and letters.isalpha() and len(digits) == 6 and digits.isdecimal()):
        return ""
    values = [36] * (2 - len(letters)) + [ord(c) - 55 for c in letters.upper()] + [int(d) for d in digits]
    total = sum(v * w for v, w in zip(values, (9, 8, 7, 6, 5, 4, 3, 2), strict=True))
    return "0123456789A"[-total % 11]


_TW_LETTER = {c: 10 + i for i, c in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO")}


def tw_id_ok(value: str) -> bool:
    """Taiwan national ID and both forms of resident certificate: weights 1, 9, 8…1, 1 modulo 10."""
    if len(value) != 10 or not value.isascii() or value[0] not in _TW_LETTER or not value[2:].isdigit():
        return False
    first = _TW_LETTER[value[0]]
    second = value[1]
    if second in "ABCD":
        digit = _TW_LETTER[second] % 10
    elif second in "1289":
        digit = int(second)
    else:
        return False
    total = first // 10 + 9 * (first % 10) + 8 * digit
    total += sum(int(c) * w for c, w in zip(value[2:9], (7, 6, 5, 4, 3, 2, 1), strict=True)) + int(value[9])
    return total % 10 == 0
