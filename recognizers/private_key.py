"""Private key: the PEM markers with what is on their line, and each line of base64 between them.

A finding never reaches over a line feed, and a line cannot see the marker above it: so a line that is
nothing but 64, 70 or 76 characters of base64 counts, as PEM, OpenSSH, PGP and MIME write keys. A
certificate's lines look the same and count too; its markers, and those of public keys, do not.
"""

from __future__ import annotations

from ..spec import Pattern, Score, Trigger, builtin, score
from ._secrets import FOUND, entropy

_KIND = "(?:[A-Z0-9]{2,12} ){0,4}PRIVATE KEY(?: BLOCK)?"
_BEGIN = f"-{{4,5}} ?BEGIN {_KIND} ?-{{4,5}}"
_END = f"-{{4,5}} ?END {_KIND} ?-{{4,5}}"
#: Key material with line ends written out, quotes and joins of programs, and the headers of encrypted keys.
_BODY = "(?:[A-Za-z0-9+/=\\\\ :,.'()\t]|-(?!---))"
#: The same before an END marker: no space behind a small letter, where a stream may have given out what came before.
_TAIL = "(?:[A-Za-z0-9+/=\\\\]|(?<=[0-9A-Z+/=\\\\]) )"
#: DER heads in base64: RSA (PKCS #1, PKCS #8), EC (SEC 1, PKCS #8), Ed25519, SM2; public keys and certificates begin otherwise.
_HEADS = "(?:MII[A-Za-z0-9+/]{2,4}IBA(?:AKC|DANBgkqhkiG9w0BAQEFAASC)|MHcCAQEEI|MHQCAQEEI|MIG[A-Za-z0-9+/]{2}AgEAMB[A-Za-z0-9+/]{2}|MC4CAQAwBQYDK2VwBCIEI|b3BlbnNzaC1rZXktdjE)"
_DIGESTS = frozenset(((24, 22), (28, 27), (44, 43)))
_EDGE = "[ \t\"'>|+,;\\\\]"


def _line(value: str) -> Score | None:
    """A line of key material holds all kinds of characters, as evenly as chance gives them."""
    kinds = (any(map(str.islower, value)), any(map(str.isupper, value)), any(map(str.isdigit, value)))
    return FOUND if all(kinds) and entropy(value) >= 4.5 else None


def _last(value: str) -> Score | None:
    """The last line, shorter and padded: four characters for three bytes. MD5, SHA-1 and SHA-256 have lengths of their own."""
    body = value.rstrip("=")
    if len(value) % 4 or (len(value), len(body)) in _DIGESTS or len(set(body)) * 2 < len(body):
        return None
    kinds = any(map(str.islower, body)) + any(map(str.isupper, body)) + any(map(str.isdigit, body))
    return score(0.9, 0.95, 0.9) if kinds == 3 or (kinds == 2 and len(body) >= 20) else None


def _rest(value: str) -> Score | None:
    """What follows the widest match directly: key material, in lines of 64 or unbroken, and no prose behind another value."""
    return _line(max(value.replace("\\", " ").split(" "), key=len)[:64])


RECOGNIZER = builtin(
    "PRIVATE_KEY",
    [
        Pattern("begin", f"{_BEGIN}{_BODY}{{0,1830}}(?:{_END})?", FOUND, anchor=Trigger(f"{_KIND} ?----", 100, starts=("BEGIN ",)), glued=True),
        Pattern("end", f"{_TAIL}{{0,1830}}{_END}", FOUND, anchor=Trigger(f"{_KIND} ?----", 2000, starts=("END ",)), glued=True),
        Pattern("line", f"^{_EDGE}{{0,16}}(?:- )?(?P<value>[A-Za-z0-9+/]{{64}}(?:[A-Za-z0-9+/]{{6}}){{0,2}})(?:\\\\[nr]|{_EDGE}){{0,8}}(?=\r?$)", FOUND,
                anchor=Trigger(f"(?m:^(?:{_EDGE}{{0,16}}(?:- )?)[A-Za-z0-9+/]{{64}})", 100), check=_line, glued=True),
        Pattern("written-line", "(?<=\\\\[nr])(?P<value>[A-Za-z0-9+/]{64}(?:[A-Za-z0-9+/]{6}){0,2})(?=\\\\[nr])", FOUND,
                anchor=Trigger("\\\\[nr][A-Za-z0-9+/]{64}", 70), check=_line, glued=True),
        Pattern("last", f"^{_EDGE}{{0,16}}(?:- )?(?P<value>[A-Za-z0-9+/]{{10,75}}={{1,2}})(?:\\\\[nr]|{_EDGE}){{0,8}}(?=\r?$)", FOUND,
                anchor=Trigger(f"(?m:^(?:{_EDGE}{{0,16}}(?:- )?)[A-Za-z0-9+/]{{10,75}}={{1,2}}(?:\\\\[nr]|{_EDGE}){{0,8}}\r?$)", 130), check=_last, glued=True),
        Pattern("encoded", f"(?<![A-Za-z0-9+/]){_HEADS}{_TAIL}{{24,1900}}", FOUND,
                anchor=Trigger(_HEADS, 48), glued=True),
        Pattern("rest", f"(?<=\ue000)[A-Za-z0-9+/=\\\\ ]{{64,1830}}(?:{_END})?", FOUND, anchor=Trigger("[A-Za-z0-9+/=\\\\ ]{64}", 66, starts=("\ue000",)), check=_rest, glued=True),
    ],
    labels=("私钥", "私鑰", "private key", "rsa private key", "ssh key"),
    level="C3",
    title_en="Private key",
    title_zh="私钥",
    standard="RFC 7468 (PEM), RFC 9580 (OpenPGP)",
    example="-----BEGIN EC PRIVATE KEY-----",
)  # fmt: skip
