"""What a file turns out to hold: the one shape every format has, however different its bytes are.

A document may have text (``segments``), tables (``tables``) and files inside it (``members``); a mail has
text and members, a workbook tables, an archive members. Whoever reads it draws each of the three once, in
that order, and then asks ``unread()`` why it was not read in full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, BinaryIO, Literal

from piiguard.errors import FormatError
from piiguard.formats.charset import Charset
from piiguard.formats.pieces import Location, Segment

if TYPE_CHECKING:
    from piiguard.formats.treatment import Treatment

# The smallest piece a table is read in; small enough that a batch of wide rows is no burden.
BATCH = 2048  # rows

# Formats that are read and not written, and what programs save them as.
_INSTEAD = {"xls": "xlsx", "xlsb": "xlsx", "doc": "docx", "ppt": "pptx", "msg": "eml"}


class EncryptedError(FormatError):
    """It can be read with a password only; the message names the format."""


class LimitError(FormatError):
    """Reading went over a limit (bytes, members, depth, time, memory); the message says over which."""


class Limits:
    """What one object of the inventory may cost; all are of what really comes out, never of what a header declares.

    bytes    bytes unpacked out of one object, its members and their members included
    depth    how deep files may lie in files
    members  files inside one object, their members included
    seconds  for a parser that runs in a child
    memory   bytes a process may hold that reads it; what a format must hold as a whole (a sheet, a picture) is
             measured against it first
    """

    __slots__ = ("bytes", "depth", "members", "memory", "seconds")

    def __init__(
        self,
        *,
        bytes: int = 2 << 30,
        depth: int = 8,
        members: int = 100_000,
        seconds: float = 120.0,
        memory: int = 400 << 20,
    ) -> None:
        self.bytes = bytes
        self.depth = depth
        self.members = members
        self.seconds = seconds
        self.memory = memory


class Member:
    """A file inside a file. ``open()`` may be called once, and only until the next member is drawn.

    name    its path inside, as stored (hostile until shown through ``neutral``)
    status  None when it can be read, else "skipped" or "error", with its ``reason``
    open()  its bytes: a binary stream that need not seek. Raises FormatError, OSError
    """

    __slots__ = ("_open", "name", "reason", "status")

    def __init__(
        self,
        name: str,
        open: Callable[[], BinaryIO] | None,
        *,
        status: Literal["skipped", "error"] | None = None,
        reason: str = "",
    ) -> None:
        self.name = name
        self.status = status
        self.reason = reason
        self._open = open

    def open(self) -> BinaryIO:
        """The bytes of the member."""
        if self._open is None:
            raise FormatError(self.reason or "it has no content")
        return self._open()


class Batch:
    """Rows of a table, column by column: ``columns[c][r]``; a cell is its text, or None where it is null.

    first  number of its first row as the format counts rows, 1-based
    lines  where the format has line numbers: the line each row begins on, else None
    """

    __slots__ = ("columns", "first", "lines")

    def __init__(self, first: int, columns: Sequence[Sequence[str | None]], lines: Sequence[int] | None = None) -> None:
        self.first = first
        self.columns = columns
        self.lines = lines

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0


class Table:
    """Rows and columns. ``names`` are the columns' names, "" for one that has none.

    name     of the sheet or table; "" where a file is one table
    where    what every location in it has, such as ``{"sheet": name}``; row, column and field are added
    batches  its rows, in order, at most ``BATCH`` at a time, every batch as wide as ``names``. Drawn once.
             Cells are text as a person would read them: dates as ISO 8601, whole numbers without ".0".
    rows     how many there are if that is known without reading them
    unread   why it was not read in full; complete once the batches are drawn, like ``Document.unread``
    """

    __slots__ = ("batches", "name", "names", "rows", "unread", "where")

    def __init__(
        self,
        name: str,
        names: Sequence[str],
        batches: Iterator[Batch],
        *,
        where: Location | None = None,
        rows: int | None = None,
        unread: list[str] | None = None,
    ) -> None:
        self.name = name
        self.unread = unread if unread is not None else []
        self.names = list(names)
        self.batches = batches
        self.where = where or {}
        self.rows = rows


class Document:
    """What is in a file; every format is a subclass. The defaults: nothing.

    format   its name in reports: "csv", "xlsx", "zip"
    charset  how its bytes were read as text, where that was a choice
    read     bytes of the file read so far, for the progress display
    room     bytes of memory that reading it takes whatever is in it (models of OCR); may come to be known on the way,
             and then an empty segment comes before it is used
    """

    format: str = ""
    charset: Charset | None = None
    read: int = 0
    room: int = 0

    def segments(self) -> Iterator[Segment]:
        """Text to be searched. Raises FormatError, OSError."""
        return iter(())

    def tables(self) -> Iterator[Table]:
        """Tables; each is drawn to its end before the next. Raises FormatError, OSError."""
        return iter(())

    def members(self) -> Iterator[Member]:
        """Files inside. Raises FormatError, OSError."""
        return iter(())

    def unread(self) -> list[str]:
        """Once all is drawn: why it was not read in full; nothing when it was."""
        return []

    def notes(self) -> list[str]:
        """Once all is drawn: what a reader of the report should know, though all was read."""
        return []

    def rewrite(self, out: BinaryIO, masked: Treatment) -> None:
        """Write a copy in which only findings differ to a seekable stream. Raises FormatError where that is not possible."""
        other = _INSTEAD.get(self.format)
        raise FormatError(f"no masked copy of {self.format} can be written" + (f": save it as {other} first" if other else ""))

    def close(self) -> None:
        """Let go of what the parser holds; the stream stays the caller's."""

    def __enter__(self) -> Document:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def fixed(text: str, where: Location, label: str | None = None) -> Segment:
    """A segment of a format whose places are pages, sheets or parts; a finding's ``character`` there is 1-based."""
    return Segment(text, lambda offset: {**where, "character": offset + 1}, label)
