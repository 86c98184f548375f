"""Invariant 6 where keys are: no key, no raw value in an error, repr, exported state, key file with a passphrase, temp file or process list."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from strategies import SEED

from piiguard import Guard, Keyring, PiiguardError, Policy
from piiguard.keyring import Key
from piiguard.recognizers import ENTITY_TYPES
from piiguard.suites import SUITES
from piiguard.testing import Values
from piiguard.tokens import FRESH, SAME, restore, sealer

KEY = bytes.fromhex("c0ffee" * 10 + "beef")
DRAW = Values(f"{SEED}-canary-protection")
PLANTED = [(kind, DRAW.of(kind)) for kind in ENTITY_TYPES]
SECRETS = [KEY.hex(), KEY.hex()[:16], *(value for _, value in PLANTED if len(value) >= 5)]


def assert_clean(output: str | bytes, where: str) -> None:
    text = output.decode("utf-8", "replace") if isinstance(output, bytes) else output
    leaked = [number for number, secret in enumerate(SECRETS) if secret in text]
    assert not leaked, f"{where} holds {len(leaked)} planted values or the key"


def shown(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error) + repr(error.args)


def ring(suite: str = "std") -> Keyring:
    return Keyring({"k1": Key(KEY, suite)}, "k1")


@pytest.mark.parametrize("suite", SUITES)
def test_tokens_and_their_errors(suite: str) -> None:
    keys, other = ring(suite), Keyring.generate(suite)
    for kind, value in PLANTED:
        for way in (SAME, FRESH):
            token = sealer(keys, kind, way)(value)
            assert_clean(token, "a token")
            broken = [token[:-4], token.replace("a", "b", 3), token.replace(kind, "PERSON" if kind != "PERSON" else "VIN"), token.replace("1.k1.", "7.k1.")]
            for text in [*broken, f"{value}{token[:-4]}"]:
                with pytest.raises(PiiguardError) as caught:
                    restore(keys, text)
                assert_clean(shown(caught.value), "a restore's error")
            with pytest.raises(PiiguardError) as caught:
                restore(other, token)
            assert_clean(shown(caught.value), "another keyring's error")


@pytest.mark.parametrize("suite", SUITES)
def test_handles_show_nothing_and_are_not_pickled(suite: str) -> None:
    keys = ring(suite)
    guard = Guard(Policy({"version": 1, "name": "t", "default": {"operator": "fpe"}}), keys)
    for handle in (keys, keys.key("k1"), keys.key("k1").use, keys.forms(), guard, sealer(keys, "PERSON")):
        assert_clean(repr(handle) + str(handle), type(handle).__name__)
    for handle in (keys, keys.key("k1"), keys.key("k1").use):
        with pytest.raises(PiiguardError) as caught:
            pickle.dumps(handle)
        assert_clean(shown(caught.value), "a pickle's error")


def test_what_fpe_gives_and_refuses() -> None:
    from piiguard import fpe

    forms = ring().forms()
    for kind, value in PLANTED:
        try:
            assert_clean(forms.encrypt(kind, value), f"an encrypted {kind}")
        except fpe.FpeError as error:
            assert_clean(shown(error), "a refusal")


def test_sessions_and_their_state() -> None:
    guard = Guard()
    session = guard.session()
    found = [value for kind, value in PLANTED if session.user(f"{kind} {value}，手机13912345678").find(value) < 0]
    assert len(found) > 10
    state = session.export(ring())
    assert_clean(state, "exported state")
    assert_clean(repr(session), "a session")
    with pytest.raises(PiiguardError) as caught:
        guard.session_from(state, Keyring.generate())
    assert_clean(shown(caught.value), "another keyring's error")
    with pytest.raises(PiiguardError) as caught:
        session.restore("〔姓名99〕", strict=True)
    assert_clean(shown(caught.value), "a refusal")


@pytest.mark.parametrize("spoil", [lambda text: text[:-20], lambda text: text.replace("k1", "k1 "), lambda text: "{" + text])
def test_key_files(tmp_path: Path, spoil: Callable[[str], str]) -> None:
    path = tmp_path / "keys.json"
    ring().save(path, "三个词")
    assert_clean(path.read_bytes(), "a sealed key file")
    plain = tmp_path / "plain.json"
    ring().save(plain)
    plain.write_text(spoil(plain.read_text()))
    for bad, passphrase in ((path, "four words"), (plain, None)):
        with pytest.raises(PiiguardError) as caught:
            Keyring.load(bad, passphrase)
        assert_clean(shown(caught.value), "a key file's error")


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="process lists are read from /proc")
def test_no_key_or_value_in_the_process_list_or_a_file_beside(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    ring().save(path)
    kind, value = PLANTED[0]
    token = sealer(ring(), kind)(value)
    process = subprocess.Popen(
        [sys.executable, "-m", "piiguard", "restore", "--keyring", str(path), "-o", str(tmp_path / "out")],
        stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=dict(os.environ),
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(f"{token}\n".encode())
    process.stdin.flush()
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob(".piiguard-*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert_clean(Path(f"/proc/{process.pid}/cmdline").read_bytes(), "a command line")
    for half in tmp_path.glob(".piiguard-*"):
        assert half.stat().st_mode & 0o077 == 0
    process.stdin.write(token[:-5].encode() + b"\n")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert_clean(errors, "what the command said")
    assert sorted(item.name for item in tmp_path.iterdir()) == ["keys.json"]
