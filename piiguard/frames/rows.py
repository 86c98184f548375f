"""Rows of the Python DB-API: a cursor, or any rows with the names of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import islice
from typing import Any

from piiguard.errors import FrameError
from piiguard.frames.kinds import picked
from piiguard.frames.treating import Column
from piiguard.guard import Guard

_Todo = tuple[int, Column, dict[str, str]]  # place, treatment, what is known of its texts
_KEPT = 1 << 18  # distinct texts remembered a column


def mask_rows(
    rows: Iterable[Any],
    columns: Iterable[str] | Mapping[str, str | None] | None = None,
    guard: Guard | None = None,
    *,
    names: Sequence[str] | None = None,
    batch: int = 10_000,
) -> Iterator[Any]:
    """The rows one by one, treated; ``batch`` of them are read and held at a time.

    rows     a cursor that was executed (``description`` names its columns), or rows: tuples, lists, named tuples, dicts
    columns  which, as in :func:`piiguard.frames.mask_columns`; None: all
    names    of the columns, where the rows themselves do not say: the cursor's, the keys', the fields' else

    A row comes back as what it was: a tuple, a list, a named tuple, a dict; rows of other classes (``sqlite3.Row``) as
    tuples. Values are what records make of them (:meth:`Guard.mask_record`): a masked number is a text.

    Raises:
        FrameError: when the first row is asked for: no names for the columns, one that holds a value, no such column;
            later: a row of another width, a value that cannot be looked into. Names the column, never a value.
    """
    guard = guard or Guard()
    waiting = iter(rows)
    block = list(islice(waiting, batch))
    known = [str(name) for name in names] if names is not None else _names(rows, block)
    for at, name in enumerate(known, 1):
        if guard.mask(name) != name:
            raise FrameError(f"the name of column {at} holds a value: rename it")
    todo: list[_Todo] = [(at, Column(guard, known[at], label), {}) for at, label in picked(known, columns)]
    while block:
        yield from _treated(block, known, todo)
        block = list(islice(waiting, batch))


def _names(rows: Any, block: list[Any]) -> list[str]:
    described = getattr(rows, "description", None)
    if described:
        return [str(column[0]) for column in described]
    first = block[0] if block else ()
    if isinstance(first, Mapping):
        return [str(key) for key in first]
    fields = getattr(first, "_fields", None) or (first.keys() if hasattr(first, "keys") else None)
    if fields is None and block:
        raise FrameError("the rows do not say what their columns are called: give names")
    return [str(field) for field in fields or ()]


def _treated(block: list[Any], names: list[str], todo: list[_Todo]) -> list[Any]:
    keyed = isinstance(block[0], dict)
    plain = [list(row.values()) if isinstance(row, dict) else list(row) for row in block]
    if any(len(row) != len(names) for row in plain):
        raise FrameError(f"a row has not {len(names)} columns")
    for at, column, kept in todo:
        if column.fresh:
            cells = [row[at] for row in plain]
            for row, old, new in zip(plain, cells, column.each(cells) or cells, strict=True):
                row[at] = new if type(old) is str else _other(old, column)
            continue
        texts = {row[at] for row in plain if type(row[at]) is str} - kept.keys()
        changed = column.changed(texts)
        if len(kept) + len(texts) > _KEPT:
            kept.clear()
        kept.update((text, changed.get(text, text)) for text in texts)
        for row in plain:
            value = row[at]
            row[at] = changed.get(value) or kept.get(value, value) if type(value) is str else _other(value, column)
    if keyed:
        return [type(old)(zip(old, new, strict=True)) for old, new in zip(block, plain, strict=True)]
    return [_row(old, new) for old, new in zip(block, plain, strict=True)]


def _other(value: Any, column: Column) -> Any:
    return value if value is None or (isinstance(value, Enum)) else column.object(value)


def _row(old: Any, new: list[Any]) -> Any:
    if type(old) is list:
        return new
    return type(old)(*new) if hasattr(old, "_fields") else tuple(new)


__all__ = ["mask_rows"]
