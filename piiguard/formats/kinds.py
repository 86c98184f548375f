"""Which file reads which kind of bytes.

A module named here has ``open_stream(stream, name, *, keys, limits) -> Document``, with a seekable binary
stream at its start, and raises FormatError, EncryptedError, UnsupportedError or MissingExtraError. What no
module reads is refused by ``charset.detect`` with the kind's name, or is text.
"""

from __future__ import annotations

from typing import BinaryIO

from piiguard.formats.containers import container

# kind (containers.py) -> module of piiguard.formats
OPENERS: dict[str, str] = {
    "BMP image": "imagefile",
    "GIF image": "imagefile",
    "JPEG image": "imagefile",
    "PDF": "pdffile",
    "PNG image": "imagefile",
    "TIFF image": "imagefile",
    "WebP image": "imagefile",
}
# Packages that readers need and that need not be there.
OPTIONAL = ("PIL", "fastavro", "libarchive", "lxml", "olefile", "onnxruntime", "pyarrow", "pypdfium2", "rapidocr", "zstandard")


def installed() -> list[str]:
    """Which of them are there: with others, other files and pages are read."""
    import importlib.util

    return [name for name in OPTIONAL if importlib.util.find_spec(name)]


def kind_of(head: bytes, stream: BinaryIO) -> str | None:
    """The kind of a file by its first bytes, and where those do not tell by what else is in it; None for text."""
    return container(head)
