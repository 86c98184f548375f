"""Tokens: what comes back, what is refused and why, and what a chat may do to them on the way."""

from __future__ import annotations

import random
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

CASES = 20_000
KINDS = (SAME, FRESH)


@pytest.fixture(scope="module")
def rings() -> dict[str, Keyring]:
    return {suite: Keyring.generate(suite) for suite in SUITES}


def values(count: int, seed: int = 20261122) -> list[tuple[str, str]]:
    """(entity type, value) of every type in turn."""
    made = Values(seed)
    return [(kind, made.of(kind)) for kind in (ENTITY_TYPES * (count // len(ENTITY_TYPES) + 1))[:count]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suite", SUITES)
def test_round_trip_of_every_type(rings: dict[str, Keyring], suite: str, kind: str) -> None:
    ring = rings[suite]
    for entity_type, value in values(CASES // 4):
        token = sealer(ring, entity_type, kind)(value)
        assert restore(ring, f"甲{token}乙") == f"甲{value}乙"
        assert restore(ring, token, entity_type) == value


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


@pytest.mark.parametrize("suite", SUITES)
def test_equal_where_promised_and_never_where_not(rings: dict[str, Keyring], suite: str) -> None:
    same, fresh = (sealer(rings[suite], "CN_MOBILE", kind) for kind in KINDS)
    assert len({same("13912345678") for _ in range(100)}) == 1
    assert len({fresh("13912345678") for _ in range(2000)}) == 2000
    numbers = [value for _, value in values(3000)]
    assert len({same(number) for number in numbers}) == len(set(numbers))


def test_types_tenants_and_keys_give_different_pseudonyms(rings: dict[str, Keyring]) -> None:
    ring = rings["std"]
    made = {
        sealer(keys, kind)("13912345678").partition(".k")[2]
        for keys in (ring, ring.for_tenant("a"), ring.for_tenant("b"), ring.rotate())
        for kind in ("CN_MOBILE", "PERSON")
    }
    assert len(made) == 8


# -- refusals: each its own error, without text ------------------------------------------------


def refused(ring: Keyring, text: str, error: type[TokenError], entity_type: str | None = None) -> None:
    with pytest.raises(TokenError) as caught:
        restore(ring, text, entity_type)
    assert type(caught.value) is error
    said = f"{caught.value!r} {caught.value}"
    assert not re.search(r"[0-9]{6}|[a-p]{12}|〔", said)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suite", SUITES)
def test_wrong_key_tenant_and_type(suite: str, kind: str) -> None:
    # Fixed keys: the check of a type is two bytes, and of random keys one in a hundred gives two types the same.
    ring, other = (Keyring({"k1": Key(bytes([byte] * 32), suite)}, "k1", "a") for byte in (1, 2))
    for number, (entity_type, value) in enumerate(values(CASES // 4)):
        token = sealer(ring, entity_type, kind)(value)
        refused(other, token, errors.WrongKeyError)
        refused(ring.for_tenant("b"), token, errors.WrongTenantError)
        changed = ENTITY_TYPES[(ENTITY_TYPES.index(entity_type) + 1 + number % 30) % len(ENTITY_TYPES)]
        refused(ring, token.replace(entity_type, changed), errors.WrongTypeError)
        refused(ring, token, errors.WrongTypeError, changed)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("suite", SUITES)
def test_every_flip_and_every_cut(suite: str, kind: str) -> None:
    ring = Keyring.generate(suite)
    rng = random.Random(4)
    tried = 0
    for entity_type, value in values(CASES // 20):
        token = sealer(ring, entity_type, kind)(value)
        body = token.rindex(".") + 1
        for _ in range(12):
            at = rng.randrange(body, len(token) - 1)
            flipped = chr((ord(token[at]) - 97 ^ 1 << rng.randrange(4)) + 97)
            with pytest.raises(TokenError) as caught:
                restore(ring, token[:at] + flipped + token[at + 1 :])
            assert isinstance(caught.value, (errors.TamperedTokenError, errors.TruncatedTokenError))
            refused(ring, token[: rng.randrange(body, len(token))], errors.TruncatedTokenError)
            tried += 2
    assert tried >= 20_000


def test_unknown_versions_suites_and_keys(rings: dict[str, Keyring]) -> None:
    ring = rings["std"]
    token = sealer(ring, "CN_MOBILE")("13912345678")
    for version in range(2, 100):
        refused(ring, token.replace(":ps1.", f":ps{version}."), errors.UnknownVersionError)
    refused(ring, token.replace(":ps1.", ":px1."), errors.UnknownVersionError)
    refused(ring, token.replace(".k1.", ".k9."), errors.UnknownKeyError)
    refused(ring, token.replace(":ps1.", ":pm1."), errors.TamperedTokenError)
    refused(ring, token.replace(":ps1.", ":es1."), errors.TamperedTokenError)


def test_a_retired_key_restores_no_longer(rings: dict[str, Keyring]) -> None:
    ring = rings["std"]
    token = sealer(ring, "CN_MOBILE")("13912345678")
    later = ring.rotate()
    assert restore(later, token) == "13912345678"
    assert later.primary == "k2"
    refused(later.retire("k1"), token, errors.RetiredKeyError)
    again = rekey(later, f"电话{token}。")
    assert ".k2." in again
    assert restore(later.retire("k1"), again) == "电话13912345678。"


def test_another_key_under_the_same_id() -> None:
    one, two = Keyring({"k1": b"1" * 32}, "k1"), Keyring({"k1": b"2" * 32}, "k1")
    refused(two, sealer(one, "PERSON")("王秀英"), errors.WrongKeyError)


def test_what_is_sealed_again_by_somebody_who_knows_the_form_is_refused(rings: dict[str, Keyring]) -> None:
    """CRC and length put right: the seal decides."""
    from piiguard.tokens import _TO_HEX, _TO_LETTERS, crc32

    ring = rings["std"]
    token = sealer(ring, "CN_MOBILE")("13912345678")
    at = token.rindex(".") + 1
    raw = bytearray(bytes.fromhex(token[at:-1].encode().translate(_TO_HEX).decode()))
    for place in range(10, len(raw) - 4):
        changed = raw.copy()
        changed[place] ^= 1
        changed[-4:] = crc32(changed[:-4]).to_bytes(4, "big")
        refused(ring, token[:at] + changed.hex().encode().translate(_TO_LETTERS).decode() + "〕", errors.TamperedTokenError)


def test_nothing_is_half_restored(rings: dict[str, Keyring]) -> None:
    ring = rings["std"]
    good, bad = sealer(ring, "PERSON")("王秀英"), sealer(Keyring.generate(), "PERSON")("李娜")
    with pytest.raises(errors.WrongKeyError, match="character 1"):
        restore(ring, f"和{bad}，{good}")


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


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize("operator", ["pseudonymize", "encrypt"])
def test_a_guard_brings_back_what_it_hid(suite: str, operator: str) -> None:
    policy = Policy({"version": 1, "name": "tokens", "default": {"operator": operator}})
    guard = Guard(policy, Keyring.generate(suite).for_tenant("agency-7"))
    made = Values(7)
    for number in range(120):
        text = f"投保人{made.person()}，电话{made.mobile()}，身份证{made.id_card()}，第{number}件"
        masked = guard.mask(text)
        assert guard.restore(masked) == text
        assert guard.find(masked) == []
        stream = guard.stream()
        assert guard.restore(stream.feed(masked) + stream.flush()) == text


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
