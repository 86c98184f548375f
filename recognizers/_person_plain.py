"""Names that nothing announces: alone between marks, or so like a name that a word beside them is enough (see person.py).

A string of a common surname and two characters of given names is a name nearly wherever it stands; one of a
rare surname and an odd character is one only where it fills a cell. So the less there is beside it, the more
a string has to look like a name.
"""

from __future__ import annotations

from ..spec import Parsed
from ._latin_names import strict_name
from ._name_words import ORDINARY, WORDS
from ._names import COMPOUNDS, MASKS, ends_well, hanzi, name_from, starts_well, surname, worth
from ._person_fields import FAIR, GOOD

_OPENING = frozenset("《〈『#＃@＠-—－–~～·•・‧*＊●█■×%％／")
_CLOSING = frozenset("》〉』-—－–~～·•・‧%％&＆+＋")
_PLACES = frozenset("镇村峡寺庙宫殿路街园馆店院楼桥湖河江岛山省市县区乡港站厅城道巷库州坝寨屯湾洲桥峰庄门")


def word_in(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` begins with an ordinary word, or is one."""
    return text[start : start + 2] in WORDS or text[start:end] in WORDS or text[start:start + 1] * (end - start) == text[start:end]


def alone(text: str, start: int, end: int) -> Parsed | None:
    """A name that fills a cell, a clause or a line: "王秀英,1101…", "138…罗少福", "名单：冯晗、甘玉栋"."""
    run = start
    while run < len(text) and run < start + 5 and hanzi(text[run]):
        run += 1
    before, after = text[start - 1 : start], text[run : run + 1]
    if (before and before in _OPENING) or (after and after in _CLOSING):
        return None
    if not 2 <= run - start <= 4 or text[run - 1] in _PLACES or word_in(text, start, run):
        return None
    points = worth(text[start:run])
    if points < _asked(text, start, run):
        return None
    return start, run, GOOD if points >= 4.0 and run - start == 3 else FAIR


def _asked(text: str, start: int, end: int) -> float:
    """The points a cell needs: fewer beside digits or Latin letters, as in rows and messages."""
    size = end - start
    if size == 4:
        return 4.0 if text[start : start + 2] in COMPOUNDS else 4.5
    near = (text[max(0, start - 3) : start] + text[end : end + 3]).translate(_NO_MARKS)
    beside = any(char.isascii() and char.isalnum() for char in near)
    rare = surname(text, start)[1] < 2.0
    wordy = text[start + 1] in ORDINARY.get(text[start], "") or text[start] == text[start + 1]
    if size == 3:
        return 2.5 + wordy if beside else 3.25 + 0.25 * rare + 0.25 * wordy
    return 3.5 + wordy if beside else 4.0 + 0.5 * wordy


_NO_MARKS = {ord(char): None for char in " \t,，、;；|｜\"'()（）[]【】:：　"}


def plain(text: str, start: int, end: int) -> Parsed | None:
    """A name in running text that could hardly be anything else: "…，吕桐收", "接电话的是唐浩睿，"."""
    if not starts_well(text, start) or text[start - 1 : start] in _OPENING - {""}:
        return None
    found = name_from(text, start, 6.0)
    if not found:
        return None
    stop, points = found
    after = text[stop : stop + 1]
    if (after and after in _CLOSING) or text[stop - 1] in _PLACES or word_in(text, start, stop):
        return None
    if text[start + 1] in ORDINARY.get(text[start], ""):
        return None
    follow = ends_well(text, stop)
    if follow < 2.0 or points < (4.0 if stop - start > 2 else 5.0) or (stop - start == 2 and follow < 3.0):
        return None
    return start, stop, FAIR


def latin(text: str, start: int, end: int) -> Parsed | None:
    """Two words of pinyin, one of them a surname: "Zhang Wei", "LIU Xiaoming", "Chunhua Liu"."""
    stop = strict_name(text, start)
    return None if stop is None or text[stop : stop + 1] in MASKS else (start, stop, FAIR)
