"""Which character may stand behind a label or a trigger: what lets the scanner pass over a hit in the bytes.

Most words that announce a name are followed by none ("查勘员已接单"). Whether the next character can
begin a value, or the gap before one, is read off the expressions themselves.
"""

from __future__ import annotations

from ..spec import MAX_WIDTH
from .anchors import window_at
from .plan import GAP, LONGEST_RUN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .anchors import Raw
    from .plan import Compiled, Plan

Ranges = list[tuple[int, int]]


class Next:
    """Whether the character behind a hit is one that a match can go on with; what is asked once is remembered."""

    __slots__ = ("_known", "_ranges", "_read")

    def __init__(self, read: Callable[[], Ranges | None]) -> None:
        self._read = read
        self._ranges: Ranges | bool | None = False  # not read yet: most starts of a program never ask
        self._known: dict[bytes, bool] = {}

    def fits(self, data: bytes, at: int) -> bool:
        """Whether the character that begins at byte ``at`` fits; one that is no UTF-8 of up to three bytes always does."""
        key = data[at : at + 3] if data[at : at + 1] > b"\x7f" else data[at : at + 1]
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._asked(key)
        return known

    def _asked(self, key: bytes) -> bool:
        if self._ranges is False:
            self._ranges = self._read()
        try:
            char = ord(key.decode()[:1] or "\n")
        except UnicodeDecodeError:
            return True
        return not isinstance(self._ranges, list) or any(low <= char <= high for low, high in self._ranges)


class Run:
    """Whether a run of ``A-Z0-9`` is looked for: by ``heads``, for each length of a run of digits the bytes it begins with."""

    __slots__ = ("_heads",)

    def __init__(self, heads: list[frozenset[int]]) -> None:
        self._heads = heads

    def fits(self, data: bytes, at: int) -> bool:
        """Whether the run that ends before byte ``at - 1`` is looked for."""
        tail = data[at - LONGEST_RUN - 2 if at > LONGEST_RUN + 2 else 0 : at - 1]
        rest = tail.rstrip(b"0123456789")
        length = len(tail) - len(rest)
        known = length and length <= LONGEST_RUN and tail[len(rest)] in self._heads[length]
        return bool(known or (length <= LONGEST_RUN and rest and 65 <= rest[-1] <= 90))


_WIDEST = 3  # bytes a hanzi takes
_KEPT = 1 << 15


class Near:
    """Whether a local pattern matches around a hit; the same few characters come again and again, so answers are kept."""

    __slots__ = ("_ahead", "_back", "_compiled", "_known", "_then", "asked")

    def __init__(self, compiled: Compiled, local: tuple[int, int], then: Next | None = None) -> None:
        self._compiled = compiled
        self._back, self._ahead = _WIDEST * local[0], _WIDEST * local[1]
        self._then = then
        self._known: dict[bytes, bool | None] = {}  # None: met, not tried
        self.asked = self._back, self._ahead, self._known  # bytes before and behind a hit, and what is known of them

    def fits(self, data: bytes, at: int) -> bool:
        """Whether the pattern is admitted in the line's part around byte ``at``, where its trigger's hit ends."""
        if self._then is not None and not self._then.fits(data, at):
            return False
        if at < self._back:  # the same part may hold two hits
            return self._tried(data[: at + self._ahead], at)
        part = data[at - self._back : at + self._ahead]
        known = self._known.get(part)
        if known is None:
            if len(self._known) > _KEPT:
                self._known.clear()
            known = self._known[part] = self._tried(part, self._back)
        return known

    def may_fit(self, data: bytes, at: int) -> bool:
        """False where :meth:`fits` is. A part met for the first time is not tried: names seldom come again, words do."""
        if self._then is not None and not self._then.fits(data, at):
            return False
        if at < self._back:
            return True
        part = data[at - self._back : at + self._ahead]
        if part in self._known:
            return self.fits(data, at)
        if len(self._known) > _KEPT:
            self._known.clear()
        self._known[part] = None
        return True

    def _tried(self, part: bytes, at: int) -> bool:
        # A hit may end with the line feed that ends its line.
        start = part.rfind(b"\n", 0, at - 1) + 1
        end = part.find(b"\n", at - 1)
        at = at if end < 0 else min(at, end)
        # A character cut in two at an edge becomes lone surrogates there, too far away to matter.
        before = part[start:at].decode("utf-8", "surrogateescape")
        after = part[at : end if end >= 0 else len(part)].decode("utf-8", "surrogateescape")
        raws: list[Raw] = []
        window_at(self._compiled, before + after, len(before), raws)
        return bool(raws)


_NOTES = ("位".encode(), b"digits")  # of a form, before the value: 身份证号(18位)：


class Width:
    """Whether what stands behind a label is long enough for a value: "受理，预计3个工作日" holds no claim number.

    read  gives the bytes that occur in the values of any of the label's patterns and how many the shortest has; None: any
    """

    __slots__ = ("_least", "_read", "_used")

    def __init__(self, read: Callable[[], tuple[bytes, int] | None]) -> None:
        self._read: Callable[[], tuple[bytes, int] | None] | None = read
        self._used = b""
        self._least = 0

    def fits(self, data: bytes, at: int) -> bool:
        """Whether the digit before byte ``at`` stands in a stretch of such bytes that is long enough."""
        if self._read is not None:
            self._used, self._least = self._read() or (b"", 0)
            self._read = None
        if not self._least:
            return True
        ahead = data[at : at + self._least]
        length = 1 + len(ahead) - len(ahead.lstrip(self._used))
        if length < self._least:
            before = data[at - self._least if at > self._least else 0 : at - 1]
            length += len(before) - len(before.rstrip(self._used))
        return length >= self._least or data[at - 1 : at + 10].lstrip(b"0123456789 ").startswith(_NOTES)


