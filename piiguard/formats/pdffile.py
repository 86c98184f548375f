"""PDF: the text layer page by page, pictures by OCR, and what else a PDF says: fields, notes, bookmarks, attachments.

pypdfium2 reads it. A page's text comes in the order it was drawn in; ``layout`` makes rows of it. Pages and pictures
without a text layer go to OCR, and where that is not installed they are counted as unread.
"""

from __future__ import annotations

import importlib.util
import io
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from piiguard.errors import FormatError, MissingExtraError, alone
from piiguard.findings import Masked
from piiguard.formats import ocr, pdfparts, pdfpictures, xmp
from piiguard.formats.document import Document, EncryptedError, LimitError, Limits, Member, fixed
from piiguard.formats.layout import Box, Fragment, drawn_rows, page_segments, read_rows
from piiguard.formats.pieces import Keys, Segment

_IN_MEMORY = 32 << 20  # bytes; a longer file is read piece by piece
_PASSWORD, _SECURITY = 4, 5  # errors of PDFium
_SPACE = re.compile(" +")


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> Document:
    """The document of a PDF. Raises FormatError, EncryptedError, MissingExtraError."""
    if not importlib.util.find_spec("pypdfium2"):
        raise MissingExtraError("pip install 'piiguard[scan]'")
    return PdfDocument(stream, keys, limits)


class PdfDocument(Document):
    """A PDF. Everything of a page that PDFium has loaded is let go before the next is drawn."""

    format = "pdf"

    def __init__(self, stream: BinaryIO, keys: Keys, limits: Limits) -> None:
        import pypdfium2

        self._stream = stream
        self._keys = keys
        self._limits = limits
        self._size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        self._error = pypdfium2.PdfiumError
        try:
            self.pdf = pypdfium2.PdfDocument(stream.read() if self._size <= _IN_MEMORY else stream)
        except pypdfium2.PdfiumError as error:
            if error.err_code in (_PASSWORD, _SECURITY):
                alone(EncryptedError("PDF with a password"))
            alone(FormatError("a PDF that cannot be opened"))
        self.pdf.init_forms()
        self._attached: list[int] = []  # pages with files in their annotations
        self._cut: list[str] = []
        self._broken = 0
        self._textless = 0
        self._pictures = 0
        self.said: list[str] = []

    def segments(self) -> Iterator[Segment]:
        yield from self.described()
        count = len(self.pdf)
        for index in range(count):
            yield from self.page(index)
            self.read = self._size * (index + 1) // count

    def described(self) -> Iterator[Segment]:
        """What the document says of itself."""
        try:
            yield from pdfparts.described(self.pdf, self._cut)
        except FormatError as error:
            self._cut.append(str(error))
        for packet in xmp.packets(self._stream, self._cut):
            yield from xmp.segments(packet, self._keys)

    def page(self, index: int) -> Iterator[Segment]:
        """What one page says; an empty segment at its end, so that progress shows on pages that say nothing."""
        try:
            page = self.pdf[index]
        except self._error:
            self._broken += 1
            return
        try:
            textpage = page.get_textpage()
            try:
                text = textpage.get_text_range()
                if text.strip():
                    yield from page_segments(index + 1, _Lines(page, textpage, text).rows())
                boxes = pdfpictures.pictures(page, textpage, text)
                if boxes:
                    yield from self._seen(page, boxes, index + 1)
            finally:
                textpage.close()
            if pdfparts.attached(page):
                self._attached.append(index)
            yield from pdfparts.remarks(self.pdf, page, index + 1, self._keys)
        except (self._error, FormatError):
            self._broken += 1
        finally:
            page.close()
        yield fixed("", {"page": index + 1})

    def _seen(self, page: Any, boxes: list[Box], number: int) -> Iterator[Segment]:
        """What pictures show, or a page whose letters are drawn as pictures."""
        width, height = page.get_size()
        whole = boxes == [(0.0, 0.0, width, height)]
        if not ocr.available():
            self._textless += whole
            self._pictures += not whole
            return
        self.room = ocr.ROOM
        yield fixed("", {"page": number})
        for box in boxes:
            image, place = pdfpictures.rendered(page, box)
            found = []
            for fragment in ocr.read(image):
                if fragment is None:
                    yield fixed("", {"page": number})
                else:
                    inner = fragment.place
                    fragment.place = (lambda at, inner=inner, place=place: place(inner(at))) if inner else place
                    found.append(fragment)
            yield from page_segments(number, read_rows(found), shown=True)

    def members(self) -> Iterator[Member]:
        return pdfparts.attachments(self.pdf, self._attached, self._limit)

    def count_members(self) -> int:
        """How many files are inside, once all segments are drawn."""
        return sum(1 for _ in self.members())

    def _limit(self, size: int) -> None:
        if size > self._limits.bytes:
            raise LimitError(f"more than {self._limits.bytes} bytes come out of the object")

    def unread(self) -> list[str]:
        reasons = []
        if self._textless:
            reasons.append(f"pages without text: {self._textless} (install piiguard[ocr])")
        if self._pictures:
            reasons.append(f"pages with pictures that were not read: {self._pictures} (install piiguard[ocr])")
        if self._broken:
            reasons.append(f"pages that could not be read: {self._broken}")
        return reasons + self._cut + pdfparts.unread(self.pdf)

    def notes(self) -> list[str]:
        return self.said

    def rewrite(self, out: BinaryIO, masked: Callable[[Segment], Masked]) -> None:
        """Write a PDF of pictures of its pages, the findings blackened. Raises FormatError."""
        from piiguard.formats import redact

        redact.pdf(self, out, masked)

    def close(self) -> None:
        self.pdf.close()


