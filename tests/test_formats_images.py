"""Pictures: what they say of themselves and what they show; layout of texts on a page; redacted copies."""

from __future__ import annotations

import io
import os
from pathlib import Path
from random import Random
from typing import Any

import pytest
from walking import SEARCH, found, opened

from piiguard.errors import FormatError
from piiguard.formats import LimitError, Limits, UnsupportedError, imagetags, xmp
from piiguard.formats import ocr as reader
from piiguard.formats.containers import container
from piiguard.formats.layout import Fragment, PageSegment, drawn_rows, page_segments, read_rows
from piiguard.scan import worker
from piiguard.scan.copies import MASKED, mask_tree
from piiguard.scan.rules import rules
from piiguard.scan.run import State, scan
from piiguard.testing import Values

Image = pytest.importorskip("PIL.Image", reason="needs piiguard[scan]")

FUZZ = int(os.environ.get("PIIGUARD_FUZZ", "0"))
FONTS = ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
CHINESE = next((path for path in FONTS if Path(path).exists()), None)
needs_ocr = pytest.mark.skipif(not reader.available(), reason="needs piiguard[ocr]")
needs_font = pytest.mark.skipif(CHINESE is None, reason="needs a Chinese font (fonts-wqy-microhei)")
KINDS = ["PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP"]


def font(size: int) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(CHINESE, size) if CHINESE else ImageFont.load_default(size)


def picture(*lines: str, width: int = 640, size: int = 25) -> Any:
    """A clean scan at 150 dpi: 25 pixels are 12 points."""
    from PIL import ImageDraw

    image = Image.new("RGB", (width, 40 + 2 * size * len(lines)), "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((30, 20 + 2 * size * number), line, font=font(size), fill="black")
    return image


def saved(image: Any, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("no_ocr")
def test_kinds_are_told_by_content_and_pixels_nobody_read_are_said(kind: str) -> None:
    data = saved(Image.new("RGB", (40, 30), "white"), kind)
    assert container(data).startswith(kind.replace("WEBP", "WebP"))  # type: ignore[union-attr]
    with opened(data) as document:
        assert document.format == kind.lower()
        assert not [segment.text for segment in document.segments() if segment.text]
        assert document.unread() == ["its pixels (install piiguard[ocr])"]


def test_other_containers_are_not_pictures() -> None:
    assert container(b"RIFF\x24\0\0\0WAVEfmt ") == "RIFF (audio or video)"
    assert container(b"BM is how this text begins\n") is None


@pytest.mark.usefixtures("no_ocr")
def test_what_a_picture_says_of_itself() -> None:
    from PIL.PngImagePlugin import PngInfo

    values = Values(3)
    mobiles = [values.mobile() for _ in range(7)]
    exif = Image.Exif()
    exif[0x010E] = f"tel {mobiles[0]}"
    exif[0x9C9C] = f"电话{mobiles[1]}".encode("utf-16-le")
    exif.get_ifd(0x8769)[0x9286] = b"UNICODE\0" + f"手机{mobiles[2]}".encode("utf-16-be")
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.5), 3: "E", 4: (121.0, 28.0, 25.3)})
    packet = f'<?xpacket begin=""?><x:xmpmeta><dc:creator><rdf:Seq><rdf:li>{mobiles[3]}</rdf:li></rdf:Seq></dc:creator></x:xmpmeta>'
    image = Image.new("RGB", (40, 30), "white")
    rows = found(saved(image, "JPEG", exif=exif, comment=f"手机{mobiles[4]}".encode("gb18030"), xmp=packet.encode()))
    places = {value: (kind, where["part"], where["field"]) for kind, value, where in rows}
    assert places == {
        mobiles[0]: ("CN_MOBILE", "EXIF", "ImageDescription"),
        mobiles[1]: ("CN_MOBILE", "EXIF", "XPComment"),
        mobiles[2]: ("CN_MOBILE", "EXIF", "UserComment"),
        mobiles[3]: ("CN_MOBILE", "XMP", "creator"),
        mobiles[4]: ("CN_MOBILE", "text", "comment"),
        "31.230417,121.473694": ("GPS_COORDINATES", "EXIF", "GPS"),
    }
    chunks = PngInfo()
    chunks.add_itxt("Author", "王小明")
    chunks.add_text("Comment", mobiles[5], zip=True)
    png = {(kind, value, where["field"]) for kind, value, where in found(saved(image, "PNG", pnginfo=chunks))}
    assert png == {("PERSON", "王小明", "Author"), ("CN_MOBILE", mobiles[5], "Comment")}
    assert [row[1] for row in found(saved(image, "GIF", comment=f"tel {mobiles[6]}".encode()))] == [mobiles[6]]


