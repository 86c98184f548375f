"""Names of files inside files, whose charset nobody wrote down."""

from __future__ import annotations

from piiguard.formats import charset
from piiguard.formats.charset import UnsupportedError

_LONGEST = 4096  # bytes of a name that are looked at and shown


def decoded(raw: bytes, otherwise: str = "cp437") -> str:
    """A stored name as text: UTF-8, else GB18030 or Big5 where it reads as Chinese, else ``otherwise``."""
    raw = raw[:_LONGEST]
    if raw.isascii():
        return raw.decode("ascii")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        found = charset.guess(raw)
    except UnsupportedError:
        return raw.decode(otherwise, "replace")
    return raw.decode(found.codec if found.known and found.codec != "utf-8" else otherwise, "replace")
