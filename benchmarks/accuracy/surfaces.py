"""How people write a value (grouped, in full-width digits, spoken) and how a scanner reads one."""

from __future__ import annotations

from benchmarks import values
from benchmarks.accuracy.pool import Source

_WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_SPOKEN = str.maketrans("0123456789", "零一二三四五六七八九")
_PHONE = str.maketrans("0123456789", "零幺二三四五六七八九")


def _grouped(value: str, sizes: tuple[int, ...], mark: str) -> str:
    parts, start = [], 0
    for size in sizes:
        parts.append(value[start : start + size])
        start += size
    return mark.join([part for part in (*parts, value[start:]) if part])


def mobile(value: str, rng: Source) -> str:
    """Three, four and four digits; full width; seldom otherwise."""
    draw = rng.random()
    if not value.isdigit() or len(value) != 11 or draw < 0.72:
        return value
    if draw < 0.9:
        return _grouped(value, (3, 4), rng.choice((" ", " ", "-", "－")))
    return value.translate(_WIDE) if draw < 0.96 else _grouped(value, (4, 3), " ")


def mobile_spoken(rng: Source) -> str:
    """Eleven digits in hanzi."""
    return values.mobile(rng).translate(rng.choice((_SPOKEN, _PHONE)))


def id_card(value: str, rng: Source) -> str:
    """Region, date and serial apart; a lower-case x; full width."""
    draw = rng.random()
    if draw < 0.72:
        return value
    if draw < 0.82:
        return value.lower()
    if draw < 0.94 and len(value) == 18:
        return _grouped(value, rng.choice(((6, 8), (6, 4, 4), (3, 3, 4, 4))), rng.choice((" ", " ", "-")))
    return value.translate(_WIDE)


def bank_card(value: str, rng: Source) -> str:
    """In fours, as printed on the card."""
    draw = rng.random()
    if draw < 0.6:
        return value
    if draw < 0.93:
        return _grouped(value, (4, 4, 4, 4), rng.choice((" ", " ", " ", "-")))
    return value.translate(_WIDE)


def letters(value: str, rng: Source) -> str:
    """In small letters, sometimes."""
    return value.lower() if rng.chance(0.12) else value


def ocr(value: str, rng: Source) -> str:
    """As a scanner reads it: a gap inside, or a letter for the digit it looks like."""
    draw = rng.random()
    if draw < 0.12:
        place = rng.randint(3, len(value) - 3)
        return f"{value[:place]} {value[place:]}"
    if draw < 0.16:
        return rng.choice((value.replace("0", "O", 1), value.replace("1", "l", 1)))
    return value
