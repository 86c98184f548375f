"""Formats: what is a segment, where it is, and that a rewritten copy differs in the findings only."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiguard.errors import FormatError
from piiguard.findings import Edit, Masked
from piiguard.formats import Document, Segment, UnsupportedError, csvfile, jsonfile, open_document, pieces
from piiguard.formats import charset as charsets
from piiguard.guard import Guard
from piiguard.scan.search import Search
from piiguard.scan.treating import Treating
from piiguard.testing import Values

CODECS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
GUARD = Guard()
SEARCH = Search(GUARD)
VALUES = Values(20261122)
MARK = re.compile("1[3-9][0-9]{9}")


def marked(segment: Segment) -> Masked:
    """A stand-in for a guard that depends on nothing: every mobile becomes ``###``."""
    edits: list[Edit] = []
    out = done = 0
    text = ""
    for hit in MARK.finditer(segment.text):
        text += segment.text[done : hit.start()] + "###"
        out = len(text)
        edits.append(Edit("X", "mask", hit.start(), hit.end(), out - 3, out, 1.0))
        done = hit.end()
    return Masked(text + segment.text[done:], tuple(edits))


def opened(data: bytes, name: str = "", **options: Any) -> Document:
    return open_document(io.BytesIO(data), name, **options)


def rewritten(data: bytes, name: str = "", mask: Callable[[Segment], Masked] = marked) -> bytes:
    out = io.BytesIO()
    opened(data, name, strict=True).rewrite(out, mask)
    return out.getvalue()


def segments(data: bytes, name: str = "") -> list[tuple[str, str | None, dict[str, int | str]]]:
    return [(found.text, found.label, found.location) for found in opened(data, name).segments()]


def mobiles(count: int) -> list[str]:
    return [VALUES.mobile() for _ in range(count)]


def is_same_but_marked(before: bytes, after: bytes, codec: str) -> bool:
    return after == MARK.sub("###", before.decode(codec)).encode(codec)


# -- which format -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "format_"),
    [
        ("今天天气不错\n", "a.csv", "text"),
        ('{"a": 1}\n{"a": 2}\n', "a.txt", "jsonl"),
        ('{"a": 1}\n', "a.jsonl", "jsonl"),
        ('{"a": 1}\n', "a.txt", "json"),
        ('{\n "a": 1\n}\n', "a.jsonl", "json"),
        ('{"a": 1}\nnot json\n{"a": 2}\n', "", "jsonl"),
        ("[1,\n2]", "x", "json"),
        ("[2026-11-22 10:00:00] INFO started\n", "a.json", "text"),
        ("[INFO] started\n[INFO] done\n", "", "text"),
        ("{not: json}\n", "a.json", "text"),
        ("姓名,城市,手机\n张三,北京,1\n李四,上海,2\n", "a.txt", "csv"),
        ("姓名\t城市\t手机\n张三\t北京\t1\n李四\t上海\t2\n", "", "csv"),
        ("姓名;城市;手机\n张三;北京;1\n李四;上海;2\n", "", "csv"),
        ("姓名|城市|手机\n张三|北京|1\n李四|上海|2\n", "", "csv"),
        ("姓名,手机\n张三,1\n", "a.csv", "csv"),
        ("姓名,手机\n张三,1\n", "a.txt", "text"),
        ("手机\n1\n", "a.csv", "csv"),
        ("你好, 请问\n在吗, 亲\n在的, 您说\n", "chat.txt", "text"),
        ("2026-11-22 10:00:00,123 INFO a, b\n2026-11-22 10:00:01,123 INFO c, d\n", "a.log", "text"),
        ('{"a": "' + "x" * 100_000 + '"}\n{}\n', "a.jsonl", "jsonl"),
        ("", "a.json", "text"),
        ("\n\n\n", "a.csv", "text"),
    ],
)
def test_format_by_content(data: str, name: str, format_: str) -> None:
    assert opened(data.encode(), name).format == format_


