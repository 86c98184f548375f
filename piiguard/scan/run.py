"""Scan: every object of the inventory is read, or said not to have been and why.

The scan's own process keeps the ledger and hands out tasks; it opens no object itself (worker.py does).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any, Protocol

from piiguard.formats import Limits
from piiguard.guard import Guard
from piiguard.scan.baseline import Baseline, Nobody, Reviewed
from piiguard.scan.books import Books
from piiguard.scan.ledger import Ledger
from piiguard.scan.pool import Handle, Pool
from piiguard.scan.recorder import Part
from piiguard.scan.replay import replay
from piiguard.scan.rows import Sink, Summary
from piiguard.scan.rules import rules, version
from piiguard.scan.search import Search
from piiguard.scan.worker import Job

COMMIT = 0.25  # seconds after which what was done is written down

SPLIT = (8 << 20, 50_000)  # bytes of a text, rows of a table, that make a unit


class State:
    """How far a scan is: objects and bytes done of those listed so far, findings; ``listing`` while the inventory grows."""

    __slots__ = ("bytes", "bytes_all", "findings", "listing", "objects", "objects_all")

    def __init__(self) -> None:
        self.objects = self.objects_all = 0
        self.bytes = self.bytes_all = 0
        self.findings = 0
        self.listing = True


Progress = Callable[[State], None]


class Readers(Protocol):
    """Who reads units in the place of this machine's workers (:class:`piiguard.spark.Readers`)."""

    def start(self, job: Job, memory: int) -> None:
        """Begin, after the inventory; ``memory`` is what one that reads may hold, in bytes."""
        ...

    @property
    def room(self) -> int:
        """How many more tasks can be taken."""
        ...

    @property
    def busy(self) -> bool:
        """Whether anything is being done."""
        ...

    def give(self, task: dict[str, Any], /) -> None:
        """Hand out a task; there must be room."""
        ...

    def work(self, handle: Handle) -> None:
        """Wait for what comes of the tasks: of each its messages once, "done", "split" or "lost" the last of them."""
        ...

    def close(self) -> None:
        """End what runs."""
        ...


def scan(
    targets: Iterable[str | os.PathLike[str]],
    *,
    guard: Guard | None = None,
    sink: Sink | None = None,
    progress: Progress | None = None,
    state: str | os.PathLike[str] | None = None,
    workers: int = 0,
    full: bool = False,
    limits: Limits | None = None,
    secrets: Mapping[str, str] | None = None,
    today: date | None = None,
    memory: int | None = None,
    split: tuple[int, int] = SPLIT,
    baseline: Baseline | None = None,
    sample: tuple[float, int] | None = None,
    ignore: bool = True,
    readers: Readers | None = None,
) -> Summary:
    """Search files, folders and whatever :mod:`piiguard.sources` knows.

    Every object has one final status: ``scanned``; ``partial``, ``skipped`` or ``error`` with a reason.
    What goes wrong with an object is in its row; only a ledger or sink that cannot be written is raised (OSError).
    A guard made for a purpose reports what that purpose should not see; what it sees is only counted.

    state    a file for the ledger (made, 0600): an interrupted scan goes on where it was, and a later one reads only what
             has changed; without it the ledger is temporary
    workers  processes that read; 0: this one does, without a limit on the memory or time one object takes
    full     read everything again, whatever the ledger says
    limits   what one object may cost
    secrets  what sources ask for (docs/sources.md)
    today    the day on which it is decided who is a child; default: the clock's
    memory   bytes one worker may hold; default: that of the limits. OCR takes 500 MB more.
    split    bytes of a text, rows of a table, that make a unit
    sample   (share, seed): of tables only that share of the rows is looked at, drawn at random; such objects are "partial"
    ignore   leave out what ``.piiguardignore`` files name; each is a row that says so
    baseline reviewed findings: marked, counted, and no findings for the exit status
    readers  who reads instead of this machine; what there is, is still listed here, by one process unless ``workers`` is 0

    Raises:
        LedgerError: the ledger cannot be used. A scan that ended so goes on where it was when it is started again.
    """
    if baseline is not None:
        sink = Reviewed(sink or Nobody(), baseline)
    given = limits or Limits(), dict(secrets or {}), today, memory, split, sample, ignore
    names = [os.fspath(target) for target in targets]
    if state is not None:
        return _Scan(os.fspath(state), names, guard, sink, progress, readers).run(workers, full, *given)
    with _temporary() as path:
        return _Scan(path, names, guard, sink, progress, readers).run(workers, full, *given)


@contextmanager
def _temporary() -> Iterator[str]:
    """A place for a ledger that nobody wants to keep."""
    folder = tempfile.mkdtemp(prefix="piiguard-")
    path = os.path.join(folder, "ledger")
    try:
        yield path
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            with suppress(FileNotFoundError):
                os.unlink(path + ending)
        os.rmdir(folder)


