"""Telephone numbers. Of a mobile the first three digits stay, so that its segment is an assigned one, and eight change.

Country code, trunk 0, separators and an extension stay. Numbers of Hong Kong and Macau (eight digits) keep the first digit
and have seven to change, mobiles of Taiwan (09…) eight. A landline keeps its area code and the first digit behind it.
The same number gets the same cipher with and without +86.
"""

from __future__ import annotations

from ._plan import Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from ._written import Written

#: Name of the rule, expression of what stays (in its group what belongs into the tweak), digits that change.
MOBILE = (
    ("cn", "(?:(?:00)?86|0)?(1[3-9][0-9])", 8),
    ("hk", "(?:00)?852([2-9])", 7),
    ("mo", "(?:00)?853([2-9])", 7),
    ("tw", "(?:(?:00)?886)?0?(9)", 8),
    ("hk", "([2-9])", 7),
)
_AREA = "(?:(?:00)?86)?0?((?:10|2[0-9]|[3-9][0-9]{2})[2-8])"
LANDLINE = (("area", _AREA, 7), ("area", _AREA, 6), ("local", "([2-8])", 7), ("local", "([2-8])", 6))
_EXTENSION = "转轉分机機内內线線,，;；#-－—"
_compiled: dict[str, re.Pattern[str]] = {}


def mobile(written: Written) -> Plan | None:
    """The digits of a mobile behind what stays, as a number."""
    return _plan(written, MOBILE)


def landline(written: Written) -> Plan | None:
    """The digits of a landline behind what stays, as a number."""
    return _plan(written, LANDLINE)


def _plan(written: Written, rules: tuple[tuple[str, str, int], ...]) -> Plan | None:
    signs = written.signs
    for name, head, count in rules:
        expression = _compiled.get(head)
        if expression is None:
            import re

            expression = _compiled[head] = re.compile(head)
        match = expression.match(signs)
        if match is None:
            continue
        start, end = match.end(), match.end() + count
        if signs[start:end].isdigit() and len(signs) >= end and _ends(written, end):
            return _planned(signs, f"{name}{match[1]}", start, end)
    return None


def _planned(signs: str, kept: str, start: int, end: int) -> Plan:
    front, back, count = signs[:start], signs[end:], end - start
    return Plan(kept, 10**count, int(signs[start:end]), lambda number: f"{front}{number:0{count}}{back}")


def _ends(written: Written, end: int) -> bool:
    """Whether the number ends there: nothing follows, or an extension that is announced."""
    if len(written.signs) == end:
        return True
    gap = written.value[written.places[end - 1] + 1 : written.places[end]]
    return written.signs.startswith("EXT", end) or any(char in _EXTENSION for char in gap)
