"""An object of a store as a file that seeks, in bounded memory."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO, TypeVar

from piiguard.errors import alone
from piiguard.sources._failing import kind, why
from piiguard.sources._listing import described
from piiguard.sources._stream import Pieces, filled
from piiguard.sources.source import ChangedError, Opened

_T = TypeVar("_T")
SMALL = 1 << 20  # bytes; up to here an object is read with one request when it is opened


class Reader:
    """Requests for one key, all for the same content where the store compares etags."""

    def __init__(self, operator: Any, key: str, version: str, *, match: bool) -> None:
        self._operator = operator
        self.key = key
        self.version = version
        self.match = match and version.startswith("etag:")
        self.condition = {"if_match": f'"{version[5:]}"'} if self.match else {}
        self.broken = False  # the store said that the content is another now

    def stat(self) -> tuple[int, str]:
        """Size and version now."""
        return self.ask(lambda: described(self._operator.stat(self.key)))

    def whole(self, most: int) -> bytes:
        """Its bytes with one request; no more than ``most``."""
        data, stream = bytearray(), self.stream(0)

        def more() -> bytes:
            part: bytes = stream.read(most - len(data))
            return part

        while len(data) < most and (part := self.ask(more)):
            data += part
        return bytes(data)

    def stream(self, offset: int) -> Any:
        """The library's file, at ``offset``; one request as long as it is read in order."""
        stream = self._operator.open(self.key, "rb", **self.condition)
        if offset:
            stream.seek(offset)
        return stream

    def range(self, offset: int, size: int) -> bytes:
        """Some bytes; all of them or an error."""
        data: bytes = self.ask(lambda: self._operator.read(self.key, offset=offset, size=size, **self.condition))
        return data

    def ask(self, request: Callable[[], _T]) -> _T:
        """Raises ChangedError and OSError in place of the library's errors."""
        try:
            return request()
        except Exception as error:
            if kind(error) in ("ConditionNotMatch", "RangeNotSatisfied"):
                self.broken = True
                alone(ChangedError(0, why(error)))
            alone((FileNotFoundError if kind(error) == "NotFound" else OSError)(0, why(error)))


class OpenedObject(Opened):
    """An object that is open.

    once  its bytes came with one request for one etag: they are of one version, whatever happens afterwards
    """

    def __init__(self, stream: BinaryIO, reader: Reader, *, once: bool) -> None:
        self.stream = stream
        self._reader = reader
        self._once = once

    def changed(self) -> bool:
        """By the store's etag, or by time and size. Raises OSError."""
        if self._reader.broken:
            return True
        if self._once:
            return False
        try:
            return self._reader.stat()[1] != self._reader.version
        except FileNotFoundError:
            return False  # removed meanwhile: what was read was all of it


def small(data: bytes) -> BinaryIO:
    """Bytes as a file."""
    return io.BytesIO(data)


def large(reader: Reader, size: int) -> BinaryIO:
    """A file that asks for what is read. Its beginning is read at once, so that a refusal shows now."""
    stream = _Raw(reader, size).buffered()
    stream.peek(1)
    return stream


class _Raw(Pieces):
    """Reads pieces where it is sought to, and streams once two reads follow each other."""

    def __init__(self, reader: Reader, size: int) -> None:
        super().__init__(size)
        self._reader = reader
        self._next = -1  # where the last piece ended, and the stream is
        self._stream: Any = None

    def piece(self, view: memoryview) -> int:
        count = self._streamed(view) if self.at == self._next else 0
        if not count:
            # Not in order, or the connection broke off: the piece is asked for by itself, and again if need be.
            self._stream = None
            count = filled(view, self._reader.range(self.at, len(view)))
        self._next = self.at + count
        return count

    def _streamed(self, view: memoryview) -> int:
        """Bytes that came; 0 when the stream broke off."""
        try:
            if self._stream is None:
                self._stream = self._reader.stream(self.at)
            stream = self._stream
            return int(self._reader.ask(lambda: stream.readinto(view)))
        except ChangedError:
            raise
        except OSError:
            return 0
