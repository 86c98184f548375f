"""Writing the masked copy of a mail or a mailbox: texts, headers and attachments masked, each written as it was encoded.

What does not change stays byte for byte, and so does everything between the parts. A part that is signed and changes
is no longer what was signed, which is said; the signature itself stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, cast

from piiguard.errors import FormatError, alone
from piiguard.findings import Masked
from piiguard.formats import mail as mails
from piiguard.formats import mime, mimetext, mimewrite, unpack
from piiguard.formats.charset import Charset
from piiguard.formats.mailheaders import Field, Headers
from piiguard.formats.pieces import Keys, Segment
from piiguard.formats.textual import TextDocument
from piiguard.formats.xmlcopy import changes

if TYPE_CHECKING:
    from piiguard.formats.document import Member
    from piiguard.formats.treatment import Treatment

_HELD = 1 << 20  # bytes of a part kept in memory
_BLOCK = 1 << 18
_SIGNATURES = ("application/pkcs7-signature", "application/x-pkcs7-signature")
# Codecs whose bytes are known to come back; of others it is tried first.
_FAITHFUL = ("ascii", "utf-8", "gb18030", "cp950", "big5hkscs", "latin-1", "utf-16-le", "utf-16-be")
_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def write(mail: mails.Mail, stream: BinaryIO, out: BinaryIO, masked: Treatment) -> list[str]:
    """Write the copy; what a reader of the report should know. Raises FormatError, LimitError."""
    return _Copy(mail, stream, out, masked).write()


class _Length:
    """A header that says how long the body of its message is: where its digits stand in the copy, and both bodies."""

    def __init__(self, at: int, field: Field, body: int, copied: int) -> None:
        self.at = at
        self.digits = field.value.strip()
        self.body = body
        self.copied = copied


class _Copy:
    def __init__(self, mail: mails.Mail, stream: BinaryIO, out: BinaryIO, masked: Treatment) -> None:
        self._mail = mail
        self._stream = stream
        self._out = out
        self._masked = masked
        self._at = 0  # up to here the source is written
        self._length: _Length | None = None
        self._broken: set[tuple[int, str]] = set()

    def write(self) -> list[str]:
        faults: list[str] = []
        shape: list[tuple[int, str, str]] = []
        signed: list[str] = []
        for number, part, member in self._mail.contents(faults):
            shape.append((number, part.path, part.kind))
            if not part.path:
                signed.clear()
                self._measure()
            self._between(part.head, bool(number) and not part.path)
            around = [path for path in signed if part.path != path and f"{part.path}.".startswith(f"{path}.".lstrip("."))]
            if self._part(number, part, member):
                self._broken.update((number, path) for path in around)
            if part.kind == "multipart/signed":
                signed.append(part.path)
        if faults:
            raise FormatError(faults[0])
        self._measure()
        self._between(self._stream.seek(0, 2), False)
        self._check(shape)
        return [f"signatures that no longer hold: {len(self._broken)}"] if self._broken else []

    def _between(self, end: int, envelope: bool) -> None:
        """Boundaries as they are; the ``From `` line before a message masked."""
        data = b"".join(unpack.part(self._stream, self._at, end - self._at))
        if envelope:
            line = data.decode("latin-1")
            found = changes(line, self._masked(Segment(line, lambda _: {})))
            for start, stop, new in reversed(found):
                data = data[:start] + new.encode("utf-8") + data[stop:]
        self._out.write(data)
        self._at = end

    def _part(self, number: int, part: mime.Part, member: Member | None) -> bool:
        """Write one part; whether it changed."""
        raw = b"".join(unpack.part(self._stream, part.head, part.start - part.head))
        headers = Headers(raw)
        with SpooledTemporaryFile(_HELD) as spool:
            new = cast(BinaryIO, spool)
            try:
                headers.mask(part, self._masked)
                changed = part.start < part.end and self._content(part, member, new, headers)
            except FormatError as error:
                if member is not None:
                    raise
                where = f"message {number}, part {part.path or '0'}" if number else f"part {part.path or '0'}"
                alone(type(error)(f"{where}: {error}"))
            head = headers.written()
            self._note_length(headers, part)
            self._out.write(head)
            if changed:
                blocks = mimewrite.content(self._stream, part.start, part.end, part.coding, new)
            else:
                blocks = unpack.part(self._stream, part.start, part.end - part.start)
            for block in blocks:
                self._out.write(block)
        self._at = part.end
        return changed or head != raw

    def _content(self, part: mime.Part, member: Member | None, new: BinaryIO, headers: Headers) -> bool:
        """Fill ``new`` with the masked content, decoded; whether it is another."""
        if member is None:
            return self._text(part, new, headers)
        if part.kind in _SIGNATURES:
            raise FormatError("an S/MIME signature names its signer, which cannot be masked")
        with self._masked.member(member) as copy:
            while block := copy.read(_BLOCK):
                new.write(block)
        return not _same(self._mail.decoded(part), new)

    def _text(self, part: mime.Part, new: BinaryIO, headers: Headers) -> bool:
        faults: list[str] = []
        with SpooledTemporaryFile(_HELD) as held:
            plain = True
            for block in mimetext.content(self._stream, part.start, part.end, part.coding, faults):
                held.write(block)
                plain = plain and block.isascii() and b"\0" not in block
            if faults:
                raise FormatError(faults[0])
            old = cast(BinaryIO, held)
            declared = part.parameter("charset")
            charset = self._charset(old, declared, plain)
            page = mails.is_page(part) and held.tell() <= mails.PAGE
            if charset.codec not in _FAITHFUL:
                _probe(old, charset)
            TextDocument.told(old, "html" if page else "text", charset, self._mail.keys).rewrite(new, self._masked)
            old.seek(0)
            if _same(iter(lambda: old.read(_BLOCK), b""), new):
                return False
        if plain:
            _widen(part, declared, new, headers)
        return True

    def _charset(self, old: BinaryIO, declared: str, plain: bool) -> Charset:
        if plain and not mimetext.codec(declared):
            return Charset("utf-8", "utf-8")
        found = self._mail.charset_of(old, declared, {})
        if not found.known:
            raise FormatError("charset not recognised")
        if found.codec == "utf-16":
            old.seek(0)
            mark = old.read(2)
            found = Charset(found.name, _MARKS.get(mark, "utf-16"), mark if mark in _MARKS else b"")
        old.seek(0, 2)
        return found

    def _note_length(self, headers: Headers, part: mime.Part) -> None:
        field = headers.field("content-length") if not part.path else None
        if field is not None and field.value.strip().isdecimal():
            before = b"".join(one.written() for one in headers.fields[: headers.fields.index(field)])
            at = self._out.tell() + len(before) + len(field.before.encode("ascii", "surrogateescape"))
            self._length = _Length(at, field, part.start, self._out.tell() + len(headers.written()))

    def _measure(self) -> None:
        """At the end of a message: what its header says of its length."""
        length, self._length = self._length, None
        if length is None:
            return
        end = self._out.tell()
        more = (end - length.copied) - (self._at - length.body)
        if more:
            digits = str(max(0, int(length.digits) + more)).rjust(len(length.digits))
            if len(digits) > len(length.digits):
                raise FormatError("its Content-Length has no room for the length of the copy")
            self._out.seek(length.at)
            self._out.write(digits.encode("ascii"))
            self._out.seek(end)

    def _check(self, shape: list[tuple[int, str, str]]) -> None:
        """Raise FormatError unless the copy's parts are the source's: no masked value may look like a boundary."""
        again = mails.Mail(self._out, self._mail.format == "mbox", Keys())
        if [(number, part.path, part.kind) for number, part, _ in again.contents([])] != shape:
            raise FormatError("the parts of its copy are not the same")
        self._out.seek(0, 2)


def _widen(part: mime.Part, declared: str, new: BinaryIO, headers: Headers) -> None:
    """Say so in the headers where a text that was ASCII is no longer."""
    new.seek(0)
    if all(block.isascii() for block in iter(lambda: new.read(_BLOCK), b"")):
        return
    if part.headers is None:
        raise FormatError("a replacement has characters that a text outside the parts cannot have")
    if not mimetext.codec(declared):
        field = headers.field("content-type")
        headers.put("Content-Type", mimewrite.parameter(field.value if field else "text/plain", "charset", "utf-8"))
    if part.coding.partition(";")[0].strip().lower() in ("", "7bit", "7-bit"):
        headers.put("Content-Transfer-Encoding", "8bit")
    if not part.path and headers.field("mime-version") is None:
        headers.put("MIME-Version", "1.0")


def _probe(old: BinaryIO, charset: Charset) -> None:
    """Raise FormatError unless a text without changes is written back as the same bytes."""
    with SpooledTemporaryFile(_HELD) as again:
        back = cast(BinaryIO, again)
        TextDocument.told(old, "text", charset, Keys()).rewrite(back, lambda segment: Masked(segment.text, ()))
        old.seek(0)
        if not _same(iter(lambda: old.read(_BLOCK), b""), back):
            raise FormatError(f"its text ({charset.name}) cannot be written back as the same bytes")
    old.seek(0, 2)


def _same(old: Iterator[bytes], new: BinaryIO) -> bool:
    """Whether ``new`` holds these blocks and no more."""
    new.seek(0)
    return all(new.read(len(block)) == block for block in old) and not new.read(1)
