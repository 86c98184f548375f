"""What there is to copy: every object of a folder once, before any is read."""

from __future__ import annotations

import os
from collections.abc import Iterable

from piiguard.sources._walk import Item, Key, Walk

__all__ = ["Item", "take"]


def take(targets: Iterable[str | os.PathLike[str]]) -> list[Item]:
    """The inventory of files and folders: each target's objects in the order of their paths. Nothing is ignored."""
    walk = Walk()
    listed: dict[Key, str] = {}
    found: list[Item] = []
    for target in targets:
        for item in sorted(walk.target(os.fspath(target)), key=lambda item: os.fsencode(item.uri)):
            before = listed.get(item.key) if item.key else None
            if before is not None and os.path.realpath(before) == os.path.realpath(item.uri):
                continue  # given twice
            if item.key:
                listed.setdefault(item.key, item.uri)
            found.append(item)
    return found
