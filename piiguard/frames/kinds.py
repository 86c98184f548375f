"""Which library a frame is of, and what its columns are called."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from piiguard.errors import FrameError

_CLASSES = {"pandas": ("DataFrame",), "polars": ("DataFrame",), "pyarrow": ("Table", "RecordBatch")}


def kind_of(frame: Any) -> str:
    """ "pandas", "polars" or "pyarrow": looked for among the modules that are loaded, since a frame's library is.

    Raises:
        FrameError: it is none of them.
    """
    for library, classes in _CLASSES.items():
        module = sys.modules.get(library)
        if module is not None and isinstance(frame, tuple(getattr(module, name) for name in classes if hasattr(module, name))):
            return library
    what = type(frame)
    hint = "; rows go to mask_rows" if isinstance(frame, (list, tuple)) else ""
    if what.__name__ == "LazyFrame":
        hint = "; collect() it first"
    raise FrameError(f"no frame that is known here: {what.__module__}.{what.__name__}{hint}")


def names_of(frame: Any, kind: str) -> list[str]:
    """The names of its columns, in their order."""
    if kind == "pandas":
        from piiguard.frames.pandas import names

        return names(frame.columns)
    return list(frame.columns if kind == "polars" else frame.schema.names)


def picked(names: list[str], columns: Any, own: list[Any] | None = None) -> list[tuple[int, str | None]]:
    """(place, label) of the columns asked for, each once; all of them for None.

    own  what the frame itself calls its columns, where that is no text (numbers; tuples, one name a level)

    Of several columns of one name all are meant, or one after the other where each of them was given.

    Raises:
        FrameError: there is no such column; says which of those given it is, not how it was called.
    """
    if columns is None:
        return [(at, name or None) for at, name in enumerate(names)]
    if isinstance(columns, str):
        raise FrameError("columns are a list of names")
    asked = list(columns.items() if isinstance(columns, Mapping) else map(_named, columns))
    found: dict[int, str | None] = {}
    times: dict[Any, list[tuple[list[int], str | None]]] = {}
    for number, (name, label) in enumerate(asked, 1):
        places = [at for at, known in enumerate(own or names) if known == name]
        places = places or [at for at, known in enumerate(names) if known == str(name)]
        if not places:
            raise FrameError(f"column {number} of those asked for is not in the frame")
        times.setdefault(name, []).append((places, label or None))
    for group in times.values():
        for turn, (places, label) in enumerate(group):
            for at in places if len(group) < len(places) else places[turn : turn + 1]:
                found[at] = label
    return list(found.items())


def _named(column: Any) -> tuple[Any, str | None]:
    """A name and the label that goes with it: of several levels the last that says anything."""
    if isinstance(column, tuple):
        parts = [str(part) for part in column if str(part)]
        return column, parts[-1] if parts else None
    if hasattr(column, "label"):
        return column.name, column.label
    return column, str(column)


__all__ = ["kind_of", "names_of", "picked"]
