"""PDF: every value at its page, wherever a PDF keeps it; what cannot be read is said; copies keep nothing."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hostile_documents import pdf as raw
from walking import SEARCH, found, opened

from piiguard.errors import FormatError
from piiguard.formats import EncryptedError, Limits, Segment, pdfparts
from piiguard.formats import ocr as reader
from piiguard.scan.copies import MASKED, mask_tree
from piiguard.testing import Values

pypdfium2 = pytest.importorskip("pypdfium2", reason="needs piiguard[scan]")
canvas = pytest.importorskip("reportlab.pdfgen.canvas", reason="needs reportlab to make PDFs")
Image = pytest.importorskip("PIL.Image", reason="needs piiguard[scan]")

FUZZ = int(os.environ.get("PIIGUARD_FUZZ", "0"))
Draw = Callable[[Any], None]


def made(*pages: Draw, **options: Any) -> bytes:
    """A PDF with a Chinese font, every page drawn by a function."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    sheet = canvas.Canvas(out, **options)
    for draw in pages:
        sheet.setFont("STSong-Light", 12)
        draw(sheet)
        sheet.showPage()
    sheet.save()
    return out.getvalue()


def lines(*texts: str) -> Draw:
    def draw(sheet: Any) -> None:
        for number, text in enumerate(texts):
            sheet.drawString(72, 780 - 18 * number, text)

    return draw


def picture(text: str, size: tuple[int, int] = (900, 300)) -> Any:
    from PIL import ImageDraw, ImageFont

    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).text((40, 100), text, font=ImageFont.load_default(40), fill="black")
    return image


def placed(image: Any, x: float, y: float, width: float, height: float) -> Draw:
    from reportlab.lib.utils import ImageReader

    return lambda sheet: sheet.drawImage(ImageReader(image), x, y, width, height)


def texts(data: bytes) -> list[Segment]:
    with opened(data) as document:
        return [segment for segment in document.segments() if segment.text]


def test_every_value_is_found_on_its_page() -> None:
    values = Values(5)
    planted = []
    pages = []
    for page in range(1, 6):
        rows = [("CN_ID_CARD", values.id_card()), ("CN_BANK_CARD", values.bank_card()), ("CN_MOBILE", values.mobile())]
        planted += [(kind, value, page) for kind, value in rows]
        pages.append(lines("客户资料", *(f"{label}：{value}" for label, (_, value) in zip(("身份证号", "银行卡号", "手机"), rows, strict=True))))
    got = [(kind, value, where["page"]) for kind, value, where in found(made(*pages))]
    assert got == planted


def test_a_label_and_its_value_drawn_later_are_one_row() -> None:
    """Forms are filled in over what is printed: all labels come first, then all values."""
    values = Values(6)
    name, policy, mobile = "王小明", values.policy_number("picc"), values.mobile()

    def draw(sheet: Any) -> None:
        for at, (left, right) in enumerate((("姓名：", "性别："), ("保单号：", "电话："), ("备注：", "日期："))):
            sheet.drawString(72, 700 - 30 * at, left)
            sheet.drawString(330, 700 - 30 * at, right)
        for x, y, text in ((130, 700, name), (390, 700, "男"), (130, 670, policy), (390, 670, mobile)):
            sheet.drawString(x, y, text)

    data = made(draw)
    assert " ".join(texts(data)[-1].text.split()).startswith(f"姓名： 王小明 性别： 男 保单号： {policy} 电话： {mobile}")
    assert {("PERSON", name), ("CN_POLICY_NUMBER", policy), ("CN_MOBILE", mobile)} <= {row[:2] for row in found(data)}


def test_a_number_broken_in_a_cell_or_in_prose_is_found_once_and_whole() -> None:
    values = Values(7)
    mobile, number = values.mobile(), values.id_card()

    def draw(sheet: Any) -> None:
        sheet.drawString(72, 760, "手机号")
        sheet.drawString(200, 760, mobile[:6])
        sheet.drawString(200, 745, mobile[6:])
        sheet.drawString(72, 600, "被保险人在本次事故发生后联系了报案人并说明了身份证为" + number[:9])
        sheet.drawString(72, 585, number[9:] + "的投保人姓名与联系地址")

    got = [row[:2] for row in found(made(draw))]
    assert sorted(got) == [("CN_ID_CARD", number), ("CN_MOBILE", mobile)]


def test_whole_numbers_under_each_other_are_not_put_together() -> None:
    values = Values(8)
    mobiles, cards = [values.mobile() for _ in range(6)], [values.bank_card() for _ in range(6)]
    rows = [f"{mobile} {card}" for mobile, card in zip(mobiles, cards, strict=True)]
    got = [row[1] for row in found(made(lines("手机 银行卡", *rows)))]
    assert sorted(got) == sorted(mobiles + cards)


def test_prose_goes_on_over_line_ends() -> None:
    long = "被保险人居住在北京市朝阳区建国路八十八号院三号楼二单元"
    text = texts(made(lines(long, "一千二百零一室，联系人为其配偶。")))[-1].text
    assert "二单元一千二百零一室" in text


