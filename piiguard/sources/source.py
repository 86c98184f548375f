"""What a source is: a place whose objects can be listed, opened and told apart when they change.

A source never raises for one object: what cannot be listed or opened is an entry, or an error of ``open``,
with a reason; the scan makes a row of it. Secrets are given as a mapping the caller filled from the
environment, a file or a prompt; no ``uri``, reason or repr holds one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO, Literal, Protocol, runtime_checkable

from piiguard.errors import PiiguardError
from piiguard.formats.document import Table

Status = Literal["skipped", "error"]


class SourceError(PiiguardError, OSError):
    """A whole source cannot be used: wrong address, refused login, no such database. Names no secret."""


class ChangedError(OSError):
    """An object became another while it was read; what was read of it is of no one version."""


class Entry:
    """One object of a source's inventory.

    uri       where it is, as it may be stored (never a secret); unique within the source, and its order
    name      what of it lies below the target; of a file given by itself its name
    kind      "file": ``open`` gives bytes; "table": ``table`` gives rows
    size      bytes, of a table an estimate or 0; 0 when unknown
    version   what changes when the content does (an etag, or size and time of change); "" when nothing tells
    status    None when it is to be read, else its final status, with ``reason``
    harmless  nothing is unread because of it: a link to an object that is listed itself
    """

    __slots__ = ("harmless", "kind", "name", "reason", "size", "status", "uri", "version")

    def __init__(
        self,
        uri: str,
        name: str,
        *,
        kind: Literal["file", "table"] = "file",
        size: int = 0,
        version: str = "",
        status: Status | None = None,
        reason: str = "",
        harmless: bool = False,
    ) -> None:
        self.uri = uri
        self.name = name
        self.kind = kind
        self.size = size
        self.version = version
        self.status = status
        self.reason = reason
        self.harmless = harmless


class Opened(ABC):
    """An object that is open: ``stream`` seeks; ``changed()`` says whether it is another now than when it was opened."""

    stream: BinaryIO

    @abstractmethod
    def changed(self) -> bool:
        """Asked after reading. Raises OSError where the source does not answer."""

    def close(self) -> None:
        """Let go of it."""
        self.stream.close()

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class KeyRange:
    """Rows of a table: those with ``low <= key < high`` in the order of its key; None is open.

    The bounds are text the source made (``ranges``) and reads again in another process; they may be values of
    the key itself and so never stand in a report.
    """

    __slots__ = ("high", "low")

    def __init__(self, low: str | None = None, high: str | None = None) -> None:
        self.low = low
        self.high = high


@runtime_checkable
class Source(Protocol):
    """Where objects come from; one per target. Made anew in every worker process from its ``target``."""

    target: str  # as given, without secrets

    def entries(self) -> Iterator[Entry]:
        """Every object once, in any order; also those that will not be read. Raises SourceError."""
        ...

    def open(self, entry: Entry) -> Opened:
        """The bytes of a "file". Raises OSError (its text is shown: no secret, no value)."""
        ...

    def ranges(self, entry: Entry, rows: int) -> Sequence[KeyRange]:
        """A "table" cut into ranges of about ``rows`` rows; one open range where it cannot be cut."""
        ...

    def table(self, entry: Entry, part: KeyRange) -> Table:
        """The rows of a "table" in a range, through a cursor on the server's side. Raises OSError."""
        ...

    def close(self) -> None:
        """End connections."""
        ...


Secrets = Mapping[str, str]
