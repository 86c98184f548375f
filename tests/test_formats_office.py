"""Texts and slides: a value in every place of a file is found there, and nothing hostile costs more than an error."""

from __future__ import annotations

import importlib.util
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from officefiles import DOCTYPES, MC, A, W, docx, odt, para, pptx, run, types, word_table, xlsx, zipped
from walking import Walk, damaged

from piiguard.formats import EncryptedError, Keys, Limits, UnsupportedError, open_document
from piiguard.testing import Values

SMALL = Limits(bytes=1 << 24, members=2000, memory=1 << 28)
HERE = Path(__file__).parent / "office"
TRUTH: dict[str, dict[str, str]] = json.loads((HERE / "truth.json").read_text())

PLACES: dict[str, dict[str, dict[str, Any]]] = {
    "docx": {
        "body": {"part": "word/document.xml", "paragraph": 1},
        "split": {"part": "word/document.xml", "paragraph": 2},
        "table": {"part": "word/document.xml", "paragraph": 6},
        "form": {"part": "word/document.xml", "paragraph": 8},
        "header": {"part": "word/header1.xml", "paragraph": 1},
        "footer": {"part": "word/footer1.xml", "paragraph": 1},
        "footnote": {"part": "word/footnotes.xml", "paragraph": 1},
        "endnote": {"part": "word/endnotes.xml", "paragraph": 1},
        "comment": {"part": "word/comments.xml", "paragraph": 1},
        "deleted": {"part": "word/document.xml", "paragraph": 15, "field": "deleted"},
        "inserted": {"part": "word/document.xml", "paragraph": 15},
        "box": {"part": "word/document.xml", "paragraph": 17},
        "hidden": {"part": "word/document.xml", "paragraph": 19},
        "alt": {"part": "word/document.xml", "field": "descr"},
        "title": {"part": "docProps/core.xml", "field": "title"},
        "author": {"part": "docProps/core.xml", "field": "creator"},
        "custom": {"part": "docProps/custom.xml"},
        "link": {"part": "word/_rels/document.xml.rels", "field": "Target"},
        "field": {"part": "word/document.xml", "field": "instrText"},
        "item": {"part": "customXml/item1.xml", "field": "手机"},
    },
    "pptx": {
        "first": {"slide": 1, "paragraph": 2},
        "second": {"slide": 2, "paragraph": 1},
        "table": {"slide": 2, "paragraph": 5},
        "notes": {"slide": 2, "part": "ppt/notesSlides/notesSlide1.xml", "paragraph": 1},
        "master": {"part": "ppt/slideMasters/slideMaster1.xml", "paragraph": 1},
        "layout": {"part": "ppt/slideLayouts/slideLayout1.xml", "paragraph": 1},
        "comment": {"slide": 2, "part": "ppt/comments/comment1.xml"},
        "alt": {"slide": 1, "field": "descr"},
    },
    "odt": {
        "body": {"part": "content.xml", "paragraph": 2},
        "split": {"part": "content.xml", "paragraph": 3},
        "table": {"part": "content.xml", "paragraph": 9},
        "note": {"part": "content.xml", "paragraph": 12},
        "annotation": {"part": "content.xml", "paragraph": 5},
        "deleted": {"part": "content.xml", "paragraph": 1},
        "header": {"part": "styles.xml", "paragraph": 1},
        "custom": {"part": "meta.xml"},
        "link": {"part": "content.xml", "field": "href"},
        "alt": {"part": "content.xml", "field": "desc"},
        "field": {"part": "content.xml", "field": "user-field-decl"},
    },
}
MAKERS: dict[str, Callable[[Values], tuple[bytes, dict[str, str]]]] = {"docx": docx, "pptx": pptx, "odt": odt}


