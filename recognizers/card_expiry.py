"""Expiry date of a payment card: month and year, behind a label or right behind the card number.

Policies, identity cards, coupons and certificates have a 有效期 too, mostly as whole dates or as spans of time. A month and
a year alone are a card's unless the text speaks of one of those; every other form needs a card in the text before.
"""

from __future__ import annotations

from ..spec import LABEL, Pattern, Trigger, builtin, score
from ._money import card_near, listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

    from ..spec import Parsed

_MONTH = "(?:0[1-9]|1[0-2])"
_YEAR = "(?:20)?[1-4][0-9]"
_END = "(?![0-9A-Za-z*＊●█■×]|[-./][*＊●█■×]| ?(?:[-~～—–至到]|--) ?[0-9]|[./:：][0-9]| ?(?:年|月|日|号|號|天|个|個|元|万|小时|分|秒|次|期|折|%|％|周|岁|楼|号楼|栋))"
_FORMS = (
    f"(?P<value>{_MONTH} ?[-/.|] ?{_YEAR}|{_MONTH}{_YEAR}|[1-9]/{_YEAR}"
    f"|(?:{_MONTH}|[1-9])月(?:份|/)? ?{_YEAR}年?"
    f"|20[1-4][0-9] ?[-/.] ?(?:{_MONTH}|[1-9])|[1-4][0-9]/{_MONTH}"
    f"|{_YEAR}年(?:(?:{_MONTH}|[1-9])月?|(?:十[一二]?|[一二三四五六七八九])月)(?:份)?(?! ?[0-9])"
    "|20[1-4][0-9][-/.年](?:0?[1-9]|1[0-2])[-/.月](?:0?[1-9]|[12][0-9]|3[01])日?)"
)
_SPOKEN = (
    "(?:[零〇][一幺二三四五六七八九]|[一幺][零〇一幺二])[二三][零〇一幺二三四五六七八九](?![零〇一幺二三四五六七八九十百千年月日号天个])"
    "|(?:二[零〇])?[二三][零〇一二三四五六七八九]年(?:十[一二]?|[一二三四五六七八九])月(?![零〇一二三四五六七八九十])"
)
#: What says that a card's date is meant, right before the value or anywhere near.
_CARDS = "[卡][片的]{0,2}(?:有效|到期|效期)|信用卡|贷记卡|贷記卡|銀行卡|银行卡|[Cc]ard[ _-]?[Ee]xp|valid[ _-]?thru|VALID[ _-]?THRU|[Vv]alid[ _-]?[Tt]hru|[Gg]ood[ _-]?[Tt]hru|有效年月"
_NEAR = "卡号|卡號|信用卡|银行卡|銀行卡|贷记卡|储蓄卡|借记卡|这张卡|卡片|卡背|那三位|背面|安全码|安全碼|[Cc][Vv][VvCcNn]|VISA|[Vv]isa|[Mm]aster|银联|[Cc]ard(?:[Nn]o|[Nn]um|[ _-]?(?:no|num|number))"
#: What else is valid for a time.
_OTHERS = (
    "券|优惠|活动|保单|保單|保险|保險|保障|身份证|身份證|身分证|身分證|证件|證件|护照|護照|驾驶|驾照|行驶|年检|年审|许可|执照|资格|通行证|居住证|签证|套餐|流量|会员|积分|积點|试用|合同|合約"
    "|药|藥|食品|商品|产品|口罩|疫苗|授权|[Tt]oken|链接|二维码|验证码|密码|报价|方案|条款|责任|等待期|犹豫期|公告|通知|文件|函|证书|證書|质保|保修|[Cc]oupon|[Pp]olicy|[Pp]assport|[Cc]ert|[Ll]icen"
)
_WINDOW = 60
_SURE, _LIKELY, _MAYBE, _NOT = score(0.0, 0.94), score(0.0, 0.85), score(0.0, 0.6), score(0.0, 0.0)
_state: list[list[re.Pattern[str]]] = []


def _parse(text: str, start: int, end: int) -> Parsed | None:
    """What a month and year behind a label are worth: the 60 characters before decide."""
    if not _state:
        import re

        _state.append(
            [
                re.compile(words)
                for words in (
                    _CARDS,
                    _NEAR,
                    _OTHERS,
                    f"{_MONTH} ?[-/] ?{_YEAR}\\Z",
                    "(?<![A-Za-z])[Ee][Xx][Pp][^A-Za-z]*\\Z",
                    "(?:到期(?!年月).{0,4}|[Ee]xpires[^A-Za-z]*)\\Z",
                    "(?:(?<![有效到期])(?:日期|期限)|写着|写的|(?<!有效期)截止(?:日期)?)[^0-9A-Za-z，,。；;]{0,4}\\Z",
                    "[Cc][Vv][VvNnCc]|安全[码碼]|[后後末][三3]|背面|卡号|卡號|信用卡",
                    "(?:(?:[Ee]xp(?:iry|iration|ires?)?|EXP|[Vv]alid)[A-Za-z_ ]{0,10}[^0-9A-Za-z]{0,4}|月/?年[^0-9A-Za-z]{0,4}|卡面有效期[^0-9A-Za-z]{0,4})\\Z",
                )
            ]
        )
    cards, near, others, slashed, terse, loose, vague, nearby, terms = _state[0]
    value = text[start:end]
    before = text[max(0, start - _WINDOW) : start]
    whole_date = sum(not "0" <= char <= "9" for char in value.rstrip("日")) > 1 and len(value) >= 8 and value[:2] == "20"
    if cards.search(before[-26:]):
        return start, end, _SURE
    if whole_date:
        return start, end, _NOT
    about = max((match.end() for match in near.finditer(before)), default=-1)
    other = max((match.end() for match in others.finditer(before)), default=-1)
    if about > other or nearby.search(text[end : end + 8]) or card_near(text, start, min(40, len(before) - other)):
        return start, end, _LIKELY
    if other < 0 and not value.isdigit() and terms.search(before):
        return start, end, _MAYBE
    if other >= 0 or value[:2] == "20" or "年" in value or "月" in value:
        return start, end, _NOT
    plausible = "24" <= value[-2:] <= "45"
    if vague.search(before):  # 日期: of anything
        return start, end, _NOT
    if loose.search(before) and not ("/" in value and plausible and value[-2:] > "31"):  # policies and loans end too, on a day
        return start, end, _NOT
    if (slashed.match(value) and ("/" in value or plausible)) or (value.isdigit() and not terse.search(before) and plausible):
        return start, end, _MAYBE
    return start, end, _NOT