def narrowest(plan: Plan, group: int) -> Callable[[], tuple[bytes, int] | None]:
    """Reads off the LABEL patterns of the group which bytes their values hold, and how many at least."""

    def read() -> tuple[bytes, int] | None:
        from re import _parser  # type: ignore[attr-defined]

        used: set[int] = set()
        least = MAX_WIDTH
        for compiled in plan.labelled(group):
            tree = _parser.parse(compiled.pattern.regex)
            if tree.state.flags & 2 or not _bytes_of(tree, used):
                return None
            least = min(least, tree.getwidth()[0])
        return bytes(sorted(used)), least

    return read


def behind_label(plan: Plan, group: int) -> Callable[[], Ranges | None]:
    """What may stand directly behind a label of the group: the gap before a value, or the value."""

    def read() -> Ranges | None:
        owners = plan.owner_sets[group]
        ends = "".join({word.text[-1] for word in plan.words if word.owners == owners})
        return first_characters([GAP, *(compiled.pattern.regex for compiled in plan.at_once[group])], ends)

    return read


def behind_trigger(then: str) -> Callable[[], Ranges | None]:
    """What may stand behind a trigger that says so."""
    return lambda: [(ord(char), ord(char)) for char in then]


def first_characters(sources: list[str], ends: str = "") -> Ranges | None:
    """Ranges of code points (both ends included) that a match of any of the expressions may begin with; None for any.

    ends  the characters the hit may have ended with: what looks behind itself for another one cannot begin there
    """
    from re import _parser  # type: ignore[attr-defined]

    found: Ranges = []
    for source in sources:
        tree = _parser.parse(source)
        ranges, _ = _sequence(tree, ends)
        if ranges is None or tree.state.flags & 2:  # (?i): the cases would have to be folded
            return None
        found += ranges
    return found


def _sequence(items: Any, ends: str) -> tuple[Ranges | None, bool]:
    """What a sequence may begin with (None: anything), and whether it may match nothing."""
    found: Ranges = []
    for op, argument in items:
        ranges, empty = _element(op, argument, ends)
        if ranges is None:
            return None, empty
        found += ranges
        if not empty:
            return found, False
    return found, True


def _element(op: Any, argument: Any, ends: str) -> tuple[Ranges | None, bool]:
    from re import _constants as _c  # type: ignore[attr-defined]

    if op is _c.LITERAL:
        return [(argument, argument)], False
    if op is _c.ASSERT and ends and argument[0] < 0:
        last, what = argument[1][-1]
        return [], last is not _c.LITERAL or chr(what) in ends
    if op in (_c.ASSERT, _c.ASSERT_NOT, _c.AT):
        return [], True
    if op is _c.IN:
        return _class(argument), False
    if op is _c.BRANCH:
        parts = [_sequence(branch, ends) for branch in argument[1]]
        if any(ranges is None for ranges, _ in parts):
            return None, False
        return [item for ranges, _ in parts for item in ranges or []], any(empty for _, empty in parts)
    if op is _c.SUBPATTERN:
        return _sequence(argument[3], ends) if not (argument[1] or argument[2]) else (None, False)
    if op is _c.ATOMIC_GROUP:
        return _sequence(argument, ends)
    if op in (_c.MAX_REPEAT, _c.MIN_REPEAT, _c.POSSESSIVE_REPEAT):
        ranges, empty = _sequence(argument[2], ends)
        return ranges, empty or argument[0] == 0
    return None, False


def _class(items: Any) -> Ranges | None:
    from re import _constants as _c  # type: ignore[attr-defined]

    found: Ranges = []
    for op, argument in items:
        if op is _c.LITERAL:
            found.append((argument, argument))
        elif op is _c.RANGE:
            found.append((argument[0], argument[1]))
        else:
            return None
    return found


_MANY = 64  # characters of a class that are written out


def _bytes_of(items: Any, used: set[int]) -> bool:
    """Add to ``used`` the bytes that what a sequence matches may consist of; False where that is too much to say."""
    from re import _constants as _c  # type: ignore[attr-defined]

    for op, argument in items:
        if op in (_c.ASSERT, _c.ASSERT_NOT, _c.AT):
            continue
        if op is _c.LITERAL:
            used.update(chr(argument).encode("utf-8", "surrogatepass"))
        elif op is _c.IN:
            ranges = _class(argument)
            if ranges is None or sum(high - low for low, high in ranges) > _MANY:
                return False
            for low, high in ranges:
                used.update("".join(map(chr, range(low, high + 1))).encode("utf-8", "surrogatepass"))
        elif op is _c.GROUPREF:
            continue  # what the group has matched is counted there
        else:
            inner = argument[1] if op is _c.BRANCH else [_inner(op, argument)]
            if not all(part is not None and _bytes_of(part, used) for part in inner):
                return False
    return True


def _inner(op: Any, argument: Any) -> Any:
    """The sequence inside a group or a repeat; None for what is neither."""
    from re import _constants as _c  # type: ignore[attr-defined]

    if op is _c.SUBPATTERN:
        return None if argument[1] or argument[2] else argument[3]
    if op is _c.ATOMIC_GROUP:
        return argument
    if op in (_c.MAX_REPEAT, _c.MIN_REPEAT, _c.POSSESSIVE_REPEAT):
        return argument[2]
    return None
