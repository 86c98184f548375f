"""One file compressed: gzip, bzip2, xz, zstd. Its content is a member; concatenated streams are one content."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import BinaryIO

from piiguard.formats import pack, unpack
from piiguard.formats.charset import UnsupportedError
from piiguard.formats.document import Document, Limits, Member
from piiguard.formats.pieces import Keys
from piiguard.formats.treatment import Treatment

_KINDS: tuple[tuple[bytes, str, Callable[[], unpack.Decoder]], ...] = (
    (b"\x1f\x8b", "gzip", unpack.Deflate),
    (b"BZh", "bzip2", unpack.bzip2),
    (b"\xfd7zXZ\0", "xz", unpack.xz),
    (b"\x28\xb5\x2f\xfd", "zstd", unpack.Zstd),
)
_ENDINGS = {
    **dict.fromkeys((".gz", ".gzip", ".z", ".bz2", ".bz", ".bzip2", ".xz", ".zst", ".zstd"), ""),
    **dict.fromkeys((".tgz", ".tbz", ".tbz2", ".txz", ".tzst"), ".tar"),
}


def inner_name(name: str) -> str:
    """``app.log.gz`` -> ``app.log``, ``all.tgz`` -> ``all.tar``; a name without such an ending stays."""
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, ending = name.rpartition(".")
    new = _ENDINGS.get(f".{ending.lower()}") if dot else None
    return stem + new if stem and new is not None else name or "content"


class Compressed(Document):
    """A compressed file; read as a stream, nothing of it is held."""

    def __init__(self, stream: BinaryIO, name: str, format: str, make: Callable[[], unpack.Decoder]) -> None:
        self.format = format
        self._stream = stream
        self._name = name
        self._make = make

    def members(self) -> Iterator[Member]:
        """The one file in it; where it is damaged, reading gives what comes before and then FormatError."""
        yield Member(inner_name(self._name), self._open)

    def rewrite(self, out: BinaryIO, masked: Treatment) -> None:
        """Its file masked and compressed in the same way, as one stream. Raises FormatError, LimitError."""
        head = pack.Head(self._stream)
        for member in self.members():
            with masked.member(member) as copy, pack.packer(self.format, out, head) as packed:
                shutil.copyfileobj(copy, packed, 1 << 18)

    def _open(self) -> BinaryIO:
        self._stream.seek(0)
        return unpack.as_stream(unpack.unpacked(self._stream, self._make, self.format, self._seen))

    def _seen(self, position: int) -> None:
        self.read = position


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> Compressed:
    """A compressed file. Raises UnsupportedError where it is none, or the package that reads it is not installed."""
    head = stream.read(6)
    for magic, kind, make in _KINDS:
        if head.startswith(magic):
            make()
            return Compressed(stream, name, kind, make)
    raise UnsupportedError("compressed data of an unknown kind")
