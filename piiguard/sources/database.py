"""What every database has in common: the URL and its options, the password, key ranges, and a pace.

A URL is ``scheme://user@host:port/database?option=value``. It never holds a password: URLs stand in shell
histories, process lists and reports.
"""

from __future__ import annotations

import json
import os
import re
import stat
import time
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import pairwise
from typing import NoReturn
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from piiguard.errors import alone
from piiguard.formats.document import BATCH
from piiguard.sources.source import Entry, KeyRange, Opened, Secrets, SourceError

# option -> its value when it is not given; a scheme may know more
COMMON = {"schema": "*", "table": "*", "rate": "0", "timeout": "300", "lock_timeout": "10", "connect_timeout": "10"}
PASSWORD = "PIIGUARD_PASSWORD"
PASSWORD_FILE = "PIIGUARD_PASSWORD_FILE"
_WIDE = 8 << 20  # bytes of rows held at a time, by the estimate of a row's width
_ODD = re.compile(r"\s+")


class Address:
    """A database's URL, taken apart.

    target    the URL as given
    base      the URL without its options: what the ``uri`` of a table begins with
    database  what follows the host, decoded; a file's path for an embedded database
    options   every option of the scheme, decoded
    """

    __slots__ = ("base", "database", "host", "options", "port", "target", "user")

    def __init__(self, target: str, *, known: dict[str, str] | None = None, port: int = 0) -> None:
        """Raises SourceError; its text repeats nothing of the URL, which may hold a password in the wrong place."""
        known = COMMON if known is None else {**COMMON, **known}
        parts = urlsplit(target)
        if parts.password is not None:
            raise SourceError(
                "a password inside the URL would stand in the shell's history, the process list and the report: "
                f"leave it out and give it in {PASSWORD} or in the file {PASSWORD_FILE} names"
            )
        try:
            self.port = parts.port or port
            options = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query), max_num_fields=50)
        except ValueError:
            alone(SourceError("the URL's port or options cannot be read: scheme://user@host:port/database?option=value"))
        if not {name for name, _ in options} <= set(known):
            raise SourceError(f"the URL has an option that is not known; known are {', '.join(sorted(known))}")
        self.target = target
        self.base = target.split("?", 1)[0].split("#", 1)[0].rstrip("/")
        self.user = unquote(parts.username or "")
        self.host = unquote(parts.hostname or "")
        self.database = unquote(parts.path.removeprefix("/"))
        self.options = {**known, **dict(options)}
        for name in ("rate", "timeout", "lock_timeout", "connect_timeout"):
            self.number(name)

    def number(self, option: str) -> float:
        """An option that is a number of rows or seconds; 0 is no limit."""
        try:
            value = float(self.options[option])
        except ValueError:
            value = -1.0
        if not 0 <= value < 1e9:
            raise SourceError(f"the option {option} takes a number, 0 or more")
        return value


def password(secrets: Secrets, *own: str) -> str | None:
    """The password: the secret ``password``, else PIIGUARD_PASSWORD, the driver's ``own`` names, or a file's first line.

    Each name is looked up in ``secrets`` first and then in the environment. None: the driver asks its own files
    (~/.pgpass, the options of a client), or the server wants none.

    Raises:
        SourceError: the file cannot be read, or others can read it too.
    """
    for name in ("password", PASSWORD, *own):
        value = secrets.get(name) if name == "password" else secrets.get(name, os.environ.get(name))
        if value is not None:
            return value
    path = secrets.get(PASSWORD_FILE, os.environ.get(PASSWORD_FILE))
    if path is None:
        return None
    try:
        with open(path, encoding="utf-8") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise SourceError(f"the file {PASSWORD_FILE} names can be read by others: chmod 600")
            return file.readline().rstrip("\r\n")
    except (OSError, UnicodeError) as error:
        if isinstance(error, SourceError):
            raise
        alone(SourceError(f"the file {PASSWORD_FILE} names cannot be read: {type(error).__name__}"))


class Pace:
    """Not more than ``rate`` rows a second over one connection, however fast they are asked for; 0 is no limit."""

    __slots__ = ("_due", "_rate")

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._due = 0.0

    @property
    def limited(self) -> bool:
        """Whether there is a limit."""
        return bool(self._rate)

    def rows(self, wanted: int) -> int:
        """How many to read at a time: about a second's worth, so that a slow pace is also an even one."""
        return max(1, min(wanted, int(self._rate))) if self._rate else wanted

    def wait(self, rows: int) -> None:
        """Sleep until so many rows more may be read."""
        if not self._rate:
            return
        now = time.monotonic()
        if self._due > now:
            time.sleep(self._due - now)
        self._due = max(now, self._due) + rows / self._rate


