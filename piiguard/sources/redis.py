"""Redis and Valkey, through redis-py: each database as one table of rows key, field, value.

Keys are found by SCAN, so one that is there throughout is seen, and one written meanwhile may be. Redis promises
no order: rows have no place that would still be theirs tomorrow, and a key may be seen twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from math import ceil
from typing import Any

from piiguard.errors import alone
from piiguard.formats.document import BATCH, Table
from piiguard.sources._cells import Cells, Rows
from piiguard.sources.database import Address, Database, line, missing, named, password, place
from piiguard.sources.source import Entry, KeyRange, Secrets, SourceError

_NAMES = ("key", "field", "value")
_COUNT = 500  # keys or members asked for at a time
_LONG = 1 << 20  # bytes of a string value asked for at a time
# The only commands that are sent; none of them writes, blocks others for long, or runs anything.
_READING = frozenset({
    "AUTH", "HELLO", "PING", "INFO", "SELECT", "CLIENT SETINFO", "CLIENT SETNAME", "CLIENT", "SCAN", "TYPE", "STRLEN",
    "GETRANGE", "HSCAN", "SSCAN", "ZSCAN", "LRANGE", "XRANGE",
})  # fmt: skip
_Row = tuple[bytes, bytes | str | None, bytes | None]


def open_target(target: str, secrets: Secrets) -> Redis:
    """The source of ``redis://user@host:port/0`` (``rediss://`` for TLS); without a number every database.

    The password: docs/databases.md; REDISCLI_AUTH is heeded.

    Raises:
        SourceError: the URL cannot be used or holds a password.
        MissingExtraError: redis is not installed.
    """
    try:
        import redis  # noqa: F401
    except ImportError:
        missing("redis")
    address = Address(target, port=6379)
    if address.database and not address.database.isdecimal():
        raise SourceError("after the host stands the number of a database: redis://user@host:port/0")
    return Redis(address, password(secrets, "REDISCLI_AUTH"))


class Redis(Database):
    """A Redis or Valkey server."""

    def __init__(self, address: Address, secret: str | None) -> None:
        super().__init__(address)
        self._secret = secret
        self._clients: dict[int, Any] = {}

    def entries(self) -> Iterator[Entry]:
        """Every database that has keys; of a cluster those of the node the URL names."""
        try:
            client = self._client(int(self.address.database or 0))
            found = client.execute_command("INFO", "keyspace")
            cluster = client.execute_command("INFO", "cluster").get("cluster_enabled")
        except Exception as error:
            alone(SourceError(_reason(error)))
        for name in sorted(found, key=lambda name: int(name.removeprefix("db"))):
            if self.address.database in ("", name.removeprefix("db")) and self.wanted("redis", name):
                yield self.entry("redis", name)
        if cluster:
            yield self.entry("redis", "cluster", status="skipped", reason="the other nodes of the cluster: one URL each")

    def ranges(self, entry: Entry, rows: int) -> Sequence[KeyRange]:
        """One: the keyspace has no order to cut it by."""
        return [KeyRange()]

    def table(self, entry: Entry, part: KeyRange) -> Table:
        """Rows key, field, value: a member of a hash, list, set, sorted set or stream each; a string is one row."""
        schema, name = named(entry)
        unread: dict[str, int] = {}
        try:
            client = self._client(int(name.removeprefix("db")))
        except Exception as error:
            alone(OSError(_reason(error)))
        cells = Cells((1, 2, 3))
        rows = _rows(client, unread)
        batches = self._batches(lambda count: list(islice(rows, count)), cells, unread)
        return Table(entry.name, _NAMES, batches, where=place(schema, name), unread=cells.unread)

    def close(self) -> None:
        """End connections."""
        while self._clients:
            self._clients.popitem()[1].close()

    def _batches(self, fetch: Callable[[int], Rows], cells: Cells, unread: dict[str, int]) -> Iterator[Any]:
        try:
            yield from cells.batches(fetch, BATCH, self.pace())
        except Exception as error:
            if isinstance(error, OSError) and not type(error).__module__.startswith("redis"):
                raise
            alone(OSError(_reason(error)))
        cells.unread.extend(f"{count} keys of type {type} are not read" for type, count in sorted(unread.items()))

    def _client(self, number: int) -> Any:
        from redis.backoff import ExponentialBackoff
        from redis.retry import Retry

        if number not in self._clients:
            self._clients[number] = _reader()(
                host=self.address.host or "127.0.0.1",
                port=self.address.port,
                username=self.address.user or None,
                password=self._secret,
                db=number,
                ssl=self.address.base.lower().startswith("rediss:"),
                socket_timeout=self.address.number("timeout") or None,
                socket_connect_timeout=max(1, ceil(self.address.number("connect_timeout"))),
                client_name="piiguard",
                # A lost connection is taken up again: SCAN goes on from its cursor over any.
                retry=Retry(ExponentialBackoff(cap=1, base=0.1), 2),
            )
        return self._clients[number]


def _reader() -> Any:
    """A client that sends reading commands only."""
    import redis

    class Reader(redis.Redis):
        """Redis has no read-only session, so the client is one."""

        def execute_command(self, *args: Any, **options: Any) -> Any:
            """Raises PermissionError for a command that does not read."""
            if args[0] not in _READING:
                raise PermissionError(f"{args[0]} is no reading command")
            sent: Any = super()
            return sent.execute_command(*args, **options)

        def pipeline(self, *args: Any, **options: Any) -> Any:
            """Commands in a pipeline are not seen one by one, so there is none."""
            raise PermissionError("no pipelines")

    return Reader


def _rows(client: Any, unread: dict[str, int]) -> Iterator[_Row]:
    for key in _scanned(client, "SCAN"):
        type = client.execute_command("TYPE", key).decode()
        reader = _READERS.get(type)
        if reader:
            yield from reader(client, key)
        elif type != "none":  # none: it is gone since
            unread[type] = unread.get(type, 0) + 1


def _scanned(client: Any, command: str, *key: bytes) -> Iterator[Any]:
    cursor: Any = 0
    while True:
        cursor, found = client.execute_command(command, *key, cursor, "COUNT", _COUNT)
        yield from found.items() if isinstance(found, dict) else found
        if not int(cursor):
            return


def _string(client: Any, key: bytes) -> Iterator[_Row]:
    parts, at = [], 0
    while part := client.execute_command("GETRANGE", key, at, at + _LONG - 1):
        parts.append(part)
        at += _LONG
        if len(part) < _LONG:
            break
    yield key, None, b"".join(parts)


def _hash(client: Any, key: bytes) -> Iterator[_Row]:
    for field, value in _scanned(client, "HSCAN", key):
        yield key, field, value


def _set(client: Any, key: bytes) -> Iterator[_Row]:
    for member in _scanned(client, "SSCAN", key):
        yield key, None, member


def _sorted_set(client: Any, key: bytes) -> Iterator[_Row]:
    for member, _ in _scanned(client, "ZSCAN", key):
        yield key, None, member


def _list(client: Any, key: bytes) -> Iterator[_Row]:
    at = 0
    while found := client.execute_command("LRANGE", key, at, at + _COUNT - 1):
        for number, value in enumerate(found, at + 1):
            yield key, str(number), value
        at += _COUNT


def _stream(client: Any, key: bytes) -> Iterator[_Row]:
    after = b"-"
    while found := client.execute_command("XRANGE", key, after, "+", "COUNT", _COUNT):
        for number, fields in found:
            for field, value in (fields or {}).items():
                yield key, field, value
            after = b"(" + number


_READERS: dict[str, Callable[[Any, bytes], Iterator[_Row]]] = {
    "string": _string, "hash": _hash, "set": _set, "zset": _sorted_set, "list": _list, "stream": _stream,
}  # fmt: skip


def _reason(error: Exception) -> str:
    """Why: the server's word for it, without what follows, which may quote a key."""
    if isinstance(error, OSError) and not type(error).__module__.startswith("redis"):
        return line(str(error))
    code = str(error).split(" ", 1)[0]
    return f"Redis: {type(error).__name__}{f' ({code})' if code.isupper() and code.isalpha() else ''}"
