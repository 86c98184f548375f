"""What a scan passes over unread holds nothing: with lines passed over and without, reports are the same, row for row."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from piiguard import Guard, Pattern, Recognizer
from piiguard.formats import Limits, jsonshapes, textfast
from piiguard.formats.jsonshapes import Shapes
from piiguard.formats.pieces import Feed, Keys
from piiguard.formats.textfast import CsvFast
from piiguard.recognizers import qq_number
from piiguard.scan import columns, scan
from piiguard.scan.reading import Reader
from piiguard.scan.recorder import Recorder
from piiguard.scan.search import Search
from piiguard.spec import Trigger, score
from piiguard.testing import Values, full_width, grouped, spoken, zero_width

GUARD = Guard()
QUICK, SLOW = Search(GUARD), Search(GUARD)
SLOW.sieve = None
V = Values(17)
MOBILE, ID, CARD = V.mobile(), V.id_card(), V.bank_card()
VALUES = [
    MOBILE, ID, CARD, V.email(), V.license_plate(), V.vin(), V.passport(), V.landline(), V.policy_number(), V.uscc(), "张伟", "李娜女士",
    full_width(MOBILE), spoken(MOBILE), zero_width(MOBILE), grouped(CARD, (4, 4, 4, 4)), f"+86 {MOBILE}", "南京市鼓楼区中山路8号3栋201室",
    "PRIVATE KEY", "A" * 64, "9" * 64, "2026-11-22", "1990年1月2日", "192.168.7.33", "%3D" + MOBILE, "sk-" + "a1" * 12,
]  # fmt: skip
PLAIN = ["", "x", "客户您好", "订单号", "INFO", "ok, ", ": ", "保单已经生效", "手机", "姓名", "a\tb", "\u3000", "}", "[1, 2]", "0.50元"]
KEYS = [
    "msg", "手机号", "mobile", "姓名", "orderNo", "订单号", "amount", "id", "证件号码", "a b", "value", "手\u200b机号", "电话\u3000", "true", "0",
    "idCard" * 12, "客户姓名", "traceId", "备注", MOBILE, "account",
]  # fmt: skip
NUMBERS = [
    MOBILE, f"{MOBILE}.0", f"{MOBILE}.00", CARD, ID[:17], "1.3812345678e10", "1E21", "0", "-0.0", "12.50", "116.397428", "007", "1e5",
    "9" * 64, f"0.{MOBILE}", f"-{MOBILE}", "9999999999999999.5", "123456789.9999990", "NaN", "1.", "5",
]  # fmt: skip


def _rows(search: Search, data: bytes, name: str = "x.jsonl") -> tuple[list[Any], list[dict[str, Any]]]:
    """The rows of findings in their order, and what becomes of the file."""
    rows: list[Any] = []
    recorder = Recorder(search, rows.extend, date(2026, 1, 2))
    Reader(recorder, Limits(), 7, lambda _: None).file(recorder.part("x"), io.BytesIO(data), name)
    recorder.flush()
    return rows, [part.as_dict() for part in recorder.parts]


@pytest.fixture(autouse=True, scope="module")
def small_blocks() -> Iterator[None]:
    """Shapes are learnt from the first line on, however little there is."""
    patch = pytest.MonkeyPatch()
    patch.setattr(jsonshapes, "_LEAST", 0)
    yield
    patch.undo()


_TEXTS = st.lists(st.sampled_from(PLAIN + VALUES), max_size=3).map(" ".join) | st.sampled_from(VALUES)
_SCALARS = _TEXTS.map(lambda text: json.dumps(text, ensure_ascii=False)) | st.sampled_from([*NUMBERS, "true", "null"])


def _lists(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")


@st.composite
def _objects(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    colon, comma = draw(st.sampled_from([(": ", ", "), (":", ","), (" : ", " , "), (":", ", ")]))
    found = draw(st.lists(st.tuples(st.sampled_from(KEYS), inner), min_size=1, max_size=4))
    return "{" + comma.join(f'{json.dumps(key, ensure_ascii=False)}{colon}{value}' for key, value in found) + "}"


_ANY = st.recursive(_SCALARS, lambda inner: _lists(inner) | _objects(inner), max_leaves=5)
_LINE = _objects(_ANY) | st.sampled_from(["", "{", f"手机 {MOBILE}", '{"a":1} x', '[1, "2"]', f'{{"a":"\\u0031{MOBILE[1:]}"}}', f'{{"手机":"{MOBILE}'])


@settings(deadline=None, max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_LINE, min_size=1, max_size=4), st.sampled_from([1, 3]), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_lines_of_known_shapes(lines: list[str], times: int, end: str, ended: bool) -> None:
    """Escapes, lists, labels above and beside, keys given twice, numbers as exports write them, folded digits, invalid lines."""
    data = (end.join(lines * times) + end * ended).encode()
    assert _rows(QUICK, data) == _rows(SLOW, data)


def test_any_value_behind_any_label() -> None:
    """A line with one key and one value is passed over only where that value holds nothing, for every kind of both."""
    random = Random(5)
    words = random.sample([word.text for word in GUARD._plan.words], 400) + KEYS
    values = [json.dumps(value, ensure_ascii=False) for value in VALUES + PLAIN] + NUMBERS
    passed = 0
    for at in range(0, len(words), 8):
        some = [(word, value) for word in words[at : at + 8] for value in random.sample(values, 12)]
        data = "".join(f"{json.dumps({word: 0}, ensure_ascii=False)[:-2]}{value}}}\n" for word, value in some)
        assert _rows(QUICK, data.encode()) == _rows(SLOW, data.encode())
        assert QUICK.sieve
        suspects = Shapes(QUICK.keys, QUICK.sieve).suspects(data)
        passed += 0 if suspects is None else len(some) - len(suspects)
    assert passed > 500  # of some 5,000


def test_most_lines_are_passed_over() -> None:
    """Of lines with several shapes those with a value are parsed, and those of no shape."""
    lines = [f'{{"id": {at}, "event": {{"branch": "南京", "n": [1, 2]}}, "msg": "您好{at}"}}' for at in range(200)]
    lines += [f'{{"time":"10:{at % 60:02d}","手机号":""}}' for at in range(200)]
    lines[7] = lines[7].replace("您好7", f"电话{MOBILE}")
    lines[250] = lines[250].replace('""', f'"{MOBILE}"')
    lines[300] = "not JSON"
    assert QUICK.sieve
    assert Shapes(QUICK.keys, QUICK.sieve).suspects("\n".join(lines) + "\n") == [7, 250, 300]


def test_lines_of_ever_other_shapes_are_parsed() -> None:
    lines = [json.dumps({f"k{at}": MOBILE}) for at in range(100)]
    shapes = Shapes(QUICK.keys, QUICK.sieve or iter)
    assert shapes.suspects("\n".join(lines) + "\n") is None


def test_lines_full_of_values_are_not_sifted_for_long() -> None:
    """Where most lines are parsed anyway, they are not looked at twice."""
    asked = []

    def sieve(data: bytes) -> list[int]:
        asked.append(data)
        return [0, len(data) // 2, len(data) - 10]

    shapes = Shapes(QUICK.keys, sieve)
    found = [shapes.suspects(f'{{"手机": "{MOBILE}"}}\n' * 4) for _ in range(9)]
    assert len(asked) == found.index(None) < 9


def test_small_files_come_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A source may give less than it was asked for: all of the file is read all the same."""

    class Slow(io.FileIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(7, size) if size else 0)

    path = tmp_path / "a.txt"
    path.write_text("客户您好\n" * 20 + f"手机{MOBILE}\n")
    monkeypatch.setattr("piiguard.sources.local.open_file", Slow)
    assert scan([path], guard=GUARD).findings == {"CN_MOBILE": 1}


