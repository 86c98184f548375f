"""Polars series: distinct values are treated, everything else stays where it is."""

from __future__ import annotations

import sys
from typing import Any

from piiguard.frames.arrow import as_text
from piiguard.frames.treating import Column, as_number

_DEEP = 32


def polars() -> Any:
    """The library, which is there where somebody holds a frame of it."""
    return sys.modules["polars"]


def treated(series: Any, column: Column, depth: int = 0) -> Any:
    """A series with its values treated, of the same type; the one given where nothing changes.

    Raises:
        FrameError: a type that cannot be looked into, or cannot hold what becomes of a value.
    """
    pl = polars()
    kind = series.dtype
    if kind == pl.String:
        if column.fresh:
            new = column.each(series.to_list())
            return series if new is None else pl.Series(series.name, new, dtype=kind)
        return _replaced(series, column.changed(_distinct(series)), kind)
    if kind.is_numeric():
        return _numbers(series, column)
    if kind == pl.Boolean or kind == pl.Null or kind.is_temporal():
        return series
    if depth > _DEEP:
        raise column.refused(f"nested deeper than {_DEEP}")
    if isinstance(kind, pl.Enum):
        return _enum(series, column)
    if kind == pl.Categorical:
        changed = column.changed(_distinct(series.cast(pl.String)))
        return _replaced(series.cast(pl.String), changed, pl.String).cast(kind) if changed else series
    if kind == pl.Binary:
        return _replaced(series, column.bytes(_distinct(series)), series.dtype)
    if kind == pl.Struct:
        return _struct(series, column, depth)
    if kind == pl.List:
        return _list(series, column, depth)
    if kind == pl.Array:
        plain = series.cast(pl.List(kind.inner))
        new = _list(plain, column, depth)
        return series if new is plain else new.cast(pl.Array(new.dtype.inner, kind.shape[0]))
    if kind == pl.Object:
        return pl.Series(series.name, [column.object(value) for value in series], dtype=pl.Object)
    raise column.refused(f"cannot look into the type {kind}")


def _distinct(series: Any) -> list[Any]:
    found: list[Any] = series.drop_nulls().unique().to_list()
    return found


def _replaced(series: Any, changed: dict[Any, Any], kind: Any) -> Any:
    """The series with some values replaced; all of ``changed`` are in it."""
    if not changed:
        return series
    pl = polars()
    old, new = pl.Series(list(changed), dtype=series.dtype), pl.Series(list(changed.values()), dtype=kind)
    if kind == series.dtype:
        return series.replace(old, new)
    return series.replace_strict(old, new, default=None, return_dtype=kind)


def _numbers(series: Any, column: Column) -> Any:
    values = _distinct(series)
    changed = column.numbered(values)
    if not changed:
        return series
    pl = polars()
    new = {value: as_number(text, value) for value, text in changed.items()}
    if None not in new.values() or column.numbers == "null":
        try:
            return _replaced(series, new, series.dtype)
        except (pl.exceptions.PolarsError, OverflowError, TypeError, ValueError):
            pass
    elif column.numbers == "text":
        texts = {value: changed.get(value) or as_text(value) for value in values}
        return _replaced(series, texts, pl.String)
    raise column.refused(
        f"its type {series.dtype} cannot hold masked numbers; numbers='text' makes the column text,"
        " numbers='null' makes them null"
    )


def _enum(series: Any, column: Column) -> Any:
    """An Enum with other categories: also one that no row has would be in the frame."""
    pl = polars()
    words = series.dtype.categories.to_list()
    changed = column.changed(words)
    if not changed:
        return series
    kind = pl.Enum(list(dict.fromkeys(changed.get(word, word) for word in words)))
    plain = series.cast(pl.String)
    there = set(_distinct(plain))
    return _replaced(plain, {old: new for old, new in changed.items() if old in there}, pl.String).cast(kind)


def _struct(series: Any, column: Column, depth: int) -> Any:
    pl = polars()
    old = series.struct.unnest().get_columns()
    new = [treated(part, column.field(part.name), depth + 1) for part in old]
    if all(one is other for one, other in zip(new, old, strict=True)):
        return series
    whole = pl.DataFrame(new).to_struct(series.name)
    return pl.select(pl.when(series.is_not_null()).then(whole).alias(series.name)).to_series()


def _list(series: Any, column: Column, depth: int) -> Any:
    pl = polars()
    lengths = series.list.len()
    rows = pl.DataFrame({"row": pl.Series(range(len(series)), dtype=pl.UInt32), "value": series})
    flat = rows.filter(lengths > 0).explode("value")
    old = flat.get_column("value")
    new = treated(old, column, depth + 1)
    if new is old:
        return series
    lists = flat.select("row", new.alias("value")).group_by("row", maintain_order=True).agg("value")
    back = rows.select("row").join(lists, on="row", how="left", maintain_order="left").get_column("value")
    empty = pl.lit(pl.Series([[]], dtype=back.dtype)).first()
    return pl.select(pl.when(lengths == 0).then(empty).otherwise(back).alias(series.name)).to_series()


__all__ = ["polars", "treated"]
