"""Cells of a database as text, and batches of them; counts what was no text."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from piiguard.formats.charset import SAMPLE, UnsupportedError, guess
from piiguard.formats.containers import container
from piiguard.formats.document import Batch
from piiguard.sources.database import Pace

Rows = Sequence[Sequence[Any]]
_TEXT = {str, type(None)}
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class Cells:
    """Cells of one table to text.

    numbers  which column of the table each column shown is, 1-based
    unread   why not all of it was read; complete once the last batch is drawn
    """

    def __init__(self, numbers: Sequence[int], unread: Iterable[str] = ()) -> None:
        self.numbers = numbers
        self.unread = list(unread)
        self._binary: Counter[int] = Counter()

    def batches(self, fetch: Callable[[int], Rows], size: int, pace: Pace) -> Iterator[Batch]:
        """Batches of what ``fetch(count)`` gives, until it gives nothing; columns beyond ``numbers`` are left out."""
        first, size = 1, pace.rows(size)
        while True:
            pace.wait(size)
            rows = fetch(size)
            if not rows:
                break
            columns = [self._column(number, cells) for number, cells in zip(self.numbers, zip(*rows, strict=True), strict=False)]
            yield Batch(first, columns)
            first += len(rows)
        self.finish()

    def finish(self) -> None:
        """Say in ``unread`` what was no text."""
        for number, count in sorted(self._binary.items()):
            cells = "cell holds" if count == 1 else "cells hold"
            self.unread.append(f"column {number}: {count} {cells} bytes that are no text")

    def _column(self, number: int, column: Sequence[Any]) -> Sequence[str | None]:
        if set(map(type, column)) <= _TEXT:  # without a call for every cell: most columns are this
            return column
        return [self.cell(number, value) for value in column]

    def cell(self, number: int, value: Any) -> str | None:
        """A value of whatever type a driver gives, as a person would read it; None for null and for what is no text."""
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, bytes | bytearray | memoryview):
            text = decoded(bytes(value))
            if text is None:
                self._binary[number] += 1
            return text
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return str(int(value)) if value.is_integer() and abs(value) < 1e16 else repr(value)
        if isinstance(value, datetime | date):
            return value.isoformat()
        if isinstance(value, list | tuple | dict):
            return json.dumps(value, ensure_ascii=False, default=str)
        return str(value)


def decoded(data: bytes) -> str | None:
    """The text that bytes are, by the same rules as a file's; None when they are none."""
    if container(data[:SAMPLE]):
        return None
    try:
        text = data.decode("utf-8")
        return text if not _CONTROLS.search(text) else None
    except UnicodeDecodeError:
        pass
    try:
        charset = guess(data[:SAMPLE])
        text = data.decode(charset.codec)
    except (UnsupportedError, UnicodeDecodeError):
        return None
    return text if charset.known and not _CONTROLS.search(text) else None
