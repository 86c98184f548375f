"""``piiguard filter``: standard input to standard output, masked line by line.

No line is lost, no byte outside a finding changes, also in invalid UTF-8, CRLF, NULs and without a
final line feed. What is there is read and written at once: a trickle goes through line by line, a
flood in blocks. A line that cannot be scanned is withheld, counted and makes the exit status 2.
This module imports neither click nor presidio: it starts once per log file.
"""

from __future__ import annotations

import os
import sys

from ._blocks import MARK, BlockMasker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from piiguard.guard import Guard

_READ = 1 << 20
_LONG = 1 << 20  # a line longer than this goes through a stream, window by window

USAGE = """Usage: piiguard filter [--policy NAME|FILE] [--json] [--keyring FILE] [--engine NAME] [--ner] < IN > OUT

Mask personal information in lines of text, from standard input to standard output.

  --policy NAME|FILE  default, strict, display, or a policy file (default: default)
  --json              lines are JSON: values are masked inside their strings and numbers,
                      keys serve as labels, escapes are understood; other lines are text
  --keyring FILE      keys for policies with keyed operators: a file, env:NAME or command:LINE
  --engine NAME       hyperscan or re (default: hyperscan where installed)
  --ner               find names with the model, too (pip install 'piiguard[ner]')
  -h, --help          this text

Bytes outside findings are unchanged. With --json, lines longer than 1 MiB are text, too.
Exit status: 0 all lines passed, 2 lines were withheld, the options are wrong or reading or
writing failed, 141 the reader left, 128+N ended by signal N after the last complete line.
"""


class _Options:
    policy = "default"
    json = False
    keyring: str | None = None
    engine: str | None = None
    ner = False


def run(arguments: list[str]) -> int:
    """Run the filter; returns its exit status."""
    from piiguard.errors import PiiguardError

    if "-h" in arguments or "--help" in arguments:
        sys.stdout.write(USAGE)
        return 0
    try:
        options = _parse(arguments)
        source = _Input()  # before the guard is made: a signal that comes meanwhile loses no line either
        pump = _Pump(source, BlockMasker(_guard(options), options.json))
        status = pump.run()
    except PiiguardError as error:
        _say(str(error))
        return 2
    except BrokenPipeError:
        _silence_stdout()
        return 141
    except OSError as error:
        _say(error.strerror or "reading or writing failed")
        return 2
    if pump.masker.withheld:
        _say(f"{pump.masker.withheld} line(s) withheld: they could not be scanned")
        return status or 2
    return status


def _parse(arguments: list[str]) -> _Options:
    from piiguard.errors import PolicyError

    options = _Options()
    rest = list(arguments)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name in ("--json", "--ner") and not equals:
            setattr(options, name[2:], True)
        elif name in ("--policy", "--keyring", "--engine"):
            if not equals:
                if not rest:
                    raise PolicyError(f"{name} needs a value")
                value = rest.pop(0)
            setattr(options, name[2:], value)
        elif name.startswith("-") and name.replace("-", "").isalpha():
            raise PolicyError(f"unknown option {name!r}; see piiguard filter --help")
        else:  # not repeated: it may be text that somebody wanted masked
            raise PolicyError("options only, text comes from standard input; see piiguard filter --help")
    return options


def _guard(options: _Options) -> Guard:
    from piiguard.guard import Guard
    from piiguard.policy import Policy

    keyring = None
    if options.keyring:
        from piiguard.keyring import Keyring

        keyring = Keyring.named(options.keyring, os.environ.get("PIIGUARD_PASSPHRASE"))
    return Guard(Policy.named(options.policy), keyring, engine=options.engine, ner=options.ner)


def _say(message: str) -> None:
    """One line on standard error, where there is one."""
    if sys.stderr is not None:
        sys.stderr.write(f"piiguard filter: {message}\n")


def _silence_stdout() -> None:
    """The reader is gone: keep the interpreter from complaining about it at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)


class _Pump:
    """Reads, masks, writes; stops between lines when a signal asks for it."""

    def __init__(self, source: _Input, masker: BlockMasker) -> None:
        self.masker = masker
        self._source = source
        self._held: list[bytes] = []  # the beginning of a line whose end has not come
        self._size = 0

    def run(self) -> int:
        """Until the end of the input, or a signal; returns the exit status."""
        while chunk := self._source.read():
            self._take(chunk)
            while self._size > _LONG:
                self._long_line()
        if self._size:
            if chunk is None:
                _say("stopped inside a line; its beginning was withheld")
            else:  # the last line may lack its line feed
                _write(self.masker.block(b"".join([*self._held, b"\n"]))[:-1])
        return 128 + self._source.stopped if self._source.stopped else 0

    def _take(self, data: bytes) -> None:
        """Mask and write the lines that are complete; hold the rest."""
        cut = data.rfind(b"\n") + 1
        if cut:
            _write(self.masker.block(b"".join([*self._held, data[:cut]])))
            self._held, self._size = [], 0
            data = data[cut:]
        if data:
            self._held.append(data)
            self._size += len(data)

    def _long_line(self) -> None:
        """Mask the line that is held, too long to hold on to, window by window up to its end."""
        windows = self.masker.long_line()
        chunk: bytes | None = b"".join(self._held)
        self._held, self._size = [], 0
        while chunk:
            end = chunk.find(b"\n")
            if end >= 0:
                _write(windows.feed(chunk[:end]) + windows.flush() + b"\n")
                self._take(chunk[end + 1 :])
                return
            _write(windows.feed(chunk))
            chunk = self._source.read()
        if chunk is None:
            _say("stopped inside a long line; its end was withheld")
        else:
            _write(windows.flush())


class _Input:
    """Standard input. SIGTERM, SIGINT and SIGHUP end it between two reads; one that is ignored stays so (nohup).

    Raises:
        OSError: standard input or output is closed.
    """

    def __init__(self) -> None:
        import select
        import signal

        for stream in (0, 1):
            os.fstat(stream)  # a closed one would become our own pipe below
        self.stopped = 0
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
        while not self.stopped:
            ready = [stream for stream, _ in self._poll.poll()]
            try:
                if 0 in ready:
                    return os.read(0, _READ)
                os.read(self._wake, 64)
            except BlockingIOError:  # somebody else who shares the input was faster
                pass
        return self._last()

    def _last(self) -> bytes | None:
        """What waited in the pipe when the signal came and no more: a producer need never pause."""
        if self._waiting is None:
            self._waiting = _waiting()
        events = dict(self._poll.poll(0)).get(0, 0)
        if not events or (events & self._ready and self._waiting <= 0):
            return None
        chunk = os.read(0, min(self._waiting, _READ) or 1)
        self._waiting -= len(chunk)
        return chunk


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


__all__ = ["MARK", "USAGE", "run"]
