"""LiteLLM's proxy itself, with the configuration shown in docs/chat.md, in front of a model that writes down what it is sent."""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

httpx = pytest.importorskip("httpx", reason="httpx is a test dependency (pip, group dev)")
os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
pytest.importorskip("litellm.proxy.proxy_server", reason="the proxy is no test dependency, 700 MB (pip install 'litellm[proxy]')", exc_type=ImportError)

KEY = f"sk-{secrets.token_hex(32)}"
AUTH = {"authorization": f"Bearer {KEY}"}
ASKED = "我叫王小明，手机13912345678"
ANSWER = "〔姓名1〕您好，稍后致电〔手机1〕。〔姓名9〕"
CONFIG = """
model_list:
  - model_name: m
    litellm_params: {model: openai/m, api_base: "http://127.0.0.1:%d/v1", api_key: none}
litellm_settings: {cache: true, cache_params: {type: local}}
"""
(GUARDRAILS,) = re.findall(r"(?ms)^```yaml\n(.*?)^```", (Path(__file__).resolve().parent.parent / "docs" / "chat.md").read_text("utf-8"))


class Model(BaseHTTPRequestHandler):
    """Answers as OpenAI's API does, streamed character by character."""

    seen: list[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self.seen.append(json.dumps(json.loads(body), ensure_ascii=False))
        common = {"id": "1", "created": 1, "model": "m"}
        if json.loads(body).get("stream"):
            deltas = [{"content": char} for char in ANSWER]
            lines = [{**common, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
            lines.append({**common, "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            self.answer("text/event-stream", "".join(f"data: {json.dumps(line)}\n\n" for line in lines) + "data: [DONE]\n\n")
            return
        message = {"role": "assistant", "content": ANSWER}
        whole = {**common, "object": "chat.completion", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
        self.answer("application/json", json.dumps({**whole, "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}))

    def answer(self, kind: str, text: str) -> None:
        self.send_response(200)
        self.send_header("content-type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str], Path]]:
    """(its address, what the model was sent, what it logged)"""
    folder = tmp_path_factory.mktemp("proxy")
    Model.seen = []
    model = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=model.serve_forever, daemon=True).start()
    (folder / "config.yaml").write_text(CONFIG % model.server_port + GUARDRAILS, "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from litellm import run_server; run_server()", "--config", "config.yaml", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env={**os.environ, "LITELLM_TELEMETRY": "False", "LITELLM_MASTER_KEY": KEY})
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(240):
                assert server.poll() is None, (folder / "log").read_text("utf-8")[-2000:]
                try:
                    httpx.get(f"{url}/health/liveliness", timeout=2).raise_for_status()
                    break
                except httpx.HTTPError:
                    time.sleep(0.5)
            yield url, Model.seen, folder / "log"
        finally:
            server.terminate()
            server.wait(20)
            model.shutdown()


def ask(url: str, text: str = ASKED, session: str | None = None, **more: Any) -> Any:
    headers = {**AUTH, **({"x-litellm-session-id": session} if session else {})}
    return httpx.post(f"{url}/v1/chat/completions", headers=headers, json={"model": "m", "messages": [{"role": "user", "content": text}], **more}, timeout=60)


def test_whole_and_streamed(proxy: tuple[str, list[str], Path]) -> None:
    url, seen, log = proxy
    want = ANSWER.replace("〔姓名1〕", "王小明").replace("〔手机1〕", "13912345678")
    assert ask(url).json()["choices"][0]["message"]["content"] == want
    lines = [line[6:] for line in ask(url, stream=True).text.splitlines() if line.startswith("data: {")]
    pieces = [choice["delta"].get("content") or "" for line in lines for choice in json.loads(line)["choices"]]
    assert "".join(pieces) == want
    assert len(seen) == 2
    assert all("〔手机1〕" in text for text in seen)
    assert not [text for text in [*seen, log.read_text("utf-8")] if "王小明" in text or "13912345678" in text]


def test_the_cache_serves_everybody_his_own(proxy: tuple[str, list[str], Path]) -> None:
    url, seen, _ = proxy
    before = len(seen)
    for name, mobile in (("李建国", "13800000000"), ("张伟", "13700000000")):
        answer = ask(url, f"我是{name}，手机{mobile}").json()["choices"][0]["message"]["content"]
        assert answer.startswith(f"{name}您好，稍后致电{mobile}。")
    assert len(seen) - before <= 1


def test_a_conversation(proxy: tuple[str, list[str], Path]) -> None:
    url, seen, _ = proxy
    for text in ("我叫王小明，问一", "我叫李建国，王小明是我先生，问二"):
        ask(url, text, session="s")
    ask(url, "我叫李建国，问三", session="t")
    assert [json.loads(text)["messages"][0]["content"] for text in seen[-3:]] == ["我叫〔姓名1〕，问一", "我叫〔姓名2〕，〔姓名1〕是我先生，问二", "我叫〔姓名1〕，问三"]


def test_other_endpoints_are_closed(proxy: tuple[str, list[str], Path]) -> None:
    url, seen, _ = proxy
    before = len(seen)
    for path, body in (("/v1/responses", {"input": ASKED}), ("/v1/messages", {"max_tokens": 9, "messages": [{"role": "user", "content": ASKED}]}), ("/v1/images/generations", {"prompt": ASKED})):
        answer = httpx.post(url + path, headers=AUTH, json={"model": "m", **body}, timeout=60)
        assert answer.status_code >= 400
        assert "139" not in answer.text
    assert len(seen) == before
