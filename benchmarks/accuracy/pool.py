"""What a generator draws from: a seeded random source that knows its half.

The pools of names, roads and estates are cut in two: the tuning half never sees a road or a
given name of the scoring half. What both halves must share (surnames, cities) is not cut.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from random import Random

HALVES = ("tuning", "scoring")

_POOLS = tomllib.loads(Path(__file__).with_name("pools.toml").read_text("utf-8"))


def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of a pool ("places.cities") with their columns."""
    section, key = name.split(".")
    return tuple(tuple(line.split("|")) for line in _POOLS[section][key].splitlines())


def words(name: str) -> tuple[str, ...]:
    """The words of a pool."""
    return tuple(word for (line,) in rows(name) for word in line.split(" / "))


def chars(name: str) -> str:
    """The characters of a pool."""
    return "".join(line for (line,) in rows(name))


class Source(Random):
    """``random.Random`` with a half, and the script of the text being written.

    half     "tuning" or "scoring"
    lang     "zh-Hans" or "zh-Hant" (Traditional text draws Traditional names and places)
    """

    half: str
    lang: str

    def __new__(cls, seed: int | str, half: str, lang: str = "zh-Hans") -> Source:
        return super().__new__(cls)

    def __init__(self, seed: int | str, half: str, lang: str = "zh-Hans") -> None:
        super().__init__(seed)
        self.half = half
        self.lang = lang

    def own(self, items: Sequence[str]) -> str:
        """One item of the part of the pool that belongs to this half."""
        return self.choice(items[HALVES.index(self.half) :: 2])

    def digits(self, count: int) -> str:
        """``count`` decimal digits; the first may be zero."""
        return "".join(self.choice("0123456789") for _ in range(count))

    def text(self, count: int, alphabet: str) -> str:
        """``count`` characters of ``alphabet``."""
        return "".join(self.choice(alphabet) for _ in range(count))

    def chance(self, share: float) -> bool:
        """True in ``share`` (0..1) of the calls."""
        return self.random() < share


def luhn(body: str) -> str:
    """``body`` with its Luhn digit (ISO/IEC 7812-1 annex B)."""
    total = 0
    for place, char in enumerate(reversed(body)):
        digit = int(char)
        if place % 2 == 0:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return f"{body}{-total % 10}"
