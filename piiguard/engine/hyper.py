"""The Hyperscan engine: one pass over the bytes says where to look; Python looks only there.

What makes it fast, and must stay so:
- few, shared triggers that fire once a value: a run of digits is reported at its end and serves
  ID, card and mobile; whether anybody looks for a run of its length is seen in the bytes, before
  the line is decoded;
- label words are looked up in a second database, only for lines that hold a candidate and only
  in the stretch of the line from which a word can reach it; in the first database stands a single
  expression a word for "this label and then, soon, a number";
- block mode over UTF-8 bytes, text ended by a line feed so that every run has an end;
- no start-of-match, no Unicode mode (undefined on invalid UTF-8): offsets are converted for hits only.
"""

from __future__ import annotations

from _thread import _local as local  # threading itself is a tenth of a start

from ..errors import EngineError
from ..spec import Trigger
from ..text import fold
from .anchors import Raw, behind_labels, claimed, claims_label, digits_at, grouped_around, note_at, run_at, stand_alone, window_at
from .firsts import Near, Next, Run, Width, behind_label, behind_trigger, narrowest
from .plan import LONGEST_RUN, Plan
from .words import Hit, announces, in_characters, outermost, word_start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_RUN, _DIGITS_X, _GROUPED, _FOLD, _FIRST_OWN = 0, 1, 2, 3, 4
_SHIFT = 16
_MASK = (1 << _SHIFT) - 1
_MESSAGE = 2048  # bytes of a line; in a longer one the same words come again, and what was tried in the bytes is kept
_DIGITS = b"0123456789"
_STRETCH, _STRETCHES = 24, 1024  # characters of a text whose label words are remembered, and how many such texts


def available() -> bool:
    """Whether the hyperscan package can be imported here."""
    from .cache import extension

    return extension() is not None


