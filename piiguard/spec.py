"""What a recognizer is: frozen values, no inheritance.

A :class:`Recognizer` names an entity type, the :class:`Pattern`\\ s that find it, the label
words that raise its score and the words that lower it. A pattern is a Python ``re`` over
characters plus an *anchor*: the cheap thing the scanner looks for before the expression runs.

Anchors
    DIGITS    the maximal run of ASCII digits, 11 or longer; the expression is tried at its start
    TOKEN     the maximal run of ``A-Z0-9``, 15 or longer, with a letter in it; tried at its start
    GROUPED   digits in groups with separators ("6222 0200 …"); tried inside such a region
    LABEL     a label word of the recognizer; tried right behind it and the gap (": ", "是", …)
    Trigger   a Hyperscan expression of its own; tried in the window around each of its hits
    MODEL     nothing the scanner looks for: the name model (Guard(ner=…)) says where; users' patterns have no such anchor
    None      derived: the expression itself is given to Hyperscan (patterns of users)

Scores are written as :func:`score` triples: what the value is worth alone, behind a label
word of its recognizer, and behind a word that says it is something else.
"""

from __future__ import annotations

from .errors import SpecError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

Score = tuple[float, float, float]
Parsed = tuple[int, int, Score]
"""Start and end of a value (characters of the line, half open) and what it is worth."""

DIGITS = "digits"
TOKEN = "token"
GROUPED = "grouped"
LABEL = "label"
MODEL = "model"

MAX_WIDTH = 2048
"""Longest value in characters any pattern may match; streams hold back no more than this."""

#: A separator inside a number: one mark with optional spaces, or one to two spaces.
SEP = "(?: ?[-_./‐‑‒–—―－·•・] ?|[ \u00a0\u3000]{1,2})"
SEP_CHARS = "-_./‐‑‒–—―－·•・ \u00a0\u3000"
#: Boundaries that hold beside hanzi, where the usual word boundary does not.
LEFT = "(?<![0-9A-Za-z])"
RIGHT = "(?![0-9A-Za-z])"


def score(alone: float, labelled: float, vetoed: float = 0.0) -> Score:
    """A value's worth alone, behind its label, and behind a word that denies it; each 0..1."""
    return (alone, labelled, vetoed)


class _Frozen:
    __slots__: tuple[str, ...] = ()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({getattr(self, 'name', None) or getattr(self, 'expression', '')!r})"


class Trigger(_Frozen):
    """A Hyperscan expression over UTF-8 bytes that hits inside every match of its pattern.

    expression  in the part of the syntax that ``re`` and Hyperscan share; no look-around
    back        how many characters before the end of the hit a match may begin
    ahead       how many characters behind the end of the hit a match may end; the fewer, the less of a long line is searched
    ended       the hit counts only where no ASCII letter or digit follows
    then        characters one of which follows the hit directly; any, if none are given
    follow      expression over characters that matches right behind the hit wherever one of the patterns with this trigger
                does: tried once for all of them; ``back`` and ``ahead`` count from the same place
    local       how many characters before and behind the hit's end the pattern and its parse see at most, so that it
                can be tried in the bytes there before the line is looked at; None: they see more than a few
    starts      literals one of which stands before the expression: given to Hyperscan one by one,
                they are found as literals, at a third of the cost of an alternation
    """

    __slots__ = ("ahead", "back", "ended", "expression", "follow", "local", "starts", "then")
    expression: str
    back: int
    ahead: int
    ended: bool
    follow: str
    then: str
    local: tuple[int, int] | None
    starts: tuple[str, ...]

    def __init__(
        self,
        expression: str,
        back: int,
        *,
        ahead: int = MAX_WIDTH,
        ended: bool = False,
        then: str = "",
        follow: str = "",
        local: tuple[int, int] | None = None,
        starts: tuple[str, ...] = ("",),
    ) -> None:
        object.__setattr__(self, "then", then)
        object.__setattr__(self, "follow", follow)
        object.__setattr__(self, "local", local)
        object.__setattr__(self, "starts", starts)
        object.__setattr__(self, "ahead", ahead)
        object.__setattr__(self, "expression", expression)
        object.__setattr__(self, "back", back)
        object.__setattr__(self, "ended", ended)


