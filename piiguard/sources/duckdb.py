"""A DuckDB file, opened read-only and without its ways to other files, hosts and extensions."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import Any

from piiguard.errors import alone
from piiguard.formats.document import BATCH, Batch, Table
from piiguard.sources._cells import Cells
from piiguard.sources._server import Server
from piiguard.sources.database import Address, bounds, cut, interpolated, missing, named, place, whole
from piiguard.sources.source import Entry, KeyRange, Secrets, SourceError
from piiguard.sources.sqlite import stamp

_CONFIG: dict[str, Any] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "threads": "1",  # one worker, one core
    "memory_limit": "256MB",
    "temp_directory": "",  # nothing is written beside the file
}
_RELATIONS = """
SELECT schema_name, table_name, false FROM duckdb_tables() WHERE database_name = current_database() AND NOT internal
UNION ALL SELECT schema_name, view_name, true FROM duckdb_views() WHERE database_name = current_database() AND NOT internal
ORDER BY 1, 2
"""
_COLUMNS = """
SELECT column_name, data_type FROM duckdb_columns()
WHERE database_name = current_database() AND schema_name = ? AND table_name = ? ORDER BY column_index
"""
_NESTED = ("STRUCT", "MAP", "UNION", "LIST", "JSON", "VARIANT")
_NAMES = {
    "PermissionException": "the file is not DuckDB's",
    "IOException": "the file cannot be read as DuckDB's, or another program is writing it",
    "InterruptException": "stopped by the time limit",
    "OutOfMemoryException": "it needs more memory than it may have",
}


def open_target(target: str, secrets: Secrets) -> DuckDB:
    """The source of ``duckdb:///relative/file`` or ``duckdb:////absolute/file``. Needs no secrets.

    Raises:
        SourceError: the URL cannot be used, or there is no such file.
        MissingExtraError: duckdb is not installed.
    """
    try:
        import duckdb  # noqa: F401
    except ImportError:
        missing("duckdb")
    address = Address(target)
    if address.host or not address.database:
        raise SourceError("the URL names no file: duckdb:///relative/file or duckdb:////absolute/file")
    if not os.path.isfile(address.database):
        raise SourceError("there is no such file")
    return DuckDB(address, None)


class DuckDB(Server):
    """The tables of one file."""

    keeps = False  # while it is open nobody can write to the file

    def entries(self) -> Iterator[Entry]:
        """Every table; its version is the size and time of change of the file and of its write-ahead log."""
        version = stamp(self.address.database, f"{self.address.database}.wal")
        try:
            rows = self.asked(lambda connection: connection.execute(_RELATIONS).fetchall())
        except OSError as error:
            alone(SourceError(str(error)))
        for schema, table, view in rows:
            if self.wanted(schema, table) and view:
                reason = "view: its rows are in the tables it reads"
                yield self.entry(schema, table, version=version, status="skipped", reason=reason, harmless=True)
            elif self.wanted(schema, table):
                yield self.entry(schema, table, version=version)

    def ranges(self, entry: Entry, rows: int) -> Sequence[KeyRange]:
        """Cut evenly by the number of the row."""
        schema, table = named(entry)
        found = self.asked(lambda connection: connection.execute(f"SELECT max(rowid) FROM {_quoted(schema, table)}").fetchone())
        if found[0] is None:
            return [KeyRange()]
        return cut(["rowid"], [str(point) for point in interpolated(0, found[0], ceil((found[0] + 1) / rows))])

    def table(self, entry: Entry, part: KeyRange) -> Table:
        """The rows of a range as they lie."""
        schema, table = named(entry)
        by, low, high = bounds(part)
        if by not in ([], ["rowid"]):
            raise OSError("the table's key is another than when it was listed")
        columns = self.asked(lambda connection: connection.execute(_COLUMNS, (schema, table)).fetchall())
        if not columns:
            raise FileNotFoundError("the table is not there any more")
        ends = [f"rowid {sign} {whole(end)}" for sign, end in ((">=", low), ("<", high)) if end is not None]
        where = f" WHERE {' AND '.join(ends)}" if ends else ""
        shown = [(number, *column) for number, column in enumerate(columns, 1) if not column[1].startswith("GEOMETRY")]
        unread = [f"column {number}: {type} is not read" for number, (_, type) in enumerate(columns, 1)
                  if type.startswith("GEOMETRY")]  # fmt: skip
        query = f"SELECT {', '.join(_expression(name, type) for _, name, type in shown)} FROM {_quoted(schema, table)}{where}"
        cells = Cells([number for number, _, _ in shown], unread)
        batches = self._batches(query, cells)
        return Table(entry.name, [name for _, name, _ in shown], batches, where=place(schema, table), unread=cells.unread)

    def _batches(self, query: str, cells: Cells) -> Iterator[Batch]:
        if not cells.numbers:
            return
        seconds = self.address.number("timeout")
        with self.transaction() as connection:
            _limited(connection, lambda _: connection.execute(query), seconds)(0)
            yield from cells.batches(_limited(connection, connection.fetchmany, seconds), BATCH, self.pace())

    def connect(self) -> Any:
        """A connection that can do nothing but read the file."""
        import duckdb

        return duckdb.connect(self.address.database, read_only=True, config=_CONFIG)

    def begin(self, connection: Any) -> None:
        """One snapshot."""
        connection.execute("BEGIN TRANSACTION READ ONLY")

    def reason(self, error: Exception) -> str:
        """By the name of the error: its text may quote values."""
        name = type(error).__name__
        return f"DuckDB: {_NAMES.get(name, name)}"


def _limited(connection: Any, fetch: Callable[[int], Any], seconds: float) -> Callable[[int], Any]:
    """The same fetch, given up after so many seconds; DuckDB itself has no such limit."""

    def limited(count: int) -> Any:
        timer = threading.Timer(seconds, connection.interrupt)
        timer.daemon = True
        timer.start()
        try:
            return fetch(count)
        finally:
            timer.cancel()

    return limited if seconds else fetch


def _expression(name: str, type: str) -> str:
    column = _quoted(name)
    if type in ("VARCHAR", "BLOB", "DOUBLE", "FLOAT"):
        return column  # _cells makes text of bytes and numbers
    if type.startswith("TIMESTAMP"):
        return f"replace(CAST({column} AS VARCHAR), ' ', 'T')"
    if type.startswith(_NESTED) or type.endswith("]"):
        return f"CAST(to_json({column}) AS VARCHAR)"
    return f"CAST({column} AS VARCHAR)"


def _quoted(*names: str) -> str:
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)
