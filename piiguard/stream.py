"""Masking text that arrives in pieces: feed/flush over any chunking, the same result as the whole.

The stream holds back only what could still become part of a value: the run of letters, digits,
hanzi and marks at the end of what has come. So ordinary chat text flows through clause by clause:
names and addresses are made of the same characters as everything else. What was given out stays
behind as context for label words, never more than ``_CONTEXT`` characters.
"""

from __future__ import annotations

from itertools import takewhile

from .above import shown
from .again import Known
from .context import LOOK_AHEAD, LOOK_BEHIND
from .spec import MAX_WIDTH
from .text import SPOKEN_CHARS, ZERO_WIDTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from .guard import Guard

_CONTEXT = MAX_WIDTH + 2 * LOOK_BEHIND + 240
"""Characters of given-out text kept: any value that may still come sees what it would see in the whole."""
_LIMIT = MAX_WIDTH + LOOK_AHEAD
"""No value is longer: characters further back than this from the end are decided."""

_HANZI = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_BREAKS = " ，、,。；;’”！？"
#: Hanzi behind which a number may go on: spoken digits, and the units of an angle.
_COUNTED = SPOKEN_CHARS + "度分秒"
_state: list[re.Pattern[str]] = []


def _open_run() -> re.Pattern[str]:
    """One character that may stand inside a value."""
    if not _state:
        import re

        from .spec import SEP_CHARS

        marks = re.escape("@.+%#&$!^~'*=?()（）[]{}|,:，、‧．：<>×ХхΧχ;\"\\`；°º′″’”＂＇\t\r＝“‘「」『』【】《→！？～" + SEP_CHARS)
        folded = "\uff0b\uff0d-\uff0f\uff10-\uff19\uff20-\uff3a\uff3f\uff41-\uff5a\u00b2\u00b3\u00b9\u2070-\u2089\u2160-\u217f\u2460-\u24ff\U0001d400-\U0001d7ff\U0001fbf0-\U0001fbf9"
        _state.append(re.compile(f"[0-9A-Za-z{marks}{folded}{ZERO_WIDTH}{SPOKEN_CHARS}{_HANZI}。]"))
    return _state[0]


