"""Invariant 6: no error, repr, log line, pickle, cache file or report holds a raw value.

Planted values of every type go through every path; nothing that comes out beside the masked text may
hold one of them, neither as it was typed nor as its bare digits and letters.
"""

from __future__ import annotations

import copy
import json
import logging
import os
import pickle
import subprocess
import sys
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from reachable import reachable
from strategies import SEED

from piiguard import Guard, KeyringError, Pattern, PiiguardError, Policy, PolicyError, Recognizer, RecordError, SpecError, score
from piiguard.cli._blocks import BlockMasker
from piiguard.keyring import Keyring
from piiguard.recognizers import BUILTIN
from piiguard.testing import Values, full_width, grouped, spoken, zero_width

KEY = "c0ffee" * 10 + "beef"


GUARD = Guard()


def plant() -> list[tuple[str, str]]:
    """(label, value) for every type in every surface, those that are found in a text and under a key."""
    draw = Values(f"{SEED}-canary")
    planted = []
    for recognizer in BUILTIN:
        for surface in (str, str, full_width, zero_width, lambda value: grouped(value, (4, 4, 4, 4)), spoken):
            label, value = draw.pick(recognizer.labels), surface(draw.of(recognizer.entity_type))
            if (
                f"{label}：{value}" not in GUARD.mask(f"{label}：{value}，请核对")
                and value not in GUARD.process(value, label).text
            ):
                planted.append((label, value))
    return planted


PLANTED = plant()
TEXT = "\n".join(f"{label}：{value}，请核对" for label, value in PLANTED)
FOUND = {TEXT[finding.start : finding.end] for finding in GUARD.find(TEXT)}
SECRETS = sorted({form for value in FOUND for form in (value, "".join(filter(str.isalnum, value))) if len(form) >= 6})


def assert_clean(output: str | bytes, where: str) -> None:
    """None of the planted values stands in ``output``."""
    text = output.decode("utf-8", "replace") if isinstance(output, bytes) else output
    leaked = [secret for secret in SECRETS if secret in text]
    # The failure itself names lengths only: it is an output, too.
    assert not leaked, f"{where} shows {len(leaked)} planted values, of {[len(secret) for secret in leaked]} characters"


def test_enough_is_planted() -> None:
    types = {finding.entity_type for finding in GUARD.find(TEXT)}
    assert types == {recognizer.entity_type for recognizer in BUILTIN}
    assert len(FOUND) > 60


