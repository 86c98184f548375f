"""piiguard keys and piiguard restore, as they are used; and that no key comes out anywhere."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from piiguard import Keyring
from piiguard.cli._group import main
from piiguard.tokens import sealer

Capture = pytest.CaptureFixture[str]


def call(capsys: Capture, *arguments: str | Path) -> tuple[int, str, str]:
    status = main(list(map(str, arguments)))
    out, errors = capsys.readouterr()
    assert "Traceback" not in out + errors
    assert not re.search("[0-9a-f]{32}", out + errors), "a key was printed"
    return status, out, errors


@pytest.fixture
def file(tmp_path: Path, capsys: Capture) -> Path:
    path = tmp_path / "keys.json"
    assert call(capsys, "keys", "new", path)[0] == 0
    return path


def token(file: Path, value: str = "13912345678", **more: str) -> str:
    return sealer(Keyring.load(file).for_tenant(more.get("tenant", "")), "CN_MOBILE")(value)


def test_a_keyrings_life(capsys: Capture, file: Path, tmp_path: Path) -> None:
    old = token(file)
    text = tmp_path / "text"
    text.write_text(f"电话{old}。\n")
    assert call(capsys, "keys", "add", file)[1].endswith("key k2 added; k1 is primary still\n")
    assert call(capsys, "keys", "rotate", file)[1].endswith("key k2 is primary\n")
    assert call(capsys, "restore", text, "--keyring", file)[:2] == (0, "电话13912345678。\n")
    assert call(capsys, "restore", text, "--keyring", file, "--rekey", "-o", tmp_path / "new")[0] == 0
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o600
    assert call(capsys, "keys", "retire", file, "k1")[0] == 0
    status, out, errors = call(capsys, "restore", text, "--keyring", file)
    assert (status, out) == (2, "")
    assert "line 1: the token at character 2: the key of this id is retired" in errors
    assert call(capsys, "restore", tmp_path / "new", "--keyring", file)[1] == "电话13912345678。\n"
    listed = call(capsys, "keys", "list", file)[1]
    assert re.fullmatch(r"k1 +\S+ +std +retired\nk2 +\S+ +std +primary: makes tokens and restores\n", listed)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".new")] == []


def test_a_file_that_is_there_is_left_alone(capsys: Capture, file: Path) -> None:
    before = file.read_bytes()
    assert call(capsys, "keys", "new", file)[0] == 2
    assert file.read_bytes() == before


def test_the_primary_key_is_not_retired(capsys: Capture, file: Path) -> None:
    status, _, errors = call(capsys, "keys", "retire", file, "k1")
    assert status == 2
    assert "rotate first" in errors
    assert call(capsys, "keys", "retire", file, "k7")[0] == 2


def test_sm(capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "sm.json"
    assert call(capsys, "keys", "new", path, "--suite", "sm")[0] == 0
    assert " sm " in call(capsys, "keys", "list", path)[1]
    assert ":pm1.k1." in token(path)
    assert call(capsys, "keys", "rotate", path)[0] == 0
    assert Keyring.load(path).key("k2").suite == "sm"


def test_a_passphrase(capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sealed.json"
    monkeypatch.setenv("PIIGUARD_PASSPHRASE", "三个词 correct horse")
    assert call(capsys, "keys", "new", path, "--passphrase")[0] == 0
    text = path.read_text()
    assert set(json.loads(text)) == {"version", "kdf", "sealed"}
    assert call(capsys, "keys", "rotate", path)[0] == 0
    assert "sealed" in path.read_text()
    ring = Keyring.load(path, "三个词 correct horse")
    assert ring.primary == "k2"
    made = tmp_path / "text"
    made.write_text(sealer(ring, "PERSON")("王秀英"))
    assert call(capsys, "restore", made, "--keyring", path)[1] == "王秀英"
    monkeypatch.setenv("PIIGUARD_PASSPHRASE", "another")
    status, _, errors = call(capsys, "keys", "list", path)
    assert status == 2
    assert "another passphrase" in errors
    assert "another passphrase" in call(capsys, "restore", made, "--keyring", path)[2]


def test_keys_from_a_variable_and_from_a_command(capsys: Capture, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = tmp_path / "text"
    text.write_text(token(file))
    monkeypatch.setenv("CLAIM_KEYS", file.read_text())
    assert call(capsys, "restore", text, "--keyring", "env:CLAIM_KEYS")[1] == "13912345678"
    printer = f"{sys.executable} -c \"print(open('{file}').read())\""
    assert call(capsys, "restore", text, "--keyring", f"command:{printer}")[1] == "13912345678"
    for where in ("env:NOWHERE", "command:/nowhere/at/all", f"command:{sys.executable} -c 'raise SystemExit(3)'", "command:'"):
        assert call(capsys, "restore", text, "--keyring", where)[0] == 2


def test_tenants(capsys: Capture, file: Path, tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_text(token(file, tenant="agency-7"))
    assert call(capsys, "restore", text, "--keyring", file, "--tenant", "agency-7")[1] == "13912345678"
    status, out, errors = call(capsys, "restore", text, "--keyring", file)
    assert (status, out) == (2, "")
    assert "another tenant" in errors


def test_bytes_stay_and_nothing_is_half_written(capsys: Capture, file: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "in", tmp_path / "out"
    source.write_bytes(b"\xff\xfe ok\r\n" + token(file).encode() + b"\r\n\x00end")
    assert call(capsys, "restore", source, "--keyring", file, "-o", target)[0] == 0
    assert target.read_bytes() == b"\xff\xfe ok\r\n13912345678\r\n\x00end"
    source.write_bytes(b"fine\n" + token(file).encode()[:-9] + b"\n")
    target.write_bytes(b"before")
    assert call(capsys, "restore", source, "--keyring", file, "-o", target)[0] == 2
    assert target.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "keys.json", "out"]


def test_as_a_pipe(file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "piiguard", "restore", "--keyring", str(file)], input=f"电话{token(file)}\n".encode(), capture_output=True,
        check=False, env=dict(os.environ), timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, "电话13912345678\n", b"")


@pytest.mark.parametrize("change", [{"n": 3}, {"n": 1 << 30}, {"name": "pbkdf2"}, {"salt": "zz"}, {"r": True}])
def test_a_sealed_file_with_other_costs_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "sealed"
    Keyring.generate().save(path, "a passphrase")
    data = json.loads(path.read_text())
    data["kdf"].update(change)
    path.write_text(json.dumps(data))
    from piiguard import KeyringError

    with pytest.raises(KeyringError):
        Keyring.load(path, "a passphrase")
