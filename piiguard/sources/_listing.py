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

from piiguard.sources._failing import why

_BATCH = 1000  # keys; servers give pages of 1000
_AHEAD = 4  # batches
_DEPTH = 256  # folders in folders; a server that follows links may show a loop
_EMPTY = "d41d8cd98f00b204e9800998ecf8427e"  # etag of no bytes, where etags are MD5


class Listed:
    """One key. ``marker`` is one that ends in a slash and may have bytes; ``failed`` why a folder was not listed."""

    __slots__ = ("failed", "folder", "key", "marker", "size", "version")

    def __init__(self, key: str, metadata: Any, failed: str = "") -> None:
        self.key = key
        self.failed = failed
        self.folder = bool(failed or metadata.is_dir)
        self.size, self.version = (0, "") if failed else described(metadata)
        self.marker = self.folder and self.version.startswith("etag:") and self.version != f"etag:{_EMPTY}"


def described(metadata: Any) -> tuple[int, str]:
    """Size in bytes and version: ``etag:…``, ``weak:…`` (RFC 9110 8.8.1), ``time:…:size``; "" where nothing tells."""
    size = int(metadata.content_length or 0)
    etag: str = metadata.etag or ""
    if etag.startswith("W/"):
        return size, "weak:" + etag[2:].strip('"')
    if etag:
        return size, "etag:" + etag.strip('"')
    modified: datetime | None = metadata.last_modified
    return size, f"time:{modified.isoformat()}:{size}" if modified else ""


def listed(operator: Callable[[], Any], prefix: str, after: str) -> Iterator[Listed]:
    """Every key below ``prefix``, as the server gives them; those up to ``after`` are left out where it is given.

    Raises what the library raises, after all that came before.
    """
    found: _Queue = queue.Queue(_AHEAD)
    drawing = _Drawing(found)
    threading.Thread(target=drawing.run, args=(operator, prefix, after), daemon=True).start()
    try:
        while (batch := found.get()) is not None:
            if isinstance(batch, BaseException):
                raise batch
            yield from batch
    finally:
        drawing.stop.set()


_Queue = queue.Queue["list[Listed] | BaseException | None"]


class _Drawing:
    """The other end of the queue."""

    def __init__(self, found: _Queue) -> None:
        self._found = found
        self._batch: list[Listed] = []
        self.stop = threading.Event()

    def run(self, operator: Callable[[], Any], prefix: str, after: str) -> None:
        import asyncio

        try:
            asyncio.run(self._draw(operator(), prefix, after))
        except BaseException as error:
            self._put(self._batch)
            self._put(error)
        else:
            self._put(self._batch)
            self._put(None)

    async def _draw(self, operator: Any, prefix: str, after: str) -> None:
        if not operator.capability().list_with_recursive:
            return await self._walk(operator, prefix)
        options = {"start_after": after} if after else {}
        async for entry in await operator.list(prefix, recursive=True, **options):
            self._add(Listed(entry.path, entry.metadata))
            if self.stop.is_set():
                return

    async def _walk(self, operator: Any, prefix: str) -> None:
        """Folder by folder: the library's own walk leaves out a folder whose listing had to be tried again."""
        waiting, known = [prefix], {prefix}
        while waiting and not self.stop.is_set():
            folder = waiting.pop()
            if folder.count("/") > _DEPTH:
                self._add(Listed(folder, None, f"folder not listed: more than {_DEPTH} folders deep"))
                continue
            try:
                async for entry in await operator.list(folder):
                    found = Listed(entry.path, entry.metadata)
                    if not found.folder:
                        self._add(found)
                    elif found.key not in known and found.key.startswith(folder.removeprefix("/")):
                        known.add(found.key)
                        waiting.append(found.key)
            except Exception as error:
                if folder == prefix:
                    raise
                self._add(Listed(folder, None, f"folder not listed: {why(error)}"))

    def _add(self, found: Listed) -> None:
        self._batch.append(found)
        if len(self._batch) >= _BATCH:
            self._put(self._batch)
            self._batch = []

    def _put(self, item: list[Listed] | BaseException | None) -> None:
        while not self.stop.is_set():
            try:
                return self._found.put(item, timeout=0.2)
            except queue.Full:
                pass
