"""Names of people, by evidence: a role, a title, kinship, an introduction, a number beside them.

No standard says what a name is, and a list of names would find film stars and miss customers. So a name is
what a surname and the characters of given names make of the text (see _names.py) where something says that a
person is named. Each kind of evidence is a pattern of its own, with its own score; ``explain`` shows which.
"""

from __future__ import annotations

from ..spec import DIGITS, LABEL, Parsed, Pattern, Trigger, builtin, score
from ._behind import SEX_MARKS
from ._ethnic_names import PIECES
from ._tables.given import FIRST
from ._tables.surnames import COMMON, COMPOUND, RARE, WORDLIKE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_MORE = "买扎次努热依玛帕提吐其格仁达拉央德尼库塔加雅莫布朝敖娜旺嘎才萨旦洛额阿呼斯朗索桑卓曲边贡群伊亚哈赛木苏麦肉沙再帕祖穆玉古居托奴叶别铁巴特满乌珠那图奥恩青白吉尔海来比俄甲曲措丹云益泽旺平多土罗更"  # first characters of names without surname
_HEADS = "".join(dict.fromkeys(name[0] for name in COMPOUND.split() if name[0] not in "第百"))
_FIRST = f"[{COMMON}{RARE}{_HEADS}{_MORE}]"


def _as_bytes(chars: str) -> str:
    """One of ``chars``, as the scanner reads it: UTF-8 with shared beginnings, a tenth of an alternation's states."""
    tails: dict[str, str] = {}
    for char in dict.fromkeys(chars):
        first, second, third = char.encode()
        head = f"\\x{first:02x}\\x{second:02x}"
        tails[head] = tails.get(head, "") + f"\\x{third:02x}"
    return "(?:" + "|".join(f"{head}[{tail}]" for head, tail in sorted(tails.items())) + ")"


#: Surnames (their first characters) the scanner looks for behind words that often stand without a name.
_SILENT = set(WORDLIKE) - set(COMMON + _HEADS + "路童谷游盛项艾易解明单全时连")
_SOUGHT = "".join(dict.fromkeys(char for char in COMMON + RARE + _HEADS if char not in _SILENT))
_SURNAME = _as_bytes(_SOUGHT)
#: Surnames 小, 老 and 总 are said with; those that make other words with them (小马, 小白, 老黄牛) are left out.
_SPOKEN = "许马石龙白黄方金田江熊高万文姬乔史毛钱严汤温樊康施牛储蓝欧皇尉诸葛倪涂卓翁符应洪黃馬龍藍歐王李张刘陈杨吴周徐孙朱胡郭林何罗郑梁谢宋唐韩冯邓曹彭曾萧肖董袁潘蔡蒋余杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖贾夏韦付邹孟秦邱侯江尹薛闫段雷黎贺郝顾龚邵覃武戴孔赵許張劉陳楊吳鄭謝趙孫羅葉蘇呂盧鍾韓馮鄧蕭"


#: The byte before a name that nothing announces (what is no hanzi), and behind one that fills its cell.
_BEFORE_CELL = "(?:^|[\\x00-\\x7f]|[\\xc2-\\xdf][\\x80-\\xbf]|[\\xe2\\xe3\\xea-\\xef][\\x80-\\xbf][\\x80-\\xbf]|[\\xf0-\\xf4][\\x80-\\xbf][\\x80-\\xbf][\\x80-\\xbf])"
_BEHIND_CELL = _BEFORE_CELL.replace("^", "$")
_BYTES = "[\\xe3-\\xe9][\\x80-\\xbf][\\x80-\\xbf]"
_PIECE_HEADS = "".join(dict.fromkeys(piece[0] for piece in PIECES))
#: Surnames that fill cells with other words (谢谢, 金额): there the scanner looks for a given name behind them.
_WORDY = "".join(char for char in dict.fromkeys(WORDLIKE + "谢金") if char in COMMON + RARE and char not in _HEADS)
_CLEAR = "".join(char for char in dict.fromkeys(COMMON + RARE + _HEADS) if char not in _WORDY)
#: Surnames and first given characters of names that need no cell, and what names stand behind in running text.
_CERTAIN = "".join(char for char in COMMON + RARE if char not in WORDLIKE)
_SPEAKING = "致问刀方勘账账下在见邀父母妈爸夫妻弟妹哥姐爷奶公婆儿女孙婿媳嫂叔伯舅姑姨甥侄友居伴生太妇象事娃治至写我你您他她係过替主机席台的是叫请請找让讓跟和与與由为為给給对對向问問把被将將有及或同到了替帮幫使说說称稱人员員户戶者据據从從因经經系係给送派托爱愛用予等又像"