def test_containers_whatever_their_name() -> None:
    document = opened(b"PK\x03\x04" + bytes(40), "export.csv")
    assert document.format == "zip"
    with pytest.raises(FormatError, match="zip"):
        list(document.members())


# -- where things are -------------------------------------------------------------------------


def test_text_locations() -> None:
    found = list(opened("你好\r\n\n手机 x\n".encode()).segments())
    assert [segment.text for segment in found] == ["你好", "", "手机 x"]
    assert [segment.locate(1) for segment in opened(b"ab\ncd").segments()] == [
        {"line": 1, "column": 2},
        {"line": 2, "column": 2},
    ]


def test_jsonl_locations_and_labels() -> None:
    data = '{"客户": {"手机号": ["a", 12]}, "n": 1.50}\n\noops "x"\n["z"]\n'.encode()
    values = [(text, label, where) for text, label, where in segments(data, "a.jsonl") if "path" in where]
    assert ("a", "手机号", {"line": 1, "path": "$.客户.手机号[0]"}) in values
    assert ("12", "手机号", {"line": 1, "path": "$.客户.手机号[1]"}) in values
    assert ("1.50", "n", {"line": 1, "path": "$.n"}) in values
    assert ("z", None, {"line": 4, "path": "$[0]"}) in values
    assert ('oops "x"', None, {"line": 3, "column": 1}) in segments(data, "a.jsonl")


def test_json_locations_over_lines() -> None:
    data = b'{\n  "a b": [\n    {"id": "x"},\n    "y"\n  ]\n}\n'
    found = {text: where for text, label, where in segments(data)}
    assert found["x"] == {"line": 3, "path": '$["a b"][0].id'}
    assert found["y"] == {"line": 4, "path": '$["a b"][1]'}


def test_outer_key_is_the_label_where_the_inner_one_names_nothing() -> None:
    number = VALUES.policy_number("life")
    for record in ({"保单号": {"value": number}}, {"保单号": [{"no": number}]}):
        data = json.dumps(record, ensure_ascii=False).encode()
        labels = [found.label for found in opened(data, keys=SEARCH.keys).segments() if found.text == number]
        assert labels == ["保单号"]


def test_csv_locations_labels_and_embedded_line_ends() -> None:
    data = '理赔导出,,\r\n姓名,手机号,备注\r\n张三,138,"第一行\n第二,行"\r\n李四,139,x\r\n'.encode()
    found = segments(data, "a.csv")
    assert ("138", "手机号", {"row": 3, "column": 2, "line": 3, "field": "手机号"}) in found
    assert ("第一行\n第二,行", "备注", {"row": 3, "column": 3, "line": 3, "field": "备注"}) in found
    assert ("139", "手机号", {"row": 4, "column": 2, "line": 5, "field": "手机号"}) in found


def test_csv_without_header_reads_the_cell_to_the_left_as_label() -> None:
    found = segments("手机号,1380000\n保单号,PD2026\n".encode(), "a.csv")
    assert [(text, label) for text, label, _ in found][1] == ("1380000", "手机号")


def test_keys_that_hold_findings_are_not_shown() -> None:
    phone = VALUES.mobile()
    data = json.dumps({phone: {"x": "y"}}).encode()
    where = [found.location for found in opened(data, keys=SEARCH.keys).segments()]
    assert phone not in str(where)


# -- copies: nothing but findings changes -----------------------------------------------------

LINES = "客户电话{}，已记录。\r\n\n第二行 {} 和 {}\r\n没有换行 {}"
JSONL = '{{"text": "电话\\t{}",  "n": {}, "deep": [null, true, -1.5e3, "\\u624b\\u673a{}"]}}\n\nbroken {}\n'
JSON = '{{\n\t"手机": "{}",\n  "空": {{}}, "列": [ ],\n "多": ["{}", "😀\\ud83d\\ude00 {}"] , "{}": 0}}\n'
CSV = '姓名,"手机",备注\r\n张三,{},"说""好"",\n电话{}"\r\n李四,"{}",\r\n王五,{},"x"'


