"""Names in fields: behind a label, a key, a role, with what may be inside and around them (see person.py)."""

from __future__ import annotations

from ..spec import Parsed, Score, score
from ._ethnic_names import ethnic_name
from ._latin_names import latin_name
from ._names import DOTS, MASKS, cut_in, ends_well, hanzi, name_from, no_given, sounds, surname, worth

SPACES = " \u3000\u00a0"
#: Words a key that ends with "name" may have before it ("custName"), and keys that are names by themselves.
_PERSONS = frozenset(
    "cust customer client applicant appnt insured insurant assured holder policyholder owner beneficiary bnf payee payer account acct card cardholder contact link linkman user real full true operator oper handler "
    "agent broker seller salesman driver patient doctor member employee emp staff student teacher person people receiver recipient consignee sender signer guardian parent child spouse relation relative reporter rgtant "
    "claimant witness applicant1 insured1 cn zh chinese en pinyin family first last given nick borrower lender buyer visitor guest legal man author my his her surveyor clerk auditor approver creator".split()
)
STRONG: Score = score(0.9, 0.95, 0.8)
GOOD: Score = score(0.82, 0.88, 0.7)
FAIR: Score = score(0.7, 0.78, 0.5)
LONE: Score = score(0.75, 0.8, 0.7)


def labelled(text: str, start: int, end: int) -> Parsed | None:
    """The value behind a label or key: "投保人：张三", ``"custName":"张三"``, "户名 张 三"."""
    before = text[start - 1 : start]
    if before in ("成", "由") and before and not hanzi(text[start - 2 : start - 1] or "字"):
        start, before = start - 1, text[start - 2 : start - 1]
    key = key_before(text, start)
    if (key and not _names_person(key)) or before in _STOPS or _behind_mask(text, start):
        return None
    if text[start].isascii():
        stop = latin_name(text, start)
        return (start, stop, GOOD) if stop is not None and text[stop : stop + 1] not in MASKS - {""} else None
    explicit = not hanzi(before)
    doubtful = key == ["name"] or before in _LINKS
    return field(text, start, surname(text, start)[1] + 1.9 if doubtful else 0.5) if explicit else direct(text, start, 5.0)


_STOPS = frozenset("。！？!?”’…")
_LINKS = frozenset("，,;；/")


def field(text: str, start: int, need: float) -> Parsed | None:
    """The name that fills a field, or begins its value."""
    run = start
    while run < len(text) and run < start + 9 and hanzi(text[run]):
        run += 1
    mark = text[run : run + 1]
    stop = ethnic_name(text, start)
    if stop is not None and stop <= run and text[stop : stop + 1] not in tuple(DOTS):
        return start, stop, GOOD
    if mark and (mark in DOTS or mark == "."):
        return transcribed(text, start)
    if mark and mark in MASKS:
        return None
    size = run - start
    if mark and mark in SPACES and size == max(1, surname(text, start)[0]):
        return _spaced(text, start, run)
    if 2 <= size <= 4:
        points = worth(text[start:run])
        if points > (need if surname(text, start)[1] >= 1.0 else max(need, 2.5)) and (size < 4 or points >= 3.0):
            return start, run, STRONG if points >= 3.0 else GOOD
    found = name_from(text, start, need + 4.0)
    if found and (found[0] < run or size > 4 or found[1] > need):
        return start, found[0], GOOD
    return _minority(text, start, run)


def _minority(text: str, start: int, run: int) -> Parsed | None:
    """A name without surname and dot that fills its field: 扎西多吉, 古丽巴哈尔."""
    name = text[start:run]
    if 3 <= len(name) <= 8 and all(sounds(name, at) for at in range(len(name))) and len(set(name)) > 1 and not no_given(text, start):
        return start, run, FAIR
    return None


def _spaced(text: str, start: int, run: int) -> Parsed | None:
    """A name with spaces inside, as forms and OCR have it: "张 三", "王　小 明"."""
    name = text[start:run]
    at = run
    while len(name) < 4 and at < len(text) and text[at] in SPACES:
        stop = at
        while stop < at + 4 and stop < len(text) and text[stop] in SPACES:
            stop += 1
        piece = stop
        while piece < len(text) and piece < stop + 3 and hanzi(text[piece]):
            piece += 1
        if not 1 <= piece - stop <= 2 or no_given(text, stop) or worth(name + text[stop:piece]) < 1.5:
            break
        if text[stop:piece] + text[piece : piece + 6].lstrip(SPACES)[:1] in _NEXT_FIELD:
            break
        if len(name) > run - start and piece - stop > 1:
            break
        name += text[stop:piece]
        at = piece
    if at == run or text[at : at + 1] in MASKS - {""}:
        return None
    return start, at, GOOD


_NEXT_FIELD = frozenset(
    "性别 性別 民族 出生 年龄 年齡 住址 身份 证件 證件 电话 電話 手机 手機 公民 地址 国籍 关系 联系 学历 职业".split()
)


def direct(text: str, start: int, need: float) -> Parsed | None:
    """A name right behind a word, with nothing between: "投保人张三来电"."""
    stop = ethnic_name(text, start, 1)
    if stop is not None and ends_well(text, stop) >= 2.0 and text[stop : stop + 1] not in tuple(DOTS):
        return start, stop, GOOD
    found = None if cut_in(text, start) else name_from(text, start, need)
    if not found or (found[1] < 2.75 and surname(text, start)[1] < 1.0):
        return None
    stop, points = found
    if text[stop : stop + 1] and text[stop] in DOTS:
        return transcribed(text, start)
    follow = ends_well(text, stop)
    if (follow < 2.0 and points < 4.0) or points < 2.25 or (text[start - 1 : start] == "的" and points < 4.0):
        return None
    return start, stop, GOOD if follow >= 2.0 and points >= 3.0 else FAIR


def transcribed(text: str, start: int, minimum: int = 0) -> Parsed | None:
    """A name of transcribed parts with dots between, from ``start``."""
    at = start
    parts = 0
    while parts < 5:
        stop = at
        while stop < len(text) and stop < at + 10 and sounds(text, stop):
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
    return start, at, GOOD


#: Ordinary words whose first character a transcribed name could end with.
_TAILS = frozenset("买的 买了 买份 买过 怀孕 合作 合拍 合演 才是 让他 博士 通过 特别 本人 帕特 马上 里面 里的 因为 比较 尔后 那个 西部 多次 达到 克服 来到 不是 安排 保险 维护 培养 基本 提到 提出 提起 热情 杰作 托人 尼人 亚人 日本 登上 成为 吉他 提供 布置 伊始".split()) - {
    "帕特", "尼人", "亚人"
}  # fmt: skip


def key_before(text: str, start: int, reach: int = 100) -> list[str]:
    """The words of the ASCII identifier a value stands behind (``custName``: cust, name); empty behind hanzi.

    reach  characters before the value that are looked at
    """
    at = start
    low = max(0, start - reach)
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


def _behind_mask(text: str, start: int) -> bool:
    """Whether what the label announces has been masked: "户名 ** Zhang San"."""
    at = start
    while at > 0 and start - at < 12 and not text[at - 1].isalnum():
        at -= 1
        if text[at] in MASKS:
            return True
    return False


def _names_person(key: list[str]) -> bool:
    """Whether a key that ends with "name" speaks of a person; other keys do by being labels."""
    last = key[-1]
    if last == "name" or last == "names":
        return len(key) == 1 or key[-2] in _PERSONS
    if last.endswith("name"):
        return last[:-4] in _PERSONS
    return last not in ("id", "no", "number", "code", "type", "num")
