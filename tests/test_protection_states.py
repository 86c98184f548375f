"""Sealed session states: another key, tenant or purpose, every bit, every cut, other versions and shapes; 20,000 cases and more,
each refused by its own error, which says nothing of the values inside. What is accepted restores exactly what was typed.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from protected import MANY, every_suite, ring
from reachable import reachable
from strategies import SEED

from piiguard import Guard, Keyring, PiiguardError, RestoreError, SessionError, errors
from piiguard.recognizers import ENTITY_TYPES
from piiguard.testing import Values

GUARD = Guard()
EACH = MANY // 8


def clock() -> float:
    return 1000.0


@cache
def exported(suite: str) -> tuple[str, str, list[str], bytes]:
    """(as typed, as masked, the values, the state) of a conversation with values of every type."""
    draw = Values(f"{SEED} states {suite}")
    chat = GUARD.session(nonce=True, ttl=600, clock=clock)
    typed = "\n".join(f"{kind}：{draw.of(kind)}，手机{draw.mobile()}，我叫{draw.person()}" for kind in ENTITY_TYPES)
    chat.agent("请提供身份证后六位")
    masked = chat.user(typed)
    values = [value for _, value in chat._values._by_token.values()]
    assert len(values) > 60
    return typed, masked, values, chat.export(ring(suite))


# -- what is refused --------------------------------------------------------------------------------

Case = tuple[Keyring, bytes, type[PiiguardError]]
Kind = Callable[[random.Random, str, bytes], Case]


def wrong_key(draw: random.Random, suite: str, blob: bytes) -> Case:
    return ring(suite, f"other {draw.randrange(40)}"), blob, errors.TamperedTokenError


def wrong_tenant(draw: random.Random, suite: str, blob: bytes) -> Case:
    return ring(suite).for_tenant(f"agency-{draw.choice((0, 8, 77, ''))}"), blob, errors.TamperedTokenError


def wrong_purpose(draw: random.Random, suite: str, blob: bytes) -> Case:
    """A state under the name of something else, and something else under a state's."""
    data = draw.randbytes(draw.randrange(400))
    return ring(suite), ring(suite).seal(draw.choice(("keyring", "Session", "session ", "")), data), errors.TamperedTokenError


def retired_key(draw: random.Random, suite: str, blob: bytes) -> Case:
    return after(suite), blob, errors.RetiredKeyError


@cache
def after(suite: str) -> Keyring:
    return ring(suite).rotate().retire("k1")


def unknown_key(draw: random.Random, suite: str, blob: bytes) -> Case:
    """Any flipped bit of the eight bytes that name the key, but those that leave the name as it is."""
    raw = bytearray(blob)
    raw[draw.randrange(8)] ^= 1 << draw.randrange(8)
    return ring(suite), bytes(raw), errors.UnknownKeyError


def flipped_bit(draw: random.Random, suite: str, blob: bytes) -> Case:
    raw = bytearray(blob)
    raw[draw.randrange(8, len(raw))] ^= 1 << draw.randrange(8)
    return ring(suite), bytes(raw), errors.TamperedTokenError


def cut_off(draw: random.Random, suite: str, blob: bytes) -> Case:
    """Anywhere behind the key's name, or with more behind."""
    if draw.randrange(4):
        return ring(suite), blob[: draw.randrange(8, len(blob))], errors.TamperedTokenError
    return ring(suite), blob + draw.randbytes(draw.randrange(1, 40)), errors.TamperedTokenError


def cut_name(draw: random.Random, suite: str, blob: bytes) -> Case:
    """Inside the key's name: nothing sealed is left, or no name."""
    end = draw.randrange(8)
    return ring(suite), blob[:end], errors.TamperedTokenError if end >= 2 else errors.UnknownKeyError


def other_version(draw: random.Random, suite: str, blob: bytes) -> Case:
    state = state_of(suite)
    state["version"] = draw.choice((0, 2, 3, -1, "1", None, [1], draw.randrange(4, 10**6)))
    return ring(suite), ring(suite).seal("session", json.dumps(state).encode()), SessionError


KINDS: list[Kind] = [wrong_key, wrong_tenant, wrong_purpose, retired_key, unknown_key, flipped_bit, cut_off, cut_name, other_version]


def state_of(suite: str) -> dict[str, Any]:
    state: dict[str, Any] = json.loads(plain(suite))
    return state