def pictures(rows: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return [row for row in rows if row[0].endswith(".png")]


@pytest.mark.parametrize("kind", MAKERS)
def test_every_value_in_its_place(kind: str) -> None:
    data, planted = MAKERS[kind](Values(5_20))
    walk = Walk(data, "x.bin")
    assert walk.formats["x.bin"] == kind
    assert walk.rows[-1] == ("x.bin", "scanned", "")
    readable = importlib.util.find_spec("PIL") is not None  # with it, what is no picture is said to be none
    said = ("FormatError", "a picture that cannot be opened") if readable else ("UnsupportedError", "PNG image")
    assert [row[1:] for row in pictures(walk.rows)] == [said]
    assert planted.keys() == PLACES[kind].keys()
    for place, value in planted.items():
        found = [where for text, where, _ in walk.texts if value in text]
        assert len(found) == 1, place
        assert PLACES[kind][place].items() <= found[0].items(), place


def test_a_number_in_three_runs_starts_at_its_character() -> None:
    data, planted = docx(Values(5_20))
    with open_document(io.BytesIO(data)) as document:
        (segment,) = [found for found in document.segments() if found.text == planted["split"]]
        assert segment.locate(3) == {"part": "word/document.xml", "paragraph": 2, "character": 4}


def test_labels_of_cells_and_properties() -> None:
    for make, place, label in ((docx, "table", "联系电话"), (docx, "form", "客户手机"), (docx, "custom", "联系电话"), (docx, "item", "手机"),
                               (pptx, "table", "手机号码"), (odt, "table", "联系电话"), (odt, "custom", "联系电话"), (odt, "field", "联系电话")):  # fmt: skip
        data, planted = make(Values(5_21))
        with open_document(io.BytesIO(data)) as document:
            labels = {segment.text: segment.label for segment in document.segments()}
        assert labels[planted[place]] == label, (make.__name__, place)


def word(body: str, **more: str | bytes) -> bytes:
    return zipped(
        {
            "[Content_Types].xml": types({"word/document.xml": "wordprocessingml.document.main"}),
            "word/document.xml": f"<w:document {W} {A} {MC}><w:body>{body}</w:body></w:document>",
            **more,
        }
    )


def test_labels_of_wide_cells_and_of_forms_whose_first_row_looks_like_a_header() -> None:
    wide = "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p><w:r><w:t>姓名</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>手机</w:t></w:r></w:p></w:tc></w:tr>"
    wide += "<w:tr>" + "".join(f"<w:tc>{para(run(text))}</w:tc>" for text in ("张", "三", "x1")) + "</w:tr></w:tbl>"
    form = word_table([["姓名", "李四", "性别", "女"], ["手机", "x2", "备注", "x3"]])
    known = Keys(named=lambda key: key in ("姓名", "性别", "手机", "备注"))
    with open_document(io.BytesIO(word(wide + form)), keys=known) as document:
        labels = {segment.text: segment.label for segment in document.segments()}
    assert (labels["x1"], labels["x2"], labels["x3"]) == ("手机", "手机", "备注")


def test_what_a_change_cut_in_two_is_found_as_it_was() -> None:
    body = "<w:p><w:r><w:t>手机 138</w:t></w:r><w:del><w:r><w:delText>1234</w:delText></w:r></w:del><w:ins><w:r><w:t>0000</w:t></w:r></w:ins><w:r><w:t>5678</w:t></w:r></w:p>"
    with open_document(io.BytesIO(word(body))) as document:
        now, before = document.segments()
    assert now.text == "手机 13800005678"
    assert (before.text, before.text[before.begin : before.stop]) == ("手机 13812345678", "1381234")


def test_a_paragraph_of_megabytes_comes_in_windows() -> None:
    values = Values(9)
    mobiles = [values.mobile() for _ in range(200_000)]
    runs = "".join(run(" ".join(mobiles[at : at + 1000]) + " ") for at in range(0, len(mobiles), 1000))
    with open_document(io.BytesIO(word(f"<w:p>{runs}</w:p>"))) as document:
        segments = list(document.segments())
    assert len(segments) > 1
    assert max(len(segment.text) for segment in segments) < 1 << 21
    own = "".join(segment.text[segment.begin : segment.stop] for segment in segments)
    assert own.split() == mobiles


def test_a_workbook_inside_is_read() -> None:
    book, inner = xlsx(Values(4))
    data, _ = docx(Values(5), book)
    walk = Walk(data, "x")
    assert walk.formats["x!/word/embeddings/inner.xlsx"] == "xlsx"
    pytest.importorskip("python_calamine", reason="python-calamine is not installed (piiguard[scan])")
    assert inner["text"] in walk.text()


def test_other_zips_stay_archives() -> None:
    walk = Walk(zipped({"a.txt": "手机 13912345678", "mimetype": "application/epub+zip"}), "x.docx")
    assert walk.formats["x.docx"] == "zip"


# hostile files

@pytest.mark.parametrize("kind", DOCTYPES)
def test_entities_are_refused_and_the_other_parts_read(kind: str) -> None:
    bad = f"{DOCTYPES[kind]}<w:hdr {W}><w:p><w:r><w:t>&a;{'&a;' * 1000 if kind == 'quadratic' else ''}</w:t></w:r></w:p></w:hdr>"
    walk = Walk(word(para(run("正文")), **{"word/header1.xml": bad}), "x")
    assert [text for text, _, _ in walk.texts] == ["正文"]
    assert walk.rows == [("x", "partial", "part word/header1.xml: it declares entities, which Office files never do")]


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        ("<w:p>" * 5000, "elements lie deeper than 2048 levels"),
        (f'<w:p w:x="{"y" * (1 << 23)}{"y" * (1 << 20)}"/>', "a tag is longer than 8388608 bytes"),
        ("<w:p><w:r>", "it is not well-formed XML"),
    ],
    ids=["deep", "long", "cut"],
)
def test_xml_that_costs_too_much(xml: str, reason: str) -> None:
    walk = Walk(word(para(run("正文")), **{"word/footer1.xml": f"<w:ftr {W}>{xml}"}), "x")
    assert walk.rows == [("x", "partial", f"part word/footer1.xml: {reason}")]
    assert "正文" in walk.text()


