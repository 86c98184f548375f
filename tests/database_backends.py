"""One small interface over the databases of the tests: make a table, fill it, say the URL. The suite is in
test_source_databases.py; what is the same for every database stands there.
"""

from __future__ import annotations

import atexit
import sqlite3
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import database_servers as servers
from database_servers import Absent

from piiguard.sources import Source, open_source

# kind of a column -> its type; "" where the database has none
KINDS = ("int", "text", "uuid", "date", "time", "decimal", "flag", "json", "bytes", "real")


class Backend(ABC):
    """A database the tests may write to; ``source()`` reads it as piiguard does."""

    name = ""
    types: ClassVar[dict[str, str]] = {}
    quote = '"'
    mark = "%s"
    schema = ""
    cuts: frozenset[str] = frozenset()  # keys by which tables are cut into ranges; "" is none
    ended = "connection"  # what an error of a connection that was cut off says

    @abstractmethod
    def execute(self, query: str, rows: Sequence[Sequence[Any]] | None = None) -> None:
        """A statement, once or for each row."""

    @abstractmethod
    def url(self, **options: object) -> str:
        """What a scan is given."""

    def create(self, table: str, columns: dict[str, str], rows: Sequence[Sequence[Any]], key: Sequence[str] = ()) -> str:
        """A new table with rows; the name is quoted here. Gives its entry's name."""
        parts = [f"{self.quoted(name)} {self.typed(kind, name in key)}" for name, kind in columns.items()]
        if key:
            parts.append(f"PRIMARY KEY ({', '.join(map(self.quoted, key))})")
        self.execute(f"CREATE TABLE {self.full(table)} ({', '.join(parts)})")
        self.insert(table, rows)
        return f"{self.schema}.{table}"

    def insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            marks = ", ".join([self.mark] * len(rows[0]))
            name = self.full(table)
            self.execute(f"INSERT INTO {name.replace('%', '%%') if self.mark == '%s' else name} VALUES ({marks})", rows)
            self.settle(table)

    def settle(self, table: str) -> None:  # noqa: B027 - most want nothing
        """Whatever the database wants for its estimates."""

    def drop(self, table: str) -> None:
        self.execute(f"DROP TABLE {self.full(table)}")

    def typed(self, kind: str, key: bool) -> str:
        return self.types[kind]

    def quoted(self, name: str) -> str:
        return self.quote + name.replace(self.quote, self.quote * 2) + self.quote

    def full(self, table: str) -> str:
        return f"{self.quoted(self.schema)}.{self.quoted(table)}"

    def source(self, **options: object) -> Source:
        return open_source(self.url(**options), self.secrets())

    def secrets(self) -> dict[str, str]:
        return {"password": servers.PASSWORD}

    @abstractmethod
    def slow(self, source: Any) -> None:
        """Ask something that takes a minute."""

    def write(self, source: Any) -> None:
        """Try to write through the connection of the source."""
        source.asked(lambda connection: self.cursor(connection).execute(f"CREATE TABLE {self.full('written')} (a int)"))

    def cursor(self, connection: Any) -> Any:
        return connection.cursor()

    def stop(self) -> None:  # noqa: B027 - a file needs none
        """End it."""


class Served(Backend):
    """One behind a server; ``admin`` is a connection that may do everything."""

    admin: Any

    def execute(self, query: str, rows: Sequence[Sequence[Any]] | None = None) -> None:
        with self.admin.cursor() as cursor:
            if rows is None:
                cursor.execute(query)
            else:
                cursor.executemany(query, rows)


def options_of(options: dict[str, object]) -> str:
    from urllib.parse import urlencode

    return f"?{urlencode(options)}" if options else ""


class PostgreSQL(Served):
    name = "postgresql"
    types: ClassVar[dict[str, str]] = {"int": "bigint", "text": "text", "uuid": "uuid", "date": "date", "time": "timestamp", "decimal": "numeric(12,2)",
             "flag": "boolean", "json": "jsonb", "bytes": "bytea", "real": "double precision"}  # fmt: skip
    schema = "public"
    cuts = frozenset({"int", "text", "uuid", "date", "pair", ""})

    def __init__(self) -> None:
        self.server = servers.start_postgresql()
        self.admin = self.connect("owner")

    def connect(self, user: str) -> Any:
        import psycopg

        login = {"host": "127.0.0.1", "port": self.server.port, "user": user, "password": servers.PASSWORD}
        return psycopg.connect(**login, dbname="postgres", autocommit=True)

    def url(self, *, user: str = "owner", **options: object) -> str:
        return f"postgresql://{user}@127.0.0.1:{self.server.port}/postgres{options_of(options)}"

    def slow(self, source: Any) -> None:
        source.asked(lambda connection: connection.execute("SELECT pg_sleep(60)"))

    def cut_off(self) -> None:
        self.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'piiguard'")

    def stop(self) -> None:
        self.admin.close()
        self.server.stop()


