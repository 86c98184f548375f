"""What the agent's last question asks for: "请提供身份证后六位" expects six characters that end a citizen ID.

Read from words alone, Simplified and Traditional: what can be asked for, and how people ask. A sentence that asks for
something else (订单号) expects nothing; one that asks for nothing leaves the expectation before it as it was.
"""

from __future__ import annotations

import re

TURNS = 3
"""Messages of the customer in which an answer is expected."""
_LOOK = 1000
"""Characters at the end of a message in which its question is looked for."""
MOST = 4
"""Things one question can ask for."""

#: entity type, label under which the engine reads a bare answer, how the thing is asked for. Longer words come first where
#: one holds another.
_THINGS = (
    ("", "", "订单|訂單|运单|運單|快递|快遞|物流|流水|工单|工單|发票|發票|学号|學號|工号|工號|邮编|郵編|郵遞區號|网址|型号|型號|公司名|单位名|機構名|机构名|店名|品名"),
    ("VERIFICATION_CODE", "验证码", "(?:短信|手机|手機|簡訊|动态|動態)?(?:验证码|驗證碼|校验码|校驗碼|动态码|動態碼|確認碼|确认码|一次性密码|一次性密碼)"),
    ("CARD_SECURITY_CODE", "安全码", "(?:卡片?)?(?:安全码|安全碼|背面末三码|背面末三碼|背面后三位|背面後三位|背面三位)|CVV2?|CVN2?"),
    ("CARD_EXPIRY", "卡有效期", "(?:信用卡|银行卡|銀行卡|卡片?)的?有效(?:期限?|年月)"),
    ("PASSWORD", "密码", "(?:登录|登入|查询|查詢|交易|支付|取款|银行卡|銀行卡|账户|帳戶)?(?:密码|密碼|口令)"),
    ("CN_APPLICATION_NUMBER", "投保单号", "投保单(?:号码?)?|投保單(?:號碼?)?|要保[书書](?:[号號][码碼]?)?|投保[书書](?:[号號][码碼]?)?"),
    ("CN_POLICY_NUMBER", "保单号", "(?:电子|電子)?(?:保单|保險單|保单合同|保險合同|保险合同|保单|保單|保险单)的?(?:号码|号|編號|編号|编号|號碼|號)?|合同(?:编)?号码?|合同[编編]?號碼?|[Pp]olicy (?:number|no)"),
    ("CN_CLAIM_NUMBER", "报案号", "(?:理赔|理賠|报案|報案|赔案|賠案|立案|案件)的?(?:号码|号|编号|編號|號碼|號)|[赔賠]案|[Cc]laim (?:number|no)"),
    ("HK_ID_CARD", "香港身份证", "香港(?:居民)?(?:永久)?(?:身份|身分)[证證](?:[号號][码碼]?)?|HKID"),
    ("MO_ID_CARD", "澳门身份证", "澳[门門](?:居民)?(?:永久)?(?:身份|身分)[证證](?:[号號][码碼]?)?"),
    ("TW_ID_CARD", "台湾身份证", "(?:台[湾灣]|臺灣|国民|國民)(?:身份|身分)[证證](?:字?[号號][码碼]?)?"),
    ("CN_ID_CARD", "身份证号", "(?:居民|二代|公民)?(?:身份|身分)(?:[证證](?:件)?(?:字?[号號][码碼]?)?|[号號][码碼]?)|[证證]件(?:[号號][码碼]?)?|[Ii][Dd] ?(?:number|card|no)"),
    ("CN_PASSPORT", "护照号", "[护護]照(?:[号號][码碼]?)?|[Pp]assport(?: number| no)?"),
    ("CN_TRAVEL_PERMIT", "通行证号", "(?:回[乡鄉]|通行|台胞)[证證](?:[号號][码碼]?)?"),
    ("CN_SOCIAL_SECURITY_CARD", "社保卡号", "社(?:会)?保(?:障)?卡?(?:[号號][码碼]?)|社保卡|[医醫]保卡(?:[号號][码碼]?)?"),
    ("CN_BANK_CARD", "银行卡号", "(?:银行|銀行|信用|储蓄|儲蓄|借记|工资|收款)卡(?:卡?[号號][码碼]?)?|卡[号號][码碼]?"),
    ("CN_BANK_ACCOUNT", "银行账号", "(?:银行|銀行|收款|公司|对公)?[账帐帳](?:户|戶)?[号號][码碼]?|[账帐帳][户戶]"),
    ("CN_LANDLINE", "固定电话", "(?:固定|办公|辦公|住宅|家庭|市內?)[电電][话話](?:[号號][码碼]?)?|座机(?:号码?)?"),
    ("CN_MOBILE", "手机号", "(?:香港|澳[门門]|台[湾灣])?(?:预留|預留|联系|聯絡|聯繫|常用|行[动動])?的?(?:手机(?:号码?)?|手機(?:號碼?)?|[电電][话話](?:[号號][码碼]?)?|門號|联系方式|聯絡方式|聯繫方式)|(?:mobile|phone)(?: number| no)?"),
    ("WECHAT_ID", "微信号", "微信(?:[号號][码碼]?)?|[Ww]e[Cc]hat(?: ID)?"),
    ("QQ_NUMBER", "QQ号", "[Qq]{2}(?:[号號][码碼]?)?"),
    ("ALIPAY_ACCOUNT", "支付宝账号", "支付[宝寶](?:[账帐帳][号號户戶])?"),
    ("EMAIL_ADDRESS", "邮箱", "(?:电子|電子)?(?:邮箱|郵箱|信箱|邮件|郵件)(?:地址)?|[Ee]-?mail"),
    ("DATE_OF_BIRTH", "出生日期", "出生(?:年月日?|日期|时间|年月)|生日|(?:birthday|date of birth)"),
    ("CN_LICENSE_PLATE", "车牌号", "[车車]牌(?:[号號][码碼]?)?|牌照(?:[号號][码碼]?)?|[号號]牌(?:[号號][码碼]?)?|[车車]號"),
    ("VIN", "车架号", "[车車]架(?:[号號][码碼]?)?|[车車][辆輛]?[识識][别別](?:代[号號码碼]|[码碼])|引擎?车身号|車身號碼?"),
    ("CN_ENGINE_NUMBER", "发动机号", "发动机(?:号码?)?|發動機(?:號碼?)?|引擎(?:[号號][码碼]?)"),
    ("CN_MEDICAL_RECORD", "病历号", "(?:病[历歷曆]|住院|门诊|門診|就诊卡|就診卡)[号號][码碼]?"),
    ("CN_USCC", "统一社会信用代码", "(?:统一社会)?信用代码|統一社會信用代碼"),
    ("IMEI", "IMEI", "IMEI(?:[号號码碼])?|串[号號]"),
    ("CN_ADDRESS", "住址", "(?:(?:家庭|居住|收件|收货|收貨|寄送|联系|聯絡|通讯|通訊|邮寄|郵寄|详细|詳細|现居|户籍|戶籍|送达)的?)?(?:住址|地址)|住在?(?:哪里|哪裡|哪儿|什么地方|什麼地方|哪个小区|哪)|(?:事故|出险|出險)地[点點]|居住地"),
    ("PERSON", "姓名", "(?:(?:投保人|被保险人|被保險人|受益人|联系人|聯絡人|收件人|车主|車主|户主|持卡人|開戶人|开户人|您|你)的?)?(?:姓名|名字|全名|尊姓大名|大名|[户戶]名)|(?:怎么|怎樣|怎麼|如何|怎样)称呼|(?:怎麼|怎樣|如何)稱呼|[贵貴]姓|叫什[么麼]|(?:your|full) name"),
)  # fmt: skip
_LIST = "|".join(f"(?P<t{index}>{words})" for index, (_, _, words) in enumerate(_THINGS))
_THING = re.compile(_LIST)
_COUNTS = {"两": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "八": 8, "3": 3, "4": 4, "5": 5, "6": 6, "8": 8}
_PART = re.compile(
    "(?P<side>最后|最後|后|後|末|尾|前|last ?|first ?)(?:面)?的?(?:(?P<count>[两兩三四五六八34568])(?:位|码|碼|个数字|個數字|digits)?|[号號数數码碼])"
)
#: Which end numbers people name by a tail without saying of what.
_TAIL_ALONE = re.compile("尾[号號数數码碼]|(?:最后|最後|[后後末])[四六46][位码碼]")

