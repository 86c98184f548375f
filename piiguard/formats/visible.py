"""The text of an HTML page as a person sees it, what shows when a pointer rests on it, comments and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from piiguard.errors import alone

# What ends a line of text; all else stands in one.
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption footer form h1 h2 h3 h4 h5 h6"
    " head header hr html legend li main nav noscript ol option p pre script section style table tbody td template textarea"
    " tfoot th thead title tr ul".split()
)
_SPOKEN = ("title", "alt", "href", "value", "placeholder", "content", "src")
_SPACE = re.compile(r"[ \t\r\n\f]+")


def lines(html: str) -> Iterator[tuple[int, str]]:
    """Lines of text, comments and the attributes that hold text, each with the line of the source its block begins on.

    Raises ImportError where lxml is not installed, ValueError for a page that it refuses.
    """
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, recover=True, huge_tree=True, remove_pis=True)
    try:
        # Inside an element of ours, for what stands before the page's own is no part of any.
        root = etree.fromstring(b"<html>" + html.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        alone(ValueError("a page that cannot be read"))
    if root is None:
        return
    found: list[str] = []
    line = 1
    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "comment":
            if text := _one_line(element.text):
                yield element.sourceline or line, text
        elif event == "start":
            if tag in _BLOCKS:
                yield from _block(found, line)
                line = element.sourceline or line
            found.append(element.text or "")
            for text in _attributes(element):
                yield element.sourceline or line, text
        if event != "start" and tag in _BLOCKS:
            yield from _block(found, line)
        if event != "start":
            found.append(element.tail or "")
    yield from _block(found, line)
    for comment in root.itersiblings(etree.Comment):
        if text := _one_line(comment.text):
            yield comment.sourceline or line, text


def _block(found: list[str], line: int) -> Iterator[tuple[int, str]]:
    text = _one_line("".join(found))
    found.clear()
    if text:
        yield line, text


def _one_line(text: str | None) -> str:
    return _SPACE.sub(" ", text or "").strip(" ")


def _attributes(element: Any) -> Iterator[str]:
    for name in _SPOKEN:
        value = element.get(name)
        if not value or value.startswith(("data:", "cid:", "#")):
            continue
        yield value.removeprefix("mailto:").removeprefix("tel:")
