"""The grammar of an address, read from left to right: region, road or estate, number, building, room, landmark.

:func:`read` takes a line and the place where an address is thought to begin. It takes one element
after another for as long as one fits and says of which kinds they are:

    province city county alias      names of divisions, aliases being those without their suffix
    road town estate village land   named places, told by the last word of the name; ``open`` is a name without one
    no building unit floor room lane hyphen bare      numbers: 88号, 3栋, 2单元, 5楼, 501室, 10弄, 3-2-501, 501
    side                            where exactly: 对面, 东侧, 路口, a bracket with a landmark

What stands more than a few characters behind an element cannot change whether it is taken, and
nothing behind a mark that ends a clause can.
"""

from __future__ import annotations

from ._address_names import CITY, COUNTY, PROVINCE
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
    Line,
)

PLACES = frozenset("road town estate village land open".split())
NUMBERS = frozenset("no building unit floor room lane hyphen bare".split())

_AHEAD = 8
_FIRST = 14  # a name at the head of an address may be longer
_LONGEST = 110
#: What a division's name ends with; 观塘 and 九龙 have no such word, and there are 观塘道 and 九龙城.
_SUFFIXES = frozenset("省市区县旗盟州域岛")
_LINKS = frozenset(" -/·,、")
_LEVELS = {PROVINCE: "province", CITY: "city", COUNTY: "county"}
#: Behind these a number alone is a room; the second set also over a space.
_ROOMED = frozenset("no building unit floor hyphen lane estate open land".split())
_ROOMED_APART = frozenset("building unit floor hyphen land estate open".split())


class Read:
    """What was read: ``kinds`` in order, and where it ends (a character offset, half open)."""

    __slots__ = ("end", "kinds", "labelled", "start")

    def __init__(self, start: int, labelled: bool) -> None:
        self.start = start
        self.labelled = labelled
        self.end = start
        self.kinds: list[str] = []

    def take(self, kind: str, end: int) -> bool:
        """Add an element; always True."""
        self.kinds.append(kind)
        self.end = end
        return True

    def has(self, kinds: frozenset[str]) -> bool:
        """Whether an element of one of these kinds was taken."""
        return not kinds.isdisjoint(self.kinds)


def read(line: Line, start: int, labelled: bool = False) -> Read:
    """The longest address that begins at ``start``; without kinds when nothing there belongs to one."""
    found = Read(start, labelled)
    known = line.reads.get((start, labelled))
    if known is not None:
        found.end, found.kinds = known[0], list(known[1])
        return found
    _regions(line, found)
    _elements(line, found)
    if found.kinds and all(kind == "alias" for kind in found.kinds):  # 普安店5号: here it was no name of a county
        found.kinds.clear()
        found.end = start
        _elements(line, found)
    line.reads[start, labelled] = (found.end, tuple(found.kinds))
    return found


def _elements(line: Line, found: Read) -> None:
    """Take elements until none fits."""
    text = line.text
    while found.end - found.start < _LONGEST:
        name = line.division(found.end)
        if name is not None and name[2] and not found.has(NUMBERS):
            found.take(_LEVELS[name[1]], name[0])  # 朝阳区石家庄市 holds no village
        elif not _element(line, found, found.end, True) and not (
            text[found.end : found.end + 1] in _LINKS and _linked(line, found)
        ):
            break


def _regions(line: Line, found: Read) -> bool:
    """Province, prefecture, county; each may be missing, an alias, or set apart by a mark."""
    text = line.text
    at = found.end
    taken = False
    while True:
        name = line.division(at)
        if name is None:
            return taken
        end, level, full = name
        after = text[end : end + 1]
        if (full and text[end - 1] == "区" and after in ("域", "别", "分", "间")) or (
            (not full or text[end - 1] not in _SUFFIXES) and UNNAMED.match(text, end)
        ):
            return taken
        taken = found.take(_LEVELS[level] if full else "alias", end)
        if level == COUNTY and full:
            return taken
        at = end + 1 if after in _LINKS and line.division(end + 1) else end


