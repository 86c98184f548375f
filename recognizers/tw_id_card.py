"""Taiwan national ID and resident certificates (old and new form): weighted sum modulo 10.

The check passes one number in ten, and a letter with nine digits is a common order number: without a
label it counts where its second digit says citizen or resident; two letters and eight digits are an invoice's number
in Taiwan, so the resident certificates of before 2021 need a label.
"""

from __future__ import annotations

from ..checksums import tw_id_ok
from ..spec import LABEL, Pattern, Score, Trigger, builtin, score
from ._behind import named_behind
from ._papers import PAPER_WORDS


def _check(value: str) -> Score | None:
    if not tw_id_ok(value.upper()):
        return score(0.0, 0.65)
    return score(0.52 if value[1].isdigit() and value[0].isupper() else 0.4, 0.93)


def _check_lower(value: str) -> Score | None:
    return score(0.4, 0.9) if tw_id_ok(value.upper()) else None


def _check_behind(value: str) -> Score | None:
    return score(0.9, 0.93) if tw_id_ok(value.upper()) else None


RECOGNIZER = builtin(
    "TW_ID_CARD",
    [
        Pattern("plain", "[A-Z][1289A-D][0-9]{8}", score(0.4, 0.93), anchor=Trigger("[A-Z][1289A-D][0-9]{8}", 10, ahead=1, ended=True), check=_check),
        Pattern("lower", "[a-z][1289a-d][0-9]{8}", score(0.0, 0.9), anchor=LABEL, digital=True, check=_check),
        Pattern("grouped", "[A-Za-z][ -]?[1289A-Da-d](?:[ -]?[0-9]){8}(?![0-9A-Za-z])", score(0.0, 0.9), anchor=LABEL, digital=True, check=_check_lower),
        named_behind("[A-Za-z][1289A-Da-d][0-9]{8}", "(?:国民|國民|台湾|台灣|臺灣)?(?:身份|身分)?[证證](?:件)?|居留[证證]|ID|id", score(0.9, 0.93), check=_check_behind),
    ],
    labels=(
        *PAPER_WORDS, "台湾身份证", "台湾证件", "台灣證件", "臺灣身分證", "身分證", "身分证", "統一證號", "居留證", "台灣身分證", "國民身分證", "身份證", "身份证", "national id", "arc no", "arc", "taiwan id", "tw id", "twid", "roc id", "rocid", "id card", "identity card", "统一证号", "身份字號", "身分字號", "身 分 證", "sfzh", "sfz", "居留证", "居民證", "identity", "uid no", "national id no",
    ),
    level="C2",
    title_en="Taiwan national ID and resident certificate",
    title_zh="台湾身份证号、居留证号",
    standard="Check digit verified by computation",
    example="A123456789",
)  # fmt: skip
