"""JSON lines, masked in place: only the characters of findings are written anew."""

from __future__ import annotations

import json
import re

from piiguard.again import Known

from ._journal import BYTES, CURSOR, CURSOR_FIELD, read_bytes, write_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from piiguard.findings import Masked
    from piiguard.guard import Guard

    Change = tuple[int, int, str]  # start and end in a text (characters, half-open), and what is written there

# What json reads and JSON does not know (NaN, control characters in strings) is read here, too: programs write it.
_TOKEN = re.compile(
    r'[ \t\r\n]*(?:("(?:[^"\\]|\\.)*")|(-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)|([{}\[\],:])|(true|false|null|NaN|-?Infinity))'
)
# What one character of the decoded string is written as: half a pair alone counts as a character.
_WRITTEN = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|[^\\]", re.DOTALL)
# Python refuses to build very long numbers; none has to be built here.
_DECODER = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)
#: So many times JSON is looked for inside a string of JSON; deeper down it is text.
DEPTH = 5
#: What may stand before a line's value: blanks, a byte order mark, the record separator of JSON text sequences (RFC 7464).
FRONT = " \t\r\ufeff\x1e"
#: Deeper than this nobody's parser reads, and what is kept of open containers must not outgrow the line.
_DEEPEST = 10_000
_VALUE = frozenset('{["')  # with what a string that holds JSON begins; a number alone is text
_OPENING = _VALUE | frozenset(" \t\r\n")


def mask_json_line(guard: Guard, line: bytes, found: dict[str, int] | None = None) -> bytes | None:
    """The line with its values treated, unchanged bytes elsewhere; None if it is not one JSON object or list.

    Keys serve as labels; a masked number becomes a string. A string that is JSON itself is treated as such. Bytes in strings
    that are not UTF-8 are nobody's value and stay.

    found  findings by entity type: those of the line are added

    Raises:
        TooDeep: it is JSON, but too deep to be treated as such.
    """
    whole = line.decode("utf-8", "surrogateescape")
    text = whole.lstrip(FRONT)
    if not text.startswith(("{", "[")) or not _is_json(text):
        return None
    known = Known(guard._again)
    walk = _Line(guard, text, known)
    changes = walk.changes()
    if known and changes is not None:  # a name may stand before the field that announces it
        walk = _Line(guard, text, known)
        changes = walk.changes()
    if changes is None:
        return None
    for entity_type in walk.found if found is not None else ():
        assert found is not None
        found[entity_type] = found.get(entity_type, 0) + 1
    return (whole[: len(whole) - len(text)] + _spliced(text, changes)).encode("utf-8", "surrogateescape")


class TooDeep(Exception):
    """JSON with more containers inside one another than are kept."""


def _is_json(text: str) -> bool:
    """Whether a text is one JSON value.

    Raises:
        TooDeep: it is, and is too deep.
    """
    try:
        _DECODER.decode(text)
    except RecursionError:
        return _is_deep_json(text)
    except ValueError:
        return False
    return True


#: What is wanted behind an opening mark, and behind a comma by the mark that closes the container.
_NEXT = {"{": "first key", "[": "first value", "}": "key", "]": "value"}


def _is_deep_json(text: str) -> bool:
    """The same for what json's own reader does not go down into: it keeps one byte an open container."""
    open_ones = bytearray()  # the marks that will close them
    wanted, at, deepest = "value", 0, 0
    while match := _TOKEN.match(text, at):
        at = match.end()
        scalar, mark = match[1] or match[2] or match[4], match[3]
        if scalar is not None:
            fits = wanted.endswith("value") or (wanted.endswith("key") and match[1] is not None)
            fits = fits and (match[4] is not None or _is_json(scalar))
            wanted = "end" if wanted.endswith("value") else "colon"
        elif mark in "{[":
            fits = wanted.endswith("value")
            wanted = _NEXT[mark]
            open_ones += b"}" if mark == "{" else b"]"
            deepest = max(deepest, len(open_ones))
        elif mark in "}]":
            fits = open_ones[-1:] == mark.encode() and wanted in ("end", "first key", "first value")
            wanted = "end"
            del open_ones[-1:]
        else:
            fits = wanted == ("colon" if mark == ":" else "end") and bool(open_ones)
            wanted = "value" if mark == ":" or not fits else _NEXT[chr(open_ones[-1])]
        if not fits:
            return False
    if open_ones or wanted != "end" or text[at:].strip(" \t\r\n"):
        return False
    if deepest > _DEEPEST:
        raise TooDeep
    return True


