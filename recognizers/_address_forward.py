"""The grammar of an address, read from left to right: region, road or estate, number, building, room, landmark.

:func:`read` takes folded text and the place where an address is thought to begin. It takes one
element after another for as long as one fits and says which kinds it took. It never looks more
than ``_AHEAD`` characters behind what it takes, so what follows farther away cannot change it.
"""

from __future__ import annotations

from ._address_names import CITY, COUNTY, PROVINCE, name_at
from ._address_words import (
    BEHIND,
    BRACKET,
    CLUE,
    CORNER,
    KIND,
    LETTERED,
    NAMED,
    NUMBERED,
    OPEN,
    OPEN_NUMBER,
    REMARK,
    SIDE,
    UNNAMED,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_AHEAD = 8
_FIRST = 14  # a name at the head of an address may be longer
_LONGEST = 110
_LINKS = " -/·,、"
_LEVELS = {PROVINCE: "province", CITY: "city", COUNTY: "county"}


class Read:
    """What was read: ``kinds`` in order, and where it ends."""

    __slots__ = ("end", "kinds", "labelled", "start")

    def __init__(self, start: int, labelled: bool) -> None:
        self.start = start
        self.labelled = labelled
        self.end = start
        self.kinds: list[str] = []

    def take(self, kind: str, end: int) -> None:
        self.kinds.append(kind)
        self.end = end


def read(text: str, start: int, labelled: bool = False) -> Read:
    """The longest address that begins at ``start``; without kinds when nothing there belongs to one."""
    found = Read(start, labelled)
    _regions(text, found)
    _elements(text, found)
    if found.kinds and not set(found.kinds) - {"alias"}:  # 普安店5号: here it was no name of a county
        found.kinds.clear()
        found.end = start
        _elements(text, found)
    return found


def _elements(text: str, found: Read) -> None:
    """Take elements until none fits."""
    start = found.start
    while found.end - start < _LONGEST:
        name = name_at(text, found.end)
        if name is not None and name[2] and not set(found.kinds) & _NUMBERS:
            found.take(_LEVELS[name[1]], name[0])  # 朝阳区石家庄市 holds no village
            continue
        if _element(text, found, found.end):
            continue
        at = _over_link(text, found)
        if at == found.end or not _linked(text, found, at):
            break


def _regions(text: str, found: Read) -> None:
    """Province, prefecture, county; each may be missing, an alias, or set apart by a mark."""
    at = found.end
    while True:
        name = name_at(text, at)
        if name is None:
            break
        end, level, full = name
        if full and level == COUNTY and text[end - 1] == "区" and text[end : end + 1] in ("域", "别", "分", "间"):
            break
        if not full and UNNAMED.match(text, end):
            break
        found.take(_LEVELS[level] if full else "alias", end)
        at = end
        if text[at : at + 1] in _LINKS and text[at : at + 1] and name_at(text, at + 1):
            at += 1
        if level == COUNTY and full:
            break


def _over_link(text: str, found: Read) -> int:
    """Behind a space or one mark between two elements."""
    at = found.end
    if text[at : at + 1] in _LINKS and text[at : at + 1]:
        at += 1
        if text[at : at + 1] == " ":
            at += 1
    return at


def _linked(text: str, found: Read, at: int) -> bool:
    """An element behind a mark: a number with its unit, a region, or a name while there is no number yet."""
    mark = text[found.end]
    if mark in ",、/":
        numbered = NUMBERED.match(text, at)
        if mark == "/" and numbered and _kind(numbered) == "floor" and found.kinds[-1:] == ["floor"]:
            return _element(text, found, at)
        if mark == "," and numbered and _kind(numbered) in ("building", "unit", "room") and set(found.kinds) & _PLACES:
            return _element(text, found, at)
        return False
    end = found.end
    if name_at(text, at) and not set(found.kinds) & _NUMBERS:
        before = len(found.kinds)
        found.end = at
        _regions(text, found)
        if len(found.kinds) > before:
            return True
        found.end = end
    if mark == "-" and not found.kinds[-1:]:
        return False
    return _element(text, found, at, glued=False)


_PLACES = frozenset("road town estate village land open".split())
_NUMBERS = frozenset("no building unit floor room lane hyphen bare".split())
_ROOMED = frozenset("no building unit floor hyphen lane estate".split())


def _kind(match: object) -> str:
    return match.lastgroup or "" if match is not None else ""  # type: ignore[attr-defined]


def _element(text: str, found: Read, at: int, *, glued: bool = True) -> bool:
    """Take the element at ``at``; False when there is none."""
    for rule in _RULES:  # noqa: SIM110  (a plain loop, for speed)
        if rule(text, found, at, glued):
            return True
    return False


def _numbered(text: str, found: Read, at: int, glued: bool) -> bool:
    match = NUMBERED.match(text, at)
    if match is None:
        match = LETTERED.match(text, at)
        if match is None or (not found.kinds and match.lastgroup == "floor"):
            return False
        found.take(match.lastgroup or "", match.end())
        return True
    kind = match.lastgroup or ""
    if kind == "hunit":
        kind = "hyphen"
    last = found.kinds[-1] if found.kinds else ""
    if kind == "bare":
        wanted = last in _ROOMED or last in ("open", "land") or (last in ("road", "village", "side") and glued)
        if not wanted or (not glued and last not in ("building", "unit", "floor", "hyphen", "land", "estate", "open")):
            return False
    if kind == "hyphen" and last not in _ROOMED and last not in _PLACES and last != "side":
        return False
    if kind == "hyphen" and not glued and last not in ("building", "estate", "no", "unit", "open", "land"):
        return False
    if kind in ("floor", "lane", "no") and not found.kinds:
        return _leads(text, found, match.end(), kind)
    found.take(kind, match.end())
    return True


def _leads(text: str, found: Read, end: int, kind: str) -> bool:
    """A lane (10弄5号) may begin an address; 3楼 and 5号 may not."""
    if kind == "lane" and text[end - 1] == "弄":
        found.take(kind, end)
        return True
    return False


def _named(text: str, found: Read, at: int, glued: bool) -> bool:
    kinds = set(found.kinds)
    room = "room" in kinds or "bare" in kinds
    limit = at + (_AHEAD if kinds & _NUMBERS else _FIRST)
    match = (KIND.match(text, at) if glued and kinds & (_PLACES | _NUMBERS) else None) or NAMED.match(text, at, limit)
    if match is None or (room and match.lastgroup != "land"):
        return False
    if not glued and kinds & _NUMBERS and match.lastgroup == "road":
        return False
    if room and not kinds & {"no", "road"}:
        return False
    if room:
        return False
    found.take(match.lastgroup or "", match.end())
    return True


def _open(text: str, found: Read, at: int, glued: bool) -> bool:
    match = OPEN.match(text, at)
    if match is None and not set(found.kinds) & _NUMBERS and (found.labelled or found.kinds):
        match = OPEN_NUMBER.match(text, at)
    if match is None or (not found.kinds and not glued):
        return False
    if not found.kinds and not found.labelled and "-" in text[match.end() : match.end() + 4]:
        return False  # 版本3-2-501
    found.take("open", match.end())
    return True


def _side(text: str, found: Read, at: int, glued: bool) -> bool:
    if not glued or not set(found.kinds) & (_PLACES | _NUMBERS):
        return False
    match = SIDE.match(text, at) or CORNER.match(text, at, at + 9)
    if match is None and found.kinds[-1] in ("no", "building", "floor", "room"):
        match = BEHIND.match(text, at)
    if match is None:
        return False
    found.take("side", match.end())
    return True


def _bracket(text: str, found: Read, at: int, glued: bool) -> bool:
    """A bracket with a landmark: up to its end, or, when that is far, as far as it holds a name."""
    if text[at : at + 1] != "(" or not glued or not set(found.kinds) & _PLACES:
        return False
    if REMARK.match(text, at + 1):
        return False
    close = text.find(")", at + 1, at + _AHEAD)
    if close >= 0:
        if not CLUE.match(text, at + 1, close + 1):
            return False
        found.take("side", close + 1)
        return True
    inner = BRACKET.match(text, at + 1)
    if inner is None or inner.end() < at + _AHEAD:
        return False
    end = inner.end()
    found.take("side", end + 1 if text[end : end + 1] == ")" else end)
    return True


_RULES: tuple[Callable[[str, Read, int, bool], bool], ...] = (_numbered, _bracket, _side, _named, _open)
