"""What every source must do (docs/sources.md): one suite, inherited by the tests of each scheme.

A test file gives a ``shelf`` fixture: a place to put objects in, and the target and secrets that lead there.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

import pytest

from piiguard.sources import ChangedError, Entry, Source, SourceError, open_source
from piiguard.sources.source import Secrets

NAMES = (
    "plain.txt", "sub/deep/er/x.txt", "sub/plain.txt", "空 文/保单.txt", "quo\"te'.txt", "a%20b+c?#&.txt",
    "..hidden", "<x>&amp;.csv", "line\nbreak.txt", "tab\t.txt", "e\u0301.txt", "=1+1.csv", "-rf", "$(x);`y`",
)  # fmt: skip

OTHER_PROCESS = """
import hashlib, json, sys
from piiguard.sources import Entry, open_source
given = json.load(sys.stdin)
source = open_source(given["target"], given["secrets"])
entry = Entry(given["uri"], given["name"], size=given["size"], version=given["version"])
with source.open(entry) as opened:
    print(hashlib.sha256(opened.stream.read()).hexdigest(), opened.changed())
source.close()
"""


class Shelf(Protocol):
    """Where a test puts objects. ``names`` are hostile names this server can hold."""

    target: str
    secrets: Secrets
    names: tuple[str, ...]

    def put(self, name: str, content: bytes) -> None:
        """Write an object, also over an existing one."""

    def deny(self, name: str) -> None:
        """From now on this object may be listed and not read."""

    def missing(self) -> list[str]:
        """Targets that lead nowhere."""

    def wrong(self) -> Mapping[str, str] | None:
        """Secrets of nobody; None where there is no login."""


class InFolder:
    """The half of a shelf whose objects are files of this machine, whoever serves them."""

    folder: Path

    def put(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def deny(self, name: str) -> None:
        (self.folder / name).chmod(0)


def content(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def entry_of(source: Source, name: str) -> Entry:
    (found,) = [entry for entry in source.entries() if entry.name == name]
    return found


class SourceSuite:
    """Inherit and give ``shelf``."""

    @pytest.fixture
    def source(self, shelf: Shelf) -> Iterator[Source]:
        source = open_source(shelf.target, shelf.secrets)
        yield source
        source.close()

    def test_the_listing_is_complete_and_unique(self, shelf: Shelf, source: Source) -> None:
        contents = {name: os.fsencode(name) for name in (*shelf.names, *(f"many/{number:03d}" for number in range(60)))}
        for name, inner in contents.items():
            shelf.put(name, inner)
        found = list(source.entries())
        assert sorted(entry.name for entry in found) == sorted(contents)
        assert len({entry.uri for entry in found}) == len(found)
        for entry in found:
            assert (entry.status, entry.kind, entry.reason) == (None, "file", "")
            assert entry.size == len(contents[entry.name])
            assert entry.version
            with source.open(entry) as opened:
                assert opened.stream.read() == contents[entry.name], entry.name
                assert not opened.changed()

    def test_listed_twice_it_is_the_same(self, shelf: Shelf, source: Source) -> None:
        for number in range(10):
            shelf.put(f"x/{number}", content(number))
        first, second = ([(e.uri, e.name, e.size, e.version) for e in source.entries()] for _ in range(2))
        assert sorted(first) == sorted(second)

    def test_an_empty_object(self, shelf: Shelf, source: Source) -> None:
        shelf.put("empty", b"")
        with source.open(entry_of(source, "empty")) as opened:
            assert opened.stream.read() == b""
            assert opened.stream.seek(0, 2) == 0
            assert not opened.changed()

    def test_a_large_object_seeks(self, shelf: Shelf, source: Source) -> None:
        data = content(5_000_011)
        shelf.put("large", data)
        entry = entry_of(source, "large")
        assert entry.size == len(data)
        with source.open(entry) as opened:
            stream = opened.stream
            assert stream.read(4) == data[:4]
            assert stream.seek(-22, 2) == len(data) - 22
            assert stream.read() == data[-22:]
            choose = random.Random(2)
            for _ in range(12):
                at, size = choose.randrange(len(data)), choose.choice((1, 4096, 1_500_000))
                stream.seek(at)
                assert stream.tell() == at
                assert stream.read(size) == data[at : at + size]
            stream.seek(0)
            assert b"".join(iter(lambda: stream.read(65_536), b"")) == data
            stream.seek(len(data) + 10)
            assert stream.read(1) == b""
            assert not opened.changed()

    @pytest.mark.parametrize("size", [3_000, 5_000_000])
    def test_a_change_while_reading_is_seen(self, shelf: Shelf, source: Source, size: int) -> None:
        """What is read is of one version, or is said not to be."""
        old, new = content(size), content(size + 1, seed=2)
        shelf.put("x", old)
        entry = entry_of(source, "x")
        with source.open(entry) as opened:
            data = opened.stream.read(1_000)
            shelf.put("x", new)
            try:
                data += opened.stream.read()
                changed = opened.changed()
            except ChangedError:
                changed = opened.changed()
                assert changed
        assert changed or data == old

    def test_a_change_before_reading_is_read(self, shelf: Shelf, source: Source) -> None:
        shelf.put("x", b"old")
        entry = entry_of(source, "x")
        shelf.put("x", b"newer")
        with source.open(entry) as opened:
            assert opened.stream.read() == b"newer"
            assert not opened.changed()
        assert entry_of(source, "x").version != entry.version

    def test_one_object_is_a_target(self, shelf: Shelf) -> None:
        shelf.put("sub/one.txt", b"1")
        shelf.put("sub/one.txt.old", b"2")
        source = open_source(self.below(shelf, "sub/one.txt"), shelf.secrets)
        (entry,) = source.entries()
        with source.open(entry) as opened:
            assert opened.stream.read() == b"1"

    def test_a_folder_is_a_target(self, shelf: Shelf) -> None:
        for name in ("sub/a", "sub/in/b", "sub2/c", "d"):
            shelf.put(name, b"x")
        source = open_source(self.below(shelf, "sub"), shelf.secrets)
        assert sorted(entry.name for entry in source.entries()) == ["a", "in/b"]

    def below(self, shelf: Shelf, name: str) -> str:
        """The target of something below the shelf's; query parameters stay at the end."""
        path, mark, query = shelf.target.partition("?")
        return f"{path.rstrip('/')}/{name}{mark}{query}"

    def test_what_may_not_be_read_says_so(self, shelf: Shelf, source: Source) -> None:
        shelf.put("open", b"x")
        shelf.put("closed", b"y")
        shelf.deny("closed")
        found = {entry.name: entry for entry in source.entries()}
        assert sorted(found) == ["closed", "open"]
        with pytest.raises(OSError, match=r"(?i)denied|refused") as failed, source.open(found["closed"]):
            pass
        assert failed.value.strerror
        with source.open(found["open"]) as opened:
            assert opened.stream.read() == b"x"

    def test_what_is_not_there_is_never_empty(self, shelf: Shelf) -> None:
        for target in shelf.missing():
            source = open_source(target, shelf.secrets)
            try:
                found = list(source.entries())
            except SourceError:
                continue
            assert [entry.status for entry in found] == ["error"], target
            assert found[0].reason
            assert not found[0].harmless

    def test_what_is_gone_is_an_error(self, shelf: Shelf, source: Source) -> None:
        shelf.put("x", b"x")
        entry = entry_of(source, "x")
        gone = Entry(entry.uri + "-gone", "x-gone", size=entry.size, version=entry.version)
        with pytest.raises(OSError, match=r".") as failed, source.open(gone):
            pass
        assert failed.value.strerror
        assert "gone" not in str(failed.value)

    def test_a_refused_login_is_the_sources_error(self, shelf: Shelf) -> None:
        wrong = shelf.wrong()
        if wrong is None:
            pytest.skip("there is no login")
        shelf.put("x", b"x")
        with pytest.raises(SourceError, match="refused") as failed:
            list(open_source(shelf.target, wrong).entries())
        self.no_secret("".join(traceback.format_exception(failed.value)), wrong)

    def test_secrets_are_never_shown(self, shelf: Shelf, source: Source) -> None:
        if not shelf.secrets:
            pytest.skip("it takes no secrets")
        shelf.put("x", b"x")
        shelf.put("closed", b"x")
        shelf.deny("closed")
        shown = [repr(source), source.target]
        for entry in source.entries():
            shown += [entry.uri, entry.name, entry.version, entry.reason, repr(entry)]
            try:
                with source.open(entry) as opened:
                    shown += [repr(opened), repr(opened.stream)]
            except OSError as error:
                shown += traceback.format_exception(error)
        self.no_secret("\n".join(shown), shelf.secrets)

    def no_secret(self, text: str, secrets: Secrets) -> None:
        assert text
        assert all(secrets.values())
        assert not [name for name, value in secrets.items() if value in text]

    def test_another_process_reads_from_the_target(self, shelf: Shelf, source: Source) -> None:
        name = shelf.names[-1]
        data = content(70_000)
        shelf.put(name, data)
        entry = entry_of(source, name)
        given = {"target": source.target, "secrets": dict(shelf.secrets), "uri": entry.uri, "name": entry.name}
        done = subprocess.run(
            [sys.executable, "-c", OTHER_PROCESS], input=json.dumps({**given, "size": entry.size, "version": entry.version}),
            capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
        assert done.stdout.split() == [hashlib.sha256(data).hexdigest(), "False"]
