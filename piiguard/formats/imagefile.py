"""Pictures: what they show, by OCR, and what they say of themselves: EXIF, XMP, comments.

Pillow decodes them, with only the decoder that the first bytes ask for.
"""

from __future__ import annotations

import importlib
import importlib.util
import io
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from piiguard.errors import FormatError, MissingExtraError, alone
from piiguard.findings import Masked
from piiguard.formats import imagetags, ocr
from piiguard.formats.document import Document, LimitError, Limits, fixed
from piiguard.formats.layout import page_segments, read_rows
from piiguard.formats.pieces import Keys, Segment

_KINDS = ["PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP"]  # none of which runs a program, as EPS would
_A_PIXEL = 8  # bytes of memory that reading one takes: decoded, as RGB and shrunk; turned or with alpha up to 15
_ORIENTATION = 0x0112  # of EXIF
_SIDE = 16  # pixels; what is smaller shows no text
_ALIKE = 64  # pixels of the thumbnails by which the frames of an animation are compared


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> Document:
    """The document of a picture. Raises FormatError, LimitError, MissingExtraError."""
    if not importlib.util.find_spec("PIL"):
        raise MissingExtraError("pip install 'piiguard[scan]'")
    return ImageDocument(stream, keys, limits)


class ImageDocument(Document):
    """A picture of one page or several (TIFF) or of frames (GIF, WebP)."""

    def __init__(self, stream: BinaryIO, keys: Keys, limits: Limits) -> None:
        import PIL.Image

        for kind in _KINDS:
            importlib.import_module(f"PIL.{kind.capitalize().replace('Webp', 'WebP')}ImagePlugin")
        self._keys = keys
        self._size = stream.seek(0, io.SEEK_END)
        self._pixels = limits.memory // _A_PIXEL
        self._unread: list[str] = []
        stream.seek(0)
        with self._decoding("a picture that cannot be opened"):
            self.image = PIL.Image.open(stream, formats=_KINDS)
            frames = getattr(self.image, "n_frames", 1)
        kind = self.image.format or "image"
        self.count = 1 if kind == "MPO" else frames  # MPO: a second view, or a depth
        self._notes = ["a second picture of the same view is in it, which was not read"] if kind == "MPO" else []
        self.format = kind.lower().replace("mpo", "jpeg")

    def segments(self) -> Iterator[Segment]:
        if self.image.width * self.image.height > self._pixels:
            raise LimitError(f"a picture of more than {self._pixels} pixels")
        for number, image in self._pages():
            if not ocr.available():
                self._unread.append("its pixels (install piiguard[ocr])")
                break
            try:
                yield from self.shown(number, image)
            except FormatError as error:
                self._unread.append(f"page {number}: {error}")
        yield from self.said()

    def shown(self, number: int, image: Any) -> Iterator[Segment]:
        """What a page shows; empty segments between, so that progress shows."""
        found = []
        self.room = ocr.ROOM
        yield fixed("", {"page": number})
        for fragment in ocr.read(image):
            if fragment is None:
                yield fixed("", {"page": number})
            else:
                found.append(fragment)
        yield from page_segments(number, read_rows(found), shown=True)

    def said(self) -> Iterator[Segment]:
        """What the picture says of itself."""
        return imagetags.segments(self.image, self._keys, self._unread)

    def frames(self) -> Iterator[tuple[int, Any]]:
        """Every page, upright, as RGB. Raises FormatError, LimitError."""
        from PIL import ImageOps

        for index in range(self.count):
            with self._decoding(f"page {index + 1} of the picture cannot be decoded"):
                self.image.seek(index)
                if self.image.width * self.image.height > self._pixels:
                    raise LimitError(f"a picture of more than {self._pixels} pixels")
                self.image.load()
                turned = self.image.getexif().get(_ORIENTATION, 1) != 1
                page = flat(ImageOps.exif_transpose(self.image) if turned else self.image)
            yield index + 1, page

    @contextmanager
    def _decoding(self, problem: str) -> Iterator[None]:
        """Whatever Pillow makes of broken bytes as FormatError, and silently; what is too large as LimitError."""
        import PIL.Image

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield
        except (FormatError, MemoryError):
            raise
        except PIL.Image.DecompressionBombError:
            alone(LimitError(f"a picture of more than {self._pixels} pixels"))
        except Exception:
            alone(FormatError(problem))

    def _pages(self) -> Iterator[tuple[int, Any]]:
        """What OCR is to read: of an animation only frames that differ from the last one that was read."""
        last = b""
        same = 0
        try:
            for number, image in self.frames():
                self.read = self._size * number // self.count
                if min(image.size) < _SIDE:
                    continue
                if self.format in ("gif", "webp"):
                    small = image.convert("L").resize((_ALIKE, _ALIKE)).tobytes()
                    if last and max(abs(one - other) for one, other in zip(small, last, strict=True)) < 8:
                        same += 1
                        continue
                    last = small
                yield number, image
        except (FormatError, LimitError) as error:
            self._unread.append(str(error))
        if same:
            self._unread.append(f"frames that look like the one before: {same}")

    def unread(self) -> list[str]:
        return self._unread

    def notes(self) -> list[str]:
        return self._notes

    def rewrite(self, out: BinaryIO, masked: Callable[[Segment], Masked]) -> None:
        """Write the picture with the findings blackened and without anything it says of itself. Raises FormatError."""
        from piiguard.formats import redact

        redact.image(self, out, masked)

    def close(self) -> None:
        # The stream is the caller's; Pillow would close it.
        self.image.fp = None


def flat(image: Any) -> Any:
    """As RGB, what is transparent as white, 16 bits cut to 8."""
    if image.mode.startswith(("I", "F")):
        low, high = image.getextrema()
        span = max(1.0, float(high) - float(low))
        image = image.point(lambda value: value * (255 / span) - low * (255 / span)).convert("L")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        from PIL import Image

        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        white.alpha_composite(image)
        image = white
    return image if image.mode == "RGB" else image.convert("RGB")
