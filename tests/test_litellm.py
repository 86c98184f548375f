"""The LiteLLM guardrail, through the real package: its calls, its router, its objects. Its proxy: tests/test_litellm_proxy.py."""

from __future__ import annotations

import asyncio
import copy
import json
import os
import pickle
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from piiguard import Guard, Policy, RestoreError, SessionError
from piiguard.chat.conversations import Conversations, Shown
from piiguard.chat.openai import arestore_stream, hide, restore

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # read at its import, which asks the network otherwise
litellm = pytest.importorskip("litellm", reason="litellm is a test dependency (pip, group dev)")
from piiguard.chat.litellm import TREATED, PiiGuardrail  # noqa: E402

TALK = [
    {"role": "system", "content": "你是保险客服。"},
    {"role": "user", "content": "我叫王小明，手机13912345678，保单号PDZA20221101U171610822"},
    {"role": "assistant", "content": None, "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "find", "arguments": json.dumps({"姓名": "王小明"})}}]},
    {"role": "tool", "tool_call_id": "c1", "content": json.dumps({"姓名": "王小明", "地址": "北京市海淀区中关村大街27号"})},
    {"role": "assistant", "content": "王小明您好，请提供身份证后六位"},
    {"role": "user", "content": [{"type": "text", "text": "31002X"}]},
]
VALUES = ("王小明", json.dumps("王小明")[1:-1], "13912345678", "PDZA20221101U171610822", "31002X", "中关村", json.dumps("中关村")[1:-1])
ANSWER = "〔姓名1〕您好，保单〔保单1〕已生效，稍后致电〔手机1〕。〔姓名9〕"
RESTORED = "王小明您好，保单PDZA20221101U171610822已生效，稍后致电13912345678。〔姓名9〕"


class Auth:
    """What the proxy knows of a caller, as far as it is looked at."""

    def __init__(self, key: str = "k", **more: str) -> None:
        self.api_key = key
        self.__dict__.update(more)


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


def pre(rail: PiiGuardrail, data: dict[str, Any], auth: Any = None, kind: str = "acompletion") -> dict[str, Any]:
    return asyncio.run(rail.async_pre_call_hook(auth or Auth(), None, data, kind))


def post(rail: PiiGuardrail, data: dict[str, Any], text: str) -> str:
    answer = litellm.ModelResponse(choices=[{"index": 0, "message": {"role": "assistant", "content": text}}])
    return str(asyncio.run(rail.async_post_call_success_hook(data, Auth(), answer)).choices[0].message.content)


def said(text: str, session: str | None = None, **more: Any) -> dict[str, Any]:
    metadata = {"session_id": session} if session else {}
    return {"model": "m", "messages": [{"role": "user", "content": text}], "metadata": metadata, **more}


def without_ticket(data: dict[str, Any]) -> str:
    return json.dumps({key: value for key, value in data.items() if key != "metadata"}, ensure_ascii=False)


# -- through litellm's own calls ----------------------------------------------------------------


class Log(litellm.integrations.custom_logger.CustomLogger):  # type: ignore[name-defined,misc]
    """What LiteLLM gives to loggers: requests as sent, answers as received."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    async def async_log_success_event(self, kwargs: Any, response_obj: Any, start_time: Any, end_time: Any) -> None:
        self.seen.append(json.dumps([kwargs.get("messages"), kwargs.get("standard_logging_object")], ensure_ascii=False, default=str) + repr(response_obj))


@pytest.fixture
def wired(guard: Guard) -> Any:
    log = Log()
    before = litellm.callbacks
    litellm.callbacks = [PiiGuardrail(guard), log]
    yield log
    litellm.callbacks = before


def test_calls_of_the_package_and_of_its_router(wired: Log) -> None:
    """Requests are hidden; neither logs nor the cache, which serves whoever asks alike, ever hold a value."""
    router = litellm.Router(model_list=[{"model_name": "gpt-4o", "litellm_params": {"model": "openai/gpt-4o", "api_key": "none"}}])

    async def call() -> list[Any]:
        ask = {"mock_response": ANSWER, "guardrails": ["piiguard"], "model": "gpt-4o"}
        answers = [await ask_of(messages=copy.deepcopy(TALK), **ask) for ask_of in (litellm.acompletion, router.acompletion)]
        for _ in range(500):
            if len(wired.seen) >= 2:
                break
            await asyncio.sleep(0.02)
        return answers

    answers = asyncio.run(call())
    assert [answer.choices[0].message.content for answer in answers] == [ANSWER, ANSWER]
    assert len(wired.seen) == 2
    for log in wired.seen:
        assert "〔手机1〕" in log
        assert not [value for value in VALUES if value in log]


def test_a_program_that_calls_litellm_itself(guard: Guard) -> None:
    """docs/chat.md: the functions for OpenAI's API take the package's objects."""
    session = guard.session()

    async def run() -> list[str]:
        ask = {"model": "gpt-4o", "mock_response": ANSWER, "messages": hide(session, TALK)}
        whole = restore(session, await litellm.acompletion(**ask))
        pieces = [item.choices[0].delta.content or "" async for item in arestore_stream(session, await litellm.acompletion(**ask, stream=True))]
        return [whole.choices[0].message.content, "".join(pieces), type(whole).__name__]

    assert asyncio.run(run()) == [RESTORED, RESTORED, "ModelResponse"]


def test_messages_that_no_hook_sees_are_refused(guard: Guard) -> None:
    """LiteLLM shows its hooks what is passed by name."""
    before = litellm.callbacks
    litellm.callbacks = [PiiGuardrail(guard)]
    try:
        with pytest.raises(Exception, match="no messages"):
            asyncio.run(litellm.acompletion("gpt-4o", TALK, mock_response=ANSWER, guardrails=["piiguard"]))
    finally:
        litellm.callbacks = before


def test_the_hooks_are_those_of_the_package() -> None:
    """Named, and called, as LiteLLM does it: an override of something that is not there would never run."""
    base = litellm.integrations.custom_guardrail.CustomGuardrail
    for name in ("async_pre_call_hook", "async_post_call_success_hook", "async_post_call_streaming_iterator_hook"):
        assert callable(getattr(base, name))
        assert name in vars(PiiGuardrail), "the proxy looks for it in the class itself"


# -- the hooks, as the proxy calls them ---------------------------------------------------------


def test_nothing_of_a_request_leaves(guard: Guard) -> None:
    rail = PiiGuardrail(guard)
    record = {"url": "http://proxy", "body": {"messages": copy.deepcopy(TALK), "model": "m"}}
    tools = [{"type": "function", "function": {"name": "find", "description": "客户王小明", "parameters": {"type": "object"}}}]
    data = {"model": "m", "messages": copy.deepcopy(TALK), "user": "13912345678", "tools": tools, "prediction": {"type": "content", "content": "王小明"}, "temperature": 0.1,
            "stop": ["王小明"], "api_key": "sk-key", "proxy_server_request": record}  # fmt: skip
    out = pre(rail, data)
    assert out is data
    sent = without_ticket(out)
    assert not [value for value in VALUES if value in sent]
    assert (out["temperature"], out["api_key"], out["messages"][3]["tool_call_id"]) == (0.1, "sk-key", "c1")
    assert json.loads(out["messages"][2]["tool_calls"][0]["function"]["arguments"]) == {"姓名": "〔姓名1〕"}
    assert post(rail, out, ANSWER) == RESTORED


@pytest.mark.parametrize(("kind", "data"), [
    ("atext_completion", {"prompt": ["手机13912345678", "王小明"]}), ("aembedding", {"input": "手机13912345678"}), ("amoderation", {"input": ["手机13912345678"]}),
])  # fmt: skip
def test_other_kinds_of_call(guard: Guard, kind: str, data: dict[str, Any]) -> None:
    sent = without_ticket(pre(PiiGuardrail(guard), {"model": "m", **data}, kind=kind))
    assert "〔手机1〕" in sent
    assert "13912345678" not in sent


def test_what_is_not_treated_is_refused(guard: Guard) -> None:
    rail = PiiGuardrail(guard)
    others = {item.value for item in litellm.types.utils.CallTypes} - TREATED
    assert {"atranscription", "aresponses", "anthropic_messages", "pass_through_endpoint"} <= others
    for kind in sorted(others):
        data = said("手机13912345678")
        with pytest.raises(SessionError):
            pre(rail, data, kind=kind)
    for tool in ("mcp", "file_search"):
        with pytest.raises(SessionError):
            pre(rail, said("手机13912345678", tools=[{"type": tool}]))


def test_it_fails_closed(guard: Guard, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error while hiding stops the request, changes nothing and says nothing of it."""
    rail = PiiGuardrail(guard)
    for messages in (None, "手机13912345678", 7, ["手机13912345678"], [{"role": "user", "content": "手机13912345678"}, object()]):
        data = {"model": "m", "messages": messages}
        with pytest.raises(SessionError) as caught:
            pre(rail, data)
        assert data == {"model": "m", "messages": messages}
        assert "139" not in repr(caught.value)
        assert caught.value.__suppress_context__

    def broken(*_: Any) -> Any:
        raise RuntimeError("手机13912345678")

    monkeypatch.setattr(Guard, "_spans", broken)
    data = said("手机13912345678")
    with pytest.raises(SessionError) as caught:
        pre(rail, data)
    assert data == said("手机13912345678")
    assert "139" not in str(caught.value)


def test_modes_in_which_nothing_is_hidden_are_refused(guard: Guard) -> None:
    for more in ({"event_hook": "post_call"}, {"event_hook": ["post_call"]}, {"run_in_parallel": True}, {"scan_raw_request": True}):
        with pytest.raises(SessionError):
            PiiGuardrail(guard, **more)
    with pytest.raises(ValueError, match="not in"):
        PiiGuardrail(guard, event_hook=["pre_call", "during_call"])
    for more in ({"ttl": 0}, {"conversations": 0}, {"limit": 0}):
        with pytest.raises(SessionError):
            PiiGuardrail(guard, **more)


def test_a_policy_by_name_or_file(tmp_path: Any) -> None:
    (tmp_path / "own.toml").write_text('version = 1\nname = "own"\nextends = "default"\n[entities.CN_MOBILE]\noperator = "keep"\nreason = "r"\n', "utf-8")
    assert "13912345678" in without_ticket(pre(PiiGuardrail(policy=str(tmp_path / "own.toml")), said("手机13912345678")))
    assert "13912345678" not in without_ticket(pre(PiiGuardrail(policy="llm"), said("手机13912345678")))
    with pytest.raises(ValueError, match="nothing"):
        PiiGuardrail(policy="nothing")
    assert Policy.builtin("llm")


# -- conversations ------------------------------------------------------------------------------


def test_a_conversation_keeps_its_numbers(guard: Guard) -> None:
    rail = PiiGuardrail(guard)
    for where in ({"litellm_session_id": "s1"}, {"metadata": {"session_id": "s2"}}, {"litellm_metadata": {"session_id": "s3"}}):
        first = pre(rail, {**said("我叫王小明"), **copy.deepcopy(where)})
        then = pre(rail, {**said("我叫李建国，王小明是我先生"), **copy.deepcopy(where)})
        assert first["messages"][0]["content"] == "我叫〔姓名1〕"
        assert then["messages"][0]["content"] == "我叫〔姓名2〕，〔姓名1〕是我先生"
        assert post(rail, then, "〔姓名2〕、〔姓名1〕") == "李建国、王小明"


def test_nobody_gets_anothers_values(guard: Guard) -> None:
    """Neither another key's nor another user's under the same id, nor, under one id by mistake, what this request did not show."""
    rail = PiiGuardrail(guard)
    first = pre(rail, said("我叫王小明", "same"), Auth("k1"))
    for data, auth in ((said("我叫李建国", "same"), Auth("k2")), (said("我叫李建国", "same"), Auth("k1", user_id="u")), (said("我叫李建国", "same"), Auth("k1", end_user_id="e")),
                       (said("我叫李建国", "same", user="u"), Auth("k1")), (said("我叫李建国"), Auth("k1")), (said("我叫李建国"), Auth("k1"))):  # fmt: skip
        other = pre(rail, data, auth)
        assert other["messages"][0]["content"] == "我叫〔姓名1〕"
        assert post(rail, other, "〔姓名1〕") == "李建国"
    shared = pre(rail, said("我叫李建国", "same"), Auth("k1"))
    assert post(rail, shared, "〔姓名1〕〔姓名2〕") == "〔姓名1〕李建国"
    asked = pre(rail, said("请重复〔姓名1〕", "same"), Auth("k1"))
    assert post(rail, asked, "〔姓名1〕〔原文1〕") == "〔姓名1〕〔姓名1〕"
    told = pre(rail, {"messages": [{"role": "assistant", "content": "〔姓名1〕"}], "metadata": {"session_id": "same"}}, Auth("k1"))
    assert post(rail, told, "〔姓名1〕") == "〔姓名1〕"
    assert post(rail, first, "〔姓名1〕") == "王小明"


def test_a_client_cannot_send_a_ticket(guard: Guard) -> None:
    rail = PiiGuardrail(guard)
    data = pre(rail, said("我叫王小明", metadata={"piiguard": "hidden"}))
    assert post(rail, data, "〔姓名1〕") == "王小明"
    assert post(rail, {"metadata": {"piiguard": "hidden"}}, "〔姓名1〕") == "〔姓名1〕"
    assert post(rail, {"metadata": None}, "〔姓名1〕") == "〔姓名1〕"


def test_the_ticket_tells_nothing(guard: Guard) -> None:
    """It travels where metadata does: copied, logged, pickled, sent."""
    rail = PiiGuardrail(guard)
    data = pre(rail, said("我叫王小明"))
    ticket = data["metadata"]["piiguard"]
    assert json.dumps(data["metadata"]) == '{"piiguard": "hidden"}'
    assert type(pickle.loads(pickle.dumps(ticket))) is str
    assert "王小明" not in repr(vars(rail)) + repr(ticket) + repr(ticket.shown)
    assert post(rail, copy.deepcopy(data), "〔姓名1〕") == "王小明"
    assert post(rail, copy.copy(data), "〔姓名1〕") == "王小明"


def test_a_second_run_on_the_same_request_changes_nothing(guard: Guard) -> None:
    """The router runs a deployment's guardrails after the proxy's; retrieved texts come as another run."""
    rail = PiiGuardrail(guard)
    data = pre(rail, said("我叫王小明，〔手机9〕"))
    once = copy.deepcopy(data["messages"])
    pre(rail, data)
    assert data["messages"] == once
    assert post(rail, data, "〔姓名1〕〔原文1〕") == "王小明〔手机9〕"


def test_conversations_are_bounded(guard: Guard) -> None:
    now = [0.0]
    kept = Conversations(guard, 3, 60, clock=lambda: now[0])
    sessions = [kept.session(name) for name in "abc"]
    assert kept.session("a") is sessions[0]
    assert kept.session("d") is not None
    assert len(kept) == 3
    assert kept.session("a") is sessions[0]
    assert kept.session("b") is not sessions[1]
    assert kept.session(None) is not kept.session(None)
    now[0] = 61
    assert kept.session("e") is not None
    assert len(kept) == 1, "idle ones are not kept until their place is needed"


def test_strict(guard: Guard) -> None:
    rail = PiiGuardrail(guard, strict=True)
    data = pre(rail, said("我叫王小明"))
    assert post(rail, data, "〔姓名1〕") == "王小明"
    with pytest.raises(RestoreError) as caught:
        post(rail, data, "〔姓名9〕")
    assert "9" not in str(caught.value)
    shown = Shown(guard.session())
    shown.user("我叫王小明")
    assert "".join([*map(shown.restorer(True).feed, "〔姓名1〕")]) == "王小明"


# -- streams ------------------------------------------------------------------------------------


def chunk(finish: str | None = None, **delta: Any) -> Any:
    return litellm.types.utils.ModelResponseStream(choices=[{"index": 0, "delta": delta, "finish_reason": finish}], model="m")


async def stream(chunks: list[Any]) -> AsyncIterator[Any]:
    for item in chunks:
        yield item


def streamed(rail: PiiGuardrail, data: dict[str, Any], chunks: list[Any]) -> list[Any]:
    async def collect() -> list[Any]:
        return [item async for item in rail.async_post_call_streaming_iterator_hook(Auth(), stream(chunks), data)]

    return asyncio.run(collect())


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_a_stream_at_any_chunking(guard: Guard, size: int) -> None:
    rail = PiiGuardrail(guard)
    data = pre(rail, {"model": "m", "messages": copy.deepcopy(TALK)})
    arguments = '{"to":"\\u3014\\u624b\\u673a1\\u3015","who":"〔姓名1〕","note":"a\\"\\u00e9\\ud83d\\ude00\\\\u3014〔"}'
    cut = lambda text: [text[at : at + size] for at in range(0, len(text), size)]  # noqa: E731
    chunks = [chunk(content=piece) for piece in cut(ANSWER + "〔姓")]
    chunks += [chunk(tool_calls=[{"index": n, "function": {"arguments": piece}}]) for piece in cut(arguments) for n in (0, 1)]
    chunks.append(chunk(finish="tool_calls"))
    before = [item.model_dump() for item in chunks]
    out = streamed(rail, data, chunks)
    assert [item.model_dump() for item in chunks] == before, "litellm's logs are built from these"
    assert len(out) == len(chunks)
    assert {type(item) for item in out} == {type(chunks[0])}
    assert "".join(item.choices[0].delta.content or "" for item in out) == RESTORED + "〔姓"
    for n in (0, 1):
        calls = [call for item in out for call in item.choices[0].delta.tool_calls or [] if call.index == n]
        want = {"to": "13912345678", "who": "王小明", "note": 'a"é😀\\u3014〔'}
        assert json.loads("".join(call.function.arguments for call in calls)) == want


def test_a_stream_of_the_package(guard: Guard) -> None:
    """The objects its stream wrapper makes, of chats and of completions."""
    rail = PiiGuardrail(guard)

    async def run() -> list[str]:
        texts = []
        data = await rail.async_pre_call_hook(Auth(), None, said(str(TALK[1]["content"])), "acompletion")
        got = await litellm.acompletion(model="gpt-4o", messages=data["messages"], mock_response=ANSWER, stream=True)
        texts.append("".join([item.choices[0].delta.content or "" async for item in rail.async_post_call_streaming_iterator_hook(Auth(), got, data)]))
        data = await rail.async_pre_call_hook(Auth(), None, {"prompt": TALK[1]["content"]}, "atext_completion")
        got = await litellm.atext_completion(model="gpt-3.5-turbo-instruct", prompt=data["prompt"], mock_response=ANSWER, stream=True)
        texts.append("".join([item.choices[0].text or "" async for item in rail.async_post_call_streaming_iterator_hook(Auth(), got, data)]))
        return texts

    assert asyncio.run(run()) == [RESTORED, RESTORED]


def test_a_stream_nobody_hid_passes(guard: Guard) -> None:
    chunks = [chunk(content="〔姓名1〕"), b"data: x\n\n"]
    assert streamed(PiiGuardrail(guard), {"metadata": {}}, chunks) == chunks


# -- what docs/chat.md shows ---------------------------------------------------------------------


def section() -> str:
    text = (Path(__file__).resolve().parent.parent / "docs" / "chat.md").read_text("utf-8")
    return re.findall(r"(?ms)^## LiteLLM\n(.*?)^## ", text)[0]


def test_the_configuration_shown(tmp_path: Path) -> None:
    """Made as the proxy makes it: the class by its dotted name, everything else as arguments."""
    import yaml
    from litellm.proxy.types_utils.utils import get_instance_fn
    from litellm.types.guardrails import LitellmParams

    (written,) = re.findall(r"(?ms)^```yaml\n(.*?)^```", section())
    (entry,) = yaml.safe_load(written)["guardrails"]
    given = LitellmParams(**entry["litellm_params"])
    made = get_instance_fn(given.guardrail, config_file_path=str(tmp_path / "config.yaml"))
    more = {key: value for key, value in given.model_dump(exclude_none=True).items() if key not in ("guardrail", "mode", "default_on", "stream_scope")}
    rail = made(guardrail_name=entry["guardrail_name"], event_hook=given.mode, default_on=given.default_on, **more)
    assert type(rail) is PiiGuardrail
    assert rail.default_on
    assert "policy='llm'" in repr(rail._conversations.session(None)._guard)


def test_the_program_shown() -> None:
    (written,) = re.findall(r"(?ms)^```\n(import .*?)^```", section())
    room: dict[str, Any] = {}
    exec(compile(written, "docs/chat.md", "exec"), room)
    assert room["answer"].choices[0].message.content == "王小明您好"


# -- the start ----------------------------------------------------------------------------------


def test_litellm_is_imported_with_its_module_only() -> None:
    code = "import sys, piiguard, piiguard.chat, piiguard.chat.openai, piiguard.chat.conversations; assert 'litellm' not in sys.modules"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_without_litellm_the_error_says_what_to_install() -> None:
    code = "import sys; sys.modules['litellm.integrations.custom_guardrail'] = None\nimport piiguard\ntry:\n    import piiguard.chat.litellm\nexcept piiguard.errors.MissingExtraError as error:\n    print(error)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert "pip install litellm" in done.stdout
