"""Hostile files through a whole scan: each costs its own row, and nothing else; a report of them does nothing."""

from __future__ import annotations

import csv
import html.parser
import io
import json
import os
import stat
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import hostile
import pytest
from hostile_documents import DOCUMENTS

for _package in ("pyarrow", "pypdfium2", "PIL", "python_calamine", "fastavro"):
    pytest.importorskip(_package, reason=f"{_package} is not installed (piiguard[scan])")

ROOT = Path(__file__).resolve().parent.parent
MEMORY = 500_000_000  # bytes that a worker may hold
SECONDS = 240
ALL = hostile.ALWAYS + DOCUMENTS
NEIGHBOURS = ("0-before.txt", "z-after.txt")
VALUES = 3  # in each of them
FORMULA = tuple("=+-@\t\r＝＋－＠")  # what a spreadsheet takes for the beginning of a formula

# Runs the command line, and writes down who writes, connects or starts something, and what memory was held at most.
WATCHED = """
import json, os, resource, sys
log = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
NAMES = ("os.mkdir", "os.rename", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.utime", "sqlite3.connect",
         "socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn")
def say(*what):
    os.write(log, json.dumps(what, default=repr).encode() + b"\\n")
def heard(event, args):
    if event == "open":
        path, _, flags = args
        if not isinstance(path, int) and flags & WRITING:
            say(event, os.fsdecode(path))
    elif event in NAMES:
        say(event, *(os.fsdecode(arg) if isinstance(arg, (str, bytes, os.PathLike)) else repr(arg) for arg in args))
sys.addaudithook(heard)
from piiguard.__main__ import entry
try:
    entry()
finally:
    held = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    say("memory", int(held.split()[1]) * 1024, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""


class Run:
    """The command line, watched, in an empty folder and with an empty one for temporary files."""

    def __init__(self, base: Path, *arguments: str, status: int = 2, here: Path | None = None) -> None:
        self.here, self.temporary, log = here or base / "here", base / "tmp", base / "log"
        for folder in (self.here, self.temporary):
            folder.mkdir(parents=True, exist_ok=True)
        self.done = subprocess.run(
            [sys.executable, "-c", WATCHED, str(log), *arguments], cwd=self.here, stdin=subprocess.DEVNULL, timeout=SECONDS,
            env={**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(self.temporary)}, capture_output=True, check=False,
        )  # fmt: skip
        assert self.done.returncode == status, self.done.stderr.decode()
        said = [json.loads(line) for line in log.read_text().splitlines()]
        self.parent, self.worker = next(line[1:] for line in said if line[0] == "memory")
        self.events = [line for line in said if line[0] != "memory"]


class Estate:
    """A folder a hostile file, with two innocent ones beside it; and what came of a scan of them."""

    def __init__(self, base: Path) -> None:
        self.root = base / "in"
        for item in ALL:
            folder = self.root / item.name.replace(".", "-")
            folder.mkdir(parents=True)
            item.write(folder)
            for name in NEIGHBOURS:
                (folder / name).write_bytes(hostile.planted(VALUES))
        names = self.root / "names"
        names.mkdir()
        for name in hostile.NAMES:
            Path(os.fsdecode(os.fsencode(names) + b"/" + name)).write_bytes(hostile.planted())
        self.before = tree(self.root)
        self.state = base / "state"
        self.run = Run(base, "scan", str(self.root), "--workers", "2", "--state", str(self.state), "-o", str(base / "r.jsonl"))
        self.report = (base / "r.jsonl").read_bytes()
        rows = [json.loads(line) for line in self.report.splitlines()]
        self.objects = {row["uri"]: row for row in rows if row["row"] == "object"}
        self.findings = Counter(row["uri"] for row in rows if row["row"] == "finding")


def tree(root: Path) -> dict[str, tuple[int, int, int]]:
    """All there is below a folder, with size and times; what is too deep to be reached is not looked at."""
    found = {}
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            at = os.lstat(os.path.join(folder, name))
            found[os.path.join(folder, name)] = (at.st_size, at.st_mtime_ns, stat.S_IFMT(at.st_mode))
        folders[:] = [name for name in folders if len(folder) + len(name) < 3000]
    return found


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Estate:
    return Estate(tmp_path_factory.mktemp("hostile"))


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.name)
def test_rows_of_a_hostile_file(estate: Estate, item: hostile.Hostile) -> None:
    path = str(estate.root / item.name.replace(".", "-") / item.name)
    for inside, want in item.rows.items():
        row = estate.objects[path + inside]
        assert hostile.matches(row, want), row
    assert sum(count for uri, count in estate.findings.items() if uri.startswith(path)) == item.finds


@pytest.mark.parametrize("item", ALL, ids=lambda item: item.name)
def test_the_files_beside_it_are_read(estate: Estate, item: hostile.Hostile) -> None:
    for name in NEIGHBOURS:
        uri = str(estate.root / item.name.replace(".", "-") / name)
        assert estate.objects[uri]["status"] == "scanned"
        assert estate.findings[uri] == VALUES


def test_memory(estate: Estate) -> None:
    assert 20_000_000 < estate.run.worker < MEMORY
    assert estate.run.parent < MEMORY


def test_nothing_is_written_elsewhere(estate: Estate) -> None:
    mine = [str(path) for path in (estate.run.temporary, estate.state, estate.root.parent / "r.jsonl", Path(os.devnull))]
    mine += [str(estate.root.parent / ".piiguard-"), os.environ.get("PIIGUARD_CACHE", "/nowhere")]
    outside = [event for event in estate.run.events if not event[1].removeprefix("file:").startswith(tuple(mine))]
    assert outside == []
    assert os.listdir(estate.run.here) == os.listdir(estate.run.temporary) == []
    assert tree(estate.root) == estate.before


def test_files_with_names_that_do_something_are_read(estate: Estate) -> None:
    names = [row for uri, row in estate.objects.items() if uri.startswith(f"{estate.root}/names/")]
    assert len(names) == len(hostile.NAMES)
    assert {row["status"] for row in names} == {"scanned"}
    assert all(estate.findings[row["uri"]] == 1 for row in names)
    assert any("\\xff\\xfe" in row["uri"] for row in names)
    assert any("\\u202e" in row["uri"] for row in names)


def test_a_formula_given_by_itself_is_text_in_a_table(estate: Estate, tmp_path: Path) -> None:
    names = [name for name in map(os.fsdecode, hostile.NAMES) if name[0] in "=+-@\t＝"]
    run = Run(tmp_path, "scan", "--format", "csv", "--", *names, status=1, here=estate.root / "names")
    cells = [cell for row in csv.reader(io.StringIO(run.done.stdout.decode("utf-8-sig"), newline="")) for cell in row]
    assert {f"'{name}" for name in names if name.isprintable()} <= set(cells)
    assert not [cell for cell in cells if cell.lstrip(" ")[:1] in FORMULA]


class Page(html.parser.HTMLParser):
    """Elements and attributes of a page, and the text of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.scripts: list[str] = []
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {tag, *(f"{name}=" for name, _ in attrs)}
        self._in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts.append(data)


