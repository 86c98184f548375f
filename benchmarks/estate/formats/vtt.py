"""WebVTT: transcripts of video mediation."""

from __future__ import annotations

from benchmarks.estate.content import Made, Pen
from benchmarks.estate.formats import srt


def make(pen: Pen) -> Made:
    """A transcript."""
    lines = ["WEBVTT", "", "NOTE 视频调解", ""]
    facts = srt.cues(pen, ".", lines, "utf-8")
    return Made(("\n".join(lines) + "\n").encode(), "vtt", facts, "utf-8")
