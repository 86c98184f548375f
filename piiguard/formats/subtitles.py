"""Subtitles (SRT, WebVTT, ASS): the lines of a cue are one segment, as they are spoken; who speaks stands before it.

Timings and numbers of cues are copied. All else (notes, styles, headers) is lines of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from piiguard.formats import entities
from piiguard.formats import text as lines
from piiguard.formats._scalars import LineFeed
from piiguard.formats.pieces import Change, Feed, Keys, Piece, Segment
from piiguard.formats.woven import Weave, WovenPiece, by_line, joint

_TIME = r"(?:[0-9]{1,3}:)?[0-9]{1,2}:[0-9]{1,2}[,.][0-9]{1,3}"
_TIMING = re.compile(rf"[ \t]*+{_TIME}[ \t]*+-->[ \t]*+{_TIME}")
_SETTINGS = re.compile(r"(?:[ \t]++(?:align|line|position|size|vertical|region|[XY][12]):[\w.,%-]{1,20})*+[ \t]*+\r?\n?\Z")
_SPOKEN = re.compile(
    r"(?P<end>(?:(?<![ \t])[ \t]++)?+(?:\r?\n|\\[Nn])[ \t]*+)|<v(?:\.[^\s>]{0,40})?[ \t]++(?P<who>[^>\n]{1,100})>"
    r"|<[^>\n]{0,100}>|\{\\[^}\n]{0,200}\}|(?P<entity>&[#\w]{1,32};)"
)
_TAGS = re.compile(r"\A(?:<[^>\n]{0,100}>|\{\\[^}\n]{0,200}\})+")
_EMPTIED = re.compile(r"(\r?\n)(?:[ \t]*\r?\n)+")
_TURN = re.compile(r"[-–—]|[^:：\n]{1,10}[:：]")
_DIALOGUE = re.compile(r"(?:Dialogue|Comment):")
_SRT = re.compile(rf"\ufeff?\s{{0,100}}[0-9]{{1,9}}[ \t]*\r?\n{_TIME}[ \t]*-->[ \t]*{_TIME}")


class _CuePiece(WovenPiece):
    """A cue. An empty line would end it: a line all of which was a value goes with it."""

    def render(self, changes: Sequence[Change]) -> str:
        return _EMPTIED.sub(r"\1", super().render(changes)) if changes else self.raw


class SubtitleReader:
    """Pieces of subtitles."""

    def __init__(self, feed: Feed, keys: Keys) -> None:
        self._source = LineFeed(feed)
        self._cue = 0

    def pieces(self) -> Iterator[Piece]:
        """All of it."""
        source = self._source
        while (line := source.next()) != "":
            number = source.number - 1
            if line is None:
                yield from lines.long_line(source.feed, source.number, 1)
                source.number += 1
            elif _DIALOGUE.match(line):
                self._cue += 1
                yield from self._spoken(line, number)
            elif timing := _TIMING.match(line):
                self._cue += 1
                rest = line[timing.end() :]
                if _SETTINGS.match(rest):
                    yield Piece(line)
                else:
                    yield Piece(timing[0])
                    yield lines.piece(rest, number, timing.end() + 1)
                text = "".join(source.more(lambda text: bool(text.strip()) and not _TIMING.match(text)))
                yield from self._spoken(text, number + 1)
            else:
                yield lines.piece(line, number)

    def _spoken(self, raw: str, line: int) -> Iterator[Piece]:
        body = raw.rstrip("\r\n")
        if body:
            weave = Weave()
            _weave(weave, body)
            cue, runs = self._cue, weave.runs
            segment = Segment(weave.text, by_line(body, runs, line, lambda: {"cue": cue}))
            yield _CuePiece(body, segment, runs, lambda text: entities.escape(text) if "<" in text else text)
        if len(raw) > len(body):
            yield Piece(raw[len(body) :])


def _weave(weave: Weave, body: str) -> None:
    """A cue as it is heard: lines that go on put together, turns of a conversation apart."""
    at = 0
    for found in _SPOKEN.finditer(body):
        weave.copy(body[at : found.start()], at)
        at = found.end()
        if found["end"]:
            after = _TAGS.sub("", body[at : at + 160])
            weave.gap("\n" if _TURN.match(after) else joint(weave.tail, after))
        elif found["who"]:
            weave.copy(found["who"], found.start("who"))
            weave.gap(": ")
        elif found["entity"]:
            known = entities.HTML[0].fullmatch(found["entity"])
            text = entities.HTML[1](known) if known else None
            weave.unit(found["entity"] if text is None else text, found.start(), at)
    weave.copy(body[at:], at)


def pieces(feed: Feed, keys: Keys, _faults: list[str]) -> Iterator[Piece]:
    """The pieces of subtitles."""
    return SubtitleReader(feed, keys).pieces()


def begins(sample: str) -> str | None:
    """Which subtitles a text is: "srt", "vtt", "ass"; None where it is none."""
    if _SRT.match(sample):
        return "srt"
    start = sample.lstrip("\ufeff")[:20]
    if re.match(r"WEBVTT(?:\s|\Z)", start):
        return "vtt"
    return "ass" if re.match(r"\[Script Info\]\s", start, re.I) else None
