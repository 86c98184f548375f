"""Guard: recognizers, a policy and an engine behind five calls. Safe from many threads."""

from __future__ import annotations

from ._given import names, split
from .above import kept, shown
from .again import SCORE, Known
from .context import weigh
from .engine import make_engine
from .engine.plan import Plan
from .findings import Edit, Finding, Masked, MaskedRecord
from .policy import Policy
from .settle import NOTHING, settle
from .text import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from .again import Span
    from .explain import Explanation
    from .keyring import Keyring
    from .ner import Names
    from .resolve import Resolved
    from .session import Session
    from .settle import Seen
    from .spec import Recognizer
    from .stream import Stream

    Clock = Callable[[], float]

_LABEL_WIDTH = 64  # longer keys are not names of fields


class Guard:
    """Finds and treats personal information.

    policy       a :class:`Policy`; default ``Policy.builtin("default")``
    keyring      keys for ``hash``, ``pseudonymize``, ``encrypt``, ``fpe``, ``surrogate`` and :meth:`restore`
    recognizers  which recognizers to use instead of the built-in ones: piiguard's own, or any
                 Presidio ``EntityRecognizer`` (adapted by :mod:`piiguard.foreign`)
    purpose      what the text is for ("claims"): what that purpose sees stays as it is, the rest is treated by the policy;
                 refused by policies that do not distinguish purposes, or not this one
    engine       "hyperscan", "re" or None for the best one there is
    ner          True to look for names with the optional model, too (``pip install 'piiguard[ner]'``), or a
                 :class:`piiguard.ner.Names`

    Raises:
        PolicyError: the policy speaks of entity types nobody finds, or does not know the purpose.
        MissingKeyringError: (a PolicyError) its operators need a keyring.
        MissingExtraError: ``ner`` is asked for and not installed.
    """

    __slots__ = (
        "_again", "_appliers", "_engine", "_foreign", "_label_cache", "_named", "_pattern_appliers", "_plan", "_thresholds",
        "keyring", "ner", "policy", "recognizers",
    )  # fmt: skip

    def __init__(
        self,
        policy: Policy | None = None,
        keyring: Keyring | None = None,
        recognizers: Iterable[Any] | None = None,
        purpose: str | None = None,
        engine: str | None = None,
        ner: bool | Names | None = None,
    ) -> None:
        self.policy = policy or Policy.builtin("default")
        if purpose is not None:
            self.policy = self.policy.for_purpose(purpose)
        self.keyring = keyring
        own, self._foreign = split(recognizers)
        self.recognizers: tuple[Recognizer, ...] = own + self.policy.recognizers
        self._plan = Plan(self.recognizers)
        self._engine = make_engine(self._plan, engine)
        self.ner: Names | None = names(ner)
        #: The pattern that stands for what the name model finds.
        self._named = self._plan.modelled(self.ner.entity_type, self.ner.pattern) if self.ner else None
        guests = [name for foreign in self._foreign for name in foreign.entity_types]
        types = list(dict.fromkeys([*(recognizer.entity_type for recognizer in self.recognizers), *guests]))
        if recognizers is not None:
            # A guard with fewer recognizers may still use a policy written for all of them.
            from .recognizers import ENTITY_TYPES

            self.policy.check_entities([*types, *ENTITY_TYPES])
        self._appliers: dict[str, Callable[[str], str]] = self.policy.appliers(types, keyring)
        self._thresholds = [self.policy.rule(compiled.recognizer.entity_type).threshold for compiled in self._plan.patterns]
        #: The same by pattern index, for the line filter.
        self._pattern_appliers = [self._appliers[compiled.entity_type] for compiled in self._plan.patterns]
        self._label_cache: dict[str, str] = {}
        #: Types whose values are found again without evidence, and the rules for that.
        self._again = {
            recognizer.entity_type: recognizer.again
            for recognizer in self.recognizers
            if recognizer.again is not None and self.policy.rule(recognizer.entity_type).threshold <= SCORE
        }

    def __repr__(self) -> str:
        purpose = f", purpose={self.policy.purpose!r}" if self.policy.purpose else ""
        return f"Guard(policy={self.policy.name!r}{purpose}, recognizers={len(self.recognizers)}, engine={self._engine.name!r})"

    def with_recognizers(self, *recognizers: Recognizer) -> Guard:
        """A new guard that also uses ``recognizers`` (piiguard's or Presidio's)."""
        keep = self.recognizers[: len(self.recognizers) - len(self.policy.recognizers)]
        return Guard(self.policy, self.keyring, [*keep, *self._foreign, *recognizers], engine=self._engine.name, ner=self.ner)

    def find(self, text: str, label: str | None = None) -> list[Finding]:
        """Disjoint findings in ``text``, sorted; offsets are characters, half open.

        label  a field name or column header read as if it stood before the text ("idNo", "手机号")
        """
        return [
            Finding(entity_type, start, end, score, name) for start, end, score, entity_type, name in self._spans(text, label)
        ]

    def mask(self, text: str) -> str:
        """``text`` with every finding treated as the policy says."""
        spans = self._spans(text, None)
        if not spans:
            return text
        pieces = []
        done = 0
        appliers = self._appliers
        for start, end, _, entity_type, _ in spans:
            pieces += [text[done:start], appliers[entity_type](text[start:end])]
            done = end
        pieces.append(text[done:])
        return "".join(pieces)

    def process(self, text: str, label: str | None = None) -> Masked:
        """:meth:`mask` with the list of edits: what was done where, in both texts' offsets."""
        return self._process(text, label, None)

    def _process(self, text: str, label: str | None, known: Known | None) -> Masked:
        """:meth:`process`; ``known`` holds values found elsewhere in the same record."""
        pieces: list[str] = []
        edits: list[Edit] = []
        done = out = 0
        for start, end, score, entity_type, _ in self._spans(text, label, known):
            new = self._appliers[entity_type](text[start:end])
            pieces += [text[done:start], new]
            out += start - done
            operator = self.policy.rule(entity_type).operator
            edits.append(Edit(entity_type, operator, start, end, out, out + len(new), score))
            out += len(new)
            done = end
        pieces.append(text[done:])
        return Masked("".join(pieces), tuple(edits))

    def mask_record(self, record: Any) -> Any:
        """A dict, list or scalar with its values treated; keys serve as labels. See :meth:`process_record`."""
        return self.process_record(record).record

    def process_record(self, record: Any) -> MaskedRecord:
        """The same shape with values treated, and what was done where.

        Numbers are read as text; one that is changed comes back as text (its edit says
        ``type_changed``) because a masked number is none. Keys that hold findings are masked.
        A string is one text, also where it holds JSON.

        Raises:
            RecordError: a value of a type that cannot be looked into; names its path only.
        """
        from .records import process_record

        return process_record(self, record)

    def restore(self, text: str) -> str:
        """``text`` with the tokens of ``pseudonymize`` and ``encrypt`` replaced by their values, exactly or not at all.

        Where the policy says ``fpe``, what is found of those types is decrypted too, under the primary key: an encrypted
        number looks like any other, so this is for text that this guard has masked, found again by its form.

        Raises:
            TokenError: a subclass says why a token is not restored, and where it stands; KeyringError without a keyring.
        """
        from .restoring import restore

        return restore(self, text)

    def stream(self) -> Stream:
        """A masker for text that arrives in pieces: ``feed(chunk) -> str``, ``flush() -> str``."""
        from .stream import Stream

        return Stream(self)

    def session(self, nonce: bool = False, ttl: float | None = 3600, limit: int = 1000, clock: Clock | None = None) -> Session:
        """One conversation with a model: ``user(text)``, ``agent(text)``, ``restore(reply)``. See :class:`Session`."""
        from .session import Session

        return Session(self, nonce, ttl, limit, clock)

    def session_from(self, blob: bytes, keyring: Keyring, clock: Clock | None = None) -> Session:
        """The session :meth:`Session.export` sealed. TokenError: altered, another key or tenant. SessionError: no session."""
        from .session.sealed import load

        return load(self, blob, keyring, clock)

    def explain(self, text: str, label: str | None = None) -> list[Explanation]:
        """Every candidate with the evidence for and against it, accepted or not, in the order of the text."""
        from .explain import explain

        return explain(self, text, label)

    # -- inside -------------------------------------------------------------------------------

    def _spans(self, text: str, label: str | None, known: Known | None = None) -> list[Span]:
        """Findings with those found again, sorted."""
        if label:
            prefix = self._prefix_of(label)
            if prefix:
                width = len(prefix)
                spans = self._spans(prefix + text, None, known)
                return [(max(s - width, 0), e - width, score, kind, name) for s, e, score, kind, name in spans if e > width]
        found = self._evident(text)
        if self._again and (known or found):
            more = (known or Known(self._again)).spans(text, found)
            if more:
                return sorted(found + more)
        return found

    def _evident(self, text: str, above: str = "") -> list[Span]:
        """What is found by evidence of its own, line by line; sorted.

        above  what stands before ``text``, if it begins with a line
        """
        found: list[Span] = []
        if self._foreign or self._named:
            from .foreign import by_line

            for offset, line, resolved in by_line(self, text):
                resolved = kept(line, resolved, lambda at=offset: shown(above, text, at))  # type: ignore[misc]
                found += [
                    (start + offset, end + offset, score, c.recognizer.entity_type, c.name) for start, end, score, c in resolved
                ]
            return found
        for offset, line, token in self._engine.lines(text):
            resolved = settle(line, self._line_seen(line, token), self._look)
            for start, end, score, compiled in kept(line, resolved, lambda at=offset: shown(above, text, at)):  # type: ignore[misc]
                found.append((start + offset, end + offset, score, compiled.recognizer.entity_type, compiled.name))
        return found

    def _prefix_of(self, label: str) -> str:
        """``"label: "`` if the label holds a label or veto word, else "": other keys are no evidence."""
        cached = self._label_cache.get(label)
        if cached is None:
            clean = "".join(char for char in label[-_LABEL_WIDTH:] if char.isprintable())
            cached = f"{clean}: " if self._engine.has_word(fold(clean).text + ": ") else ""
            if len(self._label_cache) < 4096:
                self._label_cache[label] = cached
        return cached

    def _line_spans(self, line: str, token: object, before: Callable[[], str] | None = None) -> list[Resolved]:
        """Findings of one line given by ``engine.byte_lines``: the way of the line filter.

        before  gives the lines above it
        """
        found = settle(line, self._line_seen(line, token, self._thresholds), self._look)
        return self._with_again(line, kept(line, found, before) if found and before is not None else found)

    def _with_again(self, line: str, found: list[Resolved]) -> list[Resolved]:
        """The findings of a line and those found again in it."""
        if self._again:
            for item in found:
                if item[3].again is not None:
                    return self._line_again(line, found)
        return found

    def _line_again(self, line: str, found: list[Resolved]) -> list[Resolved]:
        """``found`` and what is found again in the same line."""
        by_type = {item[3].entity_type: item[3] for item in found}
        spans = [(start, end, score, compiled.entity_type, compiled.name) for start, end, score, compiled in found]
        more = [(start, end, score, by_type[kind]) for start, end, score, kind, _ in Known(self._again).spans(line, spans)]
        return sorted(found + more, key=_position) if more else found

    def _look(self, line: str) -> Seen:
        """What is seen in one line of text."""
        for _, part, token in self._engine.lines(line):
            return self._line_seen(part, token)
        return NOTHING

    def _line_seen(self, line: str, token: object, settled: list[float] | None = None) -> Seen:
        """Accepted candidates of one line in the line's own offsets, and what else was seen there (see settle.py)."""
        view_text, view, raws, hits = self._engine.candidates(line, token, settled)
        if not raws:
            return NOTHING
        thresholds = self._thresholds
        found = [c for c in weigh(self._plan, view_text, raws, hits) if c[2] >= thresholds[c[3].index]]
        if view is not None:
            return [(*view.span(start, end), score, compiled) for start, end, score, compiled in found], raws, hits, True
        return found, raws, hits, False


def _position(item: Resolved) -> int:
    return item[0]
