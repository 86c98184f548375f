"""One leaf of a record batch: its different values treated once, and put back in their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from piiguard.errors import alone
from piiguard.formats.retype import NotHeld, held
from piiguard.guard import Guard
from piiguard.records import written
from piiguard.scan.many import Hit, in_cells
from piiguard.spark.needs import SparkError


class Masker:
    """Masks leaves: what every value becomes is what ``guard.process(value, label)`` makes of it.

    A type that cannot hold what its value became (a masked number is none) has null in its place.
    """

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._appliers = guard._appliers
        # A token of these is another one each time: equal values of a column must not be seen to be equal.
        self._fresh = {kind for kind in guard._appliers if guard.policy.rule(kind).operator == "encrypt"}

    def __call__(self, array: Any, label: str | None, name: str, _place: object) -> Any:
        """The leaf masked, of the same type and length."""
        import pyarrow

        encoded = array.dictionary_encode()
        values = encoded.dictionary.to_pylist()
        texts = as_texts(values, name)
        hits = dict(in_cells(self._guard, texts, label))
        changed = {at: new for at, found in hits.items() if (new := self._masked(texts[at] or "", found)) != texts[at]}
        if not changed:
            return array
        places: list[int | None] = encoded.indices.to_pylist()
        replaced = [self._held(value, changed[at]) if at in changed else value for at, value in enumerate(values)]
        fresh = {at for at in changed if not self._fresh.isdisjoint(hit[3] for hit in hits[at])} if self._fresh else set()
        if fresh:
            self._each(places, fresh, replaced, values, texts, hits)
        return pyarrow.array(replaced, array.type).take(pyarrow.array(places, pyarrow.int32()))

    def keys(self, texts: list[str], _place: object) -> list[str]:
        """Keys of maps, masked as :meth:`piiguard.Guard.mask_record` does."""
        different = list(dict.fromkeys(texts))
        hits = dict(in_cells(self._guard, different, None))
        if not hits:
            return texts
        new = {different[at]: self._masked(different[at], found) for at, found in hits.items()}
        return [new.get(text, text) for text in texts]

    def _masked(self, text: str, hits: Sequence[Hit]) -> str:
        pieces = []
        done = 0
        for start, end, _, kind in hits:
            pieces += [text[done:start], self._appliers[kind](text[start:end])]
            done = end
        return "".join([*pieces, text[done:]])

    def _each(
        self, places: list[int | None], fresh: set[int], replaced: list[Any], values: list[Any], texts: list[str | None],
        hits: dict[int, list[Hit]],
    ) -> None:  # fmt: skip
        """From its second place on such a value gets a replacement of its own."""
        seen: set[int] = set()
        for row, at in enumerate(places):
            if at not in fresh:
                continue
            if at in seen:
                places[row] = len(replaced)
                replaced.append(self._held(values[at], self._masked(texts[at] or "", hits[at])))
            seen.add(at)

    def _held(self, value: Any, new: str) -> Any:
        if isinstance(value, str):
            return new
        try:
            return held(value, new)
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