@pytest.mark.parametrize("codec", [*CODECS, "big5"])
@pytest.mark.parametrize(
    ("template", "name"), [(LINES, ""), (JSONL, "a.jsonl"), (JSON, ""), (CSV, "a.csv")], ids=["text", "jsonl", "json", "csv"]
)
def test_copy_in_every_charset(template: str, name: str, codec: str) -> None:
    text = template.format(*mobiles(4))
    if codec == "big5":
        text = text.replace("电话", "電話").replace("张", "張").replace("记录", "記錄").replace("没有换", "沒有換")
        text = re.sub("[客户，。机号备注说好备见李四王五第二行和空列多手😀]", "好", text)
    data = text.encode(codec)
    after = rewritten(data, name)
    want = MARK.sub("###", text).replace('"n": ###', '"n": "###"')
    assert after == want.encode(codec)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl", "a.json"])
@given(text=st.text(st.sampled_from('手机号张好,;|\t"\'\\/{}[]:\r\n 1aéß😀0.-u'), max_size=80))
@settings(max_examples=40, deadline=None)
def test_any_text_comes_back_byte_for_byte(codec: str, name: str, text: str) -> None:
    """Whatever a file is taken for: a copy without findings is the file. What cannot be read whole is refused."""
    data = text.encode(codec)
    try:
        assert rewritten(data, name, lambda segment: Masked(segment.text, ())) == data
    except UnsupportedError:
        assert codec.startswith("utf-16")  # a few characters of it may look like anything
    except FormatError:
        document = opened(data, name)
        list(document.pieces())
        assert document.unread()


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl", "a.json"])
@given(text=st.text(st.sampled_from('手,;\t"\\{}[]: \r\nu1'), max_size=60), block=st.sampled_from([1, 2, 5, 64]))
@settings(max_examples=60, deadline=None)
def test_pieces_do_not_depend_on_blocks(name: str, text: str, block: int) -> None:
    data = (text + VALUES.mobile()).encode()

    def all_of() -> list[Any]:
        document = opened(data, name)
        found = [(p.segment.text, p.segment.label, p.segment.location) for p in document.pieces() if p.segment]
        return [found, document.unread(), document.notes()]

    whole = all_of()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charsets, "BLOCK", block)
        assert all_of() == whole


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.sampled_from(mobiles(5)),
    st.sampled_from(mobiles(5)).map(int), st.sampled_from([VALUES.id_card() for _ in range(5)]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12), st.sampled_from(mobiles(5)).map(float),
)  # fmt: skip
KEYS = st.one_of(st.sampled_from(["手机号", "idNo", "x", "a b", "保单号"]), st.sampled_from(mobiles(3)), st.text(max_size=4))
RECORDS = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)), max_leaves=8
)


@given(record=st.dictionaries(KEYS, RECORDS, max_size=4), ascii_only=st.booleans(), indent=st.sampled_from([None, 1]))
@settings(max_examples=300, deadline=None)
def test_json_copy_is_the_masked_record(record: Any, ascii_only: bool, indent: int | None) -> None:
    """The streaming rewriter and ``guard.mask_record`` are two ways to the same record."""
    text = json.dumps(record, ensure_ascii=ascii_only, indent=indent)
    try:
        data = text.encode()
    except UnicodeEncodeError:
        data = json.dumps(record, indent=indent).encode()
    record = json.loads(re.sub(r"\\ud[89a-f][0-9a-f]{2}", lambda hit: hit[0], data.decode()))
    out = io.BytesIO()
    document = open_document(io.BytesIO(data), "a.json", strict=True, keys=SEARCH.keys)
    document.rewrite(out, SEARCH.process)
    again = json.loads(out.getvalue())
    want = json.loads(json.dumps(GUARD.mask_record(record)))
    assert again == want


