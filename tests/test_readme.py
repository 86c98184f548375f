"""What the pages show is what happens: transcripts, sessions, tables of examples, numbers of candidates."""

from __future__ import annotations

import importlib
import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

import piiguard
import piiguard.cli._group
from piiguard.recognizers import BUILTIN

ROOT = Path(__file__).resolve().parent.parent
LABELS = {recognizer.entity_type: recognizer.labels[0] for recognizer in BUILTIN}
READMES = ("README.md", "README.zh-CN.md")


def script(name: str) -> ModuleType:
    """A script of docs/ as a module; the folder is no package."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


transcripts = script("transcripts")


@pytest.mark.skipif(shutil.which("bash") is None, reason="transcripts are run by bash")
@pytest.mark.parametrize("page", transcripts.PAGES, ids=lambda page: page.name)
def test_transcripts_are_real(page: Path) -> None:
    """Outputs shown in ``console`` and ``>>>`` blocks are the real ones."""
    found = transcripts.difference(page)
    assert not found, f"python docs/transcripts.py --write puts this right, if it is right:\n{found}"


@pytest.mark.parametrize("page", [page for page in transcripts.PAGES if page.name != "spark.md"], ids=lambda page: page.name)
def test_python_blocks_are_sessions(page: Path) -> None:
    """No block of Python stands there that nobody runs; those of spark.md are run by tests/test_spark.py on a cluster."""
    blocks = re.findall(r"(?ms)^```python\n(.*?)^```", page.read_text("utf-8"))
    assert all(block.startswith(">>> ") for block in blocks)


@pytest.mark.parametrize("name", READMES)
def test_the_table_of_types(name: str) -> None:
    """One row a recognizer, its example masked as the default policy masks it."""
    rows = re.findall(r"(?m)^\| `([A-Z_]+)` \|.*\| `([^`]+)` \| `([^`]+)` \|$", (ROOT / name).read_text("utf-8"))
    assert {row[0] for row in rows} == set(LABELS)
    guard = piiguard.Guard()
    for entity_type, example, masked in rows:
        assert guard.process(example, label=LABELS[entity_type]).text == masked


def test_both_readmes_show_the_same() -> None:
    """The translation has the same sections, sessions, commands and links."""
    pages = [(ROOT / name).read_text("utf-8") for name in READMES]
    for pattern in (r"(?m)^(#+) ", r"(?m)^>>> (.*)$", r"(?m)^\$ (\w+)", r"\]\((?:docs/zh/|docs/)((?!images/)[^)]+)\)", r"(<!-- bench:\w+ -->)"):
        first, second = (re.findall(pattern, page) for page in pages)
        assert sorted(first) == sorted(second), pattern


def test_the_chinese_readme_leads_to_chinese_pages() -> None:
    """To an English page only where there is no Chinese one."""
    linked = re.findall(r"\]\(docs/([a-z-]+\.md)", (ROOT / "README.zh-CN.md").read_text("utf-8"))
    assert linked, "the pages without a Chinese one"
    assert not [name for name in linked if (ROOT / "docs" / "zh" / name).exists()]


def test_the_masks_leave_what_the_page_says() -> None:
    """docs/masking.md: the examples are real and the candidates those that residual.py counts."""
    residual = script("residual")
    page = (ROOT / "docs" / "masking.md").read_text("utf-8")
    cells = r"(?m)^\| ([A-Z_]+)(, [^|]+)? \| `([^`]+)` \| ([^|]+) \| `([^`]+)` \| ([^|]+) \|"
    shown = {kind + form: masks for kind, form, *masks in re.findall(cells, page)}
    guards = [piiguard.Guard(piiguard.Policy.builtin(name)) for name in ("default", "display")]
    assert list(shown) == [name for name, _, _ in residual.rows()]
    for name, *left in residual.rows():
        masks = shown[name]
        assert masks[1::2] == left, name
        examples = [residual.EXAMPLES.get(name) or next(r.example for r in BUILTIN if r.entity_type == name)]
        label = LABELS[name.partition(",")[0]]
        assert masks[::2] == [guard.process(example, label=label).text for guard in guards for example in examples], name
    assert f"{residual.id_card_6_4():,} candidates" in page


def test_the_tree_of_errors() -> None:
    """docs/architecture.md draws every exception a command or library call raises on purpose."""
    for name in piiguard.cli._group.COMMANDS.values():
        importlib.import_module(f"piiguard.cli.{name}")
    drawn = re.findall(r"(?m)^[│├└─ ]*(\w+Error)\b", (ROOT / "docs" / "architecture.md").read_text("utf-8"))
    waiting, there = [piiguard.PiiguardError], set()
    while waiting:
        error = waiting.pop()
        if error.__module__.startswith("piiguard."):
            there.add(error.__name__)
        waiting += error.__subclasses__()
    assert sorted(drawn) == sorted(there)
