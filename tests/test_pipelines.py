"""The recipes of examples/pipelines with the real programs: nothing lost, reordered, cut or unmasked, also when something is ended.

Each sends PIIGUARD_PIPELINES lines (5,000 unless it is set; the README's figures are of 100,000). In one test they pass, in others
SIGTERM goes to a filter or to the shipper in each of three parts, while lines are on their way.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from pipelines import (
    FILTER,
    HANG,
    RECIPES,
    ROUNDS,
    SIZE,
    SOURCES,
    Lines,
    Service,
    below,
    count,
    end_one,
    held,
    program,
    recipe,
    running,
    wait_for,
)

pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the recipes are for Linux")
linux_root = pytest.mark.skipif(os.geteuid() != 0, reason="the program wants to be root")


def places(tmp_path: Path) -> dict[str, str]:
    """The places that every recipe has, and where they are in a test."""
    return {"/usr/bin/piiguard": str(program(tmp_path)), "/var/lib/prometheus/node-exporter": str(tmp_path)}


# -- rsyslog --------------------------------------------------------------------------------------


class Rsyslog:
    """rsyslog with the recipe, reading two files; it can be ended and started again."""

    def __init__(self, folder: Path) -> None:
        for name in ("app", "work"):
            (folder / name).mkdir()
        self.out = folder / "masked.log"
        self._folder = folder
        self._stack = contextlib.ExitStack()
        changes = places(folder) | {"/var/log/app/": f"{folder}/app/", "/var/log/masked.log": str(self.out)}
        (folder / "recipe.conf").write_text(recipe("rsyslog/60-piiguard.conf", changes), encoding="utf-8")
        main = f'global(workDirectory="{folder}/work")\ninclude(file="{folder}/recipe.conf")\n'
        (folder / "main.conf").write_text(main, encoding="utf-8")
        self._command = ["rsyslogd", "-n", "-f", f"{folder}/main.conf", "-i", f"{folder}/pid"]
        subprocess.run(["rsyslogd", "-N1", "-f", f"{folder}/main.conf"], check=True, capture_output=True, timeout=HANG)

    def start(self) -> None:
        self.process = self._stack.enter_context(running(self._command, env={"PATH": os.environ["PATH"]}))

    def end_filter(self) -> None:
        end_one(self.process.pid, FILTER)

    def end_shipper(self) -> None:
        """As systemd does: rsyslog and what it started get the signal together."""
        for pid in [self.process.pid, *below(self.process.pid, FILTER)]:
            os.kill(pid, signal.SIGTERM)
        self.process.wait(HANG)
        self._stack.close()
        self.start()

    def send(self, parts: dict[str, list[str]]) -> None:
        for source, lines in parts.items():
            with (self._folder / "app" / f"{source}.log").open("a", encoding="utf-8") as stream:
                stream.write("".join(f"{line}\n" for line in lines))

    def close(self) -> None:
        self._stack.close()


@pytest.mark.skipif(shutil.which("rsyslogd") is None, reason="rsyslog is not installed")
@linux_root
@pytest.mark.parametrize("ended", ["nothing", "filter", "shipper"])
def test_rsyslog(tmp_path: Path, ended: str) -> None:
    lines = Lines(f"rsyslog-{ended}")
    rsyslog = Rsyslog(tmp_path)
    with contextlib.closing(rsyslog):
        rsyslog.start()
        for number in range(ROUNDS):
            before = count(rsyslog.out)
            rsyslog.send(lines.part(number))
            if ended != "nothing":
                wait_for("its first lines", lambda before=before: count(rsyslog.out) > before)
                getattr(rsyslog, f"end_{ended}")()
        wait_for("all lines", lambda: count(rsyslog.out) >= SIZE)
    lines.check(rsyslog.out.read_text("utf-8"), resent=ended == "shipper")
    assert "withheld_lines_total" in (tmp_path / "rsyslog.prom").read_text("utf-8")


# -- nginx ----------------------------------------------------------------------------------------

NGINX = """
worker_processes 2;
error_log {folder}/error.log;
pid {folder}/nginx.pid;
events {{ worker_connections 64; }}
http {{
    client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    keepalive_requests 1000000;
    include {folder}/recipe.conf;
    server {{ listen unix:{folder}/http; location / {{ return 204; }} }}
}}
"""


def unit(text: str, key: str) -> str:
    """A setting of a systemd unit."""
    (value,) = [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{key}=")]
    return value


class Nginx:
    """nginx with the recipe, and its units with the test in systemd's place."""

    def __init__(self, folder: Path) -> None:
        self.out = folder / "access.masked.log"
        self._folder = folder
        self._stack = contextlib.ExitStack()
        pipe = {"/run/piiguard/access.pipe": f"{folder}/access.pipe"}
        (folder / "recipe.conf").write_text(recipe("nginx/piiguard.conf", pipe), encoding="utf-8")
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder), encoding="utf-8")
        listening = recipe("nginx/piiguard-access.socket", pipe)
        assert unit(listening, "PipeSize") == "1M"
        handle = self._stack.enter_context(held(Path(unit(listening, "ListenFIFO")), 1 << 20))
        serving = recipe("nginx/piiguard-access.service", places(folder) | {"/var/log/nginx/": f"{folder}/"})
        assert unit(serving, "StandardOutput") == f"append:{self.out}"
        self.filter = Service(shlex.split(unit(serving, "ExecStart")), self.out, handle)

    def start(self) -> None:
        self.filter.start()
        self._start()

    def _start(self) -> None:
        command = ["nginx", "-e", f"{self._folder}/error.log", "-c", f"{self._folder}/nginx.conf", "-g", "daemon off;"]
        self._server = contextlib.ExitStack()
        self.process = self._server.enter_context(running(command, stdout=subprocess.DEVNULL))
        wait_for("nginx", (self._folder / "http").exists)

    def end_filter(self) -> None:
        assert self.filter.end() == 128 + signal.SIGTERM

    def end_shipper(self) -> None:
        os.kill(self.process.pid, signal.SIGTERM)
        self.process.wait(HANG)
        self._server.close()
        self._start()

    def send(self, source: str, lines: list[str], mobiles: list[str]) -> None:
        """Requests over one connection, sixteen under way; those without an answer are sent again over the next."""
        todo = [
            f"GET /{source}?mobile={mobiles[number % len(mobiles)]} HTTP/1.1\r\nHost: x\r\nUser-Agent: {line}\r\n\r\n".encode()
            for number, line in enumerate(lines)
        ]
        while todo:
            with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(HANG)
                connection.connect(str(self._folder / "http"))
                while todo:
                    connection.sendall(b"".join(todo[:16]))
                    wanted, got = len(todo[:16]), b""
                    while got.count(b"\r\n\r\n") < wanted:
                        data = connection.recv(1 << 16)
                        if not data:
                            raise ConnectionResetError
                        got += data
                    del todo[:16]
            time.sleep(0.01)

    def close(self) -> None:
        self._server.close()
        self.filter.close()
        self._stack.close()


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
@pytest.mark.parametrize("ended", ["nothing", "filter", "shipper"])
def test_nginx(tmp_path: Path, ended: str) -> None:
    lines = Lines(f"nginx-{ended}")
    nginx = Nginx(tmp_path)
    with contextlib.closing(nginx):
        nginx.start()
        for number in range(ROUNDS):
            before = count(nginx.out)
            clients = [
                threading.Thread(target=nginx.send, args=(source, part, lines.mobiles), daemon=True)
                for source, part in lines.part(number).items()
            ]
            for client in clients:
                client.start()
            if ended != "nothing":
                wait_for("its first lines", lambda before=before: count(nginx.out) > before)
                getattr(nginx, f"end_{ended}")()
            for client in clients:
                client.join(HANG)
        wait_for("all lines", lambda: nginx.out.read_text("utf-8").count("<end>") >= SIZE)
        nginx.end_filter()
    out = nginx.out.read_text("utf-8")
    lines.check(out, resent=ended == "shipper")
    assert all(json.loads(line)["uri"].startswith(("/crm?mobile=", "/claims?mobile=")) for line in out.splitlines())


