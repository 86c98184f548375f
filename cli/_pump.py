"""Standard input to standard output: reads what is there, has it masked, writes it; ends between lines."""

from __future__ import annotations

import os
import sys
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._blocks import BlockMasker
    from ._mmexternal import Replies
    from ._stats import Stats

_READ = 1 << 20
_PATIENCE = 500  # milliseconds in which a line that has begun goes on, when a signal came
_AT_MOST = 5.0  # seconds until it must have ended
_REST = 1 << 20  # and bytes


def say(message: str) -> None:
    """One line on standard error, where there is one."""
    if sys.stderr is not None:
        sys.stderr.write(f"piiguard filter: {message}\n")


class Pump:
    """Reads, masks, writes; stops between lines when a signal asks for it.

    read, written  bytes so far
    errors         lines that were cut short
    """

    def __init__(self, source: Input, masker: BlockMasker | Replies) -> None:
        self.masker = masker
        self.read = self.written = self.errors = 0
        self._source = source
        self._held: list[bytes] = []  # the beginning of a line whose end has not come
        self._size = 0

    def run(self) -> int:
        """Until the end of the input, or a signal; returns the exit status."""
        while chunk := self._next():
            self._take(chunk)
            while self._size > self.masker.longest:
                self._long_line()
        if self._size and chunk is None:
            self._take(self._rest())
        if self._size and self._source.ended:  # the last line may lack its line feed
            self._write(self.masker.block(b"".join([*self._held, b"\n"]))[:-1])
        elif self._size:
            self.errors += 1
            say("stopped inside a line; its beginning was withheld")
        return 128 + self._source.stopped if self._source.stopped else 0

    def _next(self) -> bytes | None:
        chunk = self._source.read()
        self.read += len(chunk or b"")
        return chunk

    def _rest(self) -> bytes:
        """The end of the line that has begun, as far as it comes."""
        chunk = self._source.rest_of_line()
        self.read += len(chunk)
        return chunk

    def _write(self, data: bytes) -> None:
        _write(data)
        self.written += len(data)

    def _take(self, data: bytes) -> None:
        """Mask and write the lines that are complete; hold the rest."""
        cut = data.rfind(b"\n") + 1
        if cut:
            self._write(self.masker.block(b"".join([*self._held, data[:cut]])))
            self._held, self._size = [], 0
            data = data[cut:]
        if data:
            self._held.append(data)
            self._size += len(data)

    def _long_line(self) -> None:
        """Mask the line that is held, too long to hold on to, window by window up to its end."""
        chunk: bytes | None = b"".join(self._held)
        assert chunk
        windows = self.masker.long_line(chunk)
        self._held, self._size = [], 0
        while chunk:
            end = chunk.find(b"\n")
            if end >= 0:
                self._write(windows.feed(chunk[:end]) + windows.flush() + b"\n")
                self._take(chunk[end + 1 :])
                return
            self._write(windows.feed(chunk))
            chunk = self._next()
            if chunk is None:
                chunk = self._rest()
                if not chunk.endswith(b"\n") and not self._source.ended:
                    self.errors += 1
                    self._write(windows.cut())
                    say("stopped inside a long line; its end was withheld")
                    return
        self._write(windows.flush())


class Input:
    """Standard input. SIGTERM, SIGINT and SIGHUP end it between two reads; one that is ignored stays so (nohup).

    stopped  the signal that ended it, 0 if none did
    ended    whether it ended by itself
    stats    counters that want to be written from time to time, and when SIGUSR1 comes

    Raises:
        OSError: standard input or output is closed.
    """

    stats: Stats | None = None

    def __init__(self) -> None:
        import select
        import signal

        for stream in (0, 1):
            os.fstat(stream)  # a closed one would become our own pipe below
        self.stopped = 0
        self.ended = False
        self._waiting: int | None = None
        self._wake, writer = os.pipe()
        for end in (self._wake, writer):
            os.set_blocking(end, False)
        # Signals wake the poll instead of breaking into a read or a write.
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._stop)
        self._ready = select.POLLIN
        self._poll = select.poll()
        self._poll.register(0, select.POLLIN)
        self._poll.register(self._wake, select.POLLIN)

    def _stop(self, number: int, _frame: object) -> None:
        self.stopped = self.stopped or number

    def read(self) -> bytes | None:
        """The next bytes; b"" at the end; None when a signal asked to stop and what was waiting then is read."""
        stats = self.stats
        while not self.stopped:
            ready = [stream for stream, _ in self._poll.poll(None if stats is None else stats.due())]
            if stats is not None:
                stats.look()
            try:
                if 0 in ready:
                    return self._got(os.read(0, _READ))
                if ready:
                    os.read(self._wake, 64)
            except BlockingIOError:  # somebody else who shares the input was faster
                pass
        return self._last()

    def _got(self, chunk: bytes) -> bytes:
        self.ended = self.ended or not chunk
        return chunk

    def _last(self) -> bytes | None:
        """What waited in the pipe when the signal came and no more: a producer need never pause."""
        if self._waiting is None:
            self._waiting = _waiting()
        events = dict(self._poll.poll(0)).get(0, 0)
        if not events or (events & self._ready and self._waiting <= 0):
            return None
        chunk = self._got(os.read(0, min(self._waiting, _READ) or 1))
        self._waiting -= len(chunk)
        return chunk

    def rest_of_line(self) -> bytes:
        """After a signal inside a line: what still comes of it and nothing behind it, which is for the next reader.

        A producer that was writing it is waited for, if only for moments: the line must not reach the next reader in half.
        """
        import select

        line = bytearray()
        end = monotonic() + _AT_MOST
        poll = select.poll()
        poll.register(0, select.POLLIN)
        while not self.ended and not line.endswith(b"\n") and len(line) < _REST and monotonic() < end and poll.poll(_PATIENCE):
            try:
                line += self._got(os.read(0, 1))
            except BlockingIOError:
                pass
        return bytes(line)


def _waiting() -> int:
    """How many bytes wait in standard input; none in a file: it is still there for whoever goes on."""
    import fcntl
    import stat
    import termios

    if stat.S_ISREG(os.fstat(0).st_mode):
        return 0
    count = bytearray(4)
    try:
        fcntl.ioctl(0, termios.FIONREAD, count)
    except OSError:
        return 0
    return int.from_bytes(count, sys.byteorder)


def _write(data: bytes) -> None:
    view = memoryview(data)
    while view:
        try:
            view = view[os.write(1, view) :]
        except BlockingIOError:  # somebody made the shared output non-blocking
            import select

            select.select([], [1], [])


