"""Writing the masked copy of a tar archive: the same entries in the same order, each file masked in its own format.

Times, modes and owners stay, extended headers other than long names do not: nobody reads them and they may hold anything.
"""

from __future__ import annotations

import tarfile
from typing import TYPE_CHECKING, BinaryIO

from piiguard.errors import FormatError
from piiguard.formats import paths

if TYPE_CHECKING:
    from piiguard.formats.tararchive import Entry, TarArchive
    from piiguard.formats.treatment import Treatment

_PLAIN = (b"0", b"\0", b"7")
_FOLDER = b"5"


def write(archive: TarArchive, out: BinaryIO, masked: Treatment) -> None:
    """Write the copy. Raises FormatError, LimitError."""
    names: set[str] = set()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as copy:
        for entry, member in archive.contents():
            if member is None or member.status is None:
                _check(entry)
            info = _info(entry, paths.unused(masked.name(entry.name), names), masked)
            if member is None:
                info.type = tarfile.DIRTYPE
                copy.addfile(info)
                continue
            with masked.member(member) as content:
                info.size = content.seek(0, 2)
                content.seek(0)
                copy.addfile(info, content)


def _check(entry: Entry) -> None:
    if entry.kind not in (*_PLAIN, _FOLDER):
        raise FormatError("an entry of the tar archive is neither a plain file nor a folder")


def _info(entry: Entry, name: str, masked: Treatment) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.mode = entry.number(100, 108) & 0o7777
    info.uid, info.gid = entry.number(108, 116), entry.number(116, 124)
    info.mtime = entry.number(136, 148)
    if entry.block[257:262] == b"ustar":
        info.uname, info.gname = (
            masked.name(paths.decoded(entry.block[at : at + 32].split(b"\0", 1)[0], "latin-1")) for at in (265, 297)
        )
    return info
