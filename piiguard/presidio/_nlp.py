"""NLP engines: one that does nothing, and those that serve a guest in a Guard.

piiguard reads label words in the text itself and needs neither tokens nor lemmas, so Presidio needs no spaCy model.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from presidio_analyzer import EntityRecognizer, RecognizerResult, nlp_engine
from presidio_analyzer.nlp_engine import NlpArtifacts, NlpEngine

# Newer Presidio has such an engine and asks for it by type, for one thing to refuse spaCy recognizers beside it.
_Base: Any = getattr(nlp_engine, "NoOpNlpEngine", NlpEngine)


def language_list(languages: str | Iterable[str]) -> list[str]:
    """``"zh"`` or ``("zh", "en")`` as a list without repeats.

    Raises:
        ValueError: no language at all.
    """
    found = [languages] if isinstance(languages, str) else list(dict.fromkeys(languages))
    if not found or not all(found):
        raise ValueError("at least one language is needed, as its code: 'zh'")
    return found


class NoOpNlpEngine(_Base):  # type: ignore[misc]
    """Empty artifacts for every text, in any language.

    languages  the codes it names as supported; texts in others are let through as well
    models     Presidio's form of the same, ``[{"lang_code": "zh", …}]``, which its NlpEngineProvider passes
    ner_model_configuration  what older providers pass too; there is no model
    """

    engine_name = "no_op"
    is_available = True

    def __init__(
        self,
        languages: str | Iterable[str] = ("zh",),
        *,
        models: list[dict[str, str]] | None = None,
        ner_model_configuration: object = None,
    ) -> None:
        codes = language_list([model["lang_code"] for model in models] if models else languages)
        self.models = [{"lang_code": code, "model_name": "no_op"} for code in codes]
        self.nlp = dict.fromkeys(codes)

    def load(self) -> None:
        """Nothing to load."""

    def is_loaded(self) -> bool:
        """Always."""
        return True

    def process_text(self, text: str, language: str) -> NlpArtifacts:
        """Artifacts without entities, tokens and lemmas; new ones for each text, because recognizers key on them."""
        nothing: Any = []
        return NlpArtifacts(
            entities=[], tokens=nothing, tokens_indices=[], lemmas=[], nlp_engine=self, language=language, scores=[]
        )

    def process_batch(
        self, texts: Iterable[Any], language: str, batch_size: int = 1, n_process: int = 1, as_tuples: bool = False, **_: Any
    ) -> Iterator[tuple[Any, ...]]:
        """(text, artifacts) of each text, or (text, artifacts, context) of each (text, context)."""
        for item in texts:
            text, *context = item if as_tuples else (item,)
            yield str(text), self.process_text(str(text), language), *context

    def is_stopword(self, word: str, language: str) -> bool:
        """No word is known to be one."""
        return False

    def is_punct(self, word: str, language: str) -> bool:
        """No word is known to be one."""
        return False

    def get_supported_entities(self) -> list[str]:
        """None: nothing is recognized here."""
        return []

    def get_supported_languages(self) -> list[str]:
        """The languages it was made for."""
        return list(self.nlp)


class NlpGuest:
    """A recognizer together with the NLP engine whose results it reads; made by :func:`with_nlp`."""

    __slots__ = ("_engine", "name", "recognizer", "supported_entities")

    def __init__(self, recognizer: EntityRecognizer, engine: NlpEngine) -> None:
        self.recognizer = recognizer
        self.name = str(getattr(recognizer, "name", type(recognizer).__name__))
        self.supported_entities = list(recognizer.get_supported_entities())
        self._engine = engine

    def analyze(self, text: str, entities: list[str], nlp_artifacts: NlpArtifacts | None = None) -> list[RecognizerResult]:
        """The recognizer's results; artifacts are made here unless given."""
        artifacts = nlp_artifacts or self._engine.process_text(text, self.recognizer.supported_language)
        return self.recognizer.analyze(text, entities, artifacts)


def with_nlp(recognizer: EntityRecognizer, engine: NlpEngine) -> NlpGuest:
    """A recognizer that needs NLP artifacts (``SpacyRecognizer``), ready for ``Guard(recognizers=[…])``.

    The engine is run on every line the guard reads, in the recognizer's ``supported_language``.
    """
    if not engine.is_loaded():
        engine.load()
    return NlpGuest(recognizer, engine)
