"""pandas columns: distinct values are treated, everything else stays where it is."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import Enum
from typing import TYPE_CHECKING, Any

from piiguard.errors import RecordError
from piiguard.frames.arrow import as_text
from piiguard.frames.treating import Column, as_number
from piiguard.records import process_record

if TYPE_CHECKING:
    from piiguard.guard import Guard

_PLAIN = "bMm"  # kinds of numpy's types that hold no value: bool, datetime, timedelta


def pandas() -> Any:
    """The library, which is there where somebody holds a frame of it."""
    return sys.modules["pandas"]


def treated(values: Any, column: Column) -> Any:
    """The values of a Series or an Index (``.array``) treated, of the same type; the ones given where nothing changes.

    Raises:
        FrameError: a type that cannot be looked into, or cannot hold what becomes of a value.
    """
    pd = pandas()
    kind = _type(values)
    if isinstance(kind, pd.CategoricalDtype):
        return _categorical(values, column)
    if isinstance(kind, pd.StringDtype):
        return _strings(values, column)
    if isinstance(kind, pd.ArrowDtype):
        return _arrow(values, column)
    if isinstance(kind, (pd.PeriodDtype, pd.DatetimeTZDtype)):
        return values
    if isinstance(kind, pd.SparseDtype):
        _untouched(values.sp_values, column)
        _untouched([values.fill_value], column)
        return values
    if isinstance(kind, pd.IntervalDtype):
        _untouched(values.left, column)
        _untouched(values.right, column)
        return values
    if kind.kind in _PLAIN:
        return values
    if kind.kind in "iuf":
        return _numbers(values, column)
    if kind.kind == "O":
        return _objects(values, column)
    raise column.refused(f"cannot look into the type {kind}")


def _type(values: Any) -> Any:
    """The type, without the wrapping that ``.array`` gives numpy's."""
    return values.dtype.numpy_dtype if type(values) is pandas().arrays.NumpyExtensionArray else values.dtype


def series(values: Any, index: Any) -> Any:
    """What :func:`treated` gave as a Series of its own type."""
    return pandas().Series(values, index=index, dtype=_type(values))


def _untouched(values: Any, column: Column) -> None:
    values = pandas().array(values)
    if treated(values, column) is not values:
        raise column.refused("a sparse or interval column cannot hold masked values; make it a plain one first")


def _raw(values: Any) -> Any:
    """numpy's array under one of pandas'; its own way there looks for nulls first."""
    return sys.modules["numpy"].asarray(values)


def _words(values: list[Any]) -> Any:
    """Texts as an array of objects."""
    out = sys.modules["numpy"].empty(len(values), dtype=object)
    out[:] = values
    return out


def _coded(values: Any) -> tuple[Any, Any]:
    """(the place of each value among the distinct ones, -1 where it is missing; those)."""
    plain = type(values) is pandas().arrays.NumpyExtensionArray
    coded: tuple[Any, Any] = pandas().factorize(_raw(values) if plain else values)
    return coded


def _taken(values: Any, codes: Any) -> Any:
    """The array of the values at the codes, missing where a code is -1."""
    return values.take(codes, allow_fill=True)


def _strings(values: Any, column: Column) -> Any:
    pd = pandas()
    if column.fresh:
        each = column.each(_raw(values))
        return values if each is None else pd.array(each, dtype=values.dtype)
    codes, distinct = _coded(values)
    texts = distinct.tolist()
    changed = column.changed(texts)
    if not changed:
        return values
    return _taken(pd.array([changed.get(text, text) for text in texts], dtype=values.dtype), codes)


def _arrow(values: Any, column: Column) -> Any:
    from piiguard.frames.arrow import treated as treated_arrow

    chunked = values.__arrow_array__()
    if not hasattr(chunked, "chunks"):
        chunked = sys.modules["pyarrow"].chunked_array([chunked])
    new = treated_arrow(chunked, column)
    return values if new is chunked else pandas().arrays.ArrowExtensionArray(new)


def _categorical(values: Any, column: Column) -> Any:
    """All categories are treated: also one that no row has would be in the frame."""
    pd = pandas()
    old = values.categories.array
    new = treated(old, column)
    if new is old:
        return values
    codes, words = _coded(new)  # two categories that are masked alike are one
    at = codes.take(values.codes)
    at[values.codes < 0] = -1
    return pd.Categorical.from_codes(at, categories=pd.Index(words, dtype=new.dtype), ordered=values.ordered)


