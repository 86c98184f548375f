"""What the small model looks at: the characters around a character, hashed into buckets."""

from __future__ import annotations

from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

BITS = 18
"""Buckets: 2^18."""
REACH = 3
"""Characters to each side that a tag depends on."""

_TEMPLATES = (
    (0,), (-1,), (1,), (-2,), (2,), (-1, 0), (0, 1), (-2, -1), (1, 2), (-1, 1), (-1, 0, 1), (0, 1, 2), (-2, -1, 0),
    (-3, -2, -1), (1, 2, 3), (-1, 0, 1, 2), (-2, -1, 0, 1),
)  # fmt: skip
"""Characters taken together, by their distance."""
_CLASSED = (((0,), (-1,)), ((-1,), (1,)), ((-2,), (1,)), ((0,), (1,)))
"""Surname classes (first) together with characters."""
FEATURES = len(_TEMPLATES) + len(_CLASSED)

_GAP = "\0" * (REACH + 1)  # between two lines: neither sees the other
_MIX = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F, 0x165667B1)
_FINAL = 0x2C1B3C6D


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

    columns = []
    for number, parts in enumerate(_parts()):
        mixed = numpy.full(len(folded), _seed(number), numpy.uint32)
        for factor, classed, distance in parts:
            moved = (classes if classed else folded) * numpy.uint32(factor)
            if distance > 0:
                mixed[:-distance] += moved[distance:]
            elif distance < 0:
                mixed[-distance:] += moved[:distance]
            else:
                mixed += moved
        columns.append(_bucket(mixed))
    return columns


def bucket_table(folded: Any, classes: Any) -> Any:
    """The same as one array [features, characters]: a product of matrices, faster for few characters."""
    import numpy

    wide = 2 * REACH + 1
    around = numpy.zeros((2 * wide, len(folded)), numpy.uint32)
    for row, source in enumerate((folded, classes)):
        padded = numpy.concatenate([numpy.zeros(REACH, numpy.uint32), source, numpy.zeros(REACH, numpy.uint32)])
        for at in range(wide):
            around[row * wide + at] = padded[at : at + len(source)]
    factors, seeds = _matrix()
    return _bucket(factors @ around + seeds)


@cache
def _matrix() -> tuple[Any, Any]:
    """Factors [features, characters and classes around] and seeds [features, 1]."""
    import numpy

    wide = 2 * REACH + 1
    factors = numpy.zeros((FEATURES, 2 * wide), numpy.uint32)
    for number, parts in enumerate(_parts()):
        for factor, classed, distance in parts:
            factors[number, classed * wide + distance + REACH] = factor
    return factors, numpy.array([[_seed(number)] for number in range(FEATURES)], numpy.uint32)


def _parts() -> list[list[tuple[int, bool, int]]]:
    """For every feature the factor, whether a class is meant, and the distance, of each of its characters."""
    plain = [[(factor, False, distance) for factor, distance in zip(_MIX, distances, strict=False)] for distances in _TEMPLATES]
    mixed = [
        [(factor, at < len(first), distance) for at, (factor, distance) in enumerate(zip(_MIX, (*first, *second), strict=False))]
        for first, second in _CLASSED
    ]
    return plain + mixed


def _seed(number: int) -> int:
    return (number + 1) * 0x01000193 & 0xFFFFFFFF


def _bucket(mixed: Any) -> Any:
    import numpy

    mixed ^= mixed >> numpy.uint32(15)
    mixed *= numpy.uint32(_FINAL)
    return (mixed >> numpy.uint32(32 - BITS)).astype(numpy.intp)


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
