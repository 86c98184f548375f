"""Policy: entity type -> operator and threshold. Strict, versioned TOML.

A policy file::

    version = 1
    name = "claims"
    threshold = 0.5                 # findings below are ignored

    [default]                       # entity types not named below
    operator = "mask"
    keep_first = 1
    keep_last = 1

    [entities.CN_MOBILE]
    operator = "hash"
    threshold = 0.6

    [[recognizers]]                 # your own identifiers
    entity_type = "STAFF_NO"
    labels = ["工号", "staff no"]
    patterns = [{ name = "code", regex = "E[0-9]{6}", score = [0.4, 0.95, 0.0] }]

Unknown keys, operators and entity types are refused when the file is loaded, with a suggestion.
"""

from __future__ import annotations

from os.path import exists

from .errors import PolicyError, SpecError
from .spec import LABEL, Pattern, Recognizer

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable
    from typing import Any

    from .keyring import Keyring

VERSION = 1
_TOP = {"version", "name", "description", "threshold", "default", "entities", "recognizers"}
_RECOGNIZER = {"entity_type", "patterns", "labels", "vetoes", "level", "title_en", "title_zh"}
_PATTERN = {"name", "regex", "score", "label_only"}


class Rule:
    """How one entity type is treated."""

    __slots__ = ("operator", "parameters", "reason", "threshold")

    def __init__(self, operator: str, parameters: dict[str, Any], threshold: float, reason: str) -> None:
        self.operator = operator
        self.parameters = parameters
        self.threshold = threshold
        self.reason = reason


class Policy:
    """A loaded policy. Immutable; share it between guards and threads."""

    __slots__ = ("_data", "_rules", "name", "recognizers", "threshold")

    def __init__(self, data: dict[str, Any], *, checked: bool = True) -> None:
        if checked:
            _check_top(data)
        self._data = data
        self.name: str = data.get("name", "unnamed")
        self.threshold: float = float(data.get("threshold", 0.5))
        self.recognizers: tuple[Recognizer, ...] = ()
        if checked:
            self.recognizers = tuple(_recognizer(item, i) for i, item in enumerate(data.get("recognizers", ())))
        self._rules = {name: self._rule(table, f"entities.{name}") for name, table in data.get("entities", {}).items()}
        self._rules[""] = self._rule(data.get("default", {"operator": "mask"}), "default")
        if checked:
            self._check_rules()

    def __repr__(self) -> str:
        return f"Policy({self.name!r})"

    @classmethod
    def builtin(cls, name: str) -> Policy:
        """A built-in policy: ``default``, ``strict`` or ``display``.

        Raises:
            PolicyError: no built-in policy has this name.
        """
        from ._policies import BUILTIN

        if name not in BUILTIN:
            from .operators import suggest

            raise PolicyError(f"no built-in policy {name!r}{suggest(name, BUILTIN)}")
        return cls(BUILTIN[name], checked=False)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Policy:
        """Read a policy file (TOML).

        Raises:
            PolicyError: unreadable, not TOML, or anything in it that is not understood.
        """
        import tomllib

        try:
            with open(path, "rb") as handle:
                data = tomllib.load(handle)
        except OSError as error:
            raise PolicyError(f"cannot read policy {str(path)!r}: {error.strerror}") from None
        except UnicodeDecodeError:
            raise PolicyError(f"policy {str(path)!r} is not UTF-8") from None
        except tomllib.TOMLDecodeError as error:
            raise PolicyError(f"policy {str(path)!r} is not TOML: {error}") from None
        try:
            return cls(data)
        except PolicyError as error:
            raise PolicyError(f"policy {str(path)!r}: {error}") from None

    @classmethod
    def named(cls, name_or_path: str) -> Policy:
        """A built-in policy by name, else a file by path: what ``--policy`` takes."""
        from ._policies import BUILTIN

        plain = name_or_path.replace("-", "").replace("_", "").isalnum()
        if name_or_path in BUILTIN or (plain and not exists(name_or_path)):
            return cls.builtin(name_or_path)  # an unknown plain word is a name mistyped, not a file missing
        return cls.load(name_or_path)

    def rule(self, entity_type: str) -> Rule:
        """How ``entity_type`` is treated: its own table, or the default one."""
        return self._rules.get(entity_type) or self._rules[""]

    def check_entities(self, known: Iterable[str]) -> None:
        """Refuse tables for entity types that no recognizer of the guard finds.

        Raises:
            PolicyError: naming the entity type, with a suggestion.
        """
        known = set(known)
        for name in self._data.get("entities", {}):
            if name not in known:
                from .operators import suggest

                raise PolicyError(f"entities: no recognizer finds {name!r}{suggest(name, known)}")

    def appliers(self, entity_types: Iterable[str], keyring: Keyring | None) -> dict[str, Callable[[str], str]]:
        """The function for each entity type (see :mod:`piiguard.operators`)."""
        from .operators import build

        return {name: build(self.rule(name).operator, self.rule(name).parameters, name, keyring) for name in entity_types}

    def dump(self) -> str:
        """The policy as the TOML file that would load as it."""
        from ._toml import dump

        return dump(self._data)

    def _rule(self, table: Any, where: str) -> Rule:
        if not isinstance(table, dict) or not isinstance(table.get("operator"), str):
            raise PolicyError(f"{where}: a table with operator = \"…\" is needed")
        parameters = {key: value for key, value in table.items() if key not in ("operator", "threshold", "reason")}
        threshold = table.get("threshold", self.threshold)
        if isinstance(threshold, bool) or not isinstance(threshold, (int, float)) or not 0 <= threshold <= 1:
            raise PolicyError(f"{where}: threshold is a number between 0 and 1")
        return Rule(table["operator"], parameters, float(threshold), where)

    def _check_rules(self) -> None:
        from .operators import check
        from .recognizers import ENTITY_TYPES

        for rule in self._rules.values():
            check(rule.operator, rule.parameters, rule.reason)
        self.check_entities([*ENTITY_TYPES, *(recognizer.entity_type for recognizer in self.recognizers)])


