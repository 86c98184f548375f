"""Plain text: claim notes and chat logs, in every charset."""

from __future__ import annotations

from benchmarks.estate import charsets
from benchmarks.estate.content import Made, Pen, line_facts


def make(pen: Pen) -> Made:
    """A note or a chat; Windows line ends in a third of the files."""
    charset = charsets.draw(pen.values)
    kind = "hant" if charset == "big5" else pen.pick(("note", "chat", "note", "hant" if charset.startswith("utf") else "chat"))
    lines = pen.lines(kind, pen.size(12, 1500), charset)
    end = pen.pick(("\n", "\n", "\r\n"))
    return Made(charsets.encode(end.join(line.text for line in lines) + end, charset), "txt", line_facts(lines), charset)
