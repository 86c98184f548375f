"""What is done with a key: derive others from it, authenticate, encrypt. Two suites, written down in docs/crypto.md.

``std``  AES-256-SIV (RFC 5297) for equal tokens, AES-256-GCM-SIV (RFC 8452) for fresh ones, HMAC-SHA-256
``sm``   SM4-CTR (GB/T 32907) under a synthetic or a random IV with HMAC-SM3 (GB/T 32905), composed as docs/crypto.md says

Only this module and :mod:`piiguard.fpe` import ``cryptography``, inside functions. Everything raises
:class:`~piiguard.errors.TamperedTokenError` where what is opened is not what was sealed; nothing else comes out.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod

from .errors import KeyringError, TamperedTokenError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

SUITES = ("std", "sm")
_TAG = 16  # bytes of an SM3 tag or synthetic IV that are kept, and of an AES one
_NONCE = 12


def suite(name: str, key: bytes) -> Suite:
    """The suite called ``name`` over a 32-byte key.

    Raises:
        KeyringError: no such suite.
    """
    if name == "std":
        return Std(key)
    if name == "sm":
        return Sm(key)
    raise KeyringError(f"no such suite; known: {', '.join(SUITES)}")


class Suite(ABC):
    """A key and what can be done with it. Handles are made once and used many times; they never print."""

    name = ""
    __slots__ = ("_key", "_pairs", "_started")

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._pairs: dict[str, Pair] = {}
        self._started: dict[bytes, Any] = {}  # HMACs with their key read in, to copy

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"

    def __reduce__(self) -> str:
        raise KeyringError("a key is not pickled")

    def mac(self, message: bytes) -> bytes:
        """The keyed hash of ``message``, 32 bytes."""
        return self._mac(self._key, message)

    def derive(self, purpose: str, length: int = 32) -> bytes:
        """A key of its own for ``purpose``: HKDF-Expand (RFC 5869) with the suite's HMAC; at most 8,160 bytes."""
        info, block, out = b"piiguard\0" + purpose.encode(), b"", b""
        while len(out) < length:
            block = self._mac(self._key, block + info + bytes([len(out) // 32 + 1]))
            out += block
        return out[:length]

    @abstractmethod
    def _mac(self, key: bytes, message: bytes) -> bytes:
        """The suite's HMAC, 32 bytes."""

    def same(self, purpose: str) -> Pair:
        """(seal, open) under a key for ``purpose``: equal input gives equal output, 16 bytes longer."""
        return self._kept(f"same {purpose}", self._same)

    def fresh(self, purpose: str) -> Pair:
        """(seal, open) under a key for ``purpose``: no two outputs are equal."""
        return self._kept(f"fresh {purpose}", self._fresh)

    def _kept(self, purpose: str, make: Callable[[str], Pair]) -> Pair:
        pair = self._pairs.get(purpose)
        if pair is None:
            pair = self._pairs[purpose] = make(purpose)
        return pair

    @abstractmethod
    def _same(self, purpose: str) -> Pair:
        """What :meth:`same` gives."""

    @abstractmethod
    def _fresh(self, purpose: str) -> Pair:
        """What :meth:`fresh` gives."""


#: seal(data, associated) -> bytes; open(sealed, associated) -> bytes
Pair = tuple["Callable[[bytes, bytes], bytes]", "Callable[[bytes, bytes], bytes]"]


class Std(Suite):
    """AES and SHA-2."""

    name = "std"
    __slots__ = ()

    def _mac(self, key: bytes, message: bytes) -> bytes:
        import hmac

        return hmac.digest(key, message, "sha256")

    def _same(self, purpose: str) -> Pair:
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV

        cipher = AESSIV(self.derive(purpose, 64))

        def seal(data: bytes, associated: bytes) -> bytes:
            return cipher.encrypt(data, [associated])

        return seal, _opened(lambda sealed, associated: cipher.decrypt(sealed, [associated]))

    def _fresh(self, purpose: str) -> Pair:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

        cipher = AESGCMSIV(self.derive(purpose, 32))

        def seal(data: bytes, associated: bytes) -> bytes:
            nonce = os.urandom(_NONCE)
            return nonce + cipher.encrypt(nonce, data, associated)

        return seal, _opened(lambda sealed, associated: cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], associated))


class Sm(Suite):
    """SM4 and SM3, which Chinese regulators ask for; the mode is ours, encrypt-then-MAC and SIV from the same two parts."""

    name = "sm"
    __slots__ = ()

    def _mac(self, key: bytes, message: bytes) -> bytes:
        started = self._started.get(key)
        if started is None:
            from cryptography.hazmat.primitives.hashes import SM3
            from cryptography.hazmat.primitives.hmac import HMAC

            started = self._started[key] = HMAC(key, SM3())
        digest = started.copy()
        digest.update(message)
        made: bytes = digest.finalize()
        return made

    def _same(self, purpose: str) -> Pair:
        mac, stream = self.derive(f"{purpose} mac"), _sm4(self.derive(f"{purpose} key", 16))

        def seal(data: bytes, associated: bytes) -> bytes:
            iv = self._mac(mac, _framed(associated) + data)[:_TAG]
            return iv + stream(iv, data)

        def unseal(sealed: bytes, associated: bytes) -> bytes:
            iv = sealed[:_TAG]
            data = stream(iv, sealed[_TAG:])
            _compare(iv, self._mac(mac, _framed(associated) + data)[:_TAG])
            return data

        return seal, _opened(unseal)

    def _fresh(self, purpose: str) -> Pair:
        mac, stream = self.derive(f"{purpose} mac"), _sm4(self.derive(f"{purpose} key", 16))

        def seal(data: bytes, associated: bytes) -> bytes:
            iv = os.urandom(_TAG)
            body = iv + stream(iv, data)
            return body + self._mac(mac, _framed(associated) + body)[:_TAG]

        def unseal(sealed: bytes, associated: bytes) -> bytes:
            body, tag = sealed[:-_TAG], sealed[-_TAG:]
            _compare(tag, self._mac(mac, _framed(associated) + body)[:_TAG])
            return stream(body[:_TAG], body[_TAG:])

        return seal, _opened(unseal)


def _framed(associated: bytes) -> bytes:
    return len(associated).to_bytes(4, "big") + associated


def _sm4(key: bytes) -> Callable[[bytes, bytes], bytes]:
    """SM4 in counter mode under ``key``, both ways: a function of the first counter block (16 bytes) and the data.

    The key schedule costs five times a short value, so contexts are kept and given their IV anew. One that is in use is out
    of the pool: two threads never share one, and there are never more than threads.
    """
    from cryptography.hazmat.primitives.ciphers import Cipher, modes
    from cryptography.hazmat.primitives.ciphers.algorithms import SM4

    spare: list[Any] = []

    def stream(iv: bytes, data: bytes) -> bytes:
        try:
            context = spare.pop()
        except IndexError:
            context = Cipher(SM4(key), modes.CTR(iv)).encryptor()
        else:
            context.reset_nonce(iv)
        made: bytes = context.update(data)
        spare.append(context)
        return made

    return stream


def _compare(given: bytes, expected: bytes) -> None:
    import hmac

    if not hmac.compare_digest(given, expected):
        raise TamperedTokenError("not what was sealed")


def _opened(unseal: Callable[[bytes, bytes], bytes]) -> Callable[[bytes, bytes], bytes]:
    """``unseal`` with one error for everything that can be wrong with its input."""

    def opened(sealed: bytes, associated: bytes) -> bytes:
        try:
            return unseal(sealed, associated)
        except Exception:
            raise TamperedTokenError("not what was sealed, or sealed under another key or name") from None

    return opened
