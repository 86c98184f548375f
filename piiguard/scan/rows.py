"""What a scan reports: findings, objects and a summary. No row ever holds a scanned value."""

from __future__ import annotations

from collections import Counter
from typing import Any, Protocol

from piiguard.formats import Location

SCANNED, PARTIAL, SKIPPED, ERROR = "scanned", "partial", "skipped", "error"
STATUSES = (SCANNED, PARTIAL, SKIPPED, ERROR)


class FindingRow:
    """One finding.

    object       number of its object in the inventory, 1-based
    location     where its text stands: line, column, row, field, path as the format has them
    start, end   character offsets into that text (the line, cell or string), half open
    masked       the value as the policy would leave it; never the value
    fingerprint  keyed HMAC of the value, None without a keyring
    suppressed   why a reviewer silenced it, None when nobody did: it is shown as such and counted by itself, not
                 among the findings of its object and of the summary
    """

    __slots__ = (
        "end",
        "entity_type",
        "fingerprint",
        "level",
        "location",
        "masked",
        "object",
        "score",
        "start",
        "suppressed",
        "uri",
    )

    def __init__(
        self,
        number: int,
        uri: str,
        location: Location,
        *,
        entity_type: str,
        score: float,
        start: int,
        end: int,
        level: str,
        masked: str,
        fingerprint: str | None,
        suppressed: str | None = None,
    ) -> None:
        self.object = number
        self.uri = uri
        self.location = location
        self.entity_type = entity_type
        self.score = score
        self.start = start
        self.end = end
        self.level = level
        self.masked = masked
        self.fingerprint = fingerprint
        self.suppressed = suppressed

    def as_dict(self) -> dict[str, Any]:
        """The row as it is written to JSON lines."""
        row: dict[str, Any] = {
            "row": "finding",
            "uri": self.uri,
            "object": self.object,
            "location": self.location,
            "entity_type": self.entity_type,
            "score": round(self.score, 4),
            "start": self.start,
            "end": self.end,
            "level": self.level,
            "masked": self.masked,
        }
        if self.fingerprint is not None:
            row["fingerprint"] = self.fingerprint
        if self.suppressed is not None:
            row["suppressed"] = self.suppressed
        return row


class Outcome:
    """What became of a file: its one final status, and ``reason`` says why when that is not "scanned".

    size      bytes
    seen      what the guard's purpose may see; not among the ``findings``
    harmless  nothing is unread because of it
    """

    __slots__ = ("charset", "findings", "format", "harmless", "notes", "reason", "seen", "size", "status")

    def __init__(self, size: int) -> None:
        self.size = size
        self.status = ERROR
        self.reason = ""
        self.format: str | None = None
        self.charset: str | None = None
        self.findings: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        self.notes: list[str] = []
        self.harmless = False


class ObjectRow(Outcome):
    """One object, or a file inside it.

    suppressed  what a reviewer silenced; not among the findings
    """

    __slots__ = ("object", "suppressed", "uri")

    def __init__(self, number: int, uri: str, size: int) -> None:
        super().__init__(size)
        self.object = number
        self.uri = uri
        self.suppressed: Counter[str] = Counter()

    def as_dict(self) -> dict[str, Any]:
        """The row as it is written to JSON lines; ``suppressed`` and ``harmless`` only where there is such."""
        row: dict[str, Any] = {
            "row": "object",
            "uri": self.uri,
            "object": self.object,
            "status": self.status,
            "reason": self.reason,
            "format": self.format,
            "charset": self.charset,
            "bytes": self.size,
            "findings": dict(sorted(self.findings.items())),
            "notes": self.notes,
        }
        if self.suppressed:
            row["suppressed"] = dict(sorted(self.suppressed.items()))
        if self.harmless:
            row["harmless"] = True
        return row


class TypeShare:
    """How much of a column is of one type.

    matches    values (not null) in which it was found
    share      of the values; ``low`` and ``high`` bound it at 95 % (Wilson), where the column was sampled
    valid      of the matches, the share whose check digits or dates were checked and right; None where there are none
    """

    __slots__ = ("entity_type", "high", "low", "matches", "share", "valid")

    def __init__(
        self, entity_type: str, matches: int, share: float, low: float, high: float, valid: float | None
    ) -> None:
        self.entity_type = entity_type
        self.matches = matches
        self.share = share
        self.low = low
        self.high = high
        self.valid = valid

    def as_dict(self) -> dict[str, Any]:
        """As it is written to JSON lines."""
        return {name: getattr(self, name) for name in ("entity_type", "matches", "share", "low", "high", "valid")}


