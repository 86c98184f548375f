"""MySQL 5.7 and later and MariaDB, through PyMySQL, or mysqlclient where that is installed (five times as fast).

A table with a key of one column is read in pages behind the last key, each a statement of its own with its own time
limit; any other through one statement whose rows stay with the server until they are fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

from piiguard.errors import alone
from piiguard.formats.document import BATCH, Batch, Table
from piiguard.sources import _mysql_catalogue as catalogue
from piiguard.sources._cells import Cells, Rows
from piiguard.sources._mysql_catalogue import Column, Relation, quoted
from piiguard.sources._server import Server
from piiguard.sources.database import Address, at_a_time, bounds, cut, line, missing, named, password, place
from piiguard.sources.source import Entry, KeyRange, Secrets, SourceError

_OPTIONS = {"socket": "", "ssl_ca": ""}
_RANGES = 500  # most ranges of one table: each bound is a question to the server
# Errors whose text names users, objects and limits, and no values (MySQL Reference Manual, error messages).
_SPEAKING = frozenset(
    {1040, 1044, 1045, 1049, 1130, 1142, 1143, 1146, 1203, 1205, 1226, 1227, 1290, 1317, 1698, 1792, 1969, 2002, 2003, 2005,
     2006, 2013, 2026, 3024}
)  # fmt: skip


def open_target(target: str, secrets: Secrets) -> MySQL:
    """The source of ``mysql://user@host:port/database?table=pattern``; without a database all of the server's.

    The password: docs/databases.md; MYSQL_PWD is heeded.

    Raises:
        SourceError: the URL cannot be used or holds a password.
        MissingExtraError: there is no driver.
    """
    return MySQL(Address(target, known=_OPTIONS, port=3306), password(secrets, "MYSQL_PWD"))


class MySQL(Server):
    """A MySQL or MariaDB server, or one database of it."""

    def __init__(self, address: Address, secret: str | None, driver: Any = None) -> None:
        super().__init__(address, secret)
        self.driver = driver or _driver()

    def entries(self) -> Iterator[Entry]:
        """Every table the account is told of; MySQL does not tell an account of others."""
        try:
            relations = self.asked(lambda connection: catalogue.relations(connection.cursor(), self.address.database))
        except OSError as error:
            alone(SourceError(str(error)))
        for relation in relations:
            if self.wanted(relation.schema, relation.table):
                status, reason, harmless = relation.standing()
                if status is None:
                    status, reason = self._allowed(relation)
                size = relation.size
                yield self.entry(relation.schema, relation.table, size=size, status=status, reason=reason, harmless=harmless)

    def ranges(self, entry: Entry, rows: int) -> Sequence[KeyRange]:
        """Cut evenly between the smallest and the largest key, so ranges of a key with gaps are uneven."""
        schema, table = named(entry)

        def ask(connection: Any) -> Sequence[KeyRange]:
            cursor = connection.cursor()
            found, _, key = catalogue.described(cursor, schema, table)
            count = min(ceil(found.rows / rows), _RANGES)
            if count <= 1 or not key or found.versioned or not key[0].cuts:
                return [KeyRange()]
            points = catalogue.cut_points(cursor, f"{quoted(schema)}.{quoted(table)}", key[0], count)
            return cut([column.name for column in key], points)

        return self.asked(ask)

    def table(self, entry: Entry, part: KeyRange) -> Table:
        """The rows of a range in the order of the key, without one as the server gives them."""
        schema, table = named(entry)
        by, low, high = bounds(part)
        found, columns, key = self.asked(lambda connection: catalogue.described(connection.cursor(), schema, table))
        if by:
            key = [column for name in by for column in columns if column.name == name]
            if len(key) < len(by) or not key[0].cuts:
                raise OSError("the table's key is another than when it was listed")
        ends = [f"{quoted(key[0].name)} {sign} %s" for sign, end in ((">=", low), ("<", high)) if end is not None]
        values = [key[0].value(end) for end in (low, high) if end is not None]
        shown = [column for column in columns if not column.unread]
        cells = Cells([column.number for column in shown], (f"column {c.number}: {c.unread}" for c in columns if c.unread))
        size = at_a_time(found.width)
        batches = self._batches(_Select(found, shown, key, ends, values), cells, size)
        where = place(schema, table)
        return Table(entry.name, [column.name for column in shown], batches, where=where, unread=cells.unread)

    def _batches(self, select: _Select, cells: Cells, size: int) -> Iterator[Batch]:
        with self.transaction() as connection:
            if select.paged:
                yield from cells.batches(lambda count: select.page(connection.cursor(), count), size, self.pace())
                return
            # The statement lasts as long as its rows are fetched, so its limit is on each wait for the server
            # (read_timeout), not on the whole.
            with connection.cursor() as cursor:
                cursor.execute(_limit(connection, 0), ())
            cursor, done = connection.cursor(self.driver.cursors.SSCursor), False
            try:
                cursor.execute(*select.whole())
                yield from cells.batches(cursor.fetchmany, size, self.pace())
                cursor.close()
                done = True
            finally:
                if not done:
                    _abandon(connection, cursor)

    def connect(self) -> Any:
        """A connection whose cells are text, and bytes where the column holds bytes."""
        address, options = self.address, self.address.options
        wait = ceil(address.number("timeout")) + 5 if address.number("timeout") else None
        given: dict[str, Any] = {"unix_socket": options["socket"], "host": address.host or "127.0.0.1"}
        secret: Any = self._secret or ""
        if self.driver.__name__ == "pymysql":
            secret = secret.encode()  # it would take text for Latin-1
        if options["ssl_ca"]:
            given["ssl"] = {"ca": options["ssl_ca"]}
        if wait:
            given["read_timeout"] = wait
        encoders = {kind: to for kind, to in self.driver.converters.conversions.items() if isinstance(kind, type)}
        return self.driver.connect(
            port=address.port,
            user=address.user,
            password=secret,
            charset="utf8mb4",
            conv=encoders,  # no decoders: what comes is text
            local_infile=0,  # a server may ask a client for any file it can read
            connect_timeout=max(1, ceil(address.number("connect_timeout"))),
            **{name: value for name, value in given.items() if value},
        )

    def begin(self, connection: Any) -> None:
        """One snapshot, read only, and limits for every statement."""
        lock = max(1, ceil(self.address.number("lock_timeout")))
        cursor = connection.cursor()
        cursor.execute("SET SESSION TRANSACTION READ ONLY", ())
        cursor.execute(f"SET SESSION sql_mode = '', lock_wait_timeout = {lock}, net_write_timeout = 3600", ())
        cursor.execute(_limit(connection, self.address.number("timeout")), ())
        if not _mariadb(connection):
            cursor.execute("SET SESSION information_schema_stats_expiry = 0", ())
        cursor.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY", ())
        cursor.close()

    def reason(self, error: Exception) -> str:
        """Why, in the server's words where they name no values, else by its number."""
        number, text = (*error.args, "", "")[:2] if error.args else ("", "")
        if isinstance(number, int) and number in _SPEAKING:
            return f"MySQL: {line(str(text))}"
        return f"MySQL: error {number}" if isinstance(number, int) else f"MySQL: {type(error).__name__}"

    def _allowed(self, relation: Relation) -> Any:
        """Status and reason: whether the account may read it at all."""
        name = f"{quoted(relation.schema)}.{quoted(relation.table)}"
        try:
            self.asked(lambda connection: connection.cursor().execute(f"SELECT 1 FROM {name} LIMIT 0", ()))
        except OSError as error:
            return "error", str(error)
        return None, ""


