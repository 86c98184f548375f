"""The texts of an RTF as they come to an end: where each stands, and what names it where it is a cell or a property."""

from __future__ import annotations

from functools import partial

from piiguard.formats.officetables import CELL, ROW, TABLE, Tables
from piiguard.formats.pieces import Keys, Location, Segment
from piiguard.formats.rtfwords import written
from piiguard.formats.woven import Weave, WovenPiece

_ROLES = (TABLE, ROW, CELL)


class Flow:
    """A text that goes on whatever is inside it: the body, a footnote, a field."""

    __slots__ = ("label", "name", "paragraph", "silent", "weave")

    def __init__(self, name: str, paragraph: int, silent: bool = False) -> None:
        self.name = name
        self.silent = silent
        self.weave = Weave()
        self.paragraph = paragraph
        self.label: str | None = None


class Texts:
    """Collects the pieces: ``found`` are those that ended."""

    def __init__(self, keys: Keys) -> None:
        self.body = Flow("", 1)
        self.found: list[WovenPiece] = []
        self._tables = Tables(keys)
        self._levels = 0  # of table, row and cell that are open
        self._property = ""

    def flow(self, name: str, silent: bool = False) -> Flow:
        """A text that begins here."""
        flow = Flow(name, self.body.paragraph, silent)
        if name in ("staticval", "linkval"):
            flow.label = self._property or None
        return flow

    def cell(self) -> None:
        """Here is text of a cell."""
        for role in _ROLES[self._levels :]:
            self._tables.begin(role)
        self._levels = 3

    def paragraph(self, flow: Flow, word: bytes, table: bool) -> None:
        """A paragraph, cell or row ends; ``table`` says whether it is in one."""
        self.flush(flow, table)
        if flow is not self.body:
            return
        flow.paragraph += 1
        if word in (b"row", b"nestrow"):
            self._leave(1)
        elif word in (b"cell", b"nestcell"):
            if table:  # an empty one counts
                self.cell()
            self._leave(2)

    def flush(self, flow: Flow, table: bool) -> None:
        """A text ends, or is too long to go on."""
        weave, flow.weave = flow.weave, Weave()
        text, label = weave.text, flow.label
        if flow is self.body:
            if not table:
                self._leave(0)
            elif self._tables:
                label = self._tables.label()
                self._tables.text(text)
        if flow.name == "propname":
            self._property = text.strip()
        if text.strip():
            where: Location = {"paragraph": flow.paragraph}
            if flow.name:
                where["field"] = flow.name
            self.found.append(WovenPiece("", Segment(text, partial(_placed, where), label), weave.runs, written))

    def _leave(self, level: int) -> None:
        """So many of table, row and cell stay open."""
        for role in reversed(_ROLES[level : self._levels]):
            self._tables.end(role, "")
        self._levels = min(self._levels, level)


def _placed(where: Location, offset: int) -> Location:
    return {**where, "character": offset + 1}
