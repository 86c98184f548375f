"""Text that was read in a wrong charset and saved again: ÊÖ»ú for 手机. Found, and undone for searching.

Two mistakes are made often: Chinese bytes (GB18030 or UTF-8) read as Latin-1 or Windows-1252, and UTF-8 read as GBK.
The repaired text is what is searched. A copy is written with the same mistake made again, byte for byte, or refused
where the mistake lost something.
"""

from __future__ import annotations

import base64
import codecs
import re
from collections.abc import Callable

from piiguard.formats._common import COMMON

_LATIN = re.compile(
    r"[\x00-\xff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026"
    r"\u2030\u2039\u203a\u20ac\u2122]+"
)
_LETTERS = re.compile(r"[\x80-\u0192\u02c6\u02dc\u2013-\u2122]{2,}")
_SEVEN_BIT = re.compile(rb"\+([A-Za-z0-9+/]{6,2000})")
_ENOUGH = 0.5  # score of a repaired text that is Chinese
_GAIN = 0.4  # by how much it is better than the text as it stands
_CHINESE = re.compile("[\u2e80-\uffef]+")
_CHARACTERS = 3  # Chinese characters that a repaired text has at least
_FIRST = 2048  # characters that are looked at before all of the sample is
_FEW = 0.02  # characters beyond ASCII that may stay broken
_MISREAD = "latin-1", "cp1252"


def _western() -> dict[str, int]:
    """Windows-1252 as browsers have it: what it leaves open are the controls of Latin-1."""
    table = {}
    for byte in range(256):
        try:
            table[bytes([byte]).decode("cp1252")] = byte
        except UnicodeDecodeError:
            table[chr(byte)] = byte
    return table


_WESTERN = _western()
_AS_WESTERN = {byte: char for char, byte in _WESTERN.items()}


class Repair:
    """One mistake: bytes of ``true`` were read as ``wrong``.

    lost  characters so far that cannot be the mistake's, or are broken by it
    """

    def __init__(self, true: str, wrong: str) -> None:
        self.true = true
        self.wrong = wrong
        self.lost = 0
        self._decoder = codecs.getincrementaldecoder(true)("replace")

    def text(self, block: str, final: bool) -> str:
        """The next block as it was meant."""
        if self.wrong == "gbk":
            # What the mistake lost stands as a question mark behind what it broke.
            found = self._decoder.decode(block.encode("gbk", "replace"), final).replace("\ufffd?", "\ufffd ")
            self.lost += found.count("\ufffd")
            return found
        parts: list[str] = []
        at = 0
        for run in _LATIN.finditer(block):
            if run.start() > at:
                parts += (self._decoder.decode(b"", True), block[at : run.start()])
                self._decoder.reset()
            parts.append(self._decoder.decode(self._bytes(run[0])))
            at = run.end()
        if at < len(block):
            parts += (self._decoder.decode(b"", True), block[at:])
            self._decoder.reset()
        if final:
            parts.append(self._decoder.decode(b"", True))
        found = "".join(parts)
        self.lost += found.count("\ufffd") - block.count("\ufffd")
        return found

    def _bytes(self, text: str) -> bytes:
        return bytes([_WESTERN[char] if char in _WESTERN else ord(char) for char in text])

    def undo(self, text: str) -> str:
        """Text with the mistake made again. Raises UnicodeEncodeError where that cannot be."""
        if self.wrong == "gbk":
            return text.encode(self.true).decode("gbk", "replace")
        data = text.encode(self.true)
        return data.decode("latin-1") if self.wrong == "latin-1" else "".join(map(_AS_WESTERN.__getitem__, data))


def find(sample: str, score: Callable[[str], float]) -> tuple[str, str] | None:
    """The mistake a sample shows, as (true charset, charset it was read as); None where it reads well.

    score  how much a text looks like Chinese, per character beyond ASCII
    """
    if sample.isascii() or score(sample[:_FIRST]) >= _ENOUGH:
        return None
    given = score(sample)
    if given >= _ENOUGH:
        return None
    best: tuple[float, tuple[str, str]] | None = None
    high = sum(char > "\x7f" for char in sample)
    if _LETTERS.search(sample):
        wrong = _MISREAD[any(char > "\xff" for char in sample if char in _WESTERN)]
        candidates = [("gb18030", wrong), ("utf-8", wrong)]
    else:
        candidates = []
    if any("\u4e00" <= char <= "\u9fff" for char in sample):
        candidates.append(("utf-8", "gbk"))
    for true, wrong in candidates:
        repair = Repair(true, wrong)
        # What reads as Chinese already says nothing about the rest.
        text = repair.text(sample if wrong == "gbk" else _CHINESE.sub("", sample), False)
        points = score(text.replace("\ufffd", ""))
        if sum("\u4e00" <= char <= "\u9fff" for char in text) < _CHARACTERS:
            continue
        if repair.lost > high * (0.25 if wrong == "gbk" else _FEW) or points < max(_ENOUGH, given + _GAIN):
            continue
        if best is None or points > best[0]:
            best = points, (true, wrong)
    return best[1] if best else None


def seven_bit(head: bytes) -> bool:
    """Whether an ASCII text is UTF-7: at least two of its runs are Chinese words in UTF-7's Base64."""
    if b"+" not in head:
        return False
    good = 0
    for found in _SEVEN_BIT.finditer(head):
        run = found[1][: len(found[1]) // 8 * 8 + (0, 0, 0, 3, 3, 3, 6, 6)[len(found[1]) % 8]]
        data = base64.b64decode(run + b"=" * (-len(run) % 4))
        text = data[: len(data) // 2 * 2].decode("utf-16-be", "replace")
        good += len(text) > 1 and sum(char in COMMON for char in text) * 3 >= len(text) * 2
        if good > 1:
            return True
    return False
