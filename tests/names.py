"""Files in whose names of things (sheets, members, fields, headers, keys, columns, tables) values stand.

``FILES`` is name -> what makes the bytes; everything that names something comes from :func:`named`, and everything it
gave is in ``NAMED``. Each name is above, before or around a value of its own, so that a finding's place has to be told.
"""

from __future__ import annotations

import io
import itertools
import json
import mailbox
import sqlite3
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import officefiles as office
from hostile_documents import pdf, stream

from piiguard.testing import Values

VALUES = Values("names that hold values")
NAMED: list[str] = []
HELD: list[str] = []
_SHAPES = itertools.cycle(("{}", "客户{}", "{}号", "a {} b", "张三的{}"))


def named(letters: bool = False) -> str:
    """A name that is, or holds, an identity card or a mobile; ``letters``: it begins with a letter and has no space."""
    value = VALUES.id_card() if len(NAMED) % 2 else VALUES.mobile()
    NAMED.append(value)
    return f"客户{value}" if letters else next(_SHAPES).format(value)


def held() -> str:
    """A value that stands under such a name."""
    value = VALUES.mobile()
    HELD.append(value)
    return value


def _csv() -> bytes:
    head = f"姓名,性别,{named(True)},手机,{named(True)},备注"
    return (head + "\n" + "".join(f"张三,女,{held()},{held()},手机{held()},无\n" for _ in range(3))).encode()


def _json() -> bytes:
    deep = {named(): {named(): [held(), {named(): held()}]}, "手机": {named(): held()}}
    return json.dumps(deep, ensure_ascii=False, indent=1).encode()


def _jsonl() -> bytes:
    key, inner = named(), named()
    return "".join(json.dumps({key: held(), "b": {inner: held()}}, ensure_ascii=False) + "\n" for _ in range(30)).encode()


def _yaml() -> bytes:
    return f"---\n{named()}:\n  {named()}: {held()}\n  b:\n    - {named()}: {held()}\n".encode()


def _ini() -> bytes:
    return f"[{named()}]\n{named(True)} = {held()}\nb = {held()}\n[c]\n{named(True)} = {held()}\nd = 1\n".encode()


def _xml() -> bytes:
    outer, inner = named(True), named(True)
    return f'<?xml version="1.0"?><{outer}><{inner} {named(True)}="{held()}">{held()}</{inner}><field name="{named()}">{held()}</field></{outer}>'.encode()


def _html() -> bytes:
    heads = "".join(f"<th>{named()}</th>" for _ in range(3))
    cells = "".join(f"<td>{held()}</td>" for _ in range(3))
    own = named(True)
    return (
        f"<!DOCTYPE html><html><body><table><tr>{heads}</tr><tr>{cells}</tr></table><p>{named()}</p><p>{held()}</p>"
        f'<input name="{named()}" value="{held()}" {named(True)}="{held()}"><{own}>{held()}</{own}><x-{VALUES.mobile()} title="{held()}">'
        f"<script>{json.dumps({named(): held()}, ensure_ascii=False)}</script></body></html>"
    ).encode()


def _sql() -> bytes:
    table, column = named(), named()
    return (
        f"CREATE TABLE `{table}` (`{column}` text COMMENT '{named()}', b text);\n"
        f"INSERT INTO `{table}` VALUES ('{held()}', '{held()}');\nINSERT INTO \"{named()}\".\"{named()}\" (\"{named()}\") VALUES ('{held()}');\n"
        f'COPY "{named()}" ("{named()}") FROM stdin;\n{held()}\n\\.\n'
    ).encode()


def _srt() -> bytes:
    return f"1\n00:00:01,000 --> 00:00:02,000\n手机{held()}\n\n".encode()


def _vtt() -> bytes:
    return f"WEBVTT {named()}\n\n{named()}\n00:01.000 --> 00:02.000\n<v {named()}>手机{held()}\n".encode()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for _ in range(2):
            archive.writestr(f"{named()}/{named()}.txt", f"手机{held()}\n")
        archive.writestr(f"{named()}.csv", _csv())
        archive.writestr(f"{named()}.zip", b"PK\3\4 damaged")
        archive.writestr(f"{named()}.bin", bytes(range(256)))
    data = bytearray(out.getvalue())
    at = data.rfind(b"PK\1\2")
    data[at + 8] |= 1  # the last one says that it is encrypted
    return bytes(data)


