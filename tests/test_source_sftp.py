"""SFTP on a real OpenSSH server: the suite, links, and whom it trusts."""

from __future__ import annotations

import os
import pwd
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

pytest.importorskip("paramiko", reason="the extra 'sftp' is not installed")

PHRASE = secrets.token_urlsafe(16)


def program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/lib/openssh")
    if found is None:
        pytest.skip(f"no {name} here (Debian: openssh-server)")
    return found


class Server:
    """sshd with keys of its own; run by root it serves an account without rights, for root may read everything."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_ports(1)[0]
        self.account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        for name, phrase in (("host", ""), ("user", PHRASE), ("other", "")):
            subprocess.run(
                [program("ssh-keygen"), "-q", "-t", "ed25519", "-N", phrase, "-f", str(folder / name)], check=True
            )
        (folder / "user.pub").rename(folder / "authorized")
        public = (folder / "host.pub").read_text()
        (folder / "known").write_text(f"[127.0.0.1]:{self.port} {public}")
        (folder / "stranger").write_text(f"[127.0.0.1]:{self.port} {(folder / 'other.pub').read_text()}")
        (folder / "nobody-known").write_text("")
        (folder / "data").mkdir()
        (folder / "config").write_text(
            f"ListenAddress 127.0.0.1\nPort {self.port}\nHostKey {folder}/host\nPidFile none\nStrictModes no\n"
            f"AuthorizedKeysFile {folder}/authorized\nPasswordAuthentication no\nUsePAM yes\nPerSourcePenalties no\n"
            "KbdInteractiveAuthentication no\nSubsystem sftp internal-sftp\nMaxStartups 100\nForceCommand internal-sftp\n"
        )
        for path in (folder / "host", folder / "authorized", folder / "config", folder / "data"):
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def start(self) -> subprocess.Popen[bytes]:
        sshd = program("sshd")
        config = self.folder / "config"
        knows = subprocess.run([sshd, "-T", "-f", str(config)], capture_output=True, text=True, check=False)
        if "PerSourcePenalties" in knows.stderr:  # older than OpenSSH 9.8
            config.write_text(config.read_text().replace("PerSourcePenalties no\n", ""))
        account = {"user": self.account.pw_uid, "group": self.account.pw_gid} if os.geteuid() == 0 else {}
        server = subprocess.Popen(
            [sshd, "-D", "-e", "-f", str(config)], stdin=subprocess.DEVNULL, stderr=(self.folder / "log").open("wb"),
            start_new_session=True, **account,
        )  # fmt: skip
        return server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    # Not in pytest's own folder: that is closed to the account the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="piiguard-sshd-"))
    try:
        folder.chmod(0o755)
        yield from serving(Server(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def serving(made: Server) -> Iterator[Server]:
    folder, running = made.folder, made.start()
    try:
        for _ in range(100):
            log = (folder / "log").read_text(errors="replace")
            if "listening" in log or running.poll() is not None:
                break
            time.sleep(0.1)
        assert running.poll() is None, log
        yield made
    finally:
        running.terminate()
        running.wait()


class Folder(InFolder):
    names = (*NAMES, "back\\slash", " lead", "trail ", "\x1b[31mred", os.fsdecode(b"gbk-\xd6\xd0"))

    def __init__(self, server: Server, name: str) -> None:
        self.folder = server.folder / "data" / name
        self.folder.mkdir()
        self.server = server
        self.secrets: Mapping[str, str] = {"SFTP_KEY_PASSPHRASE": PHRASE}
        self.target = self.to(str(self.folder))

    def to(self, path: str, *, known: str = "known", key: str = "user") -> str:
        host = f"{self.server.account.pw_name}@127.0.0.1:{self.server.port}"
        return f"sftp://{host}{path}?known_hosts={self.server.folder}/{known}&key={self.server.folder}/{key}"

    def deny(self, name: str) -> None:
        super().deny(name)
        if os.geteuid() == 0:
            os.chown(self.folder / name, 0, 0)

    def missing(self) -> list[str]:
        return [self.to(f"{self.folder}/none"), f"sftp://127.0.0.1:9/?known_hosts={self.server.folder}/known"]

    def wrong(self) -> Mapping[str, str]:
        return {"SFTP_KEY_PASSPHRASE": PHRASE[::-1]}


@pytest.fixture
def shelf(server: Server, request: pytest.FixtureRequest) -> Folder:
    return Folder(server, f"t{abs(hash(request.node.name))}")


class TestSftp(SourceSuite):
    """The suite as it is."""


def test_a_login_by_an_unknown_key_is_refused(shelf: Folder) -> None:
    with pytest.raises(SourceError, match="access refused"):
        list(open_source(shelf.to(str(shelf.folder), key="other"), {}).entries())


@pytest.mark.parametrize(
    ("known", "reason"),
    [("stranger", "host key is not the known one"), ("nobody-known", "host key is not among the known ones")],
)
def test_a_server_that_is_not_known_gets_nothing(shelf: Folder, known: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        list(open_source(shelf.to(str(shelf.folder), known=known), shelf.secrets).entries())


def test_a_password_in_the_url_is_refused() -> None:
    with pytest.raises(SourceError, match="refused") as failed:
        open_source("sftp://someone:topsecret@server/", {})
    assert "topsecret" not in str(failed.value)


def test_links_and_special_files(shelf: Folder, server: Server) -> None:
    shelf.put("in/x", b"x")
    outside = server.folder / "data" / f"{shelf.folder.name}-outside"
    (outside / "deep").mkdir(parents=True)
    (outside / "deep" / "y").write_bytes(b"y")
    for name, to in (("a", outside), ("b", outside / "deep"), ("c", "in/x"), ("d", "."), ("e", "nowhere"), ("f", "f")):
        (shelf.folder / name).symlink_to(to)
    os.mkfifo(shelf.folder / "fifo")
    source = open_source(shelf.target, shelf.secrets)
    found = {entry.name: (entry.status, entry.harmless) for entry in source.entries()}
    assert found == {
        "in/x": (None, False), "a/deep/y": (None, False), "b": ("skipped", True), "c": ("skipped", True),
        "d": ("skipped", True), "e": ("error", False), "f": ("error", False), "fifo": ("skipped", False),
    }  # fmt: skip
    fifo = Entry(entry_of(source, "fifo").uri, "fifo")
    with pytest.raises(OSError, match="no longer a file"):
        source.open(fifo)


def test_a_folder_that_may_not_be_listed_is_a_row(shelf: Folder) -> None:
    shelf.put("closed/x", b"x")
    shelf.put("y", b"y")
    shelf.deny("closed")
    found = {entry.name: (entry.status, entry.reason) for entry in open_source(shelf.target, shelf.secrets).entries()}
    assert found == {"closed": ("error", "folder not listed: Permission denied"), "y": (None, "")}
    (shelf.folder / "closed").chmod(0o755)


def test_a_connection_that_broke_off_is_made_anew(shelf: Folder) -> None:
    shelf.put("x", content(100_000))
    source = open_source(shelf.target, shelf.secrets)
    entry = entry_of(source, "x")
    source._client().get_channel().close()  # type: ignore[attr-defined]
    with source.open(entry) as opened:
        assert opened.stream.read() == content(100_000)
    source.close()


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from piiguard.errors import MissingExtraError

    monkeypatch.setitem(sys.modules, "paramiko", None)
    with pytest.raises(MissingExtraError, match=r"piiguard\[sftp\]"):
        list(open_source("sftp://server/", {}).entries())
