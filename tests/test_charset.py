"""Charset detection: what Chinese files come in, what is refused, and bytes in = bytes out."""

from __future__ import annotations

import codecs
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiguard.errors import FormatError
from piiguard.formats import charset as charsets
from piiguard.formats.charset import Charset, TextReader, UnsupportedError, detect, encode

SIMPLIFIED = "尊敬的客户，您的保单已经生效。姓名：王小明，联系电话请拨打客服热线，理赔资料请寄到北京市朝阳区。\r\n"
TRADITIONAL = "親愛的客戶，您的保單已經生效。姓名：陳大文，聯絡電話請撥打客服熱線，理賠資料請寄到臺北市。\n"
HONG_KONG = "請問你哋幾時先可以賠償？我喺旺角嗰間舖頭，保單號碼喺度。\n"


def found(data: bytes) -> str:
    return detect(io.BytesIO(data)).name


def read(data: bytes, charset: Charset | None = None, *, strict: bool = False) -> tuple[str, TextReader]:
    stream = io.BytesIO(data)
    reader = TextReader(stream, charset or detect(stream), strict)
    return "".join(iter(reader.block, "")), reader


@pytest.mark.parametrize("repeat", [1, 40])
@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "utf-16", "utf-16-le"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        (SIMPLIFIED, "gbk", "gb18030"),
        (SIMPLIFIED + "㐀𠀀", "gb18030", "gb18030"),
        (TRADITIONAL, "utf-8", "utf-8"),
        (TRADITIONAL, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (HONG_KONG, "big5hkscs", "big5-hkscs"),
    ],
)
def test_detected(text: str, codec: str, name: str, repeat: int) -> None:
    data = (text * repeat).encode(codec)
    assert found(data) == name
    assert read(data)[0] == text * repeat


@pytest.mark.parametrize("word", ["客户手机", "身份证号", "保单", "你好", "證件號碼", "投保人姓名"])
@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5"])
def test_short_files(word: str, codec: str) -> None:
    try:
        data = word.encode(codec)
    except UnicodeEncodeError:
        pytest.skip("the charset does not have it")
    assert read(data)[0] == word


@pytest.mark.parametrize("text", ["Café à la carte, naïve", "Привет, мир", "Γειά σου Κόσμε", "שלום עולם"])
def test_utf8_of_other_scripts_stays_utf8(text: str) -> None:
    assert found(text.encode()) == "utf-8"


def test_ascii_head_does_not_decide() -> None:
    """A log of English lines whose Chinese begins after the first sample."""
    assert found(b"INFO started\n" * 20_000 + SIMPLIFIED.encode("gb18030")) == "gb18030"
    assert found(b"INFO started\n" * 20_000 + TRADITIONAL.encode("big5")) == "big5"
    assert found(b"INFO started\n" * 200) == "utf-8"


def test_ascii_as_utf16() -> None:
    for codec in ("utf-16-le", "utf-16-be"):
        assert found("id,name,phone\r\n1,x,2\r\n".encode(codec)) == codec


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04\x14\0\0\0", "zip"),
        (b"%PDF-1.7\nplain text follows", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG"),
        (b"\x1f\x8b\x08\0abc", "gzip"),
        (b"SQLite format 3\0" + b"\0" * 80, "SQLite"),
        (b"{\\rtf1\\ansi 13}", "RTF"),
        (b"x" * 257 + b"ustar\0" + b"\0" * 300, "tar"),
        (codecs.BOM_UTF32_LE + "文".encode("utf-32-le"), "UTF-32"),
        (bytes(range(256)) * 8, "binary"),
        (b"\0" * 4096, "binary"),
        (b"ORC" + bytes(64), "ORC"),
    ],
)
def test_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UnsupportedError, match=reason):
        detect(io.BytesIO(data))


def test_words_that_are_magic_numbers() -> None:
    assert found(b"ORCHARD ROAD 12\n") == "utf-8"
    assert found(b"RIFF raff\nBZh\n") == "utf-8"


def test_a_few_nuls_are_text() -> None:
    text, reader = read(("手机\0" + SIMPLIFIED).encode())
    assert text == "手机\0" + SIMPLIFIED
    assert not reader.errors


def test_unknown_eight_bit_is_said_to_be_unknown() -> None:
    unknown = detect(io.BytesIO("Müller né à l'école, señor José@x, Größe".encode("latin-1")))
    assert unknown.name == "unknown-8bit"
    assert not unknown.known


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (SIMPLIFIED.encode("utf-16-le")[:-1], "utf-16-le"),
        (("a" * 10 + SIMPLIFIED).encode("utf-16-be")[:-3], "utf-16-be"),
        (SIMPLIFIED.encode()[:-4] + b"\xe5\xae", "utf-8"),
        (SIMPLIFIED.encode("gb18030").rstrip() + b"\xb1", "gb18030"),
        ((SIMPLIFIED * 9).encode() + b"\xff\xfe" + SIMPLIFIED.encode(), "utf-8"),
    ],
)
def test_broken_bytes_are_counted_and_never_written_back(data: bytes, name: str) -> None:
    assert found(data) == name
    assert read(data)[1].errors
    with pytest.raises(FormatError, match="not"):
        read(data, strict=True)


def test_error_far_behind_the_sample() -> None:
    data = SIMPLIFIED.encode() * 3000 + b"\xc3" + SIMPLIFIED.encode() * 3000
    text, reader = read(data)
    assert reader.errors == 1
    assert text.count(SIMPLIFIED) == 6000 or text.count(SIMPLIFIED) == 5999


@pytest.mark.parametrize("block", [1, 2, 3, 7, 1 << 17])
@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "gb18030", "big5", "utf-16-be"])
def test_block_size_does_not_matter(monkeypatch: pytest.MonkeyPatch, block: int, codec: str) -> None:
    data = (TRADITIONAL * 3).encode(codec)
    monkeypatch.setattr(charsets, "BLOCK", block)
    text, reader = read(data)
    assert text == TRADITIONAL * 3
    assert reader.read == len(data)
    assert reader.charset.bom + encode(text, reader.charset) == data


@pytest.mark.parametrize("codec", ["gb18030", "utf-8", "utf-16-le", "utf-16-be"])
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
@settings(max_examples=100, deadline=None)
def test_decoding_is_undone_by_encoding(codec: str, text: str) -> None:
    charset = Charset(codec, codec)
    data = text.encode(codec)
    again, _ = read(data, charset, strict=True)
    assert encode(again, charset) == data


def test_every_gb18030_pair_is_written_back() -> None:
    """The closed set is safe to write: no two GB18030 byte sequences share a character."""
    for first in range(0x81, 0xFF):
        for second in range(0x40, 0xFF):
            pair = bytes((first, second))
            try:
                char = pair.decode("gb18030")
            except UnicodeDecodeError:
                continue
            assert char.encode("gb18030") == pair


def test_big5_twins_are_refused_for_writing() -> None:
    """0xA2CC and 0xA451 are both 十: such a file is scanned but not rewritten."""
    data = TRADITIONAL.encode("big5") + b"\xa2\xcc"
    charset = Charset("big5", "cp950")
    assert not read(data, charset)[1].errors
    with pytest.raises(FormatError, match="written back"):
        read(data, charset, strict=True)


def test_replacement_that_the_charset_lacks() -> None:
    with pytest.raises(FormatError, match="big5"):
        encode("身份证", Charset("big5", "cp950"))
