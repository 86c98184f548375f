"""From a hit to the expressions tried there, and the checks that need no context.

Only the Hyperscan engine comes through :func:`run_at`, :func:`grouped_around` and
:func:`window_at`; the ``re`` engine tries every expression everywhere and must find the same.
What both share is :func:`admit` (the check of a match) and :func:`behind_labels`.

A raw candidate is (start, end, score triple, pattern, word, gap): the span of the value, what its
check says it is worth, and, for LABEL patterns, the index of the word it stands behind and where
the gap behind that word begins; else -1 and 0.
"""

from __future__ import annotations

from bisect import bisect_right

from ..errors import EngineError
from ..spec import MAX_WIDTH, SEP_CHARS, Score, Trigger
from .plan import LONGEST_RUN, Compiled, Plan
from .words import GENERIC, Hit

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

Raw = tuple[int, int, Score, Compiled, int, int]

SHORTEST_TOKEN = 15
CERTAIN = 0.93
"""A value whose check makes it worth this much alone is not also tried as something else."""
_LIKELY = 0.5

SERIALS = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

_DIGITS = "0123456789"
_SERIAL = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_GROUPS = _DIGITS + SEP_CHARS + "()（）+"
_BACK = 64  # a grouped number with its separators is shorter
_LABEL_WINDOW = 120  # gap and letters before a value's first digit are shorter
_GAP_WIDTH = 8  # characters before the value, or before a word such as "number" on the way to it
_CHAIN_REACH = 160  # a stream keeps more context than this
_LOOK = 16  # no expression looks farther behind its match than this
_WINDOW = MAX_WIDTH + _LOOK
_SHORT, _FEW = 12, 4  # characters before a hit that are tried one by one where a search would go on far behind it, and else
_SOON = 8 + _LOOK
_STRIP = {ord(char): None for char in SEP_CHARS}


def admit(compiled: Compiled, match: re.Match[str], raws: list[Raw], word: int = -1, gap: int = 0) -> float:
    """Check a match and keep it if it holds; returns what it is worth alone (0 for nothing)."""
    start, end = match.span("value") if compiled.named else match.span()
    if start < 0:
        start, end = match.span()
    score: Score | bool | None = compiled.score
    check = compiled.check
    failed = ""
    if compiled.parse is not None:
        try:
            parsed = compiled.parse(match.string, start, end)
        except Exception as error:
            parsed, failed = None, type(error).__name__
        if failed:
            raise EngineError(f"{compiled.name}: its parse failed with {failed}")
        if not parsed or parsed[0] >= parsed[1]:
            return 0.0
        start, end, score = parsed
    elif check is not None:
        value = match.string[start:end]
        if compiled.compact and not value.isalnum():
            value = value.translate(_STRIP)
        try:
            score = check(value)
        except Exception as error:
            failed = type(error).__name__
        if failed:  # raised here: raised above it would carry the other along, whose message may hold the value
            raise EngineError(f"{compiled.name}: its check failed with {failed}")
        if not score:
            return 0.0
        if score is True:
            score = compiled.score
    raws.append((start, end, score, compiled, word, gap))  # type: ignore[arg-type]
    return score[0]  # type: ignore[index]


def run_at(plan: Plan, text: str, end: int, raws: list[Raw]) -> None:
    """Try the DIGITS and TOKEN patterns on the run of ``A-Z0-9`` that ends at ``end``."""
    low = end - LONGEST_RUN - 1
    if low < 0:
        low = 0
    head = text[low:end]
    start = low + len(head.rstrip(_DIGITS))
    if start == end and text[end - 1] == "X":  # an identity number with its check character
        digits_at(plan, text, end - 1, raws)
    elif start < end:
        digits_from(plan, text, start, end, raws)
    if start and "A" <= text[start - 1] <= "Z":
        start = low + len(head.rstrip(_SERIAL))
        if SHORTEST_TOKEN <= end - start <= LONGEST_RUN:
            tokens_from(plan, text, start, raws)


