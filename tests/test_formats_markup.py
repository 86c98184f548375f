"""Text formats with structure: what is said is found where it is said, and a copy differs in the findings only."""

from __future__ import annotations

import importlib
import io
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiguard.errors import FormatError
from piiguard.findings import Masked
from piiguard.formats import TextDocument, detect, open_document
from piiguard.formats.pieces import LONG, Feed, Keys, Location
from piiguard.formats.woven import WovenPiece
from piiguard.guard import Guard
from piiguard.scan.search import Search
from piiguard.testing import Values

SEARCH = Search(Guard())
VALUES = Values("formats-markup")
PHONE = VALUES.mobile()
# A number that is one only beside its label.
WEAK = next(number for number in iter(lambda: VALUES.policy_number("life"), "") if not SEARCH.guard.find(number))
DIGITS = "".join(char for char in WEAK if char.isdigit())


def opened(text: str | bytes, name: str = "", **options: Any) -> TextDocument:
    data = text.encode() if isinstance(text, str) else text
    document = open_document(io.BytesIO(data), name, keys=SEARCH.keys, **options)
    assert isinstance(document, TextDocument)
    return document


def found(text: str | bytes, name: str = "") -> list[tuple[str, str, Location]]:
    """(type, value, place) of all that is found."""
    return [
        (edit.entity_type, segment.text[edit.start : edit.end], segment.locate(edit.start))
        for segment in opened(text, name).segments()
        for edit in SEARCH.edits(segment, SEARCH.process(segment))
    ]


def places(text: str | bytes, kind: str, name: str = "") -> list[Location]:
    return [place for what, _, place in found(text, name) if what == kind]


def copy(text: str, name: str = "") -> str:
    out = io.BytesIO()
    opened(text, name, strict=True).rewrite(out, SEARCH.process)
    return out.getvalue().decode()


def masked(value: str, label: str) -> str:
    return SEARCH.guard.process(value, label).text


XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE 客户列表 [<!ENTITY x "{PHONE}"><!ENTITY y "&x;&x;">]>
<客户列表 xmlns:a="u">
 <a:客户 phone="{PHONE[:3]}&#{ord(PHONE[3])};{PHONE[4:]}">
  <policyNo>{WEAK}</policyNo><b>&#25163;&#26426;{PHONE}&amp;&lt;</b>
  <field name="保单号">{WEAK}</field><field name="x">{WEAK}</field>
  <key>保单号</key><value><![CDATA[{WEAK}]]></value>
  <!-- 电话 {PHONE} -->
 </a:客户>
 <a:客户 policyNo='{WEAK}'/><item key="保单号" value="{WEAK}"/>
