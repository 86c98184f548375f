"""How many values a mask leaves possible: python docs/residual.py

Counts what somebody who knows the entity type and every public table (regions, dates, issuer prefixes, area codes,
check digits) still cannot tell apart. docs/masking.md argues with these numbers; tests/test_readme.py compares them.
"""

from __future__ import annotations

from collections import Counter

from piiguard.checksums import mod11_2_ok
from piiguard.recognizers._lookup import is_date, region_strength
from piiguard.recognizers._tables.bins import BINS
from piiguard.recognizers._tables.phones import SEGMENTS
from piiguard.recognizers.imsi import NETWORKS

DATES = [
    f"{year}{month:02}{day:02}"
    for year in range(1926, 2026)  # a hundred years of birthdays
    for month in range(1, 13)
    for day in range(1, 32)
    if is_date(str(year), str(month), str(day))
]
SEQUENCES = 1000  # of people born in one place on one day
CHECKS = 11  # values of a MOD 11-2 check character; each fits one number in eleven
PLATE = 24 + 10  # A to Z without I and O, and the digits
#: What docs/masking.md shows in place of a recognizer's own example.
EXAMPLES = {
    "CN_BANK_CARD, 16 digits": "4111111111111111",
    "CN_BANK_CARD, 19 digits": "6222020000000000000",
    "CN_BANK_ACCOUNT, 19 digits": "0200003609024630123",
    "QQ_NUMBER, nine digits": "314159265",
    "ALIPAY_ACCOUNT, a user id": "2088102146225135",
    "ALIPAY_ACCOUNT, a mobile": "13912345678",
    "CN_POLICY_NUMBER, 22 characters": "PDAA202611010000000001",
    "CN_POLICY_NUMBER, 15 digits": "210444419068559",
    "CN_POLICY_NUMBER, 10 digits": "1612345678",
    "CN_LANDLINE, 010 and 8 digits": "010-62345678",
    "CN_LANDLINE, 0571 and 8 digits": "0571-26017788",
    "CN_ENGINE_NUMBER, 7 digits": "5396240",
    "CN_MEDICAL_RECORD, 8 digits": "31819628",
}
ORGANISATION = 10**8 / (11 * 31)  # eight digits that fit the two check characters behind them


def regions() -> list[str]:
    """Every division code, current and abolished, that a citizen ID can begin with."""
    known = [f"{number:06}" for number in range(110000, 830001) if number % 100 or number in (810000, 820000, 830000)]
    return [code for code in known if region_strength(code) == 3]


def id_card(first: int, last: int) -> tuple[float, float, float]:
    """(least, mean, most) citizen IDs of 18 characters of which ``first`` and ``last`` are shown; ``last`` is 1 to 4."""
    heads = Counter(code[:first] for code in regions()).values()
    behind = len(DATES) * SEQUENCES / 10 ** (last - 1) / CHECKS
    return min(heads) * behind, sum(heads) / len(heads) * behind, max(heads) * behind


def id_card_6_4(head: str = "110105", tail: str = "002X") -> int:
    """The birth dates that fit the first six and the last four characters, counted one by one."""
    return sum(mod11_2_ok(head + date + tail) for date in DATES)


def registrations() -> tuple[float, float]:
    """(least, most) registration numbers of 15 digits of which province and last two digits are shown."""
    provinces = Counter(code[:2] for code in regions() if code < "8").values()
    return min(provinces) * 10**6, max(provinces) * 10**6


def issuers(length: int) -> int:
    """Issuer prefixes known for cards of a length."""
    lines = (line.partition(" ") for line in BINS.strip().split("\n"))
    return sum(len(prefixes.split()) for lengths, _, prefixes in lines if str(length) in lengths.split(","))


def card(length: int, *, issuer_shown: bool) -> int:
    """Cards with the last four digits shown: the digits between them and the issuer's six, of which Luhn passes a tenth."""
    return int((1 if issuer_shown else issuers(length)) * 10 ** (length - 11))


