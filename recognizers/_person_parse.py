"""From evidence to the name beside it: one function a kind of evidence (see person.py for the words they stand behind).

Each gets the line and the span that matched, and returns the name's span and what it is worth, or None.
"""

from __future__ import annotations

from ..spec import Parsed
from ._name_words import ORDINARY
from ._names import DOTS, MASKS, cut_in, ends_well, hanzi, name_from, name_until, sounds, starts_well, surname, worth
from ._person_fields import FAIR, GOOD, LONE, SPACES, direct, field, labelled, transcribed
from ._person_plain import alone, called, ethnic, latin, plain

__all__ = [
    "again",
    "alone",
    "before",
    "behind",
    "called",
    "dotted",
    "ethnic",
    "familiar",
    "fielded",
    "introduced",
    "labelled",
    "latin",
    "lone_surname",
    "plain",
    "signed",
    "surnamed",
    "titled",
]


def behind(text: str, start: int, end: int) -> Parsed | None:
    """A name behind a word of running text that needs a good one: 客户, 联系, 经理."""
    found = direct(text, start, 5.5)
    if found and text[start - 1] in "和与與跟由给給让转约据" and text[max(0, start - 2) : start - 1] not in _HANDS:
        stop = found[1]
        points = worth(text[start:stop])
        if (
            points < 3.5
            or points + ends_well(text, stop) < (6.0 if text[start - 1] in "给給" else 6.5)
            or text[stop - 1] in _PLACE_ENDS
        ):
            return None
    return found


_HANDS = frozenset("寄打转轉汇匯付送发發交")


def fielded(text: str, start: int, end: int) -> Parsed | None:
    """A name in a field whose label ends like a word for a person: "审批人：张三", "报告医师 李四"."""
    marked = text[start - 1] not in SPACES
    found = field(text, start, max(2.5 if marked else 3.9, surname(text, start)[1] + 1.0))
    return found if found and worth(text[found[0] : found[1]]) >= (2.5 if marked else 3.9) else None


def introduced(text: str, start: int, end: int) -> Parsed | None:
    """ "我叫张三", "本人张三", "我是李四的儿子"."""
    found = name_from(text, start, 6.0)
    if found and text[found[0] : found[0] + 1] in DOTS and found[0] < len(text):
        return transcribed(text, start)
    if not found or ends_well(text, found[0]) < 2.0 or found[1] < 2.5:
        return None
    return start, found[0], GOOD if found[1] >= 3.0 else FAIR


def lone_surname(text: str, start: int, end: int) -> Parsed | None:
    """ "免贵姓王"."""
    width = surname(text, start)[0]
    return (start, start + width, LONE) if width else None  # 宇 without 文 is none


def titled(text: str, start: int, end: int) -> Parsed | None:
    """The name before a title: 王 of 王女士, 王小明 of 王小明先生."""
    found = name_until(text, start, 3.0)
    if found:
        begin, points = found
        if starts_well(text, begin) or points >= 4.0:
            return begin, start, GOOD
    for width in (2, 1):
        begin = start - width
        size, points = surname(text, begin) if begin >= 0 else (0, 0.0)
        if size != width or (width == 2 and points < 3.0):
            continue
        char = text[begin]
        word = text[begin - 1 : begin]
        if (word and char in ORDINARY.get(word, "")) or cut_in(text, begin):
            return None
        if points < 1.0 and text[start] in ORDINARY.get(char, ""):
            return None
        if char in _PREPOSITIONS or (points < 2.0 and not starts_well(text, begin)):
            return None
        return begin, start, LONE
    return None


_PREPOSITIONS = frozenset("和向从從由都时時来來全原应應该但单單位因本连連解查管与與让叫被把给祝")


def surnamed(text: str, start: int, end: int) -> Parsed | None:
    """ "一位王姓客户"."""
    return (start, end, LONE) if starts_well(text, start) or text[start - 1] in "位名个該该" else None


