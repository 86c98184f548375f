"""Text that stands on a page, in reading order: what a PDF draws, what OCR reads.

A page has no lines, only texts at places. Labels and values that stand side by side make a row; prose that goes on
in the next line is put together; a number broken over a line end, as in a narrow cell, is read once more as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from piiguard.formats.pieces import WINDOW, Location, Segment

Box = tuple[float, float, float, float]  # left, top, right, bottom; y grows downwards

_LABEL = 12  # characters; what is longer is no label of the value beside it
_REACH = 15.0  # heights; a value further from its label is not its value
_MANY = 500  # texts on a page compared each with each
_WIDE = "   "  # between cells: more than any number is grouped with

_TAIL = re.compile("(?<![0-9A-Za-z])[A-Z]{0,6}[0-9]{2,20}$")
_HEAD = re.compile("[0-9]{1,20}[Xx]?(?![0-9A-Za-z])")
_DIGITS = "0123456789"
# Lengths of whole values: mobiles, old IDs, cards, IDs. Such a number stands for itself.
_WHOLE = frozenset((11, 15, 16, 17, 18, 19))
_OTHER = re.compile("[^一-鿿，。、；：“”（）]")  # than Chinese


class Fragment:
    """A text at a place.

    box    where it stands when the page is held so that it can be read
    place  turns a box into one of the page as it lies, where that is something else
    """

    __slots__ = ("box", "place", "text")

    def __init__(self, text: str, box: Box, place: Callable[[Box], Box] | None = None) -> None:
        self.text = text
        self.box = box
        self.place = place

    @property
    def height(self) -> float:
        """Of the box; never 0."""
        return max(self.box[3] - self.box[1], 1e-3)

    def spans(self, start: int, end: int) -> list[Box]:
        """Where ``text[start:end]`` stands: by the widths characters usually have, with room for error."""
        x0, y0, x1, y1 = self.box
        if y1 - y0 <= 1.5 * (x1 - x0) or len(self.text) == 1:  # else it runs downwards
            width = (x1 - x0) / max(1, _width(self.text))
            left, right = _width(self.text[:start]), _width(self.text[:end])
            x0, x1 = max(x0, x0 + (left - 2) * width), min(x1, x0 + (right + 2) * width)
        return [(x0, y0, x1, y1)]

    def boxes(self, start: int, end: int) -> list[Box]:
        """The same on the page as it lies."""
        spans = self.spans(start, end)
        return [self.place(box) for box in spans] if self.place else spans


class Rectangle(Fragment):
    """A text of which only the whole can be placed: a form field, a note."""

    def spans(self, start: int, end: int) -> list[Box]:
        return [self.box]


class PageSegment(Segment):
    """A segment that knows where its characters stand.

    page   1-based
    parts  (offset in the text, fragment), in order
    shown  whether the box is part of the location
    where  the location of a text that has one beside its place on the page
    """

    __slots__ = ("_shown", "_where", "page", "parts")

    def __init__(
        self,
        text: str,
        page: int,
        parts: Sequence[tuple[int, Fragment]],
        label: str | None = None,
        *,
        shown: bool = False,
        where: Location | None = None,
        begin: int = 0,
        stop: int | None = None,
    ) -> None:
        super().__init__(text, self._place, label, begin=begin, stop=stop)
        self.page = page
        self.parts = parts
        self._shown = shown
        self._where = where or {}

    def boxes(self, start: int, end: int) -> list[Box]:
        """The boxes of ``text[start:end]``, in the units of its fragments."""
        found: list[Box] = []
        for at, fragment in self.parts:
            low, high = max(start, at), min(end, at + len(fragment.text))
            if low < high:
                found += fragment.boxes(low - at, high - at)
        return found

    def _place(self, offset: int) -> Location:
        where: Location = {"page": self.page, **self._where}
        if self._shown:
            fragment = next(fragment for at, fragment in reversed(self.parts) if at <= offset or at == self.parts[0][0])
            box = fragment.boxes(0, len(fragment.text))[0]
            where["box"] = ",".join(str(round(edge)) for edge in box)
        return {**where, "character": offset + 1}


def read_rows(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Rows from top to bottom, each from left to right, also of a scan that is slanted."""
    found: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda fragment: fragment.box[0]):
        level = [(_level(row[-1], fragment), row) for row in found if row[-1].box[2] <= fragment.box[0] + fragment.height]
        share, row = max(level, key=lambda pair: pair[0], default=(0.0, []))
        if share >= 0.5:
            row.append(fragment)
        else:
            found.append([fragment])
    return sorted(found, key=lambda row: row[0].box[1] + row[0].box[3])


