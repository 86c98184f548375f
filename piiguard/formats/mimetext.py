"""What stands in the parts of a mail, decoded: transfer encodings (RFC 2045), headers (RFC 2047), charsets."""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from piiguard.formats import paths, unpack
from piiguard.formats.charset import Charset

_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))
_BLANKS = re.compile(rb"[\s\0]+")
_LONGEST = 1 << 20  # bytes of a header
_FOLD = re.compile(r"[\r\n]+(?=[ \t])")
_WORD = re.compile(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]*)\?=")
# What mail programs call GB2312 and Big5 is usually their supersets.
_WIDER = {
    **{"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950"},
    **dict.fromkeys(("ascii", "latin_1", "iso8859-1", "cp1252"), ""),  # said by default, true or not
}
_NO_CHARSETS = ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined")


def content(stream: BinaryIO, start: int, end: int, coding: str, faults: list[str]) -> Iterator[bytes]:
    """A stretch of a stream with its transfer encoding undone. ``faults`` is told, after all of it, what was broken."""
    coding = coding.partition(";")[0].strip().lower()
    blocks = unpack.part(stream, start, end - start)
    if coding == "base64":
        yield from _base64(blocks, faults)
    elif coding == "quoted-printable":
        for lines in whole_lines(blocks):
            yield binascii.a2b_qp(lines)
    elif coding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        yield from _uuencoded(blocks, faults)
    else:
        if coding not in ("", "7bit", "8bit", "binary", "7-bit", "8-bit"):
            faults.append("its transfer encoding is not known; it was read as it stands")
        yield from blocks


def _base64(blocks: Iterator[bytes], faults: list[str]) -> Iterator[bytes]:
    """Groups of four; padding may stand inside, where encoded pieces were put together."""
    left, strange, odd = b"", 0, 0
    for block in blocks:
        clean = block.translate(None, _NOT_BASE64)
        strange += len(_BLANKS.sub(b"", block)) - len(clean)
        *done, left = re.split(rb"=+", left + clean)
        for piece in done:
            odd += len(piece) % 4 == 1
            yield _group(piece)
        cut = len(left) // 4 * 4
        if cut:
            yield binascii.a2b_base64(left[:cut])
            left = left[cut:]
    odd += len(left) == 1
    if left:
        yield _group(left)
    if strange or odd:
        faults.append("its base64 is broken")


def _group(piece: bytes) -> bytes:
    piece = piece[:-1] if len(piece) % 4 == 1 else piece
    return binascii.a2b_base64(piece + b"=" * (-len(piece) % 4))


def whole_lines(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Blocks cut behind line feeds; a line of megabytes is cut anywhere."""
    left = b""
    for block in blocks:
        lines, end, left = (left + block).rpartition(b"\n")
        if end:
            yield lines + end
        elif len(left) > 1 << 22:
            yield left
            left = b""
    yield left


def _uuencoded(blocks: Iterator[bytes], faults: list[str]) -> Iterator[bytes]:
    broken = False
    for lines in whole_lines(blocks):
        for line in lines.splitlines():
            if line.startswith(b"begin ") or line.strip() in (b"end", b"`", b""):
                continue
            try:
                yield binascii.a2b_uu(line)
            except binascii.Error:
                broken = True
    if broken:
        faults.append("its uuencoding is broken")


def codec(name: str) -> str:
    """Python's codec for a declared charset, supersets for GB2312 and Big5; "" when it says nothing of use."""
    try:
        found = codecs.lookup(name.strip().strip("\"'"))
    except (LookupError, ValueError):
        return ""
    if not getattr(found, "_is_text_encoding", True) or found.name in _NO_CHARSETS:
        return ""
    return _WIDER.get(found.name, found.name)


def charset_of(name: str) -> Charset | None:
    """A declared charset, None when it has to be found out."""
    found = codec(name) if name else ""
    return Charset(found.replace("cp950", "big5"), found) if found else None


def western(name: str) -> bool:
    """Whether a declared charset is the one of Western Europe: to be believed where the bytes look like no other."""
    try:
        return codecs.lookup(name.strip().strip("\"'")).name in ("iso8859-1", "cp1252")
    except (LookupError, ValueError):
        return False


def decoded(raw: bytes, declared: str) -> str:
    """A few bytes in the charset they are said to be in, or another where that cannot be."""
    found = codec(declared)
    try:
        return raw.decode(found) if found else paths.decoded(raw, "latin-1", _LONGEST)
    except UnicodeError:
        return paths.decoded(raw, "latin-1", _LONGEST)


class Run(NamedTuple):
    """A stretch of an unfolded header (characters, half open) and what it reads as; of encoded words their charset and coding."""

    start: int
    end: int
    text: str
    charset: str = ""
    coding: str = ""


def header_text(value: str) -> str:
    """A header as text: unfolded, its encoded words decoded, its 8-bit bytes in whatever charset they are."""
    return "".join(run.text for run in header_runs(_FOLD.sub("", str(value))))


def unfolded(value: str) -> tuple[str, list[int]]:
    """A header on one line, and where each of its characters, and its end, stood before."""
    if "\n" not in value and "\r" not in value:
        return value, []
    places: list[int] = []
    at = 0
    for fold in _FOLD.finditer(value):
        places += range(at, fold.start())
        at = fold.end()
    places += range(at, len(value) + 1)
    return _FOLD.sub("", value), places


def header_runs(value: str) -> list[Run]:
    """The runs of an unfolded header; blanks between encoded words are in none. Words of one charset are one run."""
    runs: list[Run] = []
    at, begin, pending, charset, coding = 0, 0, b"", "", ""
    for found in _WORD.finditer(value):
        between = value[at : found.start()]
        said = found[1].partition("*")[0].lower()
        apart = bool(between.strip()) or not at
        if apart or said != charset:
            if coding:
                runs.append(Run(begin, at, decoded(pending, charset), charset, coding))
            begin, pending, coding = found.start(), b"", found[2].lower()
        if apart and between:
            runs.append(Run(at, found.start(), plain(between)))
        # Programs cut words inside a character: bytes first, then text.
        pending += _word(found[2], found[3])
        at, charset = found.end(), said
    if coding:
        runs.append(Run(begin, at, decoded(pending, charset), charset, coding))
    if value[at:]:
        runs.append(Run(at, len(value), plain(value[at:])))
    return runs


def _word(coding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "surrogateescape")
    if coding in "qQ":
        return binascii.a2b_qp(raw.replace(b"_", b" "))
    return _group(raw.translate(None, _NOT_BASE64).replace(b"=", b""))


def plain(text: str) -> str:
    """Characters of a header that are no encoded word; 8-bit bytes (surrogates) in whatever charset they are."""
    if text.isascii():
        return text
    return paths.decoded(text.encode("utf-8", "surrogateescape"), "latin-1", _LONGEST)
