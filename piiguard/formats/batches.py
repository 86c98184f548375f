"""Many short texts at a time: what lets a scan pay for a call once a thousand cells and not once a cell.

``Lines`` is a stretch of a text, ``Cells`` are values with labels (of a table's row, of a JSON line). Neither
can be written back; for masked copies there are the pieces, which hold the same text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from piiguard.formats.pieces import Location


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
    """Values side by side.

    texts    what is searched, each for itself
    labels   the key or column name of each, None where it has none
    records  number of the record (row, line) each belongs to, never falling
    locate   index -> where that value stands
    """

    __slots__ = ("labels", "locate", "records", "texts")

    def __init__(
        self,
        texts: Sequence[str],
        labels: Sequence[str | None],
        records: Sequence[int],
        locate: Callable[[int], Location],
    ) -> None:
        self.texts = texts
        self.labels = labels
        self.records = records
        self.locate = locate

    def __repr__(self) -> str:
        return f"Cells({len(self.texts)} values)"
