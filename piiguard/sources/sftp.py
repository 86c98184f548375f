"""Files over SSH: ``sftp://user@server/path``. ``/~/path`` begins in the user's home."""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterator
from typing import Any

from piiguard.errors import alone
from piiguard.sources._place import Place, Settings
from piiguard.sources._ssh import connect, why
from piiguard.sources._stream import BUFFER, Files, Pieces, filled
from piiguard.sources.source import ChangedError, Entry, Opened, Secrets

SECRETS = ("SFTP_PASSWORD", "SFTP_KEY_PASSPHRASE")
SETTINGS = ("key", "known_hosts")
_PIECE = 32 << 10  # bytes of one request; every server answers this many
_OPENDIR, _READDIR, _CLOSE = 11, 12, 4  # draft-ietf-secsh-filexfer-02, section 3


def open_target(target: str, secrets: Secrets) -> Sftp:
    """A folder and everything below it, or one file. Connects at first use. Raises SourceError."""
    place = Place(target, SETTINGS, login=True)
    return Sftp(place, place.address(22), Settings(place, secrets, SECRETS))


class Sftp(Files):
    """The ``uri`` of an entry is ``sftp://server/path``; ``version`` is time of change in whole seconds, and size."""

    def __init__(self, place: Place, address: tuple[str, int], settings: Settings) -> None:
        self.target = place.target
        self._place = place
        self._address = address
        self._settings = settings
        self._connection: tuple[int, Any] | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Sftp({self.target!r})"

    def entries(self) -> Iterator[Entry]:
        """Every object once; links last. Raises SourceError."""
        client = self._client()
        key = "/" + self._place.key
        try:
            path = client.normalize("." + key[2:]) if key.startswith("/~/") or key == "/~" else key.rstrip("/") or "/"
            found, real = client.stat(os.fsencode(path)), client.normalize(os.fsencode(path))
        except Exception as error:
            yield Entry(self._place.uri(self._place.key), "", status="error", reason=why(error))
            return
        yield from _Walk(client, self._place, path, real).all(found)

    def open(self, entry: Entry) -> OpenedFile:
        """A regular file. Raises OSError."""
        path = os.fsencode("/" + self._place.key_of(entry.uri))
        client = self._client()
        try:
            found = client.stat(path)  # opening a FIFO would wait
            if not stat.S_ISREG(found.st_mode or 0):
                raise OSError(0, "no longer a file")
            return OpenedFile(client.open(path, "rb"), found)
        except Exception as error:
            own = isinstance(error, OSError) and error.errno == 0
            number = error.errno if isinstance(error, OSError) and error.errno else 0
            alone(OSError(number, str(error.strerror) if own and isinstance(error, OSError) else why(error)))

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None and self._connection[0] == os.getpid():
            self._connection[1].piiguard_client.close()
        self._connection = None

    def _client(self) -> Any:
        """The connection of this process; one that broke off is made anew."""
        with self._lock:
            known = self._connection
            if known is None or known[0] != os.getpid() or known[1].get_channel().closed:
                user = self._place.user
                self._connection = known = (os.getpid(), connect(*self._address, user, self._settings))
            return known[1]


class _Walk:
    """As the walk over folders of this machine; SFTP tells no inodes, so links are told apart by where they lead."""

    def __init__(self, client: Any, place: Place, root: str, real: str) -> None:
        self._client = client
        self._place = place
        self._root = root
        self._links: list[str] = []
        self._listed = [real]  # real paths, below which everything is listed

    def all(self, found: Any) -> Iterator[Entry]:
        yield from self._any(self._root, found)
        while self._links:
            now, self._links = sorted(self._links), []
            for path in now:
                yield from self._link(path)

    def _any(self, path: str, found: Any) -> Iterator[Entry]:
        mode = found.st_mode or 0
        if stat.S_ISDIR(mode):
            yield from self._folder(path)
        elif stat.S_ISREG(mode):
            yield self._entry(path, size=found.st_size or 0, version=_version(found))
        else:
            yield self._entry(path, status="skipped", reason="not a file")

    def _folder(self, path: str) -> Iterator[Entry]:
        waiting = [path]
        while waiting:
            folder = waiting.pop()
            try:
                for name, found in self._list(folder):
                    inner = f"{folder.rstrip('/')}/{name}"
                    mode = found.st_mode or 0
                    if stat.S_ISLNK(mode):
                        self._links.append(inner)
                    elif stat.S_ISDIR(mode):
                        waiting.append(inner)
                    else:
                        yield from self._any(inner, found)
            except Exception as error:
                yield self._entry(folder, status="error", reason=f"folder not listed: {why(error)}")

    def _list(self, folder: str) -> Iterator[tuple[str, Any]]:
        """Names as this machine decodes them: paramiko's own listing stops at a name that is no UTF-8."""
        from paramiko import SFTPAttributes

        _, answer = self._client._request(_OPENDIR, os.fsencode(folder))
        handle = answer.get_string()
        try:
            while True:
                _, answer = self._client._request(_READDIR, handle)
                for _ in range(answer.get_int()):
                    name = os.fsdecode(answer.get_string())
                    answer.get_string()  # the line `ls -l` would print
                    found = SFTPAttributes._from_msg(answer)
                    if name not in (".", ".."):
                        yield name, found
        except EOFError:
            pass
        finally:
            self._client._request(_CLOSE, handle)

    def _link(self, path: str) -> Iterator[Entry]:
        try:
            found = self._client.stat(os.fsencode(path))
            real = self._client.normalize(os.fsencode(path))
        except Exception as error:
            missing = isinstance(error, FileNotFoundError)
            yield self._entry(path, status="error", reason="link to what does not exist" if missing else why(error))
            return
        if any(_within(real, folder) for folder in self._listed):
            reason = "link to what is listed under its own name"
            yield self._entry(path, status="skipped", reason=reason, harmless=True)
            return
        self._listed.append(real)
        yield from self._any(path, found)

    def _entry(self, path: str, **rest: Any) -> Entry:
        name = path.removeprefix(self._root).lstrip("/") or path.rpartition("/")[2]
        return Entry(self._place.uri(path.lstrip("/")), name, **rest)


class OpenedFile(Opened):
    """A file that is open; changes are told by size and time."""

    def __init__(self, remote: Any, found: Any) -> None:
        self._remote = remote
        self._version = _version(found)
        self.stream = _Raw(remote, found.st_size or 0).buffered()

    def changed(self) -> bool:
        """Raises OSError."""
        try:
            return _version(self._remote.stat()) != self._version
        except Exception as error:
            alone(OSError(0, why(error)))

    def close(self) -> None:
        """Close it on the server too."""
        super().close()
        self._remote.close()


class _Raw(Pieces):
    """Many requests at once for what is read next, and no more."""

    def __init__(self, remote: Any, size: int) -> None:
        super().__init__(size)
        self._remote = remote

    def piece(self, view: memoryview) -> int:
        end = self.at + min(len(view), BUFFER)
        pieces = [(at, min(_PIECE, end - at)) for at in range(self.at, end, _PIECE)]
        try:
            data = b"".join(self._remote.readv(pieces))
        except Exception as error:
            alone(OSError(0, why(error)))
        if len(data) != end - self.at:
            raise ChangedError(0, "it became shorter while it was read")
        return filled(view, data)


def _version(found: Any) -> str:
    return f"time:{found.st_mtime}:{found.st_size}"


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
