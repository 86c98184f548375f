"""Why: every candidate with its pattern, the evidence, the score and the line of the policy that decides."""

from __future__ import annotations

from .above import shown
from .context import FILLER, Note, weigh
from .findings import _Value
from .settle import NOTHING, settle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .again import Span
    from .engine.plan import Compiled
    from .guard import Guard
    from .settle import Seen


class Explanation(_Value):
    """One candidate.

    start, end   characters, half open
    pattern      "CN_ID_CARD.18"
    checked      whether the pattern has a check (digits, tables) beyond its shape
    score        after label words, vetoes and distance
    reason       what moved the score
    label        the label or veto word that did, if one did
    verdict      "found", "below threshold 0.5", "overlapped by CN_POLICY_NUMBER"
    policy       the line of the policy: operator, parameters and threshold
    """

    __slots__ = ("checked", "end", "entity_type", "label", "pattern", "policy", "reason", "score", "start", "verdict")

    def __init__(
        self,
        entity_type: str,
        pattern: str,
        start: int,
        end: int,
        checked: bool,
        score: float,
        reason: str,
        label: str | None,
        verdict: str,
        policy: str,
    ) -> None:
        self.entity_type = entity_type
        self.pattern = pattern
        self.start = start
        self.end = end
        self.checked = checked
        self.score = score
        self.reason = reason
        self.label = label
        self.verdict = verdict
        self.policy = policy


def explain(guard: Guard, text: str, label: str | None = None) -> list[Explanation]:
    """See :meth:`piiguard.Guard.explain`."""
    prefix = guard._prefix_of(label) if label else ""
    full = prefix + text
    winners = guard._spans(full, None)
    found: list[Explanation] = []
    for offset, line, token in guard._engine.lines(full):
        notes: dict[tuple[str, int, int], Note] = {}
        settle(line, _noted(guard, line, token, notes), lambda rest, notes=notes: _look(guard, rest, notes))  # type: ignore[misc]
        above = shown("", full, offset)
        for compiled, start, end, score, reason, word in notes.values():
            if above and compiled.above is not None and compiled.above(line, start, end, above):
                reason += "; given to somebody else by the lines above"
            found.append(_one(guard, compiled, start + offset, end + offset, score, reason, word, winners))
    if guard._named:
        found += _by_model(guard, full, winners)
    found += [_found_again(guard, span) for span in winners if span[4].endswith(".again")]
    width = len(prefix)
    moved = [item for item in found if item.end > width]
    for item in moved:
        item.start, item.end = max(0, item.start - width), item.end - width
    return sorted(moved, key=lambda item: (item.start, item.end, -item.score))


def _look(guard: Guard, line: str, notes: dict[tuple[str, int, int], Note]) -> Seen:
    for _, part, token in guard._engine.lines(line):
        return _noted(guard, part, token, notes)
    return NOTHING


def _noted(guard: Guard, line: str, token: object, notes: dict[tuple[str, int, int], Note]) -> Seen:
    """What Guard sees in a line; what is known of every candidate goes into ``notes``, the highest score of each kept."""
    view_text, view, raws, hits = guard._engine.candidates(line, token)
    listed: list[Note] = []
    accepted = []
    for start, end, score, compiled in weigh(guard._plan, view_text, raws, hits, listed):
        if view is not None:
            start, end = view.span(start, end)
        if score >= guard._thresholds[compiled.index]:
            accepted.append((start, end, score, compiled))
    for compiled, start, end, score, reason, word in listed:
        if view is not None:
            start, end = view.span(start, end)
            reason += ", read from folded text"
        key = (compiled.name, start, end)
        if FILLER not in line[start:end] and (key not in notes or notes[key][3] < score):
            notes[key] = (compiled, start, end, score, reason, word)
    return accepted, raws, hits, view is not None


def _by_model(guard: Guard, text: str, winners: list[Span]) -> list[Explanation]:
    """What the name model finds, line by line."""
    from .foreign import names_in

    lines = text.split("\n")
    notes: list[list[Note]] = []
    names_in(guard, lines, notes)
    found = []
    at = 0
    for line, listed in zip(lines, notes, strict=True):
        found += [
            _one(guard, c, start + at, end + at, score, reason, word, winners) for c, start, end, score, reason, word in listed
        ]
        at += len(line) + 1
    return found


def _found_again(guard: Guard, span: Span) -> Explanation:
    start, end, score, entity_type, name = span
    reason = "the same value was found before in the text"
    policy = _policy_line(guard, entity_type)
    return Explanation(entity_type, name, start, end, False, round(score, 3), reason, None, "found", policy)


def _policy_line(guard: Guard, entity_type: str) -> str:
    rule = guard.policy.rule(entity_type)
    settings = ", ".join(f"{key}={value}" for key, value in rule.parameters.items())
    return f"{guard.policy.name}: [{rule.where}] {rule.operator}({settings})"


def _one(
    guard: Guard,
    compiled: Compiled,
    start: int,
    end: int,
    score: float,
    reason: str,
    word: str | None,
    winners: list[Span],
) -> Explanation:
    entity_type = compiled.recognizer.entity_type
    rule = guard.policy.rule(entity_type)
    over = [w for w in winners if w[0] < end and w[1] > start]
    if score < rule.threshold:
        verdict = f"below threshold {rule.threshold:g}"
    elif any(w[4] == compiled.name and start <= w[0] and w[1] <= end for w in over):
        verdict = "found"
    else:
        verdict = f"overlapped by {over[0][3]}" if over else "not found"
    policy = _policy_line(guard, entity_type)
    score = round(score, 3)
    checked = compiled.check is not None or compiled.parse is not None
    return Explanation(entity_type, compiled.name, start, end, checked, score, reason, word, verdict, policy)
