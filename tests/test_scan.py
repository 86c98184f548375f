"""piiguard scan: every object has one final status, and no report holds a value."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from piiguard import Guard, Keyring, Policy
from piiguard.cli.scan import command
from piiguard.reports.table import pad, width
from piiguard.scan import ColumnRow, FindingRow, ObjectRow, Summary, inventory, scan
from piiguard.scan.files import open_file
from piiguard.scan.neutral import cell, neutral
from piiguard.testing import Values

ROOT = Path(__file__).resolve().parent.parent


class Kept:
    """A sink that keeps all rows."""

    def __init__(self) -> None:
        self.findings: list[FindingRow] = []
        self.columns: list[ColumnRow] = []
        self.objects: list[ObjectRow] = []

    def begin(self) -> None:
        pass

    def finding(self, row: FindingRow) -> None:
        self.findings.append(row)

    def column(self, row: ColumnRow) -> None:
        self.columns.append(row)

    def object(self, row: ObjectRow) -> None:
        self.objects.append(row)

    def end(self, summary: Summary) -> None:
        assert sum(summary.statuses.values()) == summary.objects == len(self.objects)


def kept(*paths: Path | str, guard: Guard | None = None) -> tuple[Kept, Summary]:
    sink = Kept()
    return sink, scan(paths, guard=guard, sink=sink)


def status(sink: Kept) -> dict[str, tuple[str, str]]:
    return {os.path.basename(row.uri): (row.status, row.reason) for row in sink.objects}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def rows(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def values() -> Values:
    return Values(5)


@pytest.fixture
def estate(tmp_path: Path, values: Values) -> tuple[Path, list[str]]:
    """A folder with a file of each format and what else lies in folders; and the values planted in it."""
    root = tmp_path / "estate"
    (root / "deep" / "er").mkdir(parents=True)
    phone, card, policy, mail = values.mobile(), values.id_card(), values.policy_number("picc"), values.email()
    (root / "chat.jsonl").write_text(
        json.dumps({"text": f"我的手机{phone}", "idNo": card}) + "\n" + f"oops {phone}\n" + '{"a": 1}\n{"a": 2}\n'
    )
    (root / "claims.csv").write_bytes(f'姓名,保单号,备注\r\n张三,{policy},"电话\n{phone}"\r\n'.encode("gb18030"))
    (root / "doc.json").write_text(json.dumps({"客户": {"手机号": int(phone), "邮箱": [mail]}}, indent=1))
    (root / "deep" / "er" / "big5.txt").write_bytes(f"客戶的連絡電話：{phone}，謝謝您\n".encode("big5"))
    (root / "wide.txt").write_bytes(f"身份证 {card}\r\n".encode("utf-16"))
    (root / "clean.log").write_text("INFO 订单 1 完成\n" * 50)
    (root / "empty").touch()
    return root, [phone, card, policy, mail]


# -- statuses ---------------------------------------------------------------------------------


def test_all_formats_are_found(estate: tuple[Path, list[str]]) -> None:
    root, _ = estate
    sink, summary = kept(root)
    assert summary.statuses == {"scanned": 7}
    assert summary.exit_status == 1
    found = {os.path.basename(row.uri): dict(row.findings) for row in sink.objects}
    assert found["chat.jsonl"] == {"CN_MOBILE": 2, "CN_ID_CARD": 1}
    assert found["claims.csv"] == {"PERSON": 1, "CN_POLICY_NUMBER": 1, "CN_MOBILE": 1}
    assert found["doc.json"] == {"CN_MOBILE": 1, "EMAIL_ADDRESS": 1}
    assert found["big5.txt"] == {"CN_MOBILE": 1}
    assert found["wide.txt"] == {"CN_ID_CARD": 1}
    assert found["clean.log"] == found["empty"] == {}
    about = {os.path.basename(row.uri): (row.format, row.charset) for row in sink.objects}
    assert about["claims.csv"] == ("csv", "gb18030")
    assert about["big5.txt"] == ("text", "big5")
    assert about["wide.txt"] == ("text", "utf-16-le")
    assert next(row for row in sink.objects if row.notes).uri.endswith("chat.jsonl")


def test_offsets_locate_the_value_in_its_segment(tmp_path: Path, values: Values) -> None:
    phone = values.mobile()
    (tmp_path / "a.csv").write_text(f"姓名,手机,备注\n张三,1,电话 {phone}\n")
    name, row = kept(tmp_path)[0].findings
    assert (name.start, name.end, name.location["field"]) == (0, 2, "姓名")
    assert (row.start, row.end) == (3, 14)
    assert row.location == {"row": 2, "column": 3, "line": 2, "field": "备注"}
    assert row.level in ("C1", "C2", "C3")


def test_clean_is_clean(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("今天天气不错\n")
    assert kept(tmp_path)[1].exit_status == 0
    (tmp_path / "none").mkdir()
    assert kept(tmp_path / "none")[1].exit_status == 0


def test_what_is_no_file_or_cannot_be_read_is_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ok.txt").write_text("好\n")
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "program.bin").write_bytes(b"\x7fELF" + bytes(99))
    (tmp_path / "cut.txt").write_bytes("手机号码".encode("utf-16")[:-1])
    (tmp_path / "mixed.log").write_bytes("手机\n".encode() * 99 + b"\xff\n")
    (tmp_path / "quote.csv").write_text('a,b,c\n1,2,3\n4,5,"6\n')
    (tmp_path / "locked").mkdir()
    server = socket.socket(socket.AF_UNIX)
    monkeypatch.chdir(tmp_path)
    server.bind("socket")
    real = os.scandir

    def scandir(path: str) -> Any:
        if isinstance(path, str) and os.path.basename(path) == "locked":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    sink, summary = kept(tmp_path, tmp_path / "missing")
    server.close()
    found = status(sink)
    assert found["ok.txt"] == ("scanned", "")
    assert found["fifo"] == ("skipped", "not a file: FIFO")
    assert found["socket"] == ("skipped", "not a file: socket")
    assert found["dangling"] == ("error", "link to what does not exist")
    assert found["self"] == ("error", "link that leads to itself")
    assert found["program.bin"] == ("skipped", "not supported: executable")
    assert found["cut.txt"][0] == found["mixed.log"][0] == found["quote.csv"][0] == "partial"
    assert found["locked"] == ("error", "folder not listed: Permission denied")
    assert found["missing"] == ("error", "No such file or directory")
    assert summary.unread == 10
    assert summary.exit_status == 2


def test_a_failing_listing_keeps_what_it_had(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("好")

    class Broken:
        def __init__(self, path: str) -> None:
            self._inner = real(path)

        def __enter__(self) -> "Broken":
            return self

        def __exit__(self, *_: object) -> None:
            self._inner.close()

        def __iter__(self) -> Iterator[os.DirEntry[str]]:
            yield from self._inner
            raise OSError(5, "Input/output error")

    real = os.scandir
    monkeypatch.setattr(os, "scandir", Broken)
    found = status(kept(tmp_path)[0])
    assert found["a.txt"] == ("scanned", "")
    assert ("error", "folder not listed: Input/output error") in found.values()


def test_links_and_loops(tmp_path: Path, values: Values) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    (inside / "sub").mkdir(parents=True)
    outside.mkdir()
    (inside / "sub" / "real.txt").write_text(f"手机{values.mobile()}\n")
    (outside / "far.txt").write_text(f"手机{values.mobile()}\n")
    (inside / "sub" / "up").symlink_to("..")
    (inside / "again.txt").symlink_to("sub/real.txt")
    (inside / "away").symlink_to(outside)
    os.link(inside / "sub" / "real.txt", inside / "hard.txt")
    sink, summary = kept(inside)
    found = status(sink)
    assert found["up"] == found["again.txt"] == ("skipped", "link to what is listed under its own name")
    assert found["real.txt"] == found["hard.txt"] == found["far.txt"] == ("scanned", "")
    assert summary.findings == {"CN_MOBILE": 3}
    assert summary.exit_status == 1, "links to what is listed leave nothing unread"


def test_targets_given_twice(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text("好")
    items = inventory.take([tmp_path, tmp_path / "a", tmp_path / "a" / "x.txt"])
    assert [item.uri for item in items] == [str(tmp_path / "a" / "x.txt")]


@pytest.mark.parametrize(("lines", "reads_left"), [(1, 0), (100_000, 3)])
def test_read_errors_are_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: int, reads_left: int) -> None:
    (tmp_path / "a.txt").write_text("好\n" * lines)
    (tmp_path / "b.txt").write_text("好\n")

    class Failing(io.FileIO):
        """A disk that fails after the beginning was read."""

        reads = 0

        def read(self, size: int | None = -1) -> bytes:
            self.reads += 1
            if self.reads > reads_left:
                raise OSError(5, "Input/output error")
            return super().read(size)

    def opened(path: str) -> Any:
        return Failing(path) if path.endswith("a.txt") else open_file(path)

    monkeypatch.setattr("piiguard.sources.local.open_file", opened)
    sink, summary = kept(tmp_path)
    assert status(sink) == {"a.txt": ("error", "Input/output error"), "b.txt": ("scanned", "")}
    assert summary.exit_status == 2


def test_permission_denied_is_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret.txt").write_text("好")

    real = os.open

    def refuse(path: str, *given: Any, **named: Any) -> int:
        if str(path).endswith("secret.txt"):
            raise PermissionError(13, "Permission denied", path)
        return real(path, *given, **named)

    monkeypatch.setattr(os, "open", refuse)
    assert status(kept(tmp_path)[0]) == {"secret.txt": ("error", "Permission denied")}


def test_a_file_that_becomes_a_fifo_does_not_hang(tmp_path: Path) -> None:
    path = tmp_path / "was.txt"
    os.mkfifo(path)
    start = time.monotonic()
    with pytest.raises(OSError, match="no longer a file"):
        open_file(str(path))
    assert time.monotonic() - start < 5


def test_a_file_that_grows_meanwhile_is_partial(tmp_path: Path) -> None:
    path = tmp_path / "live.log"
    path.write_text("一行\n")

    guard = Guard()

    class Engine:
        """An engine during whose work the file is written to, every time it is read."""

        def lines(self, text: str) -> Any:
            if "一行" in text:
                with open(path, "a") as more:
                    more.write("又一行\n")
            return guard._engine.lines(text)

    class Wrapped:
        _engine = Engine()

        def __getattr__(self, name: str) -> Any:
            return getattr(guard, name)

    sink = Kept()
    scan([path], guard=Wrapped(), sink=sink)  # type: ignore[arg-type]
    assert status(sink) == {"live.log": ("partial", "it changed while it was read")}
    assert path.read_text().count("又") == 2, "it is read once more before it is called so"


def test_a_failing_guard_is_never_clean(tmp_path: Path, values: Values) -> None:
    path = tmp_path / "a.txt"
    phone = values.mobile()
    path.write_text(f"好\n{phone}\n好\n")
    guard = Guard()

    class Failing:
        def __getattr__(self, name: str) -> Any:
            return getattr(guard, name)

        def _line_seen(self, line: str, token: Any) -> Any:
            if phone in line:
                raise RuntimeError(line)
            return guard._line_seen(line, token)

    sink = Kept()
    summary = scan([path], guard=Failing(), sink=sink)  # type: ignore[arg-type]
    assert status(sink) == {"a.txt": ("partial", "places that could not be searched: 1")}
    assert summary.exit_status == 2


# -- reports ----------------------------------------------------------------------------------


def test_jsonl(estate: tuple[Path, list[str]]) -> None:
    root, _ = estate
    result = run(root, "--format", "jsonl")
    assert result.exit_code == 1
    out = rows(result.stdout)
    assert [row["row"] for row in out].count("object") == 7
    assert out[-1]["row"] == "summary"
    assert out[-1]["objects"] == 7 == out[-1]["scanned"]
    needed = {"uri", "location", "entity_type", "score", "start", "end", "level", "masked"}
    findings = [row for row in out if row["row"] == "finding"]
    assert len(findings) == out[-1]["findings"] == 10
    assert all(needed <= row.keys() and isinstance(row["location"], dict) for row in findings)
    assert not any("fingerprint" in row for row in findings)


def test_fingerprint_with_a_key(tmp_path: Path, values: Values) -> None:
    phone = values.mobile()
    (tmp_path / "a.txt").write_text(f"手机{phone}\n")
    (tmp_path / "b.txt").write_text(f"手机 {phone[:3]}-{phone[3:7]}-{phone[7:]}\n")
    Keyring.generate().save(tmp_path / "keys.json")
    Keyring.generate().save(tmp_path / "other.json")

    def prints(ring: str) -> set[str]:
        result = run(tmp_path / "a.txt", tmp_path / "b.txt", "--format", "jsonl", "--keyring", tmp_path / ring)
        return {row["fingerprint"] for row in rows(result.stdout) if row["row"] == "finding"}

    assert len(prints("keys.json")) == 1, "however it is typed"
    assert prints("keys.json") != prints("other.json")


@pytest.mark.parametrize("kind", ["table", "jsonl", "csv"])
@pytest.mark.parametrize("policy", ["default", "display", "strict", "keep"])
def test_no_value_in_any_report(estate: tuple[Path, list[str]], tmp_path: Path, kind: str, policy: str) -> None:
    """The canary: names of files, keys and columns included; also under a policy that keeps values."""
    root, planted = estate
    phone = planted[0]
    (root / f"客户{phone}.txt").write_text("x")
    (root / "keys.json").write_text(json.dumps({phone: {"手机": phone}}))
    (root / "columns.csv").write_text(f"a,{phone},c\n1,2,{phone}\n3,4,5\n")
    (root / "broken.json").write_text('{"a": "' + phone)
    keep = tmp_path / "keep.toml"
    keep.write_text('version = 1\nname = "keep"\n[default]\noperator = "keep"\n')
    out = tmp_path / "report"
    for arguments in ((root,), (root, "-o", out)):
        result = run(*arguments, "--format", kind, "--policy", keep if policy == "keep" else policy)
        assert result.exit_code == 2  # broken.json
        text = result.stdout + result.stderr + (out.read_text() if out.exists() else "")
        assert text
        for value in planted:
            assert value not in text


def test_hostile_file_names(tmp_path: Path, values: Values) -> None:
    names = ["=cmd|'calc'!A0.txt", "a\x1b[2Jb.txt", "new\nline.txt", "\u202etxt.exe", "-rf", "a,b\"c.txt", " @x"]
    for name in names:
        (tmp_path / name).write_text(f"手机{values.mobile()}\n")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.txt")).write_text("x")
    for kind in ("table", "jsonl", "csv"):
        text = run(tmp_path, "--format", kind).stdout
        assert "\x1b" not in text
        assert "\u202e" not in text
        text.encode("utf-8")
    out = list(csv.DictReader(io.StringIO(run(tmp_path, "--format", "csv").stdout)))
    assert len(out) == 15
    assert not any(value.lstrip(" ").startswith(tuple("=+-@")) for row in out for value in row.values())
    os.chdir(tmp_path)
    flat = list(csv.DictReader(io.StringIO(run("--format", "csv", "--", *sorted(names)).stdout)))
    assert {row["uri"] for row in flat if row["uri"].startswith("'")} == {f"'{n}" for n in names if n.strip()[0] in "=-@"}


def test_neutral_and_cell() -> None:
    assert neutral("a\x1b\u202e\udcff\u2028b\x9b好 c") == "a\\x1b\\u202e\\xff\\u2028b\\x9b好 c"
    assert [cell(text) for text in ("=1", " +1", "a=1", "＝1", "", "-")] == ["'=1", "' +1", "a=1", "'＝1", "", "'-"]
    assert width("手机a") == 5
    assert pad("手机", 6) == "手机  "


def test_table_for_people(estate: tuple[Path, list[str]]) -> None:
    root, _ = estate
    (root / "x.bin").write_bytes(bytes(range(256)))
    result = run(root)
    assert result.exit_code == 2
    assert "\x1b" not in result.stdout
    assert "chat.jsonl  jsonl utf-8  3: CN_MOBILE 2, CN_ID_CARD 1" in result.stdout
    assert "x.bin: not supported: binary data" in result.stdout
    assert "8 objects" in result.stdout
    assert "1 object not read in full, so this is not the whole picture" in result.stdout


def test_table_says_when_it_does_not_list_everything(tmp_path: Path, values: Values) -> None:
    for number in range(70):
        (tmp_path / f"{number:03}.bin").write_bytes(b"\x7fELF" + bytes(9))
        (tmp_path / f"{number:03}.txt").write_text(f"手机{values.mobile()}\n")
    text = run(tmp_path).stdout
    assert "… and 50 more objects" in text
    assert "… and 20 more" in text
    assert "70  skipped: not supported: executable" in text


def test_report_file(estate: tuple[Path, list[str]], tmp_path: Path) -> None:
    root, _ = estate
    report = root / "report.jsonl"  # inside what is scanned, and there before
    report.write_text("old\n")
    result = run(root, "-o", report)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert rows(report.read_text())[-1]["row"] == "summary"
    assert [name for name in os.listdir(root) if name.startswith(".piiguard")] == []
    listed = [row["uri"] for row in rows(report.read_text()) if row["row"] == "object"]
    assert not any(".tmp" in uri for uri in listed)
    csv_report = tmp_path / "r.csv"
    run(root, "-o", csv_report)
    assert csv_report.read_bytes().startswith(b"\xef\xbb\xbfrow,uri")


def test_a_report_that_cannot_be_written(estate: tuple[Path, list[str]], tmp_path: Path) -> None:
    result = run(estate[0], "-o", tmp_path / "no" / "folder.jsonl")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs on this system")
def test_a_report_never_takes_the_place_of_a_device(estate: tuple[Path, list[str]], tmp_path: Path) -> None:
    """A report is renamed into its place: over /dev/null that would break the machine."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    result = run(estate[0], "-o", pipe, "--format", "jsonl")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert pipe.is_fifo()


