"""What comes out: Finding, Edit, Masked. Their repr never shows text.

Plain classes with ``__slots__`` rather than dataclasses: importing ``dataclasses``
costs more than half of a bare interpreter's start-up, and ``piiguard filter`` is
started once per log file.
"""

from __future__ import annotations


class _Value:
    """Equality, hash and a repr made of the slots; subclasses hold no raw text in slots shown by repr."""

    __slots__: tuple[str, ...] = ()
    _hidden: tuple[str, ...] = ()

    def _key(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in self.__slots__)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Value) and type(other) is type(self) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        shown = [f"{name}={getattr(self, name)!r}" for name in self.__slots__ if name not in self._hidden]
        return f"{type(self).__name__}({', '.join(shown)})"


class Finding(_Value):
    """One piece of personal information: ``text[start:end]`` is an ``entity_type``.

    start, end   character offsets into the text that was scanned, half open
    score        0..1: how sure the pattern, the checks and the label words together are
    pattern      name of the pattern that found it ("CN_ID_CARD.18")
    """

    __slots__ = ("end", "entity_type", "pattern", "score", "start")

    def __init__(self, entity_type: str, start: int, end: int, score: float, pattern: str = "") -> None:
        self.entity_type = entity_type
        self.start = start
        self.end = end
        self.score = score
        self.pattern = pattern


class Edit(_Value):
    """One replacement: ``source[start:end]`` became ``output[out_start:out_end]``.

    All offsets are characters, half open. ``operator`` names what was done
    ("mask", "hash", …); ``keep`` leaves the two spans equal.
    """

    __slots__ = ("end", "entity_type", "operator", "out_end", "out_start", "score", "start")

    def __init__(
        self, entity_type: str, operator: str, start: int, end: int, out_start: int, out_end: int, score: float
    ) -> None:
        self.entity_type = entity_type
        self.operator = operator
        self.start = start
        self.end = end
        self.out_start = out_start
        self.out_end = out_end
        self.score = score


class RecordEdit(_Value):
    """One change in a record: where it is (``path``, keys masked) and what was done there.

    ``type_changed`` is true where the operator could not keep the value's type
    (an integer phone number became text).
    """

    __slots__ = ("edits", "path", "type_changed")

    def __init__(self, path: str, edits: tuple[Edit, ...], type_changed: bool) -> None:
        self.path = path
        self.edits = edits
        self.type_changed = type_changed


class Masked(_Value):
    """A text after the policy was applied. ``repr`` shows the edits, not the text."""

    __slots__ = ("edits", "text")
    _hidden = ("text",)

    def __init__(self, text: str, edits: tuple[Edit, ...]) -> None:
        self.text = text
        self.edits = edits


class MaskedRecord(_Value):
    """A record after the policy was applied. ``repr`` shows the edits, not the record."""

    __slots__ = ("edits", "record")
    _hidden = ("record",)

    def __init__(self, record: object, edits: tuple[RecordEdit, ...]) -> None:
        self.record = record
        self.edits = edits

    def __hash__(self) -> int:
        return hash(self.edits)
