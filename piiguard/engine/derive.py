"""Hyperscan triggers for users' own patterns, derived from the expression itself.

A trigger must hit inside every match, may hit elsewhere too, and should end early: it is the
first few elements of the expression with the last repeat cut to its minimum, look-around
dropped, and every class that holds a non-ASCII character widened to "any such character".
"""

from __future__ import annotations

import re
from re import _constants as _c  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from ..errors import SpecError
from .plan import Compiled

_WIDE = b"(?:[\\xc2-\\xdf][\\x80-\\xbf]|[\\xe0-\\xef][\\x80-\\xbf]{2}|[\\xf0-\\xf4][\\x80-\\xbf]{3})"
_ENOUGH = 8  # characters of the prefix: more would not make the trigger rarer
_CASELESS = 1
_REPEATS = (_c.MAX_REPEAT, _c.MIN_REPEAT, _c.POSSESSIVE_REPEAT)


def derived_expressions(compiled: Compiled) -> list[tuple[bytes, int]]:
    """[(expression over bytes, Hyperscan flags)] for a pattern without an anchor.

    Raises:
        SpecError: flags that change what characters mean (only ``(?i)`` is supported).
    """
    tree = _parser.parse(compiled.pattern.regex)
    flags = tree.state.flags & ~re.UNICODE.value
    if flags & ~re.IGNORECASE.value:
        raise SpecError(f"{compiled.name}: of the inline flags only (?i) may be used")
    writer = _Writer(compiled.name)
    expression = writer.prefix(tree)
    if not expression:
        raise SpecError(f"{compiled.name}: nothing but look-around to look for")
    return [(expression, _CASELESS if flags & re.IGNORECASE.value else 0)]


class _Writer:
    def __init__(self, name: str) -> None:
        self.name = name

    def prefix(self, tree: Any) -> bytes:
        """The first elements, until they are ``_ENOUGH`` characters at least; the last repeat at its minimum."""
        out = []
        least = 0
        for index, (op, argument) in enumerate(tree):
            width = tree[index : index + 1].getwidth()[0]
            last = least + width >= _ENOUGH or index == len(tree) - 1
            if last and width and op in _REPEATS:
                argument = (argument[0], argument[0], argument[2])
            out.append(self.element(op, argument))
            least += width
            if last and least:
                break
        return b"".join(out) if least else b""

    def sequence(self, items: Any) -> bytes:
        return b"".join(self.element(op, argument) for op, argument in items)

    def element(self, op: Any, argument: Any) -> bytes:
        if op in (_c.ASSERT, _c.ASSERT_NOT, _c.AT):
            return b""
        if op is _c.LITERAL:
            return _literal(argument)
        if op is _c.NOT_LITERAL:
            return _class([(_c.NEGATE, None), (_c.LITERAL, argument)])
        if op is _c.ANY:
            return b"(?:[\\x00-\\x7f]|" + _WIDE + b")"
        if op is _c.IN:
            return _class(argument)
        if op is _c.BRANCH:
            return b"(?:" + b"|".join(self.sequence(branch) for branch in argument[1]) + b")"
        if op is _c.SUBPATTERN and (argument[1] or argument[2]):
            raise SpecError(f"{self.name}: flags for a part of the expression cannot be looked for; write the cases out")
        if op is _c.SUBPATTERN:
            return b"(?:" + self.sequence(argument[3]) + b")"
        if op in _REPEATS:
            low, high, inner = argument
            return b"(?:" + self.sequence(inner) + b"){%d,%d}" % (low, int(high))
        if op is _c.ATOMIC_GROUP:
            return b"(?:" + self.sequence(argument) + b")"
        raise SpecError(f"{self.name}: back-references and conditionals cannot be looked for; write the expression out")


def _literal(code: int) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in chr(code).encode("utf-8", "surrogatepass"))


def _class(items: list[tuple[Any, Any]]) -> bytes:
    """A character class over bytes; wide characters stand for each other."""
    negated = bool(items) and items[0][0] is _c.NEGATE
    ascii_codes: set[int] = set()
    wide = negated
    for op, argument in items[1:] if negated else items:
        low, high = (argument, argument) if op is _c.LITERAL else argument
        ascii_codes.update(range(int(low), min(int(high), 127) + 1))
        wide = wide or int(high) > 127
    codes = sorted(set(range(128)) - ascii_codes if negated else ascii_codes)
    narrow = b"[" + b"".join(b"\\x%02x" % code for code in codes) + b"]" if codes else b""
    return b"(?:" + b"|".join(part for part in (narrow, _WIDE if wide else b"") if part) + b")"
