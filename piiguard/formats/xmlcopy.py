"""Writing a part of an Office file again with its texts masked and every other byte as it was.

The part is read by the rules of ``officetext``, with the place of every text in the bytes. A value that stands
in several runs is replaced in the first; the others lose their share of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from piiguard.errors import FormatError, alone
from piiguard.findings import Masked
from piiguard.formats import xmlwalk
from piiguard.formats.officetext import DELETED, EDGES, INSERTED, Frame, PartText, header_text
from piiguard.formats.pieces import LONG, Change, Keys, Location, Segment, splice

if TYPE_CHECKING:
    from piiguard.formats.treatment import Treatment

_DEEPEST = 2048  # elements
_ATTRIBUTE = re.compile(rb"""\s([^\s=<>"'/]+)\s*=\s*("[^"]*"|'[^']*')""")
_TAG = re.compile(rb"""[^"'>]*+(?:"[^"]*+"[^"'>]*+|'[^']*+'[^"'>]*+)*+>""")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9_.-]+)""")


class _Run(str):
    """Characters and where they stand in the part; ``changes`` are of the characters."""

    start = -1
    end = -1
    raw = False  # in a CDATA section

    def __init__(self, _text: str) -> None:
        self.changes: list[Change] = []


class PartCopy(PartText):
    """One part, held in memory."""

    def __init__(self, where: Location, keys: Keys, data: bytes, masked: Treatment, *, everything: bool = False) -> None:
        super().__init__(where, keys, everything=everything)
        check_encoding(data)
        self._data = data
        self._masked = masked
        self._cuts: list[tuple[int, int, bytes]] = []
        self._runs: list[_Run] = []
        self._last: _Run | None = None
        self._tag = 0
        self._cdata = False

    def copy(self) -> bytes:
        """The part with its findings masked. Raises FormatError."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = False
        depth = 0

        def ended(*_: Any) -> None:
            if self._last is not None:
                self._last.end = parser.CurrentByteIndex
                self._last = None

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            ended()
            depth += 1
            if depth > _DEEPEST:
                raise FormatError(f"elements lie deeper than {_DEEPEST} levels")
            self._tag = parser.CurrentByteIndex
            self._start(name, attributes)

        def end(name: str) -> None:
            nonlocal depth
            ended()
            depth -= 1
            self._end(name)

        def text(text: str) -> None:
            ended()
            run = self._last = _Run(text)
            run.start, run.raw = parser.CurrentByteIndex, self._cdata
            self._runs.append(run)
            self._text(run)

        def section(inside: bool) -> None:
            ended()
            self._cdata = inside

        parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
        parser.CommentHandler = parser.ProcessingInstructionHandler = ended
        parser.StartCdataSectionHandler = lambda: section(True)
        parser.EndCdataSectionHandler = lambda: section(False)
        parser.EntityDeclHandler = xmlwalk.refused
        try:
            parser.Parse(self._data, True)
        except (expat.ExpatError, ValueError) as error:
            if isinstance(error, FormatError):
                raise
            alone(FormatError("it is not well-formed XML"))
        return spliced(self._data, [*self._cuts, *self._changed()])

    def _changed(self) -> list[tuple[int, int, bytes]]:
        cuts = []
        for run in self._runs:
            if run.changes:
                if run.raw:
                    raise FormatError("a value stands in a CDATA section")
                cuts.append((run.start, run.end, escape(splice(run, sorted(run.changes))).encode("utf-8")))
        return cuts

    def _repeated(self, text: str) -> bool:
        return False  # what is given twice is masked twice

    def _block(self, frame: Frame) -> None:
        pieces, frame.pieces, size, frame.size = frame.pieces, [], frame.size, 0
        if size > LONG:
            raise FormatError("a paragraph is too long to be masked")
        now = [piece for piece, state in pieces if state != DELETED]
        text = "".join(now)
        label = self._label(frame)
        self._treat(text, now, label, frame.name in EDGES)
        if len(now) < len(pieces):
            before = [piece for piece, state in pieces if state != INSERTED]
            self._treat("".join(before), before, label, False)
        self._tables.text(text)

    def _treat(self, text: str, pieces: list[str], label: str | None, edge: bool) -> None:
        if not text.strip():
            return
        shown = header_text(text) if edge else text
        masked = self._masked(Segment(shown, lambda _: {}, label))
        for start, end, new in changes(shown, masked):
            if shown != text:  # a sheet's header without the codes of its layout
                value = shown[start:end]
                start = text.find(value)
                if start < 0:
                    raise FormatError("a value is cut by the codes of a header or footer")
                end = start + len(value)
            _put(pieces, start, end, new)

    def _attribute(self, frame: Frame, name: str, value: str, label: str | None) -> None:
        if not value.strip():
            return
        masked = self._masked(Segment(value, lambda _: {}, label))
        new = splice(value, changes(value, masked))
        if new == value:
            return
        written = list(_ATTRIBUTE.finditer(self._data, self._tag, tag_end(self._data, self._tag)))
        found = [attribute for attribute in written if _plain(attribute[2][1:-1]) == value]
        named = [attribute for attribute in found if attribute[1].rpartition(b":")[2].decode("utf-8", "replace") == name]
        taken = {start for start, _, _ in self._cuts}
        place = next((one for one in named + found if one.start(2) not in taken and one.start(1) not in taken), None)
        if place is None:
            raise FormatError("a value stands in an attribute that is written in a strange way")
        quoted = quoteattr(new, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}).encode("utf-8")
        kinds = [one for one in written if one[1].rpartition(b":")[2] == b"value-type"]
        if name in ("value", "date-value") and kinds:  # no number reads so: it becomes a text
            prefix = place[1][: place[1].rfind(b":") + 1]
            self._cuts.append((place.start(1), place.end(2), prefix + b"string-value=" + quoted))
            self._cuts += [(*one.span(2), b'"string"') for one in kinds]
        else:
            self._cuts.append((*place.span(2), quoted))


