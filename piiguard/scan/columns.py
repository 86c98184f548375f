"""Statistics of a table's columns: how full, how different, how much of which type, and what the column is.

Shares have Wilson's score interval at 95 % (E. B. Wilson, 1927), which holds for small samples and shares near 0 and 1.
"""

from __future__ import annotations

import math
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import repeat
from typing import Any

from piiguard import checksums
from piiguard.spelling import normal_form

_EXACT = 4096  # different values counted exactly
_BITS = 11  # 2^11 registers: the estimate's standard error is 2.3 %
_SPREAD = 0x9E3779B97F4A7C15
_LAST = (1 << _BITS) - 1
_BIG = int(sys.byteorder == "big")
_Z = 1.959964
_PII = 0.5  # a column is of the type that at least this share of its values is, at the interval's lower end
_ENOUGH = 20  # values before a column may be taken for something


_CHECKS: dict[str, Callable[[str], bool]] = {
    "CN_ID_CARD": lambda value: len(value) != 18 or checksums.mod11_2_ok(value),
    "CN_BANK_CARD": checksums.luhn_ok,
    "IMEI": lambda value: len(value) != 15 or checksums.luhn_ok(value),
    "CN_USCC": checksums.gb32100_ok,
    "CN_ORGANIZATION_CODE": checksums.gb11714_ok,
    "VIN": checksums.vin_ok,
}


def wilson(matches: int, count: int) -> tuple[float, float]:
    """Lower and upper bound of a share seen ``matches`` times in ``count``."""
    if not count:
        return 0.0, 1.0
    share = matches / count
    spread = _Z * math.sqrt(share * (1 - share) / count + _Z * _Z / (4 * count * count))
    middle = share + _Z * _Z / (2 * count)
    scale = 1 + _Z * _Z / count
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


class Distinct:
    """How many different values: exact up to a few thousand, then HyperLogLog (Flajolet et al., 2007).

    salt  keys the hash, so that the registers say nothing of a value to somebody without it
    """

    def __init__(self, salt: int) -> None:
        self._salt = salt
        self._seen: set[int] | None = set()
        self._registers = bytearray(1 << _BITS)

    def add(self, values: Collection[str]) -> None:
        """More values."""
        hashes = list(map(zlib.crc32, _encoded(values), repeat(self._salt)))
        if self._seen is not None:
            self._seen.update(hashes)
            if len(self._seen) <= _EXACT:
                return
            hashes, self._seen = list(self._seen), None
        self._count(hashes)

    def _count(self, hashes: list[int]) -> None:
        registers = self._registers
        # 32 bits spread over 64 by a multiplication (Fibonacci hashing), all of them in one: a step a value would cost as
        # much as the search. The register's number comes to stand in the upper half of each 128 bits, the rest in the lower.
        lanes = array("I", bytes(16 * len(hashes)))
        lanes[3 * _BIG :: 4] = array("I", hashes)
        spread = int.from_bytes(lanes.tobytes(), sys.byteorder) * (_SPREAD << _BITS)
        halves = memoryview(spread.to_bytes(16 * len(hashes), sys.byteorder)).cast("Q")
        lower, upper = halves[_BIG::2].tolist(), halves[1 - _BIG :: 2]
        # Most numbers are no rarer than what every register has seen already.
        least = 1 << (64 - min(registers))
        for place in [place for place, number in enumerate(lower) if number < least]:
            at = upper[place] & _LAST
            rank = 65 - (lower[place].bit_length() or _BITS)
            if rank > registers[at]:
                registers[at] = rank

    def registers(self) -> bytes:
        """What can be merged: also of few values. It is a function of keyed hashes that no value comes back from."""
        if self._seen is not None:
            seen, self._seen = self._seen, None
            self._count(list(seen))
        return bytes(self._registers)

    def merge(self, registers: bytes) -> None:
        """Add what was counted elsewhere under the same salt."""
        self.registers()
        self._registers = bytearray(map(max, self._registers, registers))

    def estimate(self) -> int:
        """How many."""
        if self._seen is not None:
            return len(self._seen)
        count = len(self._registers)
        raw = 0.7213 / (1 + 1.079 / count) * count * count / sum(2.0**-rank for rank in self._registers)
        empty = self._registers.count(0)
        return round(count * math.log(count / empty) if raw <= 2.5 * count and empty else raw)


