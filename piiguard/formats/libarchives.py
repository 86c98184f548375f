"""7z and rar through the system's libarchive; what it cannot read is said, not guessed.

It is C that parses hostile bytes: the scan runs it in a worker that is watched. Nothing is unpacked to disk.
"""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any, BinaryIO, NamedTuple

from piiguard.errors import FormatError, alone
from piiguard.formats import unpack
from piiguard.formats.charset import UnsupportedError
from piiguard.formats.document import Document, EncryptedError, LimitError, Limits, Member
from piiguard.formats.pieces import Keys
from piiguard.formats.treatment import Treatment

_SEVENZIP = b"7z\xbc\xaf\x27\x1c"
_RAR5 = b"Rar!\x1a\x07\x01\0"
_KINDS = {
    0o120000: "a symbolic link",
    0o020000: "a character device",
    0o060000: "a block device",
    0o010000: "a named pipe",
    0o140000: "a socket",
}


class Entry(NamedTuple):
    """What the archive says of a file or folder; its time in seconds since 1970, None for unknown."""

    name: str
    mode: int
    time: float | None


class Archive(Document):
    """A 7z or rar archive."""

    def __init__(self, stream: BinaryIO, library: Any, reader: str, limits: Limits) -> None:
        self.format = "7z" if reader == "7zip" else "rar"
        self._stream = stream
        self._library = library
        self._reader = reader
        self._limits = limits
        self._stack = ExitStack()
        self._failed: OSError | None = None
        self._block = b""
        self._drawn = 0  # members so far: only the last one's content can still be read

    def members(self) -> Iterator[Member]:
        """Its files. Raises FormatError, EncryptedError where the names are encrypted too, OSError."""
        return (member for _, member in self.contents() if member is not None)

    def contents(self) -> Iterator[tuple[Entry, Member | None]]:
        """Its files, and its folders as None."""
        entries = iter(self._opened())
        while True:
            try:
                entry = next(entries, None)
                if entry is None:
                    return
                name, kind, link = entry.pathname, entry.filetype & 0o170000, entry.linkpath
            except (self._library.ArchiveError, ValueError, UnicodeError) as error:
                alone(self._fault(error))
            self._drawn += 1
            if self._drawn > self._limits.members:
                raise LimitError(f"more than {self._limits.members} files in it")
            name = name.decode("latin-1") if isinstance(name, bytes) else name or ""
            told = Entry(name, entry.mode, entry.mtime)
            if kind in _KINDS or link:
                reason = _KINDS.get(kind, "a link to another file of the archive")
                yield told, Member(name, None, status="skipped", reason=reason)
            elif self._encrypted(entry):
                yield told, Member(name, None, status="skipped", reason="encrypted")
            else:
                yield told, Member(name, partial(self._open, entry, self._drawn)) if kind != 0o040000 else None

    def rewrite(self, out: BinaryIO, masked: Treatment) -> None:
        """A 7z with the same files. Raises FormatError for rar, which only its maker's programs write."""
        if self.format != "7z":
            raise FormatError("no masked copy of rar can be written: unpack it, or pack it as zip or 7z")
        from piiguard.formats import sevenzipcopy

        sevenzipcopy.write(self, self._library, out, masked)

    def close(self) -> None:
        """Free libarchive's memory."""
        self._stack.close()

    def _opened(self) -> Any:
        reader = self._library.read.custom_reader(
            self._read, format_name=self._reader, seek_func=self._seek, filter_name="none"
        )
        self._stream.seek(0)
        try:
            return self._stack.enter_context(reader)
        except (self._library.ArchiveError, ValueError) as error:
            alone(self._fault(error))

    def _read(self, _archive: Any, _context: Any, pointer: Any) -> int:
        """libarchive asks for bytes; an exception must not pass through C."""
        try:
            self._block = self._stream.read(unpack.OUT)
        except OSError as error:
            self._failed = error
            return -1
        self.read = self._stream.tell()
        place = ctypes.cast(pointer, ctypes.POINTER(ctypes.c_void_p))
        place[0] = ctypes.cast(ctypes.c_char_p(self._block), ctypes.c_void_p).value or 0
        return len(self._block)

    def _seek(self, _archive: Any, _context: Any, offset: int, whence: int) -> int:
        try:
            return self._stream.seek(offset, whence)
        except (OSError, ValueError):
            return -30

    def _open(self, entry: Any, number: int) -> BinaryIO:
        return unpack.as_stream(self._content(entry, number))

    def _content(self, entry: Any, number: int) -> Iterator[bytes]:
        if number != self._drawn:
            raise FormatError("it was not read before the next file of the archive")
        try:
            yield from entry.get_blocks(unpack.OUT)
        except self._library.ArchiveError as error:
            alone(self._fault(error))

    def _encrypted(self, entry: Any) -> bool:
        asked = getattr(self._library.ffi.libarchive, "archive_entry_is_encrypted", None)
        return bool(asked and asked(ctypes.c_void_p(entry._entry_p)))

    def _fault(self, error: Exception) -> Exception:
        """What to raise; libarchive's own words may hold names and are only looked at."""
        text = str(error)
        if self._failed:
            return self._failed
        if "ncrypt" in text or "assphrase" in text:
            return EncryptedError(f"encrypted {self.format} archive")
        if "nsupported" in text or "not supported" in text:
            return UnsupportedError(f"a {self.format} archive of a kind that libarchive does not read")
        return FormatError(f"the {self.format} archive is damaged or cut off")


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> Archive:
    """A 7z or rar archive. Raises UnsupportedError where libarchive-c or the system's libarchive is missing."""
    head = stream.read(8)
    reader = "7zip" if head.startswith(_SEVENZIP) else "rar5" if head == _RAR5 else "rar"
    try:
        import libarchive
    except ImportError:
        raise UnsupportedError("7z and rar archives: pip install 'piiguard[scan]'") from None
    except (OSError, TypeError, AttributeError):  # how its binding fails without the library
        alone(UnsupportedError("7z and rar archives: the system has no libarchive (Debian: libarchive13)"))
    logging.getLogger("libarchive").setLevel(logging.CRITICAL)  # its warnings may name files
    return Archive(stream, libarchive, reader, limits)
