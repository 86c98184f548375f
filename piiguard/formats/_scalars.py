"""Values of files made of keys and values: quotes, escapes and lines that go on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from piiguard.formats.pieces import WINDOW, Feed, Location, Piece, Segment
from piiguard.formats.woven import Weave, WovenPiece, by_line, joint

_DOUBLE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(["\\/nrt]))')
_SHORT = {"n": "\n", "r": "\r", "t": "\t"}
_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})()()")
_DOUBLED = re.compile("''()()")
_FOLD = re.compile(r"(?:\\|(?<![ \t])[ \t]++)?+\r?\n[ \t\r\n]*+")

Reading = tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]]


def _read(found: re.Match[str]) -> str:
    if found[3]:
        return _SHORT.get(found[3], found[3])
    code = int(found[1] or found[2], 16)
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


QUOTED: Reading = (_DOUBLE, _read)
UNICODE: Reading = (_UNICODE, _read)
DOUBLED: Reading = (_DOUBLED, lambda _found: "'")
AS_IT_IS: Reading = (re.compile("(?!)"), lambda _found: None)


def in_double(text: str) -> str:
    """New text as it may stand in double quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def in_single(text: str) -> str:
    """New text as it may stand in single quotes."""
    return text.replace("'", "''").replace("\n", " ")


def on_a_line(text: str) -> str:
    """New text as it may stand without quotes."""
    return text.replace("\r", " ").replace("\n", " ")


class LineFeed:
    """Lines with one that may be given back. ``number`` is that of the next, 1-based."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self.number = 1
        self._back: str | None = None

    def next(self) -> str | None:
        """The next line with its end; "" at the end; None when it is too long to hold."""
        line, self._back = (self._back, None) if self._back is not None else (self.feed.line(), None)
        self.number += bool(line)
        return line

    def back(self, line: str | None) -> None:
        """Give the last line back. A line too long to hold was not taken in the first place."""
        if line:
            self._back = line
            self.number -= 1

    def more(self, goes_on: Callable[[str], bool]) -> list[str]:
        """The lines that follow as long as they go on with the value above, as many as may be held."""
        found: list[str] = []
        length = 0
        while length < WINDOW:
            line = self.next()
            if not line or not goes_on(line):
                self.back(line)
                break
            found.append(line)
            length += len(line)
        return found


def quoted(first: str, lines: LineFeed) -> str | None:
    """The text of a value in quotes that begins ``first``, with the lines it goes on over; None if it does not end."""
    quote = first[0]
    pattern = re.compile(r'"(?:[^"\\]++|\\.)*+"' if quote == '"' else r"'(?:[^']++|'')*+'", re.DOTALL)
    if pattern.match(first):
        return first
    if len(first) > WINDOW or not first.endswith("\n"):
        return None
    closes = re.compile(quote)
    taken = lines.more(lambda line: bool(line.strip()) and not closes.search(line))
    last = lines.next()
    whole = first + "".join(taken) + (last or "")
    if last and pattern.match(whole):
        return whole
    # It does not end: what was taken is read as it stands, together.
    if last:
        lines.back(last)
    return first + "".join(taken)


def scalar(
    raw: str, line: int, where: Callable[[], Location], label: str | None, *, joined: str | None = None
) -> Iterator[Piece]:
    """A value as written, with its quotes and line ends, as pieces.

    joined  what stands between its lines: None for what one number or sentence needs
    """
    body = raw.rstrip("\r\n")
    end = raw[len(body) :]
    quote = body[:1] if len(body) > 1 and body[:1] in "\"'" and body.rstrip()[-1:] == body[:1] else ""
    reading, escape = AS_IT_IS, on_a_line
    if quote == '"':
        reading, escape = QUOTED, in_double
    elif quote:
        reading, escape = DOUBLED, in_single
    elif "\\u" in body:
        reading = UNICODE
    start, stop = (1, len(body.rstrip()) - 1) if quote else (0, len(body))
    weave = Weave()
    at = start
    for found in _FOLD.finditer(body, start, stop):
        weave.decode(body[at : found.start()], at, *reading)
        weave.gap(joint(weave.tail, body[found.end() : min(stop, found.end() + 32)]) if joined is None else joined)
        at = found.end()
    weave.decode(body[at:stop], at, *reading)
    if weave.text.strip():
        yield WovenPiece(body, Segment(weave.text, by_line(body, weave.runs, line, where), label), weave.runs, escape)
    elif body:
        yield Piece(body)
    if end:
        yield Piece(end)
