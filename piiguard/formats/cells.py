"""Values of typed formats as the text of a cell."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from piiguard.formats import charset
from piiguard.formats.charset import UnsupportedError

_SAMPLE = 1 << 16
_DEEP = 50  # lists in lists
_EXACT = 1e16  # up to here a float holds every whole number
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


class Cells:
    """Turns values into text and counts the bytes that are none.

    binary  values that are no text and were not searched
    deep    lists and maps too deep in others to be searched
    """

    __slots__ = ("binary", "deep")

    def __init__(self) -> None:
        self.binary = 0
        self.deep = 0

    def text(self, value: Any) -> str | None:
        """A value as a person would read it; None for null, and for bytes that are no text, which are counted."""
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, bytes | bytearray | memoryview):
            return self.decoded(bytes(value))
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return number(value)
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, dict | list | tuple | set):
            return json.dumps(self._plain(value, 0), ensure_ascii=False)
        return str(value)

    def decoded(self, value: bytes) -> str | None:
        """Bytes as text in whatever charset they are in; None, and counted, when they are in none."""
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            text = ""
        if (text or not value) and not _CONTROLS.search(text):
            return text
        try:
            found = charset.guess(value[:_SAMPLE])
            if found.known and found.codec != "utf-8":
                return value.decode(found.codec)
        except (UnsupportedError, UnicodeDecodeError):
            pass
        self.binary += 1
        return None

    def _plain(self, value: Any, depth: int) -> Any:
        """The value in what JSON has; keys are text, so that a secret key name stands before its value."""
        if depth > _DEEP:
            self.deep += 1
            return None
        if isinstance(value, dict):
            return {str(self.text(key)): self._plain(inner, depth + 1) for key, inner in value.items()}
        if isinstance(value, list | tuple | set):
            items = list(value)
            if items and all(isinstance(item, tuple) and len(item) == 2 for item in items):  # a map
                return {str(self.text(key)): self._plain(inner, depth + 1) for key, inner in items}
            return [self._plain(inner, depth + 1) for inner in items]
        if value is None or isinstance(value, bool | int):
            return value
        return self.text(value)

    def unread(self) -> list[str]:
        """What to say of the values that were not searched."""
        binary = [f"binary values that are no text and were not searched: {self.binary}"] if self.binary else []
        return binary + ([f"values more than {_DEEP} levels deep, which were not searched: {self.deep}"] if self.deep else [])


def number(value: float) -> str:
    """A float without an exponent or ".0" where it is a whole number: 13912345678.0 is a number people write so."""
    return str(int(value)) if -_EXACT < value < _EXACT and value.is_integer() else repr(value)
