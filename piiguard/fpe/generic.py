"""Any value: a digit becomes a digit, a letter a letter of its case, everything else stays.

What has the shape of its type never gets here, and what comes out never has it either.
"""

from __future__ import annotations

from ._plan import Plan, classes, pattern, rank, unrank

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._written import Written


def plan(written: Written) -> Plan | None:
    """All signs as a number in mixed radix; None when there is none."""
    signs = written.signs
    if not signs:
        return None
    if signs.isdigit():
        count = len(signs)
        return Plan("9" * count, 10**count, int(signs), lambda number: f"{number:0{count}}")
    alphabets = classes(signs)
    number, size = rank(signs, alphabets)
    return Plan(pattern(signs), size, number, lambda number: unrank(number, alphabets))