</客户列表>
"""


def test_xml_places_and_labels() -> None:
    assert opened(XML).format == "xml"
    assert places(XML, "CN_POLICY_NUMBER") == [
        {"line": 5, "path": "/客户列表/a:客户/policyNo"},
        {"line": 6, "path": "/客户列表/a:客户/field"},
        {"line": 7, "path": "/客户列表/a:客户/value"},
        {"line": 10, "path": "/客户列表/a:客户[2]/@policyNo"},
        {"line": 10, "path": "/客户列表/item/@value"},
    ]
    assert places(XML, "CN_MOBILE") == [
        {"line": 2},
        {"line": 4, "path": "/客户列表/a:客户/@phone"},
        {"line": 5, "path": "/客户列表/a:客户/b"},
        {"line": 8, "path": "/客户列表/a:客户"},
    ]


def test_xml_copy_changes_findings_only() -> None:
    phone, weak = masked(PHONE, "phone"), masked(WEAK, "policyNo")
    plain = f'<field name="x">{WEAK}</field>'
    want = XML.replace(f"{PHONE[:3]}&#{ord(PHONE[3])};{PHONE[4:]}", PHONE).replace(plain, "\0").replace(PHONE, phone)
    want = want.replace(WEAK, weak).replace("\0", plain)
    after = copy(XML)
    assert after == want
    assert not places(after, "CN_MOBILE")


def test_entities_are_never_expanded() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a0 "x">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)) + "]>"
    text = bomb + f'<a><b>&a11;</b><!ENTITY e SYSTEM "file:///etc/passwd"><c>&e;{PHONE}</c></a>'
    document = opened('<?xml version="1.0"?>' + text)
    assert max(len(segment.text) for segment in document.segments()) < len(text)
    assert len(places('<?xml version="1.0"?>' + text, "CN_MOBILE")) == 1


@pytest.mark.parametrize("broken", ["<a><b>{}</a>手机{}", "<a>手机{} <", "<a><b>{}</b> 手机{}", "<a x='1'><b/><![CDATA[手机{}{}"])
def test_broken_xml_is_read_as_text_from_there(broken: str) -> None:
    text = '<?xml version="1.0"?>\n' + broken.format(PHONE, PHONE)
    document = opened(text)
    assert PHONE in "".join(segment.text for segment in document.segments())
    assert document.unread()
    with pytest.raises(FormatError):
        copy(text)


HTML = f"""<!DOCTYPE html>
<html><head><meta name="保单号" content="{WEAK}"><script type="application/json">{{"policyNo": "{WEAK}"}}</script></head>
<body><p>电话：{PHONE[:3]}<b class="x">{PHONE[3:7]}</b><i title="手机{PHONE}">{PHONE[7:9]}</i>{PHONE[9:]} &#25163;&#26426;
{PHONE[:5]}<!-- 座机 {PHONE} -->{PHONE[5:]}<br>x
<table><tr><th>姓名</th><th>保单号</th></tr>
<tr><td>甲</td><td>{WEAK}</td></tr></table>
<table><tr><td>保单号：</td><td>{WEAK}</td></tr></table>
<dl><dt>保单号<dd>{WEAK}</dl><label>保单号</label><input value="{WEAK}">
<a href="tel:{PHONE}">1 < 2</a> <span>2026</span><span>{PHONE}</span>
<div data-policy-no="{WEAK}">{WEAK}</div>
</body>"""


def test_html_places_and_labels() -> None:
    assert opened(HTML).format == "html"
    assert places(HTML, "CN_POLICY_NUMBER") == [
        {"line": 2, "path": "meta/@content"},
        {"line": 2, "path": "$.policyNo"},
        {"line": 6, "row": 2, "column": 2, "field": "保单号"},
        {"line": 7, "row": 1, "column": 2},
        {"line": 8},
        {"line": 8, "path": "input/@value"},
        {"line": 10, "path": "div/@data-policy-no"},
    ]
    where = [(place["line"], place.get("path")) for place in places(HTML, "CN_MOBILE")]
    assert where == [(3, None), (4, None), (3, "i/@title"), (4, "comment"), (9, None), (9, "a/@href")]


def test_html_copy_keeps_every_tag() -> None:
    after = copy(HTML)
    assert PHONE not in after
    assert not places(after, "CN_MOBILE")
    assert not places(after, "CN_POLICY_NUMBER")
    for text in (HTML, after):
        assert text.count("<") == HTML.count("<")
        assert text.count("\n") == HTML.count("\n")
    assert f'{masked(PHONE, "电话")}<b class="x"></b><i title="手机{masked(PHONE, "电话")}"></i> &#25163;&#26426;\n' in after
    assert after.endswith(f'">{WEAK}</div>\n</body>')


def test_html_changes_are_written_escaped() -> None:
    def everything(segment: Any) -> Masked:
        from piiguard.findings import Edit

        whole = Edit("X", "mask", 0, len(segment.text), 0, 4, 1.0)
        return Masked('<&">', (whole,)) if "手机" in segment.text else Masked(segment.text, ())

    out = io.BytesIO()
    opened("<p>手<b>机</b>1<p title='手机'>x", "a.html", strict=True).rewrite(out, everything)
    assert out.getvalue().decode() == "<p>&lt;&amp;&quot;&gt;<b></b><p title='&lt;&amp;&quot;&gt;'>x"


@pytest.mark.parametrize("name", ["xmlfile", "htmlfile"])
def test_long_text_comes_in_windows(name: str) -> None:
    text = f"<a>{'字' * LONG}电话{PHONE}{'字' * LONG}</a>"
    pieces = list(importlib.import_module(f"piiguard.formats.{name}").pieces(blocks(text, 1 << 17), SEARCH.keys, []))
    assert "".join(piece.raw for piece in pieces) == text
    texts = [piece.segment.text[piece.segment.begin : piece.segment.stop] for piece in pieces if piece.segment]
    assert sum(PHONE in text for text in texts) == 1
    assert max(map(len, texts)) <= LONG // 2


# -- any text at all ---------------------------------------------------------------------------

TOKENS = {
    "xml": "< > / a b \" ' = \n &#49; &amp; <a> </a> <b_x=\"1\"> <!-- --> <![CDATA[ ]]> <?x ?> <!DOCTYPE_a_[ ]> 138 手机 \r\n -",
    "html": "< > / <b> </b> \" ' = \n &#49 &amp; <td> </td> <tr> <table> </table> <script> </script> {\"a\": } <!-- --> <br> 138 手机 <pre>",
    "sql": "INSERT_INTO_t_(a,b)_VALUES_( INSERT_INTO_`t`_VALUES_( ( ) , ' '' \\' \\ ; \n 1.5 NULL CREATE_TABLE_t_(\n COPY_t_FROM_stdin;\n \t \\N \\.\n -- /* */ E'",
    "yaml": "a: b:_ -_ \n __ \" ' |\n >\n # _# 138 手机:_ { } [ ] ---\n \\n \\u624b _ ? : \r\n",
    "ini": "a= b_: [s]\n \n __ \" ' \\\n # ; 138 手机= export_ \\u624b _ = \r\n",
    "srt": "1\n 00:00:01,000_-->_00:00:02,000\n \n 138 0013 手机： <i> </i> <v_张> WEBVTT\n NOTE &amp; _ \r\n < > Dialogue:_0,a, \\N {\\b1}",
}  # fmt: skip


def blocks(text: str, size: int) -> Feed:
    waiting = iter([text[at : at + size] for at in range(0, len(text), size)])
    return Feed(lambda: next(waiting, ""))


def read(kind: str, text: str, size: int) -> tuple[list[Any], list[str]]:
    """All that is searched; on the way: the pieces are the text, and without changes stay it."""
    faults: list[str] = []
    rows: list[Any] = []
    raw = ""
    reader = importlib.import_module(f"piiguard.formats.{detect.READERS[kind]}")
    for piece in reader.pieces(blocks(text, size), Keys(), faults):
        raw += piece.raw
        inner = piece.inner if isinstance(piece, WovenPiece) else ()
        assert all(piece.raw.startswith(one.raw, at) for at, one in inner)
        assert piece.render([]) == piece.raw
        segments = [piece.segment, *(one.segment for _, one in inner)]
        rows += [(s.text, s.label, s.location, s.locate(len(s.text))) for s in segments if s is not None]
    assert raw == text
    return rows, faults


@pytest.mark.parametrize("kind", TOKENS)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_pieces_are_the_text_however_it_comes(kind: str, data: st.DataObject) -> None:
    tokens = [token.replace("_", " ") for token in TOKENS[kind].split(" ") if token]
    text = "".join(data.draw(st.lists(st.sampled_from(tokens), max_size=40)))
    whole = read(kind, text, len(text) + 1)
    for size in (1, 3, 7):
        assert read(kind, text, size) == whole


@pytest.mark.parametrize("text", [XML, HTML], ids=["xml", "html"])
@given(at=st.integers(0, 1500), count=st.integers(0, 20), new=st.text(st.sampled_from("<>\"'/&;! -x"), max_size=4))
@settings(max_examples=80, deadline=None)
def test_damage_hides_nothing(text: str, at: int, count: int, new: str) -> None:
    """Whatever is broken: the text comes back, and what can be copied holds no number that a scan of it finds."""
    text = text[:at] + new + text[at + count :]
    document = opened(text, strict=True)
    assert "".join(piece.raw for piece in document.pieces()) == text
    try:
        after = copy(text)
    except FormatError:
        assert document.unread()
        return
    kept = {value for _, value, _ in found(after)}
    assert PHONE not in kept
    assert WEAK not in kept


HOSTILE = [
    ("xml", "<a>"), ("xml", '<a b="<" '), ("xml", "<!--"), ("xml", "<!DOCTYPE a ["), ("xml", "<a x=1>1</a>"),
    ("html", '<a ">" '), ("html", "<!--"), ("html", "<"), ("html", "<table><tr><th>a"), ("html", "<script></script"), ("html", "<b>1</b>"),
    ("sql", "INSERT INTO t VALUES ('\n"), ("sql", "INSERT INTO t VALUES (/*\n"), ("sql", "INSERT INTO t VALUES (((1\n"),
    ("yaml", " "), ("yaml", 'a: "\n'), ("yaml", ":::"), ("yaml", "- "), ("ini", "a=b\\\n"), ("srt", "00:00:01,000 --> 00:00:02,000\n{\\"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "token"), HOSTILE)
def test_hostile_text_costs_what_it_is_long(kind: str, token: str) -> None:
    def cost(size: int) -> float:
        feed = blocks(token * (size // len(token)), 1 << 17)
        reader = importlib.import_module(f"piiguard.formats.{detect.READERS[kind]}")
        start = time.process_time()
        for _ in reader.pieces(feed, Keys(), []):
            pass
        return time.process_time() - start

    small = min(cost(40_000) for _ in range(2))
    assert min(cost(160_000) for _ in range(2)) < 9 * small + 0.1
