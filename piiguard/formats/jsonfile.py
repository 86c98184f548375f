"""JSON: every string, number and key is a segment; its key is its label, its path its location.

The text is read token by token and never built into objects, so a document of any size takes little
memory and everything between the values (indentation, order, escapes, repeated keys) stays as written.
Where the text stops being JSON the rest is read as lines of text and the document is called partial.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence

from piiguard.formats import text as lines
from piiguard.formats.escapes import EscapedPiece, Offsets, cut, end_of_string, unescape
from piiguard.formats.pieces import LONG, Change, Feed, Keys, Location, Piece, Segment, splice, windows

_SPACE = re.compile(r"[ \t\r\n]*+")
_STRING = re.compile(r'"([^"\\\n\r]*+(?:\\.[^"\\\n\r]*+)*+)"')
_SCALAR = re.compile(r"[-+.0-9A-Za-z]++")
_NUMBER = re.compile(r"-?[0-9]++(?:\.[0-9]++)?+(?:[eE][-+]?[0-9]++)?+")
_WORDS = frozenset({"true", "false", "null", "NaN", "Infinity", "-Infinity"})
_BARE_KEY = re.compile(r"[A-Za-z_\u4e00-\u9fff][0-9A-Za-z_\u4e00-\u9fff]*+")
_DEPTH = 1000  # deeper nesting is hostile; it is read as text

_NAMES_KEPT = 100_000  # masked keys of one object remembered to keep them apart


class NotJson(Exception):
    """The text at the feed's position is not JSON any more. Never leaves this package."""


class NumberPiece(Piece):
    """A number, searched as the digits a person would see (1.38e10 is 13800000000).

    It stays a number where the changed text still is one and becomes a string where not.
    """

    __slots__ = ()

    def render(self, changes: Sequence[Change]) -> str:
        new = splice(self.segment.text if self.segment else self.raw, changes)
        return new if _NUMBER.fullmatch(new) else json.dumps(new, ensure_ascii=False)


def digits(number: str) -> str:
    """A number as a person would read it: whole ones without the ``.0`` or exponent of exports."""
    exponent = "e" in number or "E" in number
    if len(number) > 30 or not (exponent or ("." in number and number[-1] == "0")):
        return number  # a fraction that ends in another digit is no whole number
    value = float(number)
    return str(int(value)) if abs(value) < 1e21 and value == int(value) else number


class KeyPiece(EscapedPiece):
    """A key; a changed one is kept different from the other changed keys of its object."""

    __slots__ = ("unused",)

    def __init__(
        self, raw: str, segment: Segment, offsets: Offsets | None, unused: Callable[[str], str]
    ) -> None:
        super().__init__(raw, segment, offsets, lead=1)
        self.unused = unused

    def render(self, changes: Sequence[Change]) -> str:
        return f'"{self.unused(super().render(changes)[1:-1])}"'


