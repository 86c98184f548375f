"""A session's state as bytes nobody reads without the key, and back."""

from __future__ import annotations

import json

from ..errors import SessionError
from .questions import Ask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..guard import Guard
    from ..keyring import Keyring
    from . import Session

_VERSION = 1
_PURPOSE = "session"


def export(session: Session, keyring: Keyring) -> bytes:
    """See :meth:`Session.export`."""
    state = {
        "version": _VERSION,
        "nonce": session._values.style.nonce,
        "ttl": session._ttl,
        "limit": session._limit,
        "last": session._last,
        "asks": [[ask.entity_type, ask.label, ask.part, ask.words] for ask in session._asks],
        "turns": session._turns,
        **session._values.state(),
    }
    return keyring.seal(_PURPOSE, json.dumps(state, separators=(",", ":")).encode())


def load(guard: Guard, blob: bytes, keyring: Keyring, clock: Callable[[], float] | None) -> Session:
    """See :meth:`piiguard.Guard.session_from`."""
    from . import Session

    data = keyring.unseal(_PURPOSE, blob)
    session: Session | None = None
    try:
        state = json.loads(data)
        if state["version"] != _VERSION:
            raise SessionError("the session was exported by another version of piiguard")
        session = Session(guard, str(state["nonce"]), state["ttl"], int(state["limit"]), clock)
        session._values.load(state)
        session._last = float(state["last"])
        session._asks = [Ask(*ask) for ask in state["asks"]]
        session._turns = int(state["turns"])
    except SessionError:
        raise
    except (AttributeError, LookupError, TypeError, ValueError, OverflowError, RecursionError):
        session = None
    if session is None:  # raised here: an error raised while another is handled carries that one, and its text, along
        raise SessionError("the sealed state is not that of a session")
    for entity_type, value in session._values.names(guard._again.keys()):
        session._known.learn(value, entity_type, 1.0)
    return session
