"""Generalisation (GB/T 37964-2019 annex A): a value becomes the class it belongs to, and nothing finer can be read from it.

A birth date becomes its year, an address its county, a name its surname. What stays says something of many people; what
cannot be read, and every type without a class, becomes 〔title〕. :func:`generalize` is a pure function: no key, no clock,
and generalizing twice gives the same. What each form still reveals: docs/treatment.md.
"""

from __future__ import annotations

from itertools import pairwise

from .errors import PolicyError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

#: parameter -> its type
PARAMETERS: dict[str, type] = {"to": str, "decimals": int}
#: entity type -> the classes ``to`` may name, the default first
CHOICES: dict[str, tuple[str, ...]] = {
    "DATE_OF_BIRTH": ("year", "decade"),
    "CN_ID_CARD": ("year", "decade"),
    "CN_ADDRESS": ("district", "city", "province"),
    "IP_ADDRESS": ("24", "16"),
}
_STARS = "****"
_titles: dict[str, str] = {}


def check(parameters: dict[str, Any], entity_type: str) -> None:
    """Refuse parameters that are unknown, of the wrong type, or that this entity type has no use for.

    Raises:
        PolicyError: (a ValueError) naming the entity type and the parameter.
    """
    for key, value in parameters.items():
        if key not in PARAMETERS:
            raise PolicyError(f"{entity_type}: operator 'generalize' has no parameter {key!r}; known: {', '.join(PARAMETERS)}")
        if type(value) is not PARAMETERS[key]:
            raise PolicyError(f"{entity_type}: {key} is {PARAMETERS[key].__name__}")
    if "to" in parameters and parameters["to"] not in CHOICES.get(entity_type, ()):
        choices = ", ".join(CHOICES.get(entity_type, ())) or "nothing: this type has one form"
        raise PolicyError(f"{entity_type}: to is one of {choices}")
    if "decimals" in parameters:
        if entity_type != "GPS_COORDINATES":
            raise PolicyError(f"{entity_type}: decimals is for GPS_COORDINATES")
        if not 0 <= parameters["decimals"] <= 2:
            raise PolicyError(f"{entity_type}: decimals is 0, 1 or 2")


def generalize(value: str, entity_type: str, **parameters: Any) -> str:
    """The class that ``value`` belongs to, as text on one line.

    ``to`` chooses the class where a type has several (:data:`CHOICES`), ``decimals`` (0 to 2, default 2) the precision of
    coordinates. A value that cannot be read, and a type without classes, give 〔title〕.

    >>> generalize("1990-03-07", "DATE_OF_BIRTH"), generalize("欧阳小明", "PERSON")
    ('1990年', '欧阳某')

    Raises:
        PolicyError: a parameter :func:`check` refuses.
    """
    if parameters:
        check(parameters, entity_type)
    reader = _READERS.get(entity_type)
    if reader is None:
        return title(entity_type)
    from .text import fold

    to = parameters.get("to", CHOICES.get(entity_type, ("",))[0])
    return reader(fold(value).text, to or str(parameters.get("decimals", 2))) or title(entity_type)


def title(entity_type: str) -> str:
    """〔手机号〕: the first name of the type in Chinese; a type no recognizer of ours has is named by itself."""
    if not _titles:
        from .recognizers import BUILTIN

        _titles.update({one.entity_type: one.title_zh.partition("(")[0].partition("、")[0] for one in BUILTIN})
    return f"〔{_titles.get(entity_type, entity_type)}〕"


