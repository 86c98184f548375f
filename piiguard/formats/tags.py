"""Tags and their attributes, for XML and HTML: the tokens both are made of.

Every token is found in one look at what waits in the feed, and no character is looked at more than a few
times, whatever the text: a hostile file costs what an honest one of its size costs.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from piiguard.formats import entities
from piiguard.formats.pieces import LONG, Feed, Location, Piece, Segment
from piiguard.formats.woven import Weave, WovenPiece

TAG = re.compile(r"""<(/?)([^\W\d][^\s<>/="']*+)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>""")
LOOSE = re.compile(r"<(/?)([^\W\d][^\s<>/=\"']*+)([^<>]*+)>")
_UNQUOTED = re.compile(r"<[^<>\"']*+")
_ATTRIBUTE = re.compile(r"""([^\s=<>"'/]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++)))?+""")
# Attributes that say what the value beside them is.
_NAMING = (
    "name", "key", "field", "label", "title", "column", "code", "id", "property", "itemprop", "for", "placeholder", "aria-label"
)  # fmt: skip
_SAID = ("value", "val", "content", "text", "data", "v")
_DIGITS = re.compile("[0-9]{5}")


class Attribute:
    """name; value as written; at: where the value begins in the tag."""

    __slots__ = ("at", "name", "value")

    def __init__(self, name: str, value: str, at: int) -> None:
        self.name = name
        self.value = value
        self.at = at


def attributes(raw: str, at: int) -> list[Attribute]:
    """The attributes in ``raw`` from ``at`` on."""
    return [
        Attribute(found[1], found[group], found.start(group))
        for found in _ATTRIBUTE.finditer(raw, at)
        for group in (2, 3, 4)
        if found[group]
    ]


def upto(feed: Feed, end: str, skip: int = 0) -> int:
    """Where in ``feed.text`` the next ``end`` stops; 0 when it does not come within LONG characters or at all."""
    while True:
        at = feed.text.find(end, feed.pos + skip)
        if at >= 0:
            return at + len(end)
        if feed.waiting() > LONG or not feed.fill():
            return 0


class Tags:
    """Finds tags in a feed."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._unclosed = 0  # quotes that open before this character do not close in their tag

    def next(self) -> re.Match[str] | None:
        """The tag that begins at the feed's position; None where none is, or none that is short enough to hold."""
        feed = self._feed
        while True:
            open_quotes = feed.consumed + feed.pos < self._unclosed
            found = None if open_quotes else TAG.match(feed.text, feed.pos)
            if found:
                return found
            before = _UNQUOTED.match(feed.text, feed.pos)
            stop = feed.text[before.end() : before.end() + 1] if before else "<"
            if stop == "<":
                return None
            if not stop or (stop in "\"'" and not open_quotes):
                if feed.waiting() <= LONG and feed.fill():
                    continue  # its end, or that of its quotes, may come
                if not stop:
                    return None
                self._unclosed = feed.consumed + len(feed.text)
            return LOOSE.match(feed.text, feed.pos)


def named(found: list[Attribute], known: Callable[[str], bool]) -> str | None:
    """What the attributes of a tag say its value is: ``name="手机号"``."""
    by_name = {attribute.name.lower(): attribute.value for attribute in found if len(attribute.value) <= 60}
    names = (by_name.get(name) for name in _NAMING)
    return next((name for name in names if name and not _DIGITS.search(name) and known(name)), None)


def label_of(attribute: Attribute, own: str | None, known: Callable[[str], bool], outer: str | None) -> str | None:
    """The label of an attribute's value: its own name, else for ``value`` and the like what the tag is called."""
    name = attribute.name.rpartition(":")[2]
    if name.lower() in _SAID:
        return own or outer
    return name if name.lower() not in _NAMING and known(name) else None


def value_piece(
    attribute: Attribute,
    label: str | None,
    locate: Callable[[int], Location],
    reading: tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]] = entities.XML,
) -> WovenPiece:
    """An attribute's value."""
    weave = Weave()
    weave.decode(attribute.value, 0, *reading)
    return WovenPiece(attribute.value, Segment(weave.text, locate, label), weave.runs, entities.escape)


def name_piece(name: str, locate: Callable[[int], Location]) -> Piece | None:
    """A name that holds a number is searched; others are labels."""
    if not _DIGITS.search(name):
        return None
    weave = Weave()
    weave.copy(name, 0)
    return WovenPiece(name, Segment(name, locate), weave.runs, entities.in_name)
