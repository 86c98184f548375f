"""The work of a scan, task by task: list a target, read a unit. Runs in worker processes, or in this one.

A task and what comes of it are plain values (lists, dicts, text, numbers), so that they go through a pipe as JSON:
nothing a parser of hostile files sends back is ever more than that.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any, BinaryIO, cast

from piiguard.errors import MissingExtraError, PiiguardError
from piiguard.formats import Limits, TextDocument, open_document
from piiguard.scan.reading import Reader, failure
from piiguard.scan.recorder import Part, Recorder
from piiguard.scan.rows import ERROR, PARTIAL
from piiguard.scan.search import Search
from piiguard.scan.stretch import Bounded, Stretch
from piiguard.scan.tables import Chosen
from piiguard.sources import Entry, KeyRange, Source, open_source

ENTRIES = 500  # entries handed on at a time
TELL = 5.0  # seconds between two signs of life where there is progress
_SMALL = 1 << 18  # bytes of a file that is read at once
STALE = "it changed while it was read"
_ENDLESS = "it says that it is empty and is not: a file the system makes up"

Emit = Callable[[list[Any]], None]


class Job:
    """What every worker of a scan knows.

    targets  paths and URLs; ``secrets`` what their sources ask for
    split    bytes of a text, or rows of a table, that make a unit
    sample   share of tables' rows that are looked at, and the seed of the draw
    ignore   whether ignore files are minded
    """

    def __init__(
        self,
        search: Search,
        targets: list[str],
        secrets: dict[str, str],
        *,
        limits: Limits,
        today: date,
        salt: int,
        split: tuple[int, int],
        sample: tuple[float, int] | None = None,
        ignore: bool = True,
    ) -> None:
        self.search = search
        self.targets = targets
        self.secrets = secrets
        self.limits = limits
        self.today = today
        self.salt = salt
        self.sample = sample
        self.ignore = ignore
        self.split_bytes, self.split_rows = split
        self._sources: dict[int, Source] = {}

    def run(self, task: dict[str, Any], emit: Emit) -> None:
        """One task. Whatever a source or a file does becomes a message; nothing is raised for it."""
        if task["do"] == "list":
            self._list(task["target"], emit)
        else:
            _Unit(self, task, emit).run()

    def source(self, target: int) -> Source:
        """The source of a target, made once a process. Raises SourceError, MissingExtraError."""
        if target not in self._sources:
            self._sources[target] = open_source(self.targets[target], self.secrets, ignore=self.ignore)
        return self._sources[target]

    def _list(self, target: int, emit: Emit) -> None:
        rows: list[list[Any]] = []
        try:
            for entry in self.source(target).entries():
                shown, reason = self.search.shown(entry.uri), entry.reason and self.search.shown(entry.reason)
                rows.append([*as_list(entry), entry.status, reason, entry.harmless, shown])
                if len(rows) >= ENTRIES:
                    emit(["entries", target, rows])
                    rows = []
        except (PiiguardError, OSError) as error:
            # Whether the source's words may be shown is the source's promise; what was listed is still read.
            said = str(error) if isinstance(error, MissingExtraError | PiiguardError) else failure(error)[1]
            emit(["entries", target, rows])
            emit(["listed", target, self.search.shown(said) or type(error).__name__])
            return
        except Exception as error:
            emit(["entries", target, rows])
            emit(["listed", target, f"internal error ({type(error).__name__})"])
            return
        emit(["entries", target, rows])
        emit(["listed", target, None])


class _Unit:
    """One unit of one object."""

    def __init__(self, job: Job, task: dict[str, Any], emit: Emit) -> None:
        self._job = job
        self._task = task
        self._emit = emit
        self._unit: int = task["unit"]
        self._entry = from_list(task["entry"])
        self._recorder = Recorder(job.search, lambda rows: emit(["found", self._unit, rows]), job.today)
        chosen = Chosen(*job.sample, f"{self._entry.uri} {task['ordinal']}") if job.sample else None
        self._reader = Reader(self._recorder, job.limits, job.salt, self._tick, chosen, self._make_room)
        self._ticked = self._room = 0
        self._told = time.monotonic()
        self._lines = 0
        self._changed = False

    def _tick(self, read: int) -> None:
        # Also by the clock: a small file can take long (pages that OCR reads), and silence would end this process.
        now = time.monotonic()
        if read < 0 or read >= self._ticked + (1 << 20) or now >= self._told + TELL:
            self._ticked = max(read, self._ticked)
            self._told = now
            self._emit(["tick", self._unit, self._ticked])

    def _make_room(self, size: int) -> None:
        if size > self._room:
            self._room = size
            self._emit(["room", self._unit, size])

    def run(self) -> None:
        entry = self._entry
        part = self._recorder.part(self._task["shown"], entry.size)
        if not self._task["ordinal"]:
            self._reader.name(part, entry.name)
        try:
            split = self._table(part) if entry.kind == "table" else self._file(part)
        except Exception as error:
            part.status, part.reason = failure(error)
            split = None
        if split:
            self._emit(["split", self._unit, split])
            return
        self._emit(["done", self._unit, self._recorder.done(), self._recorder.columns, self._lines, self._changed])

    def _file(self, part: Part) -> list[list[str]] | None:
        with self._job.source(self._task["target"]).open(self._entry) as opened:
            stream = opened.stream
            part.size = stream.seek(0, os.SEEK_END)
            bounded = cast(BinaryIO, Bounded(stream, 0, part.size))
            if part.size <= _SMALL:  # it is looked at several times before it is read
                with suppress(Exception):  # what fails fails again for the reader, which says so
                    bounded = io.BytesIO(b"".join(iter(partial(bounded.read, _SMALL), b"")))
            low, high = self._task["low"], self._task["high"]
            if low is None and part.size > 2 * self._job.split_bytes:
                split = self._cut(bounded, part.size)
                if split:
                    return split
            if low is None:
                self._reader.file(part, bounded, os.path.basename(self._entry.name))
            else:
                stretch = Stretch(stream, part.size, low, high)
                part.size = stretch.size
                document = TextDocument.stretch(cast(BinaryIO, stretch), stretch.like, self._job.search.keys)
                document.above = stretch.above
                self._lines = self._reader.text(part, document)
            if opened.changed():
                self._changed = True
                part.reason = "; ".join(filter(None, (part.reason, STALE)))
                part.status = PARTIAL if part.status != ERROR else ERROR
            elif not part.size and stream.read(1):
                part.status, part.reason = ERROR, _ENDLESS
        return None

    def _cut(self, stream: BinaryIO, size: int) -> list[list[str]] | None:
        try:
            with open_document(stream, self._entry.name, keys=self._job.search.keys, limits=self._job.limits) as document:
                like = document.like if isinstance(document, TextDocument) else None
        except PiiguardError:
            return None  # said when it is read
        return Stretch.cut(size, self._job.split_bytes, like) if like else None

    def _table(self, part: Part) -> list[list[str | None]] | None:
        source = self._job.source(self._task["target"])
        low, high = self._task["low"], self._task["high"]
        if low is None and high is None and not self._task["whole"]:
            ranges = source.ranges(self._entry, self._job.split_rows)
            if len(ranges) > 1:
                return [[part.low, part.high] for part in ranges]
        self._lines = self._reader.table(part, source.table(self._entry, KeyRange(low, high)))
        return None


def as_list(entry: Entry) -> list[Any]:
    """What of an entry a worker needs to read it."""
    return [entry.uri, entry.name, entry.kind, entry.size, entry.version]


def from_list(row: list[Any]) -> Entry:
    """The entry again."""
    uri, name, kind, size, version = row
    return Entry(uri, name, kind=kind, size=size, version=version)
