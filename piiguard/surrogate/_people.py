"""Fakes of names and of what people are reached by.

Names come from the recognizers' own tables and are somebody's, as every name is; e-mail addresses are at the domains RFC 2606
sets aside. Messenger names cannot be reserved.
"""

from __future__ import annotations

from ._draw import DIGITS, LOWER, Draw, Shown, is_day, shape
from ._numbers import mobile_number
from ._secrets import given_names, simplified

_PINYIN = (
    "zhang wang li liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang deng han"
).split()
_SECOND = (
    "wei fang min jing qiang lei jun yang ming xin hao yan ping hui bo tao lan yu xue rui qian jie ling chao hong mei ning"
).split()
_SOUNDS = (
    "阿里 买买提 古丽 努尔 艾山 吐尔逊 玛依拉 热依汗 巴图 扎西 卓玛 达娃 依明 卡德尔 木沙 托合提 玉山 萨迪克 肉孜"
).split()
_TRADITIONAL = "陳黃張吳劉楊許鄭謝賴葉蘇莊呂蕭羅盧趙顏孫鄧馬藍蔣馮鄒龔韓陸錢"
_TRADITIONAL_GIVEN = "偉麗靜強軍艷傑濤剛華蘭國紅鵬輝凱寧龍陽穎鳳潔雲瑩榮夢詩澤慶興寶貴樹飛嬌聰勝藝蓮賢躍遠寬懷恆棟潤淵錦鋒銳鴻駿"
_COMPOUND = "欧阳 上官 司马 诸葛 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 东方 南宫 长孙 宇文 轩辕 独孤".split()
_COMPOUND_TRADITIONAL = "歐陽 上官 司馬 諸葛 皇甫 尉遲 公孫 慕容 令狐 司徒 夏侯 端木 東方 南宮 長孫 宇文 獨孤".split()
_DOMAINS = ("example.com", "example.net", "example.org")
_DOTS = "·•・‧．･"
_common: list[str] = []


def person(shown: Shown, draw: Draw) -> str:
    """Hanzi: as many characters, compound surnames stay compound, traditional ones traditional. Names with a dot get as many
    parts, Latin ones as many words in the same case. Masks and titles between stay.
    """
    from ..recognizers._names import COMPOUNDS

    text = shown.text
    if any(char.isascii() and char.isalpha() for char in text):
        return shown.wide(_latin(text, draw))
    if any(char in _DOTS for char in text):
        return _dotted(text, draw)
    hanzi = [index for index, char in enumerate(text) if "\u3400" <= char <= "\u9fff"]
    if not hanzi:
        return shown.lay(shape(shown.plain, draw)) if shown.plain else text
    traditional = any(char in _TRADITIONAL or char in _TRADITIONAL_GIVEN for char in text)
    given = _TRADITIONAL_GIVEN if traditional else given_names()
    count = len(hanzi)
    if text[:2] in COMPOUNDS or count == 4:
        fake = draw.pick(_COMPOUND_TRADITIONAL if traditional else _COMPOUND) + draw.chars(given, max(0, count - 2))
    else:
        fake = draw.pick(_TRADITIONAL if traditional else _surnames()) + draw.chars(given, count - 1)
    chars = list(text)
    for index, char in zip(hanzi, fake, strict=False):
        chars[index] = char
    return "".join(chars)


def _surnames() -> str:
    """The commonest surnames of one character, simplified."""
    if not _common:
        from ..recognizers._tables.surnames import COMMON

        _common.append(simplified(COMMON))
    return _common[0]


def _dotted(text: str, draw: Draw) -> str:
    out, word = [], ""
    for char in text + "\0":
        if char in _DOTS or char == "\0":
            out += [draw.pick(_SOUNDS) if word else "", char]
            word = ""
        else:
            word += char
    return "".join(out[:-1])


def _latin(text: str, draw: Draw) -> str:
    """Each run of letters becomes a syllable or two; the first of them a surname in pinyin."""
    out: list[str] = []
    word = ""
    first = True
    for char in text + "\0":
        if char.isascii() and char.isalpha():
            word += char
            continue
        if word:
            new = draw.pick(LOWER) if len(word) == 1 else draw.pick(_PINYIN) if first else draw.pick(_SECOND)
            new += draw.pick(_SECOND) if len(word) > 6 and not first else ""
            out.append(new.upper() if word.isupper() else new if word.islower() else new.capitalize())
            word, first = "", False
        if char != "\0":
            out.append(draw.pick(given_names()) if "\u3400" <= char <= "\u9fff" else char)
    return "".join(out)


def _local(draw: Draw) -> str:
    return draw.pick(_PINYIN) + draw.pick(_SECOND) + draw.digits(5)


def email_address(shown: Shown, draw: Draw) -> str:
    """A made-up mailbox at example.com, .net or .org; digits alone stay digits alone, as of QQ numbers."""
    local = shown.text.rpartition("@")[0]
    box = draw.pick("123456789") + draw.digits(8) if local and local.isdecimal() else _local(draw)
    return shown.wide(f"{box}@{draw.pick(_DOMAINS)}")


def wechat_id(shown: Shown, draw: Draw) -> str:
    """wxid_ and the o of an openid stay; a chosen name becomes pinyin, with digits where it has any; a number a number."""
    text = shown.text
    if text.startswith("wxid_"):
        return shown.wide("wxid_" + shape(text[5:], draw))
    if len(text) == 28 and text[0] == "o":
        return shown.wide("o" + shape(text[1:], draw))
    if shown.plain.isdecimal():
        return qq_number(shown, draw)
    mark = next((char for char in text if char in "_-"), "")
    digits = sum(char in DIGITS for char in text)
    if not digits and not mark:
        return shown.wide(draw.pick(_PINYIN) + draw.pick(_SECOND) + draw.pick(_SECOND) + draw.pick(_SECOND))
    return shown.wide(f"{draw.pick(_PINYIN)}{draw.pick(_SECOND)}{mark}{draw.digits(5)}")


def qq_number(shown: Shown, draw: Draw) -> str:
    """As many digits, the first not 0; neither a day nor a mobile or a hotline."""
    from ..recognizers._lookup import is_service

    plain = shown.plain

    def good(fake: str) -> bool:
        return not is_day(fake) and not is_service(fake) and (len(fake) != 11 or fake[0] != "1")

    return shown.lay(draw.until(lambda: shape(plain, draw), good))


def alipay_account(shown: Shown, draw: Draw) -> str:
    """An e-mail address, a mobile of an unassigned segment, or 2088 and twelve digits."""
    if "@" in shown.text:
        return email_address(shown, draw)
    plain = shown.plain
    if len(plain) == 11 and plain.isdecimal():
        return shown.lay(mobile_number(draw))
    return shown.lay(shape(plain, draw, keep=4 if plain.startswith("2088") else 0))
