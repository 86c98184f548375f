"""Macau resident identity card (BIR): eight digits that begin with 1, 5 or 7, the last one in brackets.

The check algorithm is not published: the bracketed shape or a label is needed.
"""

from __future__ import annotations

from ..spec import LABEL, Pattern, Trigger, builtin, score

RECOGNIZER = builtin(
    "MO_ID_CARD",
    [
        Pattern(
            "bracket",
            "[157][0-9]{6} ?[(（][0-9][)）]",
            score(0.5, 0.95),
            anchor=Trigger("[0-9]{6} ?(?:[(/]|（) ?[0-9Aa]", 14, ahead=4),
            numeric=True,
        ),
        Pattern("slash", "[157]/[0-9]{6}/[0-9]", score(0.0, 0.92), anchor=LABEL, digital=True),
        Pattern("bare", "[157][0-9]{7}", score(0.0, 0.85), anchor=LABEL, digital=True),
    ],
    labels=("澳门身份证", "澳门居民身份证", "澳门永久性居民身份证", "澳門身份證", "澳門居民身份證", "澳門永久性居民身份證", "macau id", "macao id", "bir"),
    level="C2",
    title_en="Macau resident identity card",
    title_zh="澳门身份证号",
    standard="Shapes are conventional; the check algorithm is not published",
    example="1234567(8)",
)  # fmt: skip
