"""The files of a zip package (Office Open XML, OpenDocument), and which of those formats it is.

Every byte unpacked here is counted against ``Limits.bytes``, whatever the package says of its sizes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import BinaryIO

from piiguard.errors import FormatError
from piiguard.formats import ziparchive
from piiguard.formats.document import LimitError, Limits, Member
from piiguard.formats.pieces import Keys

_BLOCK = 1 << 16
_SMALL = 1 << 22  # bytes of a part that is read whole: lists of types, of relations
# In this order: a workbook inside a document is a part of its own and not among the document's types.
_TYPES = (
    (b"ms-excel.sheet.binary.macroEnabled.main", "Excel binary workbook"),
    (b"spreadsheetml.sheet.main", "Excel workbook"),
    (b"spreadsheetml.template.main", "Excel workbook"),
    (b"ms-excel.", "Excel workbook"),
    (b"wordprocessingml.", "Word document"),
    (b"ms-word.", "Word document"),
    (b"presentationml.", "PowerPoint presentation"),
    (b"ms-powerpoint.", "PowerPoint presentation"),
)
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument."


class Parts:
    """A package. Raises FormatError, LimitError when its directory cannot be read."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        archive = ziparchive.open_stream(stream, "", keys=Keys(), limits=limits)
        self.members: list[Member] = list(archive.members())
        self._by_name = {member.name: member for member in reversed(self.members)}
        self._limit = limits.bytes
        self._left = limits.bytes

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    @property
    def spent(self) -> bool:
        """Whether the limit of bytes is passed, and nothing more can be read."""
        return self._left < 0

    def blocks(self, member: Member | str) -> Iterator[bytes]:
        """The bytes of a part. Raises FormatError, and LimitError when all that was read is over the limit."""
        if isinstance(member, str):
            if member not in self._by_name:
                raise FormatError("a part is missing")
            member = self._by_name[member]
        stream = member.open()
        while block := stream.read(_BLOCK):
            self._left -= len(block)
            if self._left < 0:
                raise LimitError(f"more than {self._limit} bytes come out of the object")
            yield block

    def small(self, name: str) -> bytes:
        """A part that is short; b"" where there is none. Raises FormatError, also when it is not short."""
        if name not in self._by_name:
            return b""
        out = io.BytesIO()
        for block in self.blocks(name):
            out.write(block)
            if out.tell() > _SMALL:
                raise FormatError("a list of its parts is too long")
        return out.getvalue()


def kind(stream: BinaryIO) -> str | None:
    """The Office format of a zip archive, None for any other archive and for a damaged one."""
    try:
        parts = Parts(stream, Limits())
        declared = parts.small("mimetype")[:200] if "mimetype" in parts else b""
        if declared.startswith(_OPEN_DOCUMENT):
            sheets = declared[len(_OPEN_DOCUMENT) :].startswith(b"spreadsheet")
            return "OpenDocument spreadsheet" if sheets else "OpenDocument"
        types = parts.small("[Content_Types].xml")
    except (FormatError, OSError):
        return None
    return next((name for mark, name in _TYPES if mark in types), None)
