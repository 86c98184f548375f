"""The same text as ``pieces`` gives, in batches; for searching only.

What cannot be had quickly is given as segments, one by one: lines with JSON escapes, lines and cells too long to
hold, the title above a table, and from the first odd quote on the rest of a table.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from piiguard.formats import text as lines
from piiguard.formats.batches import Cells, Lines, Place
from piiguard.formats.csvfile import EXPORTED
from piiguard.formats.document import BATCH, Batch
from piiguard.formats.escapes import hides
from piiguard.formats.jsonfile import NotJson, digits, step
from piiguard.formats.pieces import LONG, Feed, Keys, Location, Segment

_MAYBE_EXPORTED = re.compile(r"\.0(?<=[0-9]{7}\.0)")
_ABOVE = 400  # characters of earlier lines kept for the lines that follow


class Counter:
    """Lines so far."""

    lines = 0


def text_batches(feed: Feed, counter: Counter, above: str = "") -> Iterator[Lines | Segment]:
    """Plain text, block by block; ``above`` stands before it."""
    for block in whole_lines(feed):
        number = counter.lines + 1
        if block is None:
            counter.lines = number
            yield from _long(feed, number)
            above = ""
            continue
        counter.lines += block.count("\n") + (not block.endswith("\n"))
        plain = block.replace("\r\n", "\n") if "\r" in block else block
        if "\\" in plain:
            odd = [(at, line) for at, line in enumerate(plain.split("\n")) if hides(line)]
            if odd:
                for at, line in odd:
                    segment = lines.piece(line, number + at).segment
                    assert segment is not None
                    yield segment
                hidden = {at for at, _ in odd}
                plain = "\n".join("" if at in hidden else line for at, line in enumerate(plain.split("\n")))
        yield Lines(plain, number, above)
        above = (above + plain)[-_ABOVE:]


def whole_lines(feed: Feed) -> Iterator[str | None]:
    """Blocks of whole lines; None where a line is too long to hold, which the caller then takes from the feed."""
    while feed.waiting() or feed.fill():
        end = feed.text.rfind("\n", feed.pos) + 1
        if end <= feed.pos:
            if feed.waiting() > LONG:
                yield None
                continue
            if feed.fill():
                continue
            end = len(feed.text)
        block = feed.text[feed.pos : end]
        feed.pos = end
        yield block


def _long(feed: Feed, number: int) -> Iterator[Segment]:
    return (piece.segment for piece in lines.long_line(feed, number, 1) if piece.segment is not None)


class _Pairs(list[tuple[str, Any]]):
    """A JSON object, with the keys it repeats."""


_DECODER = json.JSONDecoder(strict=False, parse_int=str, parse_float=digits, object_pairs_hook=_Pairs)


class JsonLinesFast:
    """JSON lines as cells. ``odd_lines`` counts those that were none."""

    def __init__(self, feed: Feed, keys: Keys, counter: Counter) -> None:
        self.odd_lines = 0
        self._feed = feed
        self._keys = keys
        self._counter = counter

    def batches(self) -> Iterator[Cells | Segment]:
        """Cells of a few hundred lines at a time; the record is the line."""
        for block in whole_lines(self._feed):
            number = self._counter.lines + 1
            if block is None:
                self._counter.lines = number
                yield from self._slow(self._feed.one_line(), number)
                continue
            found = block.split("\n")
            if not found[-1]:
                found.pop()
            values = _Values(self._keys)
            for line in found:
                if line.strip():
                    value = _value(line)
                    if value is None:
                        self.odd_lines += 1
                        segment = lines.piece(line, number).segment
                        assert segment is not None
                        yield segment
                    else:
                        values.line = number
                        values.below(value, None, ())
                number += 1
            self._counter.lines = number - 1
            yield Cells(values.groups, self._locate)

    def _locate(self, place: Place) -> Location:
        line, _, path = place
        return {"line": line, "path": "$" + "".join(step(self._keys, key) for key in path)}

    def _slow(self, feed: Feed, number: int) -> Iterator[Segment]:
        from piiguard.formats.jsonfile import JsonReader

        reader = JsonReader(feed, self._keys, number)
        try:
            yield from (piece.segment for piece in reader.pieces() if piece.segment is not None)
        except NotJson:
            self.odd_lines += 1
            rest = lines.pieces(feed, number, reader.column())
            yield from (piece.segment for piece in rest if piece.segment is not None)


def _value(line: str) -> Any:
    """The JSON object or list a line is, or None."""
    if line.lstrip(" \t\r")[:1] not in ("{", "["):
        return None
    try:
        return _DECODER.decode(line)
    except (ValueError, RecursionError):
        return None


class _Values:
    """The strings, numbers and keys of some lines, by label. ``line`` is the current one's number."""

    def __init__(self, keys: Keys) -> None:
        self.groups: dict[str | None, tuple[list[str], list[Place]]] = {}
        self.line = 0
        self._keys = keys
        self._count = 0
        self._known: dict[str, tuple[bool, bool]] = {}  # key -> whether it names something, whether it holds a finding

    def below(self, value: Any, label: str | None, path: tuple[Any, ...]) -> None:
        """All there is in a value."""
        if isinstance(value, _Pairs):
            self._object(value, label, path)
        elif isinstance(value, str):
            self._add(value, label, path)
        elif isinstance(value, list):
            for at, item in enumerate(value):
                self.below(item, label, (*path, at))

    def _object(self, pairs: _Pairs, label: str | None, path: tuple[Any, ...]) -> None:
        for key, item in pairs:
            known = self._known.get(key)
            if known is None:
                known = self._known[key] = (self._keys.named(key), self._keys.shown(key) != key)
            named, holds = known
            below = (*path, key)
            if holds:
                self._add(key, None, below)
            if type(item) is str:
                self._add(item, key if named else label, below)
            elif item is not None and item is not True and item is not False:
                self.below(item, key if named else label, below)

    def _add(self, text: str, label: str | None, path: tuple[Any, ...]) -> None:
        group = self.groups.get(label)
        if group is None:
            group = self.groups[label] = ([], [])
        group[0].append(text)
        group[1].append((self.line, self._count, path))
        self._count += 1