class _Scan:
    def __init__(
        self, path: str, targets: list[str], guard: Guard | None, sink: Sink | None, progress: Progress | None,
        readers: Readers | None,
    ) -> None:  # fmt: skip
        self._path = path
        self._targets = targets
        self._search = Search(guard or Guard())
        self._sink = sink
        self._progress = progress
        self._state = State()
        self._ticks: dict[int, int] = {}
        self._readers = readers

    def run(
        self,
        workers: int,
        full: bool,
        limits: Limits,
        secrets: dict[str, str],
        today: date | None,
        memory: int | None,
        split: tuple[int, int],
        sample: tuple[float, int] | None,
        ignore: bool,
    ) -> Summary:
        with Ledger(self._path) as ledger:
            self._ledger = ledger
            guard = self._search.guard
            self._books = Books(ledger, self._targets, rules(guard, limits, sample), full=full, ring=guard.keyring)
            day = self._day(today)
            salt = int(ledger.info("salt") or "0", 16) & 0xFFFFFFFF
            job = Job(
                self._search, self._targets, secrets,
                limits=limits, today=day, salt=salt, split=split, sample=sample, ignore=ignore,
            )  # fmt: skip
            memory = memory or limits.memory
            pool = Pool(job, min(workers, 1) if self._readers else workers, memory=memory, seconds=limits.seconds)
            try:
                self._list(pool)
                if self._readers:
                    pool.close()
                    self._readers.start(job, memory)
                self._read(self._readers or pool)
            finally:
                (self._readers or pool).close()
                pool.close()
                self._books.close()
            summary = replay(ledger, self._sink)
            self._books.finish(summary.as_dict())
            return summary

    def _day(self, today: date | None) -> date:
        """The scan's day: of an interrupted scan the one it began on."""
        ledger, policy = self._ledger, self._search.guard.policy
        begun = ledger.info("today") if self._books.resumed else None
        day = today or (date.fromisoformat(begun) if begun else date.today())
        with ledger.batch():
            for key, value in (
                ("today", day.isoformat()), ("policy", policy.name), ("purpose", policy.purpose or ""), ("version", version()),
            ):  # fmt: skip
                ledger.set_info(key, value)
        return day

    def _list(self, pool: Pool) -> None:
        """The inventory, before anything is read."""
        waiting = [{"do": "list", "target": at} for at in range(len(self._targets))]
        while waiting or pool.busy:
            while waiting and pool.room:
                pool.give(waiting.pop(0))
            pool.work(self._handle)
            self._ledger.commit(COMMIT)
        self._books.complete()
        self._state.listing = False
        self._tell()

    def _read(self, pool: Pool | Readers) -> None:
        tasks = self._books.tasks()
        task = next(tasks, None)
        self._more = False
        while task is not None or pool.busy:
            while task is not None and pool.room:
                pool.give(task)
                task = next(tasks, None)
            pool.work(self._handle)
            self._ledger.commit(COMMIT)
            if task is None and self._more and not pool.busy:
                self._more = False
                tasks = self._books.tasks()
                task = next(tasks, None)
        self._ledger.commit()

    def _handle(self, task: dict[str, Any], message: list[Any]) -> None:
        kind = message[0]
        if kind == "entries":
            self._books.entries(message[1], message[2])
        elif kind == "listed":
            self._books.listed(message[1], self._search.shown(self._targets[message[1]]), message[2])
        elif kind == "found":
            self._ledger.found(message[1], message[2])
            self._state.findings += len(message[2])
        elif kind == "tick":
            self._ticks[message[1]] = message[2]
        elif kind == "split":
            self._books.cut(task, message[2])
            self._more = True
        elif kind == "done":
            self._done(task, message)
        elif kind == "lost":
            self._lost(task, message[1])
        self._tell()

    def _done(self, task: dict[str, Any], message: list[Any]) -> None:
        _, unit, parts, columns, lines, changed = message
        if changed and self._books.lost(task):
            self._more = True  # it is read once more
            return
        self._ledger.done(unit, parts, [(part, row) for part, row in columns], lines)
        self._ticks.pop(unit, None)
        self._state.bytes += parts[0]["size"]
        self._state.objects += not task["ordinal"]

    def _lost(self, task: dict[str, Any], why: str) -> None:
        if task["do"] == "list":
            self._books.listed(task["target"], self._search.shown(self._targets[task["target"]]), why)
        elif self._books.lost(task):
            self._more = True
        else:
            part = Part(0, task["shown"], task["entry"][3])
            part.reason = why
            self._ledger.done(task["unit"], [part.as_dict()], [], 0)

    def _tell(self) -> None:
        if self._progress:
            self._state.objects_all, self._state.bytes_all = self._books.objects, self._books.bytes
            self._progress(self._state)
