"""Insurance claim, report and case numbers: Sinosoft R…, PICC Health's dated shape, and any serial behind a label."""

from __future__ import annotations

from ..spec import TOKEN, Pattern, Score, builtin, score
from ._insurance import labelled, spaced
from ._lookup import is_date
from ._tails import CLAIM, tail


def _check_health(value: str) -> Score | None:
    return score(0.75, 0.95, 0.2) if is_date("20" + value[5:7], value[7:9], value[9:11], 2000) else None


RECOGNIZER = builtin(
    "CN_CLAIM_NUMBER",
    [
        labelled(),
        Pattern("sinosoft", "R[A-Z]{3}20[0-9]{6}[0-9A-Z]{10}(?![0-9A-Za-z])", score(0.93, 0.98, 0.5), anchor=TOKEN),
        Pattern("picc-health", "[CPTZAHSR][0-9]{16}(?![0-9A-Za-z])", score(0.75, 0.95, 0.2), anchor=TOKEN, check=_check_health),
        tail(CLAIM),
    ],
    labels=(
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
