"""RTF: everything in it is text with a place, and its copy differs there only."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from copying import copied
from hypothesis import given
from hypothesis import strategies as st
from walking import Walk

from piiguard import Guard, Policy
from piiguard.formats import Keys
from piiguard.formats.rtftext import RtfText
from piiguard.formats.rtfwords import written
from piiguard.formats.xmlcopy import spliced
from piiguard.testing import Values

HERE = Path(__file__).parent / "office"
VALUES = Values(6_20261124)
MASK = Guard().mask
HEAD = rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}{\f1\fcharset0 Arial;}{\f2\fcharset136 X;}}\f0" + b"\n"


def rtf(body: bytes) -> bytes:
    return HEAD + body + b"}"


def uni(text: str, fallback: str = "?") -> bytes:
    codes = [int.from_bytes(char.encode("utf-16-le"), "little", signed=True) for char in text]
    return "".join(f"\\u{code}{fallback}" for code in codes).encode()


def hexed(text: str, codec: str = "gbk") -> bytes:
    return "".join(f"\\'{byte:02x}" for byte in text.encode(codec)).encode()


def texts(data: bytes) -> list[str]:
    return [piece.segment.text for piece in RtfText(data, Keys()).pieces() if piece.segment is not None]


def shown(data: bytes) -> str:
    """What another reader shows."""
    kreuzberg = pytest.importorskip("kreuzberg", reason="kreuzberg is not installed (a test's second reader)")
    config = kreuzberg.ExtractionConfig(use_cache=False)
    return str(kreuzberg.extract_bytes_sync(data, "application/rtf", config).content)


def test_a_document_of_a_word_processor(tmp_path: Path) -> None:
    """Body, table, header, footnote, comment, hidden, deleted, properties, links: none is left, and all else is the same."""
    data = (HERE / "text.rtf").read_bytes()
    truth = json.loads((HERE / "truth.json").read_text(encoding="utf-8"))["text.rtf"]
    walk = Walk(data, "a.rtf")
    assert walk.rows == [("a.rtf", "scanned", "")]
    found = {where.get("field"): text for text, where, _ in walk.texts}
    assert {"header", "footnote", "annotation", "deleted", "staticval", "title", "fldinst"} <= set(found)
    copy = copied(tmp_path, "a.rtf", data)
    assert copy.status == "masked", copy.reason
    before, after = texts(data), texts(copy.data)
    assert [re.sub("[0-9]{11}", lambda value: MASK(value[0]), text) for text in before] == [text.replace("张*", "张三") for text in after]
    assert not [value for value in truth.values() if any(value in text for text in after)]
    words = re.compile(rb"\\(?!uc?-?[0-9])[a-z]+-?[0-9]*")
    assert words.findall(data) == words.findall(copy.data)
    assert re.sub("[0-9]{11}", lambda value: MASK(value[0]), shown(data)).replace("张三", "张*") == shown(copy.data)


SPELLINGS = {
    "unicode": lambda label, value: uni(label) + b" " + value,
    "unicode without fallback": lambda label, value: b"\\uc0" + uni(label, "") + b" " + value,
    "two bytes for one": lambda label, value: b"\\uc2" + b"".join(uni(char, "") + hexed(char) for char in label) + value,
    "bytes of GBK": lambda label, value: hexed(label) + value,
    "raw bytes": lambda label, value: label.encode("gbk") + value,
    "bytes of Big5": lambda label, value: b"\\f2 " + hexed("手機", "big5") + b"\\f0 " + value,
    "runs": lambda label, value: hexed(label) + b"{\\b " + value[:3] + b"}{\\b0\\i\n" + value[3:7] + b"}\\i0 \r\n" + value[7:],
    "bare words": lambda label, value: hexed(label) + b"\\b" + b"".join(f"\\'{byte:02x}".encode() for byte in value) + b"\\b0 ",
    "marks": lambda label, value: hexed(label) + value[:3] + b"\\_" + value[3:7] + b"\\~" + value[7:],
    "hidden": lambda label, value: hexed(label) + b"{\\v " + value + b"}",
    "field": lambda label, value: b"{\\field{\\*\\fldinst HYPERLINK \"tel:" + value + b"\"}{\\fldrslt " + hexed(label) + b"}}",
    "unknown destination": lambda label, value: b"{\\*\\unheardof " + hexed(label) + value + b"}",
    "variable": lambda label, value: b"{\\*\\docvar {" + hexed(label) + b"}{" + value + b"}}",
    "deleted": lambda label, value: hexed(label) + b"{\\deleted " + value + b"}",
    "shape": lambda label, value: b"{\\shp{\\*\\shpinst{\\sp{\\sn wzDescription}{\\sv " + hexed(label) + value + b"}}{\\shptxt \\pard " + hexed(label) + value + b"}}}",
    "bookmark": lambda label, value: b"{\\*\\bkmkstart " + value + b"}",
}  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("policy", ["default", "strict"])
def test_spellings(tmp_path: Path, spelling: str, policy: str) -> None:
    guard = Guard(policy=Policy.builtin(policy))
    mobile = VALUES.mobile()
    data = rtf(b"{\\pard " + hexed("前文") + b"\\par}" + SPELLINGS[spelling]("客户手机", mobile.encode()) + b"\\par\n" + uni("完") + b"\\par")
    copy = copied(tmp_path, "a.rtf", data, guard)
    assert copy.status == "masked", copy.reason
    assert copy.data.startswith(data[: len(HEAD) + 20])
    assert copy.data.endswith(data[-18:])
    before, after = texts(data), texts(copy.data)
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        if spelling == "marks":
            assert re.sub(r"\s", "", new) == re.sub(r"\s", "", guard.mask(old.replace(" ", "-"))).replace("-", "-") or "手机" in new
        else:
            assert new == guard.mask(old)
    assert mobile not in re.sub(r"\W", "", "".join(after))
    assert not [text for text in after if guard.mask(text) != text]


def test_columns_of_a_table_are_labels(tmp_path: Path) -> None:
    """A number with a wrong check digit is one where the column says so."""
    wrong = VALUES.mistyped_id_card()
    row = lambda *cells: b"\\trowd\\cellx1000\\cellx2000\\pard\\intbl " + b"\\cell ".join(hexed(cell) for cell in cells) + b"\\cell\\row\n"  # noqa: E731
    data = rtf(row("姓名", "身份证号") + row("张三", wrong) + row("", wrong) + b"\\pard x\\par " + hexed(wrong))
    pieces = [piece.segment for piece in RtfText(data, Keys()).pieces() if piece.segment is not None]
    assert [segment.label for segment in pieces if segment.text == wrong] == ["身份证号", "身份证号", None]
    copy = copied(tmp_path, "a.rtf", data)
    assert copy.status == "masked", copy.reason
    assert [text for text in texts(copy.data) if text == wrong] == [wrong], "only the one that nothing names"


def test_the_label_of_a_property() -> None:
    data = rtf(b"{\\*\\userprops{\\propname " + hexed("联系电话") + b"}\\proptype30{\\staticval 13812345678}}")
    pieces = [piece.segment for piece in RtfText(data, Keys()).pieces() if piece.segment is not None]
    assert [(segment.text, segment.label) for segment in pieces] == [("联系电话", None), ("13812345678", "联系电话")]


def test_a_store_of_data_is_left_out(tmp_path: Path) -> None:
    data = rtf(b"x{\\*\\datastore 0105000002}{\\*\\themedata 504b0304}y")
    assert copied(tmp_path, "a.rtf", data).data == rtf(b"x{\\*\\themedata 504b0304}y")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{\\pict\\pngblip 89504e47}", "pictures or embedded objects"),
        (b"{\\object{\\*\\objdata 0105}}", "pictures or embedded objects"),
        (b"x\\bin4 {}\\}y", "pictures or embedded objects"),
        (b"\\'b0\\'20", "characters that its charset does not have: 1"),
        (b"\\u-10240?x", "characters that its charset does not have: 1"),
        (b"{x", "it is cut off"),
        (b"x" * 1_100_000, "a paragraph is too long"),
    ],
    ids=range(7),
)
def test_refused(tmp_path: Path, body: bytes, reason: str) -> None:
    copy = copied(tmp_path, "a.rtf", rtf(body))
    assert copy.status == "failed"
    assert reason in copy.reason
    assert reason in Walk(rtf(body), "a.rtf").rows[0][2]


RUNS = st.lists(
    st.one_of(
        st.text("ab 1{}\\中é😀", min_size=1, max_size=5).map(lambda text: (text, written(text).encode())),
        st.text("中文字", min_size=1, max_size=3).map(lambda text: (text, hexed(text))),
        st.text("中文字", min_size=1, max_size=3).map(lambda text: (text, uni(text))),
        st.text("中文字", min_size=1, max_size=3).map(lambda text: (text, b"{\\uc0" + uni(text, "") + b"}")),
        st.sampled_from([("", b"\\b "), ("", b"\\b0"), ("", b"{}"), ("", b"\r\n"), ("", b"{\\*\\x }"), ("\t", b"\\tab "), ("—", b"{\\emdash}")]),
    ),
    max_size=8,
)  # fmt: skip


@given(RUNS, st.integers(0, 30), st.integers(0, 30), st.text("x9 -{中😀", max_size=3))
def test_any_stretch_can_be_replaced(runs: list[tuple[str, bytes]], one: int, other: int, new: str) -> None:
    text = "".join(text for text, _ in runs)
    parts: list[bytes] = []
    for _, raw in runs:
        bare = parts and re.search(rb"\\[a-z]+-?\d*\Z", b"".join(parts))
        parts.append((b" " if bare and re.match(rb"[A-Za-z0-9 -]", raw) else b"") + raw)
    data = rtf(b"\\pard " + b"".join(parts) + b"\\par")
    reader = RtfText(data, Keys())
    pieces = list(reader.pieces())
    assert [piece.segment.text for piece in pieces if piece.segment] == ([text] if text.strip() else [])
    assert reader.faults == []
    start, end = sorted((one % (len(text) + 1), other % (len(text) + 1)))
    if not text.strip() or start == end:
        return
    changed = text[:start] + new + text[end:]
    again = texts(spliced(data, reader.cuts(pieces[0].cuts([(start, end, new)]))))
    assert again == ([changed] if changed.strip() else [])


def test_damage_is_a_reason_or_read() -> None:
    from walking import damaged

    outcomes = {Walk(changed, "x").rows[-1][1] for changed in damaged((HERE / "text.rtf").read_bytes(), 101)}
    assert outcomes <= {"UnsupportedError", "partial", "scanned"}
    assert "partial" in outcomes


def test_deep_groups_and_many_words_end() -> None:
    for body in (b"{" * 100_000 + b"13912345678" + b"}" * 100_000, b"\\b\\i" * 50_000, b"\\u20013?" * 20_000, b"{\\*\\x 1}" * 5_000):
        with io.BytesIO(rtf(body)) as stream:
            assert Walk(stream.getvalue(), "x").rows[0][1] == "scanned"
