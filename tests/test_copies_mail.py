"""Masked copies of mails: every encoding written again as it was, the rest byte for byte, and readable by others."""

from __future__ import annotations

import base64
import binascii
import email
import io
import mailbox
import quopri
import zipfile
from collections.abc import Sequence
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, compat32, default
from pathlib import Path
from typing import BinaryIO

import pytest
from copying import assert_gone, copied
from hypothesis import given
from hypothesis import strategies as st
from walking import damaged

from piiguard import Guard, Policy
from piiguard.findings import Masked
from piiguard.formats import FormatError, Member, Segment, mime, mimetext, mimewrite, open_document
from piiguard.formats.mailheaders import Headers
from piiguard.scan import scan
from piiguard.testing import Values

VALUES = Values(6_20261122)
MASK = Guard().mask


def letter(body: str, charset: str = "utf-8", cte: str | None = None, subject: str = "理赔材料") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "王芳 <fang@example.com>"
    mail["To"] = "lei@example.com"
    mail["Subject"] = subject
    mail["Message-ID"] = "<20261122.1@mail.example.com>"
    mail.set_content(body, charset=charset, cte=cte)
    return mail


def texts(data: bytes) -> list[str]:
    """Every text a mail reader shows: headers and bodies, of attached mails too, and names of files."""
    mail = email.message_from_bytes(data, policy=compat32)
    found: list[str] = []
    for part in mail.walk():
        for name, value in part.items():
            if not name.lower().startswith(("content-", "mime-", "message-id")):
                found.append(str(make_header(decode_header(value))))
        found.append(str(part.get_filename() or ""))
        if part.get_content_maintype() == "text":
            raw = part.get_payload(decode=True)
            assert isinstance(raw, bytes)
            found.append(raw.decode(part.get_content_charset("utf-8")))
    return found


