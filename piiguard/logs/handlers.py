"""For the standard library's logging: a filter, handlers that mask, and a queue that never makes the caller wait."""

from __future__ import annotations

import logging
import os
import queue
import sys
import threading
import time
from collections.abc import Mapping
from logging.handlers import QueueHandler, QueueListener
from typing import Any

from piiguard.guard import Guard
from piiguard.logs.masking import Masker
from piiguard.logs.once import bounded, done, follow, remember, snapshot

_REPLACES = sys.version_info >= (3, 12)  # a filter may give another record back
_SAY = 1.0  # seconds between two words on what was dropped


class MaskingFilter(logging.Filter):
    """A filter for handlers, and for loggers: what passes it is masked.

    Message and arguments, exceptions with their causes and groups, stacks, and every field of ``extra`` however nested,
    its name as the label. The caller's objects are never altered. From Python 3.12 on other handlers get the record as
    it was; on 3.11 a filter cannot give another record back, so the record itself is masked, for the handlers behind this
    one too: :func:`protect` does without that.

    guard                     default: the default policy; else
    policy, purpose, keyring  as the command line names them, for configuration files
    """

    def __init__(
        self, guard: Guard | None = None, *, policy: str | None = None, purpose: str | None = None, keyring: str | None = None
    ) -> None:
        super().__init__()
        self._masker = Masker(guard, policy, purpose, keyring)

    @property
    def withheld(self) -> int:
        """Records whose text was withheld, because masking them failed."""
        return self._masker.withheld

    def filter(self, record: logging.LogRecord) -> Any:
        """The record to write; never raises."""
        masked = self._masker.record(record)
        if _REPLACES:
            return masked
        if masked is not record:
            record.__dict__.clear()
            record.__dict__.update(masked.__dict__)
            follow(record, masked)
        return True


def protect(
    handler: logging.Handler,
    guard: Guard | None = None,
    *,
    policy: str | None = None,
    purpose: str | None = None,
    keyring: str | None = None,
) -> logging.Handler:
    """The same handler; from now on it sees masked copies of records, after its own filters, and others see what they did.

    Works alike on every Python. Protecting a handler twice changes nothing more.
    """
    if not hasattr(handler, "_piiguard"):
        masker = Masker(guard, policy, purpose, keyring)
        emit = handler.emit
        handler._piiguard = masker  # type: ignore[attr-defined]
        handler.emit = lambda record: emit(masker.record(record))  # type: ignore[method-assign]
    return handler


