"""One disjoint list from findings of several looks at the same text."""

from __future__ import annotations

from bisect import bisect_right

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..again import Span


def painted(spans: list[Span]) -> list[Span]:
    """Each character goes to the best span over it (higher score, then longer, then earlier); sorted and disjoint.

    What a loser covered alone stays covered, as in piiguard/resolve.py: masking more is undone by ``restore``,
    masking less is not.
    """
    taken: list[Span] = []
    for span in sorted(spans, key=_rank):
        at, end = span[:2]
        place = bisect_right(taken, at, key=_start)
        if place and taken[place - 1][1] > at:
            at = taken[place - 1][1]
        while at < end:
            after = taken[place] if place < len(taken) else None
            stop = min(end, after[0]) if after else end
            if at < stop:
                taken.insert(place, (at, stop, *span[2:]))
                place += 1
            if after is None:
                break
            at = max(stop, after[1])
            place += 1
    return taken


def _start(span: Span) -> int:
    return span[0]


def _rank(span: Span) -> tuple[float, int, int, str]:
    return -span[2], span[0] - span[1], span[0], span[4]