def _parse(name: str) -> Callable[[str, int, int], Parsed | None]:
    """A function of _person_parse.py, loaded with its tables when the first evidence is met."""

    loaded: Callable[[str, int, int], Parsed | None] | None = None

    def parse(text: str, start: int, end: int) -> Parsed | None:
        nonlocal loaded
        if loaded is None:
            from . import _person_parse

            loaded = getattr(_person_parse, name)
        return loaded(text, start, end)

    return parse


def _again(text: str, start: int, end: int) -> bool:
    from ._person_parse import again

    return again(text, start, end)


def _starts(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words.split()))


def _any(words: str) -> str:
    """An alternation, the longest first; the look ahead spares ``re`` all of them where none begins."""
    found = sorted(_starts(words), key=len, reverse=True)
    return f"(?=[{''.join(sorted({word[0] for word in found}))}])(?:{'|'.join(found)})"


#: Words as often without a name behind them: the scanner looks for the surname too.
_OFTEN = _starts(
    "客户 客户姓名 客户： 客户: 客戶 客戶： 客服 联系 聯絡 联络 通知 请 請 由 找 致电 客户叫 客户是 尊敬的 您好 你好 给 給 跟 和 与 與 让 喂， 喂 转 约 被申请人 定损 录入 复核 代表 转账 投诉 反映 当班 值班 客户\\( 客户（ 客户\\[ 客户【 根据"
)
_ROLES = (
    "用户 车主 司机 坐席 病人 同事 会员 家属 家長 当事人 伤者 死者 逝者 操作员 专员 員工 员工 柜员 租客 房东 老师 医生 护士 律师 经理 主任 師傅 师傅 教授 警官 主管 老板 "
    "邻居 朋友 室友 老乡 用戶 車主 司機 傷者 專員 醫生 護士 律師 經理 委托 委託 授权 授權 转接 轉接 转给 轉給 转告 打给 交给 转账给 打款给 打款到 汇款给 汇款到 付给 支付给 汇给 转到 转到了 打到 抄送 发给 寄给 陪同 指派 "
    "女儿 儿子 女兒 兒子 父亲 母亲 父親 母親 爸爸 妈妈 媽媽 我爸 我妈 老婆 老公 妻子 丈夫 爱人 愛人 太太 哥哥 弟弟 姐姐 妹妹 爷爷 奶奶 外公 外婆 姥姥 岳父 岳母 公公 婆婆 侄子 侄女 外甥 表哥 表弟 表姐 表妹 堂哥 堂弟 未婚妻 未婚夫 配偶 其子 其女 其妻 其夫 其父 其母 之子 之女 之妻 之夫 之父 之母 长子 长女 次子 次女 儿媳 女婿 孙子 孙女 闺女 前夫 前妻 男友 女友 男朋友 女朋友 媳妇 子女 原告 被告 证明人 卡主 持有人 孩子 小孩 宝宝 学生 我哥 我姐 我弟 我妹 回访 亲爱的 親愛的 被申请人 经办 經辦 联络人 开户人 账户名称 户名写 户主 同学 闺蜜 闺密 领导 股东 教练 交警 民警 法官 核保师 内勤 外勤 组长 总监 讲师 管家 助理 公估师 技师 班主任 院长 校长 店长 队长 收银员 快递员 保洁 保姆 护工 实习生 队友 战友 网友 合伙人 继承人 被继承人 承办人 主办人 对接人 责任人 值班员 调解员 鉴定人 鉴定师 公证员 投诉人 大姨 大伯 小姨 小叔 二叔 二姨 三叔 堂姐 堂妹 表弟 嫂子 姐夫 妹夫 弟媳 弟妹 舅舅 舅妈 姑姑 姑妈 姑父 姨妈 姨父 伯父 伯母 婶婶 养父 养母 继父 继母 干妈 孙媳 曾孙 未成年人 租户 保户 业主 店主 东家 债主 校友 队员 团长 机长 船长 乘务员 导游 主播 坐诊 主刀 肇事方 对方 三者 微信名 昵称 实名认证 抬头开 抬头写 发票开 保险顾问 理财顾问 经手 主诊 管床 责任护士 值班医生 出诊 麻醉 带教 亲属 直系亲属 亲戚 父女 夫妻"
)
_CALLED = "(?:姓名|名字|名称)?(?:名叫|叫做|叫|是|为|：|:| |（|\\()?"
#: What stands behind a word of ``_ROLES`` where a name does: the name, or how it is called.
_THEN = "姓名叫是为：: （(" + COMMON + RARE + _HEADS
_TITLES = "先生 女士 小姐 太太 师傅 師傅 老师 老師 医生 醫生 大夫 医师 醫師 护士 護士 护士长 经理 經理 主任 律师 律師 警官 教授 阿姨 叔叔 大爷 大哥 大姐 总监 總監 队长 院长 校长 科长 处长 行长 董事长 老板 老闆 同学 同學 同志 顾问 专员 主管 店长 总经理 组长 書記 书记 会计 某 伯伯 婶婶 婶子 奶奶 爷爷 大妈 大嫂 大娘 大伯 大叔 大婶 大爺 工程师 技师 教练 总裁 副总 局长 站长 交警 法官 检察官 姑娘 夫妇 家属 伯母 伯父 嫂子 老太太 老先生 女仕 小伙 师父 房东 老总 股长 班长 船长 机长 老人"
_ASSIGNED = (
    "投保人 被保险人 被保人 受益人 要保人 被保險人 联系人 車主 车主 本人 驾驶员 报案人 收款人 申请人 经办人 业务员 代理人 监护人 配偶 父亲 母亲 儿子 女儿 客户 "
    "身份证 身份證 身分證 证件 電話 电话 手机 手機 联系电话 男 女 工号 化名"
)
#: How words for people in forms end; what forms write between them and the name is a mark.
_ENDINGS = _starts("人 者 员 員 师 師 医生 醫生 家长 家長 代表 主 经理 經理 主任 客服 坐席 主管 董事 法人 教师 处 柜员")
_MARKS = " \t\u3000,，、;；|/(（:："
_ONE = f"[{_MARKS}]"
_SAYS = (
    "来电 來電 致电 的身份证 的身份證 的身分證 的手机 的手機 的电话 的電話 的保单 的保單 的银行卡 的账户 的医保 的病历 身份证号 身份證號 身份证号码 手机号 联系电话 打来电话 的户口 的护照 的赔案 的名字 的签名 本人 表示 反映 声称 报案 确认 同意 签收 来访 自述 來訪 打来 打來 在线咨询 "
    "为投保人 为被保险人 为受益人 为投保 作为投保人 作为被保险人 作为受益人 系投保人 系被保险人 报案称 来电称 来电咨询 来电反映 的儿子 的女儿 的父亲 的母亲 的妻子 的丈夫 的爱人 的老婆 的老公 的配偶"
)

