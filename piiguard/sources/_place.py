"""Where a URL of an object store leads, and what its settings are. A URL that holds a secret is refused."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from piiguard.errors import alone
from piiguard.sources.source import Secrets, SourceError

# What a path in a URL keeps as it is: a name must survive being given as a target again. The rest is shown by
# its UTF-8 bytes only where it is no text or has a meaning in a URL.
_QUOTED = {chr(code): f"%{code:02X}" for code in (*range(0x20), 0x7F, *map(ord, "%?#"))}
_QUOTE = str.maketrans(_QUOTED)
_SPECIAL = re.compile(r"[\x00-\x1f\x7f%?#]")


class Place:
    """A URL taken apart.

    scheme   lower case
    host     bucket, container or server with its port
    key      what follows, without the slash before it; percent-encoding undone
    query    the settings in the URL
    user     who stands before the server's name, where that is allowed
    """

    __slots__ = ("_start", "host", "key", "query", "scheme", "target", "user")

    def __init__(self, target: str, settings: Sequence[str], *, login: bool = False) -> None:
        """Take ``target`` apart; ``settings`` are the names its query may have, ``login`` lets a user stand before ``@``.

        Raises:
            SourceError: it names no bucket or server, has a setting that is not known, or a user or password.
        """
        self.target = target
        try:
            parts = urlsplit(target)
            query = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
            self.host, self.scheme = parts.netloc, parts.scheme.lower()
        except ValueError:
            alone(SourceError("not a URL: brackets in its host, or a query that is not name=value"))
        self.user = ""
        if login and ":" not in self.host.rpartition("@")[0]:
            user, _, self.host = self.host.rpartition("@")
            self.user = unquote(user)
        if "@" in self.host:
            raise SourceError(f"{self.scheme}:// with a user or password in it is refused: they are given as secrets")
        known = ", ".join(settings) or "none"
        if any(name not in settings for name, _ in query):
            raise SourceError(f"a setting {self.scheme}:// does not take ({known}); secrets never stand in a URL")
        if any("@" in value for _, value in query):
            raise SourceError("an endpoint with a user or password in it is refused: they are given as secrets")
        if parts.fragment or not self.host:
            raise SourceError(f"{self.scheme}:// needs a bucket or server; ? and # in a path are written %3F and %23")
        self.query = dict(query)
        self._start = f"{self.scheme}://{self.host}/"
        self.key = unquote(parts.path).removeprefix("/")

    def address(self, port: int) -> tuple[str, int]:
        """The host's name without brackets, and its port: ``port`` where the URL has none."""
        host, _, own = self.host.rpartition(":")
        return (host.strip("[]"), int(own)) if own.isascii() and own.isdigit() else (self.host.strip("[]"), port)

    def uri(self, key: str) -> str:
        """The URL of an object of the same store; ``key_of`` undoes it."""
        return self._start + (key.translate(_QUOTE) if _SPECIAL.search(key) else key)

    def key_of(self, uri: str) -> str:
        """The key in a URL that ``uri`` made. Raises OSError: it is of another store."""
        if not uri.startswith(self._start):
            raise OSError(0, "an object of another source")
        return unquote(uri[len(self._start) :])


class Settings:
    """What is known beside the URL: the secrets that were given, or else the environment."""

    def __init__(self, place: Place, secrets: Secrets, names: Sequence[str]) -> None:
        self._place = place
        # Never half from here and half from there: a key of one account with the secret of another.
        self._secrets: Mapping[str, str] = secrets if any(name in secrets for name in names) else os.environ
        self._plain: Mapping[str, str] = {**os.environ, **secrets}

    def secret(self, *names: str) -> str:
        """The first of these that is given; "" when none is."""
        return next((self._secrets[name] for name in names if self._secrets.get(name)), "")

    def plain(self, setting: str, *names: str) -> str:
        """What the URL says, else the first of these names that is given; "" when none is."""
        own = self._place.query.get(setting, "")
        return own or next((self._plain[name] for name in names if self._plain.get(name)), "")

    def switch(self, setting: str) -> bool:
        """Whether the URL turns this on. Raises SourceError: it says neither 1 nor 0."""
        value = self._place.query.get(setting, "0")
        if value not in ("0", "1"):
            raise SourceError(f"{setting} is 1 or 0")
        return value == "1"


def endpoint(scheme: str, place: Place) -> str:
    """The address of a server that the URL itself names, such as ``https://host:port``."""
    return f"{scheme}://{quote(place.host, safe=':[].-_~')}"
