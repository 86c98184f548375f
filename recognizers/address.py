"""Postal addresses of China, Hong Kong, Macau and Taiwan down to the room, and English ones behind a label.

The expressions below only say where an address could be; how far it reaches is read by the grammar
in ``_address_forward.py``, what it is worth is decided in ``_address_parse.py``.

Province and city alone are no address. An organisation's own address is kept apart: where the
text right before it says whose it is (网点地址, 我司地址, 医院地址, 营业部：), nothing is found; an
address that merely mentions a hospital or a shop is a customer's.
"""

from __future__ import annotations

from ..spec import LABEL, Pattern, Score, Trigger, builtin, score

#: What may stand right before a house number.
_ROADS = tuple(
    "路 街 巷 弄 里 村 苑 园 區 区 道 条 胡同 庄 屯 段 城 院 厦 场 園 莊 廈 場 府 湾 灣 墅 寓 邨 寨 社 "
    "庭 坊 高速 線 环岛 條 组 鄰 邻 门 門 楼 樓 层 層 座 舍 中 西 东 東".split()
)
_UNITS = ("号", "號", "弄", "栋", "棟", "幢", "座", "巷", "组", "單元", "单元", "室", "房", "组")
_BUILDINGS = ("号楼", "號樓", "栋", "棟", "幢", "单元", "單元", "弄", "#楼", "号院", "號院")
_HANZI_NUMBERS = "零〇一二三四五六七八九十百"
_REGIONS = ("区", "县", "市", "镇", "乡", "旗", "區", "縣", "鎮", "鄉")
_ENDS = (
    "路",
    "街",
    "大道",
    "胡同",
    "小区",
    "社区",
    "花园",
    "花園",
    "家园",
    "公寓",
    "大厦",
    "大廈",
    "广场",
    "廣場",
    "新村",
    "村",
    "庄",
    "屯",
    "寨",
    "苑",
)


def _parse(text: str, start: int, end: int) -> tuple[int, int, Score] | None:
    from ._address_parse import parse

    return parse(text, start, end)


def _parse_labelled(text: str, start: int, end: int) -> tuple[int, int, Score] | None:
    from ._address_parse import parse_labelled

    return parse_labelled(text, start, end)


def _parse_latin(text: str, start: int, end: int) -> tuple[int, int, Score] | None:
    from ._address_latin import parse_latin

    return parse_latin(text, start, end)


def _above(line: str, start: int, end: int, before: str) -> bool:
    from ._address_owner import owned_above

    return owned_above(line, start, end, before)


def _any(words: tuple[str, ...] | str) -> str:
    return f"(?:{'|'.join(words)})"


_NUMBER = "(?:甲|乙|丙|丁|附|特| )?[0-9]{1,5}(?:-[0-9]{1,4})?[A-Za-z]?"
_SPELLED = f"(?:甲|乙|丙|附)?{_any(_HANZI_NUMBERS)}{{1,5}}"
_HAN = "(?:[\\xe4-\\xe9][\\x80-\\xbf][\\x80-\\xbf])"

