"""GPS coordinates: pairs in either order, single values behind a label, degrees with minutes and seconds.

Two decimals in a row are as often prices, rates or the points of a chart. A pair counts alone when both have
five decimals (a metre) and lie within China; four are enough behind a label. In a longer list there is no pair.
"""

from __future__ import annotations

from ..spec import LABEL, Parsed, Pattern, Score, Trigger, builtin, score

_LAT = "(?:[4-9]|[1-4][0-9]|5[0-3])"
_LON = "(?:7[3-9]|[89][0-9]|1[0-2][0-9]|13[0-5])"
_WHOLE = "(?:1[0-7][0-9]|[1-9]?[0-9])"
_DEGREE = "[°º度]?"
_POLE = "[NSEWnsew]"
_BETWEEN = "(?P<sep>[,，;；/|_、] ?| {1,2})"
_DIGITS = "0123456789*＊●█■×"
_DIGIT = f"[{_DIGITS}]"
#: A third decimal in the same list, masked or not; before the pair it is looked for by :func:`_parse_pair`.
_NOT_BEFORE = f"(?!(?P=sep){_DIGIT}{{1,3}}\\.{_DIGIT}{{2}})"


def _pair(first: str, second: str) -> str:
    return (
        f"{first}\\.[0-9]{{4,15}}(?![0-9]){_DEGREE}(?: ?{_POLE})?{_BETWEEN}(?:{_POLE} ?)?-?{second}\\.[0-9]{{4,15}}(?![0-9])"
        f"{_DEGREE}(?: ?{_POLE}(?![A-Za-z]))?"
    )


def _in_china(first: float, second: float) -> bool:
    return (3.8 <= first <= 53.6 and 73.6 <= second <= 135.1) or (73.6 <= first <= 135.1 and 3.8 <= second <= 53.6)


def _parse_pair(text: str, start: int, end: int) -> Parsed | None:
    """Within China by its ranges (latitude 3.8 to 53.6, longitude 73.6 to 135.1), elsewhere behind a label."""
    value = text[start:end]
    numbers = "".join(char if "0" <= char <= "9" or char == "." else " " for char in value).split()
    between = value[value.index(numbers[0]) + len(numbers[0]) : value.rindex(numbers[1])].strip("-NSEWnsew°º度")
    if _in_list(text[max(0, start - 24) : start], between):
        return None
    first, second = float(numbers[0]), float(numbers[1])
    if min(first, second) > 90 or not (first or second):
        return None
    marked = any(char in "°º度NSEWnsew" for char in value)
    if "-" in value or not _in_china(first, second):
        return start, end, score(0.7 if marked else 0.0, 0.96)
    precise = min(len(number.partition(".")[2]) for number in numbers)
    return start, end, score(0.75, 0.96, 0.1) if marked or precise >= 5 else score(0.4, 0.95)


def _in_list(before: str, between: str) -> bool:
    """Whether another decimal, masked or not, stands in front with the same mark behind it, or a comma: it is that one's pair."""
    for mark in (between, ",", ", ", "，"):
        head = before.removesuffix(mark)
        if mark != between and between[0] in ",， ":
            break
        decimals = head[len(head.rstrip(_DIGITS)) :]
        if head != before and len(decimals) >= 3 and head[: len(head) - len(decimals)].endswith("."):
            return True
    return False


def _check_degrees(value: str) -> Score | None:
    """Degrees, minutes and seconds with a direction; without one it may be any angle."""
    return score(0.85, 0.96, 0.3) if any(char in "NSEWnsew北南东東西" for char in value) else score(0.35, 0.93)


