"""Runs of a scan: workers, ledgers that are taken up again, units of one object, what is taken over."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from piiguard.formats import Limits
from piiguard.guard import Guard
from piiguard.policy import Policy
from piiguard.scan import ColumnRow, FindingRow, ObjectRow, Summary, scan
from piiguard.scan.ledger import Ledger, LedgerError
from piiguard.scan.replay import replay
from piiguard.testing import Values

ROOT = Path(__file__).resolve().parent.parent
KILLS = int(os.environ.get("PIIGUARD_KILLS", "4"))  # make soak: 200


class Kept:
    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def begin(self) -> None:
        self.rows.clear()

    def finding(self, row: FindingRow) -> None:
        self.rows.append(row.as_dict())

    def column(self, row: ColumnRow) -> None:
        self.rows.append(row.as_dict())

    def object(self, row: ObjectRow) -> None:
        self.rows.append(row.as_dict())

    def end(self, summary: Summary) -> None:
        self.rows.append(summary.as_dict())


def rows(*targets: Path, **options: Any) -> list[dict[str, Any]]:
    sink = Kept()
    scan(targets, sink=sink, **options)
    return sink.rows


def told(state: Path) -> list[dict[str, Any]]:
    """What a ledger says."""
    sink = Kept()
    with Ledger(str(state), write=False) as ledger:
        replay(ledger, sink)
    return sink.rows


def plant(folder: Path, seed: int, files: int = 30) -> None:
    values, draw = Values(seed), random.Random(seed)
    for number in range(files):
        at = folder / f"d{number % 5}" / f"f{number}"
        at.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"客户来电，手机{values.mobile()}，请回复" if draw.random() < 0.3 else "今天天气不错" for _ in range(200)]
        if number % 3 == 0:
            at.with_suffix(".log").write_text("\n".join(lines))
        elif number % 3 == 1:
            records = [{"id": at_, "手机号": values.mobile(), "备注": line} for at_, line in enumerate(lines)]
            at.with_suffix(".jsonl").write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records))
        else:
            cells = [f"{at_},{values.mobile()},{line}" for at_, line in enumerate(lines)]
            at.with_suffix(".csv").write_text("编号,手机号,备注\n" + "\n".join(cells) + "\n")


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("estate")
    plant(folder, 5)
    return folder


@pytest.fixture(scope="module")
def whole(estate: Path) -> list[dict[str, Any]]:
    return rows(estate)


def test_workers_give_the_same_rows(estate: Path, whole: list[dict[str, Any]]) -> None:
    assert rows(estate, workers=2) == whole
    assert rows(estate, workers=3) == whole
    assert sum(row["row"] == "finding" for row in whole) > 1000


def test_a_ledger_is_taken_over(estate: Path, whole: list[dict[str, Any]], tmp_path: Path) -> None:
    state = tmp_path / "state"
    assert rows(estate, state=state) == whole
    assert state.stat().st_mode & 0o777 == 0o600

    class Blind(Guard):
        """A guard that must not be asked for any text but names."""

        __slots__ = ()

        def _line_seen(self, line: str, token: Any, settled: Any = None) -> Any:
            raise AssertionError

    assert rows(estate, state=state, guard=Blind()) == whole, "nothing is read again"
    again = rows(estate, state=state, guard=Blind(), full=True)
    assert {row["status"] for row in again if row["row"] == "object"} == {"partial"}, "all is read again"


def test_what_changed_is_read_again(tmp_path: Path) -> None:
    folder, state, values = tmp_path / "in", tmp_path / "state", Values(8)
    plant(folder, 6, 6)
    before = rows(folder, state=state)
    changed = sorted(folder.rglob("*.log"))[0]
    changed.write_text(f"手机{values.mobile()}\n")
    sorted(folder.rglob("*.csv"))[0].unlink()
    (folder / "new.txt").write_text(f"邮箱 {values.email()}\n")
    after = rows(folder, state=state)
    assert after == rows(folder)
    assert before != after
    strict = Guard(policy=Policy.builtin("strict"))
    assert rows(folder, state=state, guard=strict) == rows(folder, guard=strict), "another policy reads all again"


def test_one_scan_at_a_time(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with Ledger(str(state)), pytest.raises(LedgerError, match="another scan"):
        Ledger(str(state))
    (tmp_path / "other.db").write_bytes(b"not a database, but long enough to be looked at as one" * 40)
    with pytest.raises(LedgerError, match="no ledger"):
        Ledger(str(tmp_path / "other.db"))


@pytest.mark.parametrize("workers", [0, 2])
def test_a_long_text_is_cut(tmp_path: Path, workers: int) -> None:
    values = Values(9)
    text = tmp_path / "long.log"
    lines = [f"第{at}行 手机{values.mobile()} 完" if at % 7 == 0 else f"第{at}行" for at in range(20_000)]
    text.write_text("\n".join(lines), "gb18030")
    records = tmp_path / "long.jsonl"
    records.write_text("".join(json.dumps({"手机号": values.mobile(), "x": "今天"}, ensure_ascii=False) + "\n" for _ in range(8000)))
    whole = rows(tmp_path)
    cut = rows(tmp_path, split=(20_000, 1000), workers=workers, state=tmp_path.parent / f"cut-state-{workers}")
    assert cut == whole
    with Ledger(str(tmp_path.parent / f"cut-state-{workers}"), write=False) as ledger:
        assert ledger.execute("SELECT count(*) FROM units").fetchone()[0] > 20


def test_kill_anywhere(tmp_path: Path) -> None:
    """The whole process group is killed at random times until a run ends: its report is that of one run."""
    folder, state = tmp_path / "in", tmp_path / "state"
    plant(folder, 7, 60)
    code = "import sys; from piiguard.scan import scan; scan([sys.argv[1]], state=sys.argv[2], workers=2, split=(8000, 50))"
    one = rows(folder, split=(8000, 50))
    draw = random.Random(KILLS)
    killed = 0
    took = 1.5
    for _ in range(KILLS):
        start = time.monotonic()
        child = subprocess.Popen([sys.executable, "-c", code, str(folder), str(state)], cwd=ROOT, start_new_session=True)
        try:
            child.wait(draw.uniform(0.05, took))
            took = max(0.3, time.monotonic() - start)
            assert told(state) == one, f"after {killed} kills"
            state.unlink()  # it got through: begin again, and kill sooner
            for ending in ("-wal", "-shm"):
                Path(f"{state}{ending}").unlink(missing_ok=True)
        except subprocess.TimeoutExpired:
            killed += 1
        finally:
            try:
                os.killpg(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            child.wait()
    assert killed
    assert rows(folder, state=state, workers=2, split=(8000, 50)) == one


def test_finished_units_are_not_read_again(tmp_path: Path) -> None:
    folder, state = tmp_path / "in", tmp_path / "state"
    plant(folder, 11, 12)
    stop = Guard()
    asked: list[str] = []

    class Stopping(Guard):
        """Ends the scan in the middle, as a signal would."""

        __slots__ = ()

        def _line_seen(self, line: str, token: Any, settled: Any = None) -> Any:
            asked.append(line)
            if len(asked) > 600:
                raise KeyboardInterrupt
            return super()._line_seen(line, token)

    with pytest.raises(KeyboardInterrupt):
        scan([folder], state=state, guard=Stopping())
    with Ledger(str(state)) as ledger:
        done = ledger.execute("SELECT count(*) FROM units WHERE done").fetchone()[0]
        there = ledger.execute("SELECT count(*) FROM units").fetchone()[0]
    assert 0 < done < there
    first = list(asked)

    class Counting(Guard):
        __slots__ = ()

        def _line_seen(self, line: str, token: Any, settled: Any = None) -> Any:
            asked.append(line)
            return super()._line_seen(line, token)

    asked.clear()
    assert rows(folder, state=state, guard=Counting()) == rows(folder, guard=stop)
    assert 0 < len(set(first) & set(asked)) < len(set(first)) / 2, "of the first run's lines only the unit it was in"


# -- workers that fail -------------------------------------------------------------------------


class Nasty(Guard):
    """A guard that does what a parser of a hostile file may do, in a worker."""

    __slots__ = ()

    def _line_seen(self, line: str, token: Any, settled: Any = None) -> Any:
        if "死亡" in line:
            os.kill(os.getpid(), signal.SIGKILL)
        if "停住" in line:
            time.sleep(60)
        if "膨胀" in line:
            held = [bytearray(1 << 20) for _ in range(4000)]
            return held
        return super()._line_seen(line, token)


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="this system does not say how much a process asked for")
def test_a_workers_memory_is_counted_from_what_came_with_the_fork() -> None:
    """A program that scans may have asked for much itself, as pyarrow's allocator does."""
    program = """
import mmap
from piiguard.scan.pool import _confine
with mmap.mmap(-1, 2 << 30, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS):
    _confine(64 << 20)
    bytearray(70 << 20)
    try:
        bytearray(700 << 20)
    except MemoryError:
        print("refused")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "refused\n"


@pytest.mark.parametrize(("word", "reason"), [("死亡", "the process that read it died"), ("停住", "made no progress"), ("膨胀", "memory")])
def test_a_worker_that_fails_costs_its_unit_only(tmp_path: Path, word: str, reason: str) -> None:
    values = Values(3)
    for number in range(12):
        (tmp_path / f"{number:02}.txt").write_text(f"手机{values.mobile()}\n")
    (tmp_path / "05.txt").write_text(f"手机{values.mobile()} {word}\n")
    limits = Limits(seconds=2.0)
    found = [row for row in rows(tmp_path, guard=Nasty(), workers=2, limits=limits, memory=300 << 20) if row["row"] == "object"]
    bad = [row for row in found if row["status"] != "scanned"]
    assert len(found) == 12
    assert [os.path.basename(row["uri"]) for row in bad] == ["05.txt"]
    assert bad[0]["status"] in ("error", "partial")
    assert reason in bad[0]["reason"] or "places that could not be searched" in bad[0]["reason"]


def test_hostile_names_and_output_of_workers(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "=cmd|' \x1b[31m\n.txt").write_text("好")
    os.write(os.open(os.fsencode(tmp_path) + b"/\xff\xfe.txt", os.O_CREAT | os.O_WRONLY, 0o600), b"ok\n")
    found = [row for row in rows(tmp_path, workers=1) if row["row"] == "object"]
    assert sorted(os.path.basename(row["uri"]) for row in found) == ["=cmd|' \\x1b[31m\\x0a.txt", "\\xff\\xfe.txt"]
    assert capfd.readouterr() == ("", "")


# -- tables ------------------------------------------------------------------------------------


def test_columns_are_described(tmp_path: Path) -> None:
    values = Values(4)
    lines = ["编号,c2,备注,空"]
    numbers = [values.mobile() for _ in range(500)]
    lines += [f"{at},{numbers[at]},今天,{'x' if at % 10 == 0 else ''}" for at in range(500)]
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    columns = [row for row in rows(tmp_path) if row["row"] == "column"]
    assert [(row["name"], row["rows"], row["nulls"], row["verdict"]) for row in columns] == [
        ("编号", 500, 0, ""), ("c2", 500, 0, "CN_MOBILE"), ("备注", 500, 0, ""), ("空", 500, 450, ""),
    ]  # fmt: skip
    share = columns[1]["types"][0]
    assert share["matches"] == 500
    assert share["low"] > 0.99
    assert share["high"] == 1.0
    assert columns[1]["distinct"] == len(set(numbers))
    assert columns[2]["distinct"] == 1


def test_a_column_of_one_type_raises_its_weak_values(tmp_path: Path) -> None:
    """Names without a label: most are seen by themselves, the rest because the column is one of names."""
    values = Values(14)
    ids = [values.id_card() for _ in range(200)]
    broken = ids[150][:17] + ("1" if ids[150][17] != "1" else "2")
    cells = [*ids[:150], broken, *ids[151:]]
    (tmp_path / "t.csv").write_text("a,b,c\n" + "".join(f"{at},{cell},x\n" for at, cell in enumerate(cells)))
    found = [row for row in rows(tmp_path) if row["row"] == "finding" and row["location"]["column"] == 2]
    assert len(found) == 200
    column = next(row for row in rows(tmp_path) if row["row"] == "column" and row["column"] == 2)
    assert column["types"][0]["valid"] == pytest.approx(199 / 200)


def test_a_sample_of_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Random, seeded, the same whoever reads it; said to be one, with intervals that hold the truth."""
    values = Values(17)
    monkeypatch.chdir(tmp_path)  # the draw depends on the address, and one in twenty misses the truth
    table = Path("t.csv")
    cells = [values.mobile() if at % 4 == 0 else "无" for at in range(8000)]
    table.write_text("编号,联系,备注\n" + "".join(f"{at},{cell},x\n" for at, cell in enumerate(cells)))
    once, again = rows(table, sample=(0.1, 7)), rows(table, sample=(0.1, 7), workers=2)
    assert once == again != rows(table, sample=(0.1, 8))
    column = next(row for row in once if row["row"] == "column" and row["column"] == 2)
    assert column["sampled"]
    assert 700 < column["rows"] < 900
    share = column["types"][0]
    assert share["low"] < 0.25 < share["high"]
    assert share["high"] - share["low"] < 0.07
    made = next(row for row in once if row["row"] == "object")
    assert (made["status"], made["reason"]) == ("partial", f"sampled: {column['rows']} of 8000 rows, seed 7")
    for row in once:
        if row["row"] == "finding":
            assert cells[row["location"]["row"] - 2] != "无", "the row's own number"