class HyperscanEngine:
    """Scans with two databases; safe from many threads (each has its own scratch)."""

    name = "hyperscan"

    def __init__(self, plan: Plan) -> None:
        from .cache import databases_of

        self.plan = plan
        if _FIRST_OWN + len(plan.own) + len(plan.words) > _MASK:
            raise EngineError("too many recognizers and label words for one database")
        self._values, self._words = databases_of(plan)
        #: Hits that took one byte behind the run or value they report.
        self._over = {_RUN} | {
            _FIRST_OWN + at for at, own in enumerate(plan.own) if isinstance(own.anchor, Trigger) and own.anchor.ended
        }
        self._first_label = _FIRST_OWN + len(plan.own)
        #: From here on labels whose hit has gone one byte into the value (see ``opens``).
        self._first_opened = self._first_label + len(plan.owner_sets)
        self._over |= {self._first_opened + group for group in range(len(plan.owner_sets))}
        #: Hits that count only before some characters: labels that are tried at once, triggers with ``then``.
        self._picky: dict[int, Next | Near | Width | Run] = {
            self._first_label + at: Next(behind_label(plan, at)) if tried else Width(narrowest(plan, at))
            for at, tried in enumerate(plan.at_once)
        }
        self._picky[_RUN] = Run(plan.heads)
        for at, own in enumerate(plan.own):
            if not isinstance(own.anchor, Trigger):
                continue
            then = Next(behind_trigger(own.anchor.then)) if own.anchor.then else None
            if own.anchor.local and plan.sharing.get(at) == (own,):
                self._picky[_FIRST_OWN + at] = Near(own, own.anchor.local, then)
            elif then:
                self._picky[_FIRST_OWN + at] = then
        self._tried = {ident: near.asked for ident, near in self._picky.items() if isinstance(near, Near)}
        self._ends: dict[str, list[tuple[int, int]]] = {}
        self._local = local()

    def _scan(self, data: bytes, words: bool = False) -> list[int]:
        """Hits in ``data`` as sorted integers: end offset in bytes << 16 | id."""
        hits: list[int] = []
        append = hits.append

        def on_match(ident: int, _start: int, end: int, _flags: int, _context: object) -> None:
            append(end << _SHIFT | ident)

        try:
            scratches = self._local.scratches
        except AttributeError:
            scratches = self._local.scratches = self._new_scratches()
        (self._words if words else self._values).scan(data, match_event_handler=on_match, scratch=scratches[words])
        if len(hits) > 1:
            hits.sort()
        return hits

    def _new_scratches(self) -> tuple[Any, Any]:
        from .cache import extension

        module = extension()
        assert module is not None
        return module.Scratch(self._values), module.Scratch(self._words)

    def _lines(self, data: bytes) -> Iterator[tuple[int, int, list[int]]]:
        """(start, end, hits) of every line with a hit worth looking at; the hits count from the start of the line."""
        hits = self._scan(data)
        heads = self.plan.heads
        picky, tried = self._picky, self._tried
        low = high = -1
        group: list[int] = []
        for hit in hits:
            end = hit >> _SHIFT
            ident = hit & _MASK
            if not ident:  # _RUN; written out from Run.fits: this is for every run of a log
                tail = data[end - LONGEST_RUN - 2 if end > LONGEST_RUN + 2 else 0 : end - 1]
                rest = tail.rstrip(_DIGITS)
                length = len(tail) - len(rest)
                if length > LONGEST_RUN or not ((length and tail[len(rest)] in heads[length]) or (rest and 65 <= rest[-1] <= 90)):
                    continue
            elif ident in picky:
                if ident in tried:  # written out from Near.fits
                    back, ahead, known = tried[ident]
                    if end >= back and known.get(data[end - back : end + ahead]) is False:
                        continue
                if not picky[ident].fits(data, end):
                    continue
            if end > high + 1:
                if group:
                    yield low, high, group
                low = data.rfind(b"\n", 0, end - 1) + 1
                high = data.find(b"\n", end - 1)
                if high < 0:
                    high = len(data)
                group = []
            group.append(hit - (low << _SHIFT))
        if group:
            yield low, high, group

    def _line_hits(self, data: bytes) -> list[int]:
        """The hits of a single short line; none if none is worth looking at.

        Where one makes the line worth it, local patterns are not tried in the bytes first: the look itself will tell.
        """
        picky = self._picky
        hits: list[int] = []
        local: list[int] = []
        sure = False
        for hit in self._scan(data):
            asked = picky.get(hit & _MASK)
            if asked is None:
                sure = True
            elif isinstance(asked, Near):
                if not asked.may_fit(data, hit >> _SHIFT):
                    continue
                local.append(hit)
            elif asked.fits(data, hit >> _SHIFT):
                sure = True
            else:
                continue
            hits.append(hit)
        return hits if sure or any(picky[hit & _MASK].fits(data, hit >> _SHIFT) for hit in local) else []

    def lines(self, text: str) -> Iterator[tuple[int, str, object]]:
        """The lines of ``text`` that hold a hit, as (offset of the first character, line, token)."""
        try:
            data = text.encode() + b"\n"
        except UnicodeEncodeError:
            data = text.encode("utf-8", "surrogatepass") + b"\n"
        if len(data) <= _MESSAGE and "\n" not in text:
            hits = self._line_hits(data)
            if hits:
                yield 0, text, (data, hits, "surrogatepass")
            return
        done = chars = 0
        for low, high, hits in self._lines(data):
            chars += len(data[done:low].decode("utf-8", "surrogatepass"))
            line = data[low:high].decode("utf-8", "surrogatepass")
            yield chars, line, (data[low : high + 1], hits, "surrogatepass")
            chars += len(line)
            done = high

    def byte_lines(self, data: bytes) -> Iterator[tuple[int, int, str, object]]:
        """The lines of ``data`` (which ends with a line feed) that hold a hit: (start, end, text, token).

        Bytes that are not UTF-8 become lone surrogates in the text (surrogateescape).
        """
        for low, high, hits in self._lines(data):
            raw = data[low:high]
            yield low, high, raw.decode("utf-8", "surrogateescape"), (raw, hits, "surrogateescape")

    def candidates(self, line: str, token: Any, settled: list[float] | None = None) -> tuple[str, Any, list[Raw], list[Hit]]:
        """(the text the offsets refer to, the view or None, raw candidates, label hits) of one line.

        settled  thresholds by pattern: with them the label hits are left out where they could move
                 scores but no decision (masking needs decisions only)
        """
        data, hits, errors = token
        for hit in hits:
            if hit & _MASK == _FOLD:
                view = fold(line)
                data = view.text.encode("utf-8", "surrogatepass") + b"\n"
                raws, words = self._exact(view.text, data, self._scan(data), "surrogatepass", settled)
                return view.text, view, raws, words
        raws, words = self._exact(line, data, hits, errors, settled)
        return line, None, raws, words

    def _exact(
        self, text: str, data: bytes, hits: list[int], errors: str, settled: list[float] | None
    ) -> tuple[list[Raw], list[Hit]]:
        """Exact work at each hit: (raw candidates, label hits around them)."""
        plan = self.plan
        raws: list[Raw] = []
        labels: list[tuple[int, int]] = []
        first_label = self._first_label
        grouped_to = -1
        over = self._over
        wide = len(text) < len(data) - 1 or not text.isascii()
        at_byte = at_char = 0
        for hit in hits:
            ident = hit & _MASK
            if ident == _FOLD:  # may end inside a character, and has been dealt with
                continue
            end = hit >> _SHIFT
            if ident in over:
                end -= 1
            if wide:  # count on from the last hit: a line may be a megabyte long
                if end >= at_byte:
                    at_char += len(data[at_byte:end].decode("utf-8", errors))
                else:
                    at_char -= len(data[end:at_byte].decode("utf-8", errors))
                at_byte, end = end, at_char
            if ident == _RUN:
                run_at(plan, text, end, raws)
            elif ident == _GROUPED:
                if end > grouped_to:
                    grouped_to = grouped_around(plan, text, end, raws)
            elif ident == _DIGITS_X:
                digits_at(plan, text, end - 1, raws)
            elif ident >= first_label:
                note_at(plan, text, ident - first_label, end, labels)
            elif len(sharing := plan.sharing[ident - _FIRST_OWN]) == 1 or plan.goes_on(ident - _FIRST_OWN, text, end):
                for compiled in sharing:
                    window_at(compiled, text, end, raws)
        if labels:
            claims = claimed(text, raws) if raws else []
            owners = plan.owner_sets
            if not claims or not all(digit >= 0 and claims_label(claims, owners[group], digit) for group, digit in labels):
                words = self._words_in(text, 0, len(text))
                behind_labels(plan, text, words, raws)
                return raws, words
        if not raws:
            return raws, []
        reach = plan.reach
        if settled is not None and stand_alone(raws, settled):
            # Accepted unless a word right before one denies it: farther label words cannot matter.
            reach = plan.veto_reach
            raws_at_risk = [raw for raw in raws if raw[2][2] < settled[raw[3].index]]
            if not raws_at_risk:
                return raws, []
        else:
            raws_at_risk = raws
        first = min(raw[0] for raw in raws_at_risk) - reach
        return raws, self._words_in(text, first if first > 0 else 0, max(raw[0] for raw in raws_at_risk))

    def has_word(self, text: str) -> bool:
        """Whether a label or veto word stands in ``text``."""
        return bool(self._words_in(text, 0, len(text)))

    def words_in(self, text: str) -> list[Hit]:
        """Where label and veto words stand in ``text``."""
        return self._words_in(text, 0, len(text))

    def _words_in(self, text: str, low: int, high: int) -> list[Hit]:
        """Where label and veto words end in ``text[low:high]``: the stretch from which one can reach a candidate."""
        stretch = text[low:high]
        ends = self._ends.get(stretch)
        if ends is None:
            data = stretch.encode("utf-8", "surrogatepass")
            hits = self._scan(data, True)
            ends = [*zip(in_characters(data, [hit >> _SHIFT for hit in hits]), [hit & _MASK for hit in hits], strict=True)]
            if len(stretch) <= _STRETCH:  # labels come again and again
                if len(self._ends) > _STRETCHES:
                    self._ends.clear()
                self._ends[stretch] = ends
        table = self.plan.words
        found: list[Hit] = []
        for end, ident in ends:
            end += low
            word = table[ident]
            start = word_start(word, text, end)
            if announces(word, text, start, end):
                found.append((start, end, ident))
        return outermost(found) if len(found) > 1 else found
