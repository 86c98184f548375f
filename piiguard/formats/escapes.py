"""JSON escapes inside a text: what it says without them, and the way back to where it says it.

``"\\u624b\\u673a 13800…"`` must be searched as it reads, and changed without touching the rest.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Sequence

from piiguard.formats.pieces import Change, Piece, Segment, splice

_ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))')
_SHORT = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
# The units of a JSON string's inside; an escape that the end of the text cuts off is not one.
_UNITS = re.compile(r'(?:[^"\\]++|\\(?:u[0-9a-fA-F]{4}|[^u]|u(?![0-9a-fA-F]{0,3}\Z)))*+', re.DOTALL)
# Escapes that hide a label or glue a letter to a number when a line is searched as written.
_HIDING = re.compile(r"\\u[0-9a-fA-F]{4}|\\[nrt](?=[0-9A-Za-z+\uff10-\uff19])")


class Offsets:
    """From offsets in a text to offsets in what it was read from: one entry for each escape."""

    __slots__ = ("_raw", "_text")

    def __init__(self) -> None:
        self._text = [0]
        self._raw = [0]

    def add(self, text: int, raw: int) -> None:
        """From here on ``text`` is at ``raw``."""
        self._text.append(text)
        self._raw.append(raw)

    def __getitem__(self, offset: int) -> int:
        entry = bisect_right(self._text, offset) - 1
        return self._raw[entry] + offset - self._text[entry]


def hides(line: str) -> bool:
    """Whether a line of text holds escapes that must be read as such to search it."""
    return "\\" in line and _HIDING.search(line) is not None


def unescape(raw: str) -> tuple[str, Offsets | None]:
    """The text, and where its characters and its end stand in ``raw`` (None: at the same offsets)."""
    if "\\" not in raw:
        return raw, None
    parts: list[str] = []
    offsets = Offsets()
    at = length = 0
    for found in _ESCAPE.finditer(raw):
        if found.start() < at:
            continue  # the second half of a surrogate pair, read with the first
        parts.append(raw[at : found.start()])
        length += found.start() - at + 1
        char, at = _one(raw, found)
        parts.append(char)
        offsets.add(length, at)
    parts.append(raw[at:])
    return "".join(parts), offsets


def _one(raw: str, found: re.Match[str]) -> tuple[str, int]:
    """The character an escape stands for, and where the next one starts."""
    code, short = found.groups()
    if short is not None:
        return _SHORT[short], found.end()
    point = int(code, 16)
    if 0xD800 <= point < 0xDC00:
        low = _ESCAPE.match(raw, found.end())
        if low is not None and low[1] is not None and 0xDC00 <= (second := int(low[1], 16)) < 0xE000:
            return chr(0x10000 + ((point - 0xD800) << 10) + second - 0xDC00), low.end()
    # Half a pair alone is no character; no engine could be given it.
    return ("\ufffd" if 0xD800 <= point < 0xE000 else chr(point)), found.end()


def cut(text: str, pos: int, count: int) -> int:
    """The largest number up to ``count`` at which the inside of a JSON string may be cut."""
    found = _UNITS.match(text, pos, min(len(text), pos + count))
    return (found.end() - pos if found else 0) or count


def end_of_string(text: str, pos: int) -> int:
    """The closing quote of a JSON string whose inside is at ``pos``; -1 when it is not there yet."""
    found = _UNITS.match(text, pos)
    end = found.end() if found else pos
    return end if text[end : end + 1] == '"' else -1


class EscapedPiece(Piece):
    """A stretch with escapes: ``raw`` has ``lead`` characters (a quote) before the text starts.

    offsets  of each character of ``segment.text[begin:stop]`` and of the end, counted from after the lead;
             None when nothing there is escaped
    """

    __slots__ = ("lead", "offsets")

    def __init__(self, raw: str, segment: Segment, offsets: Offsets | None, lead: int = 0) -> None:
        super().__init__(raw, segment)
        self.offsets = offsets
        self.lead = lead

    def render(self, changes: Sequence[Change]) -> str:
        begin = self.segment.begin if self.segment else 0
        ascii_only = self.raw.isascii() and "\\u" in self.raw
        done = []
        for start, end, new in changes:
            escaped = json.dumps(new, ensure_ascii=ascii_only)[1:-1]
            done.append((self._at(start - begin), self._at(end - begin), escaped))
        return splice(self.raw, done)

    def _at(self, offset: int) -> int:
        return self.lead + (offset if self.offsets is None else self.offsets[offset])
