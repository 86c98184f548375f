"""An OpenDocument spreadsheet around its cells: notes at cells, text boxes, headers; and how far its cells reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO

from piiguard.formats import xmlwalk
from piiguard.formats.document import LimitError, Limits, Member
from piiguard.formats.office import Package
from piiguard.formats.officetext import PartText
from piiguard.formats.pieces import Keys, Location, Segment

if TYPE_CHECKING:
    from piiguard.formats import odscopy
    from piiguard.formats.treatment import Treatment

CELL = 32  # bytes a cell takes when a sheet is laid out
_MAIN = "content.xml"
_CDATA = "CDATA sections, which the reader of cells leaves out"
# What in a cell is not its text.
APART = frozenset("annotation frame custom-shape text-box rect ellipse caption line path polygon shapes".split())
CELLS = frozenset(("table-cell", "covered-table-cell"))


class OpenDocument:
    """ods and ots."""

    format = "ods"

    def __init__(self, package: Package, keys: Keys, limits: Limits) -> None:
        self._package = package
        self._keys = keys
        self._memory = limits.memory
        self.unread = self._package.unread
        self.notes = self._package.notes
        self._cells: _CellText | None = None

    def segments(self) -> Iterator[Segment]:
        """Every part; of the cells what is not their value."""
        yield from self._package.segments({}, [_MAIN])
        yield from self._content()

    def measure(self) -> None:
        """Raises LimitError: calamine lays all sheets out at once, every repeated cell as often as it repeats."""
        if self._cells is None:
            for _ in self._content():
                pass
        cells = self._cells
        if cells is None or sum(cells.sizes) * CELL + cells.characters > self._memory:
            raise LimitError("its cells are too far apart, or repeat too often, to be held in memory")

    def extent(self, index: int, name: str) -> int:
        """As measured."""
        sizes = self._cells.sizes if self._cells else []
        return sizes[index] if index < len(sizes) else 1 << 60

    def members(self) -> Iterator[Member]:
        """Pictures, embedded objects."""
        return self._package.members()

    def rewrite(
        self,
        stream: BinaryIO,
        limits: Limits,
        out: BinaryIO,
        masked: Treatment,
        changed: list[dict[odscopy.Place, tuple[str, str]]],
    ) -> list[str]:
        """Write the copy, given the cells of each sheet that change. Raises FormatError."""
        from piiguard.formats import odscopy, officecopy

        sheets = odscopy.SheetsCopy(changed, masked, self._keys, self._package.where(_MAIN))
        inside = [member.name for member in self.members()]
        officecopy.write(stream, self._package, limits, out, masked, inside, {_MAIN: sheets.copy})
        return [f"numbers that became text: {sheets.retyped}"] if sheets.retyped else []

    def _content(self) -> Iterator[Segment]:
        self._cells = _CellText(self._package.where(_MAIN), self._keys)
        yield from self._package.part(_MAIN, self._checked(self._package.parts.blocks(_MAIN)), {}, self._cells)

    def _checked(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The blocks; told as unread is a section that calamine passes over."""
        before = b""
        for block in blocks:
            if b"<![CDATA[" in before + block and _CDATA not in self.unread:
                self.unread.append(_CDATA)
            before = block[-8:]
            yield block


class _CellText(PartText):
    """Text of content.xml that is in no cell; measures the cells. ``sizes``: rows times columns of every sheet."""

    cells = False

    def __init__(self, where: Location, keys: Keys) -> None:
        super().__init__(where, keys)
        self.sizes: list[int] = []
        self._sheet: Location = {}
        self._rows = self._columns = self._row = self._column = self._repeat = self._row_repeat = 0
        self._depth = 0
        self.characters = 0  # of all cells, as often as they repeat
        self._in_cell = self._in_row = 0

    def _start(self, full: str, attributes: dict[str, str]) -> None:
        name = xmlwalk.local(full)
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                named = next((value for key, value in attributes.items() if key.endswith(" name")), "")
                self._sheet = {"sheet": self._keys.shown(named)}
                self._rows = self._columns = self._row = 0
        elif self._depth == 1 and name == "table-row":
            self._row_repeat = _repeated(attributes, "rows")
            self._column = self._in_row = 0
        elif self._depth == 1 and name in CELLS:
            self._repeat = _repeated(attributes, "columns")
            self._column += self._repeat
            self._in_cell = 0
            if any(key.endswith(("value-type", "value", "formula")) for key in attributes):
                self._seen()
        super()._start(full, attributes)

    def _end(self, full: str) -> None:
        name = xmlwalk.local(full)
        super()._end(full)
        if name == "table":
            self._depth -= 1
            if self._depth == 0:
                self.sizes.append(self._rows * self._columns)
                self._sheet = {}
        elif self._depth == 1 and name == "table-row":
            self._row += self._row_repeat
            self.characters += self._in_row * self._row_repeat
        elif self._depth == 1 and name in CELLS:
            self._in_row += self._in_cell * self._repeat

    def _text(self, text: str) -> None:
        self._in_cell += len(text)
        super()._text(text)

    def _seen(self) -> None:
        """A cell that holds something: the sheet reaches at least to here."""
        self._rows = max(self._rows, self._row + self._row_repeat)
        self._columns = max(self._columns, self._column)

    def _at(self, frame: object) -> Location:
        place = {**super()._at(frame), **self._sheet}  # type: ignore[arg-type]
        if self._sheet and self._column:
            place |= {"row": self._row + 1, "column": self._column - self._repeat + 1}
        return place

    def _keep(self) -> bool:
        for frame in reversed(self._frames):
            if frame.name in APART:
                return True
            if frame.name in CELLS:
                self._seen()
                return False
        return True


def _repeated(attributes: dict[str, str], what: str) -> int:
    value = next((value for key, value in attributes.items() if key.endswith(f"number-{what}-repeated")), "1")
    return int(value) if value.isdecimal() and len(value) < 10 else 1 << 30 if value.isdecimal() else 1
