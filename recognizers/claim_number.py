"""Insurance claim, report and case numbers: Sinosoft R…, PICC Health's dated shape, and any serial behind a label."""

from __future__ import annotations

from ..spec import TOKEN, Pattern, Score, builtin, score
from ._insurance import CLAIM_WORDS, labelled, numbered, said_before, spaced
from ._lookup import is_date
from ._tails import CLAIM, tail


def _check_health(value: str) -> Score | None:
    return score(0.75, 0.95, 0.2) if is_date("20" + value[5:7], value[7:9], value[9:11], 2000) else None


RECOGNIZER = builtin(
    "CN_CLAIM_NUMBER",
    [
        labelled(),
        said_before(CLAIM_WORDS),
        numbered(CLAIM_WORDS),
        Pattern("sinosoft", "R[A-Z]{3}20[0-9]{6}[0-9A-Z]{10}(?![0-9A-Za-z])", score(0.93, 0.98, 0.5), anchor=TOKEN),
        Pattern("picc-health", "[CPTZAHSR][0-9]{16}(?![0-9A-Za-z])", score(0.75, 0.95, 0.2), anchor=TOKEN, check=_check_health),
        tail(CLAIM),
    ],
    labels=(
        "结案通知", "结案通知书", "结案单", "查勘单", "定损单", "赔付单", "给我的号码是", "给我的号是", "给的号是", "理赔进度", "案件进度", "理赔通知", "理赔通知书", "理赔结果通知", "赔付通知书", "赔款通知书", "理赔决定书", "理赔申请书", "案件流水号", "赔案流水号", "报案回执", "报案回执号", "报案登记号", "报案流水号", "报案单号", "受理编号", "受理号", "受理单号", "受理编码", "赔付编号", "赔付号", "赔款编号", "赔付单号", "赔款单号", "理赔流水", "理赔受理", "理赔报案", "理赔立案", "理赔件号", "理赔件", "立案编号", "出险编号", "出险报案", "出险单号", "报损号", "报损单号", "定损单号", "定损编号", "定损号", "查勘号", "查勘编号", "查勘单号", "查勘任务号", "事故编号", "事故号",
        "案子", "案子号", "案卷号", "案件号码", "案件编号", "赔付案", "索赔号", "索赔编号", "索赔案", "索赔单", "结案编号", "计算书号", "赔款计算书", "索償", "索賠", "索償編號", "索賠編號", "個案編號", "個案號碼", "個案", "案件編號", "案件號碼", "報案", "賠付編號", "受理編號", "受理號碼", "賠款編號", "理賠", "理賠申請", "立案編號", "出險編號", "賠償編號",
        "理赔", "报 案 号", "赔 案 号", "claim ref", "claim reference", "claim code", "claim case no", "claims no", "claim num", "clm id", "clm num", "claim sn", "claimid", "case code", "case num", "case number", "case ref", "lossid", "loss id", "notification no", "notify no", "report id", "report code", "report case no", "regist id", "registration case no", "register no", "rpt no", "rgt id",
        "compensate no", "compensation no", "indemnity no", "incident no", "incident id", "accident id", "survey no", "end case no", "endcase no", "accept no", "accept id", "fnol no", "lpbh", "lph", "lpahm", "ajh", "ajbh", "lpajh", "bahm", "pahm", "slbh", "slh",
        "赔案", "报案号", "报案编号", "立案", "理赔号", "理赔案", "理赔编号", "理赔单", "案件号", "案件编号", "案号", "结案号", "报案", "出险号", "賠案", "報案號", "報案編號", "立案號", "理賠號", "理賠案",
        "理賠編號", "案件號", "claim", "claim no", "claim number", "claim id", "case no", "case id", "report no", "regist no", "rgt no", "clm no", "pah", "bah", "lah", "lpah",
        "loss no", "accident no", "理赔申请", "理赔受理号", "案件", "案號", "案件编码", *spaced("理赔号", "案件号", "赔案号", "报案号", "立案号"),
    ),
    level="C2",
    title_en="Insurance claim, report or case number",
    title_zh="赔案号、报案号、立案号",
    standard="none exists; insurers' own rules",
    example="RDAA202611010000000001",
)  # fmt: skip
