"""A connection to a share of an SMB server, and its words for what goes wrong."""

from __future__ import annotations

import errno
import functools
import logging
import os
from typing import Any

from piiguard.errors import MissingExtraError, alone
from piiguard.sources._place import Settings
from piiguard.sources.source import SourceError

TIMEOUT = 60  # seconds
_REFUSED = ("LogonFailure", "SMBAuthenticationError", "WrongPassword", "PasswordExpired", "SpnegoError")
_NUMBERS = {
    "AccessDenied": errno.EACCES,
    "FileIsADirectory": errno.EISDIR,
    "NoSuchFile": errno.ENOENT,
    "NotFound": errno.ENOENT,
    "ObjectNameNotFound": errno.ENOENT,
    "ObjectPathNotFound": errno.ENOENT,
    "StatusNotADirectory": errno.ENOTDIR,
}
_REASONS = {
    "BadNetworkName": "it has no such share",
    "ObjectNameInvalid": "a name the server does not take",
    "ObjectPathSyntaxBad": "a name the server does not take",
    "PathNotCovered": "it lies on another server",
    "SharingViolation": "in use by another program",
    "SMBConnectionClosed": "the connection broke off",
    "SMBLinkRedirectionError": "a link out of the share",
    "UnicodeEncodeError": "a name that is no text",
}


def connect(host: str, port: int, share: str, settings: Settings) -> Any:
    """A connected share. SMB 2 and 3, every message signed; encrypted too, unless the target says ``signed_only=1``.

    Raises:
        SourceError: no connection, a refused login, no such share.
        MissingExtraError: smbprotocol is not installed.
    """
    try:
        import uuid

        from smbprotocol.connection import Connection
        from smbprotocol.session import Session
        from smbprotocol.tree import TreeConnect
    except ImportError:
        raise MissingExtraError("SMB is not installed: pip install 'piiguard[scan]'") from None
    for name in ("smbprotocol", "spnego"):  # they log names of files, and tracebacks
        log = logging.getLogger(name)
        log.propagate = False
        if not log.handlers:
            log.addHandler(logging.NullHandler())
    user, domain = settings.secret("SMB_USERNAME"), settings.secret("SMB_DOMAIN")
    connection = Connection(uuid.uuid4(), host, port, require_signing=True)
    # The library waits for ever where it is not told how long.
    connection.receive = functools.partial(connection.receive, timeout=TIMEOUT)
    try:
        connection.connect(timeout=TIMEOUT)
        name = f"{domain}\\{user}" if domain and user else user
        session = Session(
            connection, name or None, settings.secret("SMB_PASSWORD") or None,
            require_encryption=not settings.switch("signed_only"),
        )  # fmt: skip
        session.connect()
        tree = TreeConnect(session, f"\\\\{host}\\{share}")
        tree.connect(require_secure_negotiate=True)
    except Exception as error:
        end(connection)
        alone(SourceError(f"smb://{host}:{port} cannot be used: {_refusal(error, bool(user))}"))
    return tree


def end(connection: Any) -> None:
    """Log off and close, also where the server does not answer any more."""
    try:
        connection.disconnect(timeout=TIMEOUT)
    except Exception:
        connection.transport.close()


def why(error: BaseException) -> str:
    """A reason for a report, without the library's own text: that holds paths."""
    name = type(error).__name__
    if name in _NUMBERS:
        return os.strerror(_NUMBERS[name])
    if name in _REASONS:
        return _REASONS[name]
    if isinstance(error, TimeoutError) or "timeout of" in str(error):
        return "no answer in time"
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    return f"the server or the connection failed: {name}"


def failed(error: BaseException) -> OSError:
    """The same as an error of one object."""
    return OSError(_NUMBERS.get(type(error).__name__, 0), why(error))


def _refusal(error: BaseException, named: bool) -> str:
    name, cause = type(error).__name__, type(error.__cause__).__name__
    if name in _REFUSED or name == "AccessDenied" or cause == "SpnegoError":
        return "access refused" if named else "access refused: SMB_USERNAME and SMB_PASSWORD were not given"
    if cause == "gaierror":
        return "its address is not known"
    if isinstance(error.__cause__, TimeoutError):
        return "no answer in time"
    if isinstance(error, ValueError) and isinstance(error.__cause__, OSError):
        return "nothing answers at its address"
    if "encryption is required" in str(error):
        return "it offers no encryption"
    if "as a guest" in str(error):
        return "access refused: the server took the login for a guest's"
    return why(error)
