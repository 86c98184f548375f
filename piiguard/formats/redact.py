"""Copies of PDFs and pictures in which findings are black and nothing but the pixels is left.

A PDF keeps what it shows in too many places to clean them all (text, fonts' tables, revisions, thumbnails, metadata,
structure), so its copy is made of pictures of its pages. Attachments, bookmarks and links are not in the copy.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from piiguard.errors import FormatError
from piiguard.findings import Masked
from piiguard.formats import ocr, pdfpictures
from piiguard.formats.layout import Box, PageSegment
from piiguard.formats.pieces import Segment

if TYPE_CHECKING:
    from piiguard.formats.imagefile import ImageDocument
    from piiguard.formats.pdffile import PdfDocument

_DPI = 200
_QUALITY = 88  # of JPEG
_MARGIN = 0.15  # of a box's height, around it

Mask = Callable[[Segment], Masked]


def pdf(document: PdfDocument, out: BinaryIO, masked: Mask) -> None:
    """Write the pages as pictures, findings blackened. Raises FormatError where a part could not be read."""
    import pypdfium2

    for segment in document.described():
        masked(segment)  # counted; nothing of it is in the copy
    copy = pypdfium2.PdfDocument.new()
    try:
        for index in range(len(document.pdf)):
            black = _boxes(document.page(index), masked)
            _refuse(document.unread())
            page = document.pdf[index]
            try:
                size = page.get_size()
                image, _ = pdfpictures.rendered(page, (0.0, 0.0, *size), _DPI)
            finally:
                page.close()
            _blacken(image, black, image.width / size[0])
            _add(copy, image, size)
        left_out = document.count_members()
        if left_out:
            document.said.append(f"attachments that are not in the copy: {left_out}")
        document.said.append("its pages are pictures in the copy")
        copy.save(out)
    finally:
        copy.close()


def _add(copy: Any, image: Any, size: tuple[float, float]) -> None:
    """A page that is a picture."""
    import pypdfium2

    data = io.BytesIO()
    image.convert("RGB").save(data, "JPEG", quality=_QUALITY)
    data.seek(0)
    page = copy.new_page(*size)
    picture = pypdfium2.PdfImage.new(copy)
    picture.load_jpeg(data, inline=True)
    picture.set_matrix(pypdfium2.PdfMatrix().scale(*size))
    page.insert_obj(picture)
    page.gen_content()
    page.close()


def image(document: ImageDocument, out: BinaryIO, masked: Mask) -> None:
    """Write the same kind of picture from its pixels, findings blackened. Raises FormatError."""
    from PIL import Image

    if not ocr.available():
        raise FormatError("its pixels cannot be read (install piiguard[ocr])")
    kind = document.format.upper()
    if document.count > 1 and kind != "TIFF":
        raise FormatError("an animation, of which no copy is written")
    pages: list[Any] = []
    for number, page in document.frames():
        black = _boxes(document.shown(number, page), masked)
        bare = Image.new("RGB", page.size)  # without what Pillow carries along with the pixels
        bare.paste(page)
        _blacken(bare, black, 1.0)
        pages.append(bare)
    for segment in document.said():
        masked(segment)
    options: dict[str, Any] = {"compression": "tiff_deflate"} if kind == "TIFF" else {}
    if kind in ("JPEG", "WEBP"):
        options["quality"] = _QUALITY
    if len(pages) > 1:
        options |= {"save_all": True, "append_images": pages[1:]}
    pages[0].save(out, kind, **options)


def _boxes(segments: Iterator[Segment], masked: Mask) -> list[Box]:
    """Where everything stands that the policy does not keep."""
    found: list[Box] = []
    for segment in segments:
        done = masked(segment)
        for edit in done.edits:
            if done.text[edit.out_start : edit.out_end] == segment.text[edit.start : edit.end]:
                continue
            boxes = segment.boxes(edit.start, edit.end) if isinstance(segment, PageSegment) else []
            if not boxes or any(box[0] >= box[2] or box[1] >= box[3] for box in boxes):
                raise FormatError("the place of a finding on its page is not known")
            found += boxes
    return found


def _blacken(image: Any, boxes: list[Box], scale: float) -> None:
    from PIL import ImageDraw

    draw = ImageDraw.Draw(image)
    for x0, y0, x1, y1 in boxes:
        margin = _MARGIN * min(x1 - x0, y1 - y0) + 1 / scale
        draw.rectangle([(edge * scale) for edge in (x0 - margin, y0 - margin, x1 + margin, y1 + margin)], fill="black")


def _refuse(reasons: list[str]) -> None:
    if reasons:
        raise FormatError(f"not all of it can be read: {'; '.join(reasons)}")
