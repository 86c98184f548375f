"""From a hit to the expressions tried there. Only the Hyperscan engine comes this way;
the ``re`` engine tries every expression everywhere and must find the same.

A raw candidate is (start, end, pattern, word, gap): the span of the value and, for LABEL patterns,
the index of the word it stands behind and where the gap behind that word begins; else -1 and 0.
"""

from __future__ import annotations

from ..spec import SEP_CHARS, Trigger
from .plan import LONGEST_RUN, Compiled, Plan
from .words import GENERIC, Hit

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

Raw = tuple[int, int, Compiled, int, int]

_DIGITS = "0123456789"
_SERIAL = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SHORTEST_TOKEN = 15
_GROUPS = _DIGITS + SEP_CHARS + "()（）+"
_BACK = 64  # a grouped number with its separators is shorter
_CHAIN_REACH = 160  # a stream keeps more context than this
_SLACK = 8  # room for look-ahead behind the longest match


def value_span(match: re.Match[str]) -> tuple[int, int]:
    """The span of group ``value`` if the expression has one and it took part, else of the whole match."""
    groups = match.re.groupindex
    if "value" in groups and match.start("value") >= 0:
        return match.span("value")
    return match.span()


def run_at(plan: Plan, text: str, end: int, raws: list[Raw]) -> None:
    """Try the DIGITS and TOKEN patterns on the run of ``A-Z0-9`` that ends at ``end``."""
    low = end - LONGEST_RUN - 1
    if low < 0:
        low = 0
    head = text[low:end]
    digits = low + len(head.rstrip(_DIGITS))
    if digits == end:  # ends in a letter: an identity number with its X, or a serial
        if text[end - 1] == "X":
            digits_at(plan, text, end - 1, raws)
    else:
        _digits(plan, text, digits, end, raws)
    start = low + len(head.rstrip(_SERIAL))
    if start < digits and SHORTEST_TOKEN <= end - start <= LONGEST_RUN:
        for compiled in plan.tokens:
            match = compiled.expression.match(text, start)
            if match:
                raws.append((*value_span(match), compiled, -1, 0))


def digits_at(plan: Plan, text: str, end: int, raws: list[Raw]) -> None:
    """Try the DIGITS patterns on the run of digits that ends at ``end``."""
    low = max(0, end - LONGEST_RUN - 1)
    _digits(plan, text, low + len(text[low:end].rstrip(_DIGITS)), end, raws)


def _digits(plan: Plan, text: str, start: int, end: int, raws: list[Raw]) -> None:
    length = end - start
    if length > LONGEST_RUN:
        return
    for compiled in plan.by_run[length]:
        match = compiled.expression.match(text, start)
        if match:
            raws.append((*value_span(match), compiled, -1, 0))


def grouped_around(plan: Plan, text: str, end: int, raws: list[Raw]) -> int:
    """Try the GROUPED patterns in the region of digits and separators around ``end``; returns where it ends."""
    low = max(0, end - _BACK)
    start = low + len(text[low:end].rstrip(_GROUPS))
    ahead = text[end : end + _BACK]
    stop = end + len(ahead) - len(ahead.lstrip(_GROUPS))
    for compiled in plan.grouped:
        _all_from(compiled, text, start, stop, stop + _BACK, raws)
    return stop


def window_at(compiled: Compiled, text: str, end: int, raws: list[Raw]) -> None:
    """Try a pattern with a trigger of its own in the window around the hit."""
    anchor = compiled.anchor
    high = end + _width(compiled)
    low = max(0, end - (anchor.back if isinstance(anchor, Trigger) else _width(compiled)))
    _all_from(compiled, text, low, end, high, raws)


def _all_from(compiled: Compiled, text: str, low: int, last_start: int, high: int, raws: list[Raw]) -> None:
    """Every match that starts in ``[low, last_start]``, overlapping ones too."""
    search = compiled.expression.search
    match = search(text, low, high)
    while match and match.start() <= last_start:
        raws.append((*value_span(match), compiled, -1, 0))
        match = search(text, match.start() + 1, high)


def _width(compiled: Compiled) -> int:
    from ..spec import MAX_WIDTH

    return MAX_WIDTH + _SLACK


def behind_labels(plan: Plan, text: str, hits: list[Hit], raws: list[Raw]) -> None:
    """Try the LABEL patterns behind every label word; another word in between takes the value over."""
    for at, (_, label_end, index) in enumerate(hits):
        for compiled in plan.behind[index]:
            match = compiled.expression.match(text, label_end)
            if not match:
                continue
            start, end = match.span("value")
            if _taken_over(plan, hits, at, start):
                continue
            raws.append((start, end, compiled, index, label_end))
            if compiled.chain:
                _chain(plan, compiled, text, end, index, raws)


def _taken_over(plan: Plan, hits: list[Hit], at: int, start: int) -> bool:
    """Whether another word stands between the label and the value; "certNo" behind 通行证 only says that a number follows."""
    for hit in hits[at + 1 :]:
        if hit[0] >= start:
            return False
        if plan.words[hit[2]].text not in GENERIC:
            return True
    return False


def _chain(plan: Plan, compiled: Compiled, text: str, end: int, index: int, raws: list[Raw]) -> None:
    """Further values of a list behind the same label, within ``_CHAIN_REACH`` characters."""
    limit = end + _CHAIN_REACH
    while end < limit:
        link = plan.chain.match(text, end)
        match = compiled.expression.match(text, link.end()) if link else None
        if not link or not match or match.start("value") != link.end():
            return
        end = match.end("value")
        raws.append((link.end(), end, compiled, index, link.end()))
