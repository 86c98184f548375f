"""Writing masked copies of Avro files: the same schema, codec and records in the same order.

As with Parquet no value changes its type: what a type cannot hold masked becomes null where the schema allows it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from piiguard.errors import FormatError, alone
from piiguard.formats.document import BATCH, Document
from piiguard.formats.pieces import Segment
from piiguard.formats.retype import NotHeld, held, lost, unholdable

if TYPE_CHECKING:
    from piiguard.formats.treatment import Treatment

Path = tuple[str, ...]


class Records:
    """Masks records.

    at  the value at a path of a record; text  a value as the reader gives it
    """

    def __init__(
        self,
        document: Document,
        paths: list[Path],
        schema: Any,
        reading: tuple[Callable[[Any, Path], Any], Callable[[Any], str | None]],
        masked: Treatment,
    ) -> None:
        self._paths = paths
        self._masked = masked
        self._at, self._text = reading
        self._schema = schema
        self._lost: Counter[str] = Counter()
        (table,) = document.tables()
        self._names = table.names
        for number, name in enumerate(self._names, 1):
            if masked.name(name) != name:
                raise FormatError(f"the name of column {number} holds a value")
        first = next(table.batches, None)
        self._labels = masked.labels(self._names, first.columns if first else ())

    def write(self, records: Any, out: BinaryIO) -> list[str]:
        """Write all of them; what became null."""
        import fastavro

        metadata = {key: value for key, value in records.metadata.items() if not key.startswith("avro.")}
        metadata = {key: value for key, value in metadata.items() if self._same(key) and self._same(str(value))}
        fastavro.writer(
            out, self._schema, self._masked_records(records), codec=records.codec or "null", metadata=metadata or None
        )
        return lost(self._lost, self._masked)

    def _masked_records(self, records: Any) -> Iterator[Any]:
        while batch := list(islice(records, BATCH)):
            for path, name, label in zip(self._paths, self._names, self._labels, strict=True):
                cells = [self._text(self._at(record, path)) for record in batch]
                for row, new in self._masked.cells(cells, label).items():
                    batch[row] = self._changed(batch[row], path, new, name)
            yield from batch

    def _changed(self, record: Any, path: Path, new: str, name: str) -> Any:
        """The record with the text of one value changed."""
        value = self._at(record, path)
        kinds = _kinds(self._schema, path)
        try:
            value = held(value, new)
            if isinstance(value, str) and not kinds & {"string"}:
                raise NotHeld  # one of an enumeration's words, or a logical type written as text
        except NotHeld:
            if "null" not in kinds:
                alone(unholdable(name, self._masked))
            value = None
            self._lost[name] += 1
        if not path:
            return value
        inner = record
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = value
        return record

    def _same(self, text: str) -> bool:
        return self._masked(Segment(text, lambda _: {})).text == text


def _kinds(schema: Any, path: Path, known: dict[str, Any] | None = None) -> set[str]:
    """The names of the types that a value at a path may have."""
    known = {} if known is None else known
    options = schema if isinstance(schema, list) else [schema]
    found: set[str] = set()
    for option in options:
        option = known.get(option, option) if isinstance(option, str) else option
        if isinstance(option, dict):
            known.setdefault(option.get("name", ""), option)
            if path and option.get("type") in ("record", "error"):
                fields = {field["name"]: field["type"] for field in option["fields"]}
                for before in list(fields)[: list(fields).index(path[0])]:
                    _kinds(fields[before], (), known)
                found |= _kinds(fields[path[0]], path[1:], known)
                continue
            kind = option.get("logicalType") or option.get("type")
            found.add(kind if isinstance(kind, str) else "nested")
            if not path and option.get("type") in ("record", "error"):
                for field in option["fields"]:
                    _kinds(field["type"], (), known)
        else:
            found.add(option)
    return found
