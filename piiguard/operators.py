"""What is done to a finding: keep, redact, replace, mask, generalize, hash, pseudonymize,
encrypt, fpe, surrogate.

:func:`build` checks the parameters once and returns a plain function from the found text to
its replacement. Operators see the value alone, never its surroundings.
"""

from __future__ import annotations

from .errors import MissingKeyringError, PolicyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable
    from typing import Any

    from .keyring import Keyring

#: operator -> its parameters and their types
PARAMETERS: dict[str, dict[str, type]] = {
    "keep": {},
    "redact": {},
    "replace": {"with": str},
    "mask": {
        "keep_first": int,
        "keep_last": int,
        "hide_at_least": int,
        "keep_domain": bool,
        "keep_country": bool,
        "keep_region": bool,
        "keep_parts": int,
        "keep_year": bool,
        "char": str,
    },
    "hash": {"length": int},
    "pseudonymize": {"join": bool},
    "encrypt": {},
    "fpe": {"join": bool, "otherwise": str},
    "generalize": {"to": str, "decimals": int},
    "surrogate": {},
}
KEYED = frozenset(("hash", "pseudonymize", "encrypt", "fpe", "surrogate"))
"""Operators that need a keyring."""
_HAN = "[\u4e00-\u9fff]"
_HOME = "[园園苑城府湾灣庭居阁閣轩軒墅邸厦廈场場村庄莊路街巷弄院楼樓号號里栋棟寓邨坊]"
_NAME = f"(?:(?!{_HOME}){_HAN}|{_HOME}(?=[市江海南北桥橋仔关關中东東西]))"
#: Province, city, county at the start of an address. A name with 园, 城, 路 … in it is one only when it is short (桃园市,
#: 鼓楼区): 阳光花园北区 is an estate. 小区, 社区, 园区 and the north part of an estate are never kept.
_CITY = "市(?![场場政民区區立])|州(?=[\u4e00-\u9fff]{1,6}[县縣市])|地区|盟"
_DISTRICT = "(?<![小社园園街校厂廠库庫景片东東西南北中])[区區](?![域别間间])|[县縣](?![城道政医])|旗(?![舰艦袍杆帜幟])"
_REGION = (
    f"(?:香港|澳門|澳门)?(?:{_HAN}{{2,5}}(?:省|自治[区區]|特別行政區|特别行政区)[ ,-]?)?"
    f"(?:{_HAN}{{2,10}}自治州[ ,-]?|(?:{_NAME}{{1,7}}?|{_HAN}{{1,3}}?)(?:{_CITY})[ ,-]?)?"
    f"(?:{_HAN}{{2,12}}自治[县縣旗]|(?:{_NAME}{{2,8}}?|{_HAN}{{1,3}}?)(?:{_DISTRICT})"
    f"|{_HAN}[东東西南北中][区區]|{_HAN}{{2,4}}?市(?![场場政民区區立]))?"
)
_region: list[re.Pattern[str]] = []


def build(name: str, parameters: dict[str, Any], entity_type: str, keyring: Keyring | None) -> Callable[[str], str]:
    """The function that treats values of ``entity_type``.

    Raises:
        PolicyError: unknown operator or parameter; MissingKeyringError: a keyed operator (:data:`KEYED`) without a keyring.
    """
    check(name, parameters, entity_type)
    if name == "keep":
        return lambda value: value
    if name == "redact":
        return lambda value: ""
    if name == "replace":
        text = parameters.get("with", "〔{entity_type}〕").replace("{entity_type}", entity_type)
        return lambda value: text
    if name == "mask":
        return _masker(parameters)
    if name == "generalize":
        return _generalizer(parameters, entity_type)
    if keyring is None:
        raise missing_keyring(entity_type, {entity_type: name})
    from ._operators_keyed import keyed

    return keyed(name, parameters, entity_type, keyring)


def missing_keyring(who: str, uses: dict[str, str]) -> MissingKeyringError:
    """What is raised when ``who`` asks for keyed operators (``uses``: entity type to operator) and there is no keyring."""
    operators = []
    for name in sorted(set(uses.values())):
        types = [entity_type for entity_type in uses if uses[entity_type] == name]
        more = f" and {len(types) - 2} more types" if len(types) > 3 else ""
        operators.append(f"{name} ({', '.join(types[:2] if more else types)}{more})")
    return MissingKeyringError(
        f"{who} needs a keyring for {'; '.join(operators)}: make one with 'piiguard keys new FILE', and give it as --keyring FILE"
        " or Guard(keyring=Keyring.load(FILE))"
    )




