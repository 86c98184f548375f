"""A middleware for JSON bodies: requests, answers or both are masked on the way, for every ASGI application.

    app.add_middleware(MaskJSON, guard=guard)                 # FastAPI, Starlette: answers are masked
    app = MaskJSON(app, guard=guard, requests=True)           # the application never sees a value

It needs no framework. It fails closed: a body that calls itself JSON and is none, or is larger than the limit, is not passed on.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from ..guard import Guard

    Scope = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
    Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LIMIT = 16 * 1024 * 1024
"""Bytes a body may have."""


class MaskJSON:
    """Masks JSON bodies; everything else passes as it is.

    app        the ASGI application
    guard      what is done, to every value with its key as label (``Guard.mask_record``)
    requests   mask what comes in
    responses  mask what goes out
    limit      bytes; a larger JSON body is answered with 413, or 500 where the application made it
    """

    def __init__(self, app: Any, guard: Guard, *, requests: bool = False, responses: bool = True, limit: int = LIMIT) -> None:
        self._app = app
        self._guard = guard
        self._requests = requests
        self._responses = responses
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._requests and _is_json(scope["headers"]):
            body = await _read(receive, self._limit)
            masked = None if body is None else self._masked(body)
            if masked is None:
                await _refuse(send, 413 if body is None else 400)
                return
            scope = {**scope, "headers": _with_length(scope["headers"], len(masked))}
            receive = _once(masked, receive)
        await self._app(scope, receive, _Answer(self, send) if self._responses else send)

    def _masked(self, body: bytes) -> bytes | None:
        """The body with its values masked; None if it is no JSON or cannot be masked in full."""
        if not body:
            return body
        try:
            record = json.loads(body)
            return json.dumps(self._guard.mask_record(record), ensure_ascii=False, separators=(",", ":")).encode()
        except Exception:  # its message may hold a value
            return None


class _Answer:
    """Collects a JSON answer and sends it masked; lets every other one through."""

    def __init__(self, owner: MaskJSON, send: Send) -> None:
        self._owner = owner
        self._send = send
        self._start: MutableMapping[str, Any] | None = None
        self._body = bytearray()
        self._refused = False

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start" and _is_json(message.get("headers", [])):
            self._start = message
        elif self._start is None:
            await self._send(message)
        elif message["type"] == "http.response.body" and not self._refused:
            self._body += message.get("body", b"")
            if len(self._body) > self._owner._limit:
                await self._fail()
            elif not message.get("more_body", False):
                await self._finish(self._start)

    async def _finish(self, start: MutableMapping[str, Any]) -> None:
        masked = self._owner._masked(bytes(self._body))
        if masked is None:
            await self._fail()
            return
        await self._send({**start, "headers": _with_length(start["headers"], len(masked))})
        await self._send({"type": "http.response.body", "body": masked})

    async def _fail(self) -> None:
        self._refused = True
        self._body.clear()
        await _refuse(self._send, 500)


def _is_json(headers: Any) -> bool:
    for name, value in headers:
        if bytes(name).lower() == b"content-type":
            kind = bytes(value).partition(b";")[0].strip().lower()
            return kind == b"application/json" or kind.endswith(b"+json")
    return False


def _with_length(headers: Any, length: int) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in headers if bytes(name).lower() != b"content-length"]
    return [*kept, (b"content-length", str(length).encode())]


async def _read(receive: Receive, limit: int) -> bytes | None:
    """The whole body; None if it is larger than the limit."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return bytes(body)


def _once(body: bytes, receive: Receive) -> Receive:
    """A ``receive`` that gives the body, and then what the client does."""
    given = False

    async def again() -> MutableMapping[str, Any]:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _refuse(send: Send, status: int) -> None:
    body = b'{"detail":"the body could not be masked"}'
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
