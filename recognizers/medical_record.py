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
        "住院ID", "住院id", "住院流水号", "住院证号", "住院单号", "住院记录号", "住院序号", "住院卡号", "住院卡", "入院号", "入院编号", "入院证号", "入院流水号", "出院号", "出院记录编号", "出院小结编号", "病案ID", "病案首页号", "病案序号", "病历ID", "病历本号",
        "病历卡", "病历卡号", "病历册号", "病例号", "病例编号", "电子病历号", "门诊ID", "门诊卡", "门诊卡号", "门诊流水号", "门诊就诊号", "门诊序号", "门诊单号", "门急诊号", "急诊号", "急诊编号", "急诊病历号", "急诊流水号", "就诊ID", "就诊id", "就诊编号", "就诊流水号", "就诊序号", "就诊登记号",
        "就诊人编号", "就诊人ID", "就诊码", "就医卡", "就医卡号", "就医号", "就医登记号", "就医流水号", "就医编号", "诊疗卡", "诊疗卡号", "诊疗号", "诊疗编号", "诊断证明编号", "诊断编号", "诊卡号", "医院卡号", "医疗记录号", "医疗档案号", "挂号单号", "挂号编号", "挂号流水号", "挂号序号", "患者号",
        "患者 ID", "患者唯一标识", "患者标识", "患者代码", "患者编码", "患者主索引", "病人号", "病人 ID", "病人标识", "病人代码", "病人编码", "病员号", "病员编号", "病患号", "病患编号", "体检号", "体检编号", "体检单号", "体检卡号", "体检流水号", "体检报告编号", "体检报告号", "检查流水号", "检查报告号",
        "检查报告编号", "检查报告单号", "检查申请单号", "检查序号", "检查ID", "检验流水号", "检验报告号", "检验报告单号", "检验报告编号", "检验申请单号", "检验条码", "化验单号", "化验号", "化验编号", "样本号", "样本编号", "样品编号", "样本条码", "标本ID", "采样编号", "血样编号", "处方笺号", "处方单号", "处方ID",
        "处方流水号", "医嘱号", "医嘱编号", "手术号", "手术编号", "手术流水号", "麻醉号", "CT号", "CT编号", "CT片号", "ct号", "X光号", "X光片号", "X线号", "MRI号", "MR号", "核磁号", "核磁编号", "核磁共振号", "B超号", "B超编号", "彩超号", "彩超编号", "心电号", "心电图号", "心电图编号", "内镜号", "内镜编号", "胃镜号", "胃镜编号", "肠镜号", "片号",
        "放射编号", "超声编号", "影像检查号", "病理检查号", "病理标本号", "透析号", "肿瘤登记号", "母婴编号", "出生医学记录号", "家庭病床号",
        "病例號", "病歷號碼", "病歷卡號", "病人編號", "病人號碼", "病患編號", "病患號", "患者編號", "患者號", "就醫序號", "就醫卡號", "診療卡號", "診療卡", "診療號", "掛號單號", "急診號", "急診編號", "門診編號", "住院編號", "住院號碼", "入院號", "體檢號", "體檢編號", "檢查編號", "檢驗編號", "檢驗單號", "檢體號", "樣本編號", "處方編號", "病理編號", "影像編號",
        "住院 号", "住 院号", "病案 号", "病历 号", "门诊 号", "就诊 卡号", "就诊卡 号", "就 诊 卡 号", "就 诊 卡", "就 诊 号", "处 方 号", "检 查 号", "标 本 号", "住 院 病 历 号", "患 者 编 号",
        "in hospital no", "inhospital no", "inhosp no", "hospitalization no", "hospitalisation no", "inpatient id", "inpatient code", "outpatient id", "admission id", "admit no", "clinic no", "clinic card no", "clinic card", "visit no", "encounter id", "encounter no",
        "pat id", "pat no", "patient code", "patient card no", "patient card", "patient mrn", "medical no", "medical rec no", "med record no", "med rec no", "medrec no", "mr no", "emr no", "emr id", "chart no", "treat card no", "treatment card no", "treatment no", "diagnosis no", "prescription no",
        "rx no", "prescription id", "specimen id", "sample no", "sample id", "exam no", "checkup no", "accession no", "pathology no", "case history id", "health record no", "hospital registration no", "registration card no", "zyid", "zybh", "zylsh", "mzbh", "mzlsh", "jzh", "jzlsh", "jzbh", "brid", "brbh",
        "hzbh", "hzid", "tjh", "tjbh", "cfh", "blbh", "bl no", "zy no", "mz no", "zyhao", "blkh", "mzkh", "jcbh", "jybh",
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
