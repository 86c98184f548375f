"""Restoring an answer that arrives in pieces: the same text for every chunking, holding back only what could be a placeholder."""

from __future__ import annotations

import codecs

from .placeholders import LONGEST, OPEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import Session


class Restorer:
    """Made by :meth:`Session.restorer`: one answer, one thread.

    Nothing is held back but an opening bracket and the at most 64 characters behind it on its line.
    """

    __slots__ = ("_held", "_session", "_strict")

    def __init__(self, session: Session, strict: bool) -> None:
        self._session = session
        self._strict = strict
        self._held = ""

    def __repr__(self) -> str:
        return f"Restorer(held={len(self._held)})"

    def feed(self, chunk: str) -> str:
        """Take in the next piece; give out what is decided.

        Raises:
            RestoreError: as :meth:`Session.restore` does.
        """
        text = self._held + chunk
        match = OPEN.search(text, max(0, len(text) - LONGEST - 1))
        cut = match.start() if match else len(text)
        self._held = text[cut:]
        return self._session.restore(text[:cut], self._strict) if cut else ""

    def flush(self) -> str:
        """The answer is complete: give out the rest. The restorer can then be used for another one."""
        rest, self._held = self._held, ""
        return rest


class ByteRestorer:
    """:class:`Restorer` for UTF-8 bytes, cut anywhere; bytes that are not UTF-8 come out as they went in."""

    __slots__ = ("_decoder", "_restorer")

    def __init__(self, session: Session, strict: bool) -> None:
        self._restorer = Restorer(session, strict)
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")

    def __repr__(self) -> str:
        return f"ByteRestorer(held={len(self._restorer._held)})"

    def feed(self, chunk: bytes) -> bytes:
        """Take in the next piece; give out what is decided."""
        return self._restorer.feed(self._decoder.decode(chunk)).encode("utf-8", "surrogateescape")

    def flush(self) -> bytes:
        """The answer is complete: give out the rest."""
        out = self._restorer.feed(self._decoder.decode(b"", final=True)) + self._restorer.flush()
        self._decoder.reset()
        return out.encode("utf-8", "surrogateescape")
