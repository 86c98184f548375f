"""The expressions of the two databases. Loaded only to compile them: a cached start never comes here."""

from __future__ import annotations

from ..spec import Trigger
from ..text import fold_expressions
from .anchors import SHORTEST_TOKEN
from .hyper import _DIGITS_X, _FIRST_OWN, _FOLD, _GROUPED, _RUN
from .plan import Plan, opening
from .words import Word, word_expression

Expressions = list[tuple[bytes, int, int]]

_CASELESS = 1
_TOGETHER = 30
_END = b"[^0-9A-Za-z]"
_GAP_LATIN = b"certi?[ _-]?no|id[ _-]?no|no|num|number|value|code|is|of"
_TAILS = (" no", " num", " number", " value", " code", " is", " of")  # what _GAP_LATIN passes over
_MARKS = b"[ -/:-@\\[-`{-~\\t]"


def databases(plan: Plan) -> tuple[Expressions, Expressions]:
    """(values, words): each a list of (expression over bytes, id, Hyperscan flags)."""
    values = [*_runs(plan), *_grouped(plan), *((e, _FOLD, 0) for e in fold_expressions()), *_own(plan), *_labels(plan)]
    words = [(bytes_of(word_expression(word)), index, _CASELESS if word.ascii else 0) for index, word in enumerate(plan.words)]
    return values, words


def bytes_of(expression: str) -> bytes:
    """An expression over characters as one over UTF-8 bytes; non-ASCII characters outside classes only."""
    return b"".join(char.encode() if char.isascii() else b"".join(b"\\x%02x" % b for b in char.encode()) for char in expression)


def _runs(plan: Plan) -> Expressions:
    """Runs of ``A-Z0-9`` no letter or digit follows, reported once, at their end.

    One expression for the DIGITS and TOKEN patterns, and no exact lengths: counting them costs
    the scan half its speed, while Python sees the length of a run at once.
    """
    lengths = [length for length, patterns in enumerate(plan.by_run) if patterns]
    if plan.tokens:
        lengths.append(SHORTEST_TOKEN)
    if not lengths:
        return []
    found: Expressions = [(b"[0-9A-Z]{%d}" % min(lengths) + _END, _RUN, 0)]
    if 17 in lengths:
        marks = b"(?:x|" + b"|".join(bytes_of(char) for char in "×ХхΧχ") + b")"
        found.append((b"[0-9]{17}" + marks, _DIGITS_X, 0))
        found.append((b"[0-9]{17}X[^0-9A-Z]", _RUN, 0))
    return found


def _grouped(plan: Plan) -> Expressions:
    """Digits in groups: whatever the GROUPED patterns take holds one of these."""
    if not plan.grouped:
        return []
    wide = b"\\xe2\\x80[\\x90-\\x95\\xa2\\xa7]|\\xc2[\\xa0\\xb7]|\\xe3\\x80\\x80|\\xe3\\x83\\xbb|\\xef\\xbc[\\x89\\x8d]"
    sep = b"(?:[ ._/)-]|" + wide + b"){1,4}"
    return [(b"[0-9]{3}" + sep + b"[0-9]{3}", _GROUPED, 0), (b"(?:[0-9]{1,2}" + sep + b"){4}[0-9]", _GROUPED, 0)]


def _own(plan: Plan) -> Expressions:
    """Triggers of single patterns; users' patterns get one derived from their expression."""
    found: Expressions = []
    for offset in plan.sharing:
        compiled = plan.own[offset]
        anchor = compiled.anchor
        if isinstance(anchor, Trigger):
            end = _END if anchor.ended else b""
            for literal in anchor.starts:
                expression = bytes_of(literal) + b"(?:" + bytes_of(anchor.expression) + b")" + end
                found.append((expression, _FIRST_OWN + offset, 0))
        else:
            from .derive import derived_expressions

            found.extend((expression, _FIRST_OWN + offset, flags) for expression, flags in derived_expressions(compiled))
    return found


def _labels(plan: Plan) -> Expressions:
    """ "A label word and then, after nothing but connecting words, a digit": says that the LABEL patterns are worth trying.

    The id tells whose label it is, not which word: words with the same owners share one tail in the
    database, which is four times smaller so.
    """
    first_label = _FIRST_OWN + len(plan.own)
    digital: list[tuple[int, Word]] = []
    found: Expressions = []
    spared = _spared(plan)
    for word, behind in zip(plan.words, plan.behind, strict=True):
        if not behind or word.text in spared:
            continue
        ident = first_label + plan.groups[word.owners]
        opens = opening(behind)
        if opens == "digit":
            digital.append((ident, word))
        elif opens and word.ascii:
            # A value ends the hit with its first byte, which only marks and gap words in ASCII have gone before: an
            # offset inside a character could not be converted.
            tail = _MARKS + b"{0,30}(?:(?i:" + _GAP_LATIN + b")" + _MARKS + b"*)*(?:[\\xc2-\\xf4]|" + opens.encode() + b")"
            found.append((b"(?i:" + bytes_of(word_expression(word)) + b")" + tail, ident + len(plan.owner_sets), 0))
        else:
            found.append((bytes_of(word_expression(word)), ident, _CASELESS if word.ascii else 0))
    if digital:
        gap = b"[^0-9A-Za-z\\n]{0,30}(?:(?:" + _GAP_LATIN + b")[^0-9A-Za-z\\n]+)*"
        mark = b"(?:[ /_.-]|\\xc2\\xb7|\\xe2\\x80[\\x90-\\x95\\xa2\\xa7]|\\xe3\\x83\\xbb|\\xef\\xbc[\\x8d\\x8e])"
        value = b"(?:[A-Za-z]{1,6}" + mark + b")?[A-Za-z]*[0-9]"
        # Some words of the same owners at a time: one by one they take five times as long to compile, all at once is too large.
        groups: dict[int, list[bytes]] = {}
        for ident, word in digital:
            groups.setdefault(ident, []).append(bytes_of(word_expression(word)))
        for ident, words in groups.items():
            for at in range(0, len(words), _TOGETHER):
                some = b"|".join(words[at : at + _TOGETHER])
                found.append((b"(?:" + some + b")" + gap + value, ident, _CASELESS))
    return found


def _spared(plan: Plan) -> set[str]:
    """Label words another word of the same owners hits for: 账号 for 收款账号, "policy" for "policy no".

    A fifth of the words. They are left out here only: which word it is decides the second database.
    """
    owners = {word.text: word.owners for word, behind in zip(plan.words, plan.behind, strict=True) if behind}
    spared = set()
    for text, own in owners.items():
        shorter = [text[at:] for at in range(1, len(text)) if text[at] != " "]
        if text.isascii():
            shorter += [text[: -len(tail)] for tail in _TAILS if text.endswith(tail)]
        if any(owners.get(other) == own and other.isascii() == text.isascii() for other in shorter):
            spared.add(text)
    return spared
