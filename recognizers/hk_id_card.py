"""Hong Kong identity card: one or two letters, six digits, check character in brackets (weights 9…2 modulo 11)."""

from __future__ import annotations

from ..checksums import hkid_ok
from ..spec import LABEL, Pattern, Score, Trigger, builtin, score


def _parts(value: str) -> tuple[str, str, str]:
    plain = "".join(char for char in value if char.isascii() and char.isalnum()).upper()
    letters = plain[:2] if plain[1:2].isalpha() else plain[:1]
    return letters, plain[len(letters) : -1], plain[-1:]


def _check(value: str) -> Score | None:
    return score(0.9, 0.98, 0.5) if hkid_ok(*_parts(value)) else score(0.0, 0.7)


def _check_bare(value: str) -> Score | None:
    return score(0.0, 0.9) if hkid_ok(*_parts(value)) else None


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
    ],
    labels=(
        "香港身份证", "香港永久性居民身份证", "港澳身份证", "香港居民身份证", "身份证", "香港身份證", "身份證", "香港永久性居民身份證", "证件号", "證件號", "hkid", "hk id",
        "hong kong identity card", "hong kong id", "identity card", "id card", "id no",
    ),
    level="C2",
    title_en="Hong Kong identity card",
    title_zh="香港身份证号",
    standard="Hong Kong Immigration Department; check digit verified by computation",
    example="A123456(3)",
)  # fmt: skip
