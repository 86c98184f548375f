"""Cards, accounts, contact data, insurance numbers and vehicles of made-up customers."""

from __future__ import annotations

from benchmarks import values
from benchmarks.accuracy.people import login
from benchmarks.accuracy.pool import Source, words

_LANDLINE = words("money.landline")
_EIGHT = words("money.eight")
_MAIL = (
    "qq.com",
    "163.com",
    "126.com",
    "gmail.com",
    "sina.com",
    "foxmail.com",
    "139.com",
    "outlook.com",
    "example.com",
    "example.com.cn",
    "mail.example.org",
)
_HANT_MAIL = ("gmail.com", "yahoo.com.tw", "yahoo.com.hk", "hotmail.com", "example.com.tw", "netvigator.com")
_VIN = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
_VIN_VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        (*range(10), 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9),
        strict=True,
    )
)
_WMI = ("LSV", "LFV", "LGX", "LBV", "LVS", "LHG", "LDC", "LGB", "LSG", "L6T", "LRW", "LE4", "WBA", "LZW")


def bank_card(rng: Source) -> str:
    """A card of a known issuer with its Luhn digit."""
    return values.bank_card(rng)


def bank_account(rng: Source) -> str:
    """A bank account that is no card: no Luhn digit, lengths as banks have them."""
    return rng.choice(
        (
            f"{rng.randint(10, 49)}-{rng.digits(15)}",
            f"{rng.choice(('0200', '1001', '4000', '3602'))}{rng.digits(15)}",
            f"{rng.choice(('11001', '31001', '44001'))}{rng.digits(15)}",
            f"{rng.choice(('4557', '3505', '7324'))}{rng.digits(8)}",
            f"{rng.choice(('7559', '1109', '2179'))}{rng.digits(11)}",
        )
    )


def cvv(rng: Source) -> str:
    """Three digits of the card's back."""
    return rng.digits(3)


def expiry(rng: Source) -> str:
    """Month and year of a card."""
    month, year = rng.randint(1, 12), rng.randint(26, 34)
    return rng.choice(
        (f"{month:02d}/{year}", f"{month:02d}/{year}", f"{month:02d}/20{year}", f"{month:02d}{year}", f"{month:02d}-{year}")
    )


def mobile(rng: Source) -> str:
    """A mainland mobile; in Traditional text one of Taiwan, Hong Kong or Macau."""
    if rng.lang == "zh-Hans":
        return values.mobile(rng)
    return rng.choice(
        (
            f"09{rng.digits(2)}-{rng.digits(3)}-{rng.digits(3)}",
            f"09{rng.digits(8)}",
            f"+886 9{rng.digits(2)} {rng.digits(3)} {rng.digits(3)}",
            f"+852 {rng.choice('569')}{rng.digits(3)} {rng.digits(4)}",
            f"{rng.choice('569')}{rng.digits(3)} {rng.digits(4)}",
            f"{rng.choice('569')}{rng.digits(7)}",
            f"+853 6{rng.digits(3)} {rng.digits(4)}",
        )
    )


def mobile_86(rng: Source) -> str:
    """A mobile with the country code."""
    value = values.mobile(rng)
    return rng.choice((f"+86{value}", f"+86 {value}", f"+86-{value}", f"0086{value}", f"(+86){value}", f"86-{value}"))


def landline(rng: Source) -> str:
    """Area code and number, some with an extension; the extension belongs to it."""
    if rng.lang == "zh-Hant":
        taipei = f"{rng.choice('2367')}{rng.digits(3)}"
        return rng.choice(
            (
                f"(02){taipei}-{rng.digits(4)}",
                f"04-2{rng.digits(7)}",
                f"02-{taipei}{rng.digits(4)}",
                f"07-{rng.choice('357')}{rng.digits(6)}",
            )
        )
    area = rng.choice(_LANDLINE)
    number = f"{rng.choice('2345678')}{rng.digits(7 if len(area) == 3 or area in _EIGHT else 6)}"
    base = rng.choice((f"{area}-{number}", f"{area}-{number}", f"{area}{number}", f"({area}){number}", f"{area} {number}"))
    if rng.chance(0.2):
        base += rng.choice((f"转{rng.randint(100, 8999)}", f"-{rng.randint(100, 8999)}", f"分机{rng.randint(100, 8999)}"))
    return base


