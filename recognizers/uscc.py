"""Unified social credit code, GB 32100-2015: 18 characters, region at three to eight, MOD 31 check.

Not personal for a company; 92… is an individual business and therefore a person's.
"""

from __future__ import annotations

from ..checksums import gb11714_ok, gb32100_ok
from ..spec import DIGITS, LABEL, TOKEN, Pattern, Score, builtin, score
from ._lookup import region_strength

_KINDS = frozenset(
    "11 12 13 19 21 29 31 32 33 34 35 39 41 49 51 52 53 54 55 59 61 62 69 71 72 79 81 89 91 92 93 A1 A9 G1 J1 N1 N2 N3 N9 Y1".split()
)
_CHARS = "0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy"


def _check(value: str) -> Score | None:
    value = value.upper()
    if value[:2] not in _KINDS or not value[2:8].isdigit() or not region_strength(value[2:8]):
        return None
    if gb32100_ok(value):
        if not value.isdigit():
            return score(0.9, 0.97, 0.4)
        return score(0.85, 0.96, 0.2) if gb11714_ok(value[8:17]) else score(0.3, 0.9)
    return score(0.0, 0.75)


RECOGNIZER = builtin(
    "CN_USCC",
    [
        Pattern("digits", "[0-9]{18}", score(0.9, 0.97), anchor=DIGITS, lengths=(18,), heads="123456789", check=_check),
        Pattern("token", "[0-9A-Y][0-9][0-9]{6}(?=[0-9A-Z]{0,9}[A-Z])[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])", score(0.9, 0.97), anchor=TOKEN, check=_check),
        Pattern("grouped", "[0-9A-Y][0-9][ -][0-9]{6}[ -][0-9A-HJ-NPQRTUWXY]{8}[ -]?[0-9A-HJ-NPQRTUWXY][ -]?[0-9A-HJ-NPQRTUWXY]", score(0.0, 0.9), anchor=LABEL, digital=True, check=_check),
        Pattern("labelled", f"[{_CHARS}]{{18}}", score(0.0, 0.9), anchor=LABEL, digital=True, check=_check),
    ],
    labels=(
        "统一社会信用代码", "社会信用代码", "信用代码", "税号", "纳税人识别号", "营业执照", "组织机构代码", "注册号", "統一社會信用代碼", "信用代碼", "稅號", "uscc",
        "credit code", "social credit", "tax id", "tax no", "taxpayer", "tyshxydm", "shxydm", "nsrsbh", "证件号", "cert no",
    ),
    level="C1",
    title_en="Unified social credit code",
    title_zh="统一社会信用代码",
    standard="GB 32100-2015",
    example="91350100M000100Y43",
)  # fmt: skip