def test_what_is_installed_decides_what_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scan takes unchanged objects over from the last one; pages unread for want of a package are no such objects."""
    before = rules(SEARCH.guard, Limits())
    assert rules(SEARCH.guard, Limits()) == before
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert rules(SEARCH.guard, Limits()) != before


@pytest.mark.parametrize("position", [{}, {2: (31.0, 13.0)}, {2: ("a", 1, 2), 4: (1, 2, 3)}, {2: (float("nan"), 0, 0), 4: (1, 2, 3)}])
def test_broken_coordinates_are_none(position: dict[int, Any]) -> None:
    from piiguard.formats.imagetags import _position

    assert _position(position) == ""


@pytest.mark.usefixtures("no_ocr")
def test_what_a_picture_says_and_cannot_be_read_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Damaged EXIF, more than anybody writes: none of it reads as nothing there."""
    from PIL.PngImagePlugin import PngInfo

    def reasons(data: bytes) -> list[str]:
        with opened(data) as document:
            list(document.segments())
            return [reason for reason in document.unread() if not reason.startswith("its pixels")]

    image = Image.new("RGB", (40, 30), "white")
    exif = Image.Exif()
    exif[0x010E] = "x" * 40
    assert reasons(saved(image, "JPEG", exif=exif)) == []
    chunks = PngInfo()
    for number in range(30):
        chunks.add_text(f"k{number}", "x")
    many = saved(image, "PNG", pnginfo=chunks)
    assert reasons(many) == []
    monkeypatch.setattr(imagetags, "_MANY", 20)
    assert reasons(many) == ["more than 20 texts about the picture"]
    monkeypatch.setattr(imagetags, "_LONGEST", 30)
    assert reasons(saved(image, "JPEG", exif=exif)) == ["a text of more than 30 characters about the picture"]

    def fails(*_: Any) -> None:
        raise SyntaxError

    monkeypatch.setattr(Image.Exif, "get_ifd", fails)
    assert reasons(saved(image, "GIF")) == ["its EXIF is damaged"]


def test_xmp_of_any_length_is_searched_or_said() -> None:
    value, unread = Values(3).mobile(), list[str]()
    packet = f'<?xpacket begin=""?><x:xmpmeta><d a:b="{"x" * 70_000}{value}"/><dc:c {"a" * 70_000}>{"y" * 70_000}{value}</dc:c></x:xmpmeta><?xpacket end="w"?>'.encode()
    (text,) = xmp.packets(io.BytesIO(b"%PDF" + packet), unread)
    assert [value in segment.text for segment in xmp.segments(text, SEARCH.keys)] == [True, True]
    assert unread == []
    for body in (packet.replace(b"yyy", b"yyy" * 20), b'<?xpacket begin=""?>' + b"x" * (3 << 20)):
        assert list(xmp.packets(io.BytesIO(body), unread)) == []
        assert unread.pop() == "an XMP packet of more than 1048576 bytes"


def test_limits_and_broken_pictures(no_ocr: None) -> None:
    large = saved(Image.new("1", (5000, 5000)), "PNG")
    assert len(large) < 10_000
    with opened(large, limits=Limits(memory=1 << 27)) as document, pytest.raises(LimitError, match="16777216 pixels"):
        list(document.segments())
    bomb = bytearray(saved(Image.new("L", (10, 10)), "BMP"))
    bomb[18:26] = (100_000).to_bytes(4, "little") * 2
    with pytest.raises(LimitError):
        opened(bytes(bomb))
    whole = saved(picture("13800138000"), "BMP")
    with opened(whole[: len(whole) // 2]) as document:
        assert not [segment.text for segment in document.segments() if segment.text]
        assert document.unread() == ["page 1 of the picture cannot be decoded"]
    with pytest.raises(FormatError):
        opened(b"\x89PNG\r\n\x1a\n" + b"\0" * 40)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.usefixtures("no_ocr")
def test_broken_pictures_are_reasons_and_nothing_else(kind: str) -> None:
    """Bytes changed, lost and added: a document with reasons, or an error of ours."""
    random = Random(kind)
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 13.0, 49.5), 3: "E", 4: (121.0, 28.0, 25.3)})
    whole = saved(Image.new("RGB", (60, 40), "white"), kind, exif=exif)
    outcomes = set()
    for _ in range(100 if FUZZ <= 2000 else 5000):
        data = bytearray(whole)
        for _ in range(random.randrange(1, 12)):
            at = random.randrange(8, len(data))
            data[at : at + random.choice((0, 1, 1, 40))] = random.randbytes(random.choice((0, 1, 1, 8)))
        try:
            with opened(bytes(data) + bytes(16)) as document:
                for segment in document.segments():
                    segment.locate(0)
                outcomes.add(tuple(document.unread()))
        except FormatError as error:
            outcomes.add(str(error))
    assert len(outcomes) > 1


