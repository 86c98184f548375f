"""The Hyperscan engine: one pass over the bytes says where to look; Python looks only there.

What makes it fast, and must stay so:
- few, shared triggers that fire once a value: a digit run is reported at its end, if it has a
  length and beginning somebody looks for, and serves ID, card and mobile;
- label words are looked up in a second database and only in lines that hold a candidate; in the
  first one stands a single expression for "a label word and then, soon, a number";
- block mode over UTF-8 bytes, text ended by a line feed so that every run has an end;
- no start-of-match, no Unicode mode (undefined on invalid UTF-8): offsets are converted for hits only.
"""

from __future__ import annotations

from threading import local

from ..errors import EngineError
from ..spec import Trigger
from ..text import fold
from .anchors import Raw, behind_labels, digits_at, grouped_around, run_at, window_at
from .plan import Plan
from .words import Hit, announces, outermost, word_start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_RUN, _DIGITS_X, _GROUPED, _FOLD, _LABEL, _FIRST_OWN = 0, 1, 2, 3, 4, 5
_SHIFT = 16
_MASK = (1 << _SHIFT) - 1


def available() -> bool:
    """Whether the hyperscan package can be imported here."""
    from .cache import extension

    return extension() is not None


class HyperscanEngine:
    """Scans with one database; safe from many threads (each has its own scratch)."""

    name = "hyperscan"

    def __init__(self, plan: Plan) -> None:
        from .cache import load_databases
        from .triggers import databases

        self.plan = plan
        if _FIRST_OWN + len(plan.own) > _MASK or len(plan.words) > _MASK:
            raise EngineError("too many recognizers and label words for one database")
        self._values, self._words = load_databases(plan.fingerprint(), lambda: databases(plan))
        #: Hits that took one byte behind the run or value they report.
        self._over = {_RUN} | {
            _FIRST_OWN + at for at, own in enumerate(plan.own) if isinstance(own.anchor, Trigger) and own.anchor.ended
        }
        self._local = local()

    def _scan(self, data: bytes, words: bool = False) -> list[int]:
        """Hits in ``data`` as sorted integers: end offset in bytes << 16 | id."""
        hits: list[int] = []
        append = hits.append

        def on_match(ident: int, _start: int, end: int, _flags: int, _context: object) -> None:
            append(end << _SHIFT | ident)

        scratches = getattr(self._local, "scratches", None)
        if scratches is None:
            scratches = self._local.scratches = self._new_scratches()
        database = self._words if words else self._values
        database.scan(data, match_event_handler=on_match, scratch=scratches[words])
        if len(hits) > 1:
            hits.sort()
        return hits

    def _new_scratches(self) -> tuple[Any, Any]:
        from .cache import extension

        module = extension()
        assert module is not None
        return module.Scratch(self._values), module.Scratch(self._words)

    def lines(self, text: str) -> Iterator[tuple[int, str, object]]:
        """The lines of ``text`` that hold a hit, as (offset of the first character, line, token)."""
        try:
            data = text.encode() + b"\n"
        except UnicodeEncodeError:
            data = text.encode("utf-8", "surrogatepass") + b"\n"
        hits = self._scan(data)
        if not hits:
            return iter(())
        if "\n" not in text:
            return iter(((0, text, (data, hits, 0, "surrogatepass")),))
        return self._split(data, hits, text)

    def _split(self, data: bytes, hits: list[int], text: str) -> Iterator[tuple[int, str, object]]:
        done = chars = 0
        for low, high, first, last in _groups(data, hits):
            chars += len(data[done:low].decode("utf-8", "surrogatepass"))
            line = data[low:high].decode("utf-8", "surrogatepass")
            yield chars, line, (data[low : high + 1], hits[first:last], low, "surrogatepass")
            chars += len(line)
            done = high

    def byte_lines(self, data: bytes) -> Iterator[tuple[int, int, str, object]]:
        """The lines of ``data`` (which ends with a line feed) that hold a hit: (start, end, text, token).

        Bytes that are not UTF-8 become lone surrogates in the text (surrogateescape).
        """
        hits = self._scan(data)
        for low, high, first, last in _groups(data, hits):
            raw = data[low:high]
            yield low, high, raw.decode("utf-8", "surrogateescape"), (raw, hits[first:last], low, "surrogateescape")

    def candidates(self, line: str, token: Any) -> tuple[str, Any, list[Raw], list[Hit]]:
        """(the text the offsets refer to, the view or None, raw candidates, label hits) of one line."""
        data, hits, base, errors = token
        for hit in hits:
            if hit & _MASK == _FOLD:
                view = fold(line)
                data = view.text.encode("utf-8", "surrogatepass") + b"\n"
                text, raws, words = self._exact(view.text, data, self._scan(data), 0, "surrogatepass")
                return text, view, raws, words
        text, raws, words = self._exact(line, data, hits, base, errors)
        return text, None, raws, words

    def _exact(
        self, text: str, data: bytes, hits: list[int], base: int, errors: str
    ) -> tuple[str, list[Raw], list[Hit]]:
        """Exact work at each hit. ``base`` is the offset of ``data`` in what the hits count from."""
        plan = self.plan
        raws: list[Raw] = []
        labelled = False
        grouped_to = -1
        over = self._over
        ascii_only = len(text) >= len(data) - 1 and text.isascii()
        at_byte = at_char = 0
        for hit in hits:
            ident = hit & _MASK
            end = (hit >> _SHIFT) - base
            if ident == _LABEL:
                labelled = True
                continue
            if ident in over:
                end -= 1
            if not ascii_only:  # count on from the last hit: a line may be a megabyte long
                if end >= at_byte:
                    at_char += len(data[at_byte:end].decode("utf-8", errors))
                else:
                    at_char -= len(data[end:at_byte].decode("utf-8", errors))
                at_byte, end = end, at_char
            if ident == _RUN:
                run_at(plan, text, end, raws)
            elif ident == _DIGITS_X:
                digits_at(plan, text, end - 1, raws)
            elif ident == _GROUPED:
                if end > grouped_to:
                    grouped_to = grouped_around(plan, text, end, raws)
            elif ident >= _FIRST_OWN:
                window_at(plan.own[ident - _FIRST_OWN], text, end, raws)
        if not labelled and not raws:
            return text, raws, []
        words = self._label_hits(text, data, errors, ascii_only)
        if labelled:
            behind_labels(plan, text, words, raws)
        return text, raws, words

    def _label_hits(self, text: str, data: bytes, errors: str, ascii_only: bool) -> list[Hit]:
        """Where the label and veto words stand; asked only of a line that holds a candidate."""
        table = self.plan.words
        found: list[Hit] = []
        at_byte = at_char = 0
        for hit in self._scan(data, True):
            end = hit >> _SHIFT
            if not ascii_only:
                at_char += len(data[at_byte:end].decode("utf-8", errors))
                at_byte, end = end, at_char
            word = table[hit & _MASK]
            start = word_start(word, text, end)
            if announces(word, text, start, end):
                found.append((start, end, hit & _MASK))
        return outermost(found)


def _groups(data: bytes, hits: list[int]) -> Iterator[tuple[int, int, int, int]]:
    """Hits by line: (start of line, end of line, first hit, last hit + 1)."""
    count = len(hits)
    first = 0
    while first < count:
        end = (hits[first] >> _SHIFT) - 1
        low = data.rfind(b"\n", 0, end) + 1
        high = data.find(b"\n", end)
        if high < 0:
            high = len(data)
        last = first + 1
        limit = high + 1
        while last < count and hits[last] >> _SHIFT <= limit:
            last += 1
        yield low, high, first, last
        first = last
