"""RTF, by kreuzberg; what its text leaves out is looked for in the source and, where it is there, told as unread."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from piiguard.errors import FormatError, MissingExtraError, alone
from piiguard.formats.document import Document, LimitError, Limits, fixed
from piiguard.formats.pieces import Keys, Segment

_MOST = 1 << 26  # bytes; kreuzberg holds a document several times
_LEFT_OUT = (
    (re.compile(rb"\\v(?![a-z0-9])"), "hidden text"),
    (re.compile(rb"\\footnote(?![a-z])"), "notes"),
    (re.compile(rb"\\annotation(?![a-z])"), "comments"),
    (re.compile(rb"\\shptxt(?![a-z])"), "text boxes"),
    (re.compile(rb"\\(?:pict|objdata)(?![a-z])"), "pictures or embedded objects"),
    (re.compile(rb"\\userprops(?![a-z])"), "properties"),
)
_LINK = re.compile(rb'HYPERLINK\s+(?:\\+[a-z]\s+)?"([^"{}\\]{3,2000})"')


class Rtf(Document):
    """A document, not yet parsed."""

    format = "rtf"

    def __init__(self, data: bytes, kreuzberg: Any) -> None:
        self._data = data
        self._kreuzberg = kreuzberg

    def segments(self) -> Iterator[Segment]:
        """Lines of text, title and authors, targets of links. Raises FormatError."""
        # Its cache would keep the text on disk.
        config = self._kreuzberg.ExtractionConfig(use_cache=False)
        try:
            result = self._kreuzberg.extract_bytes_sync(self._data, "application/rtf", config)
            content, metadata = str(result.content), dict(result.metadata)
        except (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
            raise
        except BaseException:  # a panic in it is no Exception
            alone(FormatError("the RTF is damaged"))
        for number, line in enumerate(content.split("\n"), 1):
            if line.strip():
                yield fixed(line, {"paragraph": number})
        for name, value in metadata.items():
            for text in value if isinstance(value, list | tuple) else [value]:
                if isinstance(text, str) and text:
                    yield fixed(text, {"field": str(name)})
        for target in _LINK.findall(self._data):
            yield fixed(target.decode("ascii", "replace"), {"field": "link"})
        self.read = len(self._data)

    def unread(self) -> list[str]:
        """The kinds of text in it that the reader leaves out."""
        found = [name for pattern, name in _LEFT_OUT if pattern.search(self._data)]
        return [f"not read: {', '.join(found)}"] if found else []


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> Rtf:
    """An RTF. Raises MissingExtraError, and LimitError for one that is too long."""
    try:
        import kreuzberg
    except ImportError:
        raise MissingExtraError("pip install 'piiguard[scan]'") from None
    data = stream.read(_MOST + 1)
    if len(data) > _MOST:
        raise LimitError(f"an RTF of more than {_MOST} bytes is not held in memory")
    return Rtf(data, kreuzberg)
