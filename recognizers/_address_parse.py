"""From a place in a line that looks like part of an address to the span of the whole address.

:func:`parse` tries the places left of the hit where an address may begin: behind a label, at an
administrative name, behind the last word that is no part of a name; the first from which the
grammar reaches over the hit is taken. Then it is decided what that is worth.
"""

from __future__ import annotations

import re

from ..spec import Score, score
from ._address_forward import _NUMBERS, _PLACES, Read, read
from ._address_names import fold, name_at
from ._address_words import LABELLED, NAME, ORGANISATION, OWNED

LOOK_BEHIND = 120
LOOK_AHEAD = 8
_AFTER = 170
_OWNER = 40  # characters before an address in which an organisation may claim it

_BREAK = re.compile("[^\u3007\u4e00-\u9fffA-Za-z0-9 #·-]")
_TAIL = re.compile(f"(?:{NAME}|[A-Za-z0-9]){{1,8}}")
_HEAD = re.compile(f"(?:{NAME}|[0-9A-Za-z-])+")
_TAIL_WORD = re.compile("[馆店场楼院厦城园苑心厅站门口内侧旁边面南北东西下处村号层室座区街路桥塔校寺宫广中MALLl厂铺部吧队坊]$")
_STATED = re.compile("[地住]址(?:[ :=\"'“]|是|为|在|就|于)+$")
_WORDS = re.compile(f"(?:{NAME}|[A-Za-z0-9()]){{2,20}}")
_CLOSED = "。;；!！?？\n，,、)）」』】\"'}|\t ~…》"


def parse(text: str, start: int, end: int) -> tuple[int, int, Score] | None:
    """The address around ``text[start:end]`` as (start, end, score), or None.

    Looks at most ``LOOK_BEHIND`` characters left of ``start`` and ``LOOK_AHEAD`` right of what it returns.
    """
    low = max(0, start - LOOK_BEHIND)
    part = fold(text[low : end + _AFTER])
    hit, hit_end = start - low, end - low
    for at in _starts(part, hit):
        labelled = _is_labelled(part, at)
        found = read(part, at, labelled)
        if found.end >= hit_end and found.start <= hit and found.kinds:
            worth = value(part, found, labelled)
            if worth is None:
                continue
            if owned(part, at) or _is_organisation(part, found):
                return None
            if labelled:
                _tail(part, found)
            return low + at, low + found.end, worth
    return None


def parse_labelled(text: str, start: int, end: int) -> tuple[int, int, Score] | None:
    """The address that begins at ``start``, right behind a label; the same grammar, fewer demands."""
    low = max(0, start - _OWNER)
    part = fold(text[low : end + _AFTER])
    at = start - low
    found = read(part, at, True)
    worth = value(part, found, True) if found.kinds else None
    if owned(part, at) or _is_organisation(part, found):
        return None
    if worth is None:
        return _free(part, found, low)
    _tail(part, found)
    return start, low + found.end, worth


def _free(part: str, found: Read, low: int) -> tuple[int, int, Score] | None:
    """Behind 地址 or 住址 a name in words nobody has listed, to the end of the clause: a place, if it ends like one."""
    at = found.start
    if not _STATED.search(part, max(0, at - 12), at):
        return None
    match = _WORDS.match(part, found.end)
    if match is None or (part[match.end() : match.end() + 1] or "。") not in _CLOSED or ORGANISATION.fullmatch(match.group()):
        return None
    regional = "county" in found.kinds and match.end() - found.end > 1
    if not regional and not (match.end() - at > 3 and _TAIL_WORD.search(part, at, match.end())):
        return None
    return low + at, low + match.end(), score(0.0, 0.65)


