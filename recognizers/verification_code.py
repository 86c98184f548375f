"""Verification code: 验证码, 动态码, OTP, before or behind its label, as text messages and people write it."""

from __future__ import annotations

from ..spec import Parsed, Pattern, Trigger, builtin, score
from ._answers import answer
from ._secrets import FOUND, GAP, GAP_BYTES, hold

_ZH = (
    "验证码", "驗證碼", "校验码", "校驗碼", "动态码", "動態碼", "动态密码", "動態密碼", "动态口令", "動態口令", "短信码", "簡訊碼", "短信密码", "认证码", "認證碼",
    "激活码", "啟用碼", "启用码", "识别码", "識別碼", "确认码", "確認碼", "随机码", "隨機碼", "一次性密码", "一次性密碼", "一次性口令", "令牌码", "登录码", "登入碼", "授权码", "授權碼", "短信口令", "验 证 码", "验证 码", "驗 證 碼",
)  # fmt: skip
_LABEL = f"(?<!卡)(?<!卡片)(?:{'|'.join(_ZH)})"
_EN = (
    "(?:(?:verif(?:ication|y)|log[- _]?in|auth(?:entication|orization)?|confirm(?:ation)?|otp|sms|valid(?:ate|ation)?|captcha|check|msg|dynamic|identif(?:y|ication)|activation|temp|pic(?:ture)?|graph|mobile|short[ _-]?msg|use|(?:your|my)(?: (?!error|status|zip|area|post|promo|product|coun|agent|branch|staff|refer|invit|exit)[a-z]{2,16})?|"
    "rand(?:om)?|img|image|2fa|mfa|security)[ _-]?code|one[- _]?time[ _-]?(?:pass)?(?:code|word|pin)|dynamic[ _-]?p(?:ass)?(?:wd|word)|pass[ _-]?code|captcha|yzm|totp|vcode|"
    "(?-i:(?<![A-Za-z])(?:otp|OTP|Otp)|(?<=[a-z])Otp))(?![0-9A-Za-z])"
)
_EN_BYTES = "(?:code|dynamic[ _-]?p(?:ass)?(?:wd|word)|captcha|yzm|otp|time[ _-]?(?:pass)?(?:word|pin))"
_EN_GAP = "(?:[\"'`\\])\\\\]{0,3}(?: for [A-Za-z][A-Za-z ]{0,24}?)?[ \t]{0,2}(?:is|was|=>|->|[:=]|：|＝|是|为|為|係|系)?[ \t]{0,3}[:\"'`\\[(<#\\\\【]{0,3})"
_VALUE = "(?:[A-Z]-[0-9]{4,8}|[0-9](?:[ -][0-9]){3,7}|[0-9]{3}[ -][0-9]{3}|[0-9A-Za-z]{4,8})"
#: Minutes, dates, amounts and longer numbers are no codes, and neither is what a mask has left.
_RIGHT = "(?![0-9A-Za-z_*＊●•×])(?! ?(?:分钟|分鐘|秒|小时|小時|元|天|年|月|日|位|次|条|條|个|個|号|號|[%])|[-./:：@][0-9A-Za-z])"
_DIGITS = "(?P<value>[A-Z]-[0-9]{4,8}|[0-9]{3}[ -][0-9]{3}|[0-9]{4,8})"
_LEFT = "(?<![0-9A-Za-z_*./:-])"
#: Behind the label: then the number before it is that of an error.
_FAULT = "(?!错误|錯誤|有误|失败|失效|过期|已过期|为空|不正确|不匹配|校验|不能|次数|未|不存在|已失效|无效)"
_EN_ENDS = "code|passcode|otp|one-time password|one time password|one-time pin"

#: What people say between a code they typed and the word for it.
_HANZI = "[\u4e00-\u9fff]"
_PROSE = "[A-Za-z \u4e00-\u9fff，。、！？,!?]"
_TYPED = (
    "输了",
    "输入了",
    "输入的",
    "输入的是",
    "输入的验证码是",
    "输的",
    "输的是",
    "填了",
    "填的",
    "填的是",
    "试了",
    "收到",
    "收到了",
    "收到的是",
    "发来",
    "发来的",
    "输入",
    "輸入了",
    "輸入",
)
_WORDS = frozenset(
    "null none true false error errors failed fail expired invalid success sent sms empty wrong email required string code number input send enter "
    "login valid timeout missing ok text type java http https html json img image png jpeg gif uuid pwd user phone mobile token".split()
)