@cache
def plain(suite: str) -> bytes:
    return ring(suite).unseal("session", exported(suite)[3])


def refused(keyring: Keyring, blob: bytes) -> PiiguardError | None:
    try:
        GUARD.session_from(blob, keyring, clock)
    except PiiguardError as refusal:
        return refusal
    return None


@every_suite
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_refusal_is_its_own_and_says_nothing(suite: str, kind: Kind) -> None:
    draw = random.Random(f"{SEED} {suite} {kind.__name__}")
    blob = exported(suite)[3]
    said: set[str] = set()
    for _ in range(EACH if kind is not other_version else EACH // 10):
        keyring, data, error = kind(draw, suite, blob)
        refusal = refused(keyring, data)
        assert type(refusal) is error, f"{type(refusal).__name__} in place of {error.__name__}"
        assert refusal is not None
        said.add(reachable(refusal))
    assert len(said) <= 2, "one sentence whatever the key and the state, or one for each of two errors"
    assert not [line for line in said if not line.isascii()]


def test_there_are_enough_of_them() -> None:
    assert 2 * (len(KINDS) - 1) * EACH >= 20_000


# -- sealed under the right key, and no session -----------------------------------------------------

JUNK = [None, True, 0, -1, 1.5, float("inf"), float("nan"), "", "x", [], {}, [[]], {"x": 1}, [None] * 3, "9" * 5000, 10**400, "王小明"]


def spots(state: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to everything inside a state."""
    yield path
    if isinstance(state, dict):
        for name, item in state.items():
            yield from spots(item, (*path, name))
    elif isinstance(state, list):
        for at, item in enumerate(state[:3]):
            yield from spots(item, (*path, at))


def changed(draw: random.Random, suite: str) -> bytes:
    """One place with something else in it, or nothing."""
    state = state_of(suite)
    *way, last = draw.choice([path for path in spots(state) if path])
    inner = state
    for step in way:
        inner = inner[step]
    if draw.randrange(4):
        inner[last] = draw.choice(JUNK)
    else:
        del inner[last]
    return json.dumps(state).encode()


@every_suite
def test_what_is_no_session_is_refused_and_said_in_one_sentence(suite: str) -> None:
    """Whoever has the key may seal anything. It is a session, or a SessionError that carries nothing of what is inside."""
    draw = random.Random(f"{SEED} {suite} shapes")
    texts = [b"", b"[]", b"{}", b"null", b"\xff", b"[" * 100_000, b'{"version":1}', plain(suite)[:-1], *(changed(draw, suite) for _ in range(1000))]
    outcomes = Counter[str]()
    values = exported(suite)[2]
    for text in texts:
        refusal = refused(ring(suite), ring(suite).seal("session", text))
        outcomes[type(refusal).__name__] += 1
        if refusal is not None:
            assert type(refusal) is SessionError
            assert not [value for value in values if len(value) >= 5 and value in reachable(refusal)]
    assert set(outcomes) == {"NoneType", "SessionError"}
    assert min(outcomes.values()) > 100


# -- what is taken up again -------------------------------------------------------------------------


@every_suite
def test_a_state_is_sealed_and_goes_on(suite: str) -> None:
    typed, masked, values, blob = exported(suite)
    assert not [value for value in (*values, "PERSON", "姓名", "version", "nonce") if len(value) >= 5 and value.encode() in blob]
    chat = GUARD.session_from(blob, ring(suite), clock)
    assert chat.restore(masked) == typed
    assert chat.export(ring(suite)) != chat.export(ring(suite)), "never sealed alike"


@every_suite
def test_an_expired_state_holds_nothing(suite: str) -> None:
    """It is taken up, and has forgotten everything: placeholders stay, or with ``strict`` are refused."""
    _, masked, values, blob = exported(suite)
    for idle in (601, 10**6, 10**9):
        chat = GUARD.session_from(blob, ring(suite), lambda late=idle: clock() + late)
        assert chat.restore(masked) == masked
        with pytest.raises(RestoreError) as caught:
            chat.restore(masked, strict=True)
        assert not [value for value in values if len(value) >= 5 and value in reachable(caught.value)]
    early = GUARD.session_from(blob, ring(suite), lambda: clock() + 599)
    assert early.restore(masked) != masked
