"""How dates are written: expressions without boundaries, for recognizers to put together.

Solar and lunar calendar, 民国 and 干支 years, hanzi digits, two-digit years, English months. Days of a month are not
counted (a lunar second month has thirty); months are 1 to 12.
"""

from __future__ import annotations

SP = "[ \u3000]{0,2}"
NO = "(?![0-9])"
YEAR = "(?:1[89]|20)[0-9]{2}"
MONTH, DAY = "(?:1[0-2]|0?[1-9])", "(?:3[01]|[12][0-9]|0?[1-9])"
_MM, _DD = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_DASH = "[-_/.,、‐‑–—－·•．／]"
_CALENDAR = f"(?:(?:公历|阳历|新历|西历|国历|公曆|陽曆|新曆|西曆|國曆|公元|西元){SP}[:：]?)?"

# Hanzi as they are written in dates: digits one by one in years, tens in months and days.
_D = "[〇○零洞一壹幺二贰貳两三叁參四肆五伍六陆陸七柒八捌九玖]"
_D1 = "[一壹幺二贰貳三叁參四肆五伍六陆陸七柒八捌九玖]"
_TEN = "[十拾]"
_H_YEAR = f"{_D}{{4}}|{_D}{{2}}|{_D1}?{_TEN}{_D1}?|{YEAR}|[0-9]{{2}}"
H_MONTH = f"{_TEN}[一壹二贰貳]?|[零〇]?{_D1}|1[0-2]|0?[1-9]"
H_DAY = f"(?:二|贰|貳|三|叁|參)?{_TEN}{_D1}?|(?:廿|卅){_D1}?|[零〇]?{_D1}|3[01]|[12][0-9]|0?[1-9]"
_CYCLE = "[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]|[鼠牛虎兔龙蛇马羊猴鸡狗猪龍馬雞豬]"
_L_MONTH = f"[闰閏]?(?:正|冬|腊|臘|{_TEN}[一二]?|[一二三四五六七八九]|1[0-2]|[1-9])月"
_L_DAY = f"(?:初{_TEN}|初{_D1}|(?:二|三)?{_TEN}{_D1}?|(?:廿|卅){_D1}?|初?(?:3[01]|[12][0-9]|0?[1-9])(?![0-9]))"
_LUNAR = "(?:农历|阴历|旧历|農曆|陰曆|舊曆|夏历|夏曆)"

_WRITTEN = f"(?:{_H_YEAR}){SP}年{SP}的?(?:{H_MONTH}){SP}月份?(?:{SP}的?(?:{H_DAY})(?:{SP}[日号號]|(?![0-9日号號])))?"
_LUNAR_DATE = (
    f"{_LUNAR}{SP}[:：]?(?:(?:{_CYCLE}|{_H_YEAR}){SP}年{SP})?{_L_MONTH}{_L_DAY}(?:[日号號]|(?![日号號]))"
    f"|{_LUNAR}{SP}[:：]?{YEAR}{_DASH}{MONTH}{_DASH}{DAY}{NO}"
    f"|(?:{_CYCLE}|{_H_YEAR}){SP}年{SP}{_L_MONTH}{_L_DAY}(?:[日号號]|(?![日号號]))"
)
_MINGUO = f"(?:中华)?民[国國]{SP}(?:[0-9]{{1,3}}|{_TEN}?{_D1}{_TEN}?{_D1}?){SP}年{SP}(?:{H_MONTH}){SP}月(?:{SP}(?:{H_DAY})(?:{SP}[日号號]|(?![0-9日号號])))?"
_MINGUO_MARKS = f"民[国國]?{SP}[0-9]{{2,3}}{_DASH}{MONTH}{_DASH}{DAY}{NO}"
_MARKS = f"{YEAR} ?{_DASH} ?{MONTH} ?{_DASH} ?{DAY}{NO}"
_COMPACT = f"{YEAR}{_MM}{_DD}{NO}"
CLOCK = "(?:(?:T|[ \u3000]{1,2})[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]{1,9})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?(?![0-9])|[ \u3000]?(?:凌晨|早上|上午|中午|下午|晚上)?[0-2]?[0-9][时時点點][0-5]?[0-9]分?)?"
_NAMES = (
    "(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:il)?|[Mm]ay|[Jj]une?|[Jj]uly?|[Aa]ug(?:ust)?|[Ss]ept?(?:ember)?|[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|[Dd]ec(?:ember)?"
    "|JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)"
)
_NTH = "(?:st|nd|rd|th|ST|ND|RD|TH)?"
ENGLISH = (
    f"(?=[A-Z]){_NAMES}\\.?[ -]?{DAY}{_NTH}(?:, ?|[ -]){YEAR}{NO}"  # in small letters a stream takes a month for prose
    f"|{DAY}{_NTH}(?: of)?[ -]?{_NAMES}\\.?(?:, ?|[ -])?{YEAR}{NO}"
    f"|{YEAR}[ -]{_NAMES}[ -]{DAY}{NO}"
)
#: Full dates that hold a year of four digits, or say the calendar.
FULL = f"{_CALENDAR}(?:{_LUNAR_DATE}|{_MINGUO}|{_MINGUO_MARKS}|{_MARKS}|{_COMPACT}|{_WRITTEN})"
#: Forms without a year in front, for places where something else says that it is a day of birth; give each use its own group.
DAY_FIRST = f"{DAY}(?P<GROUP>[-/.]){MONTH}(?P=GROUP){YEAR}{NO}"
SIX = f"(?:0?[0-9]{{2}}|1[01][0-9]){_MM}{_DD}{NO}"
#: Behind a label also: day first, two-digit years, 民国 years without the word, months without a day, days without a year.
SHORT = (
    f"{DAY}(?P<s>[-/.]){MONTH}(?P=s){YEAR}{NO}|{MONTH}(?P<t>[-/.]){DAY}(?P=t){YEAR}{NO}"
    f"|[0-9]{{2,3}}(?P<u>[-/.]){MONTH}(?P=u){DAY}{NO}|{_DD}(?P<v>[-/.]){_MM}(?P=v)[0-9]{{2}}{NO}|{_MM}(?P<w>[-/.]){_DD}(?P=w)[0-9]{{2}}{NO}"
    f"|{YEAR} ?[-/.年] ?{MONTH}(?![0-9./-])|{YEAR}{_MM}{NO}"
    f"|0?[0-9]{{2}}{_MM}{_DD}{NO}|1[01][0-9]{_MM}{_DD}{NO}"
    f"|(?:{H_MONTH}){SP}月{SP}(?:{H_DAY}){SP}[日号號]|{_LUNAR}?{_L_MONTH}{_L_DAY}"
    f"|{_MM}(?:[-/]?){_DD}(?![0-9.%％折天个個月周岁歲元/-])"
    f"|{YEAR}[ \u3000]{{1,2}}{MONTH}[ \u3000]{{1,2}}{DAY}{NO}"
)
