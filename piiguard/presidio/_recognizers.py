"""Recognizers as Presidio ``EntityRecognizer`` classes: one a type, and one for all of them.

A class reports what the *whole* set decides about its type: an 11-digit number behind 保单号 is a policy
number and no mobile, whether or not the class for policy numbers runs beside it. So the results of
the classes together are those of the composite and of ``Guard.find``, and never overlap. The set
is asked once a text; the classes of one analysis share the answer.
"""

from __future__ import annotations

import functools
import threading
import weakref
from typing import Any, ClassVar

from presidio_analyzer import AnalysisExplanation, LocalRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

from .. import __version__
from ..findings import Finding
from ..guard import Guard
from ..operators import suggest
from ..recognizers import BUILTIN
from . import class_name


@functools.cache
def default_guard() -> Guard:
    """The guard of every recognizer made without one: built-in recognizers, policy ``default``."""
    return Guard()


def entity_types(guard: Guard) -> list[str]:
    """Every entity type the guard finds, its guests' included."""
    foreign = (name for guest in guard._foreign for name in guest.entity_types)
    return list(dict.fromkeys([*(recognizer.entity_type for recognizer in guard.recognizers), *foreign]))


class _Answer:
    """What one guard says about one text, asked at most once a label."""

    __slots__ = ("_found", "asked", "guard", "text")

    def __init__(self, guard: Guard, text: str) -> None:
        self.guard = guard
        self.text = text
        #: recognizer id -> the types Presidio wanted of it
        self.asked: dict[str, frozenset[str]] = {}
        self._found: dict[str | None, list[Finding]] = {}

    def findings(self, label: str | None) -> list[Finding]:
        if label not in self._found:
            self._found[label] = self.guard.find(self.text, label)
        return self._found[label]


# Presidio makes artifacts for each text it analyzes and hands the same ones to every recognizer. The
# answers live and die with them, so no text is kept longer than Presidio keeps it.
_answers: weakref.WeakKeyDictionary[NlpArtifacts, dict[int, _Answer]] = weakref.WeakKeyDictionary()
_lock = threading.Lock()


def _answer(guard: Guard, text: str, artifacts: NlpArtifacts | None) -> _Answer:
    if not isinstance(artifacts, NlpArtifacts):
        return _Answer(guard, text)
    with _lock:
        known = _answers.setdefault(artifacts, {})
        answer = known.get(id(guard))
        if answer is None or answer.text != text:
            answer = known[id(guard)] = _Answer(guard, text)
        return answer


class GuardRecognizer(LocalRecognizer):
    """Asks a guard and answers in Presidio's words. Base of the classes below.

    names  the guard's entity type -> the one Presidio is told
    """

    name: str

    def __init__(
        self, names: dict[str, str], language: str, name: str | None, context: list[str] | None, version: str, guard: Guard | None
    ) -> None:
        self._guard = guard
        self._names = names
        super().__init__(
            supported_entities=list(names.values()),
            name=name or type(self).__name__,
            supported_language=language,
            version=version,
            context=context,
        )

    @property
    def guard(self) -> Guard:
        """The guard that is asked. The default one is not part of the object, which so can be pickled (for Spark)."""
        return self._guard or default_guard()

    def load(self) -> None:
        """Nothing to load: the guard compiles its expressions at the first text."""

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None) -> list[RecognizerResult]:
        """Findings of the wanted ``entities`` (all, if empty); offsets are characters, half open."""
        answer = _answer(self.guard, text, nlp_artifacts)
        wanted = frozenset(own for own, shown in self._names.items() if not entities or shown in entities)
        answer.asked[self.id] = wanted
        return [self._result(finding, False) for finding in answer.findings(None) if finding.entity_type in wanted]

    def enhance_using_context(
        self,
        text: str,
        raw_recognizer_results: list[RecognizerResult],
        other_raw_recognizer_results: list[RecognizerResult],
        nlp_artifacts: NlpArtifacts,
        context: list[str] | None = None,
    ) -> list[RecognizerResult]:
        """Read the text again with a context word as its label, as ``Guard.find(text, label=…)`` does.

        Presidio passes here what the caller gave as ``context``, and the keys of a dictionary, the
        nearest last. The last one that is a label or veto word counts.
        """
        guard = self.guard
        label = next((word for word in reversed(context or ()) if guard._prefix_of(str(word))), None)
        if label is None:
            return raw_recognizer_results
        answer = _answer(guard, text, nlp_artifacts)
        wanted = answer.asked.get(self.id, frozenset(self._names))
        return [self._result(finding, True) for finding in answer.findings(str(label)) if finding.entity_type in wanted]

    def _result(self, finding: Finding, labelled: bool) -> RecognizerResult:
        metadata: dict[str, Any] = {
            RecognizerResult.RECOGNIZER_NAME_KEY: self.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: self.id,
        }
        if labelled:  # the label is in the score: Presidio's enhancer must not count it again
            metadata[RecognizerResult.IS_SCORE_ENHANCED_BY_CONTEXT_KEY] = True
        explanation = AnalysisExplanation(
            recognizer=self.name,
            original_score=finding.score,
            pattern_name=finding.pattern,
            textual_explanation=f"Detected by `{self.name}` using pattern `{finding.pattern}`",
        )
        shown = self._names[finding.entity_type]
        return RecognizerResult(shown, finding.start, finding.end, finding.score, explanation, metadata)


