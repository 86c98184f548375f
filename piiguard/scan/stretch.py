"""A part of an open file as a stream of its own.

A file is read as long as it was when it was opened: one that is written to meanwhile would be read for ever. A long
text is cut at line feeds, so that several workers read it and a killed scan need not read it all again.
"""

from __future__ import annotations

import io
import json
from typing import Any, BinaryIO

_ABOVE = 800  # bytes of the lines above that a stretch's first lines are read with
_BLOCK = 1 << 16


class Bounded(io.RawIOBase):
    """Bytes ``first`` to ``end`` of a stream that seeks."""

    def __init__(self, stream: BinaryIO, first: int, end: int) -> None:
        self._stream = stream
        self._first = first
        self.size = max(0, end - first)
        stream.seek(first)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = 0 if whence == io.SEEK_SET else self.tell() if whence == io.SEEK_CUR else self.size
        return self._stream.seek(self._first + base + offset) - self._first

    def tell(self) -> int:
        return self._stream.tell() - self._first

    def read(self, size: int = -1) -> bytes:
        left = max(0, self.size - self.tell())
        return self._stream.read(left if size is None or size < 0 else min(size, left))

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class Stretch(Bounded):
    """The lines that begin in bytes ``low`` to ``high`` of a text.

    low, high  bounds :meth:`cut` made
    like       how the text is read; above: the end of what stands before it
    """

    def __init__(self, stream: BinaryIO, size: int, low: str, high: str) -> None:
        start, format_, name, codec = json.loads(low)
        self.like: tuple[str, str, str] = (format_, name, codec)
        first = _line_from(stream, start)
        end = _line_from(stream, json.loads(high)[0]) if high else size
        stream.seek(max(0, first - _ABOVE))
        self.above = stream.read(min(_ABOVE, first)).decode(codec, "replace")
        super().__init__(stream, first, max(end, first))

    @staticmethod
    def cut(size: int, step: int, like: tuple[str, str, str]) -> list[list[str]]:
        """Bounds of about ``step`` bytes each; the last one is open."""
        starts = list(range(0, max(1, size - step // 2), step))
        bounds = [json.dumps([start, *like]) for start in starts]
        return [[low, high] for low, high in zip(bounds, [*bounds[1:], ""], strict=True)]


def _line_from(stream: BinaryIO, offset: int) -> int:
    """Where the first line begins at or behind ``offset``; the end where none does."""
    if not offset:
        return 0
    at = offset - 1
    stream.seek(at)
    while block := stream.read(_BLOCK):
        found = block.find(b"\n")
        if found >= 0:
            return at + found + 1
        at += len(block)
    return at
