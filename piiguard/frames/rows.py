"""Rows of the Python DB-API: a cursor, or any rows with the names of their columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import chain, islice
from typing import Any

from piiguard.errors import FrameError
from piiguard.frames.kinds import picked
from piiguard.frames.treating import Column
from piiguard.guard import Guard
from piiguard.records import same_mapping

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

    A row comes back as what it was: a tuple, a list, a named tuple, a dict; other mappings as dicts, rows of other classes
    (``sqlite3.Row``, SQLAlchemy's) as tuples. Values are what records make of them (:meth:`Guard.mask_record`): a masked
    number is a text.

    Raises:
        FrameError: when the first row is asked for: no names for the columns, one that holds a value, no such column;
            later: a row of another width or with other keys, a value that cannot be looked into. Names the column, never a value.
    """
    guard = guard or Guard()
    waiting = _fetched(rows, batch)
    block = list(islice(waiting, batch))
    known = [str(name) for name in names] if names is not None else _names(rows, block)
    for at, name in enumerate(known, 1):
        if guard.mask(name) != name:
            raise FrameError(f"the name of column {at} holds a value: rename it")
    keys = list(block[0]) if block and isinstance(block[0], Mapping) else None
    todo: list[_Todo] = [(at, Column(guard, known[at], label), {}) for at, label in picked(known, columns)]
    while block:
        plain = [_cells(row, len(known), keys) for row in block]
        _treat(plain, todo)
        yield from (_row(old, new, keys) for old, new in zip(block, plain, strict=True))
        block = list(islice(waiting, batch))


def _fetched(rows: Any, batch: int) -> Iterator[Any]:
    """The rows; of a cursor that is no iterator (PEP 249 lets it be none) by ``fetchmany``."""
    if hasattr(rows, "__iter__") or not hasattr(rows, "fetchmany"):
        return iter(rows)
    return chain.from_iterable(iter(lambda: rows.fetchmany(batch), []))


def _names(rows: Any, block: list[Any]) -> list[str]:
    first = block[0] if block else ()
    if isinstance(first, Mapping):
        return [str(key) for key in first]
    described = getattr(rows, "description", None)
    if described:
        return [str(column[0]) for column in described]
    fields = getattr(first, "_fields", None) or (first.keys() if hasattr(first, "keys") else None)
    if fields is None and block:
        raise FrameError("the rows do not say what their columns are called: give names")
    return [str(field) for field in fields or ()]


def _cells(row: Any, width: int, keys: list[Any] | None) -> list[Any]:
    """A row's values in the order of the columns, whatever the order of its own keys."""
    if isinstance(row, Mapping) != (keys is not None):
        raise FrameError("some rows are dicts and some are not")
    if keys is not None and (len(row) != len(keys) or any(key not in row for key in keys)):
        raise FrameError("a row has other keys than the first one")
    cells = list(row) if keys is None else [row[key] for key in keys]
    if len(cells) != width:
        raise FrameError(f"a row has not {width} columns")
    return cells


def _treat(plain: list[list[Any]], todo: list[_Todo]) -> None:
    """Those rows' values, in place."""
    for at, column, kept in todo:
        if column.fresh:
            cells = [row[at] for row in plain]
            for row, old, new in zip(plain, cells, column.each(cells) or cells, strict=True):
                row[at] = new if type(old) is str else _other(old, column)
            continue
        texts = {row[at] for row in plain if type(row[at]) is str}
        if len(kept) + len(texts) > _KEPT:
            kept.clear()
        texts.difference_update(kept)
        changed = column.changed(texts)
        kept.update((text, changed.get(text, text)) for text in texts)
        for row in plain:
            value = row[at]
            row[at] = kept[value] if type(value) is str else _other(value, column)


def _other(value: Any, column: Column) -> Any:
    return value if value is None or (isinstance(value, Enum)) else column.object(value)


def _row(old: Any, new: list[Any], keys: list[Any] | None) -> Any:
    """The new values as a row like the old one."""
    if keys is not None:
        own = dict(zip(keys, new, strict=True))
        cells = {key: own[key] for key in old}
        return same_mapping(old, cells) if isinstance(old, dict) else cells
    if type(old) is list:
        return new
    make = getattr(old, "_make", None) if isinstance(old, tuple) else None
    return make(new) if make else tuple(new)


__all__ = ["mask_rows"]
