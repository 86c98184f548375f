"""Where bytes and rows come from: one scheme, one file.

``open_source(target)`` gives the source of a path or URL; what each scheme can do stands in docs/sources.md.
"""

from __future__ import annotations

import re
from importlib import import_module

from piiguard.sources.source import ChangedError, Entry, KeyRange, Opened, Secrets, Source, SourceError

__all__ = ["ChangedError", "Entry", "KeyRange", "Opened", "Source", "SourceError", "open_source", "scheme_of"]

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")

# scheme -> module of piiguard.sources; "" is a path of this machine.
# A module named here has ``open_target(target, secrets) -> Source`` and raises SourceError or MissingExtraError.
SCHEMES: dict[str, str] = {
    "": "local",
    "azblob": "azblob",
    "cos": "cos",
    "file": "local",
    "gs": "gcs",
    "obs": "obs",
    "oss": "oss",
    "s3": "s3",
    "sftp": "sftp",
    "smb": "smb",
    "swebhdfs": "webhdfs",
    "webdav": "webdav",
    "webdavs": "webdav",
    "webhdfs": "webhdfs",
    "duckdb": "duckdb",
    "mariadb": "mysql",
    "mysql": "mysql",
    "postgres": "postgresql",
    "postgresql": "postgresql",
    "redis": "redis",
    "rediss": "redis",
    "sqlite": "sqlite",
}


def scheme_of(target: str) -> str:
    """The scheme of a URL in lower case, "" for a path."""
    found = _URL.match(target)
    return found[1].lower() if found else ""


def open_source(target: str, secrets: Secrets | None = None, *, ignore: bool = True) -> Source:
    """The source of a path or URL.

    secrets  what the scheme asks for (docs/sources.md names them), from the environment, a file or a prompt
    ignore   of files and folders of this machine: leave out what ``.piiguardignore`` files name

    Raises:
        SourceError: an unknown scheme, a secret inside the URL, or a source that cannot be used.
        MissingExtraError: its library is not installed; the message says what to install.
    """
    scheme = scheme_of(target)
    if scheme not in SCHEMES:
        raise SourceError(f"no source for {scheme}:// ({', '.join(sorted(filter(None, SCHEMES)))})")
    options = {} if ignore or SCHEMES[scheme] != "local" else {"ignore": False}
    source: Source = import_module(f"piiguard.sources.{SCHEMES[scheme]}").open_target(target, secrets or {}, **options)
    return source


