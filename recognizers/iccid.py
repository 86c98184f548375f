"""ICCID, the serial of a SIM card (ITU-T E.118): 89, country 86, network, serial; 19 or 20 characters.

The Luhn digit at the end fits often, not always, and some networks put hexadecimal letters into the serial:
the prefix decides, the check digit only adds.
"""

from __future__ import annotations

from ..checksums import luhn_ok
from ..spec import DIGITS, LABEL, TOKEN, Pattern, Score, builtin, score


def _check(value: str) -> Score | None:
    if len(set(value)) < 5:
        return None
    return score(0.75, 0.97, 0.2) if luhn_ok(value) or luhn_ok(value[:19]) else score(0.55, 0.95, 0.1)


def _check_labelled(value: str) -> Score | None:
    if not 18 <= len(value) <= 20 or len(set(value)) < 3:
        return None
    return score(0.0, 0.96) if value[:4] == "8986" else score(0.0, 0.85)


RECOGNIZER = builtin(
    "ICCID",
    [
        Pattern("plain", "8986[01][0-9]{14,15}", score(0.75, 0.97), anchor=DIGITS, lengths=(19, 20), heads="8", check=_check, numeric=True),
        Pattern("letters", "8986[01][0-9A-F]{14,15}(?![0-9A-Za-z])", score(0.6, 0.95, 0.1), anchor=TOKEN),
        Pattern("labelled", "89[0-9]{4}[0-9A-Fa-f]{12,14}", score(0.0, 0.95), anchor=LABEL, digital=True, check=_check_labelled, chain=True),
        Pattern(
            "grouped",
            "89[0-9]{2}(?P<a>[ -])[0-9]{4}(?P=a)[0-9A-Fa-f]{4}(?P=a)[0-9A-Fa-f]{4}(?P=a)[0-9A-Fa-f]{3,4}|89[0-9]{4}(?P<b>[ -])[0-9A-Fa-f]{4,7}(?P=b)[0-9A-Fa-f]{4,8}(?:(?P=b)[0-9A-Fa-f]{1,4})?|89860(?: [0-9A-Fa-f]{5}){3}",
            score(0.0, 0.93),
            anchor=LABEL,
            digital=True,
            check=_check_labelled,
        ),
    ],
    labels=(
        "iccid", "icc id", "iccid1", "iccid2", "iccid号", "ICCID号", "sim卡号", "SIM卡号", "sim卡號", "SIM卡號", "SIM卡", "sim卡", "sim card", "sim no", "sim serial", "usim", "手机卡序列号",
        "物联网卡号", "集成电路卡识别码", "卡串号", "SIM卡序列号", "SIM卡序號",
    ),
    level="C1",
    title_en="ICCID, serial number of a SIM card",
    title_zh="ICCID(SIM 卡号)",
    standard="ITU-T E.118; the network part is conventional",
    example="89860012345678901237",
)  # fmt: skip
