"""7z archives, through the system's libarchive."""

from __future__ import annotations

from benchmarks.estate.content import Fact, Made, Pen
from benchmarks.estate.formats import zips

NEEDS = ("libarchive",)


def lacking() -> str:
    """What the package needs of the system."""
    try:
        import libarchive  # noqa: F401
    except (ImportError, OSError, TypeError):
        return "the system's libarchive"
    return ""


def make(pen: Pen) -> Made:
    """An archive."""
    import libarchive

    facts: list[Fact] = []
    parts: list[bytes] = []

    def keep(block: bytes) -> int:
        parts.append(bytes(block))
        return len(block)

    with libarchive.custom_writer(keep, "7zip") as archive:
        for name, made in zips.members(pen, False):
            archive.add_file_from_memory(name, len(made.data), made.data, mtime=1_709_280_000)
            facts += made.inside(name).facts
    return Made(b"".join(parts), "7z", facts)
