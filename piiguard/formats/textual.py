"""Text documents: plain text, JSON lines, JSON and CSV, whose pieces put together are the file again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib import import_module
from typing import BinaryIO

from piiguard.errors import FormatError
from piiguard.findings import Masked
from piiguard.formats import charset as charsets
from piiguard.formats import csvfile, detect, jsonfast, jsonfile, jsonl, text, textfast
from piiguard.formats.batches import Cells, Lines, Place
from piiguard.formats.charset import Charset, TextReader
from piiguard.formats.document import Document, Table
from piiguard.formats.jsonshapes import Sieve
from piiguard.formats.pieces import Change, Feed, Keys, Piece, Segment, splice
from piiguard.formats.woven import WovenPiece, steady

_GROUP = 1024  # values searched at a time
_HEAD = 1 << 16  # bytes of the sample that decides the format
_ENCODED_MAIL = "encoded mail parts were not decoded"
Labels = Callable[[Sequence[str], Sequence[Sequence[str | None]]], list[str | None]]
_UNKNOWN = "charset not recognised; read byte by byte"


class TextDocument(Document):
    """A text file whose charset and format are known. Made by ``open_document``; read once.

    format   "text", "jsonl", "json" or "csv"
    charset  how its bytes are read
    strict   refuse bytes that do not decode, instead of counting them: needed to write a copy
    """

    def __init__(
        self, stream: BinaryIO, name: str, charset: Charset, *, strict: bool, keys: Keys
    ) -> None:
        self.charset: Charset = charset
        self._caveats = [] if charset.known else [_UNKNOWN]
        self._faults: list[str] = []
        self._retyped = 0
        self._lines: jsonl.JsonLines | None = None
        self._odd_lines = 0
        self._counter = textfast.Counter()
        self.above = ""  # what stands above a stretch
        self._learned: Sequence[str | None] = ()
        self._again = partial(TextReader, stream, charset, strict)
        self._keys = keys
        sample, whole = _sample(stream, charset)
        self.format, self._dialect = _format_of(sample, name, whole)
        if self.format == "text" and detect.encoded_mail(sample):
            self._caveats.append(_ENCODED_MAIL)
        self._reader = self._again()

    @property
    def read(self) -> int:  # type: ignore[override]
        """Bytes read so far."""
        return self._reader.read

    def pieces(self) -> Iterator[Piece]:
        """The whole text in pieces. Raises FormatError (strict) and OSError."""
        feed = Feed(self._reader.block)
        if self.format == "jsonl":
            self._lines = jsonl.JsonLines(feed, self._keys)
            return self._lines.pieces()
        if self.format == "json":
            return jsonfile.pieces(feed, self._keys, self._faults)
        if self.format in detect.READERS:
            reader = import_module(f"piiguard.formats.{detect.READERS[self.format]}")
            found: Iterator[Piece] = reader.pieces(feed, self._keys, self._faults)
            return found
        if self._dialect is not None:
            return csvfile.CsvReader(feed, self._dialect, self._keys, self._learned).pieces(self._faults)
        return text.pieces(feed)

    def learn(self, labels: Labels) -> None:
        """Give the columns of a CSV text the labels their first rows say they have, as a scan does. Before anything is drawn."""
        if self._dialect is None or self._dialect.header is None:
            return
        for item in self.batches():
            if isinstance(item, Table):
                first = next(item.batches, None)
                self._learned = labels(item.names, first.columns if first else ())
                break
        self._reader = self._again()
        self._faults.clear()

    @classmethod
    def stretch(cls, stream: BinaryIO, like: tuple[str, str, str], keys: Keys) -> TextDocument:
        """A stretch of whole lines of a longer text whose format and charset are known (:attr:`like`)."""
        document = cls(stream, "", Charset(like[1], like[2]), strict=False, keys=keys)
        document.format, document._dialect = like[0], None
        document._caveats = []
        return document

    @classmethod
    def told(cls, stream: BinaryIO, format: str, charset: Charset, keys: Keys) -> TextDocument:
        """A text whose format ("text" or "html") and charset are known, to be written again."""
        document = cls(stream, "", charset, strict=True, keys=keys)
        document.format, document._dialect = format, None
        document._caveats = [] if charset.known else [_UNKNOWN]
        return document

    @property
    def like(self) -> tuple[str, str, str] | None:
        """What a stretch of this text is read like; None where it may not be cut at line feeds."""
        charset = self.charset
        bytewise = not charset.bom and not charset.mistake and charset.codec in ("utf-8", "gb18030", "cp950", "big5hkscs")
        return (self.format, self.charset.name, self.charset.codec) if bytewise and self.format in ("text", "jsonl") else None

    @property
    def lines(self) -> int:
        """Lines given by :meth:`batches` so far, of plain text and JSON lines."""
        return self._counter.lines

    def batches(self, sieve: Sieve | None = None) -> Iterator[Lines | Cells | Table | Segment]:
        """What :meth:`segments` gives, in batches where that can be had; draw one or the other.

        sieve  what it passes over may be left out
        """
        feed = Feed(self._reader.block)
        if self.format == "text":
            yield from textfast.text_batches(feed, self._counter, self.above)
        elif self.format == "jsonl":
            fast = jsonfast.JsonLinesFast(feed, self._keys, self._counter, sieve)
            yield from fast.batches()
            self._odd_lines = fast.odd_lines
        elif self._dialect is not None and self._dialect.header is not None:
            yield from self._rows(feed, self._dialect)
        elif self.format in detect.READERS:
            yield from self._values()
        else:
            yield from self.segments()

    def _values(self) -> Iterator[Cells | Segment]:
        """Values with one place each, many at a time, and what is more than that between them."""
        group: list[Segment] = []
        for piece in self.pieces():
            inner = (one for _, one in piece.inner) if isinstance(piece, WovenPiece) else ()
            for one in (piece, *inner):
                if one.segment is None or not one.segment.text:
                    continue
                if steady(one):
                    group.append(one.segment)
                if group and (len(group) >= _GROUP or not steady(one)):
                    yield _cells(group)
                    group = []
                if not steady(one):
                    yield one.segment
        if group:
            yield _cells(group)

    def _rows(self, feed: Feed, dialect: csvfile.Dialect) -> Iterator[Table | Segment]:
        """A CSV text: what stands above the rows, the rows, and what of them a quick reader does not understand."""
        slow = csvfile.CsvReader(feed, dialect, self._keys)
        for piece in slow.pieces(self._faults):
            if piece.segment is not None:
                yield piece.segment
            elif slow.headed:
                break
        if not slow.headed:
            return
        fast = textfast.CsvFast(feed, dialect.delimiter, len(slow.names), slow.row, slow.line)
        yield Table("", slow.names, fast.batches())
        slow.resume(fast.row, fast.line)
        yield from (piece.segment for piece in slow.pieces(self._faults) if piece.segment is not None)

    def segments(self) -> Iterator[Segment]:
        """What is to be searched."""
        for piece in self.pieces():
            if piece.segment is not None:
                yield piece.segment
            if isinstance(piece, WovenPiece):
                yield from (inner.segment for _, inner in piece.inner if inner.segment is not None)

    def unread(self) -> list[str]:
        """Once all pieces are drawn: why this document was not read in full, nothing when it was."""
        reasons = self._caveats + self._faults
        if self._reader.errors:
            reasons.append(f"bytes that are not {self.charset.name}: {self._reader.errors}")
        return reasons

    def notes(self) -> list[str]:
        """Once all pieces are drawn: what a reader of the report should know, though all was read."""
        odd = self._lines.odd_lines if self._lines else self._odd_lines
        notes = [f"lines that are not JSON, read as text: {odd}"] if odd else []
        return notes + ([f"numbers that became text: {self._retyped}"] if self._retyped else [])

    def rewrite(self, out: BinaryIO, masked: Callable[[Segment], Masked]) -> None:
        """Write the document with every segment as ``masked`` returns it; all else byte for byte.

        Raises FormatError where the document cannot be read in full or written in its charset; what was
        written to ``out`` by then is no copy.
        """
        out.write(self.charset.bom)
        carry = 0
        for piece in self.pieces():
            segment = piece.segment
            rendered = piece.raw
            if isinstance(piece, WovenPiece) and piece.inner:
                rendered = _block(piece, masked)
            elif segment is not None and (segment.text or carry):
                rendered, carry = render(piece, masked(segment), carry)
                self._retyped += isinstance(piece, jsonfile.NumberPiece) and rendered.startswith('"')
            out.write(charsets.encode(rendered, self.charset))
        unread = self.unread()
        if unread:
            raise FormatError("; ".join(unread))


def render(piece: Piece, masked: Masked, carry: int = 0) -> tuple[str, int]:
    """The piece with its segment masked, and how many characters of the next piece are done already.

    carry  what the piece before returned: a change may reach from one window into the next
    """
    segment = piece.segment
    if segment is None:
        return piece.raw, carry
    begin = segment.begin + carry
    changes, at = _changes(segment, masked, begin)
    if carry:
        changes.insert(0, (segment.begin, min(begin, segment.stop), ""))
    return (piece.render(changes) if changes else piece.raw), max(0, at - segment.stop)


def _changes(segment: Segment, masked: Masked, at: int) -> tuple[list[Change], int]:
    """What changes in a segment from ``at`` on, and where the last change ends."""
    changes: list[Change] = []
    for edit in masked.edits:
        new = masked.text[edit.out_start : edit.out_end]
        if edit.end <= at or edit.start >= segment.stop or new == segment.text[edit.start : edit.end]:
            continue
        changes.append((max(edit.start, at), min(edit.end, segment.stop), new))
        at = edit.end
    return changes, at


def _block(piece: WovenPiece, masked: Callable[[Segment], Masked]) -> str:
    """A piece with others inside it, all masked."""
    segment = piece.segment
    cuts = piece.cuts(_changes(segment, masked(segment), 0)[0]) if segment is not None else []
    for at, inner in piece.inner:
        if inner.segment is not None:
            cuts.append((at, at + len(inner.raw), render(inner, masked(inner.segment))[0]))
    return splice(piece.raw, sorted(cuts))


def _cells(found: list[Segment]) -> Cells:
    """Segments as cells; the values of a table's row are one record, all others each its own."""
    groups: dict[str | None, tuple[list[str], list[Place]]] = {}
    last: tuple[object, object] | None = None
    record = -1
    for at, segment in enumerate(found):
        where = segment.location
        row = (where["table"], where["row"]) if "table" in where and "row" in where else None
        record += row is None or row != last
        last = row
        texts, places = groups.setdefault(segment.label, ([], []))
        texts.append(segment.text)
        places.append((record, (at,), where))
    return Cells([(label, *group, None) for label, group in groups.items()], lambda place: dict(place[2]))


def _sample(stream: BinaryIO, charset: Charset) -> tuple[str, bool]:
    """The beginning of the text, and whether it is all of it."""
    stream.seek(0)
    data = stream.read(_HEAD)
    whole = not stream.read(1)
    return charsets.beginning(data, charset), whole


def _format_of(sample: str, name: str, whole: bool) -> tuple[str, csvfile.Dialect | None]:
    if detect.is_jsonl(sample, name, whole):
        return "jsonl", None
    if detect.is_json(sample):
        return "json", None
    structured = detect.structured(sample, name, whole)
    if structured:
        return structured, None
    dialect = detect.table(sample, name, whole)
    return ("csv", dialect) if dialect else ("text", None)
