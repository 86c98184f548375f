"""Where a report goes and how it is written: JSON lines and CSV for programs, a table for people.

Every row goes out as it comes, so a report takes no memory. A report file is the owner's alone and
appears under its name only when it is complete.
"""

from __future__ import annotations

import csv
import io
import json
from types import TracebackType
from typing import Any, BinaryIO

from piiguard.errors import PiiguardError
from piiguard.scan.files import NewFile
from piiguard.scan.neutral import cell
from piiguard.scan.rows import ColumnRow, FindingRow, ObjectRow, Summary
from piiguard.scan.table import Paint, Table, plain

FORMATS = ("table", "jsonl", "csv")
LATER = ("sarif", "html")
_COLUMNS = (
    "row", "uri", "object", "location", "entity_type", "score", "start", "end", "level", "masked",
    "fingerprint", "status", "reason", "format", "charset", "bytes", "findings", "notes",
)  # fmt: skip


class OutputError(PiiguardError, ValueError):
    """A report in a form or place that cannot be written."""


def format_of(name: str | None, path: str | None) -> str:
    """The format asked for, else what the ending of the output file says, else the table.

    Raises OutputError for a format there is not.
    """
    ending = (path or "").rsplit(".", 1)[-1].lower()
    name = name or (ending if ending in (*FORMATS, *LATER) else "table")
    if name in LATER:
        raise OutputError(f"{name} reports are not there yet; use --format jsonl")
    if name not in FORMATS:
        raise OutputError(f"no format {name!r}: use {', '.join(FORMATS)}")
    return name


class Report:
    """A sink that writes to a file or a stream. A context manager: a file left by an error is removed.

    path      file to write, None for ``stream``
    encoding  of the table; what it lacks is written as escapes. JSON lines and CSV are UTF-8.
    """

    def __init__(
        self, kind: str, path: str | None, stream: BinaryIO, *, encoding: str = "utf-8", paint: Paint = plain
    ) -> None:
        self._kind = kind
        self._path = path
        self._file: NewFile | None = None
        self._stream = stream
        self._encoding = encoding if kind == "table" and path is None else "utf-8"
        self._paint = paint
        self._table = Table()

    def begin(self) -> None:
        """Open the file: after the inventory, which therefore does not list it."""
        if self._path is not None:
            self._file = NewFile(self._path)
            self._stream = self._file.stream
        if self._kind == "csv":
            # With a mark spreadsheets read a file as UTF-8; a pipe wants none.
            self._write(("\ufeff" if self._file else "") + _csv_line(_COLUMNS))

    def finding(self, row: FindingRow) -> None:
        """Write a finding."""
        if self._kind == "table":
            self._table.finding(row)
        else:
            self._row(row.as_dict())

    def column(self, row: ColumnRow) -> None:
        """Write a column: JSON lines only."""
        if self._kind == "jsonl":
            self._row(row.as_dict())

    def object(self, row: ObjectRow) -> None:
        """Write an object."""
        if self._kind == "table":
            self._table.object(row)
        else:
            self._row(row.as_dict())

    def end(self, summary: Summary) -> None:
        """Write the last row and put the file in its place."""
        if self._kind == "table":
            self._write(self._table.render(summary, self._paint))
        elif self._kind == "jsonl":
            self._row(summary.as_dict())
        if self._file:
            self._file.keep()
        else:
            self._stream.flush()

    def _row(self, row: dict[str, Any]) -> None:
        if self._kind == "jsonl":
            self._write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            self._write(_csv_line([_csv_cell(row.get(column)) for column in _COLUMNS]))

    def _write(self, text: str) -> None:
        self._stream.write(text.encode(self._encoding, "backslashreplace"))

    def __enter__(self) -> Report:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.__exit__(kind, error, trace)


def _csv_line(cells: tuple[str, ...] | list[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _csv_cell(value: object) -> str:
    if value is None or value == [] or value == {}:
        return ""
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False)
    return cell(str(value))
