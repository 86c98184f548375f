"""Administrative names: where one stands in a text, of which level, and whether it is a full name.

Loaded at the first candidate of an address, never at import of the recognizers. A name without
its suffix (朝阳, 浦东, 恩施) is an alias; aliases have two characters or more.
"""

from __future__ import annotations

import re

from ._tables.hanzi import SIMPLIFIED, TRADITIONAL
from ._tables.places import CITIES, COUNTIES, PROVINCES

PROVINCE, CITY, COUNTY = 1, 2, 3

_FOLD = {ord(wide): narrow for wide, narrow in zip(TRADITIONAL, SIMPLIFIED, strict=True) if wide != "\n"}
_FOLD.update({ord("臺"): "台", ord("　"): " ", ord("\u00a0"): " ", ord("（"): "(", ord("）"): ")", ord("，"): ",", ord("—"): "-", ord("–"): "-", ord("－"): "-", ord("＃"): "#"})  # fmt: skip

_PEOPLES = "壮族|回族|满族|苗族|侗族|瑶族|彝族|藏族|羌族|白族|傣族|黎族|畲族|土族|水族|佤族|怒族|京族|蒙古族?|朝鲜族|土家族|布依族|哈尼族|哈萨克族?|维吾尔族?|仡佬族|仫佬族|毛南族|拉祜族|纳西族|景颇族|傈僳族|布朗族|独龙族|普米族|保安族|东乡族|撒拉族|裕固族|达斡尔族|鄂温克族|鄂伦春族?|锡伯|柯尔克孜|塔吉克|各族"
_SUFFIX = re.compile(
    f"(?:(?:{_PEOPLES})*自治[区州县旗]|(?:经济|高新|高)?(?:技术)?(?:产业)?开发区|特别行政区|新区|地区|林区|特区|矿区|省|市|区|县|旗|盟|州)$"
)

#: Hong Kong, Macau, Taiwan: kept by hand, for the tables of the mainland do not hold them.
_OUTSIDE_CITIES = (
    "香港 九龙 新界 澳门 氹仔 路环 港岛 台湾 台北市 新北市 桃园市 台中市 台南市 高雄市 基隆市 新竹市 嘉义市 新竹县 苗栗县 彰化县 南投县 云林县 嘉义县 屏东县 "
    "宜兰县 花莲县 台东县 澎湖县 金门县 连江县 桃园县 台北县 香港岛 大屿山"
).split()
_OUTSIDE_COUNTIES = (
    "中西区 湾仔区 东区 南区 油尖旺区 深水埗区 九龙城区 黄大仙区 观塘区 葵青区 荃湾区 屯门区 元朗区 北区 大埔区 沙田区 西贡区 离岛区 "
    "中环 上环 西环 金钟 湾仔 铜锣湾 北角 鰂鱼涌 太古 筲箕湾 柴湾 香港仔 尖沙咀 油麻地 旺角 深水埗 长沙湾 九龙湾 九龙塘 黄大仙 观塘 牛头角 "
    "红磡 土瓜湾 荃湾 葵涌 青衣 屯门 元朗 天水围 大埔 沙田 马鞍山 将军澳 西贡 东涌 粉岭 上水 "
    "花地玛堂区 圣安多尼堂区 大堂区 望德堂区 风顺堂区 嘉模堂区 圣方济各堂区 "
    "中正区 大同区 中山区 松山区 大安区 万华区 信义区 士林区 北投区 内湖区 南港区 文山区 板桥区 三重区 中和区 永和区 新庄区 新店区 土城区 芦洲区 汐止区 "
    "树林区 淡水区 林口区 三峡区 莺歌区 五股区 泰山区 西屯区 南屯区 北屯区 丰原区 大里区 太平区 乌日区 沙鹿区 清水区 左营区 三民区 苓雅区 前镇区 鼓山区 "
    "楠梓区 凤山区 小港区 前金区 新兴区 盐埕区 中坜区 平镇区 八德区 龟山区 芦竹区 安平区 安南区 永康区 仁爱区 信义乡 竹北市 头份市 员林市 斗六市 太保市 朴子市"
).split()
#: Stems that are everyday words: they count only with their suffix.
_WORDS = frozenset(
    "平安 和平 太平 大方 安全 高新 经济 汽车 建设 东方 开发 保险 中心 城关 郊区 新城 人民 大同 信义 临时 地区 安定 文化 公安 市中 河东 新建 交口 工业".split()
)

_by_head: dict[str, list[tuple[str, int, bool]]] = {}


def fold(text: str) -> str:
    """Traditional characters as simplified ones and marks as their ASCII form; one character for one."""
    return text.translate(_FOLD)


def _add(table: dict[str, tuple[int, bool]], name: str, level: int) -> None:
    table.setdefault(name, (level, True))


def _build() -> None:
    table: dict[str, tuple[int, bool]] = {}
    for level, names in (
        (PROVINCE, PROVINCES.split()),
        (CITY, CITIES.split()),
        (CITY, _OUTSIDE_CITIES),
        (COUNTY, COUNTIES.split()),
        (COUNTY, _OUTSIDE_COUNTIES),
    ):
        for name in names:
            _add(table, name, level)
            stem = _SUFFIX.sub("", name)
            if len(stem) > 1 and stem != name and stem not in _WORDS:
                table.setdefault(stem, (level, False))
    table.update({"内蒙": (PROVINCE, False), "内蒙古": (PROVINCE, False), "浦东": (COUNTY, False), "朝阳": (COUNTY, False)})
    by_head: dict[str, list[tuple[str, int, bool]]] = {}
    for name, (level, full) in table.items():
        by_head.setdefault(name[:2], []).append((name, level, full))
    for entries in by_head.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    _by_head.update(by_head)  # in one step: another thread takes what it sees for the whole


def name_at(text: str, at: int) -> tuple[int, int, bool] | None:
    """(end, level, whether with its suffix) of the longest administrative name that begins at ``at``."""
    if not _by_head:
        _build()
    entries = _by_head.get(text[at : at + 2])
    if entries is not None:
        for name, level, full in entries:
            if text.startswith(name, at):
                return at + len(name), level, full
    return None
