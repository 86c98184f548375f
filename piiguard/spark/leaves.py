"""One leaf of a record batch: its different values treated once, and put back in their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from piiguard.errors import alone
from piiguard.formats.retype import NotHeld, held
from piiguard.frames.treating import Column
from piiguard.guard import Guard
from piiguard.records import written
from piiguard.scan.many import Hit, in_cells
from piiguard.spark.needs import SparkError

_LABELS = 256  # labels whose columns are remembered


class Masker:
    """Masks leaves: what every value becomes is what ``guard.process(value, label)`` makes of it.

    It treats them as :mod:`piiguard.frames` treats columns, so values of known shapes go without the engine, and it remembers
    from batch to batch what the engine said of a shape. A type that cannot hold what its value became (a masked number is
    none) has null in its place.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._columns: dict[str | None, Column] = {}

    def __call__(self, array: Any, label: str | None, name: str, _place: object) -> Any:
        """The leaf masked, of the same type and length."""
        import pyarrow

        column = self._column(label)
        encoded = array.dictionary_encode()
        values = encoded.dictionary.to_pylist()
        texts = as_texts(values, name)
        places = encoded.indices
        if column.fresh:  # every place gets a replacement of its own, or it would show that values are equal
            where = places.to_pylist()
            treated = column.each([None if at is None else texts[at] for at in where])
            if treated is None:
                return array
            rows = [at if at is None else _kept(values[at], texts[at], new) for at, new in zip(where, treated, strict=True)]
            return pyarrow.array(rows, array.type)
        changed = column.changed(dict.fromkeys(filter(None, texts)))
        if not changed:
            return array
        words = [_kept(value, text, changed.get(text or "", text)) for value, text in zip(values, texts, strict=True)]
        return pyarrow.array(words, array.type).take(places)

    def keys(self, texts: list[str], _place: object) -> list[str]:
        """Keys of maps, masked as :meth:`piiguard.Guard.mask_record` does."""
        column = self._column(None)
        if column.fresh:
            return column.each(texts) or texts
        changed = column.changed(dict.fromkeys(texts))
        return [changed.get(text, text) for text in texts] if changed else texts

    def _column(self, label: str | None) -> Column:
        """How leaves with a label are treated."""
        found = self._columns.get(label)
        if found is None:
            if len(self._columns) >= _LABELS:  # keys of maps are labels
                self._columns.clear()
            found = self._columns[label] = Column(self._guard, label or "", label)
        return found


def _kept(value: Any, text: str | None, new: str | None) -> Any:
    """A value whose text became ``new``, in its own type."""
    if new == text or isinstance(value, str):
        return value if new == text else new
    try:
        return held(value, new or "")
    except NotHeld:
        return None


def as_texts(values: Sequence[Any], name: str) -> list[str | None]:
    """The values of a leaf as a person reads them; numbers as :func:`piiguard.records.written`.

    Raises:
        SparkError: bytes that are no UTF-8; names their place.
    """
    return [value if value is None or isinstance(value, str) else _text(value, name) for value in values]


def _text(value: Any, name: str) -> str:
    from decimal import Decimal

    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            alone(SparkError(f"{name}: bytes that are not UTF-8 cannot be looked into"))
    if isinstance(value, bool):
        return ""
    if isinstance(value, int | float | Decimal):
        return written(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def search(guard: Guard, array: Any, label: str | None, name: str) -> Iterator[tuple[int, str, list[Hit]]]:
    """(index, text, hits) of every value of a leaf with a hit; different values are searched once."""
    encoded = array.dictionary_encode()
    texts = as_texts(encoded.dictionary.to_pylist(), name)
    hits = dict(in_cells(guard, texts, label))
    if hits:
        for index, at in enumerate(encoded.indices.to_pylist()):
            if at in hits:
                yield index, texts[at] or "", hits[at]