def _cut_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(f"{named()}.txt", f"手机{held()}\n")
    return out.getvalue()[:-30]


def _gbk_zip() -> bytes:
    name = named()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a" * len(f"客户{name}".encode("gb18030")), f"手机{held()}\n")
    return out.getvalue().replace(b"a" * len(f"客户{name}".encode("gb18030")), f"客户{name}".encode("gb18030"))


def _tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        data = f"手机{held()}\n".encode()
        file = tarfile.TarInfo(f"{named()}/{named()}.txt")
        file.size = len(data)
        archive.addfile(file, io.BytesIO(data))
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE):
            link = tarfile.TarInfo(named())
            link.type, link.linkname = kind, named()
            archive.addfile(link)
    return out.getvalue()


def _gzip() -> bytes:
    body = zlib.compressobj(9, zlib.DEFLATED, -15)
    text = f"手机{held()}\n".encode()
    packed = body.compress(text) + body.flush()
    return b"\x1f\x8b\x08\x08\0\0\0\0\0\3" + f"{_ascii()}.txt".encode() + b"\0" + packed + struct.pack("<LL", zlib.crc32(text), len(text))


def _ascii() -> str:
    return named(True).removeprefix("客户")


def _seven() -> bytes:
    import libarchive

    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "a.7z")
        with libarchive.file_writer(path, "7zip") as archive:
            data = f"手机{held()}\n".encode()
            archive.add_file_from_memory(f"{_ascii()}/{_ascii()}.txt", len(data), data)
        return Path(path).read_bytes()


def _letter() -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"] = "理赔", "a@example.com"
    mail[f"X-{_ascii()}"] = f"手机 {held()}"
    mail[f"X-a-{_ascii()}"] = f"手机 {held()}"
    mail.set_content(f"手机 {held()}\n")
    mail.add_attachment(f"手机 {held()}\n".encode(), maintype="text", subtype="csv", filename=f"{named()}.csv")
    mail.add_attachment(b"x", maintype="application", subtype="pkcs7-mime", filename=f"{named()}.p7m")
    mail.add_attachment(b"x", maintype="application", subtype=f"x-{_ascii()}")
    return mail


def _eml() -> bytes:
    return _letter().as_bytes()


def _mbox() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        box = mailbox.mbox(Path(folder) / "a")
        box.add(_letter())
        box.add(_letter())
        box.close()
        return (Path(folder) / "a").read_bytes()


