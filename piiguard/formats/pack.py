"""Writing compressed streams; what ``unpack`` reads."""

from __future__ import annotations

from importlib import import_module
from typing import Any, BinaryIO

from piiguard.errors import FormatError


class Head:
    """What the first stream of a compressed file says of itself: when it was made (gzip, seconds since 1970, 0 for unknown)."""

    __slots__ = ("time",)

    def __init__(self, stream: BinaryIO) -> None:
        stream.seek(0)
        head = stream.read(8)
        self.time = int.from_bytes(head[4:8], "little") if head.startswith(b"\x1f\x8b") else 0


def packer(format: str, out: BinaryIO, head: Head) -> Any:
    """A stream that compresses into ``out``; ending it leaves ``out`` open.

    A gzip header's time is kept; its file name and comment are not, which may hold anything.
    """
    if format == "gzip":
        return import_module("gzip").GzipFile("", "wb", fileobj=out, mtime=head.time)
    if format == "bzip2":
        return import_module("bz2").BZ2File(out, "wb")
    if format == "xz":
        return import_module("lzma").LZMAFile(out, "wb")
    if format == "zstd":
        return import_module("zstandard").ZstdCompressor().stream_writer(out, closefd=False)
    raise FormatError(f"no masked copy of {format} can be written")
