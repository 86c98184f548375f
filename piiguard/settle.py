"""What was found can free what was not: look again with it covered, until nothing more is found.

Two values typed without a gap hide each other: neither is bounded by anything but the other. A veto
word inside a value denies the number behind it. Spoken digits are a number only as a run. All of
that is gone once a value is masked, so what it hid must be found now and not when the masked text
is scanned again. A second look is taken only where one of these can be the case.
"""

from __future__ import annotations

from bisect import bisect_left

from .context import FILLER
from .engine.anchors import SERIALS
from .resolve import resolve
from .spec import MODEL, SEP_CHARS
from .text import FOLDED, SPOKEN_CHARS, SPOKEN_SEP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .context import Candidate
    from .engine.anchors import Raw
    from .engine.words import Hit
    from .resolve import Resolved

    Seen = tuple[list[Candidate], list[Raw], list[Hit], bool]

_SERIAL = SERIALS | FOLDED
_SPOKEN = frozenset(SPOKEN_CHARS)
_SPOKEN_SEP = frozenset(SPOKEN_SEP)
_JOINTS = frozenset("()（）+@%" + SEP_CHARS) - frozenset(" \u00a0\u3000")
_BEYOND = _SERIAL | _JOINTS
#: What a look at a line gives: accepted candidates, all candidates, label words, whether the line was folded.
NOTHING: Seen = ([], [], [], False)


def settle(line: str, seen: Seen, look: Callable[[str], Seen]) -> list[Resolved]:
    """Disjoint findings of a line. ``look`` sees a line in which findings are covered."""
    found = resolve(seen[0])
    while found and _restless(line, found, seen):
        rest = _covered(line, found)
        seen = look(rest)
        more = [candidate for candidate in seen[0] if FILLER not in rest[candidate[0] : candidate[1]]]
        if not more:
            break
        found = resolve([*found, *more])
    return found


def _covered(line: str, found: list[Resolved]) -> str:
    pieces = []
    done = 0
    for start, end, *_ in found:
        pieces += [line[done:start], FILLER * (end - start)]
        done = end
    return "".join([*pieces, line[done:]])


def _restless(line: str, found: list[Resolved], seen: Seen) -> bool:
    """Whether covering what was found could free anything."""
    accepted, raws, hits, folded = seen
    if folded:
        return True
    for item in found:  # a plain loop: this runs for every finding of a log
        # What stands beside a name or an address says how far it goes, and is gone once it is masked.
        if item[3].parse is not None or item[3].anchor is MODEL or touches(line, item[0], item[1]):
            return True
    if len(raws) > len(accepted) and any(_apart(raw, found) for raw in raws):
        return True
    return bool(hits) and any(not _apart(hit, found) for hit in hits)


def _apart(item: Raw | Hit, found: list[Resolved]) -> bool:
    """Whether a candidate or a word shares no character with a finding."""
    start, end = item[0], item[1]
    if len(found) > 8:
        low = bisect_left(found, start, key=_end)
        found = found[max(0, low - 1) : low + 2]
    return all(end <= other[0] or other[1] <= start for other in found)


def _end(item: Resolved) -> int:
    return item[1]


def touches(line: str, start: int, end: int) -> bool:
    """Whether a letter, a digit, or a mark and then one of those follows or precedes the span directly."""
    after = line[end : end + 1]
    if after in _SERIAL or (after in _JOINTS and line[end + 1 : end + 2] in _BEYOND):
        return True
    if after in _SPOKEN_SEP and after and line[end + 1 : end + 2] in _SPOKEN:
        return True  # the rest of a run that was read as digits because of what was found
    if not start:
        return False
    before = line[start - 1]
    if before in _SPOKEN_SEP and start > 1 and line[start - 2] in _SPOKEN:
        return True
    return before in _SERIAL or (before in _JOINTS and start > 1 and line[start - 2] in _BEYOND)
