"""Values as SQL writes them: what they say, and how changed ones are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from piiguard.formats.jsonfile import digits
from piiguard.formats.pieces import LONG, Change, Feed, Location, Piece, Segment, splice, windows
from piiguard.formats.woven import Weave, WovenPiece, whole

_PREFIX = r"(?:[NnEeBbXxUu]|_[a-z0-9]{1,20}[ ]?)?"
_PLAIN = re.compile(rf"({_PREFIX})'((?:[^']++|'')*+)'")
_BACKSLASH = re.compile(rf"({_PREFIX})(?:'((?:[^'\\]++|''|\\.)*+)'|\"((?:[^\"\\]++|\"\"|\\.)*+)\")", re.DOTALL)
_OPENS = re.compile(rf"({_PREFIX})(['\"])")
_WORDS = re.compile(
    r"""(?:[^'"(),]++|'(?:[^']++|'')*+'|"[^"]*+"|\((?:[^()']++|'(?:[^']++|'')*+'|\((?:[^()']++|'(?:[^']++|'')*+')*+\))*+\))++"""
)
_NUMBER = re.compile(r"[-+]?[0-9]++(?:\.[0-9]*+)?+(?:[eE][-+]?[0-9]++)?+")
_UNITS_PLAIN = re.compile(r"(?:[^']++|''(?!\Z))*+")
_UNITS_BACKSLASH = re.compile(r"(?:[^'\\]++|''(?!\Z)|\\.(?!\Z))*+", re.DOTALL)
_DOUBLED = re.compile(r"''|\"\"")
_ESCAPED = re.compile(r"''|\"\"|\\(.)", re.DOTALL)
_SHORT = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "b": "\b", "Z": "\x1a"}
_COPY = re.compile(r"\\([bfnrtv]|[^0-9x])")
_COPY_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}

Locate = Callable[[int], Location]


class NotSql(Exception):
    """There is no value at the feed's position. Never leaves this package."""


class _NumberPiece(WovenPiece):
    """A number; a changed one that is none any more is written as a string."""

    __slots__ = ()

    def render(self, changes: Sequence[Change]) -> str:
        new = splice(self.segment.text if self.segment else self.raw, changes)
        return new if _NUMBER.fullmatch(new) else f"'{new.replace(chr(39), chr(39) * 2)}'"


def _read_doubled(found: re.Match[str]) -> str:
    return found[0][0]


def _read_escaped(found: re.Match[str]) -> str:
    char = found[1]
    return found[0][0] if char is None else _SHORT.get(char, char)


def _read_copy(found: re.Match[str]) -> str:
    return _COPY_SHORT.get(found[1], found[1])


def _quoted(text: str) -> str:
    return text.replace("'", "''")


def _backslashed(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "''").replace('"', '""')


def _copied(text: str) -> str:
    text = text.replace("\\", "\\\\")
    for char, written in (("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(char, written)
    return text


def value(feed: Feed, backslash: bool, label: str | None, locate: Locate) -> Iterator[Piece]:
    """The value at the feed's position; none of it stays. Raises NotSql."""
    opens = _opening(feed)
    if opens is None:
        yield _words(feed, label, locate)
        return
    escapes = backslash or opens[1] in ("E", "e")
    if opens[2] == '"' and not escapes:
        yield _words(feed, label, locate)
        return
    pattern = _BACKSLASH if escapes else _PLAIN
    found = pattern.match(feed.text, feed.pos)
    while (not found or found.end() == len(feed.text)) and feed.waiting() <= LONG and feed.fill():
        found = pattern.match(feed.text, feed.pos)
    if found is None:
        if feed.waiting() <= LONG or opens[2] != "'":
            raise NotSql
        yield from _long(feed, opens, escapes, label, locate)
        return
    raw = found[0]
    feed.pos += len(raw)
    group = 2 if found[2] is not None else 3
    lead = found.start(group) - found.start()
    weave = Weave()
    _decode(weave, found[group], lead, escapes)
    yield WovenPiece(raw, Segment(weave.text, locate, label), weave.runs, _backslashed if escapes else _quoted)


def _decode(weave: Weave, raw: str, at: int, escapes: bool) -> None:
    weave.decode(raw, at, *((_ESCAPED, _read_escaped) if escapes else (_DOUBLED, _read_doubled)))


def _opening(feed: Feed) -> re.Match[str] | None:
    while feed.waiting() < 32 and feed.fill():
        pass
    return _OPENS.match(feed.text, feed.pos)


def _words(feed: Feed, label: str | None, locate: Locate) -> Piece:
    """A number, NULL, a call: up to the comma or bracket behind it."""
    found = _WORDS.match(feed.text, feed.pos)
    while (not found or found.end() == len(feed.text)) and feed.waiting() <= LONG and feed.fill():
        found = _WORDS.match(feed.text, feed.pos)
    if not found or feed.text[found.end() : found.end() + 1] not in (",", ")"):
        raise NotSql
    raw = found[0]
    feed.pos += len(raw)
    token = raw.strip()
    if token.upper() in ("NULL", "TRUE", "FALSE", "DEFAULT", ""):
        return Piece(raw)
    if raw == token and _NUMBER.fullmatch(token):
        return _NumberPiece(raw, Segment(digits(token), locate, label), ())
    return whole(raw, Segment(raw, locate, label))


def _long(feed: Feed, opens: re.Match[str], escapes: bool, label: str | None, locate: Locate) -> Iterator[Piece]:
    """A string too long to hold, in windows."""
    units = _UNITS_BACKSLASH if escapes else _UNITS_PLAIN
    feed.pos += len(opens[0])
    yield Piece(opens[0])

    def end_of(text: str, pos: int) -> int:
        found = units.match(text, pos)
        end = found.end() if found else pos
        return end if text[end : end + 1] == "'" and text[end + 1 : end + 2] not in ("", "'") else -1

    def cut(text: str, pos: int, count: int) -> int:
        found = units.match(text, pos, min(len(text), pos + count))
        return (found.end() - pos if found else 0) or count

    for window in windows(feed, end_of, cut):
        weave = Weave(window.context)
        begin = weave.length
        _decode(weave, window.body, 0, escapes)
        segment = Segment(weave.text + window.ahead, locate, label, begin=begin, stop=weave.length)
        yield WovenPiece(window.body, segment, weave.runs, _backslashed if escapes else _quoted)
    if not feed.waiting():
        raise NotSql
    feed.pos += 1
    yield Piece("'")


def copied(raw: str, label: str | None, locate: Locate) -> Piece:
    """A field of a COPY block."""
    if raw == "\\N":
        return Piece(raw)
    weave = Weave()
    weave.decode(raw, 0, _COPY, _read_copy)
    return WovenPiece(raw, Segment(weave.text, locate, label), weave.runs, _copied)
