"""Writing masked copies of Office packages: each part masked in its own way, everything else byte for byte."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterable
from typing import BinaryIO

from piiguard.errors import FormatError, alone
from piiguard.formats import office, ziparchive, zipcopy
from piiguard.formats.document import Limits, Member
from piiguard.formats.treatment import Treatment
from piiguard.formats.xmlcopy import PartCopy

_MOST = 1 << 28  # bytes of one part that are held in memory
Rewrite = Callable[[bytes], bytes]


def write(
    stream: BinaryIO,
    package: office.Package,
    limits: Limits,
    out: BinaryIO,
    masked: Treatment,
    inside: Iterable[str],
    own: dict[str, Rewrite] | None = None,
    last: str = "",
) -> None:
    """Write the copy. Raises FormatError, which names the part, where one cannot be masked in full.

    inside  the names of files inside
    own     parts that are masked by others, by name
    last    a part that is masked and written when all others are
    """
    archive = ziparchive.open_stream(stream, "", keys=package.keys, limits=limits)
    if not isinstance(archive, ziparchive.ZipArchive) or archive.prefix:
        raise FormatError("something stands before or behind the package")
    inside = set(inside)
    names: set[str] = set()
    delayed: list[tuple[zipfile.ZipInfo, Member]] = []
    with zipfile.ZipFile(out, "w") as copy:
        for entry, member in archive.contents():
            if entry.name in names:
                raise FormatError("two parts have one name")
            names.add(entry.name)
            info = zipcopy.info(entry, entry.name)
            if member is None:
                copy.writestr(info, b"")
            elif entry.name == last:
                delayed.append((info, member))
            elif entry.name == office.THUMBNAIL:  # a page as it was before
                copy.writestr(info, office.BLANK)
            elif entry.name in inside:
                with masked.member(member) as content, copy.open(info, "w") as packed:
                    shutil.copyfileobj(content, packed, 1 << 18)
            else:
                copy.writestr(info, _part(package, entry.name, member, masked, own or {}))
        for info, member in delayed:
            copy.writestr(info, _part(package, member.name, member, masked, own or {}))


def _part(package: office.Package, name: str, member: Member, masked: Treatment, own: dict[str, Rewrite]) -> bytes:
    try:
        if member.status is not None:
            raise FormatError(member.reason)
        data = b"".join(package.parts.blocks(member))
        if len(data) > _MOST:
            raise FormatError(f"more than {_MOST} bytes")
        if name in own:
            return own[name](data)
        if not office.is_xml(name) or name in office.PLUMBING:
            return data
        return PartCopy(package.where(name), package.keys, data, masked, everything=office.is_own(name)).copy()
    except FormatError as error:
        alone(FormatError(f"part {package.keys.shown(name)}: {error}"))
