"""Word, PowerPoint and OpenDocument texts and slides: every XML part is searched, every other part is a file inside.

Comments, notes, headers, footers, masters, tracked changes, hidden text, alternative texts, links, properties
and custom XML are parts or elements like any other here, so none of them has to be known to be found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from piiguard.errors import FormatError
from piiguard.formats import officeparts
from piiguard.formats.document import Document, EncryptedError, Limits, Member
from piiguard.formats.officetext import PartText
from piiguard.formats.parts import Parts
from piiguard.formats.pieces import Keys, Location, Segment
from piiguard.formats.treatment import Treatment

_XML = (".xml", ".rels", ".vml")
# Lists of types and of the order of calculation: nothing in them was written by anybody.
PLUMBING = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml", "xl/calcChain.xml")
_OWN_WORDS = ("customXml/", "docProps/", "meta.xml")
_PRINTER = "printerSettings"
THUMBNAIL = "Thumbnails/thumbnail.png"  # OpenDocument's picture of the first page
BLANK = (  # one transparent pixel
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\x0bIDATx\x9cc`\0\2\0\0\5\0\1"
    b"z^\xab?\0\0\0\0IEND\xaeB`\x82"
)


class Package:
    """The parts of an Office file that are text, and those that are files; shared with the workbooks' reader."""

    def __init__(self, stream: BinaryIO, keys: Keys, limits: Limits) -> None:
        self.parts = Parts(stream, limits)
        self.keys = keys
        self.unread: list[str] = []
        self.notes: list[str] = []
        self.read = 0
        if any(member.reason == "encrypted" for member in self.parts.members):
            raise EncryptedError("Office document")
        if b"encryption-data" in self.parts.small("META-INF/manifest.xml"):
            raise EncryptedError("OpenDocument")

    def segments(self, places: dict[str, Location], without: Iterable[str] = ()) -> Iterator[Segment]:
        """The text of every XML part. A part that cannot be read is told in ``unread``.

        places   what locations in a part have, by the part's name
        without  parts that others read
        """
        passed = {*without, *PLUMBING}
        for member in self.parts.members:
            name = member.name
            if name in passed or not is_xml(name):
                continue
            where = places.get(name) or self.where(name)
            yield from self.part(name, self._blocks(member), where)

    def part(
        self, name: str, blocks: Iterable[bytes], where: Location, text: PartText | None = None
    ) -> Iterator[Segment]:
        """The text of one part. Raises LimitError only where no more can be read of any part."""
        try:
            yield from (text or PartText(where, self.keys, everything=is_own(name))).read(blocks)
        except FormatError as error:
            if self.parts.spent:
                raise
            self.unread.append(f"part {self.keys.shown(name)}: {error}")

    def where(self, name: str) -> Location:
        """The place of a part that belongs to no slide or sheet."""
        return {"part": self.keys.shown(name)}

    def members(self, without: Iterable[str] = ()) -> Iterator[Member]:
        """The parts that are files of their own: pictures, embedded documents, macros."""
        passed = {*without, *PLUMBING}
        printers = 0
        for member in self.parts.members:
            if member.name in passed or is_xml(member.name):
                continue
            if member.name == THUMBNAIL and self._is_blank(member):
                continue
            if _PRINTER in member.name:
                printers += 1
                continue
            yield member
        if printers:
            self.notes.append(f"settings of printers that were not looked at: {printers}")

    def _is_blank(self, member: Member) -> bool:
        """Whether it is the picture that copies have."""
        try:
            return not member.status and list(islice(self.parts.blocks(member), 2)) == [BLANK]
        except FormatError:  # said when it is read
            return False

    def _blocks(self, member: Member) -> Iterator[bytes]:
        if member.status:
            raise FormatError(member.reason)
        for block in self.parts.blocks(member):
            self.read += len(block)
            yield block


def is_xml(name: str) -> bool:
    """Whether a part is XML by its name."""
    return name.lower().endswith(_XML)


def is_own(name: str) -> bool:
    """Whether a part is in a vocabulary of somebody's own, whose every attribute may be text."""
    return name.startswith(_OWN_WORDS) and "itemProps" not in name


class OfficeDocument(Document):
    """A text or a presentation."""

    def __init__(self, stream: BinaryIO, keys: Keys, limits: Limits) -> None:
        self._stream = stream
        self._limits = limits
        self._package = Package(stream, keys, limits)
        self._found = 0
        parts = self._package.parts
        if "mimetype" in parts:
            mime = parts.small("mimetype")[:100].strip().decode("ascii", "replace")
            self.format = {"text": "odt", "presentation": "odp"}.get(mime.rpartition(".")[2].partition("-")[0], "opendocument")
        else:
            self.format = "pptx" if "ppt/presentation.xml" in parts else "docx"

    def segments(self) -> Iterator[Segment]:
        """Raises FormatError when nothing could be read, LimitError."""
        places = self._slides() if self.format == "pptx" else {}
        for segment in self._package.segments(places):
            self._found += 1
            self.read = self._package.read
            yield segment
        if not self._found and self._package.unread:
            raise FormatError(self._package.unread[0])

    def members(self) -> Iterator[Member]:
        """Pictures, embedded documents, fonts, macros."""
        return self._package.members()

    def rewrite(self, out: BinaryIO, masked: Treatment) -> None:
        """The same package with changed texts. Raises FormatError where a part or a file in it cannot be masked in full."""
        from piiguard.formats import officecopy

        inside = [member.name for member in self._package.members()]
        officecopy.write(self._stream, self._package, self._limits, out, masked, inside)

    def unread(self) -> list[str]:
        """Parts that could not be read."""
        return self._package.unread

    def notes(self) -> list[str]:
        """Parts that hold nothing people wrote."""
        return self._package.notes

    def _slides(self) -> dict[str, Location]:
        """Which slide a part belongs to."""
        parts, places = self._package.parts, dict[str, Location]()
        try:
            slides = officeparts.ordered(parts, "ppt/presentation.xml", "sldId")
        except FormatError:  # the text is read all the same, by the names of the parts
            return places
        for number, (_, part) in enumerate(slides, 1):
            places[part] = {"slide": number}
            for name in officeparts.owned(parts, part):
                places.setdefault(name, {"slide": number, **self._package.where(name)})
        return places


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> OfficeDocument:
    """A docx, pptx, odt, odp or one of their relatives. Raises FormatError, EncryptedError, LimitError."""
    return OfficeDocument(stream, keys, limits)
