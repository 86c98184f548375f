"""An object of a store as a file that seeks, in bounded memory."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO, TypeVar, cast

from piiguard.errors import alone
from piiguard.sources._failing import kind, why
from piiguard.sources._listing import described
from piiguard.sources.source import ChangedError, Opened

_T = TypeVar("_T")
SMALL = 1 << 20  # bytes; up to here an object is read with one request when it is opened
_BUFFER = 1 << 20  # bytes read at once elsewhere


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
    stream = io.BufferedReader(_Raw(reader, size), _BUFFER)
    stream.peek(1)
    return cast(BinaryIO, stream)


class _Raw(io.RawIOBase):
    """Reads pieces where it is sought to, and streams once two reads follow each other."""

    def __init__(self, reader: Reader, size: int) -> None:
        self._reader = reader
        self._size = size
        self._at = 0
        self._next = -1  # where the last piece ended
        self._stream: Any = None  # always at ``_at``

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError(22, "a negative position")
        if base + offset != self._at:
            self._at, self._stream = base + offset, None
        return self._at

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")[: max(0, self._size - self._at)]
        if not view:
            return 0
        count = self._streamed(view) if self._stream is not None or self._at == self._next else 0
        if not count:
            # Not in order, or the connection broke off: the piece is asked for by itself, and again if need be.
            self._stream = None
            piece = self._reader.range(self._at, len(view))
            count = len(piece)
            view[:count] = piece
        self._at += count
        self._next = self._at
        return count

    def _streamed(self, view: memoryview) -> int:
        """Bytes that came; 0 when the stream broke off."""
        try:
            if self._stream is None:
                self._stream = self._reader.stream(self._at)
            stream = self._stream
            return int(self._reader.ask(lambda: stream.readinto(view)))
        except ChangedError:
            raise
        except OSError:
            return 0
