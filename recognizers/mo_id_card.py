"""Macau resident identity card (BIR): eight digits that begin with 1, 5 or 7, the last one in brackets.

The check algorithm is not published: the bracketed shape or a label is needed.
"""

from __future__ import annotations

from ..spec import LABEL, Pattern, Trigger, builtin, score
from ._behind import named_behind

RECOGNIZER = builtin(
    "MO_ID_CARD",
    [
        Pattern(
            "bracket",
            "[157][0-9]{6} ?[(（][0-9][)）]",
            score(0.55, 0.95),
            anchor=Trigger("[0-9]{6} ?(?:[(/]|（) ?[0-9Aa]", 14, ahead=4),
            numeric=True,
        ),
        Pattern(
            "slash",
            "(?<![0-9/])[157]/[0-9]{6}/[0-9](?![0-9/])",
            score(0.55, 0.92),
            anchor=Trigger("[0-9]{6} ?(?:[(/]|（) ?[0-9Aa]", 14, ahead=4),
            numeric=True,
        ),
        named_behind("[157][0-9]{6}-?[0-9]", "澳[门門](?:永久)?(?:居民)?(?:身份|身分)?[证證](?:件)?|BIR|bir", score(0.9, 0.93)),
        Pattern("bare", "[157][0-9]{6}[ -]?[0-9](?![0-9A-Za-z])", score(0.0, 0.85), anchor=LABEL, digital=True),
    ],
    labels=("澳门身份证", "澳门证件", "澳门证", "澳门ID", "澳门身分证", "澳门永居", "澳门居民证", "澳門身分證", "澳門證件", "澳門ID", "moid", "mo id", "macao id card", "macau id card", "macau identity", "macao identity", "bir no", "澳门居民身份证", "澳门永久性居民身份证", "澳門身份證", "澳門居民身份證", "澳門永久性居民身份證", "macau id", "macao id", "bir"),
    level="C2",
    title_en="Macau resident identity card",
    title_zh="澳门身份证号",
    standard="Shapes are conventional; the check algorithm is not published",
    example="1234567(8)",
)  # fmt: skip
