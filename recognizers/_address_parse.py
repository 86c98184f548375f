"""From a place in a line that looks like part of an address to the span of the whole address.

:func:`parse` tries the places left of the hit where an address may begin: behind a label, at an
administrative name, behind the last word that is no part of a name; the first from which the
grammar reaches over the hit is taken. Then it is decided what that is worth.
"""

from __future__ import annotations

import re

from ..spec import Score, score
from ._address_forward import NUMBERS, PLACES, Read, read
from ._address_names import fold
from ._address_owner import ORGANISATION, is_organisation, owned
from ._address_words import LABELLED, LANDMARK_BEHIND, NAME, Line

LOOK_BEHIND = 120
LOOK_AHEAD = 8
_AFTER = 170
_OWNER = 60  # characters before a label's value that are looked at

_BREAK = re.compile("[^\u3007\u4e00-\u9fffA-Za-z0-9 #·-]")
_TAIL = re.compile(f"(?:{NAME}|[A-Za-z0-9]){{1,8}}")
_HEAD = re.compile(f"(?:{NAME}|[0-9A-Za-z-])+")
_TAIL_WORD = re.compile("[馆店场楼院厦城园苑心厅站门口内侧旁边面南北东西下处村号层室座区街路桥塔校寺宫广中MALLl厂铺部吧队坊]$")
_PUBLIC = re.compile("医院|大学|学院|[中小]学|学校|幼儿园|机场|车站|火车站|博物馆|体育[馆场]|超市|市场|公园")
_STATED = re.compile("[地住]址(?:[ :=\"'“]|是|为|在|就|于)+$")
_WORDS = re.compile(f"(?:{NAME}|[A-Za-z0-9()]){{2,20}}")
_HIGHWAYS = ("高速", "公路", "国道", "省道")
_POSTCODE = re.compile("(?<![0-9])[0-9]{3}(?:[0-9]{2,3})? ?$")
_TAIWAN = re.compile("台湾|(?:台北|新北|桃园|台中|台南|高雄|基隆|新竹|嘉义|苗栗|彰化|南投|云林|屏东|宜兰|花莲|台东|澎湖|金门|连江)[市县]")
_DISTANCE = re.compile("[0-9](?:米|公里)|[对旁隔]")
_last: dict[str, Line] = {}
_CLOSED = "。;；!！?？\n，,、)）」』】\"'}|\t ~…》"


def parse(text: str, start: int, end: int) -> tuple[int, int, Score] | None:
    """The address around ``text[start:end]`` as (start, end, score), or None.

    Looks at most ``LOOK_BEHIND`` characters left of ``start`` and ``LOOK_AHEAD`` right of what it returns.
    """
    low = max(0, start - LOOK_BEHIND)
    line = _line(text[low : end + _AFTER])
    hit, hit_end = start - low, end - low
    for at in _starts(line, hit):
        labelled = _is_labelled(line.text, at)
        found = read(line, at, labelled)
        if found.end < hit_end or not found.kinds:
            continue
        worth = value(line.text, found, labelled)
        if worth is None:
            continue
        if _is_nobodys(line, found):
            return None
        if labelled:
            _tail(line, found)
        _landmark(line, found)
        return low + _postcode(line.text, at), low + found.end, worth
    return None


def parse_labelled(text: str, start: int, end: int) -> tuple[int, int, Score] | None:
    """The address that begins at ``start``, right behind a label; the same grammar, fewer demands."""
    low = max(0, start - _OWNER)
    line = _line(text[low : end + _AFTER])
    found = read(line, start - low, True)
    if _is_nobodys(line, found):
        return None
    worth = value(line.text, found, True) if found.kinds else None
    if worth is not None:
        _tail(line, found)
        _landmark(line, found)
    elif not _free(line, found):
        return None
    return start, low + found.end, worth or score(0.0, 0.65)


def _line(part: str) -> Line:
    """The line as the grammar reads it; the last one is kept, for the hits in it come one after the other."""
    last = _last.get(part)
    if last is None:
        last = Line(fold(part))
        _last.clear()
        _last[part] = last
    return last


def _free(line: Line, found: Read) -> bool:
    """Behind 地址 or 住址 take a name in words nobody has listed, to the end of the clause: a place, if it ends like one."""
    text, at = line.text, found.start
    if not _STATED.search(text, max(0, at - 12), at):
        return False
    match = _WORDS.match(line.names, found.end)
    if match is None or (text[match.end() : match.end() + 1] or "。") not in _CLOSED or ORGANISATION.fullmatch(match.group()):
        return False
    end = match.end()
    regional = "county" in found.kinds and end - found.end > 1
    if not regional and not (end - at > 3 and _TAIL_WORD.search(text, at, end)):
        return False
    return found.take("side", end)


def _starts(line: Line, hit: int) -> list[int]:
    """Where an address that holds the hit may begin, the likeliest first.

    Behind a label; at a name of a division with its suffix, and the names before it (北京朝阳区); at other names,
    and behind the last word that is no part of a name.
    """
    part = line.text
    begin = 0
    for mark in _BREAK.finditer(part, 0, hit):
        begin = mark.end()
    labels = {match.end() for match in LABELLED.finditer(part, max(0, begin - 8), hit) if match.end() >= begin}
    ends: dict[int, int] = {}
    full: set[int] = set()
    aliases: set[int] = set()
    for at in range(begin, hit):
        name = line.division(at)
        if name is None:
            continue
        before = ends.get(at, ends.get(at - 1, at) if part[at - 1] in " -/·" else at)
        ends[name[0]] = min(before, ends.get(name[0], before))
        (full if name[2] else aliases).add(before)
    first = hit
    for head in _HEAD.finditer(line.names, begin, hit):
        first = head.start() if head.end() == hit else hit
    rest = (aliases | {first, max(first, hit - 6), hit}) - labels - full
    return [*sorted(labels), *sorted(full - labels), *sorted(rest)]


