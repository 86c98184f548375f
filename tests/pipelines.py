"""What the tests of examples/pipelines share: lines to send, recipes with this test's places in them, processes to end."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from strategies import SEED

from piiguard import Guard
from piiguard.testing import Values

ROOT = Path(__file__).resolve().parent.parent
RECIPES = ROOT / "examples" / "pipelines"
#: Lines that go through each recipe, from two sources together.
SIZE = int(os.environ.get("PIIGUARD_PIPELINES", "5000"))
SOURCES = ("crm", "claims")
ROUNDS = 3  # the lines are sent in so many parts, with something ended in each
HANG = 120 + SIZE / 200
GUARD = Guard()
FILTER = "piiguard\0filter"

_LINE = re.compile(r"(crm|claims) (\d{6}) .*?<end>")


class Lines:
    """``SIZE`` lines of two sources with values in each, and what is to come out of them."""

    def __init__(self, name: str) -> None:
        self._name, self._begun = name, time.monotonic()
        draw = Values(f"{SEED}-{name}")
        self.mobiles = [draw.mobile() for _ in range(200)]
        texts = [f"客户姓名：{draw.of('PERSON')}，手机{mobile}，身份证{draw.id_card()}，邮箱{draw.email()}，办理中" for mobile in self.mobiles]
        masked = [GUARD.mask(text) for text in texts]
        assert all(before != after for before, after in zip(texts, masked, strict=True))
        self.sent = {source: self._numbered(source, texts) for source in SOURCES}
        self.wanted = {source: self._numbered(source, masked) for source in SOURCES}

    def _numbered(self, source: str, texts: list[str]) -> list[str]:
        return [f"{source} {number:06} {texts[number % len(texts)]}<end>" for number in range(SIZE // len(SOURCES))]

    def part(self, number: int) -> dict[str, list[str]]:
        """One of ``ROUNDS`` parts of what is sent."""
        size = -(-SIZE // len(SOURCES) // ROUNDS)
        return {source: lines[number * size : (number + 1) * size] for source, lines in self.sent.items()}

    def check(self, out: str, resent: bool = False) -> None:
        """Every line is there once, whole, masked, in order within its source, and there is nothing else.

        resent  lines may be there twice, as their sender did not know that the first one had come
        """
        assert out.endswith("\n")
        assert not any(mobile in out for mobile in self.mobiles)
        got: dict[str, list[str]] = {source: [] for source in SOURCES}
        for line in out.splitlines():
            found = _LINE.search(line)
            assert found is not None, f"this is no line that was sent: {line!r}"
            got[found[1]].append(found[0])
        came, once = sum(map(len, got.values())), sum(len(set(lines)) for lines in got.values())
        sent = sum(map(len, self.sent.values()))
        print(f"{self._name}: {sent} lines sent, {came} came, {came - once} of them again; {time.monotonic() - self._begun:.0f} s")
        if resent:
            got = {source: list(dict.fromkeys(lines)) for source, lines in got.items()}
        for source in SOURCES:
            wrong = [number for number, (one, other) in enumerate(zip(got[source], self.wanted[source], strict=False)) if one != other]
            assert not wrong, f"{source}: {len(wrong)} lines differ, the first is {got[source][wrong[0]]!r}"
            assert len(got[source]) == len(self.wanted[source]), source


def recipe(name: str, changes: dict[str, str]) -> str:
    """A file of the recipes with other places and programs in it: each must be in it, so that what runs is what is written there."""
    text = (RECIPES / name).read_text("utf-8")
    for old, new in changes.items():
        assert old in text, f"{name} has no {old!r} any more"
        text = text.replace(old, new)
    return text


def program(folder: Path) -> Path:
    """``piiguard`` as an installed program; shippers start it with an environment of their own."""
    path = folder / "piiguard"
    lines = [
        "#!/bin/sh",
        f"export PYTHONPATH={shlex.quote(str(ROOT))}",
        *(f"export {name}={shlex.quote(os.environ[name])}" for name in ("PIIGUARD_CACHE", "HOME") if name in os.environ),
        f'exec {shlex.quote(sys.executable)} -P -m piiguard "$@"',
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def wait_for(what: str, ready: Callable[[], object], seconds: float = HANG) -> None:
    """Until ``ready`` says yes."""
    end = time.monotonic() + seconds
    while True:
        asked = time.monotonic()
        if ready():
            return
        assert asked < end, f"waited too long for {what}"
        time.sleep(max(0.02, 5 * (time.monotonic() - asked)))  # asking may mean reading a large file


def count(path: Path) -> int:
    """Whole lines in a file so far."""
    return path.read_bytes().count(b"\n") if path.exists() else 0


def below(parent: int, command: str) -> list[int]:
    """The processes with ``command`` in their words that a process started, or those it started did."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text("utf-8", "replace").rpartition(")")[2].split()
            if fields[0] != "Z":
                children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, waiting = [], [parent]
    while waiting:
        waiting += (more := children.get(waiting.pop(), []))
        found += more
    return [pid for pid in found if command in _command(pid)]


def _command(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace")
    return ""


def catches(pid: int) -> bool:
    """Whether the filter has got so far that SIGTERM is caught."""
    with contextlib.suppress(OSError, AttributeError):
        mask = re.search(r"(?m)^SigCgt:\s*([0-9a-f]+)", Path(f"/proc/{pid}/status").read_text("utf-8"))
        assert mask is not None
        return bool(int(mask[1], 16) >> (signal.SIGTERM - 1) & 1)
    return False


def end_one(parent: int, command: str) -> None:
    """SIGTERM to a process below another, as soon as there is one; to a filter when it catches the signal."""
    found: list[int] = []

    def ready() -> bool:
        found[:] = [pid for pid in below(parent, command) if command != FILTER or catches(pid)]
        return bool(found)

    wait_for("a process to end", ready)
    os.kill(found[0], signal.SIGTERM)


@contextlib.contextmanager
def running(command: list[str], **options: object) -> Iterator[subprocess.Popen[bytes]]:
    """A process, ended at the end with what it started."""
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True, **options)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(20)


@contextlib.contextmanager
def held(pipe: Path, size: int = 1 << 16) -> Iterator[int]:
    """A named pipe, held open for both sides as systemd's ``ListenFIFO=`` holds it."""
    if not pipe.exists():
        os.mkfifo(pipe, 0o600)
    handle = os.open(pipe, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    fcntl.fcntl(handle, fcntl.F_SETPIPE_SZ, size)
    try:
        yield handle
    finally:
        os.close(handle)


class Service:
    """A command that is started again when it ends (``Restart=always``), its output appended to a file."""

    def __init__(self, command: list[str], out: Path, stdin: int = subprocess.DEVNULL, env: dict[str, str] | None = None) -> None:
        self.out = out
        self._command = command
        self._options: dict[str, object] = {"stdin": stdin, "env": env}
        self._stack = contextlib.ExitStack()

    def start(self) -> None:
        stream = self._stack.enter_context(self.out.open("ab"))
        self.process = self._stack.enter_context(running(self._command, stdout=stream, **self._options))

    def wait(self) -> int:
        """Until it ended; its status. Then it is started again."""
        status = self.process.wait(HANG)
        self._stack.close()
        self.start()
        return status

    def end(self) -> int:
        """SIGTERM to the command itself, once it can take it."""
        wait_for("the filter", lambda: catches(self.process.pid))
        os.kill(self.process.pid, signal.SIGTERM)
        return self.wait()

    def close(self) -> None:
        self._stack.close()
