"""Policy, application and claim numbers, and other serials: letters and their places stay, digits are the domain.

A year of four digits behind leading letters stays too (PDAA2022…) where six digits remain. Nothing standardises these
numbers: a check digit an insurer may have in his is not made right.
"""

from __future__ import annotations

from ._plan import DIGITS, Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._written import Written


def plan(written: Written) -> Plan | None:
    """The digits behind letters and year, as a number."""
    signs = written.signs
    letters = len(signs) - len(signs.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    places = [at for at, sign in enumerate(signs) if sign in DIGITS]
    year = signs[letters : letters + 4]
    if letters and len(places) >= 10 and year.isdigit() and year[:2] in ("19", "20"):
        places = places[4:]
    if not places:
        return None
    if places[-1] - places[0] == len(places) - 1:
        return _run(signs, places[0], len(places))
    form = list(signs)
    for at in places:
        form[at] = "#"

    def unrank(number: int) -> str:
        out = form[:]
        for at, digit in zip(places, f"{number:0{len(places)}}", strict=True):
            out[at] = digit
        return "".join(out)

    return Plan("".join(form), 10 ** len(places), int("".join([signs[at] for at in places])), unrank)


def _run(signs: str, start: int, count: int) -> Plan:
    """The usual case: the digits stand together."""
    front, back = signs[:start], signs[start + count :]
    number = int(signs[start : start + count])
    return Plan(f"{front}{'#' * count}{back}", 10**count, number, lambda number: f"{front}{number:0{count}}{back}")
