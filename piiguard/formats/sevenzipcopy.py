"""Writing the masked copy of a 7z archive by libarchive: the same files in the same order, each masked in its own format.

Times and modes stay. libarchive compresses it as it chooses (LZMA), and puts folders and empty files last.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, BinaryIO

from piiguard.errors import FormatError, alone
from piiguard.formats import paths

if TYPE_CHECKING:
    from piiguard.formats.libarchives import Archive, Entry
    from piiguard.formats.treatment import Treatment

_FOLDER, _FILE = 0o040000, 0o100000
_BLOCK = 1 << 18


def write(archive: Archive, library: Any, out: BinaryIO, masked: Treatment) -> None:
    """Write the copy. Raises FormatError, LimitError, OSError."""
    failed: list[OSError] = []

    def put(block: bytes) -> int:
        """libarchive gives bytes; an exception must not pass through C."""
        try:
            out.write(block)
        except OSError as error:
            failed.append(error)
            return -1
        return len(block)

    names: set[str] = set()
    try:
        with ExitStack() as stack:
            copy = stack.enter_context(library.custom_writer(put, "7zip"))
            for entry, member in archive.contents():
                name = paths.unused(masked.name(entry.name), names)
                if member is None:
                    copy.add_file_from_memory(name, 0, b"", filetype=_FOLDER, **_told(entry))
                    continue
                with masked.member(member) as content:
                    size = content.seek(0, 2)
                    content.seek(0)
                    blocks = iter(lambda: content.read(_BLOCK), b"")
                    copy.add_file_from_memory(name, size, blocks, filetype=_FILE, **_told(entry))
    except library.ArchiveError:
        if failed:
            alone(failed[0])
        alone(FormatError("libarchive cannot write the 7z archive"))


def _told(entry: Entry) -> dict[str, Any]:
    told: dict[str, Any] = {"permission": entry.mode & 0o7777}
    if entry.time is not None:
        told["mtime"] = entry.time
    return told
