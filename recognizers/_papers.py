"""Words for a document of any kind, which the recognizers of several documents own: the shape of the number decides."""

from __future__ import annotations

PAPER_WORDS = (
    "证件号", "证件编号", "证件代码", "證件號", "證件編號", "证 件 号", "证号", "證號", "身份证明", "身份證明", "身份證明文件",
    "cert no", "certi no", "certificate no", "cert id", "cert code", "id no", "id num", "id number", "idno", "identity no", "doc no", "document no", "id document", "zjhm", "zjh",
)  # fmt: skip
