"""Date of birth, in every way it is written; any other date is none of ours.

A date counts behind a label (出生日期, 生日, DOB …), with the word behind it (1990年3月7日出生), behind a sex (女，1990年3月7日), or
beside a citizen ID that holds the same day. The span ends before 出生; a calendar's name (农历, 民国) and a time of day
belong to it. Expressions: _dates.py.
"""

from __future__ import annotations

from ..spec import DIGITS, GROUPED, LABEL, Parsed, Pattern, Trigger, builtin, score
from ._answers import answer
from ._behind import SEX_MARKS
from ._birth_beside import BESIDE_ID, BESIDE_MOBILE, beside_id, beside_mobile, long_past
from ._dates import CLOCK, DAY, DAY_FIRST, ENGLISH, FULL, H_DAY, H_MONTH, MONTH, NO, SHORT, SIX

_NUMERAL = "一二三四五六七八九十"
#: What says, right behind a date, that somebody was born on it. 生 alone also begins 生效, 生产, 生成, and ends 一生, 三生: behind
#: hanzi numerals it counts where they are a lunar day (初八生, 廿三生).
_BORN = "(?= ?(?:出生|出世|降生|诞生|誕生))"
_BORN_SHORT = (
    f"(?:(?<![{_NUMERAL}壹贰貳叁參肆伍陆陸柒捌玖幺拾廿卅])|(?<=[初十廿卅][{_NUMERAL}]))"
    "(?= ?生(?:日(?![\u4e00-\u9fff*＊●█■×])|(?=$|[ \u3000，。；、,.;:)）】\"'|/的于於人了下在])))"
)
_BIRTHDAY = "(?=(?:就?是(?:我|他|她|本人|孩子|宝宝)的?|[我他她]?[过過])生日)"
_BORN_AFTER = (
    *(f"{end}{space}" for end in "日号號月份0123456789" for space in ("", " ")),
    *(f"{first}{last}{space}" for first in "初十廿卅" for last in _NUMERAL for space in ("", " ")),
)
_FREE = "(?<![0-9A-Za-z年月./-])"

#: Short forms that stand beside strong evidence too.
_TWO_DIGIT = f"[0-9]{{2,3}}(?P<u>[-/.]){MONTH}(?P=u){DAY}{NO}"

#: What a word for being born may follow.
_DAYS = f"{FULL}|{_TWO_DIGIT}|{DAY_FIRST.replace('GROUP', 'b')}|{SIX}|{ENGLISH}"

#: Between 生日 and its date, in talk about what a system or a paper says.
_SAID = "[，, ]|應為|應|應該|寫錯|誤植|誤|錯誤|錯|實際|正確|輸入|打|填|咗|嘅|係|變更|改為|更改|更正為|登記|紀錄|記錄|顯示|系统|系統|里|裡|上|保单|保單|身份证|证件|户口本|资料|档案|页面|原来|实际|正确|应该|應該|应|登记|录入|录|写|寫|填|显示|更正|改|修改|变更|由|从|的|成|为|為|是|错|误|了|我|您|你"
_CHANGED = "[，, ]?(?:錯誤|寫錯|填錯|打錯|有誤|不對|錯咗|录错|写错|填错|登记错|有误|不对|错误|错)?了?[，, ]?(?:应该|正确的?|实际)?(?:更正为|变更为|更改为|修改为|更新为|改为|改成|换成|应为|变成|是|为|改為|變更為|更正為|更改為|換成|應為|應該是|應該係)"
_NO_EVENT = "(?!(?:[0-9:： ]{0,6})(?:生效|起保|投保|出险|报案|到期|起|止|至|来电|签))"

_PERSON_FOLLOWS = tuple("出生 生 身份证 身分證 身份證 证件 證件 公民身份 护照 民族 汉 回 满 户籍 住 手机 电话".split())


def _behind_sex(text: str, start: int, end: int) -> Parsed:
    """A date right behind 男 or 女: sure where what a person has follows, likely for an adult's year, else any event's."""
    if text[end : end + 8].lstrip("，,、。；; ）)/|").startswith(_PERSON_FOLLOWS):
        return start, end, score(0.85, 0.94, 0.5)
    year = text[start : start + 4]
    return start, end, score(0.4 if year.isdigit() and year > "2012" else 0.65, 0.93, 0.3)


#: Whose day it is that follows: 我1990年3月7日的，能买吗.
_WHO = (
    "我", "本人", "他", "她", "老公", "老婆", "爱人", "妈妈", "爸爸", "我妈", "我爸", "孩子", "小孩", "宝宝", "儿子", "女儿", "闺女", "小朋友", "父亲", "母亲", "先生", "太太", "老人", "爷爷", "奶奶", "外公", "外婆", "婆婆", "公公", "被保人", "被保险人", "投保人",
    "媽媽", "爸爸", "仔", "囡", "妹妹", "弟弟", "哥哥", "姐姐", "配偶", "岁", "歲",
)  # fmt: skip


_PAST = "(?:19|20)[0-9]{2}(?: |-|/|\\.|年|[01][0-9])|[0-9]{2} ?年|一九|二〇|二零"

