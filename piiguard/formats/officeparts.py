"""Where a part of an Office Open XML package belongs: to which slide, to which sheet (ECMA-376 part 2, relationships)."""

from __future__ import annotations

import posixpath

from piiguard.errors import FormatError
from piiguard.formats import xmlwalk
from piiguard.formats.parts import Parts

_LEVELS = 3  # a sheet's drawing's chart's colours
_SHARED = ("slideLayout", "slideMaster", "notesMaster", "theme", "slide", "handoutMaster", "pivotCacheDefinition")


def _list_of(name: str) -> str:
    """The part that lists the relations of a part."""
    folder, base = posixpath.split(name)
    return f"{folder}/_rels/{base}.rels"


def relations(parts: Parts, name: str) -> dict[str, tuple[str, str]]:
    """The relations of a part: id -> (last word of the type, name of the part). Raises FormatError."""
    folder = posixpath.dirname(name)
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: dict[str, str]) -> None:
        target = attributes.get("Target", "")
        if xmlwalk.local(element) == "Relationship" and target and attributes.get("TargetMode") != "External":
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attributes.get("Id", "")] = (attributes.get("Type", "").rpartition("/")[2], path)

    _read(parts.small(_list_of(name)), start)
    return found


def ordered(parts: Parts, main: str, element: str) -> list[tuple[str, str]]:
    """Slides or sheets in the order of the main part: (name attribute, part). Raises FormatError."""
    known = relations(parts, main)
    found: list[tuple[str, str]] = []

    def start(full: str, attributes: dict[str, str]) -> None:
        if xmlwalk.local(full) == element:
            ids = (value for name, value in attributes.items() if name.endswith("relationships id"))
            part = known.get(next(ids, ""), ("", ""))[1]
            found.append((attributes.get("name", ""), part))

    _read(parts.small(main), start)
    return found


def owned(parts: Parts, part: str) -> dict[str, str]:
    """The parts that belong to one slide or sheet alone, with what they are to it."""
    found: dict[str, str] = {}
    waiting = [part]
    for _ in range(_LEVELS):
        inner: list[str] = []
        for name in waiting:
            found[_list_of(name)] = "relations"
            try:
                related = relations(parts, name)
            except FormatError:  # said when the part itself is read
                continue
            for kind, target in related.values():
                if kind not in _SHARED and target not in found and target in parts:
                    found[target] = kind
                    inner.append(target)
        waiting = inner
    return found


def _read(data: bytes, start: xmlwalk.Start) -> None:
    if data:
        for _ in xmlwalk.feed([data], start, _nothing, _nothing):
            pass


def _nothing(_: str) -> None:
    """Ends of elements and text say nothing here."""
