"""Tag scores to tags, a whole batch at a time: the best path (Viterbi), one numpy step for all lines."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def best_path(scores: Any, lengths: Any, transitions: Any) -> Any:
    """The tags of the best path of every line: int [time, batch].

    scores       float [time, batch, tags]
    lengths      int [batch], descending; tags behind a line's length are meaningless
    transitions  float [tags, tags], from the row's tag to the column's

    Exact: the same paths as the wheel's own decoder, which takes a Python step for each character.
    Only few tags are tried at a character. Another tag there changes two transitions, so one that
    scores less than the best by more than twice the range of the transitions is on no best path;
    LAC's transitions lie within ±0.21, and two to five of its 59 tags are left.
    """
    import numpy

    steps, batch, tags = scores.shape
    inside = numpy.arange(steps)[:, None] < lengths
    least = scores.max(axis=2, keepdims=True) - 2.0 * (transitions.max() - transitions.min())
    width = max(1, int(((scores >= least).sum(axis=2) * inside).max(initial=1)))
    tried = numpy.argpartition(scores, tags - width, axis=2)[:, :, tags - width :]
    gain = numpy.take_along_axis(scores, tried, axis=2)
    back = numpy.zeros((steps, batch, width), numpy.uint8)
    alive = inside.sum(axis=1)
    total = gain[0].copy()
    for step in range(1, steps):
        now = alive[step]
        reach = transitions[tried[step - 1, :now, None, :], tried[step, :now, :, None]]  # line, to, from
        reach += total[:now, None, :]
        back[step, :now] = reach.argmax(axis=2)
        total[:now] = reach.max(axis=2) + gain[step, :now]
    path = numpy.zeros((steps, batch), numpy.int64)
    rows = numpy.arange(batch)
    last = total.argmax(axis=1)
    for step in range(steps - 1, -1, -1):
        now = alive[step]
        path[step, :now] = tried[step, rows[:now], last[:now]]
        last[:now] = back[step, rows[:now], last[:now]]
    return path


def spans(path: Any, lengths: Any, kinds: dict[int, str], inside: Any) -> list[list[tuple[int, int, str]]]:
    """The entities of every line: (start, end, kind), half open.

    kinds   tag number to kind, for the tags that begin an entity
    inside  bool by tag number: tags that go on with a word. The wheel takes any of them for the
            rest of a word, whatever it began with, and so does this.
    """
    import numpy

    steps, batch = path.shape
    valid = numpy.arange(steps)[:, None] < lengths
    begins = numpy.isin(path, list(kinds)) & valid
    stops = ~inside[path] | ~valid
    found: list[list[tuple[int, int, str]]] = [[] for _ in range(batch)]
    for line, start in zip(*numpy.nonzero(begins.T), strict=True):
        rest = stops[start + 1 :, line]
        end = start + 1 + (int(rest.argmax()) if rest.any() else len(rest))
        found[line].append((int(start), int(end), kinds[int(path[start, line])]))
    return found
