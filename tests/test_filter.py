"""``piiguard filter`` in processes of its own: bytes, pipes, long lines, signals, failures, options, JSON lines.

What the library finds is tested elsewhere; here it is the measure: the filter must give the same, and lose nothing.
Time limits only keep a hang from lasting; no test asserts how fast something is.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import SEED, texts

from piiguard import Guard, Keyring, Policy
from piiguard._policies import NAMES
from piiguard._purposes import TABLES as PURPOSES
from piiguard.cli import _blocks as blocks
from piiguard.cli import _jsonlines
from piiguard.cli import filter as command
from piiguard.cli._blocks import JSON_MARK, MARK, BlockMasker
from piiguard.cli._jsonlines import mask_json_line
from piiguard.testing import Values

FILTER = [sys.executable, "-m", "piiguard", "filter"]
HANG = 120  # seconds after which a test gives up
WINDOW = blocks._LONG
GUARD = Guard()
STRICT = Guard(Policy.builtin("strict"))
SAMPLE = Path(__file__).parent / "sample" / "labelled.jsonl"


def run(data: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    """The filter over ``data`` to its end."""
    return subprocess.run([*FILTER, *options], input=data, capture_output=True, timeout=HANG, check=False)


def passed(data: bytes, *options: str) -> bytes:
    """What the filter makes of ``data`` when nothing goes wrong."""
    done = run(data, *options)
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout


def masked(data: bytes, guard: Guard = GUARD) -> bytes:
    """What the library makes of each line of ``data``."""
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    return "\n".join(map(guard.mask, lines)).encode("utf-8", "surrogateescape")


def sample_lines() -> list[str]:
    return [json.loads(line)["text"] for line in SAMPLE.read_text(encoding="utf-8").splitlines()]


# -- bytes ----------------------------------------------------------------------------------------

_NOISE = random.Random(5)
UNCHANGED = {
    "nothing": b"",
    "a line feed": b"\n",
    "empty lines": b"\n\n\n",
    "no final line feed": b"one\ntwo",
    "an empty last line": b"one\n\n",
    "CRLF": b"one\r\ntwo\r\n\r\n",
    "CRLF, cut": b"one\r\ntwo\r",
    "lone CR": b"one\rtwo\r\rthree\n\r",
    "NUL": b"\0\none\0two\n\0\0",
    "other breaks": "a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g\n".encode(),
    "byte order mark": "\ufeff第一行\n第二行".encode(),
    "cut UTF-8": "中文".encode()[:-1] + b"\n" + "文".encode()[1:] + b"\n\xe4\n\xb8\xad",
    "overlong and surrogates": b"\xc0\x80\xe0\x80\xaf\xed\xa0\x80\xf4\x90\x80\x80\xff\xfe\n",
    "GB18030": "您好，请问这个保险怎么理赔\n".encode("gb18030"),
    "UTF-16": "hello\nworld\n".encode("utf-16"),
    "every byte": bytes(range(256)) * 3,
    "terminal escapes": b"\x1b[31mred\x1b[0m\ttab\x7f\n",
    "noise": _NOISE.randbytes(300_000),
    "noise in letters": bytes(_NOISE.choice(b"ab \r\0\n\xff\xe4") for _ in range(100_000)),
    "many empty lines": b"\n" * 3_000_000,
}


@pytest.mark.parametrize("options", [(), ("--json",), ("--engine", "re")], ids=["text", "json", "re"])
def test_what_holds_no_finding_is_not_changed(options: tuple[str, ...]) -> None:
    for name, data in UNCHANGED.items():
        if options == ("--engine", "re") and len(data) > 200_000:
            continue  # slow by nature
        done = run(data, *options)
        assert done.stdout == data, name
        assert (done.returncode, done.stderr) == (0, b""), name


def test_bytes_around_values_stay() -> None:
    """Values beside broken UTF-8, CRs, NULs; with and without a last line feed."""
    draw = Values(f"{SEED}-bytes")
    around = [b"", b" ", b"\xff", b"\0", b"\r", b"\xe4\xb8", b"\r\r", b"\x1b[0m", "，".encode(), b"\t\xc3", b"\xed\xa0\x80"]
    rows = []
    for _ in range(300):
        parts = (draw.pick(around), "手机".encode(), draw.mobile().encode(), draw.pick(around), draw.email().encode())
        rows.append(b"".join((*parts, draw.pick(around), draw.id_card().encode(), draw.pick(around))))
    for end in (b"", b"\n", b"\r\n"):
        data = b"\n".join(rows) + end
        out = passed(data)
        assert out == masked(data)
        assert out.count(b"*") > 5_000
        assert out.split(b"\n")[-1] == masked(rows[-1]) if not end else out.endswith(end)


def test_the_sample_comes_out_as_the_library_gives_it_with_either_engine() -> None:
    data = "\n".join(line.replace("\n", " ") for line in sample_lines()).encode()
    wanted = masked(data)
    assert wanted != data
    assert passed(data) == passed(data, "--engine", "re") == passed(data, "--engine=hyperscan") == wanted


def test_the_samples_json_comes_out_the_same_with_either_engine() -> None:
    data = SAMPLE.read_bytes()
    out = passed(data, "--json")
    assert out == passed(data, "--json", "--engine", "re")
    for line, text in zip(out.splitlines(), sample_lines(), strict=True):
        got = json.loads(line)["text"]
        try:
            inner = json.loads(text)
        except ValueError:
            inner = None
        if isinstance(inner, dict | list):  # JSON in a string: its keys are labels, its numbers stay JSON
            assert json.loads(got) == GUARD.mask_record(inner)
        else:
            assert got == GUARD.mask(text)


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash")
@pytest.mark.parametrize("prefix", ["<&-", ">&-", "<&- >&-", "2>&- <&-"])
def test_a_closed_standard_stream_is_an_error_and_no_hang(prefix: str) -> None:
    done = subprocess.run(
        ["bash", "-c", f'"$@" {prefix}', "bash", *FILTER],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=HANG,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr
    if "2>" not in prefix:
        assert done.stderr.startswith(b"piiguard filter: ")


# -- pipes ----------------------------------------------------------------------------------------


class Piped:
    """A filter between two pipes; the test is its writer and its reader."""

    def __init__(self, *options: str, argv: list[str] | None = None, shared: bool = False) -> None:
        self.source, self.sink = os.pipe()
        self.process = subprocess.Popen(
            argv or [*FILTER, *options], stdin=self.source, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        assert self.process.stdout is not None
        self.out = self.process.stdout.fileno()
        self._rest = b""
        os.set_blocking(self.sink, False)
        if not shared:
            os.close(self.source)

    def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            assert select.select([], [self.sink], [], HANG)[1], "nothing is taken"
            with contextlib.suppress(BlockingIOError):
                view = view[os.write(self.sink, view) :]

    def write_aside(self, data: bytes) -> threading.Thread:
        """Write while the test reads: neither waits for the other."""
        thread = threading.Thread(target=self.write, args=(data,))
        thread.start()
        return thread

    def read(self, size: int = 1 << 16) -> bytes:
        """Some bytes as soon as there are any; b"" at the end."""
        ready, _, _ = select.select([self.out], [], [], HANG)
        assert ready, "nothing came out"
        return os.read(self.out, size)

    def line(self) -> bytes:
        while b"\n" not in self._rest:
            data = self.read()
            assert data, "the output ended"
            self._rest += data
        line, _, self._rest = self._rest.partition(b"\n")
        return line + b"\n"

    def quiet(self, seconds: float = 0.2) -> bool:
        """Whether nothing comes out for a moment."""
        return not self._rest and not select.select([self.out], [], [], seconds)[0]

    def close(self) -> None:
        os.close(self.sink)
        self.sink = -1

    def finish(self) -> tuple[int, bytes, bytes]:
        """(status, what was not yet read, standard error)."""
        rest, errors = self.process.communicate(timeout=HANG)
        return self.process.returncode, self._rest + rest, errors

    def clean(self) -> None:
        self.process.kill()
        self.process.communicate()
        if self.sink >= 0:
            os.close(self.sink)


@contextlib.contextmanager
def piped(*options: str, argv: list[str] | None = None, shared: bool = False) -> Iterator[Piped]:
    pipe = Piped(*options, argv=argv, shared=shared)
    try:
        yield pipe
    finally:
        pipe.clean()


def test_a_trickle_comes_out_line_by_line() -> None:
    draw = Values(f"{SEED}-trickle")
    with piped() as pipe:
        for number in range(200):
            line = f"{number} 客户来电，手机{draw.mobile()}，证件号{draw.id_card()}\n".encode()
            pipe.write(line)
            assert pipe.line() == masked(line)
        pipe.close()
        assert pipe.finish() == (0, b"", b"")


def test_a_trickle_of_json_comes_out_line_by_line() -> None:
    draw = Values(f"{SEED}-trickle-json")
    with piped("--json") as pipe:
        for _ in range(30):
            record = {"idNo": draw.id_card(), "mobile": int(draw.mobile())}
            pipe.write(json.dumps(record).encode() + b"\n")
            assert json.loads(pipe.line()) == GUARD.mask_record(record)


def test_a_line_waits_for_its_end_and_not_longer() -> None:
    """Written byte by byte, cut inside characters; nothing of a line comes before the whole line."""
    line = f"手机{Values(1).mobile()}，谢谢\n".encode()
    with piped() as pipe:
        for at in range(len(line) - 1):
            pipe.write(line[at : at + 1])
        assert pipe.quiet()
        pipe.write(line[-1:] + line[:9])
        assert pipe.line() == masked(line)
        assert pipe.quiet()
        pipe.write(line[9:] + b"\n" + line[:-1])
        assert pipe.line() + pipe.line() == masked(line + b"\n")
        pipe.close()
        assert pipe.finish() == (0, masked(line[:-1]), b"")


def flood(pipe: Piped, line: bytes) -> threading.Thread:
    """A producer that never pauses and ends when the filter does."""

    def produce() -> None:
        block = line * (1 + 60_000 // len(line))
        with contextlib.suppress(OSError):
            while True:
                pipe.write(block)

    thread = threading.Thread(target=produce, daemon=True)
    thread.start()
    return thread


def test_a_reader_that_leaves_ends_the_filter_quietly() -> None:
    line = f"手机{Values(2).mobile()}\n".encode()
    with piped() as pipe:
        flood(pipe, line)
        assert pipe.line() == masked(line)
        assert pipe.process.stdout is not None
        pipe.process.stdout.close()
        assert pipe.process.wait(HANG) == 141
        assert pipe.process.stderr is not None
        assert pipe.process.stderr.read() == b""


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash")
def test_head_ends_the_filter_quietly() -> None:
    script = 'yes "手机$1" | "${@:2}" | head -1; echo "${PIPESTATUS[1]}"'
    mobile = Values(3).mobile()
    done = subprocess.run(
        ["bash", "-c", script, "bash", mobile, *FILTER],
        capture_output=True,
        timeout=HANG,
        check=False,
        text=True,
        encoding="utf-8",
    )
    assert done.stdout == f"{GUARD.mask(f'手机{mobile}')}\n141\n"
    assert done.stderr == ""


def test_pipes_that_somebody_made_non_blocking_lose_nothing() -> None:
    """O_NONBLOCK belongs to the pipe, not to the process: a neighbour may have set it."""
    draw = Values(f"{SEED}-nonblocking")
    data = "".join(f"{number} 手机{draw.mobile()}\n" for number in range(100_000)).encode()
    reader, writer = os.pipe()
    source, sink = os.pipe()
    os.set_blocking(writer, False)
    os.set_blocking(source, False)
    with subprocess.Popen(FILTER, stdin=source, stdout=writer, stderr=subprocess.PIPE) as process:
        os.close(writer)
        os.close(source)

        def produce() -> None:
            with open(sink, "wb") as stream:
                stream.write(data)

        thread = threading.Thread(target=produce)
        thread.start()
        assert select.select([reader], [], [], HANG)[0]
        time.sleep(0.3)  # long enough for the pipe to be full
        with open(reader, "rb") as stream:
            out = stream.read()
        thread.join(HANG)
        assert process.wait(HANG) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert out == masked(data)


# -- lines longer than a window -------------------------------------------------------------------


def straddling(size: int, step: int, draw: Values) -> bytes:
    """One line of about ``size`` bytes with a value across every multiple of ``step`` bytes."""
    filler = "您好，请问这个保险怎么理赔；the customer called about the claim, 谢谢。".encode()
    line = bytearray()
    for edge in range(step, size, step):
        value = f"，手机{draw.mobile()}，身份证{draw.id_card()}，".encode()
        room = edge - len(line) - draw.below(len(value) - 4) - 2
        line += (filler * (room // len(filler) + 1))[: max(0, room)].decode("utf-8", "ignore").encode() + value
    return bytes(line)


@pytest.mark.parametrize("step", [1 << 16, WINDOW, 50_000], ids=["pipe", "window", "odd"])
def test_values_across_every_window_of_a_long_line_are_masked(step: int, tmp_path: Path) -> None:
    line = straddling((4 << 20) + 5 * step, step, Values(f"{SEED}-{step}"))
    wanted = masked(line)
    assert wanted.count(b"*") > 15 * (len(line) // step - 1)
    assert passed(b"before\n" + line + b"\nafter\n") == b"before\n" + wanted + b"\nafter\n"
    path = tmp_path / "line.txt"  # a file is read a window at a time, a pipe in smaller pieces
    path.write_bytes(line)
    with path.open("rb") as handle:
        done = subprocess.run(FILTER, stdin=handle, capture_output=True, timeout=HANG, check=False)
    assert (done.stdout, done.stderr, done.returncode) == (wanted, b"", 0)


@pytest.mark.parametrize("policy", ["strict", "display"])
def test_long_lines_keep_to_the_policy(policy: str) -> None:
    line = straddling(3 << 20, 300_000, Values(f"{SEED}-{policy}"))
    assert passed(line, "--policy", policy) == masked(line, Guard(Policy.builtin(policy)))


def test_lines_about_as_long_as_a_window() -> None:
    """Just below, at and above the limits of a window and of a read; one after another, with short ones between."""
    mobile = Values(4).mobile().encode()
    sizes = [WINDOW + more for more in (-2, -1, 0, 1, 2)] + [2 * WINDOW + more for more in (-1, 0, 1)]
    rows = []
    for size in sizes:
        rows += [b"x" * (size - len(mobile) - 1) + b" " + mobile, b"", b"tel " + mobile]
    data = b"\n".join(rows)
    for end in (b"", b"\n", b"\r\n"):
        assert passed(data + end) == masked(data + end)


def test_what_follows_a_long_line_comes_out_at_once() -> None:
    """Lines read together with a long line's end are complete: they must not wait for more."""
    mobile = Values(5).mobile()
    tail = f"手机{mobile}\n第二行 {mobile}\n".encode()
    with piped() as pipe:
        writer = pipe.write_aside(b"y" * (WINDOW + 100_000))
        got = b""
        while len(got) < WINDOW:
            got += pipe.read()
        writer.join(HANG)
        pipe.write(b"z\n" + tail)
        assert got + pipe.line() == b"y" * (WINDOW + 100_000) + b"z\n"
        assert pipe.line() + pipe.line() == masked(tail)
        pipe.close()
        assert pipe.finish() == (0, b"", b"")


