"""Sessions for a server of many conversations: which one a request belongs to, and what its answer may bring back."""

from __future__ import annotations

import time
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Any

from ..errors import RestoreError, SessionError
from ..session.placeholders import CANDIDATE
from ..session.restorer import Restorer

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Hashable

    from ..guard import Guard
    from ..session import Session


class Conversations:
    """The sessions of the conversations that were used last. Safe from several threads.

    guard  makes the sessions
    most   conversations kept; the one not used for longest goes first
    ttl    seconds without a message after which a conversation is forgotten, values and all
    clock  seconds, as ``time.time``
    more   for :meth:`piiguard.Guard.session`

    Raises:
        SessionError: a number of conversations, a ttl or a limit that is none.
    """

    def __init__(self, guard: Guard, most: int, ttl: float, clock: Callable[[], float] = time.time, **more: Any) -> None:
        if most < 1 or not ttl > 0:
            raise SessionError("most is a number of conversations and ttl a number of seconds, both above 0")
        self._make: Callable[[], Session] = lambda: guard.session(ttl=ttl, clock=clock, **more)
        self._make()  # what is wrong with ``more`` is said now
        self._most = most
        self._ttl = ttl
        self._clock = clock
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[float, Session]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def __repr__(self) -> str:
        return f"Conversations({len(self)} of {self._most})"

    def session(self, conversation: Hashable | None) -> Session:
        """The session of the conversation, a fresh one if it is new; one of its own where None says it is not known."""
        if conversation is None:
            return self._make()
        with self._lock:
            now = self._clock()
            while self._kept and now - next(iter(self._kept.values()))[0] > self._ttl:
                self._kept.popitem(last=False)
            known = self._kept.pop(conversation, None)
            session = known[1] if known else self._make()
            self._kept[conversation] = (now, session)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return session


class Shown:
    """A session for one request: only placeholders that went out with it come back from its answer.

    So a conversation's session that a client uses for two customers by mistake, or a model that invents a
    number, still brings nobody another's value.
    """

    __slots__ = ("_again", "_session", "_tokens")

    def __init__(self, session: Session) -> None:
        self._session = session
        self._tokens: set[str] = set()
        self._again = False

    def __repr__(self) -> str:
        return f"Shown({len(self._tokens)} placeholders)"

    def again(self) -> None:
        """What comes now was treated before, or joins a request that was: its own placeholders stay, whoever says them."""
        self._again = True

    def user(self, text: str) -> str:
        """:meth:`piiguard.session.Session.user`."""
        if self._again:
            return self.agent(text)
        return self._noted(self._session.user(text), frozenset())

    def agent(self, text: str) -> str:
        """:meth:`piiguard.session.Session.agent`."""
        typed = frozenset(token for _, _, token in self._session._values.style.look_alikes(text))
        return self._noted(self._session.agent(text), typed)

    def restore(self, text: str, strict: bool = False) -> str:
        """:meth:`piiguard.session.Session.restore` for placeholders of this request.

        Raises:
            RestoreError: with ``strict``, when something in 〔〕 reads like a placeholder and was not in the request.
        """
        style = self._session._values.style
        unknown = []

        def value(match: re.Match[str]) -> str:
            found = match.group()
            read = style.read(found)
            if read is not None and read[0] in self._tokens:
                return self._session.restore(found, strict)
            if read is not None and found[0] == "〔":
                unknown.append(match.start())
            return found

        out = CANDIDATE.sub(value, text)
        if strict and unknown:
            raise RestoreError(f"{len(unknown)} placeholders were not in the request, the first at character {unknown[0]}")
        return out

    def restorer(self, strict: bool = False) -> Restorer:
        """:meth:`restore` for an answer that arrives in pieces."""
        return Restorer(self, strict)  # type: ignore[arg-type]  # it asks for nothing but restore()

    def _noted(self, out: str, typed: frozenset[str]) -> str:
        tokens = (token for _, _, token in self._session._values.style.look_alikes(out))
        self._tokens.update(token for token in tokens if token not in typed)
        return out
