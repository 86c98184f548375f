"""Which report it is to be, and where it goes."""

from __future__ import annotations

from importlib import import_module
from typing import BinaryIO

from piiguard.errors import PiiguardError
from piiguard.reports.sink import About, FileSink
from piiguard.reports.table import Paint, TableReport, plain

#: format -> module of piiguard.reports and its class
_WRITERS = {
    "table": ("table", "TableReport"),
    "jsonl": ("jsonl", "JsonLines"),
    "csv": ("csvreport", "CsvReport"),
    "sarif": ("sarif", "Sarif"),
    "parquet": ("parquet", "Parquet"),
    "html": ("html", "Html"),
    "baseline": ("draft", "Draft"),
}
FORMATS = tuple(_WRITERS)
_ENDINGS = {"json": "sarif", "htm": "html", "txt": "table", "ndjson": "jsonl", "toml": "baseline"}


class OutputError(PiiguardError, ValueError):
    """A report in a form or place that cannot be written."""


def format_of(name: str | None, path: str | None) -> str:
    """The format asked for, else what the ending of the output file says, else the table.

    Raises OutputError for a format there is not, and for one that needs a file where there is none.
    """
    ending = (path or "").rsplit(".", 1)[-1].lower()
    ending = _ENDINGS.get(ending, ending)
    name = name or (ending if ending in FORMATS else "table")
    if name not in FORMATS:
        raise OutputError(f"no format {name!r}: use {', '.join(FORMATS)}")
    if name == "parquet" and path is None:
        raise OutputError("a Parquet report needs a file: use -o FILE")
    return name


def report(
    kind: str,
    path: str | None,
    stream: BinaryIO,
    *,
    encoding: str = "utf-8",
    paint: Paint = plain,
    about: About | None = None,
) -> FileSink:
    """A report as a sink and context manager: a file that an error leaves half written is removed.

    kind      one of FORMATS, as ``format_of`` says
    path      file to write, None for ``stream``
    encoding  of the table on a stream; what it lacks is written as escapes. All others are UTF-8.
    about     what is known of the scan beside its rows, and the scan it is compared with

    Raises OutputError for a kind there is not, MissingExtraError where its library is not installed.
    """
    if kind not in _WRITERS:
        raise OutputError(f"no format {kind!r}: use {', '.join(FORMATS)}")
    module, name = _WRITERS[kind]
    if kind == "table":
        return TableReport(path, stream, about, encoding=encoding, paint=paint)
    made: FileSink = getattr(import_module(f"piiguard.reports.{module}"), name)(path, stream, about)
    return made
