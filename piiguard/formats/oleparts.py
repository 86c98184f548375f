"""Compound files (MS-CFB) through olefile: streams, document properties (MS-OLEPS), what is embedded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from piiguard.errors import FormatError, MissingExtraError
from piiguard.formats import charset
from piiguard.formats.charset import UnsupportedError
from piiguard.formats.document import Limits, fixed
from piiguard.formats.pieces import Keys, Segment

_PROPERTIES = ("\5SummaryInformation", "\5DocumentSummaryInformation")
# Document objects that are put in, and macros: storages of their own.
_INNER = ("MBD", "ObjectPool", "_VBA_PROJECT_CUR", "Macros")
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

    def properties(self, unread: list[str]) -> Iterator[Segment]:
        """The properties that are text; a set that cannot be read is told in ``unread``."""
        for name in _PROPERTIES:
            try:
                if not self._safe(lambda name=name: self._file.exists(name)):
                    continue
                values = self._safe(lambda name=name: self._file.getproperties(name))
            except FormatError:
                unread.append("document properties are damaged")
                continue
            for identity, value in values.items():
                for text in _texts(value):
                    field = _NAMES.get(identity, str(identity)) if name == _PROPERTIES[0] else str(identity)
                    yield fixed(text, {"part": name[1:], "field": field}, field if field.isalpha() else None)
        yield from self._custom()

    def _custom(self) -> Iterator[Segment]:
        """Properties people made themselves: the second section, which olefile does not read; its runs of letters."""
        data = self.stream(_PROPERTIES[1])
        if len(data) < 68 or data[24] < 2:
            return
        section = data[int.from_bytes(data[64:68], "little") :]
        for run in (*_NARROW.findall(section), *_WIDE.findall(section)):
            for text in _texts(run if b"\0" not in run else run.decode("utf-16-le", "replace")):
                yield fixed(text, {"part": _PROPERTIES[1][1:], "field": "custom"})

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
            raise FormatError("the compound file is damaged") from None


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str) and value.strip("\0 "):
        yield value.strip("\0")
    elif isinstance(value, bytes) and value.strip(b"\0 "):
        raw = value.rstrip(b"\0")
        try:
            yield raw.decode(charset.guess(raw).codec, "replace")
        except UnsupportedError:
            return
