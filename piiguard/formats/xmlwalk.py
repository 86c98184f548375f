"""Reading XML of strangers: expat, fed as it comes, without entities, without anything from outside.

Expat never opens a file or a connection by itself. What could make it work long for little input is refused:
declared entities (XXE, billion laughs, quadratic blowup), very deep nesting, tags of megabytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any
from xml.parsers import expat

from piiguard.errors import FormatError, alone
from piiguard.formats.document import LimitError

Start = Callable[[str, dict[str, str]], Any]

_DEEPEST = 2048  # elements
_LONGEST = 1 << 23  # bytes of one tag or comment: expat holds it, and looks at it again with every block


def feed(
    blocks: Iterable[bytes],
    start: Start,
    end: Callable[[str], Any],
    text: Callable[[str], Any],
) -> Iterator[None]:
    """Parse; yields after every block, so that what the callbacks collected can be handed on.

    Names come as "namespace local" or "local". Raises FormatError for what is no XML or declares entities,
    LimitError for what is too deep or too long.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    depth = 0

    def deeper(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise LimitError(f"elements lie deeper than {_DEEPEST} levels")
        start(name, attributes)

    def back(name: str) -> None:
        nonlocal depth
        depth -= 1
        end(name)

    parser.StartElementHandler = deeper
    parser.EndElementHandler = back
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = refused
    fed = 0
    try:
        for block in blocks:
            fed += len(block)
            parser.Parse(block, False)
            if fed - parser.CurrentByteIndex > _LONGEST:
                raise LimitError(f"a tag is longer than {_LONGEST} bytes")
            yield
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        if isinstance(error, FormatError):
            raise
        alone(FormatError("it is not well-formed XML"))
    yield


def refused(*_: object) -> None:
    """Raises FormatError: what a declared entity comes to."""
    raise FormatError("it declares entities, which Office files never do")


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition(" ")[2]
