"""RTF, held in memory; its copy differs in the texts that are masked, and in stores of data that no reader shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from piiguard.errors import FormatError
from piiguard.formats.document import Document, LimitError, Limits
from piiguard.formats.pieces import Change, Keys, Segment
from piiguard.formats.rtftext import RtfText
from piiguard.formats.treatment import Treatment
from piiguard.formats.xmlcopy import changes, spliced

_MOST = 1 << 26  # bytes


class Rtf(Document):
    """A document, not yet parsed."""

    format = "rtf"

    def __init__(self, data: bytes, keys: Keys) -> None:
        self._data = data
        self._keys = keys
        self._faults: list[str] = []

    def segments(self) -> Iterator[Segment]:
        """Paragraphs of the body with their number, of what is around it with the destination as ``field`` too."""
        text = RtfText(self._data, self._keys)
        for piece in text.pieces():
            if piece.segment is not None:
                yield piece.segment
        self._faults = text.faults
        self.read = len(self._data)

    def rewrite(self, out: BinaryIO, masked: Treatment) -> None:
        """The same document with changed texts. Raises FormatError where it cannot be read in full."""
        text = RtfText(self._data, self._keys)
        found: list[Change] = []
        for piece in text.pieces():
            if piece.segment is not None:
                found += piece.cuts(changes(piece.segment.text, masked(piece.segment)))
        if text.faults:
            raise FormatError("; ".join(text.faults))
        out.write(spliced(self._data, text.cuts(found)))

    def unread(self) -> list[str]:
        """Pictures and objects, characters that could not be decoded, the end where it is missing."""
        return self._faults


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> Rtf:
    """An RTF. Raises LimitError for one that is too long."""
    most = min(_MOST, limits.memory // 4)
    data = stream.read(most + 1)
    if len(data) > most:
        raise LimitError(f"an RTF of more than {most} bytes is not held in memory")
    return Rtf(data, keys)
