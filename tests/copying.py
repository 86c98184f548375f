"""What the tests of masked copies share: one file to its copy, and the look for a value in everything a copy holds."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from piiguard import Guard
from piiguard.scan import mask_tree


class Copied(NamedTuple):
    """The status and reason of a copy, its bytes (b"" where there is none), and what was said of it."""

    status: str
    reason: str
    data: bytes
    edits: dict[str, int]
    notes: list[str]


def copied(folder: Path, name: str, data: bytes, guard: Guard | None = None) -> Copied:
    """The masked copy of one file of this name."""
    source = folder / "source"
    out = folder / "out"
    source.mkdir(exist_ok=True)
    out.mkdir(exist_ok=True)
    (source / name).write_bytes(data)
    (row,) = mask_tree(source / name, out / "copy.bin", guard=guard, force=True).rows
    masked = (out / "copy.bin").read_bytes() if row.status == "masked" else b""
    if row.status == "masked":
        (out / "copy.bin").unlink()
    assert list(out.iterdir()) == [], "nothing else is left"
    return Copied(row.status, row.reason, masked, dict(row.edits), row.notes)


def layers(data: bytes) -> Iterator[bytes]:
    """The bytes, and all that unpacks from them."""
    yield data
    for inner in _inside(data):
        yield from layers(inner)


def _inside(data: bytes) -> Iterator[bytes]:
    if data.startswith(b"PK\3\4"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                yield info.filename.encode() + info.comment + info.extra
                yield archive.read(info)
    elif data.startswith(b"\x1f\x8b"):
        yield gzip.decompress(data)
    elif data.startswith(b"BZh"):
        yield bz2.decompress(data)
    elif data.startswith(b"\xfd7zXZ\0"):
        yield lzma.decompress(data)
    elif data.startswith(b"\x28\xb5\x2f\xfd"):
        import zstandard

        yield zstandard.ZstdDecompressor().decompressobj().decompress(data)
    elif data[257:262] == b"ustar":
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for member in archive:
                file = archive.extractfile(member)
                if file is not None:
                    yield file.read()


def assert_gone(values: Iterable[str], data: bytes) -> None:
    """None of the values is anywhere in the bytes, packed or not."""
    forms = [form for value in values for form in (value.encode(), value.encode("gb18030"), value.encode("utf-16-le"))]
    assert forms
    for layer in layers(data):
        assert not [form for form in forms if form in layer], "a masked value is in the copy"
