"""Parquet, for data tools: findings, columns, objects and the summary as rows of one table, told apart by ``row``.

One file, so that it is complete or not there at all, and so that the objects that were not read travel with the findings:
``select * from 'r.parquet' where row = 'object' and status <> 'scanned'``. Needs pyarrow (pip install 'piiguard[scan]').
"""

from __future__ import annotations

import contextlib
import json
from types import TracebackType
from typing import Any, BinaryIO

from piiguard.errors import MissingExtraError
from piiguard.reports.sink import About, FileSink
from piiguard.scan.rows import ColumnRow, FindingRow, ObjectRow, Summary

_GROUP = 1 << 14  # rows of a row group, held in memory
_INTS = (
    "object", "line", "start", "end", "bytes", "rows", "nulls", "distinct", "column", "objects", "unread", "exit",
)  # fmt: skip
_FLOATS = ("score", "confidence")
_WORDS = ("row", "entity_type", "level", "status", "format", "charset", "verdict", "policy")  # few different values
_TEXTS = ("uri", "location", "masked", "fingerprint", "suppressed", "reason", "table", "name", "purpose")
_COUNTS = ("findings", "suppressed_findings", "seen", "statuses")  # type or status -> number
_JSON = ("location", "types")


class Parquet(FileSink):
    """Rows in groups of 16,384, compressed with zstd. A row has null in the columns of the other kinds of rows."""

    def __init__(self, path: str | None, stream: BinaryIO, about: About | None = None) -> None:
        super().__init__(path, stream, about)
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError:
            raise MissingExtraError("Parquet reports need pyarrow: pip install 'piiguard[scan]'") from None
        self._arrow, self._parquet = pyarrow, pyarrow.parquet
        self._schema = _schema(pyarrow)
        self._rows: list[dict[str, Any]] = []
        self._writer: Any = None

    def begin(self) -> None:
        """Open the file."""
        super().begin()
        self._writer = self._parquet.ParquetWriter(self.stream, self._schema, compression="zstd")

    def finding(self, row: FindingRow) -> None:
        """Add a finding; ``location`` is JSON, its line a column of its own."""
        self._add(row.as_dict() | {"line": row.location.get("line")})

    def column(self, row: ColumnRow) -> None:
        """Add a column of a table; ``types`` is JSON."""
        self._add(row.as_dict())

    def object(self, row: ObjectRow) -> None:
        """Add an object."""
        self._add(row.as_dict() | {"suppressed": None, "suppressed_findings": row.suppressed})

    def end(self, summary: Summary) -> None:
        """Add the summary and end the file."""
        row = summary.as_dict()
        row |= {"findings": summary.findings, "suppressed": None, "suppressed_findings": summary.suppressed}
        self._add(row | {"statuses": summary.statuses})
        self._flush()
        self._writer.close()
        self._writer = None
        super().end(summary)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            # Broken off: its end goes to a file that is thrown away, or to a disk that is full.
            with contextlib.suppress(OSError):
                self._writer.close()
        super().__exit__(kind, error, trace)

    def _add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)
        if len(self._rows) >= _GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            columns = [self._column(field) for field in self._schema]
            self._writer.write_table(self._arrow.Table.from_arrays(columns, schema=self._schema))
            self._rows.clear()

    def _column(self, field: Any) -> Any:
        name = field.name
        cells = [row.get(name) for row in self._rows]
        if cells.count(None) == len(cells):
            return self._arrow.nulls(len(cells), field.type)
        if name in _JSON:
            cells = [None if cell is None else json.dumps(cell, ensure_ascii=False) for cell in cells]
        elif name in _COUNTS:
            cells = [None if cell is None else sorted(cell.items()) for cell in cells]
        return self._arrow.array(cells, field.type)


def _schema(arrow: Any) -> Any:
    text, whole = arrow.string(), arrow.int64()
    fields = [(name, arrow.dictionary(arrow.int32(), text)) for name in _WORDS]
    fields += [(name, text) for name in (*_TEXTS, "types")]
    fields += [(name, whole) for name in _INTS]
    fields += [(name, arrow.float64()) for name in _FLOATS]
    fields += [("sampled", arrow.bool_()), ("notes", arrow.list_(text))]
    fields += [(name, arrow.map_(text, whole)) for name in _COUNTS]
    return arrow.schema(fields)
