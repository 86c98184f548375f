"""What all reports share: the file they are written to, and what they know of the scan beside its rows."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from piiguard.scan.files import NewFile
from piiguard.scan.rows import ColumnRow, FindingRow, ObjectRow, Summary

if TYPE_CHECKING:
    from typing import Self

    from piiguard.reports.compare import Change


class About:
    """What is known of a scan beside its rows.

    info    such as ``started``, ``finished`` (ISO 8601, UTC), ``version``; what is missing is not shown. None: the scan
            begins now, and the report itself takes the times
    change  what differs from an older scan, where it was compared with one
    lang    "zh" or "en": the language a report for people begins in
    source  where all findings are, for a report that lists only some: the name of a file
    """

    def __init__(
        self,
        info: dict[str, str] | None = None,
        *,
        change: Change | None = None,
        lang: str = "en",
        source: str | None = None,
    ) -> None:
        self.live = info is None
        self.info = info or {}
        self.change = change
        self.lang = lang
        self.source = source


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


class FileSink:
    """A sink that writes to a file or a stream; every report is a subclass.

    A file has mode 0600 and appears under its name when it is complete, at ``end``. As a context manager it
    removes a file that an error left half written.

    path    file to write, None for ``stream``
    """

    encoding = "utf-8"

    def __init__(self, path: str | None, stream: BinaryIO, about: About | None = None) -> None:
        self.path = path
        self.about = about or About()
        self.stream = stream
        self._file: NewFile | None = None
        if self.about.live:
            self.about.info["started"] = _now()

    def begin(self) -> None:
        """Open the file: after the inventory, which therefore does not list it. Raises OSError."""
        if self.path is not None:
            self._file = NewFile(self.path)
            self.stream = self._file.stream

    def finding(self, row: FindingRow) -> None:
        """One finding. Raises OSError."""

    def column(self, row: ColumnRow) -> None:
        """One column. Raises OSError."""

    def object(self, row: ObjectRow) -> None:
        """One object. Raises OSError."""

    def end(self, summary: Summary) -> None:
        """Write what comes last and put the file in its place. Raises OSError."""
        if self._file:
            self._file.keep()
        else:
            self.stream.flush()

    def finish(self) -> None:
        """The rows are all there: called before what comes last is written."""
        if self.about.live:
            self.about.info["finished"] = _now()

    def write(self, text: str) -> None:
        """Add to the report; what the encoding lacks is written as escapes. Raises OSError."""
        self.stream.write(text.encode(self.encoding, "backslashreplace"))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file:
            self._file.__exit__(kind, error, trace)
