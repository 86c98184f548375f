"""E-mail: one message (eml), or a mailbox of them (mbox). Headers and bodies are text, attachments are members."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from piiguard.errors import FormatError
from piiguard.formats import charset as charsets
from piiguard.formats import mime, mimetext, text, unpack, visible
from piiguard.formats.charset import Charset, TextReader, UnsupportedError
from piiguard.formats.document import Document, Limits, Member, fixed
from piiguard.formats.pieces import Feed, Keys, Location, Segment
from piiguard.formats.treatment import Treatment

_HELD = 1 << 20  # bytes of a body kept in memory; a longer one is on disk without a name while it is read
PAGE = 1 << 24  # bytes of HTML that are read as a page
_FROM = re.compile(rb"From \S.{0,200}?[ \t](?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?[ \t].{0,40}\d\d:\d\d")
_UUENCODED = re.compile(r"begin [0-7]{3,4} \S")
# What only programs read: how to decode the rest, sums, and ids written like addresses.
SILENT = re.compile(
    r"content-(?:type|transfer-encoding|length|disposition)|mime-version|(?:x-google-)?dkim-signature|domainkey-signature"
    r"|arc-(?:seal|message-signature|authentication-results)|thread-index",
    re.I,
)
PEOPLE = re.compile(r"(?:resent-)?(?:from|sender|reply-to|to|cc|bcc)", re.I)  # RFC 5322, 3.6.2 and 3.6.3: mailboxes
_NEXT = re.compile(r"(?<=>)[ \t]*[,;][ \t]*")
IDS = re.compile(r"(?:message-id|references|in-reply-to|content-id):(?:\s*<[^<>\s]{1,300}>)+\s*", re.I)


class Mail(Document):
    """A message or a mailbox; it is gone through twice, for texts and for attachments, and never held."""

    def __init__(self, stream: BinaryIO, mailbox: bool, keys: Keys) -> None:
        self.keys = keys
        self.format = "mbox" if mailbox else "eml"
        self._stream = stream
        self._end = stream.seek(0, 2)
        stream.seek(0)
        self._start = 3 if stream.read(3) == b"\xef\xbb\xbf" else 0
        self._faults: list[str] = []
        self._notes: set[str] = set()
        self._said: list[str] = []

    def segments(self) -> Iterator[Segment]:
        """Headers (``header`` names them) and bodies by line, with ``part`` and in a mailbox ``message``."""
        for number, part in self._parts(self._faults):
            self.read = part.end
            place: Location = {"message": number} if number else {}
            if part.path:
                place["part"] = part.path
            yield from self._headers(part, place)
            if is_text(part) and part.start < part.end:
                try:
                    yield from self._body(part, place)
                except FormatError as error:
                    self._fault(place, str(error))

    def members(self) -> Iterator[Member]:
        """Attachments and attached mails; encrypted ones are skipped members."""
        return (member for _, _, member in self.contents([]) if member is not None)

    def contents(self, faults: list[str]) -> Iterator[tuple[int, mime.Part, Member | None]]:
        """Every part with the number of its message, 0 outside a mailbox, and as a member where it is a file."""
        secret: str | None = None  # the path of an encrypted multipart
        for number, part in self._parts(faults):
            if not part.path:
                secret = None
            if part.kind == "multipart/encrypted":
                secret = part.path
            if part.kind.startswith("multipart/") or is_text(part):
                yield number, part, None
                continue
            name = part.name or f"part {part.path or '0'}{_ending(part.kind)}"
            name = f"{number}/{name}" if number else name
            reason = _unreadable(part, secret is not None and f"{part.path}.".startswith(f"{secret}.".lstrip(".")))
            member = Member(name, None, status="skipped", reason=reason) if reason else Member(name, partial(self._open, part))
            yield number, part, member

    def unread(self) -> list[str]:
        """Parts that could not be told apart or decoded."""
        return self._faults

    def notes(self) -> list[str]:
        """Where a declared charset was not the real one."""
        return sorted(self._notes) + self._said

    def rewrite(self, out: BinaryIO, masked: Treatment) -> None:
        """The mail with its texts, headers and attachments masked. Raises FormatError where one cannot be masked in full."""
        from piiguard.formats import mailcopy

        self._said = mailcopy.write(self, self._stream, out, masked)

    def _parts(self, faults: list[str]) -> Iterator[tuple[int, mime.Part]]:
        """Every part with the number of its message, 0 outside a mailbox."""
        if self.format == "eml":
            for part in mime.parts(self._stream, self._start, self._end, faults):
                yield 0, part
            return
        for number, (start, end) in enumerate(self._messages(), 1):
            found: list[str] = []
            for part in mime.parts(self._stream, start, end, found):
                yield number, part
            faults += [f"message {number}: {fault}" for fault in found]

    def _messages(self) -> Iterator[tuple[int, int]]:
        """Where each message of a mailbox stands, its ``From `` line left out."""
        start: int | None = None
        at, blank = self._start, True
        while at < self._end:
            self._stream.seek(at)
            while line := self._stream.readline(1 << 16):
                if blank and line.startswith(b"From ") and (start is None or _FROM.match(line)):
                    break
                blank = not line.strip()
                at += len(line)
            if start is not None:
                yield start, at
            at += len(line)
            start, blank = (at, False) if line else (None, False)
        if start is not None:
            yield start, at

    def _headers(self, part: mime.Part, place: Location) -> Iterator[Segment]:
        if part.headers is None:
            return
        for name, value in part.headers.raw_items():
            if is_read(name, value):
                where = {**place, "header": name[:80]}
                for begin, words, label in stretches(name, mimetext.header_text(value)):
                    yield Segment(words, partial(_in_header, where, begin), label)

    def _body(self, part: mime.Part, place: Location) -> Iterator[Segment]:
        faults: list[str] = []
        with SpooledTemporaryFile(_HELD) as held:
            for block in mimetext.content(self._stream, part.start, part.end, part.coding, faults):
                held.write(block)
            spool = cast(BinaryIO, held)
            charset = self.charset_of(spool, part.parameter("charset"), place)
            reader = TextReader(spool, charset)
            page = is_page(part) and spool.seek(0, 2) <= PAGE
            spool.seek(len(charset.bom))
            yield from self._page(reader, place) if page else self._lines(Feed(reader.block), place)
            if reader.errors:
                faults.append(f"bytes that are not {charset.name}: {reader.errors}")
        for fault in faults:
            self._fault(place, fault)

    def charset_of(self, spool: BinaryIO, declared: str, place: Location) -> Charset:
        """The declared charset where the first bytes are in it, else what they look like."""
        said = mimetext.charset_of(declared)
        spool.seek(0)
        head = spool.read(charsets.SAMPLE)
        if said is not None and charsets.decodes(head, said):
            return said
        try:
            found = charsets.detect(spool)
        except UnsupportedError:
            found = Charset("unknown-8bit", "latin-1", known=False)
        if said is not None:
            self._notes.add(f"a part that says it is {said.name} was read as {found.name}")
        if not found.known and mimetext.western(declared):
            return Charset("cp1252", "latin-1")
        if not found.known:
            self._fault(place, "charset not recognised; read byte by byte")
        return found

    def _page(self, reader: TextReader, place: Location) -> Iterator[Segment]:
        html = "".join(iter(reader.block, ""))
        try:
            for line, found in visible.lines(html):
                yield fixed(found, {**place, "line": line})
        except (ImportError, ValueError):
            self._fault(place, "HTML searched as it stands, not as it is shown (pip install 'piiguard[scan]')")
            blocks = iter([html])
            yield from self._lines(Feed(lambda: next(blocks, "")), place)

    def _lines(self, feed: Feed, place: Location) -> Iterator[Segment]:
        for piece in text.pieces(feed):
            segment = piece.segment
            if segment is None:
                continue
            if "-----BEGIN PGP MESSAGE-----" in segment.text:
                self._fault(place, "a block encrypted with PGP")
            if _UUENCODED.match(segment.text):
                self._fault(place, "a file written into the text by uuencode")
            yield Segment(
                segment.text,
                partial(_placed, place, segment),
                segment.label,
                begin=segment.begin,
                stop=segment.stop,
                base=segment.base,
            )

    def _fault(self, place: Location, what: str) -> None:
        where = ", ".join(f"{key} {value}" for key, value in place.items() if key != "line")
        self._faults.append(f"{where}: {what}" if where else what)

    def _open(self, part: mime.Part) -> BinaryIO:
        return unpack.as_stream(self.decoded(part))

    def decoded(self, part: mime.Part) -> Iterator[bytes]:
        """The content of a part. Raises FormatError, at its end, where its encoding is broken."""
        faults: list[str] = []
        yield from mimetext.content(self._stream, part.start, part.end, part.coding, faults)
        if faults:
            raise FormatError("; ".join(faults))


def _placed(place: Location, segment: Segment, offset: int) -> Location:
    return {**place, **segment.locate(offset)}


def is_text(part: mime.Part) -> bool:
    """Whether a part is read in place: text that is no attachment, and what mail systems report."""
    if part.kind.startswith("text/"):
        return not part.attached
    return part.kind.startswith("message/") and part.kind not in ("message/rfc822", "message/global") and not part.name


def _unreadable(part: mime.Part, secret: bool) -> str:
    """Why an attachment is not read: it would be taken for harmless text or unknown binary."""
    name = part.name.lower()
    if part.kind in ("application/ms-tnef", "application/vnd.ms-tnef") or name == "winmail.dat":
        return "not supported: TNEF (winmail.dat)"
    if secret:
        return "encrypted mail"
    if part.kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        signed = "signed" in part.parameter("smime-type").lower()
        return "not supported: S/MIME message" if signed else "encrypted mail"
    return ""


def is_page(part: mime.Part) -> bool:
    """Whether a text is HTML."""
    return part.kind in ("text/html", "application/xhtml+xml")


def is_read(name: str, value: str) -> bool:
    """Whether a header is for people to read."""
    return not SILENT.fullmatch(name) and not IDS.fullmatch(f"{name}:{value}")


def stretches(name: str, text: str) -> Iterator[tuple[int, str, str | None]]:
    """What of a header is searched together: where it begins, what it is, its label."""
    if not PEOPLE.fullmatch(name):
        if text.strip():
            yield 0, text, name[:80]
        return
    # Addresses one by one: what stands before each ``<`` is a name, however it may read elsewhere.
    begin = 0
    for end in [*(gap.end() for gap in _NEXT.finditer(text)), len(text)]:
        if text[begin:end].strip():
            yield begin, text[begin:end], "sender"
        begin = end


def _ending(kind: str) -> str:
    return ".eml" if kind in ("message/rfc822", "message/global") else ""


def open_stream(stream: BinaryIO, name: str, *, keys: Keys, limits: Limits) -> Mail:
    """A message, or a mailbox where the first line begins with ``From ``. Raises OSError."""
    return Mail(stream, stream.read(5) == b"From ", keys)


def _in_header(where: Location, begin: int, offset: int) -> Location:
    return {**where, "character": begin + offset + 1}
