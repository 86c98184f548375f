"""Many short texts at a time: what lets a scan pay for a call once a thousand cells and not once a cell.

``Lines`` is a stretch of a text, ``Cells`` are values with labels (of a table's row, of a JSON line). Neither
can be written back; for masked copies there are the pieces, which hold the same text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from piiguard.formats.pieces import Location

Place = tuple[int, int, Any]


class Lines:
    """Whole lines of plain text without anything in them that has to be read another way.

    text    the lines, separated by line feeds
    first   number of the first, 1-based
    above   the end of what stands before them
    """

    __slots__ = ("above", "first", "text")

    def __init__(self, text: str, first: int, above: str = "") -> None:
        self.text = text
        self.first = first
        self.above = above

    def __repr__(self) -> str:
        return f"Lines({len(self.text)} characters)"


class Cells:
    """Values of many records, those with the same label together.

    groups  label (None: none) -> texts, each searched for itself, and their places in the same order
    locate  place -> where that value stands

    A place is (number of the record, number of the value in the batch, and what ``locate`` needs).
    """

    __slots__ = ("groups", "locate")

    def __init__(self, groups: dict[str | None, tuple[list[str], list[Place]]], locate: Callable[[Place], Location]) -> None:
        self.groups = groups
        self.locate = locate

    def __repr__(self) -> str:
        return f"Cells({sum(len(texts) for texts, _ in self.groups.values())} values)"
