"""Zip and gzip files that unpack to themselves.

A program of two commands that prints itself, in deflate (RFC 1951): L(n) prints the n bytes behind it, R(n) prints
the last n bytes once more. A command is ``UNIT`` bytes long, so that commands can be counted like what they print.
The checksum of the file stands in the file: CRC-32 is linear, so the one that fits solves 32 linear equations.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

UNIT = 10
_EMPTY = b"\0\0\xff\xff"  # the rest of a stored block of no bytes, behind the bits of its header
_LITERAL_SIZE = struct.Struct("<BHH")


class _Bits:
    """Bits as deflate packs them: the lowest of a byte first."""

    def __init__(self) -> None:
        self.bits: list[int] = []

    def value(self, value: int, count: int) -> None:
        self.bits += [value >> at & 1 for at in range(count)]

    def code(self, value: int, count: int) -> None:
        self.bits += [value >> at & 1 for at in reversed(range(count))]

    def match(self, length: int, distance: int) -> None:
        symbol, first, extra = _symbol(length, 3, 4)
        if symbol < 23:
            self.code(symbol + 1, 7)
        else:
            self.code(symbol - 23 + 0xC0, 8)
        self.value(length - first, extra)
        symbol, first, extra = _symbol(distance, 1, 2)
        self.code(symbol, 5)
        self.value(distance - first, extra)

    def bytes(self) -> bytes:
        padded = self.bits + [0] * (-len(self.bits) % 8)
        return bytes(sum(bit << at for at, bit in enumerate(padded[start : start + 8])) for start in range(0, len(padded), 8))


def _symbol(value: int, first: int, group: int) -> tuple[int, int, int]:
    """Number, first value and extra bits of the symbol of a length (3, 4) or distance (1, 2)."""
    for symbol in range(30):
        extra = max(0, symbol // group - 1)
        if first <= value < first + (1 << extra):
            return symbol, first, extra
        first += 1 << extra
    raise ValueError


def literal(count: int) -> bytes:
    """L: an empty stored block, and the header of one that holds ``count`` bytes."""
    return b"\0" + _EMPTY + _LITERAL_SIZE.pack(0, count, count ^ 0xFFFF)


def again(count: int, *, last: bool = False) -> bytes:
    """R: matches in a block of the fixed code, empty blocks until the length is right, and an empty stored block."""
    for empty, first in ((empty, first) for empty in range(4) for first in (count, *range(3, count - 2))):
        bits = _Bits()
        bits.value(0b010, 3)
        bits.match(first, count)
        if first < count:
            bits.match(count - first, count)
        bits.code(0, 7)
        for _ in range(empty):
            bits.value(0b010, 3)
            bits.code(0, 7)
        bits.value(int(last), 3)
        if 8 * (UNIT - 5) < len(bits.bits) <= 8 * (UNIT - 4):
            return bits.bytes() + _EMPTY
    raise ValueError(f"no command of {UNIT} bytes repeats {count}")


def program(before: bytes, behind: bytes) -> bytes:
    """A deflate stream that unpacks to ``before``, itself, ``behind``."""
    head, four, tail = again(len(before) + UNIT), again(4 * UNIT), again(len(behind) + UNIT, last=True)
    l0, l1, l4 = literal(0), literal(UNIT), literal(4 * UNIT)
    first, final = literal(len(before) + UNIT), literal(len(behind) + UNIT)
    return b"".join(
        (
            first, before, first,  # prints what stands before, and its own first command
            head,
            l1, head,
            l1, l1,
            l4, head, l1, l1, l4,
            four,
            l4, four, l4, four, l4,
            four,
            l4, four, l0, l0, final,  # all is printed up to here
            four, l0, l0,
            final, tail, behind,
            tail,
        )
    )  # fmt: skip


def _fitting(make: Callable[[int], bytes]) -> bytes:
    """The file whose checksum is the one it was made with."""
    base = zlib.crc32(make(0))
    # Rows of (A + 1) c = b over GF(2): bit ``row`` of what each bit of c changes, and of b in the last place.
    columns = [zlib.crc32(make(1 << at)) ^ base ^ (1 << at) for at in range(32)]
    rows = [sum((columns[at] >> row & 1) << at for at in range(32)) | (base >> row & 1) << 32 for row in range(32)]
    pivots: dict[int, int] = {}
    for at in range(32):
        found = next((row for row in rows if row >> at & 1), None)
        if found is None:
            continue
        rows.remove(found)
        rows = [row ^ found if row >> at & 1 else row for row in rows]
        pivots = {place: row ^ found if row >> at & 1 else row for place, row in pivots.items()}
        pivots[at] = found
    if any(rows):
        raise ValueError("no checksum fits")
    return make(sum((row >> 32 & 1) << at for at, row in pivots.items()))


def zip_quine(name: bytes = b"again.zip") -> bytes:
    """A zip archive that holds itself."""

    def make(crc: int) -> bytes:
        def file(packed: int, size: int) -> tuple[bytes, bytes, bytes]:
            common = struct.pack("<5H3L2H", 20, 0, 8, 0, 0x21, crc, packed, size, len(name), 0)
            local = b"PK\3\4" + common + name
            entry = b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<3H2L", 0, 0, 0, 0, 0) + name
            end = b"PK\5\6" + struct.pack("<4H2LH", 0, 0, 1, 1, len(entry), len(local) + packed, 0)
            return local, program(local, entry + end), entry + end

        packed = len(file(0, 0)[1])
        size = sum(map(len, file(packed, 0)))
        return b"".join(file(packed, size))

    return _fitting(make)


def gzip_quine() -> bytes:
    """A gzip file that holds itself."""
    before = b"\x1f\x8b\x08\x00" + bytes(6)

    def make(crc: int) -> bytes:
        size = len(before) + len(program(before, bytes(8))) + 8
        behind = struct.pack("<LL", crc, size)
        return before + program(before, behind) + behind

    return _fitting(make)
