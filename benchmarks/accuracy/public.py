"""Findings per megabyte on real text that holds hardly anything personal: the answers of ``insuranceqa-data`` 1.0.

27,000 answers of insurance agents to questions asked on a public site, machine-translated into Chinese by the
corpus' author (GPL-3.0, for research; read from where pip put it, never copied). There are no Chinese identifiers in
it. Some agents sign with a name, an e-mail address or an American telephone number, so that some findings are right.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.accuracy.peers import Missing
from benchmarks.accuracy.score import CREDENTIALS, STRUCTURED
from benchmarks.accuracy.templates import Span
from benchmarks.peers import PEER_PYTHON

DISTRIBUTION = "insuranceqa-data==1.0"
SHA256 = "f413933723f379fa39bf5e3c2c20618a2f9c230daa94a431eda216feb13498f5"


def texts(most: float = float("inf")) -> list[str]:
    """The Chinese answers in the corpus' order, up to ``most`` megabytes (UTF-8).

    Raises:
        Missing: the corpus is not installed.
    """
    found = next(PEER_PYTHON.parent.parent.glob("[Ll]ib/**/insuranceqa_data/answers.json.gz"), None)
    if found is None:
        raise Missing(f"no {DISTRIBUTION} in .venv-peers; run python -m benchmarks.setup_peers")
    with gzip.open(found, "rt", encoding="utf-8") as stream:
        answers = json.load(stream)
    taken, size = [], 0
    for answer in answers.values():
        text = answer["zh"].strip()
        size += len(text.encode())
        if size > most * 1e6:
            break
        taken.append(text)
    return taken


def per_megabyte(given: Sequence[str], findings: Iterable[Iterable[Span]]) -> dict[str, Any]:
    """Findings in a megabyte: of structured types and credentials, e-mail and phones among them; of names; of addresses."""
    megabytes = sum(len(text.encode()) for text in given) / 1e6
    count = Counter(span[2] for found in findings for span in found)
    sums = {
        "structured": sum(count[entity] for entity in (*STRUCTURED, *CREDENTIALS)),
        "EMAIL_ADDRESS": count["EMAIL_ADDRESS"],
        "phones": count["CN_MOBILE"] + count["CN_LANDLINE"],
        "PERSON": count["PERSON"],
        "CN_ADDRESS": count["CN_ADDRESS"],
    }
    rates = {name: round(value / megabytes, 2) for name, value in sums.items()}
    return {"megabytes": round(megabytes, 2), **rates, "by_type": dict(count.most_common())}
