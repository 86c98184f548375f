"""Plain text: every line is a segment; the line end is not part of it."""

from __future__ import annotations

from collections.abc import Iterator

from piiguard.formats.escapes import EscapedPiece, hides, unescape
from piiguard.formats.pieces import Feed, Location, Piece, Segment, Window, windows


def pieces(feed: Feed, line: int = 1, column: int = 1) -> Iterator[Piece]:
    """The lines of a text; ``line`` and ``column`` say where in its document it begins."""
    while True:
        text = feed.line()
        if text is None:
            yield from long_line(feed, line, column)
        elif text:
            yield piece(text, line, column)
        else:
            return
        line += 1
        column = 1


def piece(line: str, number: int, column: int = 1) -> Piece:
    """One line, with or without its end, as a piece. A finding's location is its line and column."""
    text = line[:-1] if line.endswith("\n") else line
    if text.endswith("\r"):
        text = text[:-1]
    if not hides(text):
        return Piece(line, Segment(text, lambda offset: {"line": number, "column": column + offset}))
    plain, offsets = unescape(text)
    places = offsets or range(len(plain) + 1)
    segment = Segment(plain, lambda offset: {"line": number, "column": column + places[offset]})
    return EscapedPiece(line, segment, offsets)


def long_line(feed: Feed, number: int, column: int) -> Iterator[Piece]:
    """A line too long to hold, in windows; escapes are not looked for in it."""
    base = 0
    for window in windows(feed, lambda text, pos: text.find("\n", pos)):
        yield Piece(window.body, _segment(window, number, column, base))
        base += len(window.body)
    if feed.waiting():
        feed.pos += 1
        yield Piece("\n")


def _segment(window: Window, number: int, column: int, base: int) -> Segment:
    before = base - len(window.context)

    def locate(offset: int) -> Location:
        return {"line": number, "column": column + before + offset}

    begin = len(window.context)
    text = window.context + window.body + window.ahead
    return Segment(text, locate, begin=begin, stop=begin + len(window.body), base=before)