def test_a_bomb_in_a_part_is_bounded_by_what_comes_out() -> None:
    walk = Walk(word("", **{"word/media/x.xml": b"<a>" + b" " * (1 << 25)}), "x", SMALL)
    assert walk.rows == [("x", "LimitError", f"more than {1 << 24} bytes come out of the object")]


def test_a_part_that_is_longer_than_the_directory_says() -> None:
    data = bytearray(word(para(run("手机 13912345678"))))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = (7).to_bytes(4, "little")
    walk = Walk(bytes(data), "x")
    assert walk.rows[-1][1] in ("partial", "FormatError")


def test_encrypted() -> None:
    data, _ = odt(Values(1))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["META-INF/manifest.xml"] = parts["META-INF/manifest.xml"].replace(b"/>", b"><manifest:encryption-data/></manifest:file-entry>", 1)
    with pytest.raises(EncryptedError):
        open_document(io.BytesIO(zipped(parts)))


@pytest.mark.parametrize("kind", MAKERS)
def test_damage_is_an_error_and_nothing_else(kind: str) -> None:
    data, _ = MAKERS[kind](Values(5_20))
    outcomes = {Walk(changed, "x", SMALL).rows[-1][1] for changed in damaged(data)}
    assert "FormatError" in outcomes
    assert outcomes <= {"FormatError", "UnsupportedError", "EncryptedError", "LimitError", "partial", "scanned"}


# the formats before 2007, and RTF; made by LibreOffice from files like those above (tests/office/truth.json)

OLD = {"text.doc": "olefile", "slides.ppt": "olefile", "text.rtf": ""}


@pytest.mark.parametrize("name", OLD)
def test_old_formats(name: str) -> None:
    if OLD[name]:
        pytest.importorskip(OLD[name], reason=f"{OLD[name]} is not installed (piiguard[scan])")
    walk = Walk((HERE / name).read_bytes(), "x")
    assert walk.formats["x"] == name.partition(".")[2]
    for place, value in TRUTH[name].items():
        assert any(value in text for text, _, _ in walk.texts), place
    assert walk.rows == [("x", "scanned", "")]


def test_places_in_old_formats() -> None:
    pytest.importorskip("olefile", reason="olefile is not installed (piiguard[scan])")
    for name, place, expected in (
        ("text.doc", "header", {"part": "headers", "paragraph": 1}), ("text.doc", "comment", {"part": "comments", "paragraph": 1}),
        ("text.doc", "title", {"part": "SummaryInformation", "field": "title"}), ("slides.ppt", "second", {"slide": 2, "paragraph": 1}),
    ):  # fmt: skip
        walk = Walk((HERE / name).read_bytes(), "x")
        found = [where for text, where, _ in walk.texts if TRUTH[name][place] in text]
        assert expected.items() <= found[0].items()


@pytest.mark.parametrize("name", ["text.doc", "slides.ppt"])
def test_damage_to_old_formats(name: str) -> None:
    pytest.importorskip("olefile", reason="olefile is not installed (piiguard[scan])")
    outcomes = {Walk(changed, "x", SMALL).rows[-1][1] for changed in damaged((HERE / name).read_bytes())}
    assert "FormatError" in outcomes
    assert outcomes <= {"FormatError", "UnsupportedError", "EncryptedError", "LimitError", "partial", "scanned"}


def test_what_is_encrypted_or_older_is_said() -> None:
    pytest.importorskip("olefile", reason="olefile is not installed (piiguard[scan])")
    data = bytearray((HERE / "text.doc").read_bytes())
    at = data.index(b"\xec\xa5")
    data[at + 11] |= 1
    with pytest.raises(EncryptedError):
        open_document(io.BytesIO(bytes(data)))
    data[at + 11] &= 0xFE
    data[at + 2 : at + 4] = b"\x65\0"
    with pytest.raises(UnsupportedError, match="Word 95"):
        open_document(io.BytesIO(bytes(data)))


def test_an_encrypted_package_is_said() -> None:
    name = "WordDocument".encode("utf-16-le")
    data = bytearray((HERE / "text.doc").read_bytes())
    at = data.rindex(name)
    inside = "EncryptedPackage".encode("utf-16-le")
    data[at : at + 66] = inside.ljust(64, b"\0") + (len(inside) + 2).to_bytes(2, "little")
    with pytest.raises(EncryptedError):
        open_document(io.BytesIO(bytes(data)))
