"""Workbooks: every planted value is found in its place, and nothing hostile costs more than an error."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from officefiles import DOCTYPES, ODF, odf, ods, xlsx, zipped
from walking import Walk, damaged

from piiguard.formats import EncryptedError, Keys, Limits, UnsupportedError, open_document
from piiguard.testing import Values

pytest.importorskip("python_calamine", reason="python-calamine is not installed (piiguard[scan])")
openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")

SMALL = Limits(bytes=1 << 24, members=2000, memory=1 << 28)
XLSX, AT_XLSX = xlsx(Values(5_11))
ODS, AT_ODS = ods(Values(5_12))


def named(key: str) -> bool:
    return key in ("姓名", "性别", "手机", "备注", "电话")


def places(walk: Walk, value: str) -> list[dict[str, Any]]:
    return [place for text, place, _ in walk.texts + walk.cells if value in text]


XLSX_PLACES: dict[str, dict[str, Any]] = {
    "title": {"sheet": "客户", "row": 1, "column": 2},
    "float": {"sheet": "客户", "row": 4, "field": "手机"},
    "text": {"sheet": "客户", "row": 5, "field": "手机"},
    "hidden": {"sheet": "隐藏", "row": 2, "field": "电话"},
    "very": {"sheet": "更深", "row": 2},
    "far": {"sheet": "远", "row": 5000},
    "comment": {"sheet": "客户", "row": 5, "column": 2},
    "name": {"part": "xl/workbook.xml", "field": "definedName"},
    "header": {"sheet": "客户", "field": "oddHeader"},
    "footer": {"sheet": "客户", "field": "oddFooter"},
    "property": {"part": "docProps/core.xml", "field": "creator"},
    "link": {"sheet": "客户", "field": "Target"},
    "check": {"sheet": "客户", "field": "formula1"},
    "form": {"sheet": "表单", "row": 2},
    "formula": {"sheet": "客户", "row": 6, "column": 3, "field": "formula"},
}
ODS_PLACES: dict[str, dict[str, Any]] = {
    "title": {"sheet": "客户", "row": 1, "column": 1},
    "float": {"sheet": "客户", "row": 3, "field": "手机"},
    "text": {"sheet": "客户", "row": 4, "field": "手机"},
    "repeated": {"sheet": "客户", "row": 5, "field": "姓名"},
    "annotation": {"sheet": "客户", "row": 4, "column": 1},
    "box": {"sheet": "客户", "part": "content.xml"},
    "hidden": {"sheet": "隐藏", "row": 2, "field": "电话"},
    "header": {"part": "styles.xml"},
    "custom": {"part": "meta.xml"},
}


@pytest.mark.parametrize(
    ("data", "planted", "expected"),
    [(XLSX, AT_XLSX, XLSX_PLACES), (ODS, AT_ODS, ODS_PLACES)],
    ids=["xlsx", "ods"],
)
def test_every_value_in_its_place(data: bytes, planted: Mapping[str, str], expected: Mapping[str, dict[str, Any]]) -> None:
    walk = Walk(data, "x.bin")
    assert walk.rows == [("x.bin", "scanned", "")]
    assert planted.keys() == expected.keys()
    for place, value in planted.items():
        found = places(walk, value)
        assert found, place
        assert expected[place].items() <= found[0].items(), place


def test_cells_are_text_as_people_read_them() -> None:
    walk = Walk(XLSX, "x")
    cells = {(place["row"], place["field"]): text for text, place, _ in walk.cells if place["sheet"] == "客户"}
    assert cells == {
        (4, "姓名"): "张三", (4, "手机"): AT_XLSX["float"], (4, "出生日期"): "1990-03-07", (4, "在保"): "true",
        (5, "姓名"): "李四", (5, "手机"): AT_XLSX["text"], (5, "出生日期"): "1991-02-03T04:05:06", (5, "在保"): "false",
    }  # fmt: skip


def test_columns_count_from_a_and_rows_from_one_and_the_rest_is_null() -> None:
    with open_document(io.BytesIO(XLSX)) as document:
        list(document.segments())
        tables = {table.name: (table, list(table.batches)) for table in document.tables()}
    assert list(tables) == ["客户", "隐藏", "更深", "远", "表单"]
    table, (batch,) = tables["客户"]
    assert table.names == ["", "姓名", "手机", "出生日期", "在保"]
    assert table.rows == len(batch) == 2  # the formula below them was never worked out
    assert (batch.first, batch.columns[0]) == (4, [None] * 2)
    table, batches = tables["远"]
    assert len(table.names) == 28
    assert [batch.first for batch in batches] == [5000]


def test_a_form_is_read_with_the_labels_at_the_left() -> None:
    with open_document(io.BytesIO(XLSX), keys=Keys(named=named)) as document:
        labels = {segment.text: (segment.label, segment.location) for segment in document.segments()}
        assert "表单" not in [table.name for table in document.tables()]
    assert labels[AT_XLSX["form"]] == ("手机", {"sheet": "表单", "row": 2, "column": 2, "character": 1})


def test_rows_come_in_batches() -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("多")
    sheet.append(["编号", "手机"])
    values = Values(3)
    mobiles = [values.mobile() for _ in range(5000)]
    for number, mobile in enumerate(mobiles):
        sheet.append([number, mobile])
    out = io.BytesIO()
    book.save(out)
    with open_document(out) as document:
        assert not any(mobiles[0] in segment.text for segment in document.segments())
        (table,) = document.tables()
        batches = list(table.batches)
    assert [(batch.first, len(batch)) for batch in batches] == [(2, 2048), (2050, 2048), (4098, 904)]
    assert [cell for batch in batches for cell in batch.columns[1]] == mobiles


def test_old_workbook() -> None:
    xlwt = pytest.importorskip("xlwt", reason="xlwt is not installed")
    pytest.importorskip("olefile", reason="olefile is not installed (piiguard[scan])")
    values = Values(8)
    at = {place: values.mobile() for place in ("title", "float", "text", "hidden", "header")}
    book = xlwt.Workbook()
    sheet = book.add_sheet("客户")
    for row, cells in enumerate([[f"名单 {at['title']}"], ["姓名", "手机"], ["张三", float(at["float"])], ["李四", at["text"]]]):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    sheet.header_str = f"&C{at['header']}".encode()
    hidden = book.add_sheet("隐藏")
    hidden.visibility = 2
    hidden.write(0, 0, at["hidden"])
    out = io.BytesIO()
    book.save(out)
    walk = Walk(out.getvalue(), "x.xls")
    assert walk.formats["x.xls"] == "xls"
    assert walk.rows == [("x.xls", "scanned", "")]
    assert {place: places(walk, value) for place, value in at.items()} == {
        "title": [{"sheet": "客户", "row": 1, "column": 1, "character": 1}],
        "float": [{"sheet": "客户", "row": 3, "field": "手机"}],
        "text": [{"sheet": "客户", "row": 4, "field": "手机"}],
        "hidden": [{"sheet": "隐藏", "row": 1, "field": ""}],
        "header": [{"sheet": "客户", "field": "header", "character": 1}],
    }
    for changed in damaged(out.getvalue()):
        Walk(changed, "x.xls", SMALL)


# hostile files

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def bare(sheet: str, **more: str | bytes) -> bytes:
    """The smallest workbook around the XML of one sheet."""
    with zipfile.ZipFile(io.BytesIO(XLSX)) as archive:
        parts: dict[str, str | bytes] = {"[Content_Types].xml": archive.read("[Content_Types].xml"), "_rels/.rels": archive.read("_rels/.rels")}
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{relation}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
    parts["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="{relation}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    parts["xl/worksheets/sheet1.xml"] = f'<worksheet xmlns="{MAIN}">{sheet}</worksheet>'
    return zipped({**parts, **more})


def test_a_declared_dimension_is_not_believed() -> None:
    walk = Walk(bare('<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'), "x")
    assert (walk.cells[0][0], walk.rows) == ("1", [("x", "scanned", "")])


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row>',
        "<row r='1048576'><c r='XFD1048576'><v>2</v></c></row>",
        '<row r="2"><c s="0" r = "XFD1048576"><v>2</v></c></row>',
        '<row r="9999999999"><c r="A9999999999"><v>2</v></c></row>',
        '<row r="2">' + " " * 70_000 + '<c r="XFD1048576"><v>2</v></c></row>',
    ],
)
def test_a_cell_far_out_is_said_and_not_laid_out(cells: str) -> None:
    walk = Walk(bare(f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{cells}</sheetData>'), "x")
    assert walk.rows == [("x", "partial", "sheet A: its cells are too far apart to be held in memory")]


def test_a_part_named_like_no_sheet_is_measured_too() -> None:
    far = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>'
    walk = Walk(bare("<sheetData/>", **{"xl/worksheets/sheet2.xml": far}), "x")
    assert walk.rows[-1][1] == "LimitError"


def ods_table(rows: str) -> bytes:
    return odf("spreadsheet", f'<table:table table:name="A">{rows}</table:table>')


@pytest.mark.parametrize(
    ("columns", "rows"), [("16384", "1048576"), ("1", "99999999999999999999"), ("99999999999", "1")]
)
def test_ods_cells_that_repeat_without_end(columns: str, rows: str) -> None:
    cell = f'<table:table-cell office:value-type="string" table:number-columns-repeated="{columns}"><text:p>x</text:p></table:table-cell>'
    walk = Walk(ods_table(f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'), "x")
    assert walk.rows == [("x", "LimitError", "its cells are too far apart, or repeat too often, to be held in memory")]


def test_ods_long_cells_that_repeat() -> None:
    cell = f'<table:table-cell office:value-type="string" table:number-columns-repeated="1000"><text:p>{"x" * 100_000}</text:p></table:table-cell>'
    walk = Walk(ods_table(f'<table:table-row table:number-rows-repeated="100">{cell}</table:table-row>'), "x")
    assert walk.rows[0][1] == "LimitError"


@pytest.mark.parametrize("kind", DOCTYPES)
def test_entities_are_refused(kind: str) -> None:
    comment = f'{DOCTYPES[kind]}<comments xmlns="{MAIN}"><text><t>&a;{"&a;" * 1000 if kind == "quadratic" else ""}</t></text></comments>'
    walk = Walk(bare("<sheetData/>", **{"xl/comments1.xml": comment}), "x")
    assert walk.rows[-1] == ("x", "partial", "part xl/comments1.xml: it declares entities, which Office files never do")
    assert "root:" not in walk.text()


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/comments1.xml", "docProps/app.xml"])
def test_bombs_in_parts_are_bounded_by_what_comes_out(part: str) -> None:
    bomb = b"<a>" + b" " * (1 << 25)
    walk = Walk(bare("<sheetData/>", **{part: bomb}), "x", SMALL)
    assert walk.rows[-1][1] == "LimitError"


def test_encrypted() -> None:
    with zipfile.ZipFile(io.BytesIO(ODS)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["META-INF/manifest.xml"] = f'<manifest:manifest {ODF}><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>'.encode()
    with pytest.raises(EncryptedError):
        open_document(io.BytesIO(zipped(parts)))


def test_without_calamine_the_kind_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(UnsupportedError, match=r"Excel workbook: .*scan"):
        open_document(io.BytesIO(XLSX))


@pytest.mark.parametrize("make", [lambda: XLSX, lambda: ODS], ids=["xlsx", "ods"])
def test_damage_is_an_error_and_nothing_else(make: Callable[[], bytes]) -> None:
    data = make()
    outcomes = {Walk(changed, "x", SMALL).rows[-1][1] for changed in damaged(data)}
    assert outcomes & {"FormatError"}
    assert outcomes <= {"FormatError", "UnsupportedError", "EncryptedError", "LimitError", "partial", "scanned"}


