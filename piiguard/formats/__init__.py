"""Bytes in; segments, tables and inner files out; and masked bytes of the same format back.

``open_document`` finds out what a file is, by its content, and gives a :class:`Document`. One format, one
file: ``kinds.py`` says which.
"""

from __future__ import annotations

from importlib import import_module
from typing import BinaryIO

from piiguard.errors import FormatError, MissingExtraError
from piiguard.formats import charset as charsets
from piiguard.formats.charset import Charset, UnsupportedError
from piiguard.formats.document import Batch, Document, EncryptedError, LimitError, Limits, Member, Table
from piiguard.formats.kinds import OPENERS, kind_of, text_kind
from piiguard.formats.pieces import Keys, Location, Piece, Segment
from piiguard.formats.textual import TextDocument, render

__all__ = [
    "Batch",
    "Charset",
    "Document",
    "EncryptedError",
    "FormatError",
    "Keys",
    "LimitError",
    "Limits",
    "Location",
    "Member",
    "Piece",
    "Segment",
    "Table",
    "TextDocument",
    "UnsupportedError",
    "open_document",
    "render",
]

_HEAD = 1 << 16  # bytes that tell what a file is


def open_document(
    stream: BinaryIO,
    name: str = "",
    *,
    strict: bool = False,
    keys: Keys | None = None,
    limits: Limits | None = None,
) -> Document:
    """What a seekable stream holds.

    name    its file name: a hint only
    strict  refuse bytes that do not decode, instead of counting them: needed to write a copy of a text
    keys    how keys and column names are shown and which of them are labels
    limits  what reading it may cost

    Raises:
        UnsupportedError: nothing that is read here, or its reader is not installed; the message names the kind.
        EncryptedError: it needs a password.
        FormatError: it is not what it claims to be.
    """
    stream.seek(0)
    head = stream.read(_HEAD)
    kind = kind_of(head, stream)
    stream.seek(0)
    opener = OPENERS.get(kind or "")
    if opener is None:
        charset = charsets.detect(stream)
        kind = text_kind(charsets.beginning(head, charset), name, charset)
        opener = OPENERS.get(kind or "")
        if opener is None:
            return TextDocument(stream, name, charset, strict=strict, keys=keys or Keys())
        stream.seek(0)
    try:
        document: Document = import_module(f"piiguard.formats.{opener}").open_stream(
            stream, name, keys=keys or Keys(), limits=limits or Limits()
        )
    except MissingExtraError as error:
        raise UnsupportedError(f"{kind}: {error}") from None
    return document
