"""Ignore files: what they name is a row that says by which line, never missing, and never too much."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from piiguard.sources import Entry, open_source
from piiguard.sources._ignore import NAME


def rows(folder: Path, *, ignore: bool = True) -> dict[str, Entry]:
    found = list(open_source(str(folder), ignore=ignore).entries())
    named = {entry.name: entry for entry in found}
    assert len(named) == len(found)
    return named


def read(found: dict[str, Entry]) -> set[str]:
    return {name for name, entry in found.items() if entry.status is None}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("a.txt", "a.log", "keep.log", "build/x.txt", "sub/b.log", "sub/keep.log", "sub/deep/c.log", "子/文 件.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("好")
    return tmp_path


def test_lines_hold_below_their_folder_and_deeper_ones_go_first(tree: Path) -> None:
    (tree / NAME).write_text("# notes\n\n*.log\n!keep.log\nbuild/\n/子/文 件.txt\n")
    (tree / "sub" / NAME).write_bytes(b"\xef\xbb\xbfkeep.log\r\n!deep/*.log\r\n")
    found = rows(tree)
    assert read(found) == {"a.txt", "keep.log", "sub/deep/c.log", NAME, f"sub/{NAME}"}
    assert "build/x.txt" not in found, "a folder that is ignored is one row"
    reasons = {name: entry.reason for name, entry in found.items() if entry.status}
    assert reasons == {
        "a.log": f"ignored by {NAME}, line 3",
        "sub/b.log": f"ignored by ../{NAME}, line 3",
        "sub/keep.log": f"ignored by {NAME}, line 1",
        "build": f"folder ignored by {NAME}, line 5",
        "子/文 件.txt": f"ignored by ../{NAME}, line 6",
    }
    assert all(entry.harmless and entry.status == "skipped" for entry in found.values() if entry.status)


def test_it_can_be_turned_off(tree: Path) -> None:
    (tree / NAME).write_text("*\n")
    assert read(rows(tree)) == set()
    assert len(read(rows(tree, ignore=False))) == 9


def test_a_file_given_by_itself_is_read(tree: Path) -> None:
    (tree / NAME).write_text("*\n")
    (entry,) = open_source(str(tree / "a.txt")).entries()
    assert entry.status is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("*.log\n!\n", "line 2 is no pattern"),
        ("*a*a*a*a*b\n", "line 1 has more than 4 wildcards"),
        ("x" * 70_000, "it is larger than 65536 bytes"),
    ],
)
def test_what_cannot_be_used_hides_nothing(tree: Path, content: str, reason: str) -> None:
    (tree / NAME).write_text(content)
    found = rows(tree)
    assert len(read(found)) == 8
    assert (found[NAME].status, found[NAME].reason) == ("error", f"ignore file not used: {reason}")
    assert not found[NAME].harmless


def test_a_link_is_no_ignore_file(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "lines"
    outside.write_text("*\n")
    (tree / NAME).symlink_to(outside)
    found = rows(tree)
    assert len(read(found)) == 8
    assert found[NAME].reason == "ignore file not used: it is a link"


def test_a_fifo_of_that_name_does_not_hang(tree: Path) -> None:
    os.mkfifo(tree / NAME)
    found = rows(tree)
    assert len(read(found)) == 8
    assert found[NAME].reason == "ignore file not used: no longer a file"
