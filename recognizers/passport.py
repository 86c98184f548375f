"""Passport numbers (no check digit: a label is needed) and the machine-readable line (ICAO 9303 TD3, checked)."""

from __future__ import annotations

from ..checksums import icao731_digit
from ..spec import LABEL, Pattern, Score, Trigger, builtin, score
from ._behind import named_behind
from ._masks import is_crossed_out
from ._papers import PAPER_WORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from ..spec import Parsed

_PRC = (
    "[EGDSPKHMegdspkhm][0-9]{8}|[Ee][A-HJ-NP-Za-hj-np-z][0-9]{7}|(?:[DSPdsp][Ee]|[Kk][Jj]|[Mm][Aa])[0-9]{7}|1[45][0-9]{7}"
)
_ORDINARY = "EeGg"
_state: list[re.Pattern[str]] = []


def _check_mrz(value: str) -> Score | None:
    """The second line: number, birth date and expiry each carry a 7-3-1 check digit."""
    if len(value) != 44:
        return None
    fields = ((0, 9), (13, 19), (21, 27))
    good = sum(icao731_digit(value[a:b]) == value[b] for a, b in fields)
    return score(0.97, 0.99, 0.8) if good == 3 else score(0.5, 0.8, 0.2) if good == 2 else None


def _is_passport(text: str, start: int) -> bool:
    """Whether a passport is spoken of in the 40 characters before, and not any document."""
    if not _state:
        import re

        _state.append(re.compile("[护護]照|[Pp]assport|PASSPORT|(?<![A-Za-z])(?:hzh?|HZH?)|[Tt]ravel"))
    return bool(_state[0].search(text[max(0, start - 40) : start]))


def _parse_prc(text: str, start: int, end: int) -> Parsed | None:
    """Behind a word for any document only the shapes of ordinary passports."""
    if _is_passport(text, start):
        return start, end, score(0.0, 0.93)
    return (start, end, score(0.0, 0.88)) if text[start] in _ORDINARY else None


def _parse_foreign(text: str, start: int, end: int) -> Parsed | None:
    """Any country's: only where a passport is spoken of."""
    worth = _check_foreign(text[start:end])
    return (start, end, worth) if worth and _is_passport(text, start) else None


def _check_foreign(value: str) -> Score | None:
    """Six to nine letters and digits, at least four digits, not a date, not masked already."""
    digits = sum("0" <= char <= "9" for char in value)
    if digits < 4 or is_crossed_out(value) or (value.isdigit() and len(value) == 8 and value[:2] in ("19", "20")):
        return None
    return score(0.0, 0.8)


RECOGNIZER = builtin(
    "CN_PASSPORT",
    [
        Pattern("prc", _PRC, score(0.0, 0.93), anchor=LABEL, digital=True, parse=_parse_prc, chain=True),
        Pattern("grouped", "[EGeg] ?[A-Za-z]?[ -]?[0-9](?:[ -]?[0-9]){6,7}(?![0-9A-Za-z])", score(0.0, 0.88), anchor=LABEL, digital=True),
        named_behind(_PRC, "(?:中国|中國)?[护護]照|[Pp]assport", score(0.88, 0.93)),
        Pattern("foreign", "[A-Za-z0-9]{6,9}", score(0.0, 0.8), anchor=LABEL, digital=True, parse=_parse_foreign),
        Pattern(
            "mrz",
            "(?<![0-9A-Z<])[A-Z0-9<]{9}[0-9][A-Z<]{3}[0-9]{7}[MFX<][0-9]{7}[A-Z0-9<]{14}[0-9<][0-9](?![0-9A-Z<])",
            score(0.97, 0.99),
            anchor=Trigger("[MFX<][0-9]{7}[0-9A-Z<]{14}[0-9<][0-9]", 45),
            glued=True,
            check=_check_mrz,
        ),
    ],
    labels=(*PAPER_WORDS, "护照", "护 照", "護 照", "passport id", "passport code", "ppt no", "pp no", "旅行证件", "旅行證件", "護照", "passport", "passport no", "hz", "hzh", "hzhm", "travel document"),
    level="C2",
    title_en="Passport number and machine-readable line",
    title_zh="护照号",
    standard="ICAO Doc 9303 (machine-readable line); visual shapes are conventional",
    example="E12345678",
)  # fmt: skip
