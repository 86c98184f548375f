"""What is published is the same bytes wherever and whenever it is built."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import tarfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("release", ROOT / "tools" / "release.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sums(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_a_build_is_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    """From another folder, with files of another age and mode, and with a cache lying around."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1750000000")
    release, other = tool(), tmp_path / "other place"
    for name in ("piiguard", "recognizers", "cli"):
        shutil.copytree(ROOT / name, other / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, other)
    for path in sorted(other.rglob("*.py"))[::3]:
        os.utime(path, (1_000_000_000, 1_000_000_000))
        path.chmod(0o600)
    (other / "piiguard" / "__pycache__").mkdir()
    (other / "piiguard" / "__pycache__" / "left.pyc").write_bytes(b"left")
    assert release.build(tmp_path / "one", ROOT) == 0
    assert release.build(tmp_path / "two", other) == 0
    one = sums(tmp_path / "one")
    assert one == sums(tmp_path / "two")
    assert [Path(name).suffix for name in sorted(one)] == ["", ".whl", ".gz"]
    assert (tmp_path / "one" / "SHA256SUMS").read_text() == "".join(
        f"{one[name]}  {name}\n" for name in sorted(one) if name != "SHA256SUMS"
    )
    with tarfile.open(next((tmp_path / "one").glob("*.tar.gz"))) as archive:
        members = archive.getmembers()
    assert {member.mtime for member in members} == {1750000000}
    assert {(member.uid, member.gid, member.uname, member.gname) for member in members} == {(0, 0, "", "")}
    assert {member.mode for member in members} == {0o755, 0o644}
    capfd.readouterr()


def test_pythons_are_the_oldest_and_the_newest() -> None:
    found = tool().pythons()
    assert 1 <= len(found) <= 2
    assert all(Path(python).exists() for python in found)


@pytest.mark.parametrize("found", [["old", "new"], ["only"]])
def test_each_file_is_tried_on_each_python(
    found: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """And where there is one Python only, that is said."""
    release = tool()
    for name in ("piiguard-1.tar.gz", "piiguard-1-py3-none-any.whl"):
        (tmp_path / name).touch()
    done: list[tuple[str, ...]] = []
    monkeypatch.setattr(release, "pythons", lambda: found)
    monkeypatch.setattr(release, "_bare", lambda python, place: python)
    monkeypatch.setattr(release, "_install", lambda python, file: done.append((python, file.suffix)))
    monkeypatch.setattr(release, "_sbom", lambda python, target: done.append((python, target.name)))
    monkeypatch.setattr(release.subprocess, "run", lambda words, check: release.subprocess.CompletedProcess(words, words[0] == "new"))
    assert release.check(tmp_path) == int("new" in found)
    expected = [(python, suffix) for python in found for suffix in (".gz", ".whl")]
    expected.insert(2, (found[0], "piiguard-1.cdx.json"))
    assert done == expected
    assert ("Only one of Python" in capsys.readouterr().out) == (len(found) == 1)
