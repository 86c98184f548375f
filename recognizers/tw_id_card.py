"""Taiwan national ID and resident certificates (old and new form): weighted sum modulo 10.

The check passes one number in ten, and a letter with nine digits is a common order number: without a
label it counts only when it is the whole text.
"""

from __future__ import annotations

from ..checksums import tw_id_ok
from ..spec import LABEL, Pattern, Score, Trigger, builtin, score


def _check(value: str) -> Score | None:
    return score(0.4, 0.93) if tw_id_ok(value.upper()) else score(0.0, 0.65)


RECOGNIZER = builtin(
    "TW_ID_CARD",
    [
        Pattern("plain", "[A-Z][1289A-D][0-9]{8}", score(0.4, 0.93), anchor=Trigger("[A-Z][1289A-D][0-9]{8}", 10, ahead=1, ended=True), check=_check),
        Pattern("lower", "[a-z][1289a-d][0-9]{8}", score(0.0, 0.9), anchor=LABEL, digital=True, check=_check),
    ],
    labels=(
        "台湾身份证", "身分證", "身分证", "統一證號", "居留證", "台灣身分證", "國民身分證", "身份證", "身份证", "national id", "arc no", "arc", "taiwan id", "id no", "证件号", "證件號",
        "id number",
    ),
    level="C2",
    title_en="Taiwan national ID and resident certificate",
    title_zh="台湾身份证号、居留证号",
    standard="Check digit verified by computation",
    example="A123456789",
)  # fmt: skip
