"""Guests in a Guard: Presidio recognizers, by what they can do and not by what they inherit, and the name model.

Nothing here imports presidio: an object with ``supported_entities`` and ``analyze`` is one. Its
results become candidates like any other and are resolved together with piiguard's own.
They see one line at a time, as everything in a Guard does, and no NLP artifacts
(:func:`piiguard.presidio.with_nlp` gives them some).
"""

from __future__ import annotations

from .context import weigh
from .errors import EngineError, SpecError
from .settle import NOTHING, settle
from .text import ZERO_WIDTH, fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .context import Note
    from .engine.anchors import Raw
    from .engine.plan import Compiled
    from .guard import Guard
    from .resolve import Resolved
    from .text import View

_AFTER_OWN = 1 << 20  # at equal score and length piiguard's own recognizers go first


class _Named:
    """Stands where a compiled pattern stands in a candidate."""

    __slots__ = ("above", "again", "anchor", "entity_type", "index", "name", "parse", "recognizer")

    def __init__(self, entity_type: str, name: str, index: int) -> None:
        self.recognizer = _Type(entity_type)
        self.entity_type = entity_type
        self.parse = self.above = self.again = self.anchor = None
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


def by_line(guard: Guard, text: str) -> Iterator[tuple[int, str, list[Resolved]]]:
    """(offset, line, findings) of every line, for a guard with foreign recognizers or the name model."""
    own = {offset: guard._line_seen(line, token) for offset, line, token in guard._engine.lines(text)}
    lines = text.split("\n")
    names = names_in(guard, lines) if guard._named else [[] for _ in lines]
    at = 0
    for line, candidates in zip(lines, names, strict=True):
        accepted, raws, hits, folded = own.get(at, NOTHING)
        candidates += accepted
        for foreign in guard._foreign:
            for candidate in foreign.candidates(line):
                if candidate[2] >= guard.policy.rule(candidate[3].recognizer.entity_type).threshold:
                    candidates.append(candidate)
        yield at, line, settle(line, (candidates, raws, hits, folded), guard._look)
        at += len(line) + 1


def names_in(guard: Guard, lines: list[str], notes: list[list[Note]] | None = None) -> list[list[Any]]:
    """What the name model finds, weighed like any other candidate: for each line those that the policy accepts.

    notes  gets a list a line of what is known of every candidate, for ``explain``
    """
    model, named = guard.ner, guard._named
    assert model is not None
    assert named is not None
    views: list[View | None] = [None] * len(lines)
    if _has_hidden("\n".join(lines)):  # all else that is folded are digits and marks
        views = [fold(line) if _has_hidden(line) else None for line in lines]
    texts = [line if view is None else view.text for line, view in zip(lines, views, strict=True)]
    found = []
    for text, view, spots in zip(texts, views, model.find(texts), strict=True):
        listed: list[Note] = []
        accepted: list[Any] = []
        if spots:
            raws: list[Raw] = [(start, end, score, named, -1, 0) for start, end, score in spots]
            weighed = weigh(guard._plan, text, raws, guard._engine.words_in(text), listed)
            accepted = [item for item in weighed if item[2] >= guard._thresholds[named.index]]
        if view is not None:
            accepted = [(*view.span(start, end), score, compiled) for start, end, score, compiled in accepted]
        found.append(accepted)
        if notes is not None:
            notes.append([_told(view, *note) for note in listed])
    return found


def _has_hidden(text: str) -> bool:
    return any(char in text for char in ZERO_WIDTH)


def _told(view: View | None, compiled: Compiled, start: int, end: int, score: float, reason: str, word: str | None) -> Note:
    """A note in the line's own offsets, in words that fit a model."""
    if view is not None:
        start, end = view.span(start, end)
    return compiled, start, end, score, "the name model alone" if reason == "shape and checks alone" else reason, word
