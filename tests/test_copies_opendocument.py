"""Masked copies of OpenDocument spreadsheets, read again by odfpy and calamine; values of fields in texts."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from copying import assert_gone, copied
from officefiles import PNG, odf, ods
from walking import Walk

from piiguard import Guard, Keyring, Policy
from piiguard.formats.office import BLANK
from piiguard.testing import Values

calamine = pytest.importorskip("python_calamine", reason="python-calamine is not installed (piiguard[scan])")
VALUES = Values(6_20261123)
MASK = Guard()


def masked(text: str, label: str) -> str:
    return MASK.process(text, label).text


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.infolist()[0].filename == "mimetype"
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        return {info.filename: archive.read(info) for info in archive.infolist()}


def cells(data: bytes) -> dict[str, list[list[Any]]]:
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def clean(data: bytes) -> None:
    walk = Walk(data, "b.ods")
    assert {status for _, status, _ in walk.rows} == {"scanned"}
    for text, _, _ in [*walk.texts, *walk.cells]:
        assert MASK.mask(text) == text


def without_pictures(data: bytes) -> bytes:
    return zipped({name: content for name, content in parts_of(data).items() if not name.endswith(".png")})


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def zipped(found: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in found.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()


def sheet(*rows: str, name: str = "客户") -> str:
    return f'<table:table table:name="{name}">{"".join(f"<table:table-row>{row}</table:table-row>" for row in rows)}</table:table>'


def text(value: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{value}</text:p></table:table-cell>'


def amount(value: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="float" office:value="{value}" calcext:value-type="float"{more}><text:p>{value}</text:p></table:table-cell>'


def book(*sheets: str) -> bytes:
    found = parts_of(odf("spreadsheet", "".join(sheets), "", ""))
    return zipped({**found, "content.xml": found["content.xml"].replace(b"<office:document-content ", b'<office:document-content xmlns:calcext="urn:calcext" ', 1)})


def test_every_place_of_a_spreadsheet_is_masked(tmp_path: Path) -> None:
    data, planted = ods(Values(5_20))
    data = without_pictures(data)
    copy = copied(tmp_path, "a.ods", data)
    assert copy.status == "masked", copy.reason
    assert_gone(planted.values(), copy.data)
    assert_gone(["1990-03-07", "3月7日"], copy.data)
    assert copy.notes == ["numbers that became text: 2"]
    before, after = cells(data), cells(copy.data)
    assert list(before) == list(after) == ["客户", "隐藏"]
    assert after["客户"][2] == ["张*", masked(planted["float"], "手机"), "1990-**-**"]
    assert after["客户"][4] == [masked(planted["repeated"], "手机")] * 2 + [""]
    old, new = parts(data), parts(copy.data)
    assert list(old) == list(new)
    same = re.compile(rb"table:(?:name|style-name|number-[a-z]+-repeated)=\"[^\"]*\"")
    assert same.findall(old["content.xml"]) == same.findall(new["content.xml"])
    clean(copy.data)


def test_the_rest_of_a_spreadsheet_stays(tmp_path: Path) -> None:
    """Numbers, dates, styles, formulas, links, comments and blanks: only what changes is written, by odfpy and read by it."""
    odf_ = pytest.importorskip("odf.opendocument", reason="odfpy is not installed")
    from odf import table, teletype
    from odf import text as texts

    made = odf_.OpenDocumentSpreadsheet()
    one = table.Table(name="保单")
    mobiles, cards = [VALUES.mobile() for _ in range(60)], [VALUES.id_card() for _ in range(60)]
    rows: list[list[Any]] = [["序号", "手机", "c3", "保费", "日期", "备注"]]
    rows += [[at, int(mobile) if at % 2 else mobile, card, 1234.5, "2026-11-22", f"甲  乙\t{at}"] for at, (mobile, card) in enumerate(zip(mobiles, cards, strict=True))]  # fmt: skip
    for row in rows:
        line = table.TableRow()
        for at, value in enumerate(row):
            kind: dict[str, Any] = {"valuetype": "string"}
            if at == 4 and value != "日期":
                kind = {"valuetype": "date", "datevalue": value}
            elif not isinstance(value, str):
                kind = {"valuetype": "float", "value": value}
            cell = table.TableCell(**kind)
            paragraph = texts.P()
            teletype.addTextToElement(paragraph, str(value))
            cell.addElement(paragraph)
            line.addElement(cell)
        one.addElement(line)
    made.spreadsheet.addElement(one)
    out = io.BytesIO()
    made.save(out)
    copy = copied(tmp_path, "a.ods", out.getvalue())
    assert copy.status == "masked", copy.reason
    assert copy.notes == ["numbers that became text: 30"]
    before, after = cells(out.getvalue())["保单"], cells(copy.data)["保单"]
    for old, new, mobile, card in zip(before[1:], after[1:], mobiles, cards, strict=True):
        assert new == [old[0], masked(mobile, "手机"), masked(card, "身份证"), *old[3:]]
    again = odf_.load(io.BytesIO(copy.data))
    read = [[teletype.extractText(cell) for cell in row.getElementsByType(table.TableCell)] for row in again.getElementsByType(table.TableRow)]
    assert read[1][:3] == ["0", masked(mobiles[0], "手机"), masked(cards[0], "身份证")]
    assert read[1][5] == "甲  乙\t0"
    first, second = parts(out.getvalue())["content.xml"], parts(copy.data)["content.xml"]
    plain = re.compile(rb"<table:table-cell[^<>]*><text:p>(?:\d{1,4}(?:\.5)?|2026-11-22|[^\x00-\x7f]+<text:s.*?)</text:p></table:table-cell>")
    assert plain.findall(first) == plain.findall(second) != []
    assert_gone([*mobiles, *cards], copy.data)
    clean(copy.data)


def test_odd_cells(tmp_path: Path) -> None:
    """Spans, several paragraphs, runs, blanks, comments, rows and cells that repeat, cells covered by others, no paragraph."""
    at = [VALUES.mobile() for _ in range(9)]
    note = f"<office:annotation><dc:creator>a</dc:creator><text:p>注 {at[0]}</text:p></office:annotation>"
    runs = f'<table:table-cell office:value-type="string">{note}<text:p>手机 <text:span>{at[1][:4]}</text:span>{at[1][4:]}</text:p><text:p>第二  行</text:p></table:table-cell>'
    data = book(
        sheet(
            text("编号") + text("手机") + text("x"),
            f'<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>{at[2]}</text:p></table:table-cell><table:covered-table-cell/>{text("1")}',
            text("a") + runs + "<table:table-cell/>" + text("好"),
            '<table:table-cell table:style-name="ce1"/>' * 2 + text("3") + "<table:table-cell/>",
            text("b") + f'<table:table-cell office:value-type="float" office:value="{at[3]}"/>',
            text("c") + f'<table:table-cell office:value-type="string" office:string-value="{at[4]}"><text:p>{at[4]}</text:p></table:table-cell>',
            text("d") + amount(at[5] + ".0"),
        ).replace("<table:table-row>" + text("b"), '<table:table-row table:number-rows-repeated="3">' + text("b")),
        sheet(text("手机"), text(at[6], ' table:number-columns-repeated="3"'), name="二"),
    )
    copy = copied(tmp_path, "a.ods", data)
    assert copy.status == "masked", copy.reason
    assert_gone(at, copy.data)
    before, after = cells(data), cells(copy.data)
    assert [[re.sub(r"\d{11}(\.0)?", "", str(cell)) for cell in row] for row in before["客户"]][:1] == [[*map(str, after["客户"][0])]]
    assert [row[0] for row in after["客户"]][2:] == ["a", "", "b", "b", "b", "c", "d"]
    assert after["客户"][2][1] == f"手机 {masked(at[1], '手机')}\n第二  行"
    assert [row[1] for row in after["客户"][4:7]] == [masked(at[3], "手机")] * 3
    assert after["二"][1] == [masked(at[6], "手机")] * 3
    assert f"注 {MASK.mask(at[0])}".encode() in parts(copy.data)["content.xml"]
    clean(copy.data)


def test_formulas_and_thumbnails(tmp_path: Path) -> None:
    """A formula stays with a masked text in it; one with a number in its own words goes. The picture of the first page is blank."""
    one, two, three = (VALUES.mobile() for _ in range(3))
    data = book(
        sheet(
            text("手机") + text("备注"),
            text(one, f' table:formula="of:=&quot;{one}&quot;&amp;[.B1]"') + text("x"),
            text(two, f' table:formula="of:={two}+0"') + text("x"),
            amount(three, ' table:formula="of:=[.A9]"') + text("x"),
        )
    )
    data = zipped({**parts_of(data), "Thumbnails/thumbnail.png": PNG})
    copy = copied(tmp_path, "a.ods", data)
    assert copy.status == "masked", copy.reason
    content = parts(copy.data)["content.xml"].decode()
    assert f"of:=&quot;{MASK.mask(one)}&quot;&amp;[.B1]" in content or f"'of:=\"{MASK.mask(one)}\"&amp;[.B1]'" in content
    assert "of:=[.A9]" in content
    assert content.count("table:formula") == 2
    assert parts(copy.data)["Thumbnails/thumbnail.png"] == BLANK
    assert_gone([one, two, three], copy.data)
    clean(copy.data)


def test_what_a_pivot_table_remembers_and_changes_that_are_tracked(tmp_path: Path) -> None:
    one, two = VALUES.mobile(), VALUES.mobile()
    pivot = (
        '<table:data-pilot-tables><table:data-pilot-table table:name="p"><table:data-pilot-field table:source-field-name="手机"><table:data-pilot-level>'
        f'<table:data-pilot-members><table:data-pilot-member table:name="{one}" table:display="true"/></table:data-pilot-members></table:data-pilot-level>'
        "</table:data-pilot-field></table:data-pilot-table></table:data-pilot-tables>"
    )
    tracked = (
        '<table:tracked-changes><table:cell-content-change table:id="ct1"><table:previous><table:change-track-table-cell office:value-type="float" '
        f'office:value="{two}"/></table:previous></table:cell-content-change></table:tracked-changes>'
    )
    copy = copied(tmp_path, "a.ods", book(tracked, sheet(text("姓名"), text("张三")), pivot))
    assert copy.status == "masked", copy.reason
    assert_gone([one, two], copy.data)
    assert f'office:value-type="string" office:string-value="{MASK.mask(two)}"'.encode() in parts(copy.data)["content.xml"]
    assert cells(copy.data)["客户"][1] == ["张*"]


def test_tokens_join_with_a_table(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text('version = 1\nname = "p"\n[default]\noperator = "pseudonymize"\n', encoding="utf-8")
    guard = Guard(policy=Policy.load(tmp_path / "p.toml"), keyring=Keyring.generate())
    mobiles = [VALUES.mobile() for _ in range(30)]
    one = copied(tmp_path, "a.ods", book(sheet(text("手机"), *(amount(mobile) for mobile in mobiles))), guard)
    two = copied(tmp_path, "b.csv", "\n".join(["手机,x", *(f"{mobile},1" for mobile in mobiles)]).encode(), guard)
    assert one.status == two.status == "masked", (one.reason, two.reason)
    assert [row[0] for row in cells(one.data)["客户"][1:]] == [line.split(",")[0] for line in two.data.decode().split("\n")[1:]]


@pytest.mark.parametrize(
    ("sheets", "reason"),
    [
        (sheet(text("x"), name="客户{mobile}"), "the name of sheet 1 holds a value"),
        (sheet(text("手机 {mobile}<draw:frame><draw:text-box/></draw:frame>")), "an object stands in the text of a cell"),
        (sheet(text("手机"), '<table:table-cell office:value-type="string"><text:p><![CDATA[{mobile}]]></text:p></table:table-cell>'), "CDATA"),
    ],
    ids=["name", "object", "CDATA"],
)
def test_refused(tmp_path: Path, sheets: str, reason: str) -> None:
    mobile = VALUES.mobile()
    copy = copied(tmp_path, "a.ods", book(sheets.replace("{mobile}", mobile)))
    assert copy.status == "failed"
    assert reason in copy.reason


def test_encrypted(tmp_path: Path) -> None:
    data = zipped({**parts_of(book(sheet(text("x")))), "META-INF/manifest.xml": b"<manifest:encryption-data/>"})
    assert "OpenDocument" in copied(tmp_path, "a.ods", data).reason


def test_values_beside_texts_in_a_document(tmp_path: Path) -> None:
    """A number in a table of a text, a field, a form: what is shown and what is meant are both masked."""
    one, two, three, four = (VALUES.mobile() for _ in range(4))
    born = "<text:p>3月7日</text:p>"
    body = (
        "<table:table><table:table-row>" + text("手机") + text("出生日期") + text("金额") + "</table:table-row><table:table-row>"
        + f'<table:table-cell office:value-type="float" office:value="{one}"><text:p>{one}</text:p></table:table-cell>'
        + f'<table:table-cell office:value-type="date" office:date-value="1990-03-07">{born}</table:table-cell>'
        + '<table:table-cell office:value-type="float" office:value="12.5"><text:p>12.50</text:p></table:table-cell></table:table-row></table:table>'
        + f'<text:user-field-decls><text:user-field-decl office:value-type="float" office:value="{two}" text:name="手机"/></text:user-field-decls>'
        + f'<text:p><form:text xmlns:form="urn:form" form:current-value="{three}" form:value="{four}"/></text:p>'
    )  # fmt: skip
    data = zipped(parts_of(odf("text", body, "", "")))
    walk = Walk(data, "a.odt")
    assert {one, two, three, four, "1990-03-07"} <= {found for found, _, _ in walk.texts}
    copy = copied(tmp_path, "a.odt", data)
    assert copy.status == "masked", copy.reason
    assert_gone([one, two, three, four, "1990-03-07"], copy.data)
    content = parts(copy.data)["content.xml"].decode()
    assert f'<table:table-cell office:value-type="string" office:string-value="{masked(one, "手机")}"><text:p>' in content
    assert '<table:table-cell office:value-type="float" office:value="12.5">' in content
    assert f'office:value-type="string" office:string-value="{masked(two, "手机")}" text:name="手机"' in content
