"""Engine (motor) number of a vehicle: five to twenty letters and digits, each maker's own.

The label decides; and what a space, a comma and nothing else separates from a sound VIN, in the order licences print the two.
"""

from __future__ import annotations

from ..checksums import vin_ok
from ..spec import LABEL, TOKEN, Parsed, Pattern, Score, builtin, score
from ._lookup import is_date
from ._masks import is_crossed_out


def _check(value: str) -> Score | None:
    """Five characters at least, three digits, not one character over and over, not masked already."""
    if is_crossed_out(value):
        return None
    digits = sum("0" <= char <= "9" for char in value)
    return score(0.0, 0.93) if len(value) >= 5 and digits >= 3 and len(set(value)) > 1 else None


def _behind_vin(text: str, start: int, end: int) -> Parsed | None:
    """Digits alone could be any number: seven or eight that are no day, and no comma."""
    value = text[start:end]
    if not vin_ok(text[start - 18 : start - 1].upper()) or sum("0" <= char <= "9" for char in value) < 5:
        return None
    if value.isdigit() and (
        text[start - 1] != " " or not 7 <= len(value) <= 8 or (len(value) == 8 and is_date(value[:4], value[4:6], value[6:]))
    ):
        return None
    return start, end, score(0.6, 0.9)


RECOGNIZER = builtin(
    "CN_ENGINE_NUMBER",
    [
        Pattern(
            "labelled",
            # One run; or the engine's type, a gap, and its serial: "CDA 123456", "G4FC-8U123456", "4G15*SA1234*".
            "(?![12][0-9]{3}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?![0-9]))(?=[A-Za-z]{0,19}[0-9]|[A-Za-z]{1,6}[ -][A-Za-z]{0,3}[0-9])"
            "(?:[0-9A-Za-z]{2,8}(?:-|\\*)[0-9A-Za-z]{4,12}\\*?(?![0-9A-Za-z*])|[A-Z][0-9A-Z]{1,7} [0-9A-Z]{0,3}[0-9]{5,8}(?![0-9A-Za-z])|[0-9A-Za-z]{5,20})",
            score(0.0, 0.93),
            anchor=LABEL,
            digital=True,
            check=_check,
        ),
        Pattern(
            "behind-vin",
            "[A-HJ-NPR-Z0-9]{17}[ ,，、/](?P<value>[0-9A-Z]{6,11})(?![0-9A-Za-z.])",
            score(0.6, 0.93),
            anchor=TOKEN,
            parse=_behind_vin,
        ),
    ],
    labels=(
        "发动机", "发动机代码", "发动机编码", "发动机机号", "发动机出厂号", "发动机型号及编号", "发动机号/电机号", "引擎序号", "引擎號碼", "發動機", "马达编号", "电机编号", "电机序列号", "驱动电机号", "电动机编号", "驱动电机编号", "engine code", "engine id", "engine sn", "engine serial", "engine", "motor num",
        "motor number", "motor code", "fadongji", "fdjbh", "djbh",
        "发动机号", "发动机编号", "发动机识别号", "发动机识别码", "发动机序列号", "引擎号", "引擎编号", "马达号", "电机号", "电动机号", "發動機號", "發動機編號", "引擎號", "引擎編號",
        "發 動 機 號", "发 动 机 号", "engine no", "engine num", "engine number", "engine serial no", "eng no", "motor no", "fdjh", "fdjhm",
    ),
    level="C2",
    title_en="Vehicle engine number",
    title_zh="发动机号",
    standard="none; makers' own rules",
    example="SQR4721234",
)  # fmt: skip
