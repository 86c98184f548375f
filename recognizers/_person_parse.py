"""From evidence to the name beside it: one function a kind of evidence (see person.py for the words they stand behind).

Each gets the line and the span that matched, and returns the name's span and what it is worth, or None.
"""

from __future__ import annotations

from ..spec import Parsed, Score, score
from ._latin_names import latin_name
from ._name_words import ORDINARY
from ._names import (
    DOTS,
    MASKS,
    TRANSCRIBED,
    cut_in,
    ends_well,
    hanzi,
    name_from,
    name_until,
    no_given,
    starts_well,
    surname,
    worth,
)

_SPACES = " \u3000\u00a0"
#: Words a key that ends with "name" may have before it ("custName"), and keys that are names by themselves.
_PERSONS = frozenset(
    "cust customer client applicant appnt insured insurant assured holder policyholder owner beneficiary bnf payee payer account acct card cardholder contact link linkman user real full true operator oper handler "
    "agent broker seller salesman driver patient doctor member employee emp staff student teacher person people receiver recipient consignee sender signer guardian parent child spouse relation relative reporter rgtant "
    "claimant witness applicant1 insured1 cn zh chinese en pinyin family first last given nick borrower lender buyer visitor guest legal man author my his her surveyor clerk auditor approver creator".split()
)
_STRONG: Score = score(0.9, 0.95, 0.8)
_GOOD: Score = score(0.82, 0.88, 0.7)
_FAIR: Score = score(0.7, 0.78, 0.5)
_LONE: Score = score(0.75, 0.8, 0.7)
_WEAK: Score = score(0.4, 0.6, 0.3)


def labelled(text: str, start: int, end: int) -> Parsed | None:
    """The value behind a label or key: "投保人：张三", ``"custName":"张三"``, "户名 张 三"."""
    before = text[start - 1 : start]
    if before in ("成", "由") and before and not hanzi(text[start - 2 : start - 1] or "字"):
        start, before = start - 1, text[start - 2 : start - 1]
    key = _key(text, start)
    if (key and not _names_person(key)) or before in _STOPS:
        return None
    if text[start].isascii():
        stop = latin_name(text, start)
        return (start, stop, _GOOD) if stop is not None and text[stop : stop + 1] not in MASKS - {""} else None
    explicit = not hanzi(before)
    doubtful = key == ["name"] or before in _LINKS
    return _field(text, start, surname(text, start)[1] + 1.9 if doubtful else 0.5) if explicit else _direct(text, start, 5.0)


_STOPS = frozenset("。！？!?”’…")
_LINKS = frozenset("，,;；/")


def _field(text: str, start: int, need: float) -> Parsed | None:
    """The name that fills a field, or begins its value."""
    run = start
    while run < len(text) and run < start + 9 and hanzi(text[run]):
        run += 1
    mark = text[run : run + 1]
    if mark and (mark in DOTS or mark == "."):
        return _transcribed(text, start)
    if mark and mark in MASKS:
        return None
    size = run - start
    if mark and mark in _SPACES and size == max(1, surname(text, start)[0]):
        return _spaced(text, start, run)
    if 2 <= size <= 4:
        points = worth(text[start:run])
        if points > (need if surname(text, start)[1] >= 1.0 else max(need, 2.5)) and (size < 4 or points >= 3.0):
            return start, run, _STRONG if points >= 3.0 else _GOOD
    found = name_from(text, start, need + 4.0)
    if found and (found[0] < run or size > 4 or found[1] > need):
        return start, found[0], _GOOD
    return _minority(text, start, run)


def _minority(text: str, start: int, run: int) -> Parsed | None:
    """A name without surname and dot that fills its field: 扎西多吉, 古丽巴哈尔."""
    name = text[start:run]
    if 3 <= len(name) <= 8 and all(char in TRANSCRIBED for char in name) and len(set(name)) > 1 and not no_given(text, start):
        return start, run, _FAIR
    return None


