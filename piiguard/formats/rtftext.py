"""The text of RTF (specification 1.9.1) with the place of every character: body, notes, headers, fields, properties, hidden text.

Every destination is text, whether it is known or not, but for those that hold pictures, objects and numbers of programs.
Runs of a paragraph are one text, whatever groups and formats stand between them.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from piiguard.formats.officetables import CELL, ROW, TABLE, Tables
from piiguard.formats.pieces import LONG, Change, Keys, Location, Segment
from piiguard.formats.woven import Weave, WovenPiece

_TOKEN = re.compile(
    rb"(?P<open>\{)|(?P<close>\})|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<word>[A-Za-z]{1,32})(?P<number>-?[0-9]{1,10})?(?P<space> ?)"
    rb"|\\(?P<symbol>[^A-Za-z])|(?P<ascii>[^\\{}\r\n\x80-\xff]+)|(?P<bytes>[\x80-\xff])|(?P<ends>[\r\n]+)|(?P<lone>\\)"
)
# Destinations without a star; every group with one is a destination.
_DESTINATIONS = frozenset(
    b"title subject author operator keywords comment doccomm manager company category hlinkbase header headerl headerr headerf"
    b" footer footerl footerr footerf footnote annotation fldinst listtext pntext pntxta pntxtb fonttbl stylesheet colortbl pict"
    b" objdata objclass objname shpinst sn sv xe tc txe rxe revtbl atnid atnauthor atnref propname staticval linkval docvar"
    b" template ffname ffdeftext ffl ffhelptext ffstattext ffformat filetbl info ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn"
    b" leveltext levelnumbers shptxt".split()
)
_PLUMBING = frozenset(
    b"fonttbl colortbl themedata colorschememapping blipuid leveltext levelnumbers latentstyles rsidtbl listtable panose"
    b" listoverridetable pict objdata fontemb fontfile passwordhash datastore".split()
)
_OBJECTS = frozenset((b"pict", b"objdata", b"fontfile"))
_BREAKS = frozenset(b"par sect page column row nestrow cell nestcell".split())
_MARKS = {
    b"tab": "\t", b"line": "\n", b"lbr": "\n", b"softline": "\n", b"emdash": "—", b"endash": "–", b"bullet": "•", b"lquote": "‘",
    b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
}  # fmt: skip
_SYMBOLS = {b"~": " ", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
_PAGES = {
    77: "mac_roman", 78: "shift_jis", 79: "euc_kr", 80: "gb18030", 81: "big5", 128: "cp932", 129: "cp949", 130: "johab",
    134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp850",
}  # fmt: skip
_FIRST = 1  # lines of a document are counted from


class _Flow:
    """A text that goes on whatever is inside it: the body, a footnote, a field."""

    __slots__ = ("label", "name", "paragraph", "silent", "weave")

    def __init__(self, name: str, silent: bool = False) -> None:
        self.name = name
        self.silent = silent
        self.weave = Weave()
        self.paragraph = _FIRST
        self.label: str | None = None


class _State:
    """What a group inherits from the one around it."""

    __slots__ = ("flow", "home", "page", "skip", "table")

    def __init__(self, flow: _Flow, page: str, skip: int, table: bool) -> None:
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
        self._body = _Flow("")
        self._state = _State(self._body, "cp1252", 1, False)
        self._stack: list[tuple[_State, int]] = []
        self._default = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._fresh = self._star = False  # at the start of a group, behind \*
        self._pending = 0  # characters that stand for one in Unicode and are left out
        self._unit: tuple[str, int, int] | None = None  # a character in Unicode with those that stand for it
        self._decoder: Any = None
        self._began = 0  # where the character begins that is decoded
        self._tables = Tables(keys)
        self._levels = 0  # of table, row, cell that are open
        self._property = ""
        self._found: list[WovenPiece] = []

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
        for token in _TOKEN.finditer(self._data):
            if token.start() < skip_to:
                continue
            kind = token.lastgroup
            if kind == "space" or kind == "number":
                kind = "word"
            if kind == "word" and token["word"] == b"bin":
                skip_to = token.end() + max(0, int(token["number"] or 0))
                self._say("pictures or embedded objects")
            self._token(kind or "", token)
            if self._found:
                yield from self._found
                self._found.clear()
        self._settle()
        if self._stack:
            self.faults.append("it is cut off")
        while self._stack:
            self._close(len(self._data))
        self._flush(self._body)
        yield from self._found
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
            self._flush(inner)
        elif inner.name == "docvar" and self._state.home:  # a name, or a value
            inner.weave.gap(" ")

    def _enter(self, word: bytes) -> None:
        """The group is a destination."""
        flow = _Flow(word.decode("ascii"), word in _PLUMBING)
        flow.paragraph = self._body.paragraph
        if word in (b"staticval", b"linkval"):
            flow.label = self._property or None
        if word in _OBJECTS:
            self._say("pictures or embedded objects")
        self._state.flow = flow
        self._state.home = True

    def _say(self, what: str) -> None:
        said = f"not read: {what}"
        if said not in self.faults:
            self.faults.append(said)

    # control words

    def _word(self, word: bytes, number: bytes | None, start: int, end: int) -> None:
        if self._fresh and (self._star or word in _DESTINATIONS):
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
        if word in _MARKS:
            self._put(_MARKS[word], start, end, exact=False)
        elif word in _BREAKS:
            self._break(word)
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
                page = _PAGES.get(value) if word == b"fcharset" else _codec(value)
                if page:
                    self._fonts[self._font] = page
        elif word == b"f":
            state.page = self._fonts.get(value or 0, self._default)
        elif word in (b"ansicpg", b"mac", b"pc", b"pca"):
            page = _codec(value or 0) if word == b"ansicpg" else {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}[word]
            self._default = state.page = page or self._default
        elif word == b"plain":
            state.page = self._default
        elif word == b"pard":
            state.table = False
        elif word == b"intbl":
            state.table = True
        elif word == b"deleted" and value != 0 and not state.flow.silent:
            state.flow = _Flow("deleted")
            state.flow.paragraph = self._body.paragraph

    def _symbol(self, symbol: bytes, start: int, end: int) -> None:
        if symbol == b"*" and self._fresh:
            self._star = True
            return
        self._fresh = False
        if self._skipped(end):
            return
        self._settle()
        if symbol in b"\r\n":
            self._break(b"par")
        elif symbol in _SYMBOLS:
            self._put(_SYMBOLS[symbol], start, end, exact=False)

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
        if flow is self._body and self._state.table and self._levels < 3:
            for role in (TABLE, ROW, CELL)[self._levels :]:
                self._tables.begin(role)
            self._levels = 3
        if exact:
            flow.weave.copy(text, start)
        else:
            flow.weave.unit(text, start, end)
        if flow.weave.length > LONG:
            if "a paragraph is too long to be searched as one" not in self.faults:
                self.faults.append("a paragraph is too long to be searched as one")
            self._flush(flow)

    # texts

    def _break(self, word: bytes) -> None:
        flow = self._state.flow
        self._flush(flow)
        if flow is not self._body:
            return
        flow.paragraph += 1
        if word in (b"cell", b"nestcell", b"row", b"nestrow"):
            self._leave(1 if word in (b"row", b"nestrow") else 2)

    def _leave(self, level: int) -> None:
        """Leave a cell, a row or the table: so many levels stay open."""
        if level == 2 and self._levels < 3 and self._state.table:  # an empty cell counts
            for role in (TABLE, ROW, CELL)[self._levels :]:
                self._tables.begin(role)
            self._levels = 3
        for role in reversed((TABLE, ROW, CELL)[level : self._levels]):
            self._tables.end(role, "")
        self._levels = min(self._levels, level)

    def _flush(self, flow: _Flow) -> None:
        weave, flow.weave = flow.weave, Weave()
        text = weave.text
        label = flow.label
        if flow is self._body:
            if not self._state.table:
                self._leave(0)
            elif self._tables:
                label = self._tables.label()
                self._tables.text(text)
        if flow.name == "propname":
            self._property = text.strip()
        if text.strip():
            where: Location = {"paragraph": flow.paragraph}
            if flow.name:
                where["field"] = flow.name
            self._found.append(WovenPiece("", Segment(text, partial(_placed, where), label), weave.runs, written))


def _placed(where: Location, offset: int) -> Location:
    return {**where, "character": offset + 1}


def _codec(page: int) -> str | None:
    """Python's codec for a code page of Windows."""
    name = {936: "gb18030", 54936: "gb18030", 65001: "utf-8", 10000: "mac_roman", 1361: "johab"}.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name if page else None
    except LookupError:
        return None


_SPECIAL = re.compile(r"[\\{}]|[^\x20-\x7e]+")


def written(text: str) -> str:
    """A text as RTF that means the same wherever it stands."""

    def special(found: re.Match[str]) -> str:
        if found[0] in "\\{}":
            return "\\" + found[0]
        raw = found[0].encode("utf-16-le")
        codes = (int.from_bytes(raw[at : at + 2], "little", signed=True) for at in range(0, len(raw), 2))
        return "{\\uc0" + "".join(f"\\u{code} " for code in codes) + "}"

    return _SPECIAL.sub(special, text)
