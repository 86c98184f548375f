"""The words addresses are made of, as expressions over folded text (see ``_address_names.fold``).

Every expression is matched at a position and never looks further than its own match, except for
the look-ahead of a few characters that keeps 路 apart from 路过.
"""

from __future__ import annotations

import re

from ._address_names import name_at

#: Characters that stand in no name of a road or estate: pronouns, particles, verbs of everyday talk.
STOP = "我你您他她它咱的了是在有到去给请想要把被吗呢吧啊呀哦嗯哈么什谁哪怎没不很还就也再又只让说话问谢这们些喝玩住寄送收拿找帮买卖订和与跟及或往离距址但知从为得着过吃于放个喺嘅咗唔佢哋"
_ALLOWED = (
    "和(?=[信乐平谐顺义睦兴泰润苑静田硕林龙布政合盛园街路镇乡村里庄府桥山])|谢(?=[家岗庄桥村塘])|个(?=旧)|买(?=卖)|送(?=变)|有(?=[利巢])|知(?=春)|住(?=[宅总])|从(?=[化江])|为(?=民)|要(?=塞)|得(?=[胜])|"
    "(?<=小)吃|(?<=永|太|仁|中|义|人|共|协|祥|安|颐|谦|雍|庆|怡|泰|惠)和|(?<=合)和|(?<=民)和|(?<=同)和|往(?=[流])|哈(?=[尔密])|(?<=伊|哈)哈|不(?=老)|过(?=街)|于(?=[洪都家])|什(?=[刹邡])|(?<=[解开])放"
)
_STOP_WORDS = (
    "电话|手机|邮编|联系|姓名|客户|地址|位置|时间|身份|今天|明天|昨天|现在|以前|之前|之后|时候|快递|保单|投保|被保|受益|号码|微信|备注|先生|女士|小姐|附近|旁边|对面|麻烦|"
    "条路|跑道|铁路|线路|电路|短路|思路|套路|半路|道路|(?<![大新])马路(?![0-9])|路过|路上|路费|路况|路程|路边|路人|路线|路由|路灯|路遇|路虎|路演|路标|路障|位于|坐落|地处|这里|那里|哪里|家里|怎么|如果|然后|所以|因为|但是|可以|需要|应该|已经|出险|报案|理赔|事故|发到|发给|发往|发至|发货|发来|发我|发生|发现|发一|一个|一家|那个|联络|周边|营业时间|门票|评分|随便|人均"
)
#: A stop character, unless its neighbours show that it is part of a name (和平路, 知春路), or a stop word.
_STOPPED = re.compile(f"{_STOP_WORDS}|(?!{_ALLOWED})[{STOP}]")
_GAP = "\x01"


