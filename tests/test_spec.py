"""What a recognizer may be: refusals, and what the built-in patterns promise about themselves."""

from __future__ import annotations

import re
from re import _constants, _parser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiguard import Guard, Pattern, Recognizer, SpecError, score
from piiguard._speccheck import check_expression, widest
from piiguard.engine.triggers import bytes_of
from piiguard.recognizers import BUILTIN
from piiguard.spec import DIGITS, GROUPED, LABEL, MAX_WIDTH, SEP, SEP_CHARS, TOKEN, Trigger, validate

SCORE = score(0.6, 0.9)
PATTERNS = [(recognizer, pattern) for recognizer in BUILTIN for pattern in recognizer.patterns]
IDS = [f"{recognizer.entity_type}.{pattern.name}" for recognizer, pattern in PATTERNS]


def refused(*patterns: Pattern, entity_type: str = "OWN_NO", **facts: Any) -> str:
    with pytest.raises(SpecError) as caught:
        Recognizer(entity_type, list(patterns), **facts)
    return str(caught.value)


# -- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "expression",
    [
        "\\d{6}",
        "\\w{6}",
        "[\\d]{6}",
        "[A\\w]{6}",
        "[^\\d]{2}",
        "\\bA1",
        "A1\\b",
        "A\\B1",
        "A\\s1",
        "A\\S1",
        "\\D1",
        "\\W1",
        "(?:A|\\d)1",
        "(?=\\d)A",
        "A(?!\\w)",
        "(?<=\\s)A",
        "(?<!\\w)A",
        "(?P<value>\\d{3})",
        "A(?>\\d)",
        "(\\d)?A",
    ],
)
def test_categories_are_refused(expression: str) -> None:
    assert "write the class out" in refused(Pattern("p", expression, SCORE))


@pytest.mark.parametrize("expression", ["", "A?", "A{0,3}", "(?:A|)", "(?=A)", "^", "$", "(?<!A)", "A{0}", "()"])
def test_what_may_match_nothing_is_refused(expression: str) -> None:
    assert "empty" in refused(Pattern("p", expression, SCORE))


@pytest.mark.parametrize(
    "expression",
    [
        "A+",
        "A*B",
        "A{3,}",
        ".+?A",
        "(?:AB)*A",
        "A++",
        f"A{{1,{MAX_WIDTH + 1}}}",
        f"(?:AB){{1,{MAX_WIDTH // 2 + 1}}}",
        "(?:A{1,60}){1,60}",
    ],
)
def test_what_may_grow_too_long_is_refused(expression: str) -> None:
    assert "bound every repeat" in refused(Pattern("p", expression, SCORE))


@pytest.mark.parametrize("expression", ["A\nB", "A\\nB", "A\\rB", "[A\\n]", "[A\n]B"])
def test_line_breaks_are_refused(expression: str) -> None:
    assert "line break" in refused(Pattern("p", expression, SCORE))


@pytest.mark.parametrize(
    "expression",
    [
        "(",
        "[",
        "A{2,1}",
        "*A",
        "(?P<value>A",
        "(?P=x)A",
        "\\",
        "A(?i)B",
        "(?P<1>A)",
        "(" * 3000 + "A" + ")" * 3000,
        "A{99999999999}",
    ],
)
def test_what_is_no_expression_is_refused(expression: str) -> None:
    assert "OWN_NO.p" in refused(Pattern("p", expression, SCORE))


@pytest.mark.parametrize(
    "expression", ["(?m)^A", "(?s)A.", "(?x)A B", "(?a)AB", "(?-i:A)B(?s:.)", "(A)\\1", "(?P<a>A)(?P=a)", "(A)?(?(1)B|C)"]
)
def test_what_cannot_be_looked_for_is_refused_by_recognizer_or_guard(expression: str) -> None:
    """Never accepted and then missed: both engines refuse it, or both find the same with it."""
    results = [outcome(expression, engine) for engine in ("hyperscan", "re")]
    assert results[0] == results[1]


def outcome(expression: str, engine: str) -> object:
    """The findings of a guard with this expression, or the refusal."""
    try:
        guard = Guard(recognizers=[Recognizer("OWN_NO", [Pattern("p", expression, SCORE)])], engine=engine)
    except SpecError as error:
        return str(error)
    return guard.find("A B AB AA AC A\nA")


@pytest.mark.parametrize("name", ["", "own", "Own_No", "OWN-NO", "OWN NO", "1OWN", "_OWN", "OWN_", "OWN__NO", "证件"])
def test_entity_types_are_upper_case_words(name: str) -> None:
    assert "upper-case" in refused(Pattern("p", "A1", SCORE), entity_type=name)


