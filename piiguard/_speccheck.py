"""What makes a Recognizer refused: kept apart from spec.py because it parses expressions,
which the built-in recognizers need not pay for at every start (the test suite runs it on them).
"""

from __future__ import annotations

import re

# The parse tree has no public module; tests cover it on every supported Python.
from re import _constants as _c  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]

from .spec import DIGITS, GROUPED, LABEL, MAX_WIDTH, TOKEN, Pattern, Recognizer, Trigger

_CATEGORY_NAMES = "\\b \\B \\w \\W \\d \\D \\s \\S"


def check_recognizer(recognizer: Recognizer) -> str | None:
    """The first reason to refuse ``recognizer``, or None."""
    name = recognizer.entity_type
    if not re.fullmatch(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*", name):
        return f"entity type {name!r} is not upper-case words joined by '_'"
    if not recognizer.patterns:
        return f"{name}: a recognizer needs at least one pattern"
    if recognizer.level not in ("C1", "C2", "C3"):
        return f"{name}: level is C1, C2 or C3"
    seen = set()
    for pattern in recognizer.patterns:
        if pattern.name in seen:
            return f"{name}: two patterns are called {pattern.name!r}"
        seen.add(pattern.name)
        problem = _check_pattern(pattern, recognizer)
        if problem:
            return f"{name}.{pattern.name}: {problem}"
    for word in recognizer.labels + recognizer.vetoes:
        if not word.strip() or "\n" in word:
            return f"{name}: an empty label or veto word, or one with a line break"
        if word.isascii() and word != word.lower():
            return f"{name}: write the ASCII label word {word!r} in lower case; it matches in any case"
    return None


def _check_pattern(pattern: Pattern, recognizer: Recognizer) -> str | None:
    if pattern.anchor not in (DIGITS, TOKEN, GROUPED, LABEL, None) and not isinstance(pattern.anchor, Trigger):
        return "unknown anchor"
    if isinstance(pattern.anchor, Trigger):
        try:
            _parser.parse(pattern.anchor.expression)
        except (re.error, RecursionError, OverflowError):
            return "trigger: not a valid expression"
    if isinstance(pattern.anchor, Trigger) and pattern.anchor.ended and pattern.anchor.then:
        return "trigger: ended or then, not both"
    if pattern.anchor == LABEL and not recognizer.labels:
        return "a LABEL pattern needs label words"
    if pattern.anchor == DIGITS and not pattern.lengths:
        return "a DIGITS pattern names the run lengths it starts in"
    if pattern.check is not None and pattern.parse is not None:
        return "a check or a parse, not both"
    if pattern.opens is not None and (pattern.anchor != LABEL or pattern.digital):
        return "opens is for LABEL patterns that are not digital"
    if not all(1 <= length <= 40 for length in pattern.lengths):
        return "run lengths lie between 1 and 40"
    if pattern.anchor is None:
        problem = _check_derivable(pattern.regex)
        if problem:
            return f"regex: {problem}"
    if not all(0.0 <= part <= 1.0 for part in pattern.score):
        return "scores lie between 0 and 1"
    for what, source in (("regex", pattern.regex), ("prefix", pattern.prefix)):
        if source is not None and (what == "regex" or source):
            problem = check_expression(source, allow_empty=what != "regex")
            if problem:
                return f"{what}: {problem}"
    return None


def _check_derivable(source: str) -> str | None:
    """Why no trigger can be derived for an expression (see engine/derive.py), or None."""
    try:
        tree = _parser.parse(source)
    except (re.error, RecursionError, OverflowError):
        return None  # said better by check_expression
    if tree.state.flags & ~re.UNICODE.value & ~re.IGNORECASE.value:
        return "of the inline flags only (?i) may be used"
    stack: list[object] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, (_parser.SubPattern, list, tuple)):
            items = list(node)
            if items and (items[0] is _c.GROUPREF or items[0] is _c.GROUPREF_EXISTS):
                return "back-references and conditionals cannot be looked for; write the expression out"
            if len(items) == 2 and items[0] is _c.SUBPATTERN and (items[1][1] or items[1][2]):
                return "flags for a part of the expression cannot be looked for; write the cases out"
            stack.extend(items)
    return None


def check_expression(source: str, *, allow_empty: bool = False) -> str | None:
    """Why an expression is refused (categories, unbounded or overlong matches, empty matches), or None."""
    try:
        tree = _parser.parse(source)
    except re.error as error:
        return f"not a valid expression: {error.msg} at position {error.pos}"
    except (RecursionError, OverflowError):
        return "not a valid expression: nested too deeply"
    if _has_category(tree):
        return f"one of {_CATEGORY_NAMES} is used; hanzi are word characters to them: write the class out"
    if _has_newline(source):
        return "a line break: no finding reaches over a line end"
    low, high = tree.getwidth()
    if high > MAX_WIDTH:
        return f"may match more than {MAX_WIDTH} characters; bound every repeat"
    if low == 0 and not allow_empty:
        return "may match the empty string"
    return None


def _has_newline(source: str) -> bool:
    return "\n" in source or "\\n" in source or "\\r" in source


def _has_category(tree: object) -> bool:
    """Walk the parse tree for categories and word boundaries, inside classes and look-arounds too."""
    stack: list[object] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, (_parser.SubPattern, list, tuple)):
            items = list(node)
            if items and items[0] is _c.AT and items[1] in (_c.AT_BOUNDARY, _c.AT_NON_BOUNDARY):
                return True
            if items and items[0] is _c.CATEGORY:
                return True
            stack.extend(items)
    return False


def widest(recognizer: Recognizer) -> int:
    """The longest value in characters any pattern of ``recognizer`` may match."""
    return max(int(_parser.parse(pattern.regex).getwidth()[1]) for pattern in recognizer.patterns)