def test_a_long_line_of_broken_utf_8_is_not_changed() -> None:
    data = random.Random(6).randbytes(3 << 20).replace(b"\n", b"\xe4")
    assert passed(data + b"\n") == data + b"\n"


MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
unit = 1 if sys.platform == "darwin" else 1024
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit, file=sys.stderr)
"""


def peak(path: Path, sink: Path, *options: str) -> int:
    """Peak resident memory of a filter, in bytes. It is started from a small process, whose memory is counted in."""
    with path.open("rb") as source, sink.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-S", "-c", MEASURE, *FILTER, *options],
            stdin=source, stdout=out, stderr=subprocess.PIPE, timeout=2 * HANG, check=True,
        )  # fmt: skip
    return int(done.stderr)


@pytest.mark.skipif(not hasattr(resource, "RUSAGE_CHILDREN"), reason="no measure")
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_memory_does_not_grow_with_the_line(tmp_path: Path, options: tuple[str, ...]) -> None:
    """A line of 40 MB needs hardly more than one of 4 MB, and less than itself several times over."""
    path, sink = tmp_path / "line", tmp_path / "out"
    unit = straddling(4 << 20, 200_000, Values(f"{SEED}-memory"))
    path.write_bytes(unit + b"\n")
    small = peak(path, sink, *options)
    assert sink.read_bytes() == masked(unit) + b"\n"
    path.write_bytes(unit * 10)
    large = peak(path, sink, *options)
    assert sink.stat().st_size == 10 * len(unit)
    assert large < 200e6
    assert large - small < 20e6


# -- signals --------------------------------------------------------------------------------------

SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]
each_signal = pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)


@each_signal
def test_a_signal_ends_an_idle_filter_after_the_last_complete_line(number: signal.Signals) -> None:
    """The writer stays; of the line that has only begun nothing comes out, and standard error does not show it."""
    draw = Values(f"{SEED}-signal")
    first, second, half = (f"手机{draw.mobile()}".encode() for _ in range(3))
    with piped() as pipe:
        pipe.write(first + b"\n")
        assert pipe.line() == masked(first) + b"\n"
        pipe.write(second + b"\n" + half)
        pipe.process.send_signal(number)
        status, out, errors = pipe.finish()
        assert status == 128 + number
        assert out == masked(second) + b"\n"
        assert errors == b"piiguard filter: stopped inside a line; its beginning was withheld\n"


@each_signal
def test_what_waits_in_the_pipe_when_a_signal_comes_is_not_lost(number: signal.Signals) -> None:
    draw = Values(f"{SEED}-waiting")
    with piped() as pipe:
        pipe.write(b"ready\n")
        assert pipe.line() == b"ready\n"
        pipe.process.send_signal(signal.SIGSTOP)
        data = "".join(f"手机{draw.mobile()}\n" for _ in range(2_000)).encode()
        pipe.write(data)
        pipe.process.send_signal(number)
        pipe.process.send_signal(signal.SIGCONT)
        assert pipe.finish() == (128 + number, masked(data), b"")


@each_signal
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_a_signal_ends_a_filter_whose_producer_never_pauses(number: signal.Signals, options: tuple[str, ...]) -> None:
    """Every complete line that was taken from the pipe comes out, none twice, none cut; the rest is still in the pipe."""
    line = f'{{"n": "手机{Values(6).mobile()}"}}\n'.encode()
    with piped(*options, shared=True) as pipe:
        producer = flood(pipe, line)
        out = bytearray()
        while len(out) < 200_000:
            out += pipe.read()
        pipe.process.send_signal(number)
        status, rest, errors = pipe.finish()
        out += rest
        # What the producer wrote and nobody took: the test holds the pipe open for reading, so it can look.
        os.set_blocking(pipe.source, False)
        left = os.read(pipe.source, 1 << 20)
        os.close(pipe.source)  # now the producer fails and ends
        producer.join(HANG)
    assert status == 128 + number
    assert out == masked(line) * out.count(b"\n")
    assert len(out) > 200_000
    begun = len(line) - (left.index(b"\n") + 1)  # of the first line left, these bytes were taken
    said = b"piiguard filter: stopped inside a line; its beginning was withheld\n"
    assert errors == (said if begun else b"")


@each_signal
def test_a_signal_while_the_reader_is_slow_cuts_no_line(number: signal.Signals) -> None:
    draw = Values(f"{SEED}-slow")
    data = "".join(f"{n} 手机{draw.mobile()}，谢谢\n" for n in range(3_000)).encode()
    assert len(data) > 1 << 16
    with piped() as pipe:
        pipe.write(data)  # more than a pipe holds: the filter waits in its write
        assert select.select([pipe.out], [], [], HANG)[0]
        more = f"手机{draw.mobile()}\n".encode() * 200
        pipe.write(more)
        pipe.process.send_signal(number)
        assert pipe.finish() == (128 + number, masked(data + more), b"")


@each_signal
def test_a_signal_while_reading_a_file_ends_between_lines(number: signal.Signals, tmp_path: Path) -> None:
    """A file is not read to its end first: what was not read is still there."""
    path = tmp_path / "log.txt"
    draw = Values(f"{SEED}-file")
    data = "".join(f"{n} 手机{draw.mobile()}，谢谢\n" for n in range(120_000)).encode()
    path.write_bytes(data)
    with path.open("rb") as source:
        process = subprocess.Popen(FILTER, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert process.stdout is not None
        assert select.select([process.stdout], [], [], HANG)[0]
        process.send_signal(number)
        out, errors = process.communicate(timeout=HANG)
    assert process.returncode == 128 + number
    assert out.endswith(b"\n")
    assert masked(data).startswith(out)
    assert len(out) < len(data)
    assert errors in (b"", b"piiguard filter: stopped inside a line; its beginning was withheld\n")


def test_a_signal_inside_a_long_line_shows_no_half_value() -> None:
    """Of a line longer than a window the beginning is out already; what is undecided stays in."""
    mobile = Values(7).mobile()
    line = "您好，请问这个保险怎么理赔；".encode() * (WINDOW // 20) + f"手机{mobile[:9]}".encode()
    assert len(line) > WINDOW + 65_536
    with piped() as pipe:
        writer = pipe.write_aside(line)
        begun = b""
        while len(begun) < WINDOW:
            begun += pipe.read()
        while writer.is_alive():
            begun += pipe.read()
        pipe.process.send_signal(signal.SIGTERM)
        status, out, errors = pipe.finish()
    out = begun + out
    assert status == 128 + signal.SIGTERM
    assert errors == b"piiguard filter: stopped inside a long line; its end was withheld\n"
    assert out.endswith(MARK + b"\n")  # the next filter's first line must not begin inside this one
    out = out.removesuffix(MARK + b"\n")
    assert line.startswith(out)
    assert len(line) - 200 < len(out) <= len(line) - 9


def test_of_a_json_line_too_long_that_does_not_end_nothing_is_written() -> None:
    with piped("--json") as pipe:
        pipe.write(b'{"n":1}\n')
        assert pipe.line() == b'{"n":1}\n'
        pipe.write_aside(b'{"x":"' + b"x" * (blocks._LONG_JSON + WINDOW)).join(HANG)
        pipe.process.send_signal(signal.SIGTERM)
        status, out, errors = pipe.finish()
    assert (status, out) == (128 + signal.SIGTERM, b"")
    assert errors.startswith(b"piiguard filter: stopped inside a long line; its end was withheld\n")


def test_the_end_of_the_input_counts_more_than_a_signal() -> None:
    """Producer and filter get Ctrl-C together: a last line without a line feed is still a line."""
    line = f"手机{Values(8).mobile()}".encode()
    with piped() as pipe:
        pipe.write(b"ready\n")
        assert pipe.line() == b"ready\n"
        pipe.process.send_signal(signal.SIGSTOP)
        pipe.write(line + b"\n" + line)
        pipe.close()
        pipe.process.send_signal(signal.SIGINT)
        pipe.process.send_signal(signal.SIGCONT)
        assert pipe.finish() == (128 + signal.SIGINT, masked(line + b"\n" + line), b"")


EARLY = """
import os, signal, sys
from piiguard.cli import _blocks as blocks
from piiguard.cli import _jsonlines
from piiguard.cli import filter as command