class MySQL(Served):
    """MariaDB or MySQL, read through PyMySQL; ``Mysqlclient`` is the same server through the other driver."""

    name = "mysql"
    types: ClassVar[dict[str, str]] = {"int": "bigint", "text": "longtext", "uuid": "char(36)", "date": "date", "time": "datetime(6)",
             "decimal": "decimal(12,2)", "flag": "tinyint", "json": "json", "bytes": "longblob", "real": "double"}  # fmt: skip
    quote = "`"
    schema = "piiguard"
    cuts = frozenset({"int", "text", "uuid", "date", "pair"})
    driver = "pymysql"
    running: servers.Server | None = None  # one for both drivers

    def __init__(self) -> None:
        from importlib import import_module
        from importlib.util import find_spec

        if not find_spec(self.driver):
            raise Absent(f"no driver {self.driver}")
        for part in ("converters", "cursors"):
            import_module(f"{self.driver}.{part}")
        self.module = import_module(self.driver)
        if MySQL.running is None:
            MySQL.running = servers.start_mysql()
            atexit.register(MySQL.end)
        self.server = MySQL.running
        self.admin = self.connect("owner")
        self.schema = f"piiguard {self.driver}"
        self.execute(f"CREATE DATABASE {self.quoted(self.schema)} CHARACTER SET utf8mb4")

    def connect(self, user: str) -> Any:
        import pymysql

        login = {"host": "127.0.0.1", "port": self.server.port, "user": user, "password": servers.PASSWORD.encode()}
        return pymysql.connect(**login, charset="utf8mb4", autocommit=True)

    def typed(self, kind: str, key: bool) -> str:
        return "varchar(100)" if kind == "text" and key else self.types[kind]

    def settle(self, table: str) -> None:
        self.execute(f"ANALYZE TABLE {self.full(table)}")

    def url(self, *, user: str = "owner", **options: object) -> str:
        from urllib.parse import quote

        return f"mysql://{user}@127.0.0.1:{self.server.port}/{quote(self.schema)}{options_of(options)}"

    def source(self, **options: object) -> Source:
        made: Any = open_source(self.url(**options), self.secrets())
        made.driver = self.module
        return made  # type: ignore[no-any-return]

    def slow(self, source: Any) -> None:
        many = ", ".join(f"information_schema.COLLATIONS c{i}" for i in range(5))
        source.asked(lambda connection: connection.cursor().execute(f"SELECT COUNT(*) FROM {many}"))

    def cut_off(self) -> None:
        with self.admin.cursor() as cursor:
            cursor.execute("SELECT ID FROM information_schema.PROCESSLIST WHERE USER <> 'system user' AND ID <> CONNECTION_ID()")
            for (number,) in cursor.fetchall():
                cursor.execute(f"KILL {number}")

    def stop(self) -> None:
        self.execute(f"DROP DATABASE {self.quoted(self.schema)}")
        self.admin.close()

    @staticmethod
    def end() -> None:
        """Both drivers and both test modules share one server, up to the end of the tests."""
        if MySQL.running:
            MySQL.running.stop()
            MySQL.running = None


class Mysqlclient(MySQL):
    name = "mysqlclient"
    driver = "MySQLdb"


class Embedded(Backend):
    """A file."""

    schema = "main"
    mark = "?"
    scheme = ""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="piiguard-db-")
        self.path = Path(self.folder.name) / "data 数据 %41.db"

    def url(self, **options: object) -> str:
        from urllib.parse import quote

        return f"{self.scheme}:///{quote(str(self.path))}{options_of(options)}"

    def secrets(self) -> dict[str, str]:
        return {}

    def stop(self) -> None:
        self.folder.cleanup()


class SQLite(Embedded):
    name = scheme = "sqlite"
    types: ClassVar[dict[str, str]] = {"int": "integer", "text": "text", "uuid": "text", "date": "text", "time": "text", "decimal": "text", "flag": "text",
             "json": "text", "bytes": "blob", "real": "real"}  # fmt: skip
    cuts = frozenset({"int", "text", "uuid", "date", "pair", ""})

    def execute(self, query: str, rows: Sequence[Sequence[Any]] | None = None) -> None:
        with sqlite3.connect(self.path) as connection:
            connection.executemany(query, rows) if rows is not None else connection.execute(query)
        connection.close()

    def slow(self, source: Any) -> None:
        query = "WITH RECURSIVE c (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1e10) SELECT max(x) FROM c"
        list(source._batches(query, _one_column()))

    def write(self, source: Any) -> None:
        connection = source._connection()
        try:
            connection.execute("CREATE TABLE written (a int)")
        except sqlite3.Error as error:
            raise OSError(error.sqlite_errorname) from None
        finally:
            connection.close()


class DuckDB(Embedded):
    name = scheme = "duckdb"
    types: ClassVar[dict[str, str]] = {"int": "bigint", "text": "varchar", "uuid": "uuid", "date": "date", "time": "timestamp", "decimal": "decimal(12,2)",
             "flag": "boolean", "json": "json", "bytes": "blob", "real": "double"}  # fmt: skip
    cuts = frozenset({"int", "text", "uuid", "date", "pair", ""})

    def __init__(self) -> None:
        try:
            import duckdb  # noqa: F401
        except ImportError:
            raise Absent("no DuckDB: pip install 'piiguard[databases]'") from None
        super().__init__()
        self.execute("SELECT 1")

    def execute(self, query: str, rows: Sequence[Sequence[Any]] | None = None) -> None:
        import duckdb

        with duckdb.connect(str(self.path)) as connection:
            if rows is None:
                connection.execute(query)
                return
            # One statement for many rows: each alone takes DuckDB a millisecond.
            head, marks = query.rsplit(" VALUES ", 1)
            for at in range(0, len(rows), 500):
                part = rows[at : at + 500]
                connection.execute(f"{head} VALUES {', '.join([marks] * len(part))}", [cell for row in part for cell in row])

    def slow(self, source: Any) -> None:
        list(source._batches("SELECT max(a.range * b.range) FROM range(1000000) a, range(1000000) b", _one_column()))

    def cursor(self, connection: Any) -> Any:
        return connection


def _one_column() -> Any:
    from piiguard.sources._cells import Cells

    return Cells((1,))


ALL: dict[str, type[Backend]] = {kind.name: kind for kind in (PostgreSQL, MySQL, Mysqlclient, SQLite, DuckDB)}
