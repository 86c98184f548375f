"""Invariant 6 where keys are: no key, no raw value in an error, repr, log, exported state, key file with a passphrase, temp file
or process list. Commands are watched in test_canary_commands.py.
"""

from __future__ import annotations

import copy
import json
import logging
import pickle
import shlex
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from planted import KEY, PLANTED, assert_clean, ring, shown

from piiguard import Guard, Keyring, PiiguardError, Policy
from piiguard.operators import KEYED
from piiguard.suites import SUITES
from piiguard.tokens import FRESH, SAME, restore, sealer


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
    for handle in (keys, keys.key("k1"), keys.key("k1").use, keys.forms()):
        for leave in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(PiiguardError) as caught:
                leave(handle)
            assert_clean(shown(caught.value), "a pickle's error")


def test_what_fpe_gives_and_refuses() -> None:
    from piiguard import fpe

    forms = ring().forms()
    for kind, value in PLANTED:
        try:
            assert_clean(forms.encrypt(kind, value), f"an encrypted {kind}")
        except fpe.FpeError as error:
            assert_clean(shown(error), "a refusal")


@pytest.mark.parametrize("suite", SUITES)
def test_sessions_and_their_state(suite: str) -> None:
    guard = Guard()
    session = guard.session()
    found = [value for kind, value in PLANTED if session.user(f"{kind} {value}，手机13912345678").find(value) < 0]
    assert len(found) > 10
    state = session.export(ring(suite))
    assert_clean(state, "exported state")
    assert_clean(repr(session), "a session")
    with pytest.raises(PiiguardError) as caught:
        guard.session_from(state, Keyring.generate(suite))
    assert_clean(shown(caught.value), "another keyring's error")
    with pytest.raises(PiiguardError) as caught:
        session.restore("〔姓名99〕", strict=True)
    assert_clean(shown(caught.value), "a refusal")


def test_nothing_is_logged_printed_or_warned(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder) -> None:
    """Every operator over every planted value, there and back, with a wrong key too."""
    caplog.set_level(logging.DEBUG)
    for suite in SUITES:
        for operator in sorted(KEYED):
            guard = Guard(Policy({"version": 1, "name": "t", "default": {"operator": operator}}), ring(suite))
            other = Guard(guard.policy, Keyring.generate(suite))
            text = "\n".join(f"{kind} {value}，手机13912345678" for kind, value in PLANTED)
            guard.restore(guard.mask(text))
            with suppress(PiiguardError):
                other.restore(guard.mask(text))
    assert caplog.records == []
    assert capfd.readouterr() == ("", "")
    assert [str(item.message) for item in recwarn] == []


SPOILED: dict[str, Callable[[str], str]] = {
    "cut": lambda text: text[:-20],
    "an id": lambda text: text.replace('"k1": {', '"k1 ": {'),
    "a bracket": lambda text: "{" + text,
    "no hex": lambda text: text.replace("c0ffee", "c0ffeg", 1),
    "longer": lambda text: text.replace("c0ffee", "c0ffee00", 1),
    "a list": lambda text: f"[{text}]",
    "keys": lambda text: json.dumps({**json.loads(text), "keys": [KEY.hex()]}),
    "a suite": lambda text: text.replace('"std"', f'"{KEY.hex()}"'),
    "primary": lambda text: json.dumps({**json.loads(text), "primary": [KEY.hex()]}),
    "bytes": lambda text: text.replace("c0ffee", "c0ffee\udcff", 1),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_keyring_shows_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """In a file, in a variable, printed by a command."""
    path = tmp_path / "keys.json"
    ring().save(path)
    text = SPOILED[name](path.read_text())
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    monkeypatch.setenv("PIIGUARD_TEST_KEYS", text)
    for where in (str(path), "env:PIIGUARD_TEST_KEYS", f"command:cat {shlex.quote(str(path))}"):
        with pytest.raises(PiiguardError) as caught:
            Keyring.named(where)
        assert_clean(shown(caught.value), f"the error of {where[:8]}")


def test_a_key_command_that_never_ends_shows_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("piiguard.keyfile._SECONDS", 0.5)
    script = f"print('{KEY.hex()}', flush=True); import time; time.sleep(30)"
    with pytest.raises(PiiguardError, match="took longer") as caught:
        Keyring.named(f"command:{shlex.quote(sys.executable)} -c {shlex.quote(script)}")
    assert_clean(shown(caught.value), "the error of a command")


@pytest.mark.parametrize("spoil", [lambda text: text[:-20], lambda text: "{" + text])
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
