"""Keys with ids. A keyring never prints, and its file is the owner's alone.

One key is primary and makes new tokens and hashes; the others still restore what they made, until they are retired.
Files, environment and commands are read by :mod:`piiguard.keyfile`; what is done with a key is in :mod:`piiguard.suites`.
"""

from __future__ import annotations

import os

from .errors import KeyringError, RetiredKeyError, UnknownKeyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .fpe import FormatPreserving
    from .suites import Suite

_LONGEST_TENANT = 64


class Key:
    """One key: 32 bytes, the suite they are used in, when they were made, whether they may still restore."""

    __slots__ = ("_bytes", "_suite", "created", "retired", "suite")

    def __init__(self, data: bytes, suite: str = "std", created: str = "", retired: bool = False) -> None:
        from .suites import SUITES

        if len(data) != 32:
            raise KeyringError("a key is 32 bytes long")
        if suite not in SUITES:
            raise KeyringError(f"no such suite; known: {', '.join(SUITES)}")  # what stands there may be a key
        self._bytes = bytes(data)
        self._suite: Suite | None = None
        self.suite = suite
        self.created = created
        self.retired = retired

    def __repr__(self) -> str:
        return f"Key(suite={self.suite!r}, created={self.created!r}, retired={self.retired!r})"

    def __reduce__(self) -> str:
        raise KeyringError("a key is not pickled")

    @classmethod
    def generate(cls, suite: str = "std") -> Key:
        """A new random key of today."""
        from time import gmtime, strftime

        return cls(os.urandom(32), suite, strftime("%Y-%m-%d", gmtime()))

    @property
    def use(self) -> Suite:
        """What can be done with it."""
        if self._suite is None:
            from .suites import suite

            self._suite = suite(self.suite, self._bytes)
        return self._suite


