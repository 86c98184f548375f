"""Files on a share of Windows, Samba or a NAS: ``smb://server/share/path``. SMB 2 and 3, never 1."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from piiguard.errors import alone
from piiguard.sources._place import Place, Settings
from piiguard.sources._smb import connect, end, failed, why
from piiguard.sources._stream import BUFFER, Files, Pieces, filled
from piiguard.sources.source import ChangedError, Entry, Opened, Secrets, SourceError

SECRETS = ("SMB_USERNAME", "SMB_PASSWORD", "SMB_DOMAIN")
SETTINGS = ("signed_only",)
_CREDIT = 64 << 10  # bytes one credit pays for (MS-SMB2 3.1.5.2)
_FOLDER, _REPARSE = 0x10, 0x400  # FILE_ATTRIBUTE_* (MS-FSCC 2.6)
_SURROGATE = 0x20000000  # of a reparse tag: it stands for another name (MS-FSCC 2.1.2.1)
_START = datetime(1601, 1, 1, tzinfo=UTC)  # of FILETIME (MS-DTYP 2.3.3)
_READ, _LOOK, _SHARED = 0x81, 0x80, 7  # read data and attributes; attributes; others may read, write and delete


def open_target(target: str, secrets: Secrets) -> Smb:
    """A folder of a share and everything below it, or one file. Connects at first use. Raises SourceError."""
    place = Place(target, SETTINGS)
    if not place.key.strip("/"):
        raise SourceError("smb:// needs a share: smb://server/share/path")
    settings = Settings(place, secrets, SECRETS)
    settings.switch("signed_only")
    return Smb(place, place.address(445), settings)


class Smb(Files):
    """The ``uri`` of an entry is ``smb://server/share/path``; ``version`` is times of writing and of change, and size."""

    def __init__(self, place: Place, address: tuple[str, int], settings: Settings) -> None:
        self.target = place.target
        self._place = place
        self._share, _, self._root = place.key.strip("/").partition("/")
        self._address = address
        self._settings = settings
        self._connection: tuple[int, Any] | None = None
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"Smb({self.target!r})"

    def entries(self) -> Iterator[Entry]:
        """Every object once. Raises SourceError."""
        tree = self._tree()
        walk = _Walk(tree, self._place, self._share, self._root)
        try:
            found = _opened(tree, self._root, _LOOK)
            found.close()
        except Exception as error:
            yield Entry(self._place.uri(self._place.key), "", status="error", reason=why(error))
            return
        if found.file_attributes & _FOLDER:
            yield from walk.all()
        else:
            version = _version(found.last_write_time, found.change_time, found.end_of_file)
            yield walk.entry(self._root, size=found.end_of_file, version=version)

    def open(self, entry: Entry) -> OpenedFile:
        """A file. Raises OSError."""
        share, _, path = self._place.key_of(entry.uri).partition("/")
        if share != self._share:
            raise OSError(0, "an object of another source")
        try:
            remote = _opened(self._tree(), path, _READ)
        except SourceError:
            raise
        except Exception as error:
            alone(failed(error))
        if remote.file_attributes & _FOLDER:
            remote.close()
            raise OSError(0, "no longer a file")
        return OpenedFile(remote)

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None and self._connection[0] == os.getpid():
            end(self._connection[1].session.connection)
        self._connection = None

    def _tree(self) -> Any:
        """The connection of this process; one that broke off is made anew."""
        with self._lock:
            known = self._connection
            if known is None or known[0] != os.getpid() or not known[1].session.connection.transport.connected:
                self._connection = known = (os.getpid(), connect(*self._address, self._share, self._settings))
            return known[1]


class _Walk:
    """Folder by folder. Links the client is shown are not followed; those the server follows by itself may lead in a
    circle, and a folder inside itself is known by its id and times."""

    def __init__(self, tree: Any, place: Place, share: str, root: str) -> None:
        self._tree = tree
        self._place = place
        self._share = share
        self._root = root

    def all(self) -> Iterator[Entry]:
        waiting: list[tuple[str, tuple[Any, ...]]] = [(self._root, ())]
        while waiting:
            folder, above = waiting.pop()
            try:
                for name, found in self._list(folder):
                    if name == ".":
                        above = (*above, _identity(found))
                        continue
                    path = f"{folder}/{name}" if folder else name
                    if _is_link(found):
                        yield self.entry(path, status="skipped", reason="a link, and not followed")
                    elif not found["file_attributes"].get_value() & _FOLDER:
                        yield self._file(path, found)
                    elif _identity(found) in above:
                        reason = "link to what is listed under its own name"
                        yield self.entry(path, status="skipped", reason=reason, harmless=True)
                    else:
                        waiting.append((path, above))
            except Exception as error:
                yield self.entry(folder, status="error", reason=f"folder not listed: {why(error)}")

    def _list(self, folder: str) -> Iterator[tuple[str, Any]]:
        from smbprotocol.exceptions import NoMoreFiles, NoSuchFile
        from smbprotocol.file_info import FileInformationClass

        remote = _opened(self._tree, folder, _READ, folder=True)
        try:
            while True:
                kind = FileInformationClass.FILE_ID_FULL_DIRECTORY_INFORMATION
                for found in remote.query_directory("*", kind, flags=0):
                    # An unpaired surrogate is no text: "\" and its bytes, which no name holds, so that it stays apart.
                    name = found["file_name"].get_value().decode("utf-16-le", "backslashreplace")
                    if name != "..":
                        yield name, found
        except (NoMoreFiles, NoSuchFile):
            pass
        finally:
            remote.close()

    def _file(self, path: str, found: Any) -> Entry:
        size = found["end_of_file"].get_value()
        if "\\" in path:
            return self.entry(path, size=size, status="error", reason="a name that is no text")
        version = _version(found["last_write_time"].get_value(), found["change_time"].get_value(), size)
        return self.entry(path, size=size, version=version)

    def entry(self, path: str, **rest: Any) -> Entry:
        name = path.removeprefix(self._root).lstrip("/") or path.rpartition("/")[2]
        return Entry(self._place.uri(f"{self._share}/{path}"), name, **rest)


