"""A LangChain model that never sees a customer: what goes in is hidden by a session, what comes out is restored.

``guarded(model, session)`` is a runnable like the model: ``invoke``, ``ainvoke``, ``stream`` and ``astream`` with a list of
messages, a prompt value or a text. Needs ``langchain-core``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import MissingExtraError
from .openai import _walked

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from langchain_core.runnables import Runnable

    from ..session import Session


def guarded(model: Runnable[Any, Any], session: Session, strict: bool = False) -> Runnable[Any, Any]:
    """``model`` behind a session.

    Raises:
        MissingExtraError: ``langchain-core`` is not installed.
    """
    try:
        from langchain_core.runnables import RunnableGenerator, RunnableLambda
    except ImportError:
        raise MissingExtraError("pip install langchain-core") from None

    def restored(chunks: Iterator[Any]) -> Iterator[Any]:
        running = _Running(session, strict)
        for chunk in chunks:
            yield running.piece(chunk)
        yield from running.rest()

    async def arestored(chunks: AsyncIterator[Any]) -> AsyncIterator[Any]:
        running = _Running(session, strict)
        async for chunk in chunks:
            yield running.piece(chunk)
        for chunk in running.rest():
            yield chunk

    return RunnableLambda(lambda given: hide(session, given)) | model | RunnableGenerator(restored, arestored)


def hide(session: Session, given: Any) -> Any:
    """Messages for the model: a text, a list of messages or a prompt value, with every text treated by the session."""
    if isinstance(given, str):
        return session.user(given)
    messages = given.to_messages() if hasattr(given, "to_messages") else given
    return [_hidden(session, message) for message in messages]


def _hidden(session: Session, message: Any) -> Any:
    treat = session.user if message.type in ("human", "tool", "function", "chat") else session.agent
    changed: dict[str, Any] = {"content": _walked(message.content, treat)}
    if getattr(message, "tool_calls", None):
        changed["tool_calls"] = [{**call, "args": _walked(call["args"], treat)} for call in message.tool_calls]
    return message.model_copy(update=changed)


class _Running:
    """An answer as it comes: whole, or in pieces whose text goes through one restorer."""

    def __init__(self, session: Session, strict: bool) -> None:
        self._whole = lambda text: session.restore(text, strict)
        self._restorer = session.restorer(strict)
        self._last: Any = None

    def piece(self, chunk: Any) -> Any:
        """The piece restored as far as it is decided; a whole message, and whole arguments of tools, at once."""
        self._last = chunk
        if isinstance(chunk, str):
            return self._restorer.feed(chunk)
        feed = self._restorer.feed if _is_piece(chunk) else self._whole
        changed: dict[str, Any] = {"content": _walked(chunk.content, feed)}
        if getattr(chunk, "tool_calls", None) and not getattr(chunk, "tool_call_chunks", None):
            changed["tool_calls"] = [{**call, "args": _walked(call["args"], self._whole)} for call in chunk.tool_calls]
        return chunk.model_copy(update=changed)

    def rest(self) -> Iterator[Any]:
        """What was held back, as another piece like the last."""
        text = self._restorer.flush()
        if text:
            yield text if isinstance(self._last, str) else type(self._last)(content=text)


def _is_piece(message: Any) -> bool:
    from langchain_core.messages import BaseMessageChunk

    return isinstance(message, BaseMessageChunk)
