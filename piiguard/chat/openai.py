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

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator

    from ..session import Session

#: Whose words are the customer's, or come from data about her; the others are the house's.
_CUSTOMERS = ("user", "tool", "function")
#: Keys that hold no text somebody wrote.
_NAMES = frozenset(("role", "type", "id", "tool_call_id", "finish_reason", "model", "object", "detail"))


def hide(session: Session, messages: Iterable[Any]) -> list[dict[str, Any]]:
    """The messages for the model, in the same order: every text in them treated by the session, roles and ids as they were.

    Send the whole list each time, as the API wants it: a value has the same number in every message. Texts are the
    content (a string or parts), names, and the arguments of tool calls. Messages that are the client's
    objects become dictionaries.
    """
    return [_hidden(session, _plain(message)) for message in messages]


def restore(session: Session, answer: Any, strict: bool = False) -> Any:
    """A message, a whole completion, or any part of one, with the session's values put back; dictionaries stay dictionaries.

    Raises:
        RestoreError: with ``strict``, where a placeholder has no value here.
    """
    return _walked(answer, lambda text: session.restore(text, strict))


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
    return {key: value if key in _NAMES else _walked(value, treat) for key, value in message.items()}


def _walked(value: Any, treat: Callable[[str], str]) -> Any:
    """``value`` with its texts treated; objects of the client are copied."""
    if isinstance(value, str):
        return treat(value)
    if isinstance(value, list):
        return [_walked(item, treat) for item in value]
    if isinstance(value, dict):
        return {key: item if key in _NAMES else _walked(item, treat) for key, item in value.items()}
    if hasattr(value, "model_copy"):
        changed = {
            name: _walked(getattr(value, name), treat) for name in _fields(value) if name not in _NAMES
        }
        return value.model_copy(update=changed)
    return value


def _fields(value: Any) -> list[str]:
    """The fields of a client's object that are set, those it does not know by name included."""
    return [*type(value).model_fields, *(value.model_extra or {})]


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
        """The chunk with what is decided of its texts."""
        self._last = chunk
        return self._changed(chunk, lambda place, text: self._restorer(place).feed(text))

    def rest(self) -> Iterator[Any]:
        """A chunk like the last with what was held back, if anything was."""
        held = {place: text for place, restorer in self._restorers.items() if (text := restorer.flush())}
        if held:
            yield self._final(held)

    def _restorer(self, place: tuple[Any, ...]) -> Any:
        if place not in self._restorers:
            self._restorers[place] = self._session.restorer(self._strict)
        return self._restorers[place]

    def _changed(self, chunk: Any, treat: Callable[[tuple[Any, ...], str], str]) -> Any:
        plain = chunk if isinstance(chunk, dict) else chunk.model_dump()
        for choice in plain.get("choices") or []:
            index, delta = choice.get("index", 0), choice.get("delta") or {}
            for key in ("content", "refusal", "reasoning_content"):
                if isinstance(delta.get(key), str):
                    delta[key] = treat((index, key), delta[key])
            for call in delta.get("tool_calls") or []:
                function = call.get("function") or {}
                if isinstance(function.get("arguments"), str):
                    function["arguments"] = treat((index, "call", call.get("index", 0)), function["arguments"])
        return plain if isinstance(chunk, dict) else type(chunk).model_validate(plain)

    def _final(self, held: dict[tuple[Any, ...], str]) -> Any:
        last = self._last
        plain = dict(last if isinstance(last, dict) else last.model_dump())
        plain["choices"] = []
        for place, text in held.items():
            delta: dict[str, Any] = {"content": None, "role": None}
            if place[1] == "call":
                delta["tool_calls"] = [{"index": place[2], "function": {"arguments": text}}]
            else:
                delta[place[1]] = text
            plain["choices"].append({"index": place[0], "delta": delta, "finish_reason": None})
        return plain if isinstance(last, dict) else type(last).model_validate(plain)
