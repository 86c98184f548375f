"""Hostile documents: XML, Office, PDF, mail, tables. Like ``hostile.py``; what a file needs to be made is imported there."""

from __future__ import annotations

import sqlite3
import struct
import zlib
from pathlib import Path

import officefiles as office
from hostile import VALUES, Hostile, Make, planted

LAUGHS = '<!DOCTYPE x [<!ENTITY a "' + "ha" * 50 + '">' + "".join(
    f'<!ENTITY {new} "{f"&{old};" * 20}">' for old, new in zip("abcdefg", "bcdefgh", strict=True)
) + "]>"  # fmt: skip
FETCHING = (
    '<!DOCTYPE x [<!ENTITY h SYSTEM "file://{}"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;'
    '<!ENTITY % q SYSTEM "http://127.0.0.1:9/y"> %q;]>'
)
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def mobile() -> str:
    """A planted value."""
    return VALUES.mobile()


def fetching(path: Path) -> str:
    """A document type whose entity h is the innocent file beside it, with its values."""
    return FETCHING.format(path.parent / "0-before.txt")


def xml(body: str, head: str = "") -> bytes:
    """A document with a planted value behind ``body``."""
    return f'<?xml version="1.0"?>{head}<x><a>{body}</a><手机号>{mobile()}</手机号></x>'.encode()


def word(body: str, head: str = "") -> bytes:
    """A Word document: ``body`` in a paragraph, and a header with a planted value."""
    kind = "wordprocessingml."
    name = f"<w:hdr {office.W}>{office.para(office.run('手机' + mobile()))}</w:hdr>"
    return office.zipped(
        {
            "[Content_Types].xml": office.types({"word/document.xml": kind + "document.main", "word/header1.xml": kind + "header"}),
            "word/_rels/document.xml.rels": office.rels(("r1", "header", "header1.xml")),
            "word/document.xml": f"{head}<w:document {office.W}><w:body>{office.para(office.run(body))}</w:body></w:document>",
            "word/header1.xml": name,
        }
    )


def book(rows: str, head: str = "", strings: str = "") -> bytes:
    """A workbook of one sheet."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": office.types(
            {
                "xl/workbook.xml": "spreadsheetml.sheet.main",
                "xl/worksheets/sheet1.xml": "spreadsheetml.worksheet",
                "xl/sharedStrings.xml": "spreadsheetml.sharedStrings",
            }
        ),
        "_rels/.rels": office.rels(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": office.rels(("r1", "worksheet", "worksheets/sheet1.xml"), ("r2", "sharedStrings", "sharedStrings.xml")),
        "xl/workbook.xml": f'<workbook {MAIN} {office.R}><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f"{head}<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>",
    }
    return office.zipped(parts)


def cell(at: str, text: str) -> str:
    """A cell with its text in it."""
    return f'<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>'


def shared_bomb() -> bytes:
    """One string of 32,000 characters in 200,000 cells: 6 GB of text."""
    rows = "".join(f'<row r="{row}">{"".join(f"""<c r="{column}{row}" t="s"><v>0</v></c>""" for column in "ABCDEFGHIJ")}</row>' for row in range(1, 20_001))
    return book(rows, strings=f"<si><t>{'今天天气' * 8000}</t></si>")


def pdf(*objects: bytes, extra: bytes = b"") -> bytes:
    """A PDF of numbered objects, the first of them its catalogue."""
    out = b"%PDF-1.7\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = extra.replace(b"@", b"%d" % at)
    return out + b"trailer\n<< /Root 1 0 R /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, at)


def stream(content: bytes, more: bytes = b"", length: int | None = None) -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content) if length is None else length, more, content)


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def page(content: int, resources: bytes = b"") -> bytes:
    """A page of the tree in object 2, with its content in an object."""
    return b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R /Resources << /Font << /F 5 0 R >> %s >> >>" % (content, resources)


def said(text: str) -> bytes:
    """Drawing a line of text."""
    return b"BT /F 12 Tf 72 700 Td (%s) Tj ET" % text.encode()


def loops() -> bytes:
    """Everything that may lead somewhere leads back: pages, outline, names, fields, forms, actions, the table of objects."""
    text = stream(said(f"mobile {mobile()}") + b" /X Do")
    form = stream(b"/X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources << /XObject << /X 6 0 R >> >>")
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Outlines 7 0 R /Names << /EmbeddedFiles 8 0 R /Dests 8 0 R >> /AcroForm << /Fields [9 0 R] >> "
        b"/OpenAction 10 0 R /StructTreeRoot 9 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>",
        page(4, b"/XObject << /X 6 0 R >>"), text, FONT, form,
        b"<< /Type /Outlines /First 11 0 R /Last 11 0 R /Count 1 >>",
        b"<< /Kids [8 0 R 8 0 R] /Limits [(a) (b)] >>",
        b"<< /T (f) /Kids [9 0 R] /Parent 9 0 R /K [9 0 R] >>",
        b"<< /S /JavaScript /JS (app.alert(1)) /Next 10 0 R >>",
        b"<< /Title (t) /Parent 7 0 R /Next 11 0 R /First 11 0 R /Last 11 0 R /Count 1 >>",
        extra=b"/Prev @",
    )  # fmt: skip


def pdf_bomb() -> bytes:
    """A page whose content is a gigabyte of spaces, packed twice."""
    packer = zlib.compressobj(9)
    spaces = b"".join(packer.compress(b" " * (1 << 20)) for _ in range(1024)) + packer.flush()
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page(4),
        stream(zlib.compress(spaces, 9), b"/Filter [/FlateDecode /FlateDecode]"), FONT,
    )  # fmt: skip


def crowded_pdf() -> bytes:
    """A tree of pages that counts two thousand million, and has one."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>", page(4),
        stream(said(f"mobile {mobile()}"), length=1 << 30), FONT,
    )  # fmt: skip