def clean(folder: Path, name: str, data: bytes) -> None:
    """A scan of it finds nothing that the policy would change further."""
    (folder / name).write_bytes(data)
    report = scan([folder / name])
    assert report.exit_status in (0, 1)
    with open_document(io.BytesIO(data), name) as document:
        for segment in document.segments():
            assert MASK(segment.text) == segment.text


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030", "big5", "iso-2022-jp"])
@pytest.mark.parametrize("cte", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("linesep", ["\n", "\r\n"])
def test_bodies(tmp_path: Path, charset: str, cte: str, linesep: str) -> None:
    if (charset, cte) == ("iso-2022-jp", "8bit"):
        cte = "7bit"
    mobile, card = VALUES.mobile(), VALUES.id_card("18")
    said = {"big5": "客戶手機", "iso-2022-jp": "携帯電話"}.get(charset, "客户手机")
    body = f"第一行 = 好 \n{said} {mobile}，{said * 12} {card}\n\nEnd .\n."
    data = letter(body, charset, cte, f"手机{mobile}").as_bytes(policy=default.clone(linesep=linesep))
    copy = copied(tmp_path, "a.eml", data)
    assert copy.status == "masked", copy.reason
    before, after = (email.message_from_bytes(one, policy=default) for one in (data, copy.data))
    assert isinstance(before, EmailMessage)
    assert isinstance(after, EmailMessage)
    assert after.get_content() == "".join(MASK(line) for line in before.get_content().splitlines(keepends=True))
    assert after["Subject"] == MASK(f"手机{mobile}")
    assert "".join(after["From"].addresses[0].display_name) == "王*"
    same = [name for name in before if name not in ("Subject", "From", "To")]
    assert [(name, after[name]) for name in same] == [(name, before[name]) for name in same]
    assert copy.edits["CN_ID_CARD"] == 1
    assert data.count(linesep.encode()) == copy.data.count(linesep.encode())
    assert ("\r\n" == linesep) == (b"\r\n" in copy.data)
    clean(tmp_path, "b.eml", copy.data)
    assert_gone([mobile, card], "\n".join(texts(copy.data)).encode())


def test_lines_that_do_not_change_stay_as_they_are_written(tmp_path: Path) -> None:
    """Strange but valid quoted-printable and Base64, in a mail that changes elsewhere."""
    mobile = VALUES.mobile()
    head = b"From: a@b.example\r\nSubject: =?GBK?q?=C0=ED?= =?utf-8?B?6LWU?=\r\n  folded\r\nX-Odd : x\r\n"
    mixed = b'Content-Type: multipart/mixed;\r\n\tboundary="=_b"\r\n\r\npreamble\r\n'
    odd = b"a=20b=\r\n=\r\nc =3D=c3=a9\r\nplain\r\n=E6=89=8B =\r\n" + mobile[:5].encode() + b"=\r\n" + mobile[5:].encode() + b"\r\n=41\r\n"
    narrow = base64.b64encode("没有什么".encode() * 20)
    lines = b"\r\n".join(narrow[at : at + 20] for at in range(0, len(narrow), 20))
    parts = [
        b"Content-Transfer-Encoding: Quoted-Printable \r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + odd,
        b"Content-Transfer-Encoding: BASE64\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + lines + b"\r\n\r\n",
        b"Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=x.bin\r\n\r\n"
        + base64.b64encode(b"nothing here\n" * 30) + b"\r\n",
    ]  # fmt: skip
    data = head + mixed + b"".join(b"--=_b\r\n" + part for part in parts) + b"--=_b--  \r\nepilogue"
    copy = copied(tmp_path, "a.eml", data)
    assert copy.status == "masked", copy.reason
    start = data.index(b"=E6=89=8B")
    end = data.index(b"=41\r\n")
    address = b"From: a@b.example"
    assert data.startswith(address)
    copied_end = copy.data.index(b"=41\r\n")
    assert copy.data[copied_end:] == data[end:]
    masked_address = MASK("a@b.example").encode()
    assert copy.data[: copied_end].startswith(b"From: " + masked_address + data[len(address) : start])
    assert quopri.decodestring(copy.data[len(data[:start]) : copied_end]).decode() == MASK(f"手 {mobile}") + "\r\n"


def test_headers_in_place(tmp_path: Path) -> None:
    """Words cut inside a character, words of two charsets, bytes without any encoding, folds: only values change."""
    mobile = VALUES.mobile()
    raw = f"客户镕{mobile}".encode("gbk")
    words = b" ".join(b"=?gb2312?B?" + base64.b64encode(part).rstrip(b"=") + b"?=" for part in (raw[:3], raw[3:]))
    fields = [
        b"Subject: " + words + b" and\r\n the rest\r\n",
        b"X-Folded: tel\r\n\t" + mobile.encode() + b"\r\n  rest\r\n",
        f"X-Raw: 客户手机 {mobile} 已登记在册\r\n".encode("gb18030"),
        b"From: =?utf-8?q?" + quopri.encodestring("王芳".encode()) + b"?= <fang@example.com>,\r\n \"b\" <lei@example.com>\r\n",
        b"X-Mixed: =?utf-8?B?" + base64.b64encode("手机".encode()) + b"?= =?gbk?Q?" + mobile.encode() + b"?= ok\r\n",
    ]
    data = b"".join(fields) + b"Message-ID: <1@mail.example.com>\r\n\r\nx\r\n"
    copy = copied(tmp_path, "a.eml", data)
    assert copy.status == "masked", copy.reason
    masked = MASK(mobile)
    lines = copy.data.partition(b"\r\n\r\n")[0].decode("gb18030").split("\r\n")
    assert str(make_header(decode_header(copy.data.split(b"\r\n")[0].decode()[9:].replace("gb2312", "gbk")))).startswith(f"客户镕{masked}")
    assert lines[1] == " the rest"
    assert lines[2:5] == ["X-Folded: tel", f"\t{masked}", "  rest"]
    assert lines[5] == f"X-Raw: 客户手机 {masked} 已登记在册"
    assert lines[6].endswith("<f***@example.com>,")
    assert lines[7] == " \"b\" <***@example.com>"
    assert lines[8].startswith("X-Mixed: =?utf-8?B?")
    assert lines[8].endswith("?= ok")
    assert lines[9] == "Message-ID: <1@mail.example.com>"
    clean(tmp_path, "b.eml", copy.data)


def sheet(mobile: str) -> bytes:
    from officefiles import xlsx_of

    return xlsx_of([["姓名", "手机"], ["张三", mobile]])


def test_attachments_names_and_mails_in_mails(tmp_path: Path) -> None:
    mobiles = [VALUES.mobile() for _ in range(6)]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", f"手机 {mobiles[0]}")
    inner = letter(f"内层 手机{mobiles[1]}", cte="base64")
    inner.add_attachment(f"姓名,手机\n张三,{mobiles[2]}\n".encode("gb18030"), maintype="text", subtype="csv", filename="名单.csv")
    mail = letter("外层")
    mail.add_attachment(inner)
    mail.add_attachment(packed.getvalue(), maintype="application", subtype="zip", filename=f"客户{mobiles[3]}.zip")
    mail.add_attachment(f"手机 {mobiles[4]}", filename=f"{mobiles[4]}.txt", cte="quoted-printable")
    mail.add_attachment(f"a,b\n{mobiles[5]},x\n".encode(), maintype="application", subtype="octet-stream", filename="x.csv")
    data = mail.as_bytes(policy=SMTP)
    copy = copied(tmp_path, "a.eml", data)
    assert copy.status == "masked", copy.reason
    after = email.message_from_bytes(copy.data, policy=default)
    assert isinstance(after, EmailMessage)
    attached = list(after.iter_attachments())
    assert [part.get_filename() for part in attached] == [
        None, f"客户{MASK(mobiles[3])}.zip".replace("*", "_"), f"{MASK(mobiles[4])}.txt".replace("*", "_"), "x.csv",
    ]  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(attached[1].get_content())) as archive:
        assert archive.read("a.txt").decode() == f"手机 {MASK(mobiles[0])}"
    nested = attached[0].get_content()
    assert nested.get_body().get_content() == f"内层 手机{MASK(mobiles[1])}\n"
    (csv,) = nested.iter_attachments()
    assert csv.get_payload(decode=True).decode("gb18030") == f"姓名,手机\n张*,{MASK(mobiles[2])}\n"
    assert attached[2].get_content() == f"手机 {MASK(mobiles[4])}\r\n"
    decoded = b"".join(part.get_payload(decode=True) or b"" for part in email.message_from_bytes(copy.data).walk())
    assert_gone(mobiles, copy.data + decoded)
    clean(tmp_path, "b.eml", copy.data)


