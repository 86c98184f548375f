"""Streams: what is held back, and for how long. That a stream gives what the whole gives is in test_invariants.py."""

from __future__ import annotations

import itertools
import json
import re
import statistics
from collections.abc import Iterator
from pathlib import Path
from re import _constants as _c
from re import _parser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import SEED, chat, matching, texts

from piiguard import Guard, Pattern, Policy, Recognizer, score
from piiguard.recognizers import BUILTIN
from piiguard.spec import GROUPED, LABEL, MAX_WIDTH
from piiguard.stream import _CONTEXT, _LIMIT, _open_run
from piiguard.testing import Values

GUARD = Guard()
#: Everything that scores at all counts here.
LOOSE = Guard(Policy({"version": 1, "threshold": 0.05, "default": {"operator": "replace"}}))
SAMPLE = Path(__file__).parent / "sample" / "labelled.jsonl"
PATTERNS = [(recognizer, pattern) for recognizer in BUILTIN for pattern in recognizer.patterns]
IDS = [f"{recognizer.entity_type}.{pattern.name}" for recognizer, pattern in PATTERNS]


# -- what may stand inside a value ----------------------------------------------------------------


def characters(tree: Any) -> Iterator[str]:
    """Every character a match of the parse tree may hold; negated classes and dots are told apart by their caller."""
    for op, argument in tree:
        if op is _c.LITERAL:
            yield chr(argument)
        elif op is _c.IN:
            assert argument[0][0] is not _c.NEGATE, "a negated class holds any character"
            for kind, item in argument:
                low, high = (item, item) if kind is _c.LITERAL else item
                yield from map(chr, range(low, high + 1))
        elif op is _c.BRANCH:
            for branch in argument[1]:
                yield from characters(branch)
        elif op is _c.SUBPATTERN:
            yield from characters(argument[3])
        elif op in (_c.MAX_REPEAT, _c.MIN_REPEAT, _c.POSSESSIVE_REPEAT):
            yield from characters(argument[2])
        elif op is _c.ATOMIC_GROUP:
            yield from characters(argument)
        else:
            assert op in (_c.AT, _c.ASSERT, _c.ASSERT_NOT, _c.GROUPREF), f"{op} may hold any character"


def _holds(item: Any, group: int) -> bool:
    """Whether an element of an expression is the group or holds it."""
    op, argument = item
    if op is _c.SUBPATTERN:
        return argument[0] == group or any(_holds(inner, group) for inner in argument[3])
    if op is _c.BRANCH:
        return any(_holds(inner, group) for branch in argument[1] for inner in branch)
    return op in (_c.MAX_REPEAT, _c.MIN_REPEAT) and any(_holds(inner, group) for inner in argument[2])


@pytest.mark.parametrize(("recognizer", "pattern"), PATTERNS, ids=IDS)
def test_every_character_of_a_built_in_value_keeps_it_open(recognizer: Recognizer, pattern: Pattern) -> None:
    """A stream gives out what ends before the last run of such characters: a value with another one would be cut."""
    one = _open_run()
    for source in (pattern.regex, pattern.prefix or ""):
        tree = _parser.parse(source)
        named = tree.state.groupdict.get("value")
        # What stands before the value may be given out: it stays behind as context.
        behind = itertools.dropwhile(lambda item, named=named: not _holds(item, named), tree) if named else tree
        missing = sorted({char for char in characters(list(behind)) if not one.match(char)})
        assert not missing, f"{missing} may stand in a value and are not in the class of _open_run"


def test_no_value_is_wider_than_what_a_stream_can_hold() -> None:
    for _, pattern in PATTERNS:
        width = _parser.parse(pattern.regex).getwidth()[1] + (
            _parser.parse(pattern.prefix).getwidth()[1] if pattern.prefix else 0
        )
        assert width <= MAX_WIDTH <= _LIMIT


@pytest.mark.parametrize(("recognizer", "pattern"), PATTERNS, ids=IDS)
def test_values_along_every_pattern_survive_every_cut(recognizer: Recognizer, pattern: Pattern) -> None:
    """Behind its label, with prose around it, character by character and in two pieces."""
    draw = Values(f"{SEED}-{recognizer.entity_type}-{pattern.name}")
    for _ in range(6):
        label = draw.pick(recognizer.labels)
        text = f"您好，{label}：{matching(draw, pattern.regex)}，谢谢"
        whole = LOOSE.mask(text)
        stream = LOOSE.stream()
        assert "".join(map(stream.feed, text)) + stream.flush() == whole
        for cut in range(0, len(text), 3):
            stream = LOOSE.stream()
            assert stream.feed(text[:cut]) + stream.feed(text[cut:]) + stream.flush() == whole, text


# -- how much is held back ------------------------------------------------------------------------


def held(guard: Guard, text: str) -> list[int]:
    """After each character fed: how many characters were taken in and not yet given out."""
    stream = guard.stream()
    sizes = []
    for char in text:
        stream.feed(char)
        sizes.append(len(stream._held))
    return sizes


def test_ordinary_chat_text_flows() -> None:
    """Typically a clause waits, far less than 64 characters, and never more than the widest value."""
    draw = Values(f"{SEED}-chat")
    sizes = [size for _ in range(200) for size in held(GUARD, chat(draw))]
    assert statistics.median(sizes) < 20
    assert statistics.quantiles(sizes, n=100)[98] < 64
    assert max(sizes) <= _LIMIT


