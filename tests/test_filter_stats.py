"""``piiguard filter --stats`` and ``--mmexternal``, and a signal inside a line: in processes of their own.

What Prometheus reads is read here with Prometheus' own parser.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import SEED, texts

from piiguard import Guard
from piiguard.cli import filter as command
from piiguard.cli._blocks import JSON_MARK, MARK, BlockMasker
from piiguard.cli._mmexternal import Replies
from piiguard.testing import Values

parser = pytest.importorskip("prometheus_client.parser")

FILTER = [sys.executable, "-m", "piiguard", "filter"]
HANG = 120  # seconds after which a test gives up
GUARD = Guard()
DRAW = Values(f"{SEED}-stats")
MOBILE, CARD = DRAW.mobile(), DRAW.id_card("18")
PREFIX = "piiguard_filter_"


def run(data: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*FILTER, *options], input=data, capture_output=True, timeout=HANG, check=False)


def samples(text: str) -> dict[tuple[str, str], float]:
    """(metric without the prefix, entity type or nothing) to its value; every family has a type and a help text."""
    found = {}
    for family in parser.text_string_to_metric_families(text):
        assert family.documentation
        assert family.type == ("gauge" if family.name.endswith("_seconds") else "counter")
        for sample in family.samples:
            key = (sample.name.removeprefix(PREFIX), sample.labels.get("entity_type", ""))
            assert key not in found
            found[key] = sample.value
    return found


def wait_for(ready: Callable[[], object]) -> None:
    end = time.monotonic() + HANG
    while not ready():
        assert time.monotonic() < end
        time.sleep(0.02)


# -- counters -------------------------------------------------------------------------------------

ROWS = [
    f'{{"mobile":{MOBILE},"idNo":"{CARD}","n":"{MOBILE}"}}',
    f"手机{MOBILE}，证件号{CARD}",
    "nothing here",
    "",
]
LONG = "您好，请问这个保险怎么理赔；" * 60_000 + f"手机{MOBILE}，身份证{CARD}"


@pytest.mark.parametrize("options", [(), ("--json",), ("--engine", "re")], ids=" ".join)
@pytest.mark.parametrize("end", ["\n", ""], ids=["ended", "open"])
def test_the_counters_are_what_went_through(tmp_path: Path, options: tuple[str, ...], end: str) -> None:
    """As text, as JSON, and in a line too long for a block; a last line without a line feed is one, too."""
    rows = [*ROWS, *([LONG] if "re" not in options else []), *ROWS[:2]]
    data = ("\n".join(rows) + end).encode()
    path = tmp_path / "access.log.prom"
    done = run(data, *options, "--stats", str(path))
    assert (done.returncode, done.stderr) == (0, b"")
    found = samples(path.read_text("utf-8"))
    assert found["lines_total", ""] == len(rows)
    assert found["read_bytes_total", ""] == len(data)
    assert found["written_bytes_total", ""] == len(done.stdout)
    assert found["findings_total", "CN_ID_CARD"] == sum(row.count(CARD) for row in rows)
    assert found["findings_total", "CN_MOBILE"] == sum(row.count(MOBILE) for row in rows)
    assert found["findings_total", "CN_BANK_CARD"] == 0
    assert found["withheld_lines_total", ""] == found["errors_total", ""] == 0
    assert abs(found["start_time_seconds", ""] - time.time()) < HANG
    assert MOBILE not in path.read_text("utf-8")
    assert 'filter="access"' in path.read_text("utf-8")
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_findings_that_the_policy_keeps_are_counted(tmp_path: Path) -> None:
    policy = tmp_path / "keep.toml"
    policy.write_text('version = 1\n[default]\noperator = "keep"\n', encoding="utf-8")
    for options in ((), ("--json",)):
        done = run(f"{ROWS[0]}\n".encode(), "--policy", str(policy), "--stats", *options)
        assert done.stdout == f"{ROWS[0]}\n".encode()
        assert samples(done.stderr.decode())["findings_total", "CN_MOBILE"] == 2


def test_without_a_file_the_counters_go_to_standard_error() -> None:
    for options in (("--stats",), ("--stats", "--json"), ("--stats=",)):
        done = run(f"手机{MOBILE}\n".encode(), *options)
        assert done.returncode == 0
        assert samples(done.stderr.decode())["lines_total", ""] == 1


def test_a_file_name_with_quotes_is_a_label(tmp_path: Path) -> None:
    path = tmp_path / 'a"b\\c\nd'
    assert run(b"x\n", "--stats", str(path)).returncode == 0
    (first, *_) = parser.text_string_to_metric_families(path.read_text("utf-8"))
    assert first.samples[0].labels == {"filter": 'a"b\\c\nd'}


POISON = "毒丸"
BROKEN = f"""
import sys
import threading
from piiguard.cli.filter import run
from piiguard.engine.hyper import HyperscanEngine

