"""Seeded personal values, valid by their own rules: what the corpus plants and the peers are to find.

Every function takes a ``random.Random`` and gives a string. The values are made
up by the generator; regions, card prefixes and product codes are the public ones.
The check digits are computed here and not with ``piiguard.checksums``, so that a
mistake there cannot hide in a benchmark.
"""

from __future__ import annotations

from random import Random

_REGIONS = (
    "110101", "120101", "130102", "210102", "220102", "230103", "310115", "320106", "330106", "340104",
    "350203", "370202", "410105", "420106", "430102", "440106", "440305", "500103", "510107", "610113",
)  # fmt: skip
_MOBILE_PREFIXES = (
    "130", "131", "132", "133", "135", "136", "137", "138", "139", "150", "151", "152", "155", "156",
    "157", "158", "159", "166", "173", "176", "177", "178", "180", "181", "182", "183", "185", "186",
    "187", "188", "189", "191", "198", "199",
)  # fmt: skip
# Issuer prefix and the length of its cards.
_CARD_PREFIXES = (
    ("436742", 19),
    ("621226", 19),
    ("621285", 19),
    ("621483", 16),
    ("621661", 19),
    ("621700", 19),
    ("621785", 19),
    ("622155", 16),
    ("622188", 19),
    ("622202", 19),
    ("622260", 19),
    ("622575", 16),
    ("622588", 16),
    ("622622", 16),
    ("622700", 19),
    ("622848", 19),
    ("622908", 18),
    ("623058", 19),
    ("625912", 16),
)
_PINYIN = (
    "zhang", "wang", "li", "liu", "chen", "yang", "zhao", "huang", "zhou", "wu", "xu", "sun", "hu",
    "zhu", "gao", "lin", "he", "guo", "ma", "luo",
)  # fmt: skip
_GIVEN = (
    "wei", "fang", "na", "min", "jing", "lei", "yan", "tao", "qiang", "jun", "jie", "ping", "hong",
    "mei", "hao", "yu", "xin", "bo", "kai", "ning",
)  # fmt: skip
_MAIL_DOMAINS = ("example.com", "example.net", "example.org", "mail.example.com")
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_PRODUCTS = ("DAA", "DAT", "DZA", "DZS", "EAA", "QAA")
_BRANCHES = ("1101", "1201", "3101", "3201", "3301", "3502", "3701", "4201", "4401", "4403", "5001", "5101")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def mobile(rng: Random) -> str:
    """A mainland mobile number of a public segment, 11 digits."""
    return f"{rng.choice(_MOBILE_PREFIXES)}{rng.randrange(10**8):08d}"


def id_card(rng: Random) -> str:
    """An 18-character citizen number: existing region, real date, right check character."""
    body = (
        f"{rng.choice(_REGIONS)}{rng.randint(1950, 2006)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
        f"{rng.randrange(1, 1000):03d}"
    )
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def bank_card(rng: Random) -> str:
    """A card number with a known issuer prefix, its length, and a right Luhn digit."""
    prefix, length = rng.choice(_CARD_PREFIXES)
    free = length - len(prefix) - 1
    body = f"{prefix}{rng.randrange(10**free):0{free}d}"
    total = 0
    for place, char in enumerate(reversed(body)):
        digit = int(char)
        if place % 2 == 0:
            digit = digit * 2 - 9 if digit > 4 else digit * 2
        total += digit
    return f"{body}{-total % 10}"


def policy_number(rng: Random) -> str:
    """A property insurer's 22-character policy number (the shape most cores of that kind print)."""
    head = f"P{rng.choice(_PRODUCTS)}{rng.randint(2019, 2026)}{rng.choice(_BRANCHES)}"
    return f"{head}{rng.randrange(10**10):010d}"


def email(rng: Random) -> str:
    """An address under a domain reserved for examples."""
    name = rng.choice(_PINYIN) + rng.choice(("", ".", "_")) + rng.choice(_GIVEN)
    return f"{name}{rng.randrange(1000) or ''}@{rng.choice(_MAIL_DOMAINS)}"


def plate(rng: Random) -> str:
    """A car plate: ordinary (7 characters) or new-energy (8 characters)."""
    start = rng.choice(_PROVINCES) + rng.choice(_PLATE_LETTERS)
    if rng.random() < 0.3:
        return f"{start}{rng.choice('DF')}{rng.randrange(10**5):05d}"
    return f"{start}{rng.choice(_PLATE_LETTERS)}{rng.randrange(10**4):04d}"


MAKERS = {
    "mobile": mobile,
    "id_card": id_card,
    "bank_card": bank_card,
    "policy_number": policy_number,
    "email": email,
    "plate": plate,
}
# How often each kind is planted, in an insurer's logs: phones and IDs first.
WEIGHTS = {"mobile": 38, "id_card": 22, "policy_number": 18, "bank_card": 10, "email": 7, "plate": 5}
KINDS = tuple(WEIGHTS)
CUMULATIVE = tuple(sum(list(WEIGHTS.values())[: place + 1]) for place in range(len(WEIGHTS)))


def draw(rng: Random) -> tuple[str, str]:
    """One kind and a value of it, by weight."""
    kind = rng.choices(KINDS, cum_weights=CUMULATIVE)[0]
    return kind, MAKERS[kind](rng)