class OpenedFile(Opened):
    """A file that is open; changes are told by size and times."""

    def __init__(self, remote: Any) -> None:
        self._remote = remote
        self._version = _version(remote.last_write_time, remote.change_time, remote.end_of_file)
        self.stream = _Raw(remote, remote.end_of_file).buffered()

    def changed(self) -> bool:
        """Raises OSError."""
        from smbprotocol.file_info import FileBasicInformation, FileStandardInformation

        try:
            times, sizes = (_asked(self._remote, kind) for kind in (FileBasicInformation, FileStandardInformation))
        except Exception as error:
            alone(failed(error))
        written, changed = times["last_write_time"].get_value(), times["change_time"].get_value()
        return _version(written, changed, sizes["end_of_file"].get_value()) != self._version

    def close(self) -> None:
        """Close it on the server too."""
        super().close()
        try:
            self._remote.close()
        except Exception as error:
            alone(failed(error))


class _Raw(Pieces):
    """As many bytes with one request as the server grants."""

    def __init__(self, remote: Any, size: int) -> None:
        super().__init__(size)
        self._remote = remote

    def piece(self, view: memoryview) -> int:
        try:
            data = self._asked(min(len(view), BUFFER))
        except Exception as error:
            if type(error).__name__ == "EndOfFile":
                alone(ChangedError(0, "it became shorter while it was read"))
            alone(failed(error))
        return filled(view, data)

    def _asked(self, wanted: int) -> bytes:
        connection, tree = self._remote.connection, self._remote.tree_connect
        window = connection.sequence_window
        granted = max(1, window["high"] - window["low"]) * _CREDIT
        length = min(wanted, connection.max_read_size, granted)
        request, answer = self._remote.read(self.at, length, send=False)
        credits = BUFFER // _CREDIT  # asked for with each request, so that the next may be whole
        sent = connection.send(request, tree.session.session_id, tree.tree_connect_id, credit_request=credits)
        return cast(bytes, answer(sent))


def _opened(tree: Any, path: str, access: int, *, folder: bool = False) -> Any:
    from smbprotocol.open import CreateDisposition, CreateOptions, ImpersonationLevel, Open

    parts = path.strip("/").split("/") if path.strip("/") else []
    if any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts):
        raise OSError(22, "no name on a share")
    remote = Open(tree, "\\".join(parts))
    options = CreateOptions.FILE_DIRECTORY_FILE if folder else 0
    remote.create(ImpersonationLevel.Impersonation, access, 0, _SHARED, CreateDisposition.FILE_OPEN, options)
    return remote


def _asked(remote: Any, kind: Any) -> Any:
    from smbprotocol.open import SMB2QueryInfoRequest, SMB2QueryInfoResponse

    query, tree = SMB2QueryInfoRequest(), remote.tree_connect
    query["info_type"], query["file_info_class"] = kind.INFO_TYPE, kind.INFO_CLASS
    query["file_id"], query["output_buffer_length"] = remote.file_id, len(kind())
    answer = SMB2QueryInfoResponse()
    sent = remote.connection.send(query, tree.session.session_id, tree.tree_connect_id)
    answer.unpack(remote.connection.receive(sent)["data"].get_value())
    return answer.parse_buffer(kind)


def _is_link(found: Any) -> bool:
    # The field for extended attributes holds the tag of a reparse point (MS-FSCC 2.4.18). Tags that stand for no
    # other name (deduplication, files moved to slow storage) are files.
    return bool(found["file_attributes"].get_value() & _REPARSE and found["ea_size"].get_value() & _SURROGATE)


def _identity(found: Any) -> tuple[Any, ...]:
    # Ids alone repeat where a share spans file systems.
    return tuple(found[name].get_value() for name in ("file_id", "last_write_time", "change_time"))


def _version(written: Any, changed: Any, size: int) -> str:
    return f"time:{_time(written)}:{_time(changed)}:{size}"


def _time(value: datetime | int) -> int:
    """Microseconds since 1601: the library gives some times as dates and some as they are sent."""
    dated = (datetime.max if isinstance(value, int) else value).replace(tzinfo=UTC) - _START
    most = dated // timedelta(microseconds=1)
    return min(value // 10, most) if isinstance(value, int) else most