@pytest.mark.parametrize("kind", ["jsonl", "csv", "sarif", "html", "table"])
def test_reports_do_nothing(estate: Estate, tmp_path: Path, kind: str) -> None:
    report = tmp_path / "report"
    Run(tmp_path, "report", str(estate.state), "--format", kind, "-o", str(report), status=0)
    text = report.read_bytes().decode("utf-8-sig" if kind == "csv" else "utf-8")
    assert "alert(1)" in text or kind == "table"  # which shows so many objects only
    odd = {char for char in text if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")}
    assert odd <= ({"\n", "\r"} if kind == "csv" else {"\n"}), odd
    if kind == "csv":
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert not [cell for cell in cells if cell.lstrip(" ")[:1] in FORMULA]
    elif kind == "sarif":
        uris = [at["physicalLocation"]["artifactLocation"]["uri"] for at in _places(json.loads(text))]
        assert any("%3Cimg%20src" in uri for uri in uris)
        assert not [uri for uri in uris if not uri.isascii() or not uri.isprintable() or set(uri) & set(' <>"`\\')]
    elif kind == "html":
        page = Page(text)
        assert not {tag for tag in page.found if tag.startswith("on")} | page.found & {"img", "iframe", "object", "embed", "base", "link"}
        assert not [script for script in page.scripts if "alert" in script]


def _places(log: dict[str, Any]) -> list[dict[str, Any]]:
    return [at for run in log["runs"] for result in run["results"] for at in result["locations"]]
