"""What of a PDF's page has to be looked at rather than read, and how it looks."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from typing import Any

from piiguard.formats import ocr
from piiguard.formats.layout import Box
from piiguard.formats.pdfparts import Frame

_DPI = 200  # of what OCR is given, but never more than OCR takes
_PICTURE = 0.03  # share of the page from which on a picture may hold text; an ID card on A4 is .07
_COVERED = 0.02  # share of a picture that text over it takes up, when that text is what it shows
_LETTER = 60.0  # square points of a character
_UNMAPPED = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd-\uffff]+")


def pictures(page: Any, textpage: Any, text: str) -> list[Box]:
    """Boxes of what OCR is to read; the page itself where it has no text that could be."""
    import pypdfium2.raw as raw

    width, height = page.get_size()
    whole = [(0.0, 0.0, width, height)]
    count = raw.FPDFPage_CountObjects(page)
    if not text.strip() or 2 * sum(map(len, _UNMAPPED.findall(text))) > len(text):
        return whole if count > 0 or raw.FPDFPage_GetAnnotCount(page) > 0 else []
    frame = Frame(page)
    rects = [rect for at in range(count) if (rect := _picture(raw, page, raw.FPDFPage_GetObject(page, at)))]
    sizes = [max(0.0, rect[2] - rect[0]) * max(0.0, rect[3] - rect[1]) for rect in rects]
    page_size = width * height
    large = [rect for rect, size in zip(rects, sizes, strict=True) if size >= _PICTURE * page_size]
    if not large and sum(sizes) >= 5 * _PICTURE * page_size:  # a scan cut into strips
        edges = list(zip(*rects, strict=True))
        large = [(min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3]))]
    found = []
    for rect in large:
        over = textpage.get_text_bounded(*rect)
        size = (rect[2] - rect[0]) * (rect[3] - rect[1])
        if len("".join(over.split())) * _LETTER < _COVERED * size:
            box = frame.shown(*rect)
            found.append(whole[0] if size > 0.8 * page_size else box)
    return whole if whole[0] in found else found


def _picture(raw: Any, page: Any, obj: Any) -> tuple[float, float, float, float] | None:
    """Left, bottom, right, top of an object that is a picture or a form that holds one, cut to the page; None of others."""
    kind = raw.FPDFPageObj_GetType(obj)
    if kind != raw.FPDF_PAGEOBJ_IMAGE and not (kind == raw.FPDF_PAGEOBJ_FORM and _holds_picture(raw, obj, 8)):
        return None
    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(obj, *edges):
        return None
    left, bottom, right, top = (edge.value for edge in edges)
    box = page.get_bbox()
    rect = max(left, box[0]), max(bottom, box[1]), min(right, box[2]), min(top, box[3])
    return rect if rect[0] < rect[2] and rect[1] < rect[3] else None


def _holds_picture(raw: Any, form: Any, depth: int) -> bool:
    for at in range(raw.FPDFFormObj_CountObjects(form)):
        inner = raw.FPDFFormObj_GetObject(form, at)
        kind = raw.FPDFPageObj_GetType(inner)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            return True
        if kind == raw.FPDF_PAGEOBJ_FORM and depth and _holds_picture(raw, inner, depth - 1):
            return True
    return False


def rendered(page: Any, box: Box, dpi: int = _DPI) -> tuple[Any, Callable[[Box], Box]]:
    """A part of a page as a Pillow image, and what turns its boxes into boxes of the page."""
    width, height = page.get_size()
    x0, y0 = max(0.0, box[0]), max(0.0, box[1])
    x1, y1 = min(width, box[2]), min(height, box[3])
    scale = min(dpi / 72, 2 * ocr.LONG / max(x1 - x0, y1 - y0, 1.0))
    crop = x0, height - y1, width - x1, y0  # left, bottom, right, top
    image = page.render(scale=scale, crop=crop, may_draw_forms=True).to_pil()

    def place(at: Box) -> Box:
        return at[0] / scale + x0, at[1] / scale + y0, at[2] / scale + x0, at[3] / scale + y0

    return image, place