class _Select:
    """The rows of a range, page by page or all at once."""

    def __init__(self, found: Relation, shown: list[Column], key: list[Column], ends: list[str], values: list[Any]) -> None:
        self._shown = ", ".join(column.expression for column in shown)
        self._from = f" FROM {quoted(found.schema)}.{quoted(found.table)}{' FOR SYSTEM_TIME ALL' if found.versioned else ''}"
        self._key = [] if found.versioned else key
        self._ends = ends
        self._values = values
        self._last: list[Any] = []
        self.paged = len(self._key) == 1 and self._key[0].cuts

    def whole(self) -> tuple[str, tuple[Any, ...]]:
        """The statement and its parameters."""
        where = f" WHERE {' AND '.join(self._ends)}" if self._ends else ""
        order = f" ORDER BY {', '.join(quoted(column.name) for column in self._key)}" if self._key else ""
        return f"SELECT {self._shown}{self._from}{where}{order}", tuple(self._values)

    def page(self, cursor: Any, count: int) -> Rows:
        """The next rows; the key is one column more than is shown."""
        column = self._key[0]
        name = quoted(column.name)
        ends = [*self._ends, *([f"{name} > %s"] if self._last else [])]
        where = f" WHERE {' AND '.join(ends)}" if ends else ""
        query = f"SELECT {self._shown}, {column.exact}{self._from}{where} ORDER BY {name} LIMIT {min(count, BATCH)}"
        cursor.execute(query, (*self._values, *self._last))
        rows: Rows = cursor.fetchall()
        if rows:
            self._last = [column.value(rows[-1][-1])]
        cursor.close()
        return rows


def _driver() -> Any:
    try:
        import MySQLdb.converters
        import MySQLdb.cursors

        return MySQLdb
    except ImportError:
        pass
    try:
        import pymysql.converters
        import pymysql.cursors

        return pymysql
    except ImportError:
        missing("PyMySQL or mysqlclient")


def _abandon(connection: Any, cursor: Any) -> None:
    """End both at once: PyMySQL's cursor would otherwise wait for all the rows nobody wants, or for a lost server."""
    for holder in (connection, cursor):
        pending: Any = getattr(holder, "_result", None)
        if hasattr(pending, "unbuffered_active"):
            pending.unbuffered_active = False
    cursor.connection = None
    try:
        connection.close()
    except Exception:
        pass  # it is gone already


def _mariadb(connection: Any) -> bool:
    return "MariaDB" in connection.get_server_info()


def _limit(connection: Any, seconds: float) -> str:
    """The statement that limits every later one; 0 is no limit."""
    if _mariadb(connection):
        return f"SET SESSION max_statement_time = {seconds:.3f}"
    return f"SET SESSION max_execution_time = {ceil(seconds * 1000)}"
