"""Files and folders of this machine, every object once.

What cannot be listed or is no file is an entry as well: an object that is missing from the inventory would be
missing from the report and so be taken for clean. Links inside a folder are looked at last: one that leads
to an object listed under its own name is not read twice.
"""

from __future__ import annotations

import errno
import os
import stat
from array import array
from bisect import bisect_left
from collections.abc import Iterator

from piiguard.sources._ignore import NAME, Rules, rules
from piiguard.sources.source import Entry, Status

_SPECIAL = (
    (stat.S_ISFIFO, "FIFO"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISCHR, "character device"),
    (stat.S_ISBLK, "block device"),
)
_INODE = 64  # bits that are kept of the usual inode
Key = tuple[int, int]  # device and inode


class Item(Entry):
    """An entry of this machine. ``uri`` is the path as given or walked to, ``key`` device and inode, None when unknown."""

    __slots__ = ("key",)

    def __init__(
        self,
        path: str,
        name: str,
        *,
        found: os.stat_result | None = None,
        status: Status | None = None,
        reason: str = "",
        harmless: bool = False,
    ) -> None:
        size, version = (found.st_size, version_of(found)) if found else (0, "")
        super().__init__(path, name, size=size, version=version, status=status, reason=reason, harmless=harmless)
        self.key = key_of(found) if found else None


class Walk:
    """One walk over any number of paths; what an earlier one listed is known to the later.

    ignore  follow ignore files (``_ignore.py``)

    Of every regular file eight bytes are kept, of every folder its key, of every link its path.
    """

    def __init__(self, *, ignore: bool = False) -> None:
        self._ignore = ignore
        self._files = _Inodes()
        self._folders: set[Key] = set()
        self._earlier: set[Key] = set()  # folders of other targets
        self._root = ""

    def target(self, path: str) -> Iterator[Item]:
        """The objects of one path, in any order; a link is followed. A path that is missing is one object."""
        self._root = ""
        try:
            found = os.stat(path)
        except OSError as error:
            yield self._item(path, status="error", reason=_missing(path, error))
            return
        self._root = path if stat.S_ISDIR(found.st_mode) else os.path.dirname(path)
        self._earlier = set(self._folders)
        links: list[str] = []
        yield from self._any(path, found, links)
        yield from self._follow(links)

    def _any(self, path: str, found: os.stat_result, links: list[str]) -> Iterator[Item]:
        """What ``path`` is; the links found below it are put off."""
        if stat.S_ISDIR(found.st_mode):
            yield from self._folder(path, key_of(found), links)
        elif stat.S_ISREG(found.st_mode):
            self._files.add(key_of(found))
            yield self._item(path, found=found)
        else:
            kind = next((name for test, name in _SPECIAL if test(found.st_mode)), "special file")
            yield self._item(path, status="skipped", reason=f"not a file: {kind}")

    def _folder(self, path: str, key: Key, links: list[str]) -> Iterator[Item]:
        waiting: list[tuple[str, Key, Rules | None]] = [(path, key, None)]
        while waiting:
            folder, key, above = waiting.pop()
            if key in self._folders:
                if key not in self._earlier:  # a mount can show one folder in two places
                    reason = "folder that is listed under another name"
                    yield self._item(folder, status="skipped", reason=reason, harmless=True)
                continue
            self._folders.add(key)
            own, broken = rules(folder, above) if self._ignore else (None, "")
            try:
                with os.scandir(folder) as listing:
                    for entry in listing:
                        yield from self._listed(entry, own, broken, links, waiting)
            except OSError as error:
                # What was listed before the error is still read; the row says that there is more.
                yield self._item(folder, status="error", reason=f"folder not listed: {what(error)}")

    def _listed(
        self,
        entry: os.DirEntry[str],
        own: Rules | None,
        broken: str,
        links: list[str],
        waiting: list[tuple[str, Key, Rules | None]],
    ) -> Iterator[Item]:
        path = entry.path
        if broken and entry.name == NAME:
            yield self._item(path, status="error", reason=f"ignore file not used: {broken}")
            return
        try:
            link = entry.is_symlink()
            found = os.lstat(path)
        except OSError as error:
            yield self._item(path, status="error", reason=what(error))
            return
        folder = stat.S_ISDIR(found.st_mode)
        why = own.why(path, folder) if own else ""
        if why:
            what_it_is = "folder ignored" if folder else "ignored"
            yield self._item(path, status="skipped", reason=f"{what_it_is} by {why}", harmless=True)
        elif link:
            links.append(path)
        elif folder:
            waiting.append((path, key_of(found), own))
        else:
            yield from self._any(path, found, links)

    def _follow(self, waiting: list[str]) -> Iterator[Item]:
        while waiting:
            now, waiting = sorted(waiting), []
            for path in now:
                try:
                    found = os.stat(path)
                except OSError as error:
                    yield self._item(path, status="error", reason=_missing(path, error))
                    continue
                if key_of(found) in self._folders or key_of(found) in self._files:
                    reason = "link to what is listed under its own name"
                    yield self._item(path, status="skipped", reason=reason, harmless=True)
                else:
                    yield from self._any(path, found, waiting)

    def _item(
        self,
        path: str,
        *,
        found: os.stat_result | None = None,
        status: Status | None = None,
        reason: str = "",
        harmless: bool = False,
    ) -> Item:
        start = os.path.join(self._root, "")
        if path == self._root:
            name = ""
        elif start and path.startswith(start):
            name = path[len(start) :].lstrip(os.sep)
        else:
            name = os.path.relpath(path, self._root or os.curdir)
        return Item(path, name, found=found, status=status, reason=reason, harmless=harmless)


class _Inodes:
    """Which files were listed, in eight bytes each until one is asked for; asking sorts."""

    def __init__(self) -> None:
        self._listed: dict[int, array[int]] = {}
        self._sorted = False
        self._late: set[Key] = set()

    def add(self, key: Key) -> None:
        device, inode = key
        if self._sorted or inode >> _INODE:
            self._late.add(key)
        else:
            self._listed.setdefault(device, array("Q")).append(inode)

    def __contains__(self, key: Key) -> bool:
        if not self._sorted:
            self._listed = {device: array("Q", sorted(inodes)) for device, inodes in self._listed.items()}
            self._sorted = True
        device, inode = key
        inodes = self._listed.get(device, array("Q"))
        at = bisect_left(inodes, inode)
        return (at < len(inodes) and inodes[at] == inode) or key in self._late


def key_of(found: os.stat_result) -> Key:
    """Device and inode."""
    return found.st_dev, found.st_ino


def version_of(found: os.stat_result) -> str:
    """Times of change and size. The second time cannot be set back by who writes to the file."""
    return f"{found.st_mtime_ns}:{found.st_size}:{found.st_ctime_ns}"


def what(error: OSError) -> str:
    """An error of the operating system in its own words, without the path."""
    return error.strerror or type(error).__name__


def _missing(path: str, error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "link that leads to itself"
    if isinstance(error, FileNotFoundError) and os.path.islink(path):
        return "link to what does not exist"
    return what(error)
