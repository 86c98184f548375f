"""What is around the cells of a workbook, and how far the cells of each sheet reach: xlsx, xlsm and xlsb here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from piiguard.errors import FormatError
from piiguard.formats import odsparts, officecopy, officeparts, sheetcopy, xlsbparts, xlsrecords
from piiguard.formats.document import LimitError, Limits, Member, fixed
from piiguard.formats.odsparts import CELL
from piiguard.formats.office import Package, is_xml
from piiguard.formats.officetext import cell_place
from piiguard.formats.pieces import Keys, Location, Segment
from piiguard.formats.sheetparts import SheetPart
from piiguard.formats.treatment import Treatment

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHEET = re.compile(r"(?:^|/)(?:work|macro|dialog)sheets/[^/]+\.(?:xml|bin)$", re.I)
_STRINGS = re.compile(r"(?:^|/)sharedStrings\.(?:xml|bin)$", re.I)
_MAIN = ("xl/workbook.xml", "xl/workbook.bin")


__all__ = ["CELL", "Around", "OpenXml", "opened"]


class Around(Protocol):
    """What ``sheets`` asks of a format. ``measure`` comes before ``extent`` and raises FormatError, LimitError."""

    format: str
    unread: list[str]
    notes: list[str]

    def segments(self) -> Iterator[Segment]:
        """Text that is not in cells."""
        ...

    def measure(self) -> None:
        """Make sure that every sheet was measured."""
        ...

    def extent(self, index: int, name: str) -> int:
        """How many cells the rectangle of a sheet may have."""
        ...

    def members(self) -> Iterator[Member]:
        """Files inside."""
        ...


def opened(stream: BinaryIO, keys: Keys, limits: Limits) -> Around:
    """The surroundings of a workbook of any kind. Raises what reading its directory raises."""
    stream.seek(0)
    if stream.read(8) == _OLE:
        return xlsrecords.OldWorkbook(stream, keys, limits)
    package = Package(stream, keys, limits)
    if "mimetype" in package.parts:
        return odsparts.OpenDocument(package, keys, limits)
    return OpenXml(package, keys, limits)


class OpenXml:
    """xlsx, xlsm, xltx, and xlsb, whose parts are records in place of XML."""

    def __init__(self, package: Package, keys: Keys, limits: Limits) -> None:
        self._package = package
        self._keys = keys
        self._strings = limits.memory // 4
        self._most = limits.memory // CELL
        parts = self._package.parts
        self.binary = _MAIN[1] in parts
        self.format = "xlsb" if self.binary else "xlsx"
        self.unread = self._package.unread
        self.notes = self._package.notes
        self._measured: dict[str, int] = {}
        names = [member.name for member in parts.members]
        self._sheets = officeparts.ordered(parts, _MAIN[0], "sheet") if not self.binary else xlsbparts.sheets(parts, _MAIN[1])
        self._parts = {part: name for name, part in self._sheets if part in parts}
        for name in filter(_SHEET.search, names):
            self._parts.setdefault(name, "")
        self._shared = [name for name in names if _STRINGS.search(name)]

    def segments(self) -> Iterator[Segment]:
        """Comments, names, headers and footers, properties, text boxes, checks, pivot caches, formulas with texts."""
        parts = self._package.parts
        places: dict[str, Location] = {}
        for part, name in self._parts.items():
            if name:
                where = self._where(name)
                for other in officeparts.owned(parts, part):
                    places.setdefault(other, {**where, **self._package.where(other)})
        yield from self._package.segments(places, [*self._parts, *self._shared])
        for part in self._parts:
            if part not in self._measured:
                yield from self._outside(part)

    def measure(self) -> None:
        """Raises FormatError where a part of the cells is damaged, LimitError where the strings are too many."""
        for part in self._parts:
            if part not in self._measured:
                for _ in self._outside(part):
                    pass
        known = {part for _, part in self._sheets}
        if any(extent > self._most for part, extent in self._measured.items() if part not in known):
            raise LimitError("its cells are too far apart to be held in memory")
        while self._shared:
            size = 0
            for block in self._package.parts.blocks(self._shared.pop()):
                size += len(block)
                if size > self._strings:
                    raise LimitError(f"a workbook with texts of more than {self._strings} bytes is not held in memory")

    def extent(self, index: int, name: str) -> int:
        """As measured; 0 for a sheet without a part."""
        part = self._sheets[index][1] if index < len(self._sheets) else ""
        return self._measured.get(part, 0)

    def members(self) -> Iterator[Member]:
        """Pictures, embedded documents, macros; what of an xlsb is in records that are not read is told."""
        plumbing: list[str] = [*self._parts, *_MAIN]
        if self.binary:
            for member in self._package.parts.members:
                if member.name.endswith(".bin") and xlsbparts.is_records(member.name):
                    plumbing.append(member.name)
                    if not xlsbparts.is_plumbing(member.name):
                        self.unread.append(f"part {self._keys.shown(member.name)}: records that are not read")
        return self._package.members([*plumbing, *filter(_STRINGS.search, (m.name for m in self._package.parts.members))])

    def rewrite(
        self,
        stream: BinaryIO,
        limits: Limits,
        out: BinaryIO,
        masked: Treatment,
        changed: list[dict[sheetcopy.Place, tuple[str, str]]],
    ) -> list[str]:
        """Write the copy of an xlsx, given the cells of each sheet that change. Raises FormatError."""
        strings = sheetcopy.Strings()
        copies: dict[str, sheetcopy.SheetCopy] = {}
        for part in self._parts:
            copies[part] = sheetcopy.SheetCopy({}, strings, masked, self._keys, self._package.where(part))
        for cells, (_, part) in zip(changed, self._sheets, strict=True):
            if part in copies:
                copies[part].changed = {place: new for place, (_, new) in cells.items()}
        own: dict[str, officecopy.Rewrite] = {part: copy.copy for part, copy in copies.items()}
        lists = [member.name for member in self._package.parts.members if _STRINGS.search(member.name)]
        if len(lists) > 1:
            raise FormatError("it has two lists of shared texts")
        own.update(dict.fromkeys(lists, strings.copy))
        inside = [member.name for member in self.members()]
        officecopy.write(stream, self._package, limits, out, masked, inside, own, "".join(lists))
        retyped = sum(copy.retyped for copy in copies.values())
        return [f"numbers that became text: {retyped}"] if retyped else []

    def _where(self, sheet: str) -> Location:
        return {"sheet": self._keys.shown(sheet)}

    def _outside(self, part: str) -> Iterator[Segment]:
        """The text of a sheet's part that is not in cells; measures the cells."""
        blocks = self._package.parts.blocks(part)
        if not is_xml(part):
            self._measured[part] = xlsbparts.extent(blocks)
            return
        sheet = SheetPart()
        name = self._parts[part]
        where = {**(self._where(name) if name else {}), **self._package.where(part)}
        try:
            yield from self._package.part(part, sheet.outside(blocks), where)
            for _ in blocks:  # a part that is no XML is measured all the same
                pass
        except FormatError:
            self._measured[part] = 1 << 60
            raise
        self._measured[part] = sheet.rows * sheet.columns
        for cell, formula in sheet.texts():
            yield fixed(formula, {**where, **cell_place(cell), "field": "formula"})
