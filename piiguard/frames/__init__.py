"""Tables in memory: what their columns are, and the same table with their values treated.

    from piiguard.frames import find_columns, mask_columns, mask_rows

    find_columns(frame)                                # a verdict a column, from a random sample
    masked = mask_columns(frame)                       # a new frame of the same kind
    mask_columns(frame, ["手机号", "备注"], guard)       # some columns, another guard
    for row in mask_rows(cursor): ...                  # rows of any DB-API driver

A frame is a pandas DataFrame, a Polars DataFrame, or an Arrow Table or RecordBatch. Its library is found where its owner
has it loaded and never imported: a program without pandas stays without.

Every cell is treated as ``guard.process(cell, label=column)`` would treat it, but each distinct value once, and values of
known shapes without the engine (:mod:`piiguard.frames.shapes`). Types, order, index and nulls stay as they are.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from piiguard.errors import FrameError, alone
from piiguard.frames.found import ColumnFound, TypeShare, find_columns
from piiguard.frames.kinds import kind_of, names_of, picked
from piiguard.frames.rows import mask_rows
from piiguard.frames.treating import NUMBERS, Column
from piiguard.guard import Guard

Frame = TypeVar("Frame")


def mask_columns(
    frame: Frame,
    columns: Iterable[str] | Mapping[str, str | None] | Iterable[ColumnFound] | None = None,
    guard: Guard | None = None,
    *,
    numbers: str = "refuse",
    keep_index: bool = False,
) -> Frame:
    """A new frame of the same kind with the values of its columns treated by the guard's policy, for its purpose.

    columns     which: names; names with the labels their cells are read with; or what :func:`find_columns` found.
                None: all, each with its name as the label
    guard       default: ``Guard()``
    numbers     a masked number is none, unless the operator makes it one (``fpe``, ``surrogate``). For a column of numbers
                that has some: "refuse" raises, "text" makes the whole column text, "null" makes those cells null
    keep_index  pandas only: leave an index that holds values as it is; else such an index is refused

    The frame given is not altered. Dates, times and booleans stay, as in records; what a row's other cells say of a cell
    is not asked. Notes (``attrs``, an Arrow schema's and its fields') that hold a value are dropped.

    Raises:
        FrameError: no frame; no such column; a name (of a column, a field, a level, an index) that holds a value; a column
            whose type cannot be looked into, or cannot hold what becomes of its values. Names the column, never a value.
        EngineError, TokenError: as the guard's own calls.
    """
    kind = kind_of(frame)
    if numbers not in NUMBERS:
        raise FrameError(f"numbers is one of {', '.join(NUMBERS)}")
    guard = guard or Guard()
    names = names_of(frame, kind)
    for at, name in enumerate(names, 1):
        if guard.mask(name) != name:
            raise FrameError(f"the name of column {at} holds a value: rename it")
    own = list(frame.columns) if kind == "pandas" else None  # type: ignore[attr-defined]
    todo = [(at, Column(guard, names[at], label, numbers)) for at, label in picked(names, columns, own)]
    out: Frame
    if kind == "pandas":
        out = _pandas(frame, todo, guard, keep_index)
    elif kind == "polars":
        out = _polars(frame, todo)
    else:
        out = _arrow(frame, todo, guard)
    return out


def _pandas(frame: Any, todo: list[tuple[int, Column]], guard: Guard, keep_index: bool) -> Any:
    from piiguard.frames import pandas

    for text in pandas.words(frame):
        if guard.mask(text) != text:
            raise FrameError("a name of the index, or of the columns or a level of them, holds a value: rename it")
    if not keep_index:
        _check_index(frame.index, guard)
    out = frame.copy()
    out.attrs = pandas.clean(frame.attrs, guard)
    for at, column in todo:
        old = frame.iloc[:, at].array
        new = pandas.treated(old, column)
        if new is not old:
            out.isetitem(at, pandas.series(new, frame.index))
    return out


def _check_index(index: Any, guard: Guard) -> None:
    """Refuse an index that holds values: the frame would carry them along."""
    from piiguard.frames import pandas

    levels = zip(index.levels, index.names, strict=True) if hasattr(index, "levels") else [(index, index.name)]
    for level, name in levels:
        if isinstance(level, sys.modules["pandas"].RangeIndex):
            continue
        label = "" if name is None else str(name)
        column = Column(guard, "of the index", label or None, "null")
        old = level.array
        try:
            same = pandas.treated(old, column) is old
        except FrameError:
            same = False
        if not same:
            raise FrameError("the index holds values: reset_index() makes it a column; keep_index=True leaves it as it is")


def _polars(frame: Any, todo: list[tuple[int, Column]]) -> Any:
    from piiguard.frames import polars

    series = frame.get_columns()
    for at, column in todo:
        try:
            series[at] = polars.treated(series[at], column)
            continue
        except sys.modules["polars"].exceptions.PolarsError:
            pass
        alone(column.refused("Polars cannot put its treated values together again"))
    return frame.with_columns(series)


def _arrow(frame: Any, todo: list[tuple[int, Column]], guard: Guard) -> Any:
    from piiguard.frames import arrow

    pa = sys.modules["pyarrow"]
    columns = list(frame.columns)
    fields = [arrow.quiet(field, guard) for field in frame.schema]
    batch = isinstance(frame, pa.RecordBatch)
    for at, column in todo:
        try:
            treat = arrow.array if batch else arrow.treated
            columns[at] = treat(columns[at], column, fields[at].nullable)
            fields[at] = fields[at].with_type(columns[at].type)
            continue
        except pa.ArrowException:
            pass
        alone(column.refused("Arrow cannot put its treated values together again"))
    schema = pa.schema(fields, metadata=arrow.clean(frame.schema.metadata, guard))
    return type(frame).from_arrays(columns, schema=schema)


__all__ = ["ColumnFound", "FrameError", "TypeShare", "find_columns", "mask_columns", "mask_rows"]
