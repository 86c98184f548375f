"""Writing the masked copy of a SQLite database: the same file with changed cells, and nothing left of the old ones.

The copy is made through SQLite's backup, changed row by row, and vacuumed, so that no page keeps what was replaced.
Nothing in the schema runs on the way: triggers are taken out and put back, virtual tables are refused.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import quote

from piiguard.errors import FormatError, alone
from piiguard.formats import sqlitefile
from piiguard.formats.document import BATCH, Table
from piiguard.formats.pieces import Segment
from piiguard.formats.retype import NotHeld, held

if TYPE_CHECKING:
    from piiguard.formats.treatment import Treatment

_STATISTICS = "sqlite_stat"  # what ANALYZE wrote: samples of the values themselves
_Changes = list[tuple[list[str], list[Any]]]  # names of columns, and the new values followed by the row's key
_BLOCK = 1 << 20


def write(document: sqlitefile.SqliteFile, source: sqlite3.Connection, out: BinaryIO, masked: Treatment) -> list[str]:
    """Write the copy; what to know of it. Raises FormatError where it cannot be masked in full, OSError."""
    with tempfile.TemporaryDirectory(prefix="piiguard-") as folder:
        path = os.path.join(folder, "copy")
        with closing(sqlite3.connect(f"file:{quote(path)}", uri=True, isolation_level=None)) as copy, _faults("it"):
            source.backup(copy)
            notes = _Copy(document, source, copy, masked).run()
        with open(path, "rb") as done:
            while block := done.read(_BLOCK):
                out.write(block)
    return notes


@contextmanager
def _faults(where: str) -> Iterator[None]:
    """SQLite's errors as ours; its words may hold values."""
    try:
        yield
    except sqlite3.IntegrityError:
        alone(
            FormatError(
                f"{where} has a key, a check or a type that the masked values break (pseudonymize and fpe keep values different)"
            )
        )
    except (sqlite3.Error, UnicodeError, OverflowError):
        alone(FormatError(f"no masked copy of {where} can be written: SQLite refuses a change"))


class _Copy:
    """One database on its way."""

    def __init__(
        self, document: sqlitefile.SqliteFile, source: sqlite3.Connection, copy: sqlite3.Connection, masked: Treatment
    ) -> None:
        self._document = document
        self._source = source
        self._copy = copy
        self._masked = masked
        self._retyped = 0

    def run(self) -> list[str]:
        """All tables."""
        execute = self._copy.execute
        for pragma in ("journal_mode=DELETE", "synchronous=OFF", "trusted_schema=OFF", "foreign_keys=OFF", "secure_delete=ON"):
            execute(f"PRAGMA {pragma}")
        triggers = self._schema()
        statistics = self._drop(triggers)
        broken = self._broken()
        for table in self._document.tables():
            if not table.name.startswith(_STATISTICS):
                with _faults(f"the table {self._masked.name(table.name)}"):
                    self._table(table)
        unread = self._document.unread()
        if unread:
            raise FormatError("; ".join(unread))
        if self._broken() != broken:
            raise FormatError("rows that refer to others would no longer find them (mask both columns in the same way)")
        for _, sql in triggers:
            execute(sql)
        execute("COMMIT")
        execute("VACUUM")
        notes = ["numbers that became text: " + str(self._retyped)] if self._retyped else []
        return notes + (["what ANALYZE wrote is not in the copy"] if statistics else [])

    def _schema(self) -> list[tuple[str, str]]:
        """The triggers. Raises FormatError for what cannot be copied."""
        triggers: list[tuple[str, str]] = []
        for kind, name, page, sql in self._copy.execute("SELECT type, name, rootpage, sql FROM sqlite_master").fetchall():
            for text in (str(name), str(sql or "")):
                if self._masked(Segment(text, lambda _: {})).text != text:
                    raise FormatError("a name or a statement of its schema holds a value")
            if kind == "table" and not page:
                raise FormatError("it has a virtual table, whose contents cannot be written")
            if kind == "trigger":
                triggers.append((str(name), str(sql)))
        return triggers

    def _drop(self, triggers: list[tuple[str, str]]) -> bool:
        execute = self._copy.execute
        execute("BEGIN IMMEDIATE")
        for name, _ in triggers:
            execute(f"DROP TRIGGER {_quoted(name)}")
        found = execute("SELECT name FROM sqlite_master WHERE name LIKE 'sqlite\\_stat%' ESCAPE '\\'").fetchall()
        for (name,) in found:
            execute(f"DROP TABLE {_quoted(name)}")
        return bool(found)

    def _broken(self) -> int:
        """How many rows refer to none. 0 where that cannot be asked."""
        try:
            return sum(1 for _ in self._copy.execute("PRAGMA foreign_key_check"))
        except sqlite3.Error:
            return 0

    def _table(self, table: Table) -> None:
        first = next(table.batches, None)
        labels = self._masked.labels(table.names, first.columns if first else ())
        name, columns = _quoted(table.name), [_quoted(column) for column in table.names]
        keys = self._keys(table)
        rows = self._source.execute(f"SELECT {', '.join([*keys, *columns])} FROM {name} NOT INDEXED")
        where = " AND ".join(f"{key} IS ?" for key in keys)
        changes: _Changes = []
        while batch := list(islice(rows, BATCH)):
            changes.clear()
            self._batch(batch, len(keys), columns, labels, changes)
            for names, values in changes:
                done = self._copy.execute(f"UPDATE {name} SET {', '.join(f'{key} = ?' for key in names)} WHERE {where}", values)
                if done.rowcount != 1:
                    raise FormatError("a row of it cannot be found by its key")

    def _batch(
        self, batch: list[Any], width: int, columns: list[str], labels: list[str | None], changes: _Changes
    ) -> None:
        """What changes in some rows, whose first ``width`` values are their keys."""
        changed: dict[int, tuple[list[str], list[Any]]] = {}
        for at, (column, label) in enumerate(zip(columns, labels, strict=True), width):
            cells = [self._document.text(row[at]) for row in batch]
            for row, new in self._masked.cells(cells, label).items():
                names, values = changed.setdefault(row, ([], []))
                names.append(column)
                values.append(self._value(batch[row][at], new))
        changes += [(names, [*values, *batch[row][:width]]) for row, (names, values) in changed.items()]

    def _value(self, value: Any, new: str) -> Any:
        """The new value: of the same type where it can be, else text, which any column of SQLite takes that is not strict."""
        if isinstance(value, sqlitefile.Foreign):
            raise FormatError("text that is not UTF-8 cannot be masked and stay in its charset")
        try:
            return held(value, new)
        except NotHeld:
            self._retyped += 1
            return new

    def _keys(self, table: Table) -> list[str]:
        """How a row is found again: its rowid, or the primary key of a table without one."""
        taken = {name.lower() for name in table.names}
        for name in ("rowid", "_rowid_", "oid"):
            if name not in taken and self._has(table.name, name):
                return [name]
        found = self._copy.execute(f"PRAGMA table_info({_quoted(table.name)})").fetchall()
        keys = [_quoted(str(row[1])) for row in sorted(found, key=lambda row: row[5]) if row[5]]
        if not keys:
            raise FormatError("a table of it has no key by which a row is found again")
        return keys

    def _has(self, table: str, name: str) -> bool:
        try:
            self._copy.execute(f"SELECT {name} FROM {_quoted(table)} LIMIT 0")
        except sqlite3.OperationalError:
            return False
        return True


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
