"""Masking blocks of whole lines as bytes, and single lines too long for a block."""

from __future__ import annotations

import codecs

from piiguard.above import REACH, kept, shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from piiguard.guard import Guard

_ABOVE = 4 * REACH  # bytes
_LONG = 1 << 20  # a line longer than this goes through a stream, window by window
_LONG_JSON = 1 << 22  # and with JSON lines than this: one is read whole or not at all
#: What stands in the place of a line that is withheld; where lines are JSON, their reader must be able to go on.
MARK = "〔piiguard: line withheld〕".encode()
JSON_MARK = b'{"piiguard_withheld":true}'
_FRONT = b" \t\r\x1e\xef\xbb\xbf"  # _jsonlines.FRONT


class BlockMasker:
    """Masks the lines of a block; counts them, what it found and what it had to withhold.

    longest  bytes of a line that :meth:`block` is given; a longer one goes through :meth:`long_line`
    mark     what stands in the place of a line that is withheld
    found    by entity type, also what the policy keeps
    """

    def __init__(self, guard: Guard, json_lines: bool = False) -> None:
        self.longest = _LONG_JSON if json_lines else _LONG
        self.mark = JSON_MARK if json_lines else MARK
        self.lines = self.withheld = 0
        self.found = dict.fromkeys(guard._appliers, 0)
        self._guard = guard
        self._engine = guard._engine
        self._json = json_lines
        self._whole_lines = bool(guard._foreign or guard.ner)
        self._above = b""  # the end of what came before

    def block(self, block: bytes) -> bytes:
        """``block`` (whole lines, ended by a line feed) with every finding treated; blocks follow one another."""
        above, found = self._above, self.found.copy()
        self.lines += block.count(b"\n")
        try:
            if self._json:
                return self._json_block(block)
            masked = self._whole_block(block) if self._whole_lines else self._text_block(block)
            self._pass(block)
            return masked
        except Exception:
            self._above, self.found = above, found
            return self._line_by_line(block)

    def _pass(self, lines: bytes) -> None:
        """``lines`` stand above what comes next."""
        self._above = (self._above + lines)[-_ABOVE:]

    def _before(self, block: bytes, at: int) -> str:
        """The lines above the one at ``block[at:]``."""
        part = block[at - _ABOVE if at > _ABOVE else 0 : at]
        return (self._above + part if len(part) < _ABOVE else part).decode("utf-8", "surrogateescape")[-REACH:]

    def apart(self) -> None:
        """What came before says nothing of what comes next."""
        self._above = b""

    def long_line(self, beginning: bytes = b"") -> LongLine | WithheldLine:
        """Windows over one line that does not fit in a block; ``beginning`` is not fed by this."""
        self.lines += 1
        self._above = b""  # what stood above it does not stand above the line behind it
        if self._json and beginning.lstrip(_FRONT).startswith((b"{", b"[")):
            self.withheld += 1
            return WithheldLine(self.mark)  # as text it might come out as something that is no JSON
        return LongLine(self)

    def _text_block(self, block: bytes) -> bytes:
        pieces: list[bytes] = []
        done = 0
        guard = self._guard
        appliers = guard._pattern_appliers
        counts = self.found
        for low, high, line, token in self._engine.byte_lines(block):
            spans = guard._line_spans(line, token, lambda at=low: self._before(block, at))  # type: ignore[misc]
            if not spans:
                continue
            pieces.append(block[done:low])
            out = []
            at = 0
            for start, end, _, compiled in spans:
                out.append(line[at:start])
                out.append(appliers[compiled.index](line[start:end]))
                counts[compiled.entity_type] += 1
                at = end
            out.append(line[at:])
            pieces.append("".join(out).encode("utf-8", "surrogateescape"))
            done = high
        if not pieces:
            return block
        pieces.append(block[done:])
        return b"".join(pieces)

    def _whole_block(self, block: bytes) -> bytes:
        """The same for a guard with guests, which look at every line; a model at all lines of the block at once."""
        from piiguard.foreign import by_line

        guard = self._guard
        appliers = guard._appliers
        pieces = []
        text = block[:-1].decode("utf-8", "surrogateescape")
        above = self._above.decode("utf-8", "surrogateescape")
        for offset, line, found in by_line(guard, text):
            at = 0
            found = kept(line, found, lambda start=offset: shown(above, text, start))  # type: ignore[misc]
            for start, end, _, compiled in guard._with_again(line, found):
                self.found[compiled.recognizer.entity_type] += 1
                pieces += [line[at:start], appliers[compiled.recognizer.entity_type](line[start:end])]
                at = end
            pieces += [line[at:], "\n"]
        return "".join(pieces).encode("utf-8", "surrogateescape")

    def _json_block(self, block: bytes) -> bytes:
        from ._jsonlines import mask_json_line

        pieces = []
        for line in block.split(b"\n")[:-1]:
            masked = mask_json_line(self._guard, line, self.found) if line else line
            pieces.append(self._one(line + b"\n")[:-1] if masked is None else masked)
            self._pass(line + b"\n")
        pieces.append(b"")
        return b"\n".join(pieces)

    def _one(self, line: bytes) -> bytes:
        """One line that ends with a line feed."""
        return self._whole_block(line) if self._whole_lines else self._text_block(line)

    def _line_by_line(self, block: bytes) -> bytes:
        """Something failed in the block: find the lines that fail and withhold those alone."""
        pieces = []
        for line in block.split(b"\n")[:-1]:
            above, found = self._above, self.found.copy()
            try:
                pieces.append(self._json_block(line + b"\n") if self._json else self._one(line + b"\n"))
            except Exception:
                self.found = found
                self.withheld += 1
                pieces.append(self.mark + b"\n")
            self._above = above
            self._pass(line + b"\n")
        return b"".join(pieces)


class LongLine:
    """One line in windows, through a stream; after a failure the rest of the line is withheld."""

    def __init__(self, masker: BlockMasker) -> None:
        self._masker = masker
        self._stream = masker._guard.stream()
        self._decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        self._failed = False
        self._begun = False  # part of it is out

    def feed(self, data: bytes) -> bytes:
        return self._run(lambda: self._stream.feed(self._decode(data)))

    def flush(self) -> bytes:
        return self._run(lambda: self._stream.feed(self._decode(b"", True)) + self._stream.flush())

    def cut(self) -> bytes:
        """What ends the line where the rest of it did not come: the next line must not begin inside this one."""
        if not self._begun:
            return b""
        return b"\n" if self._failed else MARK + b"\n"

    def _run(self, step: Callable[[], str]) -> bytes:
        if self._failed:
            return b""
        try:
            masked = step().encode("utf-8", "surrogateescape")
        except Exception:
            self._failed = True
            self._masker.withheld += 1
            masked = MARK if self._begun else self._masker.mark
        self._begun = self._begun or bool(masked)
        counts = self._masker.found
        for entity_type, count in self._stream.found.items():
            counts[entity_type] = counts.get(entity_type, 0) + count
        self._stream.found.clear()
        return masked


class WithheldLine:
    """One line that is too long to be treated as what it is: nothing of it comes out, and what stands for it at its end."""

    def __init__(self, mark: bytes) -> None:
        self._mark = mark

    def feed(self, data: bytes) -> bytes:
        return b""

    def flush(self) -> bytes:
        return self._mark

    def cut(self) -> bytes:
        return b""