@given(
    rows=st.lists(
        st.lists(st.one_of(st.text('手机,;"\n\r a1', max_size=8), st.sampled_from(mobiles(4))), min_size=3, max_size=3),
        min_size=3,
        max_size=6,
    ),
    delimiter=st.sampled_from(",\t;|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@settings(max_examples=200, deadline=None)
def test_csv_copy_as_another_reader_sees_it(rows: list[list[str]], delimiter: str, quoting: Any) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=quoting).writerows([["甲", "乙", "丙"], *rows])
    after = rewritten(text.getvalue().encode(), "a.csv").decode()
    seen = list(csv.reader(io.StringIO(after, newline=""), delimiter=delimiter))
    source = list(csv.reader(io.StringIO(text.getvalue(), newline=""), delimiter=delimiter))
    assert seen == [[MARK.sub("###", cell) for cell in row] for row in source]


def test_changed_cells_keep_the_table_whole() -> None:
    """A replacement with a delimiter, a quote or a line end is quoted."""

    def nasty(segment: Segment) -> Masked:
        hits = MARK.finditer(segment.text)
        edits = (Edit("X", "replace", *hit.span(), hit.start(), hit.start() + 6, 1.0) for hit in hits)
        return Masked(MARK.sub('a,"b"\n', segment.text), tuple(edits))

    after = rewritten(f"x,y\n1,{VALUES.mobile()}\n".encode(), "a.csv", nasty).decode()
    assert list(csv.reader(io.StringIO(after, newline=""))) == [["x", "y"], ["1", 'a,"b"\n']]


def test_exported_floats() -> None:
    phone = VALUES.mobile()
    assert rewritten(f"姓名,手机\n张三,{phone}.0\n".encode(), "a.csv") == "姓名,手机\n张三,###\n".encode()
    assert rewritten(f'{{"a": {phone}.0, "b": 1.0}}'.encode()) == b'{"a": "###", "b": 1.0}'


def test_keys_that_mask_to_the_same_stay_two() -> None:
    first, second = mobiles(2)
    assert json.loads(rewritten(json.dumps({first: 1, second: 2}).encode())) == {"###": 1, "####2": 2}


def test_old_mac_line_ends() -> None:
    data = "姓名,手机,备注\r张三,{},a\r李四,{},b\r".format(*mobiles(2)).encode()
    assert is_same_but_marked(data, rewritten(data, "a.csv"), "utf-8")


def test_escapes_in_log_lines() -> None:
    phone = VALUES.mobile()
    line = f'INFO body={{"msg":"\\u624b\\u673a\\n{phone}"}}\n'
    assert rewritten(line.encode()) == line.replace(phone, "###").encode()
    segment = next(iter(opened(line.encode()).segments()))
    assert "手机\n" in segment.text
    assert segment.locate(segment.text.index(phone))["column"] == line.index(phone) + 1


# -- what is broken is searched and said, never dropped ----------------------------------------


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ('{{"a": 1,\n "b": {{"c": "{0}"', "a.json"),
        ('{{"a": 1,\n "b": "{0}" "c"}}', "a.json"),
        ('{{"a": [1, 2\n, "x}} {0}', "a.json"),
        ('姓名,手机,备注\n张三,1,a\n李四,2,"开头没有结尾 {0}\n王五,3,c\n', "a.csv"),
    ],
)
def test_faults_make_a_document_partial(template: str, name: str) -> None:
    phone = VALUES.mobile()
    document = opened(template.format(phone).encode(), name)
    assert document.format != "text"
    assert sum(phone in segment.text for segment in document.segments())
    assert document.unread()
    with pytest.raises(FormatError):
        rewritten(template.format(phone).encode(), name)


