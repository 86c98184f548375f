"""The treatment of a masked copy: what a scan would find, in the way a scan looks for it, and what becomes of it.

Files in files are copied one by one through temporary files without a name; every byte that comes out of the
outermost one counts against the limits.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from typing import BinaryIO, cast

from piiguard.errors import FormatError, alone
from piiguard.findings import Masked
from piiguard.formats import LimitError, Limits, Member, Segment, TextDocument, open_document
from piiguard.formats.columns import labels
from piiguard.scan.many import in_cells
from piiguard.scan.reading import failure
from piiguard.scan.search import Search
from piiguard.scan.tables import learn

Path = tuple[int, ...]
Labels = dict[Path, list[list[str | None]]]

_IN_MEMORY = 8 << 20  # bytes of a file held in memory; a longer one goes to a file without a name
_BLOCK = 1 << 18
_UNSAFE = '<>:"/\\|?*\0'


class Treating:
    """The treatment of one object and of the files in it (:class:`piiguard.formats.treatment.Treatment`).

    edits     how many values were masked, by type
    labelled  the labels every table was read with, by the number of its file among those around it: (2, 0) is the
              first file in the third; the look at the copy uses the same
    """

    def __init__(self, search: Search, limits: Limits | None = None) -> None:
        self.edits: Counter[str] = Counter()
        self.labelled: Labels = {}
        self._search = search
        self._limits = limits or Limits()
        self._left = self._limits.bytes
        self._files = 0
        self._path: Path = ()
        self._count = 0  # files drawn so far of the one that is read
        self._names: dict[str, str] = {}

    def copy(self, source: BinaryIO, name: str, out: BinaryIO) -> list[str]:
        """Write the masked copy of a seekable stream; what to know of it. Raises FormatError, OSError."""
        with open_document(source, name, strict=True, keys=self._search.keys, limits=self._limits) as document:
            if isinstance(document, TextDocument):
                document.learn(self.labels)
            document.rewrite(out, self)
            return list(dict.fromkeys(document.notes()))

    def __call__(self, segment: Segment) -> Masked:
        masked = self._search.process(segment)
        self.edits.update(edit.entity_type for edit in self._search.edits(segment, masked))
        return masked

    def labels(self, names: Sequence[str], first: Sequence[Sequence[str | None]]) -> list[str | None]:
        found: list[str | None] = [name or None for name in labels(names)]
        if first:
            learn(self._search, found, first)
        self.labelled.setdefault(self._path, []).append(found)
        return found

    def cells(self, texts: Sequence[str | None], label: str | None) -> dict[int, str]:
        changed: dict[int, str] = {}
        for row, _ in in_cells(self._search.guard, texts, label):
            text = texts[row] or ""
            masked = self._search.guard.process(text, label)
            self.edits.update(edit.entity_type for edit in masked.edits)
            if masked.text != text:
                changed[row] = masked.text
        return changed

    def name(self, path: str) -> str:
        return "/".join(map(self._name, path.split("/")))

    def _name(self, name: str) -> str:
        known = self._names.get(name)
        if known is None:
            masked = self._search.guard.process(name).text
            known = name if masked == name else "".join("_" if char in _UNSAFE else char for char in masked)
            if len(self._names) < 4096:
                self._names[name] = known
        return known

    def member(self, member: Member) -> BinaryIO:
        path, count = self._path, self._count
        shown = self._search.shown(member.name)
        if member.status is not None:
            raise FormatError(f"{shown}: {member.reason}")
        self._files += 1
        if self._files > self._limits.members:
            raise LimitError(f"more than {self._limits.members} files inside")
        if len(path) >= self._limits.depth:
            raise LimitError(f"{shown}: files lie deeper than {self._limits.depth} levels")
        self._path, self._count = (*path, count), 0
        try:
            return self._inner(member)
        except Exception as error:
            if isinstance(error, LimitError):
                raise
            alone(FormatError(f"{shown}: {failure(error)[1]}"))
        finally:
            self._path, self._count = path, count + 1

    def _inner(self, member: Member) -> BinaryIO:
        with ExitStack() as stack:
            out = stack.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
            with tempfile.SpooledTemporaryFile(_IN_MEMORY) as inner:
                self._spool(member, cast(BinaryIO, inner))
                self.copy(cast(BinaryIO, inner), os.path.basename(member.name), cast(BinaryIO, out))
            out.seek(0)
            stack.pop_all()  # whoever asked closes it
        return cast(BinaryIO, out)

    def _spool(self, member: Member, inner: BinaryIO) -> None:
        with member.open() as stream:
            while block := stream.read(_BLOCK):
                self._left -= len(block)
                if self._left < 0:
                    raise LimitError(f"more than {self._limits.bytes} bytes come out of the object")
                inner.write(block)
