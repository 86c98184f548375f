"""Sessions in other people's chat stacks, against the real packages: openai's client, langchain-core, Starlette."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiguard import Guard, RestoreError
from piiguard.chat.arguments import Arguments
from piiguard.chat.openai import arestore_stream, hide, restore, restore_stream

httpx = pytest.importorskip("httpx", reason="httpx is a test dependency (pip, group dev)")
openai = pytest.importorskip("openai", reason="openai is a test dependency (pip, group dev)")

TALK = [
    {"role": "system", "content": "你是保险客服。"},
    {"role": "user", "content": "我叫王小明，手机13912345678，保单号PDZA20221101U171610822"},
    {"role": "assistant", "content": "王小明您好，请提供身份证后六位"},
    {"role": "user", "content": [{"type": "text", "text": "31002X"}, {"type": "image_url", "image_url": {"url": "https://x.example/1.png"}}]},
    {"role": "tool", "tool_call_id": "call_1", "content": '{"name":"王小明","mobile":"13912345678"}'},
]
VALUES = ("王小明", "13912345678", "PDZA20221101U171610822", "31002X")
ANSWER = "〔姓名1〕您好，保单〔保单1〕已生效，稍后致电〔手机1〕。〔姓名9〕"
RESTORED = "王小明您好，保单PDZA20221101U171610822已生效，稍后致电13912345678。〔姓名9〕"


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


def client(seen: list[Any], answer: Callable[[], Any]) -> Any:
    """openai's own client with a server in this process."""

    def serve(request: Any) -> Any:
        seen.append(json.loads(request.content))
        return answer()

    return openai.OpenAI(api_key="none", base_url="http://model.example/v1", http_client=httpx.Client(transport=httpx.MockTransport(serve)))


def completion(text: str) -> dict[str, Any]:
    call = {"id": "call_2", "type": "function", "function": {"name": "dial", "arguments": '{"to":"〔手机1〕"}'}}
    message = {"role": "assistant", "content": text, "tool_calls": [call]}
    return {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}


def events(pieces: list[str]) -> bytes:
    lines = []
    for piece in pieces:
        choice = {"index": 0, "delta": {"content": piece, "role": "assistant"}, "finish_reason": None}
        chunk = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
        lines.append(f"data: {json.dumps(chunk)}\n\n")
    return "".join([*lines, "data: [DONE]\n\n"]).encode()


def test_the_model_never_sees_a_value(guard: Guard) -> None:
    session, seen = guard.session(), []
    server = client(seen, lambda: httpx.Response(200, json=completion(ANSWER)))
    answer = server.chat.completions.create(model="m", messages=hide(session, TALK))
    sent = json.dumps(seen, ensure_ascii=False)
    assert not [value for value in VALUES if value in sent]
    assert [message["role"] for message in seen[0]["messages"]] == [message["role"] for message in TALK]
    assert seen[0]["messages"][3]["content"][1] == TALK[3]["content"][1]  # type: ignore[index]
    assert seen[0]["messages"][4]["tool_call_id"] == "call_1"
    back = restore(session, answer)
    assert type(back) is type(answer)
    assert back.choices[0].message.content == RESTORED
    assert json.loads(back.choices[0].message.tool_calls[0].function.arguments) == {"to": "13912345678"}
    with pytest.raises(RestoreError):
        restore(session, answer, strict=True)


def test_a_second_turn_keeps_its_numbers(guard: Guard) -> None:
    session = guard.session()
    first = hide(session, TALK[:2])
    again = hide(session, [*TALK[:2], {"role": "assistant", "content": RESTORED}, {"role": "user", "content": "王小明的手机改成13800000000了"}])
    assert again[:2] == first
    assert "〔姓名1〕" in again[3]["content"]
    assert "13800000000" not in again[3]["content"]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_a_streamed_answer(guard: Guard, size: int) -> None:
    session, seen = guard.session(), []
    pieces = [ANSWER[at : at + size] for at in range(0, len(ANSWER), size)]
    server = client(seen, lambda: httpx.Response(200, content=events(pieces), headers={"content-type": "text/event-stream"}))
    stream = server.chat.completions.create(model="m", messages=hide(session, TALK), stream=True)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in restore_stream(session, stream))
    assert text == RESTORED
    chunks = [{"choices": [{"index": 0, "delta": {"content": piece}}]} for piece in pieces]
    assert "".join(chunk["choices"][0]["delta"]["content"] for chunk in restore_stream(session, chunks)) == RESTORED


