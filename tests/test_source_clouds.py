"""Stores of which no real server can be had here: what is asked of them, and what is made of their answers.

The answers are written after the providers' references. That real ones are the same is not proved by this.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from stores import Front, Request, page

from piiguard.sources import SourceError, open_source
from piiguard.sources.source import Secrets

pytest.importorskip("opendal", reason="the extra 'scan' is not installed")

# In a process of its own: the library reads HTTP proxies once, and buckets that are part of a host's name
# cannot be served here without one.
CHILD = """
import json, sys
from piiguard.sources import open_source
given = json.load(sys.stdin)
source = open_source(given["target"], given["secrets"])
for entry in source.entries():
    with source.open(entry) as opened:
        print(json.dumps([entry.uri, entry.name, entry.size, entry.version, opened.stream.read().decode(), opened.changed()]))
"""

BLOBS = """<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="x" ContainerName="b"><Prefix>x/</Prefix>
<Blobs><Blob><Name>x/a.txt</Name><Properties><Last-Modified>Sun, 01 Nov 2026 00:00:00 GMT</Last-Modified><Etag>0x8D1</Etag>
<Content-Length>5</Content-Length><Content-Type>text/plain</Content-Type></Properties></Blob></Blobs><NextMarker/></EnumerationResults>"""
GOOGLE = {
    "kind": "storage#objects",
    "items": [{"name": "x/a.txt", "size": "5", "etag": "CJ1", "updated": "2026-11-01T00:00:00.000Z", "contentType": "text/plain"}],
}
STATUS = {
    "accessTime": 0, "blockSize": 134217728, "childrenNum": 0, "fileId": 1, "group": "g", "length": 5, "owner": "o",
    "modificationTime": 1793491200000, "pathSuffix": "a.txt", "permission": "644", "replication": 1, "storagePolicy": 0,
    "type": "FILE",
}  # fmt: skip
FOLDER = {**STATUS, "type": "DIRECTORY", "length": 0, "pathSuffix": ""}


def like_s3(request: Request) -> bool:
    if request.path.endswith("/x/a.txt"):
        return request.reply(200, b"12345", ETag='"e1"', Last_Modified="Sun, 01 Nov 2026 00:00:00 GMT")
    return request.reply(200, page(["x/a.txt"]))


def azure(request: Request) -> bool:
    if "comp=list" in request.path:
        return request.reply(200, BLOBS.encode())
    return request.reply(200, b"12345", ETag='"0x8D1"', Last_Modified="Sun, 01 Nov 2026 00:00:00 GMT")


def google(request: Request) -> bool:
    if "prefix=" in request.path:
        return request.reply(200, json.dumps(GOOGLE).encode())
    return request.reply(200, b"12345", ETag='"CJ1"')


def hadoop(request: Request) -> bool:
    if "op=LISTSTATUS" in request.path:
        listing = {"partialListing": {"FileStatuses": {"FileStatus": [STATUS]}}, "remainingEntries": 0}
        return request.reply(200, json.dumps({"DirectoryListing": listing}).encode())
    if "op=GETFILESTATUS" in request.path:
        return request.reply(200, json.dumps({"FileStatus": STATUS if "a.txt" in request.path else FOLDER}).encode())
    return request.reply(200, b"12345")


CASES = {
    "oss": (
        "oss://b/x/?endpoint=http://oss.test",
        {"ALIBABA_CLOUD_ACCESS_KEY_ID": "keyid", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "topsecret"},
        like_s3, "http://b.oss.test/", "OSS keyid:", "etag:e1",
    ),
    "obs": (
        "obs://b/x/?endpoint=http://obs.test",
        {"OBS_ACCESS_KEY_ID": "keyid", "OBS_SECRET_ACCESS_KEY": "topsecret"},
        like_s3, "http://obs.test/", "OBS keyid:", "",
    ),
    "cos": (
        "cos://b/x/?endpoint=http://cos.test",
        {"TENCENTCLOUD_SECRET_ID": "keyid", "TENCENTCLOUD_SECRET_KEY": "topsecret"},
        like_s3, "http://b.cos.test/", "q-sign-algorithm=sha1&q-ak=keyid", "etag:e1",
    ),
    "azblob": (
        "azblob://b/x/?account=acc&endpoint=http://HOST",
        {"AZURE_STORAGE_ACCOUNT_KEY": "dG9wc2VjcmV0"},
        azure, "/b", "SharedKey acc:", "etag:0x8D1",
    ),
    "gs": (
        "gs://b/x/?endpoint=http://HOST",
        {"GOOGLE_OAUTH_ACCESS_TOKEN": "topsecret"},
        google, "/", "Bearer topsecret", "etag:CJ1",
    ),
    "webhdfs": (
        "webhdfs://HOST/x/?user=someone",
        {"WEBHDFS_DELEGATION_TOKEN": "topsecret"},
        hadoop, "/webhdfs/v1/", "", "time:2026-11-01T00:00:00+00:00:5",
    ),
}  # fmt: skip
Case = tuple[str, Secrets, Callable[[Request], bool], str, str, str]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_asked_and_what_is_made_of_it(case: Case) -> None:
    target, secrets, answer, start, signature, version = case
    signatures: list[str] = []

    def rule(request: Request) -> bool:
        signatures.append(request.handler.headers.get("Authorization") or "")
        return answer(request)

    with Front() as front:
        front.rule = rule
        target = target.replace("HOST", f"127.0.0.1:{front.port}")
        clean = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
        done = subprocess.run(
            [sys.executable, "-c", CHILD], input=json.dumps({"target": target, "secrets": secrets}), timeout=120,
            env={**clean, "http_proxy": f"http://127.0.0.1:{front.port}", "no_proxy": "127.0.0.1"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        paths = front.paths
    assert done.returncode == 0, done.stderr[-1500:]
    uri = target.partition("?")[0] + "a.txt"
    assert json.loads(done.stdout) == [uri, "a.txt", 5, version, "12345", False], paths
    assert all(path.split(" ", 1)[1].startswith(start) for path in paths), paths
    assert all(one.startswith(signature) for one in signatures)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_refusal_shows_no_secret(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from piiguard.sources import objects as module

    monkeypatch.setattr(module, "RETRIES", 0)
    target, secrets, *_ = case
    with Front() as front:
        front.rule = lambda request: request.refuse(403, "AccessDenied")
        source = open_source(target.replace("HOST", f"127.0.0.1:{front.port}"), secrets)
        with pytest.raises(SourceError) as failed:
            list(source.entries())
    assert not [value for value in secrets.values() if value in f"{failed.value!r}{source!r}"]
