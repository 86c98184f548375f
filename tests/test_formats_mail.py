"""E-mail: headers, bodies and attachments in every encoding mails have, and hostile ones."""

from __future__ import annotations

import base64
import io
import mailbox
import random
import struct
import time
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from walking import Walk, damaged

from piiguard import Guard
from piiguard.formats import Document, Limits, open_document
from piiguard.testing import Values

VALUES = Values(5_20261124)


def opened(data: bytes, name: str = "") -> Document:
    return open_document(io.BytesIO(data), name)


def letter(body: str, charset: str = "utf-8", cte: str | None = None, html: str = "") -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = "客户王小明的理赔材料"
    mail["From"] = "王芳 <fang@example.com>"
    mail["To"] = "李雷 <lei@example.com>"
    mail["Message-ID"] = "<1234@mail.example.com>"
    mail.set_content(body, charset=charset, cte=cte)
    if html:
        mail.add_alternative(html, subtype="html", charset=charset, cte=cte)
    return mail


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "gb18030", "big5"])
@pytest.mark.parametrize("cte", ["base64", "quoted-printable", "8bit"])
def test_bodies_in_every_charset_and_encoding(charset: str, cte: str) -> None:
    mobile, card = VALUES.mobile(), VALUES.id_card()
    body = f"您好：\n{'客戶手機' if charset == 'big5' else '客户手机'} {mobile}\nID {card}\n"
    data = letter(body, charset, cte).as_bytes(policy=SMTP)
    with opened(data) as document:
        assert document.format == "eml"
        found = {(segment.text.strip(), segment.location.get("line")) for segment in document.segments()}
        assert document.unread() == []
        assert list(document.members()) == []
    expected = [(line.strip(), number) for number, line in enumerate(body.strip().split("\n"), 1)]
    assert set(expected) <= found


def test_body_in_utf_16() -> None:
    mobile = VALUES.mobile()
    head = b"Subject: a\nFrom: b@c.example\nContent-Type: text/plain; charset=utf-16\nContent-Transfer-Encoding: base64\n\n"
    walk = Walk(head + base64.encodebytes(f"您好\r\n手机 {mobile}\r\n".encode("utf-16")))
    assert (f"手机 {mobile}", {"line": 2, "column": 1}, "") in walk.texts
    assert walk.rows[-1][1] == "scanned"


def test_headers_are_decoded_and_named() -> None:
    data = letter("x").as_bytes(policy=SMTP)
    with opened(data) as document:
        places = [(segment, segment.location) for segment in document.segments()]
        headers = {where["header"]: (segment.text, where) for segment, where in places if "header" in where}
    assert {segment.label for segment, where in places if "header" in where} == {"Subject", "sender"}
    assert headers["Subject"] == ("客户王小明的理赔材料", {"header": "Subject", "character": 1})
    assert headers["From"][0] == "王芳 <fang@example.com>"
    assert not {"Message-ID", "Content-Type", "MIME-Version"} & set(headers)


def test_names_before_addresses_in_headers() -> None:
    """What stands before an address there is a name, however it reads elsewhere (李子 are plums), and for each of many."""
    head = "From: 李子涵 <a@b.example>\nTo: 王小明 <c@d.example>, \"李沐宸\" <e@f.example>; 高级经理 <g@h.example>,\n 于洋 <i@j.example>\nCc:\n"
    guard, names = Guard(), []
    with opened(f"{head}Subject: 李子园开业\nMIME-Version: 1.0\n\n您好\n".encode()) as document:
        for segment in document.segments():
            for found in guard.find(segment.text, label=segment.label):
                if found.entity_type == "PERSON":
                    names.append((segment.text[found.start : found.end], segment.locate(found.start)))
    unfolded = "王小明 <c@d.example>, \"李沐宸\" <e@f.example>; 高级经理 <g@h.example>, 于洋 <i@j.example>"
    assert names == [("李子涵", {"header": "From", "character": 1})] + [
        (name, {"header": "To", "character": unfolded.index(name) + 1}) for name in ("王小明", "李沐宸", "于洋")
    ]