def test_without_pillow_it_is_not_supported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UnsupportedError, match=r"PNG image: pip install 'piiguard\[scan\]'"):
        opened(saved(Image.new("L", (10, 10)), "PNG"))


def test_rows_of_a_slanted_scan() -> None:
    slanted = [
        Fragment(f"{row}{column}", (100.0 + 300 * column, 100.0 + 40 * row + 8 * column, 250.0 + 300 * column, 125.0 + 40 * row + 8 * column))
        for column in (2, 0, 3, 1)
        for row in (1, 0, 2)
    ]
    assert [[fragment.text for fragment in row] for row in read_rows(slanted)] == [[f"{row}{column}" for column in range(4)] for row in range(3)]


def test_columns_of_prose_stay_in_the_order_they_were_drawn_in() -> None:
    column = "被保险人在本次事故发生后联系了报案人"
    left = [Fragment(column, (50, 100 + 20 * row, 250, 112 + 20 * row)) for row in range(3)]
    right = [Fragment(column, (300, 100 + 20 * row, 500, 112 + 20 * row)) for row in range(3)]
    assert [[id(fragment) for fragment in row] for row in drawn_rows([*left, *right])] == [[id(one)] for one in [*left, *right]]


def test_a_value_goes_on_under_its_beginning() -> None:
    card = [
        [Fragment("住址", (35, 155, 65, 170)), Fragment("北京市朝阳区建国路88", (85, 152, 280, 170))],
        [Fragment("号现代城5号楼1单元1", (85, 178, 280, 196))],
        [Fragment("203室", (85, 204, 150, 222))],
        [Fragment("公民身份号码", (35, 265, 130, 280)), Fragment("110101", (165, 260, 300, 282))],
    ]
    (segment, *_) = page_segments(1, card)
    assert segment.text == "住址 北京市朝阳区建国路88号现代城5号楼1单元1203室\n公民身份号码   110101"
    numbers = [[Fragment("手机号码", (35, 155, 65, 170)), Fragment("13800138000", (85, 152, 280, 170))], [Fragment("13900139000", (85, 178, 280, 196))]]
    assert [segment.text for segment in page_segments(1, numbers)] == ["手机号码 13800138000\n13900139000"]


def test_a_segment_knows_where_its_characters_stand() -> None:
    rows = [[Fragment("姓名", (0, 0, 40, 20)), Fragment("13800138000", (100, 0, 210, 20), lambda box: (box[1], box[0], box[3], box[2]))]]
    (segment,) = page_segments(3, rows, shown=True)
    assert segment.text == "姓名   13800138000"
    assert segment.locate(5) == {"page": 3, "box": "0,100,20,210", "character": 6}
    assert isinstance(segment, PageSegment)
    assert segment.boxes(0, 2) == [(0, 0, 40, 20)]
    assert segment.boxes(5, 16) == [(0, 100, 20, 210)]
    (part,) = segment.boxes(8, 10)
    assert 100 <= part[1] <= 130
    assert 150 <= part[3] <= 180


