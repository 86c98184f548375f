"""Whose address it is: an organisation's own address, a venue, a place to send papers to, or anybody's home.

All expressions are matched on folded text (see ``_address_names.fold``) right before or right behind an address.
"""

from __future__ import annotations

import re

from ._address_names import fold
from ._address_words import NAME, Line

#: Characters before an address in which an organisation may claim it, and behind it.
BEFORE, BEHIND = 60, 8

_INSURER = (
    "营业部|营业厅|营业网点|营业所|营业点|服务部|网点|分公司|支公司|总公司|中支|总部|职场|柜面|门店|分店|专卖店|专营店|旗舰店|体验店|直营店|[0-9]?[Ss]店|"
    "支行|分行|总行|银行|信用社|分理处|储蓄所|保险(?:股份)?(?:有限)?(?:责任)?公司|服务(?:站|点|厅|大厅)|(?:办事|政务|办证|业务)大厅|"
    "(?:理赔|客服|客户服务|服务|电销|呼叫|销售|营销|运营|财务|定损|查勘|救援|体检|鉴定|检测|培训|会展|会议|展览|康复|健康管理|健康|疾控|预防控制|急救|"
    "政务|便民|数据|研发|配送|售后|维修|口腔|眼科|透析|医疗|医学|影像|妇幼保健|月子|养老|调解|仲裁|登记|受理|物流|单证|保全|核保|续期|作业|区域|后援|运维|展示|活动)(?:中心|部|处|科)"
)
_OFFICE = (
    "法院|法庭|检察院|派出所|公安局|警务[站室]|警署|交警[支大中]?队|[车交]管所|(?:税务|工商|社保|医保|监管|住建|民政|司法|教育|人社|管理|银保监|保监|公安)?分?局|管委会|仲裁委(?:员会)?|"
    "政府|街道办事处|事务所|公证处|鉴定所|消防[队站]|领事馆|公估|质检中心|检测院|研究[院所]|供电[局所]|自来水厂"
)
_CLINIC = "医院|卫生院|卫生所|卫生站|诊所|门诊部?|药店|药房|保健院|疗养院|养老院|敬老院|福利院|分院|总院|院区"
_GARAGE = (
    "(?:维修|修理|汽修|定损|查勘|洗车|快修|修配|钣喷)(?:厂|店|点|站)|汽修|汽车[^,。]{0,8}公司|快递(?:站|点|柜|网点)|驿站|自提[点柜]|代收点|充电站|加油站"
)
_OTHER = "学校|学院|中学|小学|幼儿园|考[点场]|展馆|体育[馆场]|会场|场馆|机构|工厂|仓库|办公室|(?:理赔|客服|运营|财务|保全|核保|业务|行政|综合|档案)[组岗]|集团|(?<!被)保险人|供应商|经销商|服务商|承包商|商户|停车场|充电桩|ATM机?|自助机|机房|数据中心|门市|仓储|发货仓|收货仓|[本贵该][行院店所处局校部]|委员会|[^。,，;；]{1,3}部(?=的?地址)"
_STRONG = f"(?:{_INSURER}|{_OFFICE}|{_CLINIC}|{_GARAGE})"
_ANY = f"(?:{_INSURER}|{_OFFICE}|{_CLINIC}|{_GARAGE}|{_OTHER}|(?<!有限)(?<!责任)(?<!股份)公司|[我本]司)"
#: What an address is called without saying that it is a customer's.
_PLAIN = "(?:新|现)?(?:详细|具体|办公|营业|经营|所在|联系|通讯|注册)?(?:地址|位置|地点|所在地|住所|场所)"
#: Who stands between an organisation and an address is a person, and the address is that person's.
_PERSON = "人[:：是]|姓名|客户|先生|女士|小姐|本人|我(?!司|院|部|行|处|中心|店)|您|[你他她家住]|用户|车主|业主|[收寄]件|邮寄|寄|送|患者|伤者|手机|证件|身份证|1[3-9][0-9]{9}"
_BRACKET = "(?:\\([^()]{0,12}\\))?"
_QUOTE = '[ “"]*'
#: 医院地址：, 营业部：, 网点位于
_CLAIMED = re.compile(
    f"{_ANY}{_BRACKET}(?:的)?(?:{_PLAIN})?[ ]*(?:现在?|已|就|都)?(?:是在|就在|在|位于|设在|开在|坐落[于在]|地处|[搬迁]{{1,2}}[到至往]|是|为|系|[:：]){{1,2}}{_QUOTE}$"
)
#: A hotline or a fixed line, as offices have them, masked or not.
_PHONE = (
    "(?:95[0-9]{3,4}|(?:400|800)[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}|4008-[0-9]{3}-[0-9]{3}|123[0-9]{2}|1010-?[0-9]{4}|10086|10010|10000"
    "|\\(?0[0-9]{2,3}[) -]{0,2}[2-9*][0-9*]{6,7}(?:-[0-9]{1,5})?|〔CN_LANDLINE〕)"
)
#: A row of a list of branches: 南京营业部 025-84400000 中山东路301号
_ROW = re.compile(f"{_STRONG}{_BRACKET}[ ,、|;\t]{{1,3}}(?:(?:电话|热线)[: ]{{0,2}})?{_PHONE}[ ,、|;\t]{{1,3}}$")
#: 营业部，位于; 营业部将于12月1日起迁至
_MOVED = re.compile(
    f"{_STRONG}{_BRACKET}(?:[,、 ]{{1,2}}(?:现在?|就|也)?(?:位于|设在|开在|坐落[于在]|地处|就?在)|(?:(?!{_PERSON})[^,。;?!]){{0,20}}?"
    f"(?:(?:搬迁?|迁|迁址|乔迁)[到至往]|位于|设[在于立]+|开在|坐落[于在]|地处|落户于?|新址[为是在:]|改[为到在]))[ :]?{_QUOTE}$"
)
#: 医院地址 88号 without a mark; 南京支公司,  人民医院(
_BESIDE = re.compile(f"(?:{_ANY}{_BRACKET}(?:的)?{_PLAIN}|{_STRONG}{_BRACKET}[,、|(;；\\t -]{{1,3}}|(?:{_INSURER})){_QUOTE}$")
#: 到南京支公司领鸡蛋, 地址: an address called nothing more, in the same sentence as an organisation.
_NEAR = re.compile(f"{_STRONG}(?:(?!{_PERSON})[^。!?！？;；]){{0,24}}[,、;；| \\t(](?![新现]){_PLAIN}[ :：=是在为系]*{_QUOTE}$")
#: 活动地点：, 退货地址：, 材料请寄至
_VENUE = re.compile(
    "(?:活动|会议|考试|开庭|面试|体检|讲座|培训|展会|展览|演出|集合|上课|办理|受理|签到|举办|报到|维修|送修|寄修|返修|定损|自提|取件|取货|领取|退货|寄回|回寄|营业|办公|举行|招聘|宣讲|布展|就诊|接种|领奖|仓库|商户|店铺|商家|展馆|场馆|机构|鉴定|复检|检验|服务|接待|投诉|咨询|充电|停车|培训班|[说年晚峰论]会|答谢会|发布会|说明会|座谈会|沙龙|研讨会|开放日)[ ,，]?"
    f"(?:地点|地址|位置|场所|场地|住所)[ :：=是在为系]*{_QUOTE}$|"
    "(?:材料|资料|原件|单证|病历|申请书)(?:请|可|均|统一|一并|须|应|需)?[^。,;；]{0,8}?(?:邮寄|寄|快递|递交|提交)(?:至|到|往|回)(?:我司|公司|以下地址|如下地址)?[ :：]*$|"
    "(?:我司|本公司|我公司|总公司)[ :：,(]*$|(?:办理|咨询|领取|就诊|验车|参加)[:：][ ]*$"
)
_OPEN_HOURS = "(?:营业|服务|工作|办公|接待|门诊|开放|上班|受理)时间"
#: {"branch":"南京支公司","addr":": the same with a key, unless one of a person stands between.
_KEYED = re.compile(
    f"(?:{_STRONG}{_BRACKET}|(?i:store|shop|branch|org|hospital|clinic|garage|merchant|institution)[A-Za-z_]*[\"']?[ ]*[:=][ ]*[\"']?[^\"':=,;&]{{1,30}})[\"']?[,;& \\t|]{{1,3}}(?:(?!(?i:name|user|customer|client|insured|holder|applicant|home|contact|recipient|receiver|mail|owner)|{_PERSON})[^\\n]){{0,30}}?(?i:addr|address|location)[\"']?[ ]*[:=][ ]*[\"']?$"
)
#: 体检机构：…, 地址: a form's field that names an organisation.
_TITLED = re.compile(
    f"(?:机构|医院|网点|门店|酒店|修理厂|维修厂|4S店|药房|诊所|商户|店名|店铺|供应商|承保公司|鉴定所)(?:名称?|信息)?[:：][ ]?(?:(?!{_PERSON})[^,。;；]){{2,20}}[,;； \\t(]{{1,2}}(?:{_PLAIN})?[ :：=是在为]*$"
)
#: A school and a bracket.
_BRACKETED = re.compile(f"(?:{_OTHER})\\($")
#: A ward or a classroom, where the address begins.
_WARD = re.compile("(?:住?院部|门诊楼|急诊楼|病房楼|外科楼|内科楼|医技楼|门诊|病房)")
#: Behind the address: a hotline, opening hours, what one does there, an organisation's name.
_BEHIND = re.compile(
    "[ ,;；|\\t、(]{0,2}(?:(?:客服|服务|咨询|投诉|报案)?(?:电话|热线)[:： ]?)?(?:95[0-9]{3}(?![0-9])|400[ -]?[0-9]{3}|400-?8|123[0-9]{2}(?![0-9])|1010-?[0-9]|10086)|"
    f"[ ,;；|(。]{{0,2}}{_OPEN_HOURS}|(?:柜面|窗口|大厅|现场|一楼|[0-9]楼)?(?:办理|领取|开庭|参展|举办|举行|召开|开业)|(?:设有|开设|新开|设立)|.{{0,3}}(?:病房|病区|护士站|手术室|诊室|会议室|理赔部|报告厅|展位|展台|多功能厅|候诊|柜台)|[ ,;；]{{0,2}}(?:(?:理赔|客服|保全|核保|财务|运营|收发|行政|续期|客户服务|档案)(?:部|中心|科|处|组|室)|(?:平安|人保|太保|太平洋?|国寿|人寿|泰康|新华|阳光|大地|中华)?(?:财险|产险|寿险|人寿|保险)[^,，。 ]{{0,2}}收)|(?:验车|复检|面签|核保|退保)|"
    f"[ (]?{NAME}{{0,6}}?(?:营业部|营业厅|支公司|分公司|保险公司|支行|分行|派出所|法院|检察院|人民政府|管委会|公安局|交警[大中支]队|服务大厅|客服中心|理赔中心|服务中心|柜面|4S店|修理厂|维修厂|汽修厂|网点|门诊部)(?!对面|旁|隔壁|附近|[东西南北前后楼院里内门斜]|宿舍|家属|小区)"
)
#: What is nobody's home: names of organisations that end an address or stand in its place.
ORGANISATION = re.compile(
    f"{NAME}{{0,8}}?(?:营业部|营业厅|营业网点|支公司|分公司|总公司|公司|支行|分行|分理处|银行|派出所|法院|检察院|人民政府|区政府|市政府|县政府|管委会|监管局|公安局|分局|税务局|交警|仲裁委|社保局|分店|网点|服务部|门店|旗舰店|专卖店|[0-9]?S店)"
)


