"""What MySQL's information schema says: which tables there are, their columns, keys and sizes."""

from __future__ import annotations

from datetime import date
from typing import Any

from piiguard.errors import alone
from piiguard.sources.database import interpolated
from piiguard.sources.source import Status

_SYSTEM = ("information_schema", "performance_schema", "mysql", "sys")
_RELATIONS = """
SELECT TABLE_SCHEMA, TABLE_NAME, CAST(TABLE_TYPE AS CHAR), CAST(ENGINE AS CHAR), CAST(coalesce(TABLE_ROWS, 0) AS CHAR),
       CAST(coalesce(DATA_LENGTH, 0) AS CHAR), CAST(coalesce(AVG_ROW_LENGTH, 0) AS CHAR)
FROM information_schema.TABLES WHERE TABLE_SCHEMA NOT IN %s AND ({}) ORDER BY TABLE_SCHEMA, TABLE_NAME
"""
_COLUMNS = """
SELECT COLUMN_NAME, CAST(DATA_TYPE AS CHAR), IS_NULLABLE, CAST(PRIVILEGES AS CHAR) FROM information_schema.COLUMNS
WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s ORDER BY ORDINAL_POSITION
"""
_KEYS = """
SELECT INDEX_NAME, COLUMN_NAME, CAST(SUB_PART AS CHAR) FROM information_schema.STATISTICS
WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s AND NON_UNIQUE = 0
ORDER BY INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX
"""

_WHOLE = frozenset({"tinyint", "smallint", "mediumint", "int", "bigint"})
_TEXTS = frozenset({"char", "varchar", "uuid"})
_BYTES = frozenset({"binary", "varbinary"})
# Read as they are: text, or bytes that _cells decodes.
_PLAIN = frozenset({"char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set", "tinyblob", "blob",
                    "mediumblob", "longblob", "binary", "varbinary"})  # fmt: skip
_SHAPES = frozenset({"geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
                     "geometrycollection", "geomcollection"})  # fmt: skip
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ELSEWHERE = frozenset({"FEDERATED", "CONNECT", "SPIDER", "S3", "OQGRAPH", "SPHINX"})


class Column:
    """A column: how its cells are asked for, or why it is not read.

    cuts   whether a table may be cut into ranges and pages by its values
    exact  how its value is asked for where it is to be a bound
    """

    __slots__ = ("cuts", "exact", "expression", "kind", "name", "nullable", "number", "unread")

    def __init__(self, number: int, name: str, kind: str, nullable: bool, allowed: bool) -> None:
        self.number = number
        self.name = name
        self.kind = kind
        self.nullable = nullable
        self.cuts = allowed and kind in (_WHOLE | _TEXTS | _BYTES | {"date"})
        self.unread = "" if allowed else "no permission to read it"
        column = quoted(name)
        self.exact = f"HEX({column})" if kind in _BYTES else f"CAST({column} AS CHAR)"
        if kind in _PLAIN:
            self.expression = column
        elif kind in _SHAPES:
            self.expression = f"ST_AsText({column})"
        elif kind == "bit":
            self.expression = f"CAST({column} + 0 AS CHAR)"
        elif kind in ("datetime", "timestamp"):
            self.expression = f"REPLACE(CAST({column} AS CHAR), ' ', 'T')"
        else:
            self.expression = f"CAST({column} AS CHAR)"

    def value(self, text: str) -> Any:
        """A bound as a parameter: a whole number is one, for compared with text it would be rounded.

        Raises:
            OSError: not a bound of this column.
        """
        try:
            return int(text) if self.kind in _WHOLE else bytes.fromhex(text) if self.kind in _BYTES else text
        except ValueError:
            alone(OSError("a key range that was not made by this source"))


class Relation:
    """A table as the server lists it: rows, bytes and bytes of a row are its estimates."""

    def __init__(self, schema: str, table: str, type: str, engine: str | None, rows: str, size: str, width: str) -> None:
        self.schema = schema
        self.table = table
        self.type = type
        self.engine = engine
        self.rows = int(rows)
        self.size = int(size)
        self.width = int(width)
        self.versioned = type == "SYSTEM VERSIONED"  # MariaDB: rows deleted long ago are still in it

    def standing(self) -> tuple[Status | None, str, bool]:
        """(status, reason, harmless) of its entry."""
        if self.type in ("VIEW", "SYSTEM VIEW"):
            return "skipped", "view: its rows are in the tables it reads", True
        if self.type == "SEQUENCE":
            return "skipped", "sequence: it holds a counter", True
        if self.engine is None:
            return "error", "the server cannot open it", False
        if self.engine.upper() == "MRG_MYISAM":
            return "skipped", "merge table: its tables are listed themselves", True
        if self.engine.upper() in _ELSEWHERE:
            return "skipped", f"{self.engine} table: its rows are in another place", False
        return None, "", False


