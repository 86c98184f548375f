"""Invariant 4: the Hyperscan engine and the ``re`` engine give the same findings on every input."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import FUZZ, OWN_LABELS, SEED, SLOW, Texts, minimal, texts

import piiguard
from piiguard import Guard, Pattern, Policy, Recognizer, SpecError, score
from piiguard.cli._blocks import BlockMasker
from piiguard.spec import DIGITS, GROUPED, LABEL, SEP, TOKEN, Trigger
from piiguard.testing import Values
from piiguard.text import _tables, fold_expressions, needs_fold

#: Everything that scores at all is a finding: the engines must agree on what a threshold would hide, too.
LOOSE = Policy({"version": 1, "name": "loose", "threshold": 0.01, "default": {"operator": "mask"}})


def pair(**settings_: object) -> tuple[Guard, Guard]:
    """The same guard on both engines."""
    return Guard(engine="hyperscan", **settings_), Guard(engine="re", **settings_)  # type: ignore[arg-type]


DEFAULT = pair()
LOOSE_PAIR = pair(policy=LOOSE)


def differ(guards: tuple[Guard, Guard]) -> Callable[[str], bool]:
    """Whether a text tells the two guards apart."""
    return lambda text: guards[0].find(text) != guards[1].find(text)


def assert_agree(guards: tuple[Guard, Guard], text: str) -> None:
    """The same findings from both, or a failure with the shortest text that tells them apart."""
    if guards[0].find(text) == guards[1].find(text):
        return
    short = minimal(text, differ(guards))
    pytest.fail(f"{short!r}\nhyperscan {guards[0].find(short)}\nre        {guards[1].find(short)}\nseed {SEED!r}", pytrace=False)


def test_engines_agree_on_generated_texts() -> None:
    """``PIIGUARD_FUZZ`` texts: every label word, surface, separator, look-alike and boundary length there is."""
    found = 0
    for text in Texts().many(FUZZ):
        assert_agree(LOOSE_PAIR, text)
        assert_agree(DEFAULT, text)
        found += len(DEFAULT[0].find(text))
    assert found > FUZZ / 3, "the generator makes too few values"


@given(texts())
def test_engines_agree_on_texts_that_shrink(text: str) -> None:
    assert_agree(LOOSE_PAIR, text)


@given(st.text(), st.sampled_from(OWN_LABELS))
def test_engines_agree_on_any_text(text: str, word: str) -> None:
    assert_agree(LOOSE_PAIR, text)
    assert_agree(LOOSE_PAIR, word + text)


@given(
    texts(3),
    st.sampled_from([*OWN_LABELS, "idNo", "certNo", "手机号", "bankCard", "policy_no", "remark", "", "a" * 200, "客户\n电话"]),
)
def test_engines_agree_under_a_label(text: str, label: str) -> None:
    assert DEFAULT[0].find(text, label) == DEFAULT[1].find(text, label)


@given(st.lists(st.one_of(texts(2).map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=12)), max_size=6))
def test_engines_agree_on_bytes(parts: list[bytes]) -> None:
    """The way of the filter: invalid UTF-8 anywhere, also in the middle of a number."""
    block = b"".join(parts) + b"\n"
    outputs = [BlockMasker(guard).block(block) for guard in DEFAULT]
    assert outputs[0] == outputs[1]


@pytest.mark.parametrize("size", [1 << 12, 1 << 16])
def test_engines_agree_on_long_lines(size: int) -> None:
    """Many values in one line, and one line break in many values."""
    made = Texts(f"{SEED}-{size}")
    text = ""
    while len(text) < size:
        text += made.text().replace("\n", " ")
    assert_agree(DEFAULT, text)


def test_what_is_folded_is_noticed_by_the_scanner() -> None:
    """Whenever a view could differ from the text, one of the fold triggers hits."""
    triggers = [re.compile(expression, re.DOTALL) for expression in fold_expressions()]

    def noticed(text: str) -> bool:
        data = text.encode("utf-8", "surrogatepass")
        return any(trigger.search(data) for trigger in triggers)

    table = _tables()[0]
    for code in table:
        assert noticed(chr(code)), f"U+{code:04X}"
    for text in Texts(f"{SEED}-fold").many(min(FUZZ, 20000)):
        assert noticed(text) or not needs_fold(text), minimal(text, lambda item: needs_fold(item) and not noticed(item))


# -- users' own recognizers ---------------------------------------------------------------------

OWN = {
    "literal": Pattern("p", "EMP-[0-9]{6}", score(0.6, 0.9)),
    "hanzi": Pattern("p", "工号[甲乙丙丁][0-9]{4}", score(0.6, 0.9)),
    "class with hanzi": Pattern("p", "[甲乙a-c][0-9]{5}", score(0.6, 0.9)),
    "negated class": Pattern("p", "Q[^0-9]{2}[0-9]{3}", score(0.6, 0.9)),
    "alternation": Pattern("p", "(?:医保|社保|M)[0-9]{8}|ZZ[0-9]{3}", score(0.6, 0.9)),
    "optional parts": Pattern("p", "(?:SN)?-?[0-9]{4}/[A-Z]?[0-9]{2}", score(0.6, 0.9)),
    "case-insensitive": Pattern("p", "(?i)staff[ -]?[0-9a-f]{6}", score(0.6, 0.9)),
    "case-insensitive hanzi": Pattern("p", "(?i)编号ab[0-9]{4}", score(0.6, 0.9)),
    "look-around": Pattern("p", "(?<![0-9])7[0-9]{3}(?![0-9])", score(0.6, 0.9)),
    "any character": Pattern("p", "K.[0-9]{3}", score(0.6, 0.9)),
    "repeat first": Pattern("p", "[0-9]{2,9}号楼[0-9]{1,4}", score(0.6, 0.9)),
    "lazy": Pattern("p", "No[ .]{0,3}?[0-9]{3,6}?X", score(0.6, 0.9)),
    "group value": Pattern("p", "房间(?P<value>[0-9]{3,4}[A-F]?)", score(0.6, 0.9)),
    "astral": Pattern("p", "[𠀀-𠀿😀][0-9]{3}", score(0.6, 0.9)),
    "digits": Pattern("p", "[2-5][0-9]{6,7}(?:/[0-9])?", score(0.6, 0.9), anchor=DIGITS, lengths=(7, 8)),
    "token": Pattern("p", "Q[A-Z]{4,9}[0-9]{11}(?![0-9A-Za-z])", score(0.6, 0.9), anchor=TOKEN),
    "grouped": Pattern("p", f"[0-9]{{4}}{SEP}[0-9]{{3}}", score(0.6, 0.9), anchor=GROUPED),
    "trigger": Pattern("p", "[甲乙丙]?K[0-9]{4}号?", score(0.6, 0.9), anchor=Trigger("K[0-9]", 3)),
    "label only": Pattern("p", "[A-Z]{2}[0-9]{3}", score(0.0, 0.9), anchor=LABEL),
    "label only, no digit": Pattern("p", "[甲乙丙丁]{2,4}", score(0.0, 0.9), anchor=LABEL),
}


def matches(regex: str, count: int = 60) -> list[str]:
    """Texts the expression matches."""
    found: list[str] = []

    @settings(max_examples=count, database=None)
    @given(st.from_regex(regex, fullmatch=True))
    def collect(example: str) -> None:
        found.append(example)

    collect()
    return found


def around(examples: list[str]) -> Callable[[Values], str]:
    """A maker of pieces: one of ``examples`` with something beside it that might hide it."""
    beside = ("", "内部号：", "Staff No ", "staffNo", "1", "a", "甲", "，", " ", "\u200b", "\udc80", "-", "+", "１")
    return lambda draw: draw.pick(beside) + draw.pick(examples) + draw.pick(beside)


@pytest.mark.parametrize("name", OWN)
def test_engines_agree_on_users_recognizers(name: str) -> None:
    """A derived trigger misses nothing, whatever stands beside the value."""
    pattern = OWN[name]
    guards = pair(recognizers=[Recognizer("OWN_NO", [pattern], labels=["内部号", "staff no"])])
    made = Texts(f"{SEED}-{name}", extra=(around(matches(pattern.regex)),))
    found = 0
    for text in made.many(max(400, FUZZ // 20)):
        assert_agree(guards, text)
        found += len(guards[0].find(text))
    assert found


def test_engines_agree_on_users_recognizers_beside_the_built_in_ones() -> None:
    own = [Recognizer(f"OWN_{at}", [pattern], labels=["内部号", "staff no"]) for at, pattern in enumerate(OWN.values())]
    guards = pair(recognizers=[*piiguard.recognizers.BUILTIN, *own])
    examples = [example for pattern in OWN.values() for example in matches(pattern.regex, 20)]
    for text in Texts(f"{SEED}-own", extra=(around(examples),)).many(max(1000, FUZZ // 10)):
        assert_agree(guards, text)


_atoms = st.sampled_from(
    "A b 7 号 - \\. [0-9] [A-C] [甲乙] [a-c甲] [^0-9] (?:AB|号) (?:x|yz)? (?i:q) . (?<![0-9]) (?!9) \\u53f7 é [À-ÿ] 😀".split()
)
_repeats = st.sampled_from(["", "", "", "?", "{2}", "{1,3}", "{0,2}", "{2,4}?", "{1,2}+"])


@settings(max_examples=SLOW)
@given(st.lists(st.tuples(_atoms, _repeats), min_size=1, max_size=6), st.data())
def test_engines_agree_on_any_expression(parts: list[tuple[str, str]], data: st.DataObject) -> None:
    """Expressions put together at random: either refused when the guard is made, or found by both engines."""
    regex = "".join(atom if atom.startswith(("(?<", "(?!")) else atom + repeat for atom, repeat in parts)
    try:
        recognizer = Recognizer("OWN_NO", [Pattern("p", regex, score(0.6, 0.9))], labels=["内部号"])
        guards = pair(recognizers=[recognizer])
    except SpecError:
        return
    inner = re.sub(r"\(\?<?!.*?\)", "", regex)  # from_regex makes no text for look-around
    sample = st.from_regex(inner, fullmatch=True) if inner else st.just("")
    text = "".join(
        data.draw(st.lists(st.one_of(sample, st.sampled_from(["", "内部号", "1", "号", "A", "\n", "１"])), max_size=6))
    )
    assert_agree(guards, text)
