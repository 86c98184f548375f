"""What differs between two scans of the same place: findings, objects and what columns are taken for.

Findings are matched by their keyed fingerprints where both scans have them under the same key: a value that moved by
ten lines is the same value. Without, only numbers per object and type can be compared. Both scans go through a
temporary database (SQLite, deleted by the system as soon as it is closed), so memory does not grow with them; it holds
addresses, types and fingerprints, never a value.
"""

from __future__ import annotations

import errno
import sqlite3
from collections import Counter
from hashlib import blake2b
from typing import Any, Protocol

from piiguard.errors import alone
from piiguard.scan.rows import SCANNED, ColumnRow, FindingRow, ObjectRow, Sink, Summary

LISTED = 200  # objects and columns listed, those with the most new findings first
_OLD, _NEW = 0, 1
_BATCH = 4096  # rows

_TABLES = """
CREATE TABLE finding (id BLOB, type TEXT, mark TEXT, side INT, n INT, PRIMARY KEY (id, type, mark, side)) WITHOUT ROWID;
CREATE TABLE object (id BLOB, side INT, uri TEXT, status TEXT, size INT, harmless INT, PRIMARY KEY (id, side)) WITHOUT ROWID;
CREATE TABLE col (id BLOB, tab TEXT, number INT, side INT, name TEXT, verdict TEXT, PRIMARY KEY (id, tab, number, side))
  WITHOUT ROWID;
"""
_SIDES = "SUM(CASE side WHEN 0 THEN n ELSE 0 END) AS o, SUM(CASE side WHEN 1 THEN n ELSE 0 END) AS w"


class Replay(Protocol):
    """A finished scan that can be read again: a ledger, or a report in JSON lines."""

    info: dict[str, str]

    def replay(self, sink: Sink) -> None:
        """Give every row to a sink, as the scan did. Raises PiiguardError, OSError."""


class ObjectChange:
    """One object that is new, gone or changed; numbers are of findings, ``before`` and ``after`` statuses ("" for none)."""

    __slots__ = ("added", "after", "before", "removed", "uri")

    def __init__(self, uri: str, before: str, after: str, added: int, removed: int) -> None:
        self.uri = uri
        self.before = before
        self.after = after
        self.added = added
        self.removed = removed

    @property
    def what(self) -> str:
        """ "new", "gone" or "changed"."""
        return "changed" if self.before and self.after else "new" if self.after else "gone"


class ColumnChange:
    """One column that is taken for another type than before; "" is none."""

    __slots__ = ("after", "before", "column", "name", "table", "uri")

    def __init__(self, uri: str, table: str, column: int, name: str, before: str, after: str) -> None:
        self.uri = uri
        self.table = table
        self.column = column
        self.name = name
        self.before = before
        self.after = after


class Change:
    """What differs.

    keyed                     whether values were compared; else only numbers per object and type
    added, removed, unchanged findings by type
    unproven                  of those removed, the number in objects that were not read in full this time
    new, gone, changed        numbers of objects; ``objects`` lists the first LISTED of all three
    verdicts                  number of columns taken for another type; ``columns`` lists the first LISTED
    since                     what is known of the older scan (``Replay.info``)
    """

    def __init__(self, since: dict[str, str] | None = None) -> None:
        self.keyed = False
        self.added: Counter[str] = Counter()
        self.removed: Counter[str] = Counter()
        self.unchanged: Counter[str] = Counter()
        self.unproven = 0
        self.new = self.gone = self.changed = self.verdicts = 0
        self.objects: list[ObjectChange] = []
        self.columns: list[ColumnChange] = []
        self.since = since or {}

    def as_dict(self) -> dict[str, Any]:
        """The row as it is written to JSON lines."""
        return {
            "row": "change",
            "by": "value" if self.keyed else "number",
            "added": dict(sorted(self.added.items())),
            "removed": dict(sorted(self.removed.items())),
            "unchanged": dict(sorted(self.unchanged.items())),
            "unproven": self.unproven,
            "objects": {"new": self.new, "gone": self.gone, "changed": self.changed},
            "listed": [
                {"uri": o.uri, "what": o.what, "added": o.added, "removed": o.removed, "before": o.before, "after": o.after}
                for o in self.objects
            ],
            "columns": self.verdicts,
            "listed_columns": [{name: getattr(c, name) for name in sorted(c.__slots__)} for c in self.columns],
        }


def compare(older: Replay, newer: Replay) -> Change:
    """What differs in ``newer``. Suppressed findings are left out on both sides.

    Raises PiiguardError and OSError of the scans.
    """
    base = sqlite3.connect("")
    try:
        base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES)
        for side, scan in ((_OLD, older), (_NEW, newer)):
            loader = _Loader(base, side)
            scan.replay(loader)
            loader.flush()
        return _Reader(base).change(older.info)
    except sqlite3.Error:
        alone(OSError(errno.ENOSPC, "the temporary files of the comparison cannot be written"))
    finally:
        base.close()


