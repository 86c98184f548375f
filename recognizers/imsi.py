"""IMSI (ITU-T E.212): country code, network code, subscriber; 15 digits, seldom 14. No check digit: a label is needed.

460 also begins the citizen IDs of Hainan with 15 digits, and nothing in the number tells them apart.
"""

from __future__ import annotations

from ..spec import LABEL, Pattern, Score, builtin, score

NETWORKS = frozenset("46000 46001 46002 46003 46004 46005 46006 46007 46008 46009 46011 46013 46015 46020 46059".split())
_REGIONAL = ("454", "455", "466")
"""Hong Kong, Macau, Taiwan."""


def _check(value: str) -> Score | None:
    if value[:5] in NETWORKS:
        return score(0.0, 0.96)
    if len(value) < 15 or len(set(value)) < 3:
        return None
    return score(0.0, 0.93) if value[:3] in _REGIONAL else score(0.0, 0.8)


RECOGNIZER = builtin(
    "IMSI",
    [
        Pattern(
            "labelled",
            "(?:[2-7][0-9]{13,14}|[2-7][0-9]{2}[ -][0-9]{2}[ -][0-9]{9,10}|460[0-9]{2}[ -][0-9]{9,10}|[2-7][0-9]{2}(?: [0-9]{3}){4})(?![0-9A-Za-z])",
            score(0.0, 0.95),
            anchor=LABEL,
            digital=True,
            chain=True,
            check=_check,
        )
    ],
    labels=("imsi", "imsi1", "imsi2", "imsi no", "imsi码", "IMSI码", "imsi碼", "IMSI碼", "国际移动用户识别码", "移动用户识别码", "用户识别码", "國際行動用戶識別碼", "用戶識別碼"),
    level="C1",
    title_en="IMSI of a mobile subscriber",
    title_zh="IMSI(移动用户识别码)",
    standard="ITU-T E.212",
    example="460001234567890",
)  # fmt: skip
