"""What writing a masked copy asks of whoever masks: ``Document.rewrite`` is given one.

The rules of a copy are those of a scan: which label a column has, what a cell holds. They live with the scan;
a format only knows where each text stands and how a changed one is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO, Protocol

from piiguard.findings import Masked
from piiguard.formats.document import Member
from piiguard.formats.pieces import Segment


class Treatment(Protocol):
    """Masks texts, cells, names and files inside. Everything it returns is what the copy shall hold."""

    def __call__(self, segment: Segment) -> Masked:
        """A segment under the policy."""
        ...

    def labels(self, names: Sequence[str], first: Sequence[Sequence[str | None]]) -> list[str | None]:
        """The labels of a table's columns; asked once a table, in the order of ``Document.tables``.

        names  the columns' names, "" for one that has none
        first  the cells of its first batch, column by column; empty when it has no rows
        """
        ...

    def cells(self, texts: Sequence[str | None], label: str | None) -> dict[int, str]:
        """Those cells of a column that change: their index and what they become."""
        ...

    def name(self, path: str) -> str:
        """The path of a file inside, or another name, with what it holds masked."""
        ...

    def member(self, member: Member) -> BinaryIO:
        """The masked copy of a file inside, at its start; the caller closes it. Asked in the order of ``Document.members``.

        Raises FormatError, which names the file, where it cannot be masked in full; LimitError.
        """
        ...