class _Lines:
    """The lines of a page's text layer as PDFium tells them apart, and where they stand."""

    def __init__(self, page: Any, textpage: Any, text: str) -> None:
        import pypdfium2.raw as raw

        self._raw = raw
        self._textpage = textpage
        self._frame = pdfparts.Frame(page)
        # PDFium counts UTF-16 units, and the texts it makes leave out some of its characters.
        self._wide = not text.isascii() and max(text) > "\uffff"
        self._text = text
        self._even = textpage.count_chars() == len(text)
        self._rect = raw.FS_RECTF()

    def rows(self) -> list[list[Fragment]]:
        """The lines as rows, in the order they were drawn in."""
        found: list[Fragment] = []
        at = 0
        for line in self._text.replace("\x02", "-").replace("\ufffe", "-").split("\r\n"):
            found += self._fragment(at, line)
            at += len(line) + 2
        if not _interleaved(found):
            return [[fragment] for fragment in found]
        return drawn_rows([part for fragment in found for part in self._cells(fragment)])

    def _fragment(self, at: int, line: str) -> list[Fragment]:
        text = line.strip()
        if not text:
            return []
        at += line.index(text[0])
        left, top, right, bottom = self.box(at)
        left_, top_, right_, bottom_ = self.box(at + len(text) - 1)
        box = min(left, left_), min(top, top_), max(right, right_), max(bottom, bottom_)
        return [_Drawn(text, box, at, self)]

    def _cells(self, fragment: Fragment) -> list[Fragment]:
        """The parts of a line with wide gaps between them."""
        assert isinstance(fragment, _Drawn)
        cells: list[Fragment] = []
        low = 0
        for gap in _SPACE.finditer(fragment.text):
            left, right = self.box(fragment.at + gap.start() - 1), self.box(fragment.at + gap.end())
            if right[0] - left[2] > fragment.height:
                cells += self._fragment(fragment.at + low, fragment.text[low : gap.start()])
                low = gap.end()
        return [*cells, *self._fragment(fragment.at + low, fragment.text[low:])]

    def box(self, at: int) -> Box:
        """Where a character of the text stands, in points from the top left of the page as it is shown."""
        if not self._even:
            units = len(self._text[:at].encode("utf-16-le")) // 2 if self._wide else at
            at = self._raw.FPDFText_GetCharIndexFromTextIndex(self._textpage, units)
        rect = self._rect
        if at < 0 or not self._raw.FPDFText_GetLooseCharBox(self._textpage, at, rect):
            return 0.0, 0.0, 0.0, 0.0
        return self._frame.shown(rect.left, rect.bottom, rect.right, rect.top)


class _Drawn(Fragment):
    """A line of the text layer. Where its characters stand is known while its page is open."""

    __slots__ = ("_lines", "at")

    def __init__(self, text: str, box: Box, at: int, lines: _Lines) -> None:
        self.text = text
        self.box = box
        self.place = None
        self.at = at
        self._lines = lines

    def spans(self, start: int, end: int) -> list[Box]:
        return [self._lines.box(self.at + offset) for offset in range(start, end)]


def _interleaved(lines: list[Fragment]) -> bool:
    """Whether a line is drawn beside or above one that was drawn before it, as where a form is filled in."""
    lowest = 0.0
    for line in lines:
        if line.box[3] < lowest + 0.5 * line.height:
            return True
        lowest = max(lowest, line.box[3])
    return False