class PiiguardRecognizer(GuardRecognizer):
    """All recognizers of a guard as one: the fast way.

    supported_entities  only these types; default every type the guard finds
    supported_language  Presidio's language code; what is found does not depend on it
    context             words for Presidio's own context enhancer; piiguard's label words need no mention
    guard               default ``piiguard.Guard()``: built-in recognizers, thresholds of policy ``default``

    Raises:
        ValueError: an entity type the guard does not find.
    """

    def __init__(
        self,
        supported_entities: list[str] | None = None,
        supported_language: str = "zh",
        name: str | None = None,
        context: list[str] | None = None,
        version: str = __version__,
        guard: Guard | None = None,
    ) -> None:
        known = entity_types(guard or default_guard())
        for entity in supported_entities or ():
            if entity not in known:
                raise ValueError(f"no recognizer finds {entity!r}{suggest(entity, known)}")
        names = {entity: entity for entity in supported_entities or known}
        super().__init__(names, supported_language, name, context, version, guard)


class TypeRecognizer(GuardRecognizer):
    """Base of the classes for one entity type each; arguments as in :class:`PiiguardRecognizer`.

    supported_entity  another name to report findings under ("PHONE_NUMBER"); also as a list of one
    """

    ENTITY: ClassVar[str] = ""

    def __init__(
        self,
        supported_entity: str | None = None,
        supported_language: str = "zh",
        name: str | None = None,
        context: list[str] | None = None,
        version: str = __version__,
        supported_entities: list[str] | None = None,
        guard: Guard | None = None,
    ) -> None:
        shown = [supported_entity] if supported_entity else supported_entities or [self.ENTITY]
        if len(shown) != 1:
            raise ValueError(f"{type(self).__name__} finds {self.ENTITY} alone and takes one name for it")
        if guard is not None and self.ENTITY not in entity_types(guard):
            raise ValueError(f"{type(self).__name__}: the guard does not find {self.ENTITY}")
        super().__init__({self.ENTITY: shown[0]}, supported_language, name, context, version, guard)


def _type_class(entity_type: str, title: str) -> type[TypeRecognizer]:
    region = entity_type[:2].lower()
    members = {
        "ENTITY": entity_type,
        "COUNTRY_CODE": region if entity_type[2:3] == "_" else None,  # Presidio's filter supported_countries
        "__doc__": f"{title}: {entity_type}. See :class:`TypeRecognizer`.",
        "__module__": __package__,  # where pickle finds it again
    }
    return type(class_name(entity_type), (TypeRecognizer,), members)


#: Class name -> class, in the order of ``piiguard.recognizers.BUILTIN``.
CLASSES: dict[str, type[TypeRecognizer]] = {
    class_name(recognizer.entity_type): _type_class(recognizer.entity_type, recognizer.title_en) for recognizer in BUILTIN
}
