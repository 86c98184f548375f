"""Presidio recognizers inside a Guard, by what they can do and not by what they inherit.

Nothing here imports presidio: an object with ``supported_entities`` and ``analyze`` is one. Its
results become candidates like any other and are resolved together with piiguard's own.
They see one line at a time, as everything in a Guard does, and no NLP artifacts
(:func:`piiguard.presidio.with_nlp` gives them some).
"""

from __future__ import annotations

from .errors import EngineError, SpecError
from .settle import NOTHING, settle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .guard import Guard

_AFTER_OWN = 1 << 20  # at equal score and length piiguard's own recognizers go first


class _Named:
    """Stands where a compiled pattern stands in a candidate."""

    __slots__ = ("again", "entity_type", "index", "name", "parse", "recognizer")

    def __init__(self, entity_type: str, name: str, index: int) -> None:
        self.recognizer = _Type(entity_type)
        self.entity_type = entity_type
        self.parse = self.again = None
        self.name = name
        self.index = index


class _Type:
    __slots__ = ("entity_type",)

    def __init__(self, entity_type: str) -> None:
        self.entity_type = entity_type


class Foreign:
    """An adapted recognizer: its entity types and its ``analyze``."""

    __slots__ = ("_names", "entity_types", "recognizer")

    def __init__(self, recognizer: Any) -> None:
        self.recognizer = recognizer
        self.entity_types = tuple(str(name) for name in recognizer.supported_entities)
        label = getattr(recognizer, "name", type(recognizer).__name__)
        self._names = {name: _Named(name, f"{name}.{label}", _AFTER_OWN + index) for index, name in enumerate(self.entity_types)}

    def candidates(self, line: str) -> list[tuple[int, int, float, Any]]:
        """Its findings in one line, cut to the line; types it did not announce are ignored.

        Raises:
            EngineError: the recognizer failed. Its own message may hold the text and is not shown.
        """
        try:
            results = self.recognizer.analyze(line, list(self.entity_types), None) or []
            found = [
                (max(0, result.start), min(len(line), result.end), float(result.score), self._names[result.entity_type])
                for result in results
                if result.entity_type in self._names
            ]
        except Exception as error:
            failed = f"{type(self.recognizer).__name__} failed with {type(error).__name__}"
        else:
            return [candidate for candidate in found if candidate[0] < candidate[1]]
        # Raised outside the handler: the error must not carry the other one, message and all, as its context.
        raise EngineError(f"{failed}; the text is withheld")


def adapt(recognizer: Any) -> Foreign:
    """A recognizer of Presidio's kind, ready for a Guard.

    Raises:
        SpecError: the object is neither a piiguard Recognizer nor has ``supported_entities`` and ``analyze``,
            or it finds nothing without an NLP engine.
    """
    if isinstance(recognizer, Foreign):
        return recognizer
    if isinstance(recognizer, type):
        raise SpecError(f"{recognizer.__name__} is a class: give an object, {recognizer.__name__}(…)")
    if not callable(getattr(recognizer, "analyze", None)) or not getattr(recognizer, "supported_entities", None):
        raise SpecError(f"{type(recognizer).__name__} is neither a piiguard Recognizer nor a Presidio EntityRecognizer")
    # Presidio's model-based recognizers only read what an NLP engine found, and find nothing, silently, without.
    if any(base.__name__ == "SpacyRecognizer" for base in type(recognizer).__mro__):
        name = type(recognizer).__name__
        raise SpecError(f"{name} needs an NLP engine: piiguard.presidio.with_nlp(recognizer, nlp_engine)")
    if not getattr(recognizer, "is_loaded", True):
        recognizer.load()
    return Foreign(recognizer)


def spans(guard: Guard, text: str) -> list[tuple[int, int, float, str, str]]:
    """Findings of a guard that holds foreign recognizers, in the form of ``Guard._spans``."""
    own = {offset: guard._line_seen(line, token) for offset, line, token in guard._engine.lines(text)}
    found = []
    at = 0
    for line in text.split("\n"):
        accepted, raws, hits, folded = own.get(at, NOTHING)
        candidates: list[Any] = list(accepted)
        for foreign in guard._foreign:
            for candidate in foreign.candidates(line):
                if candidate[2] >= guard.policy.rule(candidate[3].recognizer.entity_type).threshold:
                    candidates.append(candidate)
        for start, end, score, named in settle(line, (candidates, raws, hits, folded), guard._look):
            found.append((start + at, end + at, score, named.recognizer.entity_type, named.name))
        at += len(line) + 1
    return found
