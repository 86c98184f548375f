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


def _check_misread(value: str) -> Score | None:
    """I, O and Q never stand in a VIN: behind a label they are 1, 0 and 0 misread."""
    corrected = value.upper().translate({73: "1", 79: "0", 81: "0"})
    return _check(corrected) and score(0.0, 0.8)


RECOGNIZER = builtin(
    "VIN",
    [
        Pattern("17", "[A-HJ-NPR-Z0-9]{17}(?![0-9A-Za-z])", score(0.85, 0.97), anchor=TOKEN, check=_check),
        Pattern("labelled", "[A-HJ-NPR-Za-hj-npr-z0-9]{17}", score(0.0, 0.9), anchor=LABEL, digital=True, check=_check),
        Pattern("grouped", "[A-HJ-NPR-Z0-9]{3}[ -][A-HJ-NPR-Z0-9]{6}[ -][A-HJ-NPR-Z0-9]{8}", score(0.0, 0.88), anchor=LABEL, digital=True, check=_check),
        Pattern("misread", "[A-Za-z0-9]{17}", score(0.0, 0.8), anchor=LABEL, digital=True, check=_check_misread),
    ],
    labels=(
        "车架", "车辆识别", "识别代号", "识别代码", "大架号", "底盘号", "車架", "車身號碼", "車輛識別", "vin", "vin no", "vin code", "chassis", "frame no",
        "chassis no", "cjh", "clsbdh",
    ),
    level="C2",
    title_en="Vehicle identification number",
    title_zh="车架号(车辆识别代号)",
    standard="GB 16735-2019; ISO 3779",
    example="LSVAA0007L0000001",
)  # fmt: skip
