"""Outlook messages (msg): every text property of the message, its recipients and attached messages (MS-OXMSG).

Attachments are members. What stands in binary properties only (ids, search keys) repeats what is in the others.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, BinaryIO

from piiguard.errors import FormatError, alone
from piiguard.formats import lzfu, mimetext, text, visible
from piiguard.formats.charset import UnsupportedError
from piiguard.formats.document import Document, LimitError, Limits, Member, fixed
from piiguard.formats.pieces import Feed, Keys, Location, Segment

_STREAM = re.compile(r"__substg1\.0_([0-9A-F]{4})([0-9A-F]{4})(?:-[0-9A-F]{8})?", re.I)
_TEXT, _ANSI, _BINARY = "001F", "001E", "0102"
_MULTI = {"101F": _TEXT, "101E": _ANSI}
_BODY, _HTML, _RTF = "1000", "1013", "1009"
# Labels people know; any other property goes by its number.
_LABELS = {
    **dict.fromkeys(("0037", "0E1D", "0070"), "Subject"),
    **dict.fromkeys(("0042", "0065", "0C1A", "0C1F", "5D01", "5D02"), "From"),
    **dict.fromkeys(("3003", "39FE"), "Email"),
    **dict.fromkeys(("3703", "3704", "3707"), "Attachment"),
    **{"007D": "Headers", "0E02": "Bcc", "0E03": "Cc", "0E04": "To", "3001": "Name"},
}
_DEEP = 8
_CODE_PAGES = {936: "gb18030", 950: "cp950", 20936: "gb18030", 52936: "hz", 54936: "gb18030", 65001: "utf-8"}


@contextmanager
def _faults() -> Iterator[None]:
    """olefile's errors as ours: damaged files make it say whatever Python says; its words may hold names."""
    try:
        yield
    except FormatError:
        raise
    except (MemoryError, RecursionError):
        alone(LimitError("the Outlook message takes too much memory, or is nested too deep"))
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        alone(FormatError("the Outlook message is damaged"))