def _is_code(value: str, strong: bool) -> bool:
    digits = sum("0" <= char <= "9" for char in value)
    if digits == 0:
        return strong and value.lower() not in _WORDS and not value.islower() and not value.istitle()
    return value.lower() not in _WORDS


def _parse(text: str, start: int, end: int) -> Parsed | None:
    """Behind its label; letters alone count only where a mark announces them."""
    before = text[max(0, start - 4) : start]
    strong = any(char in "：:=＝是为為「“【『\"'" for char in before)
    return (start, end, FOUND) if _is_code(text[start:end], strong) else hold(text, start, end)


def _parse_before(text: str, start: int, end: int) -> Parsed | None:
    """Before its label; a hotline or a sender's number may be explained in brackets too."""
    value = text[start:end]
    if text[end : end + 1] in ("（", "(", "【", "["):
        hotline = len(value) == 5 and value.startswith(("95", "12", "100", "101"))
        if hotline or (len(value) > 6 and value.startswith(("106", "400", "800"))):
            return None
    return start, end, FOUND


def _parse_typed(text: str, start: int, end: int) -> Parsed | None:
    """Behind "I typed", with the label somewhere behind; where the text ends before that has come, the number waits for it."""
    behind = text[end : end + 32]
    return (start, end, FOUND) if any(label in behind for label in _ZH) else hold(text, start, len(text))


def _parse_before_en(text: str, start: int, end: int) -> Parsed | None:
    """Before its English label; where the text ends before that has come, the number waits for it."""
    behind = text[end : end + 64].lower()
    if any(word in behind for word in _EN_ENDS.split("|")):
        return _parse_before(text, start, end)
    return hold(text, start, len(text))


def _check_answer(value: str) -> bool:
    """Round numbers are amounts and postal codes, and four digits may be a year."""
    return not value.endswith("00") and not (len(value) == 4 and value[:2] in ("19", "20"))


