"""Why, in a conversation: :func:`piiguard.explain.explain` with what the agent asked for."""

from __future__ import annotations

from ..explain import Explanation, _policy_line
from ..explain import explain as _explain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..again import Span
    from ..guard import Guard
    from .answers import Answer


def explain(
    guard: Guard, text: str, wanted: list[Answer], recalled: list[Span], final: list[Span], turns: int
) -> list[Explanation]:
    """See :meth:`Session.explain`.

    wanted    what answers the question
    recalled  what was said before in the conversation
    final     what will be treated
    turns     messages of the customer since the question
    """
    items = {(item.entity_type, item.pattern, item.start, item.end): item for item in _explain(guard, text)}
    when = "the message before" if not turns else f"{turns + 1} messages before"
    for start, end, score, entity_type, name, ask in wanted:
        reason = f"the agent asked for it ({ask.words}), {when}"
        items[entity_type, name, start, end] = _item(guard, (start, end, score, entity_type, name), reason, ask.label)
    said = "the same value was given before in this conversation"
    there = {(item.start, item.end) for item in items.values() if item.verdict == "found"}
    for span in recalled:
        if span[:2] not in there:
            items[span[3], span[4], span[0], span[1]] = _item(guard, span, said, None)
    for item in items.values():
        over = [span for span in final if span[0] < item.end and item.start < span[1]]
        if over and item.verdict.startswith("found") and all(span[4] != item.pattern for span in over):
            item.verdict = f"overlapped by {over[0][3]}"
    return sorted(items.values(), key=lambda item: (item.start, item.end, -item.score))


def _item(guard: Guard, span: Span, reason: str, label: str | None) -> Explanation:
    start, end, score, entity_type, name = span
    policy = _policy_line(guard, entity_type)
    return Explanation(entity_type, name, start, end, False, round(score, 3), reason, label, "found", policy)
