"""Insurance policy, contract and endorsement numbers: the insurers' shapes that stand alone, and any serial behind a label.

Shapes: see the facts of 2026-11 on the Sinosoft core (verified), Ping An, CPIC, Alltrust, Zking, Huatai and others
(single public samples); China Life, New China Life, Taikang and others are found by label only.
"""

from __future__ import annotations

from ..spec import DIGITS, TOKEN, Pattern, Score, builtin, score
from ._insurance import POLICY_WORDS, labelled, numbered, said_before, spaced
from ._lookup import region_strength
from ._tails import POLICY, tail


def _check_cpic(value: str) -> Score | None:
    return score(0.7, 0.95, 0.2) if sum("0" <= char <= "9" for char in value) >= 8 else None


def _check_zking(value: str) -> Score | None:
    """Letters inside and a region at seven to ten: the rest looks like any serial that begins with a year."""
    return score(0.7, 0.95, 0.1) if not value.isdigit() and region_strength(value[6:12]) == 3 else None


RECOGNIZER = builtin(
    "CN_POLICY_NUMBER",
    [
        labelled(),
        said_before(POLICY_WORDS),
        numbered(POLICY_WORDS),
        Pattern("sinosoft", "[PE][A-Z]{3}20[0-9]{6}[0-9A-Z]{10}(?![0-9A-Za-z])", score(0.93, 0.98, 0.5), anchor=TOKEN),
        Pattern("ping-an", "[13][0-9]{4}0[0-9]{2}900[0-9]{9}", score(0.6, 0.95, 0.1), anchor=DIGITS, lengths=(20,), heads="13"),
        Pattern("cpic", "A[SG][A-Z]Z[0-9A-Z]{11,27}(?![0-9A-Za-z])", score(0.7, 0.95, 0.2), anchor=TOKEN, check=_check_cpic),
        Pattern("alltrust", "112B[0-9]{16}(?![0-9A-Za-z])", score(0.9, 0.96, 0.3), anchor=TOKEN),
        Pattern("zking", "20[0-9]{3}[0-9A-Z][0-9]{8}[0-9A-Z]{6}(?![0-9A-Za-z])", score(0.7, 0.95), anchor=TOKEN, check=_check_zking),
        Pattern("huatai", "606EA[0-9A-Z]{10,25}(?![0-9A-Za-z])", score(0.85, 0.96, 0.3), anchor=TOKEN),
        Pattern("sunlight", "[0-9]{8}B[A-Z]{3}20[0-9]{8}(?![0-9A-Za-z])", score(0.85, 0.96, 0.3), anchor=TOKEN),
        Pattern("shenneng", "6203[0-9]{18}", score(0.6, 0.95, 0.1), anchor=DIGITS, lengths=(22,), heads="6"),
        tail(POLICY),
    ],
    labels=(
        "商业险", "交强险", "商業險", "单证号", "單證號", "车险单", "车险单号", "车险保单", "保险单证号", "完整保单号",
        "保险号", "保险编号", "保险凭证", "保险卡号", "保障编号", "大保单", "分单号", "主险合同", "合约编号", "合约号", "契约号", "契約號", "契約編號", "凭证编号", "保约", "保单合同", "承保编号", "原保单", "上年保单", "续保单", "续保保单", "电子保单", "批改单", "批改号", "批改编号", "保险合约", "保險契約", "保單契約", "保險證號",
        "保險號碼", "保險編號", "保險合約", "合約編號", "合約號碼", "保 單", "批單號", "ply no", "plc no", "pol num", "policy nbr", "policy ref", "policy reference", "policy contract no", "insurance policy", "insurance policy no", "insurance contract", "insurance contract no", "insurance id", "certificate of insurance", "coi no",
        "cont id", "grp policy no", "group policy no", "main policy no", "old policy no", "prev policy no", "policy sn", "policy nos", "chdr no", "chdrnum", "contract number", "contract code", "edr no", "endorse no", "endt no", "bdbh", "baodan", "baodanhao", "bxhth", "bdbm",
        "保单", "保险单", "合同号", "合同编号", "保险合同", "批单", "保全受理", "保全号", "续期单", "凭证号", "团单", "电子保单", "承保号", "保險單", "保單", "合約號", "合同編號", "批單",
        "policy", "policy no", "policy num", "policy code", "policy id", "contract no", "contract id", "cont no", "endorsement no", "endor no", "grp cont no", "pol no", "bdh",
        "bdhm", "bxdh", "hth", "insurance no", *spaced("保单号", "保险单", "合同号"),
    ),
    level="C2",
    title_en="Insurance policy, contract or endorsement number",
    title_zh="保单号、合同号、批单号",
    standard="none exists; insurers' own rules (JR/T 0033-2015 names the element only)",
    example="PDAA202611010000000001",
)  # fmt: skip