def quoted(name: str) -> str:
    """An identifier, for a query with parameters."""
    return "`" + name.replace("`", "``").replace("%", "%%") + "`"


def relations(cursor: Any, schema: str) -> list[Relation]:
    """All tables of a database, or of every database but the server's own."""
    cursor.execute(_RELATIONS.format("TABLE_SCHEMA = %s" if schema else "1"), (_SYSTEM, *([schema] if schema else [])))
    return [Relation(*row) for row in cursor.fetchall()]


def described(cursor: Any, schema: str, table: str) -> tuple[Relation, list[Column], list[Column]]:
    """(the table, its columns, the columns of a key without nulls).

    Raises:
        OSError: it is not there, or no column may be read.
    """
    cursor.execute(_RELATIONS.format("TABLE_SCHEMA = %s AND TABLE_NAME = %s"), (_SYSTEM, schema, table))
    # Where names are compared without case, more than one may come.
    found = next((Relation(*row) for row in cursor.fetchall() if row[:2] == (schema, table)), None)
    if found is None:
        raise FileNotFoundError("the table is not there any more")
    cursor.execute(_COLUMNS, (schema, table))
    columns = [
        Column(number, name, kind.lower(), nullable == "YES", "select" in privileges.lower())
        for number, (name, kind, nullable, privileges) in enumerate(cursor.fetchall(), 1)
    ]
    if all(column.unread for column in columns):
        raise PermissionError("no permission to read it")
    known = {column.name: column for column in columns if not column.unread}
    cursor.execute(_KEYS, (schema, table))
    keys: dict[str, list[Column | None]] = {}
    for index, name, prefix in cursor.fetchall():
        keys.setdefault(index, []).append(known.get(name) if prefix is None else None)
    whole = [[column for column in key if column] for key in keys.values() if all(c and not c.nullable for c in key)]
    pages = next((key for key in whole if len(key) == 1 and key[0].cuts), None)
    return found, columns, pages or (whole[0] if whole and "PRIMARY" in keys else [])


def cut_points(cursor: Any, name: str, column: Column, count: int) -> list[str]:
    """Up to ``count - 1`` ascending bounds, evenly between the smallest and the largest value."""
    key = quoted(column.name)
    ends = (column.exact.replace(key, f"{end}({key})") for end in ("MIN", "MAX"))
    cursor.execute(f"SELECT {', '.join(ends)} FROM {name}", ())
    low, high = cursor.fetchone()
    if low is None or low == high:
        return []
    if column.kind in _WHOLE:
        return [str(point) for point in interpolated(int(low), int(high), count)]
    if column.kind == "date":
        try:
            days = interpolated(date.fromisoformat(low).toordinal(), date.fromisoformat(high).toordinal(), count)
            return [date.fromordinal(day).isoformat() for day in days]
        except ValueError:  # 0000-00-00
            return []
    # Text has an order only the server knows: keys that are there, put in order by it.
    found = []
    for point in _between(low, high, count):
        cursor.execute(f"SELECT {column.exact} FROM {name} WHERE {key} >= %s ORDER BY {key} LIMIT 1", (column.value(point),))
        found += [column.value(row[0]) for row in cursor.fetchall()]
    if not found:
        return []
    cursor.execute(f"SELECT DISTINCT {column.exact} FROM {name} WHERE {key} IN %s ORDER BY {key}", (tuple(found),))
    return [row[0] for row in cursor.fetchall()]


def _between(low: str, high: str, count: int) -> list[str]:
    """Texts that lie about evenly between two, by the three characters after what both begin with."""
    same = next((at for at, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), min(len(low), len(high)))
    ends = [(text[same:] + "000")[:3] for text in (low, high)]
    seen = set(low + high) - {"-"}
    # A number, a UUID or a hash: no other letter comes.
    kinds = ("0123456789", "0123456789ABCDEF", "0123456789abcdef", "0123456789" + _LETTERS)
    letters = next((kind for kind in kinds if seen <= set(kind)), "".join(sorted({*kinds[-1], *seen})))
    place = {letter: at for at, letter in enumerate(letters)}
    base = len(letters)
    first, last = (sum(place.get(char, 0) * base ** (2 - at) for at, char in enumerate(end)) for end in ends)
    found = []
    for point in interpolated(min(first, last), max(first, last), count):
        cut = low[:same] + "".join(letters[point // base**power % base] for power in (2, 1, 0))
        found.append(cut + low[len(cut) :])  # the rest as a key has it: a UUID stays one
    return found