def late(options, real=command._guard):
    os.kill(os.getpid(), signal.SIGTERM)
    return real(options)

command._guard = late
sys.exit(command.run([]))
"""


def test_a_signal_before_the_first_line_loses_no_line_either() -> None:
    """It comes while the rules are still being loaded."""
    data = f"手机{Values(22).mobile()}\n".encode() * 100
    done = subprocess.run([sys.executable, "-c", EARLY], input=data, capture_output=True, timeout=HANG, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (128 + signal.SIGTERM, masked(data), b"")


@each_signal
def test_an_ignored_signal_stays_ignored(number: signal.Signals) -> None:
    """As nohup asks for SIGHUP, and a shell for SIGINT of what it runs in the background."""
    line = f"手机{Values(9).mobile()}\n".encode()
    ignoring = ["sh", "-c", f'trap "" {number.name[3:]}; exec "$@"', "sh", *FILTER]
    with piped(argv=ignoring) as pipe:
        pipe.write(line)
        assert pipe.line() == masked(line)
        pipe.process.send_signal(number)
        pipe.write(line)
        assert pipe.line() == masked(line)
        pipe.close()
        assert pipe.finish() == (0, b"", b"")


# -- failure is closed ----------------------------------------------------------------------------

POISON = "毒丸"
BROKEN = f"""
import sys
from piiguard.cli.filter import run
from piiguard.engine.hyper import HyperscanEngine
from piiguard.engine.plain import PlainEngine

