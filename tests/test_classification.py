"""Levels and grades: every type has its facts, and what several findings say together follows the rules."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiguard import Guard, Pattern, Recognizer, RecordError, score
from piiguard._classification_birth import born
from piiguard.classification import (
    CARDS,
    CHILD,
    DOCUMENTS,
    LEVELS,
    TOGETHER,
    assess,
    facts,
    is_minor,
    record_level,
)
from piiguard.recognizers import BUILTIN, ENTITY_TYPES
from piiguard.testing import Values, full_width, spoken

TODAY = date(2026, 11, 22)
GUARD = Guard()


# -- facts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("recognizer", BUILTIN, ids=lambda recognizer: recognizer.entity_type)
def test_every_type_has_facts_that_agree_with_its_recognizer(recognizer: Recognizer) -> None:
    known = facts(recognizer.entity_type)
    assert known.entity_type == recognizer.entity_type
    assert known.level == recognizer.level
    assert known.grade in ("sensitive", "likely sensitive", "ordinary", "not personal")
    assert all(getattr(known, cell) for cell in known.__slots__)


def test_levels_and_grades_follow_from_the_cells() -> None:
    """C3 authenticates; what PIPL art. 28 names is sensitive; the level of JR/T 0197 is one above that of JR/T 0171."""
    for name in ENTITY_TYPES:
        known = facts(name)
        assert not known.jrt0171.startswith("C") or known.level in known.jrt0171
        assert known.jrt0197[-1] == "4" or known.level != "C3"
        if known.pipl28 in ("金融账户", "医疗健康", "行踪轨迹"):
            assert known.grade == "sensitive"
        elif known.grade == "sensitive":
            pytest.fail(f"{name}: sensitive, though art. 28 does not name it")


def test_a_type_of_ones_own_has_no_facts() -> None:
    with pytest.raises(KeyError):
        facts("STAFF_NO")


# -- combinations ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("document", "card"), list(itertools.product(sorted(DOCUMENTS), sorted(CARDS))))
def test_name_document_and_card_raise_the_record(document: str, card: str) -> None:
    whole = {"PERSON", document, card}
    assert record_level(whole) == "C3"
    for missing in whole:
        assert record_level(whole - {missing}) == "C2"
    assert record_level([*whole, "PASSWORD"]) == "C3"


_types = st.lists(st.sampled_from([*ENTITY_TYPES, "STAFF_NO"]), max_size=8)


@given(_types, _types)
def test_more_findings_never_lower_a_record(some: list[str], more: list[str]) -> None:
    for child in (False, True):
        assert record_level(some, child) <= record_level(some + more, child)
        assert record_level(some, child) == record_level(some[::-1] + some, child)
    assert record_level(some) <= record_level(some, minor=True)
    assert bool(some) == (record_level(some) in LEVELS) == (record_level(some, minor=True) in LEVELS)


def test_a_child_raises_every_finding_by_one() -> None:
    assert [record_level([name], minor=True) for name in ("IMEI", "CN_MOBILE", "PASSWORD")] == ["C2", "C3", "C3"]
    draw = Values(61)
    record = {"孩子姓名": "张小明", "出生日期": "2016-03-07", "手机号": draw.mobile(), "mac地址": "3C:5A:B4:12:9F:0E"}
    found = assess(GUARD, record, TODAY)
    assert found.levels == {"PERSON": "C3", "DATE_OF_BIRTH": "C3", "CN_MOBILE": "C3", "MAC_ADDRESS": "C2"}
    assert (found.level, found.minor, found.reasons) == ("C3", True, (CHILD,))
    grown = assess(GUARD, record, date(2031, 1, 1))
    assert grown.levels == {"PERSON": "C2", "DATE_OF_BIRTH": "C2", "CN_MOBILE": "C2", "MAC_ADDRESS": "C1"}
    assert (grown.level, grown.minor, grown.reasons) == ("C2", False, ())


# -- who is a child -------------------------------------------------------------------------------


def written(day: date) -> list[str]:
    """A day as people write it."""
    return [
        day.isoformat(), f"{day:%Y%m%d}", f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日", full_width(f"{day:%Y-%m-%d}"),
        f"{day:%Y-%m-%d} 12:30:00", f"公历{day.year}年{day.month}月{day.day}日", f"民国{day.year - 1911}年{day.month}月{day.day}日",
    ]  # fmt: skip


@given(st.dates(date(1912, 1, 1), date(2040, 12, 31)))
def test_every_written_form_says_its_day(day: date) -> None:
    for form in written(day):
        assert born("DATE_OF_BIRTH", form, TODAY) == (day, day), form


def test_generated_dates_of_birth_hold_a_year_or_none() -> None:
    """No form of the generator is misread: a year it writes in four digits lies between the two days."""
    draw = Values(62)
    for _ in range(2000):
        value = draw.date_of_birth()
        span = born("DATE_OF_BIRTH", value, TODAY)
        if span is not None:
            assert span[0] <= span[1]
        for year in range(1900, 2027):
            if value.startswith(str(year)):
                assert span is not None
                assert span[0].year == year
                break


@given(st.dates(date(1900, 1, 1), date(2026, 11, 22)), st.integers(0, 99))
def test_a_citizen_id_says_the_day(day: date, sequence: int) -> None:
    number = f"110105{day:%Y%m%d}0{sequence:02}X"
    for form in (number, number.lower(), full_width(number), f"{number[:6]} {number[6:14]} {number[14:]}"):
        assert born("CN_ID_CARD", form, TODAY) == (day, day)
    assert born("CN_FOREIGN_RESIDENT_ID", f"932682{day:%Y%m%d}0017", TODAY) == (day, day)
    old = day.replace(year=1900 + day.year % 100, day=min(day.day, 28))
    assert born("CN_ID_CARD", spoken(f"110105{old:%y%m%d}002"), TODAY) == (old, old)


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2015年3月", date(2015, 3, 1), date(2015, 3, 31)),
        ("2015年12月", date(2015, 12, 1), date(2015, 12, 31)),
        ("二〇一五年十二月二十三日", date(2015, 12, 23), date(2015, 12, 23)),
        ("一九九零年十月一日", date(1990, 10, 1), date(1990, 10, 1)),
        ("15年3月7日", date(2015, 3, 7), date(2015, 3, 7)),
        ("90-03-07", date(1990, 1, 1), date(2007, 12, 31)),
        ("150307", date(2015, 3, 7), date(2015, 3, 7)),
        ("300307", date(1930, 3, 7), date(1930, 3, 7)),
        ("07/03/2015", date(2015, 1, 1), date(2015, 12, 31)),
        ("03-07-15", date(2003, 1, 1), date(2015, 12, 31)),
        ("March 7, 2015", date(2015, 1, 1), date(2015, 12, 31)),
        ("农历二〇一五年腊月廿三", date(2015, 1, 1), date(2016, 2, 20)),
        ("2015-02-31", date(2015, 1, 1), date(2015, 12, 31)),
        ("民国104年3月7日", date(2015, 3, 7), date(2015, 3, 7)),
    ],
)
def test_what_is_not_complete_is_a_span(value: str, first: date, last: date) -> None:
    assert born("DATE_OF_BIRTH", value, TODAY) == (first, last)


@pytest.mark.parametrize("value", ["", "12月3日", "腊月廿三", "属龙", "-"])
def test_what_says_no_year_says_nothing(value: str) -> None:
    assert born("DATE_OF_BIRTH", value, TODAY) is None
    assert not is_minor([("DATE_OF_BIRTH", value)], TODAY)


@pytest.mark.parametrize(
    ("entity_type", "value"),
    [
        ("CN_ID_CARD", "002X"),
        ("CN_ID_CARD", "110105"),
        ("CN_ID_CARD", "110105000000000000"),
        ("CN_FOREIGN_RESIDENT_ID", "CHNABCDEFGHIJK1"),
        ("CN_MOBILE", "13912345678"),
        ("CN_POLICY_NUMBER", "110105201603071234"),
    ],
)
def test_other_numbers_say_no_day(entity_type: str, value: str) -> None:
    assert born(entity_type, value, TODAY) is None


@given(st.text(max_size=24))
def test_no_text_breaks_it(value: str) -> None:
    for entity_type in ("DATE_OF_BIRTH", "CN_ID_CARD", "CN_FOREIGN_RESIDENT_ID"):
        span = born(entity_type, value, TODAY)
        assert span is None or span[0] <= span[1]


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)))
def test_fourteen_is_reached_the_day_after_the_birthday(today: date) -> None:
    """The birthday itself still counts as a child's; a 29th of February is kept on the first of March."""
    if (today.month, today.day) == (2, 29):
        today += timedelta(1)
    fourteen = today.replace(year=today.year - 14)
    older, younger = fourteen - timedelta(1), fourteen + timedelta(1)
    leap = (older.month, older.day) == (2, 29)
    for day, child in ((younger, True), (fourteen, True), (older, leap)):
        assert is_minor([("CN_MOBILE", "1"), ("DATE_OF_BIRTH", day.isoformat())], today) == child
        assert is_minor([("CN_ID_CARD", f"110105{day:%Y%m%d}0010")], today) == child