def deep_pdf() -> bytes:
    """Lists in lists."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R /X 6 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page(4),
        stream(said(f"mobile {mobile()}")), FONT, b"[" * 200_000 + b"]" * 200_000,
    )  # fmt: skip


def png(width: int, height: int) -> bytes:
    """A picture that says how large it is, and has little."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1 << 20))) + chunk(b"IEND", b"")


def tiff_loop() -> bytes:
    """A picture whose next picture is itself."""
    entries = [(256, 3, 1, 8), (257, 3, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8), (278, 3, 1, 8), (279, 4, 1, 64)]
    at = 8 + 64
    directory = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHLL", *entry) for entry in entries) + struct.pack("<L", at)
    return b"II*\0" + struct.pack("<L", at) + bytes(64) + directory


def deep_mail(levels: int = 3000) -> bytes:
    """A mail in a mail in a mail."""
    head = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n"
    return head * levels + b"From: a@example.com\r\nTo: b@example.com\r\nSubject: y\r\n\r\n" + planted()


def deep_parts(levels: int = 3000) -> bytes:
    """A part of several in a part of several, the boundaries all the same."""
    head = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    part = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n'
    return head + b"".join(part % (at, at) for at in range(levels)) + b"Content-Type: text/plain\r\n\r\n" + planted()


def endless_view(path: Path) -> None:
    """A database whose view never ends, beside a table with values."""
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE t (mobile TEXT)")
        database.executemany("INSERT INTO t VALUES (?)", [(mobile(),) for _ in range(3)])
        database.execute("CREATE VIEW v AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n")
        database.execute("CREATE TABLE g (a TEXT, b TEXT GENERATED ALWAYS AS (hex(zeroblob(400000000))) VIRTUAL)")
        database.execute("INSERT INTO g (a) VALUES ('x')")
    database.close()


def nothing_avro() -> bytes:
    """Blocks of two thousand million records of no bytes each."""

    def number(value: int) -> bytes:
        value, out = value << 1, b""
        while value > 0x7F:
            out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
        return out + bytes([value])

    schema, sync = b'{"type":"record","name":"r","fields":[{"name":"n","type":"null"}]}', b"s" * 16
    head = b"Obj\1" + number(1) + number(11) + b"avro.schema" + number(len(schema)) + schema + b"\0" + sync
    return head + (number(2_000_000_000) + number(0) + sync) * 10


