"""IMEI (3GPP TS 23.003): 15 digits, the last a Luhn check digit; IMEISV has 16, the number without its check digit 14.

Luhn passes one 15-digit number in ten: without a label only the bodies that issue most numbers count, and then weakly.
MEID, its 14 hexadecimal digits beginning with A or 99, is labelled "meid" or "IMEI" just the same.
"""

from __future__ import annotations

from ..checksums import luhn_ok
from ..spec import DIGITS, LABEL, Pattern, Score, builtin, score

_BODIES = ("01", "35", "86", "99")
"""PTCRB (North America), BABT (Europe), TAF (China), and the global hexadecimal administrator."""


def _check(value: str) -> Score | None:
    return score(0.4, 0.96) if value[:2] in _BODIES and luhn_ok(value) and len(set(value)) > 2 else None


def _check_labelled(value: str) -> Score | None:
    """A mistyped check digit counts for less; 16 digits carry a software version and 14 no check digit at all."""
    value = value.replace("/", "")
    if len(set(value)) < 3:
        return None
    if len(value) == 15:
        return score(0.0, 0.95) if luhn_ok(value) else score(0.0, 0.78)
    return score(0.0, 0.85) if value[:2] in _BODIES or not value.isdigit() else score(0.0, 0.7)


RECOGNIZER = builtin(
    "IMEI",
    [
        Pattern("plain", "[0-9]{15}", score(0.4, 0.96), anchor=DIGITS, lengths=(15,), heads="0389", check=_check, numeric=True),
        Pattern(
            "labelled",
            "(?:[0-9]{14,16}|[0-9]{6}[ /-][0-9]{2}[ /-][0-9]{6}(?:[ /-][0-9]{1,2})?|[0-9]{2}[ /-][0-9]{6}[ /-][0-9]{6}(?:[ /-][0-9]{1,2})?"
            "|[0-9]{3}(?: [0-9]{3}){4}|[0-9]{4} [0-9]{4} [0-9]{4} [0-9]{3}|[0-9]{8}[ -][0-9]{6}[ -]?[0-9])(?![0-9A-Za-z])",
            score(0.0, 0.95),
            anchor=LABEL,
            digital=True,
            chain=True,
            check=_check_labelled,
        ),
        Pattern("meid", "[Aa][0-9][0-9A-Fa-f]{12}|99[0-9A-Fa-f]{12}", score(0.0, 0.85), anchor=LABEL, digital=True, check=_check_labelled),
    ],
    labels=(
        "终端号", "终端编号", "终端设备号", "终端标识", "终端ID", "设备唯一码", "设备唯一标识", "设备串码", "手机串码", "手机设备号", "手机IMEI", "串码", "手機序號", "手機串號", "terminal id", "terminal no", "phone imei", "mobile imei", "device imei", "phone serial",
        "imei", "imei1", "imei2", "imeisv", "meid", "imei no", "imei码", "IMEI码", "imei碼", "IMEI碼", "串号", "串號", "手机串号", "设备串号", "移动设备识别码", "手机识别码", "手機識別碼",
        "行動裝置識別碼", "设备号", "設備號", "设备编号", "设备码", "设备ID", "设备id", "设备识别码", "设备标识", "裝置識別碼", "裝置ID", "device id", "device no", "device code", "入网许可串号",
    ),
    level="C1",
    title_en="IMEI or MEID of a mobile device",
    title_zh="IMEI(手机串号)",
    standard="3GPP TS 23.003; Luhn",
    example="490154203237518",
)  # fmt: skip
