"""A baseline to be reviewed (piiguard/scan/baseline.py): one entry a value or place."""

from __future__ import annotations

from piiguard.reports.sink import FileSink
from piiguard.scan import baseline
from piiguard.scan.rows import FindingRow


class Draft(FileSink):
    """Every finding that nobody has reviewed yet, without author and reason."""

    def begin(self) -> None:
        super().begin()
        self._draft = baseline.Draft()
        self.write("# Reviewed findings. Fill in author and reason, and take out what is no false alarm.\nversion = 1\n\n")

    def finding(self, row: FindingRow) -> None:
        entry = self._draft.entry(row)
        if entry:
            self.write(entry)
