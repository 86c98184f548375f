"""An SQLite file, through the standard library; opened read-only, and nothing its schema names is called."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from math import ceil
from typing import Any
from urllib.parse import quote

from piiguard.errors import alone
from piiguard.formats.document import BATCH, Batch, Table
from piiguard.sources._cells import Cells, decoded
from piiguard.sources.database import Address, Database, bounds, cut, interpolated, named, place, whole
from piiguard.sources.source import Entry, KeyRange, Secrets, SourceError, Status

_SCHEMA = "main"
_ROW = 8  # bytes: no row of SQLite is smaller, whatever the span of its numbers
_RANGES = 10_000
# Names that begin so are SQLite's own.
_RELATIONS = "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND name NOT GLOB 'sqlite_*' ORDER BY name"
# hidden: 1 is a hidden column of a virtual table, 2 and 3 are generated ones
_COLUMNS = "SELECT name, pk FROM pragma_table_xinfo(?) WHERE hidden <> 1 ORDER BY cid"


def open_target(target: str, secrets: Secrets) -> SQLite:
    """The source of ``sqlite:///relative/file`` or ``sqlite:////absolute/file``. Needs no secrets.

    Raises:
        SourceError: the URL cannot be used, or there is no such file.
    """
    address = Address(target)
    if address.host or not address.database:
        raise SourceError("the URL names no file: sqlite:///relative/file or sqlite:////absolute/file")
    if not os.path.isfile(address.database):
        raise SourceError("there is no such file")
    return SQLite(address)


class SQLite(Database):
    """The tables of one file; a row's place is its rowid, which every table has that was not made without."""

    def entries(self) -> Iterator[Entry]:
        """Every table; its version is the size and time of change of the file and of its write-ahead log."""
        version = stamp(self.address.database, f"{self.address.database}-wal")
        try:
            with closing(self._connection()) as connection:
                rows = connection.execute(_RELATIONS).fetchall()
        except sqlite3.Error as error:
            alone(SourceError(_reason(error)))
        for table, type in rows:
            if self.wanted(_SCHEMA, table):
                status: Status | None = "skipped" if type in ("view", "shadow") else None
                reason = {"view": "view: its rows are in the tables it reads", "shadow": "part of a virtual table, which is read"}
                more = {"status": status, "reason": reason.get(type, ""), "harmless": status is not None}
                yield self.entry(_SCHEMA, table, version=version, **more)

    def ranges(self, entry: Entry, rows: int) -> Sequence[KeyRange]:
        """Cut evenly between the smallest and the largest rowid."""
        _, table = named(entry)
        try:
            with closing(self._connection()) as connection:
                _, _, rowid = _described(connection, table)
                if not rowid:
                    return [KeyRange()]
                low, high = connection.execute(f"SELECT min({rowid}), max({rowid}) FROM {_quoted(table)}").fetchone()
        except sqlite3.Error as error:
            alone(OSError(_reason(error)))
        if low is None:
            return [KeyRange()]
        most = min(high - low + 1, os.path.getsize(self.address.database) // _ROW)
        count = min(ceil(most / rows), _RANGES)
        return cut(["rowid"], [str(point) for point in interpolated(low, high, count)])

    def table(self, entry: Entry, part: KeyRange) -> Table:
        """The rows of a range in the order of the rowid, without one in that of the primary key."""
        schema, table = named(entry)
        by, low, high = bounds(part)
        try:
            with closing(self._connection()) as connection:
                names, key, rowid = _described(connection, table)
        except sqlite3.Error as error:
            alone(OSError(_reason(error)))
        if by and (by != ["rowid"] or not rowid):
            raise OSError("the table's key is another than when it was listed")
        ends = [f"{rowid} {sign} {whole(end)}" for sign, end in ((">=", low), ("<", high)) if end is not None]
        where = f" WHERE {' AND '.join(ends)}" if ends else ""
        order = rowid or ", ".join(map(_quoted, key))
        query = f"SELECT {', '.join(map(_quoted, names))} FROM {_quoted(table)}{where}{f' ORDER BY {order}' if order else ''}"
        cells = Cells(range(1, len(names) + 1))
        return Table(entry.name, names, self._batches(query, cells), where=place(schema, table), unread=cells.unread)

    def close(self) -> None:
        """Nothing is held between ranges."""

    def _batches(self, query: str, cells: Cells) -> Iterator[Batch]:
        seconds = self.address.number("timeout")
        try:
            with closing(self._connection()) as connection:
                connection.execute("BEGIN")
                # The first row is looked for by execute itself.
                cursor = _limited(connection, lambda _: connection.execute(query), seconds)(0)
                yield from cells.batches(_limited(connection, cursor.fetchmany, seconds), BATCH, self.pace())
        except sqlite3.Error as error:
            alone(OSError(_reason(error)))

    def _connection(self) -> sqlite3.Connection:
        path = quote(os.path.abspath(self.address.database))
        wait = self.address.number("lock_timeout")
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=wait, isolation_level=None)
        connection.text_factory = _text
        for pragma in ("query_only = ON", "trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0"):
            connection.execute(f"PRAGMA {pragma}")
        return connection


def stamp(*paths: str) -> str:
    """What changes when one of the files does: size and time of change; an empty file (SQLite's, for a reader) is none."""
    found = []
    for path in paths:
        try:
            status = os.stat(path)
            found.append(f"{status.st_size}-{status.st_mtime_ns}" if status.st_size else "")
        except OSError:
            found.append("")
    return ",".join(found)


def _described(connection: sqlite3.Connection, table: str) -> tuple[list[str], list[str], str]:
    """(columns, primary key, the name the rowid has, "" for none). Raises FileNotFoundError."""
    found = connection.execute("SELECT type, wr FROM pragma_table_list WHERE schema = 'main' AND name = ?", (table,)).fetchone()
    if not found:
        raise FileNotFoundError("the table is not there any more")
    columns = connection.execute(_COLUMNS, (table,)).fetchall()
    names = [name for name, _ in columns]
    taken = {name.lower() for name in names}
    # A column of the same name hides the rowid.
    free = next((name for name in ("rowid", "_rowid_", "oid") if name not in taken), "")
    key = [name for name, _ in sorted((pair for pair in columns if pair[1]), key=lambda pair: pair[1])]
    return names, key, free if found == ("table", 0) else ""


def _limited(connection: sqlite3.Connection, fetch: Callable[[int], Any], seconds: float) -> Callable[[int], Any]:
    """The same fetch, given up after so many seconds; SQLite itself has no such limit."""
    if not seconds:
        return fetch
    end = 0.0

    def limited(count: int) -> Any:
        nonlocal end
        end = time.monotonic() + seconds
        return fetch(count)

    connection.set_progress_handler(lambda: time.monotonic() > end, 10_000)
    return limited


def _text(data: bytes) -> str | bytes:
    # SQLite does not look at what it is given: text may be in any charset.
    try:
        return data.decode()
    except UnicodeDecodeError:
        return decoded(data) or data


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _reason(error: sqlite3.Error) -> str:
    """By the name of the error: its text may quote the file."""
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    known = {
        "SQLITE_NOTADB": "not an SQLite file, or an encrypted one",
        "SQLITE_INTERRUPT": "stopped by the time limit",
        "SQLITE_BUSY": "locked by another program",
        "SQLITE_CORRUPT": "the file is damaged",
        "SQLITE_CANTOPEN": "the file cannot be opened",
    }
    return f"SQLite: {known.get(name, name)}"
