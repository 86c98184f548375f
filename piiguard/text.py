"""Views of a text: what a customer typed, read as the digits and letters that were meant.

:func:`fold` gives the text with full-width and other NFKC digits and letters made ASCII,
zero-width characters taken out, percent-encoded marks decoded, escapes before a value (\\n13912345678, as JSON and repr write
a line feed or a hanzi) made blanks, and spoken digits (一三八…, 幺三八…) turned into digits where they are a number: in runs of
seven or more, or in runs of four or more behind a word that announces one. :class:`View` maps every offset back.

Folding is one character to one character, except that zero-width characters disappear and %3D
becomes one mark; so a view costs an offset table only when the text held some.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

#: Characters that carry nothing visible: zero-width, bidi marks and isolates, soft hyphen, BOM,
#: variation selector 16 and the keycap mark (so that 1️⃣ is 1).
ZERO_WIDTH = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufe0f\ufeff\u20e3"
#: More than this many zero-width characters in a row end a number; streams rely on the bound.
MAX_ZERO_WIDTH = 4

#: Spoken and written-out digits, simplified and traditional (幺 拐 洞 勾 as radio operators say them).
SPOKEN = {
    **dict.fromkeys("零〇○洞", "0"), **dict.fromkeys("一壹幺么", "1"), **dict.fromkeys("二贰貳两兩", "2"),
    **dict.fromkeys("三叁參", "3"), **dict.fromkeys("四肆", "4"), **dict.fromkeys("五伍", "5"),
    **dict.fromkeys("六陆陸", "6"), **dict.fromkeys("七柒拐", "7"), **dict.fromkeys("八捌", "8"),
    **dict.fromkeys("九玖勾", "9"),
}  # fmt: skip
SPOKEN_CHARS = "".join(SPOKEN)
#: What may stand between two spoken digits.
SPOKEN_SEP = " -、,，\u3000"
#: A run of more digits than this is no number anybody speaks; it is left alone.
MAX_SPOKEN = 80

_RANGES = (  # first code point, length, first ASCII character it stands for: all of them NFKC
    (0xFF10, 10, "0"), (0xFF21, 26, "A"), (0xFF41, 26, "a"),
    (0xFF0B, 1, "+"), (0xFF0D, 3, "-"), (0xFF20, 1, "@"), (0xFF3F, 1, "_"),
    (0x1D7CE, 10, "0"), (0x1D7D8, 10, "0"), (0x1D7E2, 10, "0"), (0x1D7EC, 10, "0"), (0x1D7F6, 10, "0"),
    (0x1FBF0, 10, "0"),
    (0x2460, 9, "1"), (0x24EA, 1, "0"), (0x24B6, 26, "A"), (0x24D0, 26, "a"),
    (0x2070, 1, "0"), (0x2074, 6, "4"), (0x2080, 10, "0"), (0x00B9, 1, "1"), (0x00B2, 2, "2"),
    (0x1D400, 26, "A"), (0x1D41A, 26, "a"), (0x1D5A0, 26, "A"), (0x1D5BA, 26, "a"),
    (0x1D5D4, 26, "A"), (0x1D5EE, 26, "a"), (0x1D670, 26, "A"), (0x1D68A, 26, "a"),
    (0x2169, 1, "X"), (0x2179, 1, "x"), (0x2160, 1, "I"), (0x2164, 1, "V"),
)  # fmt: skip

#: Every character that folding reads as a digit or letter, drops, or may read as a spoken digit.
FOLDED = frozenset(
    [chr(first + i) for first, count, _ in _RANGES for i in range(count)] + list(ZERO_WIDTH) + list(SPOKEN_CHARS)
)

#: An escape right before what may be a value: its last letter or digit is no part of it. Before small letters it stays, so that
#: ``DOMAIN\\tom`` and the names of folders keep theirs.
_ESCAPE = r"\\(?:[bfnrt]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})(?=[0-9A-Z])"
_Tables = tuple[dict[int, str], "re.Pattern[str]", "re.Pattern[str]", "re.Pattern[str]", "re.Pattern[str]"]
_state: list[_Tables] = []


class View:
    """A folded text and the way back. ``offsets`` is None when no character disappeared.

    ``wide`` holds the places in ``text`` that were read from three characters (%3D).
    """

    __slots__ = ("offsets", "text", "wide")

    def __init__(self, text: str, offsets: list[int] | None, wide: frozenset[int] = frozenset()) -> None:
        self.text = text
        self.offsets = offsets
        self.wide = wide

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of the original text that ``self.text[start:end]`` was read from.

        Zero-width characters inside the span belong to it, those around it do not.
        """
        if self.offsets is None:
            return start, end
        if end <= start:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], self.offsets[end - 1] + (3 if end - 1 in self.wide else 1)


