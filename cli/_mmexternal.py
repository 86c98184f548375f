"""The two sides of rsyslog's mmexternal: a message as a line of JSON, and as the answer its masked text.

One message, one answer, in turn. rsyslog's side: plugins/external/INTERFACE.md in its sources, ``interface.input="fulljson"``:
there a message with line feeds is one line still. The answer sets ``$!piiguard!msg`` and gives back the message's own
``$!piiguard_id`` as ``$!piiguard!id``: where rsyslog is disturbed while it waits it lets the message pass as it is, and later
takes the answer for that of another message. The recipe in examples/pipelines/rsyslog passes on only what has its own.
"""

from __future__ import annotations

import json

from ._blocks import WithheldLine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._blocks import BlockMasker

_DECODER = json.JSONDecoder(strict=False)


class Replies:
    """A masker between messages and answers."""

    def __init__(self, masker: BlockMasker) -> None:
        self.longest = 1 << 22  # bytes; rsyslog's own limit is 8 KiB unless it is told otherwise
        self._masker = masker

    def block(self, block: bytes) -> bytes:
        """The answers to a block of whole lines."""
        return b"".join([self._answer(line) for line in block.split(b"\n")[:-1]])

    def long_line(self, beginning: bytes) -> WithheldLine:
        """The answer to a message too long to be held."""
        return WithheldLine(self._withheld()[:-1])

    def _withheld(self) -> bytes:
        """Nothing of the message goes into its answer, which is nobody's: it has no number."""
        self._masker.lines += 1
        self._masker.withheld += 1
        return _written(None, self._masker.mark.decode())

    def _answer(self, line: bytes) -> bytes:
        try:
            message = _DECODER.decode(line.decode("utf-8", "replace"))
            own, text = message["$!"]["piiguard_id"], message["msg"]
            if not isinstance(text, str) or not isinstance(own, str):
                raise TypeError
        except Exception:  # its text may hold the message
            return self._withheld()
        return _written(own, self._masked(text))

    def _masked(self, text: str) -> str:
        self._masker.apart()
        # rsyslog's own strings end at a NUL; half a surrogate pair has no UTF-8
        clean = text.replace("\0", "\ufffd").encode("utf-8", "replace")
        return self._masker.block(clean + b"\n")[:-1].decode("utf-8", "replace")


def _written(own: str | None, text: str) -> bytes:
    return json.dumps({"$!": {"piiguard": {"id": own, "msg": text}}}, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