def drawn_rows(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Rows in the order in which they were drawn; a value drawn later than the label on its left is put behind it.

    Forms are often drawn twice: first all that is printed on them, then all that is filled in.
    """
    if len(fragments) > _MANY:
        return [[fragment] for fragment in fragments]
    found: list[list[Fragment]] = []
    row_of: dict[int, list[Fragment]] = {}
    last: Fragment | None = None
    for fragment in fragments:
        left = [
            other for row in found for other in row
            if other.box[2] <= fragment.box[0] + 0.5 * fragment.height and _level(other, fragment) >= 0.5
        ]  # fmt: skip
        nearest = max(left, key=lambda other: other.box[2], default=None)
        near = nearest is not None and fragment.box[0] - nearest.box[2] <= _REACH * fragment.height
        if nearest is not None and (nearest is last or (near and len(nearest.text) <= _LABEL)):
            row = row_of[id(nearest)]
            row.insert(row.index(nearest) + 1, fragment)
        else:
            row = [fragment]
            found.append(row)
        row_of[id(fragment)] = row
        last = fragment
    return found


def page_segments(page: int, rows: Sequence[Sequence[Fragment]], *, shown: bool = False) -> Iterator[PageSegment]:
    """A page's text, and once more the numbers that are broken over its line ends.

    shown  whether a finding's box is part of its location
    """
    edges = _right_edges(rows)
    parts: list[tuple[int, Fragment]] = []
    text = ""
    joined: set[int] = set()
    for at, row in enumerate(rows):
        if at and _goes_on(rows[at - 1], row, edges[at - 1], at - 2 in joined):
            joined.add(at - 1)
        elif text:
            text += "\n"
            if len(text) > WINDOW:  # a page of this size is none that anybody reads across
                yield PageSegment(text, page, parts, shown=shown)
                text, parts = "", []
        for number, fragment in enumerate(row):
            if number:
                text += _WIDE if fragment.box[0] - row[number - 1].box[2] > 1.5 * fragment.height else " "
            parts.append((len(text), fragment))
            text += fragment.text
    if text:
        yield PageSegment(text, page, parts, shown=shown)
    yield from _broken(page, rows, joined, shown)


def _right_edges(rows: Sequence[Sequence[Fragment]]) -> list[float]:
    """How far to the right the rows reach that begin where each row does."""
    reach: dict[int, float] = {}
    keys = [round(row[0].box[0] / (2 * row[0].height)) for row in rows]
    for key, row in zip(keys, rows, strict=True):
        reach[key] = max(reach.get(key, 0.0), row[-1].box[2])
    return [max(reach.get(near, 0.0) for near in (key - 1, key, key + 1)) for key in keys]


def _goes_on(above: Sequence[Fragment], below: Sequence[Fragment], edge: float, cell: bool) -> bool:
    """Whether a row is the next line of the same text: Chinese without a gap, as prose up to the right edge of its column,
    or as the value of a label, aligned with its beginning. ``cell``: the row above is such a line already."""
    first, second = above[-1], below[0]
    word = first.text.rfind(" ") + 1
    text = first.text[word:]
    if len(below) > 1 or " " in second.text or not _under(first, second):
        return False
    cell = cell or bool(word) or len(above) > 1
    # Most rows end before the edge: where they stand is known, what they hold has to be looked for.
    if cell:
        if len(text) < 8 or second.box[2] >= first.box[2] + first.height:
            return False
    elif len(text) < 15 or first.box[2] + 1.5 * first.height < edge or second.box[0] > first.box[0] + 0.5 * first.height:
        return False
    if 2 * len(_OTHER.findall(text)) > len(text) or _fused(text, second.text):
        return False
    return not cell or abs(second.box[0] - first.spans(word, word + 1)[0][0]) < first.height


def _fused(first: str, second: str) -> bool:
    """Whether putting two texts together would make one number of two."""
    tail, head = _TAIL.search(first), _HEAD.match(second)
    return bool(tail and head and (len(tail[0]) in _WHOLE or len(head[0]) in _WHOLE))


def _under(above: Fragment, below: Fragment) -> bool:
    """Whether a text is in the next line."""
    return 0.3 * above.height < below.box[1] - above.box[1] < 2.5 * above.height


def _broken(page: int, rows: Sequence[Sequence[Fragment]], joined: set[int], shown: bool) -> Iterator[PageSegment]:
    """Numbers whose rest stands under them, with what stands before them in the row."""
    heads: list[tuple[Fragment, str]] | None = None
    for at, row in enumerate(rows):
        for number, fragment in enumerate(row if at not in joined else ()):
            tail = _TAIL.search(fragment.text) if fragment.text[-1:] in _DIGITS else None
            if not tail or len(tail[0]) in _WHOLE:
                continue
            if heads is None:
                heads = [(part, match[0]) for parts in rows for part in parts if (match := _HEAD.match(part.text))]
                if len(heads) > _MANY:
                    return
            chain = _rest(fragment, tail[0], heads)
            if not chain:
                continue
            before = " ".join(other.text for other in row[max(0, number - 1) : number])
            text = f"{before} " if before else ""
            places = [(len(text), fragment)]
            text += fragment.text
            stop = len(text)
            for other, head in chain:
                places.append((len(text), other))
                text += head
            yield PageSegment(text, page, places, shown=shown, begin=stop - len(tail[0]), stop=stop)


def _rest(fragment: Fragment, tail: str, heads: list[tuple[Fragment, str]]) -> list[tuple[Fragment, str]]:
    """The pieces that make a whole number of a broken one, two line ends at most; none where that does not fit."""
    chain: list[tuple[Fragment, str]] = []
    length, above = len(tail), fragment
    word = fragment.text.rfind(" ") + 1  # a row may be one text; then the cell begins at its last gap
    edges = [fragment.box[0], fragment.spans(word, word + 1)[0][0]]
    for _ in range(2):
        under = [
            (other, head) for other, head in heads
            if other is not above and _under(above, other) and len(head) not in _WHOLE
            and min(abs(other.box[0] - edge) for edge in edges) < 1.2 * above.height
        ]  # fmt: skip
        if not under:
            break
        other, head = min(under, key=lambda pair: pair[0].box[1])
        chain.append((other, head))
        length += len(head)
        if head != other.text:
            break
        above = other
    return chain if 11 <= length <= 24 else []


def _level(one: Fragment, other: Fragment) -> float:
    """How much of the lower of two texts is level with the other, 0 to 1."""
    shared = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return max(0.0, shared) / min(one.height, other.height)


def _width(text: str) -> int:
    """In halves of a hanzi."""
    return sum(1 if char < "⺀" else 2 for char in text)
