"""Object stores behind one adapter, OpenDAL; the schemes translate their URL and secrets to its options.

What a store must do and does not do stands in docs/sources.md.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from piiguard.errors import MissingExtraError, alone
from piiguard.sources._failing import kind, why
from piiguard.sources._listing import Listed, described, listed
from piiguard.sources._place import Place
from piiguard.sources._reading import SMALL, OpenedObject, Reader, large, small
from piiguard.sources._seen import Seen
from piiguard.sources._stream import Files
from piiguard.sources.source import ChangedError, Entry, SourceError

TIMEOUT = 60.0  # seconds an answer may take
RETRIES = 4  # of a request that may succeed another time; the wait doubles
DELAY = 0.5  # seconds before the first of them
_REPEATS = 5000  # keys in a row that were listed already: a page is 1000, with some servers 5000
_AHEAD = 32 << 20  # bytes of small objects fetched ahead
_THREADS = 16
_LOST = "name that cannot be asked for: spaces at its ends, empty, . or .. between slashes"
_PATHLIKE = re.compile(r"(?:^|/)\.{0,2}(?:/|$)")
# OpenDAL's threads do not outlive a fork, and a request in the child would wait for ever.
_used: list[int] = []


class Objects(Files):
    """The objects of a store below a key, or the one object of that key.

    flat  keys are mere names; else folders exist by themselves
    """

    def __init__(self, place: Place, service: str, options: Mapping[str, str], *, flat: bool = True) -> None:
        """Raises SourceError (settings are missing) and MissingExtraError. Nothing is asked of the server yet."""
        self.target = place.target
        self._place = place
        self._service = service
        self._options = {name: value for name, value in options.items() if value}
        self._flat = flat
        self._match = True
        self._ahead: dict[str, Future[OpenedObject]] = {}
        self._held = 0
        self._pool: ThreadPoolExecutor | None = None
        self._operator = self._make("Operator")

    def __repr__(self) -> str:
        return f"Objects({self.target!r})"

    def entries(self) -> Iterator[Entry]:
        """Every object once. What the library cannot ask for is an entry with that reason. Raises SourceError."""
        self._check_process()
        key, count = self._place.key, 0
        if key and not key.endswith("/"):
            for entry in self._single(key):
                count += 1
                yield entry
            if count and not self._flat:
                return  # a file; some servers list it as if it were a folder
            key += "/"
        for entry in self._below(key):
            count += 1
            yield entry
        if not count and key:
            yield Entry(self._place.uri(key), "", status="error", reason="nothing of this name is in the store")

    def open(self, entry: Entry) -> OpenedObject:
        """An object; small ones are read now. Raises OSError, ChangedError when it changes again and again."""
        self._check_process()
        waiting = self._ahead.pop(entry.uri, None)
        if waiting is not None:
            self._held -= entry.size
            return waiting.result()
        return self._open(entry)

    def ahead(self, entries: Iterable[Entry]) -> None:
        """A hint that these will be opened next: small ones are fetched together, as far as memory is set aside."""
        self._check_process()
        if self._pool is None:
            self._pool = ThreadPoolExecutor(_THREADS, "piiguard-ahead")
        for entry in entries:
            fits = entry.size <= SMALL and self._held + entry.size <= _AHEAD
            if fits and entry.status is None and entry.uri not in self._ahead:
                self._held += entry.size
                self._ahead[entry.uri] = self._pool.submit(self._open, entry)

    def close(self) -> None:
        """Forget what was fetched ahead."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
        self._ahead.clear()
        self._held = 0

    def _make(self, made: str) -> Any:
        try:
            import opendal
            from opendal.layers import RetryLayer, TimeoutLayer
        except ImportError:
            raise MissingExtraError("object stores are not installed: pip install 'piiguard[scan]'") from None
        try:
            operator = getattr(opendal, made)(self._service, **self._options)
        except Exception as error:
            alone(SourceError(f"{self._place.scheme}:// cannot be used: {why(error)}"))
        # Inside the retries: an answer that does not come is asked for again.
        operator = operator.layer(TimeoutLayer(TIMEOUT, TIMEOUT))
        return operator.layer(RetryLayer(RETRIES, 2.0, True, 10.0, DELAY))

    def _check_process(self) -> None:
        if not _used:
            _used.append(os.getpid())
        elif _used[0] != os.getpid():
            raise SourceError("object stores cannot be used after a fork: start workers with spawn")

    def _single(self, key: str) -> Iterator[Entry]:
        if not _addressable(key):
            return
        try:
            metadata = self._operator.stat(key)
        except Exception as error:
            if kind(error) == "NotFound":
                return
            alone(SourceError(f"{self._place.uri('')} cannot be read: {why(error)}"))
        if metadata.is_file:
            size, version = described(metadata)
            yield Entry(self._place.uri(key), key.rpartition("/")[2], size=size, version=version)

    def _below(self, folder: str) -> Iterator[Entry]:
        seen, repeats = Seen(), 0
        after = restarted = ""
        while True:
            try:
                for found in listed(lambda: self._make("AsyncOperator"), folder or "/", after):
                    state = seen.add(found.key, f"{found.version}:{found.size}")
                    repeats = 0 if state == "new" else repeats + 1
                    if repeats > _REPEATS:
                        break
                    if state != "repeated":
                        yield from self._entry(found, folder, twin=state == "other")
                else:
                    return
                reason = "the listing repeats itself"
            except SourceError:
                raise
            except Exception as error:
                reason = why(error)
                if not seen.last:
                    alone(SourceError(f"{self._place.uri('')} cannot be listed: {reason}"))
            # Once more behind the last key, unless that was tried from there already.
            if not self._resumes(seen) or seen.last == restarted:
                reason = f"not listed to its end: {reason}"
                yield Entry(self._place.uri(folder), "", status="error", reason=reason)
                return
            after, restarted, repeats = seen.last, seen.last, 0

    def _resumes(self, seen: Seen) -> bool:
        return seen.ordered and bool(seen.last) and bool(self._operator.capability().list_with_start_after)

    def _entry(self, found: Listed, folder: str, *, twin: bool) -> Iterator[Entry]:
        uri, name = self._place.uri(found.key), found.key.removeprefix(folder)
        if found.failed:
            yield Entry(uri, name, status="error", reason=found.failed)
        elif found.folder:
            if self._flat and found.marker:
                reason = "key that ends in a slash; it may have bytes and cannot be asked for"
                yield Entry(uri, name, status="skipped", reason=reason)
        elif twin:
            # Keys that differ in a slash at their beginning come under one name, or it changed between two pages.
            reason = "listed twice with different content; one of them cannot be asked for"
            yield Entry(f"{uri}#{found.version}", name, size=found.size, status="error", reason=reason)
        elif not _addressable(found.key):
            yield Entry(uri, name, size=found.size, version=found.version, status="error", reason=_LOST)
        else:
            yield Entry(uri, name, size=found.size, version=found.version)

    def _open(self, entry: Entry) -> OpenedObject:
        key, size, version = self._place.key_of(entry.uri), entry.size, entry.version
        if not _addressable(key):
            raise OSError(0, _LOST)
        if not version:  # OBS lists neither etag nor time
            size, version = Reader(self._operator, key, "", match=False).stat()
        for _ in range(3):
            reader = Reader(self._operator, key, version, match=self._match)
            try:
                if size <= SMALL:
                    data = reader.whole(SMALL + 1)
                    if len(data) == size:
                        return OpenedObject(small(data), reader, once=reader.match)
                now = reader.stat()
                if now == (size, version):
                    if size <= SMALL:
                        raise OSError(0, f"the store says {size} bytes and gives another number")
                    return OpenedObject(large(reader, size), reader, once=False)
            except ChangedError:
                now = reader.stat()
                if now == (size, version):
                    self._match = False  # the store does not compare the etags it lists
            size, version = now
        raise ChangedError(0, "it changed while it was read")


def _addressable(key: str) -> bool:
    """Whether the library asks for this very key: it trims, and resolves what looks like a path."""
    return key == key.strip() and not _PATHLIKE.search(key)
