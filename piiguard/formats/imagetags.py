"""What a picture says of itself: EXIF with its coordinates, XMP, comments, text chunks."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Iterator
from typing import Any

from piiguard.formats import xmp
from piiguard.formats.charset import guess
from piiguard.formats.document import fixed
from piiguard.formats.pieces import Keys, Segment

_EXIF, _GPS = 0x8769, 0x8825
_COMMENT = 0x9286  # its first eight bytes name its encoding
_XP = range(0x9C9B, 0x9CA0)  # Windows' own, UTF-16
# XMP, IPTC, Photoshop, colour profile, maker's note, inner directories: XMP is read as such, the rest holds no text.
_BINARY = frozenset((0x02BC, 0x8649, 0x8773, 0x927C, 0x014A, 0xA005, _EXIF, _GPS))
_LONGEST = 1 << 20  # characters of a text, bytes of what may be one
_MANY = 10_000  # texts of a picture
_ENCODINGS = ((b"ASCII\0\0\0", ""), (b"UNICODE\0", "utf-16"), (b"JIS\0\0\0\0\0", "iso2022_jp"), (b"\0" * 8, ""))


def segments(image: Any, keys: Keys, unread: list[str]) -> Iterator[Segment]:
    """Texts of an open Pillow image, their names as labels; of a TIFF, of every page. ``unread`` is told what is left out."""
    found = _all(image, keys, unread)
    yield from itertools.islice(found, _MANY)
    if next(found, None) is not None:
        unread.append(f"more than {_MANY} texts about the picture")


def _all(image: Any, keys: Keys, unread: list[str]) -> Iterator[Segment]:
    for index in range(getattr(image, "n_frames", 1) if image.format == "TIFF" else 1):
        try:
            image.seek(index)
        except Exception:  # whatever Pillow makes of broken bytes
            return  # counted when its pixels were to be read
        yield from _exif(image, keys, unread)
        for name in ("XML:com.adobe.xmp", "xmp"):
            packet = image.info.get(name)
            if packet:
                yield from xmp.segments(packet if isinstance(packet, str) else xmp.decoded(bytes(packet)), keys)
        for name, value in _chunks(image, unread):
            if name not in ("XML:com.adobe.xmp", "xmp"):
                yield from _said("text", name, value, keys, unread)


def _chunks(image: Any, unread: list[str]) -> list[tuple[str, Any]]:
    """Comments of GIF and JPEG, the text chunks of PNG."""
    found = [(name, image.info[name]) for name in ("comment", "Comment") if name in image.info]
    if image.format == "PNG":
        try:
            found = list(image.text.items())
        except Exception:  # a chunk that is broken; the pixels before it are read
            unread.append("its texts are damaged")
    return found


def _exif(image: Any, keys: Keys, unread: list[str]) -> Iterator[Segment]:
    from PIL.ExifTags import TAGS

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exif = image.getexif()
            inner = dict(exif.get_ifd(_EXIF))
            position = _position(exif.get_ifd(_GPS))
            tags = [*exif.items(), *inner.items()]
    except Exception:  # whatever Pillow's reader makes of broken tags
        unread.append("its EXIF is damaged")
        return
    for tag, value in tags:
        if tag not in _BINARY:
            yield from _said("EXIF", TAGS.get(tag, hex(tag)), _bytes(tag, value), keys, unread)
    if position:
        yield fixed(position, {"part": "EXIF", "field": "GPS"}, "gps")


def _bytes(tag: int, value: Any) -> Any:
    """The text of the tags that have encodings of their own."""
    if tag in _XP:
        raw = bytes(value) if isinstance(value, bytes | tuple | list) else b""
        return raw.decode("utf-16-le", "replace").rstrip("\0")
    if tag == _COMMENT and isinstance(value, bytes):
        for mark, codec in _ENCODINGS:
            if value.startswith(mark):
                return _wide(value[8:]) if codec == "utf-16" else value[8:].decode(codec, "replace") if codec else value[8:]
    return value


def _wide(value: bytes) -> str:
    """UTF-16 without a mark: the order in which fewer characters are out of the way."""
    both = [value.decode(codec, "replace").strip("\0") for codec in ("utf-16-le", "utf-16-be")]
    return max(both, key=lambda text: sum("一" <= char <= "鿿" or "\0" < char < "\x7f" for char in text))


def _said(part: str, name: str, value: Any, keys: Keys, unread: list[str]) -> Iterator[Segment]:
    if isinstance(value, str | bytes) and len(value) > _LONGEST:
        unread.append(f"a text of more than {_LONGEST} characters about the picture")
    text = _readable(value).strip(" \0\n")
    if text:
        yield fixed(text, {"part": part, "field": keys.shown(str(name))}, str(name))


def _readable(value: Any) -> str:
    """A tag's value as text; "" for numbers and for bytes that are none."""
    if isinstance(value, str):
        text: str = value[:_LONGEST]
        try:
            value = text.encode("latin-1")  # how Pillow reads bytes of which nobody says what they are
        except UnicodeEncodeError:
            return text
    if isinstance(value, bytes):
        value = value[:_LONGEST].rstrip(b"\0")
        if any(byte < 9 for byte in value):
            return ""
        return str(value.decode(guess(value).codec, "replace"))
    if isinstance(value, tuple | list):
        return " ".join(item for item in value if isinstance(item, str))[:_LONGEST]
    return ""


def _position(gps: Any) -> str:
    """Latitude and longitude in decimal degrees; "" where they are not both there."""
    found = []
    for side, value in ((1, 2), (3, 4)):
        try:
            degrees, minutes, seconds = (float(part) for part in gps[value])
        except (KeyError, TypeError, ValueError, ZeroDivisionError):
            return ""
        number = degrees + minutes / 60 + seconds / 3600
        if not math.isfinite(number):
            return ""
        found.append(f"{'-' if str(gps.get(side, '')).upper()[:1] in ('S', 'W') else ''}{number:.6f}")
    return ",".join(found)
