r"""Texts that are JSON themselves: the arguments of a tool call, and answers of tools that came as a JSON text.

Many stacks write them with escapes, ``"\u738b\u5c0f\u660e"``, where no name could be found and no placeholder be read. They
are taken out before a text is treated, and what is put back is written so that the JSON stays what it was: a value with a
quote in it ends no string.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from ..session.placeholders import CANDIDATE
from ..session.restorer import Restorer

if TYPE_CHECKING:
    from ..session import Session

_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|.)", re.DOTALL
)
#: An escape, or the first half of a pair, that the end of a piece cuts off.
_CUT = re.compile(r"\\(?:u(?:[0-9a-fA-F]{0,3}|[dD][89abAB][0-9a-fA-F]{2}(?:\\(?:u[0-9a-fA-F]{0,3})?)?))?\Z")
_STEP = re.compile(r"[^\\]+|\\u[0-9a-fA-F]{4}|\\[^u]|\\u", re.DOTALL)


def unescaped(text: str) -> str:
    r"""A JSON text without the escapes it does not need: ``\u738b`` becomes 王, ``\"`` and ``\n`` stay."""
    return _ESCAPE.sub(_char, text) if "\\u" in text else text


def readable(text: str) -> str:
    """``text``; where it is JSON with escapes, as :func:`unescaped` gives it."""
    if "\\u" not in text:
        return text
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return text
    return unescaped(text)


class Arguments:
    """A session for texts that are JSON: ``restore`` reads placeholders behind escapes, and writes values as JSON strings do."""

    __slots__ = ("_session",)

    def __init__(self, session: Any) -> None:
        self._session: Session = session

    def __repr__(self) -> str:
        return f"Arguments({self._session!r})"

    def restore(self, text: str, strict: bool = False) -> str:
        """The JSON text with the session's values in it.

        Raises:
            RestoreError: as :meth:`piiguard.session.Session.restore` does.
        """

        def value(match: re.Match[str]) -> str:
            back = self._session.restore(match.group(), strict)
            return back if back == match.group() else json.dumps(back, ensure_ascii=False)[1:-1]

        return CANDIDATE.sub(value, unescaped(text))

    def restorer(self, strict: bool = False) -> ArgumentsRestorer:
        """:meth:`restore` for a JSON text that arrives in pieces."""
        return ArgumentsRestorer(self, strict)


class ArgumentsRestorer:
    """``feed(chunk) -> str``, ``flush() -> str``; holds back what could be a placeholder, up to a quote, and a cut escape."""

    __slots__ = ("_cut", "_restorer")

    def __init__(self, arguments: Arguments, strict: bool) -> None:
        self._restorer = Restorer(arguments, strict)  # type: ignore[arg-type]  # it asks for nothing but restore()
        self._cut = ""

    def __repr__(self) -> str:
        return f"ArgumentsRestorer(cut={len(self._cut)}, restorer={self._restorer!r})"

    def feed(self, chunk: str) -> str:
        """Take in the next piece; give out what is decided.

        Raises:
            RestoreError: as :meth:`Arguments.restore` does.
        """
        text = self._cut + chunk
        whole = _whole(text) if "\\" in text else len(text)
        self._cut = text[whole:]
        *ended, last = unescaped(text[:whole]).split('"')
        # No placeholder goes on behind a quote, so a JSON text that is complete has been given out in full.
        return "".join(f'{self._restorer.feed(part)}{self._restorer.flush()}"' for part in ended) + self._restorer.feed(last)

    def flush(self) -> str:
        """The text is complete: give out the rest."""
        rest, self._cut = self._cut, ""
        return self._restorer.flush() + rest


def _char(match: re.Match[str]) -> str:
    high, low, unit = match.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)
    code = int(unit, 16) if unit else 0
    return chr(code) if code >= 0xA0 and not 0xD800 <= code < 0xE000 else match.group()


def _whole(text: str) -> int:
    """Characters of ``text`` before an escape that is cut off at its end."""
    at = 0
    while at < len(text):
        if text[at] == "\\" and _CUT.match(text, at):
            return at
        step = _STEP.match(text, at)
        at = step.end() if step else at + 1
    return at