def test_other_refusals() -> None:
    good = Pattern("p", "A1", SCORE)
    assert "at least one pattern" in refused()
    assert "two patterns" in refused(good, Pattern("p", "B1", SCORE))
    assert "C1, C2 or C3" in refused(good, level="C4")
    assert "unknown anchor" in refused(Pattern("p", "A1", SCORE, anchor="digit"))
    assert "needs label words" in refused(Pattern("p", "A1", SCORE, anchor=LABEL))
    assert "run lengths" in refused(Pattern("p", "[0-9]{6}", SCORE, anchor=DIGITS))
    for lengths in ((0,), (-1, 6), (41,), (6, 1000)):
        assert "lengths" in refused(Pattern("p", "[0-9]{6}", SCORE, anchor=DIGITS, lengths=lengths))
    assert "not a valid expression" in refused(Pattern("p", "A1", SCORE, anchor=Trigger("(", 2)))
    for bad in (score(1.1, 0.5), score(0.5, -0.1), score(0.5, 0.5, float("nan"))):
        assert "between 0 and 1" in refused(Pattern("p", "A1", bad))
    for word in ("", " ", "a\nb"):
        assert "empty label" in refused(good, labels=[word])
        assert "empty label" in refused(good, vetoes=[word])
    assert "lower case" in refused(good, labels=["Staff No"])
    assert "prefix" in refused(Pattern("p", "A1", SCORE, prefix="\\d"))
    assert "prefix" in refused(Pattern("p", "A1", SCORE, prefix="A+"))


def test_messages_name_the_recognizer_and_the_pattern() -> None:
    assert refused(Pattern("old", "\\d", SCORE), entity_type="STAFF_NO").startswith("STAFF_NO.old: regex: ")


@pytest.mark.parametrize("low", range(1, 60))
def test_every_bounded_repeat_is_accepted(low: int) -> None:
    """The numbers of a repeat are not mistaken for anything else in a parse tree."""
    for expression in (f"[0-9]{{{low},{low + 3}}}", f"A[0-9]{{{low}}}", f"(?:AB){{{low},{low + 1}}}?", f"号{{{low}}}"):
        own = Recognizer("OWN_NO", [Pattern("p", expression, SCORE)])
        labelled = Recognizer("OWN_NO", [Pattern("p", expression, SCORE, anchor=LABEL)], labels=["工号"])
        assert own.patterns[0].regex == labelled.patterns[0].regex == expression


@pytest.mark.filterwarnings("ignore:Possible nested set")
@given(st.text(st.sampled_from("A0号[](){}?*+|^$.\\dwbs-,<>=!:P1i\n"), max_size=14))
def test_any_text_is_an_expression_or_refused(expression: str) -> None:
    """No RecursionError, OverflowError or IndexError comes out; what passes compiles and matches something."""
    if check_expression(expression) is None:
        low, high = _parser.parse(expression).getwidth()
        assert 1 <= low <= high <= MAX_WIDTH
        re.compile(expression)


# -- frozen values --------------------------------------------------------------------------------


def test_recognizers_and_patterns_are_frozen() -> None:
    pattern = Pattern("p", "A1", SCORE)
    recognizer = Recognizer("OWN_NO", [pattern], labels=["工号"])
    for item, name in ((pattern, "regex"), (recognizer, "labels"), (Trigger("A", 1), "back"), (pattern, "new")):
        with pytest.raises(AttributeError):
            setattr(item, name, "x")
    assert recognizer.labels == ("工号",)
    assert recognizer.patterns == (pattern,)
    assert repr(recognizer) == "Recognizer('OWN_NO')"
    assert repr(pattern) == "Pattern('p')"


# -- the built-in recognizers ---------------------------------------------------------------------


@pytest.mark.parametrize("recognizer", BUILTIN, ids=lambda item: item.entity_type)
def test_a_built_in_recognizer_passes_what_a_users_must_pass(recognizer: Recognizer) -> None:
    validate(recognizer)
    assert widest(recognizer) <= MAX_WIDTH


@pytest.mark.parametrize(("recognizer", "pattern"), PATTERNS, ids=IDS)
def test_scores_of_a_built_in_pattern_make_sense(recognizer: Recognizer, pattern: Pattern) -> None:
    alone, labelled, vetoed = pattern.score
    assert vetoed <= alone <= labelled


def anchored(anchor: object) -> pytest.MarkDecorator:
    """The built-in patterns with this anchor (a name, or Trigger for all that have their own)."""
    chosen = [
        pytest.param(recognizer, pattern, id=name)
        for name, (recognizer, pattern) in zip(IDS, PATTERNS, strict=True)
        if pattern.anchor == anchor or (anchor is Trigger and isinstance(pattern.anchor, Trigger))
    ]
    return pytest.mark.parametrize(("recognizer", "pattern"), chosen)


def samples(pattern: Pattern, count: int = 120) -> list[str]:
    """What the pattern matches, by Hypothesis; look-around is taken out, then asked again."""
    expression = re.compile(pattern.regex)
    found: list[str] = []

    @settings(max_examples=count, database=None)
    @given(st.from_regex(without_look_around(pattern.regex), fullmatch=True))
    def collect(text: str) -> None:
        match = expression.match(text)
        if match:
            found.append(match.group())

    collect()
    return found


