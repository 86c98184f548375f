"""Vehicle plates of mainland China, GA 36-2018: ordinary, new-energy, trailer 挂, learner 学, police 警,
Hong Kong/Macau 港/澳, consulate 领, embassy 使, test 试, oversize 超, emergency, armed police, military.
"""

from __future__ import annotations

from ..spec import LABEL, Pattern, Score, Trigger, builtin, score

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼滬遼雲魯蘇贛陝閩貴粵寧瓊"
_LETTER = "A-HJ-NP-Za-hj-np-z"
_SEP = "[ ·•．.・‧-]?"
_BODY = f"[{_LETTER}0-9]"


def _check(value: str) -> Score | None:
    """At least two digits: 京ABCDEF is no plate; lower case is typed by customers and worth a little less."""
    if sum("0" <= char <= "9" for char in value) < 2:
        return None
    latin = [char for char in value if char.isascii() and char.isalpha()]
    return score(0.85, 0.97, 0.3) if all(char.isupper() for char in latin) else score(0.7, 0.95, 0.2)


def _check_mistyped(value: str) -> bool:
    """Behind a label letters no plate has (I, O) and wrong lengths count, but not without digits."""
    return sum("0" <= char <= "9" for char in value) >= 2


RECOGNIZER = builtin(
    "CN_LICENSE_PLATE",
    [
        Pattern(
            "ordinary",
            f"(?:[{_PROVINCE}]牌?|(?<![\u3400-\u9fff])[{_PROVINCE}] )[{_LETTER}]{_SEP}(?:(?:[A-HJKa-hjk]{_BODY}[0-9]{{4}}|[0-9]{{5}}[A-HJKa-hjk])(?![0-9A-Za-z])"
            f"|{_BODY}{{4}}(?:{_BODY}(?![0-9A-Za-z])|[挂掛学學警港澳领領试試超])|[0-9]{{4}}(?:领|領|应急|應急)"
            f"|[0-9]{{3}}(?:应急|應急))",
            score(0.85, 0.97),
            anchor=Trigger("(?:牌| )?[A-Za-z](?: |·|•|．|\\.|・|‧|-)?[0-9A-Za-z]{3}", 8, ahead=12, starts=tuple(_PROVINCE)),
            check=_check,
        ),
        Pattern(
            "special",
            f"使[0-9]{{3}}{_SEP}[0-9]{{3}}(?![0-9])|(?<![0-9])[0-9]{{6}}使|WJ{_SEP}[{_PROVINCE}]?{_SEP}[0-9]{{4}}[0-9A-Z]|民航{_SEP}[A-Z0-9]{{5}}",
            score(0.7, 0.95),
            anchor=Trigger(
                f"使[0-9]{{3}}|[0-9]{{6}}使|WJ(?: |·|•|．|\\.|・|‧|-)?(?:{'|'.join(_PROVINCE)})?(?: |·|•|．|\\.|・|‧|-)?[0-9]{{4}}|民航(?: |·|•|．|\\.|・|‧|-)?[A-Z0-9]{{5}}",
                12,
            ),
        ),
        Pattern("military", f"[VKHBSLJNGCEZ][A-Z]{_SEP}[0-9]{{5}}", score(0.0, 0.85), anchor=LABEL, digital=True),
        Pattern("mistyped", f"[{_PROVINCE}]{_SEP}[A-Za-z0]{_SEP}[0-9A-Za-z]{{5,6}}", score(0.0, 0.75), anchor=LABEL, digital=True, check=_check_mistyped),
    ],
    labels=(
        "车牌", "号牌", "牌号", "车号", "牌照", "车辆号牌", "標的車", "标的车", "三者车", "車牌", "號牌", "車號", "plate", "license plate", "licence plate", "plate no", "car no",
        "vehicle no", "cph", "cphm", "hphm", "lcn no", "license no",
    ),
    level="C2",
    title_en="Vehicle licence plate",
    title_zh="车牌号",
    standard="GA 36-2018",
    example="京A12345",
)  # fmt: skip
