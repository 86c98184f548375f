"""Character references of XML and HTML: what they are read as, and how new text is written."""

from __future__ import annotations

import re

_XML = re.compile(r"&(?:#([0-9]{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));")
_HTML = re.compile(
    r"&(?:#([0-9]{1,7});?|#[xX]([0-9a-fA-F]{1,6});?|([A-Za-z][A-Za-z0-9]{1,31});|(nbsp|amp|lt|gt|quot)(?![A-Za-z0-9=]))"
)
_PLAIN = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


def _point(code: int) -> str:
    """A character by its number; those that are none as U+FFFD."""
    return "\ufffd" if not code or code > 0x10FFFF or 0xD800 <= code < 0xE000 else chr(code)


def _read_xml(found: re.Match[str]) -> str | None:
    decimal, hexadecimal, name = found.groups()
    if name:
        return _PLAIN[name]
    return _point(int(decimal) if decimal else int(hexadecimal, 16))


def _read_html(found: re.Match[str]) -> str | None:
    from html.entities import html5

    decimal, hexadecimal, name, bare = found.groups()[:4]
    if decimal or hexadecimal:
        return _point(int(decimal) if decimal else int(hexadecimal, 16))
    text = html5.get(f"{name or bare};")
    return None if text is None else text.replace("\xa0", " ")


XML = (_XML, _read_xml)
HTML = (_HTML, _read_html)


def escape(text: str) -> str:
    """New text as it may stand in an element or in an attribute with either quote."""
    for char, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        text = text.replace(char, written)
    return text


def in_comment(text: str) -> str:
    """New text as it may stand in a comment or a CDATA section: it does not end it."""
    return text.replace("--", "- -").replace("]]>", "]] >").replace(">", "")


def in_name(text: str) -> str:
    """New text as a part of a name."""
    return re.sub(r"[^\w.-]", "_", text)