class JsonReader:
    """Pieces of one or more JSON values in a row.

    line  where the text begins, 1-based
    """

    def __init__(self, feed: Feed, keys: Keys, line: int = 1) -> None:
        self.line = line
        self._line_start = feed.consumed + feed.pos
        self._feed = feed
        self._keys = keys
        # One entry a container: the current key (None before the first) or index.
        self._stack: list[str | int | None] = []
        self._state = "value"
        self._taken: dict[int, set[str]] = {}  # masked keys of the open objects, by depth

    def pieces(self) -> Iterator[Piece]:
        """The pieces up to the end. Raises NotJson with everything before the fault consumed."""
        while True:
            space = self._space()
            if space:
                yield Piece(space)
            char = self._feed.text[self._feed.pos : self._feed.pos + 1]
            if not char:
                break
            if char == '"':
                yield from self._string()
            elif char in "{}[],:":
                self._punctuation(char)
                self._feed.pos += 1
                yield Piece(char)
            else:
                yield self._scalar()
        if self._stack or self._state == "colon":
            raise NotJson

    def column(self) -> int:
        """The column of the next character, 1-based."""
        return self._feed.consumed + self._feed.pos - self._line_start + 1

    def ran_out(self) -> bool:
        """Whether the text ended inside a token or container: what there was of it was JSON."""
        rest = self._feed.text[self._feed.pos :]
        return not rest or (rest[0] == '"' and "\n" not in rest) or _SCALAR.fullmatch(rest) is not None

    def in_string(self) -> bool:
        """Whether the next character opens a string."""
        return self._feed.text.startswith('"', self._feed.pos)

    def _space(self) -> str:
        feed = self._feed
        taken = ""
        while True:
            found = _SPACE.match(feed.text, feed.pos)
            end = found.end() if found else feed.pos
            space = feed.text[feed.pos : end]
            if "\n" in space:
                self.line += space.count("\n")
                self._line_start = feed.consumed + feed.pos + space.rfind("\n") + 1
            feed.pos = end
            taken += space
            if end < len(feed.text) or len(taken) > LONG or not feed.fill():
                return taken

    def _punctuation(self, char: str) -> None:
        """Take one punctuation mark into the state. Raises NotJson where it may not stand."""
        stack, state = self._stack, self._state
        if char in "{[" and state in ("value", "first value"):
            if len(stack) >= _DEPTH:
                raise NotJson
            stack.append(None if char == "{" else 0)
            self._state = "first key" if char == "{" else "first value"
        elif char == ":" and state == "colon":
            self._state = "value"
        elif char == "," and state == "next" and stack:
            if isinstance(stack[-1], int):
                stack[-1] += 1
            self._state = "value" if isinstance(stack[-1], int) else "key"
        elif stack and char == ("]" if isinstance(stack[-1], int) else "}") and state in _CLOSING[char]:
            self._taken.pop(len(stack), None)
            stack.pop()
            self._after_value()
        else:
            raise NotJson

    def _after_value(self) -> None:
        self._state = "next" if self._stack else "value"

    def _scalar(self) -> Piece:
        feed = self._feed
        found = _SCALAR.match(feed.text, feed.pos)
        while found and found.end() == len(feed.text) and feed.waiting() < LONG and feed.fill():
            found = _SCALAR.match(feed.text, feed.pos)
        token = found[0] if found else ""
        number = _NUMBER.fullmatch(token) is not None
        if self._state not in ("value", "first value") or not (number or token in _WORDS):
            raise NotJson
        feed.pos += len(token)
        segment = Segment(digits(token), self._locate(), self._label()) if number else None
        self._after_value()
        return NumberPiece(token, segment) if number else Piece(token)

    def _string(self) -> Iterator[Piece]:
        if self._state not in ("value", "first value", "key", "first key"):
            raise NotJson
        feed = self._feed
        found = _STRING.match(feed.text, feed.pos)
        while not found and feed.waiting() <= LONG and feed.fill():
            found = _STRING.match(feed.text, feed.pos)
        if not found:
            if feed.waiting() <= LONG:
                raise NotJson
            yield from self._long_string()
            return
        raw = found[0]
        feed.pos += len(raw)
        plain, offsets = unescape(found[1])
        if self._state in ("key", "first key"):
            self._stack[-1] = plain
            self._state = "colon"
            yield KeyPiece(raw, Segment(plain, self._locate()), offsets, self.unused)
        else:
            self._after_value()
            yield EscapedPiece(raw, Segment(plain, self._locate(), self._label()), offsets, lead=1)

    def _long_string(self) -> Iterator[Piece]:
        """A string too long to hold, in windows. As a key it is searched but is no label."""
        key = self._state in ("key", "first key")
        label = None if key else self._label()
        if key:
            self._stack[-1] = "…"
        locate = self._locate()
        self._feed.pos += 1
        yield Piece('"')
        base = 0
        for window in windows(self._feed, end_of_string, cut):
            before, _ = unescape(window.context)
            body, offsets = unescape(window.body)
            after, _ = unescape(window.ahead)
            begin, stop = len(before), len(before) + len(body)
            segment = Segment(before + body + after, locate, label, begin=begin, stop=stop, base=base - begin)
            yield EscapedPiece(window.body, segment, offsets)
            base += len(body)
        if not self._feed.waiting():
            raise NotJson
        self._feed.pos += 1
        yield Piece('"')
        self._state = "colon" if key else self._state
        if not key:
            self._after_value()

    def unused(self, key: str) -> str:
        """A masked key as it may be written: two may mask to the same text, and no value may be lost."""
        taken = self._taken.setdefault(len(self._stack), set())
        if key not in taken and len(taken) < _NAMES_KEPT:
            taken.add(key)
            return key
        count = len(taken) + 1
        taken.add(f"{key}#{count}")
        return f"{key}#{count}"

    def _label(self) -> str | None:
        """The nearest key above the value that names something: a list's items have the list's key."""
        keys = (key for key in reversed(self._stack) if isinstance(key, str))
        return next((key for key in keys if self._keys.named(key)), None)

    def _locate(self) -> Callable[[int], Location]:
        line = self.line

        def locate(_offset: int) -> Location:
            return {"line": line, "path": self._path()}

        return locate

    def _path(self) -> str:
        return "$" + "".join(step(self._keys, key) for key in self._stack if key is not None)


def step(keys: Keys, key: str | int) -> str:
    """One step of a path as it may be shown."""
    if isinstance(key, int):
        return f"[{key}]"
    shown = keys.shown(key)[:200]
    return f".{shown}" if _BARE_KEY.fullmatch(shown) else f"[{json.dumps(shown, ensure_ascii=False)}]"


_CLOSING = {
    "]": ("first value", "next"),
    "}": ("first key", "next"),
}


def pieces(feed: Feed, keys: Keys, faults: list[str]) -> Iterator[Piece]:
    """The pieces of a JSON document; a fault appended to ``faults`` says where it stopped being JSON."""
    reader = JsonReader(feed, keys)
    try:
        yield from reader.pieces()
    except NotJson:
        faults.append(f"not valid JSON from line {reader.line} on; the rest was read as plain text")
        yield from lines.pieces(feed, reader.line, reader.column())


def begins(sample: str) -> bool:
    """Whether a text that may be cut off begins like JSON: an object or list with something JSON in it."""
    if sample.lstrip(" \t\r\n")[:1] not in ("{", "["):
        return False
    blocks = iter([sample])
    reader = JsonReader(Feed(lambda: next(blocks, "")), Keys())
    seen = 0
    try:
        for piece in reader.pieces():
            seen += piece.segment is not None or piece.raw in ("{", "[", "}", "]")
    except NotJson:
        return reader.ran_out() and (seen > 1 or reader.in_string())
    return True
