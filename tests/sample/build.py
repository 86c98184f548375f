"""Writes the labelled sample: ``labelled.jsonl`` and ``hard_negatives.jsonl`` beside this file.

    python tests/sample/build.py

Templates are hand-written, one a line, in ``templates/<kind>.txt``; each is filled ``COPIES`` times with
values of :class:`piiguard.testing.Values`. In a template

    «id»  «pol:picc»  «mob|fw»   is a labelled value: kind, form, surface
    «!name»  «!n:6»              is filler that is nobody's identifier (or of a type not labelled here)
    ⏎                            is a line break

A value's seed is its template's text, so editing one template leaves all other lines as they were.

What is labelled: the value without its label word, with a country code, an extension, brackets and inner
separators. A value nothing in its line tells apart (a bare 12-digit policy number in an unlabelled column)
is not in the sample; masked values (138****1234) and last-four digits are not labelled; endorsement numbers
count as policy numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from piiguard.testing import Values, full_width, grouped, spoken, zero_width

HERE = Path(__file__).parent
COPIES = 2
SLOT = re.compile(r"«(!?)([A-Za-z0-9_]+)(?::([A-Za-z0-9_]+))?(?:\|([A-Za-z0-9_]+))?»")

# kind: entity type, generator. A form given in the template is passed on.
KINDS: dict[str, tuple[str, Callable[[Values, str | None], str]]] = {
    "id": ("CN_ID_CARD", lambda v, form: with_x(v) if form == "x" else v.id_card(form)),
    "id15": ("CN_ID_CARD", lambda v, form: v.id_card("15")),
    "badid": ("CN_ID_CARD", lambda v, form: v.mistyped_id_card()),
    "frid": ("CN_FOREIGN_RESIDENT_ID", Values.foreign_resident_id),
    "card": ("CN_BANK_CARD", lambda v, form: v.bank_card(int(form) if form else None)),
    "pol": ("CN_POLICY_NUMBER", Values.policy_number),
    "app": ("CN_APPLICATION_NUMBER", Values.application_number),
    "clm": ("CN_CLAIM_NUMBER", Values.claim_number),
    "mob": ("CN_MOBILE", lambda v, form: v.mobile()),
    "tel": ("CN_LANDLINE", Values.landline),
    "mail": ("EMAIL_ADDRESS", lambda v, form: v.email()),
    "plate": ("CN_LICENSE_PLATE", Values.license_plate),
    "vin": ("VIN", lambda v, form: v.vin()),
    "uscc": ("CN_USCC", lambda v, form: v.uscc()),
    "ppt": ("CN_PASSPORT", Values.passport),
    "tp": ("CN_TRAVEL_PERMIT", Values.travel_permit),
    "hkid": ("HK_ID_CARD", lambda v, form: v.hk_id()),
    "twid": ("TW_ID_CARD", lambda v, form: resident_certificate(v) if form == "arc" else v.tw_id()),
    "moid": ("MO_ID_CARD", lambda v, form: v.mo_id()),
}


def with_x(values: Values) -> str:
    """A citizen ID whose check character is X."""
    while not (value := values.id_card()).endswith("X"):
        pass
    return value


def resident_certificate(values: Values) -> str:
    """A Taiwan resident certificate rather than a national ID."""
    while (value := values.tw_id())[1] in "12":
        pass
    return value


def parts(value: str, separator: str = " ") -> str:
    """A mobile in three groups, a citizen ID in region, birth and rest."""
    return grouped(value, (6, 8) if len(value) == 18 else (3, 4), separator)


SURFACES: dict[str, Callable[[str], str]] = {
    "fw": full_width,
    "sp": parts,
    "hy": lambda value: parts(value, "-"),
    "sp4": lambda value: grouped(value, (4, 4, 4, 4)),
    "hy4": lambda value: grouped(value, (4, 4, 4, 4), "-"),
    "g344": lambda value: grouped(value, (3, 4, 4)),
    "say": spoken,
    "say1": lambda value: spoken(value, "一"),
    "sayg": lambda value: grouped(spoken(value), (3, 4, 4), "，"),
    "sayx": spoken,
    "zw": lambda value: zero_width(value, 4),
    "lc": str.lower,
    "dot": lambda value: grouped(value, (2,), "·"),
    "sp2": lambda value: grouped(value, (2,)),
    "sp_wj": lambda value: grouped(value, (2,), "·"),
    "cc": lambda value: "+86" + value,
    "cc2": lambda value: "+86-" + value,
    "cc3": lambda value: "0086" + value,
    "cc4": lambda value: "86" + value,
    "cc5": lambda value: "+86 " + grouped(value, (3, 4, 4)),
    "ccb": lambda value: "(+86)" + value,
    "fwat": lambda value: value.replace("@", "＠"),
    "ait": lambda value: value.replace("@", "艾特"),
    "ocr": lambda value: value[:7] + value[7:].replace("0", "O", 1).replace("1", "l", 1),
    "ocrsp": lambda value: grouped(value, (1,)),
    "drop": lambda value: value[:9] + value[10:],
    "nb": lambda value: value.replace("(", "").replace(")", ""),
    "fb": lambda value: value.replace("(", "（").replace(")", "）"),
    "mos": lambda value: f"{value[0]}/{value[1:7]}/{value[8]}",
}

FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂文华建国玉兰志红春梅海燕子轩雨涵欣怡浩然思远"
HANT_FAMILY = "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴徐周葉蘇莊呂江何蕭羅高"
HANT_GIVEN = "淑芬美玲雅婷怡君俊傑建宏志明家豪冠宇承恩詠晴嘉欣子軒偉倫"
CITIES = ("杭州", "成都", "武汉", "西安", "济南", "沈阳", "长沙", "合肥", "福州", "绵阳")
ROADS = ("解放路", "人民东路", "中山北路", "建设大道", "文三路", "长江路", "朝阳北大街", "滨海大道")
HOSPITALS = ("省人民医院", "市第一医院", "协和医院", "中医院骨科", "妇幼保健院")


def address(values: Values) -> str:
    """A street address down to the room."""
    street = f"{values.pick(CITIES)}市{values.pick(ROADS)}{values.below(300) + 1}号"
    room = f"{values.below(20) + 1}0{values.below(8) + 1}"
    return f"{street}{values.below(20) + 1}幢{values.below(4) + 1}单元{room}室"


def clock(values: Values) -> str:
    """A time of day."""
    return f"{values.below(24):02}:{values.below(60):02}:{values.below(60):02}"


FILLERS: dict[str, Callable[[Values], str]] = {
    "name": lambda v: v.pick(FAMILY) + v.chars(GIVEN, 1 + v.below(2)),
    "hantname": lambda v: v.pick(HANT_FAMILY) + v.chars(HANT_GIVEN, 2),
    "surname": lambda v: v.pick(FAMILY),
    "date": lambda v: f"{v.date(2023, 2026):%Y-%m-%d}",
    "date8": lambda v: f"{v.date(2023, 2026):%Y%m%d}",
    "cdate": lambda v: f"{v.date(2023, 2026):%Y年%m月%d日}",
    "time": clock,
    "ts": lambda v: f"{v.date(2023, 2026):%Y-%m-%d}T{clock(v)}.{v.digits(3)}+08:00",
    "ms": Values.unix_ms,
    "s10": Values.unix_s,
    "amount": Values.amount,
    "amountn": lambda v: f"{v.digits(4)}.{v.digits(2)}",
    "order": Values.order_number,
    "snow": Values.snowflake_id,
    "trace": Values.trace_id,
    "span": Values.span_id,
    "uuid": Values.uuid,
    "md5": Values.md5,
    "sha1": Values.sha1,
    "sha256": Values.sha256,
    "ver": Values.version,
    "hot": Values.hotline,
    "ip": Values.ipv4,
    "ipv6": Values.ipv6,
    "waybill": Values.waybill_number,
    "sf": lambda v: "SF" + v.digits(13),
    "iccid": Values.iccid,
    "invoice": Values.invoice_number,
    "filing": Values.product_filing,
    "model": Values.model_number,
    "serial": lambda v: f"{v.chars('CDFGHJKLMNPQ', 3)}{v.digits(2)}{v.chars('0123456789ABCDEF', 7)}",
    "hexq": lambda v: v.chars("0123456789ABCDEF", 10),
    "s": lambda v: v.chars("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", 22),
    "city": lambda v: v.pick(CITIES),
    "road": lambda v: v.pick(ROADS),
    "addr": address,
    "hosp": lambda v: v.pick(HOSPITALS),
    "nation": lambda v: v.pick(("USA", "GBR", "JPN", "KOR", "CAN")),
}


def filler(values: Values, name: str, form: str | None) -> str:
    """Text that is not to be found."""
    return values.digits(int(form)) if name == "n" and form else FILLERS[name](values)


def render(template: str, copy: int) -> tuple[str, list[tuple[int, int, str]]]:
    """The text of a template's copy, and its spans."""
    values = Values(f"{template}#{copy}")
    text, spans, cursor = "", [], 0
    for slot in SLOT.finditer(template):
        text += template[cursor : slot.start()]
        cursor = slot.end()
        mark, name, form, surface = slot.groups()
        if mark:
            text += filler(values, name, form)
            continue
        entity_type, generate = KINDS[name]
        value = generate(values, form)
        value = SURFACES[surface](value) if surface else value
        spans.append((len(text), len(text) + len(value), entity_type))
        text += value
    text += template[cursor:]
    if "«" in text or "»" in text:
        raise ValueError(f"a slot of this template could not be read: {template}")
    return text.replace("⏎", "\n"), spans


def templates(path: Path) -> list[str]:
    """The templates of a file: every line that is neither empty nor a comment."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line.strip() and not line.startswith("# ")]


def line(number: int, kind: str, template: str, copy: int) -> str:
    """One JSON line of the sample."""
    text, spans = render(template, copy)
    row = {"id": f"{kind}-{number:03}", "kind": kind, "text": text, "spans": spans}
    return json.dumps(row, ensure_ascii=False)


def labelled() -> Iterator[str]:
    """The lines of labelled.jsonl."""
    for path in sorted((HERE / "templates").glob("*.txt")):
        copies = [(template, copy) for template in templates(path) for copy in range(COPIES)]
        for number, (template, copy) in enumerate(copies, start=1):
            yield line(number, path.stem, template, copy)


def hard_negatives() -> Iterator[str]:
    """The lines of hard_negatives.jsonl."""
    for number, template in enumerate(templates(HERE / "negatives.txt"), start=1):
        yield line(number, "negative", template, 0)


OUTPUTS = {"labelled.jsonl": labelled, "hard_negatives.jsonl": hard_negatives}


def main() -> None:
    """Write both files."""
    for name, lines in OUTPUTS.items():
        (HERE / name).write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")


if __name__ == "__main__":
    main()
