"""A value as a customer typed it: its digits and letters, and how to write others in their place.

ASCII and full-width digits and letters are *signs*; everything else (spaces, hyphens, brackets, hanzi, zero-width
characters) stays where it is. Digits written in any other way (幺三八, ①, ٣) would stay readable or not come back
as they were written, so they are refused.
"""

from __future__ import annotations

from ..errors import FpeError
from ..text import FOLDED, ZERO_WIDTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

#: More signs than this are no identifier.
MAX_SIGNS = 200
_WIDE = {chr(0xFF01 + i): chr(0x21 + i) for i in range(94) if chr(0x21 + i).isalnum()}
_NARROW = {ascii_char: wide for wide, ascii_char in _WIDE.items()}
_REFUSED = {char for char in FOLDED if not "！" <= char <= "～"} - set(ZERO_WIDTH) | {"%"}


class Written:
    """``signs``: the digits and letters, narrow and upper case; ``places``: where each stands in ``value``.

    ``also`` maps further characters to the sign they are read as at the end (× for X); such a character can only be kept.

    Raises:
        FpeError: digits or letters in other scripts than ASCII and full width, or percent-encoding, or too many signs.
    """

    __slots__ = ("also", "places", "plain", "signs", "value")

    def __init__(self, value: str, also: Mapping[str, str] | None = None) -> None:
        self.value = value
        self.also = also if also and value[-1:] in also else {}
        self.plain = value.isalnum() and value.isascii() and value == value.upper()
        if self.plain:
            self.signs = value
            self.places: range | list[int] = range(len(value))
        else:
            signs = []
            self.places = places = []
            for place, char in enumerate(value):
                sign = _WIDE.get(char, char)
                if place == len(value) - 1:
                    sign = self.also.get(char, sign)
                if "0" <= sign <= "9" or "A" <= sign <= "Z" or "a" <= sign <= "z":
                    signs.append(sign)
                    places.append(place)
                elif char in _REFUSED or char.isnumeric():
                    raise FpeError("digits are written in ASCII or full width to be encrypted in place")
            self.signs = "".join(signs).upper()
        if len(self.signs) > MAX_SIGNS:
            raise FpeError(f"more than {MAX_SIGNS} digits and letters are no identifier")

    def odd(self, checks: tuple[int, ...]) -> int:
        """How many check characters are letters in another case than would be written there (a small x), or × for X.

        Such a letter has to be a letter again after encryption, or its form would be lost; see :meth:`write`.
        """
        return 0 if self.plain else sum(self._is_odd(at, self._small(checks)) for at in checks)

    def write(self, signs: str, checks: tuple[int, ...]) -> str | None:
        """The value with other signs in its places, each in the width and case of the one it replaces.

        Only at ``checks`` (indices of check characters) may a digit become a letter or the other way round: a letter
        there gets the case of the other letters, upper case if there are none. None when the form would be lost.
        """
        if self.plain:
            return signs
        small = self._small(checks)
        chars = list(self.value)
        for at, (place, old, new) in enumerate(zip(self.places, self.signs, signs, strict=True)):
            if old == new:
                continue
            char = chars[place]
            if old.isdigit():
                lower = small
            elif char in self.also or (new.isdigit() and self._is_odd(at, small)):
                return None
            else:
                lower = char.islower()
            written = new.lower() if lower else new
            chars[place] = _NARROW[written] if char in _WIDE else written
        return "".join(chars)

    def _small(self, checks: tuple[int, ...]) -> bool:
        """Whether the letters that are no check characters are all small."""
        letters = [self.value[place] for at, place in enumerate(self.places) if at not in checks and self.signs[at].isalpha()]
        return bool(letters) and all(map(str.islower, letters))

    def _is_odd(self, at: int, small: bool) -> bool:
        char = self.value[self.places[at]]
        return self.signs[at].isalpha() and (char in self.also or char.islower() is not small)
