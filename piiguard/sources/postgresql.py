"""PostgreSQL (12 and later, and what speaks its protocol and has its catalogue), through psycopg 3.

Rows come through a server-side cursor in one read-only transaction for each range, so the time limit of a
statement is that of one fetch, however slowly rows are asked for; one fetch is under way while the rows of the
last are searched. Every name is schema-qualified and the search path is pg_catalog alone: nothing a user of the
database defined is called.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

from piiguard.errors import alone
from piiguard.formats.document import Batch, Table
from piiguard.sources import _postgresql_catalogue as catalogue
from piiguard.sources._ahead import ahead
from piiguard.sources._cells import Cells
from piiguard.sources._postgresql_catalogue import PAGE, Column, quoted
from piiguard.sources._server import Server
from piiguard.sources.database import Address, at_a_time, bounds, cut, line, missing, named, password, place
from piiguard.sources.source import Entry, KeyRange, Secrets, SourceError

_OPTIONS = {"host": "", "sslmode": "", "sslrootcert": ""}
_SAMPLE = 300  # pages a sample reads
_CTID = 140000  # the first version that reads a stretch of pages without reading those before it
# Classes of SQLSTATE whose messages name objects and settings, and no values
# (PostgreSQL documentation, appendix A): access, connection, resources, operator intervention, state.
_SPEAKING = frozenset({"08", "0A", "25", "28", "3D", "42", "53", "55", "57"})


def open_target(target: str, secrets: Secrets) -> PostgreSQL:
    """The source of ``postgresql://user@host:port/database?schema=a,b&table=pattern``.

    The password: docs/databases.md; libpq's own PGPASSWORD and ~/.pgpass are heeded.

    Raises:
        SourceError: the URL cannot be used or holds a password.
        MissingExtraError: psycopg is not installed.
    """
    try:
        import psycopg  # noqa: F401
    except ImportError:
        missing("psycopg")
    address = Address(target, known=_OPTIONS, port=5432)
    if not address.database:
        raise SourceError("the URL names no database: postgresql://user@host:port/database")
    return PostgreSQL(address, password(secrets, "PGPASSWORD"))


class PostgreSQL(Server):
    """A database of a PostgreSQL server."""

    def entries(self) -> Iterator[Entry]:
        """Tables, partitions, materialised views; what is not read is named with its reason."""
        try:
            rows = self.asked(lambda connection: connection.execute(catalogue.RELATIONS).fetchall())
            large = self.asked(lambda connection: connection.execute(catalogue.LARGE_OBJECTS).fetchone()[0])
        except OSError as error:
            alone(SourceError(str(error)))
        for schema, table, *facts in rows:
            if self.wanted(schema, table):
                size, status, reason, harmless = catalogue.standing(*facts)
                yield self.entry(schema, table, size=size, status=status, reason=reason, harmless=harmless)
        if large and self.wanted("pg_catalog", "pg_largeobject"):
            yield self.entry("pg_catalog", "pg_largeobject", status="skipped", reason="large objects are not read")

    def ranges(self, entry: Entry, rows: int) -> Sequence[KeyRange]:
        """Cut at quantiles of a sample of pages: by the first column of a key, without a key by pages."""
        schema, table = named(entry)
        return self.asked(lambda connection: _ranges(connection, schema, table, rows))

    def table(self, entry: Entry, part: KeyRange) -> Table:
        """The rows of a range in the order of the key, without one as they lie."""
        schema, table = named(entry)
        by, low, high = bounds(part)
        columns, width, key = self.asked(lambda connection: catalogue.described(connection, schema, table))
        query, values = _query(schema, table, columns, by or [column.name for column in key], (low, high))
        shown = [column for column in columns if not column.unread]
        unread = (f"column {column.number}: {column.unread}" for column in columns if column.unread)
        cells = Cells([column.number for column in shown], unread)
        batches = self._batches(query, values, cells, at_a_time(width))
        where = place(schema, table)
        return Table(entry.name, [column.name for column in shown], batches, where=where, unread=cells.unread)

    def _batches(self, query: str, values: list[str], cells: Cells, size: int) -> Iterator[Batch]:
        if not cells.numbers:
            return
        with self.transaction() as connection, connection.cursor(name="piiguard", scrollable=False) as cursor:
            raw = connection.info.parameter_status("server_encoding") == "SQL_ASCII"
            if raw:
                _as_bytes(cursor)
            cursor.execute(query, values)
            if raw:
                connection.execute("SELECT pg_catalog.set_config('client_encoding', 'SQL_ASCII', true)")
            pace = self.pace()
            with ahead(cursor.fetchmany, connection.cancel_safe) as fetch:
                # What is to be read slowly need not be read ahead.
                yield from cells.batches(cursor.fetchmany if pace.limited else fetch, size, pace)

    def connect(self) -> Any:
        """A connection; libpq asks PGPASSWORD and ~/.pgpass itself where there is no password."""
        import psycopg

        address, options = self.address, self.address.options
        given: dict[str, Any] = {"host": options["host"] or address.host, "user": address.user, "password": self._secret}
        given |= {"sslmode": options["sslmode"], "sslrootcert": options["sslrootcert"]}
        connection = psycopg.connect(
            port=address.port,
            dbname=address.database,
            connect_timeout=ceil(address.number("connect_timeout")),
            application_name="piiguard",
            client_encoding="UTF8",
            keepalives_idle=30,
            prepare_threshold=None,  # a pooler in front may hand each transaction to another session
            **{name: value for name, value in given.items() if value},
        )
        connection.read_only = True
        return connection

    def begin(self, connection: Any) -> None:
        """Settings of the transaction only: a pooler may give the session to somebody else afterwards."""
        address = self.address
        settings = {
            "statement_timeout": str(ceil(address.number("timeout") * 1000)),
            "lock_timeout": str(ceil(address.number("lock_timeout") * 1000)),
            "transaction_read_only": "on",
            "search_path": "pg_catalog, pg_temp",
            # Rows a policy would hide make an error instead of a table that looks read.
            "row_security": "off",
            "synchronize_seqscans": "off",  # every reading begins at the first page: rows have the same numbers
            "cursor_tuple_fraction": "1",
            "DateStyle": "ISO",
            "IntervalStyle": "postgres",
        }
        calls = ", ".join("pg_catalog.set_config(%s, %s, true)" for _ in settings)
        connection.execute(f"SELECT {calls}", [text for pair in settings.items() for text in pair])

    def reason(self, error: Exception) -> str:
        """Why, in the server's words where they name no values, else by the name of the error."""
        diag = getattr(error, "diag", None)
        state = getattr(error, "sqlstate", None) or ""
        if state[:2] in _SPEAKING and diag is not None and diag.message_primary:
            return f"PostgreSQL: {line(diag.message_primary)}"
        if state:
            return f"PostgreSQL: {type(error).__name__} (SQLSTATE {state})"
        if isinstance(error, UnicodeError):
            return "PostgreSQL: text that is not in the charset of the database"
        return f"PostgreSQL: {line(str(error))}" if type(error).__module__.startswith("psycopg") else type(error).__name__


