"""One spelling for all ways to type a value: what makes two values of a type the same one.

Keyed operators that promise the same result for the same value (``hash``, ``surrogate``, and ``pseudonymize`` and ``fpe``
with ``join``) look at this form alone. Where signs carry meaning they stay: 1.12.3.4 is not 11.2.3.4.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_X = dict.fromkeys(map(ord, "×ХхΧχ"), "X")
"""What people type for the X at the end of an ID."""
_LUNAR = frozenset("农農阴陰旧舊闰閏初正冬腊臘")
_SIGNS = frozenset("@._-+%")


def normal_form(value: str, entity_type: str = "") -> str:
    """The value folded (full width, spoken digits), without separators, in capitals; in some types more, or less.

    Mobiles and landlines lose +86 and a trunk 0 before a mobile. Dates with a year of four digits (or of 民国), a month and a day
    become ``19900307``. E-mail addresses, WeChat names and IP addresses keep their signs, in small letters; passwords
    and keys stay as they are. Lunar dates and those that may be read in two ways keep their own spelling.
    """
    form = _FORMS.get(entity_type)
    return form(value) if form else _plain(value)


def _folded(value: str) -> str:
    if value.isascii() and "%" not in value:
        return value
    from .text import fold

    return fold(value).text


def _plain(value: str) -> str:
    if value.isascii() and value.isalnum():
        return value.upper()
    return "".join([char for char in _folded(value) if char.isalnum() or char == "@"]).upper()


def _same(value: str) -> str:
    return value


def _identity(value: str) -> str:
    """An ID: other letters that look like its X are one."""
    value = value.rstrip()
    return _plain(value[:-1] + value[-1:].translate(_X))


def _address(value: str) -> str:
    """An e-mail address or the name of an account."""
    return "".join([char for char in _folded(value) if char.isalnum() or char in _SIGNS]).lower()


def _account(value: str) -> str:
    return _address(value) if "@" in value or "＠" in value else _mobile(value)


def _mobile(value: str) -> str:
    """Mainland numbers without country code and trunk 0; those of Taiwan with their 0."""
    number = _plain(value)
    if len(number) == 11 and number[0] == "1":
        return number
    short = number.removeprefix("00")
    if short.startswith("8860"):
        short = "886" + short[4:]
    if short.startswith("8869") and len(short) == 12:
        return "0" + short[3:]
    if short.startswith("860"):
        short = "86" + short[3:]
    if short.startswith("861") and len(short) >= 13:
        return short[2:]
    return number[1:] if number.startswith("01") and len(number) >= 12 else short


def _landline(value: str) -> str:
    """With the trunk 0 where an area code is written, without country code."""
    number = _plain(value)
    abroad = number.startswith("00") or value.lstrip(" (（")[:1] in ("+", "＋")
    short = number.removeprefix("00")
    if short.startswith("86") and (abroad or (short[2:3] == "0" and len(short) >= 13)):
        return "0" + short[2:].removeprefix("0")
    return short if abroad else number


def _network(value: str) -> str:
    """An IP address as its standard writes it; a port, a prefix or what is no address keeps its signs."""
    from ipaddress import ip_address

    text = "".join(_folded(value).split()).lower().translate({0x3002: ".", 0xFF0E: ".", 0xFF1A: ":"})
    try:
        return str(ip_address(text))
    except ValueError:
        return text


def _place(value: str) -> str:
    return "".join(_folded(value).split())


def _date(value: str) -> str:
    """``19900307`` where year, month and day are sure, else the plain form."""
    from ._generalize_dates import month_of, number, read

    text = _folded(value)
    found = read(text)
    if found is None or not found.year or found.free or _LUNAR & set(text):
        return _plain(value)
    parts = {name: text[start:end] for name, (start, end) in found.spans.items()}
    roc = found.year - 1911
    month = month_of(parts["n"]) if "n" in parts else number(parts.get("m", ""))
    day = number(parts.get("d", ""))
    sure = len(parts["y"]) == 4 or "民" in text or number(parts["y"]) == roc
    clock = any("1" <= char <= "9" for char in text[found.end :])
    if not sure or clock or not month or not day or month > 12 or day > 31:
        return _plain(value)
    return f"{found.year:04}{month:02}{day:02}"


_FORMS: dict[str, Callable[[str], str]] = {
    "CN_MOBILE": _mobile,
    "CN_LANDLINE": _landline,
    "ALIPAY_ACCOUNT": _account,
    "EMAIL_ADDRESS": _address,
    "WECHAT_ID": _address,
    "DATE_OF_BIRTH": _date,
    "IP_ADDRESS": _network,
    "GPS_COORDINATES": _place,
    "CN_ID_CARD": _identity,
    "CN_FOREIGN_RESIDENT_ID": _identity,
    "CN_SOCIAL_SECURITY_CARD": _identity,
    "PASSWORD": _same,
    "API_KEY": _same,
    "PRIVATE_KEY": _same,
}
