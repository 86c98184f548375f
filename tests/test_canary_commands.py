"""Commands with keys, each in a process of its own with folders of its own: its command line, what it says, and every byte it
leaves or keeps there hold neither a key nor a raw value.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from planted import PLANTED, assert_clean, ring

from piiguard import Guard, Policy
from piiguard.operators import KEYED
from piiguard.tokens import sealer


class Watched:
    """A command with a folder for temporary files, a home and a cache of its own, all of which are looked at."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.work, self.temp, self.home = (folder / name for name in ("work", "temp", "home"))
        for path in (self.work, self.temp, self.home):
            path.mkdir()
        self.keys = folder / "keys.json"
        ring().save(self.keys)
        self.cached = stamps()
        places = {"TMPDIR": str(self.temp), "HOME": str(self.home), "XDG_CACHE_HOME": str(self.home)}
        self.environment = {**os.environ, **places, "PIIGUARD_TEST_KEYS": self.keys.read_text(), **more}

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "piiguard", *arguments]
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=self.work, env=self.environment)

    def look(self, process: subprocess.Popen[bytes] | None, but: str = " ") -> None:
        """At command lines, names and bytes; ``but`` marks the files a user asked for."""
        if process is not None and process.poll() is None:
            for number in (process.pid, *children(process.pid)):
                with suppress(OSError):
                    assert_clean(Path(f"/proc/{number}/cmdline").read_bytes(), "a command line")
        left = [path for folder in (self.work, self.temp, self.home) for path in folder.rglob("*")]
        for path in [*left, *(path for path, stamp in stamps().items() if self.cached.get(path) != stamp)]:
            assert_clean(path.name, "a file's name")
            if path.is_file() and but not in path.name:
                with suppress(FileNotFoundError):
                    assert_clean(path.read_bytes(), f"{path.parent.name}/{path.name}")


def stamps() -> dict[Path, int]:
    """The compiled databases, which commands share, and when each was written."""
    return {path: path.stat().st_mtime_ns for path in Path(os.environ["PIIGUARD_CACHE"]).rglob("*")}


def children(process: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"PPid:\t{process}\n" in (folder / "status").read_text():
                found.append(int(folder.name))
    return found


proc = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="process lists are read from /proc")
TEXT = "\n".join(f"{kind} {value}，手机13912345678" for kind, value in PLANTED if "\n" not in value)


@proc
@pytest.mark.parametrize("operator", sorted(KEYED))
@pytest.mark.parametrize("source", ["file", "env", "command"])
def test_a_filter_with_keys_leaves_no_trace(tmp_path: Path, operator: str, source: str) -> None:
    watched = Watched(tmp_path)
    policy = tmp_path / "policy.toml"
    policy.write_text(f'version = 1\nname = "t"\ndefault = {{ operator = "{operator}" }}\n')
    where = {"file": str(watched.keys), "env": "env:PIIGUARD_TEST_KEYS", "command": f"command:cat {shlex.quote(str(watched.keys))}"}[source]
    process = watched.start("filter", "--policy", str(policy), "--keyring", where)
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("手机13912345678\n".encode())
    process.stdin.flush()
    first = process.stdout.readline()
    assert b"13912345678" not in first
    watched.look(process)
    rest, errors = process.communicate(TEXT.encode(), timeout=120)
    assert process.returncode == 0
    assert errors == b""
    assert b"13912345678" not in rest
    watched.look(None)


@proc
@pytest.mark.parametrize(
    "arguments",
    [
        ("mask", "in-chat.txt", "-o", "out.txt", "--policy", "POLICY", "--keyring", "KEYS"),
        ("scan", ".", "--policy", "POLICY", "--keyring", "KEYS", "--format", "jsonl"),
        ("restore", "in-tokens.txt", "--keyring", "KEYS", "--rekey", "-o", "out.txt"),
        ("restore", "in-cut.txt", "--keyring", "KEYS", "-o", "out.txt"),
        ("keys", "rotate", "KEYS"), ("keys", "list", "KEYS"), ("keys", "new", "out.json", "--passphrase"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_commands_with_keys_leave_no_trace(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Of what goes in nothing is copied elsewhere, kept half written, or said."""
    watched = Watched(tmp_path, PIIGUARD_PASSPHRASE="甲乙丙丁")
    policy = tmp_path / "policy.toml"
    policy.write_text('version = 1\nname = "t"\ndefault = { operator = "pseudonymize" }\n')
    masked = Guard(Policy.load(policy), ring()).mask(TEXT)
    for name, text in (("in-chat.txt", TEXT), ("in-tokens.txt", masked), ("in-cut.txt", masked[:-30])):
        (watched.work / name).write_text(text, encoding="utf-8")
    process = watched.start(*({"POLICY": str(policy), "KEYS": str(watched.keys)}.get(item, item) for item in arguments))
    while process.poll() is None:
        watched.look(process, but="in-chat")
        time.sleep(0.02)
    out, errors = process.communicate(timeout=120)
    assert process.returncode == {"scan": 1, "in-cut.txt": 2}.get(arguments[0] if arguments[0] == "scan" else arguments[1], 0), errors.decode()
    assert_clean(out + errors, "what the command said")
    watched.look(None, but="in-chat")
    left = {path.name for path in watched.work.iterdir()} - {"in-chat.txt", "in-tokens.txt", "in-cut.txt"}
    assert left == {item for item in arguments if item.startswith("out.")} - ({"out.txt"} if process.returncode else set())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "keys.json", "policy.toml", "temp", "work"]


@proc
def test_no_key_or_value_in_the_process_list_or_a_file_beside(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ring().save(path)
    kind, value = PLANTED[0]
    token = sealer(ring(), kind)(value)
    process = subprocess.Popen(
        [sys.executable, "-m", "piiguard", "restore", "--keyring", str(path), "-o", str(tmp_path / "out")],
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=dict(os.environ),
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(f"{token}\n".encode())
    process.stdin.flush()
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob(".piiguard-*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert_clean(Path(f"/proc/{process.pid}/cmdline").read_bytes(), "a command line")
    for half in tmp_path.glob(".piiguard-*"):
        assert half.stat().st_mode & 0o077 == 0
    process.stdin.write(token[:-5].encode() + b"\n")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert_clean(errors, "what the command said")
    assert sorted(item.name for item in tmp_path.iterdir()) == ["keys.json"]
