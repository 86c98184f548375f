"""Presidio's registry, analyzer and anonymizer, made of piiguard's parts."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from typing import Any

from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpEngine
from presidio_anonymizer import AnonymizerEngine, ConflictResolutionStrategy, EngineResult, OperatorConfig, RecognizerResult

from ..guard import Guard
from ..keyring import Keyring
from ..policy import Policy
from . import class_name
from ._nlp import NoOpNlpEngine, language_list
from ._operators import OPERATORS, operators
from ._recognizers import CLASSES, PiiguardRecognizer, default_guard, entity_types

_MERGE = "merge_entities_with_spaces"
_CAN_KEEP_APART = _MERGE in inspect.signature(AnonymizerEngine.anonymize).parameters


def registry(
    languages: str | Iterable[str] = ("zh",), *, guard: Guard | None = None, composite: bool = True
) -> RecognizerRegistry:
    """A Presidio registry with piiguard's recognizers and no others.

    languages  Presidio's language codes; each gets its own recognizers, which find the same
    guard      whose recognizers and thresholds; default ``piiguard.Guard()``
    composite  one recognizer for all types (faster), else one class a type, which can be removed by name
    """
    codes = language_list(languages)
    found: list[EntityRecognizer] = []
    for code in codes:
        if composite:
            found.append(PiiguardRecognizer(supported_language=code, guard=guard))
        else:
            found.extend(_one(entity_type, code, guard) for entity_type in entity_types(guard or default_guard()))
    return RecognizerRegistry(recognizers=found, supported_languages=codes)


def _one(entity_type: str, language: str, guard: Guard | None) -> EntityRecognizer:
    """The class of a type; a user's own type has none and gets a composite that finds it alone."""
    name = class_name(entity_type)
    if name in CLASSES:
        return CLASSES[name](supported_language=language, guard=guard)
    return PiiguardRecognizer([entity_type], supported_language=language, name=name, guard=guard)


def analyzer_engine(
    languages: str | Iterable[str] = ("zh",),
    *,
    guard: Guard | None = None,
    composite: bool = True,
    recognizers: Iterable[EntityRecognizer] = (),
    nlp_engine: NlpEngine | None = None,
) -> AnalyzerEngine:
    """A Presidio analyzer with piiguard's recognizers; no model is loaded or fetched.

    languages, guard, composite   as in :func:`registry`
    recognizers  others beside them, of the same languages
    nlp_engine   an engine of yours, with its recognizer of names and places; default :class:`NoOpNlpEngine`
    """
    codes = language_list(languages)
    own = registry(codes, guard=guard, composite=composite)
    for recognizer in recognizers:
        own.add_recognizer(recognizer)
    if nlp_engine is None:
        nlp_engine = NoOpNlpEngine(codes)
    else:
        if not nlp_engine.is_loaded():
            nlp_engine.load()
        own.add_nlp_recognizer(nlp_engine)
    return AnalyzerEngine(registry=own, nlp_engine=nlp_engine, supported_languages=codes)


class GuardedAnonymizerEngine(AnonymizerEngine):
    """An ``AnonymizerEngine`` whose defaults do no harm.

    Presidio's own default writes characters twice where results of two types overlap in part, and
    treats neighbours of one type as one value. Here overlaps are cut and neighbours stay apart.
    """

    def __init__(self, defaults: dict[str, OperatorConfig]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._defaults = defaults
        for operator in OPERATORS:
            self.add_anonymizer(operator)

    def anonymize(
        self,
        text: str,
        analyzer_results: list[RecognizerResult],
        operators: dict[str, OperatorConfig] | None = None,
        conflict_resolution: ConflictResolutionStrategy = ConflictResolutionStrategy.REMOVE_INTERSECTIONS,
        merge_entities_with_spaces: bool = False,
    ) -> EngineResult:
        """As Presidio's; without ``operators``, those of the policy this engine was made with."""
        options: dict[str, Any] = {_MERGE: merge_entities_with_spaces} if _CAN_KEEP_APART else {}
        return super().anonymize(text, analyzer_results, operators or dict(self._defaults), conflict_resolution, **options)


def anonymizer_engine(policy: Policy | str | None = None, keyring: Keyring | None = None) -> AnonymizerEngine:
    """A Presidio anonymizer that treats results as ``policy`` says; arguments and errors as in :func:`operators`."""
    return GuardedAnonymizerEngine(operators(policy, keyring))
