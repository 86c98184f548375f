"""What there is to scan: every object once, before any is read.

What cannot be listed or is no file is a row as well: an object that is missing from the inventory would be
missing from the report and so be taken for clean. Links inside a folder are looked at last: one that leads
to an object listed under its own name is not read twice.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable

_SPECIAL = (
    (stat.S_ISFIFO, "FIFO"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "character device"),
    (stat.S_ISBLK, "block device"),
)
_Key = tuple[int, int]  # device and inode


class Item:
    """One object of the inventory.

    path     as given or walked to
    relative what of the path lies below the target; of a file given by itself its name
    size     bytes; 0 when unknown
    status   None when it is to be read, else its final status ("skipped" or "error") with its ``reason``
    harmless nothing is unread because of it: a link to an object that is listed itself
    key      device and inode, None when unknown
    """

    __slots__ = ("harmless", "key", "path", "reason", "relative", "size", "status")

    def __init__(
        self,
        path: str,
        relative: str,
        *,
        size: int = 0,
        key: _Key | None = None,
        status: str | None = None,
        reason: str = "",
        harmless: bool = False,
    ) -> None:
        self.path = path
        self.relative = relative
        self.size = size
        self.key = key
        self.status = status
        self.reason = reason
        self.harmless = harmless


def take(targets: Iterable[str | os.PathLike[str]]) -> list[Item]:
    """The inventory of files and folders: each target's objects in the order of their paths."""
    walk = _Walk()
    found: list[Item] = []
    for target in targets:
        before = len(walk.items)
        walk.target(os.fspath(target))
        found += sorted(walk.items[before:], key=lambda item: os.fsencode(item.path))
    return found


def what(error: OSError) -> str:
    """An error of the operating system in its own words, without the path."""
    return error.strerror or type(error).__name__


class _Walk:
    def __init__(self) -> None:
        self.items: list[Item] = []
        self._files: dict[_Key, str] = {}
        self._folders: set[_Key] = set()
        self._root = ""

    def target(self, path: str) -> None:
        """One path of the command line; a link is followed."""
        try:
            found = os.stat(path)
        except OSError as error:
            self._add(path, status="error", reason=_missing(path, error))
            return
        self._root = path if stat.S_ISDIR(found.st_mode) else os.path.dirname(path)
        listed = self._files.get(_key(found))
        if listed is not None and os.path.realpath(listed) == os.path.realpath(path):
            return  # given twice
        self._links(self._any(path, found))

    def _any(self, path: str, found: os.stat_result) -> list[str]:
        """Add what ``path`` is; the links found below it are returned for later."""
        if stat.S_ISDIR(found.st_mode):
            return self._folder(path, _key(found))
        if stat.S_ISREG(found.st_mode):
            self._files.setdefault(_key(found), path)
            self._add(path, size=found.st_size, key=_key(found))
        else:
            kind = next((name for test, name in _SPECIAL if test(found.st_mode)), "special file")
            self._add(path, status="skipped", reason=f"not a file: {kind}")
        return []

    def _folder(self, path: str, key: _Key) -> list[str]:
        links: list[str] = []
        waiting = [(path, key)]
        while waiting:
            folder, key = waiting.pop()
            if key in self._folders:
                continue
            self._folders.add(key)
            for entry in self._entries(folder):
                try:
                    if entry.is_symlink():
                        links.append(entry.path)
                        continue
                    found = os.lstat(entry.path)
                except OSError as error:
                    self._add(entry.path, status="error", reason=what(error))
                    continue
                if stat.S_ISDIR(found.st_mode):
                    waiting.append((entry.path, _key(found)))
                else:
                    self._any(entry.path, found)
        return links

    def _entries(self, folder: str) -> list[os.DirEntry[str]]:
        entries: list[os.DirEntry[str]] = []
        try:
            with os.scandir(folder) as listing:
                for entry in listing:
                    entries.append(entry)
        except OSError as error:
            # What was listed before the error is still read; the row says that there is more.
            self._add(folder, status="error", reason=f"folder not listed: {what(error)}")
        return entries

    def _links(self, waiting: list[str]) -> None:
        while waiting:
            now, waiting = sorted(waiting), []
            for path in now:
                try:
                    found = os.stat(path)
                except OSError as error:
                    self._add(path, status="error", reason=_missing(path, error))
                    continue
                if _key(found) in self._folders or _key(found) in self._files:
                    reason = "link to what is listed under its own name"
                    self._add(path, status="skipped", reason=reason, harmless=True)
                else:
                    waiting += self._any(path, found)

    def _add(
        self,
        path: str,
        *,
        size: int = 0,
        key: _Key | None = None,
        status: str | None = None,
        reason: str = "",
        harmless: bool = False,
    ) -> None:
        relative = os.path.relpath(path, self._root or os.curdir) if self._root != path else ""
        item = Item(path, relative, size=size, key=key, status=status, reason=reason, harmless=harmless)
        self.items.append(item)


def _key(found: os.stat_result) -> _Key:
    return found.st_dev, found.st_ino


def _missing(path: str, error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "link that leads to itself"
    if isinstance(error, FileNotFoundError) and os.path.islink(path):
        return "link to what does not exist"
    return what(error)
