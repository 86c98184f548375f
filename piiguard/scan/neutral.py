"""Foreign text made harmless for terminals and spreadsheets."""

from __future__ import annotations

import unicodedata

# Control, format (bidi overrides, zero-width), surrogate, private and unassigned characters, line separators.
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FORMULA = "=+-@\t\r＝＋－＠"


def neutral(text: str) -> str:
    r"""Text without anything a terminal acts on: such characters are written as ``\x1b`` or ``\u202e``.

    Bytes of a file name that are not UTF-8 become ``\xff``.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(char) if unicodedata.category(char) in _UNSAFE else char for char in text)


def _escaped(char: str) -> str:
    point = ord(char)
    if 0xDC80 <= point <= 0xDCFF:
        point -= 0xDC00
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ")[:1] in _FORMULA and text.strip(" ") else text
