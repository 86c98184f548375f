"""Many short texts at a time: what lets a scan pay for a call once a thousand cells and not once a cell.

``Lines`` is a stretch of a text, ``Cells`` are values with labels (of a table's row, of a JSON line). Neither
can be written back; for masked copies there are the pieces, which hold the same text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from piiguard.formats.pieces import Location

# Number of the record, where in the record the value stands among the others, and what ``locate`` needs.
Place = tuple[int, tuple[int, ...], Any]
# Label (None: none), texts, each searched for itself, their places in the same order, and what is the same from batch
# to batch of one document where the texts are a column (None: they are not).
Group = tuple[str | None, Sequence[str | None], Sequence[Place], Any]


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

    groups  the values
    locate  place -> where that value stands
    """

    __slots__ = ("groups", "locate")

    def __init__(self, groups: list[Group], locate: Callable[[Place], Location]) -> None:
        self.groups = groups
        self.locate = locate

    def __repr__(self) -> str:
        return f"Cells({sum(len(texts) for _, texts, _, _ in self.groups)} values)"
