"""Planted values and a planted key, and the look for them in whatever comes out."""

from __future__ import annotations

import base64
import traceback

from reachable import reachable
from strategies import SEED

from piiguard import Keyring
from piiguard.keyring import Key
from piiguard.recognizers import ENTITY_TYPES
from piiguard.testing import Values

KEY = bytes.fromhex("c0ffee" * 10 + "beef")
DRAW = Values(f"{SEED}-canary-protection")
PLANTED = [(kind, DRAW.of(kind)) for kind in ENTITY_TYPES]
SECRETS = [KEY.hex(), KEY.hex()[:16], *(value for _, value in PLANTED if len(value) >= 5)]


RAW = [KEY, KEY[:16], base64.b64encode(KEY), *(form for secret in SECRETS for form in (secret.encode(), secret.encode("utf-16-le")))]


def assert_clean(output: str | bytes, where: str) -> None:
    """None of the planted values, nor the key, as text, bytes or base64."""
    raw = output.encode("utf-8", "surrogatepass") if isinstance(output, str) else output
    leaked = sum(form in raw for form in RAW)
    assert not leaked, f"{where} holds {leaked} planted values or the key"


def shown(error: BaseException) -> str:
    """What a handler may print, and what it may dig out."""
    return "".join(traceback.format_exception(error)) + reachable(error)


def ring(suite: str = "std") -> Keyring:
    return Keyring({"k1": Key(KEY, suite)}, "k1")