def owned(text: str, start: int, end: int, homely: bool) -> bool:
    """Whether the text around ``text[start:end]`` says that the address is an organisation's (医院地址：, 营业部：, 95500).

    Of an address that is ``homely``, with a building and a room, only what stands right beside it says so.
    """
    low = max(0, start - BEFORE)
    beside = (
        _BEHIND.match(text, end, end + BEHIND) is not None
        or _CLAIMED.search(text, low, start) is not None
        or _MOVED.search(text, low, start) is not None
        or _ROW.search(text, low, start) is not None
        or _BESIDE.search(text, low, start) is not None
        or _BRACKETED.search(text, low, start) is not None
        or _WARD.search(text, max(0, start - 3), min(start + 6, end)) is not None
    )
    return beside or (not homely and _mentioned(text, low, start))


def _mentioned(text: str, low: int, start: int) -> bool:
    """Whether what was said before makes it an organisation's: a venue, a list of branches, a record of one."""
    return (
        _VENUE.search(text, low, start) is not None
        or _TITLED.search(text, low, start) is not None
        or _NEAR.search(text, low, start) is not None
        or _KEYED.search(text, low, start) is not None
    )


def is_organisation(line: Line, end: int) -> bool:
    """Whether an organisation's name follows: 南京西路营业部 is a name, not an address."""
    return ORGANISATION.match(line.names, end, end + BEHIND) is not None


