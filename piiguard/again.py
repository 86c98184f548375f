"""A name that was found is found again where nothing announces it: "投保人张三……张三来电".

Recognizers with ``again`` say which occurrences count. In a text a value holds from where it was
found, for :data:`REACH` characters; in a record for every field, whatever their order.
"""

from __future__ import annotations

from bisect import bisect_left, insort

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Span = tuple[int, int, float, str, str]
    Rules = dict[str, Callable[[str, int, int], bool]]

REACH = 4000
"""Characters behind the end of a finding in which its value is looked for again."""
LEAST = 0.6
"""A value found with less than this is not evidence for another."""
SCORE = 0.6

_EVERYWHERE = -1


class Known:
    """Values found so far and where each was found last, in characters of the whole text (a stream sees it in parts).

    rules  by entity type: ``rule(text, start, end)`` says whether an occurrence counts
    """

    __slots__ = ("_rules", "_values")

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._values: dict[tuple[str, str], int] = {}

    def __bool__(self) -> bool:
        return bool(self._values)

    def learn(self, value: str, entity_type: str, score: float, end: int = _EVERYWHERE) -> None:
        """Keep a finding's value if it is one to look for: more than a character, found with evidence.

        end  where the finding ended; left out, the value holds for the whole text, as in another field of a record
        """
        if entity_type in self._rules and len(value) > 1 and score >= LEAST:
            self._values[value, entity_type] = end

    def drop(self, value: str, entity_type: str) -> None:
        """Look for a value no more."""
        self._values.pop((value, entity_type), None)

    def forget(self, before: int) -> None:
        """Drop what no text from offset ``before`` on can be reached from."""
        self._values = {key: end for key, end in self._values.items() if end == _EVERYWHERE or before - end < REACH}

    def spans(self, text: str, found: list[Span], base: int = 0) -> list[Span]:
        """Occurrences in ``text``, which begins at ``base``, of known values and of those in ``found`` behind each; sorted.

        found  sorted and disjoint; nothing returned overlaps them
        """
        ends = self._ends(text, found, base)
        taken = list(found) if ends else []
        more: list[Span] = []
        for value, entity_type in sorted(ends, key=_longest_first):
            for start in _occurrences(text, value, ends[value, entity_type]):
                stop = start + len(value)
                if _free(taken, start, stop) and self._rules[entity_type](text, start, stop):
                    span = (start, stop, SCORE, entity_type, f"{entity_type}.again")
                    insort(taken, span)
                    more.append(span)
        return sorted(more)

    def undecided(self, text: str, found: list[Span], base: int, edge: int) -> int:
        """Where the first occurrence that ends behind ``edge``, and which more text may undo, begins; else the text's length."""
        least = len(text)
        for value, _ in self._ends(text, found, base):
            at = text.find(value, max(0, edge - len(value) + 1))
            if 0 <= at < least:
                least = at
        return least

    def _ends(self, text: str, found: list[Span], base: int) -> dict[tuple[str, str], list[int]]:
        """For each value the ends of its findings, as offsets into ``text``."""
        ends = {key: [end if end == _EVERYWHERE else end - base] for key, end in self._values.items() if key[0] in text}
        for start, end, score, entity_type, _ in found:
            if entity_type in self._rules and end - start > 1 and score >= LEAST:
                ends.setdefault((text[start:end], entity_type), []).append(end)
        return ends


def _longest_first(key: tuple[str, str]) -> tuple[int, str, str]:
    return -len(key[0]), *key


def _occurrences(text: str, value: str, ends: list[int]) -> Iterator[int]:
    """Where ``value`` begins within reach of one of ``ends``."""
    at = 0
    for number, end in enumerate(ends):
        stop = len(text) if end == _EVERYWHERE else min(len(text), end + REACH + len(value))
        if number + 1 < len(ends):
            stop = min(stop, ends[number + 1])
        at = text.find(value, max(end, at), stop)
        while at >= 0:
            yield at
            at = text.find(value, at + 1, stop)
        at = 0


def _free(taken: list[Span], start: int, stop: int) -> bool:
    """Whether no span of the sorted, disjoint ``taken`` shares a character with [start, stop)."""
    at = bisect_left(taken, (stop,))
    return at == 0 or taken[at - 1][1] <= start