class Pattern(_Frozen):
    """One shape of a value.

    name     unique within its recognizer ("18", "grouped")
    regex    Python expression over characters; the finding is group ``value`` if there is one.
             ``\\b``, ``\\w``, ``\\d``, ``\\s`` (which treat hanzi as letters or match foreign digits), empty matches
             and unbounded repeats are refused
    score    see :func:`score`; used when ``check`` is absent or returns True
    anchor   see the module's text
    lengths  for DIGITS: the run lengths (in digits) the expression can start in
    heads    for DIGITS: the digits such a run begins with; lets the scanner pass over other runs
    after    for DIGITS: characters one of which stands directly before the run; anything, if none are given
    check    gets the value (GROUPED and LABEL: without separators); returns False/None (not one), True or a Score
    parse    instead of a check, for values whose extent only a grammar can tell (names, addresses): gets the line
             and the span that matched, returns the value's span and Score, or None. It sees no more than 120
             characters to the left of the match and 8 to the right of the span it returns
    prefix   expression for what may stand before the value and belongs to the span ("+86 ")
    glued    the value may touch ASCII letters or digits (patterns that bound themselves)
    numeric  amounts, decimals and percentages are ruled out
    digital  for LABEL: no more than 29 letters stand before the value's first digit, so the scanner
             may pass over labels without one
    opens    for LABEL without ``digital``: a byte class (``"[\\xc2-\\xf4A-Z]"``) that every value begins with; lets the
             scanner pass over ASCII labels with nothing like a value behind them
    chain    for LABEL: further values may follow in a list ("A、B、C")
    """

    __slots__ = (
        "after", "anchor", "chain", "check", "digital", "glued", "heads", "lengths", "name", "numeric", "opens", "parse",
        "prefix", "regex", "score",
    )  # fmt: skip
    name: str
    regex: str
    score: Score
    anchor: str | Trigger | None
    lengths: tuple[int, ...]
    after: str
    check: Callable[[str], Score | bool | None] | None
    parse: Callable[[str, int, int], Parsed | None] | None
    prefix: str | None
    glued: bool
    heads: str
    numeric: bool
    digital: bool
    opens: str | None
    chain: bool

    def __init__(
        self,
        name: str,
        regex: str,
        score: Score,
        *,
        anchor: str | Trigger | None = None,
        lengths: tuple[int, ...] = (),
        heads: str = "0123456789",
        after: str = "",
        check: Callable[[str], Score | bool | None] | None = None,
        parse: Callable[[str, int, int], Parsed | None] | None = None,
        prefix: str | None = None,
        glued: bool = False,
        numeric: bool = False,
        digital: bool = False,
        opens: str | None = None,
        chain: bool = False,
    ) -> None:
        for key, value in (
            ("name", name), ("regex", regex), ("score", score), ("anchor", anchor), ("lengths", lengths), ("heads", heads),
            ("check", check), ("prefix", prefix), ("glued", glued), ("numeric", numeric), ("digital", digital), ("chain", chain),
            ("parse", parse), ("opens", opens), ("after", after),
        ):  # fmt: skip
            object.__setattr__(self, key, value)


class Recognizer(_Frozen):
    """Everything known about one entity type (or one way to find it).

    entity_type  upper-case name ("CN_MOBILE"); users' own types follow the same form
    patterns     one or more :class:`Pattern`
    labels       words that announce the value; lower-case ASCII words match in any case and with
                 "_", "-" or nothing for a space ("policy no" also matches policyNo, POLICY_NO)
    vetoes       words that say a value behind them is something else
    again        found values are looked for again without evidence, further on in the same text and anywhere in
                 the same record; ``again(text, start, end)`` says whether an occurrence counts
    above        looks over a line end, which nothing else does: ``above(line, start, end, before)`` says whether the lines
                 before (the last 200 characters at most, ended by a line feed) make the finding in ``line`` something else
    level        C1, C2 or C3 (JR/T 0171-2020 categories; see docs/decisions.md)

    >>> Recognizer("STAFF_NO", [Pattern("code", "E[0-9]{6}", score(0.6, 0.9))], labels=["工号"])
    Recognizer('STAFF_NO')
    """

    __slots__ = (
        "above", "again", "entity_type", "example", "labels", "level", "patterns", "standard", "title_en", "title_zh", "vetoes",
    )  # fmt: skip
    entity_type: str
    patterns: tuple[Pattern, ...]
    labels: tuple[str, ...]
    vetoes: tuple[str, ...]
    level: str
    title_en: str
    title_zh: str
    standard: str
    example: str
    again: Callable[[str, int, int], bool] | None
    above: Callable[[str, int, int, str], bool] | None

    def __init__(
        self,
        entity_type: str,
        patterns: tuple[Pattern, ...] | list[Pattern],
        *,
        labels: tuple[str, ...] | list[str] = (),
        vetoes: tuple[str, ...] | list[str] = (),
        level: str = "C2",
        title_en: str = "",
        title_zh: str = "",
        standard: str = "",
        example: str = "",
        again: Callable[[str, int, int], bool] | None = None,
        above: Callable[[str, int, int, str], bool] | None = None,
        checked: bool = True,
    ) -> None:
        for key, value in (
            ("entity_type", entity_type), ("patterns", tuple(patterns)), ("labels", tuple(labels)),
            ("vetoes", tuple(vetoes)), ("level", level), ("title_en", title_en), ("title_zh", title_zh),
            ("standard", standard), ("example", example), ("again", again), ("above", above),
        ):  # fmt: skip
            object.__setattr__(self, key, value)
        if checked:
            validate(self)

    def __repr__(self) -> str:
        return f"Recognizer({self.entity_type!r})"


def builtin(entity_type: str, patterns: list[Pattern], **facts: object) -> Recognizer:
    """A Recognizer whose rules the test suite validates instead of every start of the program."""
    return Recognizer(entity_type, patterns, checked=False, **facts)  # type: ignore[arg-type]


def validate(recognizer: Recognizer) -> None:
    """Refuse a recognizer that could miss, hang or match nothing.

    Raises:
        SpecError: naming the recognizer, the pattern and what is wrong with it.
    """
    from ._speccheck import check_recognizer

    problem = check_recognizer(recognizer)
    if problem:
        raise SpecError(problem)