class Line:
    """A piece of a line as the grammar reads it: ``text`` folded, and ``names``, where nothing but names is left of the prose.

    ``reads`` remembers what was read from where: several hits in one address ask the same.
    """

    __slots__ = ("divisions", "names", "reads", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.names = _STOPPED.sub(_blank, text)
        self.reads: dict[tuple[int, bool], tuple[int, tuple[str, ...]]] = {}
        self.divisions: dict[int, tuple[int, int, bool] | None] = {}

    def division(self, at: int) -> tuple[int, int, bool] | None:
        """(end, level, whether with its suffix) of the longest name of a division that begins at ``at``."""
        if at in self.divisions:
            return self.divisions[at]
        found = self.divisions[at] = name_at(self.text, at)
        return found


def _blank(match: re.Match[str]) -> str:
    return _GAP * len(match.group())


#: One character of a name, in ``Line.names``.
NAME = "[\u3007\u4e00-\u9fff]"
NUMBER = "(?:[0-9]{1,5}|[零〇一二三四五六七八九十百两]{1,5})"
_NEXT = "(?=[甲乙丙A-Z]?[0-9一二三四五六七八九十]|[A-Z][座栋区])"

ROAD = (
    "大道|大街|高速公路|高速(?!铁)|公路|国道|省道|胡同|街(?!道|坊|景|区|头|拍|上)|路(?!口)|巷|弄|"
    f"环岛|大桥|立交桥?|[里条横径坊门桥段]{_NEXT}|道(?=[东西中]?[0-9]+号)|环(?=[东西南北中]路)"
)
TOWN = "街道(?:办事处|办)?|镇|乡(?!下|亲|村|镇)|苏木|地区办事处|开发区|新区|工业园区|工业区|产业园区|产业园|高新区|科技园区|科技园|软件园|度假区|保税区|示范区|商务区|管理区|农场|林场|牧场|里(?=[0-9]+邻)"
VILLAGE = f"行政村|自然村|村委会|村(?!民|里(?![0-9])|长|上|支|干)|庄(?!园|稼|严|店|村|镇|乡)|屯(?!兵|村|镇|乡)|社区(?!服务)|居委会|大队|生产队|[寨湾沟坪堡店]{_NEXT}|[寨湾沟坪堡](?![\u4e00-\u9fff0-9A-Za-z\x01])"
ESTATE = (
    "小区|花园|花苑|花城|家园|家苑|公寓|新村|新城|别墅|山庄|庄园|雅苑|嘉园|名苑|佳苑|豪庭|雅园|华庭|公馆|华府|名都|丽景|宿舍|家属院|家属楼|家属区|大院|住宅区|"
    f"苑|邸|墅|名邸|半岛|雅居|嘉苑|名城|[园院府城庭居阁轩台郡岸]{_NEXT}|园(?=[A-Z])|邨|屋(?:苑|村)|楼(?=[0-9]{{2,4}}[室房])"
)
LANDMARK = (
    "大厦|广场|购物中心|会展中心|中心(?!支|医)|大楼|办公楼|综合楼|写字楼|商服楼|商务楼|教学楼|商城|商场|商厦|商铺|底商|饭店|酒店|宾馆|公园|市场|超市|大学|学院|学校|小学|中学|幼儿园|医院(?!营)|"
    "体育场|体育馆|博物馆|科技馆|展览馆|图书馆|游泳馆|机场|车站|地铁站|火车站|会馆|会所|度假村|影城|影院|剧院|食府|百货|码头|商业街|步行街|奥特莱斯|创意园|创业园|文化园|物流园|"
    "国际(?!社区|花园|公寓|小区|新?城|广场|大厦)|奥莱|城堡|景区|电视塔|加油站|收费站|服务区|停车场|看台|食堂|滑雪场|高尔夫|俱乐部|山庄|天地|大世界|大院|会堂|展厅|剧场|厂区|仓库|总站|艺术区|商区|公交站|邮局|餐厅|书店|院线|食品城|美食城|家具城|建材城|商贸城|工业城|科学园|创新园|纪念馆|纪念堂|讲堂|[宫寺庙](?![镇村路街乡庄小大胡社东西南北前后])|宾舍|客栈|农家院|写字间"
)
#: 三里屯 and 公园 end no name where a road is named after them (三里屯路, 朝阳公园南路).
_WHOLE = "(?![东南西北中内外]?(?:路(?!口)|街(?!道)|大街|大道|巷|胡同|桥))"
#: A name and the word that says what it is the name of.
NAMED = re.compile(
    f"(?!高速公路|公路|高速)(?:{NAME}|[A-Za-z0-9·&]){{1,10}}?(?:(?P<road>(?:{ROAD})(?:(?:[东西南北中]|[一二三四五六七八九十0-9]{{1,2}})段|[东西中](?=[0-9]{{1,4}}号))?)"
    f"|(?:(?P<town>{TOWN})|(?P<estate>{ESTATE})|(?P<village>{VILLAGE})|(?P<land>(?:{LANDMARK}){{1,3}})){_WHOLE})"
)
#: The word alone, behind a name or a number that is complete without it (河北大学家属院, 5号院北区).
KIND = re.compile(
    "(?P<estate>家属[院楼区]|宿舍(?:楼|区)?|公寓楼?|生活区|住宅[区楼小]{1,2}|商住楼|小区|大院|花园|新村|[东西南北]区|[东西南北中]院)"
    "|(?P<land>综合楼|办公楼|写字楼|教学楼|大厦|广场|大楼|商铺|商场|停车场|仓库|车库)"
)
#: A name without such a word, right before a building (龙湖天街3栋).
OPEN_NUMBER = re.compile(f"{NAME}{{2,8}}?(?=[0-9]{{1,5}}号)")
OPEN = re.compile(
    f"(?P<open>(?!小区|大楼|[本该整全每几]){NAME}{{2,8}})(?=[0-9]{{1,3}}-[0-9]{{1,2}}-[0-9]{{3,4}}(?![0-9-])|[0-9A-Za-z]{{1,3}}(?:号楼|栋|幢|座|单元|期|楼(?=[0-9]{{1,2}}(?:单元|门))|层(?=[0-9]{{1,4}}室)|#(?=[0-9]))|[0-9]{{1,3}}号(?=[0-9]{{3,4}}(?:室|$|[^0-9A-Za-z\u4e00-\u9fff]))|[一二三四五六七八九十]{{1,3}}(?:号楼|栋|幢|单元|期))"
)

_PIECE = "[A-Za-z]{0,2}[0-9]{1,5}[A-Za-z]?"
_NOT_A_NUMBER = "(?![0-9A-Za-z年月日号时分点元万块岁人个米%.:：天次份条件折起左])"
#: What a name must stand before: an alias right before it is that name (苏州街).
UNNAMED = re.compile(
    "路|街|大街|大道|道(?=[东西中]?[0-9])|巷|胡同|里[0-9]|城(?=[0-9A-Z])|桥|小区|花园|新村|大厦|广场|饭店|酒店|宾馆|大学|公园|镇|乡|街道|村|庄|屯|苑|园"
)
#: A number and its unit, or a number alone where a room is expected.
NUMBERED = re.compile(
    "(?:[甲乙丙丁附第特临]{1,2}|副|之)?(?:"
    f"(?P<hyphen>{_PIECE}(?:-{_PIECE}){{1,4}})(?:(?P<hunit>号楼|号院|号|室|房|户|栋|幢|座|单元|层|楼)|{_NOT_A_NUMBER}(?![-+]))"
    f"|(?:{_PIECE}(?:、{_PIECE}){{0,3}}|{NUMBER})[甲乙丙丁]?(?:"
    "(?P<no>号(?!楼|线|厅|馆|文|码|公告|令|机|选手|台风|柜(?![面台])|馆|店|员|称|召|窗|床|技师)(?:院(?!长|士|线))?(?:附[0-9]{1,3}号?)?)"
    "|(?P<building>号楼|#楼|#|栋(?!梁)|幢|座(?!谈|位|机|右|椅)|号馆|座楼|号厅)|(?P<unit>单元|梯(?!队)|门(?!口|票|诊|面|店|派)|号门)"
    "|(?P<floor>层(?!次|面|级)|楼(?!主|盘|市|梯|道|价|房|下|上)|F(?![A-Za-z])|/F(?![A-Za-z]))|(?P<room>室(?!友|内|外)|房(?!子|价|产|屋|贷|东|间|租)|户(?!口|型|籍|主|外|名)|号房|号室)"
    "|(?P<lane>组团|支?弄(?!堂|错|好)|巷|组(?!织|成|合|长|团|装|建)|队(?!友|长|员|伍)|社(?!会|区|保|交|群)|邻|代(?!码|表|理|付|办|替)|期(?!间|限|待|望|货|房|交|缴)|区|街区?|道街|屯))"
    f"|(?P<bare>[A-Za-z]?-?[0-9]{{2,5}}[A-Za-z]?|[A-Z][0-9]){_NOT_A_NUMBER}(?![-+]))"
)
LETTERED = re.compile(
    "(?P<room>(?<=[楼层元门F])(?:[东西南北中左右前后]{1,2}(?:边?户|手边?|首|侧户)|[东西南北中左右](?![\u4e00-\u9fff0-9A-Za-z])))|(?P<building>[A-Za-z](?:座|栋|幢|区|馆|塔|号楼|楼)(?:和[A-Za-z]座)?)|(?P<unit>[A-Za-z](?:单元|门|出?口))|(?P<room2>[A-Za-z]室|(?<=楼)[A-H](?![0-9A-Za-z]))"
    "|(?P<floor>(?:地下|负)(?:[一二三四五0-9]|室)[层楼]?|B[0-9](?![0-9A-Za-z])[层楼]?)|(?P<land>看台)"
)
#: Behind a lane number or building: 之2, 附5号.
BEHIND = re.compile("之[0-9一二三四五六七八九十]{1,3}|附[0-9]{1,3}号?|-[0-9]{1,4}(?![0-9-])")
#: Where exactly, seen from what was named.
SIDE = re.compile(
    "(?:路|街|马路|大街|胡同|巷)?(?:十字)?(?:路口|交叉口|交汇处|交界处|交叉处|交口|道口|丁字路口)|正?对[面过]|斜对[面过]|隔壁|旁边?|沿线|出口(?:[左右]转|直行)?|入口(?:处)?|[左右]转|"
    "路[东西南北](?:侧|边|口)?|(?:往|向)?[东西南北]{1,2}(?:行|走|约)?[0-9]{1,4}(?:公里|米|m)(?:处|左右)?(?:路[东西南北])?|[0-9]{1,4}(?:公里|米)处?|"
    "[东西南北左右内外]{1,2}(?:侧|面|边|端|头|部|角|口|门|邻|楼|区|院|厅)(?:[内外里])?|院[内里外]|[楼门](?:[下上前外内口])|大门口?|内(?![科容])|里面|外侧|门[口面]|底商|(?:地铁)?站?[A-Z][0-9]?出?口|"
    "(?:[东西南北](?![0-9A-Za-z\u4e00-\u9fff]))|下(?![0-9A-Za-z\u4e00-\u9fff])|旁(?![0-9A-Za-z\u4e00-\u9fff])"
)
#: The other road of a corner, behind 与 or 和: 与光华路交汇处, 和平路与解放路交叉口.
CORNER = re.compile(
    f"{NAME}{{1,5}}?(?:大道|大街|路|街|巷)(?=交|路?口|$|[^\u4e00-\u9fff])(?:交叉口|交汇处|交界处|交汇|交口|路口|口)?"
)
#: A bracket that says where, not who or how.
CLUE = re.compile(
    "[近靠临邻旁]|.{0,6}(?:[东西南北侧面旁边近内外口下]|附近|隔壁|对面|[0-9]{1,3}(?:号楼?|层|楼|栋|室|期)|[路街站院楼园村区厦场馆店桥])\\)"
)
REMARK = re.compile(
    "请|收|电|手机|联系|注|已|未|本人|暂|原|现|邮|共|约|含|如|即|以下|先生|女士|单位|公司|可|不|无|有|家庭|户籍|身份|备|同|自|代|快递|丰巢|放|送|默认|工作|常|租|大陆"
)
BRACKET = re.compile("[\u4e00-\u9fffA-Za-z0-9·、-]{1,40}")

#: A landmark right behind a door, seen from the door.
LANDMARK_BEHIND = re.compile(
    " ?(?:(?:大?超市|便利店|小卖部|药店|药房|菜市场|农贸市场|市场|商店|商场|邮局|银行|信用社|幼儿园|小学|中学|学校|医院|卫生[院室所]|诊所|公园|广场|加油站|派出所|村委会?|居委会?|大队部|车站|公交站|地铁站|火车站|饭店|餐厅|面馆|酒店|宾馆|"
    "理发店|水果店|早餐店|奶茶店|洗车店|修车[店铺]|网吧|祠堂|教堂|寺庙|水塔|水库|大桥|桥头?|停车场|物业|售楼[处部]|体育[馆场]|文化[站宫]|工厂|厂房|仓库|快递站|驿站|菜鸟驿站|保安亭|门卫|小区|池塘|老?槐树|篮球场|健身房|超商|便當店|便当店|庙口|公所)"
    "(?:的)?(?:正|斜)?(?:对面|对过|隔壁|旁边?|侧边|楼[上下]|后门|前门|[东西南北]门|[前后左右上下里外东西南北](?:侧|面|边|头|方)|附近|拐角处?)"
    "|(?:正|斜)?(?:对面|隔壁)(?![\u4e00-\u9fff]))"
)
#: A label whose value begins right behind it.
LABELLED = re.compile(
    "(?:地址|住址|住处|地点|位置|所在地|户籍地?|居住地|籍贯|家住|住在|[我他她人家]住|现住|居住在|居住于|位于|坐落于|坐落在|寄到|送到|寄往|邮寄到|发到|寄至|送至|收货地|住所)(?:信息|明细)?(?:变更为|变更成|改为|改成|更新为|填写?的?|写的?)?(?:[ \t:=：\"'“【]|是|为|系|喺|在|于|到|我家|就){0,6}"
)
