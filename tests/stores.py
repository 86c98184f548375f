"""Real servers for the tests of sources, and a front that makes them fail."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

KEY, SECRET = "PIIGUARDTESTKEY", "a-secret-of-the-tests-0123456789"  # the same in every process: it stands in tests' names
AWS = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on, of this machine alone."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


class Seaweed:
    """SeaweedFS as an S3 server; ``bucket()`` makes an empty bucket."""

    def __init__(self, port: int, filer: int) -> None:
        self.port = port
        self._filer = filer
        self._buckets = 0

    def bucket(self) -> str:
        """The name of a new bucket."""
        self._buckets += 1
        name = f"bucket-{self._buckets:04d}"
        url = f"http://127.0.0.1:{self._filer}/buckets/{name}/"
        urllib.request.urlopen(urllib.request.Request(url, method="POST"), timeout=20).close()
        return name


def weed() -> str | None:
    """The server's program, None where its wheel is not installed."""
    return shutil.which("weed", path=os.path.dirname(sys.executable)) or shutil.which("weed")


@contextmanager
def seaweed(folder: Path) -> Iterator[Seaweed]:
    """A server on ports of its own, with its data in ``folder``."""
    program = weed()
    assert program is not None
    names = ("master", "volume", "filer", "s3", "admin")
    ports = free_ports(2 * len(names))
    options = [f"-{name}.port={ports[at]}" for at, name in enumerate(names)]
    options += [f"-{name}.port.grpc={ports[len(names) + at]}" for at, name in enumerate(names)]
    with (folder / "weed.log").open("wb") as log:
        server = subprocess.Popen(
            [program, "mini", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false",
             "-webdav=false", "-admin.ui=false", "-s3.port.iceberg=0", "-s3.port.lance=0", *options],
            env={"PATH": os.environ.get("PATH", ""), "HOME": str(folder), **AWS}, cwd=folder,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        try:
            _wait(server, f"http://127.0.0.1:{ports[3]}/healthz", folder / "weed.log")
            yield Seaweed(ports[3], ports[2])
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")


Answer = Callable[["Request"], bool]


class Request:
    """What came to a front. ``number`` counts the requests for this very path."""

    def __init__(self, handler: Any, number: int) -> None:
        self.handler = handler
        self.method: str = handler.command
        self.path: str = handler.path
        self.number = number
        self.body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))

    def reply(self, status: int, body: bytes = b"", **headers: str) -> bool:
        """Send an answer of our own."""
        self.handler.send_response(status)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.send_header("Content-Length", str(len(body)))
        self.handler.end_headers()
        if self.method != "HEAD":
            self.handler.wfile.write(body)
        return True

    def refuse(self, status: int, code: str) -> bool:
        """An error as S3 writes it, with something in it that no report should show."""
        return self.reply(status, f"<Error><Code>{code}</Code><Message>for {KEY} at {self.path}</Message></Error>".encode())

    def stall(self, seconds: float) -> bool:
        """Wait; then it goes on as it would have."""
        time.sleep(seconds)
        return False

    def forward(self, port: int, *, cut: bool = False) -> bool:
        """The server's answer, or the first half of it and then the end of the connection."""
        upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            upstream.request(self.method, self.path, self.body, dict(self.handler.headers.items()))
            answer = upstream.getresponse()
            body = answer.read()
        finally:
            upstream.close()
        self.handler.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.handler.send_header(name, value)
        length = answer.getheader("Content-Length") if self.method == "HEAD" else str(len(body))
        self.handler.send_header("Content-Length", length or "0")
        self.handler.end_headers()
        self.handler.wfile.write(body[: len(body) // 2] if cut else body)
        if cut:
            self.handler.wfile.flush()
            self.handler.connection.shutdown(socket.SHUT_RDWR)
            self.handler.close_connection = True
        return True


class Front:
    """Stands before a server and passes on what ``rule`` does not answer itself."""

    def __init__(self, upstream: int = 0) -> None:
        self.rule: Answer | None = None
        self.upstream = upstream
        self.paths: list[str] = []
        front = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                front.paths.append(f"{self.command} {self.path}")
                request = Request(self, front.paths.count(front.paths[-1]))
                if not (front.rule and front.rule(request)):
                    request.forward(upstream)

            do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do_PROPFIND = do_MKCOL = do_OPTIONS = answer

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_port)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> Front:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def page(keys: list[str], token: str = "", *, etag: str = "e1", size: int = 5) -> bytes:
    """A page of S3's ListObjectsV2; ``token`` leads to the next."""
    from xml.sax.saxutils import escape

    rows = "".join(
        f"<Contents><Key>{escape(key)}</Key><LastModified>2026-11-01T00:00:00Z</LastModified>"
        f"<ETag>&quot;{etag}&quot;</ETag><Size>{size}</Size></Contents>"
        for key in keys
    )
    more = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{token}</NextContinuationToken>" if token else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>b</Name><Prefix></Prefix>'
        f"<KeyCount>{len(keys)}</KeyCount>{more or '<IsTruncated>false</IsTruncated>'}{rows}</ListBucketResult>"
    ).encode()