@pytest.mark.parametrize("style", ["words", "extended", "continued", "bytes", "plain"])
def test_names_of_attachments_in_every_spelling(tmp_path: Path, style: str) -> None:
    mobile = VALUES.mobile()
    name = f"客户{mobile}名单.txt" if style != "plain" else f"{mobile}.txt"
    coded = "".join(f"%{byte:02X}" for byte in name.encode())
    said = {
        "words": f'filename="=?gbk?B?{base64.b64encode(name.encode("gbk")).decode()}?="'.encode(),
        "extended": f"filename*=utf-8''{coded}".encode(),
        "continued": f"filename*0*=utf-8''{coded[:18]};\n filename*1*={coded[18:]}".encode(),
        "bytes": b'filename="' + name.encode("gb18030") + b'"',
        "plain": f"filename={name}".encode(),
    }[style]
    data = b"From: a\nSubject: b\nContent-Disposition: attachment; " + said + b"; size=7\nContent-Type: application/x\n\nnothing\n"
    copy = copied(tmp_path, "a.eml", data)
    assert copy.status == "masked", copy.reason
    (member,) = open_document(io.BytesIO(copy.data)).members()
    assert member.name == MASK(name).replace("*", "_")
    assert str(make_header(decode_header(email.message_from_bytes(copy.data).get_filename() or ""))) == member.name
    assert b"; size=7\nContent-Type: application/x\n\nnothing\n" in copy.data
    assert_gone([mobile], copy.data)


def test_a_mailbox(tmp_path: Path) -> None:
    """Every coding in turn; lengths that headers declare are those of the copy."""
    mobiles = [VALUES.mobile() for _ in range(24)]
    box = b""
    for number, mobile in enumerate(mobiles):
        mail = letter(f"王小明 第 {number} 封\n\nFrom here 手机 {mobile}\n", cte=("base64", "quoted-printable", "8bit")[number % 3])
        if number % 5 == 0:
            mail.add_attachment(f"附件 {mobile}", filename="a.txt")
        body = mail.as_bytes().partition(b"\n\n")[2].replace(b"\nFrom ", b"\n>From ")
        mail["Content-Length"] = str(len(body))
        head = mail.as_bytes().partition(b"\n\n")[0]
        box += b"From fang@example.com Mon Jan  5 10:00:00 2026\n" + head + b"\n\n" + body + b"\n"
    copy = copied(tmp_path, "a.mbox", box)
    assert copy.status == "masked", copy.reason
    (tmp_path / "b.mbox").write_bytes(copy.data)
    read = mailbox.mbox(tmp_path / "b.mbox")
    assert len(read) == 24
    starts = copy.data.split(b"From f***@example.com Mon Jan  5 10:00:00 2026\n")[1:]
    for message, mobile, raw in zip(read, mobiles, starts, strict=True):
        assert MASK(mobile) in "".join(texts(message.as_bytes()))
        assert int(message["Content-Length"]) == len(raw.partition(b"\n\n")[2]) - 1
    assert_gone([*mobiles, "fang@example.com"], copy.data)
    clean(tmp_path, "c.mbox", copy.data)