# -- journald -------------------------------------------------------------------------------------


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[str]:
    """A journald of its own: the name of its namespace."""
    name = f"piiguard-test-{os.getpid()}"
    settings = Path(f"/etc/systemd/journald@{name}.conf")
    settings.parent.mkdir(exist_ok=True)
    settings.write_text("[Journal]\nStorage=volatile\nRuntimeMaxUse=1G\nRateLimitIntervalSec=0\n", encoding="utf-8")
    try:
        with running([JOURNALD, name], stdout=subprocess.DEVNULL):
            wait_for("journald", Path(f"/run/systemd/journal.{name}/socket").exists)
            yield name
    finally:
        settings.unlink()
        shutil.rmtree(f"/run/systemd/journal.{name}", ignore_errors=True)
        for folder in Path("/run/log/journal").glob(f"*.{name}"):
            shutil.rmtree(folder)


JOURNALD = "/lib/systemd/systemd-journald"


def log(name: str, source: str, lines: list[str]) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.connect(f"/run/systemd/journal.{name}/socket")
        for line in lines:
            sender.send(f"MESSAGE={line}\nSYSLOG_IDENTIFIER={source}\n".encode())


@pytest.mark.skipif(
    shutil.which("journalctl") is None or not Path(JOURNALD).exists() or not Path("/etc/machine-id").exists(), reason="there is no journald"
)
@linux_root
@pytest.mark.parametrize("ended", ["nothing", "filter", "shipper", "journalctl"])
def test_journald(tmp_path: Path, journal: str, ended: str) -> None:
    lines = Lines(f"journald-{ended}")
    script, out = tmp_path / "piiguard-journal", tmp_path / "journal.masked.jsonl"
    changes = {"/var/lib/prometheus/node-exporter": str(tmp_path)}
    script.write_text(recipe("journald/piiguard-journal", changes), encoding="utf-8")
    program(tmp_path)
    serving = recipe("journald/piiguard-journal.service", {"/usr/local/lib/piiguard/": f"{tmp_path}/", "/var/log/": f"{tmp_path}/"})
    command = [*shlex.split(unit(serving, "ExecStart")), f"--namespace={journal}"]
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "TMPDIR": str(tmp_path)}
    assert unit(serving, "KillMode") == "mixed"
    service = Service(["sh", *command], tmp_path / "nothing", env=environment)
    with contextlib.closing(service):
        service.start()
        for number in range(ROUNDS):
            before = count(out)
            senders = [threading.Thread(target=log, args=(journal, *part), daemon=True) for part in lines.part(number).items()]
            for sender in senders:
                sender.start()
            if ended != "nothing":
                wait_for("its first lines", lambda before=before: count(out) > before)
                if ended == "shipper":
                    service.end()
                else:
                    end_one(service.process.pid, FILTER if ended == "filter" else "journalctl\0")
                    service.wait()
            for sender in senders:
                sender.join(HANG)
        wait_for("all lines", lambda: out.read_text("utf-8").count("<end>") >= SIZE)
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len({row["__CURSOR"] for row in rows}) == len(rows)
    lines.check("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows if row.get("SYSLOG_IDENTIFIER") in SOURCES))
    assert not (tmp_path / "nothing").read_bytes()


def test_the_journal_once_began_anew_behind_a_line_that_was_withheld(tmp_path: Path) -> None:
    """Such a line has no place in it: the last one that has counts. The counters are for others to read, the lines are not."""
    program(tmp_path)
    prom, out, told = (tmp_path / name for name in ("journal.prom", "out", "told"))
    (tmp_path / "journalctl").write_text(f'#!/bin/sh\nuntil [ -e "{prom}" ]; do sleep 0.05; done\necho "$@" > "{told}"\n', encoding="utf-8")
    (tmp_path / "journalctl").chmod(0o755)
    script = tmp_path / "piiguard-journal"
    script.write_text(recipe("journald/piiguard-journal", {"/var/lib/prometheus/node-exporter": str(tmp_path)}), encoding="utf-8")
    command = ["sh", "-c", 'umask 022; exec sh "$@"', "sh", str(script), str(out), "--namespace=x"]
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "TMPDIR": str(tmp_path)}
    for before, wanted in (("", ""), ('{"__CURSOR" : "s=1;i=2"}\n{"piiguard_withheld":true}\n{"__CU', "--after-cursor=s=1;i=2 ")):
        prom.unlink(missing_ok=True)
        out.unlink(missing_ok=True)
        if before:
            out.write_text(before, encoding="utf-8")
            out.chmod(0o600)
        subprocess.run(command, env=environment, timeout=HANG, stderr=subprocess.DEVNULL, check=False)
        assert f"--output=json {wanted}--output-fields=" in told.read_text("utf-8")
        assert out.read_text("utf-8") == before.removesuffix('{"__CU')
        assert (out.stat().st_mode & 0o777, prom.stat().st_mode & 0o777) == (0o600, 0o644)