def test_headers_as_chinese_programs_write_them() -> None:
    """GBK characters said to be GB2312, words cut inside a character, bytes without any encoding, a missing pad."""
    name = "朱镕基喆"
    raw = name.encode("gbk")
    words = b" ".join(b"=?gb2312?B?" + base64.b64encode(part).rstrip(b"=") + b"?=" for part in (raw[:3], raw[3:]))
    data = (
        b"Subject: " + words + b"\r\nFrom: a@example.com\r\n"
        b"To: " + "投保人客户张伟的".encode("gb18030") + b" <b@example.com>\r\n"
        b"Cc: =?utf-8?q?=E5=BC=A0_x?=\r\n =?utf-8?b?" + base64.b64encode("客户".encode()) + b"?= <c@example.com>\r\n\r\nx\r\n"
    )  # fmt: skip
    with opened(data) as document:
        found = {segment.location.get("header"): segment.text for segment in document.segments()}
    assert found["Subject"] == name
    assert found["To"] == "投保人客户张伟的 <b@example.com>"
    assert found["Cc"] == "张 x客户 <c@example.com>"


def test_mail_whose_bytes_are_gb18030_is_a_mail() -> None:
    mobile = VALUES.mobile()
    data = f"主题: 无\nSubject: 理赔\nFrom: 客服 <a@example.com>\nTo: 客户\n\n您的手机号码 {mobile} 已登记，请核对资料\n".encode("gb18030")
    data = data.partition(b"\n")[2]
    walk = Walk(data, "x.eml")
    assert walk.formats["x.eml"] == "eml"
    assert f"您的手机号码 {mobile} 已登记，请核对资料" in walk.text()
    assert walk.rows == [("x.eml", "scanned", "")]


def test_declared_charset_that_is_not_the_real_one() -> None:
    text = "客户的手机号码已经登记在系统里面了"
    head = b"Subject: a\nFrom: b@c.example\nContent-Type: text/plain; charset="
    for said, real in (("us-ascii", "gb18030"), ("utf-8", "gb18030"), ("nonsense", "utf-8"), ('"gb2312"', "utf-8")):
        walk = Walk(head + said.encode() + b"\n\n" + text.encode(real) + b"\n")
        assert text in walk.text(), said
    western = Walk(head + b"iso-8859-1\n\n" + "Grüße aus Köln".encode("latin-1") + b"\n")
    assert ("Grüße aus Köln" in western.text(), western.rows[-1][1]) == (True, "scanned")
    assert any("read as gb18030" in note for note in Walk(head + b"utf-8\n\n" + text.encode("gb18030")).notes)


def test_html_is_read_as_it_is_shown() -> None:
    pytest.importorskip("lxml", reason="lxml is not installed (piiguard[scan])")
    mobile, card = VALUES.mobile(), VALUES.bank_card(19)
    html = (
        f"<html><head><style>p{{}}</style><title>通知</title></head><body><p>手机<b>{mobile[:3]}</b><span>{mobile[3:]}</span></p>"
        f"<table><tr><td>卡号</td><td>{card}</td></tr></table><img alt='身份证照片'>"
        f"<a href='mailto:kefu@example.com' title='客服&#65306;{mobile}'>联系</a><!-- 内部 {card} --><script>var x=1</script>"
        + "<div>" * 600 + mobile + "</body></html>"
    )  # fmt: skip
    walk = Walk(letter("见 HTML", html=html, cte="base64").as_bytes(policy=SMTP))
    texts = {text for text, where, _ in walk.texts if where.get("part") == "2" and "header" not in where}
    assert texts == {
        "通知", f"手机{mobile}", "卡号", card, "身份证照片", "kefu@example.com", f"客服：{mobile}", f"内部 {card}", "联系", mobile,
        "p{}", "var x=1",
    }  # fmt: skip
    assert walk.rows[-1][1] == "scanned"


