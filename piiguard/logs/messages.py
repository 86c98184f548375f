"""The text of a log message, masked: put together first, since a value may be split over its arguments."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from piiguard.guard import Guard

#: ``%%``, or what a value is put in by: its key, flags, width, precision, length, type.
_CONVERSION = re.compile(r"%(?:%|(?:\(([^()]*)\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?[diouxXeEfFgGcrsa])")
_PLACES = 0xF0000  # private characters: the n-th stands for the n-th value that was masked by itself
_MOST = 4096
_PLACE = re.compile(f"([{chr(_PLACES)}-{chr(_PLACES + _MOST - 1)}])")


def together(guard: Guard, message: str, args: Any, fields: Callable[[dict[Any, Any]], dict[Any, Any]]) -> tuple[str, bool]:
    """(the masked text of a message with its arguments, whether anything in it was masked).

    fields  masks a dictionary, its names as labels
    """
    if not isinstance(args, Mapping):
        return _plain(guard, message, args)
    own = dict(args)
    new = fields(own)
    changed = {name for name, value in own.items() if name not in new or _other(new[name], value)} if new is not own else set()
    if not changed or len(changed) > _MOST:
        return _plain(guard, message, new if changed else args)
    kept: list[str] = []

    def placed(found: re.Match[str]) -> str:
        name = found[1]
        if found[0] == "%%" or (name is not None and name not in changed):
            return found[0]
        kept.append(str(new if name is None else new[name]) if name is None or name in new else "")
        return chr(_PLACES + len(kept) - 1)

    template = _CONVERSION.sub(placed, message)
    if sum(found[1] is None and found[0] != "%%" for found in _CONVERSION.finditer(message)) > 1 or len(kept) > _MOST:
        return _plain(guard, message, new)  # which raises: one dictionary for two places
    parts = _PLACE.split(str(template % args))
    return "".join(_part(guard, part, kept) for part in parts), True


def _plain(guard: Guard, message: str, args: Any) -> tuple[str, bool]:
    text = str(message % args) if args else message
    new = guard.mask(text)
    return new, new is not text


def _other(new: Any, old: Any) -> bool:
    return new is not old and str(new) != str(old)


def _part(guard: Guard, part: str, kept: list[str]) -> str:
    at = ord(part) - _PLACES if len(part) == 1 else -1
    return kept[at] if 0 <= at < len(kept) else guard.mask(part)


__all__ = ["together"]