# -- a pipe: Kubernetes, Vector, Logstash ---------------------------------------------------------


def commands(name: str) -> dict[str, list[str]]:
    """The commands that a recipe has its program run: the one that makes the pipe, the filter's, the application's."""
    text = (RECIPES / name).read_text("utf-8")
    if name.startswith("kubernetes"):
        spec = yaml.safe_load(text)["spec"]
        return {container["name"]: container["command"] for container in [*spec["initContainers"], *spec["containers"]]}
    if name.startswith("vector"):
        return {"piiguard": yaml.safe_load(text)["sources"]["app"]["command"]}
    (command,) = re.findall(r'command => "([^"]*)"', text)
    return {"piiguard": ["sh", "-c", command]}


#: A server, which does not end by itself: the pipe lives as long as somebody holds it.
APPLICATION = """
import os, signal, sys
for line in open(sys.argv[1], encoding="utf-8"):
    os.write(1, line.encode())
signal.pause()
"""


@pytest.mark.parametrize("name", ["kubernetes/sidecar.yaml", "vector/piiguard.yaml", "logstash/piiguard.conf"])
@pytest.mark.parametrize("ended", ["nothing", "filter"])
def test_the_commands_of_recipes_whose_programs_are_not_here(tmp_path: Path, name: str, ended: str) -> None:
    """The pipe and the filter as the recipe starts them; the test starts them again, as the missing program would."""
    lines = Lines(f"{name}-{ended}")
    program(tmp_path)
    place = "/pipe/app" if name.startswith("kubernetes") else "/run/piiguard/app.pipe"
    found = {key: [word.replace(place, f"{tmp_path}/pipe") for word in command] for key, command in commands(name).items()}
    assert all(f"{tmp_path}/pipe" in " ".join(command) for command in found.values())
    environment = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    subprocess.run(found.get("make-pipe", ["mkfifo", f"{tmp_path}/pipe"]), check=True, timeout=HANG)
    start = found.get("app", ["sh", "-c", f"exec /app/server 1<>{tmp_path}/pipe"])
    out = tmp_path / "out"
    service = Service(found["piiguard"], out, env=environment)
    with contextlib.closing(service), contextlib.ExitStack() as stack:
        service.start()
        for number in range(ROUNDS):
            before = count(out)
            for source, part in lines.part(number).items():
                data = tmp_path / f"{source}-{number}"
                data.write_text("".join(f"{line}\n" for line in part), encoding="utf-8")
                server = shlex.join([sys.executable, "-S", "-c", APPLICATION, str(data)])
                command = [word.replace("/app/server", server) for word in start]
                stack.enter_context(running(command, env=environment))
            if ended == "filter":
                wait_for("its first lines", lambda before=before: count(out) > before)
                assert service.end() == 128 + signal.SIGTERM
            sent = (number + 1) * -(-SIZE // len(SOURCES) // ROUNDS) * len(SOURCES)
            wait_for("its lines", lambda sent=sent: count(out) >= min(sent, SIZE))
    lines.check(out.read_text("utf-8"))
