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
    (b"RIFF", "RIFF (audio or video)"),
    (b"\x7fELF", "executable"),
    (b"\0asm", "WebAssembly"),
)
# How long the second header of a bitmap can be.
_BITMAP_HEADERS = tuple(size.to_bytes(4, "little") for size in (12, 16, 40, 52, 56, 64, 108, 124))


def container(head: bytes) -> str | None:
    """The kind of file, when its first bytes say that it is none of text."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP image"
    for magic, kind in _MAGIC:
        # A magic number of plain letters ("ORC") may also be how a text starts.
        if head.startswith(magic) and (not magic.isalnum() or _not_text(head)):
            return kind
    if head[257:262] == b"ustar":
        return "tar archive"
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" and head[14:18] in _BITMAP_HEADERS:
        return "BMP image"
    if b"%PDF-1." in head[:1024] and _not_text(head):  # readers allow for something before it
        return "PDF"
    if head[4:8] == b"ftyp" and _not_text(head):
        return "MP4 or HEIF"
    return None


def _not_text(head: bytes) -> bool:
    return any(byte < 9 for byte in head[:4096])