def test_a_page_is_masked_across_its_tags(tmp_path: Path) -> None:
    """A folded header and a page: the text has it in two pieces, whoever reads the mail has it in one."""
    pytest.importorskip("lxml", reason="lxml is not installed (piiguard[scan])")
    mobile = VALUES.mobile()
    mail = letter("见网页", cte="base64")
    mail.add_alternative(f"<p>手机 {mobile[:5]}<b>{mobile[5:]}</b>&nbsp;好</p>\n", subtype="html", cte="quoted-printable")
    copy = copied(tmp_path, "a.eml", mail.as_bytes())
    assert copy.status == "masked", copy.reason
    page = email.message_from_bytes(copy.data, policy=default).get_body(("html",))  # type: ignore[attr-defined]
    assert page.get_content() == f"<p>手机 {MASK(mobile)}<b></b>&nbsp;好</p>\n"
    clean(tmp_path, "b.eml", copy.data)


@pytest.mark.parametrize("declared", [b"", b"Content-Type: text/plain\n", b"Content-Type: text/plain; charset=us-ascii; format=flowed\n"])
@pytest.mark.parametrize("coding", [b"", b"Content-Transfer-Encoding: 7bit\n", b"Content-Transfer-Encoding: quoted-printable\n"])
def test_ascii_that_becomes_chinese_says_so(tmp_path: Path, declared: bytes, coding: bytes) -> None:
    """A replacement in a text and a header that were ASCII: every reader sees it."""
    mobile = VALUES.mobile()
    strict = Guard(policy=Policy.builtin("strict"))
    data = b"From: Li <fang@example.com>\nSubject: tel " + mobile.encode() + b"\n" + declared + coding + b"\ntel: " + mobile.encode() + b"\n"
    copy = copied(tmp_path, "a.eml", data, strict)
    assert copy.status == "masked", copy.reason
    after = email.message_from_bytes(copy.data, policy=default)
    assert isinstance(after, EmailMessage)
    assert after.get_content() == strict.mask(f"tel: {mobile}\n")
    assert after["Subject"] == strict.mask(f"tel {mobile}")
    assert after.get_content_charset() == "utf-8"
    if b"flowed" in declared:
        assert after["Content-Type"].params["format"] == "flowed"


def signed(protocol: str, mobile: str, signature: bytes) -> bytes:
    return (
        f'From: a\nSubject: b\nContent-Type: multipart/signed; protocol="{protocol}"; boundary=s\n\n--s\n\n手机 {mobile}\n--s\n'
        f"Content-Type: {protocol}\n\n"
    ).encode() + signature + b"\n--s--\n"


def test_signed_mails(tmp_path: Path) -> None:
    """A masked text is not what was signed, which is said; a certificate cannot be masked, so there is no copy."""
    mobile = VALUES.mobile()
    armour = b"-----BEGIN PGP SIGNATURE-----\n\naGVsbG8=\n-----END PGP SIGNATURE-----"
    copy = copied(tmp_path, "a.eml", signed("application/pgp-signature", mobile, armour))
    assert copy.status == "masked", copy.reason
    assert copy.notes == ["signatures that no longer hold: 1"]
    assert armour in copy.data
    same = signed("application/pgp-signature", "在下面", armour)
    copy = copied(tmp_path, "a.eml", same)
    assert (copy.data, copy.notes) == (same, [])
    copy = copied(tmp_path, "a.eml", signed("application/pkcs7-signature", mobile, b"MIIB"))
    assert copy.status == "failed"
    assert "names its signer" in copy.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nxx\n", "encrypted mail"),
        (b'Content-Type: application/octet-stream; name="winmail.dat"\n\nxx\n', "TNEF"),
        (b"\n-----BEGIN PGP MESSAGE-----\nabc\n", "encrypted with PGP"),
        (b"\nbegin 644 a.txt\n#86)C\n`\nend\n", "uuencode"),
        (b"Content-Transfer-Encoding: base64\n\nMTM4M!!DAxMzgw*\n", "part 0: its base64 is broken"),
        (b"Content-Transfer-Encoding: x-own\n\nabc\n", "part 0: its transfer encoding is not known"),
        (b"Content-Type: multipart/mixed\n\n--b\n\nx\n--b--\n", "parts cannot be told apart"),
        (b"Content-Type: image/png; name=a.png\n\n\x89PNG\r\n\x1a\n0000\n", "a.png: "),
    ],
    ids=range(8),
)  # fmt: skip
def test_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    copy = copied(tmp_path, "a.eml", b"Subject: a\nFrom: b@c.example\n" + data)
    assert copy.status == "failed"
    assert reason in copy.reason


