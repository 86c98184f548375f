"""Names of files inside files, whose charset nobody wrote down."""

from __future__ import annotations

from piiguard.formats import charset
from piiguard.formats.charset import UnsupportedError

_LONGEST = 1 << 16  # bytes of a name that are looked at and shown: as long as one in a zip archive may be


def decoded(raw: bytes, otherwise: str = "cp437", longest: int = _LONGEST) -> str:
    """A stored name as text: UTF-8, else GB18030 or Big5 where it reads as Chinese, else ``otherwise``."""
    raw = raw[:longest]
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


def unused(path: str, taken: set[str]) -> str:
    """The path, with a number when it is taken: two names may mask to the same, and both files are copied."""
    folder, slash, last = path.removesuffix("/").rpartition("/")
    ending = path[len(path.removesuffix("/")) :]
    stem, dot, kind = last.rpartition(".")
    stem, kind = (stem, dot + kind) if stem else (last, "")
    candidate, count = path, 1
    while candidate in taken:
        count += 1
        candidate = f"{folder}{slash}{stem}-{count}{kind}{ending}"
    taken.add(candidate)
    return candidate