def test_what_a_pdf_says_beside_its_pages() -> None:
    values = Values(9)
    mobiles = [values.mobile() for _ in range(6)]
    number = values.id_card()

    def draw(sheet: Any) -> None:
        sheet.setTitle(f"合同 {mobiles[0]}")
        sheet.bookmarkPage("one")
        sheet.addOutlineEntry(f"客户 {mobiles[1]}", "one", 0)
        sheet.textAnnotation(f"回电 {mobiles[2]}", (72, 500, 92, 520))
        sheet.linkURL(f"https://example.com/?mobile={mobiles[3]}", (72, 400, 92, 420))
        sheet.acroForm.textfield(name="idNo", value=number, x=72, y=300, width=200, height=20)
        sheet.drawString(72, 780, "正文")

    pdf = pypdfium2.PdfDocument(made(draw))
    pdf.new_attachment("附件.txt").set_data(f"手机 {mobiles[4]}".encode())
    out = io.BytesIO()
    pdf.save(out)
    packet = f'<?xpacket begin=""?><x:xmpmeta><d a:phone="{mobiles[5]}"/></x:xmpmeta><?xpacket end="w"?>'
    data = out.getvalue() + b"\n%" + packet.encode()
    places = {value: where for _, value, where in found(data)}
    assert set(places) == {*mobiles[:4], mobiles[5], number}
    assert places[mobiles[0]]["field"] == "Title"
    assert places[mobiles[1]]["part"] == "bookmarks"
    assert places[mobiles[2]]["page"] == 1
    assert places[mobiles[3]]["field"] == "URI"
    assert (places[number]["page"], places[number]["field"]) == (1, "idNo")
    with opened(data) as document:
        assert list(document.segments())
        members = [(member.name, member.open().read().decode()) for member in document.members()]
    assert members == [("附件.txt", f"手机 {mobiles[4]}")]


def test_an_attachment_over_the_limit_is_refused() -> None:
    pdf = pypdfium2.PdfDocument(made(lines("正文")))
    pdf.new_attachment("a.bin").set_data(b"x" * 5000)
    out = io.BytesIO()
    pdf.save(out)
    with opened(out.getvalue(), limits=Limits(bytes=4000)) as document:
        member = next(document.members())
        with pytest.raises(FormatError, match="more than 4000 bytes"):
            member.open()


def test_encrypted_and_broken_files_are_said_to_be() -> None:
    data = made(lines("手机 13800138000"))
    with pytest.raises(EncryptedError):
        opened(made(lines("x"), encrypt="secret"))
    with pytest.raises(FormatError):
        opened(b"%PDF-1.7\n" + b"\0nothing of a PDF" * 50)
    with opened(data.replace(b"startxref\n", b"startxref\n9")) as document:
        assert [segment.text for segment in document.segments() if "13800138000" in segment.text]
        assert document.unread() == ["its cross-reference table is broken: what could be found was read"]
    with opened(b"\0junk before it\n" + data) as document:
        assert document.format == "pdf"


@pytest.mark.usefixtures("no_ocr")
def test_broken_pdfs_are_reasons_and_nothing_else() -> None:
    """Bytes changed, lost and added: a document with reasons, or an error of ours."""
    random = Random(5)
    whole = made(lines("手机 13800138000", "x" * 50), lines("二"))
    outcomes = set()
    for _ in range(150 if FUZZ <= 2000 else 10_000):
        data = bytearray(whole)
        for _ in range(random.randrange(1, 12)):
            at = random.randrange(8, len(data))
            data[at : at + random.choice((0, 1, 1, 40))] = random.randbytes(random.choice((0, 1, 1, 8)))
        try:
            with opened(bytes(data)) as document:
                for segment in document.segments():
                    segment.locate(0)
                outcomes.add((len(list(document.members())), *document.unread()))
        except FormatError as error:
            outcomes.add(str(error))
    assert len(outcomes) > 1


def test_a_page_tree_that_contains_itself_ends() -> None:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>"
    data = raw(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 3 0 R 2 0 R] /Count 5 >>", page)
    with opened(data) as document:
        assert not [segment.text for segment in document.segments() if segment.text]
        assert [reason for reason in document.unread() if reason.startswith("pages that could not be read: ")]


def test_more_than_anybody_makes_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(sheet: Any) -> None:
        for number in range(8):
            sheet.bookmarkPage(f"{number}")
            sheet.addOutlineEntry(f"章 {number}", f"{number}", number)
            sheet.textAnnotation("批注", (72, 500, 92, 520))
        sheet.drawString(72, 780, "正文")

    def reasons(data: bytes) -> list[str]:
        with opened(data) as document:
            list(document.segments())
            return document.unread()

    data = made(draw)
    assert reasons(data) == []
    for name, number, expected in (
        ("_DEEP", 4, ["bookmarks more than 4 levels deep"]),
        ("_MANY", 5, ["pages that could not be read: 1", "more than 5 bookmarks"]),
        ("_LONGEST", 4, ["pages that could not be read: 1"]),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(pdfparts, name, number)
            assert reasons(data) == expected


def test_an_xfa_form_is_said_not_to_be_read() -> None:
    data = raw(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] /XFA 4 0 R >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
        b"<< /Length 11 >>\nstream\n<xdp></xdp>\nendstream",
    )
    with opened(data) as document:
        assert list(document.segments())
        assert document.unread() == ["an XFA form, which is not read"]