class Keyring:
    """Versioned keys; the primary one makes new tokens and hashes. ``repr`` shows ids only.

    keys     by id (a lower-case letter and up to seven letters or digits): 32 bytes each, or :class:`Key`
    primary  the id of the one that makes new ones
    tenant   whose values these are: part of every token and pseudonym, so that two tenants' never match or restore

    Raises:
        KeyringError: no such primary key, or it is retired; an id or a key that is malformed.
    """

    __slots__ = ("_keys", "primary", "tenant")

    def __init__(self, keys: dict[str, bytes] | dict[str, Key], primary: str, tenant: str = "") -> None:
        if primary not in keys:
            raise KeyringError("the primary key id is not among the keys")
        self._keys: dict[str, Key] = {}
        for ident, key in keys.items():
            if not (ident.isascii() and ident.isalnum() and ident.islower() and ident[0].isalpha() and len(ident) <= 8):
                raise KeyringError("a key id is a lower-case letter and up to seven letters or digits")
            if not isinstance(key, Key) and len(key) != 32:
                raise KeyringError(f"key {ident!r} is not 32 bytes long")
            self._keys[ident] = key if isinstance(key, Key) else Key(key)
        if self._keys[primary].retired:
            raise KeyringError("the primary key is retired")
        if not isinstance(tenant, str) or len(tenant) > _LONGEST_TENANT:
            raise KeyringError(f"a tenant is a name of at most {_LONGEST_TENANT} characters")
        self.primary = primary
        self.tenant = tenant

    def __repr__(self) -> str:
        return f"Keyring(primary={self.primary!r}, ids={sorted(self._keys)!r})"

    def __reduce__(self) -> str:
        raise KeyringError("a keyring is not pickled: its keys would travel with it")

    # -- where it comes from ------------------------------------------------------------------

    @classmethod
    def generate(cls, suite: str = "std") -> Keyring:
        """A new keyring with one random key, of suite "std" (AES, SHA-2) or "sm" (SM4, SM3)."""
        return cls({"k1": Key.generate(suite)}, "k1")

    @classmethod
    def load(cls, path: str | os.PathLike[str], passphrase: str | Callable[[], str] | None = None) -> Keyring:
        """Read a keyring file.

        passphrase  of a file that was saved with one, or what asks for it; asked only then

        Raises:
            KeyringError: missing, readable by others, malformed or another passphrase; never with its content.
        """
        from .keyfile import load

        return load(path, passphrase)

    @classmethod
    def named(cls, where: str, passphrase: str | Callable[[], str] | None = None) -> Keyring:
        """A file by path, ``env:NAME`` for what a variable holds, ``command:LINE`` for what a command prints (a KMS's client)."""
        from .keyfile import named

        return named(where, passphrase)

    def save(self, path: str | os.PathLike[str], passphrase: str | None = None, *, replace: bool = False) -> None:
        """Write a file, mode 0600; an existing one is overwritten only with ``replace``, whole or not at all."""
        from .keyfile import save

        save(self, path, passphrase, replace=replace)

    # -- its keys -----------------------------------------------------------------------------

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, in the order they were added."""
        return tuple(self._keys)

    def key(self, ident: str) -> Key:
        """The key of this id, to look at.

        Raises:
            UnknownKeyError: there is none.
        """
        key = self._keys.get(ident)
        if key is None:
            raise UnknownKeyError("the keyring has no key of this id")
        return key

    def restoring(self, ident: str) -> Key:
        """The key of this id, to restore with.

        Raises:
            UnknownKeyError: there is none.
            RetiredKeyError: it may no longer restore.
        """
        key = self.key(ident)
        if key.retired:
            raise RetiredKeyError("the key of this id is retired")
        return key

    def for_tenant(self, tenant: str) -> Keyring:
        """The same keys for one tenant's values."""
        return Keyring(self._keys, self.primary, tenant)

    def add(self, suite: str | None = None) -> Keyring:
        """A new keyring with one more random key, which is not primary; of the primary key's suite if none is given."""
        ident = self._next_id()
        return self._with({**self._keys, ident: Key.generate(suite or self._keys[self.primary].suite)}, self.primary)

    def rotate(self, suite: str | None = None) -> Keyring:
        """A new keyring whose primary key is new, or the newest one that was added and never primary; the old ones restore."""
        last = next(reversed(self._keys))
        waiting = list(self._keys).index(last) > list(self._keys).index(self.primary)
        if waiting and not self._keys[last].retired and suite in (None, self._keys[last].suite):
            return self._with(self._keys, last)
        added = self.add(suite)
        return added._with(added._keys, next(reversed(added._keys)))

    def retire(self, ident: str) -> Keyring:
        """A new keyring in which this key no longer restores.

        Raises:
            UnknownKeyError: there is no such key.
            KeyringError: it is the primary one.
        """
        key = self.key(ident)
        if ident == self.primary:
            raise KeyringError("the primary key cannot be retired: rotate first")
        gone = Key(key._bytes, key.suite, key.created, True)
        return self._with({**self._keys, ident: gone}, self.primary)

    def _with(self, keys: dict[str, Key], primary: str) -> Keyring:
        return Keyring(keys, primary, self.tenant)

    def _next_id(self) -> str:
        numbers = [int(ident[1:]) for ident in self._keys if ident[0] == "k" and ident[1:].isdigit()]
        return f"k{max(numbers, default=0) + 1}"

    # -- what is done with them ---------------------------------------------------------------

    def hmac(self, purpose: str, value: str) -> bytes:
        """The suite's HMAC under the primary key as 64 hex digits; ``purpose`` (an entity type) separates domains."""
        scope = f"{purpose}\0{self.tenant}\0" if self.tenant else f"{purpose}\0"
        return self._keys[self.primary].use.mac(scope.encode() + value.encode("utf-8", "surrogatepass")).hex().encode()

    def forms(self, ident: str | None = None) -> FormatPreserving:
        """Format-preserving encryption under the primary key, or the one of this id: AES-256, or SM4 in suite "sm".

        Raises:
            UnknownKeyError, RetiredKeyError: of that id.
        """
        from .fpe import FormatPreserving

        key = self.restoring(ident or self.primary)
        if key.suite == "sm":
            return FormatPreserving(key.use.derive("fpe", 16), self.tenant, "sm4")
        return FormatPreserving(key.use.derive("fpe", 32), self.tenant)

    def seal(self, purpose: str, data: bytes) -> bytes:
        """``data`` encrypted under the primary key for a purpose ("session"); never the same twice. See :meth:`unseal`."""
        seal, _ = self._keys[self.primary].use.fresh(f"seal {purpose}")
        head = self.primary.encode().ljust(8, b"\0")
        return head + seal(data, head + self._scope(purpose))

    def unseal(self, purpose: str, blob: bytes) -> bytes:
        """What :meth:`seal` was given.

        Raises:
            TokenError: its subclasses: another key, a retired one, another purpose or tenant, or altered.
        """
        head = bytes(blob[:8])
        ident = head.rstrip(b"\0").decode("ascii", "replace")
        _, unseal = self.restoring(ident).use.fresh(f"seal {purpose}")
        return unseal(bytes(blob[8:]), head + self._scope(purpose))

    def _scope(self, purpose: str) -> bytes:
        return f"{purpose}\0{self.tenant}".encode()
