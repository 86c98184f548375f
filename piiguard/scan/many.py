"""Searching many texts with one call of the engine: lines of a text, cells with labels.

What is found in each is what ``Guard.find`` finds in it alone; only a text's lines see the lines above them,
as they do in the line filter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from piiguard.above import kept, shown
from piiguard.guard import Guard
from piiguard.settle import settle

# start, end (characters of the text, half open), score, entity type
Hit = tuple[int, int, float, str]

_PATIENCE = 1 << 14  # new cells more than old ones, after which a column is searched as it comes
_SHORT = 64  # characters of a cell worth remembering, on average


def in_lines(guard: Guard, text: str, above: str = "", apart: bool = False) -> Iterator[tuple[int, str, list[Hit]]]:
    """(offset, line, hits) of every line of ``text`` with a hit.

    apart  the lines have nothing to do with one another: none is shown those above it
    """
    if guard._foreign or guard.ner:
        from piiguard.foreign import by_line

        for offset, line, found in by_line(guard, text):
            if found and not apart:
                found = kept(line, found, lambda at=offset: shown(above, text, at))  # type: ignore[misc]
            if found:
                found = guard._with_again(line, found)
                yield offset, line, [(start, end, score, c.recognizer.entity_type) for start, end, score, c in found]
        return
    look = guard._look
    for offset, line, token in guard._engine.lines(text):
        found = settle(line, guard._line_seen(line, token), look)
        if found and not apart:
            found = kept(line, found, lambda at=offset: shown(above, text, at))  # type: ignore[misc]
        if found:
            found = guard._with_again(line, found)
            yield offset, line, [(start, end, score, c.recognizer.entity_type) for start, end, score, c in found]


def in_cells(guard: Guard, texts: Sequence[str | None], label: str | None) -> Iterator[tuple[int, list[Hit]]]:
    """(index, hits) of every text with a hit, all read with one label; the order is that of the texts."""
    prefix = guard._prefix_of(label) if label else ""
    width = len(prefix)
    odd: list[int] = []
    joined = "" if None in texts else prefix + f"\n{prefix}".join(texts)  # type: ignore[arg-type]  # none is None
    if joined.count("\n") != len(texts) - 1:
        whole = [text if text is not None and "\n" not in text else "" for text in texts]
        odd = [at for at, text in enumerate(texts) if text is not None and "\n" in text]
        joined = prefix + f"\n{prefix}".join(whole)
    found = _by_index(guard, joined, width)
    if not odd:
        yield from found
        return
    alone = ((at, _alone(guard, texts[at] or "", label)) for at in odd)
    yield from sorted([*found, *((at, hits) for at, hits in alone if hits)], key=lambda item: item[0])


class Repeats:
    """The cells of one column, each searched once however often it comes: most columns say the same few things.

    label  what all of them are read with; may be set until the first search
    kept   how many cells to remember
    """

    __slots__ = ("_clean", "_guard", "_hits", "_kept", "_misses", "label")

    def __init__(self, guard: Guard, label: str | None, kept: int) -> None:
        self.label = label
        self._guard = guard
        self._kept = kept
        self._clean: set[str | None] = {None, ""}
        self._hits: dict[str | None, list[Hit]] = {}
        self._misses = 0

    def search(self, cells: Sequence[str | None], different: set[str | None] | None = None) -> list[tuple[int, list[Hit]]]:
        """(index, hits) of every cell with a hit; ``different`` are the cells, each once, where that is known."""
        if self._misses > _PATIENCE:
            return list(in_cells(self._guard, cells, self.label))
        different = set(cells) if different is None else different
        new = list(different.difference(self._clean, self._hits))
        hits = {new[at]: found for at, found in in_cells(self._guard, new, self.label)}
        found = {**self._hits, **hits} if self._hits else hits
        rows = [(at, found[cell]) for at, cell in enumerate(cells) if cell in found] if not different.isdisjoint(found) else []
        self._misses = max(0, self._misses + 2 * len(new) - len(cells))
        if self._misses > _PATIENCE:
            self._clean, self._hits = set(), {}
        else:
            self._learn(new, hits)
        return rows

    def _learn(self, new: list[str | None], hits: dict[str | None, list[Hit]]) -> None:
        room = self._kept - len(self._clean) - len(self._hits)
        if len(new) <= room and sum(map(len, filter(None, new))) <= _SHORT * len(new):
            self._hits.update(hits)
            self._clean.update(set(new).difference(hits))


def _by_index(guard: Guard, joined: str, width: int) -> Iterator[tuple[int, list[Hit]]]:
    index = done = 0
    for offset, _, hits in in_lines(guard, joined, apart=True):
        index += joined.count("\n", done, offset)
        done = offset
        if width:
            hits = [(max(start - width, 0), end - width, score, kind) for start, end, score, kind in hits if end > width]
        if hits:
            yield index, hits


def _alone(guard: Guard, text: str, label: str | None) -> list[Hit]:
    """A text of several lines: found again across all of them, as ``Guard.find`` does."""
    return [(start, end, score, kind) for start, end, score, kind, _ in guard._spans(text, label)]
