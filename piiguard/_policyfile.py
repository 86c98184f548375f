"""Policy files: reading one, what it inherits, and refusing whatever in it is not understood.

``extends`` names a built-in policy or a file beside this one. What the file says itself comes first: each table of
``[default]``, ``[entities.TYPE]`` and ``[purposes.NAME]`` replaces the inherited one whole, so that no rule is made of
two halves; recognizers are added. ``name`` and ``description`` are not inherited.
"""

from __future__ import annotations

from os.path import dirname, exists, join, realpath

from .errors import PolicyError, SpecError
from .policy import VERSION, Policy
from .spec import LABEL, Pattern, Recognizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_DEEPEST = 16
_TOP = {"version", "name", "description", "extends", "threshold", "default", "entities", "purposes", "recognizers"}
_KINDS = {
    "name": str, "description": str, "extends": str, "entities": dict, "default": dict, "purposes": dict, "recognizers": list,
}  # fmt: skip
_PURPOSE = {"description", "sees", "entities"}
_RECOGNIZER = {"entity_type", "patterns", "labels", "vetoes", "level", "title_en", "title_zh"}
_PATTERN = {"name", "regex", "score", "label_only"}


def read(path: str, chain: tuple[str, ...] = ()) -> dict[str, Any]:
    """The policy in a file with all it inherits.

    chain  the files that lead here by ``extends``, the first one first

    Raises:
        PolicyError: unreadable, not TOML, a key that is not known, or a circle of files.
    """
    import tomllib

    try:
        with open(path, "rb") as handle:
            data = tomllib.load(handle)
    except (OSError, ValueError) as error:
        if isinstance(error, tomllib.TOMLDecodeError):
            raise PolicyError(f"policy {path!r} is not TOML: {error}") from None
        if isinstance(error, UnicodeDecodeError):
            raise PolicyError(f"policy {path!r} is not UTF-8") from None
        what = error.strerror if isinstance(error, OSError) else "no such name"  # a name with a NUL in it
        raise PolicyError(f"cannot read policy {path!r}: {what}") from None
    try:
        return inherited(data, dirname(path), (*chain, realpath(path)))
    except PolicyError as error:
        raise PolicyError(f"policy {path!r}: {error}") from None


def inherited(data: Any, folder: str | None, chain: tuple[str, ...] = ()) -> dict[str, Any]:
    """A policy's tables with those it inherits.

    folder  where the file of ``data`` lies; None if it is no file, which may extend built-in policies only
    """
    check_top(data)
    if "extends" not in data:
        return dict(data)
    from ._policies import NAMES

    name: str = data["extends"]
    plain = name.replace("-", "").replace("_", "").isalnum()
    path = join(folder or "", name)
    if name in NAMES:
        base = builtin(name)
    elif plain and (folder is None or not exists(path)):
        from .operators import suggest

        raise PolicyError(f"extends: no built-in policy {name!r}{suggest(name, NAMES)}")
    elif folder is None:
        raise PolicyError("extends: only a policy in a file may extend another file")
    else:
        base = _sound(path, name, chain)
    return _over(base, data)


def builtin(name: str) -> dict[str, Any]:
    """A built-in policy with its purposes."""
    from ._policies import tables
    from ._purposes import TABLES

    return {**tables(name), "purposes": TABLES}


def _sound(path: str, name: str, chain: tuple[str, ...]) -> dict[str, Any]:
    """The policy in a file that another one extends as ``name``; it has to be sound by itself."""
    if "\0" not in path and realpath(path) in chain:
        raise PolicyError(f"extends: {name!r} extends this file in turn: policies may not go in circles")
    if len(chain) >= _DEEPEST:
        raise PolicyError(f"extends: more than {_DEEPEST} files one upon another")
    base = read(path, chain)
    try:
        Policy(base)
    except PolicyError as error:
        raise PolicyError(f"policy {path!r}: {error}") from None
    return base


