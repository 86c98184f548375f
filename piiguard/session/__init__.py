"""One conversation: numbered placeholders for the model, the customer's values back in its answer.

>>> import piiguard
>>> chat = piiguard.Guard().session()
>>> chat.user("我是王小明，手机13912345678")
'我是〔姓名1〕，手机〔手机1〕'
>>> chat.restore("〔姓名1〕您好，会打〔手机1〕联系您")
'王小明您好，会打13912345678联系您'
"""

from __future__ import annotations

import re
import secrets
import time
from threading import Lock

from ..again import Known
from ..errors import RestoreError, SessionError
from .answers import answers
from .merge import painted
from .placeholders import CANDIDATE, NONCE, NONCE_FORM, NONCE_LENGTH, QUOTED, Style
from .questions import TURNS, Ask, asked
from .restorer import ByteRestorer, Restorer
from .values import RECALLED, Values

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..again import Span
    from ..explain import Explanation
    from ..guard import Guard
    from ..keyring import Keyring

__all__ = ["ByteRestorer", "Restorer", "Session"]

_RUN = re.compile(f"[0-9A-Za-z]{{{RECALLED},}}")
_RECALL = 0.6
_SURE = 2.0  # above every score
_OWN = ""  # in place of an entity type: a placeholder of this session, left as it is


