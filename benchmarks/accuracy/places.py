"""Addresses of made-up homes in real cities: tower room, lane, village, Hong Kong, Macau, Taiwan, pinyin; and public places."""

from __future__ import annotations

from benchmarks.accuracy.pool import Source, rows, words

# province | city | districts
_CITIES = rows("places.cities")
_ROADS = words("places.roads")
_ESTATES = words("places.estates")
_TOWERS = words("places.towers")
_TOWNS = words("places.towns")
_VILLAGES = words("places.villages")
_LANES = words("places.lanes")
_CUN_CN = "一二三四五六七八九十"
_HK = rows("places.hk")
_HK_ESTATES = words("places.hk_estates")
_TW = rows("places.tw")
_TW_ROADS = words("places.tw_roads")
_MO = words("places.mo")
_PINYIN_ROADS = words("places.pinyin_roads")
_PINYIN_PLACES = (
    "Chaoyang District, Beijing|Xuhui District, Shanghai|Tianhe District, Guangzhou|Nanshan District, Shenzhen|"
    "Xihu District, Hangzhou|Wuhou District, Chengdu|Yanta District, Xi'an|Wuchang District, Wuhan"
).split("|")
LANDMARKS = words("places.landmarks")


def _area(rng: Source) -> str:
    """Province, city and district as people write them: some levels left out, suffixes dropped."""
    province, city, districts = rng.choice(_CITIES)
    district = rng.choice(districts.split())
    if not city:
        return rng.choice((province + district, province[:-1] + district, province[:-1] + "市" + district, district))
    short = city.removesuffix("市") if len(city) == 3 else city
    forms = (province + city + district, province + city + district, city + district, short + district, city + district)
    return rng.choice((*forms, province[:2] + short + district if len(province) == 3 else city + district, district))


def _number(rng: Source) -> str:
    return rng.choice(("", "", "", "附", "甲")) + str(rng.randint(1, 520))


def _room(rng: Source) -> str:
    """Building, unit, floor and room in one of the ways people write them."""
    tower, unit, floor = rng.randint(1, 32), rng.randint(1, 4), rng.randint(1, 31)
    door = f"{floor}{rng.randint(1, 8):02d}"
    return rng.choice(
        (
            f"{tower}栋{unit}单元{door}室",
            f"{tower}号楼{unit}单元{door}",
            f"{tower}幢{door}室",
            f"{tower}栋{door}",
            f"{tower}座{floor}层{door}室",
            f"{tower}-{unit}-{door}",
            f"{tower}#{door}",
            f"{tower}号楼{unit}门{door}号",
            f"{rng.choice('ABCDE')}座{door}",
            f"{_CUN_CN[rng.randrange(10)]}栋{_CUN_CN[rng.randrange(4)]}单元{door}号",
            f"{tower}楼{unit}单元{floor}楼{rng.choice(('东户', '西户', '左手', '右'))}",
            f"{tower}号{door}室",
        )
    )


def _urban(rng: Source) -> str:
    road = f"{rng.own(_ROADS)}{_number(rng)}号"
    shape = rng.random()
    if shape < 0.35:
        return f"{_area(rng)}{road}{rng.own(_ESTATES)}{_room(rng)}"
    if shape < 0.6:
        return f"{_area(rng)}{rng.own(_ESTATES)}{_room(rng)}"
    if shape < 0.75:
        door = f"{rng.randint(1, 28)}{rng.randint(1, 6):02d}"
        return f"{_area(rng)}{road}院{rng.randint(1, 20)}号楼{rng.randint(1, 6)}单元{door}室"
    if shape < 0.9:
        return f"{_area(rng)}{rng.own(_TOWNS[5::6]) if rng.chance(0.2) else ''}{road}"
    return f"{_area(rng)}{road}{rng.own(_TOWERS)}{rng.randint(2, 45)}层{rng.randint(1, 20):02d}室"


def _lane(rng: Source) -> str:
    area = rng.choice(("上海市长宁区", "上海市徐汇区", "上海杨浦区", "闵行区", ""))
    sub = f"{rng.randint(1, 60)}支弄" if rng.chance(0.15) else ""
    lane = f"{area}{rng.own(_LANES)}{rng.randint(10, 2600)}弄{sub}"
    return f"{lane}{rng.randint(1, 120)}号{rng.randint(1, 18)}{rng.randint(1, 6):02d}室"


