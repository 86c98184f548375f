"""Files and folders of this machine: a path, or ``file:///path``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import urlsplit
from urllib.request import url2pathname

from piiguard.errors import alone
from piiguard.sources._files import open_file
from piiguard.sources._stream import Files
from piiguard.sources._walk import Walk, version_of, what
from piiguard.sources.source import Entry, Opened, Secrets, SourceError


def open_target(target: str, secrets: Secrets, *, ignore: bool = True) -> Local:
    """A file or a folder; it need not exist. Needs no secrets.

    ignore  leave out what ``.piiguardignore`` files name

    Raises:
        SourceError: a file URL that names another machine.
    """
    return Local(target, _path(target), ignore=ignore)


class Local(Files):
    """A file, or a folder and everything below it.

    The ``uri`` of an entry is its path; bytes of it that are no text are surrogates (PEP 383), so it is stored
    as ``os.fsencode(uri)``. Its ``version`` is ``mtime:size:ctime``, times in nanoseconds.
    """

    def __init__(self, target: str, path: str, *, ignore: bool) -> None:
        self.target = target
        self._path = path
        self._ignore = ignore

    def entries(self) -> Iterator[Entry]:
        """Every object once, in the order of the file system, links last."""
        return Walk(ignore=self._ignore).target(self._path)

    def open(self, entry: Entry) -> OpenedFile:
        """A regular file. Raises OSError, its text without the path."""
        try:
            return OpenedFile(entry.uri)
        except OSError as error:
            alone(OSError(error.errno, what(error)))
        except ValueError:  # a null character in the path
            alone(OSError(0, "no such name"))

    def close(self) -> None:
        """Nothing is held."""


class OpenedFile(Opened):
    """A file that is open. It has changed when it was written to, or its name leads to another file now."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.stream = open_file(path)
        self._found = os.fstat(self.stream.fileno())

    def changed(self) -> bool:
        """By size and times of the open file, and by what stands under its name."""
        now = os.fstat(self.stream.fileno())
        if version_of(now) != version_of(self._found):
            return True
        try:
            return not os.path.samestat(now, os.stat(self._path))
        except OSError:
            return False  # removed meanwhile: what was read was all of it


def _path(target: str) -> str:
    if not target.lower().startswith("file://"):
        return target
    parts = urlsplit(target)
    if parts.netloc not in ("", "localhost"):
        raise SourceError("file:// names another machine; files of this one are file:///path")
    if parts.query or parts.fragment:
        raise SourceError("? and # in a path are written %3F and %23 in a file URL")
    return url2pathname(parts.path)
