"""Masked copies of workbooks: values, formats, formulas and sheets are the same to another reader, but for what was masked."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from copying import assert_gone, copied
from officefiles import xlsx

from piiguard import Guard, Keyring, Policy
from piiguard.testing import Values

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
pytest.importorskip("python_calamine", reason="python-calamine is not installed (piiguard[scan])")
VALUES = Values(5_20261129)
MASK = Guard()


def masked(text: str, label: str) -> str:
    return MASK.process(text, label).text


def saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_every_place_of_a_workbook_is_masked(tmp_path: Path) -> None:
    data, planted = xlsx(Values(5_20))
    copy = copied(tmp_path, "a.xlsx", data)
    assert copy.status == "masked", copy.reason
    assert_gone(planted.values(), copy.data)
    before, after = read(data), read(copy.data)
    assert before.sheetnames == after.sheetnames
    for name in before.sheetnames:
        assert after[name].dimensions == before[name].dimensions
        assert after[name].sheet_state == before[name].sheet_state
    assert after["客户"]["C6"].value.startswith('="手机"&"'), "a formula stays, with a masked text in it"


def test_the_rest_of_a_workbook_stays(tmp_path: Path) -> None:
    """Styles, widths, formulas, numbers, dates and order; a value shared by cells that change and cells that do not."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "保单"
    sheet.append(["序号", "手机", "c3", "保费", "总计", "备注"])
    mobiles, cards = [VALUES.mobile() for _ in range(300)], [VALUES.id_card() for _ in range(300)]
    for at, (mobile, card) in enumerate(zip(mobiles, cards, strict=True), 2):
        sheet.append([at, int(mobile) if at % 2 else mobile, card, 1234.5, f"=D{at}*2", "正常"])
    sheet.column_dimensions["B"].width = 33
    sheet["B2"].font = openpyxl.styles.Font(bold=True)
    sheet["D2"].number_format = "0.00"
    sheet.freeze_panes = "A2"
    data = saved(book)
    copy = copied(tmp_path, "a.xlsx", data)
    assert copy.status == "masked", copy.reason
    assert copy.notes == ["numbers that became text: 150"]
    old, new = read(data)["保单"], read(copy.data)["保单"]
    assert (new.column_dimensions["B"].width, new.freeze_panes) == (33, "A2")
    for one, other, mobile, card in zip(old.iter_rows(min_row=2), new.iter_rows(min_row=2), mobiles, cards, strict=True):
        assert [cell.value for cell in other] == [
            one[0].value, masked(mobile, "手机"), masked(card, "身份证"), 1234.5, one[4].value, "正常"
        ]  # fmt: skip
        assert [cell.style_id for cell in other] == [cell.style_id for cell in one]
    assert new["B2"].font.bold
    assert_gone([*mobiles, *cards], copy.data)


def test_a_row_that_ends_in_an_empty_cell(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    mobile = VALUES.mobile()
    book.active.append(["手机", mobile])
    book.active["D1"].font = openpyxl.styles.Font(bold=True)
    copy = copied(tmp_path, "a.xlsx", saved(book))
    assert copy.status == "masked", copy.reason
    assert [cell.value for cell in read(copy.data).active[1]] == ["手机", masked(mobile, "手机"), None, None]


def test_joins_over_two_workbooks_and_a_table(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text('version = 1\nname = "p"\n[default]\noperator = "pseudonymize"\n', encoding="utf-8")
    guard = Guard(policy=Policy.load(tmp_path / "p.toml"), keyring=Keyring.generate())
    mobiles = [VALUES.mobile() for _ in range(40)]
    book = openpyxl.Workbook()
    for row in [["手机", "备注"], *([mobile, "x"] for mobile in mobiles)]:
        book.active.append(row)
    one = copied(tmp_path, "a.xlsx", saved(book), guard)
    two = copied(tmp_path, "b.csv", "\n".join(["手机,备注,号", *(f"{mobile},x,1" for mobile in mobiles)]).encode(), guard)
    assert one.status == two.status == "masked", (one.reason, two.reason)
    first = [row[0] for row in read(one.data).active.iter_rows(min_row=2, values_only=True)]
    assert first == [line.split(",")[0] for line in two.data.decode().split("\n")[1:]]
    assert len(set(first)) == 40


def test_a_sheet_whose_name_holds_a_value_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = f"客户{VALUES.mobile()}"
    book.active["A1"] = "x"
    copy = copied(tmp_path, "a.xlsx", saved(book))
    assert copy.status == "failed"
    assert copy.reason == "the name of sheet 1 holds a value"


