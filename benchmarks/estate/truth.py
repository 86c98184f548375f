"""The truth file: JSON lines, no value in them.

    {"row": "object", "object": "理赔/…/a.zip", "kind": "zips", "charset": "", "status": ["scanned"], "reason": "",
     "inside": false}
    {"row": "value", "object": "理赔/…/a.zip!/b.csv", "kind": "zips", "charset": "", "entity_type": "CN_MOBILE",
     "fingerprint": "…", "where": {"row": 7}, "template": "claim.contact_phone", "sure": true}

``fingerprint`` is that of a scan with the same keyring: equal for equal values of a type. ``object`` is
relative to the estate's root.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.estate.content import STEM, Made
from piiguard import Guard, Keyring
from piiguard.scan.search import Search

TRUTH, KEYS, FILES, NOTES = "truth.jsonl", "keyring", "files", "notes.json"


def ring(seed: int) -> Keyring:
    """The keyring of a seed: it protects nothing, it makes fingerprints comparable."""
    return Keyring({"k1": hashlib.sha256(f"estate/{seed}".encode()).digest()}, "k1")


class Truth:
    """Rows of a truth file."""

    def __init__(self, keys: Keyring) -> None:
        self._search = Search(Guard(keyring=keys))

    def rows(self, path: str, kind: str, made: Made) -> Iterator[dict[str, Any]]:
        """The rows of one object."""
        stem = path.rsplit("/", 1)[-1].split(".", 1)[0]

        def whole(inner: str) -> str:
            return f"{path}!/{inner.replace(STEM, stem)}" if inner else path

        said = {"kind": kind, "charset": made.charset}
        for status in made.statuses:
            yield {"row": "object", "object": whole(status.inner), **said, "status": status.status, "reason": status.reason,
                   "inside": status.inside}  # fmt: skip
        for fact in made.facts:
            mark = self._search.fingerprint(fact.entity, fact.value)
            yield {"row": "value", "object": whole(fact.inner), "kind": kind, "charset": fact.charset or made.charset,
                   "entity_type": fact.entity, "fingerprint": mark, "where": fact.where, "template": fact.template,
                   "sure": fact.sure}  # fmt: skip


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of a truth file or a report."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