def without_look_around(regex: str) -> str:
    """The expression with every ``(?=…)``, ``(?!…)``, ``(?<=…)``, ``(?<!…)`` taken out."""
    out, at = [], 0
    while at < len(regex):
        if regex.startswith(("(?=", "(?!", "(?<=", "(?<!"), at):
            at = _closing(regex, at) + 1
        else:
            width = 2 if regex[at] == "\\" else 1
            out.append(regex[at : at + width])
            at += width
    return "".join(out)


def _closing(regex: str, at: int) -> int:
    """Where the group that opens at ``at`` closes; brackets inside classes do not count."""
    depth = 0
    in_class = False
    while True:
        char = regex[at]
        if char == "\\":
            at += 1
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char in "()":
            depth += 1 if char == "(" else -1
            if not depth:
                return at
        at += 1


@anchored(LABEL)
def test_a_digital_pattern_has_a_digit_early_on(recognizer: Recognizer, pattern: Pattern) -> None:
    """``digital`` lets the scanner pass over labels without a digit behind them: every accepted match must have one.

    No more than 29 letters stand before it; marks between groups count as letters here.
    """
    if not pattern.digital:
        pytest.skip("tried behind every label")
    found = samples(pattern)
    assert found, "Hypothesis made no match"
    accepted = [text for text in found if passes(pattern, text)]
    assert all(re.search("[0-9]", text[:30]) for text in accepted)


def passes(pattern: Pattern, text: str) -> bool:
    """The check as the engine asks it, without separators; or the parse, with the span that matched."""
    if pattern.parse is not None:
        match = re.match(pattern.regex, text)
        span = match.span("value" if "value" in match.groupdict() else 0) if match else (0, len(text))
        return pattern.parse(text, *span) is not None
    return pattern.check is None or bool(pattern.check(re.sub(f"[{re.escape(SEP_CHARS)}]", "", text)))


@anchored(DIGITS)
def test_lengths_are_the_runs_a_pattern_can_start_in(recognizer: Recognizer, pattern: Pattern) -> None:
    """A DIGITS pattern is tried in runs of ``lengths`` only: every match begins with one of them."""
    for text in samples(pattern):
        run = re.match("[0-9]*", text)
        assert run is not None
        assert len(run.group()) in pattern.lengths, text


@anchored(TOKEN)
def test_a_token_pattern_is_a_serial_of_fifteen_or_more(recognizer: Recognizer, pattern: Pattern) -> None:
    for text in samples(pattern):
        assert re.match("[0-9A-Z]{15,40}(?![0-9A-Z])", text), text


@anchored(GROUPED)
def test_a_grouped_pattern_holds_what_the_scanner_looks_for(recognizer: Recognizer, pattern: Pattern) -> None:
    """Two groups of three digits, or five single ones, with a separator between them."""
    regions = re.compile(f"[0-9]{{3}}[)）]?{SEP}?[)）]? ?[0-9]{{3}}|(?:[0-9]{{1,2}}{SEP}){{4}}[0-9]")
    for text in samples(pattern):
        assert regions.search(text), text


@anchored(Trigger)
def test_a_trigger_hits_inside_every_match(recognizer: Recognizer, pattern: Pattern) -> None:
    """… and no match begins further than ``back`` before the end of the first hit."""
    anchor = pattern.anchor
    assert isinstance(anchor, Trigger)
    starts = b"|".join(map(bytes_of, sorted(anchor.starts, key=len, reverse=True)))
    ended = b"(?![0-9A-Za-z])" if anchor.ended else b""
    trigger = re.compile(b"(?:%b)(?:%b)%b" % (starts, bytes_of(anchor.expression), ended))
    for text in samples(pattern, 300):
        data = text.encode()
        ends = [end for start in range(len(data)) for end in ends_of(trigger, data, start)]
        if anchor.follow:
            ends = [end for end in ends if re.match(anchor.follow, data[end:].decode("utf-8", "ignore"))]
        if not ends and pattern.parse is not None and not passes(pattern, text):
            continue  # what announces the value is read by the parse: without it nothing is found
        assert ends, text
        assert any(len(data[:end].decode("utf-8", "ignore")) <= anchor.back for end in ends), text


def ends_of(trigger: re.Pattern[bytes], data: bytes, start: int) -> list[int]:
    """Every end of a hit that begins at ``start``, as Hyperscan reports them: offsets in bytes."""
    if not trigger.match(data, start):
        return []
    return [end for end in range(start + 1, len(data) + 1) if trigger.fullmatch(data, start, end)]


def test_no_built_in_expression_has_a_capturing_group_without_a_name() -> None:
    """Back-references by name are used in groups of digits; a nameless group would only cost time."""
    for _, pattern in PATTERNS:
        tree = _parser.parse(pattern.regex)
        assert len(tree.state.groupdict) == tree.state.groups - 1
    assert _constants.MAXREPEAT > MAX_WIDTH