def test_records_of_many_labels_are_parsed() -> None:
    """A way over the block for every key that names: with many of them parsing is cheaper."""
    words = [word.text for word in GUARD._plan.words if word.text.isidentifier()][:20]
    some, many = (dict.fromkeys(words[:count], 0) for count in (5, 20))
    asked: list[bytes] = []
    shapes = Shapes(Keys(), lambda data: asked.append(data) or [])  # type: ignore[func-returns-value]
    assert shapes.suspects(json.dumps(some, ensure_ascii=False) + "\n" + json.dumps(many, ensure_ascii=False) + "\n") == [1]
    assert len(asked) == 1


def test_a_sieve_that_fails_passes_over_nothing() -> None:
    def sieve(_data: bytes) -> list[int]:
        raise RuntimeError

    assert Shapes(QUICK.keys, sieve).suspects('{"a": 1}\n' * 9) is None


@pytest.mark.parametrize("line", ['{"a": ' * 1200 + "1" + "}" * 1200, "{" + ", ".join(f'"k{at}": 1' for at in range(2000)) + "}"])
def test_hostile_lines_make_no_shape(line: str) -> None:
    """Nested deeper than Python goes, or with thousands of keys: parsed as ever."""
    data = "\n".join([line] * 3 + ['{"a": 1}'] * 3).encode()
    assert Shapes(QUICK.keys, QUICK.sieve or iter).suspects(data.decode() + "\n") == [0, 1, 2]
    assert _rows(QUICK, data) == _rows(SLOW, data)