def test_nothing_of_a_page_is_passed_over() -> None:
    """What stands before and behind the page, what only programs see, a page that is a comment and nothing else."""
    pytest.importorskip("lxml", reason="lxml is not installed (piiguard[scan])")
    mobiles = [VALUES.mobile() for _ in range(6)]
    first, last, script, template, noscript, only = mobiles
    page = (
        f"<!-- {first} --><!DOCTYPE html><html><body><script>\nvar a = '{script}'\n</script><template>{template}</template>"
        f"<noscript>{noscript}</noscript></body></html><!-- {last} -->"
    )
    for html, expected in ((page, mobiles[:5]), (f"<!-- {only} -->", [only])):
        walk = Walk(letter("x", html=html, cte="base64").as_bytes(policy=SMTP))
        assert [mobile for mobile in mobiles if mobile in walk.text()] == expected


def test_attachments_and_attached_mails_are_members() -> None:
    mobiles = [VALUES.mobile() for _ in range(4)]
    inner = letter(f"内层 {mobiles[0]}")
    inner.add_attachment(f"姓名,手机\n张三,{mobiles[1]}\n".encode("gb18030"), maintype="text", subtype="csv", filename="名单.csv")
    mail = letter("外层")
    mail.add_attachment(inner)
    mail.add_attachment(f"手机 {mobiles[2]}".encode(), maintype="application", subtype="octet-stream", filename="数据.bin")
    mail.add_attachment(f"手机 {mobiles[3]}", filename="../../x.txt", cte="quoted-printable")
    walk = Walk(mail.as_bytes(policy=SMTP), "a.eml")
    assert {path for path, *_ in walk.rows} == {
        "a.eml", "a.eml!/part 2.eml", "a.eml!/part 2.eml!/名单.csv", "a.eml!/数据.bin", "a.eml!/../../x.txt",
    }  # fmt: skip
    assert {status for _, status, _ in walk.rows} == {"scanned"}
    assert all(mobile in walk.text() for mobile in mobiles)


@pytest.mark.parametrize(
    "disposition",
    [
        b'attachment; filename="=?gb2312?B?' + base64.b64encode("客户名单".encode("gbk")) + b'?=.txt"',
        b"attachment; filename*=utf-8''%E5%AE%A2%E6%88%B7%E5%90%8D%E5%8D%95.txt",
        b"attachment; filename*0*=gb18030''%BF%CD%BB%A7; filename*1*=%C3%FB%B5%A5.txt",
        b'attachment; filename="' + "客户名单".encode("gb18030") + b'.txt"',
        b'attachment; filename="' + "客户名单".encode() + b'.txt"',
    ],
)
def test_attachment_names(disposition: bytes) -> None:
    data = b"Subject: a\nFrom: b@c.example\nContent-Type: application/x\nContent-Disposition: " + disposition + b"\n\nx\n"
    assert [member.name for member in opened(data).members()] == ["客户名单.txt"]


