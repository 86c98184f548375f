"""Seeded certificates, records and birth dates for :mod:`piiguard.testing`."""

from __future__ import annotations

from piiguard._testing_data import DIGITS, LETTERS, REGIONS, Draw
from piiguard.checksums import gb11714_ok, mod11_10_ok

METHODS: dict[str, str] = {
    "CN_MILITARY_ID": "military_id",
    "DATE_OF_BIRTH": "date_of_birth",
    "CN_ENGINE_NUMBER": "engine_number",
    "CN_SOCIAL_SECURITY_CARD": "social_security_card",
    "CN_MEDICAL_RECORD": "medical_record",
    "CN_ORGANIZATION_CODE": "organization_code",
    "CN_BUSINESS_REGISTRATION": "business_registration",
}
"""Entity type: the method that makes a value."""

_YEARS = "〇一二三四五六七八九"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LUNAR_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
_MONTHS = "January February March April May June July August September October November December".split()


def hanzi_number(number: int) -> str:
    """1 to 99 as hanzi: 三, 十, 十二, 二十, 三十一."""
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_YEARS[tens]}十") + (_YEARS[ones] if ones else "")


def lunar_day(number: int) -> str:
    """1 to 30 as the days of a lunar month are called: 初一, 十五, 廿三, 三十."""
    if number <= 10:
        return f"初{hanzi_number(number)}"
    return f"廿{_YEARS[number - 20]}" if 20 < number < 30 else hanzi_number(number)


class Documents(Draw):
    """Seeded certificates, records and birth dates; each method gives one as text."""

    def military_id(self, form: str | None = None) -> str:
        """A certificate's number: "shape" (军字第1234567号) or "digits" (士兵证, eight). Without a form: mostly "shape"."""
        form = form or ("shape" if self.below(4) else "digits")
        if form == "digits":
            return self.digits(8)
        if form != "shape":
            raise KeyError(form)
        issuer = self.pick("军军军武武士政后海空南北沈")
        return f"{issuer}字第{self.chars(DIGITS, self.pick((7, 7, 8)))}号"

    def date_of_birth(self, form: str | None = None) -> str:
        """A day between 1945 and 2018 as it stands behind 出生日期 or 生日.

        Forms: "iso", "slash", "dot", "compact", "hanzi", "short" (90年3月7号), "written" (一九九〇年三月七日), "lunar",
        "minguo", "english", "day_first". Without a form: any, the first five more often.
        """
        day = self.date()
        year, month, number = day.year, day.month, day.day
        written = "".join(_YEARS[int(char)] for char in str(year))
        cycle = _STEMS[(year - 4) % 10] + _BRANCHES[(year - 4) % 12]
        lunar = f"{_LUNAR_MONTHS[month - 1]}月{lunar_day(min(number, 30))}"
        forms = {
            "iso": f"{day:%Y-%m-%d}",
            "slash": f"{year}/{month}/{number}",
            "dot": f"{day:%Y.%m.%d}",
            "compact": f"{day:%Y%m%d}",
            "hanzi": f"{year}年{month}月{number}日",
            "short": f"{day:%y}年{month}月{number}号",
            "written": f"{written}年{hanzi_number(month)}月{hanzi_number(number)}日",
            "lunar": self.pick((f"农历{cycle}年{lunar}", f"农历{year}年{lunar}", f"阴历{lunar}", lunar)),
            "minguo": f"民国{year - 1911}年{month}月{number}日",
            "english": self.pick((f"{_MONTHS[month - 1]} {number}, {year}", f"{number} {_MONTHS[month - 1][:3]} {year}")),
            "day_first": f"{day:%d/%m/%Y}",
        }
        usual = ("iso", "slash", "dot", "compact", "hanzi")
        return forms[form or (self.pick(usual) if self.below(2) else self.pick(list(forms)))]

    def engine_number(self) -> str:
        """Seven to twelve letters and digits, as makers stamp them."""
        return self.shape(self.pick(("#######", "@######", "@@@######", "@@@#@######", "@#@@#######", "@@@ ######")))

    def social_security_card(self) -> str:
        """A letter and eight digits, twelve digits and a letter, or a personal number of ten or twelve digits."""
        return self.pick((f"{self.pick(LETTERS)}{self.digits(8)}", f"{self.digits(11)}S", self.digits(10), f"9{self.digits(11)}"))

    def medical_record(self) -> str:
        """An inpatient, outpatient or record number: digits, sometimes with letters or a year in front."""
        return self.pick(
            (
                self.digits(6 + self.below(5)),
                f"00{self.digits(8)}",
                f"ZY{self.date(2019, 2026):%Y%m%d}{self.chars(DIGITS, 4)}",
                f"{self.pick('ZMBJ')}{self.digits(7)}",
                f"{self.date(2019, 2026):%Y}{self.chars(DIGITS, 6)}",
            )
        )

    def organization_code(self) -> str:
        """Eight characters, a hyphen and the GB 11714 check character."""
        body = self.chars(LETTERS, 1) + self.digits(7) if self.below(3) == 0 else self.digits(8)
        return next(f"{body}-{char}" for char in "0123456789X" if gb11714_ok(body + char))

    def business_registration(self, form: str | None = None) -> str:
        """Of "15" digits with a MOD 11,10 check digit, or "13" as issued before 2007. Without a form: "15"."""
        if form not in (None, "15", "13"):
            raise KeyError(form)
        if form == "13":
            return self.pick(REGIONS) + self.digits(7)
        body = self.pick(REGIONS) + self.chars(DIGITS, 8)
        return next(body + char for char in DIGITS if mod11_10_ok(body + char))
