"""Which charset a file is in, of the few Chinese files come in, and text in and out of it.

UTF-8, UTF-16 (with or without a byte order mark), GB18030 (so GBK and GB2312) and Big5 (cp950 or
HKSCS), and UTF-8 that holds what was read in a wrong charset (mojibake.py). What is none of these is
read byte by byte and said to be unknown; what is binary is refused.
The choice is a heuristic: marks, then strict UTF-8, then how many characters are common ones.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable
from operator import mul
from typing import BinaryIO

from piiguard.errors import FormatError, alone
from piiguard.formats import _common, mojibake
from piiguard.formats.containers import container

SAMPLE = 1 << 16  # bytes looked at
BLOCK = 1 << 19  # bytes decoded at a time
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_EIGHT_BIT = (("gb18030", "gb18030"), ("big5", "cp950"), ("big5-hkscs", "big5hkscs"))
# Control characters text has no use for; tab, line ends, form feed, backspace and escape do occur.
_CONTROLS = re.compile(r"[\x00-\x07\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_BYTES = bytes(code for code in range(128) if _CONTROLS.match(chr(code)))
_THREE_BYTES = re.compile("[\u0800-\U0010ffff]")
_GOOD = 0.2  # a decoding scoring less is no Chinese text
# A few byte pairs share a character: not every file can be written back as it was.
_LOSSY = frozenset({"cp950", "big5hkscs"})


class UnsupportedError(FormatError):
    """An object of a kind that is not read; the message names the kind."""


class Charset:
    """name: what to call it; codec: Python's; bom: the mark at the start; known: false for a last resort.

    mistake  where the text was read in a wrong charset before it was saved: (the true one, the wrong one)
    """

    __slots__ = ("bom", "codec", "known", "mistake", "name")

    def __init__(
        self, name: str, codec: str, bom: bytes = b"", known: bool = True, mistake: tuple[str, str] | None = None
    ) -> None:
        self.mistake = mistake
        self.name = name
        self.codec = codec
        self.bom = bom
        self.known = known

    def __repr__(self) -> str:
        return f"Charset({self.name!r}{', bom' if self.bom else ''})"


def detect(stream: BinaryIO) -> Charset:
    """The charset of a seekable stream, which is left at its start.

    Raises UnsupportedError for containers (zip, PDF, images, …), UTF-32 and binary data.
    """
    stream.seek(0)
    head = stream.read(SAMPLE)
    sample = head if not _plain(head) else _first_not_ascii(stream, head)
    stream.seek(0)
    if head[:4] in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
        raise UnsupportedError("UTF-32 text")
    for mark, name in _MARKS:
        if head.startswith(mark):
            return _misread(sample.removeprefix(mark), Charset(name, name, mark))
    kind = container(head)
    if kind:
        raise UnsupportedError(kind)
    if sample is head and mojibake.seven_bit(head):
        raise UnsupportedError("UTF-7 text")
    return _misread(sample, guess(sample))


def _misread(sample: bytes, charset: Charset) -> Charset:
    """The charset, with the mistake made before in what was saved as UTF-8."""
    text = _decoded(sample, "utf-8") if charset.codec == "utf-8" else None
    mistake = mojibake.find(text, _reads) if text else None
    if mistake is None:
        return charset
    return Charset(f"{charset.name} ({mistake[0]} read as {mistake[1]})", "utf-8", charset.bom, mistake=mistake)


def guess(sample: bytes) -> Charset:
    """The charset of bytes without a mark. Raises UnsupportedError for binary data."""
    if b"\0" in sample and (wide := _wide(sample)):
        return wide
    if len(sample) - len(sample.translate(None, _CONTROL_BYTES)) > len(sample) * 0.1:
        raise UnsupportedError("binary data")
    utf8 = _decoded(sample, "utf-8")
    if utf8 is not None and not _doubtful(utf8):
        return Charset("utf-8", "utf-8")
    best, points = Charset("utf-8", "utf-8"), _score(sample, "utf-8")
    for name, codec in _EIGHT_BIT:
        score = _score(sample, codec)
        if score > points and (utf8 is None or score > 0.8):
            best, points = Charset(name, codec), score
    if utf8 is None and (wide := _wide(sample)) and _score(sample, wide.codec) > max(points, 0.5):
        return wide
    if utf8 is None and points < _GOOD:
        return Charset("unknown-8bit", "latin-1", known=False)
    return best


def _plain(head: bytes) -> bool:
    return head.isascii() and b"\0" not in head


def _first_not_ascii(stream: BinaryIO, head: bytes) -> bytes:
    """A sample from the first byte that is not ASCII; the head when there is none."""
    while block := stream.read(1 << 20):
        if not _plain(block):
            first = next(at for at, byte in enumerate(block) if byte > 127 or not byte)
            return block[first:][:SAMPLE]
    return head


def _decoded(sample: bytes, codec: str, errors: str = "strict") -> str | None:
    """The sample as text, or None; a character cut off at its end is no error."""
    try:
        return codecs.getincrementaldecoder(codec)(errors).decode(sample)
    except UnicodeDecodeError:
        return None


def _doubtful(text: str) -> bool:
    """Whether valid UTF-8 may be a short GBK text by chance: it has two-byte characters only."""
    return not text.isascii() and _THREE_BYTES.search(text) is None


def _wide(sample: bytes) -> Charset | None:
    """UTF-16 without a mark, when one of its byte orders reads as text."""
    best, points = None, 0.5
    for name in ("utf-16-le", "utf-16-be"):
        text = _decoded(sample, name, "replace") or ""
        score = _points(text) / max(1, len(text))
        if score > points:
            best, points = Charset(name, name), score
    return best


def _score(sample: bytes, codec: str) -> float:
    """How much a decoding looks like Chinese, per character beyond ASCII: up to 1; below 0 is nonsense."""
    return _reads(_decoded(sample, codec, "replace") or "")


def _reads(text: str) -> float:
    high = re.sub(r"[\x00-\x7f]+", "", text)
    return _points(high) / max(1, len(high))


def _points(text: str) -> float:
    counts = Counter(text)
    weights: Iterable[float] = map(mul, counts.values(), map(_WEIGHTS.__getitem__, counts))
    return sum(weights)


def _weight(char: str) -> float:
    if char < "\x7f":
        return -2.0 if _CONTROLS.match(char) else 1.0
    if char in _common.COMMON:
        return 1.0
    if "\u4e00" <= char <= "\u9fff":
        return 0.4 if _first_level(char) else 0.0
    if char in "“”‘’…—·《》" or "\u3000" <= char <= "\u3020" or "\uff00" <= char <= "\uff5f":
        return 0.5
    if char == "\ufffd":
        return -3.0
    return -1.0 if "\ue000" <= char <= "\uf8ff" else -0.5


class _Weights(dict[str, float]):
    """The weights of characters met so far: texts share most of theirs."""

    def __missing__(self, char: str) -> float:
        if len(self) > 1 << 16:
            self.clear()
        weight = self[char] = _weight(char)
        return weight


_WEIGHTS = _Weights()


def _first_level(char: str) -> bool:
    """Whether the character is of the first level of GB 2312 or Big5: the few thousand in daily use."""
    for codec, first, last in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            if first <= char.encode(codec)[0] <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False


class TextReader:
    """The text of a byte stream, block by block; bytes that do not decode become U+FFFD and are counted.

    errors  how many bytes (or broken characters) did not decode so far
    read    bytes consumed so far
    strict  raise FormatError instead, and also where the text could not be written back as the same bytes
    """

    def __init__(self, stream: BinaryIO, charset: Charset, strict: bool = False) -> None:
        self.charset = charset
        self.strict = strict
        self.errors = 0
        self.read = len(charset.bom)
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(charset.codec)("strict")
        self._repair = mojibake.Repair(*charset.mistake) if charset.mistake else None
        self._owed = ""  # text as saved that the repaired text has not accounted for
        stream.seek(len(charset.bom))

    def block(self) -> str:
        """The next block of text; "" only at the end."""
        while True:
            data = self._stream.read(BLOCK)
            self.read += len(data)
            text = self._decode(data, final=not data)
            if self._repair is not None:
                text = self._repaired(self._repair, text, final=not data)
            if text or not data:
                return text

    def _repaired(self, repair: mojibake.Repair, saved: str, final: bool) -> str:
        before = repair.lost
        text = repair.text(saved, final)
        self.errors += max(0, repair.lost - before)
        if self.strict:
            try:
                again = repair.undo(text)
            except UnicodeEncodeError:
                again = None
            self._owed += saved
            if again is None or not self._owed.startswith(again) or (final and self._owed != again):
                raise FormatError(f"its text ({self.charset.name}) cannot be written back as the same bytes")
            self._owed = self._owed[len(again) :]
        return text

    def _decode(self, data: bytes, final: bool) -> str:
        before = self._decoder.getstate()
        try:
            text = self._decoder.decode(data, final)
        except UnicodeDecodeError:
            if self.strict:
                alone(FormatError(f"it holds bytes that are not {self.charset.name}"))
            self._decoder.setstate(before)
            self._decoder.errors = "replace"
            text = self._decoder.decode(data, final)
            self._decoder.errors = "strict"
            self.errors += max(1, text.count("\ufffd"))
            return text
        if self.strict and self.charset.codec in _LOSSY:
            self._check(before[0], data, text)
        return text

    def _check(self, pending: bytes, data: bytes, text: str) -> None:
        """Raise FormatError unless the block's text encodes to the block's bytes again."""
        consumed = pending + data
        left = len(self._decoder.getstate()[0])
        if text.encode(self.charset.codec, "replace") != consumed[: len(consumed) - left]:
            raise FormatError(f"its {self.charset.name} characters cannot be written back as the same bytes")


def encode(text: str, charset: Charset) -> bytes:
    """Text as bytes of the charset. Raises FormatError for a character it does not have (a replacement's)."""
    try:
        if charset.mistake:
            text = mojibake.Repair(*charset.mistake).undo(text)
        return text.encode(charset.codec)
    except UnicodeEncodeError:
        alone(FormatError(f"a replacement has characters that {charset.name} does not have"))


def decodes(data: bytes, charset: Charset) -> bool:
    """Whether a file's first bytes are text in the charset; a character cut off at their end is no error."""
    return _decoded(data[len(charset.bom) :], charset.codec) is not None


def beginning(data: bytes, charset: Charset) -> str:
    """The text of a file's first bytes, without its mark; what does not decode is U+FFFD."""
    text = codecs.getincrementaldecoder(charset.codec)("replace").decode(data[len(charset.bom) :])
    return mojibake.Repair(*charset.mistake).text(text, False) if charset.mistake else text
