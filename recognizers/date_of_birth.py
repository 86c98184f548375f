"""Date of birth, in every way it is written; any other date is none of ours.

A date counts behind a label (出生日期, 生日, DOB …), with the word behind it (1990年3月7日出生), or beside a citizen ID that
holds the same day. Solar and lunar calendar, 民国 and 干支 years, hanzi digits, two-digit years, English months. The span ends
before 出生; a calendar's name (农历, 民国) and a time of day belong to it.

Days of a month are not counted (a lunar second month has thirty), months are 1 to 12.
"""

from __future__ import annotations

from ..spec import DIGITS, LABEL, Parsed, Pattern, Trigger, builtin, score

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

_SP = "[ \u3000]{0,2}"
_NO = "(?![0-9])"
_YEAR = "(?:1[89]|20)[0-9]{2}"
_MONTH, _DAY = "(?:1[0-2]|0?[1-9])", "(?:3[01]|[12][0-9]|0?[1-9])"
_MM, _DD = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_DASH = "[-_/.,、‐‑–—－·•．／]"
_CALENDAR = f"(?:(?:公历|阳历|新历|西历|国历|公曆|陽曆|新曆|西曆|國曆|公元|西元){_SP}[:：]?)?"

# Hanzi as they are written in dates: digits one by one in years, tens in months and days.
_D = "[〇○零洞一壹幺二贰貳两三叁參四肆五伍六陆陸七柒八捌九玖]"
_D1 = "[一壹幺二贰貳三叁參四肆五伍六陆陸七柒八捌九玖]"
_TEN = "[十拾]"
_H_YEAR = f"{_D}{{4}}|{_D}{{2}}|{_YEAR}|[0-9]{{2}}"
_H_MONTH = f"{_TEN}[一壹二贰貳]?|[零〇]?{_D1}|1[0-2]|0?[1-9]"
_H_DAY = f"(?:二|贰|貳|三|叁|參)?{_TEN}{_D1}?|(?:廿|卅){_D1}?|[零〇]?{_D1}|3[01]|[12][0-9]|0?[1-9]"
_CYCLE = "[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]|[鼠牛虎兔龙蛇马羊猴鸡狗猪龍馬雞豬]"
_L_MONTH = f"[闰閏]?(?:正|冬|腊|臘|{_TEN}[一二]?|[一二三四五六七八九]|1[0-2]|[1-9])月"
_L_DAY = f"(?:初{_TEN}|初{_D1}|(?:二|三)?{_TEN}{_D1}?|(?:廿|卅){_D1}?|初?(?:3[01]|[12][0-9]|0?[1-9])(?![0-9]))"
_LUNAR = "(?:农历|阴历|旧历|農曆|陰曆|舊曆|夏历|夏曆)"

