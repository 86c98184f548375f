"""One guard over segments: what is found, how it may be shown, and which keys are labels."""

from __future__ import annotations

from collections.abc import Iterator

from piiguard.findings import Edit, Masked
from piiguard.formats import Keys, Segment
from piiguard.guard import Guard
from piiguard.scan.neutral import neutral
from piiguard.spelling import normal_form

_KEYS_KEPT = 4096
_CLEAN_KEPT = 1 << 16
_SHORT = 32  # characters


class Search:
    """A guard with what reports need beside it."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        # Keys name something when the guard knows the word; records use the same test.
        self.keys = Keys(self._shown_key, lambda key: bool(guard._prefix_of(key)))
        self._levels = {recognizer.entity_type: recognizer.level for recognizer in guard.recognizers}
        self._words = {
            recognizer.entity_type: recognizer.labels[0] for recognizer in guard.recognizers if recognizer.labels
        }
        self._shown: dict[str, str] = {}
        self._clean: set[tuple[str, str | None]] = set()

    def _shown_key(self, key: str) -> str:
        shown = self._shown.get(key)
        if shown is None:
            shown = self.shown(key)
            if len(self._shown) < _KEYS_KEPT:
                self._shown[key] = shown
        return shown

    def shown(self, text: str) -> str:
        """A key, column name or path as it may stand in a report: masked, and without control characters."""
        masked = self.guard.process(text)
        parts: list[str] = []
        at = 0
        for edit in masked.edits:
            parts += (text[at : edit.start], self.sample(text, masked, edit))
            at = edit.end
        return neutral("".join([*parts, text[at:]]))

    def process(self, segment: Segment) -> Masked:
        """The segment under the guard's policy."""
        text = segment.text
        if len(text) > _SHORT:
            return self.guard.process(text, segment.label)
        # Tables repeat themselves: short cells without a finding are remembered.
        key = (text, segment.label)
        if key in self._clean:
            return Masked(text, ())
        masked = self.guard.process(text, segment.label)
        if not masked.edits and len(self._clean) < _CLEAN_KEPT:
            self._clean.add(key)
        return masked

    def edits(self, segment: Segment, masked: Masked) -> Iterator[Edit]:
        """The edits that belong to the segment, not to a neighbouring window."""
        return (edit for edit in masked.edits if segment.begin <= edit.start < segment.stop)

    def sample(self, text: str, masked: Masked, edit: Edit) -> str:
        """What the policy makes of a value; its type's name where the policy keeps the value."""
        sample = masked.text[edit.out_start : edit.out_end]
        value = text[edit.start : edit.end]
        return f"〔{edit.entity_type}〕" if value in sample else neutral(sample)

    def word(self, entity_type: str) -> str | None:
        """A label word that stands for a type; None for types that have none."""
        return self._words.get(entity_type)

    def level(self, entity_type: str) -> str:
        """C1 to C3."""
        return self._levels.get(entity_type, "C2")

    def fingerprint(self, entity_type: str, value: str) -> str | None:
        """The same for the same value however it is typed; None without a keyring."""
        ring = self.guard.keyring
        if ring is None:
            return None
        return ring.hmac(f"fingerprint:{entity_type}", normal_form(value, entity_type)).decode()[:32]