def _is_hanzi(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


class Stream:
    """Made by :meth:`piiguard.Guard.stream`; one stream, one text, one thread."""

    __slots__ = ("_above", "_at", "_context", "_guard", "_held", "_known", "_width", "edits", "found")

    def __init__(self, guard: Guard) -> None:
        self._guard = guard
        self._above = ""  # the lines before the one the context begins with; empty where it begins inside a line
        self._context = ""
        self._held = ""
        self._at = 0  # the offset of the context's first character in the whole text
        self._known = Known(guard._again)
        self._width = _foreign_width(guard)
        self.edits = 0
        self.found: dict[str, int] = {}  # by entity type

    def __repr__(self) -> str:
        return f"Stream(held={len(self._held)})"

    def feed(self, chunk: str) -> str:
        """Take in the next piece; give out what is decided.

        Line ends decide everything before them. The rest is given out up to the last place
        where a value might have begun.
        """
        self._held += chunk
        newline = self._held.rfind("\n") + 1
        out = ""
        if newline:
            out = self._give(newline, final=True)
        if self._held and chunk:
            out += self._give(self._decided(), final=False)
        return out

    def flush(self) -> str:
        """The text is complete: give out the rest. The stream can then be used for another text."""
        out = self._give(len(self._held), final=True)
        self._above = self._context = self._held = ""
        self._at = 0
        self._known = Known(self._guard._again)
        return out

    def _decided(self) -> int:
        """How many held characters lie before every place where a value might still grow."""
        held = self._held
        least = max(0, len(held) - _LIMIT)
        if self._width == 0:
            return self._open_start(held, least)
        return min(self._open_start(held, least), max(least, len(held) - self._width))

    def _open_start(self, held: str, least: int) -> int:
        one = _open_run()
        at = len(held)
        while at > least and one.match(held, at - 1):
            if held[at - 1] in _BREAKS and self._between_words(held, at - 1):
                break
            at -= 1
        return at

    def _between_words(self, held: str, mark: int) -> bool:
        """Whether no value reaches over a space behind a small Latin word, or a mark of ``_BREAKS`` behind a word in hanzi.

        Spoken digits may have commas between them, e-mail addresses a 。 for a dot, and names and
        addresses in Latin letters spaces between words in capitals.
        """
        before = held[max(0, mark - 20) : mark]
        if held[mark] != " ":
            last = before[-1:]
            if not _is_hanzi(last) or last in _COUNTED:
                return False
            # "张三，男", "李四,1101…": two to four hanzi alone may be a name whose evidence follows the comma.
            short = sum(1 for _ in takewhile(_is_hanzi, reversed(before[-5:])))
            return not 2 <= short <= 4 or before[-short - 1 : -short].isalnum()
        word = before[before.rfind(" ") + 1 :]
        return word.isascii() and word.isalpha() and word.islower() and not any("0" <= char <= "9" for char in before)

    def _give(self, cut: int, *, final: bool) -> str:
        """Mask and give out the first ``cut`` held characters, or fewer where a value is not decided."""
        if not cut:
            return ""
        context, held, guard = self._context, self._held, self._guard
        text = context + (held[:cut] if final else held)
        base = len(context)
        limit = base + cut
        evident = [span for span in guard._evident(text, self._above) if span[1] > base]
        more = self._known.spans(text, evident, self._at) if guard._again else []
        if not final:
            limit = self._undecided_from(text, limit)
            if guard._again:
                limit = min(limit, self._known.undecided(text, evident, self._at, len(text) - LOOK_AHEAD))
        found: list[tuple[int, int, str]] = []
        for start, end, _, entity_type, _ in sorted(evident + more):
            if end <= base:
                continue
            if start >= limit:
                break
            if end > limit:
                limit = start
                break
            found.append((max(start, base), end, entity_type))
        if limit <= base:
            return ""
        pieces = []
        done = base
        for start, end, entity_type in found:
            pieces += [text[done:start], guard._appliers[entity_type](text[start:end])]
            done = end
        pieces.append(text[done:limit])
        self.edits += len(found)
        for _, _, entity_type in found:
            self.found[entity_type] = self.found.get(entity_type, 0) + 1
        for start, end, score, entity_type, _ in evident:
            if base <= start and end <= limit:
                self._known.learn(text[start:end], entity_type, score, self._at + end)
        self._remember(text[:limit])
        self._held = held[limit - base :]
        return "".join(pieces)

    def _undecided_from(self, text: str, limit: int) -> int:
        """Move ``limit`` before every candidate whose neighbours to the right are not all there."""
        newline = max(text.rfind("\n") + 1, len(text) - _CONTEXT - _LIMIT)
        line = text[newline:]
        for offset, part, token in self._guard._engine.lines(line):
            view_text, view, raws, _ = self._guard._engine.candidates(part, token)
            edge = len(view_text) - LOOK_AHEAD
            for start, end, *_ in raws:
                if end > edge:
                    first = view.span(start, end)[0] if view is not None else start
                    limit = min(limit, newline + offset + first)
        return limit

    def _remember(self, text: str) -> None:
        line = text.rfind("\n") + 1
        cut = max(line, len(text) - _CONTEXT)
        if line:
            self._above = shown(self._above, text, line)
        if cut > line:
            self._above = ""
        self._context = text[cut:]
        self._at += cut
        self._known.forget(self._at)


def _foreign_width(guard: Guard) -> int:
    """How far back a value of a user's recognizer may have begun: its patterns may hold any character.

    Built-in patterns hold only characters of :func:`_open_run` (tests/test_stream.py checks it).
    A Presidio recognizer says nothing of its width; it sees whole lines, or the limit.
    """
    from .recognizers import BUILTIN

    if guard._foreign:
        return _LIMIT
    model = guard.ner.reach + LOOK_AHEAD if guard.ner else 0
    builtin = {id(recognizer) for recognizer in BUILTIN}
    own = [recognizer for recognizer in guard.recognizers if id(recognizer) not in builtin]
    if not own:
        return model
    from ._speccheck import widest

    return min(_LIMIT, max(model, max(widest(recognizer) for recognizer in own) + LOOK_AHEAD))