def broken(real):
    def call(self, text):
        if {POISON!r}.encode() in (text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")):
            raise MemoryError(text)
        return real(self, text)
    return call

for engine in (HyperscanEngine, PlainEngine):
    for name in ("lines", "byte_lines"):
        setattr(engine, name, broken(getattr(engine, name)))
sys.exit(run(sys.argv[1:]))
"""


def run_broken(data: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    """A filter whose scanner fails on lines that hold ``POISON``."""
    return subprocess.run([sys.executable, "-c", BROKEN, *options], input=data, capture_output=True, timeout=HANG, check=False)


@pytest.mark.parametrize("options", [(), ("--json",), ("--engine", "re"), ("--json", "--engine", "re")], ids=" ".join)
@pytest.mark.parametrize("end", ["\n", ""], ids=["ended", "open"])
def test_a_line_that_fails_is_withheld_alone(options: tuple[str, ...], end: str) -> None:
    mobile = Values(10).mobile()
    good, bad = f'{{"手机": "{mobile}"}}', f'{{"手机": "{mobile}{POISON}"}}'
    rows = [good, bad, "", good, bad + "\r", f"{POISON}{mobile}", f"{good}，不是 JSON", bad]
    done = run_broken(("\n".join(rows) + end).encode(), *options)
    assert done.returncode == 2
    assert done.stderr == b"piiguard filter: 4 line(s) withheld: they could not be scanned\n"
    mark = JSON_MARK if "--json" in options else MARK
    wanted = [mark if POISON in row else masked(row.encode()) for row in rows]
    assert done.stdout == b"\n".join(wanted) + end.encode()
    assert mobile.encode() not in done.stdout + done.stderr


def test_a_long_line_that_fails_is_withheld_from_there_to_its_end() -> None:
    mobile = Values(11).mobile()
    clean = "没有问题的开头。".encode() * (WINDOW // 20)
    line = clean + f"{POISON}，手机{mobile}，".encode() + f"后面还有手机{mobile}，".encode() * 50_000
    done = run_broken(b"first\n" + line + f"\n手机{mobile}\n".encode())
    assert done.returncode == 2
    assert done.stderr == b"piiguard filter: 1 line(s) withheld: they could not be scanned\n"
    first, long, last, rest = done.stdout.split(b"\n")
    assert (first, last, rest) == (b"first", masked(f"手机{mobile}".encode()), b"")
    assert long.endswith(MARK)
    assert clean.startswith(long.removesuffix(MARK))


def test_a_withheld_mark_once_was_no_json() -> None:
    """With --json what stands for a withheld line is JSON, whatever it was; a long text that has begun is text to its end."""
    mobile = Values(11).mobile()
    rows = [f'{{"手机":{mobile}}}', f'{{"手机":{mobile},"x":"{POISON}"}}', f'{{"x":"{"x" * (blocks._LONG_JSON + 2 * WINDOW)}"}}']
    done = run_broken("\n".join([*rows, rows[0]]).encode(), "--json")
    assert done.returncode == 2
    whole = {"手机": GUARD.mask(f"手机{mobile}")[2:]}
    assert [json.loads(line) for line in done.stdout.splitlines()] == [whole, {"piiguard_withheld": True}, {"piiguard_withheld": True}, whole]
    long = "好" * (blocks._LONG_JSON // 3 + WINDOW)
    done = run_broken(f"{POISON}{long}\n{long}{POISON}{long}\n{rows[0]}".encode(), "--json")
    first, second, last = done.stdout.split(b"\n")
    assert (first, json.loads(last)) == (JSON_MARK, whole)
    assert second.endswith("好".encode() + MARK)


def test_a_signal_after_a_failure_tells_both() -> None:
    with piped(argv=[sys.executable, "-c", BROKEN]) as pipe:
        pipe.write(f"{POISON}\nok\n".encode())
        assert pipe.line() + pipe.line() == MARK + b"\nok\n"
        pipe.process.send_signal(signal.SIGTERM)
        status, out, errors = pipe.finish()
    assert (status, out) == (143, b"")
    assert errors == b"piiguard filter: 1 line(s) withheld: they could not be scanned\n"


class Guest:
    """A recognizer of somebody else's that fails on some lines; with one, whole lines go through the library."""

    supported_entities = ("GUEST_NO",)
    name = "guest"
    supported_language = "zh"

    def analyze(self, text: str, entities: object, nlp_artifacts: object = None) -> list[object]:
        assert POISON not in text
        return []


def test_guests_see_whole_lines_and_change_no_byte() -> None:
    guard = Guard(recognizers=[*GUARD.recognizers, Guest()])
    mobile = Values(12).mobile()
    masker = BlockMasker(guard)
    data = f"a\rb\r\n\r手机{mobile}\x85{mobile}\x1c\n\n手机{mobile}\r\n".encode() + b"\xff\0\r\n"
    assert masker.block(data) == masked(data)
    assert masker.withheld == 0
    assert masker.block(data + f"{POISON}{mobile}\n".encode()) == masked(data) + MARK + b"\n"
    assert masker.withheld == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("options", [(), ("--json",)], ids=["text", "json"])
def test_an_output_that_cannot_be_written_is_an_error(options: tuple[str, ...]) -> None:
    mobile = Values(13).mobile()
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*FILTER, *options],
            input=f"手机{mobile}\n".encode() * 9,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=HANG,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == b"piiguard filter: No space left on device\n"