def _spaced(text: str, start: int, run: int) -> Parsed | None:
    """A name with spaces inside, as forms and OCR have it: "张 三", "王　小 明"."""
    name = text[start:run]
    at = run
    while len(name) < 4 and at < len(text) and text[at] in _SPACES:
        stop = at
        while stop < at + 4 and stop < len(text) and text[stop] in _SPACES:
            stop += 1
        piece = stop
        while piece < len(text) and piece < stop + 3 and hanzi(text[piece]):
            piece += 1
        if not 1 <= piece - stop <= 2 or no_given(text, stop) or worth(name + text[stop:piece]) < 1.5:
            break
        if text[stop:piece] + text[piece : piece + 6].lstrip(_SPACES)[:1] in _NEXT_FIELD:
            break
        if len(name) > run - start and piece - stop > 1:
            break
        name += text[stop:piece]
        at = piece
    if at == run or text[at : at + 1] in MASKS - {""}:
        return None
    return start, at, _GOOD


_NEXT_FIELD = frozenset(
    "性别 性別 民族 出生 年龄 年齡 住址 身份 证件 證件 电话 電話 手机 手機 公民 地址 国籍 关系 联系 学历 职业".split()
)


def _direct(text: str, start: int, need: float) -> Parsed | None:
    """A name right behind a word, with nothing between: "投保人张三来电"."""
    found = None if cut_in(text, start) else name_from(text, start, need)
    if not found or (found[1] < 2.75 and surname(text, start)[1] < 1.0):
        return None
    stop, points = found
    if text[stop : stop + 1] and text[stop] in DOTS:
        return _transcribed(text, start)
    follow = ends_well(text, stop)
    if (follow < 2.0 and points < 4.0) or points < 2.25 or (text[start - 1 : start] == "的" and points < 4.0):
        return None
    return start, stop, _GOOD if follow >= 2.0 and points >= 3.0 else _FAIR


def behind(text: str, start: int, end: int) -> Parsed | None:
    """A name behind a word of running text that needs a good one: 客户, 联系, 经理."""
    found = _direct(text, start, 6.0)
    if found and text[start - 1] in "和与與跟由给給让" and text[max(0, start - 2) : start - 1] not in _HANDS:
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


def introduced(text: str, start: int, end: int) -> Parsed | None:
    """ "我叫张三", "本人张三", "我是李四的儿子"."""
    found = name_from(text, start, 6.0)
    if found and text[found[0] : found[0] + 1] in DOTS and found[0] < len(text):
        return _transcribed(text, start)
    if not found or ends_well(text, found[0]) < 2.0 or found[1] < 2.5:
        return None
    return start, found[0], _GOOD if found[1] >= 3.0 else _FAIR


def lone_surname(text: str, start: int, end: int) -> Parsed | None:
    """ "免贵姓王"."""
    width = surname(text, start)[0]
    return start, start + width, _LONE


def titled(text: str, start: int, end: int) -> Parsed | None:
    """The name before a title: 王 of 王女士, 王小明 of 王小明先生."""
    found = name_until(text, start, 3.0)
    if found:
        begin, points = found
        if starts_well(text, begin) or points >= 4.0:
            return begin, start, _GOOD
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
        return begin, start, _LONE
    return None


_PREPOSITIONS = frozenset("和向从從由都时時来來全原应應该但单單位因本连連解查管与與让叫被把给")


def familiar(text: str, start: int, end: int) -> Parsed | None:
    """ "小王", "老张", "李总": the surname, where nothing makes it another word."""
    low, high = start, end
    if text[start - 1 : start] in ("小", "老", "阿"):
        low = start - 1
    else:
        high = end + 1  # 总, 哥, 姐
    if text[high : high + 1] in ORDINARY.get(text[start], "") and text[high : high + 1]:
        return None
    if (ends_well(text, high) < 2.0 and text[high : high + 1] not in ("好", "早", "真")) or not (
        starts_well(text, low) or text[max(0, low - 2) : low] in _BEFORE_FAMILIAR
    ):
        return None
    return start, end, _FAIR


_BEFORE_FAMILIAR = frozenset("客服 坐席 同事 朋友 隔壁 顾问 经理 师傅 司机 老板".split())