def _encoded(values: Collection[str]) -> list[bytes]:
    """Each value as bytes, with one call for all where none has lines."""
    found = "\n".join(values).encode("utf-8", "surrogatepass").split(b"\n")
    return found if len(found) == len(values) else [value.encode("utf-8", "surrogatepass") for value in values]


class Column:
    """What is counted of one column."""

    __slots__ = ("distinct", "kinds", "nulls", "right", "rows", "single")

    def __init__(self, salt: int) -> None:
        self.single: int | None = None
        self.rows = 0
        self.nulls = 0
        self.distinct = Distinct(salt)
        self.kinds: Counter[str] = Counter()
        self.right: Counter[str] = Counter()

    def values(self, cells: Sequence[str | None]) -> set[str | None]:
        """Cells, empty ones for null; returns them without null, each once."""
        different = set(cells)
        self.rows += len(cells)
        if None in different or "" in different:
            self.nulls += sum(1 for cell in cells if not cell)
            different -= {None, ""}
        self.distinct.add(different)  # type: ignore[arg-type]  # None is gone
        return different

    def found(self, kinds: Iterable[tuple[str, str]]) -> None:
        """The types found in one cell, each with its value."""
        seen: set[str] = set()
        for kind, value in kinds:
            if kind in seen:
                continue
            seen.add(kind)
            self.kinds[kind] += 1
            check = _CHECKS.get(kind)
            if check is not None:
                self.right[kind] += check("".join(char for char in normal_form(value, kind).upper() if char.isalnum()))

    def verdict(self) -> tuple[str, float]:
        """The type the column is taken for, "" for none, and the lower bound of its share."""
        filled = self.rows - self.nulls
        if not self.kinds or filled < _ENOUGH:
            return "", 0.0
        kind, matches = min(self.kinds.items(), key=lambda item: (-item[1], item[0]))
        low = wilson(min(matches, filled), filled)[0]
        return (kind, low) if low >= _PII else ("", 0.0)

    def state(self) -> dict[str, Any]:
        """What the ledger keeps and :meth:`of` adds up again."""
        return {
            "rows": self.rows, "nulls": self.nulls, "kinds": dict(self.kinds), "right": dict(self.right),
            "distinct": self.distinct.estimate(), "registers": self.distinct.registers().hex(),
        }  # fmt: skip

    @classmethod
    def of(cls, states: Sequence[dict[str, Any]]) -> Column:
        """One column from the states of its parts."""
        whole = cls(0)
        for state in states:
            whole.rows += state["rows"]
            whole.nulls += state["nulls"]
            whole.kinds.update(state["kinds"])
            whole.right.update(state["right"])
            if len(states) > 1:
                whole.distinct.merge(bytes.fromhex(state["registers"]))
        whole.single = states[0]["distinct"] if len(states) == 1 else None
        return whole

    def as_dict(self) -> dict[str, Any]:
        """The column as rows have it, without its name and place."""
        filled = self.rows - self.nulls
        shares = []
        for kind, matches in sorted(self.kinds.items(), key=lambda item: (-item[1], item[0])):
            low, high = wilson(min(matches, filled), filled)
            valid = round(self.right[kind] / matches, 4) if kind in _CHECKS else None
            share = round(min(1.0, matches / max(1, filled)), 4)
            bounds = {"low": round(low, 4), "high": round(high, 4)}
            shares.append({"entity_type": kind, "matches": matches, "share": share, **bounds, "valid": valid})
        verdict, confidence = self.verdict()
        distinct = self.distinct.estimate() if self.single is None else self.single
        return {
            "rows": self.rows, "nulls": self.nulls, "distinct": distinct, "types": shares,
            "verdict": verdict, "confidence": round(confidence, 4),
        }  # fmt: skip
