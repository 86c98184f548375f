"""Masked copies of files and folders: same names, same formats, only findings differ.

What cannot be masked in full is not copied. A copy appears under its name when it is complete and was
scanned again; until then it is a temporary file that only its owner can read.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator

from piiguard.errors import FormatError, PiiguardError
from piiguard.guard import Guard
from piiguard.scan import inventory
from piiguard.scan.files import NewFile, open_file, state
from piiguard.scan.inventory import Item
from piiguard.scan.reading import failure
from piiguard.scan.search import Search
from piiguard.scan.treating import Treating
from piiguard.scan.verify import leaks

Progress = Callable[[int, int], None]  # called with the bytes done and the bytes there are

MASKED, FAILED, LINK = "masked", "failed", "link"


class CopyError(PiiguardError, ValueError):
    """Masked copies cannot be written where they were asked for; nothing was written."""


class CopyRow:
    """One object: ``masked`` into ``target``, or ``failed`` and not copied, with the reason.

    ``link`` is a link to an object that is copied under its own name. Paths are as they may be shown.
    """

    __slots__ = ("edits", "notes", "reason", "size", "status", "target", "uri")

    def __init__(self, uri: str, target: str, size: int) -> None:
        self.uri = uri
        self.target = target
        self.size = size
        self.status = FAILED
        self.reason = ""
        self.edits: Counter[str] = Counter()
        self.notes: list[str] = []


class CopyReport:
    """All rows. ``exit_status`` is 0 when everything was masked and copied, else 2."""

    def __init__(self, rows: list[CopyRow]) -> None:
        self.rows = rows

    @property
    def exit_status(self) -> int:
        """0 or 2."""
        return 2 if any(row.status == FAILED for row in self.rows) else 0


def mask_tree(
    source: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    guard: Guard | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> CopyReport:
    """Write a masked copy of a file to a file, or of a folder to a folder.

    force  write over existing files

    Raises:
        CopyError: ``out`` lies in the source or the source in it, or files exist already.
    """
    search = Search(guard or Guard())
    items = inventory.take([source])
    plan = _Plan(search, os.fspath(source), os.fspath(out), items)
    plan.check(force)
    copies = _Copies(search, plan, progress, sum(item.size for item in items))
    return CopyReport([copies.one(item, target) for item, target in plan.targets])


class _Plan:
    """Which object goes where."""

    def __init__(self, search: Search, source: str, out: str, items: list[Item]) -> None:
        self._search = search
        self.source = source
        self.out = out
        self.folder = os.path.isdir(source)
        if not self.folder and os.path.isdir(out):
            self.out = os.path.join(out, self._name(os.path.basename(source)))
        self.keys = {item.key for item in items if item.key is not None}
        self.targets = list(self._targets(items))

    def _targets(self, items: list[Item]) -> Iterator[tuple[Item, str]]:
        taken: set[str] = set()
        for item in items:
            parts = item.name.split(os.sep)
            target = os.path.join(self.out, *map(self._name, parts)) if self.folder else self.out
            if item.status is None:
                target = _unused(target, taken)
                taken.add(target)
            yield item, target

    def _name(self, name: str) -> str:
        """A file name as its copy has it: masked where it holds a finding itself."""
        masked = self._search.guard.process(name)
        if masked.text == name:
            return name
        return "".join("_" if char in '<>:"/\\|?*\0' else char for char in masked.text)

    def check(self, force: bool) -> None:
        """Raise CopyError where writing would harm."""
        source, out = os.path.realpath(self.source), os.path.realpath(self.out)
        if self.folder and (_within(out, source) or _within(source, out)):
            raise CopyError("the copy may not lie in the source, nor the source in the copy")
        if source == out:
            raise CopyError("the copy would replace its source")
        if self.folder and os.path.lexists(self.out) and not os.path.isdir(self.out):
            raise CopyError("a folder cannot be copied to what is not a folder")
        existing = [at for item, at in self.targets if item.status is None and os.path.lexists(at)]
        if existing and not force:
            shown = self._search.shown(existing[0])
            raise CopyError(f"{len(existing)} files exist already, {shown} first: --force writes over them")

    def why_not(self, target: str) -> str:
        """Why this very file may not be written; "" when it may. Links inside ``out`` may lead anywhere."""
        if os.path.isdir(target):
            return "a folder has its name"
        if self.folder and _within(os.path.realpath(os.path.dirname(target)), os.path.realpath(self.source)):
            return "its folder leads into the source"
        try:
            found = os.stat(target)
        except OSError:
            return ""
        return "it is a file of the source" if (found.st_dev, found.st_ino) in self.keys else ""


class _Copies:
    def __init__(self, search: Search, plan: _Plan, progress: Progress | None, total: int) -> None:
        self._search = search
        self._plan = plan
        self._progress = progress
        self._total = total
        self._done = 0

    def one(self, item: Item, target: str) -> CopyRow:
        row = CopyRow(self._search.shown(item.uri), self._search.shown(target), item.size)
        if item.status is not None:
            row.reason, row.status = self._search.shown(item.reason), LINK if item.harmless else FAILED
            return row
        try:
            self._copy(row, item, target)
            row.status = MASKED
        except Exception as error:
            row.reason = self._search.shown(failure(error)[1])
        self._done += item.size
        if self._progress:
            self._progress(min(self._done, self._total), self._total)
        return row

    def _copy(self, row: CopyRow, item: Item, target: str) -> None:
        """Write, scan again, and only then name the copy. Raises what prevents it."""
        with open_file(item.uri) as source:
            before = state(source)
            why_not = self._plan.why_not(target)
            if why_not:
                raise FormatError(why_not)
            os.makedirs(os.path.dirname(target) or os.curdir, mode=0o700, exist_ok=True)
            name = os.path.basename(item.uri)
            with NewFile(target) as copy:
                treating = Treating(self._search)
                row.notes = [self._search.shown(note) for note in treating.copy(source, name, copy.stream)]
                row.edits = treating.edits
                copy.stream.flush()
                if state(source) != before:
                    raise FormatError("it changed while it was read")
                found = leaks(self._search, source, copy.stream, name, treating.labelled)
                if found:
                    raise FormatError(f"{found} masked values were found again in the copy")
                copy.keep()


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(os.path.join(folder, ""))


def _unused(target: str, taken: set[str]) -> str:
    """Two names may mask to the same; both files are copied."""
    stem, ending = os.path.splitext(target)
    candidate, count = target, 1
    while candidate in taken:
        count += 1
        candidate = f"{stem}-{count}{ending}"
    return candidate
