"""A connection to an SSH server, and its words for what goes wrong."""

from __future__ import annotations

import logging
import os
from typing import Any

from piiguard.errors import MissingExtraError, alone
from piiguard.sources._place import Settings
from piiguard.sources.source import SourceError

TIMEOUT = 60.0  # seconds
_KEYS = ("private key", "Invalid key", "checkints", "OPENSSH key", "key type")
_LOG = "piiguard.sources.ssh"


def connect(host: str, port: int, user: str, settings: Settings) -> Any:
    """A client of the SFTP subsystem. The server's key must be known already; none is ever accepted unseen.

    Raises:
        SourceError: no connection, an unknown or wrong host key, a refused login.
        MissingExtraError: paramiko is not installed.
    """
    try:
        import paramiko
    except ImportError:
        raise MissingExtraError("SFTP is not installed: pip install 'piiguard[sftp]'") from None
    client = paramiko.SSHClient()
    # It logs whole tracebacks, to the terminal where nobody set up logging.
    log = logging.getLogger(_LOG)
    log.propagate = False
    log.addHandler(logging.NullHandler())
    client.set_log_channel(_LOG)
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    key, password = settings.plain("key", "SFTP_KEY_FILE"), settings.secret("SFTP_PASSWORD")
    try:
        known = settings.plain("known_hosts", "SFTP_KNOWN_HOSTS")
        if known:
            client.load_host_keys(known)
        else:
            client.load_system_host_keys()
        client.connect(
            host, port, user or None, password or None,
            key_filename=key or None, passphrase=settings.secret("SFTP_KEY_PASSPHRASE") or None,
            allow_agent=not (key or password), look_for_keys=not (key or password),
            timeout=TIMEOUT, banner_timeout=TIMEOUT, auth_timeout=TIMEOUT, channel_timeout=TIMEOUT,
        )  # fmt: skip
        sftp = client.open_sftp()
        sftp.get_channel().settimeout(TIMEOUT)
    except Exception as error:
        client.close()
        alone(SourceError(f"sftp://{host}:{port} cannot be used: {_refusal(error)}"))
    sftp.piiguard_client = client  # closed with it, and not before
    return sftp


def why(error: BaseException) -> str:
    """A reason for a report, without the server's own text: that may hold paths."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, OSError) and error.errno:
        return os.strerror(error.errno)
    if isinstance(error, EOFError):
        return "the connection broke off"
    return "the server failed" if isinstance(error, OSError) else f"the connection failed: {type(error).__name__}"


def _refusal(error: BaseException) -> str:
    name, said = type(error).__name__, str(error)
    if name in ("AuthenticationException", "BadAuthenticationType", "PasswordRequiredException"):
        return "access refused"
    if name == "BadHostKeyException":
        return "its host key is not the known one"
    if "No authentication methods" in said:
        return "access refused: neither a key nor a password was given"
    if any(words in said for words in _KEYS):
        return "access refused: the key file cannot be read with this passphrase"
    if "not found in known_hosts" in said:
        return "its host key is not among the known ones"
    if name == "gaierror":
        return "its address is not known"
    if name == "NoValidConnectionsError":
        return "nothing answers at its address"
    return why(error)
