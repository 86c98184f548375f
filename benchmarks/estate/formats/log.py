"""Logs of services."""

from __future__ import annotations

from benchmarks.estate.content import Made, Pen, line_facts


def make(pen: Pen) -> Made:
    """Lines of a log."""
    lines = pen.lines("log", pen.size(40, 4000))
    return Made(("\n".join(line.text for line in lines) + "\n").encode(), "log", line_facts(lines), "utf-8")
