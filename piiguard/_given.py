"""What a Guard is given, sorted: recognizers of our own and guests, and the name model."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from .ner import Names
    from .spec import Recognizer


def names(ner: bool | Names | None) -> Names | None:
    if not ner:
        return None
    from .ner import Names, require

    require()
    return Names() if ner is True else ner


def split(recognizers: Iterable[Any] | None) -> tuple[tuple[Recognizer, ...], tuple[Any, ...]]:
    """Own recognizers and adapted foreign ones."""
    from .spec import Recognizer

    if recognizers is None:
        from .recognizers import BUILTIN

        return BUILTIN, ()
    own: list[Recognizer] = []
    foreign: list[Any] = []
    for item in recognizers:
        if isinstance(item, Recognizer):
            own.append(item)
        else:
            from .foreign import adapt

            foreign.append(adapt(item))
    return tuple(own), tuple(foreign)
