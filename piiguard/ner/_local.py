"""The small model: what it looks at, and its decision, in numpy.

A character's tag is decided by the characters around it, three to each side: hashed into 2^18
buckets, a bucket holds one small integer for each tag, and the sums are compared. So a line's
result is a function of what stands near by, like that of any expression: a stream needs no more
context for it, and where a line is cut far away changes nothing.

Trained by tools/train_tagger.py, which uses the functions here for its features.
"""

from __future__ import annotations

from ._features import BITS, FEATURES, REACH, bucket_table, buckets, code_points, fold_table, surname_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

OUT, BEGIN, INSIDE, END, SINGLE, PLACE = range(6)
"""Tags: outside; first, middle and last character of a name; a name of one character (王 in 王女士); a place or organisation."""
TAGS = 6
LONGEST = 24
"""Characters in the longest run that may be names; a longer one is none."""
SURE = 0.5
"""Probability from which a name leaves no doubt."""
DOUBT = 0.1
"""Probability of being part of a name from which a character is in doubt."""

Name = tuple[int, int, float]
"""Start, end, probability of the least probable of its tags."""

_OPTION = 4.0  # natural logarithm: a tag so much worse than the best is no option
_FEW = 1 << 9  # characters up to which one product of matrices is faster than many small steps
_NEVER = 1e6
_BLOCK = 1 << 14  # characters worked on at a time: what fits in the cache


class LocalModel:
    """Weights and the two character tables, read from one file."""

    def __init__(self, path: Path) -> None:
        import numpy

        with numpy.load(path, allow_pickle=False) as file:
            weights = numpy.zeros((1 << BITS, 8), numpy.int8)
            weights[:, :TAGS] = file["weights"]
            self.scale = float(file["scale"])
            self.fold = fold_table(file["fold"])
            self.surnames = surname_table(file["surnames"])
        #: A bucket's eight integers as one: fetched with one access.
        self._packed = weights.reshape(-1).view(numpy.uint64)
        self._allowed = _transitions()
        self._hanzi = numpy.zeros(0x110000, bool)  # and the dots of transcribed names
        for low, high in (
            (0x3400, 0x4DC0),
            (0x4E00, 0xA000),
            (0xF900, 0xFB00),
            (0x20000, 0x32000),
            (0xB7, 0xB8),
            (0x2022, 0x2028),
        ):
            self._hanzi[low:high] = True

    def read(self, lines: list[str]) -> list[tuple[list[Name], list[tuple[int, int]]]]:
        """For every line its names, and the runs of characters in doubt that are in no sure name."""
        import numpy

        found: list[tuple[list[Name], list[tuple[int, int]]]] = [([], []) for _ in lines]
        codes, starts = code_points(lines)
        scores = self._scores(codes)
        best = scores[:, BEGIN : SINGLE + 1].max(axis=1) - numpy.maximum(scores[:, OUT], scores[:, PLACE])
        possible = numpy.flatnonzero((best > -_OPTION) & self._hanzi[codes])
        doubtful = numpy.zeros(len(codes), bool)
        doubtful[possible] = chance_of_name(scores[possible]) > DOUBT
        for low, high, score in self._names(scores, possible, doubtful):
            line = int(numpy.searchsorted(starts, low, "right")) - 1
            found[line][0].append((low - int(starts[line]), high - int(starts[line]), score))
            if score >= SURE:
                doubtful[low:high] = False
        for low, high in runs(numpy.flatnonzero(doubtful)).tolist():
            line = int(numpy.searchsorted(starts, low, "right")) - 1
            found[line][1].append((low - int(starts[line]), high - int(starts[line])))
        return found

    def _scores(self, codes: Any) -> Any:
        """float32 [characters, tags]: natural logarithms of probabilities, but for a constant of each character."""
        import numpy

        folded, classes = self.fold[codes], self.surnames[codes]
        if len(codes) < _FEW:
            sums = (
                self._packed[bucket_table(folded, classes)]
                .view(numpy.int8)
                .reshape(FEATURES, -1, 8)
                .sum(axis=0, dtype=numpy.int16)
            )
            return sums[:, :TAGS] * numpy.float32(self.scale)
        sums = numpy.zeros((len(codes), 8), numpy.int16)
        for low in range(0, len(codes), _BLOCK):
            high = min(len(codes), low + _BLOCK)
            first, last = max(0, low - REACH), min(len(codes), high + REACH)
            part = sums[low:high]
            for column in buckets(folded[first:last], classes[first:last]):
                part += self._packed[column[low - first : high - first]].view(numpy.int8).reshape(-1, 8)
        return sums[:, :TAGS] * numpy.float32(self.scale)

    def _names(self, scores: Any, possible: Any, doubtful: Any) -> list[Name]:
        """Best legal tags over each run of possible characters with one that is likely, all runs at once."""
        import numpy

        from ._decode import best_path

        bounds = runs(possible)
        lengths = bounds[:, 1] - bounds[:, 0]
        likely = numpy.concatenate([[0], numpy.cumsum(doubtful)])
        keep = (lengths <= LONGEST) & (likely[bounds[:, 1]] > likely[bounds[:, 0]])
        order = numpy.argsort(-lengths[keep], kind="stable")
        lows, lengths = bounds[keep, 0][order], lengths[keep][order]
        if not len(lows):
            return []
        steps = numpy.arange(lengths[0])[:, None]
        part = scores[numpy.minimum(lows + steps, len(scores) - 1)]
        part = part - part.max(axis=2, keepdims=True)
        part -= numpy.log(numpy.exp(part).sum(axis=2, keepdims=True))
        legal = part.copy()
        every = numpy.arange(len(lows))
        for tag in (INSIDE, END):
            legal[0, :, tag] = -_NEVER
        for tag in (BEGIN, INSIDE):
            legal[lengths - 1, every, tag] = -_NEVER
        path = best_path(legal, lengths, self._allowed)
        chance = numpy.exp(numpy.take_along_axis(part, path[:, :, None], axis=2)[:, :, 0])
        named = ((path != OUT) & (path != PLACE) & (steps < lengths)).any(axis=0)
        found = []
        for at in numpy.flatnonzero(named).tolist():
            for low, high in _spans(path[: lengths[at], at].tolist()):
                found.append((int(lows[at]) + low, int(lows[at]) + high, float(chance[low:high, at].min())))
        return sorted(found)


