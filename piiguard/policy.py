"""Policy: entity type -> operator and threshold, for a purpose. Strict, versioned TOML.

A policy file::

    version = 1
    name = "claims"
    extends = "default"             # a built-in policy or a file beside this one
    threshold = 0.5                 # findings below are ignored

    [default]                       # entity types not named below
    operator = "mask"
    keep_first = 1
    keep_last = 1

    [entities.CN_MOBILE]
    operator = "hash"
    threshold = 0.6
    reason = "calls of one customer are counted"

    [purposes.payment]              # what Guard(policy, purpose="payment") leaves as it is
    sees = ["CN_BANK_CARD"]

    [purposes.payment.entities.PERSON]
    operator = "mask"
    keep_first = 1

    [[recognizers]]                 # your own identifiers
    entity_type = "STAFF_NO"
    labels = ["工号", "staff no"]
    patterns = [{ name = "code", regex = "E[0-9]{6}", score = [0.4, 0.95, 0.0] }]

Unknown keys, operators and entity types are refused when the file is loaded, with a suggestion; so are operators that
cannot treat their type, and files that extend each other in a circle.
"""

from __future__ import annotations

from os.path import exists

from .errors import PolicyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable
    from typing import Any

    from .keyring import Keyring
    from .spec import Recognizer

VERSION = 1


class Rule:
    """How one entity type is treated.

    operator, parameters  what is done (see :mod:`piiguard.operators`)
    threshold             findings with a lower score are ignored
    where                 the table of the policy that says so
    reason                why, in the policy's words; empty if it does not say
    """

    __slots__ = ("operator", "parameters", "reason", "threshold", "where")

    def __init__(self, operator: str, parameters: dict[str, Any], threshold: float, where: str, reason: str = "") -> None:
        self.operator = operator
        self.parameters = parameters
        self.threshold = threshold
        self.where = where
        self.reason = reason


