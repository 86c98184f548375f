"""What every maker of fakes draws with: a stream of choices from a digest, and the shape a value is written in."""

from __future__ import annotations

from ..text import SPOKEN, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    _T = TypeVar("_T")

DIGITS = "0123456789"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOWER = UPPER.lower()
#: No I and no O, as on plates, passports and permits.
PRINTED = "ABCDEFGHJKLMNPQRSTUVWXYZ"
HANZI_DIGITS = "零一二三四五六七八九"
_WORD = 64  # bytes asked of the generator at a time, at least


class Draw:
    """Choices that depend on nothing but the digest and the round: SHAKE-256 (FIPS 202) read as one long number."""

    __slots__ = ("_left", "_number", "_round", "_seed")

    def __init__(self, digest: bytes, attempt: int) -> None:
        self._seed = b"piiguard surrogate 1\0" + bytes((attempt,)) + digest
        self._round = 0
        self._number = 0
        self._left = 0

    def below(self, limit: int) -> int:
        """An integer in ``range(limit)``; no choice is likelier than another by more than 2 to the minus 64."""
        need = limit.bit_length() + 64
        if self._left < need:
            import hashlib

            size = max(4 * _WORD, need // 8 + 1)
            block = hashlib.shake_256(self._seed + self._round.to_bytes(4, "big")).digest(size)
            self._number, self._left = int.from_bytes(block, "big"), 8 * size
            self._round += 1
        self._number, choice = divmod(self._number, limit)
        self._left -= limit.bit_length()
        return choice

    def pick(self, options: Sequence[_T]) -> _T:
        """One of ``options``."""
        return options[self.below(len(options))]

    def chars(self, alphabet: str, count: int) -> str:
        """``count`` characters of ``alphabet``."""
        return "".join([self.pick(alphabet) for _ in range(count)])

    def digits(self, count: int) -> str:
        """``count`` digits (none if it is negative); the first may be 0."""
        return f"{self.below(10**count):0{count}}" if count > 0 else ""

    def until(self, make: Callable[[], str], good: Callable[[str], object]) -> str:
        """The first of up to 64 drawn strings that is good, else the last one."""
        made = make()
        for _ in range(63):
            if good(made):
                break
            made = make()
        return made


class Shown:
    """A value apart from how it is written.

    text   folded: zero-width characters gone, full-width, circled and spoken digits as ASCII
    plain  its ASCII letters and digits, and every hanzi digit that folding left, as a digit: 138零零571234 is a number
    """

    __slots__ = ("_value", "_view", "plain", "text")

    def __init__(self, value: str) -> None:
        self._value = value
        self._view = fold(value)
        self.text = self._view.text
        self.plain = "".join([SPOKEN.get(char, char) for char in self.text if _counts(char)])

    def lay(self, fake: str) -> str:
        """``fake`` (letters and digits) written as the value is: between its separators, full-width or in hanzi where it was.

        A fake longer than the value goes on behind it, a shorter one leaves the rest out.
        """
        letters = iter(fake)
        out = []
        for index, char in enumerate(self.text):
            if _counts(char):
                char = next(letters, "")
                out.append(self._as_written(index, char) if char else "")
            else:
                out.append(self._mark(index, char))
        return "".join(out) + "".join(letters)

    def wide(self, text: str) -> str:
        """``text`` in full-width letters and digits where the value has any."""
        if not any(is_wide(char) for char in self._value):
            return text
        return "".join([chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char for char in text])

    def cased(self, text: str) -> str:
        """``text`` in lower case where the value has lower-case letters only."""
        return text.lower() if self.plain != self.plain.upper() and self.plain == self.plain.lower() else text

    def _original(self, index: int) -> str:
        return self._value[self._view.offsets[index] if self._view.offsets is not None else index]

    def _mark(self, index: int, char: str) -> str:
        """A separator as it was typed (－, ＋), but one that stood as %2B as its own character."""
        return char if index in self._view.wide else self._original(index)

    def _as_written(self, index: int, char: str) -> str:
        original = self._original(index)
        if is_wide(original):
            return chr(ord(char) + 0xFEE0)
        if original in SPOKEN and char in DIGITS:
            return HANZI_DIGITS[int(char)]
        return char


def _counts(char: str) -> bool:
    return (char.isascii() and char.isalnum()) or char in SPOKEN


def is_wide(char: str) -> bool:
    """Whether a character is a full-width letter or digit."""
    return "\uff10" <= char <= "\uff19" or "\uff21" <= char <= "\uff3a" or "\uff41" <= char <= "\uff5a"


def shape(text: str, draw: Draw, *, keep: int = 0, letters: bool = True) -> str:
    """Every ASCII letter and digit behind the first ``keep`` drawn anew within its class; the rest stays.

    Capital letters become others than I and O; a number's first digit is 0 if and only if it was. Without ``letters``
    letters stay.
    """
    out = []
    before = ""
    for index, char in enumerate(text):
        if index < keep or not (char.isascii() and char.isalnum()):
            out.append(char)
        elif char in DIGITS:
            leading = before not in DIGITS if before else True
            out.append(char if leading and char == "0" else draw.pick(DIGITS[1:] if leading else DIGITS))
        elif letters:
            out.append(draw.pick(PRINTED if char in UPPER else LOWER))
        else:
            out.append(char)
        before = char
    return "".join(out)


def is_day(digits: str) -> bool:
    """Whether eight or more digits begin as a day between 1900 and 2099 does (20260307…)."""
    return len(digits) >= 8 and digits[:2] in ("19", "20") and "01" <= digits[4:6] <= "12" and "01" <= digits[6:8] <= "31"