def test_hostile_json() -> None:
    phone = VALUES.mobile()
    for data in ("[" * 200_000 + phone, '{"a":' * 5000 + phone, '{"n": ' + "9" * 10_000 + ', "p": "' + phone + '"}'):
        document = opened(data.encode(), "a.json")
        assert any(phone in segment.text for segment in document.segments())


def test_hostile_jsonl_line_is_text() -> None:
    phone = VALUES.mobile()
    data = '{"a": 1}\n' * 3 + "[" * 5000 + phone + "\n" + '{"a": 2}\n'
    document = opened(data.encode(), "a.jsonl")
    assert sum(phone in segment.text for segment in document.segments())
    assert document.notes()


def test_encoded_mail_is_read_and_its_copy_encoded_again() -> None:
    mail = "From: a@example.com\nSubject: x\nDate: x\nContent-Transfer-Encoding: base64\n\nMTM4MDAxMzgwMDA=\n"
    document = opened(mail.encode())
    assert "13800138000" in [segment.text for segment in document.segments()]
    assert not document.unread()
    out = io.BytesIO()
    opened(mail.encode(), strict=True).rewrite(out, Treating(SEARCH))
    head, _, body = out.getvalue().partition(b"\n\n")
    assert b"Content-Transfer-Encoding: base64" in head
    assert base64.b64decode(body) == b"138******00"


def test_reprs_show_no_text() -> None:
    phone = VALUES.mobile()
    for data, name in ((phone, ""), (f'{{"{phone}": {phone}}}', ""), (f"a,b\n1,{phone}\n", "a.csv")):
        for piece in opened(data.encode(), name).pieces():
            assert phone not in repr(piece) + repr(piece.segment)


# -- long things in bounded memory -------------------------------------------------------------


