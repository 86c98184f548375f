"""The ledger: one SQLite file that says of every object what became of it, and holds what was found.

A unit's findings count from the transaction in which its row says that it is done; whatever a killed run left
of a unit that is not done is dropped when the ledger is opened again. So a run that was interrupted anywhere and
started again ends like one run. The file is its owner's alone and holds no scanned value: paths and samples as
they may be shown, and keyed digests of paths.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from piiguard.errors import PiiguardError, alone

_T = TypeVar("_T")
_FORMAT = "1"
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_SCHEMA = """
CREATE TABLE info (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE objects (
  id INTEGER PRIMARY KEY, target INTEGER NOT NULL, digest BLOB NOT NULL UNIQUE, uri TEXT NOT NULL, kind TEXT NOT NULL,
  size INTEGER NOT NULL, version TEXT NOT NULL, status TEXT, reason TEXT NOT NULL, harmless INTEGER NOT NULL,
  run INTEGER NOT NULL, rules TEXT NOT NULL
);
CREATE TABLE units (
  id INTEGER PRIMARY KEY, object INTEGER NOT NULL REFERENCES objects (id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
  low TEXT, high TEXT, tries INTEGER NOT NULL DEFAULT 0, lines INTEGER NOT NULL DEFAULT 0, done INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX units_of ON units (object, ordinal);
CREATE INDEX units_open ON units (id) WHERE NOT done;
CREATE TABLE parts (
  unit INTEGER NOT NULL REFERENCES units (id) ON DELETE CASCADE, part INTEGER NOT NULL, row TEXT NOT NULL,
  PRIMARY KEY (unit, part)
) WITHOUT ROWID;
CREATE TABLE findings (
  unit INTEGER NOT NULL REFERENCES units (id) ON DELETE CASCADE, part INTEGER NOT NULL, row TEXT NOT NULL
);
CREATE INDEX findings_of ON findings (unit, part);
CREATE TABLE columns (
  unit INTEGER NOT NULL REFERENCES units (id) ON DELETE CASCADE, part INTEGER NOT NULL, row TEXT NOT NULL
);
CREATE INDEX columns_of ON columns (unit, part);
CREATE TABLE runs (
  run INTEGER PRIMARY KEY, started REAL NOT NULL, finished REAL, taken_over INTEGER NOT NULL DEFAULT 0, summary TEXT
);
"""


class LedgerError(PiiguardError, OSError):
    """A ledger that cannot be used: of another program, in use, damaged, or its disk refuses to write."""


class Ledger:
    """An open ledger. Use it from one thread; ``close`` it.

    path  file to open or make (0600); an empty or missing file is made a ledger

    Raises:
        LedgerError: it is no ledger of this version, or another scan has it open for writing.
    """

    def __init__(self, path: str, *, write: bool = True) -> None:
        self.path = path
        self._write = write
        if write:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600))
        elif not os.path.isfile(path):
            raise LedgerError("ledger: no such ledger")
        self._db = sqlite3.connect(path, isolation_level=None, timeout=0 if write else 10)
        self._held: float | None = None
        self._broken = False
        try:
            self.guarded(self._open)
        except BaseException:
            self._db.close()
            raise

    def _open(self) -> None:
        db = self._db
        if self._write:
            db.execute("PRAGMA locking_mode = EXCLUSIVE")  # a second scan over the same ledger is refused
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            db.execute("PRAGMA secure_delete = ON")  # bounds of key ranges do not stay in free pages
        db.execute("PRAGMA foreign_keys = ON")
        known = db.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'info'").fetchone()[0]
        if not known:
            if not self._write or db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise LedgerError("ledger: the file is no ledger of a scan")
            db.executescript("BEGIN IMMEDIATE;" + _SCHEMA + "COMMIT;")
            self.set_info("format", _FORMAT)
            self.set_info("salt", secrets.token_hex(16))
        if self.info("format") != _FORMAT:
            raise LedgerError("ledger: a ledger of another version of piiguard")
        if self._write:
            for table in ("findings", "columns", "parts"):
                db.execute(f"DELETE FROM {table} WHERE unit IN (SELECT id FROM units WHERE NOT done)")
        self._salt = bytes.fromhex(self.info("salt") or "")

    def guarded(self, step: Callable[[], _T]) -> _T:
        """Run a step; what SQLite says becomes a LedgerError (its own words name no value)."""
        try:
            return step()
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorname", "") or type(error).__name__
            if code.startswith("SQLITE_IOERR"):
                code = "SQLITE_IOERR"
            said = {
                "SQLITE_BUSY": "another scan is using it",
                "SQLITE_FULL": "the disk is full",
                "SQLITE_IOERR": "its disk cannot be read or written",
                "SQLITE_CORRUPT": "the file is damaged",
                "SQLITE_NOTADB": "the file is no ledger of a scan",
                "SQLITE_READONLY": "it may not be written to",
            }.get(code, f"{code.removeprefix('SQLITE_').lower()} error")
            self._broken = True
            alone(LedgerError(f"ledger: {said}"))

    @contextmanager
    def batch(self) -> Iterator[None]:
        """One transaction."""
        self.begin()
        yield
        self.commit()

    def begin(self) -> None:
        """Open a transaction if none is open."""
        if self._held is None:
            self.guarded(lambda: self._db.execute("BEGIN IMMEDIATE"))
            self._held = time.monotonic()

    def commit(self, older: float = 0.0) -> None:
        """End the transaction, if it has been open for at least ``older`` seconds."""
        if self._held is not None and time.monotonic() - self._held >= older:
            self.guarded(lambda: self._db.execute("COMMIT"))
            self._held = None

    def execute(self, statement: str, values: Iterable[Any] = ()) -> sqlite3.Cursor:
        """One statement."""
        return self.guarded(lambda: self._db.execute(statement, tuple(values)))

    def many(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """One statement for many rows."""
        self.guarded(lambda: self._db.executemany(statement, rows))

    def info(self, key: str) -> str | None:
        """What the ledger says of itself: format, started, finished, policy, version, rules."""
        row = self.execute("SELECT value FROM info WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def set_info(self, key: str, value: str) -> None:
        """Remember it."""
        self.execute("INSERT INTO info VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value))

    def digest(self, uri: str) -> bytes:
        """What stands for an object's real address, which may hold a value itself."""
        return hashlib.blake2b(uri.encode("utf-8", "surrogatepass"), key=self._salt, digest_size=16).digest()

    def found(self, unit: int, rows: Iterable[tuple[int, str]]) -> None:
        """Findings of a unit that is not done yet, as (part, row)."""
        self.begin()
        self.many("INSERT INTO findings VALUES (?, ?, ?)", [(unit, part, row) for part, row in rows])

    def done(self, unit: int, parts: list[dict[str, Any]], columns: list[tuple[int, dict[str, Any]]], lines: int) -> None:
        """A unit is done: from here on its findings count."""
        self.begin()
        self.many("INSERT INTO parts VALUES (?, ?, ?)", ((unit, part["part"], dumps(part)) for part in parts))
        if columns:
            self.many("INSERT INTO columns VALUES (?, ?, ?)", ((unit, part, dumps(row)) for part, row in columns))
        self.execute("UPDATE units SET done = 1, lines = ? WHERE id = ?", (lines, unit))

    def again(self, unit: int) -> None:
        """Forget what came of a unit that is not done; it will be read again."""
        self.begin()
        for table in ("findings", "columns", "parts"):
            self.execute(f"DELETE FROM {table} WHERE unit = ?", (unit,))

    def close(self) -> None:
        """End the open transaction and let go of the file."""
        try:
            if not self._broken:
                self.commit()
        finally:
            self._db.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def dumps(value: Any) -> str:
    """Compact JSON that any file name survives: a lone surrogate becomes an escape."""
    text = _ENCODE(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode()
    return text
