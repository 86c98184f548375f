"""How text becomes bytes: the charsets of an insurer's shares, and what goes wrong with them."""

from __future__ import annotations

import codecs

from piiguard.testing import Values

# Share of the text files, in percent; the rest is UTF-8.
_SHARES = (
    ("gb18030", 22), ("utf-8-bom", 8), ("big5", 6), ("utf-16-le", 5), ("utf-16-be", 3), ("utf-16-le-plain", 3), ("mojibake", 3),
)  # fmt: skip
_CODECS = {"utf-8-bom": "utf-8", "big5": "cp950", "utf-16-le-plain": "utf-16-le", "mojibake": "gbk"}
_MARKS = {"utf-8-bom": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


def draw(values: Values) -> str:
    """A charset; "mojibake" is GBK that a program read as Latin-1 and wrote as UTF-8."""
    at = values.below(100)
    for name, share in _SHARES:
        if at < share:
            return name
        at -= share
    return "utf-8"


def writable(text: str, charset: str) -> bool:
    """Whether ``charset`` has all its characters."""
    try:
        text.encode(_CODECS.get(charset, charset))
    except UnicodeEncodeError:
        return False
    return True


def encode(text: str, charset: str) -> bytes:
    """The bytes of a file."""
    data = text.encode(_CODECS.get(charset, charset))
    if charset == "mojibake":
        return data.decode("latin-1").encode("utf-8")
    return _MARKS.get(charset, b"") + data