def test_who_is_not_born_yet_is_no_child() -> None:
    assert not is_minor([("DATE_OF_BIRTH", "2027-03-07")], TODAY)
    assert is_minor([("DATE_OF_BIRTH", "2026年")], TODAY), "some day of this year is past"
    assert not is_minor([], TODAY)


def test_the_clock_says_which_day_it_is() -> None:
    now = date.today()
    assert is_minor([("DATE_OF_BIRTH", now.isoformat())])
    assert not is_minor([("DATE_OF_BIRTH", date(now.year - 20, 1, 1).isoformat())])


# -- assess ---------------------------------------------------------------------------------------


def test_a_record_and_its_text_say_the_same() -> None:
    draw = Values(63)
    for _ in range(50):
        ident, card = draw.id_card("18"), draw.bank_card(19)
        record = {"姓名": "张伟", "证件": [{"身份证号": ident}], "银行卡号": card}
        found = assess(GUARD, record, date(2090, 1, 1))
        assert found.levels == {"PERSON": "C2", "CN_ID_CARD": "C2", "CN_BANK_CARD": "C2"}
        assert (found.level, found.reasons) == ("C3", (TOGETHER,))
        assert found == assess(GUARD, f"姓名：张伟，身份证号{ident}，银行卡号{card}", date(2090, 1, 1))
        assert ident not in repr(found)
        assert card not in repr(found)
        del record["银行卡号"]
        assert assess(GUARD, record, date(2090, 1, 1)).level == "C2"