def _over(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """``own`` laid over ``base``, table by table."""
    merged = {key: value for key, value in base.items() if key not in ("name", "description")}
    for key, value in own.items():
        if key in ("entities", "purposes"):
            merged[key] = {**merged.get(key, {}), **value}
        elif key == "recognizers":
            merged[key] = [*merged.get(key, ()), *value]
        elif key != "extends":
            merged[key] = value
    return merged


def check_top(data: Any) -> None:
    """Refuse a policy whose keys are unknown or hold something of another kind than they should.

    Raises:
        PolicyError: naming the key, with a suggestion.
    """
    if not isinstance(data, dict):
        raise PolicyError("a policy is a table")
    _known_keys(data, _TOP, "")
    if data.get("version") != VERSION or isinstance(data["version"], (bool, float)):
        raise PolicyError(f"version = {VERSION} is needed at the top; this piiguard reads no other version")
    threshold = data.get("threshold", 0.5)
    if isinstance(threshold, bool) or not isinstance(threshold, (int, float)) or not 0 <= threshold <= 1:
        raise PolicyError("threshold is a number between 0 and 1")
    for key, kind in _KINDS.items():
        if key in data and not isinstance(data[key], kind):
            raise PolicyError(f"{key} is a {'table' if kind is dict else 'list of tables' if kind is list else 'text'}")


def check_purpose(name: str, table: Any) -> None:
    """Refuse a ``[purposes.NAME]`` that is not understood.

    Raises:
        PolicyError: naming the purpose.
    """
    where = f"purposes.{name}"
    if not (name.isascii() and name.replace("-", "").isalnum() and name == name.lower() and name[0] != "-" and len(name) <= 32):
        raise PolicyError("purposes: a name is up to 32 lower-case letters, digits and hyphens")
    if not isinstance(table, dict):
        raise PolicyError(f"{where}: a table is needed")
    _known_keys(table, _PURPOSE, f"{where}: ")
    if not isinstance(table.get("description", ""), str):
        raise PolicyError(f"{where}: description is text")
    sees, own = table.get("sees", []), table.get("entities", {})
    listed = isinstance(sees, list) and all(isinstance(item, str) for item in sees)
    if not listed and not (isinstance(sees, dict) and all(isinstance(item, str) for item in sees.values())):
        raise PolicyError(f"{where}: sees is a list of entity types, or a table with a reason for each")
    if not isinstance(own, dict):
        raise PolicyError(f"{where}: entities is a table")
    for entity_type in sees:
        if entity_type in own:
            raise PolicyError(f"{where}: {entity_type} is either seen as it is or has a table, not both")


def check_known(names: Iterable[str], known: Iterable[str], where: str) -> None:
    """Refuse entity types that no recognizer finds.

    Raises:
        PolicyError: naming the first of them, with a suggestion.
    """
    known = set(known)
    for name in names:
        if name not in known:
            from .operators import suggest

            raise PolicyError(f"{where}: no recognizer finds {name!r}{suggest(name, known)}")


def _known_keys(table: dict[str, Any], known: set[str], where: str) -> None:
    for key in table:
        if key not in known:
            from .operators import suggest

            raise PolicyError(f"{where}unknown key {key!r}{suggest(key, known)}")


def recognizer(item: Any, index: int) -> Recognizer:
    """A Recognizer of one table of ``[[recognizers]]``.

    Raises:
        PolicyError: naming the table and what is wrong with it.
    """
    where = f"recognizers[{index}]"
    if not isinstance(item, dict):
        raise PolicyError(f"{where}: a table is needed")
    _known_keys(item, _RECOGNIZER, f"{where}: ")
    patterns = item.get("patterns")
    if not isinstance(item.get("entity_type"), str) or not isinstance(patterns, list) or not patterns:
        raise PolicyError(f"{where}: entity_type and a list of patterns are needed")
    facts = {key: item[key] for key in ("labels", "vetoes", "level", "title_en", "title_zh") if key in item}
    for key in ("level", "title_en", "title_zh"):
        if not isinstance(facts.get(key, ""), str):
            raise PolicyError(f"{where}: {key} is {'C1, C2 or C3' if key == 'level' else 'text'}")
    for key in ("labels", "vetoes"):
        words = facts.get(key, [])
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise PolicyError(f"{where}: {key} is a list of words")
    try:
        return Recognizer(item["entity_type"], [_pattern(p, f"{where}.patterns[{i}]") for i, p in enumerate(patterns)], **facts)
    except SpecError as error:
        raise PolicyError(f"{where}: {error}") from None


def _pattern(item: Any, where: str) -> Pattern:
    if not isinstance(item, dict) or not isinstance(item.get("regex"), str):
        raise PolicyError(f"{where}: a table with regex = \"…\" is needed")
    _known_keys(item, _PATTERN, f"{where}: ")
    score = item.get("score", [0.6, 0.9, 0.1])
    numbers = [score] if isinstance(score, (int, float)) else score
    if not isinstance(numbers, list) or not 1 <= len(numbers) <= 3 or not all(type(n) in (int, float) for n in numbers):
        raise PolicyError(f"{where}: score is [alone, behind a label, behind a veto word]")
    alone = float(numbers[0])
    labelled = float(numbers[1]) if len(numbers) > 1 else min(1.0, alone + 0.3)
    vetoed = float(numbers[2]) if len(numbers) > 2 else 0.0
    name, label_only = item.get("name", "pattern"), item.get("label_only", False)
    if not isinstance(name, str) or not isinstance(label_only, bool):
        raise PolicyError(f"{where}: name is text, label_only is true or false")
    return Pattern(name, item["regex"], (alone, labelled, vetoed), anchor=LABEL if label_only else None)
