"""A LangChain model that never sees a customer: what goes in is hidden by a session, what comes out is restored.

``guarded(model, session)`` is a runnable like the model: ``invoke``, ``ainvoke``, ``stream`` and ``astream`` with a list of
messages, a prompt value or a text. Needs ``langchain-core``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import MissingExtraError
from .arguments import Arguments, readable
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
    """A copy with every text in it treated that a provider's package may send, the raw forms of tool calls included."""
    side = session.user if message.type in ("human", "tool", "function", "chat") else session.agent

    def treat(text: str) -> str:
        return side(readable(text))

    changed: dict[str, Any] = {"content": _walked(message.content, treat), "name": _walked(message.name, treat)}
    changed["additional_kwargs"] = _walked(message.additional_kwargs, treat)
    for key in ("tool_calls", "invalid_tool_calls", "tool_call_chunks"):
        if getattr(message, key, None):
            changed[key] = [{**call, "args": _walked(call["args"], treat)} for call in getattr(message, key)]
    return message.model_copy(update=changed)


class _Running:
    """An answer as it comes: whole, or in pieces, each text of which goes through a restorer of its own."""

    def __init__(self, session: Session, strict: bool) -> None:
        self._session = session
        self._arguments = Arguments(session)
        self._strict = strict
        self._restorers: dict[tuple[Any, ...], Any] = {}
        self._shapes: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._last: Any = None

    def piece(self, chunk: Any) -> Any:
        """The piece restored as far as it is decided; a whole message, and whole arguments of tools, at once."""
        self._last = chunk
        if isinstance(chunk, str):
            return self._fed(("content",), chunk)
        if not _is_piece(chunk):
            return self._whole(chunk)
        changed: dict[str, Any] = {"content": self._content(chunk.content)}
        changed["additional_kwargs"] = self._kept(chunk.additional_kwargs)
        if not getattr(chunk, "tool_call_chunks", None):
            return chunk.model_copy(update=changed)
        changed["tool_call_chunks"] = [self._call(call) for call in chunk.tool_call_chunks]
        # Made anew: langchain reads the whole calls, as far as they are known, out of the pieces.
        read = {"tool_calls", "invalid_tool_calls"}
        held = {key: value for key, value in chunk.__dict__.items() if key not in read}
        return type(chunk)(**{**held, **(chunk.model_extra or {}), **changed})

    def rest(self) -> Iterator[Any]:
        """What was held back, as another piece like the last."""
        held = {place: text for place, restorer in self._restorers.items() if (text := restorer.flush())}
        if not held:
            return
        if isinstance(self._last, str):
            yield "".join(held.values())
            return
        content: Any = held.get(("content",), "")
        parts, calls, raw, more = [], [], [], {}
        for place, text in held.items():
            if place[0] == "part":
                parts.append({**self._shapes[place], place[2]: text})
            elif place[0] == "call":
                calls.append({"name": None, "args": text, "id": None, "index": place[1], "type": "tool_call_chunk"})
            elif place[0] == "raw":
                raw.append({"index": place[1], "function": {"arguments": text}})
            elif place[0] == "more":
                more[place[1]] = text
        if parts:
            content = [content, *parts] if content else parts
        last: dict[str, Any] = {"tool_call_chunks": calls} if calls else {}
        last["additional_kwargs"] = {**more, **({"tool_calls": raw} if raw else {})}
        yield type(self._last)(content=content, id=self._last.id, **last)

    def _whole(self, message: Any) -> Any:
        def text(given: str) -> str:
            return self._session.restore(given, self._strict)

        def arguments(given: str) -> str:
            return self._arguments.restore(given, self._strict)

        changed = {key: _walked(getattr(message, key), text, arguments) for key in ("content", "additional_kwargs")}
        for key, treat in (("tool_calls", text), ("invalid_tool_calls", arguments)):
            if getattr(message, key, None):
                changed[key] = [{**call, "args": _walked(call["args"], treat)} for call in getattr(message, key)]
        return message.model_copy(update=changed)

    def _content(self, content: Any) -> Any:
        """The text, or its parts; a part that has an index goes on in the next piece under the same one."""
        if isinstance(content, str):
            return self._fed(("content",), content)
        return [
            self._fed(("content",), part) if isinstance(part, str) else self._part(number, part)
            for number, part in enumerate(content)
        ]

    def _part(self, number: int, part: dict[str, Any]) -> dict[str, Any]:
        out = dict(part)
        for key, value in part.items():
            if key in _GROWING and isinstance(value, str):
                place = ("part", part.get("index", number), key)
                self._shapes[place] = {name: part[name] for name in ("type", "index") if name in part}
                out[key] = self._fed(place, value, key in _JSON)
        return out

    def _call(self, call: dict[str, Any]) -> dict[str, Any]:
        args = call["args"]
        if not isinstance(args, str):
            return call
        if call.get("index") is None:  # it is no part of another
            return {**call, "args": self._arguments.restore(args, self._strict)}
        return {**call, "args": self._fed(("call", call["index"]), args, json=True)}

    def _kept(self, more: dict[str, Any]) -> dict[str, Any]:
        """What a provider's package keeps beside the message: thoughts, and the raw form of the calls, which grow as well."""
        out = dict(more)
        if isinstance(more.get("reasoning_content"), str):
            out["reasoning_content"] = self._fed(("more", "reasoning_content"), more["reasoning_content"])
        calls = []
        for number, call in enumerate(more.get("tool_calls") or ()):
            function = call.get("function") or {}
            if isinstance(function.get("arguments"), str):
                place = ("raw", call.get("index", number))
                function = {**function, "arguments": self._fed(place, function["arguments"], json=True)}
            calls.append({**call, "function": function})
        return {**out, "tool_calls": calls} if calls else out

    def _fed(self, place: tuple[Any, ...], text: str, json: bool = False) -> str:
        if place not in self._restorers:
            self._restorers[place] = (self._arguments if json else self._session).restorer(self._strict)
        return str(self._restorers[place].feed(text))


#: Texts that grow in a part of a piece's content; those that are JSON.
_JSON = ("partial_json", "input", "args", "arguments")
_GROWING = ("text", "thinking", "reasoning", *_JSON)


def _is_piece(message: Any) -> bool:
    from langchain_core.messages import BaseMessageChunk

    return isinstance(message, BaseMessageChunk)
