"""Insurance application (proposal) numbers: Sinosoft T…, Ping An 5…, and any serial behind a label."""

from __future__ import annotations

from ..spec import DIGITS, TOKEN, Pattern, builtin, score
from ._insurance import APPLICATION_WORDS, labelled, said_before, spaced
from ._tails import APPLICATION, tail

RECOGNIZER = builtin(
    "CN_APPLICATION_NUMBER",
    [
        labelled(),
        said_before(APPLICATION_WORDS),
        Pattern("sinosoft", "T[A-Z]{3}20[0-9]{6}[0-9A-Z]{10}(?![0-9A-Za-z])", score(0.93, 0.98, 0.5), anchor=TOKEN),
        Pattern("ping-an", "5[0-9]{4}0[0-9]{2}900[0-9]{9}", score(0.6, 0.95, 0.1), anchor=DIGITS, lengths=(20,), heads="5"),
        tail(APPLICATION),
    ],
    labels=(
        "投保流水", "投保受理号", "投保确认码", "投保确认号", "申请书编号", "申请书号", "申请书", "投保意向", "要保號", "要保編號", "要保书", "申請書編號", "申請書號碼", "核保编号", "核保号", "预核保", "核保申请号", "投保文件号", "投保申请号", "投保 单", "電子要保書", "投保申請書", "投保申請",
        "投保編號", "投保號", "proposal id", "proposal code", "proposal form no", "propose no", "prop no", "application id", "application number", "application code", "application form no", "app form no", "appl id", "apply id", "apply code", "apply policy no", "proposal policy no", "app no", "app num", "tbdbh", "tbsh", "tbsbh", "toubaodan", "ybsh", "underwrite no",
        "uw no", "print no",
        "投保单", "投保书", "投保号", "投保编号", "投保申请书", "投保申请", *spaced("投保单", "投保书"), "印刷号", "投保确认", "要保書", "要保單", "投保單", "投保書", "proposal", "proposal no", "application no",
        "apply no", "prt no", "appl no", "tbdh", "tbsh", "tbdhm", "ysh",
    ),
    level="C2",
    title_en="Insurance application number",
    title_zh="投保单号",
    standard="none exists; insurers' own rules",
    example="TDAA202611010000000001",
)  # fmt: skip