def test_a_replacement_that_the_charset_does_not_have(tmp_path: Path) -> None:
    guard = Guard(policy=Policy.builtin("strict"))
    body = b"Grusse K\xf6ln " + VALUES.mobile().encode() + b"\n"
    copy = copied(tmp_path, "a.eml", b"From: a\nSubject: b\nContent-Type: text/plain; charset=iso-8859-1\n\n" + body, guard)
    assert copy.status == "failed"
    assert "does not have" in copy.reason


# -- the writers --------------------------------------------------------------------------------


class Nothing:
    """A treatment that changes nothing."""

    def __call__(self, segment: Segment) -> Masked:
        return Masked(segment.text, ())

    def labels(self, names: Sequence[str], _first: object) -> list[str | None]:
        return list(names)

    def cells(self, _texts: object, _label: object) -> dict[int, str]:
        return {}

    def name(self, path: str) -> str:
        return path

    def member(self, member: Member) -> BinaryIO:
        return io.BytesIO(member.open().read())


def test_a_damaged_mail_is_copied_byte_for_byte_or_not_at_all() -> None:
    mail = letter("正文 = x\n", cte="quoted-printable")
    mail.add_alternative("<p>手机</p>", subtype="html", cte="base64")
    mail.add_attachment(letter("x"))
    mail.add_attachment("附件", filename="名单.txt")
    kinds = set()
    for data in (mail.as_bytes(policy=SMTP), b"From a@b Mon Jan  5 10:00:00 2026\n" + mail.as_bytes() + b"\n"):
        for broken in [data, *damaged(data)]:
            out = io.BytesIO()
            try:
                with open_document(io.BytesIO(broken), "a.eml", strict=True) as document:
                    document.rewrite(out, Nothing())
                    kinds.add(document.format)
            except FormatError:
                kinds.add("refused")
            else:
                assert out.getvalue() == broken
    assert kinds >= {"eml", "mbox", "refused"}


LINES = st.lists(st.sampled_from([b"abc", b"=", b" ", b"\t", b"\xe6\x89\x8b", b"x" * 80, b"From ", b".", b"\r"]), max_size=6).map(b"".join)
BODIES = st.lists(st.tuples(LINES, st.sampled_from([b"\n", b"\r\n"])), max_size=6).map(lambda lines: b"".join(line + end for line, end in lines))


@given(BODIES, BODIES)
def test_quoted_printable_is_what_it_says(old: bytes, new: bytes) -> None:
    raw = b"".join(mimewrite.quoted(line, b"\n") for line in io.BytesIO(old))
    assert binascii.a2b_qp(raw) == old
    again = b"".join(mimewrite.content(io.BytesIO(raw), 0, len(raw), "quoted-printable", io.BytesIO(old)))
    assert again == raw
    other = b"".join(mimewrite.content(io.BytesIO(raw), 0, len(raw), "Quoted-Printable", io.BytesIO(new)))
    assert binascii.a2b_qp(other) == new
    assert max(map(len, other.splitlines()), default=0) <= 77


@given(st.binary(max_size=300), st.binary(max_size=300), st.integers(1, 100), st.sampled_from([b"\n", b"\r\n"]))
def test_base64_is_what_it_says(old: bytes, new: bytes, width: int, ending: bytes) -> None:
    packed = base64.b64encode(old)
    width = width * 4
    raw = ending.join(packed[at : at + width] for at in range(0, len(packed), width)) + ending
    assert b"".join(mimewrite.content(io.BytesIO(raw), 0, len(raw), "base64", io.BytesIO(old))) == raw
    assert base64.b64decode(b"".join(mimewrite.content(io.BytesIO(raw), 0, len(raw), "base64", io.BytesIO(new)))) == new


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=80), st.sampled_from("bq"), st.sampled_from(["", "\n", "\r\n"]))
def test_words_are_what_they_say(text: str, coding: str, ending: str) -> None:
    value = mimewrite.words(text, "utf-8", "utf-8", coding, ending)
    assert mimetext.header_text(value) == text
    assert max(map(len, value.split())) <= 75


@given(st.lists(st.sampled_from([b"A: x\r\n", b"Subject: =?utf-8?B?aGk=?=\n", b"B:\r\n c\n", b"C : \xb0\xa1\n", b"\n", b" \t\n", b"D: a\rb\n"]), max_size=8))
def test_headers_without_values_stay(lines: list[bytes]) -> None:
    raw = b"".join(lines)
    head = raw.partition(b"\n\n")[0] + b"\n\n" if b"\n\n" in raw else raw
    (part, *_) = mime.parts(io.BytesIO(head), 0, len(head), [])
    headers = Headers(head[: part.start])
    headers.mask(part, Nothing())
    assert headers.written() == head[: part.start]
