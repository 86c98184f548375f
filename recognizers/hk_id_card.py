"""Hong Kong identity card: one or two letters, six digits, check character in brackets (weights 9…2 modulo 11)."""

from __future__ import annotations

from ..checksums import hkid_ok
from ..spec import LABEL, Pattern, Score, Trigger, builtin, score
from ._behind import named_behind
from ._papers import PAPER_WORDS


def _parts(value: str) -> tuple[str, str, str]:
    plain = "".join(char for char in value if char.isascii() and char.isalnum()).upper()
    letters = plain[:2] if plain[1:2].isalpha() else plain[:1]
    return letters, plain[len(letters) : -1], plain[-1:]


def _check(value: str) -> Score | None:
    return score(0.9, 0.98, 0.5) if hkid_ok(*_parts(value)) else score(0.0, 0.7)


def _check_bare(value: str) -> Score | None:
    return score(0.0, 0.9) if hkid_ok(*_parts(value)) else None


def _check_behind(value: str) -> Score | None:
    return score(0.8, 0.9) if hkid_ok(*_parts(value)) else None


RECOGNIZER = builtin(
    "HK_ID_CARD",
    [
        Pattern(
            "bracket",
            "[A-Za-z]{1,2}[0-9]{6} ?(?:[(（] ?[0-9Aa] ?[)）]|/[0-9Aa](?![0-9A-Za-z]))",
            score(0.9, 0.98),
            anchor=Trigger("[0-9]{6} ?(?:[(/]|（) ?[0-9Aa]", 14, ahead=4),
            check=_check,
        ),
        Pattern("bare", "[A-Za-z]{1,2}[0-9]{6}[0-9Aa]", score(0.0, 0.9), anchor=LABEL, digital=True, check=_check_bare),
        Pattern("grouped", "[A-Za-z]{1,2}[ -]?[0-9]{3}[ -]?[0-9]{3}[ -]?(?:[0-9Aa](?![0-9A-Za-z])|[(（] ?[0-9Aa] ?[)）])", score(0.0, 0.88), anchor=LABEL, digital=True, check=_check_bare),
        named_behind("[A-Za-z]{1,2}[0-9]{6}[0-9Aa]", "(?:香港)?(?:永久)?(?:居民)?(?:身份|身分)?[证證](?:件)?|HKID|ID|id", score(0.9, 0.93), check=_check_behind),
    ],
    labels=(
        "香港身份证", "香港永久性居民身份证", "港澳身份证", "香港居民身份证", "身份证", "身分证", "香港身分证", "香港证件", "香港永居", "香港证", "港人身份证", "香港ID", "香港id", *PAPER_WORDS, "香港身份證", "香港身分證", "身分證", "身份證號", "香港證件", "香港永久居民身份證", "永久性居民身份證", "身份證", "香港永久性居民身份證", "身 份 证", "身 份 證", "hkid", "hkic", "hk id card", "hk identity", "hong kong identity", "identity", "identity document", "sfz", "sfzh", "hk id",
        "hong kong identity card", "hong kong id", "identity card", "id card",
    ),
    level="C2",
    title_en="Hong Kong identity card",
    title_zh="香港身份证号",
    standard="Hong Kong Immigration Department; check digit verified by computation",
    example="A123456(3)",
)  # fmt: skip
