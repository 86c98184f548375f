"""Resident identity number, GB 11643-1999: region (GB/T 2260 at first registration), birth date,
sequence, ISO 7064 MOD 11-2 check character; the 15-digit form issued until 1999; residence
permits of Hong Kong, Macau and Taiwan residents (regions 810000, 820000, 830000).

A random 18-digit number passes date and check at 3.6e-5 and, with the region table, not once in
two million; so a fully checked number needs no label and survives a veto. A labelled number with a
wrong check character is still reported: people mistype.
"""

from __future__ import annotations

from ..checksums import luhn_ok, mod11_2_ok
from ..spec import DIGITS, GROUPED, LABEL, SEP, Pattern, Score, builtin, score
from ._behind import named_behind
from ._lookup import is_date, region_strength
from ._papers import PAPER_WORDS
from ._tails import CITIZEN, tail

_X = "Xx×ХхΧχ"
_FOLD_X = {ord(char): "X" for char in _X}
_OCR = {ord(a): b for a, b in zip("OoQDIl|i!ZzASsbGTBgq", "00001111122455667899", strict=True)}


#: All checks hold, and the region is unknown, of a known province, of a known prefecture, known.
_SOUND = (score(0.1, 0.8), score(0.4, 0.95, 0.1), score(0.8, 0.97, 0.3), score(0.95, 0.99, 0.75))


def _check18(value: str) -> Score | None:
    if len(value) != 18:
        return None
    dated = is_date(value[6:10], value[10:12], value[12:14], 1850)
    region = region_strength(value[:6])
    if not value.isdigit():
        value = value.translate(_FOLD_X)
    if dated and mod11_2_ok(value):
        if value[6:8] == "18":  # only in archives and in the standard's second example
            return score(0.55, 0.9) if region == 3 else score(0.0, 0.7)
        return _SOUND[region]
    if dated and region:
        return score(0.3, 0.75) if region == 3 else score(0.0, 0.7)
    return None


def _check15(value: str) -> Score | None:
    if not is_date("19" + value[6:8], value[8:10], value[10:12]):
        return None
    region = region_strength(value[:6])
    if region == 3:  # of the IMEIs and cards of 15 digits, which pass Luhn, one in some thousands has a division and a day
        return score(0.5 if luhn_ok(value) else 0.55, 0.92)
    return score(0.0, 0.85) if region else score(0.0, 0.6)


def _mistyped(value: str) -> Score | None:
    """Behind a label: 18 characters with a wrong date, region or check, or one digit too few or too many."""
    return _check18(value) or (score(0.0, 0.62) if len(value) == 18 else score(0.0, 0.55))


def _check_gaps(value: str) -> Score | None:
    """OCR: spaces anywhere; only behind a label and only when every check passes."""
    found = _check18(value)
    return found if found and found[0] >= 0.4 else None


def _check_behind(value: str) -> Score | None:
    """What a customer calls his number afterwards: a known province and a day."""
    found = _check18(value) if len(value) == 18 else _check15(value)
    return score(0.7, 0.85) if found else None


def _misread(value: str) -> Score | None:
    """OCR: letters for digits; only behind a label and only when the corrected number passes every check."""
    corrected = value[:17].translate(_OCR) + value[17].translate(_OCR | _FOLD_X)
    if sum(char.isdigit() for char in value) < 12 or not corrected[:17].isdigit() or not mod11_2_ok(corrected):
        return None
    return score(0.0, 0.9) if is_date(corrected[6:10], corrected[10:12], corrected[12:14]) else None


