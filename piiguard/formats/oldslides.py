"""PowerPoint 97 to 2003 (MS-PPT): every text of slides, notes, masters and comments, record by record."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from piiguard.errors import FormatError
from piiguard.formats.document import Document, EncryptedError, Limits, fixed
from piiguard.formats.oleparts import OleParts
from piiguard.formats.pieces import Keys, Location, Segment

_WIDE, _NARROW, _STRING = 0x0FA0, 0x0FA8, 0x0FBA
_SLIDE, _NOTES, _MASTER, _LIST, _LISTED = 0x03EE, 0x03F0, 0x03F8, 0x0FF0, 0x03F3
_PLACES = {_SLIDE: "slide", _NOTES: "notes", _MASTER: "master"}
_CRYPT = 0x2F14
_TAGS = 0x138B  # holds comments
_ENCRYPTED = b"\xdf\xc4\xd1\xf3"  # what the stream "Current User" has where the other is encrypted
_LISTS = ("slide", "master", "notes")


class OldSlides(Document):
    """A presentation."""

    format = "ppt"

    def __init__(self, ole: OleParts) -> None:
        self._ole = ole
        self._unread: list[str] = []
        self._data = ole.stream("PowerPoint Document")
        if ole.stream("Current User")[12:16] == _ENCRYPTED:
            raise EncryptedError("PowerPoint presentation")
        if not self._data:
            raise FormatError("the presentation has no content")

    def segments(self) -> Iterator[Segment]:
        """Paragraph by paragraph; properties. Raises FormatError where a record does not end, after those before it."""
        yield from self._texts()
        yield from self._ole.properties()
        self._unread += self._ole.inner()
        if self._ole.stream("Pictures"):
            self._unread.append("pictures that are not read")

    def unread(self) -> list[str]:
        """What is embedded."""
        return self._unread

    def close(self) -> None:
        """Let it go."""
        self._ole.close()

    def _texts(self) -> Iterator[Segment]:
        at, kind_of_list = 0, 0
        counts: dict[str, int] = {}
        where: Location = {}
        while at + 8 <= len(self._data):
            version, kind, size = struct.unpack_from("<2HL", self._data, at)
            at += 8
            if kind == _CRYPT:
                raise EncryptedError("PowerPoint presentation")
            if kind in _PLACES or kind == _LISTED:
                name = _PLACES.get(kind) or f"{_LISTS[min(kind_of_list, 2)]} list"
                counts[name] = counts.get(name, 0) + 1
                where = {name.partition(" ")[0]: counts[name]}
            elif kind == _LIST:
                kind_of_list = version >> 4
            if version & 15 == 15 or kind == _TAGS:  # records inside
                continue
            if at + size > len(self._data):
                raise FormatError("its records are cut off")
            if kind in (_WIDE, _STRING, _NARROW):
                data = self._data[at : at + size]
                text = data.decode("latin-1" if kind == _NARROW else "utf-16-le", "replace")
                yield from _paragraphs(text, where)
            at += size


def _paragraphs(text: str, where: Location) -> Iterator[Segment]:
    for number, paragraph in enumerate(text.replace("\x0b", "\n").split("\r"), 1):
        if paragraph.strip("\0 \n"):
            yield fixed(paragraph, {**where, "paragraph": number})


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> OldSlides:
    """A ppt. Raises MissingExtraError, EncryptedError, FormatError."""
    return OldSlides(OleParts(stream, keys, limits))
