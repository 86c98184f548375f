"""Text that was read in a wrong charset: found for what it is, searched as it was meant, copied exactly or not at all."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiguard.errors import FormatError
from piiguard.formats import UnsupportedError, charset, mojibake, open_document
from piiguard.formats.textual import TextDocument
from piiguard.guard import Guard
from piiguard.scan.search import Search
from piiguard.testing import Values

SEARCH = Search(Guard())
PHONE = Values("mojibake").mobile()
TEXT = f"客户的手机号是{PHONE}，理赔案件已经受理。\n姓名,联系电话\n"
MISTAKES = [("gb18030", "latin-1"), ("gb18030", "cp1252"), ("utf-8", "latin-1"), ("utf-8", "cp1252")]


def misread(text: str, true: str, wrong: str) -> bytes:
    """As an editor would have saved it; what Windows-1252 leaves open stays as it is, as in browsers."""
    data = text.encode(true)
    if wrong == "latin-1":
        return data.decode("latin-1").encode()
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in data).encode()


def opened(data: bytes, strict: bool = False) -> TextDocument:
    document = open_document(io.BytesIO(data), strict=strict, keys=SEARCH.keys)
    assert isinstance(document, TextDocument)
    return document


@pytest.mark.parametrize(("true", "wrong"), MISTAKES)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("block", [1, 3, 1 << 17])
def test_found_searched_and_copied(
    true: str, wrong: str, mark: bytes, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = mark + misread(TEXT, true, wrong)
    monkeypatch.setattr(charset, "BLOCK", block)
    document = opened(data)
    shown = document.charset.name
    assert shown in (f"utf-8 ({true} read as latin-1)", f"utf-8 ({true} read as cp1252)")
    assert "".join(piece.raw for piece in document.pieces()) == TEXT
    assert not document.unread()
    assert document.like is None
    out = io.BytesIO()
    opened(data, strict=True).rewrite(out, SEARCH.process)
    masked = SEARCH.guard.process(f"手机号{PHONE}").text.removeprefix("手机号")
    assert out.getvalue() == mark + misread(TEXT.replace(PHONE, masked), true, wrong)
    assert not any(SEARCH.guard.find(segment.text) for segment in opened(out.getvalue()).segments())


def test_utf8_read_as_gbk_is_searched_but_not_copied() -> None:
    data = TEXT.encode().decode("gbk", "replace").encode()
    document = opened(data)
    found = [edit for segment in document.segments() for edit in SEARCH.process(segment).edits]
    assert document.charset.name == "utf-8 (utf-8 read as gbk)"
    assert [edit.entity_type for edit in found] == ["CN_MOBILE"]
    assert document.unread()  # every second odd character was lost
    with pytest.raises(FormatError, match="written back"):
        opened(data, strict=True).rewrite(io.BytesIO(), SEARCH.process)


def test_correct_words_among_the_broken_ones() -> None:
    data = misread(TEXT, "gb18030", "latin-1") * 400 + f"手机{PHONE}\n".encode()
    document = opened(data)
    assert [segment.text for segment in document.segments()][-1] == f"手机{PHONE}"
    with pytest.raises(FormatError):
        opened(data, strict=True).rewrite(io.BytesIO(), SEARCH.process)


@pytest.mark.parametrize(
    "text",
    [
        "El niño comió piñas — señor, ¿qué? ÀÉ Grüße äöü «çà»\n", "Ça alors, voilà où ça s’arrête… œuvre\n", "Привет, как дела\n",
        "電話はこちらです。ありがとうございます\n", "전화번호 안내\n", "鑫淼犇焱垚 羴麤\n", "Tên tôi là Nguyễn Văn Đức\n", "ÄÖÜ ÀÈÌ ÑÑ\n", TEXT, "°C ±5% ²³\n", "α²β³\n",
    ],
)  # fmt: skip
def test_what_reads_well_is_left_alone(text: str) -> None:
    document = opened(text.encode())
    assert document.charset.name == "utf-8"
    assert "".join(piece.raw for piece in document.pieces()) == text


@given(text=st.text(st.sampled_from("手机号码客户张保险理赔的是了abc 12,\n，。"), min_size=12, max_size=60))
@settings(max_examples=150, deadline=None)
def test_the_mistake_can_be_made_again(text: str) -> None:
    """Undone and made again it is the same text; where something was lost that is seen."""
    for true, wrong in (*MISTAKES, ("utf-8", "gbk")):
        saved = text.encode(true).decode(wrong, "replace") if wrong == "gbk" else misread(text, true, wrong).decode()
        repair = mojibake.Repair(true, wrong)
        meant = repair.text(saved, True)
        assert meant == text or (wrong == "gbk" and "\ufffd" in saved + meant)
        assert meant != text or repair.undo(meant) == saved or wrong == "cp1252"


def test_utf7_is_refused_with_its_name() -> None:
    with pytest.raises(UnsupportedError, match="UTF-7"):
        opened(TEXT.encode("utf-7"))
    for text in ("a+b=c, +8613800000000 C++ +abcdef/ABCDEFGH+\n" * 20, "token: x+Zm9vYmFyYmF6+cXV4\n"):
        assert opened(text.encode()).charset.name == "utf-8"
