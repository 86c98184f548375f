"""What a format yields: pieces of the source text, some of which are to be searched.

The pieces of a document, put one after the other, are its text, character for character. A piece
with a :class:`Segment` can be rendered again with changes inside; everything else is copied. Scanning
and masking read the same pieces, so a masked copy covers exactly what a scan covers.

Very long lines and JSON strings come in windows (:func:`windows`), so memory does not grow with them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

# A location: line, column, row, column number, field and path as the format has them. All 1-based.
Location = dict[str, int | str]
# start, end (offsets into Segment.text, half open) and what stands there now.
Change = tuple[int, int, str]

LONG = 1 << 20  # characters; a longer line, JSON string or cell is not held in one piece
WINDOW = 1 << 18  # characters of a long text searched at a time
OVERLAP = 4096  # characters of context seen before and after a window


class Keys:
    """What a format asks about keys and column names.

    shown(key)  the key as it may stand in a location: masked, where it holds a finding itself
    named(key)  whether the key names something: in ``{"手机号": {"value": …}}`` only the outer one does
    """

    __slots__ = ("named", "shown")

    def __init__(
        self, shown: Callable[[str], str] = lambda key: key, named: Callable[[str], bool] = lambda _key: True
    ) -> None:
        self.shown = shown
        self.named = named


class Segment:
    """A text to be searched.

    text         what the guard is given
    label        the key or column name that stands before the value, if any
    begin, stop  findings starting in ``text[begin:stop]`` belong to this segment; what lies outside is
                 context that belongs to a neighbouring window (the whole text, except in windows)
    base         characters of the same line or string that came before ``text[0]`` in earlier windows;
                 a finding's offsets into the line or string are its offsets into ``text`` plus ``base``
    """

    __slots__ = ("_locate", "base", "begin", "label", "stop", "text")

    def __init__(
        self,
        text: str,
        locate: Callable[[int], Location],
        label: str | None = None,
        *,
        begin: int = 0,
        stop: int | None = None,
        base: int = 0,
    ) -> None:
        self.text = text
        self.label = label
        self.begin = begin
        self.stop = len(text) if stop is None else stop
        self.base = base
        self._locate = locate

    def locate(self, offset: int) -> Location:
        """Where ``text[offset]`` stands in the document. Valid until the next piece is drawn."""
        return self._locate(offset)

    @property
    def location(self) -> Location:
        """Where the segment itself stands. Valid until the next piece is drawn."""
        return self._locate(self.begin)

    def __repr__(self) -> str:
        return f"Segment({len(self.text)} characters)"


class Piece:
    """``raw`` is a stretch of the source; ``segment`` is what to search in it, or None."""

    __slots__ = ("raw", "segment")

    def __init__(self, raw: str, segment: Segment | None = None) -> None:
        self.raw = raw
        self.segment = segment

    def render(self, changes: Sequence[Change]) -> str:
        """``raw`` with the changes made; the rest stays as it is, character for character."""
        begin = self.segment.begin if self.segment else 0
        return splice(self.raw, [(start - begin, end - begin, new) for start, end, new in changes])

    def __repr__(self) -> str:
        return f"{type(self).__name__}({len(self.raw)} characters)"


def splice(text: str, changes: Sequence[Change]) -> str:
    """``text`` with sorted, disjoint changes made."""
    parts: list[str] = []
    at = 0
    for start, end, new in changes:
        parts += (text[at:start], new)
        at = end
    parts.append(text[at:])
    return "".join(parts)


class Feed:
    """Characters waiting to be read (``text[pos:]``), with more to come from ``more()`` ("" at the end)."""

    __slots__ = ("_more", "consumed", "done", "pos", "text")

    def __init__(self, more: Callable[[], str], text: str = "") -> None:
        self._more = more
        self.text = text
        self.pos = 0
        self.consumed = 0  # characters before text[0]
        self.done = False

    def fill(self) -> bool:
        """Read one more block; false at the end. What was consumed is dropped and ``pos`` is 0 again."""
        block = "" if self.done else self._more()
        if not block:
            self.done = True
            return False
        self.text = self.text[self.pos :] + block
        self.consumed += self.pos
        self.pos = 0
        return True

    def waiting(self) -> int:
        """How many characters are waiting."""
        return len(self.text) - self.pos

    def line(self) -> str | None:
        """The next line with its end; "" at the end; None, and nothing consumed, when longer than LONG."""
        seen = 0
        while (at := self.text.find("\n", self.pos + seen)) < 0:
            seen = self.waiting()
            if seen > LONG:
                return None
            if not self.fill():
                at = len(self.text) - 1
                break
        line = self.text[self.pos : at + 1]
        self.pos = at + 1
        return line

    def one_line(self) -> "Feed":
        """A feed that ends after this one's next line feed and takes its characters from here."""
        ended = False

        def more() -> str:
            nonlocal ended
            if ended or (not self.waiting() and not self.fill()):
                return ""
            at = self.text.find("\n", self.pos)
            ended = at >= 0
            end = at + 1 if ended else len(self.text)
            block = self.text[self.pos : end]
            self.pos = end
            return block

        return Feed(more)


class Window:
    """A stretch of a long text: ``body`` belongs to it, ``context`` and ``ahead`` are only looked at."""

    __slots__ = ("ahead", "body", "context")

    def __init__(self, context: str, body: str, ahead: str) -> None:
        self.context = context
        self.body = body
        self.ahead = ahead


def windows(
    feed: Feed,
    end_of: Callable[[str, int], int],
    cut: Callable[[str, int, int], int] = lambda _text, _pos, count: count,
) -> Iterator[Window]:
    """The waiting characters up to an end, in windows; the end itself stays in the feed.

    end_of(text, pos)      index of the end at or after ``pos``, -1 when it is not in ``text``
    cut(text, pos, count)  the largest number up to ``count`` at which the text may be cut
    """
    context = ""
    while True:
        end = end_of(feed.text, feed.pos)
        while end < 0 and feed.waiting() < WINDOW + 2 * OVERLAP and feed.fill():
            end = end_of(feed.text, feed.pos)
        left = (end if end >= 0 else len(feed.text)) - feed.pos
        if left <= WINDOW + OVERLAP:
            body = feed.text[feed.pos : feed.pos + left]
            feed.pos += left
            yield Window(context, body, "")
            return
        size = cut(feed.text, feed.pos, WINDOW)
        body = feed.text[feed.pos : feed.pos + size]
        feed.pos += size
        yield Window(context, body, feed.text[feed.pos : feed.pos + cut(feed.text, feed.pos, OVERLAP)])
        context = _tail(body, cut)


def _tail(body: str, cut: Callable[[str, int, int], int]) -> str:
    """About the last OVERLAP characters of a body, from a place where it may be cut."""
    return body[cut(body, 0, max(0, len(body) - OVERLAP)) :]