RECOGNIZER = builtin(
    "CN_ADDRESS",
    [
        Pattern("number", f"(?<![号號]){_any(_ROADS)}{_NUMBER}{_any(_UNITS)}", score(0.75, 0.95),
                anchor=Trigger(_NUMBER + _any(_UNITS), 20, starts=_ROADS), parse=_parse, glued=True),
        Pattern("spelled", f"{_any(_ROADS)}{_SPELLED}{_any(('号', '號', '弄'))}", score(0.75, 0.95),
                anchor=Trigger(_SPELLED + _any(("号", "號", "弄")), 14, starts=_ROADS), parse=_parse, glued=True),
        Pattern("building", f"(?<![0-9号號栋棟幢元院-])(?<!号楼)(?<!號樓)[0-9]{{1,5}}[A-Za-z]?{_any(_BUILDINGS)}", score(0.6, 0.9),
                anchor=Trigger(f"[0-9][A-Za-z]?{_any(_BUILDINGS)}", 10), parse=_parse, glued=True),
        Pattern("spelled building", f"{_any(_HANZI_NUMBERS)}{_any(_BUILDINGS[:7])}", score(0.6, 0.9),
                anchor=Trigger(_any(_HANZI_NUMBERS) + _any(_BUILDINGS[:7]), 6), parse=_parse, glued=True),
        Pattern("hyphens", "[\u4e00-\u9fff][0-9]{1,3}-[0-9]{1,2}-[0-9]{3,4}(?![0-9-])", score(0.6, 0.9),
                anchor=Trigger("[\\xe4-\\xe9][\\x80-\\xbf][\\x80-\\xbf][0-9]{1,3}-[0-9]{1,2}-[0-9]{3}", 12), parse=_parse, glued=True),
        Pattern("house", "[\u4e00-\u9fff](?:[0-9]{1,3}号[0-9]{3,4}(?:室|(?![0-9A-Za-z\u4e00-\u9fff]))|[0-9]{1,3}#[0-9]{3,4}(?![0-9])|[0-9]{1,3}号[0-9]{3,4}房)", score(0.6, 0.9),
                anchor=Trigger("[0-9](?:号|#)[0-9]{3}", 12), parse=_parse, glued=True),
        Pattern("letter", "[\u4e00-\u9fff][A-Z](?:座|栋|幢)[0-9]{3,4}(?![0-9])", score(0.6, 0.9),
                anchor=Trigger("[A-Z](?:座|栋|幢)[0-9]{3}", 12), parse=_parse, glued=True),
        Pattern("region", f"{_any(_REGIONS)}[\u4e00-\u9fff]{{1,8}}?{_any(_ENDS)}", score(0.6, 0.8),
                anchor=Trigger(f"{_HAN}{{1,8}}{_any(_ENDS)}", 12, starts=_REGIONS), parse=_parse, glued=True),
        Pattern("labelled", "(?:就?在|位于|坐落于|係|系|喺|是|为|為)?(?P<value>[\u4e00-\u9fff0-9A-D][\u4e00-\u9fff0-9A-Za-z -]{3})", score(0.0, 0.8),
                anchor=LABEL, parse=_parse_labelled, opens="[\\xe3-\\xe9A-Z0-9]", glued=True),
        Pattern("latin", "(?P<value>[A-Z0-9][A-Za-z0-9.#/'&-]{0,20}[, ][A-Za-z0-9.,#/'&() -]{8})", score(0.0, 0.9),
                anchor=LABEL, parse=_parse_latin, opens="[\\xe3-\\xe9A-Z0-9]", glued=True),
    ],
    labels=(
        "地址", "住址", "住所", "住处", "位置", "地点", "所在地", "户籍地", "户口所在地", "居住地", "现居", "籍贯", "家住", "住在", "现住", "居住在", "位于", "坐落",
        "寄到", "送到", "寄往", "邮寄到", "发到", "寄至", "送至", "收货", "收件地址", "出险地点", "事故地点", "地點", "戶籍地", "住處", "居住地址", "通訊處", "位於", "寄達",
        "address", "addr", "location", "residence", "dizhi", "deliver to", "ship to", "zhuzhi", "street",
    ),
    vetoes=(
        "公司地址", "网点地址", "營業地址", "营业地址", "医院地址", "法院地址", "银行地址", "门店地址", "柜面地址", "机构地址", "职场地址", "总部地址", "分公司地址", "支公司地址", "营业部地址",
        "办公地址", "服务网点", "網點地址", "公司地點", "ip地址", "IP地址", "门店地点", "活动地点", "活动地址", "会议地点", "开庭地点", "考试地点", "体检地点", "营业场所", "退货地址", "寄回地址", "维修地址", "自提地址", "店铺地址", "商家地址", "学校地址", "仓库地址", "诊所地址", "药店地址",
        "活動地點", "醫院地址", "門市地址", "分行地址", "店鋪地址", "學校地址", "客服中心地址", "服務中心地址", "辦公地址", "公司地址", "邮箱地址", "邮件地址", "网址", "mac地址", "MAC地址", "内存地址", "接口地址",
        "branch address", "company address", "store address", "shop address", "hospital address", "clinic address", "org address", "venue address", "return address", "warehouse address", "office address", "email address", "mail address", "ip address", "mac address",
    ),
    above=_above,
    level="C2",
    title_en="Postal address (district to room; Hong Kong, Macau, Taiwan; English behind a label)",
    title_zh="地址(区县以下到房间号，含港澳台，标签后的英文地址)",
    standard="GB/T 2260 (names of divisions); the grammar is a convention",
    example="北京市朝阳区建国路88号院3号楼2单元1001室",
)  # fmt: skip
