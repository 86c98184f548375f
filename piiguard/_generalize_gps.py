"""Coordinates rounded: pairs in either order, single values, degrees with minutes and seconds (then as decimal degrees)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

_ANGLE = "([0-9]{1,3})[°º度] ?([0-9]{1,2}(?:\\.[0-9]{1,6})?)[′'＇分](?: ?([0-9]{1,2}(?:\\.[0-9]{1,6})?)(?:[″＂秒\"”]|'')?)?"
_DECIMAL = "-?[0-9]{1,3}(?:\\.[0-9]{1,15})?"
_DIRECTION = "[NSEWnsew]|[北南][纬緯]|[东東西][经經]"
_state: list[tuple[re.Pattern[str], re.Pattern[str]]] = []


def rounded(text: str, decimals: int) -> str:
    """Each number of ``text`` (folded) rounded half up to ``decimals`` places, the directions kept; "" if it holds more
    than one or two numbers and their marks.
    """
    from decimal import ROUND_HALF_UP, Decimal

    if not _state:
        import re

        parts = f"({_DIRECTION})? ?({_DECIMAL}) ?([°º度]?) ?([NSEWnsew](?![A-Za-z]))?(?:[,，;；/|_、 ]{{0,2}})"
        _state.append((re.compile(_ANGLE), re.compile(parts)))
    angle, decimal = _state[0]

    def degrees(match: re.Match[str]) -> str:
        minutes, seconds = Decimal(match[2]), Decimal(match[3] or 0)
        return f"{Decimal(match[1]) + minutes / 60 + seconds / 3600:.6f}°"

    text = angle.sub(degrees, text.strip())
    found: list[str] = []
    at = 0
    while at < len(text):
        match = decimal.match(text, at)
        if not match or len(found) == 2 or abs(Decimal(match[2])) > 180:
            return ""
        number = Decimal(match[2]).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        found.append(f"{match[1] or ''}{number}{'°' if match[3] else ''}{match[4] or ''}")
        at = match.end()
    return ",".join(found)
