"""What PostgreSQL's catalogue says: which relations there are, their columns, keys and sizes."""

from __future__ import annotations

from typing import Any

from piiguard.sources.source import Status

DENIED = "no permission to read it"
PAGE = "ctid"  # a range bounded by pages, where there is no key

# Sizes are those of the last VACUUM or ANALYZE: asking for the true ones would wait for locks.
RELATIONS = """
SELECT n.nspname, c.relname, c.relkind::text, c.relispopulated,
       has_schema_privilege(n.oid, 'USAGE'),
       has_table_privilege(c.oid, 'SELECT') OR has_any_column_privilege(c.oid, 'SELECT'),
       (c.relpages + coalesce(t.relpages, 0))::int8 * current_setting('block_size')::int8
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
WHERE c.relkind IN ('r', 'p', 'm', 'f', 'v') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  AND n.nspname !~ '^pg_(toast_)?temp_'
ORDER BY n.nspname COLLATE "C", c.relname COLLATE "C"
"""
LARGE_OBJECTS = "SELECT EXISTS (SELECT FROM pg_largeobject_metadata)"
PAGES = """
SELECT pg_relation_size(c.oid) / current_setting('block_size')::int8
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relname = %s
"""
_RELATION = """
SELECT c.oid, CASE WHEN c.reltuples > 0
  THEN (c.relpages + coalesce(t.relpages, 0)) * current_setting('block_size')::float8 / c.reltuples ELSE 0 END
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
WHERE n.nspname = %s AND c.relname = %s
"""
# A domain counts as the type below it; an array's element says whether it holds bytes.
_COLUMNS = """
SELECT a.attnum, (row_number() OVER (ORDER BY a.attnum))::int, a.attname,
       format_type(a.atttypid, NULL), b.typname, b.typtype::text, b.typcategory::text,
       coalesce(e.typname, ''), NOT a.attnotnull, has_column_privilege(a.attrelid, a.attnum, 'SELECT')
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
LEFT JOIN pg_type e ON e.oid = b.typelem AND b.typcategory = 'A'
WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""
# A unique index over all rows and plain columns; the primary key first, then the one with fewest columns.
_KEYS = """
SELECT (SELECT array_agg(k.attnum::int ORDER BY k.place) FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, place)
        WHERE k.place <= i.indnkeyatts)
FROM pg_index i
WHERE i.indrelid = %s AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid
"""

# Types whose text is exact and is read back as the same value, in the same order.
_CUT = frozenset({"int2", "int4", "int8", "numeric", "text", "varchar", "bpchar", "uuid", "date", "timestamp", "timestamptz"})
_PLAIN = frozenset({"text", "varchar", "bpchar", "bytea"})
_SHAPES = frozenset({"geometry", "geography", "raster"})


class Column:
    """A column: how its cells are asked for as text, or why it is not read.

    cuts  whether a table may be cut into ranges by its values
    """

    __slots__ = ("cuts", "expression", "name", "nullable", "number", "type", "unread")

    def __init__(self, number: int, name: str, type: str, base: tuple[str, str, str, str], nullable: bool, allowed: bool) -> None:
        kind, sort, category, element = base
        self.number = number
        self.name = name
        self.type = type
        self.nullable = nullable
        self.cuts = kind in _CUT and allowed
        self.unread = ""
        if not allowed:
            self.unread = DENIED
        elif kind in _SHAPES or element in _SHAPES or element == "bytea":
            self.unread = f"{kind} is not read"
        self.expression = _expression(quoted(name), kind, sort, category)


def _expression(name: str, kind: str, sort: str, category: str) -> str:
    if kind in _PLAIN:
        return name
    if kind == "inet":
        return f"abbrev({name})"  # ::text adds /32
    if kind in ("timestamp", "timestamptz"):
        return f"to_json({name}) #>> '{{}}'"  # ISO 8601; ::text puts a blank between date and time
    if sort == "c" or category == "A":
        return f"to_json({name})::text"
    return f"{name}::text"


def quoted(name: str) -> str:
    """An identifier, for a query with parameters."""
    return '"' + name.replace('"', '""').replace("%", "%%") + '"'


def standing(
    kind: str, populated: bool, usage: bool, readable: bool, size: int
) -> tuple[int, Status | None, str, bool]:
    """A row of RELATIONS after its names: (bytes, status, reason, harmless) of its entry."""
    if kind == "v":
        return 0, "skipped", "view: its rows are in the tables it reads", True
    if kind == "p":
        return 0, "skipped", "partitioned: its partitions are listed themselves", True
    if kind == "f":
        return 0, "skipped", "foreign table: its rows are in another database", False
    if kind == "m" and not populated:
        return 0, "skipped", "materialised view that holds no rows yet", True
    if not usage:
        return size, "error", "no permission to use its schema", False
    if not readable:
        return size, "error", DENIED, False
    return size, None, "", False


def described(connection: Any, schema: str, table: str) -> tuple[list[Column], float, list[Column]]:
    """(columns, estimated bytes of a row, the columns of a key) of a table.

    Raises:
        OSError: it is not there, or no column may be read.
    """
    relation = connection.execute(_RELATION, (schema, table)).fetchone()
    if relation is None:
        raise FileNotFoundError("the table is not there any more")
    known = {}
    for attribute, number, name, type, *base, nullable, allowed in connection.execute(_COLUMNS, relation[:1]).fetchall():
        known[attribute] = Column(number, name, type, tuple(base), nullable, allowed)
    columns = list(known.values())
    if columns and all(column.unread == DENIED for column in columns):
        raise PermissionError(DENIED)
    keys = [[known[number] for number in row[0]] for row in connection.execute(_KEYS, relation[:1]).fetchall()]
    usable = [key for key in keys if all(column.unread != DENIED for column in key)]
    # A key the table cannot be cut by still gives its rows an order.
    best = next((key for key in usable if key[0].cuts), usable[0] if usable else [])
    return columns, relation[1], best