def _xlsx() -> bytes:
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.packaging.custom import StringProperty
    from openpyxl.workbook.defined_name import DefinedName

    book = Workbook()
    for sheet in (book.active, book.create_sheet(), book.create_sheet()):
        sheet.title = named()[:31]
        sheet.append([named(), named(), "手机"])
        for _ in range(3):
            sheet.append([held(), held(), held()])
        sheet["A2"].comment = Comment(f"手机{held()}", named())
        sheet.oddHeader.center.text = f"手机{held()}"
    book.create_sheet(named()[:31]).append([f"手机{held()}"])
    name = named(True)
    book.defined_names[name] = DefinedName(name, attr_text=f'"手机{held()}"')
    book.custom_doc_props.append(StringProperty(name=named(), value=f"手机{held()}"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _xls() -> bytes:
    import xlwt

    book = xlwt.Workbook()
    for _ in range(2):
        sheet = book.add_sheet(named())
        for row, cells in enumerate([[named(), "手机"], [held(), held()], [held(), held()]]):
            for column, cell in enumerate(cells):
                sheet.write(row, column, cell)
        sheet.header_str = f"&Ctel {held()}".encode()
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _ods() -> bytes:
    cell = lambda text: f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'  # noqa: E731
    noted = f'<table:table-cell office:value-type="string"><office:annotation><text:p>手机{held()}</text:p></office:annotation><text:p>x</text:p></table:table-cell>'
    rows = f"<table:table-row>{cell(named())}{cell('手机')}</table:table-row>" + "".join(
        f"<table:table-row>{cell(held())}{cell(held())}</table:table-row>" for _ in range(3)
    )
    body = f'<table:table table:name="{named()}">{rows}<table:table-row>{noted}</table:table-row></table:table>'
    meta = f'<meta:user-defined meta:name="{named()}">手机{held()}</meta:user-defined>'
    return office.odf("spreadsheet", body, meta=meta)


def _odt() -> bytes:
    field = f'<text:user-field-decls><text:user-field-decl office:value-type="string" office:string-value="手机{held()}" text:name="{named()}"/></text:user-field-decls>'
    body = f'{field}<text:p><text:bookmark text:name="{named()}"/>手机{held()}</text:p><table:table table:name="{named()}"><table:table-row><table:table-cell><text:p>手机{held()}</text:p></table:table-cell></table:table-row></table:table>'
    meta = f'<meta:user-defined meta:name="{named()}">手机{held()}</meta:user-defined>'
    return office.odf("text", body, meta=meta, **{f"Pictures/{_ascii()}.png": office.PNG, f"{_ascii()}.xml": f"<a>手机{held()}</a>"})


def _docx() -> bytes:
    mark = named(True)
    body = (
        f'<w:p><w:bookmarkStart w:id="1" w:name="{mark}"/>{office.run("手机" + held())}<w:bookmarkEnd w:id="1"/></w:p>'
        f'<w:sdt><w:sdtPr><w:alias w:val="{named()}"/><w:tag w:val="{named()}"/></w:sdtPr><w:sdtContent>{office.para(office.run("手机" + held()))}</w:sdtContent></w:sdt>'
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="{named()}"/><w:textInput><w:default w:val="手机{held()}"/></w:textInput></w:ffData></w:fldChar></w:r></w:p>'
        + office.word_table([[named(), "联系电话"], [held(), held()]])
    )
    item, inner = named(True), named(True)
    return office.zipped(
        {
            "[Content_Types].xml": office.types({"word/document.xml": "wordprocessingml.document.main"}),
            "_rels/.rels": office.rels(("rId1", "officeDocument", "word/document.xml"), ("rId2", "custom-properties", "docProps/custom.xml")),
            "word/document.xml": f"<w:document {office.W} {office.R}><w:body>{body}</w:body></w:document>",
            "docProps/custom.xml": f'<Properties {office.CUSTOM}><property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{named()}"><vt:lpwstr>手机{held()}</vt:lpwstr></property></Properties>',
            "customXml/item1.xml": f'<{item}><{inner} {named(True)}="手机{held()}">手机{held()}</{inner}></{item}>',
            f"customXml/{_ascii()}.xml": f"<a>手机{held()}</a>",
            f"word/{_ascii()}.xml": "<a>broken",
            f"word/embeddings/{_ascii()}.xlsx": _xlsx(),
            f"word/media/{_ascii()}.png": office.PNG,
            f"word/{_ascii()}.bin": b"\0" * 50,
        }
    )  # fmt: skip


def _pptx() -> bytes:
    shape = f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="{named()}" descr="手机{held()}" title="{named()}"/></p:nvSpPr><p:txBody><a:p>{office.drawn("手机" + held())}</a:p></p:txBody></p:sp>'
    return office.zipped(
        {
            "[Content_Types].xml": office.types({"ppt/presentation.xml": "presentationml.presentation.main"}),
            "_rels/.rels": office.rels(("rId1", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f'<p:presentation {office.P} {office.R}><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": office.rels(("rId1", "slide", f"slides/{_last('slides/')}.xml")),
            f"ppt/{_LAST['slides/']}.xml": office.slide("sld", office.drawn("x"), more=shape),
        }
    )  # fmt: skip


_LAST: dict[str, str] = {}


def _last(folder: str) -> str:
    name = _ascii()
    _LAST[folder] = folder + name
    return name


def _rtf() -> bytes:
    return (r"{\rtf1\ansi{\info{\title " + _ascii() + r"}}{\*\bkmkstart " + _ascii() + r"}\'ca\'d6\'bb\'fa " + held() + r"\par}").encode()


def _pdf() -> bytes:
    wide = lambda text: b"<" + ("\ufeff" + text).encode("utf-16-be").hex().encode() + b">"  # noqa: E731
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R /AcroForm << /Fields [8 0 R] >> /Names << /EmbeddedFiles << /Names ["
        + wide(named()) + b" 9 0 R] >> /Dests << /Names [" + wide(named()) + b" [3 0 R /Fit]] >> >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> /Annots [8 0 R] >>",
        stream(b"BT /F 12 Tf 72 700 Td (mobile " + held().encode() + b") Tj ET"),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Outlines /First 7 0 R /Last 7 0 R /Count 1 >>",
        b"<< /Title " + wide(named()) + b" /Parent 6 0 R /Dest [3 0 R /Fit] >>",
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /Rect [10 10 200 40] /P 3 0 R /T " + wide(named()) + b" /TU " + wide(named()) + b" /V (" + held().encode() + b") >>",
        b"<< /Type /Filespec /F " + wide(f"{named()}.txt") + b" /UF " + wide(f"{named()}.txt") + b" /EF << /F 10 0 R >> >>",
        stream(f"手机{held()}".encode(), b"/Type /EmbeddedFile"),
    )  # fmt: skip


def _png() -> bytes:
    from PIL import Image, PngImagePlugin

    info = PngImagePlugin.PngInfo()
    info.add_text(_ascii(), f"mobile {held()}")
    info.add_itxt(f"a {_ascii()}", f"手机{held()}")
    packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><d xmlns:b="x" b:{named(True)}="手机{held()}"/><b:{named(True)}>手机{held()}</b:{NAMED[-1]}></x:xmpmeta>'
    info.add_itxt("XML:com.adobe.xmp", packet)
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG", pnginfo=info)
    return out.getvalue()


def _arrow_table() -> Any:
    import pyarrow

    inner = pyarrow.array([{named(): held()}, {NAMED[-1]: held()}])
    return pyarrow.table({named(): [held(), held()], "手机": [held(), held()], named(): inner})


def _parquet() -> bytes:
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(_arrow_table(), out)
    return out.getvalue()


def _orc() -> bytes:
    from pyarrow import orc

    out = io.BytesIO()
    orc.write_table(_arrow_table(), out)
    return out.getvalue()


def _arrow() -> bytes:
    from pyarrow import ipc

    table = _arrow_table()
    out = io.BytesIO()
    with ipc.new_file(out, table.schema) as writer:
        writer.write_table(table)
    return out.getvalue()


def _avro() -> bytes:
    import fastavro

    outer, inner, record = (f"c{_ascii()}" for _ in range(3))
    schema = {"type": "record", "name": record, "fields": [{"name": outer, "type": "string"}, {"name": "b", "type": {"type": "record", "name": "x", "fields": [{"name": inner, "type": "string"}]}}]}
    out = io.BytesIO()
    fastavro.writer(out, schema, [{outer: f"手机{held()}", "b": {inner: f"手机{held()}"}} for _ in range(3)])
    return out.getvalue()


def _sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.db"
        database = sqlite3.connect(path)
        table = named()
        database.execute(f'CREATE TABLE "{table}" ("{named()}" TEXT, "{named()}" TEXT)')
        database.execute(f'INSERT INTO "{table}" VALUES (?, ?)', (held(), held()))
        database.execute(f'INSERT INTO "{table}" VALUES (?, ?)', (held(), b"\x00\x01\x02\xff\xfe"))
        database.execute(f'CREATE VIEW "{named()}" AS SELECT 1')
        database.execute(f'CREATE VIRTUAL TABLE "{named()}" USING fts5("{named()}")')
        database.commit()
        database.close()
        return path.read_bytes()


def _text() -> bytes:
    return f"手机{held()}\n".encode()


FILES: dict[str, Callable[[], bytes]] = {
    ".txt": _text, ".csv": _csv, ".json": _json, ".jsonl": _jsonl, ".yaml": _yaml, ".ini": _ini, ".xml": _xml, ".html": _html,
    ".sql": _sql, ".srt": _srt, ".vtt": _vtt, ".zip": _zip, ".gbk.zip": _gbk_zip, ".cut.zip": _cut_zip, ".tar": _tar, ".gz": _gzip, ".7z": _seven, ".eml": _eml,
    ".mbox": _mbox, ".xlsx": _xlsx, ".xls": _xls, ".ods": _ods, ".odt": _odt, ".docx": _docx, ".pptx": _pptx, ".rtf": _rtf,
    ".pdf": _pdf, ".png": _png, ".parquet": _parquet, ".orc": _orc, ".arrow": _arrow, ".avro": _avro, ".db": _sqlite,
}  # fmt: skip