def _beside(name: str, lengths: tuple[int, ...], heads: str) -> Pattern:
    """A name before a number of the person, as in lists and notes: 张三 138…"""
    number = f"(?:(?<=[{_HAN}]{_ONE})|(?<=[{_HAN}]{_ONE}{_ONE}))[0-9]{{11}}(?=[0-9]{{0,8}}(?![0-9A-Za-z]))"
    return Pattern(name, number, score(0.7, 0.78), anchor=DIGITS, lengths=lengths, heads=heads, after=_MARKS, parse=_parse("before"))


RECOGNIZER = builtin(
    "PERSON",
    [
        Pattern(
            "labelled", f"{_FIRST}[{_HAN} \u3000·•・‧.]|(?<=[：:=\"' 、]成)[{_HAN}]|[A-Z][A-Za-z]{{1,20}}[ /,-]", score(0.0, 0.95), anchor=LABEL,
            opens="[\\xe3-\\xe9A-Z]", chain=True, glued=True, parse=_parse("labelled"),
        ),
        Pattern("named", f"(?:我叫|名叫|名字是|姓名是|我叫做|名字叫)[：: 做]?(?P<value>{_FIRST})", score(0.82, 0.88), anchor=Trigger("", 8, starts=_starts("我叫 名叫 名字是 姓名是 名字叫"), ahead=6), parse=_parse("introduced")),
        Pattern(
            "introduced", f"(?:我是|我係|我系|本人|叫|边是|里是|您是|你是|下是|的是)(?:做|：|:| )?(?P<value>[{_SOUGHT}])", score(0.82, 0.88),
            anchor=Trigger(f"(?:我是|我係|我系|本人|叫|边是|里是|您是|你是|下是|的是)(?:做|：|:| )?{_SURNAME}", 6, ahead=2), parse=_parse("introduced"),
        ),
        Pattern(
            "surname", f"(?:贵姓|貴姓|我姓|人姓|敝姓|小姓|贵姓是|他姓|她姓|户姓|生姓|士姓|免贵|免貴|位姓|个姓|名姓|主姓|机姓|方姓|者姓|他人姓)(?P<value>[{COMMON}{RARE}{_HEADS}])(?![氏名*＊●█■×])", score(0.75, 0.8),
            anchor=Trigger("", 5, starts=_starts("贵姓 貴姓 我姓 人姓 敝姓 小姓 他姓 她姓 户姓 生姓 士姓 免贵 免貴 位姓 个姓 名姓 主姓 机姓 方姓 者姓"), ahead=4), parse=_parse("lone_surname"),
        ),
        Pattern(
            "surnamed", f"[{COMMON}{RARE}](?=姓(?:客户|男子|女子|车主|司机|男|女|投保|老人|顾客|先生|当事|伤者|患者|乘客|驾驶|业务|工作|同事|报案|市民|用户))", score(0.75, 0.8),
            anchor=Trigger(f"{_as_bytes(COMMON + RARE)}姓", 2, ahead=6, local=(12, 12)), parse=_parse("surnamed"),
        ),
        Pattern("titled", f"(?:{_any(_TITLES)})(?![们們姐])", score(0.82, 0.88), anchor=Trigger("", 6, starts=_starts(_TITLES), ahead=4, local=(12, 12)), parse=_parse("titled")),
        Pattern(
            "familiar", f"(?<=[小老])[{_SPOKEN}](?![{_SPOKEN}])|(?:欧阳|上官|司马|诸葛|皇甫|令狐|司徒|慕容|尉迟|夏侯|东方|端木|公孙)(?=[总哥姐])|[{_SPOKEN}](?=[总總哥姐工队隊叔董局婶嫂姨爷娘](?![{_SPOKEN}哥姐是会共计体部裁经伍长员事作程商资业厂地奶面机局属干区]))", score(0.7, 0.78),
            anchor=Trigger(f"(?:小|老){_as_bytes(_SPOKEN)}|{_as_bytes(_SPOKEN)}(?:总|總|哥|姐|工|队|隊|叔|董|局|婶|嫂|姨|爷|娘)|(?:阳|官|马|葛|甫|狐|徒|容|迟|侯|方|木|孙)(?:总|哥|姐)", 4, ahead=4), parse=_parse("familiar"),
        ),
        Pattern("behind", f"(?:{_any(_ROLES)}){_CALLED}(?P<value>{_FIRST})", score(0.82, 0.88), anchor=Trigger("", 8, starts=_starts(_ROLES), then=_THEN, ahead=12, local=(9, 12)), parse=_parse("behind")),
        Pattern("often", f"(?:{'|'.join(_OFTEN)})(?P<value>[{_SOUGHT}])", score(0.82, 0.88), anchor=Trigger(_SURNAME, 8, starts=_OFTEN, ahead=2), parse=_parse("behind")),
        # Only runs that others look at anyway: an order number in front of every line would cost a look each.
        _beside("beside-mobile", (11,), "1"), _beside("beside-id", (15, 18), "123456"), _beside("beside-card", (16, 19), "6"),
        Pattern(
            "field", f"(?:{'|'.join(_ENDINGS)})(?:姓名|签名|签字|[0-9])?[)）\"']?[：:=\t \u3000]{{1,2}}[\"'“]?(?P<value>[{_SOUGHT}])", score(0.82, 0.88),
            anchor=Trigger(f"(?:姓名|签名|签字|[0-9])?(?:\\)|）|\"|')?(?:：|:|=|\t| |\u3000){{1,2}}(?:\"|'|“)?{_SURNAME}", 12, starts=_ENDINGS, ahead=2), parse=_parse("fielded"),
        ),
        Pattern(
            "addressed", f"(?:TO|To|From|FROM|Dear|DEAR|CC|Cc|user|User)[：: ]{{1,2}}(?P<value>[{_SOUGHT}])", score(0.82, 0.88),
            anchor=Trigger(f"(?:：|:| ){{1,2}}{_SURNAME}", 8, starts=_starts("TO To From FROM Dear DEAR CC Cc user User"), ahead=2), parse=_parse("behind"),
        ),
        Pattern("sex", f"(?<=[{_HAN}]){_ONE}[男女](?:性|(?![{_HAN}]))", score(0.7, 0.78), anchor=Trigger("(?:男|女)", 3, starts=SEX_MARKS, ahead=4), parse=_parse("before")),
        Pattern(
            "bracketed", f"(?<=[{_HAN}])[(（](?:系|为|即)?(?:{_any(_ASSIGNED)}|[0-9]{{1,3}} ?%)|(?<=[{_HAN}]) [0-9]{{1,3}} ?%", score(0.7, 0.78),
            anchor=Trigger("(?:系|为|即)?(?:" + "|".join(_starts(_ASSIGNED)) + "|[0-9]{1,3} ?%)", 10, starts=("\\(", "（"), ahead=8), parse=_parse("before"),
        ),
        Pattern("says", f"(?<=[{_HAN}])(?:{_any(_SAYS)})", score(0.7, 0.78), anchor=Trigger("", 8, starts=_starts(_SAYS), ahead=6, local=(13, 4)), parse=_parse("before")),
        Pattern(
            "greeted", f"(?<=[{_HAN}])[，,：:]?[您你]好", score(0.7, 0.78),
            anchor=Trigger("[\\xe4-\\xe9][\\x80-\\xbf][\\x80-\\xbf](?:，|,|：|:)?(?:您|你)好", 4, ahead=4, local=(12, 12)), parse=_parse("before"),
        ),
        Pattern(
            "dotted", f"(?<=[{_HAN}])[·•・‧](?=[{_HAN}])", score(0.82, 0.88),
            anchor=Trigger("[\\xe4-\\xe9][\\x80-\\xbf][\\x80-\\xbf](?:·|•|・|‧)[\\xe4-\\xe9][\\x80-\\xbf][\\x80-\\xbf]", 3, ahead=2), parse=_parse("dotted"),
        ),
        Pattern(
            "alone", f"(?<![{_HAN}])(?P<value>[{_CLEAR}](?=[{_HAN}])|[{_WORDY}](?=[{FIRST}]))(?=[{_HAN}]{{1,3}}(?![{_HAN}]))", score(0.7, 0.78),
            anchor=Trigger(f"{_BEFORE_CELL}(?:{_as_bytes(_CLEAR)}{_BYTES}|{_as_bytes(_WORDY)}{_as_bytes(FIRST)})(?:{_BYTES}){{0,2}}{_BEHIND_CELL}", 6, ahead=4, local=(12, 12)), parse=_parse("alone"),
        ),
        Pattern(
            "plain", f"(?:(?<![{_HAN}])|(?<=[{_SPEAKING}]))(?P<value>[{_CERTAIN}])(?=[{FIRST}])", score(0.7, 0.78),
            anchor=Trigger(f"(?:{_BEFORE_CELL}|{_as_bytes(_SPEAKING)}){_as_bytes(_CERTAIN)}{_as_bytes(FIRST)}", 4, ahead=2, local=(7, 8)), parse=_parse("plain"),
        ),
        Pattern("compound", f"(?:{_any(COMPOUND)})(?=[{_HAN}])", score(0.7, 0.78), anchor=Trigger("[\\xe4-\\xe9][\\x80-\\xbf][\\x80-\\xbf]", 4, starts=_starts(COMPOUND), ahead=2), parse=_parse("plain")),
        Pattern("ethnic", f"(?:{_any(' '.join(PIECES))})(?=[{_HAN}])", score(0.7, 0.78), anchor=Trigger("", 4, starts=tuple(dict.fromkeys(PIECES)), then=_PIECE_HEADS, ahead=2), parse=_parse("ethnic")),
        Pattern("called", f"(?:叫我|喊我)(?P<value>[{_HAN}]{{2}})(?=就行|就好|就可|吧|即可|都行)", score(0.7, 0.78), anchor=Trigger("", 4, starts=("叫我", "喊我"), ahead=6), parse=_parse("called")),
        Pattern(
            "latin", "(?<![A-Za-z0-9_.@/&=-])[A-Z][A-Za-z]{1,8}[ ,/　][A-Z][A-Za-z]{1,15}(?![A-Za-z0-9_@])", score(0.7, 0.78),
            anchor=Trigger("[A-Z][A-Za-z]{1,8}(?: |,|/|　)[A-Z][A-Za-z]", 13, ahead=16), parse=_parse("latin"),
        ),
        Pattern(
            "signed", f"(?:——|--|— |敬上[:： ]|敬礼[!！ ]?[ \u3000]?)(?P<value>[{_SOUGHT}][{_HAN}]{{1,3}})(?=[ 。.]{{0,2}}$)", score(0.7, 0.78),
            anchor=Trigger(f"(?:——|--|— |敬上(?:：|:| )|敬礼(?:!|！| )?(?: |\u3000)?){_SURNAME}", 8, ahead=6), parse=_parse("signed"),
        ),
    ],
    labels=(
        "姓名", "投保人", "被保险人", "被保人", "受益人", "要保人", "业务员", "经办人", "户名", "收款人", "付款人", "联系人", "紧急联系人", "驾驶员", "驾驶人", "报案人", "查勘员", "查勘人", "代理人", "持卡人", "申请人",
        "患者", "监护人", "领款人", "领取人", "名字", "签名", "签字", "署名", "落款", "签收人", "收件人", "寄件人", "委托人", "受托人", "代办人", "经手人", "负责人", "法定代表人", "法人", "客户经理", "保险代理人", "理赔员",
        "核保员", "核保人", "复核人", "审核人", "受理人", "录入员", "操作人", "操作员", "定损员", "调查员", "调查人", "出险人", "伤者姓名", "死者", "主治医生", "主治医师", "户主", "承租人", "出租人", "借款人", "担保人", "投保人姓名",
        "客户姓名", "客户名称", "开户名", "账户名", "收货人", "车主", "所有人", "权利人", "学生姓名", "家长", "法定继承人", "继承人", "缴费人", "交费人", "第一受益人", "身故受益人", "生存受益人", "推荐人", "介绍人", "坐席", "座席", "见证人", "证人",
        "甲方", "乙方", "订票人", "乘车人", "乘机人", "旅客", "专属顾问", "续期专员", "服务专员", "经理人", "被监护人", "连带被保险人", "次被保险人", "主被保险人", "附属被保险人", "被保險人", "業務員", "經辦人", "戶名", "聯絡人", "聯繫人", "緊急聯絡人",
        "駕駛人", "駕駛員", "報案人", "查勘員", "申請人", "監護人", "領款人", "簽名", "簽字", "負責人", "委託人", "受託人", "承辦人", "理賠員", "保戶", "車主姓名", "服務人員", "經紀人", "经纪人", "營業員", "招攬人", "病患", "繳費人", "匯款人", "受款人",
        "姓 名", "户 名", "户  名", "姓  名", "联 系 人", "投 保 人", "被 保 险 人", "受 益 人", "姓名拼音", "英文名", "name", "xm", "xingming", "applicant", "insured", "holder", "policyholder", "policy holder", "beneficiary", "payee", "payer", "contact", "linkman", "owner",
        "driver", "patient", "agent", "handler", "operator", "surveyor", "signer", "recipient", "receiver", "consignee", "sender", "username", "realname", "fullname", "custname", "cardholder", "tbr", "bbr", "syr", "khxm", "khmc", "lxr", "jbr", "skr", "insrnc", "claimant",
        "reporter", "account name", "assured", "legal person", "legal rep", "name en", "en name", "name cn", "insured name", "cust nm", "payee real name", "linkman name", "beneficiary name", "doctor", "patient name", "bene name",
        "投诉人", "受保人", "购买方名称", "销售方", "实名", "全名", "抬头", "发票抬头", "投訴人", "受保人姓名", "报案人姓名", "来电人", "來電人", "来访人", "咨询人", "反映人", "举报人", "申诉人", "上诉人", "被上诉人", "原告", "被告", "第三人", "委托代理人", "诉讼代理人", "法定代理人",
        "开户人", "持票人", "出票人", "背书人", "汇款人", "转账人", "存款人", "取款人", "贷款人", "保证人", "抵押人", "共同借款人", "债务人", "债权人", "乘客", "目击者", "对方司机", "对方驾驶员", "肇事司机", "肇事者", "伤者", "伤员", "逝者", "事故者", "遗属", "实际驾驶人", "主驾", "送修人",
        "送修人员", "接车人", "服务顾问", "责任护士", "管床医生", "接诊医生", "经治医师", "医师", "医师签名", "审批人", "审批", "录入人", "核赔人", "核赔员", "初审", "复审", "终审", "制单人", "制单", "经办", "出单员", "出单人", "查勘定损员", "调解员", "书记员", "审判长", "审判员", "代理审判员",
        "本名", "曾用名", "真实姓名", "真實姓名", "英文姓名", "中文姓名", "中文名", "投保人名称", "被保险人名称", "户名称", "帐户名", "账户名称", "收款方", "付款方", "收款户名", "收款人户名", "收款人姓名", "持有人", "登记人", "会员姓名", "员工姓名", "家属姓名", "紧急联系人姓名", "配偶姓名", "父亲姓名", "母亲姓名",
        "监护人姓名", "受益人姓名", "被保险人姓名", "被保人姓名", "领款人姓名", "保單持有人", "受益人姓名", "收件人姓名", "持卡人姓名", "車主", "要保人姓名", "承保人", "續保人", "傷者", "聯絡人姓名", "姓名（拼音）", "出險人", "肇事人", "经销商联系人", "预约人", "订购人", "下单人", "入住人", "投保入", "被保险入", "受益入", "联系入",
    ),
    vetoes=(
        "product name", "file name", "host name", "class name", "bank name", "company name", "city name", "org name", "app name", "table name", "field name", "thread name", "bean name", "service name", "method name", "task name",
        "公司名称", "产品名称", "险种名称", "文件名", "单位名称", "银行名称", "机构名称", "医院名称",
    ),
    again=_again,
    level="C2",
    title_en="Name of a person",
    title_zh="姓名",
    standard="none: evidence and the grammar of names",
    example="王秀英",
)  # fmt: skip
