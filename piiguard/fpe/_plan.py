"""What a shape says of a value, and the helpers all shapes count with.

A shape is a function from :class:`~piiguard.fpe._written.Written` to a :class:`Plan`, or None when the value does not
have the shape. The contract, which makes encryption a permutation: for every plan and every ``r`` in ``[0, size)`` the
signs ``unrank(r)``, if they have the shape with the same ``kept`` and ``size``, have the rank ``r``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Plan:
    """``kept``: what stays, ASCII, part of the tweak; ``rank`` of the rest in ``[0, size)``; ``unrank``: a rank to all signs;
    ``checks``: the indices of check characters, which may change between digit and letter."""

    __slots__ = ("checks", "kept", "rank", "size", "unrank")

    def __init__(
        self, kept: str, size: int, rank: int, unrank: Callable[[int], str], checks: tuple[int, ...] = ()
    ) -> None:
        self.kept = kept
        self.size = size
        self.rank = rank
        self.unrank = unrank
        self.checks = checks


def classes(signs: str, letters: str = LETTERS, digits: str = DIGITS) -> list[str]:
    """For each sign the alphabet it stays in: a digit a digit, a letter a letter."""
    return [digits if "0" <= sign <= "9" else letters for sign in signs]


def pattern(signs: str) -> str:
    """Where digits and letters stand: 9 and A."""
    return "".join(["9" if "0" <= sign <= "9" else "A" for sign in signs])


def rank(signs: str, alphabets: Sequence[str]) -> tuple[int, int]:
    """The number that the signs are in the mixed radix of their alphabets, and how many there are."""
    number, size = 0, 1
    for sign, alphabet in zip(signs, alphabets, strict=True):
        number = number * len(alphabet) + alphabet.index(sign)
        size *= len(alphabet)
    return number, size


def unrank(number: int, alphabets: Sequence[str]) -> str:
    """The inverse of :func:`rank`."""
    out = []
    for alphabet in reversed(alphabets):
        number, at = divmod(number, len(alphabet))
        out.append(alphabet[at])
    return "".join(reversed(out))


def deviation(actual: str, right: str, alphabet: str) -> int | None:
    """How far a check character is from the right one (0: it is right); None when one of them is not in the alphabet.

    It is kept: a mistyped value stays mistyped, by as much, and a right one right.
    """
    if not actual or not right or actual not in alphabet or right not in alphabet:
        return None
    return (alphabet.index(actual) - alphabet.index(right)) % len(alphabet)


def deviated(right: str, by: int, alphabet: str) -> str:
    """The check character ``by`` places from the right one."""
    return alphabet[(alphabet.index(right) + by) % len(alphabet)] if by else right
