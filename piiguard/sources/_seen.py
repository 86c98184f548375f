"""Which keys a listing gave already, in sixteen bytes each."""

from __future__ import annotations

import os
from array import array
from bisect import bisect_left
from typing import Literal

_MASK = (1 << 64) - 1
_LATE = 100_000  # keys kept in a set before they are sorted into the array


class Seen:
    """Tells new keys from repeated ones.

    Listings come in the order of their keys, nearly always: a key after all others is new without a look. What
    was listed is looked at only when one is not. A repeated page holds the same keys with the same content; the
    same key with other content is two objects that the library shows under one name.

    last     the greatest key
    ordered  no new key came behind a greater one
    """

    def __init__(self) -> None:
        self._salt = os.urandom(8)  # nobody can choose names that fall together
        self.last = ""
        self.ordered = True
        self._keys = _Hashes()
        self._contents = _Hashes()

    def add(self, key: str, content: str) -> Literal["new", "repeated", "other"]:
        """Whether ``key`` is new, the same again, or known with another ``content`` (its version and size)."""
        own = hash((self._salt, key)) & _MASK
        both = hash((self._salt, key, content)) & _MASK
        if key > self.last:
            self.last = key
        elif both in self._contents:
            return "repeated"
        elif own in self._keys:
            self._contents.add(both)
            return "other"
        else:
            self.ordered = False
        self._keys.add(own)
        self._contents.add(both)
        return "new"


class _Hashes:
    def __init__(self) -> None:
        self._sorted: array[int] = array("Q")
        self._late: set[int] = set()
        self._unsorted: array[int] = array("Q")

    def add(self, value: int) -> None:
        self._unsorted.append(value)

    def __contains__(self, value: int) -> bool:
        if len(self._unsorted) > _LATE:
            self._sorted = array("Q", sorted([*self._sorted, *self._late, *self._unsorted]))
            self._late, self._unsorted = set(), array("Q")
        elif self._unsorted:
            self._late.update(self._unsorted)
            self._unsorted = array("Q")
            if len(self._late) > _LATE:
                self._sorted = array("Q", sorted([*self._sorted, *self._late]))
                self._late = set()
        at = bisect_left(self._sorted, value)
        return value in self._late or (at < len(self._sorted) and self._sorted[at] == value)
