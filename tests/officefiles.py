"""Office files written by hand, every kind of place with a value of its own: {place: value}."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from piiguard.testing import Values

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:v="urn:schemas-microsoft-com:vml"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
CORE = 'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
CUSTOM = 'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"'
# Entities that grow, or lead elsewhere.
DOCTYPES = {
    "laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>',
    "external": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "parameter": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]>',
    "quadratic": f'<!DOCTYPE x [<!ENTITY a "{"x" * 10_000}">]>',
}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def types(parts: Mapping[str, str]) -> str:
    """[Content_Types].xml: part -> the type's last words."""
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>' for part, kind in parts.items()
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="png" ContentType="image/png"/><Default Extension="xlsx" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"/>{overrides}</Types>'
    )


def rels(*items: tuple[str, str, str]) -> str:
    """Relations: (id, type, target); a target with a scheme is external."""
    lines = "".join(
        f'<Relationship Id="{key}" Type="{TYPES}{kind}" Target="{target}"{" TargetMode=" + chr(34) + "External" + chr(34) if ":" in target else ""}/>'
        for key, kind, target in items
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'


def run(text: str, properties: str = "") -> str:
    return f'<w:r>{"<w:rPr>" + properties + "</w:rPr>" if properties else ""}<w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def split(value: str) -> str:
    """A value in three runs, the middle one bold."""
    return run(value[:3]) + run(value[3:7], "<w:b/>") + run(value[7:])


def word_table(rows: list[list[str]]) -> str:
    cells = "".join("<w:tr>" + "".join(f"<w:tc><w:tcPr/>{para(run(cell))}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/>{cells}</w:tbl>"


PLACES_DOCX = (
    "body split table form header footer footnote endnote comment deleted inserted box hidden alt title author custom link field item"
).split()  # fmt: skip


def docx(values: Values, embedded: bytes = b"") -> tuple[bytes, dict[str, str]]:
    """A document with a mobile number in every place."""
    at = {place: values.mobile() for place in PLACES_DOCX}
    box = f"<w:txbxContent>{para(run('文本框' + at['box']))}</w:txbxContent>"
    body = "".join(
        [
            para(run(f"投保人手机 {at['body']}"), *(f'<w:r><w:{kind}Reference w:id="2"/></w:r>' for kind in ("footnote", "endnote", "comment"))),
            para(split(at["split"])),
            word_table([["姓名", "联系电话"], ["张三", at["table"]]]),
            word_table([["客户手机", at["form"], "备注", "无"], ["性别", "女", "", ""]]),
            f'<w:p><w:r><w:t>改前</w:t></w:r><w:del w:id="1" w:author="a"><w:r><w:delText>{at["deleted"]}</w:delText></w:r></w:del>'
            f'<w:ins w:id="2" w:author="a"><w:r><w:t>{at["inserted"]}</w:t></w:r></w:ins></w:p>',
            f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:positionH><wp:posOffset>13800138000</wp:posOffset></wp:positionH>'
            f'<wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>'
            f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="图 1" descr="照片 {at["alt"]}"/></wp:inline></w:drawing></w:r></w:p>',
            para(run(at["hidden"], "<w:vanish/>")),
            f'<w:p><w:hyperlink r:id="rId9">{run("联系我们")}</w:hyperlink></w:p>',
            f'<w:p><w:r><w:instrText xml:space="preserve"> HYPERLINK "tel:{at["field"]}" </w:instrText></w:r></w:p>',
            '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:footerReference w:type="default" r:id="rId2"/></w:sectPr>',
        ]
    )
    notes = lambda kind, text: f'<w:{kind}s {W}><w:{kind} w:id="2" w:author="王审核">{para(run(text))}</w:{kind}></w:{kind}s>'  # noqa: E731
    return zipped(
        {
            "[Content_Types].xml": types({
                "word/document.xml": "wordprocessingml.document.main", "word/header1.xml": "wordprocessingml.header",
                "word/footer1.xml": "wordprocessingml.footer", "word/footnotes.xml": "wordprocessingml.footnotes",
                "word/endnotes.xml": "wordprocessingml.endnotes", "word/comments.xml": "wordprocessingml.comments",
            }),
            "_rels/.rels": rels(("rId1", "officeDocument", "word/document.xml"), ("rId2", "custom-properties", "docProps/custom.xml"), ("rId3", "metadata/core-properties", "docProps/core.xml")).replace("officeDocument/2006/relationships/metadata", "package/2006/relationships/metadata"),
            "word/document.xml": f"<w:document {W} {A} {R} {MC}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": rels(
                ("rId1", "header", "header1.xml"), ("rId2", "footer", "footer1.xml"), ("rId3", "footnotes", "footnotes.xml"),
                ("rId4", "endnotes", "endnotes.xml"), ("rId5", "comments", "comments.xml"), ("rId6", "image", "media/image1.png"),
                ("rId7", "package", "embeddings/inner.xlsx"), ("rId9", "hyperlink", f"tel:{at['link']}"),
            ),
            "word/header1.xml": f"<w:hdr {W}>{para(split(at['header']))}</w:hdr>",
            "word/footer1.xml": f"<w:ftr {W}>{para(run(at['footer']))}</w:ftr>",
            "word/footnotes.xml": notes("footnote", at["footnote"]),
            "word/endnotes.xml": notes("endnote", at["endnote"]),
            "word/comments.xml": notes("comment", at["comment"]),
            "docProps/core.xml": f"<cp:coreProperties {CORE}><dc:title>{at['title']}</dc:title><dc:creator>{at['author']}</dc:creator></cp:coreProperties>",
            "docProps/custom.xml": f'<Properties {CUSTOM}><property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="联系电话"><vt:lpwstr>{at["custom"]}</vt:lpwstr></property></Properties>',
            "customXml/item1.xml": f'<客户 xmlns="urn:x" 手机="{at["item"]}"/>',
            "word/media/image1.png": PNG,
            "word/embeddings/inner.xlsx": embedded or b"PK\5\6" + bytes(18),
        }
    ), at  # fmt: skip


def slide(kind: str, *texts: str, more: str = "") -> str:
    shapes = "".join(f'<p:sp><p:nvSpPr><p:cNvPr id="{n}" name="t"/></p:nvSpPr><p:txBody><a:p>{text}</a:p></p:txBody></p:sp>' for n, text in enumerate(texts, 2))
    return f"<p:{kind} {P} {A} {R}><p:cSld><p:spTree>{shapes}{more}</p:spTree></p:cSld></p:{kind}>"


def drawn(text: str) -> str:
    return f"<a:r><a:t>{text}</a:t></a:r>"


def pptx(values: Values) -> tuple[bytes, dict[str, str]]:
    """A presentation of two slides, the second stored first."""
    at = {place: values.mobile() for place in "first second table notes master layout comment alt".split()}
    cells = lambda *row: "<a:tr>" + "".join(f"<a:tc><a:txBody><a:p>{drawn(cell)}</a:p></a:txBody></a:tc>" for cell in row) + "</a:tr>"  # noqa: E731
    table = f'<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{cells("姓名", "手机号码")}{cells("李四", at["table"])}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>'
    picture = f'<p:pic><p:nvPicPr><p:cNvPr id="9" name="x" descr="{at["alt"]}"/></p:nvPicPr></p:pic>'
    first = at["first"]
    return zipped(
        {
            "[Content_Types].xml": types({"ppt/presentation.xml": "presentationml.presentation.main"}),
            "_rels/.rels": rels(("rId1", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f'<p:presentation {P} {R}><p:sldIdLst><p:sldId id="256" r:id="rId2"/><p:sldId id="257" r:id="rId1"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": rels(("rId1", "slide", "slides/slide1.xml"), ("rId2", "slide", "slides/slide2.xml")),
            "ppt/slides/slide1.xml": slide("sld", drawn(at["second"]), more=table),
            "ppt/slides/slide2.xml": slide("sld", drawn("标题"), drawn(first[:3]) + drawn(first[3:8]) + drawn(first[8:]), more=picture),
            "ppt/slides/_rels/slide1.xml.rels": rels(("rId1", "notesSlide", "../notesSlides/notesSlide1.xml"), ("rId2", "slideLayout", "../slideLayouts/slideLayout1.xml"), ("rId3", "comments", "../comments/comment1.xml")),
            "ppt/notesSlides/notesSlide1.xml": slide("notes", drawn(at["notes"])),
            "ppt/slideMasters/slideMaster1.xml": slide("sldMaster", drawn(at["master"])),
            "ppt/slideLayouts/slideLayout1.xml": slide("sldLayout", drawn(at["layout"])),
            "ppt/comments/comment1.xml": f'<p:cmLst {P}><p:cm authorId="0"><p:text>{at["comment"]}</p:text></p:cm></p:cmLst>',
            "ppt/media/image1.png": PNG,
        }
    ), at  # fmt: skip


ODF = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"' for name, path in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("draw", "drawing"), ("meta", "meta"), ("manifest", "manifest"), ("svg", "svg-compatible"))) + ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'


def odf(kind: str, body: str, styles: str = "", meta: str = "", **more: str | bytes) -> bytes:
    """An OpenDocument package."""
    tag = {"text": "text", "presentation": "presentation", "spreadsheet": "spreadsheet"}[kind]
    mime = f"application/vnd.oasis.opendocument.{kind}"
    return zipped(
        {
            "mimetype": mime,
            "META-INF/manifest.xml": f'<manifest:manifest {ODF}><manifest:file-entry manifest:full-path="/" manifest:media-type="{mime}"/></manifest:manifest>',
            "content.xml": f"<office:document-content {ODF}><office:body><office:{tag}>{body}</office:{tag}></office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {ODF}><office:master-styles>{styles}</office:master-styles></office:document-styles>",
            "meta.xml": f"<office:document-meta {ODF}><office:meta>{meta}</office:meta></office:document-meta>",
            **more,
        }
    )


def odt(values: Values) -> tuple[bytes, dict[str, str]]:
    at = {place: values.mobile() for place in "body split table note annotation deleted header custom link alt field".split()}
    split = at["split"]
    row = lambda *cells: "<table:table-row>" + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells) + "</table:table-row>"  # noqa: E731
    body = (
        f"<text:tracked-changes><text:changed-region><text:deletion><text:p>{at['deleted']}</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        f'<text:user-field-decls><text:user-field-decl office:value-type="string" office:string-value="{at["field"]}" text:name="联系电话"/></text:user-field-decls>'
        f"<text:p>手机<text:s text:c=\"2\"/>{at['body']}</text:p><text:p>{split[:4]}<text:span>{split[4:8]}</text:span>{split[8:]}"
        f"<office:annotation><dc:creator>某</dc:creator><text:p>{at['annotation']}</text:p></office:annotation></text:p>"
        f"<table:table>{row('姓名', '联系电话')}{row('张三', at['table'])}</table:table>"
        f'<text:p><text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>{at["note"]}</text:p></text:note-body></text:note>'
        f'<draw:frame><draw:image xlink:href="Pictures/a.png"/><svg:desc>{at["alt"]}</svg:desc></draw:frame><text:a xlink:href="tel:{at["link"]}">x</text:a></text:p>'
    )
    styles = f"<style:master-page><style:header><text:p>{at['header']}</text:p></style:header></style:master-page>"
    meta = f'<meta:user-defined meta:name="联系电话">{at["custom"]}</meta:user-defined>'
    return odf("text", body, styles, meta, **{"Pictures/a.png": PNG}), at


def xlsx(values: Values) -> tuple[bytes, dict[str, str]]:
    """A workbook by openpyxl, with values in cells (floats, hidden sheets) and everywhere around them."""
    import datetime as dt

    from openpyxl import Workbook
    from openpyxl.chart import BarChart
    from openpyxl.comments import Comment
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.datavalidation import DataValidation

    at = {place: values.mobile() for place in "title float text hidden very far comment name header footer property link check form formula".split()}
    book = Workbook()
    sheet = book.active
    sheet.title = "客户"
    sheet["B1"] = f"客户名单 制表 {at['title']}"
    for column, name in enumerate(("姓名", "手机", "出生日期", "在保"), 2):
        sheet.cell(3, column, name)
    sheet.append([None, "张三", float(at["float"]), dt.date(1990, 3, 7), True])
    sheet.append([None, "李四", at["text"], dt.datetime(1991, 2, 3, 4, 5, 6), False])
    sheet["C6"] = f'="手机"&"{at["formula"]}"'
    sheet["B5"].comment = Comment(at["comment"], "审核人")
    sheet.oddHeader.center.text = at["header"]
    sheet.oddFooter.left.text = at["footer"]
    sheet["E4"].hyperlink = f"tel:{at['link']}"
    check = DataValidation(type="list", formula1=f'"甲,{at["check"]}"')
    sheet.add_data_validation(check)
    check.add("F4")
    sheet.add_chart(BarChart(), "H2")
    hidden = book.create_sheet("隐藏")
    hidden.sheet_state = "hidden"
    hidden["A1"], hidden["A2"] = "电话", at["hidden"]
    very = book.create_sheet("更深")
    very.sheet_state = "veryHidden"
    very["C2"] = at["very"]
    far = book.create_sheet("远")
    far["AB5000"] = at["far"]
    form = book.create_sheet("表单")
    for row in (["姓名", "王五", "性别", "男"], ["手机", at["form"], "备注", "无"]):
        form.append(row)
    book.create_sheet("空")
    book.defined_names["联系电话"] = DefinedName("联系电话", attr_text=f'"{at["name"]}"')
    book.properties.creator = at["property"]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue(), at


def ods(values: Values) -> tuple[bytes, dict[str, str]]:
    at = {place: values.mobile() for place in "title float text repeated annotation box hidden header custom".split()}
    cell = lambda text, more="": f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'  # noqa: E731
    row = lambda *cells: f"<table:table-row>{''.join(cells)}</table:table-row>"  # noqa: E731
    number = f'<table:table-cell office:value-type="float" office:value="{at["float"]}"><text:p>{at["float"]}.00</text:p></table:table-cell>'
    date = '<table:table-cell office:value-type="date" office:date-value="1990-03-07"><text:p>90年3月7日</text:p></table:table-cell>'
    noted = f'<table:table-cell office:value-type="string"><office:annotation><text:p>{at["annotation"]}</text:p></office:annotation><text:p>李四</text:p></table:table-cell>'
    first = "".join(
        [
            f'<table:table table:name="客户"><table:shapes><draw:frame><draw:text-box><text:p>{at["box"]}</text:p></draw:text-box></draw:frame></table:shapes>',
            row(cell(f"客户名单 {at['title']}")), row(cell("姓名"), cell("手机"), cell("出生日期")), row(cell("张三"), number, date),
            row(noted, cell(at["text"])), row(cell(at["repeated"], 'table:number-columns-repeated="2"')),
            '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>',
        ]
    )  # fmt: skip
    second = f'<table:table table:name="隐藏" table:style-name="ta_hidden">{row(cell("电话"))}{row(cell(at["hidden"]))}</table:table>'
    styles = f"<style:master-page><style:header><text:p>{at['header']}</text:p></style:header></style:master-page>"
    return odf("spreadsheet", first + second, styles, f'<meta:user-defined meta:name="联系电话">{at["custom"]}</meta:user-defined>'), at