def test_a_stream_that_ends_inside_a_placeholder(guard: Guard) -> None:
    session = guard.session()
    hide(session, TALK)
    chunks = [{"choices": [{"index": i, "delta": {"content": text}}]} for i, text in ((0, "找〔姓"), (1, "〔手机1"), (1, "〕"))]
    out = list(restore_stream(session, chunks))
    texts = {0: "", 1: ""}
    for chunk in out:
        for choice in chunk["choices"]:
            texts[choice["index"]] += choice["delta"].get("content") or ""
    assert texts == {0: "找〔姓", 1: "13912345678"}


def test_an_awaited_stream(guard: Guard) -> None:
    session = guard.session()
    hide(session, TALK)

    async def chunks() -> Any:
        for char in ANSWER:
            yield {"choices": [{"index": 0, "delta": {"content": char}}]}

    async def collected() -> str:
        return "".join([chunk["choices"][0]["delta"]["content"] async for chunk in arestore_stream(session, chunks())])

    assert asyncio.run(collected()) == RESTORED


# -- LangChain --------------------------------------------------------------------------------


@pytest.fixture
def chain(guard: Guard) -> tuple[Any, list[Any]]:
    core = pytest.importorskip("langchain_core", reason="langchain-core is a test dependency (pip, group dev)")
    assert core
    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage

    from piiguard.chat.langchain import guarded

    seen: list[Any] = []

    class Model(GenericFakeChatModel):
        def _generate(self, messages: Any, *args: Any, **more: Any) -> Any:
            seen.append(messages)
            return super()._generate(messages, *args, **more)

    return guarded(Model(messages=iter([AIMessage(ANSWER) for _ in range(9)])), guard.session()), seen


def test_langchain(chain: tuple[Any, list[Any]]) -> None:
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    runnable, seen = chain
    talk = [SystemMessage("你是客服"), HumanMessage(str(TALK[1]["content"])), AIMessage("王小明您好"), HumanMessage("还是王小明")]
    assert runnable.invoke(talk).content == RESTORED
    assert "".join(piece.content for piece in runnable.stream(talk)) == RESTORED
    assert asyncio.run(runnable.ainvoke(talk)).content == RESTORED
    sent = repr(seen)
    assert not [value for value in VALUES if value in sent]
    assert seen[0][3].content == "还是〔姓名1〕"


def test_langchain_answers_that_end_inside_a_placeholder_and_call_tools(guard: Guard) -> None:
    pytest.importorskip("langchain_core", reason="langchain-core is a test dependency (pip, group dev)")
    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage, HumanMessage

    from piiguard.chat.langchain import guarded

    call = {"name": "dial", "args": {"to": "〔手机1〕", "note": "〔"}, "id": "1", "type": "tool_call"}
    answer = AIMessage("找〔姓名1〕，再找〔姓", tool_calls=[call])
    chain = guarded(GenericFakeChatModel(messages=iter([answer])), guard.session())
    back = chain.invoke([HumanMessage(str(TALK[1]["content"]))])
    assert back.content == "找王小明，再找〔姓"
    assert back.tool_calls[0]["args"] == {"to": "13912345678", "note": "〔"}
    text = guarded(GenericFakeChatModel(messages=iter([AIMessage("找〔姓名1〕，再找〔姓")])), guard.session())
    assert "".join(piece.content for piece in text.stream([HumanMessage(str(TALK[1]["content"]))])) == "找王小明，再找〔姓"


@pytest.mark.parametrize("size", [1, 2, 3, 5, 9, 60])
def test_langchain_restores_the_pieces_of_tool_calls(guard: Guard, size: int) -> None:
    """By the index of the call, at any chunking, with escapes; what adds up is what the whole answer would be."""
    pytest.importorskip("langchain_core", reason="langchain-core is a test dependency (pip, group dev)")
    from langchain_core.messages import AIMessageChunk, HumanMessage
    from langchain_core.runnables import RunnableGenerator

    from piiguard.chat.langchain import guarded

    arguments = ['{"to":"\\u3014\\u624b\\u673a1\\u3015","note":"〔"}', '{"who":"〔姓名1〕","note":"a\\"〔姓"}', '{"who":"〔姓名1〕']
    texts = ["找〔姓名1〕，〔姓", *arguments]
    seen: list[Any] = []

    def pieces(given: Any) -> Any:
        seen.extend(given)
        rows = [[text[at : at + size] for at in range(0, len(text), size)] for text in texts]
        for number in range(max(map(len, rows))):
            content, *args = [row[number] if number < len(row) else "" for row in rows]
            first = number == 0
            calls = [{"name": "dial" if first else None, "args": arg, "id": f"c{at}" if first else None, "index": at} for at, arg in enumerate(args) if arg]
            yield AIMessageChunk(content=content, tool_call_chunks=calls, id="m1")

    def model(given: Any) -> Any:
        for item in given:
            yield from pieces(item)

    async def amodel(given: Any) -> Any:
        async for item in given:
            for piece in pieces(item):
                yield piece

    chain = guarded(RunnableGenerator(model, amodel), guard.session())
    asked = [HumanMessage(str(TALK[1]["content"]))]

    async def collected() -> list[Any]:
        return [piece async for piece in chain.astream(asked)]

    for out in (list(chain.stream(asked)), asyncio.run(collected())):
        whole = out[0]
        for piece in out[1:]:
            assert "〔姓名1〕" not in str(piece)
            whole += piece
        assert whole.content == "找王小明，〔姓"
        assert [call["args"] for call in whole.tool_calls] == [{"to": "13912345678", "note": "〔"}, {"who": "王小明", "note": 'a"〔姓'}, {"who": "王小明"}]
        assert [call["args"] for call in whole.tool_call_chunks][2] == '{"who":"王小明'
        assert [call["id"] for call in whole.tool_calls] == ["c0", "c1", "c2"]
    assert "王小明" not in repr(seen)


