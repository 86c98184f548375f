"""Addresses in English or pinyin behind a label: parts between commas, each recognised by its words."""

from __future__ import annotations

import re

from ..spec import Score, score

_WORD = (
    "Room|Rm|Flat|Unit|Suite|Apartment|Apt|Floor|Building|Bldg|Block|Blk|Tower|Phase|Entrance|Sec|Section|Ln|Alley|No|Road|Rd|Street|St|Avenue|Ave|Lane|Alley|Drive|Highway|Boulevard|Blvd|Path|Terrace|"
    "Village|Estate|Garden|Gardens|Court|Mansion|Plaza|Centre|Center|House|Square|Community|Residence|Apartments|Town|Township|Subdistrict|County|District|City|Province|Municipality|"
    "Kowloon|Hong Kong|New Territories|Macau|Macao|Taipei|Taiwan|China|Beijing|Shanghai|Guangzhou|Shenzhen|"
    "Lu|Jie|Dajie|Dadao|Xiang|Nong|Hao|Lou|Dong|Danyuan|Shi|Qu|Xian|Zhen|Xiaoqu|Sheng|Cun|Hutong|Li|Yuan"
)
_KEY = re.compile(
    f"(?:^|[ .0-9-])(?:{_WORD})(?=$|[ .,0-9#-])|^(?:[0-9]{{1,2}}(?:/F|F|th Floor|st Floor|nd Floor|rd Floor)|[0-9]+#)|^#[0-9]|^N\\.?T\\.?$|^H\\.?K\\.?$|^P\\.?R\\.? ?China$",
    re.I,
)
_SPECIFIC = re.compile(
    "(?:Road|Rd|Street|St|Avenue|Ave|Lane|Alley|Drive|Path|Village|Estate|Gardens?|Court|Mansion|Plaza|Building|Bldg|Block|Tower|Lu|Jie|Dajie|Dadao|Xiaoqu|Hutong|Nong|Terrace|Community|House)(?![A-Za-z])",
    re.I,
)
_PART = re.compile("[A-Z0-9#][A-Za-z0-9.#/'&() -]{0,79}")
_OTHER = re.compile(
    "(?:Tel|Phone|Mobile|Cell|Email|E-mail|Name|Contact|ID|Policy|Attn|Fax|Post|Zip|Date|Amount|Remark|Note|Claim|Order|QQ|Wechat|http|please|i |my |and |thank)",
    re.I,
)
_LONGEST = 12


def parse_latin(text: str, start: int, end: int) -> tuple[int, int, Score] | None:
    """The English or pinyin address that begins at ``start``, part after part for as long as one belongs to it."""
    if text[max(0, start - 4) : start].lower().strip(" .") == "no":  # taken for a word between label and value
        start = text.lower().rfind("no", 0, start)
    at = start
    stop = start
    keys = specific = digits = 0
    for _ in range(_LONGEST):
        part = _PART.match(text, at)
        if part is None or _OTHER.match(text, at):
            break
        finish = _trim(text, at, part.end())
        if text[finish : part.end()] == "." and ("." in text[at:finish] or text[part.end() : part.end() + 1] == ","):
            finish += 1  # the dot of an abbreviation
        piece = text[at:finish]
        key = _KEY.search(piece) is not None
        if not key and not (stop > start and _is_name(piece)):
            break
        keys += key
        specific += _SPECIFIC.search(piece) is not None
        digits += any(char.isdigit() for char in piece)
        stop = finish
        if finish < part.end() or text[finish : finish + 1] not in (",", "，"):
            break
        at = finish + 1
        if text[at : at + 1] == " ":
            at += 1
    if not specific or not digits:
        return None
    return start, stop, score(0.0, 0.9 if keys > 1 else 0.75)


def _trim(text: str, start: int, end: int) -> int:
    """End of the part without what follows it: another label, a sentence, blanks."""
    cut = re.compile(" (?:Tel|Phone|Mobile|Email|E-mail|Name|ID|Policy|Attn)(?![a-z])|\\. (?=[A-Z])|  | [a-z]{2,}", re.I | 0)
    for match in cut.finditer(text, start, end):
        if match.group().startswith(". ") and text[max(start, match.start() - 2) : match.start()] in (
            "No",
            "Rd",
            "St",
            "Rm",
            "dg",
            "ve",
        ):
            continue
        if match.group()[1:2].isupper() and not _OTHER.match(text, match.start() + 1):
            continue
        if match.group()[1:2].isupper() or not match.group()[1:].isalpha() or match.group()[1:].lower() not in _SMALL:
            return match.start()
    while end > start and text[end - 1] in " .-(&'":
        end -= 1
    return end


_SMALL = frozenset("of the road street district lu jie qu shi city road, hao dong danyuan room unit building no".split())


def _is_name(piece: str) -> bool:
    """Capitalised words or a number, as the parts between a road and a city are."""
    return (
        all(word[:1].isupper() or word[:1].isdigit() for word in piece.split())
        and len(piece.split()) <= 4
        and not (piece.isdigit() and len(piece) >= 6)
    )
