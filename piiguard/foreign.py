"""Presidio recognizers inside a Guard, by what they can do and not by what they inherit.

Nothing here imports presidio: an object with ``supported_entities`` and ``analyze`` is one. Its
results become candidates like any other and are resolved together with piiguard's own.
They see one line at a time, as everything in a Guard does.
"""

from __future__ import annotations

from .errors import SpecError
from .resolve import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .guard import Guard

_AFTER_OWN = 1 << 20  # at equal score and length piiguard's own recognizers go first


class _Named:
    """Stands where a compiled pattern stands in a candidate."""

    __slots__ = ("index", "name", "recognizer")

    def __init__(self, entity_type: str, name: str, index: int) -> None:
        self.recognizer = _Type(entity_type)
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
        self._names = {
            name: _Named(name, f"{name}.{label}", _AFTER_OWN + index) for index, name in enumerate(self.entity_types)
        }

    def candidates(self, line: str) -> list[tuple[int, int, float, Any]]:
        """Its findings in one line; types it did not announce are ignored."""
        results = self.recognizer.analyze(line, list(self.entity_types), None) or []
        return [
            (result.start, result.end, float(result.score), self._names[result.entity_type])
            for result in results
            if result.entity_type in self._names and 0 <= result.start < result.end <= len(line)
        ]


def adapt(recognizer: Any) -> Foreign:
    """A recognizer of Presidio's kind, ready for a Guard.

    Raises:
        SpecError: the object is neither a piiguard Recognizer nor has ``supported_entities`` and ``analyze``.
    """
    if isinstance(recognizer, Foreign):
        return recognizer
    if not callable(getattr(recognizer, "analyze", None)) or not getattr(recognizer, "supported_entities", None):
        raise SpecError(f"{type(recognizer).__name__} is neither a piiguard Recognizer nor a Presidio EntityRecognizer")
    return Foreign(recognizer)


def spans(guard: Guard, text: str) -> list[tuple[int, int, float, str, str]]:
    """Findings of a guard that holds foreign recognizers, in the form of ``Guard._spans``."""
    own = {offset: guard._line_candidates(line, token) for offset, line, token in guard._engine.lines(text)}
    found = []
    at = 0
    for line in text.split("\n"):
        candidates: list[Any] = list(own.get(at, ()))
        for foreign in guard._foreign:
            for candidate in foreign.candidates(line):
                if candidate[2] >= guard.policy.rule(candidate[3].recognizer.entity_type).threshold:
                    candidates.append(candidate)
        for start, end, score, named in resolve(candidates):
            found.append((start + at, end + at, score, named.recognizer.entity_type, named.name))
        at += len(line) + 1
    return found
