"""Insurance application (proposal) numbers: Sinosoft T…, Ping An 5…, and any serial behind a label."""

from __future__ import annotations

from ..spec import DIGITS, TOKEN, Pattern, builtin, score
from ._insurance import labelled, spaced
from ._tails import APPLICATION, tail

RECOGNIZER = builtin(
    "CN_APPLICATION_NUMBER",
    [
        labelled(),
        Pattern("sinosoft", "T[A-Z]{3}20[0-9]{6}[0-9A-Z]{10}(?![0-9A-Za-z])", score(0.93, 0.98, 0.5), anchor=TOKEN),
        Pattern("ping-an", "5[0-9]{4}0[0-9]{2}900[0-9]{9}", score(0.6, 0.95, 0.1), anchor=DIGITS, lengths=(20,), heads="5"),
        tail(APPLICATION),
    ],
    labels=(
        "投保单", "投保书", "投保号", "投保编号", "投保申请书", "投保申请", *spaced("投保单", "投保书"), "印刷号", "投保确认", "要保書", "要保單", "投保單", "投保書", "proposal", "proposal no", "application no",
        "apply no", "prt no", "appl no", "tbdh", "tbsh", "tbdhm", "ysh",
    ),
    level="C2",
    title_en="Insurance application number",
    title_zh="投保单号",
    standard="none exists; insurers' own rules",
    example="TDAA202611010000000001",
)  # fmt: skip
