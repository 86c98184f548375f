"""What is nobody's: order numbers, hotlines, amounts, versions, dates, products, branches. Lower-case slots of the templates."""

from __future__ import annotations

from benchmarks.accuracy import places
from benchmarks.accuracy.pool import Source, words

_HEX = "0123456789abcdef"
_PRODUCTS = words("fillers.products")
_HANT_PRODUCTS = words("fillers.hant_products")
_HOSPITALS = words("fillers.hospitals")
_HANT_HOSPITALS = "綜合醫院 醫學中心 聯合醫院 伊利沙伯醫院 長安醫院 仁安醫院".split()
_HANT_BRANCHES = "營業處 分行 服務中心 通訊處".split()
_HANT_COMPANIES = "順發汽車修理廠 宏達物流有限公司 康健藥局 好鄰居便利店".split()
_BRANCHES = "营业部 支公司 中心支公司 分公司 理赔中心 客户服务中心 电销中心".split()
_COMPANIES = words("fillers.companies")
_HOTLINES = words("fillers.hotlines")


def order(rng: Source) -> str:
    """An order, flow or trade number of 18 to 28 digits or with a prefix."""
    day = f"{rng.randint(2023, 2026)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    clock = f"{rng.randint(0, 23):02d}{rng.randint(0, 59):02d}{rng.randint(0, 59):02d}"
    return rng.choice(
        (
            f"{day}{clock}{rng.digits(4)}",
            f"{day}{clock}{rng.digits(6)}",
            f"DD{day}{rng.digits(8)}",
            f"42000{rng.digits(5)}{day}{rng.digits(10)}",
        )
    )


def ticket(rng: Source) -> str:
    """A short number of a work order."""
    return rng.choice(
        (f"GD{rng.digits(8)}", f"TS{rng.randint(2023, 2026)}{rng.digits(6)}", f"#{rng.digits(6)}", f"WO-{rng.digits(7)}")
    )


def trace(rng: Source) -> str:
    """A trace or request id."""
    return rng.choice((rng.text(32, _HEX), rng.text(16, _HEX), "-".join(rng.text(count, _HEX) for count in (8, 4, 4, 4, 12))))


def epoch(rng: Source) -> str:
    """Milliseconds since 1970."""
    return f"1{rng.randint(700, 799)}{rng.digits(9)}"


