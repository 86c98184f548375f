"""Rows asked for before they are needed: a server finds the next ones while the last ones are searched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any

Rows = Sequence[Sequence[Any]]
Fetch = Callable[[int], Rows]


@contextmanager
def ahead(fetch: Fetch, cancel: Callable[[], None]) -> Iterator[Fetch]:
    """``fetch`` called once more than it is asked for, in a thread of its own; it gives nothing at its end.

    cancel  ends a call that is under way when nobody wants its rows any more

    What ``fetch`` raises is raised when its rows are asked for. Outside the block no call is under way.
    """
    coming: Future[Rows] | None = None
    with ThreadPoolExecutor(1, "piiguard-ahead") as thread:

        def asked(size: int) -> Rows:
            nonlocal coming
            coming = coming or thread.submit(fetch, size)
            rows = coming.result()
            coming = thread.submit(fetch, size) if rows else None
            return rows

        try:
            yield asked
        finally:
            if coming is not None and not coming.done() and not coming.cancel():
                with suppress(Exception):  # the connection is ended by whoever has it
                    cancel()
