"""The parts of a mail as ranges of a stream: nothing of it is held, however large its attachments are.

Only header blocks are given to the standard library. Its ``policy.default`` is not used: it decodes
``gb2312`` by the letter (so 镕 and 喆 are lost), and raises on hostile headers. Sources: RFC 2045 to 2047, 2231, 5322.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32
from io import BytesIO
from typing import Any, BinaryIO

from piiguard.formats.mimetext import decoded, header_text

_LINE = 1 << 16  # bytes of a line looked at together
_HEADERS = 1 << 20  # bytes of headers of one part
_DEEP = 40  # multiparts in multiparts
_LOOSE = re.compile(rb"\A([!-9;-~]{1,200})[ \t]+:")
_HEADER = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")


class _Raw(Compat32):
    """Headers as they stand: the usual policy makes U+FFFD of 8-bit bytes."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


_PARSER = BytesHeaderParser(policy=_Raw())


class Part:
    """A stretch of a mail: a body, an attachment, or the text around them.

    path        "1.2": the second part of the first; "" for the mail itself
    kind        its content type, lower case
    head        where its headers begin in the stream
    start, end  where its content stands in the stream
    """

    __slots__ = ("end", "head", "headers", "kind", "path", "start")

    def __init__(self, path: str, headers: Message | None, kind: str, start: int, end: int, head: int) -> None:
        self.path = path
        self.headers = headers
        self.kind = kind
        self.head = head
        self.start = start
        self.end = end

    def parameter(self, name: str, header: str = "content-type") -> str:
        """A parameter of a header, decoded; "" when it is not there."""
        if self.headers is None:
            return ""
        try:
            value: Any = self.headers.get_param(name, "", header)
            if isinstance(value, tuple):
                return decoded(value[2].encode("latin-1", "surrogateescape"), value[0] or "utf-8")
            return header_text(value)
        except Exception:  # of hostile parameters the standard library says many things
            return ""

    @property
    def name(self) -> str:
        """The file name it was given."""
        return self.parameter("filename", "content-disposition") or self.parameter("name")

    @property
    def coding(self) -> str:
        """Its transfer encoding as it is written."""
        return "" if self.headers is None else str(self.headers.get("content-transfer-encoding", ""))

    @property
    def attached(self) -> bool:
        """Whether it is a file rather than a text to read."""
        said = str(self.headers.get("content-disposition", "")) if self.headers is not None else ""
        return said.strip().lower().startswith("attachment") or bool(self.name)


class _Level:
    """A multipart that is open."""

    __slots__ = ("count", "line", "path")

    def __init__(self, boundary: str, path: str) -> None:
        self.line = b"--" + boundary.rstrip().encode("utf-8", "surrogateescape")
        self.path = path
        self.count = 0


def parts(stream: BinaryIO, start: int, end: int, faults: list[str]) -> Iterator[Part]:
    """Every part of a mail that stands in ``start`` to ``end``, in order; a multipart itself comes before its parts, empty.

    faults  is told what stops parts from being found
    """
    levels: list[_Level] = []
    path = ""
    headers: Message | None
    headers, at = _headers(stream, start, end)
    head = start
    while True:
        kind = _kind(headers)
        boundary = _boundary(headers) if kind.startswith("multipart/") else ""
        opens = bool(boundary) and len(levels) < _DEEP
        if kind.startswith("multipart/") and not opens:
            faults.append(f"part {path or '0'}: a multipart whose parts cannot be told apart")
            kind = "text/plain"
        if opens:
            yield Part(path, headers, kind, at, at, head)
            levels.append(_Level(boundary, path))
            path, headers, kind, head = f"{path}.preamble".lstrip("."), None, "text/plain", at
        stop, level, closes, after = _until(stream, at, end, levels)
        yield Part(path, headers, kind, at, stop, head)
        while level is not None and closes:
            del levels[level:]
            at = after
            stop, level, closes, after = _until(stream, at, end, levels)
            yield Part("epilogue", None, "text/plain", at, stop, at)
        if level is None:
            return
        del levels[level + 1 :]
        current = levels[level]
        current.count += 1
        path = f"{current.path}.{current.count}".lstrip(".")
        headers, at = _headers(stream, after, end, levels)
        head = after


def block(raw: bytes) -> Message:
    """The headers in these bytes."""
    return _headers(BytesIO(raw), 0, len(raw))[0]


def _until(stream: BinaryIO, at: int, end: int, levels: list[_Level]) -> tuple[int, int | None, bool, int]:
    """Where the content ends, which level's boundary ends it and whether for good, and where that line ends."""
    stream.seek(at)
    whole, breaks = True, 0  # at the start of a line; how long the line end before it was
    while at < end:
        line = stream.readline(min(_LINE, end - at))
        if not line:
            break
        if whole and line.startswith(b"--"):
            level, closes = _matching(line, levels)
            if level is not None:
                return at - breaks, level, closes, at + len(line)
        at += len(line)
        whole = line.endswith(b"\n")
        breaks = 2 if line.endswith(b"\r\n") else 1 if whole else 0
    return at, None, False, at


def _matching(line: bytes, levels: list[_Level]) -> tuple[int | None, bool]:
    line = line.rstrip()
    for number in range(len(levels) - 1, -1, -1):
        if line == levels[number].line:
            return number, False
        if line == levels[number].line + b"--":
            return number, True
    return None, False


def _headers(stream: BinaryIO, at: int, end: int, levels: list[_Level] | None = None) -> tuple[Message, int]:
    """The headers that begin at ``at`` and where they end; they end where a line is none, blank or not."""
    stream.seek(at)
    start = at
    lines: list[bytes] = []
    while at < end and at - start < _HEADERS:
        line = stream.readline(min(_HEADERS, end - at))
        if not line.strip():
            at += len(line)
            break
        if not (_HEADER.match(line) or (lines and line[:1] in b" \t")) or _matching(line, levels or [])[0] is not None:
            break
        # The standard library ends the headers at a blank before a colon, and a line at a lone carriage return.
        lines.append(_LOOSE.sub(rb"\1:", line).rstrip(b"\r\n").replace(b"\r", b" ") + b"\n")
        at += len(line)
    return _PARSER.parsebytes(b"".join(lines)), at


def _kind(headers: Message | None) -> str:
    if headers is None:
        return "text/plain"
    value = str(headers.get("content-type", "")).partition(";")[0].strip().lower()
    return value if re.fullmatch(r"[\w.+-]+/[\w.+-]+", value) else "text/plain"


def _boundary(headers: Message | None) -> str:
    try:
        return str((headers.get_boundary() if headers is not None else "") or "")
    except Exception:  # as in Part.parameter
        return ""
