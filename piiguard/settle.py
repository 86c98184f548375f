"""Values typed without a gap hide each other: neither is bounded by anything but the other.

Once one is found the other is bounded by it, and must be found now rather than when the masked
text is scanned again. So where a finding touches further letters or digits, the line is looked
at again with what was found covered, until nothing more is found.
"""

from __future__ import annotations

from .context import FILLER
from .engine.anchors import SERIALS
from .resolve import resolve
from .text import FOLDED, SPOKEN_CHARS, SPOKEN_SEP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .context import Candidate
    from .resolve import Resolved

_SERIAL = SERIALS | FOLDED
_SPOKEN = frozenset(SPOKEN_CHARS)
_SPOKEN_SEP = frozenset(SPOKEN_SEP)
_JOINTS = frozenset("-_./()（）·+@")


def settle(line: str, candidates: list[Candidate], look: Callable[[str], list[Candidate]]) -> list[Resolved]:
    """Disjoint findings of a line. ``look`` gives the accepted candidates of a line with findings covered."""
    found = resolve(candidates)
    while _any_touches(line, found):
        rest = line
        for start, end, *_ in found:
            rest = rest[:start] + FILLER * (end - start) + rest[end:]
        more = [candidate for candidate in look(rest) if FILLER not in rest[candidate[0] : candidate[1]]]
        if not more:
            break
        found = resolve([*found, *more])
    return found


def _any_touches(line: str, found: list[Resolved]) -> bool:
    for item in found:  # noqa: SIM110  (a plain loop: this runs for every finding of a log)
        if touches(line, item[0], item[1]):
            return True
    return False


def touches(line: str, start: int, end: int) -> bool:
    """Whether a letter, a digit, or a mark and then one of those follows or precedes the span directly."""
    after = line[end : end + 1]
    if after in _SERIAL or (after in _JOINTS and line[end + 1 : end + 2] in _SERIAL):
        return True
    if after in _SPOKEN_SEP and after and line[end + 1 : end + 2] in _SPOKEN:
        return True  # the rest of a run that was read as digits because of what was found
    if not start:
        return False
    before = line[start - 1]
    if before in _SPOKEN_SEP and start > 1 and line[start - 2] in _SPOKEN:
        return True
    return before in _SERIAL or (before in _JOINTS and start > 1 and line[start - 2] in _SERIAL)