def email(rng: Source) -> str:
    """An e-mail address."""
    name = login(rng) + str(rng.choice(("", rng.randint(1, 999), rng.randint(1970, 2006))))
    if rng.lang == "zh-Hant":
        return f"{name}@{rng.choice(_HANT_MAIL)}"
    host = rng.choice(_MAIL)
    return f"{qq(rng)}@qq.com" if host == "qq.com" else f"{name}@{host}"


def qq(rng: Source) -> str:
    """A QQ number."""
    return f"{rng.randint(1, 9)}{rng.digits(rng.randint(5, 9))}"


def wechat(rng: Source) -> str:
    """A WeChat id: chosen by its owner, or the one given at sign-up."""
    if rng.chance(0.2):
        return "wxid_" + rng.text(14, "abcdefghijklmnopqrstuvwxyz0123456789")
    base = login(rng).replace(".", "_")
    return (base + rng.choice(("", "_", "-")) + str(rng.randint(10, 9999)))[:20]


def alipay(rng: Source) -> str:
    """An Alipay account: a mobile, a mail address or the 16-digit user id."""
    return rng.choice((values.mobile(rng), email(rng), f"2088{rng.digits(12)}", f"2088{rng.digits(12)}"))


_CLASSES = ("DAA", "DAT", "DZA", "DZS", "EAA", "QAA")
_BRANCH = words("money.branch")


def _insurance(rng: Source, property_letter: str, life: str, pingan: str) -> str:
    year = rng.randint(2018, 2026)
    return rng.choice(
        (
            f"{property_letter}{rng.choice(_CLASSES)}{year}{rng.choice(_BRANCH)}{rng.digits(10)}",
            f"{property_letter}{rng.choice(_CLASSES)}{year}{rng.choice(_BRANCH)}{rng.digits(10)}",
            f"{pingan}{rng.choice(_BRANCH)}{rng.choice(('003', '005', '006'))}900{rng.digits(9)}",
            f"{life}0{rng.randint(11, 65)}{rng.digits(10)}",
            f"{year}{rng.choice(_BRANCH)}00{rng.choice(('S42', 'L01', 'A10'))}{rng.digits(8)}",
            f"88{rng.digits(10)}",
        )
    )


def policy(rng: Source) -> str:
    """A policy number in the shape of one of several insurers."""
    return _insurance(rng, "P", "23", "1")


def application(rng: Source) -> str:
    """An application number."""
    return _insurance(rng, "T", "13", "5")


def claim(rng: Source) -> str:
    """A claim or report number."""
    if rng.chance(0.2):
        return f"C{rng.digits(4)}{rng.randint(18, 26)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.digits(6)}"
    return _insurance(rng, "R", "50", "9")


def plate(rng: Source) -> str:
    """A licence plate, with the dot or without."""
    value = values.plate(rng)
    return rng.choice((value, value, value, f"{value[:2]}·{value[2:]}", f"{value[:2]} {value[2:]}"))


def vin(rng: Source) -> str:
    """Vehicle identification number with its check character (GB 16735)."""
    body = rng.choice(_WMI) + rng.text(5, _VIN) + "0" + rng.text(3, _VIN) + rng.digits(5)
    total = sum(
        _VIN_VALUES[char] * weight
        for char, weight in zip(body, (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2), strict=True)
    )
    check = total % 11
    return f"{body[:8]}{'X' if check == 10 else check}{body[9:]}"


def engine(rng: Source) -> str:
    """An engine number: no public structure."""
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    return rng.choice(
        (
            f"{rng.choice(letters)}{rng.digits(6)}",
            f"{rng.digits(6)}{rng.choice(letters)}",
            f"{rng.text(3, letters)}{rng.digits(6)}",
            rng.digits(8),
            f"{rng.text(2, letters)}{rng.digits(2)}{rng.choice(letters)}{rng.digits(6)}",
        )
    )
