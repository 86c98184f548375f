"""Office files behind a password: a compound file that holds nothing but the encrypted package (MS-OFFCRYPTO)."""

from __future__ import annotations

from typing import BinaryIO

from piiguard.formats.document import Document, EncryptedError, Limits
from piiguard.formats.pieces import Keys


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> Document:
    """Raises EncryptedError."""
    raise EncryptedError("Office document")