def test_levels_of_a_record(tmp_path: Path) -> None:
    """A name, a document and a card in one row raise each other; in different rows they do not."""
    values = Values(15)
    name, number, card = "王小明", values.id_card(), values.bank_card()
    (tmp_path / "together.csv").write_text(f"姓名,证件号,银行卡号\n{name},{number},{card}\n" * 1)
    (tmp_path / "apart.csv").write_text(f"姓名,证件号,银行卡号\n{name},,\n,{number},\n,,{card}\n")
    levels: dict[str, dict[str, str]] = {}
    for row in rows(tmp_path):
        if row["row"] == "finding":
            levels.setdefault(os.path.basename(row["uri"]), {})[row["entity_type"]] = row["level"]
    assert set(levels["together.csv"]) >= {"PERSON", "CN_ID_CARD", "CN_BANK_CARD"}
    assert levels["together.csv"]["CN_ID_CARD"] > levels["apart.csv"]["CN_ID_CARD"] == "C2"


def test_batches_find_what_pieces_find(estate: Path) -> None:
    """The quick way through a text finds what the way of the masked copies finds, at the same places."""
    from piiguard.formats import open_document
    from piiguard.scan.search import Search

    search = Search(Guard())
    quick = [row for row in rows(estate) if row["row"] == "finding"]
    slow = []
    for path in sorted(estate.rglob("f*.*")):
        document = open_document(io.BytesIO(path.read_bytes()), path.name, keys=search.keys)
        for segment in document.segments():
            masked = search.process(segment)
            for edit in search.edits(segment, masked):
                slow.append((str(path), json.dumps(segment.locate(edit.start), sort_keys=True), edit.entity_type, edit.start))
    assert sorted((r["uri"], json.dumps(r["location"], sort_keys=True), r["entity_type"], r["start"]) for r in quick) == sorted(slow)
