"""Values found again: in a text behind their finding, in a record everywhere, in a stream as in the whole."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import piiguard
from piiguard.again import REACH
from piiguard.cli._jsonlines import mask_json_line
from piiguard.spec import LABEL, Parsed, Pattern, Recognizer, score


def two_or_three(text: str, start: int, end: int) -> Parsed | None:
    """A toy grammar: three letters, or two where the third is lower case."""
    width = 3 if text[start + 2 : start + 3] in ("Ｚ", "山") else 2
    return (start, start + width, score(0.0, 0.9)) if start + width <= len(text) else None


def not_before_peak(text: str, start: int, end: int) -> bool:
    return text[end : end + 1] != "峰"


NICK = Recognizer(
    "NICKNAME",
    [Pattern("labelled", "[甲乙丙丁][东西南北]", score(0.0, 0.9), anchor=LABEL, parse=two_or_three)],
    labels=["花名", "nick"],
    again=not_before_peak,
)
GUARD = piiguard.Guard(recognizers=[NICK])
PLAIN = piiguard.Guard(recognizers=[NICK], engine="re")


def values(text: str, guard: piiguard.Guard = GUARD) -> list[str]:
    return [text[f.start : f.end] for f in guard.find(text)]


def test_the_grammar_says_how_far_the_value_goes() -> None:
    assert values("花名：甲东山，在") == ["甲东山"]
    assert values("花名：甲东水，在") == ["甲东"]


@pytest.mark.parametrize("text", ["花名甲东来电，甲东说好", "nick: 甲东\n客服：甲东您好", "花名甲东。" + "好" * 3000 + "甲东"])
def test_found_again_behind(text: str) -> None:
    assert values(text) == ["甲东", "甲东"] == values(text, PLAIN)
    assert GUARD.find(text)[1].pattern == "NICKNAME.again"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("甲东来电，花名甲东", "before its finding"),
        ("花名甲东，甲东峰很高", "the recognizer says no"),
        ("花名甲东" + "好" * (REACH + 1) + "甲东", "out of reach"),
        ("花名甲东" + "好" * 10 + "甲南", "another value"),
    ],
)
def test_not_found_again(text: str, why: str) -> None:
    assert values(text) == ["甲东"], why


def test_a_record_is_read_in_any_order() -> None:
    record = {"note": "甲东来电", "more": [{"nick": "甲东"}], "tail": "请甲东接"}
    masked = GUARD.process_record(record)
    assert masked.record == {"note": "**来电", "more": [{"nick": "**"}], "tail": "请**接"}
    assert len(masked.edits) == 3
    line = json.dumps(record, ensure_ascii=False).encode()
    assert "甲东".encode() not in (mask_json_line(GUARD, line) or line)


def test_another_record_knows_nothing_of_it() -> None:
    assert GUARD.mask_record({"nick": "甲东"}) != {"nick": "甲东"}
    assert GUARD.mask_record({"note": "甲东来电"}) == {"note": "甲东来电"}


def test_a_stream_forgets_at_its_end() -> None:
    stream = GUARD.stream()
    assert "甲东" not in stream.feed("花名甲东\n") + stream.flush()
    assert stream.feed("甲东来电") + stream.flush() == "甲东来电"


PIECES = st.sampled_from(
    ["花名", "甲东", "乙南", "甲", "东", "东山", "山", "峰", "，", "：", "\n", "nick=", " ", "来电", "说好的", "。", "好" * 700, "a", "1"]
)


@given(st.lists(PIECES, max_size=24).map("".join), st.lists(st.integers(0, 4000), max_size=6))
def test_stream_is_batch(text: str, cuts: list[int]) -> None:
    stream = GUARD.stream()
    points = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    out = "".join(stream.feed(text[a:b]) for a, b in itertools.pairwise(points)) + stream.flush()
    assert out == GUARD.mask(text) == PLAIN.mask(text)


def test_explain_says_so() -> None:
    [_, second] = GUARD.explain("花名甲东来电，甲东说好")
    assert second.pattern == "NICKNAME.again"
    assert second.verdict == "found"
    assert "found before" in second.reason


def test_filter_reads_a_line_as_a_record() -> None:
    found = [
        (line[start:end], compiled.entity_type)
        for _, _, line, token in GUARD._engine.byte_lines("花名甲东来电，甲东说好\n".encode())
        for start, end, _, compiled in GUARD._line_spans(line, token)
    ]
    assert found == [("甲东", "NICKNAME")] * 2
