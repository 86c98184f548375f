"""JSON lines of known shapes: lines that need not be parsed where none of their values can hold a finding.

Most lines of a file have the same keys in the same order. An expression made of one such line says of all lines like
it that they are JSON, which keys they have and where their values stand; so what a parser would give is known without
one. The values are laid out as lines of their own, a key that names something before its value, and only the lines of
JSON in which a scanner stops there are parsed. What is not certain is no shape: escapes, lists and objects below a
key that names, numbers that are read otherwise than written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from piiguard.formats.pieces import Keys

Sieve = Callable[[bytes], Iterable[int]]
"""Lines of UTF-8 -> an offset in each that could hold a finding: superset of those that do, in order."""

_SHAPES = 8  # of one document; a line of none of them is parsed
_LEAST = 1 << 14  # characters of a block; below it an expression is not worth compiling
_STRIKES = 4  # blocks of which most was parsed in the end, after which shapes are not looked for any more
_REWRITES = 24  # two for each key that names; each goes over the whole block, and more cost more than parsing does
_LONG = 1 << 13  # characters of a line; a longer one is of no shape
_KEY = 64  # characters that are read as a label
_QUOTES = bytes.maketrans(b'"', b"\n")
_STRING = r'"[^"\\\n]*+"'
# Numbers a reader is shown as they are written, or without the ".0" behind a whole number; none so long that it could be
# a line of something else.
_NUMBER = r"-?(?:(?:0|[1-9][0-9]{0,8}+)\.[0-9]{1,6}+|(?:0|[1-9][0-9]{0,20}+)(?:\.[0-9]{1,17}+(?<=[1-9]))?+)"
_SCALAR = rf"(?:{_STRING}|{_NUMBER}(?![0-9.eE])|true|false|null)"
_TOKEN = re.compile(rf"{_STRING}|{_NUMBER}(?![0-9.eE])|true|false|null|[{{}}\[\],:]|[ \t]+")
_NAME = re.compile(r"[^\W\d][\w .()（）/-]*")
_WORDS = frozenset({"true", "false", "null"})


class Shapes:
    """The shapes of one document, learnt from its lines.

    sieve  says which of the lines it is given could hold a finding
    """

    def __init__(self, keys: Keys, sieve: Sieve) -> None:
        self._keys = keys
        self._sieve = sieve
        self._sources: dict[str, None] = {}
        self._expression: re.Pattern[str] | None = None
        self._rewrites: dict[bytes, bytes] = {}
        self._strikes = 0

    def suspects(self, block: str) -> list[int] | None:
        """Which lines of a block (0-based) have to be parsed; None: all of them."""
        if self._strikes >= _STRIKES or len(block) < _LEAST:
            return None
        try:
            data = block.encode()
        except UnicodeEncodeError:
            return None
        total = block.count("\n")
        odd = self._odd(block, max(8, total // 4))
        if odd is None:
            self._strikes += 1
            return None
        found = set(odd)
        number = done = 0
        try:
            places = list(self._sieve(self._laid_out(data)))
        except Exception:  # said of the values themselves, when they are searched
            return None
        for at in places:
            number += data.count(b"\n", done, at)
            done = at
            found.add(number)
        self._strikes += 2 * len(found) > total
        return sorted(found)

    def _odd(self, block: str, most: int) -> list[int] | None:
        """The lines that are of no shape; None where they are more than ``most``."""
        odd: list[int] = []
        at = number = 0
        while at < len(block):
            end = self._run(block, at)
            number += block.count("\n", at, end)
            if end < len(block):
                stop = block.find("\n", end) + 1 or len(block)
                if not self._learn(block[end:stop]):
                    odd.append(number)
                    number += 1
                    end = stop
                    if len(odd) > most:
                        return None
            at = end
        return odd

    def _run(self, block: str, at: int) -> int:
        """Where the lines of known shapes end that begin at ``at``."""
        found = self._expression.match(block, at) if self._expression else None
        return found.end() if found else at

    def _learn(self, line: str) -> bool:
        """Whether the line has a shape that was not known before; it is from now on."""
        if len(self._sources) >= _SHAPES or len(line) > _LONG:
            return False
        shape = _Shape(self._keys)
        source = shape.of(line)
        if source is None or source in self._sources or len(self._rewrites | shape.rewrites) > _REWRITES:
            return False
        self._sources[source] = None
        self._rewrites |= shape.rewrites
        self._expression = re.compile(f"(?:{'|'.join(self._sources)})*+")
        return True

    def _laid_out(self, data: bytes) -> bytes:
        """The block with every string on a line of its own, of the same length; keys that name stand before their values."""
        for old, new in self._rewrites.items():
            data = data.replace(old, new)
        return data.translate(_QUOTES)


class _Shape:
    """Reads one line into an expression for lines like it."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self.rewrites: dict[bytes, bytes] = {}

    def of(self, line: str) -> str | None:
        """The expression, with the line's end; None where a line of this shape has to be parsed."""
        if line[-1:] != "\n" or line[:1] != "{":
            return None
        text = line[:-2] if line.endswith("\r\n") else line[:-1]
        tokens = self._tokens(text)
        if tokens is None:
            return None
        try:
            source = self._object(tokens)
        except (StopIteration, ValueError, RecursionError):
            return None
        return None if next(tokens, None) is not None else source + r"\r?+\n"

    @staticmethod
    def _tokens(text: str) -> Iterator[str] | None:
        found: list[str] = []
        at = 0
        while at < len(text):
            token = _TOKEN.match(text, at)
            if token is None:
                return None
            found.append(token[0])
            at = token.end()
        return iter(found)

    def _object(self, tokens: Iterator[str], nested: bool = False) -> str:
        """What stands behind ``{``, or the whole object. Raises ValueError where it is none or must be parsed."""
        if not nested and next(tokens) != "{":
            raise ValueError
        parts = [r"\{"]
        seen: set[str] = set()
        while True:
            token = next(tokens)
            if token.isspace():
                parts.append(token)
                continue
            if token == "}" and not seen:
                return "".join([*parts, r"\}"])
            key = token[1:-1]
            if token[0] != '"' or key in seen or self._keys.shown(key) != key:
                raise ValueError
            seen.add(key)
            between, first = self._to_value(tokens)
            named = self._keys.named(key)
            if named:
                self._rewrite(key, between)
            parts += [re.escape(token), re.escape(between), self._value(first, tokens, named)]
            end = next(tokens)
            while end.isspace():
                parts.append(end)
                end = next(tokens)
            if end not in (",", "}"):
                raise ValueError
            parts.append(re.escape(end))
            if end == "}":
                return "".join(parts)

    @staticmethod
    def _to_value(tokens: Iterator[str]) -> tuple[str, str]:
        """What stands between a key and its value, and the value's first token."""
        between = ""
        token = next(tokens)
        while token.isspace() or token == ":":
            between += token
            token = next(tokens)
        if between.count(":") != 1:
            raise ValueError
        return between, token

    def _value(self, token: str, tokens: Iterator[str], named: bool) -> str:
        if token == "{":
            if named:
                raise ValueError  # what is inside is read with a label that does not stand beside it
            return self._object(tokens, nested=True)
        if token == "[":
            if named:
                raise ValueError
            return self._list(tokens)
        if token in "]},:":
            raise ValueError
        return _SCALAR

    @staticmethod
    def _list(tokens: Iterator[str]) -> str:
        """A list of strings and numbers, of any length. Raises ValueError where there are others in it."""
        expected = True
        for token in tokens:
            if token.isspace():
                continue
            if token == "]":
                break
            if (token == ",") == expected or token in "[{}:":
                raise ValueError
            expected = not expected
        else:
            raise ValueError
        return rf"\[(?:[ \t]*+{_SCALAR}(?:[ \t]*+,[ \t]*+{_SCALAR})*+)?+[ \t]*+\]"

    def _rewrite(self, key: str, between: str) -> None:
        """How a key that names comes to stand before its value as a label does: ``key: value``, in as many bytes."""
        if between not in (":", ": ") or len(key) > _KEY or not key.isprintable() or key in _WORDS or not _NAME.fullmatch(key):
            raise ValueError
        raw = key.encode()
        for quote in ('"', ""):
            old = b'"%b"%b%b' % (raw, between.encode(), quote.encode())
            label = raw + b": "
            self.rewrites[old] = b"\n" * (len(old) - len(label)) + label