# -- options --------------------------------------------------------------------------------------


def refused(*options: str) -> str:
    """The one line that refuses the options; nothing is read or written."""
    mobile = Values(14).mobile()
    done = run(f"手机{mobile}\n".encode(), *options)
    assert done.returncode == 2
    assert done.stdout == b""
    message = done.stderr.decode()
    assert message.startswith("piiguard filter: ")
    assert message.count("\n") == 1
    assert mobile not in message
    return message


@pytest.mark.parametrize("option", ["--no-such", "-x", "--polcy=strict", "--json=yes", "--json=", "-"])
def test_an_unknown_option_is_refused(option: str) -> None:
    message = refused(option)
    assert "see piiguard filter --help" in message
    if option != "-":
        assert repr(option.partition("=")[0]) in message


@pytest.mark.parametrize("option", ["--policy", "--keyring", "--engine"])
def test_a_missing_value_is_refused(option: str) -> None:
    assert f"{option} needs a value" in refused("--json", option)


def test_arguments_are_refused_without_being_repeated() -> None:
    mobile = Values(15).mobile()
    for argument in (f"我的手机{mobile}", f"-我的手机{mobile}", f"--{mobile}", "log.txt"):
        assert argument not in refused(argument)


def test_an_unknown_policy_is_refused_with_a_suggestion() -> None:
    assert "did you mean 'strict'?" in refused("--policy", "strct")


def test_an_unknown_engine_is_refused() -> None:
    assert "'hyperscan' or 're'" in refused("--engine=perl")


def test_a_policy_or_keyring_that_cannot_be_loaded_is_refused(tmp_path: Path) -> None:
    policy = tmp_path / "claims.toml"
    policy.write_text('version = 1\n[entities.CN_MOBIL]\noperator = "mask"\n', encoding="utf-8")
    assert "did you mean 'CN_MOBILE'?" in refused("--policy", str(policy))
    assert "cannot read" in refused("--policy", str(tmp_path / "none.toml"))
    assert "cannot read" in refused("--keyring", str(tmp_path / "none.json"))
    policy.write_text('version = 1\n[default]\noperator = "hash"\n', encoding="utf-8")
    assert "needs a keyring" in refused("--policy", str(policy))


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_names_every_option(flag: str) -> None:
    out = passed(b"", flag).decode()
    assert out == command.USAGE
    for option in ("--policy", "--purpose", "--json", "--keyring", "--engine", "--help"):
        assert option in out
    assert max(map(len, out.splitlines())) <= 110


