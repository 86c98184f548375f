"""The tables, read at first use and kept: regions, card prefixes, area codes, segments, hotlines, dates."""

from __future__ import annotations

from time import localtime

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_tables: dict[str, Any] = {}

_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
_PAST = 2026  # years before the tables' date need no look at the clock
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def region_strength(code: str) -> int:
    """How well six digits are known as a division of GB/T 2260, now or ever: 3 the code, 2 its prefecture, 1 its province, 0."""
    regions = _tables.get("regions")
    if regions is None:
        from ._tables.divisions import CODES

        found = {"810000", "820000", "830000"}
        for line in CODES.split("\n"):
            prefix, _, tails = line.partition(" ")
            found.update([prefix + tail for tail in tails.split()])
        _tables["prefectures"] = {item[:4] for item in found}  # first: another thread takes the regions for a sign of both
        regions = _tables["regions"] = found
    if code in regions:
        return 3
    if code[:4] in _tables["prefectures"]:
        return 2
    return 1 if code[:2] in _PROVINCES else 0


def is_date(year: str, month: str, day: str, earliest: int = 1900) -> bool:
    """A real calendar date between ``earliest`` and today."""
    y, m, d = int(year), int(month), int(day)
    if not (1 <= m <= 12 and 1 <= d <= _DAYS[m - 1] and y >= earliest):
        return False
    if m == 2 and d == 29 and (y % 4 or (y % 100 == 0 and y % 400)):
        return False
    return y < _PAST or (y, m, d) <= localtime()[:3]


def bin_lengths(number: str) -> str | None:
    """The card lengths known for the number's issuer prefix ("16", "16,19"), or None for an unknown prefix."""
    bins = _tables.get("bins")
    if bins is None:
        from ._tables.bins import BINS

        bins = {}
        for line in BINS.split("\n"):
            known, _, prefixes = line.partition(" ")
            for prefix in prefixes.split():
                bins[prefix] = known
        _tables["bins"] = bins
    for width in (6, 5, 8, 10, 7, 9, 3, 4):
        lengths: str | None = bins.get(number[:width])
        if lengths:
            return lengths
    return None


def card_prefix(six: str) -> str | None:
    """What :func:`bin_lengths` says of every number that begins with these six digits; None where it depends on the rest."""
    lengths = bin_lengths(six)
    longer = _tables.get("longer bins")
    if longer is None:
        longer = _tables["longer bins"] = frozenset(prefix[:6] for prefix in _tables["bins"] if len(prefix) > 6)
    known = six in _tables["bins"] or six[:5] in _tables["bins"]
    return lengths if known or six not in longer else None


def local_lengths(area: str) -> str:
    """The lengths local numbers have behind an area code: "7", "8", "78", or "" for no area code."""
    areas = _tables.get("areas")
    if areas is None:
        from ._tables.phones import AREAS

        areas = {}
        for line in AREAS.split("\n"):
            digits, _, codes = line.partition(" ")
            for code in codes.split():
                areas[code] = digits
        _tables["areas"] = areas
    return str(areas.get(area, ""))


def is_segment(prefix: str) -> bool:
    """Whether three digits are a mobile prefix assigned to the public."""
    segments = _tables.get("segments")
    if segments is None:
        from ._tables.phones import SEGMENTS

        segments = _tables["segments"] = frozenset(SEGMENTS.split())
    return prefix in segments


def is_service(number: str) -> bool:
    """Whether the digits are a public service number: 95xxx, 96xxx, 400, 800, 1xx, 12xxx and the listed ones."""
    services = _tables.get("services")
    if services is None:
        from ._tables.phones import SERVICES

        services = _tables["services"] = frozenset(SERVICES.split())
    if number in services or (len(number) == 10 and number[:3] in ("400", "800")):
        return True
    if number.startswith("950"):
        return len(number) in (5, 6)
    return len(number) <= 8 and number[:2] in ("95", "96") and number.isdigit()