def weights_file() -> Path:
    """The weights that come with piiguard."""
    from pathlib import Path

    return Path(__file__).with_name("local.npz")


def chance_of_name(scores: Any) -> Any:
    """Probability that a character is part of a name: float [characters]."""
    import numpy

    share = numpy.exp(scores - scores.max(axis=1, keepdims=True))
    return share[:, BEGIN : SINGLE + 1].sum(axis=1) / share.sum(axis=1)


def runs(positions: Any) -> Any:
    """Sorted positions as ranges, half open: int [ranges, 2]."""
    import numpy

    if not len(positions):
        return numpy.zeros((0, 2), int)
    edges = numpy.flatnonzero(numpy.diff(positions) > 1)
    lows = positions[numpy.concatenate([[0], edges + 1])]
    highs = positions[numpy.concatenate([edges, [len(positions) - 1]])] + 1
    return numpy.stack([lows, highs], axis=1)


def _transitions() -> Any:
    """0 for what may follow, a great loss for what may not."""
    import numpy

    table = numpy.full((TAGS, TAGS), -_NEVER, numpy.float32)
    outer = (OUT, END, SINGLE, PLACE)
    table[numpy.ix_(outer, (OUT, BEGIN, SINGLE, PLACE))] = 0
    table[numpy.ix_((BEGIN, INSIDE), (INSIDE, END))] = 0
    return table


def _spans(tags: list[int]) -> list[tuple[int, int]]:
    found = []
    start = 0
    for at, tag in enumerate(tags):
        if tag in (BEGIN, SINGLE):
            start = at
        if tag in (END, SINGLE):
            found.append((start, at + 1))
    return found
