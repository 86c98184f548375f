"""JSON lines: one JSON value a line. A line that is none is searched as a line of text and counted."""

from __future__ import annotations

import json
from collections.abc import Iterator

from piiguard.formats import text as lines
from piiguard.formats.jsonfile import JsonReader, NotJson
from piiguard.formats.pieces import Feed, Keys, Piece


class JsonLines:
    """Reader of JSON lines. ``odd_lines`` counts the lines so far that were read as text."""

    def __init__(self, feed: Feed, keys: Keys) -> None:
        self.odd_lines = 0
        self._feed = feed
        self._keys = keys

    def pieces(self) -> Iterator[Piece]:
        """The pieces of all lines; a finding's location is its line and path."""
        number = 0
        while (line := self._feed.line()) != "":
            number += 1
            if line is None:
                yield from self._record(self._feed.one_line(), number)
            elif not line.strip():
                yield Piece(line)
            elif valid(line):
                yield from self._record(Feed(lambda: "", line), number)
            else:
                self.odd_lines += 1
                yield lines.piece(line, number)

    def _record(self, line: Feed, number: int) -> Iterator[Piece]:
        """One line: JSON as far as it is, text from there on (only a line too long to check first)."""
        reader = JsonReader(line, self._keys, number)
        try:
            yield from reader.pieces()
        except NotJson:
            self.odd_lines += 1
            yield from lines.pieces(line, number, reader.column())


def valid(line: str) -> bool:
    """Whether a line is one JSON object or list (a bare number or string is as well read as text)."""
    if line.lstrip(" \t\r")[:1] not in ("{", "["):
        return False
    try:
        _DECODER.decode(line)
    except (ValueError, RecursionError):
        return False
    return True


# Numbers are not needed here, and Python refuses to build very long ones.
_DECODER = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)