def _parse_ending(text: str, start: int, end: int) -> Parsed | None:
    """Before 到期: of a card, if the text speaks of one right before or behind."""
    about = f"{text[max(0, start - 16) : start]} {text[end : end + 8]}"
    return (start, end, score(0.85, 0.94)) if "卡" in about and not any(word in about for word in ("证", "證", "券", "保单", "保單", "会员")) else None


RECOGNIZER = builtin(
    "CARD_EXPIRY",
    [
        Pattern("labelled", f"{_FORMS}{_END}", score(0.0, 0.94), anchor=LABEL, digital=True, parse=_parse),
        Pattern("spoken", _SPOKEN, score(0.0, 0.94), anchor=LABEL, opens="[\\xe3-\\xe9]", parse=_parse),
        Pattern(
            "ending", f"(?<![0-9A-Za-z./-])(?P<value>{_MONTH}[/-]?{_YEAR}|20[2-4][0-9][-/年.]{_MONTH}月?|[2-4][0-9]年(?:{_MONTH}|[1-9])月)(?=的?(?:到期|过期|過期|失效))", score(0.85, 0.94),
            anchor=Trigger("(?:[0-9]|月)(?:的)?(?:到期|过期|過期|失效)", 14, ahead=4), parse=_parse_ending,
        ),
        *listed("after-card", f"(?P<value>{_MONTH}[-/|]?{_YEAR}|20[2-4][0-9][-/年.]{_MONTH}月?|[2-4][0-9]年(?:{_MONTH}|[1-9])月?){_END}", score(0.9, 0.97)),
    ],
    labels=(
        "有效期", "到期", "到期年月", "exp month year", "exp my", "卡有效", "卡效",
        "写着", "写的", "正面日期", "正面的日期", "卡片期限", "有效期写的", "有效期写着", "有效期是", "卡有效至", "有效期到期", "卡上的日期", "上面的日期", "上面写的日期", "valid", "卡期限", "截止日期", "截止", "有效期限西元", "西元", "，日期", ",日期", "、日期", "卡日期", "卡片日期", "卡的日期", "月/年", "月年", "有效期截至", "有效期截止", "有效截止", "有效截至", "有效期止", "有效期为", "有效期间", "卡片效期", "卡效期", "信用卡效期", "过期时间", "过期日期", "过期年月", "失效日期", "失效年月", "失效日",
        "有效月年", "有效期月年", "有效期年月", "卡有效年月", "卡面有效期", "卡面日期", "卡到期", "卡片到期", "信用卡到期", "什么时候到期", "有效期限（月/年）", "有效年月（西元）", "有效月年", "到期年月", "有 效 期", "有 效 期 限", "月／年",
        "exp dt", "exp ym", "expire dt", "expire ym", "expiry ym", "expiry dt", "expire month", "expiry month", "expiration month", "expire time", "valid to", "valid till", "valid until", "valid ym", "valid period", "validity", "validity period", "card valid",
        "card valid date", "card expire", "card expire date", "card expiration", "card expiration date", "card exp date", "card validity", "mm/yy", "mm yy", "yxqz", "dqr", "dqny", "kpyxq", "yxny",
        "有效期至", "有效期到", "有效期限", "有效期限至", "有效日期", "有效日期至", "有效至", "有效年月", "卡有效期", "卡片有效期", "信用卡有效期", "到期日", "到期日期", "到期年月", "到期时间",
        "卡到期日", "卡片到期日", "效期", "有效期間", "卡片有效期限", "到期時間", "有效期（月/年）", "有效期(月/年)", "有效期（MM/YY）", "有效期(MM/YY)", "expire", "valid thru", "valid through", "good thru", "expiry", "expiry date", "exp", "exp date", "expire date", "expiration",
        "expiration date", "card expiry", "card exp", "card expiry date", "expires", "valid date", "yxq", "kyxq",
    ),
    level="C3",
    title_en="Card expiry date",
    title_zh="银行卡有效期",
    standard="none; month and year as printed (JR/T 0171-2020 names 有效期 as C3)",
    example="12/28",
)  # fmt: skip
