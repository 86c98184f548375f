"""Worker processes, watched: one that dies, grows or stands still costs only the unit it has.

Workers are forks of a process that has touched no source and no file yet, so they share what the guard holds and
nothing else. They get a task at a time and answer in JSON over a socket; a full socket makes a worker wait, so no
more is held than one message of each. Where processes cannot be forked the work is done in this one, unwatched.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
import socket
import struct
import sys
import time
from collections.abc import Callable
from typing import Any

from piiguard.scan.worker import Job

_LENGTH = struct.Struct(">I")
_GARBAGE = 50_000  # objects made before some are looked at: a block of records is a hundred thousand
_MOST = 1 << 28  # bytes of a message; what says it is longer is none
_LOOK = 0.03  # seconds between two looks at sizes and clocks: what grows by gigabytes a second is stopped in time
_OWN = 128 << 20  # bytes that piiguard's own process holds; what it holds more came from the program that scans
_BEHIND = 1 << 29  # bytes that may be asked for beyond what may be held: libraries ask for more than they use
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096

Message = list[Any]
Handle = Callable[[dict[str, Any], Message], None]  # task, what came of it


class Worker:
    """One process and the task it has."""

    def __init__(self, job: Job, memory: int, others: list[Worker]) -> None:
        self.socket, theirs = socket.socketpair()
        self.task: dict[str, Any] | None = None
        self.heard = time.monotonic()
        self.why = ""  # why it was ended, if we ended it
        self.room = 0  # bytes it may hold besides, for the models of OCR; it ends with its task, for they would stay
        self._buffer = bytearray()
        self._born = max(0, _pages(os.getpid(), 1) - _OWN)
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if not self.pid:
            for ours in (self, *others):
                ours.socket.close()  # else a worker would keep the others' links open when the scan is killed
            _serve(job, theirs, memory)
        theirs.close()

    def give(self, task: dict[str, Any]) -> None:
        """Send a task. Raises OSError when the process has died."""
        self.task = task
        self.heard = time.monotonic()
        data = json.dumps(task).encode()
        self.socket.sendall(_LENGTH.pack(len(data)) + data)

    def messages(self) -> list[Message] | None:
        """What has arrived; None when the process has died, or what it sends is no message of ours."""
        try:
            data = self.socket.recv(1 << 20)
        except OSError:
            data = b""
        if not data:
            return None
        self.heard = time.monotonic()
        self._buffer += data
        done: list[Message] = []
        at = 0
        while len(self._buffer) - at >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer, at)
            if length > _MOST:
                return None
            if len(self._buffer) - at < _LENGTH.size + length:
                break
            at += _LENGTH.size
            message = _message(self._buffer[at : at + length])
            if message is None:
                return None
            done.append(message)
            at += length
        del self._buffer[:at]
        return done

    def memory(self) -> int:
        """Bytes of memory it holds, without what a large program left it; 0 where the system does not say."""
        return _pages(self.pid, 1) - self._born

    def end(self, why: str = "") -> None:
        """Kill it and wait until it is gone."""
        self.why = self.why or why
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        try:
            os.waitpid(self.pid, 0)
        except ChildProcessError:
            pass
        self.socket.close()


def _message(data: bytes | bytearray) -> Message | None:
    """What was sent; None of what a process sends whose memory is damaged."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) and found else None


