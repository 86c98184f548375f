"""Files that are not text, told by their first bytes. Reading one as text would call it clean unread."""

from __future__ import annotations

_MAGIC = (
    (b"PK\x03\x04", "zip archive or Office document"),
    (b"PK\x05\x06", "zip archive"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"Rar!\x1a\x07", "rar archive"),
    (b"%PDF-", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office document"),
    (b"SQLite format 3\0", "SQLite database"),
    (b"PAR1", "Parquet"),
    (b"PARE", "Parquet"),
    (b"ORC", "ORC"),
    (b"Obj\x01", "Avro"),
    (b"ARROW1\0\0", "Arrow"),
    (b"\x89PNG\r\n\x1a\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF87a", "GIF image"),
    (b"GIF89a", "GIF image"),
    (b"II*\0", "TIFF image"),
    (b"MM\0*", "TIFF image"),
    (b"RIFF", "RIFF (audio, video or WebP)"),
    (b"\x7fELF", "executable"),
    (b"\0asm", "WebAssembly"),
)


def container(head: bytes) -> str | None:
    """The kind of file, when its first bytes say that it is none of text."""
    for magic, kind in _MAGIC:
        # A magic number of plain letters ("ORC") may also be how a text starts.
        if head.startswith(magic) and (not magic.isalnum() or _not_text(head)):
            return kind
    if head[257:262] == b"ustar":
        return "tar archive"
    if head[4:8] == b"ftyp" and _not_text(head):
        return "MP4 or HEIF"
    return None


def _not_text(head: bytes) -> bool:
    return any(byte < 9 for byte in head[:4096])
