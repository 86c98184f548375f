"""Views: what is folded is what Unicode says, and every span leads back to what was typed."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import FUZZ, SEED, Texts, texts

from piiguard import Guard
from piiguard.testing import Values, full_width, spoken, zero_width
from piiguard.text import MAX_SPOKEN, MAX_ZERO_WIDTH, SPOKEN, SPOKEN_SEP, ZERO_WIDTH, View, _tables, fold, needs_fold

GUARD = Guard()


def test_every_folded_character_is_its_nfkc_form() -> None:
    table = _tables()[0]
    assert len(table) > 400
    for code, plain in table.items():
        assert unicodedata.normalize("NFKC", chr(code)) == plain, f"U+{code:04X}"
        assert plain.isascii()
        assert not chr(code).isascii()


def test_every_full_width_digit_and_letter_is_folded() -> None:
    for char in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+-./@_":
        assert fold(full_width(char)).text == char


def test_every_decimal_digit_that_nfkc_makes_ascii_is_folded() -> None:
    """Superscripts, circled, mathematical, segmented: whatever NFKC turns into one ASCII digit."""
    table = _tables()[0]
    for code in range(0x80, 0x20000):
        plain = unicodedata.normalize("NFKC", chr(code))
        if len(plain) == 1 and plain in "0123456789":
            assert table.get(code) == plain, f"U+{code:04X} {unicodedata.name(chr(code), '')}"


def test_spoken_digits_are_what_unicode_calls_their_value() -> None:
    for char, digit in SPOKEN.items():
        value = unicodedata.numeric(char, None)
        if value is not None:  # 幺 洞 拐 勾 have none: they are radio operators' words
            assert value == int(digit), char


def test_zero_width_characters_are_invisible() -> None:
    for char in ZERO_WIDTH:
        assert unicodedata.category(char) in ("Cf", "Mn", "Me"), f"U+{ord(char):04X}"
    assert len(set(ZERO_WIDTH)) == len(ZERO_WIDTH)


# -- spans lead back ------------------------------------------------------------------------------


ESCAPES = re.compile("[\\\\]([bfnrt]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})(?=[0-9A-Z])")


def check_view(text: str) -> None:
    view = fold(text)
    size = len(view.text)
    if view.offsets is not None:
        assert len(view.offsets) == size + 1
        assert view.offsets == sorted(set(view.offsets)), "offsets rise"
        assert view.offsets[size] == len(text)
    else:
        assert size == len(text)
    escaped = {at for match in ESCAPES.finditer(text.translate(_tables()[0])) for at in range(*match.span())}
    at = 0
    for place, char in enumerate(view.text):
        start, end = view.span(place, place + 1)
        assert at <= start < end <= len(text)
        typed = text[start:end]
        if typed.startswith("%") and len(typed) == 3:
            assert chr(int(unicodedata.normalize("NFKC", typed[1:]), 16)) == char
        else:
            assert len(typed) == 1
            assert char == " " if start in escaped else char in (typed, _tables()[0].get(ord(typed)), SPOKEN.get(typed), " " if typed in SPOKEN_SEP else None)
        skipped = text[at:start]
        assert all(item in ZERO_WIDTH for item in skipped), "only zero-width characters disappear"
        at = end
    assert all(item in ZERO_WIDTH for item in text[at:])
    assert view.span(0, size) == ((view.span(0, 1)[0], at) if size else (0 if view.offsets is None else view.offsets[0],) * 2)


def test_spans_lead_back_to_what_was_typed() -> None:
    for text in Texts(f"{SEED}-views").many(max(1500, FUZZ // 10)):
        check_view(text)


@given(texts(4))
def test_spans_of_texts_that_shrink_lead_back(text: str) -> None:
    check_view(text)


@given(st.text(st.sampled_from("%3dD2049FfAa\\nux" + "１Ａ％" + ZERO_WIDTH[:4] + "一幺二、 号"), max_size=24))
def test_spans_of_dense_texts_lead_back(text: str) -> None:
    check_view(text)


@given(texts())
def test_what_needs_no_fold_is_not_changed(text: str) -> None:
    if not needs_fold(text):
        view = fold(text)
        assert view.text == text
        assert view.offsets is None


def test_a_view_without_offsets_is_the_identity() -> None:
    assert View("abc", None).span(1, 2) == (1, 2)


# -- what is read as a number ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("一三八一二三四五六七八", "13812345678"),
        ("幺三八幺二三四五六七八", "13812345678"),
        ("一 三 八 一 二 三 四", "1 3 8 1 2 3 4"),
        ("一、三、八、一、二、三、四", "1 3 8 1 2 3 4"),
        ("壹貳參肆伍陸柒捌玖零", "1234567890"),
        ("一二三四五六", "一二三四五六"),
        ("卡号一二三四", "卡号1234"),
        ("转八零一二", "转8012"),
        ("一二三", "一二三"),
        ("卡号一二三", "卡号一二三"),
        ("手机13812345678一直打不通", "手机13812345678一直打不通"),
        ("１３８-1234", "138-1234"),
        ("①③⑧", "138"),
        ("13\u200b8", "138"),
        ("13" + "\u200b" * MAX_ZERO_WIDTH + "8", "138"),
        ("13" + "\u200b" * (MAX_ZERO_WIDTH + 1) + "8", "13" + "\u200b" * (MAX_ZERO_WIDTH + 1) + "8"),
        ("1️⃣3️⃣8️⃣", "138"),
        ("a%3D1", "a=1"),
        ("a%40b%2Ecn", "a@b.cn"),
        ("%41%31", "%41%31"),  # only marks: a letter or digit written so is no habit of browsers
        ("%E6%89%8B", "%E6%89%8B"),
        ("100%20", "100 "),
        ("%", "%"),
        ("手机\\n138", "手机  138"),
        ("\\r\\n138", "\\r  138"),
        ("\\u624bE12", "      E12"),
        ("\\xe6\\x9c138", "\\xe6    138"),
        ("\\n１３８", "  138"),
        ("DOMAIN\\tom", "DOMAIN\\tom"),
        ("\\q138", "\\q138"),
        ("一" * (MAX_SPOKEN + 1), "一" * (MAX_SPOKEN + 1)),
        ("一" * MAX_SPOKEN, "1" * MAX_SPOKEN),
    ],
)
def test_what_is_seen(text: str, seen: str) -> None:
    assert fold(text).text == seen


@pytest.mark.parametrize(
    "surface", [str, full_width, spoken, zero_width, lambda value: "\u200b".join(value), lambda value: "、".join(spoken(value))]
)
def test_findings_cover_what_was_typed(surface: object) -> None:
    """The span of a finding is the typed value, first to last character, whatever the view made of it."""
    draw = Values(f"{SEED}-typed")
    for _ in range(50):
        value = surface(draw.mobile())  # type: ignore[operator]
        text = f"我的手机号是{value}，谢谢"
        assert [text[item.start : item.end] for item in GUARD.find(text)] == [value]


def test_a_percent_encoded_bracket_belongs_to_its_value() -> None:
    draw = Values(f"{SEED}-percent")
    for _ in range(20):
        value = draw.hk_id().replace("(", "%28").replace(")", "%29")
        text = f"hkid={value}&next=1"
        assert [text[item.start : item.end] for item in GUARD.find(text)] == [value]