def _linked(line: Line, found: Read) -> bool:
    """An element behind a mark: a number with its unit, a region, or a name while there is no number yet."""
    text = line.text
    end = found.end
    mark = text[end]
    at = end + 2 if text[end + 1 : end + 2] == " " else end + 1
    if mark in ",、/":
        match = NUMBERED.match(text, at)
        kind = match.lastgroup if match else None
        if mark == "/":
            return kind == "floor" and found.kinds[-1:] == ["floor"] and _element(line, found, at, True)
        return mark == "," and kind in ("building", "unit", "room") and found.has(PLACES) and _element(line, found, at, True)
    if not found.has(NUMBERS):
        found.end = at
        if _regions(line, found):
            return True
        found.end = end
    return bool(found.kinds) and _element(line, found, at, False)


def _element(line: Line, found: Read, at: int, glued: bool) -> bool:
    """Take the element at ``at``; False when there is none. ``glued``: no space or mark stands before it."""
    return (
        _numbered(line.text, found, at, glued)
        or (glued and found.has(PLACES) and _bracket(line.text, found, at))
        or (glued and found.has(PLACES | NUMBERS) and _side(line, found, at))
        or _named(line, found, at, glued)
        or _open(line, found, at, glued)
    )


def _numbered(text: str, found: Read, at: int, glued: bool) -> bool:
    match = NUMBERED.match(text, at)
    if match is None:
        match = LETTERED.match(text, at)
        if match is None or (not found.kinds and match.lastgroup == "floor"):
            return False
        return found.take((match.lastgroup or "").removesuffix("2"), match.end())
    kind = match.lastgroup or ""
    last = found.kinds[-1] if found.kinds else ""
    if kind == "bare":
        wanted = (last in _ROOMED or last in ("road", "village", "side")) if glued else last in _ROOMED_APART
    elif kind in ("hyphen", "hunit"):
        kind = "hyphen"
        wanted = (last in _ROOMED or last in PLACES or last == "side") if glued else last in _ROOMED_APART or last == "no"
    elif last == "":  # a lane (10弄5号) may begin an address; 3楼 and 5号 may not
        wanted = kind in ("building", "unit", "room") or (kind == "lane" and text[match.end() - 1] == "弄")
    else:
        wanted = True
    return wanted and found.take(kind, match.end())


def _named(line: Line, found: Read, at: int, glued: bool) -> bool:
    """A road, estate or landmark; behind a room nothing more has a name."""
    if "room" in found.kinds or "bare" in found.kinds:
        return False
    numbered = found.has(NUMBERS)
    match = KIND.match(line.text, at) if glued and found.kinds and found.has(PLACES | NUMBERS) else None
    if match is None:
        match = NAMED.match(line.names, at, at + (_AHEAD if numbered else _FIRST))
    if match is None or (match.lastgroup == "road" and numbered and not glued):
        return False
    return found.take(match.lastgroup or "", match.end())


def _open(line: Line, found: Read, at: int, glued: bool) -> bool:
    """A name without a word of its kind, right before a building; behind a region or a label before a number too."""
    if not found.kinds and not glued:
        return False
    match = OPEN.match(line.names, at)
    if match is None and not found.has(NUMBERS) and (found.labelled or found.kinds):
        match = OPEN_NUMBER.match(line.names, at)
    if match is None:
        return False
    if not found.kinds and not found.labelled and "-" in line.text[match.end() : match.end() + 4]:
        return False  # 版本3-2-501
    return found.take("open", match.end())


def _side(line: Line, found: Read, at: int) -> bool:
    text = line.text
    match = SIDE.match(text, at)
    if match is None and text[at : at + 1] in ("与", "和", "跟", "、"):
        match = CORNER.match(line.names, at + 1, at + 9)
    if match is None and found.kinds[-1] in ("no", "building", "floor", "room"):
        match = BEHIND.match(text, at)
    return match is not None and found.take("side", match.end())


def _bracket(text: str, found: Read, at: int) -> bool:
    """A bracket with a landmark: up to its end, or, when that is far, as far as it holds a name."""
    if text[at : at + 1] != "(" or REMARK.match(text, at + 1):
        return False
    close = text.find(")", at + 1, at + _AHEAD)
    if close >= 0:
        return CLUE.match(text, at + 1, close + 1) is not None and found.take("side", close + 1)
    inner = BRACKET.match(text, at + 1)
    if inner is None or inner.end() < at + _AHEAD:
        return False
    end = inner.end()
    return found.take("side", end + 1 if text[end : end + 1] == ")" else end)
