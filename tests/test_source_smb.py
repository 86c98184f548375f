"""SMB on a real Samba server: the suite, names and links, and what is refused."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from source_suite import NAMES, InFolder, SourceSuite, content, entry_of
from stores import free_ports

from piiguard.sources import Entry, SourceError, open_source

pytest.importorskip("smbprotocol", reason="the extra 'scan' is not installed")

PASSWORD = secrets.token_urlsafe(16)
USER = "nobody"
CONFIG = """[global]
server role = standalone server
smb ports = {port}
interfaces = 127.0.0.1/8
bind interfaces only = yes
passdb backend = tdbsam:{folder}/passdb.tdb
private dir = {folder}/private
lock directory = {folder}/lock
state directory = {folder}/lock
cache directory = {folder}/lock
pid directory = {folder}/lock
ncalrpc dir = {folder}/lock/rpc
log file = {folder}/log
disable netbios = yes
disable spoolss = yes
load printers = no
printing = bsd
{more}
[data]
path = {folder}/data
read only = yes
"""


def program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        pytest.skip(f"no {name} here (Debian: samba)")
    if os.geteuid() != 0:
        pytest.skip(f"{name} runs as root only")
    return found


class Server:
    """smbd with folders, a port and accounts of its own."""

    def __init__(self, folder: Path, more: str = "") -> None:
        smbd, accounts = program("smbd"), program("smbpasswd")
        self.folder = folder
        self.port = free_ports(1)[0]
        for name in ("private", "lock", "data"):
            (folder / name).mkdir()
        config = folder / "smb.conf"
        config.write_text(CONFIG.format(port=self.port, folder=folder, more=more))
        said = f"{PASSWORD}\n{PASSWORD}\n".encode()
        subprocess.run([accounts, "-c", str(config), "-L", "-s", "-a", USER], input=said, check=True, capture_output=True)
        self.running = subprocess.Popen(
            [smbd, "-F", "--no-process-group", "-s", str(config)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def wait(self) -> None:
        import socket

        for _ in range(150):
            assert self.running.poll() is None, "smbd ended"
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("smbd does not listen")

    def stop(self) -> None:
        self.running.terminate()
        self.running.wait()


def serving(more: str = "") -> Iterator[Server]:
    # Not in pytest's own folder: that is closed to the account whose files are read.
    folder = Path(tempfile.mkdtemp(prefix="piiguard-smbd-"))
    try:
        folder.chmod(0o755)
        made = Server(folder, more)
        try:
            made.wait()
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    yield from serving()


@pytest.fixture(scope="module")
def old_server() -> Iterator[Server]:
    yield from serving("server max protocol = SMB2_10")


@pytest.fixture(scope="module")
def guests() -> Iterator[Server]:
    yield from serving("map to guest = bad user")


class Folder(InFolder):
    # What Windows allows in a name; what else a server of another kind holds has a test of its own.
    names = (*(name for name in NAMES if not set(name) & set('<>:"|?*\n\t')), " lead", "🀄𠮷.txt")

    def __init__(self, server: Server, name: str) -> None:
        self.folder = server.folder / "data" / name
        self.folder.mkdir(exist_ok=True)
        self.port = server.port
        self.secrets: Mapping[str, str] = {"SMB_USERNAME": USER, "SMB_PASSWORD": PASSWORD}
        self.target = self.to(f"data/{name}")

    def to(self, path: str) -> str:
        return f"smb://127.0.0.1:{self.port}/{path}"

    def missing(self) -> list[str]:
        return [f"{self.target}/none", self.to("none/x"), "smb://127.0.0.1:9/share"]

    def wrong(self) -> Mapping[str, str]:
        return {"SMB_USERNAME": USER, "SMB_PASSWORD": PASSWORD[::-1]}


@pytest.fixture
def shelf(server: Server, request: pytest.FixtureRequest) -> Folder:
    return Folder(server, f"t{abs(hash(request.node.name))}")


class TestSmb(SourceSuite):
    """The suite as it is."""


def test_names_that_windows_does_not_allow_lead_to_their_own_object(shelf: Folder) -> None:
    names = ("line\nbreak", "tab\t", 'quo"te', "<x>", "a?b", "a*b", "back\\slash", "trail ", "dot.", "co:lon")
    for name in names:
        shelf.put(name, name.encode())
    source = open_source(shelf.target, shelf.secrets)
    read = []
    for entry in source.entries():
        with source.open(entry) as opened:
            read.append(opened.stream.read().decode())
    source.close()
    assert sorted(read) == sorted(names)


def test_links_that_the_server_follows_come_to_an_end(shelf: Folder) -> None:
    shelf.put("in/x", b"x")
    for name, to in (("in/up", ".."), ("same", "."), ("other", "in/x")):
        (shelf.folder / name).symlink_to(to)
    source = open_source(shelf.target, shelf.secrets)
    found = {entry.name: (entry.status, entry.harmless) for entry in source.entries()}
    source.close()
    assert found == {
        "in/x": (None, False), "in/up": ("skipped", True), "same": ("skipped", True), "other": (None, False),
    }  # fmt: skip


def test_a_folder_that_may_not_be_listed_is_a_row(shelf: Folder) -> None:
    shelf.put("closed/x", b"x")
    shelf.put("y", b"y")
    shelf.deny("closed")
    source = open_source(shelf.target, shelf.secrets)
    found = {entry.name: (entry.status, entry.reason) for entry in source.entries()}
    source.close()
    assert found == {"closed": ("error", "folder not listed: Permission denied"), "y": (None, "")}


def test_a_folder_is_no_file_and_no_path_leads_out_of_the_share(shelf: Folder) -> None:
    shelf.put("in/x", b"x")
    source = open_source(shelf.target, shelf.secrets)
    with pytest.raises(OSError, match="no longer a file"):
        source.open(Entry(f"{shelf.target}/in", "in"))
    for path in ("in/../in/x", "in/./x", "in//x", "in\\x"):
        with pytest.raises(OSError, match="Invalid argument"):
            source.open(Entry(f"{shelf.target}/{path}", path))
    with pytest.raises(OSError, match="another source"):
        source.open(Entry(shelf.to("other/x"), "x"))
    source.close()


def test_a_connection_that_broke_off_is_made_anew(shelf: Folder) -> None:
    shelf.put("x", content(100_000))
    source = open_source(shelf.target, shelf.secrets)
    entry = entry_of(source, "x")
    source._tree().session.connection.transport.close()  # type: ignore[attr-defined]
    with source.open(entry) as opened:
        assert opened.stream.read() == content(100_000)
    source.close()


def test_it_is_signed_and_encrypted_and_reads_in_large_pieces(shelf: Folder) -> None:
    shelf.put("x", content(4 << 20))
    source = open_source(shelf.target, shelf.secrets)
    session = source._tree().session  # type: ignore[attr-defined]
    assert (session.encrypt_data, session.connection.require_signing) == (True, True)
    with source.open(entry_of(source, "x")) as opened:
        opened.stream.read(1)
        before = session.connection.sequence_window["low"]
        opened.stream.seek(2 << 20)
        assert opened.stream.read(1 << 20) == content(4 << 20)[2 << 20 : 3 << 20]
        assert session.connection.sequence_window["low"] - before == 16  # credits: one request of 1 MiB
    source.close()


def test_a_server_without_encryption_is_used_only_where_that_is_said(old_server: Server) -> None:
    shelf = Folder(old_server, "old")
    shelf.put("x", b"x")
    with pytest.raises(SourceError, match="offers no encryption"):
        list(open_source(shelf.target, shelf.secrets).entries())
    source = open_source(f"{shelf.target}?signed_only=1", shelf.secrets)
    with source.open(entry_of(source, "x")) as opened:
        assert opened.stream.read() == b"x"
    source.close()


def test_a_guest_is_refused(guests: Server) -> None:
    shelf = Folder(guests, "open")
    with pytest.raises(SourceError, match="access refused: the server took the login for a guest's"):
        list(open_source(shelf.target, {"SMB_USERNAME": "stranger", "SMB_PASSWORD": PASSWORD}).entries())


def test_a_fifo_is_never_waited_for(shelf: Folder) -> None:
    """Samba shows one as an empty file."""
    os.mkfifo(shelf.folder / "fifo", 0o666)
    source = open_source(shelf.target, shelf.secrets)
    with source.open(entry_of(source, "fifo")) as opened:
        assert opened.stream.read() == b""
    source.close()


def test_without_a_login_it_is_refused(shelf: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SMB_USERNAME", "SMB_PASSWORD", "SMB_DOMAIN"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SourceError, match="refused: SMB_USERNAME and SMB_PASSWORD were not given"):
        list(open_source(shelf.target, {}).entries())


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("smb://someone:topsecret@server/share", "refused"),
        ("smb://server/", "needs a share"),
        ("smb://server/share?signed_only=topsecret", "1 or 0"),
        ("smb://server/share?password=topsecret", "secrets never stand in a URL"),
    ],
)
def test_targets_that_are_refused(target: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason) as failed:
        open_source(target, {})
    assert "topsecret" not in str(failed.value)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from piiguard.errors import MissingExtraError

    monkeypatch.setitem(sys.modules, "smbprotocol.connection", None)
    with pytest.raises(MissingExtraError, match=r"piiguard\[scan\]"):
        list(open_source("smb://server/share", {}).entries())


def test_reparse_points_and_names_that_are_no_text(shelf: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Samba never shows, in the structures of MS-FSCC 2.4.18."""
    from smbprotocol.exceptions import NoMoreFiles
    from smbprotocol.file_info import FileIdFullDirectoryInformation

    def line(name: bytes, attributes: int, tag: int) -> FileIdFullDirectoryInformation:
        found = FileIdFullDirectoryInformation()
        found["file_attributes"], found["ea_size"], found["file_name"] = attributes, tag, name
        return found

    symlink, junction, deduplicated = 0xA000000C, 0xA0000003, 0x80000013  # MS-FSCC 2.1.2.1
    lines = [
        line("link".encode("utf-16-le"), 0x400, symlink), line("junction".encode("utf-16-le"), 0x410, junction),
        line("small".encode("utf-16-le"), 0x400, deduplicated), line(b"a\x00\x00\xd8", 0x20, 0),
    ]  # fmt: skip
    answers = iter([lines])

    def answer(*_: object, **__: object) -> object:
        for known in answers:
            return known
        raise NoMoreFiles

    source = open_source(shelf.target, shelf.secrets)
    listing = source.entries()
    monkeypatch.setattr("smbprotocol.open.Open.query_directory", answer)
    found = {entry.name: (entry.status, entry.harmless) for entry in listing}
    assert found == {
        "link": ("skipped", False), "junction": ("skipped", False), "small": (None, False),
        "a\\x00\\xd8": ("error", False),
    }  # fmt: skip
    source.close()