def broken(real):
    def call(self, text):
        if {POISON!r}.encode() in (text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")):
            raise MemoryError(text)
        return real(self, text)
    return call

for name in ("lines", "byte_lines"):
    setattr(HyperscanEngine, name, broken(getattr(HyperscanEngine, name)))
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.parametrize("options", [("--engine", "hyperscan"), ("--engine", "hyperscan", "--json")], ids=["text", "json"])
def test_what_was_withheld_is_counted_and_nothing_twice(tmp_path: Path, options: tuple[str, ...]) -> None:
    """A block that failed is done again line by line: its findings count once."""
    pytest.importorskip("hyperscan")
    path = tmp_path / "x.prom"
    data = f"手机{MOBILE}\n手机{MOBILE}{POISON}\n手机{MOBILE}\n".encode()
    done = subprocess.run(
        [sys.executable, "-c", BROKEN, *options, "--stats", str(path)], input=data, capture_output=True, timeout=HANG, check=False
    )
    assert done.returncode == 2
    found = samples(path.read_text("utf-8"))
    assert (found["lines_total", ""], found["withheld_lines_total", ""], found["findings_total", "CN_MOBILE"]) == (3, 1, 2)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_an_output_that_cannot_be_written_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "x.prom"
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*FILTER, "--stats", str(path)], input=b"x\n", stdout=full, stderr=subprocess.PIPE, timeout=HANG, check=False
        )
    assert done.returncode == 2
    assert samples(path.read_text("utf-8"))["errors_total", ""] == 1