def test_full_disk_leaves_no_half_report(
    estate: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("piiguard.reports.sink.FileSink.write", full)
    result = run(estate[0], "-o", tmp_path / "r.jsonl")
    assert result.exit_code == 2
    assert "No space left" in result.stderr
    assert os.listdir(tmp_path) == ["estate"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "parquet"], "needs a file"),
        (["--format", "xml"], "no format 'xml'"),
        (["--policy", "defualt"], "defualt"),
        (["--keyring", "missing.json"], "missing.json"),
        (["gopher://host/x"], "no source for gopher://"),
    ],
)
def test_refusals(tmp_path: Path, arguments: list[str], said: str) -> None:
    result = run(tmp_path, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


# -- as a process -----------------------------------------------------------------------------


def process(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "piiguard", "scan", *map(str, arguments)], cwd=ROOT, capture_output=True, **options
    )


def test_transcript(estate: tuple[Path, list[str]]) -> None:
    root, planted = estate
    done = process(root / "clean.log")
    assert (done.returncode, done.stderr) == (0, b"")
    assert "nothing found" in done.stdout.decode()
    done = process(root, "--format", "jsonl")
    assert (done.returncode, done.stderr) == (1, b"")
    assert rows(done.stdout.decode())[-1]["exit"] == 1
    done = process(root, root / "missing")
    assert (done.returncode, done.stderr) == (2, b"")
    assert not any(value.encode() in done.stdout for value in planted)


