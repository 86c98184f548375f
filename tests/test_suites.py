"""The suites against a second writing of docs/crypto.md, and tokens of fixed keys as they were first made."""

from __future__ import annotations

import hashlib
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from hypothesis import given
from hypothesis import strategies as st

from piiguard import Keyring
from piiguard.keyring import Key
from piiguard.suites import suite
from piiguard.tokens import sealer

KEY = bytes(range(32))


def mac(key: bytes, message: bytes) -> bytes:
    found = HMAC(key, SM3())
    found.update(message)
    return found.finalize()


def ctr(key: bytes, iv: bytes, data: bytes) -> bytes:
    context = Cipher(SM4(key), modes.CTR(iv)).encryptor()
    return context.update(data) + context.finalize()


def purpose(name: str, length: int) -> bytes:
    """HKDF-Expand of one block."""
    return mac(KEY, b"piiguard\0" + name.encode() + b"\1")[:length]


@given(messages=st.lists(st.tuples(st.binary(max_size=70), st.binary(max_size=20)), min_size=1, max_size=6))
def test_sm_is_what_the_document_says(messages: list[tuple[bytes, bytes]]) -> None:
    """Several messages of one suite: nothing of one is left in the cipher for the next."""
    tried = suite("sm", KEY)
    seal, _ = tried.same("p")
    seal_fresh, _ = tried.fresh("p")
    for data, associated in messages:
        framed = len(associated).to_bytes(4, "big") + associated
        iv = mac(purpose("same p mac", 32), framed + data)[:16]
        assert seal(data, associated) == iv + ctr(purpose("same p key", 16), iv, data)
        sealed = seal_fresh(data, associated)
        assert sealed[-16:] == mac(purpose("fresh p mac", 32), framed + sealed[:-16])[:16]
        assert ctr(purpose("fresh p key", 16), sealed[:16], sealed[16:-16]) == data


@pytest.mark.parametrize("tenant", ["", "agency-7"])
@pytest.mark.parametrize("name", ["std", "sm"])
def test_tokens_look_as_they_always_did(name: str, tenant: str) -> None:
    """Pseudonyms of two runs have to join, whatever version made them."""
    seal = sealer(Keyring({"k1": Key(KEY, name)}, "k1", tenant), "CN_MOBILE")
    made = hashlib.sha256("".join(seal("x" * length) for length in range(300)).encode()).hexdigest()
    assert made == {
        ("std", ""): "cd05ce3f1ce7f9797bf97fef79f5a149bd86f1eae2e7e4fe6abb25fe89ee464a",
        ("std", "agency-7"): "c5cae807340a4a13a33b1650522b8542ca8c789fb14b3433c4400f8f57c39b2c",
        ("sm", ""): "e7224c72c9d5d5e8d5a53ddb39aed42b6766f1c250c4e4b3113c683ef13880b1",
        ("sm", "agency-7"): "c2bc7b8f41f5e21b1c09bb0c580d4f0ca596d51a69fc3e13c18926f783bc773d",
    }[name, tenant]


@pytest.mark.parametrize("name", ["std", "sm"])
def test_one_suite_in_many_threads(name: str) -> None:
    """Threads that change places every few bytecodes get what one alone gets."""
    tried = suite(name, KEY)
    seal, unseal = tried.same("p")
    fresh, unfresh = tried.fresh("p")
    values = [os.urandom(1 + number % 60) for number in range(400)]
    expected = [suite(name, KEY).same("p")[0](value, b"a") for value in values]

    def work(_: int) -> list[bytes]:
        done = []
        for value in values:
            done.append(seal(value, b"a"))
            assert unseal(done[-1], b"a") == value == unfresh(fresh(value, b"b"), b"b")
        return done

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            results = list(pool.map(work, range(16)))
    finally:
        sys.setswitchinterval(before)
    assert all(result == expected for result in results)
