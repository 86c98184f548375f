"""Refusals of tokens: wrong key, tenant and type, every alteration, cut, version and key id; 20,000 of each for each suite and
operator, each with its own error, and no word of value, token or key in anything the error carries.

Each kind makes, from a sound token, (the keyring that restores, the text, the type asked for, the error). The offset of the
token is always the same, so one kind of error says one sentence over all values, tokens and keys: it holds none of them.
The CRC and the hints before the seal only tell the kinds apart, so two kinds set them right and leave it to the seal.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from zlib import crc32

import pytest
from protected import MANY, TOKENS, every_suite, ring, sealed, secret, values
from reachable import reachable
from strategies import SEED

from piiguard import Keyring, TokenError, errors
from piiguard.keyring import Key
from piiguard.recognizers import ENTITY_TYPES
from piiguard.tokens import _TO_HEX, _TO_LETTERS, _checks, restore, tokens

Case = tuple[Keyring, str, str | None, type[TokenError]]
Kind = Callable[[random.Random, Keyring, str, str], Case]


def body(token: str) -> tuple[str, bytearray]:
    """What stands before the body, and the body's bytes (piiguard/tokens.py names them)."""
    front, _, letters = token[:-1].rpartition(".")
    return front + ".", bytearray(bytes.fromhex(letters.encode().translate(_TO_HEX).decode()))


def written(front: str, raw: bytes) -> str:
    return front + raw.hex().encode().translate(_TO_LETTERS).decode() + "〕"


def flip(draw: random.Random, raw: bytearray, low: int, high: int) -> int:
    """One bit of the bytes low to high: which byte."""
    at = draw.randrange(low, high)
    raw[at] ^= 1 << draw.randrange(8)
    return at


def wrong_key(draw: random.Random, keys: Keyring, kind: str, token: str) -> Case:
    return ring(keys.key("k1").suite, f"other {draw.randrange(40)}"), token, None, errors.WrongKeyError


def wrong_tenant(draw: random.Random, keys: Keyring, kind: str, token: str) -> Case:
    tenant = draw.choice(("", "agency-", "agency-8", "AGENCY-7", "agency-7 ", "机构7", f"t{draw.randrange(200)}"))
    return keys.for_tenant(tenant), token, None, errors.WrongTenantError


def wrong_type_asked(draw: random.Random, keys: Keyring, kind: str, token: str) -> Case:
    return keys, token, draw.choice([name for name in ENTITY_TYPES if name != kind]), errors.WrongTypeError


def wrong_type_written(draw: random.Random, keys: Keyring, kind: str, token: str) -> Case:
    """Two types in 65,536 have the same hint; the seal refuses then."""
    other = draw.choice([name for name in ENTITY_TYPES if name != kind])
    alike = _checks(keys.key("k1"), keys.tenant, other) == bytes(body(token)[1][2:10])
    return keys, token.replace(kind, other, 1), None, errors.TamperedTokenError if alike else errors.WrongTypeError


def flipped_bit(draw: random.Random, keys: Keyring, kind: str, token: str) -> Case:
    """Anywhere behind the length, the CRC too."""
    front, raw = body(token)
    flip(draw, raw, 2, len(raw))
    return keys, written(front, raw), None, errors.TamperedTokenError


def flipped_length(draw: random.Random, keys: Keyring, kind: str, token: str) -> Case:
    """A token that says it is longer has lost its end, one that says it is shorter was altered."""
    front, raw = body(token)
    before = bytes(raw[:2])
    flip(draw, raw, 0, 2)
    return keys, written(front, raw), None, errors.TruncatedTokenError if raw[:2] > before else errors.TamperedTokenError


def forged(draw: random.Random, keys: Keyring, kind: str, token: str) -> Case:
    """By somebody who knows the form: the CRC is right again. The hints for key, tenant and type, then the seal."""
    front, raw = body(token)
    low, high = draw.choice(((2, 5), (5, 8), (8, 10), (10, len(raw) - 4)))
    flip(draw, raw, low, high)
    raw[-4:] = crc32(raw[:-4]).to_bytes(4, "big")
    hint = {2: errors.WrongKeyError, 5: errors.WrongTenantError, 8: errors.WrongTypeError}
    return keys, written(front, raw), None, hint.get(low, errors.TamperedTokenError)


def forged_for_another(draw: random.Random, keys: Keyring, kind: str, token: str) -> Case:
    """Hints of another type's token in front of this one's sealed value, retyped, the CRC right: only the seal is left to refuse."""
    suite, operator = keys.key("k1").suite, "pseudonymize" if ":p" in token else "encrypt"
    name = draw.choice([name for name in ENTITY_TYPES if name != kind])
    front, theirs = body(sealed(suite, operator)[ENTITY_TYPES.index(name)])
    raw = body(token)[1]
    raw[8:10] = theirs[8:10]
    raw[-4:] = crc32(raw[:-4]).to_bytes(4, "big")
    return keys, written(front, raw), None, errors.TamperedTokenError


def cut_off(draw: random.Random, keys: Keyring, kind: str, token: str) -> Case:
    """Anywhere behind the key id: at the end of the text, or with the text going on."""
    after = draw.choice(("", "", "，请核对", "\n", "〕", "〔"))
    end = draw.randrange(token.rindex(".") + 1, len(token) - (after == "〕"))
    return keys, token[:end] + after, None, errors.TruncatedTokenError


