"""A text put together from several places of the source, and the way back for its changes.

``138<b>0013</b>8000`` is searched as 13800138000, ``&#25163;&#26426;`` as 手机, a subtitle of two lines as one.
The source in between (tags, quotes, indentation) stays as it is, character for character.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

from piiguard.formats.pieces import Change, Feed, Location, Piece, Segment, splice, windows

# text start, text end, raw start, raw end, whether the characters stand there one for one
Run = tuple[int, int, int, int, bool]
_BREAK = re.compile("\n")
_TAIL = 32  # characters
_RUN_BEFORE = re.compile(r"[0-9]{1,32}\Z")
_RUN_AFTER = re.compile(r"[0-9]{1,32}")
# How long numbers are that are whole by themselves: mobiles, ID cards of both kinds, bank cards.
_WHOLE = frozenset({11, 15, 16, 17, 18, 19})


class Weave:
    """Collects a text: what was copied from where.

    context  stands before it, and nowhere in the raw text
    length   characters so far
    tail     the last of them
    """

    __slots__ = ("_parts", "length", "runs", "tail")

    def __init__(self, context: str = "") -> None:
        self._parts = [context]
        self.tail = context[-_TAIL:]
        self.length = len(context)
        self.runs: list[Run] = []

    def copy(self, text: str, at: int) -> None:
        """``text`` stands in the raw text at ``at``, as it is."""
        if text:
            self._add(text, at, at + len(text), True)

    def unit(self, text: str, start: int, end: int) -> None:
        """``raw[start:end]`` is read as ``text``; it is changed as a whole, and kept where that is nothing."""
        if text:
            self._add(text, start, end, False)

    def gap(self, text: str) -> None:
        """``text`` stands nowhere; it keeps apart, or puts together, what is around it."""
        self._parts.append(text)
        self.tail = (self.tail + text)[-_TAIL:]
        self.length += len(text)

    def decode(self, raw: str, at: int, pattern: re.Pattern[str], read: Callable[[re.Match[str]], str | None]) -> None:
        """Copy ``raw``, which stands at ``at``, with what ``pattern`` finds read as ``read`` says (None: as it stands)."""
        done = 0
        for found in pattern.finditer(raw):
            text = read(found)
            if text is not None:
                self.copy(raw[done : found.start()], at + done)
                self.unit(text, at + found.start(), at + found.end())
                done = found.end()
        self.copy(raw[done:], at + done)

    @property
    def text(self) -> str:
        """The whole text."""
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0]

    def _add(self, text: str, start: int, end: int, exact: bool) -> None:
        self._parts.append(text)
        self.tail = (self.tail + text)[-_TAIL:]
        self.runs.append((self.length, self.length + len(text), start, end, exact))
        self.length += len(text)


class WovenPiece(Piece):
    """A piece whose segment's text was woven from its raw text.

    escape  how a new text is written there
    inner   (offset in raw, piece): what is searched by itself within the raw text, between the runs
    """

    __slots__ = ("_starts", "escape", "inner", "runs")

    def __init__(
        self,
        raw: str,
        segment: Segment | None,
        runs: Sequence[Run],
        escape: Callable[[str], str] = str,
        inner: Sequence[tuple[int, Piece]] = (),
    ) -> None:
        super().__init__(raw, segment)
        self.runs = runs
        self.escape = escape
        self.inner = inner
        self._starts: list[int] | None = None

    def render(self, changes: Sequence[Change]) -> str:
        return splice(self.raw, self.cuts(changes))

    def cuts(self, changes: Sequence[Change]) -> list[Change]:
        """The changes of the text as changes of the raw text: the new text goes where the old one began."""
        if self._starts is None:
            self._starts = [run[0] for run in self.runs]
        done: list[Change] = []
        free = 0  # the raw text is changed up to here
        for start, end, new in changes:
            rest = self.escape(new)
            for run in range(max(0, bisect_right(self._starts, start) - 1), len(self.runs)):
                left, right, low, high, exact = self.runs[run]
                if left >= end:
                    break
                if right <= start or low == high:
                    continue
                if exact:
                    low, high = low + max(0, start - left), high - max(0, right - end)
                low = max(low, free)
                if low < high or rest:
                    done.append((low, max(low, high), rest))
                    free, rest = max(low, high), ""
        return done


def whole(raw: str, segment: Segment) -> WovenPiece:
    """A piece all of which is its text, at one place."""
    return WovenPiece(raw, segment, [(0, len(raw), 0, len(raw), True)])


def steady(piece: Piece) -> bool:
    """Whether all of a piece's text is at one place, which can be told after the next piece is drawn as well."""
    segment = piece.segment
    if segment is None or not isinstance(piece, WovenPiece) or "\n" in piece.raw:
        return False
    return not segment.begin and segment.stop == len(segment.text) and "\n" not in segment.text


def place(runs: Sequence[Run], offset: int) -> int:
    """Where in the raw text a character of the text stands."""
    at = bisect_right(runs, offset, key=lambda run: run[0]) - 1
    if at < 0:
        return 0 if runs else offset  # without runs the text is the raw text
    left, right, low, high, exact = runs[at]
    return low + min(offset, right) - left if exact else (low if offset < right else high)


def by_line(raw: str, runs: Sequence[Run], line: int, where: Callable[[], Location]) -> Callable[[int], Location]:
    """Locates a character of a woven text by its line; ``line`` is where the raw text begins."""

    breaks: list[int] | None = None

    def locate(offset: int) -> Location:
        nonlocal breaks
        if breaks is None:
            breaks = [found.start() for found in _BREAK.finditer(raw)]
        return {"line": line + bisect_left(breaks, place(runs, offset)), **where()}

    return locate


def joint(before: str, after: str) -> str:
    """What two lines of one text are joined with: nothing within a number that goes on, or between Chinese words."""
    if not before or not after:
        return ""
    left, right = _RUN_BEFORE.search(before[-_TAIL:]), _RUN_AFTER.match(after)
    if left and right:
        return " " if len(left[0]) in _WHOLE or len(right[0]) in _WHOLE else ""
    return "" if before[-1] > "\u2e7f" or after[0] > "\u2e7f" else " "


def long_text(
    feed: Feed,
    end: str | re.Pattern[str],
    locate: Callable[[int], Location],
    label: str | None = None,
    escape: Callable[[str], str] = str,
) -> Iterator[Piece]:
    """The waiting text up to ``end``, too long to hold, in windows; nothing in it is decoded."""

    def end_of(text: str, pos: int) -> int:
        if isinstance(end, str):
            return text.find(end, pos)
        found = end.search(text, pos)
        return found.start() if found else -1

    for window in windows(feed, end_of):
        begin = len(window.context)
        weave = Weave(window.context)
        weave.copy(window.body, 0)
        segment = Segment(weave.text + window.ahead, locate, label, begin=begin, stop=begin + len(window.body))
        yield WovenPiece(window.body, segment, weave.runs, escape)
