"""The same text as ``pieces`` gives, in batches; for searching only.

What cannot be had quickly is given as segments, one by one: lines with JSON escapes, lines and cells too long to
hold, the title above a table, and from the first odd quote on the rest of a table.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from piiguard.formats import text as lines
from piiguard.formats.batches import Lines
from piiguard.formats.csvfile import EXPORTED
from piiguard.formats.document import BATCH, Batch
from piiguard.formats.escapes import hides
from piiguard.formats.pieces import LONG, Feed, Segment

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
            cells = self._cells(block)
            if cells is not None:
                feed.pos = end
                wanted = 0
                yield from self._plain(cells, block)
                continue
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

    def _cells(self, block: str) -> list[str] | None:
        """All cells of a block, and a line feed behind those of every row; None where rows are not simply so many cells each."""
        if '"' in block or "\0" in block or not _short_lines(block):
            return None
        text = block.replace("\r\n", "\n") if "\r" in block else block
        if "\r" in text:
            return None
        cells = text.replace("\n", f"{self._delimiter}\n{self._delimiter}").split(self._delimiter)
        if cells.pop():
            return None  # its last line has no end
        ends = cells[self._width :: self._width + 1]
        simple = len(ends) == text.count("\n") == ends.count("\n") and len(ends) * (self._width + 1) == len(cells)
        return cells if simple else None

    def _plain(self, cells: list[str], block: str) -> Iterator[Batch]:
        step = self._width + 1
        if _MAYBE_EXPORTED.search(block):
            cells = [_exported(cell) for cell in cells]
        for at in range(0, len(cells), BATCH * step):
            to = min(at + BATCH * step, len(cells))
            count = (to - at) // step
            columns = [cells[first:to:step] for first in range(at, at + self._width)]
            yield Batch(self.row, columns, range(self.line, self.line + count))
            self.row += count
            self.line += count

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


def _short_lines(block: str) -> bool:
    """Whether no line of a block is as long as a cell that a strict reader refuses."""
    half = csv.field_size_limit() // 2
    return all(block.find("\n", at, at + half) >= 0 for at in range(0, len(block) - half + 1, half))


def _exported(cell: str) -> str:
    """A cell without the ``.0`` an identifier has that was a float on its way."""
    found = EXPORTED.fullmatch(cell) if cell.endswith("0") else None
    return found[1] if found else cell
