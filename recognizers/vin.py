"""Vehicle identification number, GB 16735-2019 (ISO 3779): 17 characters without I, O, Q; check at position nine.

Imports from Europe may fail the check: they count behind a label.
"""

from __future__ import annotations

from ..checksums import vin_ok
from ..spec import LABEL, TOKEN, Pattern, Score, builtin, score


def _check(value: str) -> Score | None:
    value = value.upper()
    if value[:3].isdigit() or not value[-3:].isdigit() or sum("0" <= char <= "9" for char in value) < 4:
        return None
    if vin_ok(value):
        return score(0.85, 0.97, 0.3) if value[0] == "L" and value[-4:].isdigit() else score(0.6, 0.95, 0.1)
    return score(0.1, 0.85)


def _check_sure(value: str) -> Score | None:
    """Where spaces or prose stand in between, the check digit has to hold."""
    return score(0.0, 0.9) if vin_ok(value.upper()) and _check(value) else None


def _check_misread(value: str) -> Score | None:
    """I, O and Q never stand in a VIN: behind a label they are 1, 0 and 0 misread."""
    corrected = value.upper().translate({73: "1", 79: "0", 81: "0"})
    return _check(corrected) and score(0.0, 0.8)


RECOGNIZER = builtin(
    "VIN",
    [
        Pattern("17", "[A-HJ-NPR-Z0-9]{17}(?![0-9A-Za-z])", score(0.85, 0.97), anchor=TOKEN, check=_check),
        Pattern("labelled", "[A-HJ-NPR-Za-hj-npr-z0-9]{17}", score(0.0, 0.9), anchor=LABEL, digital=True, check=_check),
        Pattern("gaps", "[A-HJ-NPR-Za-hj-npr-z0-9](?: {0,2}[A-HJ-NPR-Za-hj-npr-z0-9]){16}(?![0-9A-Za-z])", score(0.0, 0.9), anchor=LABEL, digital=True, check=_check_sure),
        Pattern("prose", "[^0-9A-Za-z]{1,16}(?P<value>[a-hj-npr-z0-9]{17})(?![0-9A-Za-z])", score(0.0, 0.88), anchor=LABEL, digital=True, check=_check_sure),
        Pattern("grouped", "[A-HJ-NPR-Z0-9]{3}[ -][A-HJ-NPR-Z0-9]{6}[ -][A-HJ-NPR-Z0-9]{8}", score(0.0, 0.88), anchor=LABEL, digital=True, check=_check),
        Pattern("misread", "[A-Za-z0-9]{17}", score(0.0, 0.8), anchor=LABEL, digital=True, check=_check_misread),
    ],
    labels=(
        "行驶证", "行车证", "行駛證", "行車執照", "车辆信息", "车辆登记证", "登记证书", "车型代号", "车身号", "车身编号", "车驾号", "车架编码", "车辆代码", "车 架 号", "车辆 识别", "車身號", "車體號碼", "vin number", "vin num", "vin id", "vehicle identification number", "vehicle identification", "vehicle id no", "vehicle vin", "car vin", "body no", "frame num", "frame number", "chassis num", "chassis number", "chejiahao", "cjhm", "clsbm", "djh", "车架", "车辆识别", "识别代号", "识别代码", "大架号", "底盘号", "車架", "車身號碼", "車輛識別", "vin", "vin no", "vin code", "chassis", "frame no",
        "chassis no", "cjh", "clsbdh",
    ),
    level="C2",
    title_en="Vehicle identification number",
    title_zh="车架号(车辆识别代号)",
    standard="GB 16735-2019; ISO 3779",
    example="LSVAA0007L0000001",
)  # fmt: skip
