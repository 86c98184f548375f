"""What a PDF says beside its pages' text: information, bookmarks, annotations, form fields, links, attachments."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from piiguard.errors import FormatError
from piiguard.formats.document import Member, fixed
from piiguard.formats.layout import Box, PageSegment, Rectangle
from piiguard.formats.pieces import Keys, Location, Segment

_INFO = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer")
_NOTES = ("Contents", "T", "Subj", "RC")
_NAMES = {"T": "Author", "Subj": "Subject"}
_LONGEST = 1 << 24  # bytes of one text
_MANY = 100_000  # bookmarks, annotations of a page: more are none that anybody made
_TOO_LONG = f"a text of more than {_LONGEST} bytes beside its pages"
_DEEP = 64  # bookmarks under bookmarks


class Frame:
    """From a PDF's coordinates (upwards, before the page is turned) to those of the page as it is shown."""

    def __init__(self, page: Any) -> None:
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.turn = page.get_rotation()

    def shown(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle as a box."""
        x0, x1 = left - self.left, right - self.left
        y0, y1 = self.top - top, self.top - bottom
        width, height = self.right - self.left, self.top - self.bottom
        if self.turn == 90:
            return height - y1, x0, height - y0, x1
        if self.turn == 180:
            return width - x1, height - y1, width - x0, height - y0
        if self.turn == 270:
            return y0, width - x1, y1, width - x0
        return x0, y0, x1, y1


def described(pdf: Any, cut: list[str]) -> Iterator[Segment]:
    """The information dictionary and the bookmarks; ``cut`` is told of what there is too much of. Raises FormatError."""
    import pypdfium2.raw as raw

    for name in _INFO:
        text = pdf.get_metadata_value(name)
        if text:
            yield fixed(text, {"part": "document information", "field": name}, name)
    for number, mark in enumerate(pdf.get_toc(max_depth=_DEEP), 1):
        if number > _MANY:
            cut.append(f"more than {_MANY} bookmarks")
            return
        if mark.level == _DEEP - 1 and raw.FPDFBookmark_GetFirstChild(pdf, mark):
            cut.append(f"bookmarks more than {_DEEP} levels deep")
        where: Location = {"part": "bookmarks", "number": number}
        yield fixed(mark.get_title(), where)
        action = raw.FPDFBookmark_GetAction(mark)
        uri = _uri(raw, pdf, action) if action else ""
        if uri:
            yield fixed(uri, {**where, "field": "URI"})


def remarks(pdf: Any, page: Any, number: int, keys: Keys) -> Iterator[Segment]:
    """Notes, links and the values of form fields on a page. Raises FormatError where there are too many, after some of them."""
    import pypdfium2.raw as raw

    frame = Frame(page)

    for at in range(min(raw.FPDFPage_GetAnnotCount(page), _MANY)):
        annotation = raw.FPDFPage_GetAnnot(page, at)
        if not annotation:
            continue
        try:
            rect = raw.FS_RECTF()
            raw.FPDFAnnot_GetRect(annotation, rect)
            box = frame.shown(rect.left, rect.bottom, rect.right, rect.top)
            widget = raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_WIDGET
            for name, text in _field(raw, pdf, annotation, keys) if widget else _note(raw, pdf, annotation):
                where: Location = {"annotation": at + 1, "field": keys.shown(name)}
                label = name if widget and name else None
                yield PageSegment(text, number, [(0, Rectangle(text, box))], label, where=where)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    if raw.FPDFPage_GetAnnotCount(page) > _MANY:
        raise FormatError(f"more than {_MANY} annotations")


def _note(raw: Any, pdf: Any, annotation: Any) -> Iterator[tuple[str, str]]:
    for name in _NOTES:
        text = _text(raw.FPDFAnnot_GetStringValue, annotation, name.encode() + b"\0")
        if text:
            yield _NAMES.get(name, name), text
    link = raw.FPDFAnnot_GetLink(annotation)
    action = raw.FPDFLink_GetAction(link) if link else None
    uri = _uri(raw, pdf, action) if action else ""
    if uri:
        yield "URI", uri


def _field(raw: Any, pdf: Any, annotation: Any, keys: Keys) -> Iterator[tuple[str, str]]:
    if pdf.formenv is None:
        value = _text(raw.FPDFAnnot_GetStringValue, annotation, b"V\0")
        names = [_text(raw.FPDFAnnot_GetStringValue, annotation, key) for key in (b"TU\0", b"T\0")]
    else:
        value = _text(raw.FPDFAnnot_GetFormFieldValue, pdf.formenv, annotation)
        calls = raw.FPDFAnnot_GetFormFieldAlternateName, raw.FPDFAnnot_GetFormFieldName
        names = [_text(call, pdf.formenv, annotation) for call in calls]
    if value:
        # What people are shown names a field better than what programs call it, where it names anything at all.
        known = [name for name in names if name and keys.named(name)]
        yield next(iter(known), next(filter(None, names), "")), value


def attached(page: Any) -> bool:
    """Whether an annotation of a page may hold a file."""
    import pypdfium2.raw as raw

    return any(_files(raw, page))


def _files(raw: Any, page: Any) -> Iterator[Any]:
    """The files in a page's annotations, each until the next is drawn."""
    for at in range(min(raw.FPDFPage_GetAnnotCount(page), _MANY)):
        annotation = raw.FPDFPage_GetAnnot(page, at)
        if not annotation:
            continue
        try:
            attachment = raw.FPDFAnnot_GetFileAttachment(annotation)
            if attachment:
                yield attachment
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def attachments(pdf: Any, pages: list[int], check: Callable[[int], None]) -> Iterator[Member]:
    """Files inside, of the document and of the annotations of some pages. ``check`` may refuse a number of bytes."""
    import pypdfium2.raw as raw

    for at in range(raw.FPDFDoc_GetAttachmentCount(pdf)):
        attachment = raw.FPDFDoc_GetAttachment(pdf, at)
        if attachment:
            yield _member(raw, attachment, check)
    for index in pages:
        page = raw.FPDF_LoadPage(pdf, index)
        if not page:
            continue  # counted when its text was to be read
        try:
            for attachment in _files(raw, page):
                yield _member(raw, attachment, check)
        finally:
            raw.FPDF_ClosePage(page)


def _member(raw: Any, attachment: Any, check: Callable[[int], None]) -> Member:
    def content() -> BinaryIO:
        size = ctypes.c_ulong()
        if not raw.FPDFAttachment_GetFile(attachment, None, 0, size):
            raise FormatError("an attachment without content")
        check(size.value)
        data = ctypes.create_string_buffer(size.value)
        if not raw.FPDFAttachment_GetFile(attachment, data, size.value, size):
            raise FormatError("an attachment that cannot be read")
        return io.BytesIO(data.raw[: size.value])

    return Member(_text(raw.FPDFAttachment_GetName, attachment) or "attachment", content)


def unread(pdf: Any) -> list[str]:
    """What is known not to be read."""
    import pypdfium2.raw as raw

    reasons = []
    if pdf.get_formtype() in (raw.FORMTYPE_XFA_FULL, raw.FORMTYPE_XFA_FOREGROUND):
        reasons.append("an XFA form, which is not read")
    if not raw.FPDF_DocumentHasValidCrossReferenceTable(pdf):
        reasons.append("its cross-reference table is broken: what could be found was read")
    return reasons


def _uri(raw: Any, pdf: Any, action: Any) -> str:
    size = raw.FPDFAction_GetURIPath(pdf, action, None, 0)
    if size > _LONGEST:
        raise FormatError(_TOO_LONG)
    if not size:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAction_GetURIPath(pdf, action, buffer, size)
    return buffer.value.decode("utf-8", "replace")


def _text(call: Any, *given: Any) -> str:
    """What a function of PDFium says that fills a buffer with UTF-16. Raises FormatError for what is too long."""
    import pypdfium2.raw as raw

    size = call(*given, None, 0)
    if size > _LONGEST:
        raise FormatError(_TOO_LONG)
    if size <= 2:
        return ""
    buffer = (raw.FPDF_WCHAR * (size // 2))()
    call(*given, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")