_SENTENCE = re.compile("[^。！!；;\n?？]+[?？]?")
_POLITE = "请|請|麻烦|麻煩|烦请|煩請|劳烦|勞煩|能否|可否|能不能|可不可以|需要您?|需您|还需|還需|方便|please|Please|could you|Could you|may I|May I"
_VERB = (
    "提供|提交|报(?:一?下|个|上|给)?|報(?:一?下|個|上|給)?|告知|告诉|告訴|说(?:一?下|出)?|說(?:一?下|出)?|输入|輸入|填(?:写|寫|一?下)?|发(?:一?下|给|送|我|来|过来)?|發(?:一?下|給|送|我|來|過來)?|"
    "核对|核對|核实|核實|确认|確認|验证|驗證|回复|回覆|回復|留(?:一?下|个|個)?|给(?:我|到|一?下)?|給(?:我|到|一?下)?|出示|补充|補充|念(?:一?下)?|读(?:一?下)?|讀(?:一?下)?|登记|登記|写(?:一?下)?|寫(?:一?下)?|讲|講|provide|tell|enter|give|confirm|have|know"
)
_REQUEST = re.compile(f"(?:{_POLITE}).{{0,12}}?(?:{_VERB})|(?:{_VERB})(?:一下|下|您|你|我|给|給)|需要(?:您|你)的|^(?:那|好的?[，,]|{_VERB}){{1,3}}(?:您|你)?的?|[?？]|是多少|多少|什么|什麼|哪|吗|嗎|呢|几号|幾號|贵姓|貴姓|称呼|稱呼|what|What")
_REFUSED = re.compile("(?:不要|切勿|请勿|請勿|勿|千万别|千萬別|别|別|无需|無需|不用|不必|不会|不會|无须|不需要).{0,12}")
_APART = re.compile(f"[，,、和与與及或跟/+;；]|还有|還有|以及|并|並|{_VERB}")
_QUESTION = re.compile("[?？]|吗|嗎|什么|什麼|多少|哪")


