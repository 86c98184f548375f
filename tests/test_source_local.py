"""Files and folders as a source: the suite, and what only a file system has."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from source_suite import NAMES, InFolder, SourceSuite, entry_of

from piiguard.sources import SourceError, open_source
from piiguard.sources import local as module
from piiguard.sources._walk import Walk


class Folder(InFolder):
    secrets: Mapping[str, str] = {}
    names = (*NAMES, "\x1b[31mred", "back\\slash", " lead", "trail ", os.fsdecode(b"gbk-\xd6\xd0"))

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.target = str(folder)
        self.folder = folder
        self._patch = monkeypatch

    def deny(self, name: str) -> None:
        super().deny(name)
        if os.geteuid() == 0:  # whom no mode keeps out
            real, closed = module.open_file, str(self.folder / name)

            def refusing(path: str) -> Any:
                if path == closed:
                    raise PermissionError(13, "Permission denied", path)
                return real(path)

            self._patch.setattr(module, "open_file", refusing)

    def missing(self) -> list[str]:
        return [str(self.folder / "none"), f"file://{self.folder}/none"]

    def wrong(self) -> None:
        return None


class TestLocal(SourceSuite):
    @pytest.fixture
    def shelf(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
        return Folder(tmp_path, monkeypatch)


def test_a_file_url(tmp_path: Path) -> None:
    (tmp_path / "a b%.txt").write_text("x")
    (entry,) = open_source(f"file://{tmp_path}/a%20b%25.txt").entries()
    assert (entry.name, entry.uri) == ("a b%.txt", str(tmp_path / "a b%.txt"))
    for target in ("file://server/share", f"file://{tmp_path}/a?b"):
        with pytest.raises(SourceError):
            open_source(target)


def test_the_same_size_and_time_is_another_version(tmp_path: Path) -> None:
    """Who sets the time back after writing cannot set back the time of that."""
    path = tmp_path / "x"
    path.write_text("old")
    before, found = open_source(str(tmp_path)), path.stat()
    version = entry_of(before, "x").version
    path.write_text("new")
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert path.stat().st_mtime_ns == found.st_mtime_ns
    assert entry_of(before, "x").version != version


def test_a_file_put_in_the_place_of_another_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("old")
    source = open_source(str(tmp_path))
    with source.open(entry_of(source, "x")) as opened:
        assert opened.stream.read() == b"old"
        (tmp_path / "y").write_text("new")
        (tmp_path / "y").replace(path)
        assert opened.changed()


def test_a_folder_seen_twice_is_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a bind mount does it: another path, the same folder."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text("x")
    real, twin = os.lstat, os.stat(tmp_path / "one")
    monkeypatch.setattr(os, "lstat", lambda path: twin if os.path.basename(path) in ("one", "two") else real(path))
    found = {entry.name: entry for entry in open_source(str(tmp_path)).entries()}
    skipped = [entry for entry in found.values() if entry.status]
    assert [(entry.status, entry.reason, entry.harmless) for entry in skipped] == [
        ("skipped", "folder that is listed under another name", True)
    ]
    assert len(found) == 2


def test_links_are_told_from_listed_files(tmp_path: Path) -> None:
    """Also when more than one wave of links leads there, and from one target to the next."""
    inside, outside = tmp_path / "in", tmp_path / "out"
    (outside / "deep").mkdir(parents=True)
    inside.mkdir()
    (outside / "x").write_text("x")
    (outside / "deep" / "back").symlink_to(outside / "x")
    (outside / "deep" / "y").write_text("y")
    (inside / "a").symlink_to(outside / "deep")
    (inside / "b").symlink_to(outside / "x")
    (inside / "c").symlink_to(outside / "x")
    walk = Walk()
    found = {item.name: item for item in walk.target(str(inside))}
    assert sorted(name for name, item in found.items() if item.status is None) == ["a/y", "b"]
    assert found["c"].harmless
    assert found["a/back"].harmless
    assert [item.status for item in walk.target(str(outside / "deep"))] == []


def test_a_walk_keeps_no_object_for_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred thousand files in one folder: the walk holds an inode number for each, not its path."""
    folder, count = str(tmp_path), 100_000
    found = os.stat_result((0o100644, 0, 1, 1, 0, 0, 5, 0, 0, 0))

    class File:
        def __init__(self, number: int) -> None:
            self.name = f"{number:080d}"
            self.path = os.path.join(folder, self.name)

        def is_symlink(self) -> bool:
            return False

    @contextmanager
    def scandir(_: str) -> Iterator[Iterator[File]]:
        yield map(File, range(count))

    def lstat(path: str) -> os.stat_result:
        return os.stat_result((found.st_mode, int(path[-80:]), *found[2:]))

    monkeypatch.setattr(os, "scandir", scandir)
    monkeypatch.setattr(os, "lstat", lstat)
    tracemalloc.start()
    try:
        assert sum(entry.status is None for entry in open_source(folder).entries()) == count
        held = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert held < 20 * count