def results() -> Iterator[tuple[str, object]]:
    """Everything the library hands out besides masked text."""
    strict = Guard(Policy.builtin("strict"))
    for name, guard in (("default", GUARD), ("strict", strict)):
        masked = guard.process(TEXT)
        yield f"{name} findings", guard.find(TEXT)
        yield f"{name} edits", masked.edits
        yield f"{name} Masked", masked
        yield f"{name} text", masked.text
        yield f"{name} explanations", guard.explain(TEXT)
        record = [{label: [value, {"remark": f"{label}：{value}"}]} for label, value in PLANTED]
        record.append({f"{label}：{value}": 1 for label, value in PLANTED})
        done = guard.process_record(record)
        yield f"{name} MaskedRecord", done
        yield f"{name} record edits", done.edits
        yield f"{name} record", done.record
        stream = guard.stream()
        yield f"{name} streamed", stream.feed(TEXT[: len(TEXT) // 2])
        yield f"{name} Stream", stream
        yield f"{name} guard", guard
        yield f"{name} policy", guard.policy


def test_no_result_shows_a_value() -> None:
    for where, result in results():
        for form in (repr, str, ascii):
            assert_clean(form(result), f"{form.__name__} of {where}")


def test_no_pickle_of_findings_and_edits_holds_a_value() -> None:
    masked = GUARD.process(TEXT)
    for name, item in (
        ("findings", GUARD.find(TEXT)),
        ("edits", masked.edits),
        ("explanations", GUARD.explain(TEXT)),
        ("Masked", masked),
    ):
        data = pickle.dumps(item)
        assert_clean(data, f"the pickle of {name}")
        assert pickle.loads(data) == item
        assert copy.deepcopy(item) == item


def test_nothing_is_logged_or_printed(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.DEBUG)
    list(results())
    BlockMasker(GUARD).block(TEXT.encode() + b"\n")
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


def raised(call: Callable[[], object], kind: type[Exception]) -> str:
    """Everything a handler might print of the error that ``call`` raises, or dig out of it."""
    with pytest.raises(kind) as caught:
        call()
    error = caught.value
    return "\n".join((reachable(error), *traceback.format_exception(error)))


def in_depth(value: str, depth: int) -> object:
    """``value`` in more lists than a record may be deep."""
    found: object = value
    for _ in range(depth):
        found = [found]
    return found


def test_record_errors_name_paths_not_values() -> None:
    for label, value in PLANTED[::7]:
        for bad in (
            object(),
            {value},
            frozenset([value]),
            value.encode() + b"\xff",
            (item for item in value),
            in_depth(value, 300),
        ):
            key = f"{label}：{value}"
            record = {label: value, key: OrderedDict({"list": [value, {key: bad}]})}
            assert_clean(
                raised(lambda record=record: GUARD.mask_record(record), RecordError), f"RecordError for {type(bad).__name__}"
            )  # type: ignore[misc]


def _fails(value: str) -> bool:
    raise ValueError(f"cannot check {value}")


def test_a_check_that_raises_does_not_carry_the_value_out() -> None:
    """A user's own check may raise whatever it likes, as ``int(value)`` does with the value in its message."""
    guard = GUARD.with_recognizers(Recognizer("OWN_NO", [Pattern("p", "[0-9]{11,18}", score(0.6, 0.9), check=_fails)]))
    value = Values(1).mobile()
    for call in (guard.find, guard.mask, guard.process, guard.explain, guard.mask_record):
        shown = raised(lambda call=call: call(f"手机{value}"), PiiguardError)  # type: ignore[misc]
        assert value not in shown
    masker = BlockMasker(guard)
    assert value not in masker.block(f"手机{value}\n".encode()).decode()
    assert masker.withheld == 1


def test_policy_and_spec_errors_show_no_scanned_text(tmp_path: Path) -> None:
    """What a guard has scanned is not in what it says later about a policy or a recognizer."""
    GUARD.mask(TEXT)
    path = tmp_path / "policy.toml"
    path.write_text('version = 1\n[entities.CN_MOBIL]\noperator = "mask"\n', encoding="utf-8")
    assert_clean(raised(lambda: Policy.load(path), PolicyError), "PolicyError")
    assert_clean(raised(lambda: Guard(Policy({"version": 1, "default": {"operator": "hash"}})), PolicyError), "PolicyError")
    assert_clean(
        raised(lambda: GUARD.with_recognizers(Recognizer("OWN", [Pattern("p", "\\w+", score(0.5, 0.9))])), SpecError), "SpecError"
    )


@pytest.mark.parametrize(
    "content",
    [
        f'{{"version": 1, "primary": "k1", "keys": {{"k1": "{KEY}00"}}}}',
        f'{{"version": 1, "primary": "k1", "keys": {{"k1": "zz{KEY[2:]}"}}}}',
        f'{{"version": 1, "primary": "{KEY}", "keys": {{"k1": "{KEY}"}}}}',
        f'{{"version": 1, "primary": "k1", "keys": {{"K!{KEY}": "{KEY}", "k1": "{KEY}"}}}}',
        f'{{"version": 1, "primary": "k1", "keys": ["{KEY}"]}}',
        f'{{"version": 2, "primary": "k1", "keys": {{"k1": "{KEY}"}}}}',
        f'{{"version": 1, "primary": "k1", "{KEY}": 1, "keys": {{"k1": "{KEY}"}}}}',
        f'{{"version": 1, "primary": ["{KEY}"], "keys": {{"k1": "{KEY}"}}}}',
        f'{{"version": 1, "primary": "k1", "keys": {{"k1": "{KEY}"}}',
        f'"{KEY}"',
    ],
    ids=["long", "no hex", "primary", "id", "list", "version", "further", "primary list", "cut", "text"],
)
def test_keyring_errors_show_no_key(tmp_path: Path, content: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    assert KEY[2:] not in raised(lambda: Keyring.load(path), KeyringError)


def test_hashes_do_not_hold_the_value() -> None:
    guard = Guard(Policy({"version": 1, "default": {"operator": "hash"}}), Keyring({"k1": bytes(32)}, "k1"))
    assert_clean(guard.mask(TEXT), "the hashed text")


# -- commands, in processes of their own ----------------------------------------------------------


def command(*arguments: str, data: str | bytes = b"") -> subprocess.CompletedProcess[bytes]:
    raw = data.encode() if isinstance(data, str) else data
    return subprocess.run(
        [sys.executable, "-m", "piiguard", *arguments], input=raw, capture_output=True, timeout=120, check=False
    )


def test_filter_shows_no_value_on_either_stream() -> None:
    objects = "\n".join(json.dumps({label: value}, ensure_ascii=False) for label, value in PLANTED)
    for options in ((), ("--json",), ("--policy", "strict"), ("--engine", "re")):
        done = command("filter", *options, data=f"{TEXT}\n{objects}" if options == ("--json",) else TEXT)
        assert done.returncode == 0
        assert_clean(done.stdout, f"filter {options}")
        assert done.stderr == b""


def test_filter_errors_show_no_input(tmp_path: Path) -> None:
    policy = tmp_path / "broken.toml"
    policy.write_text("version = 1\nno such thing", encoding="utf-8")
    for options in (("--policy", str(policy)), ("--no-such",), ("--policy", "nosuch"), ("--keyring", str(tmp_path / "none"))):
        done = command("filter", *options, data=TEXT)
        assert done.returncode == 2
        assert done.stdout == b""
        assert_clean(done.stderr, f"filter {options}")


@pytest.mark.parametrize("options", [(), ("--json",), ("--policy", "strict")], ids=["plain", "json", "strict"])
def test_explain_covers_values_unless_asked(options: tuple[str, ...]) -> None:
    done = command("explain", "-", *options, data=TEXT)
    assert done.returncode == 1
    assert_clean(done.stdout + done.stderr, "explain")
    shown = command("explain", "-", "--show-values", *options, data=TEXT).stdout.decode()
    assert sum(secret in shown for secret in SECRETS) > len(SECRETS) // 3


@pytest.mark.parametrize("kind", ["table", "jsonl", "csv", "sarif", "html"])
def test_scan_reports_show_no_value(tmp_path: Path, kind: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "chat.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "in" / "rows.jsonl").write_text(
        "\n".join(json.dumps({label: value}) for label, value in PLANTED), encoding="utf-8"
    )
    (tmp_path / "in" / "cut.json").write_text(json.dumps([TEXT])[:-2], encoding="utf-8")
    done = command("scan", str(tmp_path / "in"), "--format", kind)
    assert done.returncode in (1, 2), done.stderr.decode()
    assert len(done.stdout) > 200
    assert_clean(done.stdout + done.stderr, f"scan --format {kind}")


def test_a_parquet_report_holds_no_value(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pip install 'piiguard[scan]'")
    (tmp_path / "chat.txt").write_text(TEXT, encoding="utf-8")
    out = tmp_path / "report.parquet"
    done = command("scan", str(tmp_path / "chat.txt"), "-o", str(out))
    assert done.returncode == 1, done.stderr.decode()
    rows = parquet.read_table(out).to_pylist()
    assert len(rows) > 50
    assert_clean(out.read_bytes(), "report.parquet")
    assert_clean(json.dumps(rows, ensure_ascii=False), "the rows of report.parquet")


def test_reports_of_reports_show_no_value(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text(TEXT, encoding="utf-8")
    command("scan", str(tmp_path / "chat.txt"), "-o", str(tmp_path / "a.jsonl"))
    done = command("report", str(tmp_path / "a.jsonl"), "--compare", str(tmp_path / "a.jsonl"), "--format", "html")
    assert done.returncode == 0
    assert_clean(done.stdout + done.stderr, "report --compare")
    refused = command("report", str(tmp_path / "chat.txt"))
    assert refused.returncode == 2
    assert_clean(refused.stdout + refused.stderr, "report of something else")


def test_uniqueness_shows_no_value(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    rows = [f'"{label}","{value}",x' for label, value in PLANTED if '"' not in value]
    table.write_text("label,value,other\n" + "\n".join(rows) + "\n", encoding="utf-8")
    for options in (("--columns", "label,value", "--sensitive", "other"), ("--columns", "none"), ("--columns", "value", "--json")):
        done = command("uniqueness", str(table), *options)
        assert_clean(done.stdout + done.stderr, f"uniqueness {options}")


def test_cached_databases_hold_rules_only() -> None:
    """The cache is keyed and made from the rules; what was scanned leaves no trace there."""
    GUARD.mask(TEXT)
    for path in Path(os.environ["PIIGUARD_CACHE"]).rglob("*"):
        if path.is_file():
            assert_clean(path.read_bytes(), path.name)
            assert_clean(path.name, "a file name")
