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


def in_lines(guard: Guard, text: str, above: str = "") -> Iterator[tuple[int, str, list[Hit]]]:
    """(offset, line, hits) of every line of ``text`` with a hit."""
    if guard._foreign or guard.ner:
        from piiguard.foreign import by_line

        for offset, line, found in by_line(guard, text):
            if found:
                found = kept(line, found, lambda at=offset: shown(above, text, at))  # type: ignore[misc]
                found = guard._with_again(line, found)
            if found:
                yield offset, line, [(start, end, score, c.recognizer.entity_type) for start, end, score, c in found]
        return
    look = guard._look
    for offset, line, token in guard._engine.lines(text):
        found = settle(line, guard._line_seen(line, token), look)
        if found:
            found = kept(line, found, lambda at=offset: shown(above, text, at))  # type: ignore[misc]
            found = guard._with_again(line, found)
        if found:
            yield offset, line, [(start, end, score, c.recognizer.entity_type) for start, end, score, c in found]


def in_cells(guard: Guard, texts: Sequence[str | None], label: str | None) -> Iterator[tuple[int, list[Hit]]]:
    """(index, hits) of every text with a hit, all read with one label; the order is that of the texts."""
    prefix = guard._prefix_of(label) if label else ""
    width = len(prefix)
    whole = [text if text is not None and "\n" not in text else "" for text in texts]
    odd = [at for at, text in enumerate(texts) if text is not None and "\n" in text]
    joined = prefix + f"\n{prefix}".join(whole) if prefix else "\n".join(whole)
    found = _by_index(guard, joined, width)
    if not odd:
        yield from found
        return
    alone = ((at, _alone(guard, texts[at] or "", label)) for at in odd)
    yield from sorted([*found, *((at, hits) for at, hits in alone if hits)], key=lambda item: item[0])


def _by_index(guard: Guard, joined: str, width: int) -> Iterator[tuple[int, list[Hit]]]:
    index = done = 0
    for offset, _, hits in in_lines(guard, joined):
        index += joined.count("\n", done, offset)
        done = offset
        if width:
            hits = [(max(start - width, 0), end - width, score, kind) for start, end, score, kind in hits if end > width]
        if hits:
            yield index, hits


def _alone(guard: Guard, text: str, label: str | None) -> list[Hit]:
    """A text of several lines: found again across all of them, as ``Guard.find`` does."""
    return [(start, end, score, kind) for start, end, score, kind, _ in guard._spans(text, label)]
