"""A small reader of documents for the format tests: the order and the limits of the scan, nothing of its rows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from piiguard.errors import FormatError
from piiguard.formats import Document, LimitError, Limits, open_document
from piiguard.formats.pieces import Location
from piiguard.guard import Guard
from piiguard.scan.search import Search

EXPECTED = (FormatError, OSError)  # UnsupportedError, EncryptedError and LimitError are FormatErrors
SEARCH = Search(Guard())


class Walk:
    """Everything a file gives, its members' too: ``texts`` and ``cells`` with places, and ``rows``, one a document.

    A row is (path, status, reason); what was read before an error is kept.
    """

    def __init__(self, data: bytes, name: str = "", limits: Limits | None = None) -> None:
        self.limits = limits or Limits(bytes=1 << 26, depth=8, members=2000)
        self.texts: list[tuple[str, Location, str]] = []
        self.cells: list[tuple[str, Location, str]] = []
        self.rows: list[tuple[str, str, str]] = []
        self.formats: dict[str, str] = {}
        self.notes: list[str] = []
        self.bytes = 0
        self.members = 0
        self._document(io.BytesIO(data), name, name, 0)

    def text(self) -> str:
        return "\n".join(text for text, _, _ in self.texts + self.cells)

    def row(self, path: str) -> tuple[str, str]:
        return next((status, reason) for found, status, reason in self.rows if found == path)

    def _document(self, stream: BinaryIO, name: str, path: str, depth: int) -> None:
        try:
            with open_document(stream, name, limits=self.limits) as document:
                self.formats[path] = document.format
                self._draw(document, path, depth)
                unread = document.unread()
                self.notes += document.notes()
            self.rows.append((path, "partial" if unread else "scanned", "; ".join(unread)))
        except EXPECTED as error:
            self.rows.append((path, type(error).__name__, str(error)))

    def _draw(self, document: Document, path: str, depth: int) -> None:
        for segment in document.segments():
            self.texts.append((segment.text, segment.location, path))
        for table in document.tables():
            for batch in table.batches:
                for name, column in zip(table.names, batch.columns, strict=True):
                    for row, cell in enumerate(column, batch.first):
                        if cell is not None:
                            self.cells.append((cell, {**table.where, "row": row, "field": name}, path))
        for member in document.members():
            self.members += 1
            inner = f"{path}!/{member.name}"
            if self.members > self.limits.members:
                raise LimitError("members")
            if member.status:
                self.rows.append((inner, member.status, member.reason))
                continue
            if depth >= self.limits.depth:
                self.rows.append((inner, "LimitError", "depth"))
                continue
            spool = io.BytesIO()
            broken = ""
            try:
                for block in self._blocks(member.open()):
                    spool.write(block)
            except LimitError:
                raise
            except EXPECTED as error:
                broken = str(error)
            spool.seek(0)
            self._document(spool, member.name, inner, depth + 1)
            if broken:
                self.rows.append((inner, "broken", broken))

    def _blocks(self, stream: BinaryIO) -> Iterator[bytes]:
        while block := stream.read(1 << 16):
            self.bytes += len(block)
            if self.bytes > self.limits.bytes:
                raise LimitError("bytes")
            yield block


def damaged(data: bytes, step: int = 10) -> Iterator[bytes]:
    """The same bytes cut off, or with one byte changed, at every ``step``-th place."""
    for at in range(0, len(data), step):
        yield data[:at]
        yield data[:at] + bytes([data[at] ^ 0xA5]) + data[at + 1 :]


def opened(data: bytes, **options: Any) -> Document:
    """A file with the keys of a scan."""
    return open_document(io.BytesIO(data), "a", keys=SEARCH.keys, **options)


def found(data: bytes) -> list[tuple[str, str, dict[str, Any]]]:
    """Type, value and location of every finding in a file's texts."""
    rows = []
    with opened(data) as document:
        for segment in document.segments():
            for edit in SEARCH.edits(segment, SEARCH.process(segment)):
                rows.append((edit.entity_type, segment.text[edit.start : edit.end], segment.locate(edit.start)))
    return rows
