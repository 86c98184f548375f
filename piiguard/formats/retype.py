"""A changed text as a value of the type it had: what a typed cell can hold of it."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from piiguard.errors import FormatError, alone
from piiguard.formats import charset
from piiguard.formats.cells import Cells, number
from piiguard.formats.charset import UnsupportedError

if TYPE_CHECKING:
    from piiguard.formats.treatment import Treatment


class NotHeld(Exception):
    """The type has no value that reads so."""


def lost(cells: Counter[str], masked: Treatment) -> list[str]:
    """What to say of cells that became null, counted by column."""
    what = "that became null, because its type cannot hold what they were masked to"
    return [f"cells of the column {masked.name(name)} {what}: {count}" for name, count in cells.items()]


def unholdable(column: str, masked: Treatment) -> FormatError:
    """What to raise where a cell cannot become null either."""
    return FormatError(f"the type of the column {masked.name(column)} cannot hold masked values, and it may not be null")


def held(value: Any, new: str) -> Any:
    """The value of ``value``'s type whose text is ``new``. Raises NotHeld."""
    if isinstance(value, str):
        return new
    if isinstance(value, bytes | bytearray | memoryview):
        return _encoded(bytes(value), new)
    if isinstance(value, dict | list | tuple | set):
        try:
            return _merged(value, json.loads(new, object_pairs_hook=_Pairs))
        except ValueError:
            alone(NotHeld())
    found = _scalar(value, new)
    if Cells().text(found) != new:
        raise NotHeld
    return found


def _scalar(value: Any, new: str) -> Any:
    try:
        if isinstance(value, bool):
            raise NotHeld
        if isinstance(value, int):
            return int(new) if len(new) < 40 else None
        if isinstance(value, float):
            found = float(new)
            return found if number(found) == new else None
        if isinstance(value, Decimal):
            return Decimal(new)
        if isinstance(value, datetime | date | time):
            return type(value).fromisoformat(new)
    except (ValueError, InvalidOperation):
        pass
    raise NotHeld


class _Pairs(list[Any]):
    """An object of JSON, with its keys in order and none lost."""


def _merged(value: Any, new: Any) -> Any:
    """A nested value with the texts that its changed JSON has; its keys and everything that is no text must be the same."""
    if isinstance(value, dict) and isinstance(new, _Pairs) and [str(key) for key in value] == [key for key, _ in new]:
        return {key: _merged(inner, other) for (key, inner), (_, other) in zip(value.items(), new, strict=True)}
    if isinstance(value, list | tuple) and isinstance(new, _Pairs) and len(value) == len(new):  # a map: pairs
        return [
            (_merged(key, other_key), _merged(inner, other))
            for (key, inner), (other_key, other) in zip(value, new, strict=True)
        ]
    if isinstance(value, list | tuple | set) and isinstance(new, list) and len(value) == len(new):
        return [_merged(inner, other) for inner, other in zip(value, new, strict=True)]
    if isinstance(value, str) and isinstance(new, str):
        return new
    if isinstance(new, str) and value is not None:
        return value if Cells().text(value) == new else held(value, new)
    if isinstance(new, dict | list) or new != value:
        raise NotHeld
    return value


def _encoded(value: bytes, new: str) -> bytes:
    """A text in the charset that the bytes were read in."""
    try:
        value.decode("utf-8")
        return new.encode("utf-8")
    except UnicodeError:
        pass
    try:
        return new.encode(charset.guess(value[: 1 << 16]).codec)
    except (UnsupportedError, UnicodeError):
        alone(NotHeld())