def test_langchain_restores_the_pieces_of_parts(guard: Guard) -> None:
    """Content in parts, thoughts and raw calls, as other providers' packages stream them."""
    pytest.importorskip("langchain_core", reason="langchain-core is a test dependency (pip, group dev)")
    from langchain_core.messages import AIMessageChunk

    from piiguard.chat.langchain import _Running

    session = guard.session()
    session.user(str(TALK[1]["content"]))
    running = _Running(session, strict=False)
    raw = lambda text: {"tool_calls": [{"index": 0, "id": "c", "function": {"name": "dial", "arguments": text}}]}  # noqa: E731
    pieces = [
        AIMessageChunk(content=[{"type": "text", "text": "〔姓", "index": 0}, {"type": "thinking", "thinking": "〔手", "index": 1}], additional_kwargs={"reasoning_content": "〔姓名"}),
        AIMessageChunk(content=[{"type": "text", "text": "名1〕好〔", "index": 0}, {"type": "thinking", "thinking": "机1〕", "index": 1}], additional_kwargs={"reasoning_content": "1〕〔"}),
        AIMessageChunk(content=[{"type": "input_json_delta", "partial_json": '{"a":"\\u30', "index": 2}], additional_kwargs=raw('{"a":"〔手')),
        AIMessageChunk(content=[{"type": "input_json_delta", "partial_json": '14姓名1〕"}', "index": 2}], additional_kwargs=raw('机1〕"}〔')),
    ]
    out = [running.piece(piece) for piece in pieces] + list(running.rest())
    texts: dict[str, str] = {}
    for piece in out:
        for part in piece.content:
            for key in ("text", "thinking", "partial_json"):
                texts[key] = texts.get(key, "") + part.get(key, "")
        texts["reasoning"] = texts.get("reasoning", "") + piece.additional_kwargs.get("reasoning_content", "")
        for call in piece.additional_kwargs.get("tool_calls", ()):
            texts["raw"] = texts.get("raw", "") + call["function"]["arguments"]
    assert texts == {"text": "王小明好〔", "thinking": "13912345678", "partial_json": '{"a":"王小明"}', "reasoning": "王小明〔", "raw": '{"a":"13912345678"}〔'}


def test_langchain_hides_the_raw_forms_of_calls(guard: Guard) -> None:
    pytest.importorskip("langchain_core", reason="langchain-core is a test dependency (pip, group dev)")
    from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

    from piiguard.chat.langchain import hide as hide_messages

    raw = json.dumps({"姓名": "王小明", "手机": "13912345678"})
    broken = {"name": "dial", "args": raw, "id": "2", "error": None, "type": "invalid_tool_call"}
    more = {"tool_calls": [{"id": "1", "type": "function", "function": {"name": "dial", "arguments": raw}}]}
    talk = [
        HumanMessage(str(TALK[1]["content"]), name="王小明"),
        AIMessage("", tool_calls=[{"name": "dial", "args": {"to": "13912345678"}, "id": "1", "type": "tool_call"}], invalid_tool_calls=[broken], additional_kwargs=more),
        ToolMessage(raw, tool_call_id="1"),
    ]
    sent = repr([message.model_dump() for message in hide_messages(guard.session(), talk)])
    assert not [value for value in (*VALUES[:3], json.dumps("王小明")[1:-1].replace("\\", "\\\\")) if value in sent]
    assert sent.count("〔手机1〕") == 5