def test_a_small_picture_that_takes_long_shows_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is silent for too long is ended, whatever it is doing."""
    monkeypatch.setattr(reader, "available", lambda: True)
    monkeypatch.setattr(reader, "read", lambda _image: iter([None] * 50))
    (tmp_path / "a.png").write_bytes(saved(picture("x"), "PNG"))

    def said(interval: float) -> int:
        calls: list[State] = []
        monkeypatch.setattr(worker, "TELL", interval)
        scan([tmp_path], progress=calls.append)
        return len(calls)

    assert said(0.0) >= said(1e9) + 50


@needs_ocr
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_picture_is_read_however_it_lies(turn: int) -> None:
    value = Values(turn + 1).id_card()
    image = picture(f"ID number {value}", "issued by the county office", "valid for twenty years").rotate(turn, expand=True)
    rows = found(saved(image, "PNG"))
    assert [(kind, text) for kind, text, _ in rows] == [("CN_ID_CARD", value)]
    left, top, right, bottom = map(int, rows[0][2]["box"].split(","))
    assert (right - left > bottom - top) == (turn in (0, 180))
    assert 0 <= left < right <= image.width
    assert 0 <= top < bottom <= image.height


@needs_ocr
def test_pages_and_frames_and_tiles() -> None:
    values = Values(20)
    mobiles = [values.mobile() for _ in range(3)]
    pages = [picture(f"tel {mobile}") for mobile in mobiles]
    tiff = found(saved(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    assert [(text, where["page"]) for _, text, where in tiff] == [(mobile, page) for page, mobile in enumerate(mobiles, 1)]
    with opened(saved(pages[0], "WEBP", save_all=True, append_images=[pages[0].copy(), pages[1]], lossless=True)) as document:
        text = "".join(segment.text for segment in document.segments())
    assert all(mobile in text for mobile in mobiles[:2])
    many = [values.mobile() for _ in range(45)]
    tall = found(saved(picture(*(f"tel {mobile}" for mobile in many), width=420), "PNG"))
    assert [text for _, text, _ in tall] == many, "every line once, in order"


@needs_ocr
def test_a_picture_just_read_is_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    values = Values(23)
    engine = reader._engine()
    calls = []
    run = engine._call
    monkeypatch.setattr(engine, "_call", lambda *given: calls.append(given) or run(*given))
    monkeypatch.setattr(reader, "_KEPT", 2)
    pictures = [saved(picture(f"tel {values.mobile()}"), "PNG") for _ in range(3)]
    first = [found(one) for one in pictures]
    read = len(calls)
    assert found(pictures[2]) == first[2]
    assert len(calls) == read
    assert found(pictures[0]) == first[0], "what is no longer kept is read once more"
    assert len(calls) > read


@needs_ocr
@needs_font
def test_clean_scans_are_read() -> None:
    """ID, card and mobile numbers of forms at 150 dpi; at least .95 of them, as findings of the right type."""
    values = Values(21)
    planted = hits = 0
    for _ in range(1 if FUZZ <= 2000 else 12):
        rows, wanted = [], []
        for _ in range(7):
            number, card, mobile = values.id_card(), values.bank_card(), values.mobile()
            wanted += [("CN_ID_CARD", number), ("CN_BANK_CARD", card), ("CN_MOBILE", mobile)]
            rows += [f"姓名 张三    公民身份号码 {number}", f"开户行 建设银行    卡号 {card}", f"联系电话 {mobile}"]
        got = {row[:2] for row in found(saved(picture(*rows, width=1000), "PNG"))}
        planted += len(wanted)
        hits += sum(pair in got for pair in wanted)
    print(f"{hits} of {planted} numbers read")
    assert hits >= 0.95 * planted


@needs_ocr
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_copy_is_black_where_findings_were_and_says_nothing_of_itself(kind: str, tmp_path: Path) -> None:
    values = Values(22)
    number, mobile = values.id_card(), values.mobile()
    exif = Image.Exif()
    exif[0x010E] = mobile
    exif[0x0112] = 6  # to be turned
    source = tmp_path / f"a.{kind.lower()}"
    source.write_bytes(saved(picture("service hotline 95518", f"ID {number}").rotate(90, expand=True), kind, exif=exif))
    target = tmp_path / "out" / source.name
    report = mask_tree(source, target)
    assert [(row.status, row.reason, dict(row.edits)) for row in report.rows] == [(MASKED, "", {"CN_ID_CARD": 1, "CN_MOBILE": 1})]
    copy = target.read_bytes()
    assert mobile.encode() not in copy
    image = Image.open(io.BytesIO(copy))
    assert image.format == kind
    assert not ({"exif", "xmp", "comment", "icc_profile", "photoshop"} & set(image.info))
    assert 0x010E not in image.getexif()
    with opened(copy) as document:
        shown = "".join(segment.text for segment in document.segments())
    assert "95518" in shown
    assert not any(number[at : at + 4] in shown for at in range(15))


@pytest.mark.usefixtures("no_ocr")
def test_without_ocr_there_is_no_copy(tmp_path: Path) -> None:
    source = tmp_path / "a.png"
    source.write_bytes(saved(Image.new("L", (30, 30)), "PNG"))
    (row,) = mask_tree(source, tmp_path / "b.png").rows
    assert row.reason == "its pixels cannot be read (install piiguard[ocr])"
    assert not (tmp_path / "b.png").exists()