class Ask:
    """One thing asked for.

    entity_type  what an answer is
    label        under which the engine reads a bare answer
    part         how many characters of a value are asked for; 0 for an unnamed few, None for the whole value
    words        how the agent named it: words of this module's list, for ``explain``
    """

    __slots__ = ("entity_type", "label", "part", "words")

    def __init__(self, entity_type: str, label: str, part: int | None, words: str) -> None:
        self.entity_type = entity_type
        self.label = label
        self.part = part
        self.words = words


LABELS = {entity_type: label for entity_type, label, _ in _THINGS if entity_type}


def asked(text: str) -> list[Ask] | None:
    """What the last question in ``text`` asks for: [] for something else, None where nothing is asked."""
    for sentence in reversed(_SENTENCE.findall(text[-_LOOK:])):
        things = _things(sentence)
        # A thing alone is a question too: "保单号？", "姓名：".
        alone = bool(things) and len(sentence.strip(" 您你的呢:：?？请請")) <= sum(len(ask.words) for ask in things) + 1
        if alone or (_REQUEST.search(sentence) and not _refuses(sentence)):
            if things:
                return things[:MOST]
            if _QUESTION.search(sentence) or _other(sentence):
                return []
    return None


def _refuses(sentence: str) -> bool:
    """Whether the sentence asks not to say the thing: "请勿透露密码"."""
    refused = _REFUSED.search(sentence)
    return bool(refused and _THING.search(sentence, refused.start(), refused.end() + 12))


def _other(sentence: str) -> bool:
    match = _THING.search(sentence)
    return bool(match and match.lastgroup == "t0")


def _things(sentence: str) -> list[Ask]:
    """What is named in the sentence, in its order; of names that stand together the last says what is meant (银行卡密码)."""
    found: list[tuple[int, int, int]] = []
    for match in _THING.finditer(sentence):
        index = int((match.lastgroup or "t0")[1:])
        if found and match.start() - found[-1][1] <= 4 and not _APART.search(sentence[found[-1][1] : match.start()]):
            found.pop()
        found.append((match.start(), match.end(), index))
    asks = []
    for number, (start, end, index) in enumerate(found):
        entity_type, label, _ = _THINGS[index]
        low = found[number - 1][1] if number else 0
        high = found[number + 1][0] if number + 1 < len(found) else len(sentence)
        part, words = _part(sentence, start, end, low, high)
        if entity_type:
            asks.append(Ask(entity_type, label, part, words))
    if not found:
        alone = _TAIL_ALONE.search(sentence)
        if alone:
            part, words = _part(sentence, alone.start(), alone.start(), 0, len(sentence))
            entity_type = "CN_ID_CARD" if part == 6 else "CN_BANK_CARD"
            asks.append(Ask(entity_type, LABELS[entity_type], part, words))
    return asks


def _part(sentence: str, start: int, end: int, low: int, high: int) -> tuple[int | None, str]:
    """How many characters are asked for and the words that say so, behind the thing or before it."""
    thing = sentence[start:end].lstrip("您你的")  # only words of this module: what stands between may be a value
    behind = _PART.search(sentence, end, min(high, end + 12))
    if behind and behind.start() - end <= 6:
        count = behind["count"]
        return _COUNTS[count] if count else 0, thing + behind.group()
    before = _PART.search(sentence, max(low, start - 8), start)
    if before:
        count = before["count"]
        return _COUNTS[count] if count else 0, before.group() + thing
    return None, thing