def unknown_version(draw: random.Random, keys: Keyring, kind: str, token: str) -> Case:
    at = token.index(":") + 3
    number = draw.choice((0, *range(2, 1000)))
    return keys, f"{token[:at]}{number}{token[at + 1 :]}", None, errors.UnknownVersionError


def unknown_suite(draw: random.Random, keys: Keyring, kind: str, token: str) -> Case:
    at = token.index(":") + 2
    return keys, token[:at] + draw.choice("abcdefghijklnopqrtuvwxyz") + token[at + 1 :], None, errors.UnknownVersionError


def another_suite(draw: random.Random, keys: Keyring, kind: str, token: str) -> Case:
    at = token.index(":") + 2
    return keys, token[:at] + ("m" if token[at] == "s" else "s") + token[at + 1 :], None, errors.TamperedTokenError


def another_operator(draw: random.Random, keys: Keyring, kind: str, token: str) -> Case:
    at = token.index(":") + 1
    return keys, token[:at] + ("e" if token[at] == "p" else "p") + token[at + 1 :], None, errors.TamperedTokenError


def unknown_key(draw: random.Random, keys: Keyring, kind: str, token: str) -> Case:
    name = draw.choice("abcdefghijlmnopqrstuvwxyz") + "".join(draw.choices("abcxyz0123456789", k=draw.randrange(8)))
    return keys, token.replace(".k1.", f".{name}.", 1), None, errors.UnknownKeyError


@cache
def after(suite: str) -> Keyring:
    return ring(suite).rotate().retire("k1")


def retired_key(draw: random.Random, keys: Keyring, kind: str, token: str) -> Case:
    return after(keys.key("k1").suite), token, None, errors.RetiredKeyError


KINDS: list[Kind] = [
    wrong_key, wrong_tenant, wrong_type_asked, wrong_type_written, flipped_bit, flipped_length, forged, forged_for_another,
    cut_off, unknown_version, unknown_suite, another_suite, another_operator, unknown_key, retired_key,
]  # fmt: skip


def refused(keyring: Keyring, text: str, asked: str | None) -> TokenError:
    """What restore says; ``pytest.raises`` would be slow."""
    try:
        restore(keyring, text, asked)
    except TokenError as refusal:
        return refusal
    raise AssertionError("restored, or left as it was")


@every_suite
@pytest.mark.parametrize("operator", TOKENS)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_refusal_is_its_own_and_says_nothing(suite: str, operator: str, kind: Kind) -> None:
    draw = random.Random(f"{SEED} {suite} {operator} {kind.__name__}")
    keys = ring(suite)
    said: dict[type[TokenError], set[str]] = {}
    for (entity_type, _), token in zip(values(), sealed(suite, operator), strict=True):
        keyring, text, asked, error = kind(draw, keys, entity_type, token)
        refusal = refused(keyring, text, asked)
        assert type(refusal) is error, f"{type(refusal).__name__} in place of {error.__name__}"
        said.setdefault(error, set()).add(reachable(refusal))
    for error, sentences in said.items():
        assert len(sentences) <= 2, f"{error.__name__}: one sentence, or one for each of two reasons, whatever the value"
        for sentence in sentences:
            assert not re.search(r"[^ -~\n]|[0-9]{2}|[a-p]{14}|k1|agency", sentence.replace("\n", " ")), error.__name__


@every_suite
@pytest.mark.parametrize("operator", TOKENS)
def test_one_flipped_bit_of_any_character_restores_exactly_or_not_at_all(suite: str, operator: str) -> None:
    """Brackets, type, colon, letters of kind and suite, dots, key id, body: refused, or no token any more and left as it is,
    or (a letter in another case, another bracket) still the same token."""
    draw = random.Random(f"{SEED} {suite} {operator} any")
    keys = ring(suite)
    outcomes = Counter[str]()
    for (_, value), token in zip(values(), sealed(suite, operator), strict=True):
        head = token.rindex(".") + 1
        at = draw.choice((draw.randrange(head), draw.randrange(len(token)), len(token) - 1))
        text = token[:at] + chr(ord(token[at]) ^ 1 << draw.randrange(8)) + token[at + 1 :]
        try:
            out = restore(keys, text)
        except TokenError:
            outcomes["refused"] += 1
            continue
        assert out in (value, text)
        assert out == value or not list(tokens(text)), "what is read as a token is restored or refused"
        outcomes["restored" if out == value else "left"] += 1
    assert min(outcomes.values()) > MANY // 100
    assert len(outcomes) == 3


@every_suite
@pytest.mark.parametrize("operator", TOKENS)
def test_any_flipped_bit_of_the_key_is_another_key(suite: str, operator: str) -> None:
    token, data = sealed(suite, operator)[0], secret(f"{suite} own")
    for bit in range(256):
        near = bytearray(data)
        near[bit // 8] ^= 1 << bit % 8
        with pytest.raises(errors.WrongKeyError) as caught:
            restore(Keyring({"k1": Key(bytes(near), suite)}, "k1", "agency-7"), token)
        assert not [shown for shown in (data.hex(), near.hex(), token[-20:]) if shown in reachable(caught.value)]


def test_one_bad_token_among_good_ones_and_nothing_is_restored() -> None:
    keys = ring("std")
    good, bad = sealed("std", "pseudonymize")[:20], sealed("std", "encrypt")[20:40]
    for at, token in enumerate(bad):
        text = "，".join([*good[:at], token[:-9], *good[at:]])
        with pytest.raises(TokenError, match=f"the token at character {text.index(token[:-9])}: "):
            restore(keys, text)
