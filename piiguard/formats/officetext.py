"""The text of a part of an Office file: whatever the vocabulary, paragraph by paragraph, nothing left out.

WordprocessingML, DrawingML, SpreadsheetML (ECMA-376) and OpenDocument (ISO 26300) differ in the names of a
few elements only. A paragraph's runs are joined; text outside paragraphs belongs to the element around it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial

from piiguard.formats import xmlwalk
from piiguard.formats.officetables import CELL, ROW, TABLE, Tables
from piiguard.formats.pieces import LONG, OVERLAP, Keys, Location, Segment

_PARAGRAPH, _SILENT, _FIELD, INSERTED, DELETED = range(4, 9)
_ROLES = {
    **dict.fromkeys("p h si is desc title creator date date-string sender-initials note-citation".split(), _PARAGRAPH),
    **dict.fromkeys(("tbl", "table"), TABLE),
    **dict.fromkeys(("tr", "table-row"), ROW),
    **dict.fromkeys(("tc", "table-cell", "covered-table-cell"), CELL),
    # numbers and pictures in the middle of a paragraph that nobody reads
    **dict.fromkeys(
        "posOffset pctWidth pctHeight pctPosHOffset pctPosVOffset align fldData binData binary-data".split(), _SILENT
    ),
    **dict.fromkeys(("instrText", "delInstrText"), _FIELD),
    **dict.fromkeys(("ins", "moveTo"), INSERTED),
    **dict.fromkeys(("del", "moveFrom", "delText"), DELETED),
}
_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "noBreakHyphen": "-"}
# Attributes that hold what people wrote; of the others those that are no plain ASCII, or look like a mail address.
_WRITTEN = frozenset(
    "descr title alt author initials displayName tooltip href Target display instr string userId displayText".split()
)
# What a cell, a field or an entry of a form means beside what it shows (OpenDocument).
_MEANT = frozenset("value string-value date-value current-value".split())
_VALUED = frozenset("tag alias docVar default statusText helpText".split())
EDGES = frozenset("oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter".split())
_CODES = re.compile('&(?:"[^"]*"|K[0-9A-F]{6}|[A-Z])')  # of a sheet's header: left, centre, page number, font
_PLACED = frozenset(("comment", "threadedComment", "hyperlink"))


class Frame:
    """An open element. ``own``: whether its text is collected here, else in the element around it."""

    __slots__ = ("attributes", "name", "number", "own", "pieces", "role", "size")

    def __init__(self, name: str, role: int, attributes: dict[str, str], own: bool) -> None:
        self.name = name
        self.role = role
        self.attributes = attributes
        self.own = own
        self.number = 0
        self.size = 0
        self.pieces: list[tuple[str, int]] = []


class PartText:
    """The segments of one part.

    where       what every location in it has; "paragraph", or "field" with the element's name, is added
    everything  whether every attribute is text: a part in a vocabulary of somebody's own
    """

    cells = True  # whether the values of cells are given: not where others read them

    def __init__(self, where: Location, keys: Keys, *, everything: bool = False) -> None:
        self._where = where
        self._keys = keys
        self._everything = everything
        self._frames: list[Frame] = []
        self._tables = Tables(keys)
        self._found: deque[Segment] = deque()
        self._place: Location = {}
        self._paragraphs = 0
        self._state = 0
        self._alternatives: list[tuple[set[str], bool]] = []

    def read(self, blocks: Iterable[bytes]) -> Iterator[Segment]:
        """Segments as they come. Raises FormatError, LimitError, after the segments before it."""
        for _ in xmlwalk.feed(blocks, self._start, self._end, self._text):
            while self._found:
                yield self._found.popleft()

    # events

    def _start(self, full: str, attributes: dict[str, str]) -> None:
        name = xmlwalk.local(full)
        outer = self._frames[-1] if self._frames else None
        role = _PARAGRAPH if name == "text" and "spreadsheetml" in full else _ROLES.get(name, 0)
        inside = outer is not None and (outer.role == _PARAGRAPH or not outer.own)
        own = role in (_PARAGRAPH, _SILENT, _FIELD) or not (inside and role != TABLE)
        frame = Frame(name, role, attributes, own)
        self._frames.append(frame)
        if role == _PARAGRAPH:
            self._paragraphs += 1
        frame.number = self._paragraphs
        if role in (TABLE, ROW, CELL):
            self._tables.begin(role)
        elif name in ("AlternateContent", "Fallback"):
            self._alternative(name)
        elif inside and name in _MARKS:
            self._text(_MARKS[name])
        elif inside and name == "s" and "text" in full:
            self._text(" " * min(1000, _number(attributes, "c")))
        elif name == "gridSpan":
            self._tables.spans(_number(attributes, "val"))
        if name in _PLACED and (ref := attributes.get("ref")):
            self._place = cell_place(ref)
        if attributes:
            self._attributes(frame)

    def _end(self, _full: str) -> None:
        frame = self._frames.pop()
        if frame.own and frame.pieces and self._keep():
            self._block(frame)
        if frame.role in (TABLE, ROW, CELL):
            self._tables.end(frame.role, _own(frame.attributes, " number-columns-repeated"))
        elif frame.name == "AlternateContent":
            self._alternatives.pop()
        if frame.name in _PLACED:
            self._place = {}

    def _text(self, text: str) -> None:
        """Characters, to the frame that collects them, in the state the change marks around them give."""
        state = 0
        for frame in reversed(self._frames):
            if frame.role in (INSERTED, DELETED):
                state = frame.role
            if frame.own:
                if frame.role != _SILENT:
                    frame.pieces.append((text, state))
                    frame.size += len(text)
                    if frame.size > LONG:
                        self._block(frame)
                return

    def _keep(self) -> bool:
        """Whether what the innermost open element holds is given: not where others read the cells."""
        return True

    # what a frame collected

    def _block(self, frame: Frame) -> None:
        pieces, frame.pieces, size, frame.size = frame.pieces, [], frame.size, 0
        more = size > LONG
        text = "".join(text for text, state in pieces if state != DELETED)
        if frame.name in EDGES:
            text = header_text(text)
        where = self._at(frame)
        label = self._label(frame)
        if text.strip() and not self._repeated(text):
            stop = len(text) - OVERLAP if more and len(text) > 2 * OVERLAP else None
            self._found.append(_segment(text, where, label, stop=stop))
            if stop is not None:  # the rest comes again, with what follows it
                frame.pieces = [(text[stop:], 0)]
        if any(state == DELETED for _, state in pieces):
            self._before(pieces, {**where, "field": "deleted"}, label)
        self._tables.text(text)

    def _before(self, pieces: list[tuple[str, int]], where: Location, label: str | None) -> None:
        """A paragraph as it was before its changes: what stands in the deleted stretch, and where that begins in a word."""
        old = [(text, state) for text, state in pieces if state != INSERTED]
        text = "".join(text for text, _ in old)
        at, first, last = 0, len(text), 0
        for piece, state in old:
            if state == DELETED:
                first, last = min(first, at), max(last, at + len(piece))
            at += len(piece)
        while first and (text[first - 1].isalnum() or text[first - 1] in "-_.@"):
            first -= 1
        self._found.append(_segment(text, where, label, begin=first, stop=last))

    def _at(self, frame: Frame) -> Location:
        place: Location = {**self._where, **self._place}
        if frame.role == _PARAGRAPH and frame.name in ("p", "h"):
            place["paragraph"] = frame.number
            return place
        if frame.number:
            place["paragraph"] = frame.number
        place["field"] = self._keys.shown(frame.name)
        return place

    def _label(self, frame: Frame) -> str | None:
        if self._tables and frame.role == _PARAGRAPH:
            return self._tables.label()
        if not self._everything or (frame.role == _PARAGRAPH and frame.name in ("p", "h")):
            return None
        for outer in reversed(self._frames):  # <property name="手机"><vt:lpwstr>…
            if outer.name == "property":
                return outer.attributes.get("name")
        return _own(frame.attributes, " name") or frame.name

    def _repeated(self, text: str) -> bool:
        """Whether the same text was given for programs that know more; Word writes every text box twice."""
        if not self._alternatives:
            return False
        seen, fallback = self._alternatives[-1]
        if fallback:
            return text in seen
        seen.add(text)
        return False

    def _alternative(self, name: str) -> None:
        if name == "AlternateContent":
            self._alternatives.append((set(), False))
        elif self._alternatives:
            self._alternatives[-1] = (self._alternatives[-1][0], True)

    def _attributes(self, frame: Frame) -> None:
        attributes = {xmlwalk.local(name): value for name, value in frame.attributes.items()}
        if frame.name == "Relationship":
            if attributes.get("TargetMode") == "External":
                self._attribute(frame, "Target", attributes.get("Target", ""), None)
            return
        if frame.name in _VALUED or (frame.name == "user-field-decl" and "string-value" in attributes):
            value = attributes.pop("val", "") or attributes.pop("string-value", "")
            self._attribute(frame, frame.name, value, attributes.get("name"))
        if frame.name == "data-pilot-member":  # and one of a spreadsheet's
            fields = (_own(outer.attributes, " source-field-name") for outer in reversed(self._frames))
            self._attribute(frame, "name", attributes.get("name", ""), next(filter(None, fields), None))
            return
        if frame.name in ("s", "n", "d") and "v" in attributes:  # what a pivot table remembers
            names = (outer.attributes.get("name") for outer in reversed(self._frames) if outer.name == "cacheField")
            self._attribute(frame, "v", attributes["v"], next(names, None))
            return
        for name, value in attributes.items():
            valued = name in _MEANT
            if valued and frame.role == CELL and not self.cells:
                continue
            if self._everything or valued or name in _WRITTEN or not value.isascii() or "@" in value:
                label = name if self._everything else attributes.get("name") if valued else None
                if valued and frame.role == CELL and self._tables:
                    label = self._tables.label()
                self._attribute(frame, name, value, label)

    def _attribute(self, frame: Frame, name: str, value: str, label: str | None) -> None:
        if value.strip() and not self._repeated(f"{name}={value}"):
            where: Location = {**self._where, **self._place, "field": self._keys.shown(name)}
            if frame.number:
                where["paragraph"] = frame.number
            self._found.append(_segment(value, where, label))


def _segment(text: str, where: Location, label: str | None, *, begin: int = 0, stop: int | None = None) -> Segment:
    return Segment(text, partial(_located, where), label, begin=begin, stop=stop)


def _located(where: Location, offset: int) -> Location:
    return {**where, "character": offset + 1}


def header_text(text: str) -> str:
    """A sheet's header or footer without the codes of its layout."""
    return _CODES.sub(" ", text)


def _own(attributes: dict[str, str], ending: str) -> str:
    return next((value for name, value in attributes.items() if name.endswith(ending)), "")


def _number(attributes: dict[str, str], name: str) -> int:
    value = attributes.get(name) or _own(attributes, " " + name)
    return int(value) if value.isdecimal() and len(value) < 6 else 1


def cell_place(reference: str) -> Location:
    """Row and column of a reference such as B5."""
    letters = reference.rstrip("0123456789")
    row = reference[len(letters) :]
    if not (letters.isascii() and letters.isalpha() and row and len(letters) < 4 and len(row) < 8):
        return {}
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return {"row": int(row), "column": column}