def test_sieve_of_own_recognizers() -> None:
    """Derived triggers stand inside a match; one of a text's own end does not, so nothing is passed over."""
    staff = Recognizer("STAFF", level="C2", patterns=[Pattern("staff", "(?<![0-9])77[0-9]{6}(?![0-9])", score(0.9, 0.9))])
    guard = Guard(recognizers=[staff, qq_number.RECOGNIZER])
    quick, slow = Search(guard), Search(guard)
    slow.sieve = None
    assert quick.sieve
    data = "".join(f'{{"n": {77_000_000 + at}, "m": "77{at:06d}"}}\n{{"n": {at}, "m": "x"}}\n' for at in range(40)).encode()
    rows = _rows(quick, data)
    assert len(rows[0]) == 80
    assert rows == _rows(slow, data)
    anchored = Pattern("line", "^88[0-9]{6}$", score(0.9, 0.9), anchor=Trigger("(?m:^88[0-9]{6}$)", 8))
    other = Recognizer("STAFF", level="C2", patterns=[anchored])
    assert Search(Guard(recognizers=[other])).sieve is None
    assert Search(Guard(engine="re")).sieve is None


_CELL = st.sampled_from(["", "a", " b ", MOBILE, f"{MOBILE}.0", "12.0", "手机", '"', '"x,y"', "1\r", "\0", "z" * 70000])
_TABLE = st.lists(st.lists(_CELL, max_size=4), min_size=1, max_size=8)


def _batches(text: str, delimiter: str, plain: bool) -> tuple[list[Any], str, int, int]:
    blocks = iter([text[: len(text) // 2], text[len(text) // 2 :]])
    feed = Feed(lambda: next(blocks, ""))
    fast = CsvFast(feed, delimiter, 3, 2, 2)
    if not plain:
        fast._cells = lambda _block: None  # type: ignore[method-assign]
    found: list[Any] = []
    for batch in fast.batches():
        assert batch.lines is not None
        found += zip(zip(*batch.columns, strict=True), batch.lines, range(batch.first, batch.first + len(batch)), strict=True)
    return found, feed.text[feed.pos :], fast.row, fast.line


@settings(deadline=None, max_examples=300)
@given(_TABLE, st.sampled_from([",", "\t"]), st.sampled_from(["\n", "\r\n"]), st.booleans(), st.integers(1, 2100))
def test_rows_cut_at_once(table: list[list[str]], delimiter: str, end: str, ended: bool, times: int) -> None:
    """Rows without quotes are those a strict reader gives: short ones, empty ones, odd line ends, cells too long for it."""
    if sum(map(len, (cell for row in table for cell in row))) > 1000:
        times = 2
    text = end.join(delimiter.join(row) for row in table * times) + end * ended
    assert _batches(text, delimiter, True) == _batches(text, delimiter, False)


def test_a_cell_longer_than_a_strict_reader_takes() -> None:
    text = "a,b,c\n" + "a," + "x" * 200_000 + ",c\n"
    assert _batches(text, ",", True) == _batches(text, ",", False)
    assert textfast._short_lines("x" * 100 + "\n")
    assert not textfast._short_lines(text)


@settings(deadline=None, max_examples=60)
@given(st.sets(st.text(max_size=6), max_size=60), st.integers(0, 2**32 - 1), st.integers(0, 6000))
def test_registers(values: set[str], salt: int, more: int) -> None:
    """The estimate of different values is the one its definition gives, number by number."""
    values |= {str(number) for number in range(more)}
    distinct = columns.Distinct(salt)
    registers = bytearray(1 << 11)
    for part in (values, {"x", "y\nz"}):
        distinct.add(part)
        for value in part:
            number = zlib.crc32(value.encode("utf-8", "surrogatepass"), salt)
            at = (number * 0x9E3779B97F4A7C15 & (1 << 64) - 1) >> 53
            registers[at] = max(registers[at], 33 - number.bit_length())
    assert distinct.registers() == registers


def test_a_key_that_holds_a_value_makes_no_shape() -> None:
    shapes = Shapes(Keys(lambda key: key.replace(MOBILE, "*"), lambda _key: False), lambda _data: [])
    assert shapes.suspects(f'{{"{MOBILE}": 1}}\n{{"a": 1}}\n') == [0]
