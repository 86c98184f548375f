"""Avro container files as a table, streaming: records in records are columns ``a.b``, other nesting is JSON text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, BinaryIO

from piiguard.errors import FormatError, alone
from piiguard.formats.cells import Cells
from piiguard.formats.charset import UnsupportedError
from piiguard.formats.document import BATCH, Batch, Document, LimitError, Limits, Table
from piiguard.formats.pieces import Keys
from piiguard.formats.treatment import Treatment

_DEEP = 16
_COLUMNS = 10_000
Path = tuple[str, ...]


@contextmanager
def _faults() -> Iterator[None]:
    """fastavro's errors as ours: it lets through whatever damaged bytes make Python say. Its words may hold values."""
    try:
        yield
    except FormatError:
        raise
    except MemoryError:
        alone(LimitError("the Avro file takes too much memory"))
    except RecursionError:
        alone(LimitError("the Avro file is nested too deep"))
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        if isinstance(error, ValueError) and "install" in str(error):  # the codec's package is missing
            alone(UnsupportedError("an Avro file compressed in a way that is not installed"))
        alone(FormatError("the Avro file is damaged or cut off"))


class _Bounded:
    """A stream that never asks for more bytes than there are: lengths in the file are not to be believed."""

    def __init__(self, stream: BinaryIO, seen: Callable[[int], None]) -> None:
        self._stream = stream
        self._seen = seen
        self._left = stream.seek(0, 2)
        stream.seek(0)

    def read(self, size: int) -> bytes:
        """Up to ``size`` bytes."""
        data = self._stream.read(max(0, min(size, self._left)))
        self._left -= len(data)
        self._seen(len(data))
        return data


class AvroFile(Document):
    """An Avro file whose header was read."""

    format = "avro"

    def __init__(self, stream: BinaryIO, reader: Callable[[Any], Any]) -> None:
        self._cells = Cells()
        self._notes: list[str] = []
        self._stream = stream
        self._reader = reader
        with _faults():
            self._records = self._again()
            self._paths = list(_paths(self._records.writer_schema))

    def _again(self) -> Any:
        """The records from the first one on."""
        return self._reader(_Bounded(self._stream, self._seen))

    def tables(self) -> Iterator[Table]:
        """The one table."""
        yield Table("", [".".join(path) or "value" for path in self._paths], self._batches())

    def unread(self) -> list[str]:
        """Binary values that are no text."""
        return self._cells.unread()

    def notes(self) -> list[str]:
        """Cells that became null in a copy."""
        return self._notes

    def rewrite(self, out: BinaryIO, masked: Treatment) -> None:
        """The same records under the same schema. Raises FormatError where a value cannot be masked and keep its type."""
        from piiguard.formats import avrocopy

        schema = self._records.writer_schema
        records = avrocopy.Records(self, self._paths, schema, (_at, self._cells.text), masked)
        self._cells.binary = 0
        with _faults():
            self._notes = records.write(self._again(), out)
        unread = self.unread()
        if unread:
            raise FormatError("; ".join(unread))

    def _seen(self, size: int) -> None:
        self.read += size

    def _batches(self) -> Iterator[Batch]:
        first = 1
        records: list[Any] = []
        fault: Exception | None = None
        while fault is None:
            records.clear()
            try:
                with _faults():
                    records.extend(islice(self._records, BATCH))
            except (FormatError, OSError) as error:
                fault = error  # after what was read before it
            if records:
                with _faults():
                    columns = [[self._cells.text(_at(record, path)) for record in records] for path in self._paths]
                yield Batch(first, columns)
                first += len(records)
            elif fault is None:
                return
        raise fault


def _paths(schema: Any) -> Iterator[Path]:
    """The paths to the values of a schema, records in records (or in a union with null) looked into.

    Raises LimitError for more than 10,000: a few hundred bytes of schema can name millions.
    """
    for count, path in enumerate(_walk(schema, (), frozenset(), {})):
        if count == _COLUMNS:
            raise LimitError(f"more than {_COLUMNS} columns")
        yield path


def _walk(schema: Any, before: Path, inside: frozenset[str], known: dict[str, Any]) -> Iterator[Path]:
    if isinstance(schema, list):
        others = [inner for inner in schema if inner != "null"]
        schema = others[0] if len(others) == 1 else None
    if isinstance(schema, str):
        schema = known.get(schema)
    name = schema.get("name", "") if isinstance(schema, dict) else ""
    if not isinstance(schema, dict) or schema.get("type") not in ("record", "error") or name in inside or len(before) >= _DEEP:
        yield before
        return
    known[name] = schema
    for field in schema["fields"]:
        yield from _walk(field["type"], (*before, field["name"]), inside | {name}, known)


def _at(record: Any, path: Path) -> Any:
    """The value at a path, None where a record on the way is null."""
    for name in path:
        if not isinstance(record, dict):
            return None
        record = record.get(name)
    return record


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> AvroFile:
    """An Avro file. Raises UnsupportedError without fastavro or its codec, FormatError."""
    try:
        import fastavro
    except ImportError:
        raise UnsupportedError("Avro: pip install 'piiguard[scan]'") from None
    return AvroFile(stream, fastavro.reader)