_GROUPED = (
    f"(?<![0-9])(?:[1-9][0-9]{{5}}(?P<a>{SEP})[0-9]{{8}}(?P=a)[0-9]{{3}}(?:(?P=a)?[0-9{_X}])"
    f"|[1-9][0-9]{{5}}(?P<b>{SEP})[0-9]{{11}}[0-9{_X}]"
    f"|[1-9][0-9]{{13}}(?P<c>{SEP})[0-9]{{3}}[0-9{_X}]"
    f"|[1-9][0-9]{{5}}(?P<d>{SEP})[0-9]{{4}}(?P=d)[0-9]{{4}}(?P=d)[0-9]{{3}}[0-9{_X}]"
    f"|[1-9][0-9]{{5}}{SEP}[0-9]{{4}}{SEP}[0-9]{{2}}{SEP}[0-9]{{2}}{SEP}[0-9]{{3}}[0-9{_X}]"
    f"|[1-9][0-9]{{2}}(?P<e>{SEP})[0-9]{{3}}(?P=e)[0-9]{{4}}(?P=e)[0-9]{{4}}(?P=e)[0-9]{{3}}[0-9{_X}]"
    f"|[1-9][0-9]{{2}}(?P<f>{SEP})[0-9]{{4}}(?P=f)[0-9]{{4}}(?P=f)[0-9]{{4}}(?P=f)[0-9]{{2}}[0-9{_X}]"
    f"|[1-9][0-9]{{3}}(?P<g>{SEP})[0-9]{{4}}(?P=g)[0-9]{{4}}(?P=g)[0-9]{{4}}(?P=g)[0-9][0-9{_X}]"
    f"|[1-9](?P<h>[ ._-])[0-9](?:(?P=h)[0-9]){{15}}(?P=h)[0-9{_X}])(?![0-9])"
)

RECOGNIZER = builtin(
    "CN_ID_CARD",
    [
        Pattern("18", f"[1-9][0-9]{{16}}[0-9{_X}]", score(0.9, 0.99), anchor=DIGITS, lengths=(17, 18), heads="12345678", check=_check18),
        Pattern("15", "[1-9][0-9]{14}", score(0.5, 0.9), anchor=DIGITS, lengths=(15,), heads="12345678", check=_check15),
        Pattern("grouped", _GROUPED, score(0.9, 0.99), anchor=GROUPED, check=_check18),
        Pattern("mistyped", f"[1-9][0-9]{{15,18}}[{_X}]?", score(0.0, 0.6), anchor=LABEL, digital=True, check=_mistyped, chain=True),
        Pattern("gaps", f"[1-9](?: {{0,2}}[0-9]){{16}} {{0,2}}[0-9{_X}]", score(0.9, 0.99), anchor=LABEL, digital=True, check=_check_gaps),
        Pattern("misread", f"[0-9OoQDIl|i!ZzASsbGTBgq]{{17}}[0-9OoQDIl|SsB{_X}]", score(0.0, 0.9), anchor=LABEL, digital=True, check=_misread),
        named_behind(f"[1-9][0-9]{{14}}(?:[0-9]{{2}}[0-9{_X}])?", "(?:居民|二代|公民)?(?:身份|身分)[证證](?:件)?|[证證]件", score(0.85, 0.9), check=_check_behind),
        tail(CITIZEN),
    ],
    labels=(
        *PAPER_WORDS, "身份证", "身分证", "公民身份", "身份号", "户口本", "社会保障号", "二代证", "居住证", "驾驶证号", "驾照号", "驾驶证", "驾照",
        "身分證", "身份證", "公民身份號", "居住證", "駕照", "駕駛證", "id card", "identity card",
        "citizen id", "resident id", "cert num", "sfz", "sfzh", "sfzhm", "sfzhao", "shenfenzheng",
        "identity", "ssn", "id code", "national id", "身 份 证", "身 份 證", "公民身份 号码", "社会保障 号", "公 民 身 份", "户口簿",
    ),
    level="C2",
    title_en="Resident identity number (18 and 15 digits, residence permits)",
    title_zh="居民身份证号(18位、15位、港澳台居民居住证)",
    standard="GB 11643-1999; GB/T 2260",
    example="11010519491231002X",
)  # fmt: skip