RECOGNIZER = builtin(
    "VERIFICATION_CODE",
    [
        Pattern("behind", f"{_LABEL}(?:{GAP}(?:[，,。.] ?)?[0-9]{{1,2}} ?分[钟鐘](?:之?内)?(?:有效)?)?{GAP}(?:[，,。] ?)?(?:是|为)?(?P<value>{_VALUE}){_RIGHT}", FOUND,
                anchor=Trigger(f"{GAP_BYTES}[0-9A-Za-z]", 140, starts=_ZH), parse=_parse, glued=True),
        Pattern("behind-en", f"(?ai){_EN}{_EN_GAP}(?P<value>(?-i:{_VALUE})){_RIGHT}", FOUND,
                anchor=Trigger(f"(?i:{_EN_BYTES}(?: for [A-Za-z ]{{1,25}}| is | was )?[\"'`\\])\\\\ \t:=>\\x80-\\xff\\[(<#-]{{1,40}}[0-9A-Za-z])", 90),
                parse=_parse, glued=True),
        Pattern("before", f"{_LEFT}{_DIGITS}[】\\]」』”\"' ]{{0,2}}(?:[（(【\\[]|(?:，|,)? ?(?:(?:这|這|此)?就?(?:是|为|為|即)|(?:对|對)?[吗嗎][？?，, ]{{1,2}}(?:这|這)?(?:个|個|是)?|(?:这|这个|這個|那个|那條|那条|这条|这串)))[ :：A-Za-z\u4e00-\u9fff]{{0,14}}?{_LABEL}{_FAULT}", FOUND,
                anchor=Trigger("", 48, starts=_ZH), parse=_parse_before, glued=True),
        Pattern("typed", f"(?:{'|'.join(_TYPED)}) ?(?P<value>[0-9]{{4}}|[0-9]{{6}})(?![0-9A-Za-z*.:-]){_PROSE}{{0,24}}?(?:{_LABEL}|$)", FOUND,
                anchor=Trigger(" ?[0-9]{4}", 12, starts=_TYPED), parse=_parse_typed, glued=True),
        Pattern("asked", "(?:输入|輸入|回复|回覆|回復|填写|填寫|[Uu]se |[Ee]nter )(?:数字|數字)?[“\"'「【\\[]?(?P<value>[0-9]{4}|[0-9]{6})[”\"'」】\\]]?(?:(?:完成|进行|進行|以|来|來|确认|確認)?(?:验证|驗證|确认|確認|认证|認證|登录|登入|投保|授权|授權|签名|簽名|绑定|綁定)| (?:to|as|for) (?:verify|confirm|log|sign|complete|your))", FOUND,
                anchor=Trigger("(?:数字|數字)?(?:“|\"|'|「|【|\\[)?[0-9]{4}", 14, ahead=24, starts=("输入", "輸入", "回复", "回覆", "回復", "填写", "填寫", "Use ", "use ", "Enter ", "enter ")), glued=True),
        Pattern("message", f"(?:(?:发|發|收到|给|給|寄)(?:来|過來|过来|给我|給我|我|到)?[的了]?(?:那个|这个|那串|这串|那個|這個|那串|一个|一個|一串|个|個|串)?(?:码|碼|数字|數字)|(?<!{_HANZI})(?:那个|这个|那個|這個)?[码碼](?=是|：|係)|[上到收]的[码碼](?=是)|(?:[个個条條]|(?<![A-Za-z]))code(?=是|係)|"
                f"(?:短信|簡訊)(?:上|里|裡|里面|内|中)?(?:写|寫|说|說|显示|收到|发)?的?(?:数字|數字|内容|码|碼)?(?=是|：|係|为|為))(?:是|：|係|为|為| |:){{0,3}}(?P<value>[0-9]{{4}}|[0-9]{{6}}){_RIGHT}",
                score(0.9, 0.95, 0.0), anchor=Trigger("[\\x80-\\xff :]{0,40}[0-9]{4}(?:[0-9]{2})?", 40, ended=True, starts=("码", "碼", "短信", "簡訊", "数字", "數字", "code是", "code係")), glued=True),
        Pattern("sent", "(?ai)(?:1[3-9][0-9][0-9*]{4}[0-9]{4}|sms|template[_-]?(?:param|code)|phone[_-]?numbers?)[ -/:-@\\[-`{-~]{1,8}(?:[a-z_]{2,16}[\"':=\\\\ ]{1,6}[0-9A-Za-z_]{0,20}[,;& \"'\\\\]{1,4}){0,2}code[\"'\\\\]{0,3} ?[:=] ?[\"'\\\\]{0,3}(?P<value>[0-9]{4}|[0-9]{6})(?![0-9A-Za-z_.-])", FOUND,
                anchor=Trigger("(?i:code[\"'\\\\ ]{0,4}[:=][\"'\\\\ ]{0,4}[0-9]{4})", 150), glued=True),
        answer("[0-9]{4,6}|[0-9]{3}[ -][0-9]{3}|[0-9](?:[ -][0-9]){3,5}", score(0.55, 0.55, 0.55), check=_check_answer),
        Pattern("before-en", f"(?ai){_LEFT}(?P<value>[A-Z]-[0-9]{{4,8}}|[0-9]{{3}}[ -][0-9]{{3}}|[0-9]{{4,8}}) (?:is|as) (?:the|your|an?|my) [A-Za-z .'-]{{0,30}}?(?:{_EN_ENDS}|[A-Za-z .'-]{{0,20}}$)", FOUND,
                anchor=Trigger("(?i:[0-9] (?:is|as) (?:the|your|an?|my) )", 24), parse=_parse_before_en, glued=True),
    ],
    labels=(
        *_ZH, "verification code", "verify code", "otp", "otp code", "captcha", "captcha code", "sms code", "auth code", "valid code", "check code", "one time password",
        "login code", "passcode", "yzm", "vcode",
    ),
    level="C3",
    title_en="Verification code",
    title_zh="验证码、动态码",
    standard="none",
    example="482913",
)  # fmt: skip
