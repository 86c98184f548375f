"""Which file reads which kind of bytes.

A module named here has ``open_stream(stream, name, *, keys, limits) -> Document``, with a seekable binary
stream at its start, and raises FormatError, EncryptedError, UnsupportedError or MissingExtraError. What no
module reads is refused by ``charset.detect`` with the kind's name, or is text.
"""

from __future__ import annotations

from typing import BinaryIO

from piiguard.formats import detect, ole, tararchive
from piiguard.formats.charset import Charset
from piiguard.formats.containers import container

# kind (containers.py) -> module of piiguard.formats
OPENERS: dict[str, str] = {
    "7z archive": "libarchives",
    "Arrow": "arrowfile",
    "Avro": "avrofile",
    "ORC": "arrowfile",
    "Outlook message": "outlook",
    "Parquet": "arrowfile",
    "SQLite database": "sqlitefile",
    "bzip2": "compressed",
    "e-mail": "mail",
    "gzip": "compressed",
    "rar archive": "libarchives",
    "tar archive": "tararchive",
    "xz": "compressed",
    "zip archive": "ziparchive",
    "zip archive or Office document": "ziparchive",
    "zstd": "compressed",
}
_ARROW_STREAM = b"\xff\xff\xff\xff"  # then the length of the schema


def kind_of(head: bytes, stream: BinaryIO) -> str | None:
    """The kind of a file by its first bytes, and where those do not tell by what else is in it; None for text."""
    kind = container(head)
    if kind is None and tararchive.looks_like(head):
        return "tar archive"
    if kind is None and head.startswith(_ARROW_STREAM) and 0 < int.from_bytes(head[4:8], "little") < len(head):
        return "Arrow"
    if kind == "old Office document":
        return ole.kind(stream)
    return kind


def text_kind(sample: str, name: str, charset: Charset) -> str | None:
    """The kind of a text that has a reader of its own, by the beginning of it; None for what ``textual`` reads."""
    if not charset.codec.startswith("utf-16") and detect.mail(sample, name):  # its reader looks at bytes
        return "e-mail"
    return None
