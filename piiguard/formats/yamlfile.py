"""YAML, line by line: every scalar is a segment, the nearest key that says something its label.

Scalars of several lines are put together as YAML folds them. Aliases are never expanded; what this reader does not
take for a key or an item (flow collections, directives) is searched as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from piiguard.formats import text as lines
from piiguard.formats._scalars import LineFeed, in_double, on_a_line, quoted, scalar
from piiguard.formats.jsonfile import step
from piiguard.formats.pieces import Change, Feed, Keys, Location, Piece, Segment
from piiguard.formats.woven import WovenPiece, whole

_LEAD = re.compile(r"[ ]*+(?:-[ ]++|\?[ ]++)*+")
_KEY = re.compile(
    r"""("(?:[^"\\\r\n]++|\\.){0,200}+"|'(?:[^'\r\n]++|''){0,200}+'|"""
    r"""[^\s"'#\[\]{},&*!|>%@`:][^:\r\n]{0,200}?(?::(?![ \t\r\n]|\Z)[^:\r\n]{0,200}?){0,9})"""
    r"""([ \t]*+:(?=[ \t\r\n]|\Z)[ \t]*+)"""
)
_PROPERTIES = re.compile(r"(?:[&!][^\s]*+[ \t]++)*+")
_BLOCK = re.compile(r"[|>][-+0-9]{0,2}[ \t]*+(?:#[^\r\n]*+)?\r?\n?")
_COMMENT = re.compile(r"[ \t]*+(?:#|\r?\n|$)")
_MARK = re.compile(r"(?:---|\.\.\.)(?:[ \t]|\r?\n|\Z)|%YAML[ \t]")
_NOTE = re.compile(r"(?<![ \t])[ \t]++#")
_SPECIAL = frozenset("*&!|>%@`\"'[]{}#,?-")
_SAMPLE = 60  # lines


class _PlainPiece(WovenPiece):
    """A scalar without quotes on one line; it gets quotes where what it is changed to would not be one."""

    def render(self, changes: Sequence[Change]) -> str:
        new = super().render(changes)
        if changes and (new[:1] in _SPECIAL or ": " in new or " #" in new or new != new.strip()):
            return f'"{in_double(new)}"'
        return new


class YamlReader:
    """Pieces of a YAML text."""

    def __init__(self, feed: Feed, keys: Keys) -> None:
        self._source = LineFeed(feed)
        self._keys = keys
        self._open: list[tuple[int, str]] = []  # indentation and key

    def pieces(self) -> Iterator[Piece]:
        """All of it; lines that are neither keys nor items are text."""
        source = self._source
        while (line := source.next()) != "":
            if line is None:
                yield from lines.long_line(source.feed, source.number, 1)
                source.number += 1
            elif _COMMENT.match(line) or _MARK.match(line):
                if not line.lstrip().startswith("#"):
                    self._open = [] if line.strip() else self._open
                yield lines.piece(line, source.number - 1)
            else:
                yield from self._entry(line, source.number - 1)

    def _entry(self, line: str, number: int) -> Iterator[Piece]:
        lead = _LEAD.match(line)
        at = lead.end() if lead else 0
        if at:
            yield Piece(line[:at])
        found = _KEY.match(line, at)
        depth = at
        if found:
            while self._open and self._open[-1][0] >= at:
                self._open.pop()
            self._open.append((at, found[1].strip("\"'")))
            key, at = found[1], found.end()
            place = self._where(number)
            yield whole(key, Segment(key, lambda _offset: place))
            yield Piece(found[2])
        else:
            depth = len(line) - len(line.lstrip(" "))
            while self._open and self._open[-1][0] > depth:
                self._open.pop()
        properties = _PROPERTIES.match(line, at)
        if properties and properties[0]:
            yield Piece(properties[0])
            at = properties.end()
        yield from self._value(line[at:], depth, number, found is not None)

    def _value(self, value: str, depth: int, number: int, keyed: bool) -> Iterator[Piece]:
        source = self._source
        joined = None
        if _BLOCK.fullmatch(value):
            yield Piece(value)
            joined = "\n" if value[0] == "|" else None
            number = source.number
            value = "".join(source.more(lambda text: not text.strip() or _indent(text) > (depth if keyed else depth - 1)))
            lead = value[: len(value) - len(value.lstrip())]
            if lead:
                yield Piece(lead)
                number += lead.count("\n")
                value = value[len(lead) :]
        elif value[:1] in ('"', "'") and value:
            value = quoted(value, source) or value
        elif note := _NOTE.search(value):
            yield from self._scalar(value[: note.start()], number, None)
            yield lines.piece(value[note.start() :], number)
            return
        elif value.strip() and value[0] not in "[{":
            value += "".join(source.more(lambda text: _indent(text) > depth and _plain(text)))
        yield from self._scalar(value, number, joined)

    def _scalar(self, value: str, number: int, joined: str | None) -> Iterator[Piece]:
        path = self._path()
        shown = self._keys.shown

        def where() -> Location:
            return {"path": "$" + "".join(step(Keys(shown), key) for key in path)}

        for piece in scalar(value, number, where, self._label(), joined=joined):
            if isinstance(piece, WovenPiece) and piece.raw[:1] not in "\"'[{" and "\n" not in piece.raw:
                piece = _PlainPiece(piece.raw, piece.segment, piece.runs, on_a_line)
            yield piece

    def _where(self, number: int) -> Location:
        return {"line": number, "path": "$" + "".join(step(self._keys, key) for key in self._path())}

    def _path(self) -> list[str]:
        return [key for _, key in self._open[-50:]]

    def _label(self) -> str | None:
        return next((key for _, key in reversed(self._open[-50:]) if self._keys.named(key)), None)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _plain(text: str) -> bool:
    """Whether a line may go on with the plain scalar above."""
    rest = text.lstrip(" ")
    return not _COMMENT.match(text) and not rest.startswith("- ") and not _KEY.match(rest)


def pieces(feed: Feed, keys: Keys, _faults: list[str]) -> Iterator[Piece]:
    """The pieces of a YAML text."""
    return YamlReader(feed, keys).pieces()


def begins(sample: str, ending: str) -> bool:
    """Whether nearly all lines are keys and items, and the text is marked, or named, as YAML."""
    found = [line for line in sample.split("\n")[:_SAMPLE] if not _COMMENT.match(line)]
    if ending not in ("yaml", "yml") and not (found and _MARK.match(found[0])):
        return False
    good = keys = 0
    for line in found:
        lead = _LEAD.match(line)
        keyed = _KEY.match(line, lead.end() if lead else 0) is not None
        keys += keyed
        good += keyed or _MARK.match(line) is not None or line.lstrip().startswith("- ") or line.startswith(" ")
    return keys > 0 and good * 10 >= len(found) * 9