class _Loader:
    """A sink that fills one side of the database."""

    def __init__(self, base: sqlite3.Connection, side: int) -> None:
        self._base = base
        self._side = side
        self._findings: list[tuple[bytes, str, str, int]] = []

    def begin(self) -> None:
        pass

    def finding(self, row: FindingRow) -> None:
        if row.suppressed is None:
            self._findings.append((_id(row.uri), row.entity_type, row.fingerprint or "", self._side))
        if len(self._findings) >= _BATCH:
            self.flush()

    def column(self, row: ColumnRow) -> None:
        cells = (_id(row.uri), row.table, row.column, self._side, row.name, row.verdict)
        self._base.execute("INSERT OR REPLACE INTO col VALUES (?, ?, ?, ?, ?, ?)", cells)

    def object(self, row: ObjectRow) -> None:
        cells = (_id(row.uri), self._side, row.uri, row.status, row.size, row.harmless)
        self._base.execute("INSERT OR REPLACE INTO object VALUES (?, ?, ?, ?, ?, ?)", cells)

    def end(self, summary: Summary) -> None:
        pass

    def flush(self) -> None:
        upsert = "INSERT INTO finding VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1"
        self._base.executemany(upsert, self._findings)
        self._findings.clear()


class _Reader:
    """Asks the database when both sides are in."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def change(self, since: dict[str, str]) -> Change:
        change = Change(since)
        change.keyed = self._keyed()
        marks = ", mark" if change.keyed else ""
        self._base.execute(
            "CREATE TABLE delta AS SELECT id, type, MAX(w - o, 0) AS added, MAX(o - w, 0) AS removed, MIN(o, w) AS same "
            f"FROM (SELECT id, type{marks}, {_SIDES} FROM finding GROUP BY id, type{marks})"
        )
        totals = "SELECT type, SUM(added), SUM(removed), SUM(same) FROM delta GROUP BY type"
        for kind, added, removed, same in self._base.execute(totals):
            for counter, number in ((change.added, added), (change.removed, removed), (change.unchanged, same)):
                if number:
                    counter[kind] = number
        self._objects(change)
        self._columns(change)
        return change

    def _keyed(self) -> bool:
        """Whether every finding has a fingerprint and both scans used the same key."""
        sides = dict(self._base.execute("SELECT side, COUNT(*) FROM finding GROUP BY side"))
        if self._one("SELECT COUNT(*) FROM finding WHERE mark = ''"):
            return False
        if len(sides) < 2:
            return bool(sides)
        # Under another key no fingerprint comes again, though the same objects hold the same types.
        again = "SELECT 1 FROM finding GROUP BY id, type, mark HAVING COUNT(*) = 2 LIMIT 1"
        alike = "SELECT 1 FROM finding GROUP BY id, type HAVING COUNT(DISTINCT side) = 2 LIMIT 1"
        return bool(self._base.execute(again).fetchone()) or not self._base.execute(alike).fetchone()

    def _objects(self, change: Change) -> None:
        self._base.execute(
            "CREATE TABLE moved AS SELECT a.id AS id, COALESCE(n.uri, o.uri) AS uri, COALESCE(o.status, '') AS before, "
            "COALESCE(n.status, '') AS after, COALESCE(n.harmless, 0) AS harmless, COALESCE(d.added, 0) AS added, "
            "COALESCE(d.removed, 0) AS removed, COALESCE(o.size, 0) <> COALESCE(n.size, 0) AS resized "
            "FROM (SELECT DISTINCT id FROM object) AS a "
            "LEFT JOIN object AS o ON o.id = a.id AND o.side = 0 LEFT JOIN object AS n ON n.id = a.id AND n.side = 1 "
            "LEFT JOIN (SELECT id, SUM(added) AS added, SUM(removed) AS removed FROM delta GROUP BY id) AS d ON d.id = a.id"
        )
        differs = "before <> after OR added > 0 OR removed > 0 OR resized"
        change.new = self._one("SELECT COUNT(*) FROM moved WHERE before = ''")
        change.gone = self._one("SELECT COUNT(*) FROM moved WHERE after = ''")
        change.changed = self._one(f"SELECT COUNT(*) FROM moved WHERE before <> '' AND after <> '' AND ({differs})")
        change.unproven = self._one(
            "SELECT COALESCE(SUM(removed), 0) FROM moved WHERE after NOT IN ('', ?) AND NOT harmless", SCANNED
        )
        listed = (
            f"SELECT uri, before, after, added, removed FROM moved WHERE {differs} "
            "ORDER BY added DESC, removed DESC, uri LIMIT ?"
        )
        change.objects = [ObjectChange(*row) for row in self._base.execute(listed, (LISTED,))]

    def _columns(self, change: Change) -> None:
        """Columns of objects that both scans have."""
        self._base.execute(
            "CREATE TABLE turned AS SELECT c.id AS id, tab, number, MAX(name) AS name, "
            "MAX(CASE c.side WHEN 0 THEN verdict ELSE '' END) AS before, "
            "MAX(CASE c.side WHEN 1 THEN verdict ELSE '' END) AS after "
            "FROM col AS c WHERE (SELECT COUNT(*) FROM object AS o WHERE o.id = c.id) = 2 GROUP BY c.id, tab, number"
        )
        change.verdicts = self._one("SELECT COUNT(*) FROM turned WHERE before <> after")
        listed = (
            "SELECT o.uri, tab, number, name, before, after FROM turned JOIN object AS o ON o.id = turned.id AND o.side = 1 "
            "WHERE before <> after ORDER BY o.uri, tab, number LIMIT ?"
        )
        change.columns = [ColumnChange(*row) for row in self._base.execute(listed, (LISTED,))]

    def _one(self, query: str, *values: str) -> int:
        found: int = self._base.execute(query, values).fetchone()[0]
        return found


def _id(uri: str) -> bytes:
    return blake2b(uri.encode("utf-8", "surrogatepass"), digest_size=16).digest()