def _starts(part: str, hit: int) -> list[int]:
    """Where an address that holds the hit may begin, the likeliest first.

    Behind a label; at a name of a division with its suffix, and the names before it (北京朝阳区); at other names,
    and behind the last word that is no part of a name.
    """
    begin = 0
    for mark in _BREAK.finditer(part, 0, hit):
        begin = mark.end()
    labels = {match.end() for match in LABELLED.finditer(part, max(0, begin - 8), hit) if match.end() >= begin}
    ends: dict[int, int] = {}
    full: set[int] = set()
    aliases: set[int] = set()
    for at in range(begin, hit):
        name = name_at(part, at)
        if name is None:
            continue
        before = ends.get(at, ends.get(at - 1, at) if part[at - 1] in " -/·" else at)
        ends[name[0]] = min(before, ends.get(name[0], before))
        (full if name[2] else aliases).add(before)
    first = hit
    for head in _HEAD.finditer(part, begin, hit):
        first = head.start() if head.end() == hit else hit
    rest = (aliases | {first, max(first, hit - 6), hit}) - labels - full
    return [*sorted(labels), *sorted(full - labels), *sorted(rest)]


def _is_labelled(part: str, at: int) -> bool:
    return any(match.end() == at for match in LABELLED.finditer(part, max(0, at - 24), at))


def value(part: str, found: Read, labelled: bool) -> Score | None:
    """What an address is worth, from the kinds of its elements."""
    kinds = set(found.kinds)
    numbers = kinds & _NUMBERS
    places = kinds & _PLACES
    if not places and not numbers:
        return None
    region = kinds & {"county", "town"}
    if places and numbers:
        strong = kinds & {"no", "building", "unit", "room", "lane", "hyphen"}
        if not strong:
            return score(0.6 if region else 0.3, 0.8)
        if places == {"town"} and not kinds & {"building", "unit", "room", "no"}:
            return score(0.3, 0.75)
        return score(0.9 if kinds & {"province", "city", "county"} else 0.75, 0.95)
    if numbers:
        if "lane" in kinds and "no" in kinds:
            return score(0.65, 0.9)
        if "building" in kinds and kinds & {"unit", "room", "bare"} and (kinds & {"unit", "room"} or len(found.kinds) > 1):
            return score(0.6, 0.9)
        if "unit" in kinds and kinds & {"room", "bare"}:
            return score(0.55, 0.85)
        return score(0.0, 0.6) if numbers & {"building", "hyphen", "no"} and kinds & {"county", "city", "alias"} else None
    precise = places - {"town", "land"}
    if region - {"town"} and (precise or "town" in places):
        return score(0.6 if precise else 0.3, 0.8)
    if "town" in places and precise:
        return score(0.55 if found.end - found.start > 5 else 0.3, 0.8)
    if kinds & {"county", "city", "province", "alias"}:
        return score(0.3 if kinds & {"county"} else 0.2, 0.75)
    # 位于市中心, 送到学校: one place in words needs a label that says address, and a name that is more than its kind.
    if _STATED.search(part, 0, found.start):
        return score(0.0, 0.65) if found.end - found.start > 2 else None
    return score(0.0, 0.65) if found.end - found.start > 3 and precise - {"village"} else None


def owned(part: str, at: int) -> bool:
    """Whether the text says that the address is an organisation's (医院地址：, 营业部：)."""
    return OWNED.search(part, max(0, at - _OWNER), at) is not None


def _is_organisation(part: str, found: Read) -> bool:
    """A road without a number and then an organisation: 南京西路营业部 is a name, not an address."""
    if set(found.kinds) & _NUMBERS:
        return False
    return ORGANISATION.match(part, found.end, found.end + LOOK_AHEAD) is not None


def _tail(part: str, found: Read) -> None:
    """Behind a label: the few characters of a landmark that remain before the clause ends."""
    if found.kinds[-1] in ("room", "bare", "unit", "hyphen"):
        return
    match = _TAIL.match(part, found.end, found.end + LOOK_AHEAD)
    if match is None:
        return
    end = match.end()
    if (part[end : end + 1] or "。") in _CLOSED and (end - found.end > 3 or _TAIL_WORD.search(part, found.end, end)):
        found.take("side", end)
