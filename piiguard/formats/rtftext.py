"""The text of RTF (specification 1.9.1) with the place of every character: body, notes, headers, fields, properties, hidden text.

Every destination is text, whether it is known or not, but for those that hold pictures, objects and numbers of programs.
Runs of a paragraph are one text, whatever groups and formats stand between them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import Any

from piiguard.formats.pieces import LONG, Change, Keys
from piiguard.formats.rtfflows import Flow, Texts
from piiguard.formats.rtfwords import BREAKS, DESTINATIONS, MARKS, OBJECTS, PAGES, PLUMBING, SYMBOLS, TOKEN, codec
from piiguard.formats.woven import WovenPiece


class _State:
    """What a group inherits from the one around it."""

    __slots__ = ("flow", "home", "page", "skip", "table")

    def __init__(self, flow: Flow, page: str, skip: int, table: bool) -> None:
        self.flow = flow
        self.page = page
        self.skip = skip  # characters that stand for one in Unicode
        self.table = table
        self.home = False  # whether its flow begins here


class RtfText:
    """The pieces of an RTF, drawn once; then ``faults`` says what was not read.

    stores where data of programs stand (start, end) that no reader shows
    """

    def __init__(self, data: bytes, keys: Keys) -> None:
        self._data = data
        self.faults: list[str] = []
        self._bare: set[int] = set()  # places behind control words that nothing separates from what follows
        self.stores: list[tuple[int, int]] = []
        self._errors = 0
        self._texts = Texts(keys)
        self._state = _State(self._texts.body, "cp1252", 1, False)
        self._stack: list[tuple[_State, int]] = []
        self._default = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._fresh = self._star = False  # at the start of a group, behind \*
        self._pending = 0  # characters that stand for one in Unicode and are left out
        self._unit: tuple[str, int, int] | None = None  # a character in Unicode with those that stand for it
        self._decoder: Any = None
        self._began = 0  # where the character begins that is decoded

    def cuts(self, found: list[Change]) -> list[tuple[int, int, bytes]]:
        """Changes of the raw text, in their order, as they are written; and the stores left out. After ``pieces``."""
        cuts = [(start, end, b"") for start, end in self.stores]
        last = -1
        for start, end, new in sorted(found):
            # A control word goes on until something ends it, and a blank behind it does that.
            cuts.append((start, end, (" " + new if start in self._bare and start != last else new).encode("ascii")))
            last = end
        return cuts

    def pieces(self) -> Iterator[WovenPiece]:
        """Every text with its place."""
        skip_to = 0
        for token in TOKEN.finditer(self._data):
            if token.start() < skip_to:
                continue
            kind = token.lastgroup
            if kind == "space" or kind == "number":
                kind = "word"
            if kind == "word" and token["word"] == b"bin":
                skip_to = token.end() + max(0, int(token["number"] or 0))
                self._say("pictures or embedded objects")
            self._token(kind or "", token)
            if self._texts.found:
                yield from self._texts.found
                self._texts.found.clear()
        self._settle()
        if self._stack:
            self.faults.append("it is cut off")
        while self._stack:
            self._close(len(self._data))
        self._texts.flush(self._texts.body, self._state.table)
        yield from self._texts.found
        if self._errors:
            self.faults.append(f"characters that its charset does not have: {self._errors}")

    def _token(self, kind: str, token: re.Match[bytes]) -> None:
        start, end = token.span()
        if kind == "ends":
            return
        if kind == "hex":
            self._byte(int(token["hex"], 16), start, end)
        elif kind in ("ascii", "bytes"):
            self._text(token[0], start)
        elif kind == "open":
            self._settle()
            self._stack.append((self._state, start))
            state = self._state
            self._state = _State(state.flow, state.page, state.skip, state.table)
            self._fresh, self._star = True, False
        elif kind == "close":
            self._settle()
            self._close(end)
        elif kind == "symbol":
            self._symbol(token["symbol"], start, end)
        elif kind == "word":
            self._word(token["word"], token["number"], start, end)
            if not token["space"]:
                self._bare.add(end)

    # groups

    def _close(self, end: int) -> None:
        self._fresh = False
        if not self._stack:
            return
        inner = self._state.flow
        self._state, start = self._stack.pop()
        if inner is not self._state.flow:
            if inner.name == "datastore":
                self.stores.append((start, end))
            self._texts.flush(inner, self._state.table)
        elif inner.name == "docvar" and self._state.home:  # a name, or a value
            inner.weave.gap(" ")

    def _enter(self, word: bytes) -> None:
        """The group is a destination."""
        if word in OBJECTS:
            self._say("pictures or embedded objects")
        self._state.flow = self._texts.flow(word.decode("ascii"), word in PLUMBING)
        self._state.home = True

    def _say(self, what: str) -> None:
        said = f"not read: {what}"
        if said not in self.faults:
            self.faults.append(said)

    # control words

    def _word(self, word: bytes, number: bytes | None, start: int, end: int) -> None:
        if self._fresh and (self._star or word in DESTINATIONS):
            self._settle()
            self._enter(word)
            self._fresh = False
            return
        self._fresh = False
        value = int(number) if number else None
        if word == b"u" and value is not None:
            self._unicode(value & 0xFFFF, start, end)
            return
        if self._skipped(end):
            return
        self._settle()
        if word in MARKS:
            self._put(MARKS[word], start, end, exact=False)
        elif word in BREAKS:
            self._texts.paragraph(self._state.flow, word, self._state.table)
        else:
            self._set(word, value)

    def _set(self, word: bytes, value: int | None) -> None:
        state = self._state
        if word == b"uc" and value is not None:
            state.skip = max(0, min(16, value))
        elif state.flow.name == "fonttbl":
            if word == b"f":
                self._font = value or 0
            elif word in (b"fcharset", b"cpg") and value is not None and self._font not in self._fonts:
                page = PAGES.get(value) if word == b"fcharset" else codec(value)
                if page:
                    self._fonts[self._font] = page
        elif word == b"f":
            state.page = self._fonts.get(value or 0, self._default)
        elif word in (b"ansicpg", b"mac", b"pc", b"pca"):
            page = codec(value or 0) if word == b"ansicpg" else {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}[word]
            self._default = state.page = page or self._default
        elif word == b"plain":
            state.page = self._default
        elif word == b"pard":
            state.table = False
        elif word == b"intbl":
            state.table = True
        elif word == b"deleted" and value != 0 and not state.flow.silent:
            state.flow = self._texts.flow("deleted")

    def _symbol(self, symbol: bytes, start: int, end: int) -> None:
        if symbol == b"*" and self._fresh:
            self._star = True
            return
        self._fresh = False
        if self._skipped(end):
            return
        self._settle()
        if symbol in b"\r\n":
            self._texts.paragraph(self._state.flow, b"par", self._state.table)
        elif symbol in SYMBOLS:
            self._put(SYMBOLS[symbol], start, end, exact=False)

    # characters

    def _text(self, text: bytes, start: int) -> None:
        self._fresh = False
        if self._state.flow.silent:
            return
        at = 0
        while at < len(text) and self._skipped(start + at + 1):
            at += 1
        self._settle_unit()
        while at < len(text) and (self._decoder is not None or text[at] > 127):
            self._byte(text[at], start + at, start + at + 1)
            at += 1
        if at < len(text):
            self._put(text[at:].decode("ascii"), start + at, start + len(text), exact=True)

    def _byte(self, byte: int, start: int, end: int) -> None:
        self._fresh = False
        if self._state.flow.silent or self._skipped(end):
            return
        self._settle_unit()
        if self._decoder is None:
            if byte < 128:
                self._put(chr(byte), start, end, exact=False)
                return
            self._decoder = codecs.getincrementaldecoder(self._state.page)("strict")
            self._began = start
        try:
            text = self._decoder.decode(bytes((byte,)))
        except UnicodeDecodeError:
            text = "\ufffd"
            self._errors += 1
        if text:
            self._decoder = None
            self._put(text, self._began, end, exact=False)

    def _unicode(self, code: int, start: int, end: int) -> None:
        waiting = self._unit
        if waiting is not None and not self._pending and 0xD800 <= ord(waiting[0][-1]) < 0xDC00 and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((ord(waiting[0]) - 0xD800) << 10) + code - 0xDC00
            start = waiting[1]
            self._unit = None
        self._settle()
        self._unit = (chr(code), start, end)
        self._pending = self._state.skip

    def _skipped(self, end: int) -> bool:
        """Whether what ends here stands for a character in Unicode, for readers that know none."""
        if not self._pending or self._unit is None:
            return False
        self._pending -= 1
        self._unit = (*self._unit[:2], end)
        return True

    def _settle_unit(self) -> None:
        unit, self._unit, self._pending = self._unit, None, 0
        if unit is not None and not self._state.flow.silent:
            lone = 0xD800 <= ord(unit[0]) < 0xE000
            self._errors += lone
            self._put("\ufffd" if lone else unit[0], unit[1], unit[2], exact=False)

    def _settle(self) -> None:
        """No character goes on from here."""
        self._settle_unit()
        if self._decoder is not None:
            self._decoder = None
            self._errors += 1

    def _put(self, text: str, start: int, end: int, *, exact: bool) -> None:
        flow = self._state.flow
        if flow.silent:
            return
        if flow is self._texts.body and self._state.table:
            self._texts.cell()
        if exact:
            flow.weave.copy(text, start)
        else:
            flow.weave.unit(text, start, end)
        if flow.weave.length > LONG:
            if "a paragraph is too long to be searched as one" not in self.faults:
                self.faults.append("a paragraph is too long to be searched as one")
            self._texts.flush(flow, self._state.table)
