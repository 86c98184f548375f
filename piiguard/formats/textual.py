"""Text documents: plain text, JSON lines, JSON and CSV, whose pieces put together are the file again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from piiguard.errors import FormatError
from piiguard.findings import Masked
from piiguard.formats import charset as charsets
from piiguard.formats import csvfile, detect, jsonfast, jsonfile, jsonl, text, textfast
from piiguard.formats.batches import Cells, Lines
from piiguard.formats.charset import Charset, TextReader
from piiguard.formats.document import Document, Table
from piiguard.formats.pieces import Change, Feed, Keys, Piece, Segment

_HEAD = 1 << 16  # bytes of the sample that decides the format
_ENCODED_MAIL = "encoded mail parts were not decoded"
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
        self._keys = keys
        sample, whole = _sample(stream, charset)
        self.format, self._dialect = _format_of(sample, name, whole)
        if self.format == "text" and detect.encoded_mail(sample):
            self._caveats.append(_ENCODED_MAIL)
        self._reader = TextReader(stream, charset, strict)

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
        if self._dialect is not None:
            return csvfile.CsvReader(feed, self._dialect, self._keys).pieces(self._faults)
        return text.pieces(feed)

    @classmethod
    def stretch(cls, stream: BinaryIO, like: tuple[str, str, str], keys: Keys) -> TextDocument:
        """A stretch of whole lines of a longer text whose format and charset are known (:attr:`like`)."""
        document = cls(stream, "", Charset(like[1], like[2]), strict=False, keys=keys)
        document.format, document._dialect = like[0], None
        document._caveats = []
        return document

    @property
    def like(self) -> tuple[str, str, str] | None:
        """What a stretch of this text is read like; None where it may not be cut at line feeds."""
        bytewise = not self.charset.bom and self.charset.codec in ("utf-8", "gb18030", "cp950", "big5hkscs")
        return (self.format, self.charset.name, self.charset.codec) if bytewise and self.format in ("text", "jsonl") else None

    @property
    def lines(self) -> int:
        """Lines given by :meth:`batches` so far, of plain text and JSON lines."""
        return self._counter.lines

    def batches(self) -> Iterator[Lines | Cells | Table | Segment]:
        """What :meth:`segments` gives, in batches where that can be had; draw one or the other."""
        feed = Feed(self._reader.block)
        if self.format == "text":
            yield from textfast.text_batches(feed, self._counter, self.above)
        elif self.format == "jsonl":
            fast = jsonfast.JsonLinesFast(feed, self._keys, self._counter)
            yield from fast.batches()
            self._odd_lines = fast.odd_lines
        elif self._dialect is not None and self._dialect.header is not None:
            yield from self._rows(feed, self._dialect)
        else:
            yield from self.segments()

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
        return (piece.segment for piece in self.pieces() if piece.segment is not None)

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
            if segment is not None and (segment.text or carry):
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
    at = segment.begin + carry
    changes: list[Change] = [(segment.begin, min(at, segment.stop), "")] if carry else []
    for edit in masked.edits:
        new = masked.text[edit.out_start : edit.out_end]
        if edit.end <= at or edit.start >= segment.stop or new == segment.text[edit.start : edit.end]:
            continue
        changes.append((max(edit.start, at), min(edit.end, segment.stop), new))
        at = edit.end
    return (piece.render(changes) if changes else piece.raw), max(0, at - segment.stop)


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
    dialect = detect.table(sample, name, whole)
    return ("csv", dialect) if dialect else ("text", None)