class Database:
    """The part of ``Source`` that is the same for every database; a table's ``uri`` is base/schema/table."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.target = address.target
        self._schemas = address.options["schema"].split(",")
        self._tables = address.options["table"].split(",")

    def wanted(self, schema: str, table: str) -> bool:
        """Whether the URL's patterns (``schema=``, ``table=``; ``*`` and ``?``, commas between) ask for it."""
        if not any(fnmatchcase(schema, pattern) for pattern in self._schemas):
            return False
        return any(fnmatchcase(table, pattern) or fnmatchcase(f"{schema}.{table}", pattern) for pattern in self._tables)

    def entry(self, schema: str, table: str, **more: object) -> Entry:
        """The entry of a table; ``more`` as ``Entry`` takes it."""
        uri = f"{self.address.base}/{_component(schema)}/{_component(table)}"
        return Entry(uri, f"{schema}.{table}", kind="table", **more)  # type: ignore[arg-type]

    def pace(self) -> Pace:
        """A new pace, as the option ``rate`` has it."""
        return Pace(self.address.number("rate"))

    def open(self, entry: Entry) -> Opened:
        """A table has rows, not bytes."""
        raise OSError(f"a {entry.kind} of a database has no bytes to open")


def named(entry: Entry) -> tuple[str, str]:
    """Schema and table of an entry, out of its ``uri``: its ``name`` cannot be told apart where they hold dots."""
    *_, schema, table = entry.uri.split("/")
    return unquote(schema, errors="surrogatepass"), unquote(table, errors="surrogatepass")


def _component(text: str) -> str:
    """A name as one component of a URL; letters of every script stay readable."""
    return "".join(char if char.isalnum() or char in "_-.$" else quote(char, safe="", errors="surrogatepass") for char in text)


def cut(by: Sequence[str], bounds: Sequence[str]) -> list[KeyRange]:
    """Ranges between ascending bounds, the first and the last open, and so all rows in just one of them.

    by  what the bounds are values of: the columns of a key, of which they bound the first, or the server's own place
    """
    marks = [None, *(json.dumps([*by, bound]) for bound in dict.fromkeys(bounds)), None]
    return [KeyRange(low, high) for low, high in pairwise(marks)]


def bounds(part: KeyRange) -> tuple[list[str], str | None, str | None]:
    """What ``cut`` made: (by, low, high); ``by`` is empty for a range open on both sides.

    Raises:
        OSError: not a range of this source.
    """
    low, high = (None if mark is None else _mark(mark) for mark in (part.low, part.high))
    if low and high and low[:-1] != high[:-1]:
        raise OSError("a key range that was not made by this source")
    return (low or high or [""])[:-1], low[-1] if low else None, high[-1] if high else None


def _mark(text: str) -> list[str]:
    try:
        mark = json.loads(text)
    except ValueError:
        mark = None
    if not isinstance(mark, list) or len(mark) < 2 or not all(isinstance(name, str) for name in mark):
        raise OSError("a key range that was not made by this source")
    return mark


def whole(bound: str) -> int:
    """A bound that is the number of a row. Raises OSError for anything else."""
    try:
        return int(bound)
    except ValueError:
        alone(OSError("a key range that was not made by this source"))


def place(schema: str, table: str) -> dict[str, int | str]:
    """What every location in a table has; to it comes the number of the row.

    Never the key: the key of a table of people is often the ID number itself.
    """
    return {"table": f"{schema}.{table}"}


def at_a_time(width: float) -> int:
    """Rows to hold at a time where a row is about ``width`` bytes."""
    return max(1, min(BATCH, int(_WIDE / width))) if width > 0 else BATCH


def line(text: str, limit: int = 300) -> str:
    """A driver's message in one short line."""
    return _ODD.sub(" ", text).strip()[:limit]


def missing(package: str) -> NoReturn:
    """Raises MissingExtraError for a driver that is not installed."""
    from piiguard.errors import MissingExtraError

    raise MissingExtraError(f"this needs {package}: pip install 'piiguard[databases]'")


def interpolated(low: int, high: int, count: int) -> Iterator[int]:
    """``count - 1`` whole numbers that cut low..high into even stretches."""
    for number in range(1, count):
        yield low + (high - low + 1) * number // count
