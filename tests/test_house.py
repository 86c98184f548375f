"""House rules a machine can check: sizes, the three touches of a recognizer, docstrings, no machine paths."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import piiguard
from piiguard.recognizers import BUILTIN
from piiguard.spec import validate

ROOT = Path(__file__).resolve().parent.parent
MODULE_LINES = 300
FUNCTION_LINES = 60  # the aim is 40
RECOGNIZERS = ROOT / "recognizers"
VECTORS = ROOT / "tests" / "vectors"
TEXT = {".py", ".md", ".toml", ".sh", ".yml", ".yaml", ".json", ".cfg", ".txt", ""}
SKIPPED = {"build", "dist", "out", "__pycache__"}


def sources() -> list[Path]:
    """The package's own modules; the symlinks inside piiguard/ are not walked twice."""
    found = []
    for folder in ("piiguard", "recognizers", "cli"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            inside = path.relative_to(ROOT / folder).parts
            linked = folder == "piiguard" and inside[0] in ("recognizers", "cli")
            if not linked and "_tables" not in inside:
                found.append(path)
    return found


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", sources(), ids=name)
def test_sizes(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") < MODULE_LINES, f"{name(path)} has {text.count(chr(10))} lines: split it"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            size = (node.end_lineno or node.lineno) - node.lineno + 1
            assert size < FUNCTION_LINES, f"{name(path)}:{node.lineno} {node.name} has {size} lines"


@pytest.mark.parametrize("path", sources(), ids=name)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{name(path)} has no docstring"


def listed() -> set[str]:
    """Names that recognizers/__init__.py mentions: imports and string constants."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((RECOGNIZERS / "__init__.py").read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names.update([(node.module or "").rsplit(".", 1)[-1], *(alias.name for alias in node.names)])
        elif isinstance(node, ast.Import):
            names.update(alias.name.rsplit(".", 1)[-1] for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.update(node.value.split())
    return names


def test_three_touches() -> None:
    """A recognizer is its file, its name in recognizers/__init__.py and its vectors; none of them alone."""
    files = {path.stem for path in RECOGNIZERS.glob("*.py") if not path.stem.startswith("_")}
    vectors = {path.stem for path in VECTORS.glob("*.toml")}
    mentioned = listed()
    missing = [f"{stem}: recognizers/{stem}.py" for stem in sorted(vectors - files)]
    unnamed = sorted((files | vectors) - mentioned)
    missing += [f"{stem}: its name in recognizers/__init__.py" for stem in unnamed]
    missing += [f"{stem}: tests/vectors/{stem}.toml" for stem in sorted(files - vectors)]
    assert not missing, "a recognizer takes three touches; missing are\n" + "\n".join(missing)


def test_every_builtin_has_vectors_and_a_full_card() -> None:
    """The entity types of the vector files and of BUILTIN are the same, and each value is fully described."""
    declared = {tomllib.loads(path.read_text("utf-8"))["entity_type"] for path in VECTORS.glob("*.toml")}
    listed_types = {recognizer.entity_type for recognizer in BUILTIN}
    assert listed_types == declared, f"only in BUILTIN or only with vectors: {sorted(listed_types ^ declared)}"
    for recognizer in BUILTIN:
        assert recognizer.level in ("C1", "C2", "C3"), recognizer.entity_type
        for field in ("title_en", "title_zh", "standard", "example"):
            assert getattr(recognizer, field), f"{recognizer.entity_type} has no {field}"


@pytest.mark.parametrize("recognizer", BUILTIN, ids=lambda recognizer: recognizer.entity_type)
def test_every_builtin_keeps_the_rules_of_a_recognizer(recognizer: piiguard.Recognizer) -> None:
    """Built-in recognizers are not checked at every start (``spec.builtin``); they are checked here."""
    validate(recognizer)
    assert recognizer.labels, f"{recognizer.entity_type} has no label words"
    assert len({pattern.name for pattern in recognizer.patterns}) == len(recognizer.patterns)


def test_every_example_is_found() -> None:
    """The example a recognizer shows to people is one it finds, bare or behind its first label."""
    guard = piiguard.Guard()
    for recognizer in guard.recognizers:
        example, label = recognizer.example, recognizer.labels[0] if recognizer.labels else ""
        texts = (example, f"{label}：{example}")
        types = {finding.entity_type for text in texts for finding in guard.find(text)}
        assert recognizer.entity_type in types, f"{recognizer.entity_type}: its own example is not found"


@pytest.mark.parametrize("public", sorted(piiguard.__all__))
def test_public_names_are_documented(public: str) -> None:
    value = getattr(piiguard, public)
    if not (inspect.isclass(value) or callable(value)):
        return
    assert (value.__doc__ or "").strip(), f"piiguard.{public} has no docstring"
    if inspect.isclass(value):
        own = [n for n, v in vars(value).items() if inspect.isfunction(v) and not n.startswith("_")]
        bare = [n for n in own if not inspect.getdoc(getattr(value, n))]
        assert not bare, f"piiguard.{public}: no docstring on {bare}"


def repository_files() -> Iterator[Path]:
    """Text files of the repository, without environments, caches and what was built."""
    for path in sorted(ROOT.iterdir()):
        if path.name in SKIPPED or path.name.endswith(".egg-info") or path.is_symlink():
            continue
        if path.is_dir() and (not path.name.startswith(".") or path.name in (".ci", ".github")):
            inner = (item for item in sorted(path.rglob("*")) if not SKIPPED & set(item.parts))
            yield from (item for item in inner if item.is_file() and item.suffix in TEXT)
        elif path.is_file() and path.suffix in TEXT:
            yield path


def test_no_machine_paths() -> None:
    """No file names a folder of the machine it was written on."""
    machine = re.compile(r"(?<![\w.:/])/(?:" + "|".join(["work", "tmp", "root", "home/[a-z]+"]) + r")/")
    hits = []
    for path in repository_files():
        lines = path.read_text("utf-8", errors="replace").splitlines()
        hits += [f"{name(path)}:{number}" for number, line in enumerate(lines, 1) if machine.search(line)]
    assert not hits, f"machine paths in {hits}"