def test_text_without_values_flows_clause_by_clause() -> None:
    for text in (
        "请问这个保险怎么理赔，我昨天下午在营业厅办的",
        "hello, thank you for calling, how may I help you today? I would like to know more about it",
        "好的，没问题，那您稍等一下",
        "尊敬的客户您好！您的来电我们已经记录，稍后会有专人与您联系。" * 10,
    ):
        assert max(held(GUARD, text)) < 32, text


def test_the_samples_chats_flow() -> None:
    lines = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    texts_ = [line["text"] for line in lines if line["kind"] in ("chat", "hant", "sms", "call")]
    assert len(texts_) > 100
    sizes = [size for text in texts_ for size in held(GUARD, text)]
    assert statistics.median(sizes) < 20
    assert statistics.quantiles(sizes, n=20)[18] < 64
    assert max(sizes) <= _LIMIT


@given(st.lists(texts(3), max_size=6))
def test_no_more_is_held_than_the_limit(parts: list[str]) -> None:
    stream = GUARD.stream()
    for part in parts:
        stream.feed(part)
        assert len(stream._held) <= _LIMIT + MAX_WIDTH
        assert len(stream._context) <= _CONTEXT


@pytest.mark.parametrize("filler", ["1", "1 ", "a1", "1-", "@", "(", "一", "１", "\u200b", "x.", "A", "1、"])
def test_a_flood_of_open_characters_is_given_out(filler: str) -> None:
    """What could go on for ever is cut at the limit: memory stays bounded, and so does the work."""
    stream = GUARD.stream()
    text = filler * (20_000 // len(filler))
    out = ""
    for at in range(0, len(text), 500):
        out += stream.feed(text[at : at + 500])
        assert len(stream._held) <= _LIMIT + MAX_WIDTH
    assert out + stream.flush() == GUARD.mask(text)


def test_a_line_end_decides_everything_before_it() -> None:
    stream = GUARD.stream()
    mobile = Values(1).mobile()
    assert stream.feed(f"手机{mobile}\n{mobile[:4]}") == GUARD.mask(f"手机{mobile}") + "\n"
    assert stream.feed("\n") == f"{mobile[:4]}\n"
    assert stream.flush() == ""


# -- use ------------------------------------------------------------------------------------------


def test_a_stream_can_be_used_again_after_flush() -> None:
    stream = GUARD.stream()
    mobile = Values(2).mobile()
    text = f"我的手机{mobile}"
    for _ in range(3):
        assert stream.feed(text) + stream.flush() == GUARD.mask(text)
    assert stream.feed("") == stream.flush() == ""


def test_nothing_of_an_earlier_text_serves_as_a_label_for_a_later_one() -> None:
    passport = Values(3).passport("ordinary")
    stream = GUARD.stream()
    assert stream.feed("护照号：") + stream.flush() == "护照号："
    assert stream.feed(passport) + stream.flush() == GUARD.mask(passport) == passport


@pytest.mark.parametrize("joint", ["、", ",", "，", " ", "和", "/", ", "])
def test_long_lists_behind_one_label(joint: str) -> None:
    """Values that only their label tells, one after another, far beyond what a stream keeps of the label."""
    draw = Values(f"{SEED}-list-{joint}")
    for kind, label in (
        ("CN_PASSPORT", "护照号"),
        ("CN_POLICY_NUMBER", "保单号"),
        ("CN_MOBILE", "电话"),
        ("CN_CLAIM_NUMBER", "赔案号"),
    ):
        text = f"{label}：" + joint.join(draw.of(kind) for _ in range(40)) + "。以上。"
        for size in (1, 17, 400):
            stream = GUARD.stream()
            out = "".join(stream.feed(text[at : at + size]) for at in range(0, len(text), size)) + stream.flush()
            assert out == GUARD.mask(text)


def test_a_stream_counts_its_edits() -> None:
    draw = Values(4)
    stream = GUARD.stream()
    text = "，".join(f"手机{draw.mobile()}" for _ in range(5)) + "。"
    out = "".join(map(stream.feed, text)) + stream.flush()
    assert out == GUARD.mask(text)
    assert stream.edits == 5


@pytest.mark.parametrize(
    "regex",
    [
        "单[甲-龥]{3}号[0-9]{2}",
        "<[^>]{1,30}>",
        "[!-/]{5}[0-9]{4}",
        "备注 .{1,20} 完",
        "(?<=客户)[\u4e00-\u9fa5]{2,3}(?=先生|女士)",
    ],
)
def test_a_users_value_may_hold_any_character(regex: str) -> None:
    """A stream knows nothing of the characters of users' patterns: it holds as much as they may be wide."""
    recognizer = Recognizer("OWN_NO", [Pattern("p", regex, score(0.6, 0.9))], labels=["内部号"])
    for guard in (Guard(recognizers=[recognizer]), GUARD.with_recognizers(recognizer)):
        draw = Values(f"{SEED}-{regex}")
        found = 0
        for _ in range(40):
            inner = matching(draw, re.sub(r"\(\?[<=!]+[^)]*\)", "", regex))
            text = f"您好客户{inner}先生{draw.pick(('', '再见', inner))}女士 完，{'谢谢' * draw.below(9)}"
            found += len(guard.find(text))
            stream = guard.stream()
            assert "".join(map(stream.feed, text)) + stream.flush() == guard.mask(text)
        assert found


def test_anchors_are_the_ones_streams_were_argued_for() -> None:
    """LABEL and GROUPED values hold marks; a new kind of anchor needs a look at stream.py first."""
    assert {str(pattern.anchor) for _, pattern in PATTERNS if isinstance(pattern.anchor, str)} <= {
        LABEL,
        GROUPED,
        "digits",
        "token",
    }
