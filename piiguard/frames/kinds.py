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


def picked(names: list[str], columns: Any) -> list[tuple[int, str | None]]:
    """(place, label) of the columns asked for; all of them for None.

    Raises:
        FrameError: there is no such column; says which of those given it is, not how it was called.
    """
    if columns is None:
        return [(at, name or None) for at, name in enumerate(names)]
    if isinstance(columns, str):
        raise FrameError("columns are a list of names")
    wanted = list(columns.items() if isinstance(columns, Mapping) else map(_named, columns))
    found = []
    for number, (name, label) in enumerate(wanted, 1):
        places = [at for at, known in enumerate(names) if known == name]
        if not places:
            raise FrameError(f"column {number} of those asked for is not in the frame")
        found += [(at, label or None) for at in places]
    return found


def _named(column: Any) -> tuple[str, str | None]:
    """A name and the label that goes with it."""
    if isinstance(column, (str, int)):
        return str(column), str(column)
    if isinstance(column, tuple):  # of several levels, as pandas has them
        parts = [str(part) for part in column if str(part)]
        return (parts[-1], parts[-1]) if parts else ("", None)
    return column.name, column.label


__all__ = ["kind_of", "names_of", "picked"]