def _tables() -> _Tables:
    """Built at first use: most texts never need them."""
    if not _state:
        import re

        table = {first + i: chr(ord(ascii_first) + i) for first, count, ascii_first in _RANGES for i in range(count)}
        spoken = f"[{SPOKEN_CHARS}]"
        # Spoken digits only: in 手机13812345678一直打不通 the 一 is a word, not a twelfth digit.
        run = re.compile(f"{spoken}(?:[{re.escape(SPOKEN_SEP)}]?{spoken}){{3,}}")
        foldable = re.compile("[" + "".join(map(re.escape, map(chr, table))) + ZERO_WIDTH + f"]|%[2-7][0-9A-Fa-f]|{_ESCAPE}")
        gone = re.compile(
            f"(?<![{ZERO_WIDTH}])[{ZERO_WIDTH}]{{1,{MAX_ZERO_WIDTH}}}(?![{ZERO_WIDTH}])|%(?:2[0-9A-Fa-f]|3[A-Fa-f]|40|5[B-Fb-f]|60|7[B-Eb-e])"
        )
        _state.append((table, run, foldable, gone, re.compile(_ESCAPE)))  # in one step: several threads may be here at once
    return _state[0]


_ANNOUNCES = "号號码碼证證卡话話机機转轉是：:"
_SPOKEN_TABLE = {**{ord(char): digit for char, digit in SPOKEN.items()}, **{ord(char): " " for char in "、,，\u3000"}}


def _spoken_runs(text: str, run: re.Pattern[str]) -> str:
    """Turn spoken digits into digits where they are a number; same length as ``text``."""
    pieces = []
    last = 0
    for match in run.finditer(text):
        found = match.group()
        count = sum(char not in SPOKEN_SEP for char in found)
        if count > MAX_SPOKEN or not (count >= 7 or _announced(text, match)):
            continue
        pieces += [text[last : match.start()], found.translate(_SPOKEN_TABLE)]
        last = match.end()
    return "".join([*pieces, text[last:]]) if pieces else text


def _announced(text: str, match: re.Match[str]) -> bool:
    """A short run counts behind 号, 证, 卡, 电话, 转 …"""
    return any(char in _ANNOUNCES for char in text[max(0, match.start() - 4) : match.start()])


def fold(text: str) -> View:
    """The text as it was meant; ``View.span`` leads back to what was typed."""
    table, run, _, gone, escape = _tables()
    offsets: list[int] | None = None
    folded = text.translate(table)
    if "\\" in folded:
        folded = escape.sub(_blank, folded)
    wide: list[int] = []
    match = gone.search(folded)
    if match:
        offsets = []
        pieces = []
        last = 0
        while match:
            start, end = match.span()
            pieces.append(folded[last:start])
            offsets.extend(range(last, start))
            if folded[start] == "%":
                pieces.append(chr(int(folded[start + 1 : end], 16)))
                wide.append(len(offsets))
                offsets.append(start)
            last = end
            match = gone.search(folded, last)
        pieces.append(folded[last:])
        offsets.extend(range(last, len(folded) + 1))
        folded = "".join(pieces)
    return View(_spoken_runs(folded, run), offsets, frozenset(wide))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def needs_fold(text: str) -> bool:
    """Whether a view of ``text`` could differ from it: the slow, obvious test the scanner's trigger is checked against."""
    _, run, foldable, _, _ = _tables()
    return bool(foldable.search(text)) or _spoken_runs(text, run) != text


def fold_expressions() -> list[bytes]:
    """Hyperscan expressions (bytes) that hit whenever :func:`needs_fold` is true, and seldom otherwise."""

    def chars(items: str) -> bytes:
        return b"(?:" + b"|".join(b"".join(b"\\x%02x" % byte for byte in char.encode()) for char in items) + b")"

    spoken = chars(SPOKEN_CHARS)
    return [
        b"\\xef\\xbc[\\x8b\\x8d-\\x99\\xa0-\\xba\\xbf]|\\xef\\xbd[\\x81-\\x9a]",  # full-width digits, letters, ＋－．／＠＿
        b"\\xf0\\x9d[\\x90-\\x9f]|\\xf0\\x9f\\xaf[\\xb0-\\xb9]",  # mathematical and segmented
        b"\\xe2\\x91[\\xa0-\\xa8]|\\xe2\\x92[\\xb6-\\xbf]|\\xe2\\x93[\\x80-\\xaa]",  # circled
        b"\\xe2\\x81[\\xb0-\\xb9]|\\xe2\\x82[\\x80-\\x89]|\\xc2[\\xb2\\xb3\\xb9]|\\xe2\\x85[\\xa0\\xa4\\xa9\\xb9]",
        b"\\xe2\\x80[\\x8b-\\x8f\\xaa-\\xae]|\\xe2\\x81[\\xa0\\xa6-\\xa9]|\\xef\\xbb\\xbf|\\xef\\xb8\\x8f|\\xe2\\x83\\xa3|\\xc2\\xad",
        b"%[2-7][0-9A-Fa-f]",
        rb"\\[bfnrt][0-9A-Z]|\\u[0-9A-Fa-f]{4}[0-9A-Z]|\\x[0-9A-Fa-f]{2}[0-9A-Z]",
        spoken + b"(?:" + chars(SPOKEN_SEP) + b"?" + spoken + b"){3}",
    ]
