"""How a score moves: checks, label words, vetoes, distance, neighbours.

The only place where evidence becomes a number. A candidate starts with its pattern's score
(or the one its check returns) and ends with

- the *labelled* score behind a label word of its recognizer, fading with distance;
- the *vetoed* score behind a word that says it is something else (订单号, trace id), or where
  the neighbours make it an amount, a decimal or a piece of a longer serial;
- a little more when it is the whole of the text, as an answer or a table cell is.
"""

from __future__ import annotations

from .engine.anchors import SERIALS, Raw
from .engine.plan import LABEL_REACH as REACH
from .engine.plan import VETO_REACH, Compiled, Plan
from .engine.words import MASKS, Hit
from .spec import Score

LOOK_BEHIND = 120
"""Characters to the left that can change a score: a stream keeps so many."""
LOOK_AHEAD = 8
"""Characters to the right of a value that can change its score."""

_NEAR = 6
_EDGES = SERIALS | MASKS
FILLER = "\ue000"
"""Stands for a character of a value already found (see settle.py): private use, so no letter, digit, mask or label."""
_CLAUSE_END = "，。；！？,;!?、"
_UNITS = (
    "元", "万", "萬", "亿", "億", "块", "块钱", "%", "％", "美元", "人民币", "ms", "毫秒", "字节", "积分",
    "条", "條", "笔", "筆", "台",
)  # fmt: skip
Candidate = tuple[int, int, float, Compiled]
"""start, end, score, pattern"""

Note = tuple[Compiled, int, int, float, str, "str | None"]
"""For ``explain``: pattern, start, end, score, what moved it, the word that did."""


def weigh(plan: Plan, text: str, raws: list[Raw], hits: list[Hit], notes: list[Note] | None = None) -> list[Candidate]:
    """Score raw candidates. ``notes``, when given, gets one entry a candidate for ``explain``."""
    found: list[Candidate] = []
    for raw in raws:
        start, end, score, compiled, word, gap = raw
        if (text[end : end + 1] in _EDGES or (start and text[start - 1] in _EDGES)) and (
            _beside_mask(text, start, end) or (not compiled.glued and _cut_from_longer(text, start, end, hits))
        ):
            if notes is not None:
                notes.append((compiled, start, end, 0.0, "part of a longer run of letters or digits", None))
            continue
        if compiled.prefixed:
            start = _with_prefix(compiled, text, start)
        if compiled.numeric and _is_amount(text, start, end):
            value, reason, label = score[2], "an amount, a decimal or part of a longer number", -1
        elif word >= 0:
            value, reason, label = score[1] - _gap_cost(text[gap:start]), "behind its label", word
        else:
            value, reason, label = _in_context(plan, compiled, text, start, end, score, hits)
        if notes is not None:
            notes.append((compiled, start, end, value, reason, plan.words[label].text if label >= 0 else None))
        if value > 0.0:
            found.append((start, end, value, compiled))
    return found


def _with_prefix(compiled: Compiled, text: str, start: int) -> int:
    """Take in what stands before the value and belongs to it ("+86 ")."""
    before = text[start - 1 : start]
    if before and before in "+68)） -－\u00a0":
        match = compiled.prefix.search(text[max(0, start - 8) : start])
        if match:
            return start - len(match.group())
    return start


def _cut_from_longer(text: str, start: int, end: int, hits: list[Hit]) -> bool:
    """Whether a letter or digit at the value's edge touches another one that does not end a label word there."""
    if text[end : end + 1] in SERIALS and text[end - 1] in SERIALS:
        return True
    before = text[start - 1 : start]
    if before in SERIALS and text[start] in SERIALS:
        last = _hits_before(hits, start)
        return last == 0 or hits[last - 1][1] != start
    return False


def _beside_mask(text: str, start: int, end: int) -> bool:
    """Whether three or more mask characters stand beside the value: it is what a mask has kept, not a number."""
    after = text[end : end + 3]
    if after[:1] in MASKS and after == after[0] * 3:
        return True
    before = text[start - 3 : start] if start >= 3 else ""
    return before[-1:] in MASKS and before == before[0] * 3


def _hits_before(hits: list[Hit], position: int) -> int:
    """How many hits (sorted by end) end at or before ``position``."""
    low, high = 0, len(hits)
    while low < high:
        middle = (low + high) // 2
        if hits[middle][1] <= position:
            low = middle + 1
        else:
            high = middle
    return low


