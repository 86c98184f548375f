"""Candidates to disjoint findings. The tie order is this file.

Each character goes to the best candidate that covers it; characters in a row with the same best
candidate make one finding. So the winner keeps its whole span, a loser keeps what nobody
better covered (nothing that was accepted is left uncovered), and the decision at a character
depends only on the candidates over it, which is what lets a stream decide early.

Better is: higher score, then longer, then the earlier start, then the recognizer's place in the list.
"""

from __future__ import annotations

from .context import Candidate
from .engine.plan import Compiled

Resolved = tuple[int, int, float, Compiled]


def resolve(candidates: list[Candidate]) -> list[Resolved]:
    """Disjoint, sorted findings that cover every character some candidate covered."""
    if len(candidates) < 2:
        return candidates
    if len(candidates) == 2:  # two values apart, the most common case by far
        first, second = candidates
        if first[1] <= second[0]:
            return candidates
        if second[1] <= first[0]:
            return [second, first]
    candidates.sort(key=_position)
    found: list[Resolved] = []
    island = [candidates[0]]
    reach = candidates[0][1]
    for candidate in candidates[1:]:
        if candidate[0] < reach:
            island.append(candidate)
            reach = max(reach, candidate[1])
        else:
            _settle(island, reach, found)
            island = [candidate]
            reach = candidate[1]
    _settle(island, reach, found)
    return found


def _position(candidate: Candidate) -> tuple[int, int]:
    return candidate[0], candidate[1]


def _rank(candidate: Candidate) -> tuple[float, int, int, int]:
    start, end, score, compiled = candidate
    return -score, start - end, start, compiled.index


def _settle(island: list[Candidate], high: int, found: list[Resolved]) -> None:
    """Paint an island of overlapping candidates, sorted and ending at ``high``, from the best to the worst."""
    if len(island) == 1:
        found.append(island[0])
        return
    low = island[0][0]
    island.sort(key=_rank)
    best = island[0]
    if best[0] <= low and best[1] >= high:  # one span by several kinds of evidence, or the value around its parts
        found.append(best)
        return
    taken: list[Resolved] = []
    for start, end, score, compiled in island:
        for low, high in _free(taken, start, end):
            taken.append((low, high, score, compiled))
    taken.sort(key=_position)
    found.extend(taken)


def _free(taken: list[Resolved], start: int, end: int) -> list[tuple[int, int]]:
    """The parts of [start, end) that nothing better has taken."""
    pieces = [(start, end)]
    for low, high, _, _ in taken:
        pieces = [
            part
            for begin, stop in pieces
            for part in ((begin, min(stop, low)), (max(begin, high), stop))
            if part[0] < part[1]
        ]
        if not pieces:
            break
    return pieces
