"""What the lines above a finding say of it: the one look over a line end.

"平安财险 南京营业部⏎客服电话 95511⏎地址 …" is a branch's address, and its line alone cannot say so. A recognizer
with ``above`` gets the lines before; a finding it gives up is dropped, nothing is found for it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .resolve import Resolved

REACH = 200
"""Characters before a line that are shown."""


def kept(line: str, found: list[Resolved], before: Callable[[], str]) -> list[Resolved]:
    """``found`` in ``line`` without what the lines above give to somebody else.

    before  gives those lines; asked only where a recognizer wants them
    """
    lines: str | None = None
    for item in found:
        if item[3].above is not None:
            lines = before() if lines is None else lines
            if lines and item[3].above(line, item[0], item[1], lines):
                return [other for other in found if other[3].above is None or not other[3].above(line, other[0], other[1], lines)]
    return found


def shown(above: str, text: str, at: int) -> str:
    """What is shown for the line at ``text[at:]``; ``above`` stands before the text."""
    part = text[at - REACH if at > REACH else 0 : at]
    return (above + part)[-REACH:] if above and len(part) < REACH else part
