"""XML: every text and attribute is a segment; the element's or attribute's name is its label, its path its location.

The text is read token by token. Nothing is ever expanded or fetched: a document type's entities stand as they
are written, and only character references and the five names of XML are read as characters. Where the text stops
being XML the rest is read as lines of text and the document is called partial.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from piiguard.formats import entities, tags
from piiguard.formats import text as lines
from piiguard.formats.pieces import LONG, Feed, Keys, Location, Piece, Segment
from piiguard.formats.woven import Weave, WovenPiece, by_line, long_text

_DEPTH = 1000  # deeper nesting is hostile; it is read as text
_COUNTED = 10_000  # different names below one element whose places among their like are told
_SAYING = frozenset("name key label field k title column".split())  # <key>手机号</key><value>…</value>
_DOCTYPE = re.compile(
    r"""<!DOCTYPE(?:[^\["'>]++|"[^"]*+"|'[^']*+')*+"""
    r"""(?:\[(?:[^\]"'<]++|"[^"]*+"|'[^']*+'|<!--(?:[^-]++|-(?!->))*+-->|<(?!!--))*+\]\s*+)?+>""", re.I
)
_SPECIAL = ("<!--", "<![CDATA[", "<!DOCTYPE", "<!doctype", "<?")
_LONGEST = max(map(len, _SPECIAL))


class NotXml(Exception):
    """The text at the feed's position is not XML any more. Never leaves this package."""


class Element:
    """An open element.

    label  what its text is: the nearest name above that says something
    said   what the last element below, of those that say what the next one is, said
    """

    __slots__ = ("_counts", "index", "label", "name", "outer", "said")

    def __init__(self, name: str, outer: Element | None, index: int, label: str | None) -> None:
        self.name = name
        self.outer = outer
        self.index = index
        self.label = label
        self.said: str | None = None
        self._counts: dict[str, int] = {}

    def count(self, name: str) -> int:
        """Which of its name the next element below is, 1-based; 0 where nobody counts any more."""
        if name not in self._counts and len(self._counts) >= _COUNTED:
            return 0
        self._counts[name] = self._counts.get(name, 0) + 1
        return self._counts[name]

    def path(self, keys: Keys) -> str:
        """As XPath has it, indices above 1 only."""
        steps: list[str] = []
        element: Element | None = self
        while element is not None and element.outer is not None:
            shown = keys.shown(element.name)[:200]
            steps.append(f"/{shown}[{element.index}]" if element.index > 1 else f"/{shown}")
            element = element.outer
        return "".join(reversed(steps)) or "/"


class XmlReader:
    """Pieces of an XML text. ``line`` and ``column`` are where it stands, 1-based."""

    def __init__(self, feed: Feed, keys: Keys, line: int = 1) -> None:
        self.line = line
        self.column = 1
        self.opened = self.closed = 0
        self._feed = feed
        self._keys = keys
        self._tags = tags.Tags(feed)
        self._root = self._element = Element("", None, 1, None)
        self._depth = 0

    def pieces(self) -> Iterator[Piece]:
        """The pieces up to the end. Raises NotXml with everything before the fault consumed."""
        feed = self._feed
        while feed.waiting() or feed.fill():
            if feed.text[feed.pos] != "<":
                yield from self._text()
                continue
            while feed.waiting() < _LONGEST and feed.fill():
                pass
            start = next((mark for mark in _SPECIAL if feed.text.startswith(mark, feed.pos)), None)
            if start is None:
                yield from self._tag()
            elif start[:2] == "<!" and start[2] in "Dd":
                yield self._doctype()
            else:
                yield from self._enclosed(start)
        if self._depth:
            raise NotXml

    def _passed(self, raw: str) -> None:
        """Count the lines and columns of what was read."""
        breaks = raw.count("\n")
        self.line += breaks
        self.column = len(raw) - raw.rfind("\n") if breaks else self.column + len(raw)

    def _take(self, count: int) -> str:
        raw = self._feed.text[self._feed.pos : self._feed.pos + count]
        self._feed.pos += count
        return raw

    def _text(self) -> Iterator[Piece]:
        feed = self._feed
        end = tags.upto(feed, "<")
        if not end and feed.waiting() > LONG:
            for piece in long_text(feed, "<", self._where(), self._label(), entities.escape):
                yield piece
                self._passed(piece.raw)
            return
        raw = self._take((end - 1 if end else len(feed.text)) - feed.pos)
        if not raw.strip():
            yield Piece(raw)
        else:
            weave = Weave()
            weave.decode(raw, 0, *entities.XML)
            label = self._label()
            self._says(weave.text)
            segment = Segment(weave.text, by_line(raw, weave.runs, self.line, self._path()), label)
            yield WovenPiece(raw, segment, weave.runs, entities.escape)
        self._passed(raw)

    def _label(self) -> str | None:
        """What the text here is: its element's name, or what the element before said."""
        element = self._element
        own = element.label
        said = element.outer.said if element.outer is not None else None
        if said and element.name.rpartition(":")[2].lower() not in _SAYING and (own is None or not self._direct(element)):
            return said
        return own

    def _direct(self, element: Element) -> bool:
        return element.outer is None or element.label != element.outer.label

    def _says(self, text: str) -> None:
        element = self._element
        if element.outer is not None and element.name.rpartition(":")[2].lower() in _SAYING:
            text = text.strip()
            known = 0 < len(text) <= 40 and self._keys.named(text)
            element.outer.said = text if known else None

    def _tag(self) -> Iterator[Piece]:
        found = self._tags.next()
        if found is None:
            raise NotXml
        end, name, rest = found.groups()
        empty = rest.endswith("/")
        if end:
            if name != self._element.name or rest.strip() or self._element.outer is None:
                raise NotXml
            yield from self._written(self._take(len(found[0])), name, [])
            self._element = self._element.outer
            self._depth -= 1
            self.closed += 1
            return
        if self._depth >= _DEPTH:
            raise NotXml
        raw = self._take(len(found[0]))
        listed = tags.attributes(raw, 1 + len(name)) if "=" in rest else []
        self._open(name, listed)
        yield from self._written(raw, name, listed)
        if empty:
            self._element = self._element.outer or self._root
            self._depth -= 1
            self.closed += 1

    def _open(self, name: str, listed: list[tags.Attribute]) -> None:
        outer = self._element
        known = self._keys.named
        local = name.rpartition(":")[2]
        label = tags.named(listed, known) if listed else None
        if label is None:
            label = local if known(local) else outer.label
        self._element = Element(name, outer, outer.count(name), label)
        self._depth += 1
        self.opened += 1

    def _written(self, raw: str, name: str, listed: list[tags.Attribute]) -> Iterator[Piece]:
        """A tag as pieces: its attributes' values, and what is between."""
        at = raw.index(name)
        line = self.line

        def where(start: int, more: str = "") -> Callable[[int], Location]:
            number, path = line + raw.count("\n", 0, start), self._path(more)
            return lambda _offset: {"line": number, **path()}

        parts: list[tuple[int, int, Piece | None]] = [(at, at + len(name), tags.name_piece(name, where(at)))]
        own = tags.named(listed, self._keys.named) if listed else None
        for attribute in listed:
            locate = where(attribute.at, "/@" + self._keys.shown(attribute.name)[:200])
            label = tags.label_of(attribute, own, self._keys.named, self._element.label)
            parts.append((attribute.at, attribute.at + len(attribute.value), tags.value_piece(attribute, label, locate)))
        done = 0
        for start, stop, piece in parts:
            if piece is None:
                continue
            yield Piece(raw[done:start])
            yield piece
            done = stop
        if raw[done:]:
            yield Piece(raw[done:])
        self._passed(raw)

    def _enclosed(self, start: str) -> Iterator[Piece]:
        """A comment, a CDATA section or a processing instruction."""
        mark = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}[start]
        feed = self._feed
        stop = tags.upto(feed, mark, len(start))
        if not stop and feed.waiting() <= LONG:
            raise NotXml
        yield Piece(self._take(len(start)))
        self.column += len(start)
        label = self._label() if start == "<![CDATA[" else None
        if not stop:
            for piece in long_text(feed, mark, self._where(), label, entities.in_comment):
                yield piece
                self._passed(piece.raw)
            if not feed.waiting():
                raise NotXml
        else:
            raw = self._take(stop - len(mark) - feed.pos)
            weave = Weave()
            weave.copy(raw, 0)
            if raw.strip():
                locate = by_line(raw, weave.runs, self.line, self._path())
                yield WovenPiece(raw, Segment(raw, locate, label), weave.runs, entities.in_comment)
            elif raw:
                yield Piece(raw)
            self._passed(raw)
        self.column += len(mark)
        yield Piece(self._take(len(mark)))

    def _doctype(self) -> Piece:
        """A document type: its text is searched as it stands, none of it is expanded."""
        feed = self._feed
        while not (found := _DOCTYPE.match(feed.text, feed.pos)):
            if feed.waiting() > LONG or not feed.fill():
                raise NotXml
        raw = self._take(len(found[0]))
        weave = Weave()
        weave.copy(raw, 0)
        line = self.line
        self._passed(raw)
        return WovenPiece(raw, Segment(raw, by_line(raw, weave.runs, line, dict)), weave.runs, entities.in_comment)

    def _path(self, more: str = "") -> Callable[[], Location]:
        element, keys = self._element, self._keys
        return lambda: {"path": element.path(keys) + more}

    def _where(self) -> Callable[[int], Location]:
        line, path = self.line, self._path()
        return lambda _offset: {"line": line, **path()}


def pieces(feed: Feed, keys: Keys, faults: list[str]) -> Iterator[Piece]:
    """The pieces of an XML document; a fault appended to ``faults`` says where it stopped being XML."""
    reader = XmlReader(feed, keys)
    try:
        yield from reader.pieces()
    except NotXml:
        if feed.waiting() or feed.fill():
            faults.append(f"not valid XML from line {reader.line} on; the rest was read as plain text")
            yield from lines.pieces(feed, reader.line, reader.column)
        else:
            faults.append("the XML breaks off before its elements are closed")


def begins(sample: str) -> bool:
    """Whether a text that may be cut off begins like XML: with its declaration, or with elements that close."""
    start = sample.lstrip("\ufeff \t\r\n")[:5]
    if start == "<?xml":
        return True
    if start[:1] != "<":
        return False
    blocks = iter([sample])
    reader = XmlReader(Feed(lambda: next(blocks, "")), Keys())
    try:
        for _ in reader.pieces():
            pass
    except NotXml:
        pass
    return reader.closed > 0 and reader.closed * 2 >= reader.opened
