"""Writing mails: content in the transfer encoding it had (RFC 2045), texts as encoded words (RFC 2047), parameters (RFC 2231)."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from piiguard.errors import FormatError
from piiguard.formats import unpack
from piiguard.formats.mimetext import whole_lines

PLAIN = ("", "7bit", "8bit", "binary", "7-bit", "8-bit")
_LINE = 76  # characters
_WORD = 75  # characters of an encoded word, all its marks included
_UNIT = 1 << 22  # bytes of a line of quoted-printable
_BLOCK = 1 << 18
_ENDED = re.compile(rb"[^\n]*\n|[^\n]+")
_SOFT = re.compile(rb"=\r?\n")
_PARAMETER = re.compile(r"""\s*;\s*([^\s=;"]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)""", re.S)


def content(stream: BinaryIO, start: int, end: int, coding: str, new: BinaryIO) -> Iterator[bytes]:
    """What ``new`` holds, in the transfer encoding of ``stream[start:end]`` and with its lines. Raises FormatError."""
    coding = coding.partition(";")[0].strip().lower()
    new.seek(0)
    if coding == "base64":
        yield from _base64(stream, start, end, new)
    elif coding == "quoted-printable":
        yield from _quoted(stream, start, end, new)
    elif coding in PLAIN:
        while block := new.read(_BLOCK):
            yield block
    else:
        raise FormatError("its transfer encoding cannot be written")


def _base64(stream: BinaryIO, start: int, end: int, new: BinaryIO) -> Iterator[bytes]:
    """In lines as long as the first, with what is blank before and behind."""
    head = b"".join(unpack.part(stream, start, min(end - start, 4096)))
    yield head[: len(head) - len(head.lstrip())]
    first, feed, rest = head.lstrip().partition(b"\n")
    ending = (b"\r\n" if first.endswith(b"\r") else b"\n") if feed else b""
    width = len(first.strip()) // 4 * 4
    if not rest.strip():
        width = max(width, _LINE)
    size = max(width, 4) // 4 * 3 if ending else _BLOCK * 3
    between = b""
    while block := new.read(size):
        yield between + binascii.b2a_base64(block, newline=False)
        between = ending
    last = b"".join(unpack.part(stream, max(start, end - 256), min(end - start, 256)))
    if last.strip():
        yield last[len(last.rstrip()) :]


def _quoted(stream: BinaryIO, start: int, end: int, new: BinaryIO) -> Iterator[bytes]:
    """Line by line; a line that did not change stays as it was written."""
    if not _same_lines(stream, start, end, new):
        new.seek(0)
        for line in iter(new.readline, b""):
            yield quoted(line, b"\r\n" if line.endswith(b"\r\n") else b"\n")
        return
    new.seek(0)
    for raw, old in _units(stream, start, end):
        count = old.count(b"\n")
        lines = [new.readline() for _ in range(count if old.endswith(b"\n") else count + 1)]
        if b"".join(lines) == old:
            yield raw
        else:
            hard = b"\r\n" if raw.endswith(b"\r\n") else b"\n"
            yield b"".join(quoted(line, hard) for line in lines)


def _same_lines(stream: BinaryIO, start: int, end: int, new: BinaryIO) -> bool:
    """Whether the new text has as many lines as the old, none of them too long to be held."""
    count = 0
    for raw, old in _units(stream, start, end):
        if len(raw) > _UNIT:
            return False
        count += old.count(b"\n")
    while block := new.read(_BLOCK):
        count -= block.count(b"\n")
    return not count


def _units(stream: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    """Lines as they are written, with those they go on in, and what they read as."""
    unit: list[bytes] = []
    size = 0
    for lines in whole_lines(unpack.part(stream, start, end - start)):
        for line in _ENDED.findall(lines):
            unit.append(line)
            size += len(line)
            if size <= _UNIT and (line.rstrip(b"\r\n").endswith(b"=") or not line.endswith(b"\n")):
                continue
            raw = b"".join(unit)
            old = binascii.a2b_qp(raw)
            if old.endswith(b"\n") or size > _UNIT:
                yield raw, old
                unit, size = [], 0
    if unit:
        yield b"".join(unit), binascii.a2b_qp(b"".join(unit))


def quoted(line: bytes, hard: bytes) -> bytes:
    """A line with its end as quoted-printable whose lines end in ``hard``."""
    ends = line.endswith(hard) and (hard != b"\n" or not line.endswith(b"\r\n"))
    text = line[: -len(hard)] if ends else line
    soft = b"=" + hard
    begins = b"=46" + soft if text.startswith(b"From ") else b""  # which would begin a message of a mailbox
    found = begins + _SOFT.sub(soft, binascii.b2a_qp(text[1:] if begins else text, quotetabs=False, istext=False))
    if ends:
        return found + hard
    return found + soft if line.endswith(b"\n") else found


def words(text: str, name: str, codec: str, coding: str, ending: str) -> str:
    """A text as encoded words, one a line. Raises UnicodeError where the charset does not have its characters.

    name    what to call the charset
    coding  "b" or "q"
    """
    room = _WORD - len(f"=?{name}?b??=")
    found: list[str] = []
    piece, raw = "", b""
    for char in text:
        longer = (piece + char).encode(codec)
        if piece and len(_written(longer, coding)) > room:
            found.append(_written(raw, coding))
            piece, longer = "", char.encode(codec)
        piece, raw = piece + char, longer
    found.append(_written(raw, coding))
    return f"{ending} ".join(f"=?{name}?{coding.upper()}?{one}?=" for one in found)


def _written(raw: bytes, coding: str) -> str:
    if coding == "b":
        return binascii.b2a_base64(raw, newline=False).decode()
    # Only what RFC 2047 allows in every place a word may stand in.
    return "".join(chr(byte) if chr(byte).isalnum() and byte < 128 else "_" if byte == 32 else f"={byte:02X}" for byte in raw)


def parameter(value: str, name: str, new: str) -> str:
    """A header's value with one of its parameters, in however many pieces, given as ``new``; added where it had none."""
    starred = False
    cuts: list[tuple[int, int]] = []
    for found in _PARAMETER.finditer(value):
        base, star, _ = found[1].partition("*")
        if base.lower() == name:
            starred = starred or bool(star)
            cuts.append((found.start(), found.end()))
    if new.isascii() and new.isprintable():
        text = f'{name}="' + re.sub(r'(["\\])', r"\\\1", new) + '"'
    elif starred:
        text = f"{name}*=utf-8''" + quote(new, safe="", errors="replace")
    else:
        text = f'{name}="' + words(new, "utf-8", "utf-8", "b", "") + '"'
    if not cuts:
        return f"{value.rstrip()}; {text}"
    parts = []
    at = 0
    for start, end in cuts:
        parts.append(value[at:start])
        if start == cuts[0][0]:
            begin = value[start:end]
            parts.append(begin[: len(begin) - len(begin.lstrip("; \t\r\n"))] + text)
        at = end
    return "".join([*parts, value[at:]])
