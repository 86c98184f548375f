"""The compressed RTF of Outlook messages (MS-OXRTFCP)."""

from __future__ import annotations

import struct

from piiguard.errors import FormatError

_FIRST = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbolArial"
    rb"Times New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW = 4096


def unpacked(data: bytes) -> bytes:
    """The RTF. Raises FormatError where it is damaged; the output is at most nine times the input."""
    if len(data) < 16:
        raise FormatError("its compressed RTF is cut off")
    size, kind = struct.unpack_from("<LL", data, 4)
    if kind == 0x414C454D:  # stored
        return data[16 : 16 + size]
    if kind != 0x75465A4C:
        raise FormatError("its compressed RTF is damaged")
    window = bytearray(_FIRST.ljust(_WINDOW, b"\0"))
    write = len(_FIRST)
    out = bytearray()
    at = 16
    while at < len(data):
        flags = data[at]
        at += 1
        for bit in range(8):
            if flags >> bit & 1:
                if at + 2 > len(data):
                    raise FormatError("its compressed RTF is cut off")
                offset, length = data[at] << 4 | data[at + 1] >> 4, (data[at + 1] & 15) + 2
                at += 2
                if offset == write:  # the end mark
                    return bytes(out)
            elif at < len(data):
                offset, length, window[write] = write, 1, data[at]
                at += 1
            else:
                break
            for step in range(offset, offset + length):
                byte = window[write] = window[step % _WINDOW]
                out.append(byte)
                write = (write + 1) % _WINDOW
    raise FormatError("its compressed RTF is cut off")
