"""A digest of all that decides what a scan finds and how it shows it: what was read under another one is read again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from types import CodeType
from typing import Any

from piiguard.formats import Limits, kinds
from piiguard.guard import Guard


def version() -> str:
    """This package's."""
    from piiguard import __version__

    return __version__


def rules(guard: Guard, limits: Limits, sample: tuple[float, int] | None = None) -> str:
    """Hex digest of the version, the guard's recognizers, checks, policy and keys, the limits, and what can be read here.

    Of a key it holds an HMAC made with it: fingerprints and sealed bounds of one key mean nothing under another.
    """
    ring, plan = guard.keyring, guard._plan
    said = [
        version(), plan.fingerprint(), *(compiled.pattern.regex for compiled in plan.patterns),
        *(_code(compiled.pattern.check) + _code(compiled.pattern.parse) for compiled in plan.patterns),
        *(f"{own.entity_type} {own.labels} {own.vetoes} {own.level}" for own in guard.recognizers),
        guard.policy.dump(), guard.policy.purpose or "",
        f"{ring.primary} {ring.tenant} {ring.hmac('rules', '').decode()}" if ring else "",
        "ner" if guard.ner else "", *(_foreign(held.recognizer) for held in guard._foreign),
        str(sample), str([getattr(limits, name) for name in ("bytes", "depth", "members")]), str(kinds.installed()),
    ]  # fmt: skip
    return hashlib.sha256("\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()


def _code(function: object) -> str:
    """What a check does, as far as its own body tells: a user's edited check is another rule."""
    if function is None:
        return "-"
    code = getattr(function, "__code__", None)
    name = f"{getattr(function, '__module__', '')}.{getattr(function, '__qualname__', type(function).__qualname__)}"
    return f"{name} {' '.join(_body(code))}" if isinstance(code, CodeType) else name


def _body(code: CodeType) -> Iterator[str]:
    yield code.co_code.hex()
    yield " ".join(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _body(constant)
        elif isinstance(constant, (frozenset, set)):
            yield repr(sorted(map(repr, constant)))  # its own order is another one in every process
        else:
            yield repr(constant)


def _foreign(recognizer: Any) -> str:
    """A Presidio recognizer: its class and what it says of itself."""
    kind = type(recognizer)
    try:
        said = repr(recognizer.to_dict())
    except Exception:  # a guest may not be able to
        said = ""
    return f"{kind.__module__}.{kind.__qualname__} {said}"
