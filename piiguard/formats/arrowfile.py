"""Parquet, ORC and Arrow (Feather) files as tables, read by pyarrow batch by batch.

Columns inside columns are columns of their own, ``a.b``; lists and maps are JSON text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO

from piiguard.errors import FormatError, alone
from piiguard.formats.cells import Cells, number
from piiguard.formats.charset import UnsupportedError
from piiguard.formats.document import BATCH, Batch, Document, EncryptedError, LimitError, Limits, Table
from piiguard.formats.pieces import Keys
from piiguard.formats.treatment import Treatment

if TYPE_CHECKING:
    from piiguard.formats.arrowcopy import Columns

_READ = 1 << 14  # rows pyarrow decodes at a time
_DEEP = 32  # structs in structs
Write = Callable[[BinaryIO, "Columns", Treatment], None]


@contextmanager
def faults(what: str) -> Iterator[None]:
    """pyarrow's errors as ours; its words may hold values. An error of the stream itself stays what it is."""
    import pyarrow

    try:
        yield
    except FormatError:
        raise
    except pyarrow.ArrowNotImplementedError:
        alone(UnsupportedError(f"{what} of a kind that pyarrow does not read"))
    except MemoryError:
        alone(LimitError(f"the {what} file takes too much memory"))
    except (pyarrow.ArrowException, OSError, ValueError, TypeError, LookupError, ArithmeticError, RuntimeError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        if "ncrypt" in str(error) or "ecrypt" in str(error):
            alone(EncryptedError(f"encrypted {what} file"))
        alone(FormatError(f"the {what} file is damaged"))


class ArrowTable(Document):
    """A file that pyarrow reads in record batches."""

    def __init__(
        self, format: str, what: str, schema: Any, batches: Callable[[], Iterator[Any]], rows: int | None, write: Write
    ) -> None:
        self.format = format
        self._what = what
        self._schema = schema
        self._batches = batches
        self._rows = rows
        self._write = write
        self._cells = Cells()
        self._notes: list[str] = []

    def tables(self) -> Iterator[Table]:
        """The one table."""
        with faults(self._what):
            names = [name for field in self._schema for name in _names(field.name, field.type, 0)]
        yield Table("", names, self._read_batches(len(names)), rows=self._rows)

    def unread(self) -> list[str]:
        """Binary values that are no text."""
        return self._cells.unread()

    def notes(self) -> list[str]:
        """Cells that became null in a copy."""
        return self._notes

    def rewrite(self, out: BinaryIO, masked: Treatment) -> None:
        """The same table under the same schema. Raises FormatError where a column cannot be masked and keep its type."""
        from piiguard.formats import arrowcopy

        with faults(self._what):
            names = [name for field in self._schema for name in _names(field.name, field.type, 0)]
            columns = arrowcopy.Columns(self, names, self._texts, masked)
            self._cells.binary = 0
            self._write(out, columns, masked)
        unread = self.unread()
        if unread:
            raise FormatError("; ".join(unread))
        self._notes = columns.notes()

    def _read_batches(self, width: int) -> Iterator[Batch]:
        first = 1
        found = self._batches()
        while True:
            with faults(self._what):
                batch = next(found, None)
                if batch is None:
                    return
                batch.validate()
            for start in range(0, batch.num_rows, BATCH):
                with faults(self._what):
                    part = batch.slice(start, BATCH)
                    columns = [cells for column in part.columns for cells in self._columns(column, 0)]
                if len(columns) != width:
                    raise FormatError(f"the {self._what} file has rows of different widths")
                yield Batch(first, columns)
                first += part.num_rows

    def _columns(self, array: Any, depth: int) -> Iterator[list[str | None]]:
        """The text of a column, or of the columns in it; in the order of ``_names``."""
        import pyarrow

        kind = array.type
        if isinstance(kind, pyarrow.BaseExtensionType):
            yield from self._columns(array.storage, depth)
        elif pyarrow.types.is_dictionary(kind):
            array.validate(full=True)
            yield from self._columns(array.dictionary_decode(), depth)
        elif pyarrow.types.is_struct(kind) and kind.num_fields and depth < _DEEP:
            for inner in array.flatten():
                yield from self._columns(inner, depth + 1)
        else:
            yield self._texts(array)

    def _texts(self, array: Any) -> list[str | None]:
        import pyarrow

        types, kind = pyarrow.types, array.type
        values: list[Any]
        if types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind):
            try:
                array.validate(full=True)  # offsets that lie must not be followed
                values = array.to_pylist()
                return values
            except pyarrow.ArrowInvalid:  # perhaps GBK in a column that says it is UTF-8
                wide, viewed = types.is_large_string(kind), types.is_string_view(kind)
                array = array.view(pyarrow.binary_view() if viewed else pyarrow.large_binary() if wide else pyarrow.binary())
        array.validate(full=True)
        if types.is_floating(kind):
            return [None if value is None else number(value) for value in array.to_pylist()]
        elif types.is_timestamp(kind):
            texts = array.cast(pyarrow.string()).to_pylist()
            return [None if text is None else text.replace(" ", "T", 1) for text in texts]
        elif types.is_primitive(kind) or types.is_decimal(kind):
            values = array.cast(pyarrow.string()).to_pylist()
            return values
        return [self._cells.text(value) for value in array.to_pylist()]


