"""What the proofs of protection share: keyrings that are the same in every run, values of every type, and all of them treated."""

from __future__ import annotations

import hashlib
from functools import cache

import pytest
from strategies import FUZZ, SEED, surface

from piiguard import Keyring
from piiguard.keyring import Key
from piiguard.operators import build
from piiguard.recognizers import ENTITY_TYPES
from piiguard.suites import SUITES
from piiguard.testing import Values

MANY = max(20_000, FUZZ)
"""Cases of each kind, for each suite and operator."""
TOKENS = ("pseudonymize", "encrypt")
every_suite = pytest.mark.parametrize("suite", SUITES)


def secret(name: str) -> bytes:
    return hashlib.sha256(f"{SEED} {name}".encode()).digest()


@cache
def ring(suite: str, name: str = "own") -> Keyring:
    """The same keyring in every run."""
    return Keyring({"k1": Key(secret(f"{suite} {name}"), suite)}, "k1", "agency-7")


@cache
def values() -> list[tuple[str, str]]:
    """(type, value) of every type in turn, no two alike where the type has so many; every third as somebody may type it."""
    draw = Values(f"{SEED} protection")
    made = []
    for number in range(MANY):
        kind = ENTITY_TYPES[number % len(ENTITY_TYPES)]
        value = draw.of(kind)
        made.append((kind, surface(draw, value) if number % 3 == 2 else value))
    return made


def treated(suite: str, operator: str, keyring: Keyring | None = None) -> list[str]:
    """All values treated, each by the operator as a policy would build it for the type."""
    keys = keyring or ring(suite)
    treat = {kind: build(operator, {}, kind, keys) for kind in ENTITY_TYPES}
    return [treat[kind](value) for kind, value in values()]


@cache
def sealed(suite: str, operator: str) -> list[str]:
    return treated(suite, operator)
