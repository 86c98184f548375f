"""piiguard's operators and policies as Presidio operators.

``piiguard``          what a policy says about the entity type: ``{"policy": Policy or built-in name, "keyring": Keyring}``
``piiguard_mask``     parameters of ``mask``: keep_first, keep_last, hide_at_least, keep_domain, keep_country,
                      keep_region, keep_parts, keep_year, char
``piiguard_replace``  parameter of ``replace``: with
``piiguard_hash``     parameters of ``hash``: length; and ``keyring``

Every ``AnonymizerEngine`` made after this module was loaded knows them; an older one learns them by
``engine.add_anonymizer(PolicyOperator)``.
"""

from __future__ import annotations

import itertools
from typing import Any

from presidio_anonymizer.entities import InvalidParamError, OperatorConfig
from presidio_anonymizer.operators import Operator, OperatorType, operators_factory

from piiguard.errors import alone

from ..errors import PiiguardError
from ..keyring import Keyring
from ..operators import build
from ..policy import Policy, Rule
from ..recognizers import ENTITY_TYPES
from ._recognizers import default_guard

DEFAULT = "DEFAULT"
"""Presidio's key for entity types without one of their own."""


class _Operator(Operator):
    """One value in, its replacement out; parameters are checked at each use, as Presidio does."""

    NAME = ""

    def operate(self, text: str, params: dict[str, Any] | None = None) -> str:
        """The replacement of ``text``; of each value in it where Presidio merged neighbours.

        Presidio joins findings of a type with only spaces between them before it asks the operator.
        """
        rule, entity_type, keyring = self._read(params or {})
        apply = build(rule.operator, rule.parameters, entity_type, keyring)
        pieces = []
        done = 0
        for start, end in _values(text):
            pieces += [text[done:start], apply(text[start:end])]
            done = end
        return "".join([*pieces, text[done:]])

    def validate(self, params: dict[str, Any] | None = None) -> None:
        """Refuse unknown or senseless parameters.

        Raises:
            InvalidParamError: what is wrong, never a value of the text.
        """
        try:
            rule, entity_type, keyring = self._read(params or {})
            build(rule.operator, rule.parameters, entity_type, keyring)
        except PiiguardError as error:
            alone(InvalidParamError(str(error)))

    def operator_name(self) -> str:
        """The name an ``OperatorConfig`` gives."""
        return self.NAME

    def operator_type(self) -> OperatorType:
        """One way: nothing is restored."""
        return OperatorType.Anonymize

    def _read(self, params: dict[str, Any]) -> tuple[Rule, str, Keyring | None]:
        """The rule, the entity type and the keyring. Presidio adds ``entity_type`` to what the user gave."""
        own = {key: value for key, value in params.items() if key not in ("entity_type", "keyring")}
        rule = Rule(self.NAME.removeprefix("piiguard_"), own, 0.0, self.NAME)
        return rule, str(params.get("entity_type", DEFAULT)), _keyring(params)


class MaskOperator(_Operator):
    """``piiguard_mask``: covers letters and digits, keeps separators; never shows more than asked."""

    NAME = "piiguard_mask"


class ReplaceOperator(_Operator):
    """``piiguard_replace``: a fixed text, by default ``〔CN_MOBILE〕``."""

    NAME = "piiguard_replace"


class HashOperator(_Operator):
    """``piiguard_hash``: a keyed HMAC of the value, equal for equal values however they were typed."""

    NAME = "piiguard_hash"


class PolicyOperator(_Operator):
    """``piiguard``: what the policy says about the entity type."""

    NAME = "piiguard"

    def _read(self, params: dict[str, Any]) -> tuple[Rule, str, Keyring | None]:
        unknown = set(params) - {"policy", "keyring", "entity_type"}
        if unknown:
            raise InvalidParamError(f"operator 'piiguard' has no parameter {sorted(unknown)[0]!r}; it takes policy and keyring")
        policy = params.get("policy") or "default"
        if isinstance(policy, str):  # a name only: a request must not choose files to read
            policy = Policy.builtin(policy)
        if not isinstance(policy, Policy):
            raise InvalidParamError("policy is a piiguard.Policy or the name of a built-in one")
        entity_type = str(params.get("entity_type", DEFAULT))
        return policy.rule(entity_type), entity_type, _keyring(params)


OPERATORS: tuple[type[_Operator], ...] = (PolicyOperator, MaskOperator, ReplaceOperator, HashOperator)


def operators(policy: Policy | str | None = None, keyring: Keyring | None = None) -> dict[str, OperatorConfig]:
    """Entity type -> ``OperatorConfig``, for ``AnonymizerEngine.anonymize(text, results, operators=…)``.

    policy   a Policy, a built-in name or a path; default ``default``
    keyring  keys for its keyed operators

    Types the policy does not name get its default rule.

    Raises:
        PolicyError: the policy cannot be loaded; MissingKeyringError: it needs a keyring and none is given.
    """
    if not isinstance(policy, Policy):
        policy = Policy.named(policy or "default")
    own = (recognizer.entity_type for recognizer in policy.recognizers)
    names = list(dict.fromkeys([*ENTITY_TYPES, *own, DEFAULT]))
    policy.appliers(names, keyring)
    params = {"policy": policy, "keyring": keyring} if keyring else {"policy": policy}
    return {name: OperatorConfig(PolicyOperator.NAME, dict(params)) for name in names}


def _keyring(params: dict[str, Any]) -> Keyring | None:
    keyring = params.get("keyring")
    if keyring is not None and not isinstance(keyring, Keyring):
        raise InvalidParamError("keyring is a piiguard.Keyring")
    return keyring


def _values(text: str) -> list[tuple[int, int]]:
    """The values in what Presidio calls one: several of a type with nothing but spaces between, else the whole."""
    if " " in text:
        found = default_guard().find(text)
        between = "".join(text[a.end : b.start] for a, b in itertools.pairwise(found))
        whole = bool(found) and found[0].start == 0 and found[-1].end == len(text)
        if whole and not between.strip(" ") and len({finding.entity_type for finding in found}) == 1:
            return [(finding.start, finding.end) for finding in found]
    return [(0, len(text))]


def _register() -> None:
    """Presidio's engines start from this list, so that an operator's name is enough in an ``OperatorConfig``."""
    known: list[type[Operator]] = operators_factory.ANONYMIZERS
    known.extend(operator for operator in OPERATORS if operator not in known)


_register()
