"""What goes wrong while a scan runs: a reader that dies, hangs or grows, a disk that fails, files that turn into others."""

from __future__ import annotations

import ctypes
import errno
import io
import os
import signal
import sqlite3
import subprocess
import sys
import time
import types
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import hostile
import pytest

from piiguard.formats import Document, Limits, Segment, kinds
from piiguard.formats.document import fixed
from piiguard.scan import scan
from piiguard.scan.ledger import LedgerError
from piiguard.scan.rows import ColumnRow, FindingRow, ObjectRow, Summary
from piiguard.sources import local

ROOT = Path(__file__).resolve().parent.parent
MAGIC = b"\0asm"  # of a kind that nothing reads; here it gets a reader that does harm
FOUND = 700  # values found before harm is done: more than a worker holds back
BESIDE = 3


class Rows:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.objects: dict[str, ObjectRow] = {}
        self.findings: Counter[str] = Counter()
        self.all: list[dict[str, Any]] = []

    def begin(self) -> None:
        self.__init__()  # type: ignore[misc]

    def finding(self, row: FindingRow) -> None:
        self.findings[os.path.basename(row.uri)] += 1
        self.all.append(row.as_dict())

    def column(self, row: ColumnRow) -> None:
        self.all.append(row.as_dict())

    def object(self, row: ObjectRow) -> None:
        self.objects[os.path.basename(row.uri)] = row
        self.all.append(row.as_dict())

    def end(self, summary: Summary) -> None:
        self.all.append(summary.as_dict())


def scanned(folder: Path, **options: Any) -> Rows:
    rows = Rows()
    scan([folder], sink=rows, **{"workers": 2, **options})
    return rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Innocent files on both sides of one that does harm."""
    root = tmp_path / "in"
    root.mkdir()
    for name in ("0.txt", "1.txt", "y.txt", "z.txt"):
        (root / name).write_bytes(hostile.planted(BESIDE))
    (root / "bad").write_bytes(MAGIC)
    return root


def harm(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let a reader of ``MAGIC`` give some text with values and then do ``act``."""

    class Harmful(Document):
        format = "harmful"

        def segments(self) -> Iterator[Segment]:
            yield fixed(hostile.planted(FOUND).decode(), {})
            act()
            yield fixed(hostile.planted().decode(), {})

    module: Any = types.ModuleType("piiguard.formats.harmful")
    module.open_stream = lambda *_, **__: Harmful()
    monkeypatch.setitem(sys.modules, "piiguard.formats.harmful", module)
    monkeypatch.setitem(kinds.OPENERS, "WebAssembly", "harmful")


def beside(rows: Rows) -> None:
    for name in ("0.txt", "1.txt", "y.txt", "z.txt"):
        assert rows.objects[name].status == "scanned"
        assert rows.findings[name] == BESIDE


def grow() -> None:
    held = []
    while True:
        held.append(b"x" * (1 << 22))
        time.sleep(0.03)  # so that it is seen to, before the system refuses it more


def leap() -> object:
    return bytearray(1 << 42)


def nonsense() -> None:
    """Into whatever is open, as a library does whose memory is damaged."""
    for number in range(3, 64):
        try:
            os.write(number, b"\0\0\0\4nono\xff\xff\xff\xff no message" * 10)
        except OSError:
            continue
    time.sleep(600)


DEADLY: dict[str, tuple[Callable[[], object], str]] = {
    "segfault": (lambda: ctypes.string_at(0), "died"),
    "abort": (os.abort, "died"),
    "killed by the system": (lambda: os.kill(os.getpid(), signal.SIGKILL), "died"),
    "ends as if all were well": (lambda: os._exit(0), "died"),
    "lets go of all it holds": (lambda: os.closerange(3, 256), "died"),
    "asks to stop": (lambda: (_ for _ in ()).throw(KeyboardInterrupt), "died"),
    "talks nonsense": (nonsense, "died"),
    "hangs in C": (lambda: ctypes.PyDLL(None).sleep(600), "no progress"),
    "runs for ever": (lambda: [None for _ in iter(int, 1)], "no progress|memory"),
    "grows": (grow, "memory"),
}


