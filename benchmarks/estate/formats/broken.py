"""What cannot be read, and what is not what its name says: each with the status that must be reported.

Files with a lying name hold values like any other: the type is told by content.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable

from benchmarks.estate.content import Made, Pen, Status
from benchmarks.estate.formats import csvs, jsonl, txt, zips

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override'
    ' PartName="/word/document.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def _encrypted_zip(pen: Pen) -> Made:
    """The flag that says so is set in both headers; without the password nobody knows more."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("secret.csv", (2024, 3, 1, 8, 0, 0)), pen.values.sha256() * 4)
    data = bytearray(out.getvalue())
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + at] |= 1
    return Made(bytes(data), "zip", [], statuses=(Status(("skipped",), "encrypted", inside=True),))


def _encrypted_pdf(pen: Pen) -> Made:
    from reportlab.lib.pdfencrypt import StandardEncryption

    from benchmarks.estate.formats import pdf

    made = pdf.pages(pen, StandardEncryption(pen.values.md5(), pen.values.md5(), strength=128))
    return Made(made.data, "pdf", [], statuses=(Status(("skipped",), "encrypted|password"),))


def _cut_gzip(pen: Pen) -> Made:
    data = gzip.compress(b"".join(pen.values.sha256().encode() + b"\n" for _ in range(400)), mtime=0)
    status = Status(("partial", "error"), "first .* bytes|ends|truncated|broken|cut", inside=True)
    return Made(data[: len(data) // 2], "log.gz", [], statuses=(status,))


def _broken_docx(pen: Pen) -> Made:
    """A document's package whose text is no XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        body = f'<w:document xmlns:w="{_WORD}"><w:body><w:p>'
        for name, text in (("[Content_Types].xml", _TYPES), ("word/document.xml", body)):
            archive.writestr(zipfile.ZipInfo(name, (2024, 3, 1, 8, 0, 0)), text)
    return Made(out.getvalue(), "docx", [], statuses=(Status(("partial", "error"), "XML|xml|ends|broken|closed", inside=True),))


def _cut_zip(pen: Pen) -> Made:
    """An archive without its end: what comes before the break may have been read, the whole has not."""
    made = zips.make(pen)
    status = Status(("partial", "error"), "end|cut|broken|directory", inside=True)
    facts = [fact._replace(sure=False) for fact in made.facts]
    return Made(made.data[: len(made.data) // 2], "zip", facts, statuses=(status,))


def _fixed(data: bytes, ending: str, reason: str) -> Callable[[Pen], Made]:
    def make(pen: Pen) -> Made:
        return Made(data + pen.values.sha256().encode(), ending, [], statuses=(Status(("skipped",), reason),))

    return make


def _noise(pen: Pen) -> Made:
    data = bytes(pen.below(256) for _ in range(600)) + b"\0\0\0\1\0"
    return Made(data, "dat", [], statuses=(Status(("skipped", "error", "partial"), "not supported|binary|not recognised"),))


def _lying_pdf(pen: Pen) -> Made:
    """The beginning of a PDF and nothing of one behind it."""
    data = b"%PDF-1.7\n" + pen.values.sha256().encode()
    return Made(data, "pdf", [], statuses=(Status(("error", "skipped", "partial"), "PDF"),))


def _lying_image(pen: Pen) -> Made:
    data = b"\x89PNG\r\n\x1a\n" + pen.values.sha256().encode()
    return Made(data, "png", [], statuses=(Status(("error", "skipped", "partial"), "PNG|image|picture"),))


def _empty(pen: Pen) -> Made:
    """Nothing is in it, and that is known: it has been read."""
    return Made(b"", pen.pick(("txt", "csv", "xlsx", "pdf")), [])


def _named(writer: Callable[[Pen], Made], ending: str) -> Callable[[Pen], Made]:
    def make(pen: Pen) -> Made:
        return writer(pen)._replace(ending=ending)

    return make


_MAKERS: tuple[Callable[[Pen], Made], ...] = (
    _encrypted_zip,
    _encrypted_pdf,
    _cut_gzip,
    _broken_docx,
    _cut_zip,
    _noise,
    _lying_pdf,
    _lying_image,
    _empty,
    _fixed(b"\x7fELF\x02\x01\x01" + bytes(64), "bin", "executable"),
    _fixed(b"\0\0\0\x18ftypmp42" + bytes(64), "mp4", "MP4"),
    _fixed(b"RIFF\x24\0\0\0WAVEfmt " + bytes(64), "wav", "audio"),
    _named(csvs.make, "xlsx"),
    _named(jsonl.make, "pdf"),
    _named(txt.make, "png"),
    _named(zips.make, "txt"),
)


def make(pen: Pen) -> Made:
    """One of all those, in turn by the draw."""
    from importlib.util import find_spec

    makers = [maker for maker in _MAKERS if maker is not _encrypted_pdf or find_spec("reportlab")]
    return pen.pick(makers)(pen)
