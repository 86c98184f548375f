"""What can be read off an error by whoever catches it: its words, and everything it carries along."""

from __future__ import annotations


def reachable(error: BaseException) -> str:
    """str, repr, args, attributes and notes of an error and of every cause and context, suppressed ones too.

    Attributes are where decoders and parsers keep what they read (``object``, ``doc``), and a subprocess what was printed.
    """
    parts: list[str] = []
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        item = waiting.pop()
        if item is None or id(item) in seen:
            continue
        seen.add(id(item))
        held = [*item.args, *vars(item).values(), getattr(item, "object", None)]
        parts += [type(item).__name__, str(item), repr(item), *map(_text, held)]
        waiting += [item.__cause__, item.__context__]
    return "\n".join(parts)


def _text(held: object) -> str:
    if isinstance(held, bytes | bytearray):
        return held.decode("utf-8", "replace") + held.hex()
    return held if isinstance(held, str) else repr(held)
