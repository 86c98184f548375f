"""The documentation says what the code says: generated pages are fresh, links lead somewhere, rooms exist."""

from __future__ import annotations

import importlib.util
import re
import textwrap
from pathlib import Path
from types import ModuleType

import pytest

import piiguard
from piiguard.spec import validate

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").rglob("*.md")])


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """docs/build.py as a module; it stands outside the package."""
    spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_of_recognizers_is_fresh(build: ModuleType) -> None:
    written = (ROOT / "docs" / "recognizers.md").read_text("utf-8")
    assert written == build.recognizers_page(), "docs/recognizers.md is old: run `make docs`"


def test_every_command_and_option_is_documented(build: ModuleType) -> None:
    """Names only: how click lays out a help text differs from version to version."""
    written = (ROOT / "docs" / "cli.md").read_text("utf-8")
    sections = dict(re.findall(r"(?ms)^## ([a-z ]+)\n(.*?)(?=^## |\Z)", written))
    for name, text in build.walk(build.commands, "piiguard"):
        assert name in sections, f"docs/cli.md lacks {name!r}: run `make docs`"
        options = set(re.findall(r"(?m)^  (?:-\w, )?(--[a-z-]+)", text))
        missing = options - set(re.findall(r"--[a-z-]+", sections[name]))
        assert not missing, f"docs/cli.md lacks {sorted(missing)} of {name!r}: run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Relative links point at files of the repository."""
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    dead = [target for target in local if not (page.parent / target).exists()]
    assert not dead, f"{page.relative_to(ROOT)} links to {dead}"


def test_the_recognizer_in_contributing_works() -> None:
    """The example people copy from is a valid recognizer that finds its own example."""
    (block,) = re.findall(r"(?s)```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    room = {"__package__": "piiguard.recognizers", "__name__": "piiguard.recognizers.staff_number"}
    exec(compile(textwrap.dedent("   " + block.lstrip()), "CONTRIBUTING.md", "exec"), room)
    recognizer = room["RECOGNIZER"]
    assert isinstance(recognizer, piiguard.Recognizer)
    validate(recognizer)
    (finding,) = piiguard.Guard(recognizers=[recognizer]).find(f"工号{recognizer.example}")
    assert finding.entity_type == recognizer.entity_type


def test_the_tree_names_every_room() -> None:
    """docs/architecture.md has a line for each module and folder, and none for what is gone."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    tree = text.split("```")[3]
    named = set(re.findall(r"(?m)^  (\w+(?:\.py|/))", tree))
    entries = [path for path in (ROOT / "piiguard").iterdir() if not path.is_symlink()]
    public = [path for path in entries if not path.name.startswith("_")]
    there = {path.name for path in public if path.suffix == ".py"}
    there |= {f"{path.name}/" for path in public if path.is_dir() and any(path.glob("*.py"))}
    assert named == there, f"missing: {sorted(there - named)}; gone: {sorted(named - there)}"