def band(number: float, step: float = 0, edges: Sequence[float] = (), unit: str = "") -> str:
    """The band that a number lies in, for ages and amounts in columns of tables.

    ``step``: whole numbers in bands of equal width, both ends named and both within: ``band(34, 10, unit="岁")`` is
    30-39岁. Fractions are dropped first (34.9 is 34); a band begins at a multiple of the step.
    ``edges``: half-open bands between rising edges, the lower one within: with edges 10, 30, 50 and unit 万, 30 up to
    but not 50 is 30-50万, below the first 不足10万, from the last on 50万以上.

    Raises:
        ValueError: neither or both of step and edges, a step that is no positive whole number, edges that do not rise, or a
            number that is not finite.
    """
    if number != number or number in (float("inf"), float("-inf")):
        raise ValueError("a number that is not finite has no band")
    if bool(step) == bool(edges):
        raise ValueError("a band needs either a step or edges")
    if edges:
        if any(low >= high for low, high in pairwise(edges)):
            raise ValueError("edges rise")
        if number < edges[0]:
            return f"不足{edges[0]:g}{unit}"
        below = [edge for edge in edges if edge <= number]
        return f"{below[-1]:g}{unit}以上" if len(below) == len(edges) else f"{below[-1]:g}-{edges[len(below)]:g}{unit}"
    if step < 1 or step != int(step):
        raise ValueError("a step is a positive whole number")
    low = int(number // 1) // int(step) * int(step)
    high = low + int(step) - 1
    return f"{low}{unit}" if low == high else f"{low}{'-' if low >= 0 else '至'}{high}{unit}"


def _birth(text: str, to: str) -> str:
    from ._generalize_dates import read

    if text[4:] == "年代" and text[:3].isdecimal() and text[3] == "0":  # what we gave before; a year cannot be read from it
        return text
    written = read(text)
    return _when(written.year, to) if written and written.year else ""


def _when(year: int, to: str) -> str:
    return f"{year // 10}0年代" if to == "decade" else f"{year}年"


def _id_card(text: str, to: str) -> str:
    from ._generalize_places import PROVINCES

    head, _, year = text.partition("居民")
    if head in PROVINCES.values():  # what we gave before
        return f"{head}居民{_birth(year, to)}" if _birth(year, to) else ""
    plain = _plain(text)
    if len(plain) == 18 and plain[:17].isdecimal():
        born = int(plain[6:10])
    elif len(plain) == 15 and plain.isdecimal():
        born = 1900 + int(plain[6:8])
    else:
        return ""
    province = PROVINCES.get(plain[:2])
    return f"{province}居民{_when(born, to)}" if province and 1850 <= born < 2100 else ""


def _address(text: str, to: str) -> str:
    from ._generalize_places import CITY, COUNTY, PROVINCE, region

    found = region(text, {"province": PROVINCE, "city": CITY}.get(to, COUNTY))
    return found + _STARS if found else ""  # else what stands behind would be taken for its street the next time


def _network(text: str, to: str) -> str:
    """203.0.113.* for /24 and 203.0.*.* for /16; of version 6 the first 48 or 32 bits, as 2001:db8:1:*."""
    text = text.replace("：", ":")
    parts = text.replace("．", ".").replace("。", ".").split(".")
    kept = 3 if to == "24" else 2
    if len(parts) == 4 and all(part == "*" or (part.isdecimal() and int(part) < 256) for part in parts):
        return "" if "*" in parts[:2] else ".".join([*parts[:kept], *["*"] * (4 - kept)])
    if ":" not in text:
        return ""
    groups = text.partition("::")[0].lower().split(":")
    if any(not group or len(group) > 4 or set(group) - set("0123456789abcdef") for group in groups if group != "*"):
        return ""
    whole = [group for group in groups if group != "*"][:kept]
    return ":".join([*whole, "*"])


def _person(text: str, to: str) -> str:
    """Surname and 某; of a name in Latin letters the initials. Names with a dot have no surname to show."""
    from .recognizers._names import DOTS, hanzi
    from .recognizers._names import surname as surname_at

    text = text.strip()
    if text.isascii():
        words = [word for word in text.replace(".", " ").replace("-", " ").replace(",", " ").split() if word.isalpha()]
        return "".join(f"{word[0].upper()}." for word in words[:4])
    if any(char in DOTS for char in text) or not all(map(hanzi, text)):
        return ""
    width, points = surname_at(text, 0)
    if not width or points <= 0 or len(text) > 5:
        return ""
    return text if len(text) == width else f"{text[:width]}某"  # of 王女士 only 王 is the name: it is its class already


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isascii() and char.isalnum()).upper()


