"""Connections to a database server: kept between ranges, and every error of a driver as an OSError of ours."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from piiguard.errors import alone
from piiguard.sources.database import Address, Database
from piiguard.sources.source import SourceError

_Answer = TypeVar("_Answer")


class Server(Database, ABC):
    """A database behind a connection. A scheme says how to ``connect``, to ``begin`` and to give a ``reason``.

    keeps  whether a connection is kept for the next range
    """

    keeps = True

    def __init__(self, address: Address, secret: str | None) -> None:
        super().__init__(address)
        self._secret = secret
        self._idle: list[Any] = []

    @abstractmethod
    def connect(self) -> Any:
        """A new connection. Raises what the driver raises."""

    @abstractmethod
    def begin(self, connection: Any) -> None:
        """Begin a read-only transaction with the limits of the URL's options."""

    @abstractmethod
    def reason(self, error: Exception) -> str:
        """Why, without a value of a table and without a secret."""

    def asked(self, ask: Callable[[Any], _Answer]) -> _Answer:
        """What a question has as its answer, in a transaction of its own. Raises OSError."""
        with self.transaction() as connection:
            return ask(connection)

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """A connection in a read-only transaction; it is kept when all went well and ended when not.

        Raises:
            OSError: instead of whatever the driver raised inside.
        """
        connection, well = self._begun(), False
        try:
            yield connection
            connection.rollback()
            well = True
        except Exception as error:
            if isinstance(error, OSError):
                raise
            alone(OSError(self.reason(error)))
        finally:
            # After an error, or when rows were left unread, nobody knows what is still to come over it.
            if well and self.keeps:
                self._idle.append(connection)
            else:
                self._end(connection)

    def close(self) -> None:
        """End the connections that nobody uses."""
        while self._idle:
            self._end(self._idle.pop())

    def _begun(self) -> Any:
        while self._idle:
            connection = self._idle.pop()
            try:
                self.begin(connection)
                return connection
            except Exception:
                self._end(connection)  # it broke while nobody used it
        connection = None
        try:
            connection = self.connect()
            self.begin(connection)
        except Exception as error:
            if connection is not None:
                self._end(connection)
            if isinstance(error, SourceError):
                raise
            alone(SourceError(self.reason(error)))
        return connection

    @staticmethod
    def _end(connection: Any) -> None:
        try:
            connection.close()
        except Exception:
            pass  # it is gone already
