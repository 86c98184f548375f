"""Tokens: any text comes back, keys are replaced, and what a chat may do to them on the way.

Every suite, operator and type, and all refusals: test_protection.py and test_protection_refusals.py.
"""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiguard import Guard, Keyring, Policy, TokenError, errors
from piiguard.keyring import Key
from piiguard.recognizers import ENTITY_TYPES
from piiguard.suites import SUITES
from piiguard.testing import Values
from piiguard.tokens import FRESH, SAME, rekey, restore, sealer, tokens

KINDS = (SAME, FRESH)


@pytest.fixture(scope="module")
def rings() -> dict[str, Keyring]:
    return {suite: Keyring.generate(suite) for suite in SUITES}


def values(count: int, seed: int = 20261122) -> list[tuple[str, str]]:
    """(entity type, value) of every type in turn."""
    made = Values(seed)
    return [(kind, made.of(kind)) for kind in (ENTITY_TYPES * (count // len(ENTITY_TYPES) + 1))[:count]]


@settings(max_examples=400)
@given(value=st.text(min_size=1, max_size=2048), suite=st.sampled_from(SUITES), kind=st.sampled_from(KINDS))
def test_any_text_comes_back(rings: dict[str, Keyring], value: str, suite: str, kind: str) -> None:
    token = sealer(rings[suite], "PERSON", kind)(value)
    assert restore(rings[suite], token) == value


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_sealed_can_be_read_again_however_long(rings: dict[str, Keyring], kind: str) -> None:
    seal = sealer(rings["std"], "PRIVATE_KEY", kind)
    for value in ("𠮷" * 2048, "a" * 8192):
        assert restore(rings["std"], seal(value)) == value
    with pytest.raises(TokenError, match="this long"):
        seal("a" * 8193)


def test_a_key_is_replaced_and_retired(rings: dict[str, Keyring]) -> None:
    """Made anew under the new key, a text outlives the old one."""
    ring = rings["std"]
    token = sealer(ring, "CN_MOBILE")("13912345678")
    later = ring.rotate()
    assert restore(later, token) == "13912345678"
    assert later.primary == "k2"
    again = rekey(later, f"电话{token}。")
    assert ".k2." in again
    assert restore(later.retire("k1"), again) == "电话13912345678。"
    with pytest.raises(errors.RetiredKeyError):
        rekey(later.retire("k1"), f"电话{token}。")


# -- on the way through a chat ----------------------------------------------------------------


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


CHANGES = {
    "upper case": str.upper,
    "title case": str.title,
    "full width": wide,
    "blanks": lambda text: text.replace(".", " . ").replace(":", ": "),
    "blanks inside": lambda text: re.sub(r"([a-p]{8})(?=[a-p])", "\\1 ", text),
    "zero width": lambda text: text.replace("k1", "\u200bk1\u200b"),
    "square brackets": lambda text: text.replace("〔", "[").replace("〕", "]"),
    "hanzi brackets": lambda text: text.replace("〔", "【").replace("〕", "】"),
    "NFKC": lambda text: unicodedata.normalize("NFKC", text),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_token_survives(rings: dict[str, Keyring], change: str) -> None:
    ring = rings["std"]
    for entity_type, value in values(200):
        token = sealer(ring, entity_type)(value)
        assert restore(ring, f"王{CHANGES[change](token)}88号") == f"王{value}88号", entity_type


@pytest.mark.parametrize(
    "text",
    ["", "甲：乙", "〔CN_MOBILE〕", "〔CN_MOBILE:ghjkmnpqrsab〕", "[INFO: a.b.c]", "时间[2026-11-22 10:00:00] x.y.z", "〔姓名1〕", "【注意：e.g. k1.】", "[p: q.r.s]"],
)
def test_what_is_no_token_stays(rings: dict[str, Keyring], text: str) -> None:
    assert restore(rings["std"], text) == text
    assert list(tokens(text)) == []


def test_restore_is_linear() -> None:
    """Half a megabyte of what only begins like tokens."""
    text = "〔CN_MOBILE:ps1.k1." * 30_000 + "[" * 100_000 + "〔A: " * 30_000
    with pytest.raises(TokenError):
        restore(Keyring.generate(), text)


# -- in a guard -------------------------------------------------------------------------------


def test_without_a_keyring() -> None:
    with pytest.raises(errors.KeyringError):
        Guard().restore("x")
    with pytest.raises(errors.PolicyError, match="needs a keyring"):
        Guard(Policy({"version": 1, "name": "t", "default": {"operator": "encrypt"}}))


def test_keys_show_nothing() -> None:
    key = Key(b"0123456789abcdef" * 2)
    for shown in (repr(key), repr(key.use), repr(Keyring({"k1": key}, "k1"))):
        assert "0123" not in shown
        assert "3031" not in shown