def _phone(text: str, to: str) -> str:
    """The first three digits of a mobile, which name the network that gave it out; of others the country."""
    if text[3:] == _STARS and text[:3].isdecimal():
        return text
    digits = _plain(text.partition("转")[0])
    for code in ("852", "853", "886"):
        if text.lstrip("(（").startswith(("+" + code, "00" + code)):
            return f"+{code}{_STARS}"
    digits = digits.removeprefix("00").removeprefix("86").removeprefix("0")
    return digits[:3] + _STARS if len(digits) >= 11 and digits[:11].isdecimal() and digits[0] == "1" else ""


def _landline(text: str, to: str) -> str:
    from .recognizers._lookup import local_lengths

    for code in ("852", "853", "886"):
        if text.lstrip("(（").startswith(("+" + code, "00" + code)):
            return f"+{code}{_STARS}"
    digits = "".join(char for char in text if char.isdecimal())
    if text.lstrip("(（").startswith(("+86", "0086", "86")):
        digits = "0" + digits.removeprefix("00").removeprefix("86").removeprefix("0")
    for width in (3, 4):
        complete = len(digits) >= width + 7 or text == digits[:width] + _STARS
        if complete and digits[0] == "0" and local_lengths(digits[:width]):
            return digits[:width] + _STARS
    return ""


def _plate(text: str, to: str) -> str:
    """Province and the letter of the registry: 京A."""
    province, letter = text[:1], text.lstrip("牌 ")[1:].lstrip(" 牌·•．.-")[:1].upper()
    known = province in set("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬遼雲魯蘇贛陝閩貴粵寧瓊")
    return province + letter if known and letter.isascii() and letter.isalpha() else ""


def _domain(text: str, to: str) -> str:
    """@ and the domain; a domain with a number in it that could be somebody's is hidden."""
    _, at, domain = text.rpartition("@")
    plain = domain.replace(".", "").replace("-", "")
    fit = at and "." in domain and len(domain) <= 60 and plain.isascii() and plain.isalnum()
    return f"@{domain.lower()}" if fit and sum(map(str.isdecimal, plain)) < 5 else ""


def _card(text: str, to: str) -> str:
    """The issuer's six digits; the stars do not tell the length."""
    digits = _plain(text)
    if text[6:] == _STARS and digits == text[:6] and digits.isdecimal():
        return text
    return digits[:6] + _STARS if 13 <= len(digits) <= 19 and digits.isdecimal() else ""


def _vehicle(text: str, to: str) -> str:
    """Maker (world manufacturer identifier) and, where position ten tells it, the model year."""
    plain = _plain(text)
    if len(plain) == 3 and text[:3].upper() == plain and (not text[3:] or (text[3] == " " and text[-2:] == "年款")):
        return plain
    if text[7:] == "年款" and text[3:7].isdecimal() and len(plain) == 7:
        return plain[:3] + text[3:]
    if len(plain) != 17:
        return ""
    place = "123456789ABCDEFGHJKLMNPRSTVWXY".find(plain[9])
    year = 2001 + place
    year = year if year <= 2027 else year - 30  # codes come back every 30 years
    return f"{plain[:3]}{year}年款" if place >= 0 and plain[0] in "L12345" else plain[:3]


def _place(text: str, decimals: str) -> str:
    from ._generalize_gps import rounded

    return rounded(text, int(decimals))


_READERS: dict[str, Callable[[str, str], str]] = {
    "DATE_OF_BIRTH": _birth,
    "CN_ID_CARD": _id_card,
    "CN_ADDRESS": _address,
    "IP_ADDRESS": _network,
    "GPS_COORDINATES": _place,
    "PERSON": _person,
    "CN_MOBILE": _phone,
    "CN_LANDLINE": _landline,
    "CN_LICENSE_PLATE": _plate,
    "EMAIL_ADDRESS": _domain,
    "CN_BANK_CARD": _card,
    "VIN": _vehicle,
}
