"""The Hyperscan engine: one pass over the bytes says where to look; Python looks only there.

What makes it fast, and must stay so:
- few, shared triggers that fire once a value: a digit run of eleven or more is reported at its
  end and serves ID, card and mobile; words are literals;
- block mode over UTF-8 bytes, text ended by a line feed so that every run has an end;
- no start-of-match, no Unicode mode (undefined on invalid UTF-8): offsets are converted for hits only.
"""

from __future__ import annotations

from threading import local

from ..errors import EngineError
from ..spec import SEP_CHARS, Trigger
from ..text import fold, fold_expressions
from .anchors import Raw, behind_labels, digits_at, grouped_around, token_at, window_at
from .plan import Plan
from .words import Hit, announces, outermost, word_expression, word_start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_DIGITS, _GROUPED, _TOKEN, _FOLD, _FIRST_OWN = 0, 1, 2, 3, 4
_SHIFT = 16
_MASK = (1 << _SHIFT) - 1
_CASELESS = 1


def available() -> bool:
    """Whether the hyperscan package can be imported here."""
    from .cache import extension

    return extension() is not None


def _bytes_of(expression: str) -> bytes:
    """An expression over characters as one over UTF-8 bytes; non-ASCII outside classes only."""
    return b"".join(char.encode() if char.isascii() else b"".join(b"\\x%02x" % b for b in char.encode()) for char in expression)


def _separator() -> bytes:
    marks = b"|".join(_bytes_of(c) for c in SEP_CHARS if not c.isascii() and c not in "\u00a0\u3000")
    space = b"(?: |\\xc2\\xa0|\\xe3\\x80\\x80)"
    return b"(?: ?(?:[-_./]|" + marks + b") ?|" + space + b"{1,2})"


def expressions(plan: Plan) -> list[tuple[bytes, int, int]]:
    """(expression over bytes, id, flags): shared triggers, triggers of single patterns, words."""
    sep = _separator()
    single = b"(?:[ ._-]|\\xc2\\xb7|\\xe2\\x80\\x90|\\xe2\\x80\\x91|\\xe3\\x80\\x80)"
    found = [
        (b"[0-9]{11}[^0-9]", _DIGITS, 0),
        (b"[0-9]{3}" + sep + b"[0-9]{3,14}" + sep + b"[0-9]{3}", _GROUPED, 0),
        (b"[0-9]{3}" + sep + b"[0-9]{8}", _GROUPED, 0),
        (b"[0-9]{7}" + sep + b"[0-9]{3}", _GROUPED, 0),
        (b"[0-9]{3}" + sep + b"(?:[0-9]{2}" + sep + b"){3}[0-9]{2}", _GROUPED, 0),
        (b"[0-9]{6}" + sep + b"[0-9]{4}" + sep + b"[0-9]{2}" + sep + b"[0-9]{2}" + sep + b"[0-9]{3}", _GROUPED, 0),
        (b"[0-9](?:" + single + b"[0-9]){10}", _GROUPED, 0),
        (b"[A-Z][A-Z0-9]{14,39}[^A-Z0-9]", _TOKEN, 0),
        (b"[0-9A-Z][0-9]{7}[0-9A-Z]{0,20}[A-Z][0-9A-Z]{0,20}[^0-9A-Z]", _TOKEN, 0),
        *((expression, _FOLD, 0) for expression in fold_expressions()),
    ]
    for offset, compiled in enumerate(plan.own):
        anchor = compiled.anchor
        if isinstance(anchor, Trigger):
            found.append((_bytes_of(anchor.expression), _FIRST_OWN + offset, 0))
        else:
            from .derive import derived_expressions

            found.extend((expression, _FIRST_OWN + offset, flags) for expression, flags in derived_expressions(compiled))
    first_word = _FIRST_OWN + len(plan.own)
    for index, word in enumerate(plan.words):
        found.append((_bytes_of(word_expression(word)), first_word + index, _CASELESS if word.ascii else 0))
    return found


class HyperscanEngine:
    """Scans with one database; safe from many threads (each has its own scratch)."""

    name = "hyperscan"

    def __init__(self, plan: Plan) -> None:
        from .cache import load_database

        self.plan = plan
        self._first_word = _FIRST_OWN + len(plan.own)
        if self._first_word + len(plan.words) > _MASK:
            raise EngineError("too many recognizers and label words for one database")
        self._database: Any = load_database(plan.fingerprint(), lambda: expressions(plan))
        self._local = local()

    def _scan(self, data: bytes) -> list[int]:
        """Hits in ``data`` as sorted integers: end offset in bytes << 16 | id."""
        hits: list[int] = []
        append = hits.append

        def on_match(ident: int, _start: int, end: int, _flags: int, _context: object) -> None:
            append(end << _SHIFT | ident)

        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = self._new_scratch()
        self._database.scan(data, match_event_handler=on_match, scratch=scratch)
        if len(hits) > 1:
            hits.sort()
        return hits

    def _new_scratch(self) -> Any:
        from .cache import extension

        module = extension()
        assert module is not None
        return module.Scratch(self._database)

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
        first_word = self._first_word
        raws: list[Raw] = []
        words: list[Hit] = []
        ascii_only = len(text) >= len(data) - 1 and text.isascii()
        grouped_to = last_token = -1
        at_byte = at_char = 0
        for hit in hits:
            ident = hit & _MASK
            end = (hit >> _SHIFT) - base
            if ident <= _TOKEN and ident != _GROUPED:
                end -= 1  # the hit took the character behind the run
            if not ascii_only:  # count on from the last hit: a line may be a megabyte long
                if end >= at_byte:
                    at_char += len(data[at_byte:end].decode("utf-8", errors))
                else:
                    at_char -= len(data[end:at_byte].decode("utf-8", errors))
                at_byte, end = end, at_char
            if ident >= first_word:
                word = plan.words[ident - first_word]
                start = word_start(word, text, end)
                if announces(word, text, start, end):
                    words.append((start, end, ident - first_word))
            elif ident == _DIGITS:
                digits_at(plan, text, end, raws)
            elif ident == _GROUPED:
                if end > grouped_to:
                    grouped_to = grouped_around(plan, text, end, raws)
            elif ident == _TOKEN:
                if end != last_token:
                    last_token = end
                    token_at(plan, text, end, raws)
            elif ident >= _FIRST_OWN:
                window_at(plan.own[ident - _FIRST_OWN], text, end, raws)
        if words:
            words = outermost(words)
            behind_labels(plan, text, words, raws)
        return text, raws, words


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