def _spliced(text: str, changes: list[Change]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end, new in changes:
        pieces += [text[done:start], new]
        done = end
    return "".join([*pieces, text[done:]])


class _Line:
    """One pass over the tokens of one line that holds one JSON value, or of one string that does.

    label  what a string that holds JSON is called: the label of what has none of its own
    found  the entity type of every finding
    """

    def __init__(self, guard: Guard, text: str, known: Known, label: str | None = None, depth: int = 0) -> None:
        self.found: list[str] = []
        self._guard = guard
        self._known = known
        self._text = text
        self._depth = depth
        self._ascii = text.isascii()  # a line in ASCII stays in ASCII
        #: One entry an open container: its key's label or the one above, its changed keys (None for a list).
        self._outer: list[tuple[str | None, set[str] | None]] = [(label, None)]
        self._key: str | None = None
        self._at_key = False

    def changes(self) -> list[Change] | None:
        """What is to be written anew, by offsets in the text; None if a token was not understood, so that nothing goes unseen."""
        text = self._text
        changes: list[Change] = []
        at = 0
        while match := _TOKEN.match(text, at):
            at = match.end()
            string, number, mark, _ = match.groups()
            if mark is not None:
                if mark == "[" and (listed := BYTES.match(text, at - 1)) and (new := self._bytes(listed[0])):
                    changes.append((at - 1, listed.end(), new))
                    at = listed.end()
                else:
                    self._step(mark)
                continue
            if string is not None:
                new = self._string(string)
            elif number is not None:
                new = self._number(number)
            else:
                continue
            if new is not None:
                changes.append((match.start(match.lastindex or 0), at, new))
        return None if text[at:].strip() else changes

    def _step(self, mark: str) -> None:
        """Go into a container, out of it, or on to its next entry."""
        if mark in "{[":
            self._outer.append((self._label(), set() if mark == "{" else None))
            self._key = None
            self._at_key = mark == "{"
        elif mark in "}]":
            self._outer.pop()
            self._key = None
            self._at_key = False
        elif mark == ",":
            self._at_key = self._outer[-1][1] is not None

    def _label(self) -> str | None:
        """The nearest key above the value that names something."""
        if self._key is not None and self._guard._prefix_of(self._key):
            return self._key
        return self._outer[-1][0]

    def _string(self, raw: str) -> str | None:
        """A string as it is to be written, quotes included; None where nothing is found."""
        value: str = _DECODER.decode(raw) if "\\" in raw else raw[1:-1]
        if not self._at_key:
            if self._key == CURSOR_FIELD and not self._depth and CURSOR.fullmatch(value):
                return None
            changes = self._inner(value)
            return self._written(raw, self._value(value) if changes is None else changes)
        self._at_key = False
        self._key = value
        new = self._written(raw, self._changed(self._guard.process(value)))
        return None if new is None else self._unused(new)

    def _inner(self, value: str) -> list[Change] | None:
        """What changes in a string that is JSON itself; None if it is none."""
        if value[:1] not in _OPENING or self._depth >= DEPTH:
            return None
        try:
            if value.lstrip()[:1] not in _VALUE or not _is_json(value):
                return None
        except TooDeep:  # as text the line stays JSON
            return None
        inner = _Line(self._guard, value, self._known, self._label(), self._depth + 1)
        changes = inner.changes()
        if changes is not None:
            self.found += inner.found
        return changes

    def _value(self, value: str) -> list[Change]:
        new = self._guard._process(value, self._label(), self._known)
        for edit in new.edits:
            self._known.learn(value[edit.start : edit.end], edit.entity_type, edit.score)
        return self._changed(new)

    def _changed(self, new: Masked) -> list[Change]:
        """What is to be written anew of a text; what a policy keeps is not."""
        if not new.edits:
            return []
        self.found += [edit.entity_type for edit in new.edits]
        return [
            (edit.start, edit.end, new.text[edit.out_start : edit.out_end]) for edit in new.edits if edit.operator != "keep"
        ]

    def _bytes(self, listed: str) -> str | None:
        """A list of bytes whose text holds findings, as it is to be written."""
        text = read_bytes(listed)
        changes = self._value(text) if text is not None else []
        return write_bytes(_spliced(text or "", changes)) if changes else None

    def _number(self, raw: str) -> str | None:
        new = self._guard.process(_digits(raw), self._label())
        return self._quoted(new.text) if self._changed(new) else None

    def _written(self, raw: str, changes: list[Change]) -> str | None:
        """The string with the changes to its value written anew; every other escape stays as it was written."""
        if not changes:
            return None
        ends = [1]
        ends += [unit.end() for unit in _WRITTEN.finditer(raw, 1, len(raw) - 1)] if "\\" in raw else range(2, len(raw))
        return _spliced(raw, [(ends[start], ends[end], self._quoted(new)[1:-1]) for start, end, new in changes])

    def _quoted(self, text: str) -> str:
        """A JSON string. Half a surrogate pair, which has no UTF-8, is always written as an escape."""
        halves = any("\ud800" <= char < "\ue000" for char in text)
        return json.dumps(text, ensure_ascii=self._ascii or halves)

    def _unused(self, key: str) -> str:
        """Two keys may mask to the same text; a reader of the line would lose one of their values."""
        taken = self._outer[-1][1]
        assert taken is not None
        candidate, count = key, 1
        while candidate in taken:
            count += 1
            candidate = f'{key[:-1]}#{count}"'
        taken.add(candidate)
        return candidate


def _digits(number: str) -> str:
    """A number as a person would read it: whole ones without ``.0`` or an exponent."""
    if len(number) > 40 or not any(mark in number for mark in ".eE"):
        return number
    value = float(number)
    return str(int(value)) if abs(value) < 1e40 and value == int(value) else number
