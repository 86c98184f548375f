"""One guard over segments: what is found, how it may be shown, and which keys are labels."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from piiguard.findings import Edit, Masked
from piiguard.formats import Keys, Location, Segment
from piiguard.guard import Guard
from piiguard.recognizers import BUILTIN
from piiguard.scan.neutral import neutral
from piiguard.spec import Trigger
from piiguard.spelling import normal_form

_KEYS_KEPT = 4096
_CLEAN_KEPT = 1 << 16
_SHORT = 32  # characters
_INDEX = re.compile(r"\[[0-9]{1,9}\]")
# What keeps a number in a name from being seen: percent-encoding before it, letters that touch it (IMG110101…).
_FOLDED = re.compile(
    r"(?P<coded>(?:%[0-9A-Fa-f]{2})+)|(?<=[A-Za-z])(?=[0-9]{11})|(?<=[0-9]{11})(?=[A-WYZa-wyz])|(?<=[0-9]{17}[Xx])(?=[A-Za-z])"
)


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
        #: Passes over lines that hold nothing; None where the guard looks at more than the scanner's hits.
        self.sieve: Callable[[bytes], Iterable[int]] | None = self._sieve if _sifts(guard) else None
        self._shown: dict[str, str] = {}
        self._places: set[str] = set()  # texts of places that are shown as they are
        self._clean: set[tuple[str, str | None]] = set()

    def _sieve(self, data: bytes) -> Iterator[int]:
        return (start for start, *_ in self.guard._engine.byte_lines(data))

    def _shown_key(self, key: str) -> str:
        shown = self._shown.get(key)
        if shown is None:
            shown = self.shown(key)
            if len(self._shown) < _KEYS_KEPT:
                self._shown[key] = shown
        return shown

    def shown(self, text: str) -> str:
        """A key, column name or path as it may stand in a report: masked, and without control characters."""
        text = self._covered(text, text, range(len(text) + 1))
        if _FOLDED.search(text):
            text = self._covered(text, *_unfolded(text))
        return neutral(text)

    def _covered(self, text: str, read: str, starts: Sequence[int]) -> str:
        """``text`` with samples in place of what is found in ``read``, whose characters begin at ``starts`` of it."""
        masked = self.guard.process(read)
        parts: list[str] = []
        at = 0
        for edit in masked.edits:
            parts += (text[at : starts[edit.start]], self.sample(read, masked, edit))
            at = starts[edit.end]
        return "".join([*parts, text[at:]])

    def place(self, where: Location) -> Location:
        """A location as it may stand in a report, whatever a format put into it."""
        known = self._places
        for value in where.values():
            if value.__class__ is str and value not in known:
                return {key: self._shown_place(value) if isinstance(value, str) else value for key, value in where.items()}
        return where

    def _shown_place(self, text: str) -> str:
        # Paths that differ in indexes only are looked at once.
        alike = _INDEX.sub("[]", text)
        if self._shown_key(alike) != alike:
            return self.shown(text)
        if len(self._places) < _KEYS_KEPT:
            self._places.add(text)
        return text

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


def _unfolded(text: str) -> tuple[str, list[int]]:
    """A name as a person reads it: percent-encoding undone, letters apart from long numbers; where each character began."""
    read: list[str] = []
    starts: list[int] = []
    at = 0
    for found in _FOLDED.finditer(text):
        read += text[at : found.start()]
        starts += range(at, found.start())
        at = found.start()
        for char, size in _decoded(found["coded"]) if found["coded"] else [(" ", 0)]:
            read.append(char)
            starts.append(at)
            at += size
        at = found.end()
    read += text[at:]
    return "".join(read), [*starts, *range(at, len(text) + 1)]


def _decoded(coded: str) -> list[tuple[str, int]]:
    """The characters that are percent-encoded, and how long each is written; what is no text stays what it is."""
    data = bytes.fromhex(coded.replace("%", ""))
    for codec in ("utf-8", "gb18030"):
        try:
            return [(char, 3 * len(char.encode(codec))) for char in data.decode(codec)]
        except UnicodeDecodeError:
            continue
    return [(char, 1) for char in coded]


def _sifts(guard: Guard) -> bool:
    """Whether a line without a hit worth looking at holds nothing, wherever in the line its text stands."""
    if guard._foreign or guard.ner or getattr(guard._engine, "name", "") != "hyperscan":
        return False
    own = [pattern.anchor for recognizer in guard.recognizers if recognizer not in BUILTIN for pattern in recognizer.patterns]
    # A trigger of the user's own may be one for the beginning or the end of a text only.
    return not any(isinstance(anchor, Trigger) and set("^$\\") & set(anchor.expression) for anchor in own)
