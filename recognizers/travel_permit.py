"""Travel permits between the mainland, Hong Kong, Macau and Taiwan. No public check digit: a label is needed."""

from __future__ import annotations

from ..spec import LABEL, Pattern, builtin, score

RECOGNIZER = builtin(
    "CN_TRAVEL_PERMIT",
    [
        Pattern("hk-macau", "[HMhm][0-9]{8}(?:[0-9]{2})?|[HMhm][A-Za-z][0-9]{7}", score(0.0, 0.92), anchor=LABEL, digital=True),
        Pattern("grouped", "[HM][ -]?[0-9]{4}[ -][0-9]{4}(?:[ -]?[0-9]{2})?", score(0.0, 0.88), anchor=LABEL, digital=True),
        Pattern("outbound", "[CWLTcwlt][0-9]{8}|[Cc][A-HJ-NP-Za-hj-np-z][0-9]{7}", score(0.0, 0.9), anchor=LABEL, digital=True),
        Pattern("taiwan", "[0-9]{8}(?:[0-9]{2})?(?: ?[(（][A-Za-z0-9][)）])?", score(0.0, 0.86), anchor=LABEL, digital=True,
                check=lambda value: value[:4] not in ("2026", "2025", "2024")),
    ],
    labels=(
        "回乡证", "通行证", "台胞证", "来往内地", "来往大陆", "往来港澳", "往来台湾", "入出境", "回鄉證", "通行證", "台胞證", "home return permit", "mainland travel permit",
        "travel permit", "hkmo permit", "taiwan permit", "hxz", "tbz", "txz",
    ),
    level="C2",
    title_en="Travel permit (Hong Kong, Macau, Taiwan)",
    title_zh="港澳台通行证号(回乡证、台胞证等)",
    standard="National Immigration Administration; shapes are conventional where not published",
    example="H12345678",
)  # fmt: skip
