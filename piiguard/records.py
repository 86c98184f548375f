"""Records: dicts, lists and scalars in, the same shape out; keys are labels.

A value is read with the nearest key above it that names something ("idNo", "手机号"); numbers are
read as text. Nothing is skipped silently: a value that cannot be looked into is an error.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from .again import Known
from .errors import RecordError
from .findings import MaskedRecord, RecordEdit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .guard import Guard

_MAX_DEPTH = 200
_PLAIN = (bool, type(None), date, time, timedelta, UUID)


def process_record(guard: Guard, record: Any, label: str | None = None) -> MaskedRecord:
    """See :meth:`piiguard.Guard.process_record`; ``label`` is what the whole record stands under."""
    first = _Walk(guard, None)
    out = first.value(record, "$", label, 0)
    if first.learned:  # a name may stand in a field before the one that announces it
        second = _Walk(guard, first.learned)
        out = second.value(record, "$", label, 0)
        return MaskedRecord(out, tuple(second.edits))
    return MaskedRecord(out, tuple(first.edits))


class _Walk:
    """One pass over a record.

    known    values found elsewhere in it, looked for in every field
    learned  those this pass found
    """

    def __init__(self, guard: Guard, known: Known | None) -> None:
        self.guard = guard
        self.edits: list[RecordEdit] = []
        self.known = known
        self.learned = Known(guard._again)

    def value(self, value: Any, path: str, label: str | None, depth: int) -> Any:
        if isinstance(value, str) and not isinstance(value, Enum):
            return self.text(value, path, label)
        if isinstance(value, (*_PLAIN, Enum)):
            return value
        if isinstance(value, (int, float, Decimal)):
            return self.number(value, path, label)
        if depth > _MAX_DEPTH:
            raise RecordError(f"{path}: nested deeper than {_MAX_DEPTH}")
        if isinstance(value, dict):
            return self.mapping(value, path, label, depth)
        if isinstance(value, (list, tuple)):
            items = [self.value(item, f"{path}[{i}]", label, depth + 1) for i, item in enumerate(value)]
            return _rebuild(value, items)
        if isinstance(value, (bytes, bytearray)):
            return self.raw(value, path, label)
        raise RecordError(f"{path}: cannot look into a {type(value).__name__}")

    def text(self, value: str, path: str, label: str | None) -> str:
        masked = self.guard._process(value, label, self.known)
        if not masked.edits:
            return value
        for edit in masked.edits:
            self.learned.learn(value[edit.start : edit.end], edit.entity_type, edit.score)
        self.edits.append(RecordEdit(path, masked.edits, False))
        return masked.text

    def number(self, value: int | float | Decimal, path: str, label: str | None) -> Any:
        """A number is masked as the digits a person would see (:func:`written`)."""
        masked = self.guard.process(written(value), label)
        if not masked.edits:
            return value
        if all(edit.operator == "keep" for edit in masked.edits):
            return value
        self.edits.append(RecordEdit(path, masked.edits, True))
        return masked.text

    def raw(self, value: bytes | bytearray, path: str, label: str | None) -> bytes | bytearray:
        text = _decoded(value)
        if text is None:
            raise RecordError(f"{path}: bytes that are not UTF-8 cannot be looked into")
        out = self.text(text, path, label)
        return value if out is text else type(value)(out.encode("utf-8"))

    def mapping(self, value: dict[Any, Any], path: str, label: str | None, depth: int) -> dict[Any, Any]:
        out: dict[Any, Any] = {}
        for key, item in value.items():
            name = str(key)
            clean = self.guard.mask(name)
            own = name if self.guard._prefix_of(name) else label
            here = f"{path}.{clean}"
            if clean != name:
                self.edits.append(RecordEdit(here + " (key)", self.guard.process(name).edits, not isinstance(key, str)))
                key = unused(clean, out, value)
            out[key] = self.value(item, here, own, depth + 1)
        return out if type(value) is dict else same_mapping(value, out)


def _decoded(value: bytes | bytearray) -> str | None:
    """UTF-8, None if it is not: the decoder's own error would hold the bytes."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None


def written(value: int | float | Decimal) -> str:
    """The digits a person would see: 1.38e10 is 13800000000; nothing for what is too long for an identifier."""
    return str(int(value) if value == int(value) else value) if _is_short(value) else ""


def _is_short(value: int | float | Decimal) -> bool:
    """Finite and of a size an identifier can have; nothing longer is one (or can be written out cheaply)."""
    if isinstance(value, Decimal):
        return value.is_finite() and value.adjusted() < 40
    return value == value and abs(value) < 10**40


def unused(key: str, out: Mapping[Any, Any], source: Mapping[Any, Any]) -> str:
    """Two keys may mask to the same text; neither value may be lost."""
    candidate, count = key, 1
    while candidate in out or candidate in source:
        count += 1
        candidate = f"{key}#{count}"
    return candidate


def _rebuild(value: Any, items: list[Any]) -> Any:
    if isinstance(value, tuple):
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    return items


def same_mapping(value: dict[Any, Any], out: dict[Any, Any]) -> dict[Any, Any]:
    """OrderedDict and its like keep their type where it can be built from a dict."""
    try:
        return type(value)(out)
    except TypeError:
        return out
