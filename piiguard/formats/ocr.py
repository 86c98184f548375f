"""Text in pictures: RapidOCR's Chinese models, which lie in its wheel; nothing is fetched.

Without the step that guesses each line's direction (``use_cls``): on pages of numbers it turned every third
upside down. Instead a whole page that reads badly is tried the other way round.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import itertools
import math
import os
from collections.abc import Callable, Iterator
from typing import Any

from piiguard.errors import FormatError, MissingExtraError, alone
from piiguard.formats.layout import Box, Fragment

LONG = 2000  # pixels of the longer side; what is larger is made smaller, which is 171 dpi of an A4 page
SHORT = 1400  # pixels of the shorter side of what is much longer than wide
_SLENDER = 1.6  # longer side by shorter from which on
_TILE = 1_200_000  # pixels read at a time: it takes 0.4 GB; twice as many take twice that and are read no better
ROOM = 500 << 20  # bytes: the models, and what they put in between
_OVERLAP = 160  # pixels tiles share, more than two lines
_SURE = 0.5  # below, a line is noise
_DOUBT = 0.82  # a page whose lines are read less surely may lie wrong: right ones get .9, turned ones .6 to .7
_KEPT = 64  # pictures' results a process keeps: logos, letterheads and thumbnails are the same in file after file
_TRIED = 6  # lines a direction is judged by
_PACKAGES = ("rapidocr", "onnxruntime", "numpy", "PIL")

Line = tuple[str, Box, float]
Tile = tuple[int, int, int, int]  # left, top, right, bottom


def available() -> bool:
    """Whether the extra is installed."""
    return all(importlib.util.find_spec(package) for package in _PACKAGES)


def read(image: Any) -> Iterator[Fragment | None]:
    """The lines of a Pillow image in no order, boxes in its pixels; None now and then, for progress.

    Raises:
        MissingExtraError: the extra is not installed.
        MemoryError: it needs more than there is: about 0.5 GB beside the image.
        FormatError: the models failed.
    """
    engine = _engine()
    small, scale = _shrunk(image)
    turn = 0
    for number, tile in enumerate(_tiles(small.size)):
        part = small.crop(tile[0])
        found = engine.lines(part)
        turn = 0 if number else engine.turn(part, found)
        if turn:
            break
        yield from _placed(found, tile, small.size, 0, scale)
        yield None
    if turn:
        upright = small.rotate(90 * turn, expand=True)
        for tile in _tiles(upright.size):
            yield from _placed(engine.lines(upright.crop(tile[0])), tile, upright.size, turn, scale)
            yield None


@functools.cache
def _engine() -> _Engine:
    """Loaded once a process: 0.1 s, and about 40 MB that stay."""
    if not available():
        raise MissingExtraError("reading pictures is not installed: pip install 'piiguard[ocr]'")
    return _Engine()


class _Engine:
    """One thread: a scan has a process a core."""

    def __init__(self) -> None:
        import cv2
        import rapidocr

        cv2.setNumThreads(1)
        self._known: dict[tuple[str, tuple[int, int], bytes], Any] = {}
        models = os.path.join(os.path.dirname(rapidocr.__file__), "models")
        names = sorted(os.listdir(models))
        paths = {kind: os.path.join(models, name) for kind in ("det", "rec") for name in names if f"_{kind}_" in name}
        if len(paths) < 2:  # it would fetch them
            raise MissingExtraError("rapidocr is installed without its models: pip install 'piiguard[ocr]'")
        self._run: Any = rapidocr.RapidOCR(
            params={
                "Global.use_cls": False,
                "Global.log_level": "critical",
                "Global.text_score": 0.0,
                "Det.model_path": paths["det"],
                "Rec.model_path": paths["rec"],
                "Rec.rec_batch_num": 1,  # as fast as six lines at a time, in half the memory
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def lines(self, image: Any) -> list[Line]:
        """What is read, with its box and how sure that is; a picture just read is not read again."""
        return list(self._kept("lines", image, lambda: self._lines(image)))

    def turn(self, image: Any, found: list[Line]) -> int:
        """Quarter turns, against the clock, after which the page can be read; 0 when it can be as it is."""
        return int(self._kept("turn", image, lambda: self._turn(image, found)))

    def _kept(self, what: str, image: Any, make: Callable[[], Any]) -> Any:
        key = what, image.size, hashlib.blake2b(image.tobytes(), digest_size=16).digest()
        if key not in self._known:
            while len(self._known) >= _KEPT:
                del self._known[next(iter(self._known))]
            self._known[key] = make()
        return self._known[key]

    def _lines(self, image: Any) -> list[Line]:
        result = self._call(image, True)
        if result.boxes is None or result.txts is None:
            return []
        found: list[Line] = []
        for corners, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
            xs, ys = [float(corner[0]) for corner in corners], [float(corner[1]) for corner in corners]
            found.append((text, (min(xs), min(ys), max(xs), max(ys)), float(score)))
        return found

    def _turn(self, image: Any, found: list[Line]) -> int:
        long = sorted(found, key=lambda line: -_area(line[1]))[: 4 * _TRIED]
        if not long:
            return 0
        tall = sum(_tall(box) for _, box, _ in long) * 2 > len(long)
        weight = sum(len(text) for text, _, _ in long)
        sure = sum(score * len(text) for text, _, score in long) / max(1, weight)
        if sure >= _DOUBT and not tall:
            return 0
        tried = [image.crop(tuple(map(round, box))) for _, box, _ in long if _tall(box) == tall][:_TRIED]
        scores = {turn: sum(self._score(part, turn) for part in tried) / len(tried) for turn in ((1, 3) if tall else (0, 2))}
        best = max(scores, key=lambda turn: scores[turn])
        return best if scores[best] >= 0.7 and scores[best] > min(scores.values()) + 0.05 else 0

    def _score(self, part: Any, turn: int) -> float:
        result = self._call(part.rotate(90 * turn, expand=True), False)
        return float(result.scores[0]) if result.txts and result.txts[0] else 0.0

    def _call(self, image: Any, detect: bool) -> Any:
        """Raises MemoryError, FormatError."""
        try:
            return self._run(_pixels(image), use_det=detect, use_rec=True)
        except Exception as error:
            if isinstance(error, MemoryError) or "alloc" in str(error):
                alone(MemoryError())
            alone(FormatError("a picture in which no text can be looked for"))


def _pixels(image: Any) -> Any:
    """As OpenCV has them: blue first."""
    import numpy

    return numpy.ascontiguousarray(numpy.asarray(image)[:, :, ::-1])


def _shrunk(image: Any) -> tuple[Any, float]:
    """The image in a size that can be read, and what its lengths were multiplied with."""
    width, height = image.size
    long, short = max(width, height), max(1, min(width, height))
    scale = min(1.0, SHORT / short if long > _SLENDER * short else LONG / long)
    if scale < 1:
        image = image.resize((max(1, round(width * scale)), max(1, round(height * scale))), resample=1, reducing_gap=2)  # Lanczos
    return image if image.mode == "RGB" else image.convert("RGB"), scale


def _tiles(size: tuple[int, int]) -> list[tuple[Tile, Tile]]:
    """Boxes that cover an image and overlap each other, each with the part of it whose lines are taken from it."""
    width, height = size
    long = max(size)
    length = max(_TILE // max(1, min(size)), 4 * _OVERLAP)
    if long <= length:
        return [((0, 0, width, height), (0, 0, width, height))]
    count = math.ceil((long - _OVERLAP) / (length - _OVERLAP))
    starts = [(long - length) * number // (count - 1) for number in range(count)]
    seams = [0, *((low + length + high) // 2 for low, high in itertools.pairwise(starts)), long]
    spans = zip(starts, seams, seams[1:], strict=False)
    if height >= width:
        return [((0, at, width, at + length), (0, low, width, high)) for at, low, high in spans]
    return [((at, 0, at + length, height), (low, 0, high, height)) for at, low, high in spans]


def _placed(found: list[Line], tile: tuple[Tile, Tile], size: tuple[int, int], turn: int, scale: float) -> Iterator[Fragment]:
    """Lines of a tile as fragments of the page; what another tile has whole is left to it."""
    (dx, dy, _, _), own = tile

    def place(box: Box) -> Box:
        left, top, right, bottom = _turned_back(box, size, turn)
        return left / scale, top / scale, right / scale, bottom / scale

    for text, (x0, y0, x1, y1), score in found:
        box = x0 + dx, y0 + dy, x1 + dx, y1 + dy
        if score < _SURE or not text.strip():
            continue
        if own[0] <= (box[0] + box[2]) / 2 < own[2] and own[1] <= (box[1] + box[3]) / 2 < own[3]:
            yield Fragment(text, box, place)


def _turned_back(box: Box, size: tuple[int, int], turn: int) -> Box:
    """A box of the turned page on the page as it lies; ``size`` is the turned page's."""
    width, height = size
    x0, y0, x1, y1 = box
    if turn == 1:
        return height - y1, x0, height - y0, x1
    if turn == 2:
        return width - x1, height - y1, width - x0, height - y0
    if turn == 3:
        return y0, width - x1, y1, width - x0
    return box


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _tall(box: Box) -> bool:
    return box[3] - box[1] > 1.5 * (box[2] - box[0])