def _in_context(
    plan: Plan, compiled: Compiled, text: str, start: int, end: int, score: Score, hits: list[Hit]
) -> tuple[float, str, int]:
    """(score, reason, index of the word that decided or -1) of a candidate found by its shape."""
    alone, labelled, vetoed = score
    if hits:
        own, denied = _nearest(plan, compiled, text, start, hits)
        if denied is not None and (own is None or denied[1] > own[1]):
            return vetoed, "behind a word that denies it", denied[2]
        if own is not None:
            return alone + (labelled - alone) * _weight(text, own[1], start), "label word near", own[2]
    if alone >= 0.3 and start < 2 and len(text) - end < 3 and not text[:start].strip() and not text[end:].strip(" \r。."):
        return min(alone + 0.15, max(alone, labelled)), "the whole text", -1
    return alone, "shape and checks alone", -1


def _gap_cost(gap: str) -> float:
    """A LABEL pattern's value loses a little for every letter of prose between it and the label."""
    return min(0.2, 0.01 * sum(char.isalpha() for char in gap))


def _nearest(plan: Plan, compiled: Compiled, text: str, start: int, hits: list[Hit]) -> tuple[Hit | None, Hit | None]:
    """The nearest own label and the nearest veto to the left, each within its reach."""
    own = denied = None
    bit = compiled.bit
    words = plan.words
    for at in range(_hits_before(hits, start) - 1, -1, -1):
        hit = hits[at]
        label_end = hit[1]
        if start - label_end > REACH or (own is not None and label_end <= own[1]):
            break
        word = words[hit[2]]
        if word.owners & bit:
            own = hit
        elif denied is None and word.denied & bit and _denies(text, label_end, start):
            denied = hit
    return own, denied


def _denies(text: str, label_end: int, start: int) -> bool:
    gap = text[label_end:start]
    return len(gap) <= VETO_REACH and not any(char in _CLAUSE_END or "0" <= char <= "9" or char == FILLER for char in gap)


def _weight(text: str, label_end: int, start: int) -> float:
    """1 beside the label, fading to 0 at the end of its reach; 0 when another number stands between: it took the label."""
    distance = start - label_end
    run = 0
    for char in text[label_end:start]:
        # A masked value or a placeholder counts like the number it hides, or masking twice would find more.
        run = run + 1 if "0" <= char <= "9" or char in MASKS or char == FILLER else 0
        if run >= 4 or char == "〕":
            return 0.0
    return 1.0 if distance <= _NEAR else 1.0 - (distance - _NEAR) / (REACH - _NEAR)


def _is_amount(text: str, start: int, end: int) -> bool:
    """Whether neighbours make the digits an amount, a decimal or one part of a joined serial."""
    if start:
        before = text[start - 1]
        if before in "￥¥$€" or (before == "." and _is_decimal_head(text, start - 1)):
            return True
        if before == "-" and _joined(text, start - 1):
            return True
    if end < len(text):
        after = text[end]
        if after == "." and text[end + 1 : end + 3].isdigit() and not text[end + 3 : end + 5].isdigit():
            return True
        if after == " ":
            end += 1
            after = text[end : end + 1]
        return after in "元万萬亿億块%％毫字积美人条條笔筆台m" and text.startswith(_UNITS, end)
    return False


def _is_decimal_head(text: str, dot: int) -> bool:
    """Whether ``text[:dot]`` ends like 116 or 0 in front of a decimal point; "1." may number a list."""
    head = text[max(0, dot - 2) : dot]
    return head[-1:].isdigit() and ((len(head) == 2 and head[0].isdigit()) or head[-1] == "0")


def _joined(text: str, hyphen: int) -> bool:
    """Whether the value is one part of a serial joined by hyphens (20261122-13812345678, the end of a UUID).

    A longer number before the hyphen is a value of its own: an ID and a phone in a file name.
    """
    run = 0
    hexadecimal = False
    while run < 13 and run < hyphen:
        char = text[hyphen - 1 - run]
        if char in "abcdefABCDEF":
            hexadecimal = True
        elif not "0" <= char <= "9":
            break
        run += 1
    return 4 <= run <= (8 if hexadecimal else 12)