# -- arguments that are JSON --------------------------------------------------------------------


def test_what_is_put_into_json_ends_no_string(guard: Guard) -> None:
    session = guard.session()
    secret = 'Ab1"},{"admin":true\\'
    hidden = session.user(f"密码：{secret}")
    token = hidden.removeprefix("密码：")
    value = session.restore(token)
    assert '"' in value
    answer = {"choices": [{"message": {"tool_calls": [{"function": {"name": "login", "arguments": json.dumps({"password": token})}}]}}]}
    back = restore(session, answer)["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(back) == {"password": value}


JSON_TEXTS = st.lists(
    st.one_of(st.sampled_from(["〔姓名1〕", "〔手机1〕", "〔手机9〕", "〔", "姓", '"', "\\", "\n", "😀", "\ud83d", "u3014"]), st.text(max_size=3)), max_size=8
).map("".join)


@settings(max_examples=400, deadline=None)
@given(text=JSON_TEXTS, ascii_only=st.booleans(), whole=st.booleans(), cuts=st.lists(st.integers(0, 300), max_size=12))
def test_arguments_restore_at_any_chunking(guard: Guard, text: str, ascii_only: bool, whole: bool, cuts: list[int]) -> None:
    """Pieces give what the whole gives; and read as JSON, it is the text restored, whatever was escaped."""
    session = guard.session()
    session.user(str(TALK[1]["content"]))
    arguments = Arguments(session)
    raw = json.dumps({"a": text}, ensure_ascii=ascii_only) if whole else text
    ends = sorted({min(cut, len(raw)) for cut in cuts} | {0, len(raw)})
    restorer = arguments.restorer()
    pieces = [restorer.feed(raw[start:end]) for start, end in itertools.pairwise(ends)]
    if whole:
        assert json.loads(arguments.restore(raw)) == {"a": session.restore(text)}
        assert json.loads("".join(pieces)) == {"a": session.restore(text)}, "nothing is held back behind the end"
    assert "".join(pieces) + restorer.flush() == arguments.restore(raw)


# -- JSON bodies ------------------------------------------------------------------------------


def application(seen: list[bytes]) -> Any:
    pytest.importorskip("starlette", reason="starlette is a test dependency (pip, group dev)")
    from starlette.applications import Starlette
    from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
    from starlette.routing import Route

    async def echo(request: Any) -> Any:
        body = await request.body()
        seen.append(body)
        return JSONResponse(json.loads(body)) if body else JSONResponse({})

    async def text(request: Any) -> Any:
        return PlainTextResponse("手机13912345678")

    async def broken(request: Any) -> Any:
        return Response(b'{"mobile": "13912345678"', media_type="application/json")

    async def pieces(request: Any) -> Any:
        return StreamingResponse(iter([b'{"mobile":', b'"139123', b'45678"}']), media_type="application/problem+json")

    return Starlette(routes=[Route("/echo", echo, methods=["POST"]), Route("/text", text), Route("/broken", broken), Route("/pieces", pieces)])


def test_answers_are_masked(guard: Guard) -> None:
    from starlette.testclient import TestClient

    from piiguard.chat.asgi import MaskJSON

    seen: list[bytes] = []
    app = application(seen)
    app.add_middleware(MaskJSON, guard=guard)
    web = TestClient(app)
    answer = web.post("/echo", json={"idNo": "110101199003074514", "list": ["手机13912345678", 1, None]})
    assert answer.json() == {"idNo": "1****************4", "list": ["手机139******78", 1, None]}
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert b"13912345678" in seen[0]
    assert web.get("/pieces").json() == {"mobile": "139******78"}
    assert web.get("/text").text == "手机13912345678"
    broken = web.get("/broken")
    assert (broken.status_code, "139" in broken.text) == (500, False)


def test_requests_are_masked_before_the_application_sees_them(guard: Guard) -> None:
    from starlette.testclient import TestClient

    from piiguard.chat.asgi import MaskJSON

    seen: list[bytes] = []
    web = TestClient(MaskJSON(application(seen), guard, requests=True, responses=False, limit=1000))
    assert web.post("/echo", json={"mobile": "13912345678"}).json() == {"mobile": "139******78"}
    assert seen == [b'{"mobile":"139******78"}']
    refused = web.post("/echo", content=b'{"mobile": "13912345678"', headers={"content-type": "application/json"})
    assert (refused.status_code, "139" in refused.text) == (400, False)
    assert web.post("/echo", json={"note": "x" * 1000}).status_code == 413
    assert len(seen) == 1
