"""Message lists and answers in OpenAI's form: dictionaries, or the objects of its client; ``openai`` itself is not needed.

>>> import piiguard
>>> from piiguard.chat.openai import hide, restore
>>> session = piiguard.Guard().session()
>>> hide(session, [{"role": "user", "content": "我叫王小明，手机13912345678"}])
[{'role': 'user', 'content': '我叫〔姓名1〕，手机〔手机1〕'}]
>>> restore(session, {"role": "assistant", "content": "〔姓名1〕您好"})
{'role': 'assistant', 'content': '王小明您好'}
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from .arguments import Arguments, readable

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator

    from ..session import Session

#: Whose words are the customer's, or come from data about her; the others are the house's.
_CUSTOMERS = ("user", "tool", "function")
#: Keys that hold no text somebody wrote.
_NAMES = frozenset(("role", "type", "id", "tool_call_id", "finish_reason", "model", "object", "detail"))
#: Texts that grow in a streamed choice, beside the arguments of tool calls.
_GROWING = ("content", "refusal", "reasoning_content", "reasoning")


def hide(session: Session, messages: Iterable[Any]) -> list[dict[str, Any]]:
    """The messages for the model, in the same order: every text in them treated by the session, roles and ids as they were.

    Send the whole list each time, as the API wants it: a value has the same number in every message. Texts are the
    content (a string or parts), names, and the arguments of tool calls; in those that are JSON, ``\\u738b`` becomes the
    character it stands for, or it would hide a name. Messages that are the client's objects become dictionaries.
    """
    return [_hidden(session, _plain(message)) for message in messages]


def restore(session: Session, answer: Any, strict: bool = False) -> Any:
    """A message, a whole completion, or any part of one, with the session's values put back; dictionaries stay dictionaries.

    Raises:
        RestoreError: with ``strict``, where a placeholder has no value here.
    """
    arguments = Arguments(session)
    return _walked(answer, lambda text: session.restore(text, strict), lambda text: arguments.restore(text, strict))


def restore_stream(session: Session, chunks: Iterable[Any], strict: bool = False) -> Iterator[Any]:
    """The chunks of a streamed completion with values put back, one for one; a last one where something was held back.

    Each choice, and each tool call in it, is a text of its own.
    """
    running = _Running(session, strict)
    for chunk in chunks:
        yield running.chunk(chunk)
    yield from running.rest()


async def arestore_stream(session: Session, chunks: AsyncIterable[Any], strict: bool = False) -> AsyncIterator[Any]:
    """:func:`restore_stream` for a client that is awaited."""
    running = _Running(session, strict)
    async for chunk in chunks:
        yield running.chunk(chunk)
    for chunk in running.rest():
        yield chunk


def _hidden(session: Session, message: dict[str, Any]) -> dict[str, Any]:
    treat = session.user if message.get("role") in _CUSTOMERS else session.agent
    return {key: value if key in _NAMES else _walked(value, lambda text: treat(readable(text))) for key, value in message.items()}


def _walked(value: Any, treat: Callable[[str], str], arguments: Callable[[str], str] | None = None) -> Any:
    """``value`` with its texts treated, those under the key ``arguments`` by another; objects of the client are copied."""
    if isinstance(value, str):
        return treat(value)
    if isinstance(value, list):
        return [_walked(item, treat, arguments) for item in value]
    if isinstance(value, dict):
        return {key: _one(key, item, treat, arguments) for key, item in value.items()}
    if hasattr(value, "model_copy"):
        # Not the fields of its class: a client may have taken some of them off this object.
        held = {**value.__dict__, **(value.model_extra or {})}
        return value.model_copy(update={key: _one(key, item, treat, arguments) for key, item in held.items()})
    return value


def _one(key: Any, value: Any, treat: Callable[[str], str], arguments: Callable[[str], str] | None) -> Any:
    if key in _NAMES:
        return value
    return _walked(value, arguments if key == "arguments" and arguments else treat, arguments)


def _plain(message: Any) -> dict[str, Any]:
    if isinstance(message, dict):
        return message
    if hasattr(message, "model_dump"):
        plain: dict[str, Any] = message.model_dump(exclude_unset=True)
        return plain
    raise TypeError("a message is a dictionary or an object of the client")


class _Running:
    """A streamed completion: a restorer for every text that grows in it."""

    def __init__(self, session: Session, strict: bool) -> None:
        self._session = session
        self._strict = strict
        self._restorers: dict[tuple[Any, ...], Any] = {}
        self._last: Any = None

    def chunk(self, chunk: Any) -> Any:
        """A copy of the chunk with what is decided of its texts; a text that is finished is given out in full."""
        self._last = chunk
        out = chunk.model_copy(deep=True) if hasattr(chunk, "model_copy") else deepcopy(chunk)
        for choice in _get(out, "choices") or []:
            self._choice(choice)
        return out

    def rest(self) -> Iterator[Any]:
        """A chunk like the last with what was held back, if anything was."""
        held = {place: text for place, restorer in self._restorers.items() if (text := restorer.flush())}
        if held:
            yield self._final(held)

    def _choice(self, choice: Any) -> None:
        index = _get(choice, "index") or 0
        ended = _get(choice, "finish_reason") is not None
        delta = _get(choice, "delta")
        for key in _GROWING:
            self._grown(delta, key, (index, key), ended)
        self._grown(choice, "text", (index, "text"), ended)  # completions that are no chat
        self._grown(_get(delta, "function_call"), "arguments", (index, "function_call"), False)
        for call in _get(delta, "tool_calls") or []:
            self._grown(_get(call, "function"), "arguments", (index, "call", _get(call, "index") or 0), False)

    def _grown(self, holder: Any, key: str, place: tuple[Any, ...], ended: bool) -> None:
        """One more piece of the text at ``place``; with the last goes what was held back: clients stop there."""
        piece = _get(holder, key)
        has = isinstance(piece, str)
        if not has and not (ended and place in self._restorers):
            return
        restorer = self._restorer(place)
        text = (restorer.feed(piece) if has else "") + (restorer.flush() if ended else "")
        if has or text:
            _set(holder, key, text)

    def _restorer(self, place: tuple[Any, ...]) -> Any:
        if place not in self._restorers:
            source = Arguments(self._session) if place[1] in ("call", "function_call") else self._session
            self._restorers[place] = source.restorer(self._strict)
        return self._restorers[place]

    def _final(self, held: dict[tuple[Any, ...], str]) -> Any:
        last = self._last
        plain = dict(last if isinstance(last, dict) else last.model_dump())
        plain["choices"] = []
        for place, text in held.items():
            delta: dict[str, Any] = {"content": None, "role": None}
            if place[1] == "call":
                delta["tool_calls"] = [{"index": place[2], "function": {"arguments": text}}]
            elif place[1] == "function_call":
                delta["function_call"] = {"arguments": text}
            elif place[1] != "text":
                delta[place[1]] = text
            choice = {"text": text} if place[1] == "text" else {"delta": delta}
            plain["choices"].append({"index": place[0], **choice, "finish_reason": None})
        return plain if isinstance(last, dict) else type(last).model_validate(plain)


def _get(holder: Any, key: str) -> Any:
    return holder.get(key) if isinstance(holder, dict) else getattr(holder, key, None)


def _set(holder: Any, key: str, value: Any) -> None:
    if isinstance(holder, dict):
        holder[key] = value
    else:
        setattr(holder, key, value)
