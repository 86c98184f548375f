"""XMP packets: the description that cameras, scanners and word processors put into pictures and PDFs.

Read without an XML parser: a packet holds short texts, and nothing in it is followed or expanded.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import BinaryIO

from piiguard.formats.document import fixed
from piiguard.formats.pieces import Keys, Segment

_BEGIN, _END = b"<?xpacket begin", b"<?xpacket end"
_LONGEST = 1 << 20  # bytes of a packet
_BLOCK = 1 << 20
_ATTRIBUTE = re.compile(r"""([\w.-]{1,80}:)?([\w.-]{1,80})\s{0,8}=\s{0,8}("[^"<]++"|'[^'<]++')""")
_TEXT = re.compile(r"<(?:[\w.-]{1,80}:)?([\w.-]{1,80})[^<>]*+>([^<>]++)<")
_LISTS = ("li", "Alt", "Bag", "Seq", "Description", "RDF", "xmpmeta")
_OWNER = re.compile(r"<(?:[\w.-]{1,80}:)([\w.-]{1,80})[^<>]*+>")
_PLAIN = ("xmlns", "about", "lang", "parseType", "resource", "xmptk", "id", "begin")


def packets(stream: BinaryIO, unread: list[str]) -> Iterator[str]:
    """The packets that lie readable in a file; ``unread`` is told of those that are too long. Moves the stream."""
    stream.seek(0)
    held = b""
    while block := stream.read(_BLOCK):
        held += block
        while (begin := held.find(_BEGIN)) >= 0:
            end = held.find(_END, begin)
            if end < 0:
                break
            if end - begin <= _LONGEST:
                yield decoded(held[begin:end])
            else:
                _too_long(unread)
            held = held[end + len(_END) :]
        begin = held.find(_BEGIN)
        if begin >= 0 and len(held) - begin > _LONGEST:
            _too_long(unread)
            begin = -1
        held = held[begin:] if begin >= 0 else held[-len(_BEGIN) :]


def _too_long(unread: list[str]) -> None:
    said = f"an XMP packet of more than {_LONGEST} bytes"
    if said not in unread:
        unread.append(said)


def decoded(packet: bytes) -> str:
    """A packet's text: UTF-8, or UTF-16 as some scanners write it."""
    if packet[1:2] == b"\0" or packet[:1] == b"\0":
        return packet.decode("utf-16-be" if packet[:1] == b"\0" else "utf-16-le", "replace")
    return packet.decode("utf-8", "replace")


def segments(packet: str, keys: Keys) -> Iterator[Segment]:
    """What it says, property by property; the property is the label."""
    at = packet.find("xmpmeta")
    body = packet[max(0, at) :]
    for match in _ATTRIBUTE.finditer(body):
        if match[1] != "xmlns:" and match[2] not in _PLAIN:
            yield _segment(match[2], match[3][1:-1], keys)
    for match in _TEXT.finditer(body):
        if match[2].strip():
            yield _segment(_name(body, match), match[2], keys)


def _name(body: str, match: re.Match[str]) -> str:
    """The property a text belongs to: of an item of a list, the one the list is the value of."""
    if match[1] not in _LISTS:
        return match[1]
    owners = [name for name in _OWNER.findall(body[max(0, match.start() - 1000) : match.start()]) if name not in _LISTS]
    return owners[-1] if owners else match[1]


def _segment(name: str, value: str, keys: Keys) -> Segment:
    return fixed(html.unescape(value).strip(), {"part": "XMP", "field": keys.shown(name)}, name)
