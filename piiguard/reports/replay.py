"""A report in JSON lines read again: what was written can be turned into another report, or compared with a later scan."""

from __future__ import annotations

import json
import time
from collections import Counter
from typing import Any

from piiguard.classification import LEVELS
from piiguard.errors import FormatError, alone
from piiguard.reports.compare import Replay
from piiguard.scan.ledger import Ledger
from piiguard.scan.neutral import neutral
from piiguard.scan.replay import replay
from piiguard.scan.rows import STATUSES, ColumnRow, FindingRow, ObjectRow, Sink, Summary, TypeShare

_SQLITE = b"SQLite format 3\0"
_SKIPPED = frozenset({"change"})


class State:
    """The state of a scan (piiguard/scan/ledger.py), by its path; open for reading until the process ends. Of a scan that
    was interrupted, what was not read yet are rows with the status "error".

    Raises LedgerError for a file that is no state of a scan.
    """

    def __init__(self, path: str) -> None:
        self._ledger = Ledger(path, write=False)
        self.info: dict[str, str] = {}
        said = self._ledger.info("version")
        if said:
            self.info["version"] = said
        last = self._ledger.execute("SELECT started, finished FROM runs ORDER BY run DESC LIMIT 1").fetchone()
        for name, when in zip(("started", "finished"), last or (), strict=False):
            if when is not None:
                self.info[name] = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(when))

    def replay(self, sink: Sink) -> None:
        """Give every row to ``sink``. Raises LedgerError, OSError."""
        replay(self._ledger, sink)


class JsonReport:
    """A report in JSON lines, by its path. Read anew, line by line, at every ``replay``.

    The file is not trusted: text that would act on a terminal is made harmless again, rows of the wrong shape refuse it,
    and so does a report without its last row, which was not finished.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self.info: dict[str, str] = {}

    def replay(self, sink: Sink) -> None:
        """Give every row to ``sink``. Raises FormatError with the number of the line, OSError."""
        sink.begin()
        ended = False
        with open(self.path, "rb") as stream:
            for number, line in enumerate(stream, 1):
                if ended:
                    raise FormatError(f"line {number} stands behind the summary")
                try:
                    ended = _give(json.loads(line), sink)
                except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                    alone(FormatError(f"line {number} is no row of a report in JSON lines"))
        if not ended:
            raise FormatError("the report has no last row, it was not finished")


def opened(path: str) -> Replay:
    """A finished scan by the path of what it left: its state file or its report in JSON lines.

    Raises FormatError for a file that is neither, OSError.
    """
    with open(path, "rb") as stream:
        head = stream.read(16)
    if head == _SQLITE:
        return State(path)
    if not head.startswith(b'{"row":'):
        raise FormatError("neither the state of a scan nor a report in JSON lines")
    return JsonReport(path)


def _give(row: dict[str, Any], sink: Sink) -> bool:
    """One row to the sink; whether it was the last."""
    kind = row["row"]
    if kind == "finding":
        sink.finding(_finding(row))
    elif kind == "object":
        sink.object(_object(row))
    elif kind == "column":
        sink.column(_column(row))
    elif kind == "summary":
        sink.end(_summary(row))
    elif kind not in _SKIPPED:
        raise ValueError(kind)
    return bool(kind == "summary")


def _finding(row: dict[str, Any]) -> FindingRow:
    where = {_text(key): value if type(value) is int else _text(value) for key, value in row["location"].items()}
    return FindingRow(
        int(row["object"]),
        _text(row["uri"]),
        where,
        entity_type=_text(row["entity_type"]),
        score=_share(row["score"]),
        start=int(row["start"]),
        end=int(row["end"]),
        level=_level(row["level"]),
        masked=_text(row["masked"]),
        fingerprint=_text(row["fingerprint"]) if "fingerprint" in row else None,
        suppressed=_text(row["suppressed"]) if "suppressed" in row else None,
    )


def _object(row: dict[str, Any]) -> ObjectRow:
    made = ObjectRow(int(row["object"]), _text(row["uri"]), int(row["bytes"]))
    made.status = _text(row["status"])
    if made.status not in STATUSES:
        raise ValueError(made.status)
    made.reason = _text(row["reason"])
    made.format = None if row["format"] is None else _text(row["format"])
    made.charset = None if row["charset"] is None else _text(row["charset"])
    made.findings = _counts(row["findings"])
    made.suppressed = _counts(row.get("suppressed", {}))
    made.notes = [_text(note) for note in row["notes"]]
    made.harmless = bool(row.get("harmless"))
    return made


def _column(row: dict[str, Any]) -> ColumnRow:
    types = [
        TypeShare(
            _text(share["entity_type"]),
            int(share["matches"]),
            _share(share["share"]),
            _share(share["low"]),
            _share(share["high"]),
            None if share["valid"] is None else _share(share["valid"]),
        )
        for share in row["types"]
    ]
    return ColumnRow(
        int(row["object"]),
        _text(row["uri"]),
        table=_text(row["table"]),
        column=int(row["column"]),
        name=_text(row["name"]),
        rows=int(row["rows"]),
        nulls=int(row["nulls"]),
        distinct=int(row["distinct"]),
        sampled=bool(row["sampled"]),
        types=types,
        verdict=_text(row["verdict"]),
        confidence=_share(row["confidence"]),
    )


def _summary(row: dict[str, Any]) -> Summary:
    made = Summary(int(row["objects"]), _text(row["policy"]), _text(row["purpose"]) if "purpose" in row else None)
    made.size = int(row["bytes"])
    made.statuses = Counter({status: int(row[status]) for status in STATUSES if row[status]})
    made.findings = _counts(row["by_type"])
    made.seen = _counts(row.get("seen", {}))
    made.suppressed = _counts(row.get("suppressed", {}))
    made.unread = int(row["unread"])
    return made


def _counts(row: dict[str, Any]) -> Counter[str]:
    return Counter({_text(kind): int(number) for kind, number in row.items()})


def _share(value: Any) -> float:
    if not 0 <= value <= 1:
        raise ValueError
    return float(value)


def _level(value: Any) -> str:
    if value not in LEVELS:
        raise ValueError
    return str(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return neutral(value)