def _village(rng: Source) -> str:
    tail = rng.choice(
        (f"{rng.randint(1, 18)}组", f"{rng.randint(1, 18)}组{rng.randint(1, 199)}号", f"{rng.randint(1, 399)}号", "")
    )
    if rng.chance(0.12):
        tail = f"{_CUN_CN[rng.randrange(10)]}社{rng.randint(1, 99)}号"
    return f"{_area(rng)}{rng.own(_TOWNS)}{rng.own(_VILLAGES)}{tail}"


def _hong_kong(rng: Source) -> str:
    region, district, roads = rng.choice(_HK)
    flat = f"{rng.choice('ABCDEFGH')}室" if rng.chance(0.7) else f"{rng.randint(1, 20)}室"
    if rng.chance(0.4):
        return f"{region}{district}{rng.own(_HK_ESTATES)}{rng.randint(1, 40)}座{rng.randint(1, 45)}樓{flat}"
    return (
        f"{region}{district}{rng.choice(roads.split())}{rng.randint(1, 990)}號{rng.own(_HK_ESTATES)}{rng.randint(1, 45)}樓{flat}"
    )


def _taiwan(rng: Source) -> str:
    city, districts = rng.choice(_TW)
    lane = f"{rng.randint(1, 400)}巷" if rng.chance(0.4) else ""
    alley = f"{rng.randint(1, 40)}弄" if lane and rng.chance(0.4) else ""
    floor = rng.choice((f"{rng.randint(2, 18)}樓", f"{rng.randint(2, 18)}樓之{rng.randint(1, 9)}", ""))
    post = f"{rng.randint(100, 980)}" if rng.chance(0.1) else ""
    return f"{post}{city}{rng.choice(districts.split())}{rng.own(_TW_ROADS)}{lane}{alley}{rng.randint(1, 600)}號{floor}"


def _macau(rng: Source) -> str:
    return (
        f"澳門{rng.own(_MO)}{rng.randint(1, 400)}號{rng.own(_HK_ESTATES)[:2]}大廈{rng.randint(2, 30)}樓{rng.choice('ABCDEF')}座"
    )


def address(rng: Source) -> str:
    """A home or work address of a customer, down to the room where there is one."""
    if rng.lang == "zh-Hant":
        return rng.choices((_taiwan, _hong_kong, _macau), (48, 44, 8))[0](rng)
    return rng.choices((_urban, _village, _lane), (70, 22, 8))[0](rng)


def address_with_landmark(rng: Source) -> str:
    """An address followed by where it lies; the landmark belongs to it."""
    return address(rng) + rng.own(LANDMARKS) if rng.lang == "zh-Hans" else address(rng)


def estate(rng: Source) -> str:
    """An address without any district, as to a courier who knows the town."""
    return rng.own(_ESTATES) + _room(rng)


def pinyin_address(rng: Source) -> str:
    """An address in English, room first."""
    road = f"{rng.randint(1, 900)} {rng.own(_PINYIN_ROADS)} {rng.choice(('Road', 'Street', 'Avenue', 'Rd.'))}"
    return f"Room {rng.randint(101, 3206)}, Building {rng.randint(1, 30)}, {road}, {rng.own(_PINYIN_PLACES)}"


def city(rng: Source) -> str:
    """A city or district alone: not personal."""
    if rng.lang == "zh-Hant":
        return rng.choice((*(city for city, _ in _TW), "九龍", "旺角", "沙田", "荃灣", "澳門"))
    province, name, districts = rng.choice(_CITIES)
    whole = name or province
    return rng.choice((whole, rng.choice(districts.split()), whole.removesuffix("市")))


def road(rng: Source) -> str:
    """A public road, no number."""
    if rng.lang == "zh-Hant":
        return rng.own(_TW_ROADS)
    return rng.own(_ROADS)


def public_address(rng: Source) -> str:
    """The address of a branch, hospital or shop: written like any other, but nobody's home."""
    return f"{_area(rng)}{rng.own(_ROADS)}{rng.randint(1, 900)}号"