def digits_at(plan: Plan, text: str, end: int, raws: list[Raw]) -> None:
    """Try the DIGITS patterns on the run of digits that ends at ``end``."""
    low = max(0, end - LONGEST_RUN - 1)
    digits_from(plan, text, low + len(text[low:end].rstrip(_DIGITS)), end, raws)


def digits_from(plan: Plan, text: str, start: int, end: int, raws: list[Raw]) -> None:
    """Try the DIGITS patterns on a run of digits, in the order of the recognizers, until one is certain."""
    if end - start <= LONGEST_RUN:
        for compiled in plan.by_run[end - start].get(text[start], ()):
            if compiled.after is not None and text[start - 1 : start] not in compiled.after:
                continue
            match = (compiled.compiled or compiled.expression).match(text, start)
            if match and admit(compiled, match, raws) >= CERTAIN:
                return


def tokens_from(plan: Plan, text: str, start: int, raws: list[Raw]) -> None:
    """Try the TOKEN patterns at the start of a run of ``A-Z0-9``."""
    for compiled in plan.tokens:
        match = (compiled.compiled or compiled.expression).match(text, start)
        if match:
            admit(compiled, match, raws)


def grouped_around(plan: Plan, text: str, end: int, raws: list[Raw]) -> int:
    """Try the GROUPED patterns in the region of digits and separators around ``end``; returns where it ends."""
    low = max(0, end - _BACK)
    start = low + len(text[low:end].rstrip(_GROUPS))
    ahead = text[end : end + _BACK]
    stop = end + len(ahead) - len(ahead.lstrip(_GROUPS))
    for compiled in plan.grouped:
        all_from(compiled, text, start, stop, stop + _BACK, raws)
    return stop


def window_at(compiled: Compiled, text: str, end: int, raws: list[Raw]) -> None:
    """Try a pattern with a trigger of its own in the window around the hit."""
    anchor = compiled.anchor
    back, ahead = (anchor.back, anchor.ahead + _LOOK) if isinstance(anchor, Trigger) else (_WINDOW, _WINDOW)
    low = end - back if end > back else 0
    if end - low > (_SHORT if ahead > _SOON else _FEW):
        all_from(compiled, text, low, end, end + ahead, raws)
        return
    match_at = (compiled.compiled or compiled.expression).match
    for start in range(low, end + 1):  # search would go on to the end of the window
        match = match_at(text, start, end + ahead)
        if match:
            admit(compiled, match, raws)


def all_from(compiled: Compiled, text: str, low: int, last_start: int, high: int, raws: list[Raw]) -> None:
    """Every match that starts in ``[low, last_start]``, overlapping ones too."""
    search = compiled.expression.search
    match = search(text, low, high)
    while match and match.start() <= last_start:
        admit(compiled, match, raws)
        match = search(text, match.start() + 1, high)


def note_at(plan: Plan, text: str, group: int, end: int, labels: list[tuple[int, int]]) -> None:
    """Note a label hit: its group, and the offset of the digit the hit ended with; -1 where the value need not have one."""
    groups = len(plan.owner_sets)
    if group >= groups:
        labels.append((group - groups, -1))
    elif not plan.at_once[group]:
        labels.append((group, end - 1))
    elif _worth(plan, group, text, end):
        labels.append((group, -1))


def _worth(plan: Plan, group: int, text: str, end: int) -> bool:
    """Whether any LABEL pattern matches behind the label that ends at ``end``: most labels need no further look."""
    start = plan.gap.match(text, end).end()  # type: ignore[union-attr]
    for compiled in plan.at_once[group]:  # noqa: SIM110  (a plain loop, for speed)
        if (compiled.compiled or compiled.expression).match(text, start):
            return True
    return False


