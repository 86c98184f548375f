"""Which file reads which kind of bytes.

A module named here has ``open_stream(stream, name, *, keys, limits) -> Document``, with a seekable binary
stream at its start, and raises FormatError, EncryptedError, UnsupportedError or MissingExtraError. What no
module reads is refused by ``charset.detect`` with the kind's name, or is text.
"""

from __future__ import annotations

from typing import BinaryIO

from piiguard.formats import detect, ole, parts, tararchive
from piiguard.formats.charset import Charset
from piiguard.formats.containers import container

# kind (containers.py) -> module of piiguard.formats
OPENERS: dict[str, str] = {
    "7z archive": "libarchives",
    "Arrow": "arrowfile",
    "Avro": "avrofile",
    "BMP image": "imagefile",
    "Excel binary workbook": "sheets",
    "Excel workbook": "sheets",
    "GIF image": "imagefile",
    "JPEG image": "imagefile",
    "ORC": "arrowfile",
    "OpenDocument spreadsheet": "sheets",
    "OpenDocument": "office",
    "Outlook message": "outlook",
    "PDF": "pdffile",
    "PNG image": "imagefile",
    "Parquet": "arrowfile",
    "PowerPoint presentation": "office",
    "RTF": "rtf",
    "SQLite database": "sqlitefile",
    "TIFF image": "imagefile",
    "WebP image": "imagefile",
    "Word document": "office",
    "bzip2": "compressed",
    "e-mail": "mail",
    "encrypted Office document": "encryptedoffice",
    "gzip": "compressed",
    "old Excel workbook": "sheets",
    "old PowerPoint presentation": "oldslides",
    "old Word document": "oldword",
    "rar archive": "libarchives",
    "tar archive": "tararchive",
    "xz": "compressed",
    "zip archive or Office document": "ziparchive",
    "zip archive": "ziparchive",
    "zstd": "compressed",
}
_ARROW_STREAM = b"\xff\xff\xff\xff"  # then the length of the schema
# Packages that readers need and that need not be there.
OPTIONAL = (
    "PIL", "fastavro", "libarchive", "lxml", "olefile", "onnxruntime", "pyarrow", "pypdfium2", "python_calamine",
    "rapidocr", "zstandard",
)  # fmt: skip


def installed() -> list[str]:
    """Which of them are there: with others, other files and pages are read."""
    import importlib.util

    return [name for name in OPTIONAL if importlib.util.find_spec(name)]


def kind_of(head: bytes, stream: BinaryIO) -> str | None:
    """The kind of a file by its first bytes, and where those do not tell by what else is in it; None for text."""
    kind = container(head)
    if kind is None and tararchive.looks_like(head):
        return "tar archive"
    if kind is None and head.startswith(_ARROW_STREAM) and 0 < int.from_bytes(head[4:8], "little") < len(head):
        return "Arrow"
    if kind == "old Office document":
        return ole.kind(stream)
    if kind == "zip archive or Office document":
        return parts.kind(stream) or "zip archive"
    return kind


def text_kind(sample: str, name: str, charset: Charset) -> str | None:
    """The kind of a text that has a reader of its own, by the beginning of it; None for what ``textual`` reads."""
    if not charset.codec.startswith("utf-16") and detect.mail(sample, name):  # its reader looks at bytes
        return "e-mail"
    return None