class Outlook(Document):
    """A message, opened by olefile."""

    format = "msg"

    def __init__(self, stream: BinaryIO, opener: Callable[[BinaryIO], Any]) -> None:
        self._unread: list[str] = []
        with _faults():
            self._file = opener(stream)
            self._paths = [tuple(path) for path in self._file.listdir(streams=True, storages=True)]
        self._inside: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for path in self._paths:
            self._inside.setdefault(path[:-1], []).append(path)
        self._page = self._code_page()  # the charset of 8-bit texts, "" when it has to be found out

    def segments(self) -> Iterator[Segment]:
        """Text properties by name, bodies by line; ``part`` says which recipient or attached message."""
        for path in self._storages():
            place: Location = {"part": _part(path)} if path else {}
            for number, kind, full in self._properties(path):
                try:
                    yield from self._property(number, kind, full, place)
                except FormatError as error:
                    self._unread.append(f"{_part(path)}: {error}".lstrip(": "))

    def members(self) -> Iterator[Member]:
        """Attached files, and the body where it is RTF only."""
        for path in self._storages():
            found = {(number, kind): full for number, kind, full in self._properties(path)}
            if path and path[-1].lower().startswith("__attach"):
                yield from self._attachment(path, found)
            elif (_RTF, _BINARY) in found and not {_BODY, _HTML} & {number for number, _ in found}:
                yield Member(f"{_part(path)}/body.rtf".lstrip("/"), partial(self._rtf, found[_RTF, _BINARY]))

    def unread(self) -> list[str]:
        """Properties that could not be read, and damage that olefile read over."""
        return self._unread + (["the Outlook message is damaged in places"] if self._file.parsing_issues else [])

    def close(self) -> None:
        """Forget the directory."""
        self._file.close()

    def _storages(self) -> Iterator[tuple[str, ...]]:
        """The message, its recipients, attachments and attached messages, and theirs."""
        yield ()
        for path in self._paths:
            last = path[-1].lower()
            known = last.startswith(("__recip", "__attach")) or last == "__substg1.0_3701000d"
            if known and len(path) <= 2 * _DEEP:
                yield path
            elif known:
                raise LimitError("messages in messages too deep")

    def _properties(self, storage: tuple[str, ...]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Number, type and path of what is directly in a storage."""
        for path in self._inside.get(storage, ()):
            if found := _STREAM.fullmatch(path[-1]):
                yield found[1].upper(), found[2].upper(), path

    def _property(self, number: str, kind: str, path: tuple[str, ...], place: Location) -> Iterator[Segment]:
        kind = _MULTI.get(kind, kind) if "-" in path[-1] else kind
        page = number == _HTML
        if kind not in (_TEXT, _ANSI) and not (page and kind == _BINARY):
            return
        raw = self._bytes(path)
        said = "utf-16-le" if kind == _TEXT else self._page
        value = mimetext.decoded(raw, said).rstrip("\0")
        if page:
            yield from self._shown(value, place)
        elif number == _BODY or "\n" in value:
            yield from _lines(value, {**place, "property": _LABELS.get(number, number)})
        elif value.strip():
            label = _LABELS.get(number)
            yield fixed(value, {**place, "property": label or number}, label)

    def _shown(self, html: str, place: Location) -> Iterator[Segment]:
        try:
            for line, found in visible.lines(html):
                yield fixed(found, {**place, "property": "HTML", "line": line})
        except (ImportError, ValueError):
            self._unread.append("HTML searched as it stands, not as it is shown (pip install 'piiguard[scan]')")
            yield from _lines(html, {**place, "property": "HTML"})

    def _code_page(self) -> str:
        """By the fixed properties PidTagMessageCodepage and PidTagInternetCodepage behind 32 bytes of header."""
        try:
            data = self._bytes(("__properties_version1.0",))
        except FormatError:
            return ""
        for at in range(32, len(data) - 15, 16):
            _, number, _, value = struct.unpack_from("<HHLL", data, at)
            if number in (0x3FFD, 0x3FDE) and value in _CODE_PAGES:
                return _CODE_PAGES[value]
        return ""

    def _attachment(self, path: tuple[str, ...], found: dict[tuple[str, str], tuple[str, ...]]) -> Iterator[Member]:
        """The file of an attachment; an attached message is read with its message, where it stands."""
        named = (full for key in ("3707", "3704", "3001") for (number, _), full in found.items() if number == key)
        name = next(map(self._text, named), "") or _part(path)
        if len(path) > 1:
            name = f"{_part(path[:-1])}/{name}"
        if ("3701", _BINARY) in found:
            yield Member(name, partial(self._open, found["3701", _BINARY]))
        elif ("3701", "000D") not in found:
            yield Member(name, None, status="skipped", reason="a link: its content is not in the message")
        elif not any(inner[-1].lower() == "__properties_version1.0" for inner in self._inside.get(found["3701", "000D"], ())):
            yield Member(name, None, status="skipped", reason="not supported: an OLE object in a message")

    def _text(self, path: tuple[str, ...]) -> str:
        wide = path[-1].upper().endswith(_TEXT)
        return mimetext.decoded(self._bytes(path), "utf-16-le" if wide else self._page).strip("\0").strip()

    def _open(self, path: tuple[str, ...]) -> BinaryIO:
        return io.BytesIO(self._bytes(path))

    def _rtf(self, path: tuple[str, ...]) -> BinaryIO:
        return io.BytesIO(lzfu.unpacked(self._bytes(path)))

    def _bytes(self, path: tuple[str, ...]) -> bytes:
        with _faults():
            data: bytes = self._file.openstream(list(path)).read()
            return data


def _part(path: tuple[str, ...]) -> str:
    """``recipient 1``, ``attachment 2/attachment 1``: counted from 1, as people do."""
    words = []
    for name in path:
        what = "recipient" if name.lower().startswith("__recip") else "attachment" if name.lower().startswith("__attach") else ""
        if what:
            number = re.search(r"#([0-9A-Fa-f]{8})", name)
            words.append(f"{what} {int(number[1], 16) + 1}" if number else what)
    return "/".join(words)


def _lines(value: str, place: Location) -> Iterator[Segment]:
    blocks = iter([value])
    for piece in text.pieces(Feed(lambda: next(blocks, ""))):
        segment = piece.segment
        if segment is not None:
            where = partial(_placed, place, segment)
            yield Segment(segment.text, where, segment.label, begin=segment.begin, stop=segment.stop, base=segment.base)


def _placed(place: Location, segment: Segment, offset: int) -> Location:
    return {**place, **segment.locate(offset)}


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> Outlook:
    """An Outlook message. Raises UnsupportedError without olefile, FormatError."""
    try:
        import olefile
    except ImportError:
        raise UnsupportedError("Outlook messages: pip install 'piiguard[scan]'") from None
    return Outlook(stream, olefile.OleFileIO)