class Session:
    """One conversation; made by :meth:`piiguard.Guard.session`. Safe from several threads.

    The numbers stay for the whole conversation: the same value (however its digits are grouped) gets the same one, a number is
    never given to a second value, and :meth:`restore` puts back the spelling typed first. Types the policy keeps
    are kept, those it redacts are redacted and not remembered; every other operator gives way to the placeholder.

    Only values of this session ever come back. Without a nonce a placeholder of another conversation reads the same, and would
    be given this one's value of that number; with one (〔姓名1·kwzrtm〕) it is left alone.

    What a customer types in the form of a placeholder is quoted: it goes out as 〔原文1〕 and comes back as typed.

    nonce  placeholders carry six random letters; without, they are shorter to read and for a model easier to repeat
    ttl    seconds without a message after which all values are forgotten, by ``clock`` (default ``time.time``); None for never
    limit  values remembered; the one not typed for longest is forgotten first

    Raises:
        SessionError: a ttl or a limit that is none.
    """

    __slots__ = ("_asks", "_clock", "_guard", "_known", "_last", "_limit", "_lock", "_ttl", "_turns", "_values")

    def __init__(self, guard: Guard, nonce: bool | str, ttl: float | None, limit: int, clock: Callable[[], float] | None) -> None:
        if ttl is not None and not ttl > 0:
            raise SessionError("ttl is a number of seconds above 0, or None")
        if limit < 1:
            raise SessionError("limit is a number of values above 0")
        if isinstance(nonce, str) and not NONCE_FORM.fullmatch(nonce):
            raise SessionError("nonce is True or False")
        if nonce is True:
            nonce = "".join(secrets.choice(NONCE) for _ in range(NONCE_LENGTH))
        self._guard = guard
        self._clock = clock or time.time  # not a monotonic one: an exported session may go on in another process
        self._ttl = ttl
        self._limit = limit
        self._lock = Lock()
        self._values = Values(Style(guard._appliers, nonce or ""), limit)
        self._known = Known(guard._again)
        self._asks: list[Ask] = []
        self._turns = 0
        self._last = self._clock()

    def __repr__(self) -> str:
        return f"Session(values={len(self._values)}, limit={self._limit}, expecting={len(self._asks)})"

    def __reduce__(self) -> str:
        raise SessionError("a session is not pickled: its values would travel with it; export() seals them")

    def user(self, text: str) -> str:
        """The customer's message for the model: every finding becomes its placeholder.

        Bare answers to the agent's last question are findings for three messages.
        """
        with self._lock:
            self._touch()
            out = self._treat(text, own=False)
            if self._turns:
                self._turns -= 1
                if not self._turns:
                    self._asks = []
            return out

    def agent(self, text: str) -> str:
        """The agent's message, treated alike; placeholders of this session in it stay.

        Its last question says what the next answers are. A message that asks for something else ends the
        expectation, one that asks nothing leaves it.
        """
        with self._lock:
            self._touch()
            found = asked(text)
            if found is not None:
                self._asks, self._turns = found, TURNS if found else 0
            return self._treat(text, own=True)

    def restore(self, text: str, strict: bool = False) -> str:
        """The model's answer with this session's values in place of its placeholders.

        Spaces inside, full-width digits, the brackets []［］【】〖〗 and Traditional nouns are read too; no other alteration
        is. Placeholders of no value here (never given, forgotten, of another session) stay as they are.

        Raises:
            RestoreError: with ``strict``, when something in 〔〕 reads like a placeholder and has no value here.
        """
        values = self._values
        unknown: list[int] = []

        def value(match: re.Match[str]) -> str:
            found = match.group()
            known = values.value(found)
            if known is None:
                read = values.style.read(found)
                known = values.value(read[0]) if read else None
                if known is None:
                    if read and found[0] == "〔":
                        unknown.append(match.start())
                    return found
            return known

        with self._lock:
            self._touch()
            out = CANDIDATE.sub(value, text)
        if strict and unknown:
            raise RestoreError(f"{len(unknown)} placeholders have no value in this session, the first at character {unknown[0]}")
        return out

    def restorer(self, strict: bool = False) -> Restorer:
        """:meth:`restore` for an answer that arrives in pieces: ``feed(chunk) -> str``, ``flush() -> str``."""
        return Restorer(self, strict)

    def byte_restorer(self, strict: bool = False) -> ByteRestorer:
        """:meth:`restorer` for UTF-8 bytes, cut anywhere: ``feed(chunk) -> bytes``, ``flush() -> bytes``."""
        return ByteRestorer(self, strict)

    def explain(self, text: str) -> list[Explanation]:
        """Every candidate in a message of the customer, with the question that asked for it; the message does not count."""
        from .why import explain

        with self._lock:
            self._touch()
            found = self._guard._spans(text, None, self._known)
            wanted = list(answers(self._guard, text, self._asks, found)) if self._asks else []
            recalled = self._recalled(text, found)
            final = painted([*found, *recalled, *(answer[:5] for answer in wanted)])
            return explain(self._guard, text, wanted, recalled, final, TURNS - self._turns)

    def export(self, keyring: Keyring) -> bytes:
        """The whole state, sealed under ``keyring``; :meth:`piiguard.Guard.session_from` goes on with it.

        The time a session has been idle goes on while it is exported.
        """
        from .sealed import export

        with self._lock:
            return export(self, keyring)

    # -- inside; the lock is held ---------------------------------------------------------------

    def _touch(self) -> None:
        """Forget everything after ``ttl`` idle seconds."""
        now = self._clock()
        if self._ttl is not None and now - self._last > self._ttl:
            self._values.forget()
            self._known = Known(self._guard._again)
            self._asks, self._turns = [], 0
        self._last = now

    def _treat(self, text: str, own: bool) -> str:
        """``text`` with placeholders; ``own`` leaves those of this session alone."""
        values = self._values
        spans = self._guard._spans(text, None, self._known)
        more: list[Span] = [
            (start, end, _SURE, _OWN if own and values.value(token) is not None else QUOTED, "")
            for start, end, token in values.style.look_alikes(text)
        ]
        if values.serials:
            more += self._recalled(text, spans)
        if self._asks and not own:
            more += [answer[:5] for answer in answers(self._guard, text, self._asks, spans)]
        if more:
            spans = painted([*spans, *more])
        if not spans:
            return text
        pieces = []
        done = 0
        for start, end, score, entity_type, _ in spans:
            pieces += [text[done:start], self._one(text[start:end], entity_type, score)]
            done = end
        pieces.append(text[done:])
        for entity_type, value in values.overfull():
            self._known.drop(value, entity_type)
        return "".join(pieces)

    def _one(self, value: str, entity_type: str, score: float) -> str:
        if entity_type == _OWN:
            return value
        if entity_type != QUOTED:
            operator = self._guard.policy.rule(entity_type).operator
            if operator == "keep":
                return value
            if operator == "redact":
                return ""
        token = self._values.token(entity_type, value)
        if self._values.value(token) == value:  # only the first spelling, or what is known would outgrow the limit
            self._known.learn(value, entity_type, score)
        return token

    def _recalled(self, text: str, found: list[Span]) -> list[Span]:
        """Serials of this conversation said again where nothing announces them; not those in ``found``."""
        more: list[Span] = []
        starts = {span[0] for span in found}
        for match in _RUN.finditer(text):
            entity_type = None if match.start() in starts else self._values.serial(match.group())
            if entity_type:
                more.append((match.start(), match.end(), _RECALL, entity_type, f"{entity_type}.again"))
        return more
