"""SQLite database files: every table, read by the standard library from a copy that has no name.

A database is code too: its views, triggers and virtual tables are not run. What stands only in the
write-ahead log beside a database is another object and not seen here.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, BinaryIO
from urllib.parse import quote

from piiguard.errors import FormatError, alone
from piiguard.formats.cells import Cells
from piiguard.formats.document import BATCH, Batch, Document, LimitError, Limits, Table
from piiguard.formats.pieces import Keys, Location
from piiguard.formats.treatment import Treatment

_COPY = 1 << 20
_STEPS = 20_000  # of SQLite's machine between two looks at the clock
_LONGEST = 1 << 26  # bytes of a value; a longer one is said, not read
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA}


class Foreign(str):
    """A TEXT cell whose bytes are not UTF-8."""


class SqliteFile(Document):
    """A database, opened read-only."""

    format = "sqlite"

    def __init__(self, stream: BinaryIO, keys: Keys, limits: Limits) -> None:
        self._keys = keys
        self._cells = Cells()
        self._faults: list[str] = []
        self._notes: list[str] = []
        self._seconds = limits.seconds
        self._until = 0.0
        stream.seek(18)
        if 2 in stream.read(2):
            self._notes.append("in WAL mode: rows that stand only in its -wal file are not in it")
        self._connection = _opened(stream)
        self._harden()

    def tables(self) -> Iterator[Table]:
        """Every table in the order of its schema. Raises FormatError where not even the schema can be read."""
        with self._fault():
            found = self._connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0 ORDER BY rowid"
            ).fetchall()
        for (raw,) in found:
            name = str(raw)
            place: Location = {"table": self._keys.shown(name)}
            try:
                columns = self._columns(name)
            except FormatError as error:
                self._faults.append(f"table {place['table']}: {error}")
                continue
            if columns:
                yield Table(name, columns, self._batches(name, columns, place), where=place)

    def unread(self) -> list[str]:
        """Tables that could not be read to their end, and binary values that are no text."""
        return self._faults + self._cells.unread()

    def notes(self) -> list[str]:
        """That it is in WAL mode."""
        return self._notes

    def close(self) -> None:
        """Close the copy, which is gone then."""
        self._connection.close()

    def rewrite(self, out: BinaryIO, masked: Treatment) -> None:
        """The same database with changed cells. Raises FormatError where not every cell can be masked, OSError."""
        from piiguard.formats import sqlitecopy

        with self._fault():
            self._notes += sqlitecopy.write(self, self._connection, out, masked)

    def text(self, value: Any) -> str | None:
        """A value as the cell of a table."""
        return self._cells.text(value)

    def _harden(self) -> None:
        """Before the first look at the schema: nothing in it may run, and nothing may run for ever."""
        connection = self._connection
        connection.text_factory = _text(self._cells)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
        connection.setlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 20)
        with self._fault():
            for pragma in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON", "mmap_size=0"):
                connection.execute(f"PRAGMA {pragma}")
            free = connection.execute("PRAGMA freelist_count").fetchone()
        if free and free[0]:
            self._notes.append(f"unused pages, which may still hold deleted rows and were not searched: {free[0]}")
        connection.set_authorizer(_authorized)
        connection.set_progress_handler(lambda: time.monotonic() > self._until, _STEPS)

    def _columns(self, table: str) -> list[str]:
        """Its stored columns; generated ones are computed, and made of these."""
        with self._fault():
            rows = self._connection.execute(f"PRAGMA table_xinfo({_quoted(table)})").fetchall()
        return [str(row[1]) for row in rows if not row[6]]

    def _batches(self, name: str, columns: list[str], place: Location) -> Iterator[Batch]:
        first = 1
        fault: FormatError | None = None
        rows: list[Any] = []
        cursor: Any = None
        while fault is None and (rows or first == 1):
            rows = []
            try:
                with self._fault():
                    cursor = cursor or self._connection.execute(
                        f"SELECT {', '.join(map(_quoted, columns))} FROM {_quoted(name)} NOT INDEXED"
                    )
                    rows.extend(islice(cursor, BATCH))
            except FormatError as error:
                fault = error
            if rows:
                text = self._cells.text
                yield Batch(first, [[text(cell) for cell in column] for column in zip(*rows, strict=True)])
                first += len(rows)
            elif first == 1:
                break
        if fault is not None:
            self._faults.append(f"table {place['table']}: {fault}")

    @contextmanager
    def _fault(self) -> Iterator[None]:
        """SQLite's errors as ours, with the clock set; its words may hold names of the schema."""
        self._until = time.monotonic() + self._seconds
        try:
            yield
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                alone(LimitError(f"no answer within {self._seconds:g} s"))
            alone(FormatError("the SQLite database is damaged"))
        except sqlite3.DataError:
            alone(LimitError(f"a value of more than {_LONGEST >> 20} MB"))
        except (sqlite3.Error, UnicodeError, OverflowError):
            alone(FormatError("the SQLite database is damaged"))
        except MemoryError:
            alone(LimitError("the SQLite database takes too much memory"))


def _text(cells: Cells) -> Any:
    """TEXT that is not UTF-8 is common: GBK written by a program that did not ask."""

    def text(raw: bytes) -> str:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return Foreign(cells.decoded(raw) or raw.decode("latin-1"))

    return text


def _authorized(action: int, *_: Any) -> int:
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _opened(stream: BinaryIO) -> sqlite3.Connection:
    """The database in a private copy whose name is gone as soon as SQLite has it open."""
    handle, path = tempfile.mkstemp(prefix="piiguard-", suffix=".sqlite")
    try:
        with os.fdopen(handle, "wb") as copy:
            stream.seek(0)
            while block := stream.read(_COPY):
                copy.write(block)
        connection = sqlite3.connect(
            f"file:{quote(path)}?mode=ro&immutable=1", uri=True, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA schema_version").fetchone()  # the file is really opened by the first question
        except sqlite3.Error:
            connection.close()
            alone(FormatError("the SQLite database is damaged or encrypted"))
        return connection
    finally:
        os.unlink(path)


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> SqliteFile:
    """A SQLite database. Raises FormatError, OSError."""
    return SqliteFile(stream, keys, limits)
