"""The small model: what it looks at, and its decision, in numpy.

A character's tag is decided by the characters around it, three to each side: hashed into 2^18
buckets, a bucket holds one small integer for each tag, and the sums are compared. So a line's
result is a function of what stands near by, like that of any expression: a stream needs no more
context for it, and where a line is cut far away changes nothing.

Trained by tools/train_tagger.py, which uses the functions here for its features.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

OUT, BEGIN, INSIDE, END, SINGLE, PLACE = range(6)
"""Tags: outside; first, middle and last character of a name; a name of one character (王 in 王女士); a place or organisation."""
TAGS = 6
BITS = 18
REACH = 3
"""Characters to each side that a tag depends on."""
LONGEST = 24
"""Characters in the longest run that may be names; a longer one is none."""
SURE = 0.5
"""Probability from which a name leaves no doubt."""
DOUBT = 0.1
"""Probability of being part of a name from which a character is in doubt."""

Name = tuple[int, int, float]
"""Start, end, probability of the least probable of its tags."""

_TEMPLATES = (
    (0,), (-1,), (1,), (-2,), (2,), (-1, 0), (0, 1), (-2, -1), (1, 2), (-1, 1), (-1, 0, 1), (0, 1, 2), (-2, -1, 0),
    (-3, -2, -1), (1, 2, 3), (-1, 0, 1, 2), (-2, -1, 0, 1),
)  # fmt: skip
"""Characters taken together, by their distance."""
_CLASSED = (((0,), (-1,)), ((-1,), (1,)), ((-2,), (1,)), ((0,), (1,)))
"""Surname classes (first) together with characters."""
FEATURES = len(_TEMPLATES) + len(_CLASSED)

_GAP = "\0" * (REACH + 1)  # between two lines: neither sees the other
_OPTION = 4.0  # natural logarithm: a tag so much worse than the best is no option
_MIX = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F, 0x165667B1)
_FINAL = 0x2C1B3C6D
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
        if not len(codes):
            return found
        scores = self._scores(codes)
        best = scores[:, BEGIN : SINGLE + 1].max(axis=1) - numpy.maximum(scores[:, OUT], scores[:, PLACE])
        possible = numpy.flatnonzero((best > -_OPTION) & self._hanzi[codes])
        doubtful = numpy.zeros(len(codes), bool)
        doubtful[possible] = chance_of_name(scores[possible]) > DOUBT
        for low, high, score in self._names(scores, possible):
            line = int(numpy.searchsorted(starts, low, "right")) - 1
            found[line][0].append((low - int(starts[line]), high - int(starts[line]), score))
            if score >= SURE:
                doubtful[low:high] = False
        for low, high in runs(numpy.flatnonzero(doubtful)):
            line = int(numpy.searchsorted(starts, low, "right")) - 1
            found[line][1].append((low - int(starts[line]), high - int(starts[line])))
        return found

    def _scores(self, codes: Any) -> Any:
        """float32 [characters, tags]: natural logarithms of probabilities, but for a constant of each character."""
        import numpy

        sums = numpy.zeros((len(codes), 8), numpy.int16)
        folded, classes = self.fold[codes], self.surnames[codes]
        for low in range(0, len(codes), _BLOCK):
            high = min(len(codes), low + _BLOCK)
            first, last = max(0, low - REACH), min(len(codes), high + REACH)
            part = sums[low:high]
            for column in buckets(folded[first:last], classes[first:last]):
                part += self._packed[column[low - first : high - first]].view(numpy.int8).reshape(-1, 8)
        return sums[:, :TAGS] * numpy.float32(self.scale)

    def _names(self, scores: Any, possible: Any) -> list[Name]:
        """Best legal tags over each run of possible characters, all runs of a length at once."""
        import numpy

        from ._decode import best_path

        if not len(possible):
            return []
        bounds = numpy.array(runs(possible))
        lows, lengths = bounds[:, 0], bounds[:, 1] - bounds[:, 0]
        keep = lengths <= LONGEST
        lows, lengths = lows[keep], lengths[keep]
        found = []
        for length in numpy.unique(lengths):
            run = lows[lengths == length]
            part = scores[run[None, :] + numpy.arange(length)[:, None]].astype(numpy.float32)
            part -= numpy.log(numpy.exp(part - part.max(axis=2, keepdims=True)).sum(axis=2, keepdims=True)) + part.max(
                axis=2, keepdims=True
            )
            sure = part.copy()
            part[0, :, [INSIDE, END]] = part[-1, :, [BEGIN, INSIDE]] = -1e6
            path = best_path(part, numpy.full(len(run), length), self._allowed)
            chance = numpy.take_along_axis(sure, path[:, :, None], axis=2)[:, :, 0]
            for at in numpy.flatnonzero(((path != OUT) & (path != PLACE)).any(axis=0)):
                for low, high in _spans(path[:, at].tolist()):
                    score = float(numpy.exp(chance[low:high, at].min()))
                    found.append((int(run[at]) + low, int(run[at]) + high, score))
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


def runs(positions: Any) -> list[tuple[int, int]]:
    """Sorted positions as ranges, half open."""
    import numpy

    if not len(positions):
        return []
    edges = numpy.flatnonzero(numpy.diff(positions) > 1)
    lows = positions[numpy.concatenate([[0], edges + 1])]
    highs = positions[numpy.concatenate([edges, [len(positions) - 1]])] + 1
    return list(zip(lows.tolist(), highs.tolist(), strict=True))


def code_points(lines: list[str]) -> tuple[Any, Any]:
    """(the code points of all lines with zeros between them, where each line begins)."""
    import numpy

    codes = numpy.frombuffer(_GAP.join(lines).encode("utf-32-le", "surrogatepass"), numpy.uint32)
    lengths = numpy.array([len(line) + len(_GAP) for line in lines])
    return codes, numpy.cumsum(lengths) - lengths


def buckets(folded: Any, classes: Any) -> list[Any]:
    """For every feature the bucket of each character: intp [characters].

    folded   uint32: code points, variants as one
    classes  uint32: surname class of each
    """
    import numpy

    size = len(folded)
    columns = []
    for number in range(FEATURES):
        if number < len(_TEMPLATES):
            parts = [(folded, distance) for distance in _TEMPLATES[number]]
        else:
            first, second = _CLASSED[number - len(_TEMPLATES)]
            parts = [*((classes, distance) for distance in first), *((folded, distance) for distance in second)]
        mixed = numpy.full(size, (number + 1) * 0x01000193 & 0xFFFFFFFF, numpy.uint32)
        for at, (source, distance) in enumerate(parts):
            moved = source * numpy.uint32(_MIX[at])
            if distance > 0:
                mixed[:-distance] += moved[distance:]
            elif distance < 0:
                mixed[-distance:] += moved[:distance]
            else:
                mixed += moved
        mixed ^= mixed >> numpy.uint32(15)
        mixed *= numpy.uint32(_FINAL)
        columns.append((mixed >> numpy.uint32(32 - BITS)).astype(numpy.intp))
    return columns


def fold_table(pairs: Any) -> Any:
    """uint32 by code point: Traditional and full-width characters as their plain forms, digits as one, letters as one."""
    import numpy

    table = numpy.arange(0x110000, dtype=numpy.uint32)
    table[pairs[:, 0]] = pairs[:, 1]
    table[ord("0") : ord("9") + 1] = ord("0")
    table[ord("A") : ord("Z") + 1] = table[ord("a") : ord("z") + 1] = ord("a")
    return table[table]


def surname_table(classes: Any) -> Any:
    """uint32 by code point: 1 rare surname, 2 common, 4 first of a surname of two characters (they add up)."""
    import numpy

    table = numpy.zeros(0x110000, numpy.uint32)
    table[classes[:, 0]] = classes[:, 1]
    return table


def _transitions() -> Any:
    """0 for what may follow, a great loss for what may not."""
    import numpy

    table = numpy.full((TAGS, TAGS), -1e6, numpy.float32)
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
