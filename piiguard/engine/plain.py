"""The plain engine: every expression over the whole text with ``re``, no triggers.

Slow and obvious. It is the oracle the Hyperscan engine is compared with and the fallback where
no hyperscan wheel exists.
"""

from __future__ import annotations

import re

from ..errors import EngineError
from ..spec import DIGITS, LABEL, MODEL, TOKEN
from ..text import View, fold, needs_fold
from .anchors import SHORTEST_TOKEN, Raw, admit, behind_labels, digits_from, tokens_from
from .plan import LONGEST_RUN, Compiled, Plan
from .words import Hit, announces, outermost, word_expression

_RUN = re.compile("[0-9]+")
_TOKEN = re.compile("[0-9A-Z]+")


class PlainEngine:
    """See :class:`piiguard.engine.hyper.HyperscanEngine`: the same methods, the same answers."""

    name = "re"

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._words = [re.compile(word_expression(w), re.ASCII | re.IGNORECASE if w.ascii else 0) for w in plan.words]

    def lines(self, text: str) -> list[tuple[int, str, object]]:
        """Every line as (offset of its first character, line, token for :meth:`candidates`)."""
        found: list[tuple[int, str, object]] = []
        at = 0
        for line in text.split("\n"):
            if line:
                found.append((at, line, None))
            at += len(line) + 1
        return found

    def byte_lines(self, data: bytes) -> list[tuple[int, int, str, object]]:
        """Every line of bytes as (start, end, text, token); undecodable bytes become lone surrogates."""
        found: list[tuple[int, int, str, object]] = []
        at = 0
        for line in data.split(b"\n"):
            if line:
                found.append((at, at + len(line), line.decode("utf-8", "surrogateescape"), None))
            at += len(line) + 1
        return found

    def candidates(self, line: str, token: object, settled: object = None) -> tuple[str, View | None, list[Raw], list[Hit]]:
        """(the text the offsets refer to, the view or None, raw candidates, label hits) of one line."""
        view = fold(line) if needs_fold(line) else None
        text = view.text if view else line
        raws: list[Raw] = []
        self._runs(text, raws)
        for compiled in self.plan.patterns:
            if compiled.anchor not in (DIGITS, TOKEN, LABEL, MODEL):
                self._scan(compiled, text, raws)
        hits = self.words_in(text)
        behind_labels(self.plan, text, hits, raws)
        return text, view, raws, hits

    def has_word(self, text: str) -> bool:
        """Whether a label or veto word stands in ``text``."""
        return bool(self._hits(text))

    def words_in(self, text: str) -> list[Hit]:
        """Where label and veto words stand in ``text``."""
        return outermost(self._hits(text))

    def _hits(self, text: str) -> list[Hit]:
        hits: list[Hit] = []
        small = text.lower() if text.isascii() else ""
        for index, expression in enumerate(self._words):
            word = self.plan.words[index]
            if (word.text not in text) if not word.ascii else (small and word.text.partition(" ")[0] not in small):
                continue  # a tenth of the time an expression takes
            match = expression.search(text)
            while match:
                start, end = match.span()
                if announces(self.plan.words[index], text, start, end):
                    hits.append((start, end, index))
                match = expression.search(text, start + 1)
        return hits

    def _scan(self, compiled: Compiled, text: str, raws: list[Raw]) -> None:
        match = compiled.expression.search(text)
        while match:
            if match.end() == match.start():
                raise EngineError(f"{compiled.name} matched nothing")
            admit(compiled, match, raws)
            match = compiled.expression.search(text, match.start() + 1)

    def _runs(self, text: str, raws: list[Raw]) -> None:
        for run in _RUN.finditer(text):
            digits_from(self.plan, text, run.start(), run.end(), raws)
        for run in _TOKEN.finditer(text):
            if SHORTEST_TOKEN <= run.end() - run.start() <= LONGEST_RUN and not run.group().isdigit():
                tokens_from(self.plan, text, run.start(), raws)
