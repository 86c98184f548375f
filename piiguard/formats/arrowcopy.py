"""Writing masked copies of Parquet, ORC and Arrow files: the same schema, batches and row groups.

No column changes its type. Where a type cannot hold the masked text (a masked number is none) the cell becomes null,
which is said; a column that may not be null makes the copy fail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from piiguard.errors import FormatError
from piiguard.formats.document import Document
from piiguard.formats.pieces import Segment
from piiguard.formats.retype import NotHeld, held, lost, unholdable

if TYPE_CHECKING:
    from piiguard.formats.treatment import Treatment

# What is done to one array of a column: gives its cells as text.
Texts = Callable[[Any], list[str | None]]
_DEEP = 32


class Columns:
    """Masks record batches.

    texts  the cells of a leaf as the reader gives them
    lost   cells that became null, by column
    """

    def __init__(self, document: Document, names: list[str], texts: Texts, masked: Treatment) -> None:
        self.lost: Counter[str] = Counter()
        self._texts = texts
        self._masked = masked
        self._names = names
        for number, name in enumerate(names, 1):
            if masked.name(name) != name:
                raise FormatError(f"the name of column {number} holds a value")
        (table,) = document.tables()
        first = next(table.batches, None)
        self._labels = masked.labels(names, first.columns if first else ())

    def batch(self, batch: Any) -> Any:
        """The batch with its cells masked."""
        import pyarrow

        leaves = iter(range(len(self._names)))
        columns = [
            self._array(column, field.nullable, leaves, 0) for column, field in zip(batch.columns, batch.schema, strict=True)
        ]
        return pyarrow.RecordBatch.from_arrays(columns, schema=batch.schema)

    def notes(self) -> list[str]:
        """What became null."""
        return lost(self.lost, self._masked)

    def _array(self, array: Any, nullable: bool, leaves: Iterator[int], depth: int) -> Any:
        import pyarrow

        kind = array.type
        if isinstance(kind, pyarrow.BaseExtensionType):
            storage = self._array(array.storage, nullable, leaves, depth)
            return array if storage is array.storage else pyarrow.ExtensionArray.from_storage(kind, storage)
        if pyarrow.types.is_dictionary(kind):
            # All of the dictionary: also a value that no row points to would be in the copy.
            array.validate(full=True)
            words = self._array(array.dictionary, nullable, leaves, depth)
            return pyarrow.DictionaryArray.from_arrays(array.indices, words, ordered=kind.ordered)
        if pyarrow.types.is_struct(kind) and kind.num_fields and depth < _DEEP:
            inner = [
                self._array(part, kind.field(at).nullable, leaves, depth + 1) for at, part in enumerate(array.flatten())
            ]
            return pyarrow.StructArray.from_arrays(inner, fields=list(kind), mask=array.is_null())
        return self._leaf(array, nullable, next(leaves))

    def _leaf(self, array: Any, nullable: bool, number: int) -> Any:
        import pyarrow

        changed = self._masked.cells(self._texts(array), self._labels[number])
        if not changed:
            return array
        values: list[Any] = []
        places = list(range(len(array)))
        for at, new in changed.items():
            places[at] = len(array) + len(values)
            values.append(self._held(array, at, new, nullable, number))
        replaced = pyarrow.array(values, type=array.type)
        return pyarrow.concat_arrays([array, replaced]).take(pyarrow.array(places, pyarrow.int64()))

    def _held(self, array: Any, at: int, new: str, nullable: bool, number: int) -> Any:
        """The value that takes the cell's place; None where its type has none that reads so."""
        import pyarrow

        try:
            value = held(array[at].as_py(), new)
            pyarrow.scalar(value, type=array.type)
            return value
        except (NotHeld, ValueError, TypeError, OverflowError, pyarrow.ArrowException):
            pass
        name = self._names[number]
        if not nullable:
            raise unholdable(name, self._masked)
        self.lost[name] += 1
        return None


def clean_metadata(schema: Any, masked: Treatment) -> Any:
    """The schema without those notes of its own that hold a value."""
    kept = {
        key: value
        for key, value in (schema.metadata or {}).items()
        if _same(key, masked) and _same(value, masked)
    }
    return schema.with_metadata(kept or None)


def _same(data: bytes, masked: Treatment) -> bool:
    text = data.decode("utf-8", "replace")
    return masked(Segment(text, lambda _: {})).text == text


def parquet(file: Any, out: BinaryIO, columns: Columns, masked: Treatment) -> None:
    """Row group by row group, one of them in memory at a time, compressed as they were."""
    import pyarrow
    from pyarrow import parquet

    schema = clean_metadata(file.schema_arrow, masked)
    codecs: dict[str, str] = {}
    if file.num_row_groups:
        group = file.metadata.row_group(0)
        found = (group.column(number) for number in range(group.num_columns))
        codecs = {column.path_in_schema: column.compression.replace("UNCOMPRESSED", "NONE") for column in found}
    with parquet.ParquetWriter(out, schema, compression=codecs or "snappy", version="2.6") as writer:
        for number in range(file.num_row_groups):
            batches = file.iter_batches(batch_size=1 << 14, row_groups=[number], use_threads=False)
            done = [columns.batch(batch).replace_schema_metadata(schema.metadata) for batch in batches]
            table = pyarrow.Table.from_batches(done, schema)
            writer.write_table(table, row_group_size=max(1, table.num_rows))


def orc(file: Any, out: BinaryIO, columns: Columns, masked: Treatment) -> None:
    """Stripe by stripe, compressed as it was."""
    import pyarrow
    from pyarrow import orc

    with orc.ORCWriter(out, compression=str(file.compression).lower()) as writer:
        if not file.nstripes:
            writer.write(pyarrow.Table.from_batches([], file.schema))
        for number in range(file.nstripes):
            writer.write(pyarrow.Table.from_batches([columns.batch(file.read_stripe(number))]))


def arrow(batches: Iterator[Any], schema: Any, stream: bool, out: BinaryIO, columns: Columns, masked: Treatment) -> None:
    """Batch by batch, uncompressed."""
    from pyarrow import ipc

    schema = clean_metadata(schema, masked)
    with (ipc.new_stream if stream else ipc.new_file)(out, schema) as writer:
        for batch in batches:
            writer.write_batch(columns.batch(batch).replace_schema_metadata(schema.metadata))
