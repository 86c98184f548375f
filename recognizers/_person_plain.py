"""Names that nothing announces: alone between marks, or so like a name that a word beside them is enough (see person.py).

A string of a common surname and two characters of given names is a name nearly wherever it stands; one of a
rare surname and an odd character is one only where it fills a cell. So the less there is beside it, the more
a string has to look like a name.
"""

from __future__ import annotations

from ..spec import Parsed
from ._ethnic_names import ethnic_name
from ._latin_names import latin_name, strict_name
from ._name_words import ORDINARY, WORDS
from ._names import COMPOUNDS, DOTS, MASKS, cut_in, ends_well, given, hanzi, name_from, surname, worth
from ._person_fields import FAIR, GOOD, key_before

_OPENING = frozenset("《〈『#＃-—－–~～·•・‧*＊●█■×%％／")
_CLOSING = frozenset("》〉』-—－–~～·•・‧%％&＆+＋")
_KEY = 18  # characters of a key that are read: a local pattern sees no more (see Trigger)
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
    if run - start == 3 and text[run - 1] in "收启啟签回付":  # 吕桐收，
        run -= 1
    if not 2 <= run - start <= 4 or text[run - 1] in _PLACES or word_in(text, start, run):
        return None
    if before and before in "\"'=:" and _NOT_PERSONS.intersection(key_before(text, start, _KEY)):
        return None
    points = worth(text[start:run])
    if points < _MOST_ASKED and points < _asked(text, start, run):
        return None
    return start, run, GOOD if points >= 4.0 and run - start == 3 else FAIR


_MOST_ASKED = 4.5


def _asked(text: str, start: int, end: int) -> float:
    """The points a cell needs, at most :data:`_MOST_ASKED`: fewer beside digits or Latin letters, as in rows and messages."""
    size = end - start
    if size == 4:
        return 4.0
    near = (text[max(0, start - 5) : start] + text[end : end + 5]).translate(_NO_MARKS)
    beside = any(char.isascii() and char.isalnum() for char in near)
    rare = surname(text, start)[1] < 2.0
    wordy = text[start + 1] in ORDINARY.get(text[start], "") or text[start] == text[start + 1]
    if size == 3:
        return 2.5 + wordy if beside else 3.25 + 0.25 * rare + 0.25 * wordy
    return 3.5 + wordy if beside else 4.0 + 0.5 * wordy


#: Words of keys whose values are no people.
_NOT_PERSONS = frozenset(
    "product plan goods hospital company corp org organization bank branch city addr address province district county street title type status brand model color colour risk kind file "
    "dept department channel remark school class job occupation nation nationality ethnic region area shop store merchant project group category tag unit medicine drug disease diagnosis".split()
)
_NO_MARKS = {ord(char): None for char in " \t,，、;；|｜\"'()（）[]【】:：　"}


def plain(text: str, start: int, end: int) -> Parsed | None:
    """A name in running text that could hardly be anything else: "…，吕桐收", "接电话的是唐浩睿，"."""
    before = text[start - 1 : start]
    if (before and before in _OPENING) or cut_in(text, start):
        return None
    found = name_from(text, start, 6.0)
    if not found:
        return None
    stop, points = found
    after = text[stop : stop + 1]
    if (after and after in _CLOSING) or text[stop - 1] in _PLACES or word_in(text, start, stop):
        return None
    wordy = text[start + 1] in ORDINARY.get(text[start], "") and text[start : start + 2] not in COMPOUNDS
    person = text[max(0, start - 2) : start] in _PERSONS
    follow = ends_well(text, stop)
    if follow < 2.0 or (wordy and (stop - start == 2 or points < 3.5 or not person)):
        return None
    if stop - start == 2:
        opens = not before or not hanzi(before)
        asked = 4.0 if person or (opens and follow >= 3.0 and hanzi(after or " ")) else 5.0
        return (start, stop, FAIR) if points >= asked and follow >= (2.0 if person or opens else 3.0) else None
    return (start, stop, FAIR) if points >= (3.5 if person else 4.0) else None


#: Ends of words for people, and what comes before people: names stand behind them without a mark.
_PERSONS = frozenset(
    "诉人 保人 系人 案人 款人 请人 办人 益人 理人 护人 件人 货人 事人 托人 表人 领人 户人 险人 行人 驶人 有人 利人 务员 勘员 损员 核员 赔员 作员 入员 乘员 驶员 佣员 席员 服员 "
    "姑父 姑妈 姨妈 姨父 舅舅 舅妈 叔叔 伯伯 婶婶 嫂子 我弟 我哥 我姐 我妹 我爸 我妈 我儿 我女 我娃 我叔 我舅 我姑 我姨 我爷 我奶 老公 老婆 先生 太太 媳妇 妻子 丈夫 爱人 对象 儿子 女儿 闺女 孩子 宝宝 父亲 母亲 爸爸 妈妈 公公 婆婆 "
    "岳父 岳母 哥哥 姐姐 弟弟 妹妹 孙子 孙女 外甥 侄子 侄女 同事 朋友 邻居 舍友 室友 同学 老乡 户主 房东 车主 司机 伤者 死者 患者 业主 学生 老师 客户 用户 家属 原告 被告 会员 主治 实名 全名 本名 大名 改成 改为 变为 换成 换为 还是 写我 支付 "
    "我叫 我係 我系 俺叫 叫做 名叫 就写 头写 名写 联系 通知 转告 找到 致电 请问 确认 下是 的是 转到 赔到 打到 汇到 付至 付给 转给 交给 寄给 发给 打给 给我 替我 帮我 委托 授权 代表 归还 送给 留给 过户 转至 代为 作为".split()
)


def ethnic(text: str, start: int, end: int) -> Parsed | None:
    """A name of two syllable groups: 扎西顿珠, 乌云其木格."""
    stop = ethnic_name(text, start)
    return None if stop is None or (stop < len(text) and text[stop] in {*DOTS, *MASKS}) else (start, stop, FAIR)


def called(text: str, start: int, end: int) -> Parsed | None:
    """A given name alone: "叫我光燕就行"."""
    name = text[start:end]
    return (start, end, FAIR) if given(name) >= 1.5 and not word_in(text, start, end) else None


_LATIN_LEAST = 6  # "Li Na" alone could be anything


def latin(text: str, start: int, end: int) -> Parsed | None:
    """Two words of pinyin, one of them a surname: "Zhang Wei", "LIU Xiaoming", "Chunhua Liu"."""
    stop = strict_name(text, start)
    before = text[:start].rstrip(" \u3000（(：:\"'")[-1:] if start < 12 else text[start - 12 : start].rstrip(" \u3000（(：:\"'")[-1:]
    if stop is None and before and hanzi(before):
        stop = latin_name(text, start)
    if stop is None or text[stop : stop + 1] in MASKS or stop - start < _LATIN_LEAST:
        return None
    # Bytes of some other kind beside it: chance makes short words of capitals and small letters there.
    if any("\ud800" <= char < "\ue000" for char in text[max(0, start - 4) : stop + 4]):
        return None
    return start, stop, FAIR
