"""Values typed without a gap hide each other: neither is bounded by anything but the other.

Once one is found the other is bounded by it, and must be found now rather than when the masked
text is scanned again. So where a finding touches further letters or digits, the line is looked
at again with what was found covered, until nothing more is found.
"""

from __future__ import annotations

from .context import FILLER
from .engine.anchors import SERIALS
from .resolve import resolve
from .text import FOLDED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .context import Candidate
    from .resolve import Resolved

_JOINTS = frozenset("-_./()（）·+@")


def settle(line: str, candidates: list[Candidate], look: Callable[[str], list[Candidate]]) -> list[Resolved]:
    """Disjoint findings of a line. ``look`` gives the accepted candidates of a line with findings covered."""
    found = resolve(candidates)
    while found and any(touches(line, start, end) for start, end, *_ in found):
        rest = line
        for start, end, *_ in found:
            rest = rest[:start] + FILLER * (end - start) + rest[end:]
        more = [candidate for candidate in look(rest) if FILLER not in rest[candidate[0] : candidate[1]]]
        if not more:
            break
        found = resolve([*found, *more])
    return found


def touches(line: str, start: int, end: int) -> bool:
    """Whether a letter, a digit, or a mark and then one of those follows or precedes the span directly."""
    after = line[end : end + 1]
    if after and (_serial(after) or (after in _JOINTS and _serial(line[end + 1 : end + 2]))):
        return True
    if not start:
        return False
    before = line[start - 1]
    return _serial(before) or (before in _JOINTS and start > 1 and _serial(line[start - 2]))


def _serial(char: str) -> bool:
    return char in SERIALS or char in FOLDED