def behind_labels(plan: Plan, text: str, hits: list[Hit], raws: list[Raw]) -> None:
    """Try the LABEL patterns behind every label word and its gap; another word in between takes the value over."""
    claims = claimed(text, raws)
    reach = max(claim[1] for claim in claims) if claims else 0
    for at, (_, label_end, index) in enumerate(hits):
        patterns = plan.behind[index]
        if claims and patterns and claims_label(claims, plan.words[index].owners, _first_digit(text, label_end, reach)):
            patterns = plan.blind[index]
        if not patterns:
            continue
        start = plan.gap.match(text, label_end).end()  # type: ignore[union-attr]
        if start - label_end > _GAP_WIDTH and not _has_latin(text[label_end : label_end + _GAP_WIDTH + 1]):
            continue
        if at + 1 < len(hits) and _taken_over(plan, hits, at, start):
            continue
        for compiled in patterns:
            match = (compiled.compiled or compiled.expression).match(text, start)
            if match:
                known = len(raws)
                admit(compiled, match, raws, index, label_end)
                if compiled.chain:
                    _chain(plan, compiled, text, _link(compiled, match, raws, known), index, raws)


def _has_latin(gap: str) -> bool:
    return any("a" <= char <= "z" or "A" <= char <= "Z" for char in gap)


Claim = tuple[int, int, int]
"""start and end of a candidate, and the bits of the recognizers whose labels it answers (-1: all)."""


def claimed(text: str, raws: list[Raw]) -> list[Claim]:
    """The candidates that answer a label: those certain in themselves any, the others their own recognizer's."""
    found: list[Claim] = []
    for start, end, score, compiled, _, _ in raws:
        if score[0] >= _LIKELY and text[end : end + 1] not in SERIALS and (start == 0 or text[start - 1] not in SERIALS):
            found.append((start, end, -1 if score[0] >= CERTAIN else compiled.bit))
    if len(found) > 1:
        found.sort()
    return found


def claims_label(claims: list[Claim], owners: int, digit: int) -> bool:
    """Whether the first digit behind a label lies in a candidate that answers it: nothing else is tried behind the label."""
    if len(claims) > 8:  # a line may hold thousands; of those that overlap here the last four are asked
        at = bisect_right(claims, (digit, 1 << 60, 0))
        claims = claims[max(0, at - 4) : at]
    for start, end, bits in claims:  # noqa: SIM110  (a plain loop, for speed)
        if start <= digit < end and bits & owners:
            return True
    return False


def _first_digit(text: str, start: int, stop: int) -> int:
    """Where the first ASCII digit in ``text[start:stop]`` stands, within the reach of a label; -1 if there is none."""
    for at in range(start, min(stop, start + _LABEL_WINDOW)):
        if "0" <= text[at] <= "9":
            return at
    return -1


def _taken_over(plan: Plan, hits: list[Hit], at: int, start: int) -> bool:
    """Whether another word stands between the label and the value; "certNo" behind 通行证 only says that a number follows."""
    for index in range(at + 1, len(hits)):
        hit = hits[index]
        if hit[0] >= start:
            return False
        if hit[0] < hits[at][1]:  # 证号 in 军官证号 begins inside the label and adds nothing to it
            continue
        if plan.words[hit[2]].text not in GENERIC:
            return True
    return False


def _chain(plan: Plan, compiled: Compiled, text: str, end: int, index: int, raws: list[Raw]) -> None:
    """Further values of a list behind the same label, within ``_CHAIN_REACH`` characters."""
    limit = end + _CHAIN_REACH
    while end < limit:
        link = plan.chain.match(text, end)
        match = compiled.expression.match(text, link.end()) if link else None
        if not link or not match:
            return
        known = len(raws)
        admit(compiled, match, raws, index, link.end())
        end = _link(compiled, match, raws, known)


def _link(compiled: Compiled, match: re.Match[str], raws: list[Raw], known: int) -> int:
    """Where the next value of a list may follow: behind the value, which a parse has the last word on."""
    return raws[-1][1] if compiled.parse is not None and len(raws) > known else match.end()


def stand_alone(raws: list[Raw], settled: list[float]) -> bool:
    """Whether no two candidates overlap and each is accepted by its shape and checks alone."""
    reach = -1
    for raw in sorted(raws, key=_first) if len(raws) > 1 else raws:
        if raw[0] < reach or raw[2][0] < settled[raw[3].index]:
            return False
        reach = raw[1]
    return True


def _first(raw: Raw) -> int:
    return raw[0]
