"""What one object may cost: counted is what really comes out of it, on every level, never what a header declares."""

from __future__ import annotations

from collections.abc import Iterator

from piiguard.formats import Batch, LimitError, Limits, Segment

_A_CELL = 16  # characters that a cell counts for at least: one without text costs time as well
_PACKED = 1000  # times its size that an object may say without being over the limit; deflate reaches 1032


class Budget:
    """What is left of an object's limits.

    bytes    of files inside it, unpacked; members: files inside it
    text     characters that its documents say which are no plain text: a few bytes can stand for any number of cells
    """

    def __init__(self, limits: Limits, size: int = 0) -> None:
        self.bytes = limits.bytes
        self.members = limits.members
        self._most = self.text = max(limits.bytes, _PACKED * size)

    def said(self, segment: Segment) -> None:
        """Count a text. Raises LimitError."""
        self._spend(len(segment.text))

    def counted(self, batches: Iterator[Batch]) -> Iterator[Batch]:
        """The batches of a table. Raises LimitError."""
        for batch in batches:
            for cells in batch.columns:
                try:
                    said = sum(map(len, cells))  # type: ignore[arg-type]  # a null is the TypeError
                except TypeError:
                    said = sum(map(len, filter(None, cells)))
                self._spend(said + _A_CELL * len(cells))
            yield batch

    def _spend(self, count: int) -> None:
        self.text -= count
        if self.text < 0:
            raise LimitError(f"more than {self._most} characters come out of the object")