def familiar(text: str, start: int, end: int) -> Parsed | None:
    """ "小王", "老张", "李总": the surname, where nothing makes it another word."""
    low, high = start, end
    if text[start - 1 : start] in ("小", "老", "阿"):
        low = start - 1
        if (text[start] in _WORDY or text[low] == "阿") and text[start + 1 : start + 3] not in _ADDRESS:
            return None
    else:
        high = end + 1  # 总, 哥, 姐
        if end - start > 1:
            return start, end, FAIR
    if text[high : high + 1] in ORDINARY.get(text[start], "") and text[high : high + 1]:
        return None
    if (ends_well(text, high) < 2.0 and text[high : high + 1] not in ("好", "早", "真")) or not (
        starts_well(text, low) or text[max(0, low - 2) : low] in _BEFORE_FAMILIAR
    ):
        return None
    return start, end, FAIR


#: Surnames that make other words behind 小 and 老 (小马, 老石), and what says that somebody is meant.
_WORDY = frozenset("马石龙白黄方金田江熊牛高万文乐米水花包毛雷云安平和古连时车童苗房路鱼林")
_ADDRESS = frozenset("你好 您好 你那 你的 您的 帮我 给我 让我 打电 来电 昨天 今天 刚才 刚刚 上次 在吗 说他 说我 说的 你看 发我 联系 那边 回电 回复".split())
_BEFORE_FAMILIAR = frozenset("客服 坐席 同事 朋友 隔壁 顾问 经理 师傅 司机 老板".split())


def before(text: str, start: int, end: int) -> Parsed | None:
    """The name that ends where the evidence begins: "张三（投保人）", "张三 138…", "张三的身份证", "李娜来电"."""
    stop = start
    while stop > 0 and text[stop - 1] in SPACES + ":：,，、;；|｜/\t(（\"'":
        stop -= 1
    found = name_until(text, stop, 3.5)
    if not found:
        return None
    begin, points = found
    if (points < 4.5 and not starts_well(text, begin)) or text[stop - 1] in _PLACE_ENDS:
        return None
    return begin, stop, FAIR if points < 4.0 else GOOD


_PLACE_ENDS = frozenset("镇村峡寺庙宫殿路街园馆店院楼桥湖河江岛山省市县区乡港站厅城")


def dotted(text: str, start: int, end: int) -> Parsed | None:
    """A name with dots in it, around the dot at ``start``: 买买提·吐尔逊, 爱新觉罗·溥仪."""
    begin = start
    while begin > 0 and start - begin < 10 and sounds(text, begin - 1):
        begin -= 1
    if text[begin - 1 : begin + 1] in ("委托", "委託"):
        begin += 1
    if text[begin : begin + 1] == "道" and text[begin - 1 : begin] == "知":
        begin += 1
    if text.startswith("谢谢", begin):
        begin += 2
    if start - begin < 2 and not (start - begin == 1 and text[begin] in _SHORT_FIRST):
        return None
    return transcribed(text, begin, minimum=start)


_SHORT_FIRST = frozenset("杰李汤丹本吉保马麦蒂迈比约")


def signed(text: str, start: int, end: int) -> Parsed | None:
    """A name between a dash and the end of the line."""
    if end - start > 4 or worth(text[start:end]) < 3.0:
        return None
    return start, end, FAIR


def again(text: str, start: int, end: int) -> bool:
    """Whether a name found before and met again without evidence is that name, and not a piece of another word."""
    if text[end : end + 1] in MASKS - {""}:
        return False
    if not hanzi(text[start]):
        return not (text[start - 1 : start].isalpha() or text[end : end + 1].isalpha())
    if worth(text[start:end]) < 2.5 and not (starts_well(text, start) and ends_well(text, end) >= 2.0):
        return False
    after = text[end : end + 1]
    return after not in _PLACES


_PLACES = frozenset("路街道村镇市县省区巷桥站峰期氏庄")
