"""Where keyrings are kept: a file of the owner alone, with a passphrase or not; a variable; a command that prints one.

Version 1, read still: ``{"version": 1, "primary": "k1", "keys": {"k1": "<64 hex digits>"}}``.
Version 2::

    {"version": 2, "primary": "k2", "keys": {"k1": {"key": "<64 hex digits>", "suite": "std", "created": "2026-11-22",
     "retired": true}, "k2": {…}}}

With a passphrase the file holds ``{"version": 2, "kdf": {"name": "scrypt", "salt": "…", "n": 131072, "r": 8, "p": 1},
"sealed": "…"}``: the keyring under AES-256-GCM-SIV with a key that scrypt (RFC 7914) makes of the passphrase.
"""

from __future__ import annotations

import os
from contextlib import suppress

from .errors import KeyringError, TokenError
from .keyring import Key, Keyring

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_SCRYPT = {"n": 1 << 17, "r": 8, "p": 1}  # 128 MB and a third of a second
_MOST = 1 << 20  # bytes of a keyring's text, and scrypt's n: what is larger is no keyring
_SECONDS = 60


def load(path: str | os.PathLike[str], passphrase: str | Callable[[], str] | None = None) -> Keyring:
    """See :meth:`piiguard.Keyring.load`."""
    name = os.fspath(path)
    try:
        with open(path, "rb") as handle:
            open_to_others = os.name == "posix" and os.fstat(handle.fileno()).st_mode & 0o077
            data = b"" if open_to_others else handle.read(_MOST)
    except OSError as error:
        raise KeyringError(f"cannot read key file {name!r}: {error.strerror}") from None
    if open_to_others:
        raise KeyringError(f"{name!r} can be read by others: chmod 600 it")
    return parse(_text(data), f"key file {name!r}", passphrase)


def named(where: str, passphrase: str | Callable[[], str] | None = None) -> Keyring:
    """See :meth:`piiguard.Keyring.named`."""
    if where.startswith("env:"):
        text = os.environ.get(where[4:])
        if not text:
            raise KeyringError(f"the variable {where[4:]!r} is not set")
        return parse(text, f"the variable {where[4:]!r}", passphrase)
    if where.startswith("command:"):
        return parse(_printed(where[8:]), "what the key command printed", passphrase)
    return load(where, passphrase)


def _printed(line: str) -> str:
    """What a command prints; it is not run by a shell."""
    import shlex
    import subprocess

    done = None
    try:
        done = subprocess.run(shlex.split(line), stdout=subprocess.PIPE, timeout=_SECONDS, check=False)
    except (OSError, ValueError):
        raise KeyringError("the key command cannot be run") from None
    except subprocess.TimeoutExpired:
        pass  # it holds what was printed: not to be carried along by the error raised instead
    if done is None:
        raise KeyringError(f"the key command took longer than {_SECONDS} seconds")
    if done.returncode:
        raise KeyringError(f"the key command ended with status {done.returncode}")
    return _text(done.stdout)


def _text(data: bytes) -> str:
    """UTF-8, or "", which is no JSON: an error of decoding would hold the bytes."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return ""


def parse(text: str, where: str, passphrase: str | Callable[[], str] | None = None) -> Keyring:
    """The keyring written in ``text``.

    Raises:
        KeyringError: naming ``where``, never what it holds.
    """
    data = _json(text)
    if data is None:
        raise KeyringError(f"{where} is not JSON")
    if isinstance(data, dict) and "sealed" in data:
        data = _unsealed(data, where, passphrase)
    try:
        return _read(data)
    except KeyringError:
        raise
    except (AttributeError, TypeError, ValueError, KeyError):
        pass  # raised below: an error raised here would carry this one, and what it says, along
    raise KeyringError("a key is not written as hex digits")


def _json(text: str) -> Any:
    """What ``text`` says, None if it is not JSON: the parser's own error would hold all of it."""
    import json

    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _read(data: Any) -> Keyring:
    sound = isinstance(data, dict) and set(data) == {"version", "primary", "keys"}
    if not sound or data["version"] not in (1, 2) or isinstance(data["version"], (bool, float)):
        raise KeyringError("a keyring holds exactly version (1 or 2), primary and keys")
    keys = data["keys"]
    if data["version"] == 1:
        return Keyring({ident: bytes.fromhex(key) for ident, key in keys.items()}, data["primary"])
    found: dict[str, Key] = {}
    for ident, entry in keys.items():
        if not isinstance(entry, dict) or not {"key"} <= set(entry) <= {"key", "suite", "created", "retired"}:
            raise KeyringError("a key holds key, and perhaps suite, created and retired")
        created, retired = entry.get("created", ""), entry.get("retired", False)
        if not isinstance(created, str) or not isinstance(retired, bool):
            raise KeyringError("created is a date, retired is true or false")
        found[ident] = Key(bytes.fromhex(entry["key"]), entry.get("suite", "std"), created[:10], retired)
    return Keyring(found, data["primary"])


