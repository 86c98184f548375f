"""Decompression in small blocks: bounded by what really comes out, and up to the very byte that is damaged.

A block of output is at most ``OUT`` bytes (zstd: what ``_SLICE_ZSTD`` bytes of input can hold), however much
a header promises. Sources: RFC 1952 (gzip), RFC 8878 (zstd), the xz file format 1.2, APPNOTE 5.8 (lzma in zip).
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from typing import Any, BinaryIO, Protocol, cast

from piiguard.errors import FormatError, alone
from piiguard.formats.charset import UnsupportedError
from piiguard.formats.document import LimitError

OUT = 1 << 16  # bytes of output at a time
SLICE = 1 << 14  # bytes of input at a time
_SLICE_BLIND = 512  # where a fault loses what the same call had unpacked: lzma and bzip2
_SLICE_ZSTD = 512  # zstd cannot be asked for less: a block of 4 bytes may hold 128 KB
_LZMA_MEMORY = 1 << 28  # the largest dictionary any xz preset asks for is 64 MB


class Decoder(Protocol):
    """One compressed stream. ``feed`` raises FormatError for damage, after the output before it."""

    slice: int  # bytes of input it wants at a time
    eof: bool
    unused: bytes  # what was fed after its end

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The output of some input."""
        ...


class Deflate:
    """gzip (window bits 31), or the bare deflate of zip files (-15)."""

    slice = SLICE

    def __init__(self, bits: int = 31) -> None:
        self.eof = False
        self.unused = b""
        self._decoder = zlib.decompressobj(bits)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The output of some input."""
        while True:
            before = self._decoder.copy()
            try:
                out = self._decoder.decompress(data, OUT)
            except zlib.error:
                yield from _before_fault(before, data)
                alone(FormatError("its compressed data is damaged"))
            data = self._decoder.unconsumed_tail
            if out:
                yield out
            if not data and len(out) < OUT:
                break
        self.eof, self.unused = self._decoder.eof, self._decoder.unused_data


def _before_fault(decoder: Any, data: bytes) -> Iterator[bytes]:
    """What a deflate stream holds up to its damaged byte: the same input again, a byte at a time."""
    for at in range(len(data)):
        try:
            out = decoder.decompress(data[at : at + 1])
        except zlib.error:
            return
        if out:
            yield out


class Blocks:
    """bzip2 and lzma, which share an interface."""

    slice = _SLICE_BLIND

    def __init__(self, decoder: Any, fault: type[Exception] = OSError) -> None:
        self.eof = False
        self.unused = b""
        self._decoder = decoder
        self._fault = fault

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The output of some input."""
        while True:
            try:
                out = self._decoder.decompress(data, OUT)
            except (self._fault, EOFError, ValueError) as error:
                if "emory" in str(error):
                    alone(LimitError("unpacking it takes too much memory"))
                alone(FormatError("its compressed data is damaged"))
            data = b""
            if out:
                yield out
            self.eof = self._decoder.eof
            if self.eof or self._decoder.needs_input:
                break
        self.unused = self._decoder.unused_data if self.eof else b""


