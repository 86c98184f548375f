"""The distinct texts of one column to what becomes of them: known shapes at once, everything else through the engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any

from piiguard.errors import FrameError, RecordError, alone
from piiguard.frames.shapes import Shapes
from piiguard.records import process_record, written
from piiguard.scan.many import Hit, in_cells

if TYPE_CHECKING:
    from piiguard.guard import Guard

_BLOCK = 1 << 14  # texts the engine gets at once
NUMBERS = ("refuse", "text", "null")


class Column:
    """One column's treatment. It may be asked again: batches of one column share what is known of it.

    name     for errors
    label    what its values are read with
    numbers  what becomes of a column of numbers with a masked one: see :func:`piiguard.frames.mask_columns`
    fresh    whether an operator gives equal values different tokens, so that texts go by :meth:`each` and not by :meth:`changed`
    """

    __slots__ = ("_appliers", "_shapes", "fresh", "guard", "label", "name", "numbers")

    def __init__(self, guard: Guard, name: str, label: str | None, numbers: str = "refuse") -> None:
        self.guard = guard
        self._appliers = guard._appliers
        self._shapes = Shapes(guard, label)
        self.fresh = any(guard.policy.rule(kind).operator == "encrypt" for kind in guard._appliers)
        self.name = name
        self.label = label
        self.numbers = numbers

    def field(self, name: str) -> Column:
        """:meth:`inner`, of a name that is a part of the column's type and stays.

        Raises:
            FrameError: it holds a value.
        """
        if self.guard.mask(name) != name:
            raise self.refused("the name of a field in it holds a value: rename it")
        return self.inner(name)

    def inner(self, name: str) -> Column:
        """The treatment of a field of this column's records: its name is a label where it says something."""
        own = name if self.guard._prefix_of(name) else self.label
        return Column(self.guard, f"{self.name}.{name}", own, self.numbers)

    def changed(self, texts: Collection[str]) -> dict[str, str]:
        """What becomes of those texts (each given once) that change."""
        sure, rest = self._shapes.sort(texts, self.hits)
        appliers = self._appliers
        out = {}
        for text, kind in sure.items():
            out[text] = appliers[kind](text)
        for text, hits in self.hits(rest).items():
            out[text] = self._treated(text, hits)
        return {text: new for text, new in out.items() if new != text}

    def each(self, values: Sequence[Any]) -> list[Any] | None:
        """Those values with every text treated by itself (equal tokens would say that values are equal); None: none changes."""
        sure, rest = self._shapes.sort({value for value in values if type(value) is str}, self.hits)
        found: dict[str, list[Hit]] = {text: [(0, len(text), 0.0, kind)] for text, kind in sure.items()}
        found.update(self.hits(rest))
        out = [self._treated(value, found[value]) if type(value) is str and value in found else value for value in values]
        return None if out == list(values) else out

    def hits(self, texts: Iterable[str]) -> dict[str, list[Hit]]:
        """What is found in those texts that hold anything."""
        found: dict[str, list[Hit]] = {}
        waiting = iter(texts)
        while block := list(islice(waiting, _BLOCK)):
            for at, hits in in_cells(self.guard, block, self.label):
                found[block[at]] = hits
        return found

    def _treated(self, text: str, hits: list[Hit]) -> str:
        pieces: list[str] = []
        done = 0
        for start, end, _, kind in hits:
            pieces += (text[done:start], self._appliers[kind](text[start:end]))
            done = end
        return "".join([*pieces, text[done:]])

    def numbered(self, values: Collection[Any]) -> dict[Any, str]:
        """The text that becomes of those numbers that change."""
        texts: dict[str, list[Any]] = {}
        for value in values:
            text = written(value)
            if text:
                texts.setdefault(text, []).append(value)
        return {value: new for text, new in self.changed(texts).items() for value in texts[text]}

    def bytes(self, values: Iterable[bytes]) -> dict[bytes, bytes]:
        """What becomes of those bytes that change, which are text in UTF-8.

        Raises:
            FrameError: they are not.
        """
        texts = {}
        for value in values:
            try:
                texts[value.decode("utf-8")] = value
            except UnicodeDecodeError:
                texts = {}  # a traceback shows variables
                break
        else:
            return {texts[text]: new.encode("utf-8") for text, new in self.changed(texts).items()}
        raise self.refused("bytes that are not UTF-8 cannot be looked into")

    def object(self, value: Any) -> Any:
        """Any Python value as records treat it.

        Raises:
            FrameError: it cannot be looked into.
        """
        try:
            return process_record(self.guard, value, self.label).record
        except RecordError as error:
            message = str(error)
        alone(FrameError(f"column {self.name}: {message}"))

    def refused(self, what: str) -> FrameError:
        """What to raise for a column that cannot be treated."""
        return FrameError(f"column {self.name}: {what}")


def as_number(new: str, old: int | float | Decimal) -> int | float | Decimal | None:
    """The number of ``old``'s type that is written ``new``; None where it has none."""
    try:
        found = type(old)(new)
    except (ValueError, ArithmeticError):
        return None
    return found if written(found) == new else None