def _names(name: str, kind: Any, depth: int) -> Iterator[str]:
    """The names of the columns that a column makes."""
    import pyarrow

    if isinstance(kind, pyarrow.BaseExtensionType):
        yield from _names(name, kind.storage_type, depth)
    elif pyarrow.types.is_dictionary(kind):
        yield from _names(name, kind.value_type, depth)
    elif pyarrow.types.is_struct(kind) and kind.num_fields and depth < _DEEP:
        for field in kind:
            yield from _names(f"{name}.{field.name}", field.type, depth + 1)
    else:
        yield name


def _parquet(stream: BinaryIO) -> ArrowTable:
    from pyarrow import parquet

    file = parquet.ParquetFile(stream, pre_buffer=False, buffer_size=1 << 20)

    def batches() -> Iterator[Any]:
        return iter(file.iter_batches(batch_size=_READ, use_threads=False))

    def write(out: BinaryIO, columns: Columns, masked: Treatment) -> None:
        from piiguard.formats import arrowcopy

        arrowcopy.parquet(file, out, columns, masked)

    return ArrowTable("parquet", "Parquet", file.schema_arrow, batches, file.metadata.num_rows, write)


def _orc(stream: BinaryIO) -> ArrowTable:
    from pyarrow import orc

    file = orc.ORCFile(stream)

    def batches() -> Iterator[Any]:
        return (file.read_stripe(number) for number in range(file.nstripes))

    def write(out: BinaryIO, columns: Columns, masked: Treatment) -> None:
        from piiguard.formats import arrowcopy

        arrowcopy.orc(file, out, columns, masked)

    return ArrowTable("orc", "ORC", file.schema, batches, file.nrows, write)


def _arrow(stream: BinaryIO) -> ArrowTable:
    from pyarrow import ipc

    head = stream.read(6)
    stream.seek(0)
    if head != b"ARROW1":
        schema = ipc.open_stream(stream).schema

        def batches() -> Iterator[Any]:
            stream.seek(0)
            return iter(ipc.open_stream(stream))
    else:
        file = ipc.open_file(stream)
        schema = file.schema

        def batches() -> Iterator[Any]:
            return (file.get_batch(number) for number in range(file.num_record_batches))

    def write(out: BinaryIO, columns: Columns, masked: Treatment) -> None:
        from piiguard.formats import arrowcopy

        arrowcopy.arrow(batches(), schema, head != b"ARROW1", out, columns, masked)

    return ArrowTable("arrow", "Arrow", schema, batches, None, write)


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> ArrowTable:
    """A Parquet, ORC or Arrow file. Raises UnsupportedError without pyarrow, EncryptedError, FormatError."""
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise UnsupportedError("Parquet, ORC and Arrow: pip install 'piiguard[scan]'") from None
    head = stream.read(4)
    stream.seek(0)
    if head == b"PARE":
        raise EncryptedError("encrypted Parquet file")
    what, reader = {b"PAR1": ("Parquet", _parquet), b"ORC": ("ORC", _orc), b"ORC\n": ("ORC", _orc)}.get(head, ("", _arrow))
    if head.startswith(b"ORC"):
        what, reader = "ORC", _orc
    with faults(what or "Arrow"):
        return reader(stream)