class Pool:
    """Some workers.

    count    how many; 0: the work is done in this process
    memory   bytes a worker may hold; seconds: how long it may be silent over a task
    """

    def __init__(self, job: Job, count: int, *, memory: int, seconds: float) -> None:
        self._job = job
        self._memory = memory
        self._seconds = seconds
        self._select = selectors.DefaultSelector()
        self._looked = time.monotonic()
        self.workers: list[Worker] = []
        self._waiting: list[dict[str, Any]] = []
        self.here = count == 0 or not hasattr(os, "fork")
        for _ in range(0 if self.here else count):
            self._start()

    @property
    def room(self) -> int:
        """How many more tasks can be taken."""
        if self.here:
            return 1 - len(self._waiting)
        return sum(worker.task is None for worker in self.workers)

    @property
    def busy(self) -> bool:
        """Whether anything is being done."""
        return bool(self._waiting) if self.here else any(worker.task for worker in self.workers)

    def give(self, task: dict[str, Any]) -> None:
        """Hand out a task; there must be room."""
        if self.here:
            self._waiting.append(task)
            return
        worker = next(worker for worker in self.workers if worker.task is None)
        try:
            worker.give(task)
        except OSError:
            pass  # it has died; its socket says so, and the task is reported lost

    def work(self, handle: Handle) -> None:
        """Wait for what comes of the tasks. ``["lost", why]``: nothing more comes of this one."""
        if self.here:
            task = self._waiting.pop()
            self._job.run(task, lambda message: handle(task, message))
            return
        for key, _ in self._select.select(_LOOK):
            self._hear(key.data, handle)
        if time.monotonic() - self._looked >= _LOOK:
            self._watch()

    def _hear(self, worker: Worker, handle: Handle) -> None:
        said = worker.messages()
        if said is None:
            self._replace(worker)
            if worker.task is not None:
                handle(worker.task, ["lost", worker.why or "the process that read it died"])
            return
        for message in said:
            if message[0] == "idle":
                worker.task = None
                if worker.room:
                    self._replace(worker)
            elif message[0] == "room":
                worker.room = max(worker.room, message[2])
            elif worker.task is not None:
                handle(worker.task, message)

    def _watch(self) -> None:
        """End workers that hold too much or have been silent for too long; their sockets then say so."""
        self._looked = time.monotonic()
        for worker in self.workers:
            if worker.task is None:
                continue
            if worker.memory() > self._memory + worker.room:
                worker.why = "reading it needs more memory than it may have"
            elif self._looked - worker.heard > self._seconds:
                worker.why = f"reading it made no progress for {self._seconds:g} seconds"
            if worker.why:
                try:
                    os.kill(worker.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass

    def _replace(self, worker: Worker) -> None:
        self._select.unregister(worker.socket)
        worker.end()
        self.workers.remove(worker)
        self._start()

    def _start(self) -> None:
        worker = Worker(self._job, self._memory, self.workers)
        self.workers.append(worker)
        self._select.register(worker.socket, selectors.EVENT_READ, worker)

    def close(self) -> None:
        """End all workers."""
        for worker in self.workers:
            worker.end()
        self.workers = []
        self._select.close()


def _serve(job: Job, link: socket.socket, memory: int) -> None:
    """The life of a worker: tasks until the link closes. Never returns."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the scan's own process ends the workers
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _confine(memory)
        # pyarrow's own allocator asks for 1 GB at once and then holds little of it: too much for what is read after it.
        os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
        gc.freeze()  # what the guard holds is not looked through for garbage, nor copied from the scan's own process
        gc.set_threshold(_GARBAGE, 20, 20)
        null = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):  # a library's chatter is no report
            os.dup2(null, number)
        _tasks(job, link)
        status = 0
    except BaseException:
        status = 1
    finally:
        os._exit(status)


def _tasks(job: Job, link: socket.socket) -> None:
    held = b""

    def emit(message: Message) -> None:
        nonlocal held
        data = json.dumps(message).encode()
        held += _LENGTH.pack(len(data)) + data
        if message[0] != "done":  # nothing comes between that and the worker's being idle: one waking for both
            link.sendall(held)
            held = b""

    with link.makefile("rb") as tasks:
        while head := tasks.read(_LENGTH.size):
            task = json.loads(tasks.read(_LENGTH.unpack(head)[0]))
            job.run(task, emit)
            emit(["idle"])


def _pages(process: int, field: int) -> int:
    """A number of pages of /proc/…/statm, as bytes: 1 what is held, 5 data; 0 where the system does not say."""
    try:
        with open(f"/proc/{process}/statm", "rb") as file:
            return int(file.read().split()[field]) * _PAGE
    except (OSError, ValueError):
        return 0


def _confine(memory: int) -> None:
    """Not much more memory than this for data: an allocation beyond it fails, instead of the machine."""
    try:
        import resource
    except ImportError:
        return
    # The watch counts what is held, this what is asked for, beyond what came over from the scan's own process.
    limit = _pages(os.getpid(), 5) + memory + _BEHIND
    for name in ("RLIMIT_DATA", "RLIMIT_CORE"):
        try:
            resource.setrlimit(getattr(resource, name), (limit, limit) if name == "RLIMIT_DATA" else (0, 0))
        except (ValueError, OSError, AttributeError):
            continue
