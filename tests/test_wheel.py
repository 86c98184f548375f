"""The built wheel and sdist: everything is in them, and nothing lands at the top level but piiguard.

The wheel is built from the sdist, as an installer without wheels would do it, so one
build proves both.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# folder at the top of the repository -> its name when installed
ROOMS = {"piiguard": "piiguard", "recognizers": "piiguard/recognizers", "cli": "piiguard/cli"}
FILES = ("pyproject.toml", "README.md", "LICENSE")


def package_files() -> Iterator[str]:
    """Every file the wheel must hold, by its installed name."""
    for folder, installed in ROOMS.items():
        for path in sorted((ROOT / folder).rglob("*")):
            inside = path.relative_to(ROOT / folder)
            linked = folder == "piiguard" and inside.parts[0] in ("recognizers", "cli")
            if path.is_file() and not linked and "__pycache__" not in inside.parts:
                yield f"{installed}/{inside.as_posix()}"


def clean_environment(**extra: str) -> dict[str, str]:
    """The environment without PYTHONPATH, which would let the checkout answer for the wheel."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | extra


def run(*command: str, cwd: Path, **extra: str) -> str:
    """Run Python with ``command``; its output, or a failure that shows what it said."""
    done = subprocess.run(
        [sys.executable, *command], cwd=cwd, env=clean_environment(**extra), capture_output=True, text=True
    )
    assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one sdist and the wheel built from it. The checkout itself is not touched."""
    source = tmp_path_factory.mktemp("source")
    for folder in ROOMS:
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, source / folder, symlinks=True, ignore=ignore)
    for name in FILES:
        shutil.copy(ROOT / name, source)
    out = tmp_path_factory.mktemp("dist")
    run("-m", "build", "--no-isolation", "--outdir", str(out), str(source), cwd=source)
    return out


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (path,) = built.glob("piiguard-*.whl")
    return path


def test_every_file_is_in_the_wheel(wheel: Path) -> None:
    """A new subpackage that is not listed under tool.setuptools.packages fails here."""
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    wanted = set(package_files())
    assert not wanted - names, f"list in pyproject.toml [tool.setuptools]: {sorted(wanted - names)}"
    assert not names - wanted, f"should not be in the wheel: {sorted(names - wanted)}"
    assert {"piiguard/__init__.py", "piiguard/recognizers/__init__.py", "piiguard/cli/__init__.py"} <= names
    assert "piiguard/py.typed" in names


def test_only_piiguard_at_the_top_level(wheel: Path) -> None:
    """A host service has its own ``cli``; installing piiguard must not shadow it."""
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert tops == {"piiguard", wheel.name.split("-py3")[0] + ".dist-info"}


def test_metadata(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    info = wheel.name.split("-py3")[0] + ".dist-info/"
    metadata = archive.read(info + "METADATA").decode()
    assert info + "licenses/LICENSE" in archive.namelist()
    assert "License-Expression: Apache-2.0" in metadata
    needed = set(re.findall(r"(?m)^Requires-Dist: ([\w-]+)(?!.*extra ==)", metadata))
    assert needed == {"click", "cryptography", "hyperscan", "presidio-analyzer", "presidio-anonymizer", "pathspec"}
    assert "piiguard = piiguard.__main__:entry" in archive.read(info + "entry_points.txt").decode()


def test_sdist_holds_the_sources(built: Path) -> None:
    (path,) = built.glob("piiguard-*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert set(FILES) <= names
    assert {f"{folder}/__init__.py" for folder in ROOMS} | {"piiguard/py.typed"} <= names


def test_the_wheel_works_installed(wheel: Path, tmp_path: Path) -> None:
    """Installed alone, the wheel answers for itself and offers no top-level ``recognizers`` or ``cli``."""
    target = tmp_path / "site"
    pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index")
    run(*pip, "--target", str(target), str(wheel), cwd=tmp_path)
    program = (
        "import importlib.util, piiguard, piiguard.recognizers, piiguard.cli\n"
        "print(piiguard.recognizers.__file__, len(piiguard.recognizers.BUILTIN))\n"
        "print(importlib.util.find_spec('recognizers'), importlib.util.find_spec('cli'))\n"
        "print(piiguard.mask('ok'))\n"
    )
    where, absent, masked = run("-c", program, cwd=tmp_path, PYTHONPATH=str(target)).splitlines()
    path, count = where.rsplit(" ", 1)
    assert Path(path).is_relative_to(target)
    assert int(count) >= 17
    assert absent == "None None"
    assert masked == "ok"


def test_the_checkout_installs_nothing_else_at_the_top_level(tmp_path: Path) -> None:
    """Also in this environment, editable or not, no top-level ``recognizers`` or ``cli`` can be imported."""
    program = "import importlib.util as u; print(u.find_spec('recognizers'), u.find_spec('cli'))"
    assert run("-c", program, cwd=tmp_path).strip() == "None None"