def test_counters_are_written_when_asked_and_now_and_then(tmp_path: Path) -> None:
    """SIGUSR1 neither ends the filter nor costs a line; the interval needs no line to come; what is read is always whole."""
    path = tmp_path / "x.prom"
    with subprocess.Popen([*FILTER, f"--stats={path}", "--stats-every", "3600"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"手机{MOBILE}\n".encode())
        process.stdin.flush()
        assert process.stdout.readline()
        assert samples(path.read_text("utf-8"))["lines_total", ""] == 0
        process.send_signal(signal.SIGUSR1)
        wait_for(lambda: samples(path.read_text("utf-8"))["lines_total", ""] == 1)
        process.stdin.write(b"more\n")
        process.stdin.close()
        assert process.stdout.read() == b"more\n"
        assert process.wait(HANG) == 0
    assert samples(path.read_text("utf-8"))["lines_total", ""] == 2
    with subprocess.Popen([*FILTER, f"--stats={path}", "--stats-every=0.1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        wait_for(lambda: samples(path.read_text("utf-8"))["lines_total", ""] == 0)
        process.stdin.write(b"one\n")
        process.stdin.flush()
        wait_for(lambda: samples(path.read_text("utf-8"))["lines_total", ""] == 1)
        process.terminate()
        assert process.wait(HANG) == 128 + signal.SIGTERM


def test_counters_that_cannot_be_written_later_stop_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "collector"
    folder.mkdir()
    path = folder / "x.prom"
    with subprocess.Popen(
        [*FILTER, f"--stats={path}", "--stats-every=0.1"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        wait_for(path.exists)
        folder.rename(tmp_path / "gone")
        time.sleep(0.5)
        out, errors = process.communicate(b"still here\n", timeout=HANG)
    assert (process.returncode, out) == (0, b"still here\n")
    assert errors == b"piiguard filter: the counters cannot be written: No such file or directory\n"


def test_a_file_of_a_killed_filter_once_kept_the_next_of_its_number_from_starting(tmp_path: Path) -> None:
    """In a container every filter is process 1."""
    path = tmp_path / "x.prom"
    script = 'echo half > "$1.$$.tmp"; shift; exec "$@"'
    command = ["sh", "-c", script, "sh", str(path), *FILTER, "--stats", str(path)]
    done = subprocess.run(command, input=b"x\n", capture_output=True, timeout=HANG, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"x\n", b"")
    assert samples(path.read_text("utf-8"))["lines_total", ""] == 1
    assert os.listdir(tmp_path) == [path.name]


def test_what_is_no_file_of_counters_once_was_replaced(tmp_path: Path) -> None:
    """A device or a pipe by its name, a link to one, and what the filter writes itself; a link to a file is replaced."""
    pipe, link, out = tmp_path / "pipe", tmp_path / "link", tmp_path / "out"
    os.mkfifo(pipe)
    link.symlink_to(pipe)
    refused = b"piiguard filter: the counters cannot be written: "
    for path in (pipe, link, tmp_path):
        done = run(b"x\n", "--stats", str(path))
        assert (done.returncode, done.stdout) == (2, b"")
        assert done.stderr == refused + b"there is something of that name that is no file\n"
    assert (pipe.is_fifo(), link.is_symlink()) == (True, True)
    with out.open("wb") as stream:
        done = subprocess.run([*FILTER, f"--stats={out}"], input=b"x\n", stdout=stream, stderr=subprocess.PIPE, timeout=HANG, check=False)
    assert (done.returncode, out.read_bytes()) == (2, b"")
    assert done.stderr == refused + b"that file is the filter's own input or output\n"
    assert sorted(os.listdir(tmp_path)) == ["link", "out", "pipe"]


def test_a_broken_line_and_its_mark_are_counted_to_the_byte(tmp_path: Path) -> None:
    """JSON too long, and JSON too deep: what stands for them is what was written."""
    path = tmp_path / "x.prom"
    data = f'{{"mobile":{MOBILE}}}\n{"[" * 20_000}{MOBILE}{"]" * 20_000}\n{{"x":"{"x" * (6 << 20)}"}}'.encode()
    done = run(data, "--json", "--stats", str(path))
    assert done.returncode == 2
    assert done.stdout.split(b"\n")[1:] == [JSON_MARK, JSON_MARK]
    found = samples(path.read_text("utf-8"))
    assert (found["lines_total", ""], found["withheld_lines_total", ""], found["findings_total", "CN_MOBILE"]) == (3, 2, 1)
    assert (found["read_bytes_total", ""], found["written_bytes_total", ""]) == (len(data), len(done.stdout))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--stats", "/no/such/folder/x.prom"), "the counters cannot be written: No such file or directory"),
        (("--stats", "--stats-every", "0"), "--stats-every needs a number of seconds from 0.1 to 86400"),
        (("--stats", "--stats-every", "soon"), "--stats-every needs a number of seconds from 0.1 to 86400"),
        (("--stats", "--stats-every=nan"), "--stats-every needs a number of seconds from 0.1 to 86400"),
        (("--stats-every",), "--stats-every needs a value"),
    ],
)
def test_wrong_options_are_refused_before_anything_is_read(options: tuple[str, ...], said: str) -> None:
    done = run(b"x\n", *options)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"piiguard filter: {said}\n"


# -- a signal inside a line -----------------------------------------------------------------------


def test_a_line_that_has_begun_is_waited_for_and_nothing_behind_it() -> None:
    """Its producer is in the middle of writing it; what follows is left for the next reader of the pipe."""
    reader, writer = os.pipe()
    line, rest = f"手机{MOBILE}\n".encode(), b"next line\n"
    with subprocess.Popen(FILTER, stdin=reader, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        os.write(writer, b"ready\n")
        assert process.stdout.readline() == b"ready\n"
        os.write(writer, line[:9])
        wait_for(lambda: not _waiting(reader))
        process.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        os.write(writer, line[9:] + rest)
        out, errors = process.communicate(timeout=HANG)
    assert (process.returncode, out, errors) == (128 + signal.SIGTERM, GUARD.mask(line.decode()).encode(), b"")
    assert os.read(reader, 100) == rest
    os.close(reader)
    os.close(writer)


def _waiting(reader: int) -> bool:
    return bool(select.select([reader], [], [], 0)[0])


def test_a_long_line_that_has_begun_is_waited_for_too() -> None:
    line = LONG.encode() + "，再见\n".encode()
    data = line[:-9]
    with subprocess.Popen(FILTER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        os.set_blocking(process.stdin.fileno(), True)
        got = bytearray()

        writer = threading.Thread(target=lambda: (process.stdin.write(data), process.stdin.flush()))  # type: ignore[union-attr]
        writer.start()
        while len(got) < 1 << 20:
            got += os.read(process.stdout.fileno(), 1 << 16)
        while writer.is_alive():
            got += os.read(process.stdout.fileno(), 1 << 16)
        process.send_signal(signal.SIGTERM)
        process.stdin.write(line[-9:])
        process.stdin.flush()
        out, errors = process.communicate(timeout=HANG)
    assert (process.returncode, errors) == (128 + signal.SIGTERM, b"")
    assert bytes(got) + out == GUARD.mask(line.decode()).encode()


def test_a_line_that_does_not_end_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "x.prom"
    with subprocess.Popen([*FILTER, f"--stats={path}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"ready\n手机{MOBILE}".encode())
        process.stdin.flush()
        assert process.stdout.readline() == b"ready\n"
        process.terminate()
        assert process.wait(HANG) == 128 + signal.SIGTERM
        assert process.stdout.read() == b""
    assert samples(path.read_text("utf-8"))["errors_total", ""] == 1


# -- rsyslog's messages ---------------------------------------------------------------------------


def message(text: str, own: str = "m1", **more: object) -> bytes:
    record = {"msg": text, "rawmsg": f"<13>Nov 22 host crm: {text}", "syslogtag": "crm:", "uuid": None, "$!": {"piiguard_id": own}}
    return json.dumps(record | more, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def answers(data: bytes, *options: str) -> list[dict[str, object]]:
    done = run(data, "--mmexternal", *options)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(rows) == data.count(b"\n")
    assert all(set(row) == {"$!"} and set(row["$!"]) == {"piiguard"} for row in rows)
    return [row["$!"]["piiguard"] for row in rows]


def test_each_message_has_one_answer_with_its_number() -> None:
    """Line feeds and control characters inside are the message's own; nothing of one message is said of another."""
    told = [f" 手机{MOBILE}", f"a\n手机{MOBILE}\n", "", f'"quoted" \t\x01{{}}\\ {CARD}', f'{{"mobile":{MOBILE}}}']
    data = b"".join(message(text, f"m{number}") for number, text in enumerate(told))
    assert answers(data) == [
        {"id": f"m{number}", "msg": "\n".join(map(GUARD.mask, text.split("\n")))} for number, text in enumerate(told)
    ]
    assert answers(data, "--json")[-1]["msg"] == json.dumps(GUARD.mask_record(json.loads(told[-1])), separators=(",", ":"))


def test_a_message_that_cannot_be_read_is_withheld_and_has_no_number() -> None:
    bad = [
        f"手机{MOBILE}\n".encode(), b"{}\n", b"[]\n", b"\n", message(MOBILE, "m1", msg=int(MOBILE)),
        message(MOBILE, "m1", **{"$!": None}), message(MOBILE, "m1", **{"$!": {"piiguard_id": int(MOBILE)}}),
        message(MOBILE, "m1", padding="x" * (6 << 20)),
    ]  # fmt: skip
    done = run(b"".join(bad), "--mmexternal", "--stats")
    rows = [json.loads(line)["$!"]["piiguard"] for line in done.stdout.splitlines()]
    assert rows == [{"id": None, "msg": MARK.decode()}] * len(bad)
    assert done.returncode == 2
    assert MOBILE.encode() not in done.stdout + done.stderr
    text = done.stderr.decode().partition("\n")[2]
    assert samples(text)["withheld_lines_total", ""] == samples(text)["lines_total", ""] == len(bad)


def test_with_json_a_withheld_message_is_json() -> None:
    (bad, good) = answers(b"no message\n" + message(f'{{"mobile":{MOBILE}}}'), "--json")
    assert (bad["id"], json.loads(str(bad["msg"]))) == (None, {"piiguard_withheld": True})
    assert json.loads(str(good["msg"])) == {"mobile": GUARD.mask(f"手机{MOBILE}")[2:]}


def test_what_rsyslog_cannot_hold_becomes_a_mark() -> None:
    """A NUL ends its strings; bytes that are no UTF-8 have no place in JSON. Neither hides a value."""
    (first, second) = answers(message(f"a\0手机{MOBILE}") + message("@").replace(b"@", b"\xff" + f"手机{MOBILE}".encode()))
    stars = GUARD.mask(f"手机{MOBILE}")
    assert (first["msg"], second["msg"]) == (f"a\ufffd{stars}", f"\ufffd{stars}")


@given(st.text(max_size=20) | texts(3))
def test_any_message_is_answered_with_what_the_library_makes_of_it(text: str) -> None:
    replies = Replies(BlockMasker(GUARD))
    line = json.dumps({"msg": text, "$!": {"piiguard_id": "m7"}}).encode() + b"\n"
    out = replies.block(line)
    assert out.count(b"\n") == 1
    clean = text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    got = json.loads(out)["$!"]["piiguard"]
    assert got["id"] == "m7"
    assert got["msg"].count("\n") == clean.count("\n")
    if "\n" not in clean:
        assert got["msg"] == GUARD.mask(clean)


def test_the_usage_names_every_option() -> None:
    for option in ("--stats", "--stats-every", "--mmexternal"):
        assert option in command.USAGE
