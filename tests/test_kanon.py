"""k-anonymity: exact on any table, in memory or over a file, and silent about values."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from piiguard.cli.uniqueness import command
from piiguard.formats import Batch, Table
from piiguard.reports.kanon import BANDS, uniqueness
from piiguard.testing import Values

Rows = list[tuple[str | None, str | None, str | None]]
CELL = st.sampled_from(["a", "b", "ab", "", None, "a\x00", "1:a"])


def table(rows: Rows, size: int = 3) -> Table:
    batches = (Batch(at + 1, list(zip(*rows[at : at + size], strict=True))) for at in range(0, len(rows), size))
    return Table("t", ["x", "y", "s"], batches)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=40), st.sampled_from([1, 3, 1000]))
def test_against_the_definition(rows: Rows, limit: int) -> None:
    found = uniqueness(table(rows), ["x", "y"], sensitive="s", limit=limit)
    classes = Counter((x or "", y or "") for x, y, _ in rows)
    values = defaultdict(set)
    for x, y, s in rows:
        values[x or "", y or ""].add(s or "")
    assert (found.rows, found.classes) == (len(rows), len(classes))
    assert found.k == min(classes.values(), default=0)
    assert found.unique == sum(size == 1 for size in classes.values())
    assert found.l == min((len(some) for some in values.values()), default=0)
    assert found.exposed == sum(classes[name] for name, some in values.items() if len(some) == 1)
    assert sum(found.bands.values()) == len(rows)
    assert found.bands[1] == found.unique


def test_class_sizes_in_bands() -> None:
    rows: Rows = [(str(size), None, None) for size in (1, 2, 4, 7, 150) for _ in range(size)]
    found = uniqueness(table(rows), ["x"])
    assert found.bands == {**dict.fromkeys(BANDS, 0), 1: 1, 2: 2, 3: 4, 5: 7, 100: 150}
    assert "l" not in found.as_dict()
    assert found.as_dict()["unique_share"] == round(1 / 164, 6)


def test_generalising_makes_classes_larger() -> None:
    rows: Rows = [("1990-01-02", "m", None), ("1990-05-06", "m", None), ("1991-01-01", "m", None), (None, "m", None)]
    assert uniqueness(table(rows), ["x", "y"]).k == 1
    found = uniqueness(table(rows), ["x", "y"], generalised={"x": lambda value: value[:3]})
    assert (found.k, found.unique, found.classes) == (1, 1, 2)


def test_a_full_disk_is_no_answer(full_at: Callable[[int], None]) -> None:
    full_at(8)
    with pytest.raises(OSError, match="temporary file"):
        uniqueness(table([(str(number), "b", "c") for number in range(3000)]), ["x"], limit=100)


@pytest.mark.parametrize(
    ("columns", "sensitive", "said"),
    [(["z"], None, "no column 'z'"), ([], None, "no columns"), (["x"], "x", "cannot be among"), (["x"], "z", "no column 'z'")],
)
def test_refusals(columns: list[str], sensitive: str | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        uniqueness(table([("a", "b", "c")]), columns, sensitive=sensitive)
    with pytest.raises(ValueError, match="more than one column 'x'"):
        uniqueness(Table("", ["x", "x"], iter(())), ["x"])


# -- the command --------------------------------------------------------------------------------


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_the_command_on_a_file(tmp_path: Path) -> None:
    draw = Values(7)
    path = tmp_path / "members.csv"
    people = [("男", "1990-03-07", "31"), ("男", "1990-08-01", "38"), ("女", "1985-01-02", "40"), ("女", "1985-11-02", "49")]
    lines = [f"{sex},{born},{age},{draw.mobile()},流感" for sex, born, age in people]
    path.write_bytes(("性别,出生日期,年龄,手机号,诊断\n" + "\n".join(lines) + "\n").encode("gb18030"))
    done = run(path, "--columns", "性别,出生日期", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {
        "row": "uniqueness", "table": "", "columns": ["性别", "出生日期"], "rows": 4, "classes": 4, "k": 1, "unique": 4,
        "unique_share": 1.0, "class_sizes": {"1": 4, "2": 0, "3": 0, "5": 0, "10": 0, "20": 0, "50": 0, "100": 0},
    }  # fmt: skip
    ways = ["--generalize", "出生日期=year", "--generalize", "年龄=10"]
    done = run(path, "--columns", "性别,出生日期,年龄", *ways, "--sensitive", "诊断")
    assert "k = 2" in done.stdout
    assert "0 rows (0.0%) are unique" in done.stdout
    assert "l = 1: 4 rows" in done.stdout
    assert not any(part in done.stdout for line in lines for part in line.split(",") if len(part) > 2)


def test_the_command_reads_rows_a_quick_reader_does_not_understand(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('性别,年龄,备注\n男,31,"第一行\n第二行"\n男,31,x\n女,40,"a ""q"" b"\n女,41,\n', "utf-8")
    assert json.loads(run(path, "--columns", "性别,年龄", "--sensitive", "备注", "--json").stdout)["rows"] == 4
    found = json.loads(run(path, "--columns", "备注", "--json").stdout)
    assert (found["rows"], found["classes"]) == (4, 4)


def test_what_is_no_number_is_not_lumped_together(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('年龄,金额,备注\n31岁,"1,200.50",x\n38岁,￥1999,x\n不详,未定,x\n保密,nan,x\n', "utf-8")
    found = json.loads(run(path, "--columns", "年龄,金额", "--generalize", "年龄=10", "--generalize", "金额=1000", "--json").stdout)
    assert (found["classes"], found["unique"], found["k"]) == (3, 2, 1)


def test_the_command_refuses(tmp_path: Path) -> None:
    path, text = tmp_path / "a.csv", tmp_path / "a.txt"
    path.write_text("性别,年龄,手机号\n" + "男,31,13800138000\n" * 5, "utf-8")
    text.write_text("手机13800138000\n", "utf-8")
    cases = [
        ((path, "--columns", "x"), "there are the columns 性别, 年龄, 手机号"),
        ((text, "--columns", "x"), "it holds no table"),
        ((path, "--columns", "年龄", "--generalize", "年龄=month"), "use year"),
        ((path, "--columns", "年龄", "--generalize", "性别=year"), "none of the columns"),
        ((path, "--columns", "年龄", "--table", "x"), "no table is called 'x'"),
        ((tmp_path / "none", "--columns", "x"), "No such file"),
        (("s3://bucket/x", "--columns", "x"), "no URL"),
    ]
    for arguments, said in cases:
        done = run(*arguments)
        assert done.exit_code == 2, said
        assert said in done.stderr
        assert "13800138000" not in done.output
        assert done.stdout == ""


def test_half_a_table_is_no_answer(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("性别,年龄,备注\n男,31,x\n".encode() * 20 + "男,31,".encode() + b"\xff\xfe\xfa\n")
    done = run(path, "--columns", "性别,年龄")
    assert done.exit_code == 2
    assert "not read in full" in done.stderr
    assert done.stdout == ""