def _is_labelled(part: str, at: int) -> bool:
    return any(match.end() == at for match in LABELLED.finditer(part, max(0, at - 24), at))


def value(text: str, found: Read, labelled: bool) -> Score | None:
    """What an address is worth, from the kinds of its elements; None for what is none."""
    kinds = set(found.kinds)
    places = kinds & PLACES
    numbers = kinds & NUMBERS
    if places and numbers:
        return _numbered_place(text[found.start : found.end], kinds, places)
    if places:
        return _place(text, found, kinds, places)
    return _numbers(kinds, len(found.kinds)) if numbers else None


def _numbered_place(value: str, kinds: set[str], places: set[str]) -> Score:
    """A road, estate or village with a number. A hospital's ward or a school's hall is nobody's home."""
    if places == {"land"} and not kinds & {"county", "no"} and _PUBLIC.search(value):
        return score(0.2, 0.75)
    if not kinds & {"no", "building", "unit", "room", "lane", "hyphen"}:
        return score(0.6 if kinds & {"county", "town"} else 0.3, 0.8)
    if places == {"town"} and not kinds & {"building", "unit", "room", "no"}:
        return score(0.3, 0.75)
    return score(0.9 if kinds & {"province", "city", "county"} else 0.75, 0.95)


def _numbers(kinds: set[str], count: int) -> Score | None:
    """Numbers alone: 10弄5号 and 3栋2单元501 are addresses, 3楼 and 5号 are not."""
    if kinds >= {"lane", "no"}:
        return score(0.65, 0.9)
    if "building" in kinds and (kinds & {"unit", "room"} or ("bare" in kinds and count > 1)):
        return score(0.6, 0.9)
    if "unit" in kinds and kinds & {"room", "bare"}:
        return score(0.55, 0.85)
    if kinds & {"building", "hyphen", "no"} and kinds & {"county", "city", "alias"}:
        return score(0.0, 0.6)
    return None


def _place(text: str, found: Read, kinds: set[str], places: set[str]) -> Score | None:
    """Names without a number: from county and road on, or behind a label."""
    precise = places - {"town", "land"}
    length = found.end - found.start
    if places == {"road"} and "county" not in kinds and text[found.end - 2 : found.end] in _HIGHWAYS:
        return None  # a road through provinces says nothing of a person
    if places == {"road"} and not kinds & {"county", "town"} and not _STATED.search(text, 0, found.start):
        return None if not _DISTANCE.search(text, found.start, found.end) else score(0.0, 0.65)  # a road alone is nobody's address
    if "county" in kinds and precise == {"village"} and "town" not in places:
        return score(0.3, 0.8)  # 海淀区中关村 names a part of town
    if "county" in kinds and places == {"road"} and "side" not in kinds:
        return score(0.4, 0.8)  # where something happened, as often as where somebody lives
    if "county" in kinds and (precise or "town" in places):
        return score(0.6 if precise else 0.3, 0.8)
    if "town" in places and precise:
        return score(0.55 if length > 5 else 0.3, 0.8)
    if kinds & {"county", "city", "province", "alias"}:
        return score(0.3 if "county" in kinds else 0.2, 0.75)
    # 位于市中心, 送到学校: one place in words needs a label that says address, and a name that is more than its kind.
    if _STATED.search(text, 0, found.start):
        return score(0.0, 0.65) if length > 2 else None
    return score(0.0, 0.65) if length > 3 and precise - {"village"} else None


def _is_nobodys(line: Line, found: Read) -> bool:
    """Whether the address is an organisation's, or the head of an organisation's name."""
    kinds = found.kinds
    homely = "unit" in kinds or ("building" in kinds and ("room" in kinds or "bare" in kinds))
    return owned(line.text, found.start, found.end, homely) or (not found.has(NUMBERS) and is_organisation(line, found.end))


def _postcode(text: str, at: int) -> int:
    """Where an address of Taiwan begins that has its postcode glued before it (106臺北市)."""
    match = _POSTCODE.search(text, max(0, at - 6), at)
    return match.start() if match and _TAIWAN.match(text, at) else at


def _landmark(line: Line, found: Read) -> None:
    """A landmark behind the door (超市楼上), and without 门口: whatever lies at a door lies there."""
    match = LANDMARK_BEHIND.match(line.text, found.end, found.end + LOOK_AHEAD)
    if match is not None and found.has(NUMBERS):
        found.end = match.end()
    elif line.text[found.end - 2 : found.end] == "门口" and found.has(NUMBERS):
        found.end -= 3 if line.text[found.end - 3] == "大" else 2


def _tail(line: Line, found: Read) -> None:
    """Behind a label: the few characters of a landmark that remain before the clause ends."""
    if found.kinds[-1] in ("room", "bare", "unit", "hyphen"):
        return
    match = _TAIL.match(line.names, found.end, found.end + LOOK_AHEAD)
    if match is None:
        return
    end = match.end()
    closed = (line.text[end : end + 1] or "。") in _CLOSED
    if closed and (end - found.end > 3 or _TAIL_WORD.search(line.text, found.end, end)):
        found.take("side", end)
