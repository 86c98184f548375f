"""Word 97 to 2003 (MS-DOC): the text of all its stories, by the piece table.

Read here and not by kreuzberg, which gives the main text only: headers, footers, notes, comments and text
boxes stand behind it in the same pieces.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

from piiguard.errors import FormatError
from piiguard.formats.cellnames import is_words
from piiguard.formats.charset import UnsupportedError
from piiguard.formats.document import Document, EncryptedError, Limits, fixed
from piiguard.formats.oleparts import OleParts
from piiguard.formats.pieces import Keys, Location, Segment

_MAGIC, _OLDER = 0xA5EC, 0xC1
_STORIES = ("body", "footnotes", "headers", "macros", "comments", "endnotes", "textboxes", "header textboxes")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b" EMF", b"\xd7\xcd\xc6\x9a")
_END = re.compile("[\r\7\f]")
_MARKS = str.maketrans("\x0b\x1e\x13\x14\x15", "\n-   ", "\0\1\2\3\4\5\6\x08\x1f")


class OldWord(Document):
    """A document whose header was read."""

    format = "doc"

    def __init__(self, ole: OleParts) -> None:
        self._ole = ole
        self._unread: list[str] = []
        self._data = ole.stream("WordDocument")
        if len(self._data) < 0x1AA or struct.unpack_from("<H", self._data)[0] != _MAGIC:
            raise FormatError("the document's header is damaged")
        version, flags = struct.unpack_from("<H", self._data, 2)[0], struct.unpack_from("<H", self._data, 10)[0]
        if flags & 0x100:
            raise EncryptedError("Word document")
        if version < _OLDER:
            raise UnsupportedError("Word document of Word 95 or older")
        self._table = ole.stream("1Table" if flags & 0x200 else "0Table")

    def segments(self) -> Iterator[Segment]:
        """Paragraph by paragraph; properties. Raises FormatError."""
        text = "".join(self._pieces())
        lengths = struct.unpack_from("<8i", self._data, 0x4C)
        at = 0
        for name, length in zip(_STORIES, lengths, strict=True):
            if length < 0 or at + length > len(text):
                raise FormatError("its stories are longer than its text")
            yield from _paragraphs(text[at : at + length], {"part": name})
            at += length
        yield from _paragraphs(text[at:], {"part": "rest"})
        yield from self._ole.properties()
        self._unread += self._ole.inner()
        if any(mark in self._ole.stream("Data") for mark in _PICTURES):
            self._unread.append("pictures that are not read")

    def unread(self) -> list[str]:
        """What is embedded."""
        return self._unread

    def close(self) -> None:
        """Let it go."""
        self._ole.close()

    def _pieces(self) -> Iterator[str]:
        """The text in its order. Pieces that give more than there is, as only forged ones do, are refused."""
        start, size = struct.unpack_from("<2L", self._data, 0x1A2)
        table = _piece_table(self._table[start : start + size])
        count = (len(table) - 4) // 12
        places = struct.unpack_from(f"<{count + 1}L", table) if count > 0 else ()
        left = len(self._data)
        for number in range(max(0, count)):
            length = places[number + 1] - places[number]
            (place,) = struct.unpack_from("<L", table, 4 * (count + 1) + 8 * number + 2)
            narrow = bool(place & 0x40000000)
            place &= 0x3FFFFFFF
            begin, size = (place // 2, length) if narrow else (place, 2 * length)
            left -= size
            if length < 0 or left < 0 or begin + size > len(self._data):
                raise FormatError("its table of pieces is damaged")
            yield self._data[begin : begin + size].decode("cp1252" if narrow else "utf-16-le", "replace")


def _piece_table(data: bytes) -> bytes:
    """The table behind the formats that go before it."""
    at = 0
    while at + 5 <= len(data):
        if data[at] == 2:
            (size,) = struct.unpack_from("<L", data, at + 1)
            if at + 5 + size > len(data):
                break
            return data[at + 5 : at + 5 + size]
        if data[at] != 1:
            break
        at += 3 + int.from_bytes(data[at + 1 : at + 3], "little")
    raise FormatError("its table of pieces is damaged")


def _paragraphs(text: str, where: Location) -> Iterator[Segment]:
    """Paragraphs and cells; a cell's label is the cell at its left."""
    at, number, left = 0, 0, ""
    while at < len(text):
        found = _END.search(text, at)
        end = found.start() if found else len(text)
        paragraph = text[at:end].translate(_MARKS)
        number += 1
        if paragraph.strip():
            yield fixed(paragraph, {**where, "paragraph": number}, left if is_words(left) else None)
        left = paragraph.strip() if found and found[0] == "\7" else ""
        at = end + 1


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> OldWord:
    """A doc. Raises MissingExtraError, EncryptedError, UnsupportedError, FormatError."""
    return OldWord(OleParts(stream, keys, limits))