def _as_bytes(cursor: Any) -> None:
    """Text of a database without a charset is fetched as it lies there; _cells tells its charset cell by cell."""
    from psycopg.adapt import Loader

    class Raw(Loader):
        def load(self, data: Any) -> bytes:
            return bytes(data)

    for type in ("text", "varchar", "bpchar"):
        cursor.adapters.register_loader(type, Raw)


def _ranges(connection: Any, schema: str, table: str, rows: int) -> Sequence[KeyRange]:
    _, _, key = catalogue.described(connection, schema, table)
    name = f"{quoted(schema)}.{quoted(table)}"
    pages = connection.execute(catalogue.PAGES, (schema, table)).fetchone()[0]
    if not pages:
        return [KeyRange()]
    percent = min(100.0, 100 * _SAMPLE / pages)
    sample = f"FROM ONLY {name} TABLESAMPLE SYSTEM ({percent:.6f}) REPEATABLE (1)"
    seen = connection.execute(f"SELECT count(*) {sample}", ()).fetchone()[0]
    count = min(ceil(seen * 100 / percent / rows), 100_000)
    if count <= 1:
        return [KeyRange()]
    if key and key[0].cuts:
        column = quoted(key[0].name)
        parts = [number / count for number in range(1, count)]
        query = f"SELECT (percentile_disc(%s::float8[]) WITHIN GROUP (ORDER BY {column}))::text[] {sample}"
        marks = connection.execute(query, (parts,)).fetchone()[0]
        return cut([column.name for column in key], [mark for mark in marks or () if mark is not None])
    if connection.info.server_version < _CTID:
        return [KeyRange()]
    step = max(1, ceil(pages / count))
    return cut([PAGE], [str(page) for page in range(step, pages, step)])


def _query(
    schema: str, table: str, columns: list[Column], by: list[str], ends: tuple[str | None, str | None]
) -> tuple[str, list[str]]:
    """The SELECT of a range and its parameters. Raises OSError when what the range goes by is gone."""
    low, high = ends
    shown = ", ".join(column.expression for column in columns if not column.unread)
    query = f"SELECT {shown} FROM ONLY {quoted(schema)}.{quoted(table)} AS t"
    conditions, order = [], ""
    values = [end for end in ends if end is not None]
    if by == [PAGE]:
        if not all(end.isdecimal() for end in values):
            raise OSError("a key range that was not made by this source")
        conditions = [f"ctid {sign} '({end},0)'::tid" for sign, end in ((">=", low), ("<", high)) if end is not None]
        values = []
    elif by:
        key = [next((column for column in columns if column.name == name), None) for name in by]
        if None in key:
            raise OSError("the table's key is another than when it was listed")
        known = [column for column in key if column]
        # By the table's name: ORDER BY takes a bare one for the column shown, which is its text.
        first, kind = f"t.{quoted(by[0])}", known[0].type
        conditions = [f"{first} {sign} %s::text::{kind}" for sign, end in ((">=", low), ("<", high)) if end is not None]
        nullable = any(column.nullable for column in known)
        if low is None and high is not None and known[0].nullable:
            conditions = [f"({conditions[0]} OR {first} IS NULL)"]
        order = " ORDER BY " + ", ".join([*(f"t.{quoted(name)}" for name in by), *(["ctid"] if nullable else [])])
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return query + where + order, values