def stamp(rng: Source) -> str:
    """A time stamp of a log line."""
    day = f"{rng.randint(2024, 2026)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    return f"{day} {rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:{rng.randint(0, 59):02d}.{rng.digits(3)}"


def date(rng: Source) -> str:
    """A date of an event: accident, payment, start of cover."""
    year, month, day = rng.randint(2022, 2026), rng.randint(1, 12), rng.randint(1, 28)
    return rng.choice(
        (
            f"{year}年{month}月{day}日",
            f"{year}-{month:02d}-{day:02d}",
            f"{month}月{day}日",
            f"{month}月{day}号",
            f"{year}/{month}/{day}",
            f"{month}.{day}",
        )
    )


def day8(rng: Source) -> str:
    """A date of eight digits."""
    return f"{rng.randint(2022, 2026)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"


def clock(rng: Source) -> str:
    """A time of the day."""
    return rng.choice(
        (
            f"{rng.randint(7, 21)}:{rng.randint(0, 59):02d}",
            f"{rng.choice(('上午', '下午'))}{rng.randint(1, 11)}点",
            f"{rng.randint(7, 21)}点{rng.randint(10, 59)}",
        )
    )


def amount(rng: Source) -> str:
    """An amount of money."""
    number = rng.choice((rng.randint(50, 9999), rng.randint(10000, 2000000)))
    return rng.choice(
        (
            f"{number}元",
            f"{number:,}.{rng.digits(2)}元",
            f"{number}块",
            f"¥{number}.{rng.digits(2)}",
            f"{rng.randint(1, 500)}万",
            f"{rng.randint(1, 90)}.{rng.randint(1, 9)}万元",
        )
    )


def number(rng: Source) -> str:
    """A bare amount as in a column."""
    return f"{rng.randint(10, 99999)}.{rng.digits(2)}"


def small(rng: Source) -> str:
    """A small count."""
    return str(rng.randint(2, 30))


def version(rng: Source) -> str:
    """A version of software."""
    return rng.choice(
        (
            f"{rng.randint(1, 9)}.{rng.randint(0, 30)}.{rng.randint(0, 20)}",
            f"v{rng.randint(1, 9)}.{rng.randint(0, 9)}.{rng.randint(0, 9)}-rc{rng.randint(1, 5)}",
        )
    )


def version4(rng: Source) -> str:
    """A version of four numbers, which looks like an IP address."""
    return f"{rng.randint(1, 9)}.{rng.randint(0, 30)}.{rng.randint(0, 20)}.{rng.randint(0, 99)}"


def hotline(rng: Source) -> str:
    """A public service number."""
    return rng.choice(_HOTLINES)


def gateway(rng: Source) -> str:
    """A number that sends messages of companies."""
    return f"106{rng.choice(('9', '5', '8'))}{rng.digits(rng.randint(6, 12))}"


def product(rng: Source) -> str:
    """The name of an insurance product."""
    return rng.own(_HANT_PRODUCTS if rng.lang == "zh-Hant" else _PRODUCTS)


def hospital(rng: Source) -> str:
    """A hospital."""
    return places.city(rng) + rng.own(_HANT_HOSPITALS if rng.lang == "zh-Hant" else _HOSPITALS)


def branch(rng: Source) -> str:
    """An office of an insurer."""
    return places.city(rng) + rng.own(_HANT_BRANCHES if rng.lang == "zh-Hant" else _BRANCHES)


def company(rng: Source) -> str:
    """A company."""
    if rng.lang == "zh-Hant":
        return rng.own(_HANT_COMPANIES)
    return rng.choice((rng.own(_COMPANIES), places.city(rng) + rng.own(_COMPANIES)))


def model(rng: Source) -> str:
    """A model code."""
    return rng.choice(
        (
            f"{rng.choice(('SM', 'HW', 'MI', 'BYD', 'GL'))}-{rng.choice('ABCDEGHKS')}{rng.digits(4)}",
            f"{rng.choice('HKEGM')}{rng.digits(4)}{rng.choice('ABXZ')}",
            f"iPhone {rng.randint(11, 17)} Pro",
            f"TL-WR{rng.digits(3)}N",
        )
    )


def percent(rng: Source) -> str:
    """A share."""
    return rng.choice((f"{rng.randint(1, 99)}%", f"{rng.randint(1, 9)}.{rng.digits(2)}%"))


def clause(rng: Source) -> str:
    """A number of a registered clause or filing."""
    return rng.choice(
        (
            f"C000{rng.digits(27)}",
            f"（医疗保险）（{rng.randint(2018, 2025)}）（主）{rng.randint(1, 99):03d}号",
            f"银保监备{rng.randint(2019, 2024)}-{rng.digits(3)}号",
        )
    )


def parcel(rng: Source) -> str:
    """A parcel's number."""
    return rng.choice((f"SF{rng.digits(13)}", f"YT{rng.digits(13)}", f"JDX{rng.digits(12)}", f"75{rng.digits(12)}"))


def flight(rng: Source) -> str:
    """A flight or train."""
    return rng.choice((f"{rng.choice(('CA', 'MU', 'CZ', '3U'))}{rng.digits(4)}", f"{rng.choice('GDK')}{rng.randint(10, 9999)}次"))


def invoice(rng: Source) -> str:
    """An invoice number: twenty digits since the digital invoice, eight before."""
    return rng.choice((f"2{rng.randint(3, 6)}{rng.choice(('11', '31', '44', '33'))}2{rng.digits(15)}", rng.digits(8)))


def icd(rng: Source) -> str:
    """A diagnosis code."""
    return f"{rng.choice('ABCEIJKMNS')}{rng.randint(10, 99)}.{rng.randint(0, 9)}{rng.randint(0, 9):02d}"


def drug(rng: Source) -> str:
    """A drug's approval number."""
    return f"国药准字{rng.choice('HZSJ')}{rng.randint(1990, 2023)}{rng.digits(4)}"


def tail(rng: Source) -> str:
    """Four digits of a card or phone (the span is optional: see the guideline)."""
    return rng.digits(4)


def masked(rng: Source) -> str:
    """A value that was masked before (the span is optional)."""
    return rng.choice(
        (
            f"1{rng.choice('3578')}{rng.digits(1)}****{rng.digits(4)}",
            f"{rng.digits(1)}***************{rng.digits(1)}",
            f"6222****{rng.digits(4)}",
        )
    )