def test_any_locale(estate: tuple[Path, list[str]]) -> None:
    for encoding in ("ascii", "gbk", "latin-1"):
        done = process(estate[0], env={**os.environ, "PYTHONIOENCODING": encoding})
        assert (done.returncode, done.stderr) == (1, b"")
        done.stdout.decode(encoding)


def test_a_reader_that_leaves(estate: tuple[Path, list[str]]) -> None:
    """``scan | head -1``: no traceback, and not the status of a clean scan."""
    root, _ = estate
    (root / "many.txt").write_text("手机号 13912345678\n" * 20_000)
    with subprocess.Popen(
        [sys.executable, "-m", "piiguard", "scan", str(root), "--format", "jsonl"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.readline()
        child.stdout.close()
        error = child.stderr.read()
        assert child.wait() == 2
    assert error == b""


def test_terminated_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "big.txt"
    source.write_text("今天天气不错，我们去公园玩吧。\n" * 8_000_000)
    report = tmp_path / "out" / "r.jsonl"
    report.parent.mkdir()
    (tmp_path / "tmp").mkdir()
    env = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    command = [sys.executable, "-m", "piiguard", "scan", str(source), "-o", str(report)]
    with subprocess.Popen(command, cwd=ROOT, env=env) as child:
        deadline = time.monotonic() + 30
        while not os.listdir(tmp_path / "tmp") and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.2)
        child.send_signal(signal.SIGTERM)
        assert child.wait(20) == 143
    assert os.listdir(report.parent) == os.listdir(tmp_path / "tmp") == []


def test_policy_from_python(tmp_path: Path, values: Values) -> None:
    (tmp_path / "a.txt").write_text(f"手机{values.mobile()}\n")
    (row,) = kept(tmp_path, guard=Guard(policy=Policy.builtin("strict")))[0].findings
    assert row.masked == "〔CN_MOBILE〕"


def test_no_ignore_reads_what_ignore_files_leave_out(tmp_path: Path) -> None:
    """Whoever can write into a share can leave a file there that hides the others."""
    (tmp_path / ".piiguardignore").write_text("hidden/\n")
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "a.txt").write_text(f"手机{Values(9).mobile()}\n")
    minded = run(tmp_path, "--format", "jsonl", "--workers", "0", "--quiet")
    assert minded.exit_code == 0
    assert "ignored by" in minded.output
    every = run(tmp_path, "--format", "jsonl", "--workers", "0", "--quiet", "--no-ignore")
    assert every.exit_code == 1
    assert "ignored by" not in every.output


def test_memory_of_a_worker_is_what_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text("ok\n")
    seen: list[int | None] = []

    def watched(*arguments: Any, **options: Any) -> Any:
        seen.append(options["memory"])
        return scan(*arguments, **options)

    monkeypatch.setattr("piiguard.cli.scan.scan", watched)
    assert run(tmp_path, "--workers", "1", "--memory", "256").exit_code == 0
    assert run(tmp_path, "--workers", "0").exit_code == 0
    assert run(tmp_path, "--memory", "10").exit_code == 2, "a worker does not fit into ten megabytes"
    assert seen == [256 << 20, None]
