"""The operators that take keys: each makes the function from a value of one type to its replacement.

With ``join`` all spellings of a value (piiguard/spelling.py) are treated as one, at the price of the spelling.
"""

from __future__ import annotations

from .errors import FpeError
from .spelling import normal_form
from .tokens import FRESH, SAME, sealer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .keyring import Keyring

_HEX_TO_LETTERS = bytes.maketrans(b"0123456789abcdef", b"ghjkmnpqrsabcdef")
"""Hashes are written in letters: digits could look like another identifier."""
_CAPITALS = {**dict.fromkeys("x×ХхΧχ", "X"), "ｘ": "Ｘ"}


def keyed(name: str, parameters: dict[str, Any], entity_type: str, keyring: Keyring) -> Callable[[str], str]:
    """The function of the keyed operator ``name``, whose parameters are checked."""
    if name == "hash":
        return _hasher(parameters, entity_type, keyring)
    if name == "surrogate":
        return _fakes(entity_type, keyring)
    if name == "fpe":
        return _preserving(parameters, entity_type, keyring)
    if name == "pseudonymize" and parameters.get("join"):
        return _joined(entity_type, keyring)
    return sealer(keyring, entity_type, SAME if name == "pseudonymize" else FRESH)


def _hasher(parameters: dict[str, Any], entity_type: str, keyring: Keyring) -> Callable[[str], str]:
    length = parameters.get("length", 24)

    def hashed(value: str) -> str:
        digest = keyring.hmac(entity_type, normal_form(value, entity_type)).translate(_HEX_TO_LETTERS).decode()
        return f"〔{entity_type}:{digest[:length]}〕"

    return hashed


def _joined(entity_type: str, keyring: Keyring) -> Callable[[str], str]:
    """One token for all spellings of a value; what comes back is the normal one."""
    token = sealer(keyring, entity_type, SAME)
    return lambda value: token(normal_form(value, entity_type) or value)


def _fakes(entity_type: str, keyring: Keyring) -> Callable[[str], str]:
    """Equal values get equal fakes, however they are typed."""
    from .surrogate import surrogate

    def fake(value: str) -> str:
        digest = keyring.hmac(f"surrogate {entity_type}", normal_form(value, entity_type))
        return surrogate(value, entity_type, bytes.fromhex(digest.decode()))

    return fake


def _preserving(parameters: dict[str, Any], entity_type: str, keyring: Keyring) -> Callable[[str], str]:
    """FF1 in the value's own form; what has no form of a million values (a tail, a name) is treated as ``otherwise`` says."""
    forms = keyring.forms()
    join = parameters.get("join", False)
    if parameters.get("otherwise") == "surrogate":
        other = _fakes(entity_type, keyring)
    else:
        other = _joined(entity_type, keyring) if join else sealer(keyring, entity_type, SAME)

    def preserved(value: str) -> str:
        try:
            return forms.encrypt(entity_type, _capitals(value) if join else value)
        except FpeError:
            if not join:
                return other(value)
        try:
            return forms.encrypt(entity_type, normal_form(value, entity_type))
        except FpeError:
            return other(value)

    return preserved


def _capitals(value: str) -> str:
    """A small x, or × for X, at the end of a number would keep its place and be encrypted apart from X."""
    last = _CAPITALS.get(value[-1:])
    return value[:-1] + last if last and value[:-1].upper() == value[:-1] else value