def test_what_cannot_be_read_is_said() -> None:
    head = b"Subject: a\nFrom: b@c.example\n"
    tnef = Walk(head + b'Content-Type: application/octet-stream; name="winmail.dat"\n\nxx\n')
    assert tnef.rows[0][1:] == ("skipped", "not supported: TNEF (winmail.dat)")
    smime = Walk(head + b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nxx\n")
    assert smime.rows[0][1:] == ("skipped", "encrypted mail")
    pgp = Walk(
        head + b'Content-Type: multipart/encrypted; boundary="b"\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n'
        b"--b\nContent-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n--b--\n"
    )  # fmt: skip
    assert [status for _, status, _ in pgp.rows] == ["skipped", "skipped", "scanned"]
    inline = Walk(head + b"\n-----BEGIN PGP MESSAGE-----\nabc\n")
    assert inline.rows[-1][1:] == ("partial", "a block encrypted with PGP")
    broken = Walk(head + b"Content-Transfer-Encoding: base64\n\nMTM4M!!DAxMzgw*\n")
    assert broken.rows[-1][1:] == ("partial", "its base64 is broken")
    lost = Walk(head + b"Content-Type: multipart/mixed\n\n--b\nContent-Transfer-Encoding: base64\n\nMTM4\n--b--\n")
    assert lost.rows[-1][1] == "partial"
    attached = Walk(head + b'Content-Type: application/x; name="a.txt"\nContent-Transfer-Encoding: base64\n\nMTM4M!!DAx*\n')
    assert ("!/a.txt", "broken", "its base64 is broken") in attached.rows


def test_text_before_and_behind_the_parts_is_read_too() -> None:
    data = b"Subject: a\nFrom: b@c.example\nContent-Type: multipart/mixed; boundary=b\n\nbefore\n--b\n\ninside\n--b--\nbehind\n"
    assert [text for text, where, _ in Walk(data).texts if "line" in where and text] == ["before", "inside", "behind"]


def test_base64_put_together_of_pieces() -> None:
    parts = ["手机13912345678", "卡", "证件号码"]
    body = b"\n".join(base64.b64encode(part.encode()) for part in parts)
    data = b"Subject: a\nFrom: b@c.example\nContent-Transfer-Encoding: base64\nContent-Type: text/plain; charset=utf-8\n\n" + body
    assert "".join(parts) in Walk(data).text()


def test_mailbox(tmp_path: Path) -> None:
    path = tmp_path / "in.mbox"
    box = mailbox.mbox(path)
    mobiles = [VALUES.mobile() for _ in range(50)]
    for number, mobile in enumerate(mobiles):
        mail = letter(f"第 {number} 封\n\nFrom here on 手机 {mobile}\n", cte="base64" if number % 2 else "8bit")
        if number % 10 == 0:
            mail.add_attachment(f"附件 {mobile}", filename="a.txt")
        box.add(mail)
    box.flush()
    walk = Walk(path.read_bytes(), "in.mbox")
    assert walk.formats["in.mbox"] == "mbox"
    lines = [(where["message"], text[-11:]) for text, where, path_ in walk.texts if "手机" in text and path_ == "in.mbox"]
    assert lines == list(enumerate(mobiles, 1))
    assert [path_ for path_, *_ in walk.rows] == [f"in.mbox!/{number}/a.txt" for number in (1, 11, 21, 31, 41)] + ["in.mbox"]
    assert {status for _, status, _ in walk.rows} == {"scanned"}


def test_what_is_no_mail() -> None:
    for text in ("手机：13912345678\n姓名：张三\n", "key: value\nother: x\n", "From here to there\nTo: all\n", "Subject: only one header\n\nx\n"):
        assert opened(text.encode(), "x.txt").format == "text"
    assert opened(b"Subject: x\n\ny\n", "x.eml").format == "eml"


def test_a_large_attachment_is_not_held() -> None:
    import tracemalloc

    noise = random.Random(7).randbytes(1 << 23)
    mail = letter("x")
    mail.add_attachment(noise, maintype="application", subtype="octet-stream", filename="a.bin")
    stream = io.BytesIO(mail.as_bytes())
    tracemalloc.start()
    with open_document(stream) as document:
        assert sum(1 for _ in document.segments()) > 3
        (member,) = document.members()
        inner = member.open()
        size = 0
        while block := inner.read(1 << 16):
            size += len(block)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == 1 << 23
    assert peak < 1 << 22


@pytest.mark.parametrize(
    "data",
    [
        b"Subject: a\nFrom: b\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 500,
        b"Subject: a\nFrom: b\nContent-Type: multipart/mixed; boundary=\"" + b"x" * 100_000 + b"\"\n\n--x\n",
        b"Subject: a\nFrom: b\nTo: " + b"a@b.example, " * 50_000 + b"\n\nx\n",
        b"Subject: a\nFrom: b\nX: " + b"=?utf-8?q?" * 20_000 + b"\n\nx\n",
        b"Subject: a\nFrom: b\nContent-Type: text/html\n\n" + b"<a><!--" * 50_000,
        b"Subject: a\nFrom: b\nContent-Type: text/html\n\n" + b"<div>" * 100_000 + b"13912345678",
        b"Subject: a\nFrom: b\nContent-Type: text/plain; charset*0*=x''%; charset*1*=%%\n\nx\n",
        b"From a Mon Jan  1 00:00:00 2026\n" * 20_000,
    ],
    ids=range(8),
)  # fmt: skip
def test_hostile_mails_end(data: bytes) -> None:
    began = time.monotonic()
    walk = Walk(data, "x.eml")
    assert walk.rows
    assert time.monotonic() - began < 20


def test_damage_anywhere_is_a_reason() -> None:
    mail = letter("正文", html="<p>手机</p>", cte="base64")
    mail.add_attachment(letter("x"))
    mail.add_attachment("附件", filename="名单.txt")
    data = mail.as_bytes(policy=SMTP)
    for broken in damaged(data):
        assert Walk(broken, "x.eml", Limits(bytes=1 << 22)).rows


# Outlook


def compound(tree: dict[str, Any]) -> bytes:
    """A compound file (MS-CFB, version 3) of nested dictionaries and bytes; siblings are a chain, which is a tree too."""
    pytest.importorskip("olefile", reason="olefile is not installed (piiguard[scan])")
    free, end, fat_mark = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    entries: list[tuple[str, int, int, bytes]] = [("Root Entry", 5, free, b"")]  # name, type, child, data
    right: dict[int, int] = {}

    def add(folder: dict[str, Any]) -> int:
        first = last = free
        for name, value in folder.items():
            number = len(entries)
            entries.append((name, 2, free, value) if isinstance(value, bytes) else (name, 1, free, b""))
            if isinstance(value, dict):
                entries[number] = (name, 1, add(value), b"")
            if last == free:
                first = number
            else:
                right[last] = number
            last = number
        return first

    entries[0] = ("Root Entry", 5, add(tree), b"")
    mini, minifat, starts = b"", [], []
    for _, _, _, data in entries:
        if not data or len(data) >= 4096:
            starts.append(end)
            continue
        starts.append(len(minifat))
        count = -(-len(data) // 64)
        minifat += [*range(len(minifat) + 1, len(minifat) + count), end]
        mini += data.ljust(count * 64, b"\0")
    sectors: list[bytes] = []
    fat: list[int] = []

    def put(data: bytes) -> int:
        if not data:
            return end
        first, count = len(sectors), -(-len(data) // 512)
        sectors.extend(data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512))
        fat.extend([*range(first + 1, first + count), end])
        return first

    for number, (_, _, _, data) in enumerate(entries):
        if len(data) >= 4096:
            starts[number] = put(data)
    starts[0] = put(mini)
    minifat_at = put(b"".join(struct.pack("<L", number) for number in minifat))
    rows = b""
    for number, (name, kind, child, data) in enumerate(entries):
        raw = name.encode("utf-16-le")
        size = len(mini) if number == 0 else len(data)
        rows += struct.pack("<64sHBB3L36xLQ", raw, len(raw) + 2, kind, 1, free, right.get(number, free), child, starts[number], size)
    rows += struct.pack("<64sHBB3L36xLQ", b"", 0, 0, 0, free, free, free, 0, 0) * (-len(entries) % 4)
    directory_at = put(rows)
    tables = next(count for count in range(1, 109) if (len(sectors) + count) <= count * 128)
    table_at = len(sectors)
    fat += [fat_mark] * tables
    fat += [free] * (tables * 128 - len(fat))
    sectors += [struct.pack("<128L", *fat[at : at + 128]) for at in range(0, len(fat), 128)]
    head = struct.pack(
        "<8s16x5H6x9L", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory_at, 0, 4096, minifat_at,
        len(minifat) * 4 // 512 + 1, end, 0,
    )  # fmt: skip
    return head + struct.pack("<109L", *range(table_at, table_at + tables), *[free] * (109 - tables)) + b"".join(sectors)


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


# The example of MS-OXRTFCP 4.1.1, and its text.
RTF_PACKED = bytes.fromhex("2d0000002b0000004c5a4675f1c5c7a703000a0072637067313235423 20af32068656c090020627705b06c647d0a800fa0".replace(" ", ""))
RTF = b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def message(**more: Any) -> dict[str, Any]:
    pages = struct.pack("<HHLL4x", 3, 0x3FFD, 6, 936)
    return {"__properties_version1.0": bytes(32) + pages, "__substg1.0_0037001F": wide("理赔材料"), **more}


def test_outlook_message() -> None:
    pytest.importorskip("lxml", reason="lxml is not installed (piiguard[scan])")
    mobiles = [VALUES.mobile() for _ in range(8)]
    inner = message(**{"__substg1.0_1000001F": wide(f"内层 {mobiles[5]}")})
    inner["__attach_version1.0_#00000000"] = {
        "__properties_version1.0": bytes(8), "__substg1.0_3707001F": wide("内.txt"), "__substg1.0_37010102": f"手机 {mobiles[6]}".encode(),
    }  # fmt: skip
    tree = message(
        **{
            "__substg1.0_1000001F": wide(f"您好\r\n手机 {mobiles[0]}\r\n" + "长" * 5000),
            "__substg1.0_0C1A001E": f"王芳{mobiles[1]}".encode("gbk"),
            "__substg1.0_10130102": f"<p>卡<b>{mobiles[2][:3]}</b>{mobiles[2][3:]}</p>".encode("gbk"),
            "__substg1.0_8001101F-00000001": wide(f"自定义 {mobiles[7]}"),
            "__recip_version1.0_#00000000": {"__properties_version1.0": bytes(8), "__substg1.0_3001001F": wide(f"李雷 {mobiles[3]}")},
            "__attach_version1.0_#00000000": {
                "__properties_version1.0": bytes(8),
                "__substg1.0_3707001F": wide("名单.csv"),
                "__substg1.0_37010102": f"姓名,手机\n张三,{mobiles[4]}\n".encode("gb18030") + b"x,1\n" * 2000,
            },
            "__attach_version1.0_#00000001": {"__properties_version1.0": bytes(8), "__substg1.0_3701000D": inner},
            "__attach_version1.0_#00000002": {"__properties_version1.0": bytes(8), "__substg1.0_3707001F": wide("link.docx")},
        }
    )
    walk = Walk(compound(tree), "a.msg")
    assert walk.formats["a.msg"] == "msg"
    places = {mobile: where for mobile in mobiles for text, where, _ in walk.texts + walk.cells if mobile in text}
    assert places[mobiles[0]] == {"property": "1000", "line": 2, "column": 1}
    assert places[mobiles[1]] == {"property": "From", "character": 1}
    assert places[mobiles[2]]["property"] == "HTML"
    assert places[mobiles[3]] == {"part": "recipient 1", "property": "Name", "character": 1}
    assert places[mobiles[5]] == {"part": "attachment 2", "property": "1000", "line": 1, "column": 1}
    assert set(places) == set(mobiles)
    assert walk.rows == [
        ("a.msg!/名单.csv", "scanned", ""), ("a.msg!/attachment 2/内.txt", "scanned", ""),
        ("a.msg!/link.docx", "skipped", "a link: its content is not in the message"), ("a.msg", "scanned", ""),
    ]  # fmt: skip


def test_outlook_body_in_compressed_rtf_is_a_member() -> None:
    from piiguard.formats import lzfu

    assert lzfu.unpacked(RTF_PACKED) == RTF
    (member,) = opened(compound(message(**{"__substg1.0_10090102": RTF_PACKED}))).members()
    assert (member.name, member.open().read()) == ("body.rtf", RTF)


def test_other_compound_files_are_not_messages() -> None:
    from piiguard.formats import kinds

    for name, kind in (("WordDocument", "old Word document"), ("Workbook", "old Excel workbook"), ("Else", "old Office document")):
        data = compound({name: b"x" * 5000, "ObjectPool": message()})
        assert kinds.kind_of(data[:4096], io.BytesIO(data)) == kind


def test_outlook_damage_anywhere_is_a_reason() -> None:
    tree = message(**{"__substg1.0_1000001F": wide("正文"), "__substg1.0_10090102": RTF_PACKED})
    tree["__attach_version1.0_#00000000"] = {"__properties_version1.0": bytes(8), "__substg1.0_37010102": b"x" * 100}
    data = compound(tree)
    began = time.monotonic()
    for broken in damaged(data):
        assert Walk(broken, "x.msg", Limits(bytes=1 << 22)).rows
    assert time.monotonic() - began < 60
