"""The listing of an object store, drawn in a thread of its own.

The library's plain listing keeps the interpreter's lock while it waits for a page, so a slow server would stop
every thread and Ctrl-C; the asynchronous one does not. A page is also fetched while the one before is used.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

_BATCH = 1000  # keys; servers give pages of 1000
_AHEAD = 4  # batches
_EMPTY = "d41d8cd98f00b204e9800998ecf8427e"  # etag of no bytes, where etags are MD5


class Listed:
    """One key. ``marker`` is one that ends in a slash and may have bytes."""

    __slots__ = ("folder", "key", "marker", "size", "version")

    def __init__(self, key: str, metadata: Any) -> None:
        self.key = key
        self.folder = bool(metadata.is_dir)
        self.size, self.version = described(metadata)
        self.marker = self.folder and self.version.startswith("etag:") and self.version != f"etag:{_EMPTY}"


def described(metadata: Any) -> tuple[int, str]:
    """Size in bytes and version: ``etag:…``, ``weak:…`` (RFC 9110 8.8.1), else ``time:…:size``."""
    size = int(metadata.content_length or 0)
    etag: str = metadata.etag or ""
    if etag.startswith("W/"):
        return size, "weak:" + etag[2:].strip('"')
    if etag:
        return size, "etag:" + etag.strip('"')
    modified: datetime | None = metadata.last_modified
    return size, f"time:{modified.isoformat() if modified else ''}:{size}"


def listed(operator: Callable[[], Any], prefix: str, after: str) -> Iterator[Listed]:
    """Every key below ``prefix``, as the server gives them; those up to ``after`` are left out where it is given.

    Raises what the library raises, after all that came before.
    """
    found: queue.Queue[list[Listed] | BaseException | None] = queue.Queue(_AHEAD)
    stop = threading.Event()
    threading.Thread(target=_draw, args=(operator, prefix, after, found, stop), daemon=True).start()
    try:
        while (batch := found.get()) is not None:
            if isinstance(batch, BaseException):
                raise batch
            yield from batch
    finally:
        stop.set()


def _draw(
    operator: Callable[[], Any],
    prefix: str,
    after: str,
    found: queue.Queue[list[Listed] | BaseException | None],
    stop: threading.Event,
) -> None:
    import asyncio

    batch: list[Listed] = []

    def put(item: list[Listed] | BaseException | None) -> None:
        while not stop.is_set():
            try:
                return found.put(item, timeout=0.2)
            except queue.Full:
                pass

    async def draw() -> None:
        nonlocal batch
        options = {"start_after": after} if after else {}
        async for entry in await operator().list(prefix, recursive=True, **options):
            batch.append(Listed(entry.path, entry.metadata))
            if len(batch) >= _BATCH:
                put(batch)
                batch = []
            if stop.is_set():
                return

    try:
        asyncio.run(draw())
    except BaseException as error:
        put(batch)
        put(error)
    else:
        put(batch)
        put(None)