class MaskingQueueHandler(QueueHandler):
    """Hands records to handlers in a thread of its own, masked there: the caller never waits, an event loop neither.

    handlers  what writes; each keeps its level
    limit     records that may wait; where there are so many already, new ones are dropped, counted, and the handlers are
              told how many as soon as there is room
    others    as :class:`MaskingFilter`

    The message is put together and an exception is written out when it is logged, since both may change later.
    ``logging.shutdown`` flushes and closes the handler; each writes what waits, for at most ``patience`` seconds.
    """

    def __init__(
        self, *handlers: logging.Handler, guard: Guard | None = None, limit: int = 10_000, patience: float = 5.0,
        policy: str | None = None, purpose: str | None = None, keyring: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(queue.Queue(limit))
        self._masker = Masker(guard, policy, purpose, keyring)
        self._handlers = handlers
        self._limit = limit
        self._patience = patience
        self._listener: _Listener | None = None
        self._pid = os.getpid()
        #: Records that were dropped because too many waited.
        self.dropped = 0

    @property
    def withheld(self) -> int:
        """Records whose text was withheld, because masking them failed."""
        return self._masker.withheld

    def emit(self, record: logging.LogRecord) -> None:
        """Put the record in the queue, or count it; never waits, never raises."""
        try:
            if sys.is_finalizing():  # no thread runs any more; nobody is left to wait for this one
                _Listener(self).handle(self.prepare(record))
                return
            if self._listener is None or self._pid != os.getpid():
                self._start()
            self.queue.put_nowait(self.prepare(record))
        except queue.Full:
            self.dropped += 1
        except Exception as error:
            self._say(self._masker.instead(record, error))

    def prepare(self, record: logging.LogRecord) -> Any:
        """A copy that nothing the caller does later can change."""
        new = record.__class__.__new__(record.__class__)
        fields = new.__dict__
        fields.update(record.__dict__)
        known = set(done(record, self._masker.way))
        if not isinstance(record.msg, (str, dict, list, tuple)):
            fields["msg"] = str(record.msg)
        if record.args:
            named = isinstance(record.args, Mapping)  # names are labels: such a message is masked at once
            fields["msg"] = self._masker.together(fields["msg"], record.args) if named else str(fields["msg"] % record.args)
            fields["args"] = None
            known = known | {"msg", "args"} if named else known - {"msg"}
        if record.exc_info:
            fields["exc_text"] = record.exc_text or self._masker.exception(record.exc_info) or None
            fields["exc_info"] = None
        for name, value in fields.items():
            if isinstance(value, (dict, list, tuple, set)):
                bounded(value)
                fields[name] = snapshot(value)
        if known:
            remember(new, self._masker.way, known)
        return new

    def _start(self) -> None:
        """The thread, also in a process that was forked: the parent's does not run there."""
        if self._pid != os.getpid():
            self.queue = queue.Queue(self._limit)
            self._pid, self.dropped = os.getpid(), 0
        self._listener = _Listener(self)
        self._listener.start()

    def _say(self, record: logging.LogRecord) -> None:
        try:
            self.queue.put_nowait(record)
        except queue.Full:
            self.dropped += 1

    def flush(self) -> None:
        """Wait until what waits now is written, ``patience`` seconds at most."""
        end = time.monotonic() + self._patience
        waiting: Any = self.queue
        while self._listener is not None and self._pid == os.getpid() and waiting.unfinished_tasks and time.monotonic() < end:
            time.sleep(0.005)

    def close(self) -> None:
        """Write what waits and end the thread; the handlers are the caller's to close."""
        listener, self._listener = self._listener, None
        if listener is not None and self._pid == os.getpid():
            listener.end(self._patience)
        super().close()


class _Listener(QueueListener):
    """Takes records out, masks them, hands them on; says what was dropped."""

    def __init__(self, owner: MaskingQueueHandler) -> None:
        super().__init__(owner.queue, *owner._handlers, respect_handler_level=True)
        self._owner = owner
        self._told = 0
        self._last = 0.0

    def handle(self, record: logging.LogRecord) -> None:
        """Write one record; what a handler raises goes no further, neither to the other handlers nor to the thread."""
        self._write(self._owner._masker.record(record))
        if self._owner.dropped != self._told and time.monotonic() - self._last > _SAY:
            self._tell()

    def _write(self, record: logging.LogRecord) -> None:
        for handler in self.handlers:
            try:
                if record.levelno >= handler.level:
                    handler.handle(record)
            except BaseException:
                if logging.raiseExceptions and sys.stderr is not None:
                    print("piiguard.logs: a handler failed; the record is lost", file=sys.stderr)

    def _tell(self) -> None:
        count, self._told = self._owner.dropped - self._told, self._owner.dropped
        self._last = time.monotonic()
        said = f"{count} log records were dropped: more than {self._owner._limit} waited"
        self._write(logging.LogRecord("piiguard.logs", logging.WARNING, __file__, 0, said, None, None))

    def end(self, patience: float) -> None:
        """Write what waits, say what was dropped, and stop."""
        thread: threading.Thread | None = getattr(self, "_thread", None)
        until = time.monotonic() + patience
        try:
            self._owner.queue.put(self._sentinel, timeout=patience)  # type: ignore[attr-defined]
        except queue.Full:
            return  # a daemon: it does not keep the process
        if thread is not None and thread is not threading.current_thread():
            thread.join(max(0.0, until - time.monotonic()))
        if self._owner.dropped != self._told and (thread is None or not thread.is_alive()):
            self._tell()
