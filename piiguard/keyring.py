"""Keys with ids. A keyring never prints, and its file is the owner's alone.

The file is JSON: ``{"version": 1, "primary": "k1", "keys": {"k1": "<64 hex digits>"}}``, mode 0600.
"""

from __future__ import annotations

import os

from .errors import KeyringError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Keyring:
    """Versioned keys; the primary one makes new hashes. ``repr`` shows ids only."""

    __slots__ = ("_keys", "primary")

    def __init__(self, keys: dict[str, bytes], primary: str) -> None:
        if primary not in keys:
            raise KeyringError("the primary key id is not among the keys")
        for ident, key in keys.items():
            if not (ident.isascii() and ident.isalnum() and ident.islower() and ident[0].isalpha() and len(ident) <= 8):
                raise KeyringError("a key id is a lower-case letter and up to seven letters or digits")
            if len(key) != 32:
                raise KeyringError(f"key {ident!r} is not 32 bytes long")
        self._keys = dict(keys)
        self.primary = primary

    def __repr__(self) -> str:
        return f"Keyring(primary={self.primary!r}, ids={sorted(self._keys)!r})"

    def __reduce__(self) -> str:
        raise KeyringError("a keyring is not pickled: its keys would travel with it")

    @classmethod
    def generate(cls) -> Keyring:
        """A new keyring with one random key."""
        return cls({"k1": os.urandom(32)}, "k1")

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Keyring:
        """Read a keyring file.

        Raises:
            KeyringError: missing, readable by others, or malformed; never with its content.
        """
        import json

        try:
            with open(path, encoding="utf-8") as handle:
                open_to_others = os.name == "posix" and os.fstat(handle.fileno()).st_mode & 0o077
                data = None if open_to_others else json.load(handle)
        except OSError as error:
            raise KeyringError(f"cannot read key file {os.fspath(path)!r}: {error.strerror}") from None
        except ValueError:
            raise KeyringError(f"key file {os.fspath(path)!r} is not JSON") from None
        if open_to_others:
            raise KeyringError(f"{os.fspath(path)!r} can be read by others: chmod 600 it")
        return cls._parse(data)

    @classmethod
    def _parse(cls, data: Any) -> Keyring:
        sound = isinstance(data, dict) and set(data) == {"version", "primary", "keys"}
        if not sound or data["version"] != 1 or data["version"] is True:
            raise KeyringError("a keyring holds exactly version (1), primary and keys")
        keys = data["keys"]
        try:
            return cls({ident: bytes.fromhex(key) for ident, key in keys.items()}, data["primary"])
        except (AttributeError, TypeError, ValueError) as error:
            if isinstance(error, KeyringError):
                raise
            raise KeyringError("a key is not written as hex digits") from None

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a new file, mode 0600; an existing one is never overwritten."""
        import json

        text = json.dumps(
            {"version": 1, "primary": self.primary, "keys": {ident: key.hex() for ident, key in self._keys.items()}}
        )
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise KeyringError(f"cannot create key file {os.fspath(path)!r}: {error.strerror}") from None
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text + "\n")

    def hmac(self, purpose: str, value: str) -> bytes:
        """HMAC-SHA-256 under the primary key as 64 hex digits; ``purpose`` (an entity type) separates domains."""
        import hmac

        message = purpose.encode() + b"\0" + value.encode("utf-8", "surrogatepass")
        return hmac.new(self._keys[self.primary], message, "sha256").hexdigest().encode()