def _written(keyring: Keyring) -> dict[str, Any]:
    keys = {}
    for ident in keyring.ids:
        key = keyring.key(ident)
        entry: dict[str, Any] = {"key": key._bytes.hex(), "suite": key.suite}
        if key.created:
            entry["created"] = key.created
        if key.retired:
            entry["retired"] = True
        keys[ident] = entry
    return {"version": 2, "primary": keyring.primary, "keys": keys}


def save(keyring: Keyring, path: str | os.PathLike[str], passphrase: str | None, *, replace: bool) -> None:
    """See :meth:`piiguard.Keyring.save`."""
    import json

    data = _written(keyring)
    text = json.dumps(_sealed(json.dumps(data), passphrase) if passphrase else data) + "\n"
    name = os.fspath(path)
    target = f"{name}.{os.getpid()}.new" if replace else name
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise KeyringError(f"cannot create key file {name!r}: {error.strerror}") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if replace:
            os.replace(target, name)
    except OSError as error:
        with suppress(OSError):
            os.unlink(target)
        raise KeyringError(f"cannot write key file {name!r}: {error.strerror}") from None


def _sealed(text: str, passphrase: str) -> dict[str, Any]:
    salt = os.urandom(16)
    sealed = _by_passphrase(passphrase, salt, _SCRYPT).seal("keyring", text.encode())
    return {"version": 2, "kdf": {"name": "scrypt", "salt": salt.hex(), **_SCRYPT}, "sealed": sealed.hex()}


def _unsealed(data: dict[str, Any], where: str, passphrase: str | Callable[[], str] | None) -> Any:
    kdf: Any = data.get("kdf")
    sound = data.get("version") == 2 and isinstance(kdf, dict) and set(kdf) == {"name", "salt", "n", "r", "p"}
    if not sound or kdf["name"] != "scrypt":
        raise KeyringError(f"{where}: sealed in a way this piiguard does not know")
    cost = {name: kdf[name] for name in ("n", "r", "p")}
    if not all(type(value) is int and 0 < value <= _MOST for value in cost.values()):
        raise KeyringError(f"{where}: sealed in a way this piiguard does not know")
    if passphrase is None:
        raise KeyringError(f"{where} needs its passphrase")
    with suppress(TokenError, ValueError, TypeError):
        ring = _by_passphrase(passphrase if isinstance(passphrase, str) else passphrase(), bytes.fromhex(kdf["salt"]), cost)
        return _json(_text(ring.unseal("keyring", bytes.fromhex(data["sealed"]))))
    raise KeyringError(f"{where}: another passphrase, or the file was altered")


def _by_passphrase(passphrase: str, salt: bytes, cost: dict[str, int]) -> Keyring:
    """A keyring of one key, made of the passphrase: it seals and opens the real one."""
    from hashlib import scrypt

    try:
        key = scrypt(passphrase.encode("utf-8", "surrogateescape"), salt=salt, maxmem=1 << 30, dklen=32, **cost)
    except (ValueError, MemoryError):
        raise KeyringError("scrypt cannot be run with the costs the file names") from None
    return Keyring({"pass": key}, "pass")
