"""Values whose shape says all: which of a column's values are one value of a known type, told without the engine.

A column of a hundred thousand citizen IDs takes the engine seconds, and it says the same of each: the whole cell, a
CN_ID_CARD. What it says of such a value depends on a few facts only (the division is known, the date is one, the check
character is right) and on the column's label and the guard. The facts are read here from tables of parts; what they mean
behind this label is not decided here but asked: the first values of each kind go through the engine, and only where it
says one and the same of all of them is the rest taken for that. Whatever is not of a known shape goes through the engine.

Only shapes are known for which that was compared with the engine for every value of a large sample (tests/test_frames.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from piiguard.engine.words import _SUFFIX
from piiguard.frames.facts import Facts, card, citizen_id, email, mobile, name, serial
from piiguard.recognizers import BUILTIN

if TYPE_CHECKING:
    from piiguard.guard import Guard
    from piiguard.scan.many import Hit

_OWN = frozenset(BUILTIN)
Answer = tuple[str, float]
NO: Answer = ("", 0.0)
WITNESSES = 24
"""Values of a kind that the engine is asked about before the others are taken for the same."""
_BARE = {"CN_ID_CARD": citizen_id, "CN_MOBILE": mobile}
_INSURERS = ("CN_POLICY_NUMBER", "CN_APPLICATION_NUMBER", "CN_CLAIM_NUMBER")


class Shapes:
    """The known shapes under one guard and one label."""

    __slots__ = ("_asked", "_extra", "_facts", "_guard", "_known", "_label", "_prefix")

    def __init__(self, guard: Guard, label: str | None) -> None:
        self._guard = guard
        self._label = label
        self._prefix = guard._prefix_of(label) if label else ""
        #: facts -> the type and score of all values of these facts, NO where they are not all one whole value.
        self._known: dict[object, Answer] = {}
        self._asked: dict[object, int] = {}
        plan = guard._plan
        #: Patterns of users: where one matches, the engine looks.
        theirs = [item for item in plan.patterns if plan.recognizers[item.bit.bit_length() - 1] not in _OWN]
        self._extra = [item.expression.search for item in theirs]
        self._facts: list[Facts] = []
        if not guard._foreign and guard.ner is None:
            self._facts = self._shapes()

    def _shapes(self) -> list[Facts]:
        """The shapes that may be known behind this label."""
        found = [make() for kind, make in _BARE.items() if self._announced(kind, True)]
        if self._announced("CN_BANK_CARD", True):
            found.append(card(self._announced("CN_BANK_CARD")))
        every = {word.text for word in self._guard._plan.words}
        if self._announced("PERSON"):
            words = frozenset(word for word in every if len(word) <= 4 and not word.isascii())
            found.append(name(words, self._guard._plan.gap, self._prefix))
        if self._announced("EMAIL_ADDRESS", True):
            plain = {word for text in every if text.isascii() for word in (text, text.replace(" ", ""))}
            found.append(email(frozenset(word + ending for word in plain for ending in ("", *_SUFFIX))))
        if any(self._announced(kind) for kind in _INSURERS):
            found.append(serial())
        return found

    def _announced(self, entity_type: str, bare: bool = False) -> bool:
        """Whether the label speaks of the type, or with ``bare`` of none; what it says else is the engine's to judge."""
        plan = self._guard._plan
        hits = self._guard._engine.words_in(self._prefix) if self._prefix else []
        bits = 0
        for at, recognizer in enumerate(plan.recognizers):
            if recognizer.entity_type == entity_type and recognizer in _OWN:
                bits |= 1 << at
        return bool(bits and plan.words[hits[-1][2]].owners & bits) if hits else bool(bits and bare)

    def sort(self, texts: Iterable[str], look: Callable[[list[str]], dict[str, list[Hit]]]) -> tuple[dict[str, str], list[str]]:
        """(text -> entity type of those that are one whole value, the texts the engine has to look at).

        texts  each once
        look   the engine: text -> hits, of those texts that have any
        """
        kinds: dict[object, list[str]] = {}
        rest: list[str] = []
        for text in texts:
            for facts in self._facts:
                found = facts(text)
                if found is not None:
                    kinds.setdefault(found, []).append(text)
                    break
            else:
                rest.append(text)
        sure: dict[str, str] = {}
        for found, group in kinds.items():
            if self._extra:
                rest += [text for text in group if self._matched(text)]
                group = [text for text in group if not self._matched(text)]
            witnesses = group[: max(0, WITNESSES - self._asked.get(found, 0))]
            if witnesses:
                self._ask(found, witnesses, look(witnesses))
            kind, _ = self._known[found] if group else NO
            if kind:
                sure.update(dict.fromkeys(group, kind))
            else:
                rest += group
        return sure, rest

    def _ask(self, found: object, witnesses: list[str], hits: dict[str, list[Hit]]) -> None:
        """What the engine says of some values of the same facts."""
        self._asked[found] = self._asked.get(found, 0) + len(witnesses)
        said = {self._whole(text, hits.get(text, [])) for text in witnesses}
        if found in self._known:
            said.add(self._known[found])
        self._known[found] = said.pop() if len(said) == 1 else NO

    @staticmethod
    def _whole(text: str, hits: list[Hit]) -> Answer:
        """The type and score of the one value that the whole text is."""
        return (hits[0][3], hits[0][2]) if len(hits) == 1 and hits[0][:2] == (0, len(text)) else NO

    def _matched(self, text: str) -> bool:
        line = self._prefix + text
        return any(search(line) for search in self._extra)