def rows() -> list[tuple[str, str, str]]:
    """(entity type and form, candidates left by ``default``, by ``display``)."""
    least, _, most = id_card(1, 1)
    people = span(least, most)
    foreign = short(31 * 249 * len(DATES) * SEQUENCES / CHECKS)  # provinces, nationalities
    mobiles = short(len(SEGMENTS.split()) * 10**4)  # a segment and four digits hidden
    serial = short(20 * len({code[:4] for code in regions()}) * 10**6)  # years, branches, six hidden digits
    return [
        ("CN_ID_CARD", people, people),
        ("CN_FOREIGN_RESIDENT_ID", foreign, foreign),
        ("CN_PASSPORT", short(10**7 + 24 * 10**6), short(10**5)),  # the second character may be a letter
        ("CN_TRAVEL_PERMIT", short(10**7), short(10**6)),
        ("HK_ID_CARD", short(10**6), short(10**6)),
        ("TW_ID_CARD", short(4 * 10**7 / 10), short(4 * 10**7 / 10)),  # 1, 2, 8 or 9, seven digits, check shown
        ("MO_ID_CARD", short(10**6), short(10**6)),
        ("CN_BANK_CARD, 16 digits", short(card(16, issuer_shown=False)), short(card(16, issuer_shown=True))),
        ("CN_BANK_CARD, 19 digits", short(card(19, issuer_shown=False)), short(card(19, issuer_shown=True))),
        ("CN_BANK_ACCOUNT, 19 digits", short(10**15), short(10**15)),
        ("CARD_SECURITY_CODE", short(10**3 + 10**4), short(10**3 + 10**4)),
        ("CARD_EXPIRY", short(12 * 10), short(12 * 10)),  # months of ten years
        ("CN_POLICY_NUMBER, 22 characters", serial, serial),
        ("CN_POLICY_NUMBER, 15 digits", short(10**7), short(10**7)),
        ("CN_POLICY_NUMBER, 10 digits", short(10**6), short(10**6)),
        ("CN_MOBILE", short(10**6), short(10**4)),
        ("CN_LANDLINE, 010 and 8 digits", short(7 * 10**5), short(10**5)),
        ("CN_LANDLINE, 0571 and 8 digits", short(10 * 7 * 10**5), short(7 * 10**5)),  # 0570 to 0579
        ("QQ_NUMBER, nine digits", short(10**7), short(10**7)),
        ("ALIPAY_ACCOUNT, a user id", short(10**8), short(10**8)),
        ("ALIPAY_ACCOUNT, a mobile", mobiles, mobiles),
        ("CN_LICENSE_PLATE", span(10**4, PLATE**4), span(10**3, PLATE**3)),
        ("VIN", short(10**6), short(10**2)),  # of one model, year and plant
        ("CN_USCC", short(len(regions()) * ORGANISATION), short(ORGANISATION)),
        ("CN_MILITARY_ID", short(10**7), short(10**7)),
        ("DATE_OF_BIRTH", short(366), short(366)),
        ("CN_ENGINE_NUMBER, 7 digits", short(10**5), short(10**3)),
        ("CN_SOCIAL_SECURITY_CARD", short(10**7), short(10**6)),
        ("CN_MEDICAL_RECORD, 8 digits", short(10**6), short(10**5)),
        ("CN_ORGANIZATION_CODE", short(10**6), short(10**4)),  # the check character follows from the others
        ("CN_BUSINESS_REGISTRATION", span(*registrations()), short(10**6)),  # seven hidden digits, check digit shown
        *devices(),
        *((name, "nothing", "nothing") for name in ("PASSWORD", "VERIFICATION_CODE", "API_KEY", "PRIVATE_KEY")),
    ]


def devices() -> list[tuple[str, str, str]]:
    """The same for devices, whose masks are the same in both policies."""
    left = {
        "IP_ADDRESS": span(10 * 156, 156 * 10 * 90),  # 0 to 9 and 100 to 255; the second number hidden too
        "MAC_ADDRESS": short(16**8),
        "IMEI": short(10**11 / 10),  # Luhn
        "IMSI": short(len(NETWORKS) * 10**6),
        "ICCID": short(2 * 10 * 10**10),  # 898600 to 898619
        "DEVICE_ID": short(2 ** (122 - 16)),  # random bits of a UUID less those of four digits shown
        "GPS_COORDINATES": short(10**7 * 62 * 10**6),  # one degree to ten, and the width of China
    }
    return [(name, number, number) for name, number in left.items()]


def compared() -> list[tuple[str, str]]:
    """Shapes that are not used, and nothing shown at all."""
    return [
        ("citizen ID, 6 + 4", short(id_card_6_4())),
        ("citizen ID, 3 + 4", short(id_card(3, 4)[1])),
        ("citizen ID, 1 + 1", short(id_card(1, 1)[1])),
        ("citizen ID, nothing", short(len(regions()) * len(DATES) * SEQUENCES)),
        ("mobile, nothing", short(len(SEGMENTS.split()) * 10**8)),
    ]


def short(number: float) -> str:
    """Up to 9,999 in full, beyond that two figures and a power of ten."""
    if number < 10**4:
        return f"{round(number):,}"
    factor, _, power = f"{number:.1e}".partition("e")
    raised = str(int(power)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"10{raised}" if factor == "1.0" else f"{factor.removesuffix('.0')}·10{raised}"


def span(least: float, most: float) -> str:
    """A range."""
    return f"{short(least)} to {short(most)}"


if __name__ == "__main__":
    for name, default, display in rows():
        print(f"{name:<32} default {default:<20} display {display}")
    for name, left in compared():
        print(f"{name:<32} {left}")
