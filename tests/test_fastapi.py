"""The middleware for JSON bodies in a FastAPI application: models, plain and async endpoints, streams, FastAPI's own answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from piiguard import Guard
from piiguard.chat.asgi import MaskJSON

fastapi = pytest.importorskip("fastapi", reason="fastapi is a test dependency (pip, group dev)")
httpx = pytest.importorskip("httpx", reason="httpx is a test dependency (pip, group dev)")
from fastapi.middleware.gzip import GZipMiddleware  # noqa: E402
from fastapi.responses import StreamingResponse  # noqa: E402
from fastapi.testclient import TestClient  # noqa: E402
from pydantic import BaseModel, Field  # noqa: E402

CLAIM = {"name": "王小明", "mobile": "13912345678", "idNo": "110101199003074514", "lines": [{"note": "卡号6222021234567890128", "amount": 12.5}]}
MASKED = {"name": "王**", "mobile": "139******78", "idNo": "1****************4"}
VALUES = ("王小明", "13912345678", "110101199003074514", "6222021234567890128")


class Line(BaseModel):
    note: str
    amount: float


class Claim(BaseModel):
    """A body as services have them: aliases, nested models, what may be missing."""

    name: str
    mobile: str = Field(min_length=11)
    id_number: str = Field(alias="idNo")
    lines: list[Line] = []
    clerk: str | None = None


def application(seen: list[Any]) -> Any:
    app = fastapi.FastAPI()

    @app.post("/plain", response_model=Claim)
    def plain(claim: Claim) -> Claim:
        seen.append(claim)
        return claim

    @app.post("/awaited")
    async def awaited(claim: Claim, request: fastapi.Request) -> dict[str, Any]:
        seen.append(claim)
        await asyncio.sleep(0)
        return {"claim": claim, "bytes": len(await request.body())}

    @app.get("/stream")
    async def stream(kind: str) -> Any:
        async def pieces() -> AsyncIterator[bytes]:
            body = json.dumps([CLAIM] * 50, ensure_ascii=False).encode() if "json" in kind else b"data: 13912345678\n\n" * 3
            for at in range(0, len(body), 7):  # inside characters too
                yield body[at : at + 7]

        return StreamingResponse(pieces(), media_type=kind)

    @app.get("/blocking")
    def blocking() -> Any:
        def pieces() -> Iterator[str]:
            yield from ('{"mobile":', '"139', '12345678"', "}")

        return StreamingResponse(pieces(), media_type="application/json")

    @app.get("/refused")
    def refused() -> None:
        raise fastapi.HTTPException(409, detail="手机13912345678已登记", headers={"x-more": "1"})

    @app.get("/none", status_code=204)
    def none() -> None:
        return None

    return app


@pytest.fixture(scope="module")
def guard() -> Guard:
    return Guard()


def web(guard: Guard, seen: list[Any], **how: Any) -> Any:
    app = application(seen)
    app.add_middleware(MaskJSON, guard=guard, **how)
    return TestClient(app)


def is_masked(answer: Any) -> None:
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert not [value for value in VALUES if value in answer.text]


@pytest.mark.parametrize("path", ["/plain", "/awaited"])
def test_models_in_and_out(guard: Guard, path: str) -> None:
    """The application works with the values; what goes out is masked, keys and shape as they were."""
    seen: list[Any] = []
    answer = web(guard, seen).post(path, json=CLAIM)
    is_masked(answer)
    body = answer.json()
    claim = body if path == "/plain" else body["claim"]
    assert {key: claim[key] for key in MASKED} == MASKED
    assert (claim["lines"][0]["amount"], claim["clerk"]) == (12.5, None)
    assert [seen[0].name, seen[0].mobile, seen[0].id_number] == [CLAIM["name"], CLAIM["mobile"], CLAIM["idNo"]]


@pytest.mark.parametrize("path", ["/plain", "/awaited"])
def test_models_of_masked_requests(guard: Guard, path: str) -> None:
    seen: list[Any] = []
    answer = web(guard, seen, requests=True, responses=False).post(path, json=CLAIM)
    assert answer.status_code == 200
    assert [seen[0].name, seen[0].mobile, seen[0].id_number] == [MASKED["name"], MASKED["mobile"], MASKED["idNo"]]
    assert not [value for value in VALUES if value in repr(seen)]


def test_answers_of_the_framework_itself(guard: Guard) -> None:
    """Its validation repeats the input; an exception's detail says what the application says."""
    client = web(guard, [])
    wrong = client.post("/plain", json={**CLAIM, "lines": "手机13912345678", "idNo": None})
    assert wrong.status_code == 422
    assert {tuple(error["loc"]) for error in wrong.json()["detail"]} == {("body", "idNo"), ("body", "lines")}
    is_masked(wrong)
    refused = client.get("/refused")
    assert (refused.status_code, refused.headers["x-more"]) == (409, "1")
    is_masked(refused)
    assert client.get("/openapi.json").json()["info"]["title"] == "FastAPI"
    assert client.get("/none").status_code == 204


@pytest.mark.parametrize("kind", ["application/json", "application/vnd.api+json; charset=utf-8"])
def test_a_streamed_json_answer(guard: Guard, kind: str) -> None:
    answer = web(guard, []).get("/stream", params={"kind": kind})
    is_masked(answer)
    assert [{key: claim[key] for key in MASKED} for claim in answer.json()] == [MASKED] * 50


def test_other_streams_pass_as_they_come(guard: Guard) -> None:
    client = web(guard, [])
    assert client.get("/stream", params={"kind": "text/event-stream"}).text.count("13912345678") == 3
    is_masked(client.get("/blocking"))


def test_a_streamed_answer_above_the_limit_is_not_passed_on(guard: Guard) -> None:
    answer = web(guard, [], limit=500).get("/stream", params={"kind": "application/json"})
    assert answer.status_code == 500
    is_masked(answer)


def test_beside_compression(guard: Guard) -> None:
    """Compression goes around it; inside, the body is none that can be read, so it is not passed on."""
    app = application([])
    app.add_middleware(MaskJSON, guard=guard)
    app.add_middleware(GZipMiddleware, minimum_size=1)
    answer = TestClient(app).post("/plain", json=CLAIM)
    assert (answer.headers["content-encoding"], answer.json()["mobile"]) == ("gzip", MASKED["mobile"])
    app = application([])
    app.add_middleware(GZipMiddleware, minimum_size=1)
    app.add_middleware(MaskJSON, guard=guard)
    answer = TestClient(app).post("/plain", json=CLAIM)
    assert answer.status_code == 500
    assert answer.json() == {"detail": "the body could not be masked"}


def test_many_at_once(guard: Guard) -> None:
    """Requests that wait for each other keep their own bodies."""
    app = application([])
    app.add_middleware(MaskJSON, guard=guard, requests=True)

    async def run() -> list[Any]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            bodies = [{**CLAIM, "clerk": f"E{number}", "lines": CLAIM["lines"] * number} for number in range(40)]
            return [answer.json() for answer in await asyncio.gather(*(client.post("/awaited", json=body) for body in bodies))]

    answers = asyncio.run(run())
    assert [(answer["claim"]["clerk"], len(answer["claim"]["lines"])) for answer in answers] == [(f"E{number}", number) for number in range(40)]
    assert not [value for value in VALUES if value in json.dumps(answers, ensure_ascii=False)]
