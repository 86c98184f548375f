"""JSON lines in columns: what stands under the same key in a block of lines, together; for searching only.

Most files have lines of a few shapes. Lines with the same keys are turned into columns at once, instead of value by
value; what does not fit (lists, keys given twice, shapes that are rare) is added one value at a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from piiguard.formats import text as lines
from piiguard.formats.batches import Cells, Group, Place
from piiguard.formats.jsonfile import JsonReader, NotJson, digits, step
from piiguard.formats.jsonshapes import Shapes, Sieve
from piiguard.formats.pieces import Feed, Keys, Location, Segment
from piiguard.formats.textfast import Counter, whole_lines

_FEW = 64  # values that do not make a column of their own
_KEYS_KEPT = 1 << 14


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with a key it repeats."""


class _Float(str):
    """A number with a fraction or exponent, as written."""

    __slots__ = ()


_OBJECTS, _STRINGS = {dict}, {str}


def _object(pairs: list[tuple[str, Any]]) -> Any:
    made = dict(pairs)
    return made if len(made) == len(pairs) else _Pairs(pairs)


_DECODER = json.JSONDecoder(strict=False, parse_int=str, parse_float=_Float, object_pairs_hook=_object)
_SCAN: Callable[[str, int], tuple[Any, int]] = _DECODER.scan_once  # type: ignore[attr-defined]


class JsonLinesFast:
    """JSON lines as cells. ``odd_lines`` counts those that were none.

    sieve  lets lines be passed over whose values cannot hold a finding
    """

    def __init__(self, feed: Feed, keys: Keys, counter: Counter, sieve: Sieve | None = None) -> None:
        self.odd_lines = 0
        self._shapes = Shapes(keys, sieve) if sieve else None
        self._feed = feed
        self._keys = keys
        self._counter = counter
        self._known: dict[str, tuple[bool, bool]] = {}  # key -> whether it names something, whether it holds a finding

    def batches(self) -> Iterator[Cells | Segment]:
        """The cells of a block of lines at a time; the record is the line."""
        for block in whole_lines(self._feed):
            number = self._counter.lines + 1
            if block is None:
                self._counter.lines = number
                yield from self._slow(self._feed.one_line(), number)
                continue
            found = block.split("\n")
            if not found[-1]:
                found.pop()
            self._counter.lines = number + len(found) - 1
            records: list[tuple[int, Any]] = []
            for at, line in self._worth(block, found, number):
                value = _value(line)
                if value is not None:
                    records.append((at, value))
                elif line.strip():
                    self.odd_lines += 1
                    segment = lines.piece(line, at).segment
                    assert segment is not None
                    yield segment
            try:
                groups = _Columns(self._keys, self._known).of(records)
            except RecursionError:  # nested so deeply that only the reader that does not recurse can go there
                for at, _ in records:
                    yield from self._slow(Feed(lambda: "", found[at - number]), at)
                continue
            yield Cells(groups, self._locate)

    def _worth(self, block: str, found: list[str], number: int) -> Iterable[tuple[int, str]]:
        """The lines that have to be parsed, with their numbers."""
        suspects = self._shapes.suspects(block) if self._shapes else None
        return enumerate(found, number) if suspects is None else [(number + at, found[at]) for at in suspects]

    def _locate(self, place: Place) -> Location:
        line, _, path = place
        return {"line": line, "path": "$" + "".join(step(self._keys, key) for key in path)}

    def _slow(self, feed: Feed, number: int) -> Iterator[Segment]:
        reader = JsonReader(feed, self._keys, number)
        try:
            yield from (piece.segment for piece in reader.pieces() if piece.segment is not None)
        except NotJson:
            self.odd_lines += 1
            rest = lines.pieces(feed, number, reader.column())
            yield from (piece.segment for piece in rest if piece.segment is not None)


def _value(line: str) -> Any:
    """The JSON object or list a line is, or None."""
    text = line.strip(" \t\r")
    if not text.startswith(("{", "[")):
        return None
    try:
        value, end = _SCAN(text, 0)
    except (StopIteration, ValueError, RecursionError):
        return None
    return value if end == len(text) else None


class _Places(Sequence[Place]):
    """The places of a column's values, made when they are asked for."""

    __slots__ = ("_lines", "_order", "_path")

    def __init__(self, lines: Sequence[int], order: tuple[int, ...], path: tuple[Any, ...]) -> None:
        self._lines = lines
        self._order = order
        self._path = path

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, at: Any) -> Any:
        return self._lines[at], self._order, self._path