@pytest.mark.parametrize("name", DEADLY)
def test_a_reader_that_ends_its_worker(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    act, reason = DEADLY[name]
    harm(monkeypatch, act)
    # What must end by its size is given time: on a busy machine growing takes longer than two seconds.
    rows = scanned(folder, limits=Limits(seconds=2 if "no progress" in DEADLY[name][1] else 60), memory=300 << 20)
    beside(rows)
    bad = rows.objects["bad"]
    assert bad.status == "error"
    assert any(word in bad.reason for word in reason.split("|")), bad.reason
    assert not rows.findings["bad"], f"what was found before is of no whole object: {bad.reason}"
    assert not bad.findings


@pytest.mark.parametrize(
    ("act", "status", "reason"),
    [
        (leap, "error", "memory"),
        (lambda: (_ for _ in ()).throw(RecursionError), "error", "internal error"),
        (lambda: (_ for _ in ()).throw(ValueError("手机13912345678")), "error", r"internal error (ValueError)"),
        (lambda: (_ for _ in ()).throw(OSError(errno.EIO, os.strerror(errno.EIO), "/手机13912345678")), "error", "Input/output error"),
    ],
)
def test_a_reader_that_raises(
    folder: Path, monkeypatch: pytest.MonkeyPatch, act: Callable[[], object], status: str, reason: str
) -> None:
    harm(monkeypatch, act)
    rows = scanned(folder)
    beside(rows)
    assert rows.objects["bad"].status == status
    assert reason in rows.objects["bad"].reason
    assert "139" not in rows.objects["bad"].reason
    assert rows.findings["bad"] == rows.objects["bad"].findings.total() == FOUND


def orc() -> bytes:
    """An ORC file with one bit changed in the middle of its metadata; pyarrow 26 follows what it says out of its memory."""
    arrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed (piiguard[scan])")
    from pyarrow import orc as module

    out = io.BytesIO()
    table = arrow.table({"a": ["13800000000"]})
    module.write_table(table, out, compression="uncompressed", dictionary_key_size_threshold=1.0)
    data = bytearray(out.getvalue())
    data[-196] ^= 1
    return bytes(data)


def test_a_library_that_crashes_over_a_damaged_file(folder: Path) -> None:
    (folder / "bad").write_bytes(orc())
    archive = hostile.zipped([("1.txt", hostile.planted(FOUND)), ("2.orc", orc()), ("3.txt", hostile.planted(FOUND))])
    (folder / "bad.zip").write_bytes(archive)
    rows = scanned(folder)
    beside(rows)
    for name in ("bad", "bad.zip"):
        assert rows.objects[name].status == "error"
        assert "died" in rows.objects[name].reason or "damaged" in rows.objects[name].reason
    if "died" in rows.objects["bad.zip"].reason:
        assert not rows.findings["1.txt"] - BESIDE
        assert not [uri for uri in rows.objects if "!" in uri]


class Failing(io.FileIO):
    """A file whose disk fails behind its first blocks."""

    def __init__(self, path: str, good: int) -> None:
        super().__init__(path)
        self._good = good

    def readinto(self, buffer: Any) -> int:
        if self.tell() >= self._good:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return super().readinto(buffer)  # type: ignore[return-value]


def opening(monkeypatch: pytest.MonkeyPatch, act: Callable[[str], BinaryIO]) -> None:
    """Let ``act`` open what is called "bad"."""
    usual = local.open_file

    def open_file(path: str) -> BinaryIO:
        return act(path) if os.path.basename(path) == "bad" else usual(path)

    monkeypatch.setattr(local, "open_file", open_file)


@pytest.mark.parametrize("workers", [0, 1])
def test_a_disk_that_fails_in_the_middle_of_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    (folder / "bad").write_bytes(hostile.planted(20_000))
    opening(monkeypatch, lambda path: io.BufferedReader(Failing(path, 300_000)))
    rows = scanned(folder, workers=workers)
    beside(rows)
    assert (rows.objects["bad"].status, rows.objects["bad"].reason) == ("error", "Input/output error")
    assert 300_000 // 40 < rows.findings["bad"] < 20_000, "what was found before the fault is kept, and the row says error"


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="needs /proc")
@pytest.mark.parametrize("name", ["mem", "stat"])
def test_files_of_the_system_that_say_they_are_empty(name: str) -> None:
    rows = Rows()
    assert scan([f"/proc/self/{name}"], sink=rows, workers=1).exit_status == 2
    assert rows.objects[name].status == "error"


def swapped(kind: str) -> Callable[[str], BinaryIO]:
    usual = local.open_file

    def act(path: str) -> BinaryIO:
        os.unlink(path)
        if kind == "FIFO":
            os.mkfifo(path)
        elif kind == "folder":
            os.mkdir(path)
        elif kind == "link to itself":
            os.symlink(path, path)
        elif kind == "link to a device":
            os.symlink("/dev/zero", path)
        return usual(path)

    return act


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("FIFO", "no longer a file"),
        ("folder", "no longer a file"),
        ("link to itself", "Too many levels of symbolic links"),
        ("link to a device", "no longer a file"),
        ("nothing", "No such file or directory"),
    ],
)
def test_a_file_that_is_another_thing_when_it_is_opened(
    folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str, reason: str
) -> None:
    opening(monkeypatch, swapped(kind))
    rows = scanned(folder)
    beside(rows)
    assert (rows.objects["bad"].status, rows.objects["bad"].reason) == ("error", reason)


class BadDisk(sqlite3.Connection):
    """A database whose disk fails at a commit."""

    left = 0

    def execute(self, statement: str, *values: Any) -> sqlite3.Cursor:
        if statement == "COMMIT":
            BadDisk.left -= 1
            if BadDisk.left < 0:
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorname = "SQLITE_IOERR_WRITE"
                raise error
        return super().execute(statement, *values)


@pytest.mark.parametrize("commits", [0, 1, 2, 3, 5])
def test_a_disk_that_fails_under_the_ledger(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, commits: int) -> None:
    (folder / "bad").unlink()
    for number in range(40):
        (folder / f"{number}-many.txt").write_bytes(hostile.planted(50))
    whole = scanned(folder).all
    monkeypatch.setattr("piiguard.scan.run.COMMIT", 0.0)
    usual = sqlite3.connect
    BadDisk.left = commits
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", lambda *args, **options: usual(*args, **options, factory=BadDisk))
        with pytest.raises(LedgerError, match="disk cannot be read or written"):
            scanned(folder, state=tmp_path / "state")
    assert scanned(folder, state=tmp_path / "state").all == whole, "the next run goes on from there"


def test_a_terminal_that_goes_away_under_the_report(folder: Path, tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    os.close(ours)  # from now on writing to it is an input/output error
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "piiguard", "scan", str(folder), "--format", "jsonl", "--state", str(tmp_path / "state")]
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, env=environment, check=False)
    os.close(theirs)
    assert done.returncode == 2
    assert "Input/output error" in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1
    assert scanned(folder, state=tmp_path / "state").all[-1]["findings"] == 4 * BESIDE