def before(text: str, start: int, end: int) -> Parsed | None:
    """The name that ends where the evidence begins: "张三（投保人）", "张三 138…", "张三的身份证", "李娜来电"."""
    stop = start
    while stop > 0 and text[stop - 1] in _SPACES + ",，、;；|｜/\t(（\"'":
        stop -= 1
    found = name_until(text, stop, 3.5)
    if not found:
        return None
    begin, points = found
    if (points < 4.5 and not starts_well(text, begin)) or text[stop - 1] in _PLACE_ENDS:
        return None
    return begin, stop, _FAIR if points < 4.0 else _GOOD


_PLACE_ENDS = frozenset("镇村峡寺庙宫殿路街园馆店院楼桥湖河江岛山省市县区乡港站厅城")


def dotted(text: str, start: int, end: int) -> Parsed | None:
    """A name with dots in it, around the dot at ``start``: 买买提·吐尔逊, 爱新觉罗·溥仪."""
    begin = start
    while begin > 0 and start - begin < 10 and text[begin - 1] in TRANSCRIBED:
        begin -= 1
    if text[begin : begin + 1] == "道" and text[begin - 1 : begin] == "知":
        begin += 1
    if text.startswith("谢谢", begin):
        begin += 2
    if start - begin < 2 and not (start - begin == 1 and text[begin] in _SHORT_FIRST):
        return None
    return _transcribed(text, begin, minimum=start)


_SHORT_FIRST = frozenset("杰李汤丹本吉保马麦蒂迈比约")


def _transcribed(text: str, start: int, minimum: int = 0) -> Parsed | None:
    """A name of transcribed parts with dots between, from ``start``."""
    at = start
    parts = 0
    while parts < 5:
        stop = at
        while stop < len(text) and stop < at + 10 and text[stop] in TRANSCRIBED:
            stop += 1
        if stop == at:
            break
        parts += 1
        at = stop
        if not (text[at : at + 1] and text[at] in DOTS + "."):
            break
        at += 1
    if at and text[at - 1] in DOTS + ".":
        at -= 1
    if text[at - 1 : at + 1] in _TAILS:
        at -= 1
    if parts < 2 or at <= minimum:
        return None
    return start, at, _GOOD


#: Ordinary words whose first character a transcribed name could end with.
_TAILS = frozenset("合作 合拍 合演 才是 让他 博士 通过 特别 本人 帕特 马上 里面 里的 因为 比较 尔后 那个 西部 多次 达到 克服 来到 不是 安排 保险 维护 培养 基本 提到 提出 提起 热情 杰作 托人 尼人 亚人 日本 登上 成为 吉他 提供 布置 伊始".split()) - {
    "帕特", "尼人", "亚人"
}  # fmt: skip


def signed(text: str, start: int, end: int) -> Parsed | None:
    """A name between a dash and the end of the line."""
    if end - start > 4 or worth(text[start:end]) < 3.0:
        return None
    return start, end, _FAIR


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


def _key(text: str, start: int) -> list[str]:
    """The words of the ASCII identifier a value stands behind (``custName``: cust, name); empty behind hanzi."""
    at = start
    low = max(0, start - 100)
    while at > low and text[at - 1] in " \t:=\"'()[]{}<>\\/|,.-_?&+：＝（“「＞":
        at -= 1
    stop = at
    while at > low and text[at - 1].isascii() and (text[at - 1].isalnum() or text[at - 1] in "_-."):
        at -= 1
    words: list[str] = []
    for char in text[at:stop]:
        if char in "_-.":
            words.append("")
        elif not words or (char.isupper() and words[-1] and not words[-1][-1].isupper()):
            words.append(char)
        else:
            words[-1] += char
    found = [word.lower() for word in words if word]
    while found and found[-1] in ("is", "of", "value", "str", "zh", "cn"):
        found.pop()
    return found


def _names_person(key: list[str]) -> bool:
    """Whether a key that ends with "name" speaks of a person; other keys do by being labels."""
    last = key[-1]
    if last == "name" or last == "names":
        return len(key) == 1 or key[-2] in _PERSONS
    if last.endswith("name"):
        return last[:-4] in _PERSONS
    return last not in ("id", "no", "number", "code", "type", "num")