def test_policies_by_name_and_from_a_file(tmp_path: Path) -> None:
    draw = Values(f"{SEED}-policies")
    data = f"手机{draw.mobile()}，证件号{draw.id_card()}，工号E{draw.digits(6)}，{draw.email()}\n".encode() * 3
    ring = Keyring.generate()
    ring.save(tmp_path / "keys")
    keys = ("--keyring", str(tmp_path / "keys"))
    for name in NAMES:
        wanted = masked(data, Guard(Policy.builtin(name), ring))
        assert passed(data, "--policy", name, *keys) == passed(data, f"--policy={name}", *keys) == wanted
    path = tmp_path / "claims.toml"
    path.write_text(
        'version = 1\nname = "claims"\n[default]\noperator = "redact"\n[entities.CN_MOBILE]\noperator = "keep"\n'
        '[entities.STAFF_NO]\noperator = "mask"\nkeep_first = 2\n'
        '[[recognizers]]\nentity_type = "STAFF_NO"\nlabels = ["工号"]\n'
        'patterns = [{ name = "code", regex = "E[0-9]{6}", score = [0.3, 0.95, 0.0] }]\n',
        encoding="utf-8",
    )
    out = passed(data, "--policy", str(path))
    assert out == masked(data, Guard(Policy.load(path))) == passed(data, "--policy", str(path), "--engine", "re")
    assert "工号E" in out.decode()
    assert out.count(b"*****") == 3
    assert data[:13] == out[:13]  # the kept mobile


def test_a_purpose_leaves_what_it_sees() -> None:
    draw = Values(f"{SEED}-purposes")
    data = f"手机{draw.mobile()}，银行卡{draw.bank_card(19)}，密码：{draw.of('PASSWORD')}\n".encode() * 3
    for name in PURPOSES:
        wanted = masked(data, Guard(Policy.builtin("strict"), purpose=name))
        assert passed(data, "--policy", "strict", "--purpose", name) == passed(data, "--policy=strict", f"--purpose={name}") == wanted
    assert passed(data, "--purpose", "claims").count(data[:17]) == 3
    done = run(data, "--purpose", "cliams")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"did you mean 'claims'?" in done.stderr


def test_a_keyring_for_a_policy_that_hashes(tmp_path: Path) -> None:
    ring = Keyring.generate()
    keys, policy = tmp_path / "keys.json", tmp_path / "hash.toml"
    ring.save(keys)
    policy.write_text('version = 1\n[default]\noperator = "hash"\nlength = 16\n', encoding="utf-8")
    mobile = Values(16).mobile()
    data = f"手机{mobile}，再说一次{mobile[:3]}-{mobile[3:7]}-{mobile[7:]}\n".encode()
    out = passed(data, "--policy", str(policy), "--keyring", str(keys))
    assert out == masked(data, Guard(Policy.load(policy), ring))
    first, second = out.decode().split("〔CN_MOBILE:")[1:]
    assert first[:16] == second[:16]


@pytest.mark.parametrize("options", [(), ("--json",), ("--policy", "strict"), ("--engine", "re"), ("--help",)], ids=" ".join)
def test_neither_click_nor_presidio_is_imported(options: tuple[str, ...]) -> None:
    data = f'{{"mobile": "{Values(17).mobile()}"}}\n'.encode()
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *FILTER[1:], *options], input=data, capture_output=True, timeout=HANG, check=True
    )
    rows = [row for row in done.stderr.decode().splitlines() if row.startswith("import time:")]
    names = {row.rsplit("|", 1)[1].strip().split(".")[0] for row in rows}
    assert "piiguard" in names
    assert not names & {"click", "presidio_analyzer", "presidio_anonymizer", "spacy", "numpy", "pydantic", "cryptography"}


# -- JSON lines -----------------------------------------------------------------------------------