@pytest.mark.usefixtures("no_ocr")
def test_what_only_ocr_could_read_is_counted() -> None:
    scan, card = picture("ID 110101199003074514"), picture("6222")
    behind = made(placed(scan, 0, 0, 595, 842), placed(scan, 0, 0, 595, 842), lines("正文"), lambda _sheet: None)
    with opened(behind) as document:
        assert list(document.segments())
        assert document.unread() == ["pages without text: 2 (install piiguard[ocr])"]

    def beside(sheet: Any) -> None:
        placed(card, 72, 300, 243, 153)(sheet)
        lines(*["正文正文正文正文正文正文"] * 10)(sheet)

    def background(sheet: Any) -> None:
        placed(Image.new("RGB", (60, 80), "#eeeeee"), 0, 0, 595, 842)(sheet)
        lines(*["正文正文正文正文正文正文正文正文正文正文正文"] * 40)(sheet)

    with opened(made(beside, background)) as document:
        assert list(document.segments())
        assert document.unread() == ["pages with pictures that were not read: 1 (install piiguard[ocr])"]


@pytest.mark.skipif(not reader.available(), reason="needs piiguard[ocr]")
def test_pages_without_text_are_read_by_ocr() -> None:
    value = Values(10).id_card()
    got = found(made(lines("正文"), placed(picture(f"ID {value}"), 0, 400, 595, 198)))
    assert [(kind, text, where["page"]) for kind, text, where in got] == [("CN_ID_CARD", value, 2)]
    left, top, right, bottom = map(int, got[0][2]["box"].split(","))
    assert 0 <= left < right <= 595
    assert 244 <= top < bottom <= 442, "points from the top of the page"


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.usefixtures("no_ocr")
def test_a_copy_is_pictures_with_the_findings_black(turn: int) -> None:
    values = Values(11)
    mobile, number = values.mobile(), values.id_card()

    def draw(sheet: Any) -> None:
        sheet.setTitle(f"合同 {mobile}")
        sheet.setFillColorRGB(0, 0, 1)
        sheet.setFont("Helvetica", 14)
        sheet.drawString(100, 500, mobile)
        sheet.acroForm.textfield(name="idNo", value=number, x=100, y=300, width=200, height=20)

    turned, out = io.BytesIO(), io.BytesIO()
    source = pypdfium2.PdfDocument(made(draw))
    source[0].set_rotation(turn)
    source.save(turned)
    with opened(turned.getvalue()) as document:
        document.rewrite(out, SEARCH.process)
        assert document.notes() == ["its pages are pictures in the copy"]
    for value in (mobile, number):
        assert value.encode() not in out.getvalue()
    copy = pypdfium2.PdfDocument(out.getvalue())
    assert copy[0].get_textpage().get_text_range() == ""
    assert not any("合同" in value for value in copy.get_metadata_dict().values())
    image = copy[0].render(scale=1).to_pil().convert("RGB")
    assert image.size == ((596, 842) if turn in (0, 180) else (842, 596))
    bare = image.tobytes()
    pixels = list(zip(bare[::3], bare[1::3], bare[2::3], strict=True))
    dark = sum(sum(pixel) < 60 for pixel in pixels)
    blue = sum(pixel[2] > 150 and pixel[0] < 100 for pixel in pixels)
    assert dark > 80 * 10 + 190 * 18, "the number's box and the field's"
    assert not blue, "of the number nothing is left"


@pytest.mark.usefixtures("no_ocr")
def test_what_cannot_be_read_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "text.pdf").write_bytes(made(lines("手机 13800138000")))
    (tmp_path / "in" / "scan.pdf").write_bytes(made(placed(picture("13800138000"), 0, 0, 595, 842)))
    report = mask_tree(tmp_path / "in", tmp_path / "out")
    rows = {Path(row.uri).name: row for row in report.rows}
    # Its copy consists of pictures: without OCR nobody can look whether the value is gone.
    assert rows["text.pdf"].reason == "its copy cannot be checked in full: pages without text: 1 (install piiguard[ocr])"
    assert rows["scan.pdf"].reason == "not all of it can be read: pages without text: 1 (install piiguard[ocr])"
    assert not list((tmp_path / "out").glob("*"))


@pytest.mark.skipif(not reader.available(), reason="needs piiguard[ocr]")
def test_a_copy_is_looked_at_by_ocr(tmp_path: Path) -> None:
    (tmp_path / "text.pdf").write_bytes(made(lines("手机 13800138000")))
    (row,) = mask_tree(tmp_path / "text.pdf", tmp_path / "copy.pdf").rows
    assert (row.status, row.reason, dict(row.edits)) == (MASKED, "", {"CN_MOBILE": 1})
