"""Rows asked for ahead: none lost, none twice, no call left under way."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiguard.sources._ahead import Rows, ahead
from piiguard.sources._cells import Cells
from piiguard.sources.database import Pace


class Server:
    """Gives so many rows, then nothing; ``broken`` is the call that fails."""

    def __init__(self, count: int, broken: int = -1) -> None:
        self.left = list(range(count))
        self.calls = self.under_way = self.cancelled = 0
        self.threads: set[str] = set()
        self._broken = broken
        self.hold = threading.Event()
        self.hold.set()

    def fetch(self, size: int) -> Rows:
        self.under_way += 1
        self.threads.add(threading.current_thread().name)
        self.hold.wait(10)
        try:
            if self.calls == self._broken:
                raise OSError("the connection is gone")
            rows, self.left = self.left[:size], self.left[size:]
            return [(row,) for row in rows]
        finally:
            self.calls += 1
            self.under_way -= 1

    def cancel(self) -> None:
        self.cancelled += 1
        self.hold.set()


@given(st.integers(0, 40), st.integers(1, 15))
def test_every_row_once_and_in_order(count: int, size: int) -> None:
    server = Server(count)
    with ahead(server.fetch, server.cancel) as fetch:
        batches = list(Cells([1]).batches(fetch, size, Pace(0)))
    assert [int(cell or "") for batch in batches for cell in batch.columns[0]] == list(range(count))
    assert [batch.first for batch in batches] == list(range(1, count + 1, size))
    assert (server.calls, server.under_way, server.cancelled) == (-(-count // size) + 1, 0, 0)
    assert len(server.threads) == 1
    assert threading.current_thread().name not in server.threads


def test_the_next_rows_are_fetched_while_the_last_are_used() -> None:
    server = Server(4)
    with ahead(server.fetch, server.cancel) as fetch:
        assert fetch(2)
        for _ in range(1000):
            if server.calls == 2:
                break
            threading.Event().wait(0.01)
        assert server.calls == 2
        assert list(fetch(2)) == [(2,), (3,)]


def test_what_a_fetch_raises_comes_with_its_rows() -> None:
    server = Server(9, broken=1)
    with ahead(server.fetch, server.cancel) as fetch:
        assert len(fetch(3)) == 3
        with pytest.raises(OSError, match="the connection is gone"):
            fetch(3)
    assert (server.under_way, server.cancelled) == (0, 0)


def test_a_fetch_that_nobody_waits_for_is_cancelled() -> None:
    server = Server(9)
    with ahead(server.fetch, server.cancel) as fetch:
        server.hold.set()
        assert len(fetch(3)) == 3
        # The second may be over already; the third, which waits, is left under way.
        server.hold.clear()
        while not server.under_way and server.calls < 2:
            threading.Event().wait(0.01)
        if not server.under_way:
            server_rows = fetch(3)
            assert len(server_rows) == 3
            while not server.under_way:
                threading.Event().wait(0.01)
    assert (server.under_way, server.cancelled) == (0, 1)
