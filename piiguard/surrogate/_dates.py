"""Fakes of dates: another month and day in the same year, written as the value is (solar, lunar, 民国, hanzi, English)."""

from __future__ import annotations

from .._generalize_dates import month_of, number, read
from ._draw import DIGITS, Draw, Shown, shape

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re

_ONES = "〇一二三四五六七八九"
_FORMAL = str.maketrans("一二三四五六七八九十", "壹贰叁肆伍陆柒捌玖拾")
_FORMAL_CHARS = frozenset("壹贰貳叁參肆伍陆陸柒捌玖拾")
_LUNAR_MONTHS = {1: "正", 11: "冬", 12: "腊"}
_MONTHS = "January February March April May June July August September October November December".split()
_NEW = 2026
_HANZI_YEAR = "(?:[二2][零〇○0])?(?P<y>[二三四][零〇○一二三四五六七八九])"
_HANZI_MONTH = "(?P<m>[零〇]?[一二三四五六七八九]|十[一二]?|[01]?[0-9])"
_EXPIRY = (
    "(?<![0-9])20(?P<y>[0-9]{2}) ?[-/.年|] ?(?P<m>[01]?[0-9])(?: ?[-/.月] ?(?P<d>[0-3]?[0-9]))?(?![0-9])",
    f"(?<![0-9])(?:20)?(?P<y>[0-9]{{2}})年{_HANZI_MONTH}",
    f"{_HANZI_YEAR}年?{_HANZI_MONTH}",
    f"{_HANZI_MONTH}月/?(?:20)?(?P<y>[0-9]{{2}}|[二三四][零〇○一二三四五六七八九])",
    "(?<![0-9])(?P<m>[01]?[0-9])[^0-9]{1,3}(?:20)?(?P<y>[0-9]{2})(?![0-9])",
    "(?<![0-9])20(?P<y>[2-4][0-9])(?P<m>0[1-9]|1[0-2])(?![0-9])",
    "(?<![0-9])(?P<m>[01][0-9])(?:20)?(?P<y>[0-9]{2})(?![0-9])",
    "(?P<m>[零〇一][零〇一二三四五六七八九])(?P<y>[二三四][零〇一二三四五六七八九])",
)
_state: list[tuple[re.Pattern[str], ...]] = []


def date_of_birth(shown: Shown, draw: Draw) -> str:
    """The year stays as written; month and day (1 to 28) are drawn; a time of day behind the date becomes zeros."""
    text = shown.text
    written = read(text)
    if written is None or not set("mdn") & set(written.spans):
        return shown.lay(shape(shown.plain, draw)) if shown.plain else text
    month, day = _draw_day(written.year, written.free, text, written.spans, draw)
    lunar = any(mark in text for mark in ("初", "廿", "卅", "正", "冬", "腊", "臘", "农历", "農曆", "阴历", "陰曆", "旧历"))
    pieces = {"m": month, "d": day, "n": month}
    fields = [text[start:end] for field, (start, end) in written.spans.items() if field in "md"]
    zero = any(field[0] == "0" for field in fields)
    padded = zero or ("年" not in text and all(len(field) == 2 for field in fields))
    out, at = [], 0
    for field, (start, end) in sorted(written.spans.items(), key=lambda item: item[1]):
        if field == "y":
            continue
        out += [text[at:start], _write(text[start:end], field, pieces[field], lunar, padded)]
        at = end
        if field == "d" and text[at : at + 2].lower() in ("st", "nd", "rd", "th"):
            ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd"}.get(day, "th")
            out.append(ending.upper() if text[at].isupper() else ending)
            at += 2
    if written.free and written.year is None:  # 03/07/05: the first field may be the day
        start, end = written.spans["y"]
        out[0] = out[0][:start] + f"{1 + draw.below(12):0{end - start}}" + out[0][end:]
    rest = text[at:]
    clock = len(text) - written.end
    tail = "".join("0" if char in DIGITS else char for char in rest[len(rest) - clock :]) if clock else ""
    return shown.wide("".join(out) + rest[: len(rest) - clock] + tail)


def _draw_day(year: int | None, free: bool, text: str, spans: dict[str, tuple[int, int]], draw: Draw) -> tuple[int, int]:
    """Month and day that exist in every month; both 12 at most where they might be read the other way round."""
    old = [number(text[slice(*spans[field])]) or 12 if field in spans else 28 for field in "md"]
    if "n" in spans:
        old[0] = month_of(text[slice(*spans["n"])])
    for _ in range(64):
        month, day = 1 + draw.below(12), 1 + draw.below(12 if free else 28)
        changed = [month, day] != old if "d" in spans else month != old[0]
        if changed and (year is None or year < _NEW or [month, day] <= old):
            return month, day
    return 1, 1


def _write(old: str, field: str, new: int, lunar: bool, padded: bool) -> str:
    if field == "n":
        name = _MONTHS[new - 1]
        name = name if len(old) > 4 or (len(old) == 3 == len(name)) else name[:3]
        return name.upper() if old.isupper() else name.lower() if old.islower() else name
    if old.isdecimal():
        return f"{new:02}" if padded else str(new)
    if old.lstrip("闰閏").isdecimal():
        return str(new)
    if lunar and field == "m":
        return _LUNAR_MONTHS.get(new, hanzi_number(new))
    if lunar:
        return ("初" if new <= 10 else "") + (f"廿{_ONES[new - 20]}" if 20 < new < 30 else hanzi_number(new))
    zero = old[0] if old[0] in "零〇" and new < 10 else ""
    text = zero + hanzi_number(new)
    return text.translate(_FORMAL) if _FORMAL_CHARS & set(old) else text


def hanzi_number(value: int) -> str:
    """1 to 99 as dates are written: 三, 十二, 二十八."""
    tens, ones = divmod(value, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_ONES[tens]}十") + (_ONES[ones] if ones else "")


def card_expiry(shown: Shown, draw: Draw) -> str:
    """A month of 2027 to 2036; which of month and year comes first stays, as does how they are written. A day stays a day."""
    if not _state:
        import re

        _state.append(tuple(map(re.compile, _EXPIRY)))
    text = shown.text
    match = next((found for found in (form.search(text) for form in _state[0]) if found), None)
    if match is None:
        return shown.lay(shape(shown.plain, draw)) if shown.plain else text
    month, year = 1 + draw.below(12), 2027 + draw.below(10)
    pieces = {"m": f"{month:02}", "y": str(year % 100), "d": f"{1 + draw.below(28):02}"}
    if match["m"][0] not in DIGITS:
        pieces["m"] = ("零" if match["m"][0] in "零〇" and month < 10 else "") + hanzi_number(month)
    elif len(match["m"]) == 1:
        pieces["m"] = str(month)
    if match["y"][0] not in DIGITS:
        pieces["y"] = "".join(_ONES[int(char)] for char in pieces["y"])
    out, at = [], 0
    for field in sorted((field for field in "ymd" if match.groupdict().get(field)), key=match.start):
        out += [text[at : match.start(field)], pieces[field]]
        at = match.end(field)
    return shown.wide("".join([*out, text[at:]]))
