"""Writing the masked copy of a zip archive: the same files in the same order, each masked in its own format.

Times, modes and compression stay. Comments and extra fields are left out: nobody reads them and they may hold anything.
"""

from __future__ import annotations

import shutil
import zipfile
from typing import TYPE_CHECKING, BinaryIO

from piiguard.errors import FormatError
from piiguard.formats import paths
from piiguard.formats.document import Member
from piiguard.formats.zipentry import Entry

if TYPE_CHECKING:
    from piiguard.formats.treatment import Treatment
    from piiguard.formats.ziparchive import ZipArchive

_KEPT = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_WIDE = 1 << 30  # bytes; a file's sizes might not fit into 32 bits


def write(archive: ZipArchive, out: BinaryIO, masked: Treatment) -> list[str]:
    """Write the copy; what a reader of the report should know. Raises FormatError, LimitError."""
    if archive.prefix:
        raise FormatError("something stands before the archive, which would not be masked")
    repacked = 0
    names: set[str] = set()
    with zipfile.ZipFile(out, "w") as copy:
        for entry, member in archive.contents():
            told = info(entry, paths.unused(masked.name(entry.name), names))
            repacked += entry.method not in _KEPT
            if member is None:
                copy.writestr(told, b"")
                continue
            _add(copy, told, member, masked, entry.size > _WIDE)
    return [f"files compressed in another way in the copy: {repacked}"] if repacked else []


def info(entry: Entry, name: str) -> zipfile.ZipInfo:
    """What the copy's directory says of an entry."""
    date, time = entry.date, entry.time
    when = (1980 + (date >> 9), date >> 5 & 15, date & 31, time >> 11, time >> 5 & 63, (time & 31) * 2)
    told = zipfile.ZipInfo(name, when)
    told.compress_type = entry.method if entry.method in _KEPT else zipfile.ZIP_DEFLATED
    told.create_system = entry.system
    told.external_attr = entry.attributes
    return told


def _add(copy: zipfile.ZipFile, told: zipfile.ZipInfo, member: Member, masked: Treatment, wide: bool) -> None:
    with masked.member(member) as content, copy.open(told, "w", force_zip64=wide) as packed:
        shutil.copyfileobj(content, packed, 1 << 18)