class Long(io.RawIOBase):
    """``unit`` over and over between a head and a tail, made up as it is read."""

    def __init__(self, head: bytes, unit: bytes, count: int, tail: bytes) -> None:
        self._parts = head, unit, count, tail
        self.size = len(head) + len(unit) * count + len(tail)
        self._at = 0

    def seek(self, offset: int, whence: int = 0) -> int:
        assert whence == 0
        self._at = offset
        return offset

    def read(self, size: int = -1) -> bytes:
        head, unit, count, tail = self._parts
        body = len(unit) * count
        start, stop = self._at, min(self.size, self._at + size)
        self._at = stop
        low, high = max(0, start - len(head)), min(body, stop - len(head))
        middle = b""
        if high > low:
            skip = low % len(unit)
            middle = (unit * ((high - low) // len(unit) + 2))[skip : skip + high - low]
        after = max(0, start - len(head) - body), max(0, stop - len(head) - body)
        return head[start:stop] + middle + tail[after[0] : after[1]]


class Sum:
    """Counts what is written and keeps the end of it."""

    def __init__(self) -> None:
        self.size = 0
        self.marks = 0
        self._end = b""

    def write(self, data: bytes) -> int:
        window = self._end + data
        self.marks += window.count(b"###") - self._end.count(b"###")
        self._end = window[-2:]
        self.size += len(data)
        return len(data)


@pytest.mark.parametrize(
    ("head", "unit", "tail", "format_"),
    [
        (b"x ", b"a%s " % (b"b" * 4000), b" end\n", "text"),
        (b'{"a": "', b"%s\\u624b\\n" % (b"b" * 4000), b'", "b": [1]}', "json"),
        (b'["', b'x%s","' % (b"b" * 4000), b'"]', "json"),
        (b"a,b,c\n", b"1,%s,x\n" % (b"b" * 4000), b"", "csv"),
        (b"", b'{"a": "%s"}\n' % (b"b" * 4000), b"", "jsonl"),
    ],
    ids=["line", "string", "list", "rows", "lines"],
)
def test_memory_is_bounded(head: bytes, unit: bytes, tail: bytes, format_: str) -> None:
    """16 MB through a copy in under 12 MB, values at every window's edge among it."""
    phone = VALUES.mobile().encode()
    count = 16_000_000 // len(unit)
    source: Any = Long(head, unit.replace(b"bbbbbbbbbbbbbb", b"b %s b" % phone, 1), count, tail)
    out: Any = Sum()
    tracemalloc.start()
    document = open_document(source, strict=True)
    document.rewrite(out, marked)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert document.format == format_
    assert out.marks == count
    assert out.size == source.size - count * 8
    assert peak < 12_000_000


@pytest.mark.parametrize("quote", ["", '"'], ids=["line", "string"])
def test_values_over_the_edges_of_windows(monkeypatch: pytest.MonkeyPatch, quote: str) -> None:
    """A value at every place around a window's edge is found once and masked once."""
    for module in (pieces, jsonfile):
        monkeypatch.setattr(module, "LONG", 600)
    monkeypatch.setattr(pieces, "WINDOW", 256)
    monkeypatch.setattr(pieces, "OVERLAP", 32)
    monkeypatch.setattr(charsets, "BLOCK", 64)
    phone = VALUES.mobile()
    for shift in range(200, 300):
        body = "好" * shift + phone + "好" * 700 + phone + "\\n" * 200
        data = f"[{quote}{body}{quote}]".encode() if quote else f"{body}\n尾".encode()
        assert rewritten(data, strictly(quote)) == data.replace(phone.encode(), b"###"), shift
        found = [
            segment.base + hit.start()
            for segment in opened(data, strictly(quote)).segments()
            for hit in MARK.finditer(segment.text)
            if segment.begin <= hit.start() < segment.stop
        ]
        assert found == [shift, shift + 711], shift


def strictly(quote: str) -> str:
    return "a.json" if quote else "a.txt"


def test_long_cell_is_text_and_partial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvfile, "LONG", 500)
    monkeypatch.setattr(charsets, "BLOCK", 64)
    phone = VALUES.mobile()
    data = ("a,b,c\n1,2,3\n4,5,6\n" + '7,"' + "x" * 900 + f'",{phone}\n').encode()
    document = opened(data, "a.csv")
    assert sum(phone in segment.text for segment in document.segments()) == 1
    assert document.unread()



def test_csv_addresses_in_a_table_of_organisations_are_theirs() -> None:
    table = "机构,地址,热线\n{}中心支公司,上海市静安区南京西路1266号,95500\n".format
    branches = table("南京") + table("苏州").split("\n")[1] + "\n"
    assert [label for _, label, _ in segments(branches.encode(), "a.csv")][3:6] == ["机构", "机构地址", "热线"]
    assert not GUARD.find("上海市静安区南京西路1266号", "机构地址")
    customers = branches.replace("热线", "投保人")
    assert "地址" in [label for _, label, _ in segments(customers.encode(), "a.csv")]


def test_a_title_above_a_short_table() -> None:
    """Five rows under a title: six cells a row, not one column whose name is the title."""
    rows = "".join(f"{at},1990-03-{at + 10},甲\n" for at in range(5))
    document = opened(f"客户明细\n编号,出生日期,备注\n{rows}".encode(), "a.csv")
    labels = {segment.label for segment in document.segments()}
    assert "出生日期" in labels
    assert "客户明细" not in labels


def test_a_tab_before_every_value_is_no_delimiter() -> None:
    """What exports put there so that Excel does not round the number."""
    rows = "".join(f"\t{at},\t1990-03-{at + 10},\t甲\n" for at in range(8))
    document = opened(f"\t编号,\t出生日期,\t备注\n{rows}".encode(), "a.csv")
    assert {"编号", "出生日期", "备注"} <= {segment.label for segment in document.segments()}
    tabs = "".join(f"{at}\t1990-03-{at + 10}\t甲,乙\n" for at in range(8))
    document = opened(f"编号\t出生日期\t备注\n{tabs}".encode(), "a.tsv")
    assert {"编号", "出生日期", "备注"} <= {segment.label for segment in document.segments()}
