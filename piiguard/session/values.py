"""The values of one conversation and their numbers: the same value keeps its number, and no number is given twice."""

from __future__ import annotations

from ..spelling import normal_form
from ..text import fold
from .placeholders import QUOTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from .placeholders import Style

#: Types in which spaces, hyphens and case say nothing: 139 1234 5678 is 13912345678. In the others they may tell two
#: values apart (1.12.3.4 and 11.2.3.4, a password), and only the same characters are the same value.
_LOOSE = frozenset(
    """PERSON CN_ID_CARD CN_FOREIGN_RESIDENT_ID CN_PASSPORT CN_TRAVEL_PERMIT HK_ID_CARD MO_ID_CARD TW_ID_CARD CN_BANK_CARD
    CN_BANK_ACCOUNT CN_POLICY_NUMBER CN_APPLICATION_NUMBER CN_CLAIM_NUMBER CN_MOBILE CN_LANDLINE QQ_NUMBER CN_LICENSE_PLATE VIN
    CN_ENGINE_NUMBER MAC_ADDRESS IMEI IMSI ICCID CN_SOCIAL_SECURITY_CARD CN_USCC CN_ORGANIZATION_CODE
    CN_BUSINESS_REGISTRATION VERIFICATION_CODE""".split()
)
_EXACT = frozenset({QUOTED, "PASSWORD", "API_KEY", "PRIVATE_KEY"})
RECALLED = 5
"""A serial of fewer letters and digits is not looked for again: 2026 is a year."""

Key = tuple[str, str]


def same(entity_type: str, value: str) -> str:
    """What two spellings of one value have in common."""
    if entity_type in _LOOSE:
        return value.upper() if value.isascii() and value.isalnum() else normal_form(value) or value
    return value if entity_type in _EXACT else fold(value).text


class Values:
    """At most ``limit`` values; the one not typed for longest is dropped first. No locks: its session has one."""

    __slots__ = ("_by_key", "_by_token", "_counts", "_first", "_serials", "limit", "style")

    def __init__(self, style: Style, limit: int) -> None:
        self.style = style
        self.limit = limit
        self._by_key: dict[Key, str] = {}  # the least recently typed first
        self._by_token: dict[str, tuple[str, str]] = {}  # placeholder -> entity type, value as first typed
        self._first: dict[Key, Key] = {}  # the spelling typed first -> its key
        self._counts: dict[str, int] = {}  # noun -> the last number given
        self._serials: dict[str, str] = {}  # upper-case letters and digits -> entity type

    def __len__(self) -> int:
        return len(self._by_key)

    def token(self, entity_type: str, value: str) -> str:
        """The placeholder of a value; a new one takes the next number of its noun."""
        key = self._first.get((entity_type, value)) or (entity_type, same(entity_type, value))
        token = self._by_key.pop(key, None)
        if token is None:
            noun = self.style.nouns[entity_type]
            number = self._counts[noun] = self._counts.get(noun, 0) + 1
            token = self.style.write(noun, number)
            self._remember(token, key, value)
        self._by_key[key] = token
        return token

    def _remember(self, token: str, key: Key, value: str) -> None:
        entity_type = key[0]
        self._by_token[token] = entity_type, value
        self._first[entity_type, value] = key
        if entity_type != QUOTED and len(value) >= RECALLED and value.isascii() and value.isalnum():
            self._serials[value.upper()] = entity_type

    def overfull(self) -> list[tuple[str, str]]:
        """Drop the oldest until the limit holds: (entity type, value) of each."""
        dropped = []
        while len(self._by_key) > self.limit:
            oldest = next(iter(self._by_key))
            entity_type, value = self._by_token.pop(self._by_key.pop(oldest))
            self._serials.pop(value.upper(), None)
            self._first.pop((entity_type, value), None)
            dropped.append((entity_type, value))
        return dropped

    def value(self, token: str) -> str | None:
        """The value behind a placeholder written as :class:`Style` writes it."""
        found = self._by_token.get(token)
        return found[1] if found else None

    @property
    def serials(self) -> bool:
        """Whether there is a value :meth:`serial` knows."""
        return bool(self._serials)

    def serial(self, run: str) -> str | None:
        """The entity type of a value that is this run of letters and digits."""
        return self._serials.get(run.upper())

    def forget(self) -> None:
        """Drop every value. The counts stay: an old placeholder must not mean a new value."""
        self._by_key.clear()
        self._by_token.clear()
        self._first.clear()
        self._serials.clear()

    def state(self) -> dict[str, Any]:
        """Everything, for a sealed export; the order is that of last use."""
        return {"counts": self._counts, "values": [[*self._by_token[token], token] for token in self._by_key.values()]}

    def load(self, state: dict[str, Any]) -> None:
        """Take over a state. KeyError, TypeError or ValueError where it is none."""
        self._counts = {str(noun): int(count) for noun, count in state["counts"].items()}
        for entity_type, value, token in state["values"]:
            if not (isinstance(entity_type, str) and isinstance(value, str) and isinstance(token, str)):
                raise TypeError("not a value")
            key = entity_type, same(entity_type, value)
            self._remember(token, key, value)
            self._by_key[key] = token

    def names(self, wanted: Collection[str]) -> list[tuple[str, str]]:
        """(entity type, value) of the values of these types."""
        return [item for item in self._by_token.values() if item[0] in wanted]