RECOGNIZER = builtin(
    "DATE_OF_BIRTH",
    [
        Pattern("labelled", f"(?:{FULL}){CLOCK}|{ENGLISH}|{SHORT}", score(0.0, 0.94), anchor=LABEL, opens="[0-9A-Z]"),
        Pattern("said", f"(?<![*＊●█■×])(?:{_SAID}){{1,8}}(?P<value>(?>{FULL}|{_TWO_DIGIT})){_NO_EVENT}", score(0.0, 0.88), anchor=LABEL, opens="[0-9A-Z]"),
        Pattern("changed", f"(?:{FULL}|{_TWO_DIGIT}){_CHANGED}(?P<value>{FULL}|{_TWO_DIGIT.replace('<u>', '<x>').replace('=u', '=x')})", score(0.0, 0.9), anchor=LABEL, opens="[0-9A-Z]"),
        Pattern("born", f"{_FREE}(?:{_DAYS}|(?:{H_MONTH})月(?:{H_DAY})[日号號]){_BORN}", score(0.88, 0.95, 0.5), anchor=Trigger("(?:生|世)", 48, starts=("出", "降", "诞", "誕"))),
        Pattern("born-short", f"{_FREE}(?:{_DAYS}){_BORN_SHORT}", score(0.88, 0.95, 0.5), anchor=Trigger("生", 48, starts=_BORN_AFTER, then="日\n \r\u3000，。；、,.;:)）】\"'|/的于於人了下在")),
        Pattern(
            "birthday",
            f"{_FREE}(?:{FULL}|(?:{H_MONTH})月(?:{H_DAY})[日号號]){_BIRTHDAY}",
            score(0.85, 0.95, 0.5),
            anchor=Trigger("(?:我|他|她|本人|孩子|宝宝)?(?:的)?生日", 48, starts=("是", "过", "過")),
        ),
        Pattern(
            "sex",
            f"(?:(?<![男女])[男女]性?|(?<![0-9A-Za-z])[MF](?=[,|\t'\"]))[，,、 /|\t'\"]{{1,4}}(?=[0-9一二民农阴])(?P<value>{FULL}|{_TWO_DIGIT}|{DAY_FIRST.replace('GROUP', 'd')}|{SIX})",
            score(0.65, 0.93),
            anchor=Trigger("(?:性)?(?:，|,|、| |/|\\||\t|'|\"){1,4}(?:[0-9]|一|二|民|农|阴)", 10, starts=("男", "女", "M", "F")),
            parse=_behind_sex,
        ),
        Pattern(
            "whose",
            f"(?:{'|'.join(_WHO)})(?:是|就是|，|,| |今年|都是){{0,2}}(?={_PAST})(?P<value>{FULL})(?:的?(?=$|[，。；！？,;!?\"”]| ?(?:能|可以|可不可以|还能|现在|多少|怎么|要|想|这个年龄))|的生日)",
            score(0.6, 0.93, 0.2),
            anchor=Trigger(f"(?:是|就是|，|,| |今年|都是){{0,2}}(?:{_PAST})", 20, ahead=56, starts=_WHO),
            check=long_past,
        ),
        Pattern(
            "before-sex",
            f"{_FREE}(?P<value>{FULL})(?:(?<=[0-9])['\"]?[，,、 /|\t]{{1,2}}|(?<=[日号號])[ |\t]{{1,2}})[男女](?![\u4e00-\u9fff])",
            score(0.6, 0.93, 0.3),
            anchor=Trigger("(?:男|女)", 44, starts=SEX_MARKS, ahead=4),
            check=long_past,
        ),
        Pattern("beside-mobile", BESIDE_MOBILE, score(0.6, 0.93, 0.3), anchor=DIGITS, lengths=(11,), heads="1", parse=beside_mobile),
        Pattern("beside-grouped", "(?<![0-9])1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}(?![0-9])", score(0.6, 0.93, 0.3), anchor=GROUPED, parse=beside_mobile),
        answer(f"(?:{FULL}|{_TWO_DIGIT}|{DAY_FIRST.replace('GROUP', 'a')}|{ENGLISH})(?:{_BORN}|{_BORN_SHORT})?", score(0.6, 0.9, 0.3), check=long_past),
        Pattern("beside-id", BESIDE_ID, score(0.9, 0.95, 0.6), anchor=DIGITS, lengths=(15, 17, 18), heads="12345678", parse=beside_id),
    ],
    labels=(
        "誕辰", "诞辰", "出世日子", "生年月日", "出世日期", "出世年月日", "出生曰期", "出生日朗", "出生 日期", "出生日 期", "出 生日期", "出生年 月", "出生 年月", "出 生 年 月", "出 生 年 月 日", "出生年 月 日", "生 日", "出生（年月日）", "出生(年月日)", "出生證日期", "生日日期", "出生年份", "出生月日", "出生日子",
        "出生之日", "出生地时间", "落地时间", "生日（身份证上）", "生日(身份证上)", "born date", "birth year", "birth month", "b day", "y.o.b", "yob", "b.d.", "cs rq", "shengri", "chushengriqi", "birthday of insured", "birthday on", "dt birth", "brth dt", "bir date", "brithday", "brith date", "brith", "birthd", "birthdt", "csrqi", "srq",
        "出生日期", "出生年月日", "出生年月", "出生时间", "出生日", "出生", "出生于", "出生在", "出生年", "生日", "生于", "生日(农历)", "生日（农历）", "生日(公历)", "生日（公历）", "生日(阳历)", "生日（阳历）", "生日(阴历)", "生日（阴历）", "农历生日", "阴历生日", "公历生日", "阳历生日",
        "新历生日", "诞生于", "生辰", "生辰八字", "出 生 日 期", "出 生", "出生日期(公历)", "出生日期（公历）", "出生時間", "出生於", "生於", "農曆生日", "國曆生日", "陰曆生日", "陽曆生日", "誕生於",
        "dob", "d.o.b", "date of birth", "birth date", "birth day", "birth", "birth dt", "birth ymd", "birth time", "born", "born on", "bday", "csrq", "csny",
    ),
    vetoes=("保单生日", "公司生日", "出生率", "出生证", "出生缺陷"),
    level="C2",
    title_en="Date of birth",
    title_zh="出生日期",
    standard="none; written forms are customary",
    example="1990-03-07",
)  # fmt: skip
