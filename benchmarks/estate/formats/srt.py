"""SubRip: transcripts of calls."""

from __future__ import annotations

from benchmarks.estate import charsets
from benchmarks.estate.content import Fact, Made, Pen


def clock(seconds: int, mark: str) -> str:
    """A time of a subtitle."""
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{mark}{seconds * 37 % 1000:03}"


def cues(pen: Pen, mark: str, lines: list[str], charset: str) -> list[Fact]:
    """Append cues to ``lines``; returns what is in them."""
    facts = []
    for number, line in enumerate(pen.lines("call", pen.size(15, 600), charset), 1):
        lines += [str(number), f"{clock(number * 4, mark)} --> {clock(number * 4 + 3, mark)}", line.text, ""]
        facts += [Fact(entity, value, {"line": len(lines) - 1}, line.template) for entity, value in line.planted]
    return facts


def make(pen: Pen) -> Made:
    """A transcript."""
    charset = pen.pick(("utf-8", "utf-8-bom", "gb18030"))
    lines: list[str] = []
    facts = cues(pen, ",", lines, charset)
    return Made(charsets.encode("\n".join(lines) + "\n", charset), "srt", facts, charset)