def check_encoding(data: bytes) -> None:
    """Raise FormatError unless a part is UTF-8, which Office files are."""
    declared = _DECLARED.match(data[3:203] if data.startswith(b"\xef\xbb\xbf") else data[:200])
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or (declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")):
        raise FormatError("it is XML in another charset than UTF-8")


def changes(text: str, masked: Masked) -> list[Change]:
    """The edits that change something."""
    found = [(edit.start, edit.end, masked.text[edit.out_start : edit.out_end]) for edit in masked.edits]
    return [(start, end, new) for start, end, new in found if new != text[start:end]]


def spliced(data: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    """Bytes with disjoint stretches replaced."""
    parts: list[bytes] = []
    at = 0
    for start, end, new in sorted(cuts):
        parts += (data[at:start], new)
        at = end
    return b"".join([*parts, data[at:]])


def _put(pieces: list[str], start: int, end: int, new: str) -> None:
    """Replace a stretch of joined pieces: the first gets ``new``. What was replaced before stays so."""
    at = 0
    for piece in pieces:
        low, high = max(start, at) - at, min(end, at + len(piece)) - at
        at += len(piece)
        if low >= high:
            continue
        if not isinstance(piece, _Run):
            continue  # a tab or line break that is an element
        for one, other, _ in sorted(piece.changes):
            if one < high and low < other:
                if low < one:
                    piece.changes.append((low, one, new))
                    new = ""
                low = max(low, other)
        if low < high:
            piece.changes.append((low, high, new))
        new = ""
    if new and not any(isinstance(piece, _Run) for piece in pieces):
        raise FormatError("a value stands where nothing can be written")


def tag_end(data: bytes, at: int) -> int:
    """Where a tag that begins at ``at`` ends; a ``>`` may stand in its attributes."""
    found = _TAG.match(data, at)
    return found.end() if found else len(data)


def element_end(data: bytes, start: int, at: int) -> int:
    """Where an element that begins at ``start`` ends; ``at`` is where expat says so: before an end tag, behind an empty one."""
    if data[at - 2 : at] == b"/>" and tag_end(data, start) == at:
        return at
    return data.index(b">", at) + 1


def _plain(raw: bytes) -> str:
    """An attribute's value without its escapes, as a parser gives it."""
    found: list[str] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda _name, attributes: found.append(attributes.get("a", ""))
    try:
        parser.Parse(b'<x a="' + raw.replace(b'"', b"&quot;") + b'"/>', True)
    except expat.ExpatError:
        return ""
    return found[0]