class Zstd:
    """A zstd frame. Windows over 128 MB are refused, as the zstd tool does."""

    slice = _SLICE_ZSTD

    def __init__(self) -> None:
        try:
            import zstandard
        except ImportError:
            raise UnsupportedError("zstd: pip install 'piiguard[scan]'") from None
        self.eof = False
        self.unused = b""
        self._fault = zstandard.ZstdError
        self._decoder = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The output of some input."""
        try:
            out = self._decoder.decompress(data)
        except self._fault as error:
            if "memory" in str(error):
                alone(LimitError("unpacking it takes too much memory"))
            alone(FormatError("its compressed data is damaged"))
        if out:
            yield out
        self.eof = self._decoder.eof
        self.unused = self._decoder.unused_data if self.eof else b""


def xz() -> Blocks:
    """One xz stream."""
    lzma = _module("lzma", "xz")
    return Blocks(lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_LZMA_MEMORY), lzma.LZMAError)


def bzip2() -> Blocks:
    """One bzip2 stream."""
    return Blocks(_module("bz2", "bzip2").BZ2Decompressor())  # which says OSError of bad data


def _module(name: str, what: str) -> Any:
    """Of the standard library, but of a Python built without the C library behind it missing."""
    try:
        return import_module(name)
    except ImportError:
        raise UnsupportedError(f"{what}: this Python was built without it") from None


class ZipLzma:
    """lzma as zip files have it: four bytes of version and size, five of properties, then the bare stream."""

    slice = _SLICE_BLIND

    def __init__(self) -> None:
        self.eof = False
        self.unused = b""
        self._head = b""
        self._inner: Blocks | None = None

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The output of some input."""
        if self._inner is None:
            self._head += data
            if len(self._head) < 9:
                return
            properties, size = self._head[4], struct.unpack_from("<I", self._head, 5)[0]
            if self._head[2:4] != b"\x05\0" or properties >= 225:
                raise FormatError("its compressed data is damaged")
            if size > _LZMA_MEMORY:
                raise LimitError("unpacking it takes too much memory")
            lzma = _module("lzma", "lzma in zip")
            chain = {"id": lzma.FILTER_LZMA1, "dict_size": max(size, 4096), "lc": properties % 9}
            chain |= {"lp": properties // 9 % 5, "pb": properties // 45}
            try:
                self._inner = Blocks(lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[chain]), lzma.LZMAError)
            except (lzma.LZMAError, ValueError):
                alone(FormatError("its compressed data is damaged"))
            data = self._head[9:]
        yield from self._inner.feed(data)
        self.eof, self.unused = self._inner.eof, self._inner.unused


def unpacked(stream: BinaryIO, make: Callable[[], Decoder], what: str, seen: Callable[[int], None]) -> Iterator[bytes]:
    """The output of one or more compressed streams, one behind the other; zeros between them are padding.

    Raises FormatError, after all output before it, where the data ends early, is damaged, or goes on with
    something else.
    """
    decoder: Decoder | None = None
    ended = False
    data = b""
    while data := data or stream.read(SLICE):
        seen(stream.tell())
        if decoder is None:
            data = data.lstrip(b"\0") if ended else data
            decoder = make()
        if not data:
            decoder = None
            continue
        piece, data = data[: decoder.slice], data[decoder.slice :]
        try:
            yield from decoder.feed(piece)
        except FormatError as error:
            if isinstance(error, LimitError | UnsupportedError) or not ended:
                raise
            alone(FormatError(f"{error}, or it is no {what}: behind the end of the first"))
        if decoder.eof:
            data = decoder.unused + data
            decoder, ended = None, True
    if decoder is not None or not ended:
        raise FormatError(f"the {what} data is cut off")


class Unpacked(io.RawIOBase):
    """Blocks of bytes as a stream. An error comes when the bytes before it are read, and again from then on."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        super().__init__()
        self._blocks = iter(blocks)
        self._left = memoryview(b"")
        self._error: Exception | None = None

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """At least one byte, 0 only at the end."""
        if self._error:
            raise self._error
        while not self._left:
            try:
                block = next(self._blocks, None)
            except Exception as error:
                self._error = error
                raise
            if block is None:
                return 0
            self._left = memoryview(block)
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


def as_stream(blocks: Iterable[bytes]) -> BinaryIO:
    """Blocks of bytes as a binary stream that does not seek."""
    return cast(BinaryIO, Unpacked(blocks))


def part(stream: BinaryIO, start: int, size: int, piece: int = OUT) -> Iterator[bytes]:
    """``size`` bytes of a seekable stream from ``start``, whoever else moves it. Raises FormatError at an early end."""
    while size > 0:
        stream.seek(start)
        data = stream.read(min(piece, size))
        if not data:
            raise FormatError("it is cut off")
        yield data
        start += len(data)
        size -= len(data)