MOBILE, OTHER, CARD = Values(18).mobile(), Values(19).mobile(), Values(20).id_card("18")
STARS, CARD_STARS = GUARD.mask(f"手机{MOBILE}")[2:], GUARD.process(CARD, "idNo").text
PASSPORT = Values(21).passport("ordinary")
JSON_CASES = {
    "a key is a label": (f'{{"护照号":"{PASSPORT}"}}', f'{{"护照号":"{GUARD.process(PASSPORT, "护照号").text}"}}'),
    "no label, no finding": (f'{{"x":"{PASSPORT}"}}', None),
    "a denying key": (f'{{"orderNo":"{MOBILE}","订单号":{MOBILE}}}', None),
    "camel case": (f'{{"idNo":"{CARD}"}}', f'{{"idNo":"{CARD_STARS}"}}'),
    "a number becomes a string": (f'{{"mobile":{MOBILE},"n":1}}', f'{{"mobile":"{STARS}","n":1}}'),
    "a number with an exponent": (f'{{"mobile":{MOBILE[0]}.{MOBILE[1:]}e10}}', f'{{"mobile":"{STARS}"}}'),
    "a number an export gave a fraction": (f'{{"mobile":{MOBILE}.0}}', f'{{"mobile":"{STARS}"}}'),
    "other numbers": ('{"a":0,"b":-1.5e-7,"c":1E400,"d":-0.0,"手机":12}', None),
    "a huge number": (f'{{"n":{"9" * 6000},"mobile":"{MOBILE}"}}', f'{{"n":{"9" * 6000},"mobile":"{STARS}"}}'),
    "not quite JSON": (f'{{"a":NaN,"b":-Infinity,"mobile":"{MOBILE}"}}', f'{{"a":NaN,"b":-Infinity,"mobile":"{STARS}"}}'),
    "nested under the label": (
        f'{{"idNo":{{"x":["{CARD}",["{CARD}"]],"y":1}},"z":true}}',
        f'{{"idNo":{{"x":["{CARD_STARS}",["{CARD_STARS}"]],"y":1}},"z":true}}',
    ),
    "the label ends with its value": (
        f'{{"护照号":["{PASSPORT}"],"x":"{PASSPORT}"}}',
        f'{{"护照号":["{GUARD.process(PASSPORT, "护照号").text}"],"x":"{PASSPORT}"}}',
    ),
    "a list": (f'["手机{MOBILE}",null,[],{{}}]', f'["手机{STARS}",null,[],{{}}]'),
    "repeated keys": (f'{{"a":"{MOBILE}","a":"x","a":"{MOBILE}"}}', f'{{"a":"{STARS}","a":"x","a":"{STARS}"}}'),
    "spaces": (f' \t{{ "mobile" :\t"{MOBILE}" , "x": [ 1 ,2 ] }}\t\r', f' \t{{ "mobile" :\t"{STARS}" , "x": [ 1 ,2 ] }}\t\r'),
    "escaped key": (
        f'{{"\\u624b\\u673a":"{MOBILE}","\\u62a4\\u7167\\u53f7":"{PASSPORT}"}}',
        f'{{"\\u624b\\u673a":"{STARS}","\\u62a4\\u7167\\u53f7":"{GUARD.process(PASSPORT, "护照号").text}"}}',
    ),
    "escaped value": (f'{{"m":"\\u624b\\u673a\\u003{MOBILE[0]}{MOBILE[1:]}"}}', f'{{"m":"\\u624b\\u673a{STARS}"}}'),
    "other escapes stay": (
        f'{{"m":"\\"a\\/b\\\\\\u00e9\\ud83d\\ude00 \\n手机{MOBILE}\\t\\"{MOBILE}\\b"}}',
        f'{{"m":"\\"a\\/b\\\\\\u00e9\\ud83d\\ude00 \\n手机{STARS}\\t\\"{STARS}\\b"}}',
    ),
    "half a surrogate pair": (
        f'{{"m":"\\ud83d 手机{MOBILE}\\ude00\\udfff\\ud800"}}',
        f'{{"m":"\\ud83d 手机{STARS}\\ude00\\udfff\\ud800"}}',
    ),
    "a line feed in a string parts": (f'{{"m":"护照号：\\n{PASSPORT}"}}', None),
    "a raw tab in a string": (f'{{"m":"a\tb","mobile":{MOBILE}}}', f'{{"m":"a\tb","mobile":"{STARS}"}}'),
    "a value as a key": (f'{{"{MOBILE}":1,"手机{OTHER}":{{}}}}', f'{{"{STARS}":1,"{GUARD.mask(f"手机{OTHER}")}":{{}}}}'),
    "quotes in a key": (f'{{"\\"手机\\"":"{MOBILE}"}}', f'{{"\\"手机\\"":"{STARS}"}}'),
    "JSON in JSON": (f'{{"m":"{{\\"idNo\\":\\"{CARD}\\"}}"}}', f'{{"m":"{{\\"idNo\\":\\"{CARD_STARS}\\"}}"}}'),
    "a number in a string is text": (f'{{"mobile":" {MOBILE}","m":"\\t\\"{MOBILE}\\""}}', f'{{"mobile":" {STARS}","m":"\\t\\"{STARS}\\""}}'),
    "text that begins like JSON": (f'{{"m":"[INFO] 手机{MOBILE} {{}}"}}', f'{{"m":"[INFO] 手机{STARS} {{}}"}}'),
    "text": (f"2026-11-22 手机{MOBILE} {{}}", f"2026-11-22 手机{STARS} {{}}"),
    "cut JSON is text": (f'{{"mobile":"{MOBILE}","x":', f'{{"mobile":"{STARS}","x":'),
    "two values are text": (f'{{"mobile":"{MOBILE}"}} {{}}', f'{{"mobile":"{STARS}"}} {{}}'),
    "brackets are text": ("[" * 100_000 + f"手机{MOBILE}", "[" * 100_000 + f"手机{STARS}"),
    "deep": ('[{"a":' * 5_000 + MOBILE + "}]" * 5_000, '[{"a":' * 5_000 + f'"{STARS}"' + "}]" * 5_000),
    "a byte order mark": (f'\ufeff{{"mobile":{MOBILE}}}', f'\ufeff{{"mobile":"{STARS}"}}'),
    "a record separator": (f'\x1e[{{"mobile":{MOBILE}}}]\r', f'\x1e[{{"mobile":"{STARS}"}}]\r'),
    "nothing": ("", None),
    "spaces only": ("  \t", None),
}


def test_json_lines() -> None:
    """All cases in one run: lines do not touch each other."""
    data = "\n".join(line for line, _ in JSON_CASES.values()).encode()
    out = passed(data, "--json").decode().split("\n")
    assert len(out) == len(JSON_CASES)
    for (name, (line, wanted)), got in zip(JSON_CASES.items(), out, strict=True):
        assert got == (line if wanted is None else wanted), name


def test_what_stays_a_json_line_is_what_the_library_makes_of_the_record() -> None:
    for name, (line, _) in JSON_CASES.items():
        with contextlib.suppress(ValueError, RecursionError):
            record = json.loads(line.lstrip(_jsonlines.FRONT), strict=False)
            out = mask_json_line(GUARD, line.encode())
            assert out is not None, name
            got = json.loads(out.decode().lstrip(_jsonlines.FRONT), strict=False)
            assert json.dumps(got) == json.dumps(GUARD.mask_record(record)), name


def nested(record: object, depth: int, ascii_only: bool = False) -> str:
    """A record as JSON, that as a string of JSON, and so on."""
    text = json.dumps(record, ensure_ascii=ascii_only)
    for _ in range(depth):
        text = json.dumps({"body": text}, ensure_ascii=ascii_only)
    return text


@pytest.mark.parametrize("ascii_only", [False, True], ids=["utf-8", "ascii"])
@pytest.mark.parametrize("depth", range(_jsonlines.DEPTH + 1))
def test_json_in_strings_of_json(depth: int, ascii_only: bool) -> None:
    """Numbers become strings at every depth, keys are labels there, and every level is JSON still."""
    record = {"mobile": int(MOBILE), "客户": [{"护照号": PASSPORT, "说": f'"手机"\n\t{MOBILE}\\'}], "n": 1.50, "😀": "é"}
    line = nested(record, depth, ascii_only)
    out = passed(line.encode(), "--json").decode()
    assert out == nested(GUARD.mask_record(record), depth, ascii_only)
    assert out != line


def test_a_string_of_json_takes_the_label_it_stands_under() -> None:
    """A list, an object and a string in quotes of its own; the escapes around the values stay as they were."""
    stars = GUARD.process(PASSPORT, "护照号").text
    line = f'{{"护照号":"[\\"{PASSPORT}\\",\\u000a {{\\"\\u0078\\":\\"{PASSPORT}\\"}}]","x":"\\"\\\\u624b\\\\u673a{MOBILE}\\""}}'
    assert passed(line.encode(), "--json").decode() == line.replace(PASSPORT, stars).replace(MOBILE, STARS)


def test_deeper_json_is_text() -> None:
    """Its values are masked; the levels above stay JSON."""
    out = passed(nested({"mobile": MOBILE}, 9).encode(), "--json").decode()
    assert out == nested({"mobile": STARS}, 9)
    line = nested({"mobile": int(MOBILE)}, _jsonlines.DEPTH + 1)
    got = json.loads(passed(line.encode(), "--json"))
    for _ in range(_jsonlines.DEPTH):
        got = json.loads(got["body"])
    assert got == {"body": f'{{"mobile": {STARS}}}'}


