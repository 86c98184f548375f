"""Which records were masked already: two handlers of one logger, or a logger and its handler, may both have a filter.

An operator on its own result gives what nobody can restore (``fpe``, ``surrogate``), so what one filter masked the next one of
the same treatment leaves, unless it was changed in between.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

_DEEP = 20
_PARTS = 100_000
_NESTED = (dict, list, tuple, set, frozenset)
#: record -> (treatment, its fields as they were masked)
_MASKED: WeakKeyDictionary[logging.LogRecord, tuple[object, dict[str, Any]]] = WeakKeyDictionary()
_NONE: frozenset[str] = frozenset()


def done(record: logging.LogRecord, way: object) -> frozenset[str]:
    """The fields of a record that this treatment has masked and that nobody changed since."""
    if not _MASKED:
        return _NONE
    known = _MASKED.get(record)
    if known is None or known[0] != way:
        return _NONE
    fields = record.__dict__
    return frozenset(name for name, value in known[1].items() if name in fields and _same(fields[name], value))


def remember(record: logging.LogRecord, way: object, names: Iterable[str]) -> None:
    """Those fields of the record are masked."""
    fields = record.__dict__
    _MASKED[record] = way, {name: snapshot(fields[name]) for name in names if name in fields}


def follow(record: logging.LogRecord, other: logging.LogRecord) -> None:
    """What is known of ``other`` is true of ``record``, which was given its fields."""
    if _MASKED and other in _MASKED:
        _MASKED[record] = _MASKED[other]


def _same(value: Any, known: Any) -> bool:
    try:
        return type(value) is type(known) and bool(value == known)
    except Exception:
        return False


def bounded(value: Any) -> None:
    """Nothing, for a value of an ordinary size: lists that hold one another twice are a million within twenty steps.

    Raises:
        OverflowError: it has more than 100,000 parts, or holds itself.
    """
    left, waiting = _PARTS, [value]
    while waiting:
        item = waiting.pop()
        left -= len(item) + 1
        if left < 0:
            raise OverflowError
        waiting += [part for part in (item.values() if isinstance(item, dict) else item) if isinstance(part, _NESTED)]


def snapshot(value: Any, depth: int = 0) -> Any:
    """Dictionaries, lists, tuples and sets of their own; what is in them is what was in them."""
    kind = type(value)
    if depth < _DEEP and isinstance(value, (dict, list, tuple, set)):
        if isinstance(value, dict):
            return {key: snapshot(item, depth + 1) for key, item in value.items()}
        items = [snapshot(item, depth + 1) for item in list(value)]
        return tuple(items) if kind is tuple else items
    return value


__all__ = ["bounded", "done", "follow", "remember", "snapshot"]
