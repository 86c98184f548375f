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

USAGE = """Usage: piiguard filter [--policy NAME|FILE] [--json] [--keyring FILE] [--engine hyperscan|re] < IN > OUT

Mask personal information in lines of text, from standard input to standard output.

  --policy NAME|FILE  default, strict, display, or a policy file (default: default)
  --json              lines are JSON: values are masked inside their strings and numbers,
                      keys serve as labels, escapes are understood; other lines are text
  --keyring FILE      keys for policies that hash
  --engine NAME       hyperscan or re (default: hyperscan where installed)
  -h, --help          this text

Bytes outside findings are unchanged. Exit status: 0 all lines passed, 2 lines were withheld
or the options are wrong, 128+N ended by signal N after the last complete line.
"""


class _Options:
    policy = "default"
    json = False
    keyring: str | None = None
    engine: str | None = None


def run(arguments: list[str]) -> int:
    """Run the filter; returns its exit status."""
    from piiguard.errors import PiiguardError

    if "-h" in arguments or "--help" in arguments:
        sys.stdout.write(USAGE)
        return 0
    try:
        options = _parse(arguments)
        guard = _guard(options)
    except PiiguardError as error:
        sys.stderr.write(f"piiguard filter: {error}\n")
        return 2
    pump = _Pump(guard, options.json)
    try:
        status = pump.run()
    except BrokenPipeError:
        _silence_stdout()
        return 141
    except OSError as error:
        sys.stderr.write(f"piiguard filter: {error.strerror}\n")
        return 2
    if pump.masker.withheld:
        sys.stderr.write(f"piiguard filter: {pump.masker.withheld} line(s) withheld: they could not be scanned\n")
        return status or 2
    return status


def _parse(arguments: list[str]) -> _Options:
    from piiguard.errors import PolicyError

    options = _Options()
    rest = list(arguments)
    while rest:
        name, equals, value = rest.pop(0).partition("=")
        if name == "--json" and not equals:
            options.json = True
        elif name in ("--policy", "--keyring", "--engine"):
            if not equals:
                if not rest:
                    raise PolicyError(f"{name} needs a value")
                value = rest.pop(0)
            setattr(options, name[2:], value)
        else:
            raise PolicyError(f"unknown option {name!r}; see piiguard filter --help")
    return options


def _guard(options: _Options) -> Guard:
    from piiguard.guard import Guard
    from piiguard.policy import Policy

    keyring = None
    if options.keyring:
        from piiguard.keyring import Keyring

        keyring = Keyring.load(options.keyring)
    return Guard(Policy.named(options.policy), keyring, engine=options.engine)


def _silence_stdout() -> None:
    """The reader is gone: keep the interpreter from complaining about it at exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)


class _Pump:
    """Reads, masks, writes; stops between lines when a signal asks for it."""

    def __init__(self, guard: Guard, json_lines: bool) -> None:
        self.masker = BlockMasker(guard, json_lines)
        self.stopped = 0
        self._wake = -1

    def run(self) -> int:
        self._listen()
        held: list[bytes] = []
        size = 0
        while (chunk := self._read()) is not None:
            if not chunk:
                self._finish(b"".join(held))
                return 0
            cut = chunk.rfind(b"\n") + 1
            if not cut:
                held.append(chunk)
                size += len(chunk)
                if size > _LONG:
                    held, size = [self._long_line(b"".join(held))], 0
                    size = len(held[0])
                continue
            held.append(chunk[:cut])
            self._write(self.masker.block(b"".join(held)))
            held = [chunk[cut:]]
            size = len(held[0])
        if any(held):
            sys.stderr.write("piiguard filter: stopped inside a line; its beginning was withheld\n")
        return 128 + self.stopped

    def _finish(self, rest: bytes) -> None:
        """The end of the input: the last line may lack its line feed."""
        if rest:
            self._write(self.masker.block(rest + b"\n")[:-1])

    def _long_line(self, data: bytes) -> bytes:
        """Mask a line longer than ``_LONG`` window by window; returns what was read beyond its end."""
        windows = self.masker.long_line()
        while True:
            end = data.find(b"\n")
            if end >= 0:
                self._write(windows.feed(data[:end]) + windows.flush() + b"\n")
                return data[end + 1 :]
            self._write(windows.feed(data))
            chunk = self._read()
            if not chunk:
                self._write(windows.flush() if chunk is not None else b"")
                return b""
            data = chunk

    def _listen(self) -> None:
        """SIGTERM and SIGINT wake the poll instead of breaking into a read or a write."""
        import select
        import signal

        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        os.set_blocking(reader, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        self._wake = reader
        self._poll = select.poll()
        self._poll.register(0, select.POLLIN)
        self._poll.register(reader, select.POLLIN)

    def _on_signal(self, number: int, _frame: object) -> None:
        self.stopped = number

    def _read(self) -> bytes | None:
        """The next bytes, b"" at the end, None when a signal asked to stop and nothing more is waiting."""
        while True:
            ready = [fd for fd, _ in self._poll.poll(0 if self.stopped else None)]
            if 0 in ready:
                return os.read(0, _READ)
            if self.stopped:
                return None
            try:
                os.read(self._wake, 64)
            except BlockingIOError:
                pass

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(1, view) :]


__all__ = ["MARK", "USAGE", "run"]
