"""Keyrings: what is loaded, what is refused, and that the file is its owner's alone."""

from __future__ import annotations

import copy
import hashlib
import hmac
import json
import os
import pickle
import stat
from pathlib import Path

import pytest

from piiguard import Guard, Keyring, KeyringError, Policy

KEY = "00" * 31 + "ff"
posix = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")


def written(path: Path, data: object, mode: int = 0o600) -> Path:
    """A key file with this content and mode."""
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    path.chmod(mode)
    return path


def ring(**more: object) -> dict[str, object]:
    return {"version": 1, "primary": "k1", "keys": {"k1": KEY}} | more


def test_a_keyring_saved_and_loaded_hashes_alike(tmp_path: Path) -> None:
    made = Keyring.generate()
    made.save(tmp_path / "keys.json")
    again = Keyring.load(tmp_path / "keys.json")
    assert again.primary == made.primary
    assert again.hmac("CN_MOBILE", "x") == made.hmac("CN_MOBILE", "x")
    assert Keyring.generate().hmac("CN_MOBILE", "x") != made.hmac("CN_MOBILE", "x")


@posix
def test_a_saved_keyring_is_its_owners_alone_and_overwrites_nothing(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    before = os.umask(0)
    try:
        Keyring.generate().save(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_bytes()
    with pytest.raises(KeyringError, match="cannot create"):
        Keyring.generate().save(path)
    assert path.read_bytes() == content
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(KeyringError):
        Keyring.generate().save(tmp_path / "link")
    assert not (tmp_path / "elsewhere").exists()


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644, 0o610, 0o777])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(KeyringError, match="chmod 600"):
        Keyring.load(written(tmp_path / "keys.json", ring(), mode))


@posix
def test_a_file_that_only_its_owner_can_read_is_taken(tmp_path: Path) -> None:
    assert Keyring.load(written(tmp_path / "keys.json", ring(), 0o400)).primary == "k1"


@pytest.mark.parametrize(
    "data",
    [
        "", "[]", "3", "null", '"text"', "{", "\ufeff{}",
        {}, {"version": 1}, ring(version=2), ring(version="1"), ring(version=None), ring(version=True), ring(more=1),
        ring(primary="k2"), ring(primary=None), ring(primary=[]), ring(primary={}), ring(keys=[]), ring(keys=None), ring(keys={}),
        ring(keys={"k1": KEY[2:]}), ring(keys={"k1": KEY + "00"}), ring(keys={"k1": "g" * 64}), ring(keys={"k1": 5}),
        ring(keys={"k1": None}),
        ring(keys={"k1": KEY, "K2": KEY}), ring(keys={"k1": KEY, "": KEY}), ring(keys={"k1": KEY, "1k": KEY}),
        ring(keys={"k1": KEY, "k-2": KEY}), ring(keys={"k1": KEY, "k23456789": KEY}), ring(keys={"k1": KEY, "钥": KEY}),
    ],
    ids=lambda data: json.dumps(data)[:60],
)  # fmt: skip
def test_a_malformed_file_is_refused(tmp_path: Path, data: object) -> None:
    with pytest.raises(KeyringError) as caught:
        Keyring.load(written(tmp_path / "keys.json", data))
    assert KEY not in str(caught.value)


def test_a_missing_file_a_folder_and_wrong_bytes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyringError, match="cannot read"):
        Keyring.load(tmp_path / "none")
    with pytest.raises(KeyringError, match="cannot read"):
        Keyring.load(tmp_path)
    path = tmp_path / "bytes"
    path.write_bytes(b"\xff\xfe\x00")
    path.chmod(0o600)
    with pytest.raises(KeyringError, match="not JSON"):
        Keyring.load(path)


def test_keys_do_not_leave_by_repr_pickle_or_copy() -> None:
    made = Keyring({"k1": bytes.fromhex(KEY)}, "k1")
    assert repr(made) == "Keyring(primary='k1', ids=['k1'])"
    for leave in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(KeyringError, match="not pickled"):
            leave(made)


def test_hmac_is_hmac_sha256_over_the_type_and_the_value() -> None:
    """So that another program with the key can make the same fingerprints."""
    made = Keyring({"k1": bytes.fromhex(KEY)}, "k1")
    wanted = hmac.new(bytes.fromhex(KEY), "CN_MOBILE\0汉字".encode(), hashlib.sha256).hexdigest()
    assert made.hmac("CN_MOBILE", "汉字") == wanted.encode()
    assert made.hmac("CN_MOBILE", "a") != made.hmac("CN_LANDLINE", "a")


def test_the_primary_key_makes_the_hashes() -> None:
    keys = {"k1": bytes(32), "k2": bytes([1]) * 32}
    first, second = Keyring(keys, "k1"), Keyring(keys, "k2")
    policy = Policy({"version": 1, "default": {"operator": "hash"}})
    texts = [Guard(policy, made).mask("手机13912345678") for made in (first, second)]
    assert texts[0] != texts[1]
    assert texts[0] == Guard(policy, Keyring({"k1": bytes(32)}, "k1")).mask("手机13912345678")


def test_a_keyring_keeps_its_own_keys() -> None:
    keys = {"k1": bytes(32)}
    made = Keyring(keys, "k1")
    keys["k1"] = bytes([1]) * 32
    assert made.hmac("A", "x") == Keyring({"k1": bytes(32)}, "k1").hmac("A", "x")
