"""WebDAV on a real server: the suite, and what only folders over HTTP have."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from source_suite import NAMES, SourceSuite
from stores import Front, Request

from piiguard.sources import _listing as paging
from piiguard.sources import objects as module
from piiguard.sources import open_source

pytest.importorskip("opendal", reason="the extra 'scan' is not installed")
wsgidav_app = pytest.importorskip("wsgidav.wsgidav_app", reason="wsgidav, the WebDAV server, is not installed")
wsgi = pytest.importorskip("cheroot.wsgi", reason="cheroot, which serves it, is not installed")

LOGIN = {"WEBDAV_USERNAME": "guest-of-tests", "WEBDAV_PASSWORD": secrets.token_urlsafe(24)}


class Share:
    secrets: Mapping[str, str] = LOGIN
    names = (*NAMES, "back\\slash")

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self.front = Front(port)
        self._host = f"webdav://127.0.0.1:{self.front.port}"
        self.target = f"{self._host}/"

    def put(self, name: str, content: bytes) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def deny(self, name: str) -> None:
        self.front.rule = lambda request: (
            request.method == "GET" and request.path.endswith(f"/{name}") and request.refuse(403, "Forbidden")
        )

    def missing(self) -> list[str]:
        return [f"{self._host}/none", f"{self._host}/none/", "webdav://127.0.0.1:9/"]

    def wrong(self) -> Mapping[str, str]:
        return {**LOGIN, "WEBDAV_PASSWORD": LOGIN["WEBDAV_PASSWORD"][::-1]}


class TestWebdav(SourceSuite):
    @pytest.fixture
    def shelf(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Share]:
        monkeypatch.setattr(module, "RETRIES", 2)
        monkeypatch.setattr(module, "DELAY", 0.01)
        login = {LOGIN["WEBDAV_USERNAME"]: {"password": LOGIN["WEBDAV_PASSWORD"]}}
        application = wsgidav_app.WsgiDAVApp(
            {
                "provider_mapping": {"/": str(tmp_path)},
                "simple_dc": {"user_mapping": {"*": login}},
                "verbose": 0,
                "logging": {"enable": False},
            }
        )
        server = wsgi.Server(("127.0.0.1", 0), application)
        server.prepare()
        threading.Thread(target=server.serve, daemon=True).start()
        share = Share(tmp_path, server.bind_addr[1])
        with share.front:
            yield share
        server.stop()

    def test_names_the_library_would_turn_into_others_are_errors(self, shelf: Share) -> None:
        for name in (" lead", "trail ", "plain"):
            shelf.put(name, b"x")
        found = {entry.name: entry.status for entry in open_source(shelf.target, LOGIN).entries()}
        assert found == {" lead": "error", "trail ": "error", "plain": None}

    def test_folders_are_no_objects(self, shelf: Share) -> None:
        shelf.put("full/x", b"x")
        shelf.put("empty/y", b"x")
        (shelf._folder / "empty" / "y").unlink()
        assert [entry.name for entry in open_source(shelf.target, LOGIN).entries()] == ["full/x"]

    def test_a_folder_that_fails_once_is_listed_all_the_same(self, shelf: Share) -> None:
        for name in ("a/x", "a/b/y", "z"):
            shelf.put(name, b"x")
        shelf.front.rule = lambda request: request.number == 1 and request.refuse(503, "Unavailable")
        assert sorted(entry.name for entry in open_source(shelf.target, LOGIN).entries()) == ["a/b/y", "a/x", "z"]

    def test_a_folder_that_is_refused_is_a_row(self, shelf: Share) -> None:
        for name in ("a/x", "a/b/y", "z"):
            shelf.put(name, b"x")
        shelf.front.rule = lambda request: request.path.endswith("/a/b/") and request.refuse(403, "Forbidden")
        found = {entry.name: (entry.status, entry.reason) for entry in open_source(shelf.target, LOGIN).entries()}
        assert found == {
            "a/x": (None, ""), "z": (None, ""), "a/b/": ("error", "folder not listed: access refused (HTTP 403)"),
        }  # fmt: skip

    def test_a_server_that_shows_a_loop_comes_to_an_end(self, shelf: Share, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(paging, "_DEPTH", 5)

        def rule(request: Request) -> bool:
            if request.method != "PROPFIND":
                return False
            rows = "".join(
                f"<d:response><d:href>{path}</d:href><d:propstat><d:prop><d:resourcetype><d:collection/></d:resourcetype>"
                "<d:getlastmodified>Sun, 01 Nov 2026 00:00:00 GMT</d:getlastmodified></d:prop>"
                "<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
                for path in (request.path, request.path + "again/")
            )
            return request.reply(207, f'<d:multistatus xmlns:d="DAV:">{rows}</d:multistatus>'.encode(), Content_Type="text/xml")

        shelf.front.rule = rule
        (entry,) = open_source(shelf.target, LOGIN).entries()
        assert (entry.status, entry.reason) == ("error", "folder not listed: more than 5 folders deep")
