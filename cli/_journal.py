"""What ``journalctl -o json`` writes in its own way: bytes as a list of numbers, and the name of a place in the journal."""

from __future__ import annotations

import re

#: A field with a control character, say a tab or a colour, or that is not UTF-8; six bytes are less than any value.
BYTES = re.compile(r"\[[ \t]*[0-9]{1,3}(?:[ \t]*,[ \t]*[0-9]{1,3}){5,}[ \t]*\]")
#: systemd.journal-fields(7). Its m= counts microseconds since the start, and on some days looks like a mobile number;
#: masked, it could not be given to ``--after-cursor`` again. journald lets no application write a field of this name.
CURSOR_FIELD = "__CURSOR"
CURSOR = re.compile("s=[0-9a-f]{32};i=[0-9a-f]+;b=[0-9a-f]{32};m=[0-9a-f]+;t=[0-9a-f]+;x=[0-9a-f]+")


def read_bytes(listed: str) -> str | None:
    """The text of a list of numbers; None if they are no bytes."""
    numbers = [int(number) for number in listed[1:-1].split(",")]
    return bytes(numbers).decode("utf-8", "surrogateescape") if max(numbers) < 256 else None


def write_bytes(text: str) -> str:
    """A text as journalctl would list it."""
    return "[" + ",".join(map(str, text.encode("utf-8", "surrogateescape"))) + "]"
