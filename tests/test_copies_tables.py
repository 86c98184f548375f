"""Generated tables in every form: a copy masks at least what a scan finds, so a scan of the copy finds none of it."""

from __future__ import annotations

import csv
import io
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from copying import assert_gone, copied
from hypothesis import given, settings
from hypothesis import strategies as st

from piiguard import Guard
from piiguard.scan import mask_tree, scan
from piiguard.testing import Values

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed (piiguard[scan])")
openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
pytest.importorskip("python_calamine", reason="python-calamine is not installed (piiguard[scan])")

Table = tuple[list[str], list[list[str | None]]]
KINDS: dict[str, Callable[[Values], str]] = {
    "mobile": lambda values: values.mobile(),
    "card": lambda values: values.id_card(),
    "mistyped": lambda values: values.mistyped_id_card() if values.digits(1) < "2" else values.id_card(),
    "bank": lambda values: values.bank_card(),
    "policy": lambda values: values.policy_number(),
    "person": lambda values: values.person(),
    "plate": lambda values: values.license_plate(),
    "mail": lambda values: values.email(),
    "text": lambda values: f"客户{values.person()}来电{values.mobile()}，已回访",
    "plain": lambda values: "正常" + values.digits(2),
}
NAMES = ["手机", "身份证号", "c1", "f2", "备注", "卡号", "保单号", "姓名", "col", "号码"]


def generated(seed: int) -> Table:
    """A table with columns of all kinds, under names that say something, nothing, or something else."""
    draw, values = random.Random(seed), Values(seed)
    kinds = [draw.choice(sorted(KINDS)) for _ in range(draw.randint(3, 7))]
    names = draw.sample(NAMES, len(kinds))
    count = draw.choice([3, 30, 120])
    rows = [[None if draw.random() < 0.1 else KINDS[kind](values) for kind in kinds] for _ in range(count)]
    return names, rows


def as_csv(table: Table) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([table[0], *table[1]])
    return out.getvalue().encode("gb18030")


def as_parquet(table: Table) -> bytes:
    from pyarrow import parquet

    out = io.BytesIO()
    columns = list(zip(*table[1], strict=True))
    parquet.write_table(pa.table({name: pa.array(column, pa.string()) for name, column in zip(table[0], columns, strict=True)}), out)
    return out.getvalue()


def as_sqlite(table: Table) -> bytes:
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute(f"CREATE TABLE t ({', '.join(table[0])})")
        made.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(table[0]))})", table[1])
        made.commit()
        return made.serialize()


def as_xlsx(table: Table) -> bytes:
    book = openpyxl.Workbook()
    for row in [table[0], *table[1]]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


FORMS = {"csv": as_csv, "parquet": as_parquet, "sqlite": as_sqlite, "xlsx": as_xlsx}
MASK = Guard()


@pytest.mark.parametrize("form", FORMS)
@given(seed=st.integers(0, 1 << 30))
@settings(max_examples=15, deadline=None, derandomize=True)
def test_a_copy_masks_what_a_scan_finds(tmp_path_factory: pytest.TempPathFactory, form: str, seed: int) -> None:
    folder: Path = tmp_path_factory.mktemp("t")
    names, rows = generated(seed)
    (folder / f"t.{form}").write_bytes(FORMS[form]((names, rows)))
    before = scan([folder / f"t.{form}"]).findings.total()
    (row,) = mask_tree(folder / f"t.{form}", folder / f"m.{form}").rows
    assert row.status == "masked", row.reason
    assert row.edits.total() >= before
    assert scan([folder / f"m.{form}"]).findings.total() == 0


def test_the_same_table_in_four_forms_has_one_copy(tmp_path: Path) -> None:
    """Cell by cell the same text comes out, whatever the format; nothing of the values is in any of the files."""
    names, rows = generated(7)
    names = ["手机", *(f"c{at}" for at in range(1, len(names)))]
    for row in rows:
        row[0], row[1] = Values(f"{rows.index(row)}").mobile(), "x"
    expected = [MASK.process(str(row[0]), "手机").text for row in rows]
    from pyarrow import parquet

    found = {form: copied(tmp_path, f"t.{form}", make((names, rows))) for form, make in FORMS.items()}
    assert {copy.status for copy in found.values()} == {"masked"}
    text = found["csv"].data.decode("gb18030")
    assert [row[0] for row in csv.reader(io.StringIO(text))][1:] == expected
    assert parquet.read_table(io.BytesIO(found["parquet"].data))["手机"].to_pylist() == expected
    book = openpyxl.load_workbook(io.BytesIO(found["xlsx"].data)).active
    assert [row[0] for row in book.iter_rows(min_row=2, values_only=True)] == expected
    with closing(sqlite3.connect(":memory:")) as made:
        made.deserialize(found["sqlite"].data)
        assert [cell for (cell,) in made.execute("SELECT 手机 FROM t")] == expected
    for copy in found.values():
        assert_gone([str(row[0]) for row in rows], copy.data)