def check(name: str, parameters: dict[str, Any], where: str) -> None:
    """Refuse an unknown operator, unknown parameters, or values that make no sense."""
    if name not in PARAMETERS:
        raise PolicyError(f"{where}: unknown operator {name!r}{suggest(name, PARAMETERS)}")
    known = PARAMETERS[name]
    for key, value in parameters.items():
        if key not in known:
            raise PolicyError(f"{where}: operator {name!r} has no parameter {key!r}{suggest(key, known)}")
        if type(value) is not known[key]:
            raise PolicyError(f"{where}: {key} is {known[key].__name__}")
        if isinstance(value, int) and value < 0:
            raise PolicyError(f"{where}: {key} is not negative")
    if name == "mask" and len(parameters.get("char", "*")) != 1:
        raise PolicyError(f"{where}: char is one character")
    if name == "mask" and (parameters.get("char", "*").isalnum() or parameters.get("char") in ("\n", "\r")):
        raise PolicyError(f"{where}: char is neither a letter, a digit nor a line break")
    if name == "mask" and parameters.get("hide_at_least", 1) < 1:
        raise PolicyError(f"{where}: hide_at_least is 1 or more")
    if name == "hash" and not 12 <= parameters.get("length", 24) <= 64:
        raise PolicyError(f"{where}: length of a hash lies between 12 and 64 letters")
    if name == "fpe" and parameters.get("otherwise", "token") not in ("token", "surrogate"):
        raise PolicyError(f"{where}: otherwise is 'token' or 'surrogate'")
    if name == "replace" and "\n" in parameters.get("with", ""):
        raise PolicyError(f"{where}: a replacement may not hold a line break: one line stays one line")


def suggest(word: str, known: object) -> str:
    """``; did you mean 'mask'?`` when a known word is close, else the list of known words."""
    import difflib

    names = sorted(known)  # type: ignore[call-overload]
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return f"; did you mean {close[0]!r}?" if close else f"; known: {', '.join(names)}"


def _masker(parameters: dict[str, Any]) -> Callable[[str], str]:
    first = parameters.get("keep_first", 0)
    last = parameters.get("keep_last", 0)
    hide = parameters.get("hide_at_least", 4)
    char = parameters.get("char", "*")
    domain = parameters.get("keep_domain", False)
    country = parameters.get("keep_country", False)
    region = parameters.get("keep_region", False)
    parts = parameters.get("keep_parts", 0)
    year = parameters.get("keep_year", False)

    def mask(value: str) -> str:
        head = tail = ""
        if domain and "@" in value:
            at = value.rindex("@")
            value, tail = value[:at], value[at:]
        if country:
            width = _country_width(value)
            head, value = value[:width], value[width:]
        if region:
            width = _region_width(value)
            head, value = head + value[:width], value[width:]
        if parts:
            width = _parts_width(value, parts, hide)
            head, value = head + value[:width], value[width:]
        if year:
            return head + _cover(value, *_year(value), 1, char) + tail
        return head + _cover(value, first, last, hide, char) + tail

    return mask


def _country_width(value: str) -> int:
    """How many characters at the start are the country code 86 and its marks: it says nothing of a person."""
    if value[:1] in "1０１(" and value[:2] != "(+" and value[:3] != "(86":
        return 0
    at = 0
    while at < len(value) and value[at] in "+＋(（0":
        at += 1
    if value[at : at + 2] not in ("86", "８６") or len(value) - at < 11:
        return 0
    at += 2
    while value[at] in ")） -－":
        at += 1
    return at


def _region_width(value: str) -> int:
    """How many characters at the start name province, city and county: a place of a hundred thousand people and more."""
    if not _region:
        import re

        _region.append(re.compile(_REGION))
    match = _region[0].match(value)
    return len(match.group().rstrip(" ,-")) if match else 0


def _parts_width(value: str, parts: int, hide: int) -> int:
    """How many characters the first ``parts`` numbers of an address take with their dots or colons; fewer parts, so that
    at least ``hide`` letters and digits come behind them."""
    ends = [index + 1 for index, char in enumerate(value) if char in ".:．。"]
    for end in reversed(ends[:parts]):
        if sum(map(str.isalnum, value[end:])) >= hide:
            return end
    return 0


def _year(value: str) -> tuple[int, int]:
    """How many characters at the start and at the end of a date are a year of four digits; (0, 0) where none is sure.

    Hanzi and full-width digits count. Of a date without such a year nothing may stay: 90年 and 12月 look alike.
    """
    from .text import SPOKEN

    digits = "".join(SPOKEN.get(char) or (str(int(char)) if char.isdecimal() else " ") for char in value)
    if digits[:2] in ("18", "19", "20") and len(digits) - len(digits.lstrip("0123456789")) in (4, 8):
        return 4, 0
    if digits[-4:-2] in ("18", "19", "20") and len(digits) - len(digits.rstrip("0123456789")) == 4:
        return 0, 4
    return 0, 0


def _cover(value: str, first: int, last: int, hide: int, char: str) -> str:
    """Cover letters and digits but the first and last few; separators stay. At least ``hide`` are covered."""
    count = len(value) if value.isalnum() else sum(map(str.isalnum, value))
    room = max(0, count - hide)
    first = min(first, room)
    last = min(last, room - first)
    if count == len(value):
        return value[:first] + char * (count - first - last) + value[count - last :]
    out = []
    seen = 0
    for item in value:
        if item.isalnum():
            seen += 1
            item = item if seen <= first or seen > count - last else char
        out.append(item)
    return "".join(out)


def _generalizer(parameters: dict[str, Any], entity_type: str) -> Callable[[str], str]:
    from . import generalize

    generalize.check(parameters, entity_type)
    return lambda value: generalize.generalize(value, entity_type, **parameters)