_WRITTEN = f"(?:{_H_YEAR}){_SP}年{_SP}(?:{_H_MONTH}){_SP}月份?(?:{_SP}(?:{_H_DAY}){_SP}(?:[日号號]|{_NO}))?"
_LUNAR_DATE = (
    f"{_LUNAR}{_SP}[:：]?(?:(?:{_CYCLE}|{_H_YEAR}){_SP}年{_SP})?{_L_MONTH}{_L_DAY}[日号號]?"
    f"|{_LUNAR}{_SP}[:：]?{_YEAR}{_DASH}{_MONTH}{_DASH}{_DAY}{_NO}"
    f"|(?:{_CYCLE}|{_H_YEAR}){_SP}年{_SP}{_L_MONTH}{_L_DAY}[日号號]?"
)
_MINGUO = f"(?:中华)?民[国國]{_SP}(?:[0-9]{{1,3}}|{_TEN}?{_D1}{_TEN}?{_D1}?){_SP}年{_SP}(?:{_H_MONTH}){_SP}月(?:{_SP}(?:{_H_DAY}){_SP}[日号號]?)?"
_MINGUO_MARKS = f"民[国國]{_SP}[0-9]{{2,3}}{_DASH}{_MONTH}{_DASH}{_DAY}{_NO}"
_MARKS = f"{_YEAR} ?{_DASH} ?{_MONTH} ?{_DASH} ?{_DAY}{_NO}"
_COMPACT = f"{_YEAR}{_MM}{_DD}{_NO}"
_CLOCK = "(?:(?:T|[ \u3000]{1,2})[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?(?![0-9])|[ \u3000]?(?:凌晨|早上|上午|中午|下午|晚上)?[0-2]?[0-9][时時点點][0-5]?[0-9]分?)?"
_NAMES = (
    "(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:il)?|[Mm]ay|[Jj]une?|[Jj]uly?|[Aa]ug(?:ust)?|[Ss]ept?(?:ember)?|[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|[Dd]ec(?:ember)?"
    "|JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)"
)
_NTH = "(?:st|nd|rd|th|ST|ND|RD|TH)?"
_ENGLISH = (
    f"{_NAMES}\\.?[ -]?{_DAY}{_NTH}(?:, ?|[ -]){_YEAR}{_NO}"
    f"|{_DAY}{_NTH}(?: of)?[ -]?{_NAMES}\\.?(?:, ?|[ -])?{_YEAR}{_NO}"
    f"|{_YEAR}[ -]{_NAMES}[ -]{_DAY}{_NO}"
)
#: Full dates that hold a year of four digits, or say the calendar.
_FULL = f"{_CALENDAR}(?:{_LUNAR_DATE}|{_MINGUO}|{_MINGUO_MARKS}|{_MARKS}|{_COMPACT}|{_WRITTEN})"
#: Behind a label also: day first, two-digit years, 民国 years without the word, months without a day, days without a year.
_SHORT = (
    f"{_DAY}(?P<s>[-/.]){_MONTH}(?P=s){_YEAR}{_NO}|{_MONTH}(?P<t>[-/.]){_DAY}(?P=t){_YEAR}{_NO}"
    f"|[0-9]{{2,3}}(?P<u>[-/.]){_MONTH}(?P=u){_DAY}{_NO}|{_DD}(?P<v>[-/.]){_MM}(?P=v)[0-9]{{2}}{_NO}|{_MM}(?P<w>[-/.]){_DD}(?P=w)[0-9]{{2}}{_NO}"
    f"|{_YEAR} ?[-/.年] ?{_MONTH}(?![0-9./-]| ?[0-9])|{_YEAR}{_MM}{_NO}"
    f"|0?[0-9]{{2}}{_MM}{_DD}{_NO}|1[01][0-9]{_MM}{_DD}{_NO}"
    f"|(?:{_H_MONTH}){_SP}月{_SP}(?:{_H_DAY}){_SP}[日号號]|{_LUNAR}?{_L_MONTH}{_L_DAY}"
    f"|{_MM}(?:[-/]?){_DD}(?![0-9.%％折天个個月周岁歲元/-])"
    f"|{_YEAR}[ \u3000]{{1,2}}{_MONTH}[ \u3000]{{1,2}}{_DAY}{_NO}"
)

_NUMERAL = "一二三四五六七八九十"
#: What says, right behind a date, that somebody was born on it. 生 alone also begins 生效, 生产, 生成, and ends 一生, 三生: behind
#: hanzi numerals it counts where they are a lunar day (初八生, 廿三生).
_BORN = (
    "(?:(?= ?(?:出生|出世|降生|诞生|誕生))"
    f"|(?:(?<![{_NUMERAL}壹贰貳叁參肆伍陆陸柒捌玖幺拾廿卅])|(?<=[初十廿卅][{_NUMERAL}]))"
    "(?= ?生(?:日(?![\u4e00-\u9fff])|(?=$|[ \u3000，。；、,.;:)）】\"'|/的于於人了下在]))))"
)
_BIRTHDAY = "(?=(?:就?是(?:我|他|她|本人|孩子|宝宝)的?|[我他她]?[过過])生日)"
_FREE = "(?<![0-9A-Za-z年月./-])"
_BORN_AFTER = (
    *("出", "降", "诞", "誕"),
    *(f"{end}{space}" for end in "日号號月份0123456789" for space in ("", " ")),
    *(f"{first}{last}{space}" for first in "初十廿卅" for last in _NUMERAL for space in ("", " ")),
)
_BIRTHDAY_AFTER = tuple(
    f"{end}{word}" for end in "日号號" for word in ("是", "就是", "过", "過", "我过", "他过", "她过", "我過", "他過", "她過")
)
_FREE = "(?<![0-9A-Za-z年月./-])"

_BETWEEN = "[ ,，、|/(（]{1,3}(?:(?:出生|生日)[:：]?)?"


def _behind_id(year: str, rest: str, written: str) -> str:
    """A citizen ID, little but marks, and the day the ID holds: group ``value`` is that day."""
    month = "(?:0(?P<m>[1-9])|(?P<n>1[0-2]))"
    day = "(?:0(?P<d>[1-9])|(?P<e>[1-3][0-9]))"
    return (
        f"[1-8][0-9]{{5}}{year}{month}{day}{rest}{_BETWEEN}"
        f"(?P<value>{written} ?[-/.年]? ?0?(?:(?P=m)|(?P=n)) ?[-/.月]? ?0?(?:(?P=d)|(?P=e))(?:日|(?![0-9])))"
    )