def _check_top(data: dict[str, Any]) -> None:
    from .operators import suggest

    if not isinstance(data, dict):
        raise PolicyError("a policy is a table")
    for key in data:
        if key not in _TOP:
            raise PolicyError(f"unknown key {key!r}{suggest(key, _TOP)}")
    if data.get("version") != VERSION or isinstance(data["version"], (bool, float)):
        raise PolicyError(f"version = {VERSION} is needed at the top; this piiguard reads no other version")
    threshold = data.get("threshold", 0.5)
    if isinstance(threshold, bool) or not isinstance(threshold, (int, float)) or not 0 <= threshold <= 1:
        raise PolicyError("threshold is a number between 0 and 1")
    for key, kind in (("name", str), ("description", str), ("entities", dict), ("default", dict), ("recognizers", list)):
        if key in data and not isinstance(data[key], kind):
            raise PolicyError(f"{key} is a {'table' if kind is dict else 'list of tables' if kind is list else 'text'}")


def _recognizer(item: Any, index: int) -> Recognizer:
    from .operators import suggest

    where = f"recognizers[{index}]"
    if not isinstance(item, dict):
        raise PolicyError(f"{where}: a table is needed")
    for key in item:
        if key not in _RECOGNIZER:
            raise PolicyError(f"{where}: unknown key {key!r}{suggest(key, _RECOGNIZER)}")
    patterns = item.get("patterns")
    if not isinstance(item.get("entity_type"), str) or not isinstance(patterns, list) or not patterns:
        raise PolicyError(f"{where}: entity_type and a list of patterns are needed")
    facts = {key: item[key] for key in ("labels", "vetoes", "level", "title_en", "title_zh") if key in item}
    for key in ("level", "title_en", "title_zh"):
        if not isinstance(facts.get(key, ""), str):
            raise PolicyError(f"{where}: {key} is {'C1, C2 or C3' if key == 'level' else 'text'}")
    for key in ("labels", "vetoes"):
        words = facts.get(key, [])
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise PolicyError(f"{where}: {key} is a list of words")
    try:
        return Recognizer(item["entity_type"], [_pattern(p, f"{where}.patterns[{i}]") for i, p in enumerate(patterns)], **facts)
    except SpecError as error:
        raise PolicyError(f"{where}: {error}") from None


def _pattern(item: Any, where: str) -> Pattern:
    from .operators import suggest

    if not isinstance(item, dict) or not isinstance(item.get("regex"), str):
        raise PolicyError(f"{where}: a table with regex = \"…\" is needed")
    for key in item:
        if key not in _PATTERN:
            raise PolicyError(f"{where}: unknown key {key!r}{suggest(key, _PATTERN)}")
    score = item.get("score", [0.6, 0.9, 0.1])
    numbers = [score] if isinstance(score, (int, float)) else score
    if not isinstance(numbers, list) or not 1 <= len(numbers) <= 3 or not all(type(n) in (int, float) for n in numbers):
        raise PolicyError(f"{where}: score is [alone, behind a label, behind a veto word]")
    alone = float(numbers[0])
    labelled = float(numbers[1]) if len(numbers) > 1 else min(1.0, alone + 0.3)
    vetoed = float(numbers[2]) if len(numbers) > 2 else 0.0
    name, label_only = item.get("name", "pattern"), item.get("label_only", False)
    if not isinstance(name, str) or not isinstance(label_only, bool):
        raise PolicyError(f"{where}: name is text, label_only is true or false")
    return Pattern(name, item["regex"], (alone, labelled, vetoed), anchor=LABEL if label_only else None)
