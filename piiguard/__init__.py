"""piiguard finds and protects personal information in Chinese text.

>>> import piiguard
>>> piiguard.mask("手机13912345678")
'手机139******78'

Three front doors: this package for a service, ``piiguard filter`` for a log pipeline,
``piiguard scan`` for a security team. Everything public is in ``__all__``.
"""

from __future__ import annotations

from .errors import (
    EngineError,
    FormatError,
    KeyringError,
    MissingKeyringError,
    PiiguardError,
    PolicyError,
    RecordError,
    RestoreError,
    SessionError,
    SpecError,
    TokenError,
)
from .findings import Edit, Finding, Masked, MaskedRecord, RecordEdit
from .guard import Guard
from .keyring import Keyring
from .policy import Policy
from .spec import Pattern, Recognizer, score

__version__ = "0.1.0"

__all__ = [
    "Edit",
    "EngineError",
    "Finding",
    "FormatError",
    "Guard",
    "Keyring",
    "KeyringError",
    "Masked",
    "MaskedRecord",
    "MissingKeyringError",
    "Pattern",
    "PiiguardError",
    "Policy",
    "PolicyError",
    "Recognizer",
    "RecordEdit",
    "RecordError",
    "RestoreError",
    "SessionError",
    "SpecError",
    "TokenError",
    "mask",
    "score",
]

_default: list[Guard] = []


def mask(text: str) -> str:
    """``text`` with personal information masked by the default policy. The guard is made once and kept."""
    if not _default:
        _default.append(Guard())
    return _default[0].mask(text)