def test_what_is_assessed_is_what_is_masked() -> None:
    """The types of an assessment are those of the edits, in texts, numbers, keys, bytes and whatever is nested."""
    draw = Values(64)
    for _ in range(20):
        kinds = [draw.pick(ENTITY_TYPES) for _ in range(4)]
        labels = {recognizer.entity_type: recognizer.labels[0] for recognizer in BUILTIN}
        record = {
            "list": [{labels[kinds[0]]: draw.of(kinds[0])}, (draw.of(kinds[1]),)],
            labels[kinds[2]]: {"value": draw.of(kinds[2]).encode()},
            f"{labels[kinds[3]]}：{draw.of(kinds[3])}": None,
            "手机号": int(draw.mobile()),
            "amount": 1280.5,
            "联系人": "欧阳建国",
            "备注": "欧阳建国来电",
        }
        record = OrderedDict(record)
        before = repr(record)
        edits = GUARD.process_record(record).edits
        assert set(assess(GUARD, record, TODAY).levels) == {edit.entity_type for row in edits for edit in row.edits}
        assert repr(record) == before, "a record is looked at, not changed"


def test_dates_under_a_label_of_birth_count() -> None:
    for day in (date(2016, 3, 7), datetime(2016, 3, 7, 12), "2016-03-07", 20160307):
        assert assess(GUARD, {"出生日期": day}, TODAY).minor
        assert not assess(GUARD, {"出险日期": day}, TODAY).minor


def test_nothing_found_has_no_level() -> None:
    found = assess(GUARD, {"备注": "好的，谢谢", "amount": 10**60, "rate": float("nan")})
    assert (found.level, found.levels, found.minor, found.reasons) == ("", {}, False, ())
    assert hash(found) == hash(assess(GUARD, ""))


def test_the_level_of_ones_own_type_is_its_recognizer_s() -> None:
    staff = Recognizer("STAFF_NO", [Pattern("code", "E[0-9]{6}", score(0.6, 0.9))], labels=["工号"], level="C1")
    assert assess(GUARD.with_recognizers(staff), "工号E012345").levels == {"STAFF_NO": "C1"}


def test_what_cannot_be_looked_into_is_an_error_without_values() -> None:
    mobile = Values(65).mobile()
    with pytest.raises(RecordError) as caught:
        assess(GUARD, {"手机": mobile, "x": object()})
    assert mobile not in str(caught.value)
