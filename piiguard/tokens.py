"""Tokens: values that only the right key brings back, written so that they survive a chat.

``〔CN_MOBILE:ps1.k1.adkfb…〕``: the entity type; ``p`` for equal values give equal tokens or ``e`` for never the same twice;
``s`` or ``m`` for the suite (std, sm); the version; the key's id; the body in the letters a to p, four bits each. Digits
could look like another identifier, and letters in two cases do not survive everywhere.

The body is, in bytes::

    2 length of all that follows | 3 key check | 3 tenant check | 2 type check | sealed value | 4 CRC-32 of all before

The checks are the first bytes of keyed hashes and the CRC is there to say *why* a token is not restored. What decides is
the seal, which covers kind, suite, version, type and tenant (docs/crypto.md).

A token is read whatever happened to it on the way that leaves no doubt: other cases, full-width characters, spaces,
line-free blanks and zero-width characters inside, 【 】 or [ ] for its brackets.
"""

from __future__ import annotations

from zlib import crc32

from .errors import (
    TamperedTokenError,
    TokenError,
    TruncatedTokenError,
    UnknownVersionError,
    WrongKeyError,
    WrongTenantError,
    WrongTypeError,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterator

    from .keyring import Key, Keyring

VERSION = "1"
SAME, FRESH = "p", "e"
_SUITES = {"std": "s", "sm": "m"}
_TO_LETTERS = bytes.maketrans(b"0123456789abcdef", b"abcdefghijklmnop")
_TO_HEX = bytes.maketrans(b"abcdefghijklmnop", b"0123456789abcdef")
_CHECKS = 8  # bytes of key, tenant and type check
_LEAST = 2 + _CHECKS + 16 + 4
_BLANK = "[ \\t\\u00a0\\u3000\\u200b-\\u200d\\u2060\\ufeff]"
_WORD = "[0-9A-Za-z_\\uff10-\\uff19\\uff21-\\uff3a\\uff3f\\uff41-\\uff5a]"
_DOT = "[.．。]"
_state: list[re.Pattern[str]] = []

_MOST = 8_192  # bytes of a value: 2,048 characters, the widest pattern's, of any kind
LONGEST = 20_000
"""Characters a token has at most: a value of 2,048 hanzi, written with a blank here and there."""


def _expression() -> re.Pattern[str]:
    if not _state:
        import re

        gap = f"{_BLANK}{{0,4}}"
        _state.append(
            re.compile(
                f"[〔［\\[【]{gap}(?P<type>{_WORD}{{2,64}}){gap}[:：]{gap}(?P<kind>[PEpeＰＥｐｅ]{_WORD}{{2,4}}){gap}{_DOT}{gap}"
                f"(?P<key>{_WORD}{{1,8}}){gap}{_DOT}(?P<body>(?:{_WORD}|{_BLANK}){{0,{LONGEST}}})(?P<close>[〕］\\]】]?)"
            )
        )
    return _state[0]


def sealer(keyring: Keyring, entity_type: str, kind: str = SAME) -> Callable[[str], str]:
    """The function that makes tokens of values of ``entity_type`` under the primary key.

    kind  :data:`SAME` or :data:`FRESH`

    The function raises TokenError for a value of more than 8,192 bytes of UTF-8, which only guests can find.
    """
    key = keyring.key(keyring.primary)
    seal, _ = key.use.same("token") if kind == SAME else key.use.fresh("token")
    front = f"〔{entity_type}:{kind}{_SUITES[key.suite]}{VERSION}.{keyring.primary}."
    checks = _checks(key, keyring.tenant, entity_type)
    associated = _associated(kind, key.suite, entity_type, keyring.tenant)

    def sealed(value: str) -> str:
        data = value.encode("utf-8", "surrogatepass")
        if len(data) > _MOST:
            raise TokenError("a value this long has no token: it could not be read again")
        body = checks + seal(data, associated)
        body = (len(body) + 4).to_bytes(2, "big") + body
        return front + (body + crc32(body).to_bytes(4, "big")).hex().encode().translate(_TO_LETTERS).decode() + "〕"

    return sealed


def restore(keyring: Keyring, text: str, entity_type: str | None = None) -> str:
    """``text`` with every token replaced by its value; text without tokens comes back as it is.

    entity_type  of all tokens, where only one is expected

    Raises:
        TokenError: a subclass that says why, with the offset of the token in characters; nothing is restored then.
    """
    return rewrite(text, lambda token: unsealed(keyring, token, entity_type)[0])


def rekey(keyring: Keyring, text: str) -> str:
    """``text`` with every token made anew under the primary key.

    Raises:
        TokenError: as :func:`restore`.
    """
    made: dict[tuple[str, str], Callable[[str], str]] = {}

    def again(token: Token) -> str:
        value, entity_type = unsealed(keyring, token, None)
        maker = made.get((entity_type, token.kind))
        if maker is None:
            maker = made[entity_type, token.kind] = sealer(keyring, entity_type, token.kind)
        return maker(value)

    return rewrite(text, again)


def rewrite(text: str, treat: Callable[[Token], str]) -> str:
    """``text`` with every token treated. Raises what ``treat`` raises, with the offset of the token."""
    pieces = []
    done = 0
    for token in tokens(text):
        try:
            pieces += [text[done : token.start], treat(token)]
        except TokenError as error:
            raise type(error)(f"the token at character {token.start}: {error}") from None
        done = token.end
    pieces.append(text[done:])
    return "".join(pieces)


class Token:
    """A token as it stands in a text: where (characters, half open), and its parts with case and blanks put right."""

    __slots__ = ("body", "closed", "end", "entity_type", "key", "kind", "start", "suite", "version")

    def __init__(self, match: re.Match[str]) -> None:
        import unicodedata

        def plain(group: str) -> str:
            folded = unicodedata.normalize("NFKC", match[group])
            return "".join(char for char in folded if char.isalnum() or char == "_").lower()

        self.start, self.end = match.span()
        self.entity_type = plain("type").upper()
        kind = plain("kind")
        self.kind, self.suite, self.version = kind[0], kind[1], kind[2:]
        self.key = plain("key")
        self.body = plain("body")
        self.closed = bool(match["close"])

    def __repr__(self) -> str:
        return f"Token({self.entity_type!r}, {self.start}, {self.end})"


def tokens(text: str) -> Iterator[Token]:
    """The tokens in ``text``, sound or not: what begins like one and names a version."""
    if ":" not in text and "：" not in text:
        return
    for match in _expression().finditer(text):
        token = Token(match)
        if token.version.isdigit() and token.suite.isalpha():
            yield token


def unsealed(keyring: Keyring, token: Token, entity_type: str | None) -> tuple[str, str]:
    """(value, entity type) of a token.

    Raises:
        TokenError: the subclass says why.
    """
    if token.version != VERSION or token.suite not in _SUITES.values():
        raise UnknownVersionError("its version or suite is not known here")
    body = _bytes(token)
    key = keyring.restoring(token.key)
    checks = _checks(key, keyring.tenant, token.entity_type)
    if body[:3] != checks[:3]:
        raise WrongKeyError("another key of the same id made it")
    if _SUITES[key.suite] != token.suite:
        raise TamperedTokenError("it names another suite than its key's")
    if body[3:6] != checks[3:6]:
        raise WrongTenantError("it was made for another tenant")
    if body[6:_CHECKS] != checks[6:] or (entity_type is not None and token.entity_type != entity_type):
        raise WrongTypeError("it was made for another entity type")
    _, unseal = key.use.same("token") if token.kind == SAME else key.use.fresh("token")
    value = unseal(body[_CHECKS:], _associated(token.kind, key.suite, token.entity_type, keyring.tenant))
    return value.decode("utf-8", "surrogatepass"), token.entity_type


def _bytes(token: Token) -> bytes:
    """The checks and the sealed value, once length and CRC are right."""
    letters = token.body.encode("ascii", "replace")
    if letters.strip(b"abcdefghijklmnop"):
        raise TamperedTokenError("its letters are not all its own")
    whole = bytes.fromhex(letters[: len(letters) // 2 * 2].translate(_TO_HEX).decode())
    length = int.from_bytes(whole[:2], "big")
    if len(whole) < 2 or len(whole) - 2 < length or len(letters) % 2:
        raise TruncatedTokenError("its end is missing")
    if not token.closed:
        raise TruncatedTokenError("its closing bracket is missing")
    if len(whole) < _LEAST or len(whole) - 2 != length or crc32(whole[:-4]).to_bytes(4, "big") != whole[-4:]:
        raise TamperedTokenError("it was altered")
    return whole[2:-4]


def _checks(key: Key, tenant: str, entity_type: str) -> bytes:
    mac = key.use.mac
    return mac(b"check key")[:3] + mac(b"check tenant\0" + tenant.encode())[:3] + mac(b"check type\0" + entity_type.encode())[:2]


def _associated(kind: str, suite: str, entity_type: str, tenant: str) -> bytes:
    return f"piiguard token {kind}{_SUITES[suite]}{VERSION}\0{entity_type}\0{tenant}".encode()


__all__ = ["FRESH", "SAME", "Token", "rekey", "restore", "rewrite", "sealer", "tokens", "unsealed"]
