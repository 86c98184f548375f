"""Passport numbers (no check digit: a label is needed) and the machine-readable line (ICAO 9303 TD3, checked)."""

from __future__ import annotations

from ..checksums import icao731_digit
from ..spec import LABEL, Pattern, Score, Trigger, builtin, score
from ._masks import is_crossed_out


def _check_mrz(value: str) -> Score | None:
    """The second line: number, birth date and expiry each carry a 7-3-1 check digit."""
    if len(value) != 44:
        return None
    fields = ((0, 9), (13, 19), (21, 27))
    good = sum(icao731_digit(value[a:b]) == value[b] for a, b in fields)
    return score(0.97, 0.99, 0.8) if good == 3 else score(0.5, 0.8, 0.2) if good == 2 else None


def _check_foreign(value: str) -> Score | None:
    """Six to nine letters and digits, at least four digits, not a date, not masked already."""
    digits = sum("0" <= char <= "9" for char in value)
    if digits < 4 or is_crossed_out(value) or (value.isdigit() and len(value) == 8 and value[:2] in ("19", "20")):
        return None
    return score(0.0, 0.8)


RECOGNIZER = builtin(
    "CN_PASSPORT",
    [
        Pattern("prc", "[EGDSPKHMegdspkhm][0-9]{8}|[Ee][A-HJ-NP-Za-hj-np-z][0-9]{7}|(?:[DSPdsp][Ee]|[Kk][Jj]|[Mm][Aa])[0-9]{7}|1[45][0-9]{7}", score(0.0, 0.93), anchor=LABEL, digital=True, chain=True),
        Pattern("grouped", "[EG][A-Z]?[ -]?[0-9](?:[ -]?[0-9]){6,7}", score(0.0, 0.88), anchor=LABEL, digital=True),
        Pattern("foreign", "[A-Za-z0-9]{6,9}", score(0.0, 0.8), anchor=LABEL, digital=True, check=_check_foreign),
        Pattern(
            "mrz",
            "(?<![0-9A-Z<])[A-Z0-9<]{9}[0-9][A-Z<]{3}[0-9]{7}[MFX<][0-9]{7}[A-Z0-9<]{14}[0-9<][0-9](?![0-9A-Z<])",
            score(0.97, 0.99),
            anchor=Trigger("[MFX<][0-9]{7}[0-9A-Z<]{14}[0-9<][0-9]", 45),
            glued=True,
            check=_check_mrz,
        ),
    ],
    labels=("护照", "護照", "passport", "passport no", "hz", "hzh", "hzhm", "travel document"),
    level="C2",
    title_en="Passport number and machine-readable line",
    title_zh="护照号",
    standard="ICAO Doc 9303 (machine-readable line); visual shapes are conventional",
    example="E12345678",
)  # fmt: skip