class Policy:
    """A loaded policy. Immutable; share it between guards and threads.

    name, threshold  of the file
    purpose          the purpose it was narrowed to (:meth:`for_purpose`), or None
    recognizers      those the policy brings
    """

    __slots__ = ("_builtin", "_data", "_rules", "_seen", "name", "purpose", "recognizers", "threshold")

    def __init__(self, data: dict[str, Any], *, checked: bool = True) -> None:
        if checked:
            from ._policyfile import inherited

            data = inherited(data, None)
        self._data = data
        #: Built-in ones take their purposes from a module of their own, when somebody asks.
        self._builtin = False
        self.purpose: str | None = None
        self._seen: dict[str, str] = {}
        self.name: str = data.get("name", "unnamed")
        self.threshold: float = float(data.get("threshold", 0.5))
        self.recognizers: tuple[Recognizer, ...] = ()
        if checked and "recognizers" in data:
            from ._policyfile import recognizer

            self.recognizers = tuple(recognizer(item, i) for i, item in enumerate(data["recognizers"]))
        self._rules = self._rules_of(data.get("entities", {}), "entities")
        self._rules[""] = self._rule(data.get("default", {"operator": "mask"}), "default")
        if checked:
            self._check()

    def __repr__(self) -> str:
        return f"Policy({self.name!r}{f', purpose={self.purpose!r}' if self.purpose else ''})"

    @classmethod
    def builtin(cls, name: str) -> Policy:
        """A built-in policy: ``default``, ``strict``, ``display``, ``llm``, ``export`` or ``test-data``.

        Raises:
            PolicyError: no built-in policy has this name.
        """
        from ._policies import NAMES, tables

        if name not in NAMES:
            from .operators import suggest

            raise PolicyError(f"no built-in policy {name!r}{suggest(name, NAMES)}")
        policy = cls(tables(name), checked=False)
        policy._builtin = True
        return policy

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Policy:
        """Read a policy file (TOML) and the policies it extends.

        Raises:
            PolicyError: unreadable, not TOML, or anything in it that is not understood.
        """
        from ._policyfile import read

        data = read(str(path))
        try:
            return cls(data)
        except PolicyError as error:
            raise PolicyError(f"policy {str(path)!r}: {error}") from None

    @classmethod
    def named(cls, name_or_path: str) -> Policy:
        """A built-in policy by name, else a file by path: what ``--policy`` takes."""
        from ._policies import NAMES

        plain = name_or_path.replace("-", "").replace("_", "").isalnum()
        if name_or_path in NAMES or (plain and not exists(name_or_path)):
            return cls.builtin(name_or_path)  # an unknown plain word is a name mistyped, not a file missing
        return cls.load(name_or_path)

    @property
    def purposes(self) -> tuple[str, ...]:
        """The purposes this policy distinguishes."""
        return tuple(self._purposes())

    def for_purpose(self, purpose: str) -> Policy:
        """This policy for a purpose: what the purpose sees is kept, the rest is treated by the purpose's own rules or as before.

        Raises:
            PolicyError: the policy does not distinguish purposes, or not this one.
        """
        tables = self._purposes()
        if not tables:
            raise PolicyError(f"policy {self.name!r} does not distinguish purposes")
        if not isinstance(purpose, str) or purpose not in tables:
            from .operators import suggest

            raise PolicyError(f"policy {self.name!r} has no purpose {str(purpose)!r}{suggest(str(purpose), tables)}")
        table, where = tables[purpose], f"purposes.{purpose}"
        narrow = Policy(self._data, checked=False)
        narrow._builtin, narrow.recognizers, narrow.purpose = self._builtin, self.recognizers, purpose
        sees = table.get("sees", ())
        narrow._seen = dict(sees) if isinstance(sees, dict) else dict.fromkeys(sees, "")
        own = self._rules_of(table.get("entities", {}), f"{where}.entities", narrow)
        for name, rule in own.items():
            if rule.operator == "keep":
                narrow._seen[name] = rule.reason
        kept = {name: Rule("keep", {}, narrow.rule(name).threshold, f"{where}.sees", why) for name, why in narrow._seen.items()}
        narrow._rules.update({**kept, **own})
        return narrow

    def sees(self, entity_type: str) -> bool:
        """Whether the purpose this policy was made for sees values of the type as they are; False without a purpose."""
        return entity_type in self._seen

    def reason(self, entity_type: str, purpose: str | None = None) -> str:
        """Why a type is treated as it is, for ``purpose`` (default: the policy's own); empty where the policy does not say.

        Raises:
            PolicyError: an unknown purpose.
        """
        if purpose is not None and purpose != self.purpose:
            return self.for_purpose(purpose).reason(entity_type)
        rule = self.rule(entity_type)
        if self.purpose is None or rule.where.startswith("purposes."):
            return rule.reason
        return f"not for {self.purpose}; {rule.reason}" if rule.reason else f"not for {self.purpose}"

    def rule(self, entity_type: str) -> Rule:
        """How ``entity_type`` is treated: its own table, or the default one."""
        return self._rules.get(entity_type) or self._rules[""]

    def check_entities(self, known: Iterable[str]) -> None:
        """Refuse tables for entity types that no recognizer of the guard finds.

        Raises:
            PolicyError: naming the entity type, with a suggestion.
        """
        from ._policyfile import check_known

        known = set(known)
        check_known(self._data.get("entities", ()), known, "entities")
        for name, table in self._data.get("purposes", {}).items():
            check_known(table.get("sees", ()), known, f"purposes.{name}.sees")
            check_known(table.get("entities", ()), known, f"purposes.{name}.entities")

    def appliers(self, entity_types: Iterable[str], keyring: Keyring | None) -> dict[str, Callable[[str], str]]:
        """The function for each entity type (see :mod:`piiguard.operators`).

        Raises:
            MissingKeyringError: operators that need a keyring, and none is given; names them.
        """
        from .operators import KEYED, build, missing_keyring

        rules = {name: self.rule(name) for name in entity_types}
        uses = {name: rule.operator for name, rule in rules.items() if keyring is None and rule.operator in KEYED}
        if uses:
            raise missing_keyring(f"policy {self.name!r}", uses)
        return {name: build(rule.operator, rule.parameters, name, keyring) for name, rule in rules.items()}

    def dump(self) -> str:
        """The policy as the TOML file that would load as it: all it inherits and all its purposes are written out."""
        from ._toml import dump

        return dump({**self._data, "purposes": self._purposes()} if self._purposes() else self._data)

    def _purposes(self) -> dict[str, Any]:
        if self._builtin:
            from ._purposes import TABLES

            return TABLES
        found: dict[str, Any] = self._data.get("purposes", {})
        return found

    def _rules_of(self, tables: dict[str, Any], where: str, under: Policy | None = None) -> dict[str, Rule]:
        """The rules of ``tables``; their thresholds are those of the policy ``under`` them, where they give none."""
        return {
            name: self._rule(table, f"{where}.{name}", self.threshold if under is None else under.rule(name).threshold)
            for name, table in tables.items()
        }

    def _rule(self, table: Any, where: str, threshold: float | None = None) -> Rule:
        if not isinstance(table, dict) or not isinstance(table.get("operator"), str):
            raise PolicyError(f"{where}: a table with operator = \"…\" is needed")
        parameters = {key: value for key, value in table.items() if key not in ("operator", "threshold", "reason")}
        threshold = table.get("threshold", self.threshold if threshold is None else threshold)
        if isinstance(threshold, bool) or not isinstance(threshold, (int, float)) or not 0 <= threshold <= 1:
            raise PolicyError(f"{where}: threshold is a number between 0 and 1")
        reason = table.get("reason", "")
        if not isinstance(reason, str):
            raise PolicyError(f"{where}: reason is text")
        return Rule(table["operator"], parameters, float(threshold), where, reason)

    def _check(self) -> None:
        """Refuse what no guard could obey: unknown types and operators, operators that cannot treat their type."""
        from ._operators_fit import refuse_unfit_default
        from ._policyfile import check_purpose
        from .recognizers import ENTITY_TYPES

        for name, table in self._data.get("purposes", {}).items():
            check_purpose(name, table)
        _check_rules(self._rules)
        self.check_entities([*ENTITY_TYPES, *(recognizer.entity_type for recognizer in self.recognizers)])
        rest = self._rules[""]
        refuse_unfit_default(rest.operator, rest.parameters, [name for name in ENTITY_TYPES if name not in self._rules])
        for name in self.purposes:
            own = self._data["purposes"][name].get("entities", {})
            _check_rules(self._rules_of(own, f"purposes.{name}.entities"))


def _check_rules(rules: dict[str, Rule]) -> None:
    from ._operators_fit import refuse_unfit
    from .operators import check
    from .recognizers import ENTITY_TYPES

    for name, rule in rules.items():
        check(rule.operator, rule.parameters, rule.where)
        if name in ENTITY_TYPES:
            refuse_unfit(rule.operator, rule.parameters, name, rule.where)