def yaml_laughs() -> bytes:
    """Anchors of anchors."""
    lines = ["a0: &a0 [" + ", ".join(["ha"] * 9) + "]"]
    lines += [f"a{at}: &a{at} [" + ", ".join([f"*a{at - 1}"] * 9) + "]" for at in range(1, 12)]
    return ("\n".join(lines) + f"\n手机号: {mobile()}\n").encode()


def long_parquet(path: Path) -> None:
    """A text of a megabyte in a hundred thousand rows, and a null in ten thousand million."""
    import pyarrow
    from pyarrow import parquet

    column = pyarrow.DictionaryArray.from_arrays(pyarrow.array([0] * 100_000, pyarrow.int32()), ["今天" * (1 << 18)])
    parquet.write_table(pyarrow.table({"a": column}), path, use_dictionary=True, compression="zstd")


def with_head(make: str, body: str, fetch: bool = False) -> Make:
    """A file with a hostile document type before its XML."""

    def write(path: Path) -> None:
        head = fetching(path) if fetch else LAUGHS
        data = {"xml": xml, "word": word, "book": lambda text, top: book(f'<row r="1">{cell("A1", text)}</row>', top)}[make](body, head)
        path.write_bytes(data)

    return write


DECLARED = ("error|partial", "entities|well-formed")
DOCUMENTS: list[Hostile] = [
    Hostile("laughs.xml", with_head("xml", "&h;" * 9), {"": ("scanned", "")}, 1),
    Hostile("fetch.xml", with_head("xml", "&h;", True), {"": ("scanned", "")}, 1),
    Hostile("deep.xml", xml("<a>" * 100_000 + "</a>" * 100_000), {"": ("partial", "not valid XML")}, 1),
    Hostile("tag.xml", xml("<a " + 'b="c" ' * 300_000 + "/>"), {"": ("scanned|partial", "")}, 1),
    Hostile("deep.html", b"<html><body>" + b"<div>" * 100_000 + planted(), {"": ("scanned|partial", "")}, 1),
    Hostile("laughs.docx", with_head("word", "&h;" * 9), {"": DECLARED}, 1),
    Hostile("fetch.docx", with_head("word", "&h;", True), {"": DECLARED}, 1),
    Hostile("laughs.xlsx", with_head("book", "&h;" * 9), {"": DECLARED}),
    Hostile("fetch.xlsx", with_head("book", "&h;", True), {"": DECLARED}),
    Hostile("far.xlsx", book(f'<row r="1">{cell("A1", mobile())}</row><row r="1048576">{cell("XFD1048576", mobile())}</row>'), {"": ("partial", "too far apart")}),
    Hostile("shared.xlsx", shared_bomb(), {"": ("partial|error", "memory")}),
    Hostile("space.docx", word(" " * (1 << 25)), {"": ("scanned", "")}, 1),
    Hostile("loops.pdf", loops(), {"": ("partial", "pages that could not be read: 1")}, 1),
    Hostile("bomb.pdf", pdf_bomb(), {"": ("error", "memory|died")}),
    Hostile("crowd.pdf", crowded_pdf(), {"": ("scanned", "")}, 1),
    Hostile("deep.pdf", deep_pdf(), {"": ("scanned", "")}, 1),
    Hostile("huge.png", png(60_000, 60_000), {"": ("partial", "more than .* pixels")}),
    Hostile("loop.tiff", tiff_loop(), {"": ("scanned|partial", "")}),
    Hostile("deep.eml", deep_mail(), {"!/part 0.eml" * 9: ("partial", "deeper than 8 levels")}, 18),
    Hostile("parts.eml", deep_parts(), {"": ("partial", "multipart")}, 3),
    Hostile("view.db", endless_view, {"": ("scanned", "")}, 3),
    Hostile("long.parquet", long_parquet, {"": ("partial", "too much memory")}),
    Hostile("laughs.yaml", yaml_laughs(), {"": ("scanned", "")}, 1),
    Hostile("deep.rtf", b"{\\rtf1 " + b"{" * 300_000 + planted() + b"}" * 300_000 + b"}", {"": ("scanned", "")}, 1),
]
