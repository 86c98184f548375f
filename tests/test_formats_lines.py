"""Dumps, settings and subtitles: values with their labels, and copies in which only findings differ."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_formats_markup import HTML, PHONE, SEARCH, WEAK, XML, blocks, copy, found, masked, opened, places

from piiguard.errors import FormatError
from piiguard.formats import Keys, Location, Segment, sqlfile
from piiguard.formats.batches import Cells

MYSQL = f"""-- MySQL dump 10.13
/*!40101 SET NAMES utf8 */;
CREATE TABLE `cust` (
  `id` bigint NOT NULL,
  `policy_no` varchar(40) DEFAULT NULL,
  `c3` varchar(40) COMMENT '保单号',
  PRIMARY KEY (`id`)
) ENGINE=InnoDB;
INSERT INTO `cust` VALUES (1,'{WEAK}','{WEAK}'),(2,'it''s \\'手机{PHONE}\\'',NULL),
({PHONE},_binary 'x',now());
-- 电话 {PHONE}
"""
POSTGRES = f"""SET standard_conforming_strings = on;
CREATE TABLE public.c (
    id integer,
    policy_no text
);
COPY public.c (id, policy_no) FROM stdin;
1\t{WEAK}
\\N\t手机\\t{PHONE}
\\.

INSERT INTO public.c (id, policy_no) VALUES
  (1, 'C:\\'),
  (2, E'\\'{WEAK}'), -- 电话 {PHONE}
  (3, '{WEAK}') ON CONFLICT DO NOTHING;
"""


def test_mysql_dump() -> None:
    assert opened(MYSQL).format == "sql"
    assert places(MYSQL, "CN_POLICY_NUMBER") == [
        {"table": "cust", "row": 1, "line": 9, "column": 2, "field": "policy_no"},
        {"table": "cust", "row": 1, "line": 9, "column": 3, "field": "c3"},
    ]
    assert places(MYSQL, "CN_MOBILE") == [
        {"table": "cust", "row": 2, "line": 9, "column": 2, "field": "policy_no"},
        {"table": "cust", "row": 3, "line": 10, "column": 1, "field": "id"},
        {"line": 11, "column": 7},
    ]
    weak, phone = masked(WEAK, "policy_no"), masked(PHONE, "手机")
    want = MYSQL.replace(WEAK, weak).replace(f"({PHONE},", f"('{phone}',").replace(PHONE, phone)
    assert copy(MYSQL) == want
    assert not opened(want).unread()
    assert not places(want, "CN_MOBILE")


def test_postgres_dump() -> None:
    assert opened(POSTGRES).format == "sql"
    assert places(POSTGRES, "CN_POLICY_NUMBER") == [
        {"table": "c", "row": 1, "line": 7, "column": 2, "field": "policy_no"},
        {"table": "c", "row": 4, "line": 13, "column": 2, "field": "policy_no"},
        {"table": "c", "row": 5, "line": 14, "column": 2, "field": "policy_no"},
    ]
    assert [place["line"] for place in places(POSTGRES, "CN_MOBILE")] == [8, 13]
    assert not opened(POSTGRES).unread()
    assert copy(POSTGRES) == POSTGRES.replace(WEAK, masked(WEAK, "policy_no")).replace(PHONE, masked(PHONE, "手机"))


def test_a_dump_that_breaks_off_is_partial() -> None:
    text = f"CREATE TABLE t(policy_no TEXT);\nINSERT INTO t VALUES('{WEAK}');\nINSERT INTO t VALUES('手机{PHONE}"
    document = opened(text)
    assert len(places(text, "CN_POLICY_NUMBER")) == len(places(text, "CN_MOBILE")) == 1
    list(document.segments())
    assert document.unread()
    with pytest.raises(FormatError):
        copy(text)


@given(
    rows=st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), st.booleans()), min_size=1),
    dialect=st.sampled_from(["mysql", "standard", "copy"]),
)
@settings(max_examples=150, deadline=None)
def test_every_value_of_a_dump_is_read_as_it_was(rows: list[tuple[str, bool]], dialect: str) -> None:
    values = [text for text, null in rows if not null]
    if dialect == "copy":
        written = [text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r") for text, _ in rows]
        fields = ["\\N" if null else text for text, (_, null) in zip(written, rows, strict=True)]
        lines = [f"1\t{field}\n" for field in fields]
        dump = "CREATE TABLE t (\n a int,\n b text\n);\nCOPY t (a, b) FROM stdin;\n" + "".join(lines) + "\\.\n"
    else:
        back = (lambda text: text.replace("\\", "\\\\")) if dialect == "mysql" else (lambda text: text)
        tuples = [f"(1,{'NULL' if null else chr(39) + back(text).replace(chr(39), chr(39) * 2) + chr(39)})" for text, null in rows]
        name = "`t`" if dialect == "mysql" else "t"
        dump = f"CREATE TABLE {name} (\n a int,\n b text\n);\nINSERT INTO {name} VALUES {','.join(tuples)};\n"
    assert sqlfile.begins(dump)
    faults: list[str] = []
    segments = [piece.segment for piece in sqlfile.pieces(blocks(dump, 64), Keys(), faults) if piece.segment]
    read = [segment.text for segment in segments if segment.location.get("field") == "b"]
    assert read == [text for text in values if text or dialect != "copy"]
    assert not faults


YAML = f"""# 电话 {PHONE}
客户:
  - 姓名: 甲
    保单号: {WEAK}
    nested:
      - {WEAK}  # x
    folded: >-
      电话{PHONE[:3]}
      {PHONE[3:]}
    lit: |
      手机：
      {PHONE}

    保单: "{WEAK[:4]}\\
      {WEAK[4:]}"
    w: &a !!str "\\u624b\\u673a{PHONE}"
  - [1, {PHONE}]
"""


def test_yaml() -> None:
    assert opened(YAML, "a.yaml").format == "yaml"
    assert opened("---\n" + YAML).format == "yaml"
    assert [place["path"] for place in places(YAML, "CN_POLICY_NUMBER", "a.yml")] == ["$.客户.保单号", "$.客户.保单"]
    where = [(place["line"], place.get("path")) for place in places(YAML, "CN_MOBILE", "a.yml")]
    assert where == [(1, None), (8, "$.客户.folded"), (12, "$.客户.lit"), (16, "$.客户.w"), (17, "$.客户")]
    phone, weak = masked(PHONE, "手机"), masked(WEAK, "保单号")
    want = YAML.replace(f"- {WEAK}", "\0").replace(f"{PHONE[:3]}\n      {PHONE[3:]}", f"{phone}\n      ").replace(PHONE, phone)
    want = want.replace(f"{WEAK[:4]}\\\n      {WEAK[4:]}", f"{weak}\\\n      ").replace(WEAK, weak).replace("\0", f"- {WEAK}")
    assert copy(YAML, "a.yml") == want


def test_a_yaml_list_has_its_keys_label() -> None:
    text = f"保单号:\n  - {WEAK}\n  - '{WEAK}'\n其他:\n  - {WEAK}\n"
    assert [place["line"] for place in places(text, "CN_POLICY_NUMBER", "a.yaml")] == [2, 3]


def test_yaml_that_would_not_be_one_gets_quotes() -> None:
    pieces = opened("手机: 甲\n", "a.yaml").pieces()
    piece = next(piece for piece in pieces if piece.segment and piece.segment.text == "甲")
    assert piece.render([(0, 1, "*")]) == '"*"'
    assert piece.render([(0, 1, "乙")]) == "乙"


INI = f"""[db]
; 电话 {PHONE}
policyNo = {WEAK}
policyNo="{WEAK}"
x = a
  手机{PHONE}
y = {WEAK}
[保单号]
a={WEAK}
"""


def test_ini_and_its_like() -> None:
    assert opened(INI).format == "ini"
    assert places(INI, "CN_POLICY_NUMBER") == [
        {"line": 3, "path": "db.policyNo"},
        {"line": 4, "path": "db.policyNo"},
        {"line": 9, "path": "保单号.a"},
    ]
    assert [place["line"] for place in places(INI, "CN_MOBILE")] == [2, 6]
    keep = f"y = {WEAK}"
    want = INI.replace(keep, "\0").replace(WEAK, masked(WEAK, "policyNo")).replace(PHONE, masked(PHONE, "手机")).replace("\0", keep)
    assert copy(INI) == want
    properties = f"a.policyNo={WEAK[:4]}\\\n  {WEAK[4:]}\nb: \\u624b\\u673a{PHONE}\nexport PHONE='{PHONE}'\n"
    for name in (".env", "a.properties", "a.toml"):
        assert opened(properties, name).format == "ini"
        assert [what for what, _, _ in found(properties, name)] == ["CN_POLICY_NUMBER", "CN_MOBILE", "CN_MOBILE"]


def test_lines_that_only_look_like_keys_stay_text() -> None:
    for text in ("[INFO] a=1\n[INFO] b=2\n", "姓名: 甲\n手机: 乙\n地址: 丙\n", "甲：你好\n乙：在吗\n", "a = b\nc = d\n", "--- \n你好\n"):
        assert opened(text, "a.txt").format == "text"


SRT = f"""1
00:00:01,000 --> 00:00:04,000
我的手机是{PHONE[:4]}
<i>{PHONE[4:8]}</i>{PHONE[8:]}，保单
号{WEAK}

2
00:00:05,000 --> 00:00:06,000 X1:20
- 好的，2026
- {PHONE}
"""
VTT = f"""WEBVTT

NOTE 电话 {PHONE}

00:01.000 --> 00:04.000 align:start
<v 保单号>{WEAK[:5]}
{WEAK[5:]}</v> &amp;

00:05.000 --> 00:06.000
号码2026
{PHONE}
"""


def test_subtitles_are_read_as_they_are_spoken() -> None:
    assert opened(SRT).format == "srt"
    assert opened(VTT).format == "vtt"
    assert places(SRT, "CN_MOBILE") == [{"cue": 1, "line": 3}, {"cue": 2, "line": 10}]
    assert places(SRT, "CN_POLICY_NUMBER") == [{"cue": 1, "line": 5}]
    assert places(VTT, "CN_POLICY_NUMBER") == [{"cue": 1, "line": 6}]
    assert places(VTT, "CN_MOBILE") == [{"line": 3, "column": 9}, {"cue": 2, "line": 11}]
    phone, weak = masked(PHONE, "手机"), masked(WEAK, "保单号")
    want = SRT.replace(f"{PHONE[:4]}\n<i>{PHONE[4:8]}</i>{PHONE[8:]}", f"{phone}\n<i></i>").replace(WEAK, weak).replace(PHONE, phone)
    assert copy(SRT) == want
    assert copy(VTT) == VTT.replace(f"{WEAK[:5]}\n{WEAK[5:]}", f"{weak}\n").replace(PHONE, phone)


def test_a_cue_never_gets_an_empty_line() -> None:
    text = f"WEBVTT\n\n00:01.000 --> 00:04.000\n手机{PHONE[:3]}\n{PHONE[3:7]}\n{PHONE[7:]}\n好\n"
    assert copy(text) == f"WEBVTT\n\n00:01.000 --> 00:04.000\n手机{masked(PHONE, '手机')}\n好\n"


def test_ass_lines() -> None:
    text = f"[Script Info]\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,D,甲,0,0,0,,{{\\b1}}手机\\N{PHONE[:4]}\\N{PHONE[4:]}\n"
    assert opened(text).format == "ass"
    assert places(text, "CN_MOBILE") == [{"cue": 1, "line": 3}]
    assert copy(text) == text.replace(f"{PHONE[:4]}\\N{PHONE[4:]}", masked(PHONE, "手机") + "\\N")


@pytest.mark.parametrize("text", [XML, HTML, MYSQL, POSTGRES, "---\n" + YAML, INI, SRT, VTT])
def test_batches_are_the_segments(text: str) -> None:
    """What a scan draws in batches is what a masked copy draws one by one, at the same places."""
    want = [(one.text, one.label, one.location) for one in opened(text).segments() if one.text]
    got: list[tuple[str, str | None, Location]] = []
    for item in opened(text).batches():
        if isinstance(item, Cells):
            values = [
                (place[:2], (text, label, item.locate(place)))
                for label, texts, places, _ in item.groups
                for text, place in zip(texts, places, strict=True)
            ]
            got += [value for _, value in sorted(values, key=lambda value: value[0])]
        else:
            assert isinstance(item, Segment)
            got.append((item.text, item.label, item.location))
    assert got == want


def test_keys_that_hold_findings_are_not_shown() -> None:
    for text, name in ((f"<a>手机<b x_{PHONE}='手机{PHONE}'/></a>", "a.xml"), (f"{PHONE}: 手机{PHONE}\n", "a.yaml"), (f"{PHONE}=手机{PHONE}\n", "a.ini")):
        shown = [str(segment.location) for segment in opened(text, name).segments()]
        assert PHONE not in "".join(shown)
    assert SEARCH.keys.named("保单号")
