"""A masked export: one table of a database to a file, as CSV, SQL or Parquet.

The rows come through one cursor, as a scan reads them; what is written is read again before it gets its name.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO

from piiguard.errors import FormatError
from piiguard.formats import Table
from piiguard.guard import Guard
from piiguard.scan.copies import FAILED, MASKED, CopyError, CopyReport, CopyRow
from piiguard.scan.files import NewFile
from piiguard.scan.reading import failure
from piiguard.scan.search import Search
from piiguard.scan.treating import Treating
from piiguard.scan.verify import table_leaks
from piiguard.sources import Entry, KeyRange, Source, open_source, scheme_of
from piiguard.sources.database import Database

if TYPE_CHECKING:
    from piiguard.scan.copies import Progress

Rows = Iterator[list[list[str | None]]]  # batches, column by column

_GROUP = 32  # batches in a row group
_MYSQL = ("mysql", "mariadb")


def mask_table(
    target: str,
    out: str | os.PathLike[str],
    *,
    table: str | None = None,
    guard: Guard | None = None,
    force: bool = False,
    secrets: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> CopyReport:
    """Write one table of a database, masked, to a file whose ending is .csv, .sql or .parquet.

    table     its name, with or without its schema; not needed where the source has one table
    force     write over an existing file
    secrets   what the source asks for (docs/sources.md)
    progress  called with the rows done and those there are by an estimate

    Columns keep their names and order. All cells are text: CSV has nothing between two delimiters for null and
    ``""`` for an empty text, SQL has NULL, Parquet has null.

    Raises:
        CopyError: no such table, or several; another ending; the file exists.
        SourceError: the database cannot be used.
    """
    path = os.fspath(out)
    write = _WRITERS.get(os.path.splitext(path)[1].lower())
    if write is None:
        raise CopyError(f"an export ends in {', '.join(sorted(_WRITERS))}")
    if os.path.lexists(path) and not force:
        raise CopyError("the file exists already: --force writes over it")
    search = Search(guard or Guard())
    source: Source = open_source(target, dict(secrets or {}))
    try:
        if not isinstance(source, Database):
            raise CopyError("of a URL only tables of databases are exported")
        entry = _wanted(source, table)
        row = CopyRow(search.shown(entry.uri), search.shown(path), entry.size)
        try:
            _export(search, source, entry, path, write, row, progress)
            row.status = MASKED
        except Exception as error:
            row.status, row.reason = FAILED, search.shown(failure(error)[1])
    finally:
        source.close()
    return CopyReport([row])


def _wanted(source: Source, name: str | None) -> Entry:
    found = [entry for entry in source.entries() if entry.kind == "table"]
    if name is not None:
        exact = [entry for entry in found if entry.name == name]
        found = exact or [entry for entry in found if entry.name.rpartition(".")[2] == name]
    elif len(found) > 1:
        found = [entry for entry in found if entry.status is None] or found
    if len(found) != 1:
        what = "no such table" if not found else f"{len(found)} tables"
        raise CopyError(f"{what}: name one with --table, with its schema where that is needed")
    if found[0].status is not None:
        raise CopyError(f"it cannot be exported: {found[0].reason}")
    return found[0]


def _export(
    search: Search, source: Source, entry: Entry, path: str, write: Writer, row: CopyRow, progress: Progress | None
) -> None:
    treating = Treating(search)
    table = source.table(entry, KeyRange())
    for number, name in enumerate(table.names, 1):
        if treating.name(name) != name:
            raise FormatError(f"the name of column {number} holds a value")
    with NewFile(path) as copy:
        kept: list[list[str | None]] = []
        dialect = scheme_of(source.target)
        write(copy.stream, entry.name, table.names, _masked(table, treating, kept, progress), dialect)
        copy.stream.flush()
        if table.unread:
            raise FormatError("; ".join(table.unread))
        found = table_leaks(search, lambda: source.table(entry, KeyRange()), copy.stream, os.path.basename(path), kept[0])
        if found:
            raise FormatError(f"{found} masked values were found again in the copy")
        row.edits = treating.edits
        copy.keep()


def _masked(table: Table, treating: Treating, kept: list[list[str | None]], progress: Progress | None) -> Rows:
    """The masked batches; the labels the columns were read with are put into ``kept``."""
    done = 0
    for batch in table.batches:
        if not kept:
            kept.append(treating.labels(table.names, batch.columns))
        columns = [list(column) for column in batch.columns]
        for column, label in zip(columns, kept[0], strict=True):
            for row, new in treating.cells(column, label).items():
                column[row] = new
        done += len(batch)
        yield columns
        if progress:
            progress(done, max(done, table.rows or 0))
    if not kept:
        kept.append(treating.labels(table.names, ()))


def _csv(out: BinaryIO, _name: str, names: list[str], rows: Rows, _dialect: str) -> None:
    def line(cells: Iterable[str | None]) -> str:
        return ",".join("" if cell is None else _csv_cell(cell) for cell in cells) + "\r\n"

    out.write(line(names).encode("utf-8"))
    for columns in rows:
        out.write("".join(map(line, zip(*columns, strict=True))).encode("utf-8"))


def _csv_cell(cell: str) -> str:
    quoted = not cell or any(char in cell for char in ',"\r\n')
    return '"' + cell.replace('"', '""') + '"' if quoted else cell


def _sql(out: BinaryIO, name: str, names: list[str], rows: Rows, dialect: str) -> None:
    """INSERT statements, in the quotes of MySQL or of the standard."""
    mysql = dialect in _MYSQL
    mark = "`" if mysql else '"'
    columns = ", ".join(mark + column.replace(mark, mark * 2) + mark for column in names)
    into = ".".join(mark + part.replace(mark, mark * 2) + mark for part in name.split("."))
    for batch in rows:
        values = (
            "(" + ", ".join(_sql_cell(cell, mysql) for cell in row) + ")" for row in zip(*batch, strict=True)
        )
        out.write((f"INSERT INTO {into} ({columns}) VALUES\n" + ",\n".join(values) + ";\n").encode("utf-8"))


def _sql_cell(cell: str | None, mysql: bool) -> str:
    if cell is None:
        return "NULL"
    if "\0" in cell:
        raise FormatError("a cell holds a character that SQL text cannot have")
    text = cell.replace("\\", "\\\\") if mysql else cell
    return "'" + text.replace("'", "''") + "'"


def _parquet(out: BinaryIO, _name: str, names: list[str], rows: Rows, _dialect: str) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise FormatError("Parquet: pip install 'piiguard[scan]'") from None
    if len(set(names)) < len(names):
        raise FormatError("two columns have one name")
    schema = pyarrow.schema([pyarrow.field(name, pyarrow.string()) for name in names])
    with parquet.ParquetWriter(out, schema) as writer:
        held: list[Any] = []

        def group() -> None:
            if held:
                done = pyarrow.Table.from_batches(held, schema)
                writer.write_table(done, row_group_size=done.num_rows)
                held.clear()

        for columns in rows:
            arrays = [pyarrow.array(column, pyarrow.string()) for column in columns]
            held.append(pyarrow.RecordBatch.from_arrays(arrays, schema=schema))
            if len(held) == _GROUP:
                group()
        group()


Writer = Callable[[BinaryIO, str, list[str], Rows, str], None]
_WRITERS: dict[str, Writer] = {".csv": _csv, ".sql": _sql, ".parquet": _parquet}
