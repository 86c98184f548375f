"""Province, city and county at the beginning of an address, read by the recognizers' own tables.

Only names that stand in a table are read, so nothing a customer typed can pass for a region.
"""

from __future__ import annotations

PROVINCE, CITY, COUNTY = 1, 2, 3
#: Behind a name without its suffix these say that it names a road, a bridge or an estate: 中山路, 北京东路.
_ROAD = frozenset("路街道巷弄里村桥橋园園苑城广廣大花新")
_SIDES = frozenset("东東西南北中一二三四五")

#: First two digits of a citizen ID, as GB/T 2260 gives them.
PROVINCES = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省", "15": "内蒙古自治区", "21": "辽宁省", "22": "吉林省",
    "23": "黑龙江省", "31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省",
    "37": "山东省", "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省", "45": "广西壮族自治区", "46": "海南省",
    "50": "重庆市", "51": "四川省", "52": "贵州省", "53": "云南省", "54": "西藏自治区", "61": "陕西省", "62": "甘肃省",
    "63": "青海省", "64": "宁夏回族自治区", "65": "新疆维吾尔自治区", "71": "台湾省", "81": "香港特别行政区",
    "82": "澳门特别行政区", "83": "台湾省",
}  # fmt: skip


def region(value: str, finest: int = COUNTY) -> str:
    """The names down to level ``finest`` as they are written at the start of ``value``, without what parts them; "" if none.

    A coarser region is given where the finer one is not named; a county alone is none when a city is asked for.
    """
    return "".join(value[start:end] for level, start, end in names(value) if level <= finest)


def names(value: str) -> list[tuple[int, int, int]]:
    """(level, start, end) of each name at the start of ``value``, the levels falling from province to county."""
    from .recognizers._address_names import fold, name_at

    folded = fold(value)
    found: list[tuple[int, int, int]] = []
    bare = False
    at = 0
    while True:
        while folded[at : at + 1] in (" ", ",", "-"):
            at += 1
        name = name_at(folded, at)
        if name is None or (found and name[1] <= found[-1][0]):
            break
        bare = not name[2]
        found.append((name[1], at, name[0]))
        at = name[0]
    if found and bare and _is_road(folded[found[-1][2] :]):
        found.pop()
    return found


def _is_road(rest: str) -> bool:
    return rest[:1] in _ROAD or (rest[:1] in _SIDES and rest[1:2] in _ROAD)
