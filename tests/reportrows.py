"""Rows of a made scan, for the tests of reports: every status, hostile names, columns, suppressed findings, fingerprints."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable

from piiguard.scan.rows import ERROR, PARTIAL, SCANNED, SKIPPED, ColumnRow, FindingRow, ObjectRow, Sink, Summary, TypeShare

LEVELS = {"CN_MOBILE": "C2", "CN_ID_CARD": "C2", "PERSON": "C2", "IP_ADDRESS": "C1", "PASSWORD": "C3"}
MASKED = {"CN_MOBILE": "139******78", "CN_ID_CARD": "1****************X", "PERSON": "王*", "IP_ADDRESS": "10.1.***.***", "PASSWORD": "〔PASSWORD〕"}
HOSTILE = (
    "<script>document.title='owned'</script>.csv",
    "\"><img src=x onerror=document.title='owned'>.txt",
    "=cmd|'-2+3'!A0.csv",
    "\x1b]0;owned\x07\x1b[31m.log",
    "\u202egpj.exe",
    "a\nb\r.txt",
    "{braces} {0} {n} $x ${y} %s.txt",
    "a:b?c#d%41&amp;.txt",
    "//host/share.txt",
    "</style></script><!--]]>.txt",
    "客户/名单 (终稿).xlsx",
)
UNREAD = {
    3: (SKIPPED, "encrypted <b>PDF</b>"),
    4: (ERROR, "Permission denied"),
    5: (PARTIAL, "bytes that are not gb18030: 3"),
}


class MadeScan:
    """A scan that can be replayed: ``objects`` objects, findings in those with hostile names and every third, by ``seed``."""

    def __init__(self, objects: int = 40, seed: int = 1, *, key: str | None = None, most: int = 9, shift: int = 0) -> None:
        self.info = {"started": "2026-11-21T21:00:00Z", "finished": "2026-11-21T22:30:00Z", "version": "0.1.0"}
        self._objects = objects
        self._seed = seed
        self._key = key
        self._most = most
        self._shift = shift
        self.change_object: Callable[[ObjectRow], None] = lambda _row: None

    def replay(self, sink: Sink) -> None:
        self.play(sink)

    def play(self, sink: Sink) -> Summary:
        summary = Summary(self._objects, "default")
        sink.begin()
        for number in range(1, self._objects + 1):
            row = self._object(number)
            if row.status in (SCANNED, PARTIAL) and (number % 3 == 2 or number <= len(HOSTILE)):
                self._findings(sink, row)
                self._columns(sink, row)
            self.change_object(row)
            summary.add(row)
            sink.object(row)
        sink.end(summary)
        return summary

    def _object(self, number: int) -> ObjectRow:
        folder = ("exports", "exports/2026", "s3://bucket/logs", "exports/mail.zip!")[number % 4]
        name = HOSTILE[number - 1] if number <= len(HOSTILE) else f"part-{number:06d}.csv"
        row = ObjectRow(number, f"{folder}/{name}", 1000 * number)
        row.status, row.reason = UNREAD.get(number, (SCANNED, ""))
        row.format, row.charset = "csv", "utf-8"
        if number == 7:
            row.notes = ["numbers that became text: 2"]
        if number == 9:
            row.status, row.reason, row.harmless = SKIPPED, "a link to what is listed itself", True
        return row

    def _findings(self, sink: Sink, row: ObjectRow) -> None:
        draw = random.Random(f"{self._seed}-{row.object}")
        for at in range(draw.randrange(1, self._most)):
            kind = draw.choice(list(LEVELS))
            place = {"row": at + 1 + self._shift, "column": 2, "field": "备注"} if at % 2 else {"line": at + 1 + self._shift, "column": 8}
            mark = hashlib.sha256(f"{self._key}{kind}{draw.random()}".encode()).hexdigest()[:32] if self._key else None
            silenced = "reviewed: test data" if at == 6 else None
            (row.findings if silenced is None else row.suppressed)[kind] += 1
            made = FindingRow(
                row.object, row.uri, place, entity_type=kind, score=0.9, start=7, end=18, level=LEVELS[kind],
                masked=MASKED[kind], fingerprint=mark, suppressed=silenced,
            )  # fmt: skip
            sink.finding(made)

    def _columns(self, sink: Sink, row: ObjectRow) -> None:
        shares = [TypeShare("CN_MOBILE", 97, 0.97, 0.92, 0.99, None), TypeShare("CN_ID_CARD", 2, 0.02, 0.0, 0.06, 0.5)]
        for column, (name, verdict) in enumerate((("手机号", "CN_MOBILE"), ("<b>备注", "")), 1):
            made = ColumnRow(
                row.object, row.uri, table="", column=column, name=name, rows=120, nulls=20, distinct=99, sampled=True,
                types=shares, verdict=verdict, confidence=0.9,
            )  # fmt: skip
            sink.column(made)
