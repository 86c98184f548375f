"""Tar archives: v7, ustar, pax and GNU (POSIX.1-2001 and the tar manual). Nothing is ever unpacked to disk.

Read here and not by ``tarfile`` so that neither a list of members is kept nor a header's size allocated.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from piiguard.errors import FormatError, alone
from piiguard.formats import paths, unpack
from piiguard.formats.document import Document, Limits, Member
from piiguard.formats.pieces import Keys
from piiguard.formats.treatment import Treatment

_BLOCK = 512
_LONG = 1 << 20  # bytes of an extended header that are believed
_SKIPPED = {
    b"1": "a link to another file of the archive",
    b"2": "a symbolic link",
    b"3": "a character device",
    b"4": "a block device",
    b"6": "a named pipe",
}
_NO_FILES = (b"5", b"D", b"V")  # directory, its listing, volume label


def looks_like(head: bytes) -> bool:
    """Whether the first block is a tar header by its checksum; old archives have no magic."""
    return len(head) >= _BLOCK and any(head[:_BLOCK]) and head[0] > 0 and _checksum_ok(head[:_BLOCK])


def _checksum_ok(block: bytes) -> bool:
    try:
        stored = _number(block[148:156])
    except FormatError:
        return False
    return stored > 0 and stored == sum(block) - sum(block[148:156]) + 8 * 32


def _number(field: bytes) -> int:
    """Octal text, or base 256 where the first bit is set."""
    if field[:1] and field[0] & 0x80:
        return int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
    try:
        return int(field.strip(b" \0") or b"0", 8)
    except ValueError:
        alone(FormatError("a header of the tar archive is damaged"))


class Entry:
    """One entry: its name, type flag and header block, and where its ``size`` bytes begin."""

    __slots__ = ("at", "block", "kind", "name", "size")

    def __init__(self, name: str, block: bytes, at: int, size: int) -> None:
        self.name = name
        self.kind = block[156:157]
        self.block = block
        self.at = at
        self.size = size

    def number(self, start: int, end: int) -> int:
        """A numeric field of the header."""
        return _number(self.block[start:end])


class TarArchive(Document):
    """A tar archive, header by header."""

    format = "tar"

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._end = stream.seek(0, 2)
        self._ended = False

    def members(self) -> Iterator[Member]:
        """Its files; links, pipes and devices are skipped members. Raises FormatError where a header is damaged."""
        return (member for _, member in self.contents() if member is not None)

    def contents(self) -> Iterator[tuple[Entry, Member | None]]:
        """Every entry and the file it is; None for a folder, its listing and a volume's label."""
        for entry in self._entries():
            self.read = entry.at
            if entry.kind in _SKIPPED:
                yield entry, Member(entry.name, None, status="skipped", reason=_SKIPPED[entry.kind])
            elif entry.kind in _NO_FILES or (entry.name.endswith("/") and not entry.size):
                yield entry, None
            else:
                yield entry, Member(entry.name, partial(self._open, entry.at, entry.size))

    def rewrite(self, out: BinaryIO, masked: Treatment) -> None:
        """The same archive, every file in it masked. Raises FormatError where one cannot be, LimitError."""
        from piiguard.formats import tarcopy

        tarcopy.write(self, out, masked)

    def _entries(self) -> Iterator[Entry]:
        at = 0
        extended: dict[str, bytes] = {}
        while header := self._header(at):
            at, block = header
            kind, size = block[156:157], _number(block[124:136])
            if kind in (b"x", b"g", b"L", b"K", b"X"):
                self._extend(extended, kind, at, size)
                at += -(-size // _BLOCK) * _BLOCK
                continue
            if "size" in extended:
                size = _decimal(extended["size"])
            name = paths.decoded(extended.get("path") or _stored(block), "latin-1")
            extended = {}
            if kind == b"S":
                at = self._past_sparse_map(block, at)
            if kind in _SKIPPED:
                size = 0
            yield Entry(name, block, at, size)
            at += -(-size // _BLOCK) * _BLOCK
        if not self._ended:
            raise FormatError("the tar archive is cut off")

    def _open(self, at: int, size: int) -> BinaryIO:
        return unpack.as_stream(unpack.part(self._stream, at, size))

    def _header(self, at: int) -> tuple[int, bytes] | None:
        """The next header at or behind ``at`` and where it ends. Blocks of zeros end an archive; another may follow."""
        while at < self._end:
            self._stream.seek(at)
            block = self._stream.read(_BLOCK)
            if any(block):
                break
            self._ended = True
            at += _BLOCK
        else:
            return None
        if len(block) < _BLOCK or not _checksum_ok(block):
            raise FormatError("a header of the tar archive is damaged, or what follows its end is none")
        self._ended = False
        return at + _BLOCK, block

    def _extend(self, extended: dict[str, bytes], kind: bytes, at: int, size: int) -> None:
        """Note the name and size that an extended header gives to the entry behind it."""
        data = b"".join(unpack.part(self._stream, at, min(size, _LONG)))
        if kind == b"L":
            extended["path"] = data.rstrip(b"\0")
        elif kind in b"xX":
            for key, value in _records(data):
                if key in (b"path", b"size"):
                    extended[key.decode()] = value

    def _past_sparse_map(self, block: bytes, at: int) -> int:
        """Behind the further blocks of an old GNU sparse file's map; its data is read without the holes."""
        more = block[482]
        while more:
            data = b"".join(unpack.part(self._stream, at, _BLOCK))
            more = data[504] if len(data) == _BLOCK else 0
            at += _BLOCK
        return at


def _stored(block: bytes) -> bytes:
    """The name of the header itself; ustar has a prefix."""
    name = block[:100].split(b"\0", 1)[0]
    prefix = block[345:500].split(b"\0", 1)[0] if block[257:263] == b"ustar\0" else b""
    return prefix + b"/" + name if prefix else name


def _records(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Keys and values of a pax header: ``length key=value\\n``. Raises FormatError."""
    at = 0
    while at < len(data) and data[at]:
        length, space, _ = data[at : at + 21].partition(b" ")
        if not space or not length.isdigit() or int(length) < len(length) + 3:
            raise FormatError("a header of the tar archive is damaged")
        record = data[at + len(length) + 1 : at + int(length) - 1]
        key, _, value = record.partition(b"=")
        yield key, value
        at += int(length)


def _decimal(text: bytes) -> int:
    if not text.isdigit() or len(text) > 19:
        raise FormatError("a header of the tar archive is damaged")
    return int(text)


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> TarArchive:
    """A tar archive."""
    return TarArchive(stream)