_before: list[re.Pattern[str]] = []


def _before_id(text: str, start: int, end: int) -> Parsed | None:
    """The day that stands right before a citizen ID and that the ID holds ("1990-03-07,110101199003074514").

    Behind 日 only a space or | may follow: a stream gives out what stands before a comma behind hanzi.
    """
    if text[start - 1 : start] not in (" ", ",", "，", "、", "|", "/") or start < 9 or text[start - 2] not in "0123456789日":
        return None
    if not _before:
        import re

        _before.append(
            re.compile(
                "(?:^|[^0-9A-Za-z./-])(?P<value>((?:19|20)[0-9]{2})(?:[-/.]([01]?[0-9])[-/.]([0-3]?[0-9])(?=[ ,，、|/])|([01][0-9])([0-3][0-9])(?=[ ,，、|/])"
                "|年([01]?[0-9])月([0-3]?[0-9])日(?=[ |])))[ ,，、|/]\\Z"
            )
        )
    low = max(0, start - 16)
    match = _before[0].search(text[low:start])
    if not match:
        return None
    year, *rest = match.groups()[1:]
    month, day = (part.zfill(2) for part in rest if part)
    held = text[start + 6 : end - 3] if end - start == 15 else text[start + 6 : start + 14]
    if held != f"{year}{month}{day}"[-len(held) :]:
        return None
    return low + match.start("value"), low + match.end("value"), score(0.9, 0.95, 0.6)


RECOGNIZER = builtin(
    "DATE_OF_BIRTH",
    [
        Pattern("labelled", f"(?:{_FULL}){_CLOCK}|{_ENGLISH}|{_SHORT}", score(0.0, 0.94), anchor=LABEL, opens="[0-9A-Z]"),
        Pattern(
            "born",
            f"{_FREE}(?:{_FULL}|[0-9]{{2,3}}(?P<u>[-/.]){_MONTH}(?P=u){_DAY}{_NO}|(?:{_H_MONTH})月(?:{_H_DAY})[日号號](?= ?出生)){_BORN}",
            score(0.88, 0.95, 0.5),
            anchor=Trigger("(?:生|世)", 48, starts=_BORN_AFTER),
        ),
        Pattern(
            "birthday",
            f"{_FREE}(?:{_FULL}|(?:{_H_MONTH})月(?:{_H_DAY})[日号號]){_BIRTHDAY}",
            score(0.85, 0.95, 0.5),
            anchor=Trigger("(?:我|他|她|本人|孩子|宝宝)?(?:的)?生日", 48, starts=_BIRTHDAY_AFTER),
        ),
        Pattern("behind-18", _behind_id("(?P<y>(?:19|20)[0-9]{2})", "[0-9]{3}[0-9Xx]", "(?P=y)"), score(0.9, 0.95, 0.6), anchor=DIGITS, lengths=(17, 18), heads="12345678", glued=True),
        Pattern("behind-15", _behind_id("(?P<y>[0-9]{2})", "[0-9]{3}", "(?:19)?(?P=y)"), score(0.85, 0.95, 0.6), anchor=DIGITS, lengths=(15,), heads="12345678", glued=True),
        Pattern("before", "[1-8][0-9]{14}(?:[0-9]{2}[0-9Xx])?", score(0.9, 0.95, 0.6), anchor=DIGITS, lengths=(15, 17, 18), heads="12345678", parse=_before_id),
    ],
    labels=(
        "出生日期", "出生年月日", "出生年月", "出生时间", "出生日", "出生", "出生于", "出生在", "出生年", "生日", "生于", "生日(农历)", "生日（农历）", "生日(公历)", "生日（公历）", "生日(阳历)", "生日（阳历）", "生日(阴历)", "生日（阴历）", "农历生日", "阴历生日", "公历生日", "阳历生日",
        "新历生日", "诞生于", "生辰", "生辰八字", "出 生 日 期", "出 生", "出生日期(公历)", "出生日期（公历）", "出生時間", "出生於", "生於", "農曆生日", "國曆生日", "陰曆生日", "陽曆生日", "誕生於",
        "dob", "d.o.b", "date of birth", "birth date", "birth day", "birth", "birth dt", "birth ymd", "birth time", "born", "born on", "bday", "csrq", "csny",
    ),
    vetoes=("保单生日", "公司生日", "出生率", "出生证", "出生缺陷"),
    level="C2",
    title_en="Date of birth",
    title_zh="出生日期",
    standard="none; GB/T 7408 and custom",
    example="1990-03-07",
)  # fmt: skip
