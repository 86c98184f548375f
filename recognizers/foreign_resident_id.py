"""Foreign permanent resident ID card. 2023 form: 9, province, nationality (ISO 3166-1 numeric, 000
stateless), birth date, sequence, MOD 11-2. Form of 2004: ISO 3166-1 alpha-3, four-digit place,
birth date, sequence, ICAO 7-3-1 check digit. Both verified on published samples.
"""

from __future__ import annotations

from ..checksums import icao731_digit, mod11_2_ok
from ..spec import DIGITS, LABEL, TOKEN, Pattern, Score, builtin, score
from ._lookup import is_date, region_strength


def _check18(value: str) -> Score | None:
    value = value.upper()
    if not is_date(value[6:10], value[10:12], value[12:14]) or not region_strength(value[1:3] + "0000"):
        return None
    return score(0.9, 0.98, 0.4) if mod11_2_ok(value) and int(value[3:6]) < 900 else score(0.0, 0.7)


def _check15(value: str) -> Score | None:
    value = value.upper()
    year = ("20" if value[7:9] <= "26" else "19") + value[7:9]
    if not (is_date(year, value[9:11], value[11:13]) or is_date("19" + value[7:9], value[9:11], value[11:13])):
        return None
    return score(0.85, 0.97, 0.3) if icao731_digit(value[:14]) == value[14] else score(0.0, 0.7)


RECOGNIZER = builtin(
    "CN_FOREIGN_RESIDENT_ID",
    [
        Pattern("2023", "9[0-9]{16}[0-9Xx]", score(0.9, 0.98), anchor=DIGITS, lengths=(17, 18), check=_check18),
        Pattern("2004", "[A-Z]{3}[0-9]{12}(?![0-9A-Za-z])", score(0.85, 0.97), anchor=TOKEN, check=_check15),
        Pattern("2004-labelled", "[A-Za-z]{3}[0-9]{12}", score(0.0, 0.9), anchor=LABEL, digital=True, check=_check15),
    ],
    labels=(
        "外国人永久居留", "永久居留身份证", "永久居留证", "永居证", "五星卡", "永居卡", "外國人永久居留", "永久居留身份證", "foreign permanent resident",
        "permanent resident", "身份证", "证件号", "cert no", "id no", "id card",
    ),
    level="C2",
    title_en="Foreign permanent resident ID card",
    title_zh="外国人永久居留身份证号",
    standard="National Immigration Administration (2023 form); ICAO 9303 check digit (2004 form)",
    example="932682198501010017",
)  # fmt: skip
