"""HTML: the text of a block is one segment, whatever tags stand inside it; attributes, scripts and comments too.

What a person sees beside a value is its label: the column's heading, the cell to the left, the words in the block
before. Tags need not be closed or nested; nothing is built of them, so any depth costs what it is long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from piiguard.formats import entities, tags
from piiguard.formats import text as lines
from piiguard.formats._htmltables import Tables
from piiguard.formats.jsonfile import JsonReader, NotJson
from piiguard.formats.jsonfile import begins as is_json
from piiguard.formats.pieces import LONG, WINDOW, Feed, Keys, Location, Piece, Segment
from piiguard.formats.woven import Weave, WovenPiece, by_line, joint, long_text

_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rp rt ruby s samp small span"
    " strike strong sub sup time tt u var wbr".split()
)
_BLOCKS = frozenset(
    "html head body title meta link script style base div p table thead tbody tfoot tr td th caption ul ol li dl dt dd"
    " h1 h2 h3 h4 h5 h6 form input button select option textarea label fieldset legend section article header footer"
    " main nav aside center hr br img pre blockquote iframe col colgroup noscript template svg path".split()
)
_RAW = {name: re.compile(f"</{name}(?![A-Za-z])", re.I) for name in ("script", "style", "xmp", "noembed")}
_SPACE = re.compile(entities.HTML[0].pattern + r"|([ \t\r\n\f]{2,}+|[\r\n\f\t])")
_OTHER = re.compile(r"<[!?/][^<>]*+>")
_NAMES = re.compile(r"<([A-Za-z][^\s<>/]*)")
_LABEL = 20  # characters; longer text is no label
_DIGITS = re.compile("[0-9０-９]{5}|@")


def _read(found: re.Match[str]) -> str | None:
    return " " if found[5] else entities.HTML[1](found)


class HtmlReader:
    """Pieces of an HTML text."""

    def __init__(self, feed: Feed, keys: Keys) -> None:
        self._feed = feed
        self._keys = keys
        self._tags = tags.Tags(feed)
        self._tables = Tables(keys.named)
        self._line = 1  # where the block begins
        self._said: str | None = None  # the words of the block before, where they are a label
        self._pre = 0
        self._open_comment = False  # no comment closes from here on
        self._clear()

    def _clear(self) -> None:
        self._raw: list[str] = []
        self._length = self._lines = 0
        self._weave = Weave()
        self._inner: list[tuple[int, Piece]] = []

    def pieces(self) -> Iterator[Piece]:
        """The pieces up to the end. Whatever is written, it is HTML."""
        feed = self._feed
        while feed.waiting() or feed.fill():
            if self._length > WINDOW:
                yield from self._flush()
            while feed.waiting() < 4 and feed.fill():
                pass
            if feed.text[feed.pos] != "<":
                yield from self._text()
            elif feed.text.startswith("<!--", feed.pos) and not self._open_comment and (stop := self._comment()):
                self._hidden(stop)
            elif feed.text[feed.pos + 1 : feed.pos + 2] in "!?" and (other := self._other()):
                self._take(other)
            elif (found := self._tags.next()) is not None:
                yield from self._tag(found)
            elif other := self._other():
                self._take(other)
            else:
                yield from self._text()
        yield from self._flush()

    def _take(self, count: int) -> str:
        raw = self._feed.text[self._feed.pos : self._feed.pos + count]
        self._feed.pos += count
        self._raw.append(raw)
        self._length += count
        self._lines += raw.count("\n")
        return raw

    def _other(self) -> int:
        """The length of a declaration or of an end tag without a name; 0 where there is none."""
        feed = self._feed
        while not (found := _OTHER.match(feed.text, feed.pos)):
            if feed.waiting() > LONG or feed.text.find("<", feed.pos + 1) >= 0 or not feed.fill():
                return 0
        return len(found[0])

    def _comment(self) -> int:
        """The length of the comment here; 0 where it does not end or is too long to hold."""
        stop = tags.upto(self._feed, "-->", 4)
        self._open_comment = not stop
        return stop - self._feed.pos if stop else 0

    def _hidden(self, count: int) -> None:
        at, line = self._length, self._now()
        raw = self._take(count)[4:-3]
        if raw.strip():
            weave = Weave()
            weave.copy(raw, 0)
            segment = Segment(raw, lambda offset: {"line": line + raw.count("\n", 0, offset), "path": "comment"})
            self._inner.append((at + 4, WovenPiece(raw, segment, weave.runs, entities.in_comment)))

    def _now(self) -> int:
        return self._line + self._lines

    def _text(self) -> Iterator[Piece]:
        """Text up to the next tag; a ``<`` that opens none is text."""
        feed = self._feed
        if feed.text[feed.pos] == "<":
            self._weave.copy("<", self._length)
            self._take(1)
            return
        end = tags.upto(feed, "<")
        if not end and feed.waiting() > LONG:
            yield from self._flush()
            line = self._line
            for piece in long_text(feed, "<", lambda _: {"line": line}, self._label(), entities.escape):
                yield piece
                self._line += piece.raw.count("\n")
            return
        at = self._length
        raw = self._take((end - 1 if end else len(feed.text)) - feed.pos)
        if self._weave.tail[-1:].isdigit() and raw[0].isdigit() and joint(self._weave.tail, raw) == " ":
            self._weave.gap(" ")
        pattern = entities.HTML if self._pre else (_SPACE, _read)
        self._weave.decode(raw, at, *pattern)

    def _tag(self, found: re.Match[str]) -> Iterator[Piece]:
        end, name, rest = found.groups()
        name = name.lower()
        if name == "br":
            self._weave.gap("\n")
        elif name not in _INLINE:
            yield from self._flush()
            self._structure(name, bool(end), rest)
        at, line = self._length, self._now()
        raw = self._take(len(found[0]))
        listed = tags.attributes(raw, 1 + len(name)) if "=" in rest else []
        self._attributes(name, listed, raw, at, line)
        if name in _RAW and not end and not rest.endswith("/"):
            yield from self._flush()
            yield from self._program(_RAW[name])

    def _structure(self, name: str, end: bool, rest: str) -> None:
        if name == "pre":
            self._pre = max(0, self._pre + (-1 if end else 1))
        if name in ("table", "tr", "td", "th"):
            self._tables.tag(name, end, rest)
            if name == "tr":
                self._said = None

    def _attributes(self, name: str, listed: list[tags.Attribute], raw: str, at: int, line: int) -> None:
        known = self._keys.named
        own = tags.named(listed, known) if listed else None
        for attribute in listed:
            label = tags.label_of(attribute, own, known, self._label())
            shown = self._keys.shown(attribute.name)[:200]
            locate = _at(line + raw.count("\n", 0, attribute.at), f"{name}/@{shown}")
            self._inner.append((at + attribute.at, tags.value_piece(attribute, label, locate, entities.HTML)))

    def _label(self) -> str | None:
        heading = self._tables.heading()
        if heading and self._keys.named(heading):
            return heading
        return self._said or heading

    def _flush(self) -> Iterator[Piece]:
        """The block so far as a piece."""
        raw = "".join(self._raw)
        if not raw:
            return
        weave, inner, line = self._weave, self._inner, self._line
        words = weave.text.strip()
        segment = None
        if words:
            said = words.rstrip(":：*＊ \n")
            short = 0 < len(said) <= _LABEL and "\n" not in said and not _DIGITS.search(said)
            says = short and self._keys.named(said)
            # Headings stand beside headings: they are not each other's values.
            label = None if says and (self._tables.heading() is None) else self._label()
            segment = Segment(weave.text, self._locate(raw, weave, line), label)
            self._tables.says(words)
            self._said = said if says else None
        self._line += raw.count("\n")
        self._clear()
        yield WovenPiece(raw, segment, weave.runs, entities.escape, inner)

    def _locate(self, raw: str, weave: Weave, line: int) -> Callable[[int], Location]:
        cell = self._tables.place()
        if "field" in cell:
            cell["field"] = self._keys.shown(str(cell["field"]))
        return by_line(raw, weave.runs, line, lambda: cell)

    def _program(self, stop: re.Pattern[str]) -> Iterator[Piece]:
        """A script or style sheet: JSON, or lines of text."""
        feed = self._feed
        while not (found := stop.search(feed.text, feed.pos)):
            if feed.waiting() > LONG or not feed.fill():
                break
        if not found and feed.waiting() > LONG:
            line = self._line
            for piece in long_text(feed, stop, lambda _: {"line": line, "path": "script"}):
                yield piece
                self._line += piece.raw.count("\n")
            return
        raw = feed.text[feed.pos : found.start() if found else len(feed.text)]
        feed.pos += len(raw)
        inside = Feed(lambda: "", raw)
        line = self._line
        column = 1
        if is_json(raw):
            reader = JsonReader(inside, self._keys, line)
            try:
                yield from reader.pieces()
            except NotJson:
                pass
            line, column = reader.line, reader.column()
        yield from lines.pieces(inside, line, column)
        self._line += raw.count("\n")


def _at(line: int, path: str) -> Callable[[int], Location]:
    return lambda _offset: {"line": line, "path": path}


def pieces(feed: Feed, keys: Keys, _faults: list[str]) -> Iterator[Piece]:
    """The pieces of an HTML text."""
    return HtmlReader(feed, keys).pieces()


def begins(sample: str, ending: str) -> bool:
    """Whether a text that may be cut off is HTML: its first tags are; a name that says so needs fewer."""
    head = sample.lstrip("\ufeff \t\r\n")[: 1 << 14]
    if re.match(r"<!doctype\s+html|<html[\s>]|<\?xml[^>]*>\s*<!doctype\s+html", head, re.I):
        return True
    if head.startswith("<?xml") or (not head.startswith("<") and ending not in ("htm", "html", "xhtml")):
        return False
    names = [name.lower() for name in _NAMES.findall(head)]
    good = sum(name in _BLOCKS or name in _INLINE for name in names)
    sure = bool(names) and names[0] in _BLOCKS | {"a", "b", "span", "font"} and good * 10 >= len(names) * 8
    return sure or (good > 0 and good * 3 >= len(names) and ending in ("htm", "html", "xhtml"))
