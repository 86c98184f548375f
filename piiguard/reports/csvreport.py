"""CSV (RFC 4180, but with line feeds): one row a finding and one an object, told apart by the first column."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from piiguard.reports.sink import FileSink
from piiguard.scan.neutral import cell, neutral
from piiguard.scan.rows import FindingRow, ObjectRow

_COLUMNS = (
    "row", "uri", "object", "location", "entity_type", "score", "start", "end", "level", "masked",
    "fingerprint", "status", "reason", "format", "charset", "bytes", "findings", "notes", "suppressed",
)  # fmt: skip


class CsvReport(FileSink):
    """No cell can become a formula or act on a terminal. Column statistics and the summary: JSON lines, Parquet."""

    def begin(self) -> None:
        """Write the header."""
        super().begin()
        # With a mark spreadsheets read a file as UTF-8; a pipe wants none.
        self.write(("\ufeff" if self.path is not None else "") + _line(_COLUMNS))

    def finding(self, row: FindingRow) -> None:
        """Write a finding."""
        self._row(row.as_dict())

    def object(self, row: ObjectRow) -> None:
        """Write an object."""
        self._row(row.as_dict())

    def _row(self, row: dict[str, Any]) -> None:
        self.write(_line(_cell(row.get(column)) for column in _COLUMNS))


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _cell(value: object) -> str:
    if value is None or value == [] or value == {}:
        return ""
    if isinstance(value, (dict, list)):
        value = json.dumps(value, ensure_ascii=False)
    return cell(neutral(str(value)))
