"""Vector files: texts with what must and must not be found in them. Messages hold offsets, never text."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from piiguard.errors import PiiguardError
from piiguard.findings import Finding
from piiguard.operators import suggest

_TOP = {"recognizer": str, "entity_type": str, "case": list, "near_miss": list}
_BOTH = {"text": str, "entity_type": str, "label": str, "why": str}
_KEYS: dict[str, dict[str, type | tuple[type, ...]]] = {
    "case": {**_BOTH, "value": (str, list), "spans": list, "also": list},
    "near_miss": {**_BOTH, "type": str, "clean": bool},
}


@dataclass(frozen=True)
class Vector:
    """One text; ``spans`` is None for a near miss. ``name`` is "case 3" or "near miss 1"."""

    name: str
    entity_type: str
    text: str
    label: str | None
    spans: list[tuple[int, int]] | None
    also: frozenset[str] | None
    other: str | None
    clean: bool

    def faults(self, findings: list[Finding]) -> Iterator[str]:
        """What is wrong with the findings in the text, for people."""
        mine = [(f.start, f.end) for f in findings if f.entity_type == self.entity_type]
        others = {f.entity_type for f in findings if f.entity_type != self.entity_type}
        if self.spans is None and mine:
            yield f"{self.entity_type} found at {mine}"
        elif self.spans is not None and mine != self.spans:
            yield f"{self.entity_type} expected at {self.spans}, found at {mine}"
        if self.other and self.other not in others:
            yield f"{self.other} expected, found {sorted(others)}"
        if self.clean and others:
            yield f"nothing expected, found {sorted(others)}"
        if self.also is not None and not others <= self.also:
            yield f"also found {sorted(others - self.also)}"


def load(file: str, known: set[str]) -> list[Vector]:
    """The vectors of a file. Unknown keys and types are refused: a slip of the pen must not switch a check off.

    known  the entity types somebody looks for

    Raises:
        PiiguardError: the file is no vector file, or holds no vector.
    """
    try:
        with open(file, "rb") as handle:
            data = tomllib.load(handle)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PiiguardError(f"{file}: not TOML: {error}") from None
    except OSError as error:
        raise PiiguardError(f"{file}: {error.strerror}") from None
    _check(data, _TOP, file)
    vectors = []
    for kind, keys in _KEYS.items():
        for number, entry in enumerate(data.get(kind, []), 1):
            name = f"{kind.replace('_', ' ')} {number}"
            where = f"{file}: {name}"
            if not isinstance(entry, dict):
                raise PiiguardError(f"{where}: a table is needed")
            _check(entry, keys, where)
            vectors.append(_vector(entry, name, where, data.get("entity_type"), known, kind))
    if not vectors:
        raise PiiguardError(f"{file}: no vectors; [[case]] or [[near_miss]] is needed")
    return vectors


def _check(table: dict[str, Any], keys: dict[str, Any], where: str) -> None:
    for key, value in table.items():
        if key not in keys:
            raise PiiguardError(f"{where}: unknown key {key!r}{suggest(key, keys)}")
        if not isinstance(value, keys[key]):
            raise PiiguardError(f"{where}: {key} is of the wrong kind")


def _vector(entry: dict[str, Any], name: str, where: str, entity_type: str | None, known: set[str], kind: str) -> Vector:
    entity_type = entry.get("entity_type", entity_type)
    if entity_type is None or "text" not in entry:
        raise PiiguardError(f"{where}: entity_type and text are needed")
    for wanted in (entity_type, entry.get("type", entity_type)):
        if wanted not in known:
            raise PiiguardError(f"{where}: no recognizer finds {wanted!r}{suggest(wanted, known)}")
    spans = _spans(entry, where) if kind == "case" else None
    also = frozenset(map(str, entry["also"])) if "also" in entry else None
    other, clean = entry.get("type"), entry.get("clean", False)
    return Vector(name, entity_type, entry["text"], entry.get("label"), spans, also, other, clean)


def _spans(entry: dict[str, Any], where: str) -> list[tuple[int, int]]:
    """Character offsets, given or looked up in the text from left to right."""
    if ("spans" in entry) == ("value" in entry):
        raise PiiguardError(f"{where}: either value or spans is needed")
    if "spans" in entry:
        spans = entry["spans"]
        if not all(isinstance(span, list) and len(span) == 2 and all(type(n) is int for n in span) for span in spans):
            raise PiiguardError(f"{where}: spans is a list of [start, end]")
        return [(start, end) for start, end in spans]
    found: list[tuple[int, int]] = []
    at = 0
    for value in [entry["value"]] if isinstance(entry["value"], str) else entry["value"]:
        start = entry["text"].find(value, at) if isinstance(value, str) and value else -1
        if start < 0:
            raise PiiguardError(f"{where}: the value does not stand in the text")
        at = start + len(value)
        found.append((start, at))
    return found
