"""JSON lines: one row a finding, column and object; what changed; the summary last."""

from __future__ import annotations

import json
from typing import Any

from piiguard.reports.sink import FileSink
from piiguard.scan.rows import ColumnRow, FindingRow, ObjectRow, Summary


class JsonLines(FileSink):
    """Every row as ``as_dict`` gives it, one a line, in the order they come."""

    def finding(self, row: FindingRow) -> None:
        """Write a finding."""
        self._row(row.as_dict())

    def column(self, row: ColumnRow) -> None:
        """Write a column."""
        self._row(row.as_dict())

    def object(self, row: ObjectRow) -> None:
        """Write an object."""
        self._row(row.as_dict())

    def end(self, summary: Summary) -> None:
        """Write what changed and the summary."""
        if self.about.change is not None:
            self._row(self.about.change.as_dict())
        self._row(summary.as_dict())
        super().end(summary)

    def _row(self, row: dict[str, Any]) -> None:
        self.write(json.dumps(row, ensure_ascii=False) + "\n")
