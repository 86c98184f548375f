"""What the columns of a frame are, told from a random sample of its rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from random import Random
from typing import Any

from piiguard.findings import _Value
from piiguard.frames.kinds import kind_of, names_of
from piiguard.frames.treating import Column as Treated
from piiguard.guard import Guard
from piiguard.records import written
from piiguard.scan.columns import Column

SAMPLE = 10_000


class TypeShare(_Value):
    """How much of a column is of one type.

    matches    values of the sample in which it was found
    share      of the sample's values; ``low`` and ``high`` bound the whole column's at 95 % (Wilson)
    valid      of the matches, the share whose check digits are right; None where the type has none
    """

    __slots__ = ("entity_type", "high", "low", "matches", "share", "valid")

    def __init__(self, entity_type: str, matches: int, share: float, low: float, high: float, valid: float | None) -> None:
        self.entity_type = entity_type
        self.matches = matches
        self.share = share
        self.low = low
        self.high = high
        self.valid = valid


class ColumnFound(_Value):
    """What one column is taken for.

    name        its name, and the ``label`` its cells are best read with: the name where that says something, else the
                word for what the column is full of, else None
    rows        of the frame; ``sampled`` of them were looked at, ``nulls`` of those are empty
    distinct    different values in the sample, estimated beyond a few thousand
    types       by falling share
    verdict     the type that surely (95 %) at least half of the values are, "" for none; ``confidence`` that type's ``low``
    """

    __slots__ = ("confidence", "distinct", "label", "name", "nulls", "rows", "sampled", "types", "verdict")

    def __init__(self, name: str, label: str | None, rows: int, state: dict[str, Any]) -> None:
        self.name = name
        self.label = label
        self.rows = rows
        self.sampled: int = state["rows"]
        self.nulls: int = state["nulls"]
        self.distinct: int = state["distinct"]
        self.types = tuple(TypeShare(**share) for share in state["types"])
        self.verdict: str = state["verdict"]
        self.confidence: float = state["confidence"]


def find_columns(frame: Any, guard: Guard | None = None, *, sample: int = SAMPLE, seed: int = 0) -> tuple[ColumnFound, ...]:
    """What each column of a frame is, by a random sample of its rows: the same rows for the same ``seed``.

    guard   default: ``Guard()``
    sample  rows that are looked at; all of them where there are no more

    The verdict is for whoever decides which columns to treat. Rare values in other columns (a name in one of a million
    remarks) are seldom in a sample, so :func:`mask_columns` looks at every value, whatever this says. Columns of types
    that hold no text (bytes that are not UTF-8, unknown types) are said to hold nothing.

    Raises:
        FrameError: no frame that is known here.
    """
    guard = guard or Guard()
    kind = kind_of(frame)
    total = len(frame) if kind != "pyarrow" else frame.num_rows
    rows = sorted(Random(seed).sample(range(total), sample)) if total > sample else None
    found = []
    for at, name in enumerate(names_of(frame, kind)):
        cells = [_text(value) for value in _cells(frame, kind, at, rows)]
        label, column = _looked(guard, name, cells, seed)
        found.append(ColumnFound(name, label, total, column.as_dict()))
    return tuple(found)


def _looked(guard: Guard, name: str, cells: list[str | None], salt: int) -> tuple[str | None, Column]:
    """The column's label and what it holds: read with its name, and once more with the word for what it is full of."""
    own = name if name and guard._prefix_of(name) else None
    column = _counted(guard, name, cells, salt)
    kind, _ = column.verdict()
    if own or not kind:
        return own or name or None, column
    word = next((item.labels[0] for item in guard.recognizers if item.entity_type == kind and item.labels), None)
    return (word, _counted(guard, word, cells, salt)) if word else (name or None, column)


def _counted(guard: Guard, label: str | None, cells: list[str | None], salt: int) -> Column:
    column = Column(salt)
    column.values(cells)
    hits = Treated(guard, "", label or None).hits({cell for cell in cells if cell})
    for cell in cells:
        if cell in hits:
            column.found((hit[3], cell[hit[0] : hit[1]]) for hit in hits[cell])
    return column


def _cells(frame: Any, kind: str, at: int, rows: list[int] | None) -> Iterable[Any]:
    """The values of one column at some rows, as Python has them."""
    if kind == "pandas":
        series = frame.iloc[:, at] if rows is None else frame.iloc[rows, at]
        missing = series.isna().tolist()
        return [None if null else value for value, null in zip(series.tolist(), missing, strict=True)]
    if kind == "polars":
        series = frame.to_series(at)
        return list(series if rows is None else series.gather(rows))
    column = frame.column(at)
    if rows is None:
        found: list[Any] = column.to_pylist()
        return found
    return [column[row].as_py() for row in rows]


def _text(value: Any) -> str | None:
    """A value as it is read; nested ones as their texts, one a line, so that none is passed over."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date)):
        return value.isoformat()[:10]
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_text(inner) or ''}" for key, inner in value.items())
    if isinstance(value, (list, tuple)) or type(value).__name__ in ("ndarray", "Series"):
        return "\n".join(_text(inner) or "" for inner in value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    try:
        return written(value)
    except (TypeError, ValueError, ArithmeticError):
        return str(value)


__all__ = ["SAMPLE", "ColumnFound", "TypeShare", "find_columns"]
