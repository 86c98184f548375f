"""Compound files (MS-CFB) through olefile: streams, document properties (MS-OLEPS), what is embedded."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

from piiguard.errors import FormatError, MissingExtraError, alone
from piiguard.formats import charset
from piiguard.formats.charset import UnsupportedError
from piiguard.formats.document import Limits, fixed
from piiguard.formats.pieces import Keys, Segment

_PROPERTIES = ("\5SummaryInformation", "\5DocumentSummaryInformation")
# Document objects that are put in, and macros: storages of their own.
_INNER = ("MBD", "ObjectPool", "_VBA_PROJECT_CUR", "Macros")
_LPSTR, _LPWSTR = 0x1E, 0x1F
_NARROW = re.compile(rb"[\x20-\x7e\x80-\xff]{4,}")
_WIDE = re.compile(rb"(?:[\x20-\x7e]\x00|[\x00-\xff][\x4e-\x9f]){4,}")
_NAMES = {2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "comments", 7: "template", 8: "last_author"}


class OleParts:
    """A compound file. Raises MissingExtraError, FormatError."""

    def __init__(self, stream: BinaryIO, keys: Keys, limits: Limits) -> None:
        try:
            import olefile
        except ImportError:
            raise MissingExtraError("pip install 'piiguard[scan]'") from None
        self._keys = keys
        self._limits = limits
        stream.seek(0)
        self._file: Any = self._safe(lambda: olefile.OleFileIO(stream))

    def names(self) -> list[list[str]]:
        """The paths of its streams."""
        found: list[list[str]] = self._safe(lambda: self._file.listdir())
        return found

    def stream(self, *names: str) -> bytes:
        """The content of the first of some streams that there is; b"" for none. Raises FormatError."""
        for name in names:
            if self._safe(lambda name=name: self._file.exists(name)):
                data: bytes = self._safe(lambda name=name: self._file.openstream(name).read())
                return data
        return b""

    def properties(self) -> Iterator[Segment]:
        """The properties that are text: those of the summary by name, of the other set, which people add to, runs of letters."""
        for number, text in _summary(self.stream(_PROPERTIES[0])):
            field = _NAMES.get(number, str(number))
            yield fixed(text, {"part": _PROPERTIES[0][1:], "field": field}, field if field.isalpha() else None)
        more = self.stream(_PROPERTIES[1])
        for run in (*_NARROW.findall(more), *(wide.decode("utf-16-le", "replace") for wide in _WIDE.findall(more))):
            if text := _text(run):
                yield fixed(text, {"part": _PROPERTIES[1][1:]})

    def inner(self) -> list[str]:
        """What to say of documents and macros inside, which are not read."""
        found = {path[0] for path in self.names() if len(path) > 1 and path[0].startswith(_INNER)}
        return [f"embedded objects and macros that are not read: {len(found)}"] if found else []

    def close(self) -> None:
        """Let it go; the stream stays the caller's."""
        self._file.fp = None

    @staticmethod
    def _safe(read: Any) -> Any:
        """olefile's errors as ours: damage makes it say whatever Python says, and its words may hold names."""
        try:
            return read()
        except (MemoryError, FormatError):
            raise
        except Exception:
            alone(FormatError("the compound file is damaged"))


def _summary(data: bytes) -> Iterator[tuple[int, str]]:
    """(number, text) of the strings in the first section of a property set. What is declared is only a bound."""
    if len(data) < 48:
        return
    start = int.from_bytes(data[44:48], "little")
    section = data[start:]
    left = len(section)
    count = min(int.from_bytes(section[4:8], "little"), len(section) // 8)
    for at in range(8, min(8 + 8 * count, len(section) - 7), 8):
        number, place = struct.unpack_from("<2L", section, at)
        if place + 8 <= len(section):
            kind, size = struct.unpack_from("<2L", section, place)
            raw = section[place + 8 : place + 8 + min(left, 2 * size if kind == _LPWSTR else size)]
            if kind not in (_LPSTR, _LPWSTR):
                continue
            left -= len(raw)  # strings that overlap, as only forged ones do, give no more than there is
            if text := _text(raw if kind == _LPSTR else raw.decode("utf-16-le", "replace")):
                yield number, text


def _text(value: str | bytes) -> str:
    """A value as text, "" for one that is none."""
    if isinstance(value, str):
        return value.strip("\0 ")
    try:
        return value.decode(charset.guess(value.rstrip(b"\0")).codec, "replace").strip("\0 ")
    except UnsupportedError:
        return ""
