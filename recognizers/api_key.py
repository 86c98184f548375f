"""API keys, access tokens and session ids: by the issuer's prefix, or behind a label when they look drawn at random.

The signature of one request (``sign=``, ``sig=``) opens nothing a second time and is no credential.
"""

from __future__ import annotations

from ..spec import Parsed, Pattern, Score, Trigger, builtin
from ._secrets import ASSIGN, ASSIGN_BYTES, FOUND, GAP, GAP_BYTES, hold, looks_random

_PREFIXES = (
    "AKIA", "ASIA", "LTAI", "AKID", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xoxa-", "xoxb-", "xoxp-", "xoxr-", "xoxs-", "AIza",
    "sk_live_", "rk_live_", "sk_test_", "rk_test_", "npm_", "hf_",
)  # fmt: skip
_PREFIXED = (
    "(?:(?:AKIA|ASIA)[A-Z0-9]{16}|LTAI[A-Za-z0-9]{12,30}|AKID[A-Za-z0-9]{13,40}|gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255}|"
    "glpat-[0-9A-Za-z_-]{20,64}|xox[abprs]-[A-Za-z0-9-]{10,250}|AIza[0-9A-Za-z_-]{35}|[sr]k_(?:live|test)_[0-9A-Za-z]{16,255}|npm_[A-Za-z0-9]{36}|"
    "hf_[A-Za-z0-9]{30,40})"
)
_NAMES = (
    "(?:(?<!device)(?<!push)(?<!device[ _-])(?<!push[ _-])token|secret|api[ _-]?key|access[ _-]?key|app[ _-]?key|secret[ _-]?(?:id|key)|private[ _-]?key|sign(?:ing)?[ _-]?key|auth[ _-]?key|"
    "encrypt(?:ion)?[ _-]?key|account[ _-]?key|aes[ _-]?key|credentials?|sess(?:ion)?[ _-]?(?:id|key|token)|session|ticket|signature|"
    "authorization|(?<![A-Za-z])sid)"
)
_NAMES_BYTES = _NAMES.replace("(?<![A-Za-z])", "").replace("(?<!device)(?<!push)(?<!device[ _-])(?<!push[ _-])", "")
_SUFFIX = "(?:[ _-]?(?:id|key|value|secret|string|access))?"
_KEY_CHARS = "A-Za-z0-9_/+=.~:-"
_ZH = ("密钥", "密鑰", "秘钥", "金鑰", "令牌", "会话标识", "会话ID")


def _parse(text: str, start: int, end: int) -> Parsed | None:
    """Behind a name: random enough to be a key, without the marks that follow it in a sentence or a URL."""
    while end > start and text[end - 1] in ".:-":
        end -= 1
    value = text[start:end]
    return (start, end, FOUND) if looks_random(value) else hold(text, start, end)


def _random(value: str) -> Score | None:
    return FOUND if looks_random(value.partition("-")[2] or value) else None


def _issued(value: str) -> Score | None:
    """Issued keys are drawn, but some prefixes begin words too."""
    body = value[4:]
    return (
        FOUND
        if len(set(body)) > 5 and (body.upper() == body or any(char.isdigit() for char in body) or body.lower() != body)
        else None
    )


def _basic(value: str) -> Score | None:
    """RFC 7617: user and password with a colon between, in base64."""
    from base64 import b64decode

    try:
        return FOUND if b":" in b64decode(value + "=" * (-len(value) % 4)) else None
    except ValueError:
        return None


RECOGNIZER = builtin(
    "API_KEY",
    [
        Pattern("issued", f"(?<![0-9A-Za-z]){_PREFIXED}(?![0-9A-Za-z])", FOUND, anchor=Trigger("[0-9A-Za-z_-]{10}", 24, starts=_PREFIXES),
                check=_issued, glued=True),
        Pattern("sk", "(?<![0-9A-Za-z_.#-])sk-[A-Za-z0-9_-]{20,240}(?![0-9A-Za-z])", FOUND, anchor=Trigger("(?:^|[^0-9A-Za-z])sk-[0-9A-Za-z_-]{10}", 14),
                check=_random, glued=True),
        Pattern("jwt", "(?<![0-9A-Za-z_-])eyJ[A-Za-z0-9_-]{8,200}\\.[A-Za-z0-9_-]{8,1140}(?:\\.[A-Za-z0-9_-]{0,690})?", FOUND,
                anchor=Trigger("[A-Za-z0-9_-]{8}", 12, starts=("eyJ",)), glued=True),
        Pattern("bearer", "(?ai)(?<![A-Za-z])bearer[ \t:+]{1,3}(?P<value>[A-Za-z0-9_/+=.~-]{16,1900})", FOUND,
                anchor=Trigger("(?i:bearer[ \t:+]{1,3}[A-Za-z0-9_/+=.~-]{16})", 28), parse=_parse, glued=True),
        Pattern("basic", "(?ai)authorization[\"']?[ ]?[:=][ ]?[\"']?basic (?P<value>[A-Za-z0-9+/]{8,500}={0,2})", FOUND,
                anchor=Trigger("(?i:authorization[\"']?[ ]?[:=][ ]?[\"']?basic [A-Za-z0-9+/]{8})", 48), check=_basic, glued=True),
        Pattern("named", f"(?ai){_NAMES}{_SUFFIX}{ASSIGN}(?P<value>[{_KEY_CHARS}]{{16,1900}})", FOUND,
                anchor=Trigger(f"(?i:{_NAMES_BYTES}{_SUFFIX}{ASSIGN_BYTES}[{_KEY_CHARS}]{{16}})", 80), parse=_parse, glued=True),
        Pattern("query", "(?ai)(?<=[?&;])(?:[a-z_]{0,12}(?:token|ticket|secret|session|sid|auth|key)|code|ak|sk|state|jwt|assertion)=(?P<value>[A-Za-z0-9_/+=.~-]{8,1900})", FOUND,
                anchor=Trigger("(?i:[?&;][a-z_]{0,12}(?:token|ticket|secret|session|sid|auth|key|code|ak|sk|state|jwt|assertion)=[A-Za-z0-9_/+=.~-]{8})", 48),
                parse=_parse, glued=True),
        Pattern("said", f"(?:{'|'.join(_ZH)})(?: ?(?:ID|Id|id|[Kk]ey))?{GAP}(?P<value>[{_KEY_CHARS}]{{8,1600}})", FOUND,
                anchor=Trigger(f"{GAP_BYTES}[A-Za-z0-9_/+.~]", 110, starts=_ZH), parse=_parse, glued=True),
        Pattern("rest", "(?<=\ue000)[A-Za-z0-9_.-]{64,1900}", FOUND, anchor=Trigger("[A-Za-z0-9_.-]{64}", 66, starts=("\ue000",)), glued=True),
    ],
    labels=(
        *_ZH, "token", "access token", "refresh token", "auth token", "secret", "api key", "api secret", "app key", "app secret", "access key", "access key secret",
        "secret key", "secret id", "client secret", "session id", "session", "jsessionid", "authorization", "signature", "ticket", "cookie",
    ),
    level="C3",
    title_en="API key, access token or session id",
    title_zh="接口密钥、访问令牌、会话标识",
    standard="none; JWT: RFC 7519, Bearer: RFC 6750, Basic: RFC 7617",
    example="AKIA7QX2M4NPL6TRZB3W",
)  # fmt: skip