#: A direction in front, which no number before it has already taken; or none, on either side of a space.
_AHEAD = "(?<![A-Za-z″”＂\"'秒°º])(?<![″”＂\"'秒°º] )[NSEW] ?|[北南][纬緯] ?|[东東西][经經] ?"
_NO_AHEAD = "(?<![纬緯经經])(?<![纬緯经經] )"
_ANGLE = "(?:1[0-7][0-9]|[1-9]?[0-9])[°º度] ?[0-5]?[0-9](?:\\.[0-9]{1,6})?[′'＇分]"
_SECONDS = " ?[0-5]?[0-9](?:\\.[0-9]{1,6})?(?:[″＂秒]|'')"
_DMS = f"(?<![0-9.])(?:(?:{_AHEAD}){_ANGLE}(?:{_SECONDS})?|{_NO_AHEAD}{_ANGLE}(?:(?:{_SECONDS})?(?: ?{_POLE}(?![A-Za-z]))|{_SECONDS}))"
_MINUTES = "[0-9](?:°|º|度) ?[0-9]{1,2}(?:\\.[0-9]{1,6})?(?:′|'|＇|分)"
_QUOTED = f"(?<![0-9.])(?:{_AHEAD}|{_NO_AHEAD}){_ANGLE} ?[0-5]?[0-9](?:\\.[0-9]{{1,6}})?(?![0-9°º′'″＂分秒])"


def _parse_quoted(text: str, start: int, end: int) -> Parsed | None:
    """Seconds with a quotation mark, which stays outside: streams would have to hold back every quoted text."""
    after = text[end : end + 3].replace(" ", "")
    if after[:1] in ('"', "”") and after and (after[1:2] in tuple("NSEWnsew") or not "0" <= text[start] <= "9"):
        return start, end, score(0.85, 0.96, 0.3)
    return start, end, score(0.0, 0.0)  # a candidate all the same: a stream waits for what follows


RECOGNIZER = builtin(
    "GPS_COORDINATES",
    [
        Pattern(
            "pair",
            f"(?<![0-9.])(?<![0-9][-/])(?:(?<![A-Za-z]){_POLE} ?)?-?{_pair(_WHOLE, _WHOLE)}{_NOT_BEFORE}",
            score(0.75, 0.96),
            anchor=Trigger(
                "[0-9]\\.[0-9]{4,15}(?:°|º|度)?(?: ?[NSEWnsew])?(?:(?:[,;/|_]|，|；|、) ?| {1,2})(?:[NSEWnsew] ?)?-?[0-9]{1,3}\\.[0-9]{4}", 44, ahead=16
            ),
            parse=_parse_pair,
        ),
        Pattern(
            "degrees",
            f"(?<![0-9.])(?:{_AHEAD}){_WHOLE}\\.[0-9]{{3,15}}[°º度]|(?<![0-9.]){_WHOLE}\\.[0-9]{{3,15}}[°º] ?{_POLE}(?![A-Za-z])",
            score(0.8, 0.96, 0.3),
            anchor=Trigger("\\.[0-9]{3,15}(?:°|º|度)", 28, ahead=4),
        ),
        Pattern("dms", _DMS, score(0.85, 0.96), anchor=Trigger(_MINUTES, 20, ahead=20), check=_check_degrees),
        Pattern("quoted", _QUOTED, score(0.85, 0.96, 0.3), anchor=Trigger(_MINUTES, 20, ahead=20), parse=_parse_quoted),
        Pattern(
            "single",
            f"(?:{_WHOLE}\\.[0-9]{{4,15}}|(?:{_LON}|{_LAT})\\.[0-9]{{3}})(?![0-9.%％]){_DEGREE}",
            score(0.0, 0.94),
            anchor=LABEL,
            digital=True,
            numeric=True,
        ),
    ],
    labels=(
        "经纬度", "經緯度", "经度", "纬度", "經度", "緯度", "东经", "北纬", "東經", "北緯", "坐标", "座标", "座標", "坐標", "定位", "gps", "GPS坐标", "gps坐标", "位置坐标", "lat", "lng", "lon",
        "latitude", "longitude", "latlng", "lnglat", "latlon", "lonlat", "lat lng", "lng lat", "lat lon", "coordinate", "coordinates", "coords", "location", "geo", "geo point", "jd wd", "wgs84", "gcj02", "bd09",
    ),
    level="C2",
    title_en="GPS coordinates",
    title_zh="经纬度坐标",
    standard="ISO 6709 (degrees, minutes and seconds); other notations are conventional",
    example="31.230416,121.473701",
)  # fmt: skip
