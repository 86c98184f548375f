"""Short curated tables behind :mod:`piiguard.testing`, and the seeded draw they are read with.

They are small on purpose: a few dozen real codes of each kind, enough for test values
that a table-driven recognizer accepts. The full dated tables are the recognizers' own.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from typing import TypeVar

_T = TypeVar("_T")


def _words(*lines: str) -> tuple[str, ...]:
    """The blank-separated words of all lines."""
    return tuple(" ".join(lines).split())


DIGITS = "0123456789"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I and no O, as on plates, passports and permits
HEX = "0123456789abcdef"

# GB/T 2260: county codes of today, and abolished ones that stay valid on the cards of those registered there.
REGIONS = _words(
    "110101 110105 110108 120101 130102 140105 150102 210102 220102 230103 310101 310104 310115",
    "320102 320106 320505 330102 330106 340103 350102 350203 360102 370102 370202 410102 410105",
    "420106 420111 430102 440103 440106 440304 440305 450102 460105 500103 510104 510107 520102",
    "530102 540102 610102 610113 620102 630102 640104 650102 110103 110104 310103 310225 321002",
    "330104 352101 372301 422101 430122 440524 500112 511023 512301 612101",
)

# ISO 3166-1: alpha-3 and numeric, for foreign permanent resident IDs.
NATIONS = _words("USA840 GBR826 CAN124 AUS036 JPN392 KOR410 DEU276 FRA250 IND356 RUS643 KAZ398")

# Bank identification number and the length of the cards issued under it.
BINS = (
    ("622202", 19), ("621226", 19), ("955880", 19), ("621700", 19), ("436742", 19), ("621081", 19),
    ("622848", 19), ("621661", 19), ("622262", 19), ("621799", 19), ("622188", 19), ("621098", 19),
    ("623058", 19), ("622908", 18), ("603367", 18), ("621483", 16), ("622580", 16), ("622588", 16),
    ("622609", 16), ("622516", 16), ("622622", 16), ("622663", 16), ("622630", 16), ("621268", 16),
    ("622155", 16), ("622575", 16), ("625912", 16), ("518710", 16), ("404119", 16), ("356889", 16),
    ("370246", 15),
)  # fmt: skip

MOBILE_SEGMENTS = _words(
    "130 131 132 133 135 136 137 138 139 145 147 149 150 151 152 153 155 156 157 158 159 162 165 166",
    "167 171 172 173 175 176 177 178 180 181 182 183 184 185 186 187 188 189 190 191 192 193 195 196",
    "197 198 199",
)

# Area code and the number of digits of a local number there.
AREAS = (
    ("010", 8), ("020", 8), ("021", 8), ("022", 8), ("023", 8), ("025", 8), ("027", 8), ("028", 8),
    ("029", 8), ("0371", 8), ("0411", 8), ("0512", 8), ("0531", 8), ("0532", 8), ("0551", 8), ("0571", 8),
    ("0574", 8), ("0591", 8), ("0731", 8), ("0755", 8), ("0757", 8), ("0769", 8), ("0898", 8),
    ("0310", 7), ("0355", 7),
    ("0472", 7), ("0535", 7), ("0543", 7), ("0556", 7), ("0592", 7), ("0633", 7), ("0744", 7), ("0772", 7),
    ("0794", 7), ("0816", 7), ("0870", 7), ("0912", 7), ("0931", 7), ("0951", 7), ("0971", 7), ("0991", 7),
)  # fmt: skip

# Shapes. # a digit, @ a letter (no I, O), ? a letter or digit, {Y} year 2016…2026, {y} its last two
# digits, {D} YYMMDD, {B} a four-digit branch; everything else stands for itself.
POLICY_SHAPES = {
    "picc": ("PDAA{Y}{B}##########", "PDZA{Y}{B}@#########", "PDZS{Y}{B}0#########"),
    "dadi": ("PDEJ{Y}{B}##########",),
    "anhua": ("PDDA{Y}{B}##########",),
    "pingan": ("1{B}003900#########", "1{B}005900#########", "1{B}006900#########"),
    "pingan_life": ("P###############",),
    "cpic": ("ASHZ###CTP{y}B######@", "AGUZ###ZH9{y}B######?"),
    "china_life_pc": ("6627##############", "6627###################"),
    "sunshine": ("6605##############",),
    "taiping": ("P432##############",),
    "china_united": ("P26##############",),
    "jd_allianz": ("P8100##############",),
    "huatai": ("606EA##############",),
    "alltrust": ("112B################",),
    "zking": ("20###A######{y}##?#@#",),
    "bohai": ("243######{Y}######",),
    "shenneng": ("6203##################",),
    "guoren": ("6260##############",),
    "axa": ("2104##############", "29104##############"),
    "dajia": ("2136##############",),
    "yongan": ("3440##############",),
    "sunlight_agri": ("########BEAQ{Y}######",),
    "endorsement": ("EDAA{Y}{B}##########", "EDZA{Y}{B}@#########"),
    "picc_health": ("########101", "13#######01", "0000######"),
    "lis_life": ("230{b}##########", "240{b}##########", "210{b}##########"),
    # Life insurers whose numbering is not public: nothing but the label tells what these are.
    "life": ("{Y}{B}##S42############", "88##########", "##############", "####-{Y}-########"),
}
APPLICATION_SHAPES = {
    "picc": ("TDAA{Y}{B}##########", "TDZA{Y}{B}@#########"),
    "pingan": ("5{B}003900#########", "5{B}006900#########"),
    "picc_health": ("16#########", "13#########"),
    "lis_life": ("130{b}##########", "140{b}##########"),
    "life": ("############", "TB{Y}##########"),
}
CLAIM_SHAPES = {
    "picc": ("RDAA{Y}{B}##########", "RDZA{Y}{B}@#########"),
    "pingan": ("9{B}003900#########",),
    "picc_health": ("C{B}{D}######", "P{B}{D}######", "T{B}{D}######"),
    "lis_life": ("500{b}##########", "520{b}##########", "510{b}##########"),
    "legacy": ("###{y}50000#####", "###{y}30000#####"),
    "life": ("LP{Y}##########", "{Y}{M}##########", "CLM-{Y}-########"),
}

PLATE_SHAPES = {
    "blue": ("{P}#####", "{P}@####", "{P}##@##", "{P}###@@", "{P}@#@##"),
    "nev_small": ("{P}D#####", "{P}F#####", "{P}AA####", "{P}BD####"),
    "nev_large": ("{P}#####D", "{P}#####F"),
    "police": ("{P}####警", "{P}@###警"),
    "trailer": ("{P}####挂",),
    "learner": ("{P}####学",),
    "hk_mo": ("粤Z####港", "粤Z@###港", "粤Z####澳", "粤Z@@##港"),
    "embassy": ("使1#####", "使2#####"),
    "consulate": ("沪A####领", "粤A####领"),
    "military": ("VA#####", "KC#####", "NG#####"),
    "armed_police": ("WJ{p}####@", "WJ{p}#####"),
    "emergency": ("{p}X####应急", "{p}S####应急"),
}
PLATE_HEADS = _words(
    "京A 京N 津C 沪B 沪F 渝A 冀A 豫A 云A 辽B 黑A 湘A 皖A 鲁B 新A 苏E 浙A 赣A 鄂A 桂A 甘A 晋A 蒙A 陕A 吉A",
    "闽D 贵A 粤B 粤S 青A 藏A 川A 宁A 琼A",
)

VIN_WMI = _words(
    "LSV LFV LVS LGX LHG LBV LGB LDC LSG LVV LRW WBA JTD 1HG 5YJ",
)
USCC_HEADS = ("91", "91", "91", "92", "93", "11", "12", "51", "52", "53", "54")
PASSPORT_SHAPES = {
    "ordinary": ("E########", "E@#######", "G########"),
    "official": ("D########", "DE#######", "S########", "SE#######", "PE#######"),
    "hk": ("K########", "KJ#######"),
    "mo": ("MA#######",),
}
PERMIT_SHAPES = {
    "hk_mo": ("H########", "M########", "H##########", "M##########"),
    "tw": ("0#######", "0#########"),
    "to_hk_mo": ("C########", "C@#######", "W########"),
    "to_tw": ("L########", "T########"),
}

MAIL_LOCAL = _words(
    "lin wang zhang chen zhao sun zhou wu xu hu zhu gao he guo ma luo liang song zheng xie",
)
MAIL_SECOND = _words(
    "xiaoyu jianguo mei ting hao yang lei na peng fang jing bo qiang yan chao",
)
MAIL_DOMAINS = _words(
    "qq.com 163.com 126.com sina.com sina.cn sohu.com foxmail.com 139.com 189.cn gmail.com",
    "outlook.com hotmail.com yeah.net icloud.com example.com.cn mail.example.org claims.example.com",
)


class Draw:
    """A seeded source of choices.

    It uses only ``random()``, the one method whose sequence Python promises to keep.
    """

    def __init__(self, seed: int | str = 0) -> None:
        self._random = random.Random(seed).random

    def below(self, limit: int) -> int:
        """An integer in ``range(limit)``."""
        return int(self._random() * limit)

    def pick(self, options: Sequence[_T]) -> _T:
        """One of ``options``."""
        return options[self.below(len(options))]

    def chars(self, alphabet: str, count: int) -> str:
        """``count`` characters of ``alphabet``."""
        return "".join(self.pick(alphabet) for _ in range(count))

    def digits(self, count: int) -> str:
        """``count`` digits; the first is not 0."""
        return self.chars(DIGITS[1:], 1) + self.chars(DIGITS, count - 1)

    def date(self, first: int = 1945, last: int = 2018) -> datetime.date:
        """A day of the years ``first`` … ``last``."""
        start = datetime.date(first, 1, 1)
        return start + datetime.timedelta(self.below((datetime.date(last + 1, 1, 1) - start).days))

    def shape(self, shape: str) -> str:
        """Fill a shape as the tables above write them."""
        day = self.date(2016, 2026)
        for mark, text in (
            ("{Y}", f"{day:%Y}"), ("{y}", f"{day:%y}"), ("{D}", f"{day:%y%m%d}"), ("{M}", f"{day:%m%d}"),
            ("{B}", self.pick(REGIONS)[:4]), ("{b}", self.pick(REGIONS)[:2]),
            ("{P}", self.pick(PLATE_HEADS)), ("{p}", self.pick(PLATE_HEADS)[0]),
        ):  # fmt: skip
            shape = shape.replace(mark, text)
        pools = {"#": DIGITS, "@": LETTERS, "?": LETTERS + DIGITS}
        return "".join(self.pick(pools[char]) if char in pools else char for char in shape)