class ColumnRow:
    """Statistics of one column of a table.

    table       sheet or table inside the object, "" where it is one table
    column      1-based; ``name`` as it may be shown
    rows        rows looked at; ``nulls`` of them empty
    distinct    different values among them, estimated beyond a few thousand
    sampled     true when not all rows were looked at
    types       by falling share
    verdict     the type the column is taken for, "" for none; ``confidence`` 0 to 1
    """

    __slots__ = (
        "column", "confidence", "distinct", "name", "nulls", "object", "rows", "sampled", "table", "types", "uri", "verdict",
    )  # fmt: skip

    def __init__(
        self,
        number: int,
        uri: str,
        *,
        table: str,
        column: int,
        name: str,
        rows: int,
        nulls: int,
        distinct: int,
        sampled: bool,
        types: list[TypeShare],
        verdict: str,
        confidence: float,
    ) -> None:
        self.object = number
        self.uri = uri
        self.table = table
        self.column = column
        self.name = name
        self.rows = rows
        self.nulls = nulls
        self.distinct = distinct
        self.sampled = sampled
        self.types = types
        self.verdict = verdict
        self.confidence = confidence

    def as_dict(self) -> dict[str, Any]:
        """The row as it is written to JSON lines."""
        plain = {name: getattr(self, name) for name in self.__slots__ if name != "types"}
        return {"row": "column", **plain, "types": [share.as_dict() for share in self.types]}


class Summary:
    """Totals. ``statuses`` adds up to ``objects``: every object of the inventory has one final status.

    purpose  the guard's, or None; what it may see is in ``seen``, not in ``findings``
    """

    def __init__(self, objects: int, policy: str, purpose: str | None = None) -> None:
        self.objects = objects
        self.policy = policy
        self.purpose = purpose
        self.size = 0
        self.statuses: Counter[str] = Counter()
        self.findings: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        self.suppressed: Counter[str] = Counter()
        self.unread = 0  # objects of which something was not read

    def add(self, row: ObjectRow) -> None:
        """Count one object."""
        self.size += row.size
        self.statuses[row.status] += 1
        self.findings.update(row.findings)
        self.seen.update(row.seen)
        self.suppressed.update(row.suppressed)
        self.unread += row.status != SCANNED and not row.harmless

    @property
    def exit_status(self) -> int:
        """0 clean, 1 something was found that is not for the purpose, 2 something was not read: then clean means nothing."""
        if self.unread or sum(self.statuses.values()) != self.objects:
            return 2
        return 1 if self.findings.total() else 0

    def as_dict(self) -> dict[str, Any]:
        """The row as it is written to JSON lines; ``purpose``, ``seen`` and ``suppressed`` only where there is such."""
        purpose = {"purpose": self.purpose, "seen": dict(sorted(self.seen.items()))} if self.purpose is not None else {}
        suppressed = {"suppressed": dict(sorted(self.suppressed.items()))} if self.suppressed else {}
        return {
            "row": "summary",
            "objects": self.objects,
            **{status: self.statuses[status] for status in STATUSES},
            "unread": self.unread,
            "bytes": self.size,
            "findings": self.findings.total(),
            "by_type": dict(sorted(self.findings.items())),
            "policy": self.policy,
            **purpose,
            **suppressed,
            "exit": self.exit_status,
        }


class Sink(Protocol):
    """Where rows go: the findings of an object, its columns, then the object; the summary last."""

    def begin(self) -> None:
        """The inventory is taken, reading begins."""

    def finding(self, row: FindingRow) -> None:
        """One finding."""

    def column(self, row: ColumnRow) -> None:
        """One column of the object whose findings these are, after them and before the object."""

    def object(self, row: ObjectRow) -> None:
        """One object, after its findings and columns."""

    def end(self, summary: Summary) -> None:
        """The last row."""