@given(st.text('{}[]"\\:,ab \n', max_size=12), st.booleans())
def test_strings_that_nearly_are_json_stay_what_they_are(text: str, ascii_only: bool) -> None:
    """Whatever a string holds beside a value: the line is JSON before and after, and the value is gone."""
    for inner in (text, f'{{"mobile":{MOBILE},"x":"{text}"}}', f'[{MOBILE},{text}]', f'"{text} {MOBILE}"'):
        line = json.dumps({"m": inner, "手机": MOBILE}, ensure_ascii=ascii_only).encode()
        out = mask_json_line(GUARD, line)
        assert out is not None
        assert MOBILE.encode() not in out
        got = json.loads(out)
        assert got["手机"] == STARS
        with contextlib.suppress(ValueError):
            json.loads(inner)
            json.loads(got["m"])


def test_a_number_in_a_json_line_with_broken_utf_8_once_broke_the_json() -> None:
    """nginx writes bytes of a request as they came. They stay; around them the line is JSON."""
    rows = [
        (f'{{"mobile":{MOBILE},"x":"', b'\xff\xe4\xb8"}', f'{{"mobile":"{STARS}","x":"'),
        (f'{{"x":"手机{MOBILE}', b'\xff"}', f'{{"x":"手机{STARS}'),
    ]
    for before, broken, after in rows:
        assert passed(before.encode() + broken, "--json") == after.encode() + broken
    outside = f'{{"mobile":{MOBILE}'.encode() + b"\xff}"
    assert passed(outside, "--json") == masked(outside)


def test_json_too_deep_to_be_kept_is_withheld() -> None:
    """In a string of JSON it is text: the line stays JSON."""
    deep = "[" * (_jsonlines._DEEPEST + 1) + MOBILE + "]" * (_jsonlines._DEEPEST + 1)
    done = run(f'{deep}\n{{"x":"{deep}"}}\n'.encode(), "--json")
    assert (done.returncode, done.stdout) == (2, JSON_MARK + f'\n{{"x":"{deep.replace(MOBILE, STARS)}"}}\n'.encode())


_PARTS = [*'{}[]":, ', '"a"', "1", "-0.5e3", "01", "1.", "true", "nul", "NaN", "-Infinity", '"\\x"', '"\\u12"', '"\t"']


@given(st.lists(st.sampled_from(_PARTS), max_size=12).map("".join) | st.text("".join(_PARTS), max_size=12))
def test_json_that_is_deep_is_json_by_the_same_rules(text: str) -> None:
    try:
        _jsonlines._DECODER.decode(text)
        wanted = True
    except ValueError:
        wanted = False
    assert _jsonlines._is_deep_json(text) == wanted


def test_a_json_line_longer_than_a_window_is_json() -> None:
    start = f'{{"padding":"{"x" * 3 * WINDOW}","mobile":'
    out = passed(f'{start}{MOBILE}}}\n{{"mobile":{MOBILE}}}\n'.encode(), "--json").decode()
    assert out == f'{start}"{STARS}"}}\n{{"mobile":"{STARS}"}}\n'


@pytest.mark.parametrize("end", ["\n", ""], ids=["ended", "open"])
def test_a_json_line_too_long_to_be_read_as_json_is_withheld(end: str) -> None:
    """As text its masked numbers would leave a line that is no JSON; text of the same length goes through."""
    long = f'{{"padding":"{"x" * (blocks._LONG_JSON + 2 * WINDOW)}","mobile":{MOBILE}}}'
    text = f"{'x' * (blocks._LONG_JSON + 2 * WINDOW)} 手机{MOBILE}"
    done = run(f'{{"mobile":{MOBILE}}}\n \t{long}\n{text}\n[{long}]{end}'.encode(), "--json")
    assert done.returncode == 2
    assert done.stderr == b"piiguard filter: 2 line(s) withheld: they could not be scanned\n"
    wanted = [f'{{"mobile":"{STARS}"}}'.encode(), JSON_MARK, masked(text.encode()), JSON_MARK]
    assert done.stdout == b"\n".join(wanted) + end.encode()


def test_keys_that_mask_to_the_same_are_kept_apart() -> None:
    twin = MOBILE[:3] + f"{(int(MOBILE[3:9]) + 1) % 10**6:06}" + MOBILE[9:]
    line = f'{{"{MOBILE}":1,"{twin}":2,"{MOBILE}":3,"x":{{"{MOBILE}":4}}}}'
    out = passed(line.encode(), "--json").decode()
    assert out == f'{{"{STARS}":1,"{STARS}#2":2,"{STARS}#3":3,"x":{{"{STARS}":4}}}}'


def test_an_ascii_line_stays_ascii() -> None:
    strict = passed(f'{{"mobile":"{MOBILE}"}}\n{{"手机":"{MOBILE}"}}\n'.encode(), "--json", "--policy", "strict").decode()
    assert strict == '{"mobile":"\\u3014CN_MOBILE\\u3015"}\n{"手机":"〔CN_MOBILE〕"}\n'


def test_keep_changes_no_byte_of_a_json_line(tmp_path: Path) -> None:
    policy = tmp_path / "keep.toml"
    policy.write_text('version = 1\n[default]\noperator = "keep"\n', encoding="utf-8")
    data = "\n".join(line for line, _ in JSON_CASES.values()).encode()
    assert passed(data, "--json", "--policy", str(policy)) == data


def holds_json(record: object) -> bool:
    """Whether a string in a record is JSON itself."""
    if isinstance(record, dict):
        return any(map(holds_json, record.values()))
    if isinstance(record, list):
        return any(map(holds_json, record))
    if not isinstance(record, str):
        return False
    try:
        return isinstance(json.loads(record, strict=False), dict | list | str)
    except (ValueError, RecursionError):
        return False


_json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**19), 10**19), st.floats(allow_nan=False), texts(3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.sampled_from(["idNo", "手机号", "x", "订单号", "护照号"]), texts(2)), inner, max_size=3),
    ),
    max_leaves=6,
)


@given(
    st.one_of(st.lists(_json, max_size=3), st.dictionaries(st.sampled_from(["客户", "mobile", "证件号"]), _json)), st.booleans()
)
def test_any_record_on_a_line_is_what_the_library_makes_of_it(record: object, ascii_only: bool) -> None:
    """Written in ASCII or not; a record whose text has no UTF-8 is written in ASCII. The library looks at no JSON in strings."""
    assume(not holds_json(record))
    try:
        line = json.dumps(record, ensure_ascii=ascii_only).encode()
    except UnicodeEncodeError:
        line = json.dumps(record).encode()
    out = mask_json_line(GUARD, line)
    assert out is not None
    assert json.loads(out) == GUARD.mask_record(json.loads(line))
    assert out == line or GUARD.process_record(json.loads(line)).edits
