"""Levels and grades: what laws and standards say of a finding, and what several findings say together.

    from piiguard import Guard
    from piiguard.classification import assess, facts

    facts("CN_BANK_CARD").level                  # "C2"
    assess(Guard(), {"姓名": "…", "证件号": "…", "银行卡": "…"}).level

Levels are the categories of JR/T 0171-2020: C3 authenticates, C2 identifies, C1 is the rest. JR/T 0171 says that a
combination may have a higher level than its parts; which combinations, and by how much, are rules of ours:

- a name, an identity document and a card or account in one record raise the record by one level;
- data of a child under 14 (PIPL art. 28) raise every finding by one level.

There is none above C3.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from ._classification_birth import born, turns_fourteen
from ._classification_table import ROWS
from .again import Known
from .findings import _Value
from .guard import Guard
from .records import _Walk, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

LEVELS = ("C1", "C2", "C3")
DOCUMENTS = frozenset((
    "CN_ID_CARD", "CN_FOREIGN_RESIDENT_ID", "CN_PASSPORT", "CN_TRAVEL_PERMIT", "HK_ID_CARD", "MO_ID_CARD", "TW_ID_CARD",
    "CN_MILITARY_ID",
))  # fmt: skip
CARDS = frozenset(("CN_BANK_CARD", "CN_BANK_ACCOUNT"))
TOGETHER = "a name, an identity document and a card stand in one record: the record is raised by one level"
CHILD = "the record speaks of a child under 14: every finding is raised by one level"


class Facts(_Value):
    """What is known of an entity type; our reading in a few words, never a standard's text (see _classification_table.py).

    level     C1, C2 or C3
    grade     "sensitive": of a category that PIPL art. 28 names; "likely sensitive": not named there, but in GB/T 35273
              or by the clause on harm; "ordinary": personal, sensitive in context only; "not personal"
    jrt0171   category in JR/T 0171-2020        pipl28    in PIPL art. 28
    gbt45574  in GB/T 45574-2025, annex A       gbt35273  in GB/T 35273-2020, annex B
    jrt0197   level in JR/T 0197-2020, derived from jrt0171
    """

    __slots__ = ("entity_type", "gbt35273", "gbt45574", "grade", "jrt0171", "jrt0197", "level", "pipl28")

    def __init__(self, entity_type: str, row: tuple[str, ...]) -> None:
        self.entity_type = entity_type
        self.level, self.grade, self.jrt0171, self.pipl28, self.gbt45574, self.gbt35273, self.jrt0197 = row


_FACTS = {name: Facts(name, row[1:]) for row in ROWS for name in row[0].split()}


class Assessment(_Value):
    """What the findings of one record say together.

    level    C1 to C3, the record's; empty when nothing was found
    levels   entity type -> level of its findings in this record
    minor    whether the record holds the birth of a child under 14
    reasons  the rules that raised something, in words; no values
    """

    __slots__ = ("level", "levels", "minor", "reasons")

    def __init__(self, level: str, levels: dict[str, str], minor: bool, reasons: tuple[str, ...]) -> None:
        self.level = level
        self.levels = levels
        self.minor = minor
        self.reasons = reasons

    def __hash__(self) -> int:
        return hash((self.level, tuple(sorted(self.levels.items())), self.minor, self.reasons))


def facts(entity_type: str) -> Facts:
    """The facts of a built-in entity type.

    Raises:
        KeyError: a type of your own; its recognizer says its level.
    """
    return _FACTS[entity_type]


def record_level(entity_types: Iterable[str], minor: bool = False) -> str:
    """The level of a record with findings of these types: C1 to C3, empty without any. Unknown types count as C2."""
    return _together({name: _FACTS[name].level if name in _FACTS else "C2" for name in entity_types}, minor).level


def is_minor(values: Iterable[tuple[str, str]], today: date | None = None) -> bool:
    """Whether one of the values, (entity type, text), is the birth of somebody under 14 on ``today``.

    Citizen IDs and foreigners' resident IDs hold the day, DATE_OF_BIRTH is it. Where a date is not complete or says
    another calendar, the latest day it may mean counts, and so does the fourteenth birthday itself: in doubt it is a child.
    """
    today = today or date.today()
    days = (born(entity_type, value, today) for entity_type, value in values)
    return any(first <= today <= turns_fourteen(last) for first, last in filter(None, days))


def assess(guard: Guard, record: Any, today: date | None = None) -> Assessment:
    """What ``guard`` finds in one record (a dict, or a text) and the level of it all together.

    Give rows one by one: a list is taken for one record. ``today`` decides who is a child; default: the clock's day.

    Raises:
        RecordError: a value that cannot be looked into; names its path only.
    """
    values = _found(guard, record)
    own = {recognizer.entity_type: recognizer.level for recognizer in guard.recognizers}
    levels = {name: _FACTS[name].level if name in _FACTS else own.get(name, "C2") for name, _ in values}
    return _together(levels, is_minor(values, today))


def together(levels: dict[str, str], minor: bool) -> dict[str, str]:
    """Entity type -> level of its findings in a record with these: a child's are raised, and so are the name, the document
    and the card that stand together."""
    found = _together(levels, minor)
    if TOGETHER not in found.reasons:
        return found.levels
    return {
        name: _raised(level) if name == "PERSON" or name in DOCUMENTS or name in CARDS else level
        for name, level in found.levels.items()
    }


def _together(levels: dict[str, str], minor: bool) -> Assessment:
    reasons = []
    if minor and levels:
        raised = {name: _raised(level) for name, level in levels.items()}
        if raised != levels:
            reasons.append(CHILD)
        levels = raised
    level = max(levels.values(), default="")
    if "PERSON" in levels and DOCUMENTS & levels.keys() and CARDS & levels.keys() and _raised(level) != level:
        level = _raised(level)
        reasons.append(TOGETHER)
    return Assessment(level, levels, minor, tuple(reasons))


def _raised(level: str) -> str:
    return LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]


def _found(guard: Guard, record: Any) -> list[tuple[str, str]]:
    """(entity type, value) of everything the guard finds in the record, its keys included."""
    first = _Collect(guard, None)
    first.value(record, "$", None, 0)
    if not first.learned:
        return first.found
    second = _Collect(guard, first.learned)  # as records.process_record: a name may stand before the field that announces it
    second.value(record, "$", None, 0)
    return second.found


class _Collect(_Walk):
    """One pass over a record that keeps what it finds and changes nothing."""

    def __init__(self, guard: Guard, known: Known | None) -> None:
        super().__init__(guard, known)
        self.found: list[tuple[str, str]] = []

    def text(self, value: str, path: str, label: str | None) -> str:
        for start, end, score, entity_type, _ in self.guard._spans(value, label, self.known):
            self.found.append((entity_type, value[start:end]))
            self.learned.learn(value[start:end], entity_type, score)
        return value

    def value(self, value: Any, path: str, label: str | None, depth: int) -> Any:
        if isinstance(value, date):  # masking leaves dates alone; under a label of birth they say an age
            self.text(value.isoformat()[:10], path, label)
        return super().value(value, path, label, depth)

    def number(self, value: Any, path: str, label: str | None) -> Any:
        self.text(written(value), path, label)
        return value

    def mapping(self, value: dict[Any, Any], path: str, label: str | None, depth: int) -> dict[Any, Any]:
        for key in value:
            self.text(str(key), path, None)
        return super().mapping(value, path, label, depth)
