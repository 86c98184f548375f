"""How easily rows of a table are told apart by columns that name nobody: k-anonymity, uniqueness, l-diversity.

Rows alike in all chosen columns (quasi-identifiers: sex, year of birth, district) form a class. k is the size of the
smallest class (Sweeney, "k-anonymity", 2002); a row in a class of one is unique: who knows those columns of a person finds
the row. l is the smallest number of different values of a sensitive column within a class (distinct l-diversity,
Machanavajjhala et al., 2007): with l = 1 somebody learns that value without finding the row.

Exact, in bounded memory: a class is a keyed digest of 16 bytes (BLAKE2b under a key made for this call and forgotten
after it); beyond a limit classes go to a temporary SQLite database. No value is kept or written.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from piiguard.errors import alone
from piiguard.formats.document import Table

LIMIT = 500_000  # classes, and pairs of a class and a sensitive value, held in memory
#: Class sizes are counted in these bands: from each up to the next.
BANDS = (1, 2, 3, 5, 10, 20, 50, 100)
Generalisation = Callable[[str], str]


class Uniqueness:
    """What was found of one table.

    rows     rows looked at
    classes  different combinations of the chosen columns
    k        size of the smallest class; 0 of an empty table
    unique   rows in a class of their own
    bands    lower end of a band of class sizes (BANDS) -> rows in classes of such a size
    l        of the sensitive column, None without one: the fewest different values within a class; 0 of an empty table
    exposed  rows in classes with one sensitive value only, None without a sensitive column
    """

    __slots__ = ("bands", "classes", "columns", "exposed", "k", "l", "rows", "sensitive", "table", "unique")

    def __init__(self, table: str, columns: Sequence[str], sensitive: str | None) -> None:
        self.table = table
        self.columns = list(columns)
        self.sensitive = sensitive
        self.rows = self.classes = self.k = self.unique = 0
        self.bands: dict[int, int] = dict.fromkeys(BANDS, 0)
        self.l: int | None = None
        self.exposed: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """As JSON; without a sensitive column its three names are missing."""
        row: dict[str, Any] = {"row": "uniqueness", "table": self.table, "columns": self.columns, "rows": self.rows}
        row |= {"classes": self.classes, "k": self.k, "unique": self.unique}
        row |= {"unique_share": round(self.unique / self.rows, 6) if self.rows else 0.0}
        row |= {"class_sizes": {str(band): count for band, count in self.bands.items()}}
        if self.sensitive is not None:
            row |= {"sensitive": self.sensitive, "l": self.l, "exposed": self.exposed}
        return row


def uniqueness(
    table: Table,
    columns: Sequence[str],
    *,
    sensitive: str | None = None,
    generalised: Mapping[str, Generalisation] | None = None,
    limit: int = LIMIT,
) -> Uniqueness:
    """Count the classes of a table; draws it to its end.

    columns      names of the quasi-identifiers; empty and null cells are one value like any other
    sensitive    name of the sensitive column
    generalised  column -> what is made of its values before they are compared
    limit        classes held in memory

    Raises:
        ValueError: a name the table does not have or has twice, no columns, or one that is sensitive as well; names it.
        FormatError, OSError: of the table; OSError also where the temporary file cannot be written.
    """
    chosen = [_index(table.names, name) for name in columns]
    if not chosen:
        raise ValueError("no columns are chosen")
    if sensitive in columns:
        raise ValueError(f"the sensitive column {sensitive!r} cannot be among those that are compared")
    marked = None if sensitive is None else _index(table.names, sensitive)
    ways = [(generalised or {}).get(name) for name in columns]
    key = os.urandom(32)
    try:
        with _Counts(limit, pairs=marked is not None) as counts:
            for batch in table.batches:
                cells = [_through(batch.columns[at], way) for at, way in zip(chosen, ways, strict=True)]
                secret = batch.columns[marked] if marked is not None else None
                for number, row in enumerate(zip(*cells, strict=True)):
                    name = _digest(key, row)
                    counts.add(name, None if secret is None else _digest(key, (secret[number],)))
            return counts.result(Uniqueness(table.name, columns, sensitive))
    except sqlite3.Error:
        alone(OSError(errno.ENOSPC, "the temporary file cannot be written"))


def _index(names: Sequence[str], name: str) -> int:
    found = [at for at, one in enumerate(names) if one == name]
    if len(found) != 1:
        raise ValueError(f"the table has {'no' if not found else 'more than one'} column {name!r}")
    return found[0]


def _through(cells: Sequence[str | None], way: Generalisation | None) -> Sequence[str | None]:
    return cells if way is None else [way(cell) if cell else None for cell in cells]


def _digest(key: bytes, cells: Sequence[str | None]) -> bytes:
    """Keyed, and injective before the digest: lengths stand before the values."""
    made = blake2b(key=key, digest_size=16)
    for cell in cells:
        data = (cell or "").encode("utf-8", "surrogatepass")
        made.update(b"%d:" % len(data) + data)
    return made.digest()


class _Counts:
    """Class -> rows, and with ``pairs`` the different pairs of a class and a sensitive value; both spill to disk."""

    def __init__(self, limit: int, *, pairs: bool) -> None:
        self._limit = max(1, limit)
        self._rows: dict[bytes, int] = {}
        self._pairs: set[tuple[bytes, bytes]] = set()
        self._diverse = pairs
        self._base: sqlite3.Connection | None = None

    def __enter__(self) -> _Counts:
        return self

    def __exit__(self, *_: object) -> None:
        if self._base is not None:
            self._base.close()

    def add(self, name: bytes, value: bytes | None) -> None:
        """One row of a class."""
        self._rows[name] = self._rows.get(name, 0) + 1
        if value is not None:
            self._pairs.add((name, value))
        if len(self._rows) + len(self._pairs) > self._limit:
            self._spill()

    def result(self, found: Uniqueness) -> Uniqueness:
        """The numbers of all classes."""
        if self._base is None and not self._diverse:
            for size in self._rows.values():
                _class(found, size)
        else:
            self._spill()
            assert self._base is not None
            sizes = "SELECT n, (SELECT COUNT(*) FROM pair WHERE pair.class = class.id) FROM class"
            for size, values in self._base.execute(sizes):
                _class(found, size)
                if self._diverse:
                    found.l = values if found.l is None else min(found.l, values)
                    found.exposed = (found.exposed or 0) + (size if values == 1 else 0)
        if self._diverse and not found.rows:
            found.l = found.exposed = 0
        return found

    def _spill(self) -> None:
        if self._base is None:
            # An empty name is a database in a temporary file that nobody else sees and that goes with the connection.
            self._base = sqlite3.connect("")
            self._base.executescript(
                "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
                "CREATE TABLE class (id BLOB PRIMARY KEY, n INT) WITHOUT ROWID;"
                "CREATE TABLE pair (class BLOB, value BLOB, PRIMARY KEY (class, value)) WITHOUT ROWID;"
            )
        rows = sorted(self._rows.items())  # in the order of the tree they go into
        self._base.executemany("INSERT INTO class VALUES (?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n", rows)
        self._base.executemany("INSERT OR IGNORE INTO pair VALUES (?, ?)", sorted(self._pairs))
        self._rows.clear()
        self._pairs.clear()


def _class(found: Uniqueness, size: int) -> None:
    found.rows += size
    found.classes += 1
    found.k = min(found.k, size) if found.k else size
    found.unique += size == 1
    found.bands[max(band for band in BANDS if band <= size)] += size
