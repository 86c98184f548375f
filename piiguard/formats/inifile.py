"""Keys and values a line each: INI, .properties, .env, TOML. The key, or else its section, is the label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from piiguard.formats import text as lines
from piiguard.formats._scalars import LineFeed, scalar
from piiguard.formats.pieces import Feed, Keys, Location, Piece, Segment
from piiguard.formats.woven import whole

_PAIR = re.compile(
    r"([ \t]*+(?:export[ \t]++|set[ \t]++)?+)([^\s=:#;\[\]\"'{}][^=:\r\n]{0,99}?|\"[^\"\r\n]{1,99}\")([ \t]*+[=:][ \t]*+)", re.I
)
_SECTION = re.compile(r"[ \t]*+\[{1,2}([^\[\]\r\n]{1,100})\]{1,2}[ \t]*+\r?\n?")
_COMMENT = re.compile(r"[ \t]*+(?:[#;!]|\r?\n|$)")
_GOES_ON = re.compile(r"(?<!\\)(?:\\\\)*\\\r?\n\Z")
_SAMPLE = 60  # lines


def pieces(feed: Feed, keys: Keys, _faults: list[str]) -> Iterator[Piece]:
    """The pieces of a file of keys and values; lines that are none are lines of text."""
    source = LineFeed(feed)
    section = ""
    while (line := source.next()) != "":
        number = source.number - 1
        if line is None:
            yield from lines.long_line(feed, source.number, 1)
            source.number += 1
            continue
        found = None if _COMMENT.match(line) else _PAIR.match(line)
        if found is None:
            header = _SECTION.fullmatch(line)
            section = header[1].strip() if header else section
            yield lines.piece(line, number)
            continue
        yield from _pair(found, line, number, section, source, keys)


def _pair(found: re.Match[str], line: str, number: int, section: str, source: LineFeed, keys: Keys) -> Iterator[Piece]:
    lead, key, between = found.groups()
    name = key.strip('"')
    value = line[found.end() :]
    if _GOES_ON.search(line[-64:]):
        more = source.more(lambda text: _GOES_ON.search(text[-64:]) is not None)
        value += "".join(more) + (source.next() or "")
    elif value.endswith("\n") and lead.strip(" \t") == "":
        depth = len(lead)
        value += "".join(source.more(lambda text: _indented(text) > depth and not _PAIR.match(text) and not _COMMENT.match(text)))
    label = name if keys.named(name) or not section or not keys.named(section) else section
    path = f"{section}.{name}" if section else name

    def where() -> Location:
        return {"path": keys.shown(path)[:200]}

    if lead:
        yield Piece(lead)
    yield whole(key, Segment(key, lambda _offset: {"line": number, **where()}))
    yield Piece(between)
    yield from scalar(value, number, where, label)


def _indented(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))


def begins(sample: str, ending: str) -> bool:
    """Whether nearly all lines are keys and values: under sections, or in a file named for it."""
    found = [line for line in sample.split("\n")[:_SAMPLE] if not _COMMENT.match(line) and line[0] not in " \t"]
    pairs = sum(_PAIR.match(line) is not None and "=" in line for line in found)
    colons = sum(_PAIR.match(line) is not None for line in found)
    sections = sum(_SECTION.fullmatch(line) is not None for line in found)
    if ending in ("ini", "properties", "env", "toml", "cfg", "conf", "cnf"):
        return colons > 0 and (colons + sections) * 4 >= len(found) * 3
    return sections > 0 and pairs >= 2 and _SECTION.fullmatch(found[0]) is not None and (pairs + sections) * 10 >= len(found) * 9