def _numbers(values: Any, column: Column) -> Any:
    pd = pandas()
    codes, distinct = _coded(values)
    numbers = distinct.tolist()
    changed = column.numbered(numbers)
    if not changed:
        return values
    kind = _type(values)
    new = {number: as_number(text, number) for number, text in changed.items()}
    holds = kind.kind == "f" or hasattr(kind, "na_value")  # numpy's integers have no null
    if None not in new.values() or (column.numbers == "null" and holds):
        try:
            words = pd.array([new.get(number, number) for number in numbers], dtype=kind)
            return _taken(words, codes) if holds else words.take(codes)
        except (TypeError, ValueError, OverflowError):
            pass
    elif column.numbers == "text":
        texts = [changed.get(number) or as_text(number) for number in numbers]
        out = values.astype(object)
        known = codes >= 0
        out[known] = _words(texts).take(codes[known])
        return pd.array(out, dtype=object)
    raise column.refused(
        f"its type {kind} cannot hold masked numbers" + ("" if holds else ", nor null")
        + "; numbers='text' makes the column text" + (", numbers='null' makes them null" if holds else "")
    )  # fmt: skip


def _objects(values: Any, column: Column) -> Any:
    """Texts, and whatever else may stand between them; what is missing keeps its own sign for it."""
    pd = pandas()
    if column.fresh:
        return _mixed(values, column)
    try:
        codes, distinct = _coded(values)
    except TypeError:  # a list or a dict has no hash
        return _mixed(values, column)
    texts = distinct.tolist()
    if all(type(text) is str for text in texts):
        changed = column.changed(texts)
        if not changed:
            return values
        out = _words([changed.get(text, text) for text in texts]).take(codes)
        missing = codes < 0
        if missing.any():
            out[missing] = _raw(values)[missing]
        return pd.arrays.NumpyExtensionArray(out)
    return _mixed(values, column)


def _mixed(values: Any, column: Column) -> Any:
    """Any Python objects: texts and numbers once each, others one by one as records."""
    old = _raw(values)
    if column.fresh:
        texts = column.each(old) or old
    else:
        changed = column.changed({value for value in old if isinstance(value, str) and not isinstance(value, Enum)})
        texts = [changed.get(value, value) if value.__class__ is str else None for value in old]
    out = old.copy()
    same = True
    for at, value in enumerate(old):
        new = texts[at] if value.__class__ is str else _one(value, column)
        if new is not value:
            same = False
            out[at] = new
    return values if same else pandas().array(out, dtype=object)


def _one(value: Any, column: Column) -> Any:
    pd = pandas()
    if value is None or value is pd.NA or value is pd.NaT:
        return value
    if isinstance(value, (pd.Period, sys.modules["numpy"].datetime64, sys.modules["numpy"].timedelta64)):
        return value
    if type(value).__module__ == "numpy":
        plain = value.tolist()
        new = column.object(plain)
        if new is plain or new == plain:
            return value
        return pd.array(new, dtype=object).to_numpy() if isinstance(new, list) else new
    new = column.object(value)
    return value if new is value or new == value else new


def names(labels: Iterable[Any]) -> list[str]:
    """The columns' names as labels: of several levels the last that says anything."""
    found = []
    for label in labels:
        parts = [str(part) for part in label if str(part)] if isinstance(label, tuple) else [str(label)]
        found.append(parts[-1] if parts else "")
    return found


def words(frame: Any) -> list[str]:
    """What a frame carries along besides its columns' own names: their levels and categories, names of levels and indexes."""
    pd = pandas()
    columns = frame.columns
    levels = getattr(columns, "levels", [columns] if isinstance(columns, pd.CategoricalIndex) else [])
    found = [*columns.names, *frame.index.names]
    for level in levels:
        found += level.categories.tolist() if isinstance(level, pd.CategoricalIndex) else level.tolist()
    return [str(word) for word in found if word is not None]


def clean(attrs: dict[Any, Any], guard: Guard) -> dict[Any, Any]:
    """A frame's ``attrs`` without those that hold a value, or that cannot be looked into."""
    kept = {}
    for key, value in attrs.items():
        try:
            if not process_record(guard, {key: value}).edits:
                kept[key] = value
        except RecordError:
            continue
    return kept


__all__ = ["clean", "names", "pandas", "series", "treated", "words"]