#: Marks of lists, of JSON and of headings around a line.
_LEFT_MARKS, _RIGHT_MARKS = " \t-•·*#>\"'[【{(「①②③④⑤⑥⑦⑧⑨⑩", " \t\r,;:，；：」\"'】])。."
_NUMBERED = re.compile("[0-9]{1,3}[.、)] *")
#: A line that is a name of an organisation, as letters and cards end and lists of branches begin.
_NAMED = re.compile(
    "^(?:(?:机构|网点|门店|服务网点|单位|公司|分支机构|营业网点|服务机构|银行|商户|店铺|承保机构|柜面|合作医院|定点医院|推荐医院|维修厂|合作修理厂|受理法院|承办法院|管辖法院|鉴定机构|体检机构|体检中心)(?:名称|全称)?[\"']?[:： ][ \"']*"
    f"|(?:医院)?(?:名称|全称)[:： ]|(?i:branch|store|shop|org|hospital|clinic|garage|merchant|institution)[A-Za-z_]*[\"'][: \"']*)?(?:(?!{_PERSON})[^:：。,;?!]){{0,30}}{_STRONG}(?:\\([^()]{{0,12}}\\))?$"
)
#: What stands between the name and the address: a hotline, a fixed line, opening hours, a postcode.
_BETWEEN = re.compile(
    "^(?:(?:全国|24小时)?(?:客服|客户服务|服务|咨询|投诉|报案|理赔|官方|救援|联系|营业厅)?(?:电话|热线|专线|传真)[:： ]{0,3})?"
    f"{_PHONE}$"
    f"|^(?:{_OPEN_HOURS}|邮编|邮政编码|网址|官网|邮箱)"
)
_BARE = re.compile(f"^(?:{_PLAIN}|(?i:address|addr|location))[\"']?[ :：=]{{0,3}}[\"']?$")
_LINES_BETWEEN = 2


def owned_above(line: str, start: int, end: int, before: str) -> bool:
    """Whether the lines above name an organisation, and this one is all address, or says no more than 地址: whose it is."""
    head = _bare(line[:start], "")
    if not (_BARE.match(head) if head else not line[end:].strip(_RIGHT_MARKS)):
        return False
    lines = [_bare(above, _RIGHT_MARKS) for above in before.split("\n")[:-1]]
    for _ in range(_LINES_BETWEEN):
        if lines and _BETWEEN.match(lines[-1]):
            lines.pop()
    return bool(lines) and _NAMED.match(lines[-1]) is not None


def _bare(line: str, right: str) -> str:
    """The line without the marks around it and the number in front."""
    line = fold(line).lstrip(_LEFT_MARKS)
    match = _NUMBERED.match(line)
    line = line[match.end() :] if match else line
    return line.rstrip(right) if right else line
