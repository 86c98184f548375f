"""Writing the headers of a mail again: what people read masked where it stands, everything else byte for byte.

A value in encoded words is written in words of the same charset and coding; of an attachment's name the parameter
is. Where that cannot be done in place, the whole header becomes words in UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from piiguard.errors import FormatError
from piiguard.formats import mail, mime, mimetext, mimewrite
from piiguard.formats.pieces import Change, Segment, splice
from piiguard.formats.xmlcopy import changes

if TYPE_CHECKING:
    from piiguard.formats.treatment import Treatment

_NAMED = {"content-disposition": "filename", "content-type": "name"}
# Signatures and what servers said of them: of all their words only addresses are people's.
_SEALS = re.compile(
    r"(?:x-google-)?dkim-signature|domainkey-signature|arc-(?:seal|message-signature|authentication-results)", re.I
)
_ADDRESS = "EMAIL_ADDRESS"


class Field:
    """A header as it stands: ``name``, what stands before its value, the value (8-bit bytes as surrogates), its line end."""

    __slots__ = ("before", "ending", "name", "value")

    def __init__(self, raw: bytes) -> None:
        text = raw.decode("ascii", "surrogateescape")
        name, colon, value = text.partition(":")
        self.name = name.strip(" \t")
        self.ending = text[len(text.rstrip("\r\n")) :]
        value = value.rstrip("\r\n")
        self.value = value.lstrip(" \t\r\n")
        self.before = name + colon + value[: len(value) - len(self.value)]

    def written(self) -> bytes:
        """Its bytes."""
        return (self.before + self.value + self.ending).encode("ascii", "surrogateescape")


class Headers:
    """The headers of a part, and the blank line that ends them."""

    def __init__(self, raw: bytes) -> None:
        lines: list[list[bytes]] = []
        self._rest = b""
        for line in re.findall(rb"[^\n]*\n|[^\n]+", raw):
            if not line.strip():
                self._rest += line
            elif lines and line[:1] in b" \t":
                lines[-1].append(line)
            else:
                lines.append([line])
        self.fields = [Field(b"".join(field)) for field in lines]

    def written(self) -> bytes:
        """Their bytes."""
        return b"".join(field.written() for field in self.fields) + self._rest

    def field(self, name: str) -> Field | None:
        """The first header of a name, in lower case."""
        return next((field for field in self.fields if field.name.lower() == name), None)

    def put(self, name: str, value: str) -> None:
        """Give a header a value; a new one comes last."""
        field = self.field(name.lower())
        if field is None:
            ending = self.fields[-1].ending if self.fields else "\n"
            field = Field(f"{name}: x{ending or chr(10)}".encode("ascii"))
            self.fields.append(field)
        field.value = value

    def mask(self, part: mime.Part, masked: Treatment) -> None:
        """Mask what people read of them, and names of files. Raises FormatError where a header cannot be written again."""
        for field in self.fields:
            if field.name.lower() in _NAMED:
                _rename(field, part, masked)
            elif mail.is_read(field.name, field.value) or _SEALS.fullmatch(field.name):
                field.value = _masked(field, masked)


def _rename(field: Field, part: mime.Part, masked: Treatment) -> None:
    header = field.name.lower()
    name = part.parameter(_NAMED[header], header)
    new = masked.name(name)
    if new == name:
        return
    field.value = mimewrite.parameter(field.value, _NAMED[header], new)
    again = mime.Part("", mime.block(field.written()), "", 0, 0, 0)
    if again.parameter(_NAMED[header], header) != new:
        raise FormatError("the name of an attachment cannot be written again")


def _masked(field: Field, masked: Treatment) -> str:
    value = re.sub("\r(?!\n)", " ", field.value)
    flat, places = mimetext.unfolded(value)
    runs = mimetext.header_runs(flat)
    text = "".join(run.text for run in runs)
    found = list(_changes(field.name, text, masked))
    if not found:
        return field.value
    wanted = splice(text, found)
    cuts = _cuts(flat, runs, found, field.ending or "\n")
    if cuts is not None:
        if places:  # a fold behind a value stays
            cuts = [(places[start], places[max(start, end - 1)] + (end > start), new) for start, end, new in cuts]
        new = splice(field.value, cuts)
        if mimetext.header_text(new) == wanted:
            return new
    new = mimewrite.words(wanted, "utf-8", "utf-8", "b", field.ending or "\n")
    if mimetext.header_text(new) != wanted:
        raise FormatError("a header cannot be written again")
    return new


def _changes(name: str, text: str, masked: Treatment) -> Iterator[Change]:
    if _SEALS.fullmatch(name):
        treated = masked(Segment(text, lambda _: {}))
        for edit in treated.edits:
            if edit.entity_type == _ADDRESS:
                yield edit.start, edit.end, treated.text[edit.out_start : edit.out_end]
        return
    for begin, words, label in mail.stretches(name, text):
        for start, end, new in changes(words, masked(Segment(words, lambda _: {}, label))):
            yield begin + start, begin + end, new


def _cuts(flat: str, runs: list[mimetext.Run], found: list[Change], ending: str) -> list[Change] | None:
    """The changes of the text as changes of the unfolded header; None where they cannot be made in place."""
    cuts: list[Change] = []
    left = first = 0
    for run in runs:
        right = left + len(run.text)
        while first < len(found) and found[first][1] <= left:
            first += 1
        own = [
            (max(start, left) - left, min(end, right) - left, new if start >= left else "")
            for start, end, new in takewhile(lambda change: change[0] < right, islice(found, first, None))  # noqa: B023
        ]
        left = right
        if not own:
            continue
        if run.coding:
            cuts.append((run.start, run.end, _words(splice(run.text, own), run, ending)))
            continue
        codec = _codec(flat[run.start : run.end], run.text)
        if codec is None:
            return None
        done, at = 0, run.start
        for start, end, new in own:
            low = at + len(run.text[done:start].encode(codec))
            done, at = end, low + len(run.text[start:end].encode(codec))
            try:
                cuts.append((low, at, new.encode(codec).decode("ascii", "surrogateescape")))
            except UnicodeError:
                return None
    return cuts


def _words(text: str, run: mimetext.Run, ending: str) -> str:
    try:
        return mimewrite.words(text, run.charset, mimetext.codec(run.charset), run.coding, ending)
    except (LookupError, UnicodeError):
        return mimewrite.words(text, "utf-8", "utf-8", run.coding, ending)


def _codec(raw: str, text: str) -> str | None:
    """The codec in which the bytes of a header read as ``text``."""
    data = raw.encode("utf-8", "surrogateescape")
    for codec in ("ascii", "utf-8", "gb18030", "cp950", "big5hkscs", "latin-1"):
        try:
            if data.decode(codec) == text and text.encode(codec) == data:
                return codec
        except UnicodeError:
            continue
    return None
