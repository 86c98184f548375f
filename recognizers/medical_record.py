"""Numbers a hospital gives a patient or a specimen: 病案号, 住院号, 门诊号, 就诊卡号, 病历号, 检查号, 标本号.

Each hospital's own: five to twenty digits, sometimes a department's letters or a year before them. The label decides.
"""

from __future__ import annotations

from ..spec import LABEL, Pattern, Score, builtin, score
from ._masks import is_crossed_out


def _check(value: str) -> Score | None:
    digits = sum("0" <= char <= "9" for char in value)
    return score(0.0, 0.92) if digits >= 5 and not is_crossed_out(value) else None


RECOGNIZER = builtin(
    "CN_MEDICAL_RECORD",
    [
        Pattern(
            "labelled",
            "(?![12][0-9]{3}[-/.][0-9]{1,2}[-/.][0-9]{1,2}(?![0-9]))"
            "(?:[A-Za-z]{1,4}[-_]?)?[0-9]{3,20}(?:[-_/][0-9]{1,8}){0,2}[A-Za-z]?",
            score(0.0, 0.92),
            anchor=LABEL,
            digital=True,
            check=_check,
        ),
    ],
    labels=(
        "病案号", "住院号", "门诊号", "就诊卡", "就诊卡号", "就诊号", "病历号", "病历编号", "病案编号", "住院编号", "门诊编号", "门诊病历号", "住院病历号", "检查号", "检查编号", "检查单号", "检验号", "检验单号",
        "检验编号", "标本号", "标本编号", "标本条码", "处方号", "处方编号", "影像号", "影像编号", "放射号", "病理号", "病理编号", "超声号", "入院登记号", "住院登记号", "患者编号", "病人编号", "患者ID", "病人ID", "患者id", "病人id",
        "病歷號", "病歷編號", "病案號", "住院號", "門診號", "就診卡", "就診卡號", "就診號", "檢查號", "檢驗號", "檢體編號", "處方號", "病 案 号", "住 院 号", "门 诊 号", "病 历 号",
        "mrn", "medical record", "medical record no", "inpatient no", "outpatient no", "patient id", "patient no", "admission no", "case history no", "zyh", "zyhm", "mzh",
        "mzhm", "blh", "blhm", "jzkh", "bahm", "specimen no",
    ),
    level="C2",
    title_en="Medical record, inpatient, outpatient or specimen number",
    title_zh="病案号、住院号、门诊号、就诊卡号",
    standard="none; hospitals' own rules",
    example="ZY20240312001",
)  # fmt: skip