class CsvFast:
    """The rows of a CSV text under its header, as a table; what is left in the feed when it gives up is read slowly.

    row, line  where the next row begins, 1-based
    """

    def __init__(self, feed: Feed, delimiter: str, width: int, row: int, line: int) -> None:
        self.row = row
        self.line = line
        self._feed = feed
        self._delimiter = delimiter
        self._width = width

    def batches(self) -> Iterator[Batch]:
        """Rows no wider than the header, up to a block with one that is, or that a strict reader refuses."""
        feed = self._feed
        wanted = 0
        while feed.waiting() or feed.fill():
            end = self._end(wanted)
            if not end:
                return
            block = feed.text[feed.pos : end]
            rows = self._rows(block)
            if rows is None:
                if feed.done or feed.waiting() > LONG or '"' not in block:
                    return
                wanted = len(block) + 1  # a quote may close in what was not read yet
                continue
            wanted = 0
            if any(len(row) > self._width for row in rows):
                return
            feed.pos = end
            yield from self._batches(rows, block)

    def _end(self, wanted: int) -> int:
        """Where the waiting text can be cut behind a line, more than ``wanted`` characters on; 0 when it cannot."""
        feed = self._feed
        while True:
            end = feed.text.rfind("\n", feed.pos) + 1
            if end - feed.pos > max(0, wanted - 1):
                return end
            if feed.waiting() > LONG:
                return 0
            if not feed.fill():
                return len(feed.text) if feed.waiting() >= max(1, wanted) else 0

    def _rows(self, block: str) -> list[list[str]] | None:
        if "\0" in block:
            return None
        try:
            return list(csv.reader(io.StringIO(block, newline="\n"), delimiter=self._delimiter, strict=True))
        except csv.Error:
            return None

    def _batches(self, rows: list[list[str]], block: str) -> Iterator[Batch]:
        simple = '"' not in block
        width = self._width
        if _MAYBE_EXPORTED.search(block):
            rows = [[_exported(cell) for cell in row] for row in rows]
        for at in range(0, len(rows), BATCH):
            part = rows[at : at + BATCH]
            full = [row if len(row) == width else row + [""] * (width - len(row)) for row in part]
            starts: Sequence[int] = range(self.line, self.line + len(part))
            after = self.line + len(part)
            if not simple:
                starts = list(accumulate((1 + sum(cell.count("\n") for cell in row) for row in part), initial=self.line))
                after = starts.pop()
            yield Batch(self.row, list(zip(*full, strict=True)), starts)
            self.row += len(part)
            self.line = after


def _exported(cell: str) -> str:
    """A cell without the ``.0`` an identifier has that was a float on its way."""
    found = EXPORTED.fullmatch(cell) if cell.endswith("0") else None
    return found[1] if found else cell