class _Columns:
    """The strings, numbers and keys of some lines.

    known  what is known of keys; kept from block to block
    """

    def __init__(self, keys: Keys, known: dict[str, tuple[bool, bool]]) -> None:
        self._keys = keys
        self._known = known
        self._groups: list[Group] = []
        self._loose: dict[str | None, tuple[list[str | None], list[Place]]] = {}

    def of(self, records: list[tuple[int, Any]]) -> list[Group]:
        """All there is in the values of some lines."""
        self._values([line for line, _ in records], [value for _, value in records], None, (), ())
        return [*self._groups, *((label, texts, places, None) for label, (texts, places) in self._loose.items())]

    def _values(
        self, lines: Sequence[int], values: Sequence[Any], label: str | None, path: tuple[Any, ...], order: tuple[int, ...]
    ) -> None:
        """Values of several lines under the same path."""
        kinds = set(map(type, values))
        if kinds == _OBJECTS:
            self._objects(lines, values, label, path, order)
            return
        if dict in kinds:
            at = [number for number, value in enumerate(values) if type(value) is dict]
            self._objects([lines[number] for number in at], [values[number] for number in at], label, path, order)
        if list in kinds or _Pairs in kinds:
            for line, value in zip(lines, values, strict=True):
                if isinstance(value, list):
                    self._below(line, value, label, path, order)
        if str in kinds or _Float in kinds:
            texts = values if kinds == _STRINGS else [_text(value) for value in values]
            self._texts(lines, texts, label, path, order)

    def _objects(
        self,
        lines: Sequence[int],
        values: Sequence[dict[str, Any]],
        label: str | None,
        path: tuple[Any, ...],
        order: tuple[int, ...],
    ) -> None:
        names = list(map(tuple, values))
        if names.count(names[0]) == len(names):
            self._shape(names[0], lines, values, label, path, order)
            return
        shapes: dict[tuple[str, ...], tuple[list[int], list[dict[str, Any]]]] = {}
        for line, name, value in zip(lines, names, values, strict=True):
            shape = shapes.setdefault(name, ([], []))
            shape[0].append(line)
            shape[1].append(value)
        for name, (of_shape, alike) in shapes.items():
            self._shape(name, of_shape, alike, label, path, order)

    def _shape(
        self,
        names: tuple[str, ...],
        lines: Sequence[int],
        values: Sequence[dict[str, Any]],
        label: str | None,
        path: tuple[Any, ...],
        order: tuple[int, ...],
    ) -> None:
        """Objects with the same keys in the same order, turned into columns."""
        for at, (key, column) in enumerate(zip(names, zip(*map(dict.values, values), strict=True), strict=True)):
            named, holds = self._of_key(key)
            below = (*path, key)
            if holds:
                self._texts(lines, [key] * len(lines), None, below, (*order, at, 0))
            self._values(lines, column, key if named else label, below, (*order, at, 1))

    def _texts(
        self, lines: Sequence[int], texts: Sequence[str | None], label: str | None, path: tuple[Any, ...], order: tuple[int, ...]
    ) -> None:
        if len(texts) >= _FEW:
            self._groups.append((label, texts, _Places(lines, order, path), path))
            return
        loose = self._loose.setdefault(label, ([], []))
        loose[0].extend(texts)
        loose[1].extend([(line, order, path) for line in lines])

    def _below(self, line: int, value: Any, label: str | None, path: tuple[Any, ...], order: tuple[int, ...]) -> None:
        """All there is in one value of a line."""
        if isinstance(value, dict | _Pairs):
            for at, (key, item) in enumerate(value.items() if isinstance(value, dict) else value):
                named, holds = self._of_key(key)
                below = (*path, key)
                if holds:
                    self._texts((line,), [key], None, below, (*order, at, 0))
                self._below(line, item, key if named else label, below, (*order, at, 1))
        elif isinstance(value, list):
            for at, item in enumerate(value):
                self._below(line, item, label, (*path, at), (*order, at))
        elif isinstance(value, str):
            self._texts((line,), [_text(value)], label, path, order)

    def _of_key(self, key: str) -> tuple[bool, bool]:
        known = self._known.get(key)
        if known is None:
            if len(self._known) > _KEYS_KEPT:
                self._known.clear()
            known = self._known[key] = (self._keys.named(key), self._keys.shown(key) != key)
        return known


def _text(value: Any) -> str | None:
    """A string, or a number as a person would see it; None for what is neither."""
    kind = type(value)
    return value if kind is str else digits(value) if kind is _Float else None
